"""Types of a brief: sentences, each with the segments that support it."""

from dataclasses import dataclass
from typing import Literal

from passerelle.errors import LengthError

Length = Literal["short", "standard", "long"] | int
Method = Literal["compressed", "selected", "generated", "replaced"]

# Range of possible word limits.
SHORTEST, LONGEST = 10, 2000


@dataclass(frozen=True, slots=True)
class BriefSentence:
    """One sentence of a brief.

    Attributes:
        text: the sentence.
        evidence: indices of the one to three segments that support it, best first. If the sentence starts
            with a reference (`He added …`), the last one is the segment that it refers to.
        support: share of the sentence's content words found in the evidence, 0 to 1.
        method: `compressed` (a shortened sentence), `selected` (an unchanged sentence), `generated`
            (written by an abstractive model), or `replaced` (a sentence of the evidence, perhaps
            shortened, instead of an unsupported one by the model).
        steps: how it was made, in order, each step in a few words for the reader.
    """

    text: str
    evidence: tuple[int, ...]
    support: float
    method: Method
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Headline:
    """A line above the brief.

    Attributes:
        text: the line, without a full stop.
        evidence: the segment that it was made from; empty if it is the text's own title.
    """

    text: str
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Omission:
    """A sentence that a model wrote but the brief does not show.

    Attributes:
        text: the sentence, which the text may not support.
        reasons: why it is omitted, each in a few words for the reader.
    """

    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief of a text.

    Attributes:
        sentences: the sentences in reading order; empty if the text has nothing to summarize.
        segments: the English segments to which `BriefSentence.evidence` refers.
        signature: model, engine and options that produced it, in one line.
        headline: the headline; None if there is no title or lead, or it would merely repeat the lead.
        omissions: sentences by the model that the text does not support.
    """

    sentences: tuple[BriefSentence, ...]
    segments: tuple[str, ...]
    signature: str
    headline: Headline | None = None
    omissions: tuple[Omission, ...] = ()

    @property
    def text(self) -> str:
        """The headline, an empty line, and the sentences as one paragraph, ready to paste."""
        paragraph = " ".join(sentence.text for sentence in self.sentences)
        return f"{self.headline.text}\n\n{paragraph}" if self.headline and paragraph else paragraph

    @property
    def words(self) -> int:
        """The number of words in all sentences, without the headline."""
        return sum(len(sentence.text.split()) for sentence in self.sentences)


def check_length(length: Length) -> Length:
    """Return the length if it is possible for a brief.

    Raises:
        LengthError: it is not.
    """
    named = length in ("short", "standard", "long")
    limit = isinstance(length, int) and not isinstance(length, bool) and SHORTEST <= length <= LONGEST
    if not (named or limit):
        raise LengthError(
            f"{str(length)[:40]!r} is not a length for a brief; give short, standard, long or a word limit "
            f"from {SHORTEST} to {LONGEST}."
        )
    return length


def parse_length(text: str) -> Length:
    """Read a length as written: `short`, `standard`, `long`, or a word limit such as `60`.

    Raises:
        LengthError: it is none of these.
    """
    word = text.strip().casefold()
    if word.isascii() and word.isdigit() and len(word) < 10:
        return check_length(int(word))
    return check_length(word)  # type: ignore[arg-type]

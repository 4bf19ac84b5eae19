"""What a brief is: sentences, each with the segments that support it."""

from dataclasses import dataclass
from typing import Literal

from passerelle.errors import LengthError

Length = Literal["short", "standard", "long"] | int
Method = Literal["compressed", "selected", "generated", "replaced"]

# Word limits that a brief can be held to.
SHORTEST, LONGEST = 10, 2000


@dataclass(frozen=True, slots=True)
class BriefSentence:
    """One sentence of a brief.

    Attributes:
        text: the sentence.
        evidence: indices of the segments that support it, best first, one to three. Where the
            sentence opens on something said before (`He added …`), the last one is the
            segment that it leans on.
        support: share of the sentence's content words found in the evidence, 0 to 1.
        method: `compressed` (a shortened sentence), `selected` (a sentence left
            as it is), `generated` (written by an abstractive model), or `replaced` (what the
            model wrote is not supported; a sentence of its evidence replaces it, shortened
            where that does it good).
        steps: what was done to it, in order, each in a few words for a person.
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
        text: without a full stop.
        evidence: the segment that it was made from; empty where it is the text's own title.
    """

    text: str
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Omission:
    """A sentence that a model wrote and the brief does not show.

    Attributes:
        text: the sentence; it may say what the text does not.
        reasons: why, each in a few words for a person.
    """

    text: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief of a text.

    Attributes:
        sentences: in reading order; empty where the text has nothing to sum up.
        segments: the English segments that `BriefSentence.evidence` counts.
        signature: model, engine and options that made it, in one line.
        headline: None where there is no sentence.
        omissions: what the model wrote and the text does not support.
    """

    sentences: tuple[BriefSentence, ...]
    segments: tuple[str, ...]
    signature: str
    headline: Headline | None = None
    omissions: tuple[Omission, ...] = ()

    @property
    def text(self) -> str:
        """The headline, an empty line, and the sentences as one paragraph: what a person would paste."""
        paragraph = " ".join(sentence.text for sentence in self.sentences)
        return f"{self.headline.text}\n\n{paragraph}" if self.headline and paragraph else paragraph

    @property
    def words(self) -> int:
        """Number of words of all sentences, without the headline."""
        return sum(len(sentence.text.split()) for sentence in self.sentences)


def check_length(length: Length) -> Length:
    """Return the length if a brief can have it.

    Raises:
        LengthError: it cannot.
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

"""What a brief is: sentences, each with the segments that support it."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class BriefSentence:
    """One sentence of a brief.

    Attributes:
        text: the sentence.
        evidence: indices of the segments that support it, best first, at least one.
        support: share of the sentence's content words that stand in the evidence, 0 to 1.
        method: `compressed` (a shortened sentence), `selected` (a sentence as it
            stands) or `generated` (written by an abstractive model).
    """

    text: str
    evidence: tuple[int, ...]
    support: float
    method: Literal["compressed", "selected", "generated"]


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief of a text.

    Attributes:
        sentences: in reading order; empty where the text has nothing to sum up.
        segments: the English segments that `BriefSentence.evidence` counts.
        signature: model, engine and options that made it, in one line.
    """

    sentences: tuple[BriefSentence, ...]
    segments: tuple[str, ...]
    signature: str

    @property
    def text(self) -> str:
        """The sentences as one paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)

"""What a translation is: segments that point into both texts."""

from dataclasses import dataclass
from typing import Literal

from seq2seq.errors import PasserelleError


class TranslationError(PasserelleError):
    """A text that cannot be translated as asked."""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters, `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One source sentence and its English.

    Attributes:
        source: the sentence, exactly as it stands in the source text.
        target: its English.
        start, end: offsets of `source` in `Translation.source_text`.
        target_start, target_end: offsets of `target` in `Translation.text`.
        score: mean log-probability a token of the hypothesis, at most 0; None where
            the sentence passed through without a model.
        kind: `translated`, or `copied` (an address, a number, English already).
        truncated: a length limit of the model was hit and words may be missing.
    """

    source: str
    target: str
    start: int
    end: int
    target_start: int
    target_end: int
    score: float | None = None
    kind: Literal["translated", "copied"] = "translated"
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated text.

    Attributes:
        source_text: the text that was given.
        text: the English, with the white space between sentences and paragraphs exactly
            as in the source; a line break inside a sentence is a space.
        segments: in reading order.
        source_language: ISO 639-1 code.
        signature: model, engine and options that made it, in one line.
    """

    source_text: str
    text: str
    segments: tuple[Segment, ...]
    source_language: str
    signature: str

"""Types of a translation: segments that point into both texts."""

from dataclasses import dataclass
from typing import Literal

from passerelle.spans import Span

# How far a translated sentence can be trusted.
Confidence = Literal["good", "check", "unreliable"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that a check has found in a segment.

    Attributes:
        check: the name of a row of `translate.checks.CHECKS`, such as `number`.
        message: its description in one clear sentence for the reader.
        source: the words it is about, offsets in `Segment.source`; may be empty.
        target: the words it is about, offsets in `Segment.target`; may be empty.
    """

    check: str
    message: str
    source: tuple[Span, ...] = ()
    target: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Repair:
    """The repair of a segment whose first translation failed a check.

    Attributes:
        output: the model's own first output.
        steps: the steps taken, in order, each in a few words for the reader.
    """

    output: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """One source sentence and its English.

    Attributes:
        source: the sentence, exactly as in the source text.
        target: its English.
        start, end: offsets of `source` in `Translation.source_text`.
        target_start, target_end: offsets of `target` in `Translation.text`.
        score: mean log-probability per token of the hypothesis, at most 0; None if the sentence was passed
            through without a model.
        kind: `translated`, `copied` (an address, a number, English already), `edited` (the user wrote the
            English), or `remembered` (the English is from the user's translation memory).
        truncated: whether a length limit of the model was hit, so that words may be missing.
        findings: the findings of the checks, after any repair.
        repair: its repair; None if the model's first output is kept.
        alignment: pairs of a source word and the target word that it became, as offsets in `source` and
            `target`; None if not requested.
        confidence: `unreliable` if the English may well differ from what the source says; `check` if it
            should be compared with the source, as after a repair; else `good`.
    """

    source: str
    target: str
    start: int
    end: int
    target_start: int
    target_end: int
    score: float | None = None
    kind: Literal["translated", "copied", "edited", "remembered"] = "translated"
    truncated: bool = False
    findings: tuple[Finding, ...] = ()
    repair: Repair | None = None
    alignment: tuple[tuple[Span, Span], ...] | None = None
    confidence: Confidence = "good"


@dataclass(frozen=True, slots=True)
class Translation:
    """A translated text.

    Attributes:
        source_text: the given text.
        text: the English, with the white space between sentences and paragraphs exactly
            as in the source; a line break inside a sentence is a space.
        segments: the segments in reading order.
        source_language: ISO 639-1 code.
        signature: model, engine and options that made it, in one line.
    """

    source_text: str
    text: str
    segments: tuple[Segment, ...]
    source_language: str
    signature: str

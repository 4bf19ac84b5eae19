"""The sentences of an article as the reading view shows them, with marks and notes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from passerelle.briefing.types import Side
from passerelle.crosscheck.labels import DIFFERENCE_LABELS
from passerelle.crosscheck.types import ONE_SIDED, Crosscheck, Difference
from passerelle.output import wording
from passerelle.output.keys import Key
from passerelle.spans import Span
from translate import confidence
from translate.checks import tag
from translate.types import Confidence, Finding, Segment

# Tags on sentences whose English no model wrote.
_ORIGINS = {"edited": "edited", "remembered": "from your translation memory"}


@dataclass(frozen=True, slots=True)
class MarkedRun:
    """A run of a sentence with the class names of the marks on it."""

    text: str
    marks: str


@dataclass(frozen=True, slots=True)
class TextRun:
    """A run of text: a sentence (`key`), a link (`href`), or the text between these.

    Attributes:
        text: its characters.
        key: the sentence, if it is one.
        pieces: the sentence's text, divided at its marks.
        tags: short remarks on the sentence, each with its class.
        pair: index of its pair in the crosscheck.
        cited: whether a sentence of the brief cites it.
        confidence: confidence level of its English.
        explained: whether there is a note on it.
        words: pairs of words, `start,end,start,end` in source and target, in UTF-16 units.
    """

    text: str
    key: Key | None = None
    href: str | None = None
    pieces: tuple[MarkedRun, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    pair: int | None = None
    cited: bool = False
    copied: bool = False
    edited: bool = False
    truncated: bool = False
    confidence: Confidence = "good"
    explained: bool = False
    words: str | None = None


@dataclass(frozen=True, slots=True)
class SentenceNote:
    """The note on one sentence.

    Attributes:
        key: the sentence.
        findings: the findings of the checks.
        differences: how the other version differs.
        steps: how it was repaired.
        output: the model's own output, if it was repaired.
    """

    key: Key
    findings: tuple[Finding, ...]
    differences: tuple[str, ...]
    steps: tuple[str, ...]
    output: str | None


class SentenceMarks:
    """The marks in the sentences of one article."""

    def __init__(
        self,
        side: Side,
        segments: Sequence[Segment],
        crosscheck: Crosscheck | None = None,
        cited: Iterable[int] = (),
    ) -> None:
        self.side = side
        self.segments = segments
        self.cited = frozenset(cited)
        self.pairs: dict[int, int] = {}
        self.differences: dict[int, list[tuple[Difference, Span]]] = {}
        if crosscheck:
            for number, pair in enumerate(crosscheck.pairs):
                self.pairs |= dict.fromkeys(pair.version if side == "version" else pair.original, number)
            for difference in crosscheck.firm:
                places = difference.version if side == "version" else difference.original
                for index, span in places:
                    self.differences.setdefault(index, []).append((difference, span))

    def key(self, index: int) -> Key:
        """Return the key of a sentence, given its index from 0."""
        return Key(self.side, index)

    def findings(self, index: int) -> tuple[Finding, ...]:
        """Return the findings of a sentence; see `wording.findings`."""
        return wording.findings(self.segments[index])

    def notes(self) -> Iterator[SentenceNote]:
        """Yield a note for each sentence that has a finding, a difference or a repair."""
        for index, segment in enumerate(self.segments):
            if self.explained(index):
                repair = segment.repair
                labels = dict.fromkeys(d.label for d, _ in self.differences.get(index, ()))
                yield SentenceNote(
                    self.key(index),
                    self.findings(index),
                    tuple(labels),
                    repair.steps if repair else (),
                    repair.output if repair else None,
                )

    def explained(self, index: int) -> bool:
        """Return whether there is a note on a sentence."""
        segment = self.segments[index]
        return bool(self.findings(index) or segment.repair or index in self.differences)

    def source(self, index: int) -> TextRun:
        """Return a sentence in its own language, with its marks."""
        segment = self.segments[index]
        flagged = [(span, "pv-flagged") for f in segment.findings for span in f.source]
        return TextRun(
            segment.source,
            self.key(index),
            pieces=tuple(_pieces(segment.source, flagged)),
            pair=self.pairs.get(index),
            cited=index in self.cited,
            explained=self.explained(index),
        )

    def target(self, index: int) -> TextRun:
        """Return the English of a sentence, with its marks and tags."""
        segment, differences = self.segments[index], self.differences.get(index, ())
        marked = [(span, "pv-flagged") for f in segment.findings for span in f.target]
        marked += [(span, "pv-differs") for d, span in differences if d.kind not in ONE_SIDED]
        checks = dict.fromkeys(tag(f.check) for f in segment.findings)
        kinds = dict.fromkeys(d.kind for d, _ in differences)
        points = [DIFFERENCE_LABELS[kind] for kind in kinds if kind not in ONE_SIDED]
        unreliable = segment.confidence == "unreliable"
        if not checks and not unreliable and confidence.remark(segment):
            checks = {"check the meaning": None}
        tags = [
            ("pv-tag-unreliable", "unreliable" if unreliable else ""),
            ("pv-tag-check", ", ".join(checks)),
            ("pv-tag-differs", f"differs: {', '.join(points)}" if points else ""),
            ("pv-tag-differs", next((_lower(d.label) for d, _ in differences if d.kind in ONE_SIDED), "")),
            ("pv-tag-edited", _ORIGINS.get(segment.kind, "")),
            ("pv-tag-repair", "repaired" if segment.repair else ""),
        ]
        return TextRun(
            segment.target,
            self.key(index),
            pieces=tuple(_pieces(segment.target, marked)),
            tags=tuple(tag for tag in tags if tag[1]),
            pair=self.pairs.get(index),
            cited=index in self.cited,
            copied=segment.kind == "copied",
            edited=segment.kind == "edited",
            truncated=segment.truncated,
            confidence=segment.confidence,
            explained=self.explained(index),
            words=_words(segment),
        )


def _lower(label: str) -> str:
    """Return a label that begins in lower case, as tags do."""
    return f"{label[:1].lower()}{label[1:]}"


def _pieces(text: str, marks: Iterable[tuple[Span, str]]) -> Iterator[MarkedRun]:
    """Cut a text where a mark begins or ends."""
    spans = [(max(span.start, 0), min(span.end, len(text)), name) for span, name in marks]
    spans = [(start, end, name) for start, end, name in spans if start < end]
    edges = sorted({0, len(text), *(e for start, end, _ in spans for e in (start, end))})
    for start, end in pairwise(edges):
        names = {name for first, last, name in spans if first <= start and end <= last}
        yield MarkedRun(text[start:end], " ".join(sorted(names)))


def _words(segment: Segment) -> str | None:
    """Return the word alignment of a segment for the script, in UTF-16 code units."""
    if not segment.alignment:
        return None
    return " ".join(
        f"{_units(segment.source, a.start)},{_units(segment.source, a.end)},"
        f"{_units(segment.target, b.start)},{_units(segment.target, b.end)}"
        for a, b in segment.alignment
    )


def _units(text: str, offset: int) -> int:
    """Convert an offset to UTF-16 code units as a browser counts them: CR LF is one character."""
    before = text[:offset]
    return offset + sum(c > "\uffff" for c in before) - before.count("\r\n")

"""A briefing as HTML: the view that the page shows, and a file that needs nothing else."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import ceil
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from passerelle.article.types import Article, Block
from passerelle.briefing.blocks import within
from passerelle.briefing.events import ArticleFetching
from passerelle.briefing.progress import Progress
from passerelle.briefing.types import Briefing
from passerelle.crosscheck.labels import DIFFERENCE_LABELS
from passerelle.crosscheck.types import ONE_SIDED, Agreement, Crosscheck, Difference
from passerelle.languages.identify import language_name
from passerelle.spans import Span
from passerelle.urls import WEB_ADDRESS, has_scheme
from summarize.types import BriefSentence
from translate.types import CheckName, Finding, Segment

TEMPLATES = Path(__file__).resolve().parent / "templates"
ICON = TEMPLATES / "icon.svg"

# What a method is called, and what that means.
_METHODS = {
    "compressed": ("Shortened", "A sentence of the translation with parts of it left out"),
    "selected": ("Word for word", "A sentence of the translation as it stands"),
    "generated": ("Reworded", "Written by the model in words of its own"),
    "replaced": (
        "In its place",
        "What the model wrote is not supported; a sentence of the translation stands in",
    ),
}
# What to look at, where the name of the check would not say it.
_CHECKS: dict[CheckName, str] = {
    "length": "for missing words",
    "repetition": "for repeats",
    "untranslated": "for untranslated words",
    "invented": "for unknown words",
    "cut": "the end",
    "glossary": "the glossary",
}
_CUT = Finding("cut", "The model stopped early: words may be missing here, read the original.")
# Characters that HTML has no place for; shown as the replacement character.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Of a paragraph that waits for its English: characters a line, and lines at most.
_LINE, _LINES = 70, 6


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of a sentence with the marks that lie on it: class names."""

    text: str
    marks: str


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of text: a sentence (`key`), a link (`href`), or what stands between these.

    Attributes:
        text: its characters.
        key: which sentence: its index, with an `o` before it in the original.
        number: what it is called, from 1.
        pieces: the sentence's text by what is marked in it.
        tags: what there is to say of the sentence, in a word each, with the class of each.
        pair: index of its pair in the crosscheck.
        cited: a sentence of the brief rests on it.
        explained: there is a note on it.
        words: pairs of words, `start,end,start,end` in source and target, in UTF-16 units.
    """

    text: str
    key: str | None = None
    href: str | None = None
    number: int = 0
    pieces: tuple[_Piece, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    pair: int | None = None
    cited: bool = False
    copied: bool = False
    truncated: bool = False
    explained: bool = False
    words: str | None = None


@dataclass(frozen=True, slots=True)
class _Cell:
    """The sentences of the other version that stand beside a block, and their English."""

    source: tuple[_Part, ...]
    target: tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One block of an article and its English, with the lines of it that are still to come."""

    kind: str
    source: tuple[_Part, ...]
    target: tuple[_Part, ...] = ()
    other: _Cell | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Version:
    """One of the two articles as it is shown.

    Attributes:
        side: `version`, or `original`.
        prefixes: of the identifiers of its sentences, source and target.
    """

    side: str
    prefixes: tuple[str, str]
    article: Article
    language: str
    alone: bool
    name: tuple[_Part, ...]
    origin: _Part | None
    rows: tuple[_Row, ...]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class _Claim:
    """A sentence of the brief, and in words how it was made and how well it is supported."""

    text: str
    evidence: tuple[int, ...]
    method: str
    explanation: str
    steps: tuple[str, ...]
    support: str
    agreement: Agreement | None
    truncated: bool


@dataclass(frozen=True, slots=True)
class _Point:
    """A difference between the versions, with the sentences that it is about."""

    kind: str
    label: str
    quote: str | None
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Note:
    """What there is to say of one sentence.

    Attributes:
        key: the sentence; see `_Part`.
        number: what it is called.
        findings: what the checks see.
        differences: what the other version has otherwise.
        steps: how it was repaired.
        output: the model's own output, where it was.
    """

    key: str
    number: int
    findings: tuple[Finding, ...]
    differences: tuple[str, ...]
    steps: tuple[str, ...]
    output: str | None


class _Marks:
    """What is marked in the sentences of one article, and where."""

    def __init__(
        self,
        side: str,
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

    def key(self, index: int) -> str:
        return f"{index}" if self.side == "version" else f"o{index}"

    def findings(self, index: int) -> tuple[Finding, ...]:
        segment = self.segments[index]
        cut = segment.truncated and all(finding.check != "cut" for finding in segment.findings)
        return (*segment.findings, _CUT) if cut else segment.findings

    def notes(self) -> Iterator[_Note]:
        for index, segment in enumerate(self.segments):
            if self.explained(index):
                repair = segment.repair
                labels = dict.fromkeys(d.label for d, _ in self.differences.get(index, ()))
                yield _Note(
                    self.key(index),
                    index + 1,
                    self.findings(index),
                    tuple(labels),
                    repair.steps if repair else (),
                    repair.output if repair else None,
                )

    def explained(self, index: int) -> bool:
        segment = self.segments[index]
        return bool(segment.findings or segment.truncated or segment.repair or index in self.differences)

    def source(self, index: int) -> _Part:
        segment = self.segments[index]
        flagged = [(span, "pv-flagged") for f in segment.findings for span in f.source]
        return _Part(
            segment.source,
            self.key(index),
            number=index + 1,
            pieces=tuple(_pieces(segment.source, flagged)),
            pair=self.pairs.get(index),
            cited=index in self.cited,
            explained=self.explained(index),
        )

    def target(self, index: int) -> _Part:
        segment, differences = self.segments[index], self.differences.get(index, ())
        marked = [(span, "pv-flagged") for f in segment.findings for span in f.target]
        marked += [(span, "pv-differs") for d, span in differences if d.kind not in ONE_SIDED]
        checks = dict.fromkeys(_CHECKS.get(f.check, f.check) for f in segment.findings)
        kinds = dict.fromkeys(d.kind for d, _ in differences)
        points = [DIFFERENCE_LABELS[kind] for kind in kinds if kind not in ONE_SIDED]
        tags = [
            ("pv-tag-check", f"check {', '.join(checks)}" if checks else ""),
            ("pv-tag-differs", f"differs: {', '.join(points)}" if points else ""),
            ("pv-tag-differs", DIFFERENCE_LABELS["version_only"] if len(points) < len(kinds) else ""),
            ("pv-tag-repair", "repaired" if segment.repair else ""),
        ]
        return _Part(
            segment.target,
            self.key(index),
            number=index + 1,
            pieces=tuple(_pieces(segment.target, marked)),
            tags=tuple(tag for tag in tags if tag[1]),
            pair=self.pairs.get(index),
            cited=index in self.cited,
            copied=segment.kind == "copied",
            truncated=segment.truncated,
            explained=self.explained(index),
            words=_words(segment),
        )


def to_html(briefing: Briefing) -> str:
    """A briefing as one HTML file: nothing is loaded from anywhere, and it prints well.

    Args:
        briefing: what to show.

    Returns:
        A whole page. Its content security policy allows its own style sheet and script alone.
    """
    article = briefing.article
    heading = briefing.heading
    script = view_js()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return _render(
        "page.html.jinja",
        title=heading or article.name or "Briefing",
        title_language="en" if heading else "",
        view=Markup(reading_view(briefing)),
        css=Markup(view_css()),
        js=Markup(script),
        script_hash=f"sha256-{digest}",
    )


def reading_view(briefing: Briefing, fetched: ArticleFetching | None = None) -> str:
    """Original and English side by side, beside them the brief: an HTML fragment, every text escaped.

    With a linked original, also the two versions side by side, and what they differ in.

    Args:
        briefing: what to show.
        fetched: where the original came from, if it was fetched just now.
    """
    article, brief = briefing.article, briefing.brief
    check, source = briefing.crosscheck, briefing.original
    version = _Marks(
        "version", briefing.translation.segments, check, {i for s in brief.sentences for i in s.evidence}
    )
    other = _Marks("original", source.translation.segments, check) if source else None
    rows: Iterable[_Row] = _rows(article, version)
    if source and other and check:
        rows = _beside(rows, article, version, other, check, source.article)
    versions = [_version(article, version, rows)]
    if source and other:
        versions.append(_version(source.article, other, _rows(source.article, other)))
    notes = [*version.notes(), *(other.notes() if other else ())]
    return _render(
        "view.html.jinja",
        state="done",
        versions=versions,
        show="both" if source and check else "version",
        brief=brief,
        headline=None if any(block.kind == "title" for block in article.blocks) else briefing.heading,
        claims=list(_claims(briefing)),
        check=check,
        firm=[_point(d, briefing) for d in check.firm] if check else [],
        weak=[_point(d, briefing) for d in check.differences if d.weak] if check else [],
        notes=notes,
        problem=briefing.original_problem,
        fetching=fetched,
        where=None,
        signature=briefing.signature,
        timings=briefing.timings,
    )


def progress_view(progress: Progress) -> str:
    """The same of a briefing that is still being made, or was stopped, once its article is read."""
    going = not progress.stopped
    versions: list[_Version] = []
    notes: list[_Note] = []
    for side, part in (("version", progress.version), ("original", progress.original)):
        if part:
            marks = _Marks(side, part.segments)
            rows = _rows(part.article, marks, waiting=going)
            versions.append(_version(part.article, marks, rows, part.total))
            notes += marks.notes()
    return _render(
        "view.html.jinja",
        state="working" if going else "stopped",
        versions=versions,
        show="version",
        brief=None,
        headline=None,
        claims=[],
        check=None,
        firm=[],
        weak=[],
        notes=notes,
        problem=progress.problem,
        fetching=progress.fetching,
        where=progress.where(),
        signature=None,
        timings=None,
    )


@cache
def view_css() -> str:
    """The style sheet of `reading_view`; every rule is bound to its classes."""
    return (TEMPLATES / "view.css").read_text(encoding="utf-8")


@cache
def view_js() -> str:
    """The script of `reading_view`; it listens on the document, so views may come and go."""
    return (TEMPLATES / "view.js").read_text(encoding="utf-8")


@cache
def environment(*folders: Path) -> Environment:
    """Make an environment for the templates of these folders: it escapes every value.

    Args:
        folders: where the templates are, the first found wins.
    """
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )


def _render(template: str, **values: object) -> str:
    return environment(TEMPLATES).get_template(template).render(values)


def _finalize(value: object) -> object:
    """Clean what a template prints, but not what is HTML already."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", value)
    return value


def _claims(briefing: Briefing) -> Iterator[_Claim]:
    agreement: Sequence[Agreement | None] = briefing.agreement or [None] * len(briefing.brief.sentences)
    for sentence, agrees in zip(briefing.brief.sentences, agreement, strict=True):
        yield _claim(sentence, briefing.translation.segments, agrees)


def _claim(sentence: BriefSentence, segments: Sequence[Segment], agreement: Agreement | None) -> _Claim:
    method, explanation = _METHODS[sentence.method]
    # Rounded down: what is not all must not look like it.
    support = "all" if sentence.support >= 1 else f"{int(100 * sentence.support)}% of"
    truncated = any(segments[i].truncated for i in sentence.evidence)
    return _Claim(
        sentence.text, sentence.evidence, method, explanation, sentence.steps, support, agreement, truncated
    )


def _point(difference: Difference, briefing: Briefing) -> _Point:
    """A difference for the list: a sentence that one version lacks is quoted."""
    assert briefing.crosscheck
    assert briefing.original
    pair = briefing.crosscheck.pairs[difference.pair]
    version = [i for i, _ in difference.version] or pair.version
    original = [i for i, _ in difference.original] or pair.original
    quoted = []
    if difference.kind == "version_only":
        quoted = [briefing.translation.segments[i].target for i in version]
    elif difference.kind == "original_only":
        quoted = [briefing.original.translation.segments[i].target for i in original]
    keys = dict.fromkeys([*(f"{i}" for i in version), *(f"o{i}" for i in original)])
    kind = DIFFERENCE_LABELS[difference.kind].capitalize()
    return _Point(kind, difference.label, " ".join(quoted) or None, tuple(keys))


def _version(article: Article, marks: _Marks, rows: Iterable[_Row], total: int | None = None) -> _Version:
    return _Version(
        marks.side,
        ("s", "t") if marks.side == "version" else ("o", "p"),
        article,
        language_name(article.language),
        article.language == "en",
        tuple(_with_links(article.name or "")),
        _origin(article.source_url),
        tuple(rows),
        len(marks.segments),
        len(marks.segments) if total is None else total,
    )


def _origin(address: str | None) -> _Part | None:
    """The address that the article names as its source: a link only if it leads to a web page."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return _Part(address)
    return _Part(address, href=address if parts.scheme in ("http", "https") and parts.netloc else None)


def _rows(article: Article, marks: _Marks, *, waiting: bool = False) -> Iterator[_Row]:
    segments = marks.segments
    reached = segments[-1].end if segments else 0
    for block in article.blocks:
        if not block.translatable:
            yield _Row(block.kind, tuple(_with_links(article.block_text(block))))
            continue
        inside = within(segments, block)
        rest = article.text[max(block.start, reached) : block.end].strip() if waiting else ""
        yield _Row(
            block.kind,
            tuple(_source(article.text, block, marks, inside)),
            tuple(_target(article.text, marks, inside)),
            waiting=min(ceil(len(rest) / _LINE), _LINES),
        )


def _source(text: str, block: Block, marks: _Marks, inside: range) -> Iterator[_Part]:
    position = block.start
    for i in inside:
        segment = marks.segments[i]
        if segment.start > position:
            yield _Part(text[position : segment.start])
        yield marks.source(i)
        position = segment.end
    if position < block.end:
        yield _Part(text[position : block.end])


def _target(text: str, marks: _Marks, inside: range) -> Iterator[_Part]:
    for i in inside:
        if i > inside.start:
            yield _Part(text[marks.segments[i - 1].end : marks.segments[i].start])
        yield marks.target(i)


def _beside(
    rows: Iterable[_Row], article: Article, marks: _Marks, other: _Marks, check: Crosscheck, original: Article
) -> Iterator[_Row]:
    """The rows of an article, each with its partners of the other version; what has none stands between."""
    owner = {
        i: n
        for n, block in enumerate(article.blocks)
        if block.translatable
        for i in within(marks.segments, block)
    }
    home = {i: n for n, block in enumerate(original.blocks) for i in within(other.segments, block)}
    beside: dict[int, list[int]] = {}
    between: dict[int, list[list[int]]] = {}
    row = -1
    place: list[int] | None = None  # where the last sentence of the original went
    upcoming = [pair.original[0] for pair in check.pairs if pair.version and pair.original]
    following = iter(upcoming)
    ahead = next(following, None)
    loose: list[int] = []  # sentences that go before the next pair's
    for pair in check.pairs:
        if pair.version:
            row = owner.get(pair.version[0], row)
            if pair.original:
                place = beside.setdefault(row, [])
                place += [*loose, *pair.original]
                loose = []
                ahead = next(following, None)
            continue
        for i in pair.original:
            if place and home.get(place[-1]) == home.get(i):
                place.append(i)
            elif ahead is not None and home.get(ahead) == home.get(i):
                loose.append(i)
            else:
                place = [i]
                between.setdefault(row, []).append(place)

    def cell(indices: Sequence[int]) -> _Cell:
        return _Cell(
            tuple(_joined(original.text, indices, other, home, other.source)),
            tuple(_joined(original.text, indices, other, home, other.target)),
        )

    def gaps(n: int) -> Iterator[_Row]:
        for indices in between.get(n, ()):
            kind = original.blocks[home[indices[0]]].kind
            yield _Row(kind, (), other=cell(indices))

    yield from gaps(-1)
    for n, shown in enumerate(rows):
        yield replace(shown, other=cell(beside[n])) if n in beside else shown
        yield from gaps(n)


def _joined(
    text: str,
    indices: Sequence[int],
    marks: _Marks,
    home: Mapping[int, int],
    part: Callable[[int], _Part],
) -> Iterator[_Part]:
    """Sentences picked from a text, with what stands between those that follow each other there."""
    for before, i in zip([None, *indices], indices, strict=False):
        if before is not None:
            same = home.get(before) == home.get(i)
            gap = text[marks.segments[before].end : marks.segments[i].start] if i == before + 1 else " "
            yield _Part(gap if same else "\n")
        yield part(i)


def _pieces(text: str, marks: Iterable[tuple[Span, str]]) -> Iterator[_Piece]:
    """A text cut where a mark begins or ends."""
    spans = [(max(span.start, 0), min(span.end, len(text)), name) for span, name in marks]
    spans = [(start, end, name) for start, end, name in spans if start < end]
    edges = sorted({0, len(text), *(e for start, end, _ in spans for e in (start, end))})
    for start, end in pairwise(edges):
        names = {name for first, last, name in spans if first <= start and end <= last}
        yield _Piece(text[start:end], " ".join(sorted(names)))


def _words(segment: Segment) -> str | None:
    """The word alignment of a segment for the script, which counts as browsers do."""
    if not segment.alignment:
        return None
    return " ".join(
        f"{_units(segment.source, a.start)},{_units(segment.source, a.end)},"
        f"{_units(segment.target, b.start)},{_units(segment.target, b.end)}"
        for a, b in segment.alignment
    )


def _units(text: str, offset: int) -> int:
    """An offset in UTF-16 code units, once a browser has read the text: CR LF is one character to it."""
    before = text[:offset]
    return offset + sum(c > "\uffff" for c in before) - before.count("\r\n")


def _with_links(text: str) -> Iterator[_Part]:
    """Text with its web addresses as links; nothing but http and https becomes one."""
    position = 0
    for match in filter(lambda found: has_scheme(found[0]), WEB_ADDRESS.finditer(text)):
        yield _Part(text[position : match.start()])
        yield _Part(match[0], href=match[0])
        position = match.end()
    yield _Part(text[position:])

"""The texts as the reading view shows them: one row per block, with both versions side by side."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import urlsplit

from passerelle.article.types import Article, Block
from passerelle.briefing.blocks import within
from passerelle.briefing.types import Side
from passerelle.crosscheck.types import Crosscheck
from passerelle.languages import TARGET
from passerelle.languages.identify import language_name
from passerelle.output.marks import SentenceMarks, TextRun
from passerelle.urls import WEB_ADDRESS, has_scheme

# For a paragraph that waits for its English: characters per line, and maximum number of lines.
_LINE, _LINES = 70, 6


@dataclass(frozen=True, slots=True)
class PartnerCell:
    """The sentences of the other version to show beside a block, and their English."""

    source: tuple[TextRun, ...]
    target: tuple[TextRun, ...]


@dataclass(frozen=True, slots=True)
class BlockRow:
    """One block of an article and its English, with placeholder lines for untranslated sentences."""

    kind: str
    source: tuple[TextRun, ...]
    target: tuple[TextRun, ...] = ()
    other: PartnerCell | None = None
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """One of the two articles as it is shown.

    Attributes:
        side: `version`, or `original`.
        address: web address of its text, if that is known.
        origin: the address of the original that it names.
    """

    side: Side
    article: Article
    language: str
    alone: bool
    name: tuple[TextRun, ...]
    address: str | None
    origin: TextRun | None
    rows: tuple[BlockRow, ...]
    done: int
    total: int


def shown_version(
    article: Article,
    marks: SentenceMarks,
    rows: Iterable[BlockRow],
    total: int | None = None,
    *,
    known_as: str | None = None,
) -> ShownVersion:
    """Return one version as the view shows it.

    Args:
        article: the version.
        marks: the marks on its sentences.
        rows: its rows.
        total: number of its segments; all are translated by default.
        known_as: its address, if it was not read from one: the original that the other version names.
    """
    return ShownVersion(
        marks.side,
        article,
        language_name(article.language),
        article.language == TARGET,
        tuple(_with_links(article.name or "")),
        next((run.href for run in map(_linked, (article.name, known_as)) if run and run.href), None),
        _linked(article.source_url),
        tuple(rows),
        len(marks.segments),
        len(marks.segments) if total is None else total,
    )


def _linked(address: str | None) -> TextRun | None:
    """Return a name or an address; a link only if it is a web page."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return TextRun(address)
    return TextRun(address, href=address if parts.scheme in ("http", "https") and parts.netloc else None)


def rows_of(article: Article, marks: SentenceMarks, *, waiting: bool = False) -> Iterator[BlockRow]:
    """Yield the rows of an article; if `waiting`, with placeholders for lines not translated yet."""
    segments = marks.segments
    reached = segments[-1].end if segments else 0
    for block in article.blocks:
        if not block.translatable:
            yield BlockRow(block.kind, tuple(_with_links(article.block_text(block))))
            continue
        inside = within(segments, block)
        rest = article.text[max(block.start, reached) : block.end].strip() if waiting else ""
        yield BlockRow(
            block.kind,
            tuple(_source(article.text, block, marks, inside)),
            tuple(_target(article.text, marks, inside)),
            waiting=min(ceil(len(rest) / _LINE), _LINES),
        )


def _source(text: str, block: Block, marks: SentenceMarks, inside: range) -> Iterator[TextRun]:
    position = block.start
    for i in inside:
        segment = marks.segments[i]
        if segment.start > position:
            yield TextRun(text[position : segment.start])
        yield marks.source(i)
        position = segment.end
    if position < block.end:
        yield TextRun(text[position : block.end])


def _target(text: str, marks: SentenceMarks, inside: range) -> Iterator[TextRun]:
    for i in inside:
        if i > inside.start:
            yield TextRun(text[marks.segments[i - 1].end : marks.segments[i].start])
        yield marks.target(i)


def side_by_side(
    rows: Iterable[BlockRow],
    article: Article,
    marks: SentenceMarks,
    other: SentenceMarks,
    check: Crosscheck,
    original: Article,
) -> Iterator[BlockRow]:
    """Yield the rows of an article with their partners; sentences without one get rows between them."""
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
    loose: list[int] = []  # sentences that come before the next pair's
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

    def cell(indices: Sequence[int]) -> PartnerCell:
        return PartnerCell(
            tuple(_joined(original.text, indices, other, home, other.source)),
            tuple(_joined(original.text, indices, other, home, other.target)),
        )

    def gaps(n: int) -> Iterator[BlockRow]:
        for indices in between.get(n, ()):
            kind = original.blocks[home[indices[0]]].kind
            yield BlockRow(kind, (), other=cell(indices))

    yield from gaps(-1)
    for n, shown in enumerate(rows):
        yield replace(shown, other=cell(beside[n])) if n in beside else shown
        yield from gaps(n)


def _joined(
    text: str,
    indices: Sequence[int],
    marks: SentenceMarks,
    home: Mapping[int, int],
    part: Callable[[int], TextRun],
) -> Iterator[TextRun]:
    """Yield sentences picked from a text, with the text between consecutive ones."""
    for before, i in zip([None, *indices], indices, strict=False):
        if before is not None:
            same = home.get(before) == home.get(i)
            gap = text[marks.segments[before].end : marks.segments[i].start] if i == before + 1 else " "
            yield TextRun(gap if same else "\n")
        yield part(i)


def _with_links(text: str) -> Iterator[TextRun]:
    """Yield a text with its http and https addresses as links."""
    position = 0
    for match in filter(lambda found: has_scheme(found[0]), WEB_ADDRESS.finditer(text)):
        yield TextRun(text[position : match.start()])
        yield TextRun(match[0], href=match[0])
        position = match.end()
    yield TextRun(text[position:])

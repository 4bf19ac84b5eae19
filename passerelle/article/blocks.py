"""Classify passages as blocks, and find the address of the original."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from passerelle.article import rules
from passerelle.article.passages import About, ParsedText, trim
from passerelle.article.sources import SourceLine, source_line
from passerelle.article.types import Block, BlockKind

# Number of lines at the beginning in which to look for the first paragraph; these, and the given number of
# lines at the end, may be a date or a byline.
_MAX_LINES_BEFORE, _MAX_LINES_AFTER = 5, 3


@dataclass(frozen=True, slots=True)
class ClassifiedText:
    """A text divided into blocks, from which an `Article` is made; fields as in `Article`."""

    text: str
    blocks: tuple[Block, ...]
    source_url: str | None
    encoding: str
    notices: tuple[str, ...]
    about: About


def classified(content: ParsedText) -> ClassifiedText:
    """Classify the passages of a parsed text."""
    found, source_url = blocks(content)
    return ClassifiedText(content.text, found, source_url, content.encoding, content.notices, content.about)


def blocks(content: ParsedText) -> tuple[tuple[Block, ...], str | None]:
    """Classify every passage.

    Returns:
        The blocks in order, and the address of the original if the article names one.
    """
    found: list[Block] = []
    best: tuple[int, str] | None = None
    bare: str | None = None
    listing = False
    for passage in content.passages:
        start, end = trim(content.text, passage.start, passage.end)
        if start == end:
            continue
        line = content.text[start:end]
        source = None if passage.kind else source_line(line, passage.links)
        kind = passage.kind or _kind(line, source)
        if kind == "boilerplate" and not passage.kind and listing and rules.is_service(line):
            # `Trois applications sont interdites :`, `Facebook`, `TikTok`
            kind = "paragraph"
        listing = kind == "paragraph" and (line.endswith(":") or (listing and rules.is_service(line)))
        if not passage.kind and 0 < line.find("|") == len(line) - 1:
            # The border of a table cell, which remains when a picture is copied with its caption.
            _, end = trim(content.text, start, end - 1)
        found.append(Block(kind, start, end))
        if kind == "link" and source and source.url:
            if source.rank == 0:
                bare = source.url
            elif best is None or source.rank >= best[0]:
                best = (source.rank, source.url)
        elif kind == "paragraph":
            # A bare address names the original only at the end of the article.
            bare = None
    return _without_stamps(_with_title(found, content.text), content.text), best[1] if best else bare


def _without_stamps(found: Sequence[Block], text: str) -> tuple[Block, ...]:
    """Mark a line with only the date or author, near the beginning or end of an article, as boilerplate."""
    lines = {i: text[b.start : b.end] for i, b in enumerate(found) if b.kind == "paragraph"}
    dates = {i for i, line in lines.items() if rules.is_date(line) or rules.is_placed_date(line)}
    # Several dates are a chronology, or those of an event; one with a full stop may be a sentence.
    stamps = {i for i in dates if len(dates) == 1 and not lines[i].endswith(".")}
    stamps |= {i for i, line in lines.items() if rules.is_byline(line)}
    inner = range(_MAX_LINES_BEFORE, len(found) - _MAX_LINES_AFTER)
    return tuple(
        replace(block, kind="boilerplate") if i in stamps and i and i not in inner else block
        for i, block in enumerate(found)
    )


def _kind(line: str, source: SourceLine | None) -> BlockKind:
    if rules.is_boilerplate(line):
        return "boilerplate"
    if source is not None:
        return "link"
    return "caption" if rules.is_caption(line) else "paragraph"


def _is_around_title(line: str) -> bool:
    return rules.is_dateline(line) or rules.is_byline(line)


def _with_title(found: list[Block], text: str) -> tuple[Block, ...]:
    """Make the first paragraph the title if there is none and it reads like one."""
    if not any(block.kind == "title" for block in found):
        lines = [text[block.start : block.end] for block in found[:_MAX_LINES_BEFORE]]
        kinds = [block.kind for block in found[:_MAX_LINES_BEFORE]]
        after = zip(lines[1:], kinds[1:], strict=True)
        story = next((line for line, kind in after if kind == "paragraph"), "")
        # `Copyright : la loi de 1985 va changer`, `12 morts dans un incendie`
        if story and rules.is_announced(lines[0], story):
            found[0] = Block("title", found[0].start, found[0].end)
            return tuple(found)
        # A date, a byline or a section may come before or after a title.
        candidates = (
            (i, block)
            for i, block in enumerate(found)
            if block.kind != "boilerplate" and not _is_around_title(text[block.start : block.end])
        )
        i, first = next(candidates, (0, None))
        second = next((block for _, block in candidates if block.kind == "paragraph"), None)
        if (
            first
            and second
            and first.kind == "paragraph"
            and rules.is_headline(text[first.start : first.end], text[second.start : second.end])
        ):
            found[i] = Block("title", first.start, first.end)
    return tuple(found)

"""Classify passages as blocks, and find the address of the original."""

from passerelle.article import rules
from passerelle.article.passages import ParsedText, trim
from passerelle.article.types import Block, BlockKind


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
        source = None if passage.kind else rules.source_line(line, passage.links)
        kind = passage.kind or _kind(line, source)
        if kind == "boilerplate" and not passage.kind and listing and rules.is_service(line):
            # `Trois applications sont interdites :`, `Facebook`, `TikTok`
            kind = "paragraph"
        listing = kind == "paragraph" and (line.endswith(":") or (listing and rules.is_service(line)))
        found.append(Block(kind, start, end))
        if kind == "link" and source and source.url:
            if source.rank == 0:
                bare = source.url
            elif best is None or source.rank >= best[0]:
                best = (source.rank, source.url)
        elif kind == "paragraph":
            # A bare address names the original only at the end of the article.
            bare = None
    return _with_title(found, content.text), best[1] if best else bare


def _kind(line: str, source: rules.SourceLine | None) -> BlockKind:
    if rules.is_boilerplate(line):
        return "boilerplate"
    if source is not None:
        return "link"
    return "caption" if rules.is_caption(line) else "paragraph"


def _with_title(found: list[Block], text: str) -> tuple[Block, ...]:
    """Make the first paragraph the title if there is none and it reads like one."""
    if not any(block.kind == "title" for block in found):
        if (
            len(found) > 1
            and (found[0].kind, found[1].kind) == ("boilerplate", "paragraph")
            and rules.is_announced(text[found[0].start : found[0].end], text[found[1].start : found[1].end])
        ):
            found[0] = Block("title", found[0].start, found[0].end)
            return tuple(found)
        # A date, a byline or a section may come before or after a title.
        telling = (
            (i, block)
            for i, block in enumerate(found)
            if block.kind != "boilerplate" and not rules.is_dateline(text[block.start : block.end])
        )
        i, first = next(telling, (0, None))
        second = next((block for _, block in telling if block.kind == "paragraph"), None)
        if (
            first
            and second
            and first.kind == "paragraph"
            and rules.is_headline(text[first.start : first.end], text[second.start : second.end])
        ):
            found[i] = Block("title", first.start, first.end)
    return tuple(found)

"""Divide a story as extracted by trafilatura into passages: paragraphs, headings, list items, table rows."""

from collections.abc import Iterator
from typing import Any

from passerelle.article import inline, rules
from passerelle.article.margins import key, single_spaced
from passerelle.article.passages import ExtractedPassage
from passerelle.article.sources import source_line
from passerelle.article.tables import figures
from passerelle.article.types import BlockKind

_BLOCKS = frozenset(
    {"p", "head", "item", "list", "quote", "table", "row", "cell", "code", "div", "lb", "ab", "body"}
)


def pieces(body: Any, captions: set[str]) -> Iterator[ExtractedPassage]:
    """Yield every innermost block of an extracted body."""
    buffer: list[str] = []
    links: list[str] = []
    linked: list[bool] = []
    block, depth = "", 0

    def add(text: str | None) -> None:
        if text:
            buffer.append(text)
            if any(map(str.isalnum, text)):
                linked.append(depth > 0)

    def flush() -> Iterator[ExtractedPassage]:
        text = single_spaced("".join(buffer)).replace(inline.KEPT, "").strip()
        if text:
            item = block in ("item", "cell") and not links and rules.is_service(text)
            captioned = bool(captions) and key(text) in captions
            kind: BlockKind | None = "caption" if captioned else "paragraph" if item else None
            yield ExtractedPassage(text, kind, tuple(links), bool(linked) and all(linked), block)
        buffer.clear()
        links.clear()
        linked.clear()

    # Iterative, since a page may be nested arbitrarily deep.
    stack: list[tuple[Any, bool]] = [(body, True)]
    while stack:
        element, entering = stack.pop()
        tag = element.tag
        if tag == "table" and entering and (found := _rows(element)):
            yield from flush()
            yield from found
            if element is not body:
                add(element.tail)
            continue
        if tag in _BLOCKS:
            yield from flush()
            block = tag if entering else ""
        if entering:
            if tag == "ref":
                depth += 1
                if element.get("target"):
                    links.append(element.get("target"))
            add(element.text)
            stack.append((element, False))
            stack.extend((child, True) for child in reversed(element))
        elif element is not body:
            depth -= tag == "ref"
            add(element.tail)
    yield from flush()


def _rows(table: Any) -> list[ExtractedPassage]:
    """Return the rows of an extracted table of figures, or nothing for one of links or a layout."""
    linked = sum(len(text) for ref in table.iter("ref") for text in ref.itertext())
    if table.find(".//table") is not None or 2 * linked > sum(map(len, table.itertext())):
        return []
    rows = list(table.iter("row"))
    found = figures((_cell_lines(cell) for cell in row.iter("cell")) for row in rows)
    return [_row(text, rows[number]) for number, text in found]


def _row(text: str, row: Any) -> ExtractedPassage:
    links = tuple(ref.get("target") for ref in row.iter("ref") if ref.get("target"))
    text = text.replace(inline.KEPT, "")
    # The last row may name the source; any other is a paragraph, regardless of its words.
    kind: BlockKind | None = None if source_line(text, links) else "paragraph"
    return ExtractedPassage(text, kind, links, element="row")


def _cell_lines(cell: Any) -> list[str]:
    blocks = [each for each in cell if each.tag in _BLOCKS and each.tag != "lb"]
    texts = [cell.text or "", *("".join(each.itertext()) for each in blocks)] if blocks else cell.itertext()
    lines = [" ".join(text.split()) for text in texts] if blocks else [" ".join("".join(texts).split())]
    return [line for line in lines if line]

"""Read EPUB publications: the documents in reading order, following EPUB 3.3 (W3C, 2023)."""

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from passerelle.article import archives, elements, inline
from passerelle.article.passages import STRUCK, About, ExtractedPassage, ParsedText, assemble, has_letters
from passerelle.article.superscripts import replace
from passerelle.article.tables import figures
from passerelle.errors import ArticleError
from passerelle.languages import get

_MEDIA_TYPE = "application/epub+zip"
_BLOCKS = frozenset(
    "address article aside blockquote body caption dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hr li main ol p pre section table tbody td tfoot th thead tr ul".split()
)
_NOT_READ = frozenset("script style template nav rt rp svg head audio video iframe".split())
# The structural semantics of notes and their marks (EPUB 3 vocabulary, DPUB-ARIA roles).
_TYPE = "{http://www.idpf.org/2007/ops}type"
_MARKS = frozenset(("noteref", "doc-noteref"))
_PAGE_BREAKS = frozenset(("pagebreak", "doc-pagebreak"))
_NOTES = frozenset(("footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote"))
# Algorithms with which fonts are often obfuscated, which does not protect the text.
_FONT_SCRAMBLING = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def matches(data: bytes, _: str) -> bool:
    """Return whether a file is an EPUB."""
    return data.startswith(b"PK\x03\x04") and archives.media_type(data) == _MEDIA_TYPE


def parse(data: bytes, label: str) -> ParsedText:
    """Extract the paragraphs of a publication in its reading order.

    Args:
        data: content of the file.
        label: its name in error messages.

    Raises:
        ArticleError: its text is encrypted, or it has more parts or a larger unpacked size than any document.
    """
    with archives.opened(data, label) as archive:
        names = frozenset(archive.namelist())
        if "META-INF/encryption.xml" in names:
            encrypted = archives.xml(archive.read("META-INF/encryption.xml"))
            methods = {method.get("Algorithm") for method in encrypted.iter("{*}EncryptionMethod")}
            if methods - set(_FONT_SCRAMBLING):
                raise ArticleError(f"{label} is copy-protected; paste the article's text instead.")
        container = archives.xml(archive.read("META-INF/container.xml"))
        path = next(container.iter("{*}rootfile")).get("full-path")
        package = archives.xml(archive.read(path))
        passages: list[ExtractedPassage] = []
        struck = False
        for name in _reading_order(package, posixpath.dirname(path)):
            if name in names:
                root = archives.xml(archive.read(name))
                struck = _prepared(root) or struck
                passages += _passages(root)
    title = _metadata(package, "title")
    heading = passages[0] if passages and passages[0].kind == "title" else None
    if title and heading is None:
        passages.insert(0, ExtractedPassage(title, "title"))
    authors = "; ".join(text for e in package.iter("{*}creator") if (text := _line(e).strip()))
    return assemble(
        _one_title(passages),
        (STRUCK,) if struck else (),
        About(
            _metadata(package, "date")[:10] or None, authors or None, _metadata(package, "publisher") or None
        ),
    )


def _one_title(passages: list[ExtractedPassage]) -> Iterator[ExtractedPassage]:
    for number, passage in enumerate(passages):
        yield passage if number == 0 else ExtractedPassage(passage.text, None, passage.links)


def _metadata(package: Any, name: str) -> str:
    element = next(package.iter("{http://purl.org/dc/elements/1.1/}" + name), None)
    return "" if element is None else _line(element).strip()


def _reading_order(package: Any, folder: str) -> Iterator[str]:
    items = {item.get("id"): item for item in package.iter("{*}item")}
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or reference.get("linear") == "no" or "nav" in (item.get("properties") or "").split():
            continue
        if "html" in (item.get("media-type") or ""):
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))


def _prepared(root: Any) -> bool:
    """Rewrite the elements of a document like those of a web page; return whether struck text was removed."""
    for element in root.iter("*"):
        element.tag = _tag(element)
    for link in root.iter("a"):
        if _kinds(link) & _MARKS:
            link.tag = "sup"
            link.set("class", "note")
    for number in root.iter("span", "div", "a", "hr"):
        if _kinds(number) & _PAGE_BREAKS:
            replace(number, "")  # the number of a printed page
    elements.join_drop_capitals(root)
    record = get((root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("lang") or "")[:2])
    return inline.prepare(root, record.quotation if record else ("“", "”"), elements.names(root))


def _kinds(element: Any) -> set[str]:
    return {*(element.get(_TYPE) or "").split(), element.get("role") or ""}


def _passages(root: Any) -> Iterator[ExtractedPassage]:
    """Yield the passages of a prepared document, with its notes at the end."""
    body = next(root.iter("body"), None)
    if body is None:
        return
    notes = [element for element in body.iter("aside", "section", "li", "div") if _kinds(element) & _NOTES]
    for note in notes:
        place = body.makeelement("span")
        place.text, note.tail = note.tail, None
        note.addprevious(place)
        note.getparent().remove(note)
    for text, tag, links in (line for part in (body, *notes) for line in _blocks(part)):
        if has_letters(text):
            yield ExtractedPassage(text.replace(inline.KEPT, ""), "title" if tag == "h1" else None, links)


def _blocks(element: Any) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the lines, the tag and the links of each innermost block, and of text between blocks."""
    if _tag(element) == "table" and (rows := figures(map(_cells, element.iter("tr")))):
        yield from ((row, "tr", ()) for _, row in rows)
        return
    if not any(_tag(child) in _BLOCKS for child in element.iterdescendants()):
        links = [a.get("href") or "" for a in element.iter("{*}a")]
        yield from _lines(_line(element), element, [link for link in links if link.startswith("http")])
        return
    run = element.text or ""
    for child in element:
        if _tag(child) in _BLOCKS or any(_tag(inner) in _BLOCKS for inner in child.iterdescendants()):
            yield from _lines(run, element)
            run = ""
            if _tag(child) not in _NOT_READ:
                yield from _blocks(child)
        else:
            run += _inline(child)
        run += child.tail or ""
    yield from _lines(run, element)


def _cells(row: Any) -> Iterator[list[str]]:
    for cell in row.iter("td", "th"):
        yield [text for text, _, _ in _blocks(cell)]


def _lines(text: str, element: Any, links: Sequence[str] = ()) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    yield " ".join(text.split()), _tag(element), tuple(links)


def _line(element: Any) -> str:
    text = element.text or ""
    for child in element:
        text += _inline(child)
        text += child.tail or ""
    return text


def _inline(element: Any) -> str:
    """Return the text of an element inside a line."""
    tag = _tag(element)
    if tag == "br":
        return " "
    return _line(element) if tag and tag not in _NOT_READ else ""


def _tag(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""

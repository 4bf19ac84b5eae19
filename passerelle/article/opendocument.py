"""Read OpenDocument texts (.odt), following OASIS OpenDocument 1.3."""

import re
from collections.abc import Iterator
from typing import Any

from passerelle.article import archives
from passerelle.article.passages import STRUCK, ExtractedPassage, ParsedText, assemble, has_letters
from passerelle.article.raised import raised
from passerelle.article.tables import figures
from passerelle.errors import ArticleError

MEDIA_TYPES = (
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.text-template",
)
# Tracked deletions, comments, ruby text, hidden text, picture descriptions, and lists of headings and words.
_NOT_READ = frozenset(
    "tracked-changes annotation annotation-end ruby-text hidden-text hidden-paragraph title desc"
    " sequence-decls variable-decls user-field-decls forms note-citation bookmark index-title"
    " table-of-content illustration-index table-index object-index user-index alphabetical-index".split()
)
_LINES = frozenset(("p", "h"))
_MAX_SPACES, _MAX_STYLES = 20, 20
_HEAD_BYTES = 8_192
_SPACES = re.compile(" {2,}")


def matches(data: bytes, _: str) -> bool:
    """Return whether a file is an OpenDocument text, in an archive or as one XML file (.fodt)."""
    if data.startswith(b"PK\x03\x04"):
        return archives.media_type(data) in MEDIA_TYPES
    return is_flat(data)


def is_flat(data: bytes) -> bool:
    """Return whether a file is an OpenDocument text as one XML file."""
    head = data[:_HEAD_BYTES]
    return (
        head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")
        and b"<office:document" in head
        and any(kind.encode() in head for kind in MEDIA_TYPES)
    )


def parse(data: bytes, label: str) -> ParsedText:
    """Extract the paragraphs of a document, its tables row by row, and its notes at the end.

    Args:
        data: content of the file.
        label: its name in error messages.

    Raises:
        ArticleError: it is protected by a password, or has more parts or a larger decompressed size than any
            document.
    """
    styles = [archives.xml(data)] if is_flat(data) else _parts(data, label)
    reader = _OpenDocumentReader(styles)
    body = next(styles[0].iter("{*}text"), None)
    if body is None:
        raise ValueError("no text in the document")
    lines = list(reader.passages(body))
    notices = (STRUCK,) if reader.left_out else ()
    return assemble([*_with_title(lines), *reader.notes], notices)


def _parts(data: bytes, label: str) -> list[Any]:
    """Return the content of an archive, and its styles if it has any."""
    with archives.opened(data, label) as archive:
        names = archive.namelist()
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise ArticleError(f"{label} is protected by a password; save a copy without one.")
        content = archives.xml(archive.read("content.xml"))
        styles = [content]
        if "styles.xml" in names:
            styles.append(archives.xml(archive.read("styles.xml")))
    return styles


def _with_title(lines: list[tuple[ExtractedPassage, str]]) -> Iterator[ExtractedPassage]:
    names = [name for _, name in lines]
    title = next((names.index(name) for name in ("Title", "heading 1") if name in names), None)
    for number, (passage, _) in enumerate(lines):
        is_title = number == title and has_letters(passage.text)
        yield ExtractedPassage(passage.text, "title" if is_title else passage.kind, passage.links)


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _value(element: Any, name: str) -> str:
    """Return an attribute by its local name, in any namespace."""
    return next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == name), "")


class _OpenDocumentReader:
    """Reads a document's lines.

    Attributes:
        notes: the footnotes and endnotes found so far.
        left_out: whether struck-through or hidden text has been left out so far.
    """

    def __init__(self, parts: list[Any]) -> None:
        self.notes: list[ExtractedPassage] = []
        self.left_out = False
        self._styles = {
            _value(style, "name"): style
            for part in parts
            for style in part.iter("{*}style", "{*}default-style")
        }

    def passages(self, parent: Any) -> Iterator[tuple[ExtractedPassage, str]]:
        """Yield passages and the name of each one's style."""
        number = 0
        for element in parent:
            name = _name(element)
            if name in _NOT_READ:
                continue
            if name in _LINES:
                yield from self._paragraph(element)
            elif name == "table" and (rows := self._rows(element)):
                yield from ((row, "") for row in rows)
            elif name == "list-item":
                number += 1
                yield from self._item(element, self._number(parent, number))
            else:
                yield from self.passages(element)

    def _item(self, item: Any, number: str) -> Iterator[tuple[ExtractedPassage, str]]:
        for passage, style in self.passages(item):
            yield ExtractedPassage(number + passage.text, passage.kind, passage.links), style
            number = ""

    def _number(self, parent: Any, number: int) -> str:
        """Return the number of a list item; empty for bullets."""
        lists = [a for a in (parent, *parent.iterancestors()) if _name(a) == "list"]
        wanted, level = next(filter(None, (_value(a, "style-name") for a in lists)), ""), len(lists)
        if not wanted:
            return ""
        root = parent.getroottree().getroot()
        for style in root.iter("{*}list-style"):
            if _value(style, "name") == wanted:
                for form in style.iter("{*}list-level-style-number"):
                    if _value(form, "level") == str(level) and _value(form, "num-format") == "1":
                        return f"{number}{_value(form, 'num-suffix') or '.'} "
        return ""

    def _paragraph(self, element: Any) -> Iterator[tuple[ExtractedPassage, str]]:
        links = tuple(
            address
            for a in element.iter("{*}a")
            if (address := _value(a, "href")).startswith(("http", "www."))
        )
        hidden = element.find("{*}hidden-paragraph")
        if hidden is not None and _value(hidden, "is-hidden") == "true":
            self.left_out = True
            return
        boxes: list[Any] = []
        text = self._text(element, boxes)
        style = self._style_name(element)
        for line in text.split("\n"):
            if line.strip():
                yield ExtractedPassage(_SPACES.sub(" ", line).strip(), None, links), style
        for box in boxes:
            yield from self.passages(box)

    def _style_name(self, element: Any) -> str:
        if _name(element) == "h":
            return f"heading {_value(element, 'outline-level') or '1'}"
        name = _value(element, "style-name")
        for _ in range(_MAX_STYLES):
            if name == "Title" or name not in self._styles:
                break
            name = _value(self._styles[name], "parent-style-name")
        return name

    def _text(self, element: Any, boxes: list[Any]) -> str:
        text = element.text or ""
        for child in element:
            name = _name(child)
            if name == "s":
                text += " " * min(int(_value(child, "c") or "1"), _MAX_SPACES)
            elif name == "tab":
                text += " "
            elif name == "line-break":
                text += "\n"
            elif name == "note":
                body = next(child.iter("{*}note-body"), None)
                if body is not None:
                    self.notes += [passage for passage, _ in self.passages(body)]
            elif name == "text-box":
                boxes.append(child)
            elif name in _NOT_READ:
                self.left_out = self.left_out or name.startswith("hidden")
            elif name and not self._is_left_out(child):
                inner = self._text(child, boxes)
                small = self._property(child, "text-position").startswith(("super", "3", "4", "5"))
                text += raised(text[-40:], inner) if small and inner.strip() else inner
            text += child.tail or ""
        return text

    def _is_left_out(self, span: Any) -> bool:
        struck = self._property(span, "text-line-through-style") not in ("", "none")
        hidden = self._property(span, "display") == "none"
        if struck or hidden:
            self.left_out = True
        return struck or hidden

    def _property(self, element: Any, name: str) -> str:
        style = _value(element, "style-name")
        for _ in range(_MAX_STYLES):
            found = self._styles.get(style)
            if found is None:
                return ""
            for properties in found.iter("{*}text-properties"):
                if value := _value(properties, name):
                    return value
            style = _value(found, "parent-style-name")
        return ""

    def _rows(self, table: Any) -> list[ExtractedPassage]:
        """Return the rows of a table of figures, or nothing for one that only lays out text."""
        if next((t for t in table.iter("{*}table") if t is not table), None) is not None:
            return []
        links: dict[int, list[str]] = {}
        rows = figures(
            (
                (self._text(p, links.setdefault(number, [])).strip() for p in cell.iter("{*}p"))
                for cell in row.iterchildren("{*}table-cell")
            )
            for number, row in enumerate(table.iter("{*}table-row"))
        )
        return [ExtractedPassage(text, None, tuple(links.get(number, ()))) for number, text in rows]

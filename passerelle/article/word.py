"""Read Word documents (.docx, .docm, Strict Open XML)."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from passerelle.article import archives
from passerelle.article.passages import STRUCK, ExtractedPassage, ParsedText, assemble, has_letters
from passerelle.article.tables import figures
from passerelle.article.types import BlockKind
from passerelle.article.wordlists import ListNumbers
from passerelle.article.wordruns import LineReader, StyleSheet

# ISO/IEC 29500 Strict uses its own namespaces instead of the usual transitional ones.
_STRICT = {
    b"http://purl.oclc.org/ooxml/officeDocument/math": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/math"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
}
_EMBEDDED = "A part of the document in another format has been left out; open it in Word, and save it again."
# Types of main parts other than that of .docx: documents with macros, which are ignored, and templates.
_MAIN_TYPES = (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)


def parse(data: bytes, label: str) -> ParsedText:
    """Extract the paragraphs of a document, its tables row by row, and its notes at the end.

    Args:
        data: content of the file.
        label: its name in error messages.

    Raises:
        ArticleError: it has more parts, or a larger decompressed size, than any document.
    """
    with archives.opened(data, label) as archive:
        main = (part for part in archive.infolist() if _is_main(part))
        if any(b"purl.oclc.org/ooxml" in archive.read(part)[:4096] for part in main):
            data = _transitional(archive)
    document = _open(data)
    reader = _WordReader(document)
    paragraphs = [*reader.lines(document.element.body), *reader.notes()]
    styles = [paragraph.style for paragraph in paragraphs]
    titles = [styles.index(style) for style in ("Title", "Heading 1") if style in styles]
    notices = (*((STRUCK,) if reader.left_out else ()), *((_EMBEDDED,) if reader.embeds else ()))
    return assemble(
        (
            ExtractedPassage(paragraph.text, _kind(paragraph, number in titles[:1]), paragraph.links)
            for number, paragraph in enumerate(paragraphs)
        ),
        notices,
    )


def _is_main(part: zipfile.ZipInfo) -> bool:
    return part.filename.startswith("word/document") and part.filename.endswith(".xml")


def _transitional(archive: zipfile.ZipFile) -> bytes:
    """Return a copy of a Strict package with the names that python-docx knows."""
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for part in archive.infolist():
            content = archive.read(part)
            if part.filename.endswith((".xml", ".rels")):
                for strict, transitional in _STRICT.items():
                    content = content.replace(strict, transitional)
            made.writestr(part.filename, content)
    return copy.getvalue()


def _open(data: bytes) -> Any:
    from docx.opc.part import PartFactory
    from docx.package import Package
    from docx.parts.document import DocumentPart

    for content_type in _MAIN_TYPES:
        PartFactory.part_type_for[content_type] = DocumentPart
    return Package.open(io.BytesIO(data)).main_document_part.document


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph, one line of a paragraph with line breaks, or a row of a table."""

    text: str
    style: str = ""
    links: tuple[str, ...] = ()


# The styles of a table of contents.
_CONTENTS = re.compile(r"TOC(?: Heading| \d|$)", re.IGNORECASE)


def _kind(line: _Line, is_title: bool) -> BlockKind | None:
    if is_title:
        return "title"
    if _CONTENTS.match(line.style):
        return "boilerplate"
    return "caption" if line.style == "Caption" and has_letters(line.text) else None


class _WordReader:
    """Reads the lines of a document, counting the items of its lists."""

    def __init__(self, document: Any) -> None:
        from docx.oxml.ns import qn

        self._qn = qn
        self._part = document.part
        self._styles = StyleSheet(document.styles.element)
        self._links = {key: rel.target_ref for key, rel in self._part.rels.items() if rel.is_external}
        numbering = self._related("numbering")
        self._numbers = ListNumbers(numbering, self._styles)
        self._reader = LineReader(self._styles)
        # The text of a paragraph that the next one continues.
        self._begun = ""

    @property
    def embeds(self) -> bool:
        """Return whether the document has a part in another format, such as HTML."""
        return next(self._part.element.iter(self._qn("w:altChunk")), None) is not None

    @property
    def left_out(self) -> bool:
        """Return whether struck-through or hidden text has been left out."""
        return self._reader.left_out

    def lines(self, body: Any) -> Iterator[_Line]:
        """Yield the lines of a body, those in text boxes included, in order."""
        tables: set[Any] = set()
        read: set[Any] = set()
        for element in body.iter(self._qn("w:p"), self._qn("w:tbl")):
            if element in read or any(a.tag.endswith("}Fallback") for a in element.iterancestors()):
                # A duplicate of a text box for older programs.
                continue
            if element.tag == self._qn("w:p"):
                yield from self._paragraph(element)
            elif element not in tables and (rows := self._rows(element)):
                tables.update(element.iter(self._qn("w:tbl")))
                read.update(element.iter(self._qn("w:p")))
                yield from rows

    def notes(self) -> Iterator[_Line]:
        """Yield the footnotes and endnotes that the document refers to, in the order of their marks."""
        body = self._part.element
        for kind in ("footnote", "endnote"):
            root = self._related(f"{kind}s")
            if root is None:
                continue
            notes = {note.get(self._qn("w:id")): note for note in root.iter(self._qn(f"w:{kind}"))}
            for mark in body.iter(self._qn(f"w:{kind}Reference")):
                note = notes.pop(mark.get(self._qn("w:id")), None)
                if note is not None:
                    yield from self.lines(note)

    def _related(self, name: str) -> Any:
        """Return the root of a part that the document refers to, or None."""
        from docx.oxml import parse_xml

        for relation in self._part.rels.values():
            if not relation.is_external and relation.reltype.endswith(f"/{name}"):
                return parse_xml(relation.target_part.blob)
        return None

    def _paragraph(self, element: Any) -> Iterator[_Line]:
        style = self._styles.of_paragraph(element)
        links = tuple(self._addresses(element))
        number = self._numbers.of(element)
        text = self._begun + self._reader.text(element)
        self._begun = ""
        if self._goes_on(element):
            self._begun = text
            return
        for line in text.split("\n"):
            if line.strip():
                yield _Line(number + line.strip(), self._styles.name(style), links)
                number = ""

    def _goes_on(self, element: Any) -> bool:
        """Return whether a paragraph is a drop capital in a frame, or its end has been deleted."""
        frame = element.find(f"{self._qn('w:pPr')}/{self._qn('w:framePr')}")
        deleted = element.find(f"{self._qn('w:pPr')}/{self._qn('w:rPr')}/{self._qn('w:del')}")
        dropped = frame is not None and frame.get(self._qn("w:dropCap")) in ("drop", "margin")
        return (dropped or deleted is not None) and element.getnext() is not None

    def _addresses(self, element: Any) -> Iterator[str]:
        for link in element.iter(self._qn("w:hyperlink")):
            if (key := link.get(self._qn("r:id"))) in self._links:
                yield self._links[key]
        yield from self._reader.field_addresses(element)

    def _rows(self, table: Any) -> list[_Line]:
        """Return the rows of a table of figures, or nothing for one that only lays out text."""
        if table.find(f".//{self._qn('w:tbl')}") is not None:
            return []
        rows = list(table.iter(self._qn("w:tr")))
        lines = figures(
            (
                (
                    line
                    for paragraph in cell.iter(self._qn("w:p"))
                    for line in self._reader.text(paragraph).strip().split("\n")
                )
                for cell in row.iter(self._qn("w:tc"))
            )
            for row in rows
        )
        return [_Line(line, links=tuple(self._addresses(rows[number]))) for number, line in lines]

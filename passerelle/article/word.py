"""Word documents (.docx)."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from passerelle.article.passages import ExtractedPassage, ParsedText, assemble, has_letters
from passerelle.article.types import BlockKind
from passerelle.errors import ArticleError

# Decompressed size that the archive declares; Python's zipfile reads no more than that.
MAX_UNPACKED_BYTES = 100_000_000
MAX_PARTS = 5_000

# Properties, deletions of a reviewer, field codes, and text boxes, whose paragraphs are read separately.
_NOT_READ = frozenset("pPr rPr del moveFrom instrText drawing pict object AlternateContent".split())
_FIELD = re.compile(r"HYPERLINK\s+\"([^\"]+)\"")


def parse(data: bytes, label: str) -> ParsedText:
    """Extract the paragraphs of a document, those in tables included.

    Args:
        data: content of the file.
        label: how to name it in an error.

    Raises:
        ArticleError: it is larger, decompressed, than a document would be.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise ArticleError(
            f"{label} is larger than {MAX_UNPACKED_BYTES // 1_000_000} MB when unpacked; "
            "copy the article into a new document, without pictures."
        )
    import docx

    paragraphs = list(_paragraphs(docx.Document(io.BytesIO(data))))
    styles = [paragraph.style for paragraph in paragraphs]
    titles = [styles.index(style) for style in ("Title", "Heading 1") if style in styles]
    return assemble(
        ExtractedPassage(paragraph.text, _kind(paragraph, number in titles[:1]), paragraph.links)
        for number, paragraph in enumerate(paragraphs)
    )


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph, or one line of a paragraph with line breaks."""

    text: str
    style: str
    links: tuple[str, ...]


def _kind(paragraph: _Paragraph, is_title: bool) -> BlockKind | None:
    if is_title:
        return "title"
    return "caption" if paragraph.style == "Caption" and has_letters(paragraph.text) else None


def _paragraphs(document: Any) -> Iterator[_Paragraph]:
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    links = {key: rel.target_ref for key, rel in document.part.rels.items() if rel.is_external}
    for element in document.element.body.iter(qn("w:p")):
        if any(ancestor.tag.endswith("}Fallback") for ancestor in element.iterancestors()):
            # A copy of a text box for older programs.
            continue
        style = Paragraph(element, document).style
        keys = [link.get(qn("r:id")) for link in element.iter(qn("w:hyperlink"))]
        addresses = [links[key] for key in keys if key in links]
        addresses += [m[1] for e in element.iter(qn("w:instrText")) for m in _FIELD.finditer(e.text or "")]
        for line in "".join(_characters(element)).split("\n"):
            if line.strip():
                yield _Paragraph(line.strip(), style.name or "" if style else "", tuple(addresses))


def _characters(paragraph: Any) -> Iterator[str]:
    """Yield the text of a paragraph with all tracked changes accepted.

    python-docx's own `text` leaves out insertions under review and content controls.
    """
    for element in paragraph:
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if name == "t":
            yield element.text or ""
        elif name in ("br", "cr"):
            yield "\n"
        elif name == "tab":
            yield " "
        elif name == "noBreakHyphen":
            yield "-"
        elif name not in _NOT_READ:
            yield from _characters(element)

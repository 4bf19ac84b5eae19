"""Detection of a file's format by its content, and the parser for each format."""

import io
import logging
import zipfile
from collections.abc import Callable
from dataclasses import replace

from passerelle.article import letters, markdown, pdf, plain, webpage, word
from passerelle.article.decoding import decode
from passerelle.article.passages import ParsedText
from passerelle.errors import ArticleError

SUPPORTED = ".txt, .md, .html, .docx or .pdf"
MARKDOWN_EXTENSIONS = (".md", ".markdown")
PAGE_EXTENSIONS = (".html", ".htm", ".xhtml")
# File name endings of articles.
EXTENSIONS = (".txt", *MARKDOWN_EXTENSIONS, *PAGE_EXTENSIONS, ".docx", ".docm", ".pdf")

_log = logging.getLogger("passerelle")

_NOT_TEXT = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"7z\xbc\xaf", "an archive (7z)"),
    (b"Rar!", "an archive (RAR)"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def parse(data: bytes, extension: str, label: str) -> ParsedText:
    """Parse a file's content by its format.

    The extension only distinguishes Markdown from plain text, and a fragment of a page from a text
    with tags.

    Args:
        data: content of the file.
        extension: of its name, such as `.md`; may be empty.
        label: how to name it in an error.

    Raises:
        ArticleError: its format cannot be read, or it is damaged.
    """
    if b"%PDF-" in data[:1024]:
        return _guarded("PDF", lambda: pdf.parse(data, label), label)
    if data.startswith(b"PK\x03\x04"):
        return _guarded("Word document", lambda: _zip(data, label), label)
    if data.startswith(_OLE):
        raise ArticleError(
            f"{label} is an older or password-protected Office file; save it as .docx without a password."
        )
    for magic, what in _NOT_TEXT:
        if data.startswith(magic):
            raise ArticleError(f"{label} is {what}; give the article as {SUPPORTED}.")
    return _text(data, extension.lower(), label)


def _guarded(what: str, parser: Callable[[], ParsedText], label: str) -> ParsedText:
    """Run a parser; turn any failure on a damaged or hostile file into an ArticleError."""
    try:
        return parser()
    except ArticleError:
        raise
    except Exception as error:
        _log.debug("%s", label, exc_info=error)
        raise ArticleError(
            f"{label} is damaged or not a valid {what}; save it again, or paste the article's text."
        ) from None


def _zip(data: bytes, label: str) -> ParsedText:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        # Word writes document.xml, its web version document2.xml.
        names = archive.namelist()
        is_word = "[Content_Types].xml" in names and any(name.startswith("word/") for name in names)
    if not is_word:
        raise ArticleError(f"{label} is an archive, not a Word document; give the article as {SUPPORTED}.")
    return word.parse(data, label)


def _text(data: bytes, extension: str, label: str) -> ParsedText:
    named_page = extension in PAGE_EXTENSIONS
    marked = named_page or webpage.looks_like_page(data)
    decoded = webpage.decode_page(data) if marked else decode(data)
    if decoded is None:
        raise ArticleError(f"{label} is not a text; give the article as {SUPPORTED}.")
    if webpage.is_page(decoded[0]) or (named_page and webpage.has_tags(decoded[0])):
        text, encoding = decoded if marked else webpage.decode_page(data) or decoded
        return _guarded("web page", lambda: webpage.parse(text, encoding, label), label)
    return parse_text(*decoded, is_markdown=extension in MARKDOWN_EXTENSIONS)


def parse_text(text: str, encoding: str = "utf-8", *, is_markdown: bool = False) -> ParsedText:
    """Parse a plain text or Markdown, with its letters put right."""
    parser = markdown.parse if is_markdown else plain.parse
    if repair := letters.find_repair(text):
        return replace(parser(repair.apply(text), encoding), notices=(repair.notice,))
    return parser(text, encoding)

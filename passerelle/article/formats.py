"""The formats of articles: one row each, detected by content, with a parser."""

import importlib
import io
import logging
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from passerelle.article import (
    epub,
    letters,
    mail,
    markdown,
    opendocument,
    plain,
    savedpages,
    subtitles,
    webpage,
)
from passerelle.article.decoding import decode
from passerelle.article.passages import MAX_CHARACTERS, ParsedText, check_count, check_length, too_long
from passerelle.errors import ArticleError, ResourceError
from passerelle.listing import listed


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A binary format.

    Attributes:
        name: name of such a file in messages.
        extensions: file extensions.
        matches: takes content and extension; returns whether a file has this format.
        parse: takes the content and the file's name in error messages; may raise any error for a damaged
            file.
        libraries: modules that `parse` imports.
    """

    name: str
    extensions: tuple[str, ...]
    matches: Callable[[bytes, str], bool]
    parse: Callable[[bytes, str], ParsedText]
    libraries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TextFormat:
    """A text format.

    Attributes:
        name: name of such a file in messages.
        extensions: file extensions.
        matches: takes text and extension; returns whether a file has this format.
        parse: takes the text, its encoding and the file's name in error messages; may raise any error for a
            damaged file.
        libraries: modules that `parse` imports.
    """

    name: str
    extensions: tuple[str, ...]
    matches: Callable[[str, str], bool]
    parse: Callable[[str, str, str], ParsedText]
    libraries: tuple[str, ...] = ()


PAGE_EXTENSIONS = (".html", ".htm", ".xhtml")
MARKDOWN_EXTENSIONS = (".md", ".markdown")


def _is_pdf(data: bytes, _: str) -> bool:
    return b"%PDF-" in data[:1024]


def _is_word(data: bytes, _: str) -> bool:
    # Word writes document.xml; its web version writes document2.xml.
    names = _names(data)
    return "[Content_Types].xml" in names and any(name.startswith("word/") for name in names)


def _is_page(text: str, extension: str) -> bool:
    return webpage.is_page(text) or (extension in PAGE_EXTENSIONS and webpage.has_tags(text))


def _parsed_by(name: str) -> Callable[[bytes, str], ParsedText]:
    """Return the parser in a module of `passerelle.article` that is imported only for such a file."""

    def parse(data: bytes, label: str) -> ParsedText:
        module = importlib.import_module(f"passerelle.article.{name}")
        content: ParsedText = module.parse(data, label)
        return content

    return parse


# A new format is a module and a row here.
_FILES: tuple[FileFormat, ...] = (
    FileFormat("PDF", (".pdf",), _is_pdf, _parsed_by("pdf"), ("pdfplumber",)),
    FileFormat("Word document", (".docx", ".docm"), _is_word, _parsed_by("word"), ("docx",)),
    FileFormat(
        "OpenDocument text", (".odt", ".fodt"), opendocument.matches, opendocument.parse, ("lxml.etree",)
    ),
    FileFormat("EPUB", (".epub",), epub.matches, epub.parse, ("lxml.etree",)),
    FileFormat("saved page", savedpages.EXTENSIONS, savedpages.matches, savedpages.parse, ("trafilatura",)),
    FileFormat("e-mail", mail.EXTENSIONS, mail.matches, mail.parse, ("trafilatura",)),
)
_TEXTS: tuple[TextFormat, ...] = (
    TextFormat("web page", PAGE_EXTENSIONS, _is_page, webpage.parse, ("trafilatura",)),
    TextFormat("subtitles", subtitles.EXTENSIONS, subtitles.matches, subtitles.parse),
    TextFormat(
        "Markdown",
        MARKDOWN_EXTENSIONS,
        lambda _, extension: extension in MARKDOWN_EXTENSIONS,
        lambda text, encoding, _: markdown.parse(text, encoding),
    ),
    TextFormat("text", (".txt",), lambda *_: True, lambda text, encoding, _: plain.parse(text, encoding)),
)
_ROWS: tuple[FileFormat | TextFormat, ...] = (*reversed(_TEXTS), *_FILES)
# File extensions of articles.
EXTENSIONS = tuple(ending for row in _ROWS for ending in row.extensions)
SUPPORTED = listed((row.extensions[0] for row in _ROWS), "or")

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
_XML = re.compile(r"\ufeff?\s*<\?xml\s")
# No encoding has more than four bytes for a character.
_MAX_TEXT_BYTES = 4 * (MAX_CHARACTERS + 1)
_ZIP = b"PK\x03\x04"
# The name of the streams of an Outlook message (MS-OXMSG), in UTF-16.
_OUTLOOK = "__substg1.0_".encode("utf-16-le")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def parse(data: bytes, extension: str, label: str) -> ParsedText:
    """Parse a file's content by its format.

    The extension counts only where the content leaves it open, as between Markdown and plain text, or an
    HTML fragment and a text with tags.

    Args:
        data: content of the file.
        extension: extension of its name, such as `.md`; may be empty.
        label: its name in error messages.

    Raises:
        ArticleError: its format cannot be read, or it is damaged or longer than any article.
    """
    extension = extension.lower()
    if found := _file_format(data, extension, label):
        return _guarded(found.name, lambda: found.parse(data, label), label)
    if data.startswith(_ZIP):
        raise ArticleError(f"{label} is an archive, not a document; give the article as {SUPPORTED}.")
    if data.startswith(_OLE) and _OUTLOOK in data:
        raise ArticleError(f"{label} is an Outlook message; save it as .eml, or paste its text.")
    if data.startswith(_OLE):
        raise ArticleError(
            f"{label} is an older or password-protected Office file; save it as .docx without a password."
        )
    for magic, what in _NOT_TEXT:
        if data.startswith(magic):
            raise ArticleError(f"{label} is {what}; give the article as {SUPPORTED}.")
    marked = extension in PAGE_EXTENSIONS or webpage.looks_like_page(data)
    if not marked and len(data) > _MAX_TEXT_BYTES:  # decoding it could take ten seconds
        raise too_long(label)
    decoded = webpage.decode_page(data) if marked else decode(data)
    if decoded is None:
        raise ArticleError(f"{label} is not text; give the article as {SUPPORTED}.")
    if not marked and webpage.is_page(decoded[0]):
        decoded = webpage.decode_page(data) or decoded
    elif b"\0" in data and extension not in PAGE_EXTENSIONS and not webpage.is_page(decoded[0]):
        decoded = decode(data)  # only pages may lose their NUL bytes
        if decoded is None:
            raise ArticleError(f"{label} is not text; give the article as {SUPPORTED}.")
    if _XML.match(decoded[0]) and not marked and not subtitles.matches(decoded[0], extension):
        raise ArticleError(f"{label} is an XML file, not an article; give the article as {SUPPORTED}.")
    return parse_text(*decoded, extension=extension, label=label)


def parse_text(
    text: str, encoding: str = "utf-8", *, extension: str = ".txt", label: str = "The text"
) -> ParsedText:
    """Parse a text by its format, repairing its letters.

    Args:
        text: the text.
        encoding: the codec that it was decoded with.
        extension: extension of its file's name.
        label: its name in error messages.

    Raises:
        ArticleError: it is damaged, or longer than any article.
    """
    found = _text_format(text, extension)
    if not found.libraries:  # no markup to remove, so a text that is too long is refused before it is parsed
        check_length(text, label)
        check_count(sum(not line.isspace() for line in text.splitlines(keepends=True)), label)
    repair = letters.find_repair(text) if not found.libraries else None
    repaired = repair.apply(text) if repair else text
    content = _guarded(found.name, lambda: found.parse(repaired, encoding, label), label)
    return replace(content, notices=(repair.notice, *content.notices)) if repair else content


def is_parsed_apart(data: bytes, extension: str) -> bool:
    """Return whether a file must be parsed in a separate process: any but text, Markdown and subtitles.

    Args:
        data: content of the file.
        extension: extension of its name.
    """
    extension = extension.lower()
    if _is_pdf(data, extension) or data.startswith(_ZIP) or extension in PAGE_EXTENSIONS:
        return True
    if opendocument.is_flat(data) or savedpages.matches(data, extension) or mail.matches(data, extension):
        return True
    return webpage.looks_like_page(data)


def prepare(data: bytes, extension: str) -> None:
    """Import the modules needed to parse a file, which may take longer than parsing it."""
    rows: list[FileFormat | TextFormat] = []
    with suppress(Exception):  # a damaged file is refused by `parse`
        rows = [row for row in _FILES if row.matches(data, extension.lower())]
    for row in rows or [row for row in _TEXTS if row.libraries]:
        for library in row.libraries:
            importlib.import_module(library)


def _file_format(data: bytes, extension: str, label: str) -> FileFormat | None:
    try:
        return next((row for row in _FILES if row.matches(data, extension)), None)
    except Exception as error:
        # zipfile raises many kinds of errors on a damaged archive.
        _log.debug("%s", label, exc_info=error)
        raise ArticleError(
            f"{label} is damaged or cut short; save it again, or paste the article's text."
        ) from None


def _text_format(text: str, extension: str) -> TextFormat:
    return next(row for row in _TEXTS if row.matches(text, extension))


def _names(data: bytes) -> list[str]:
    if not data.startswith(_ZIP):
        return []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def _guarded(what: str, parser: Callable[[], ParsedText], label: str) -> ParsedText:
    """Run a parser; turn any failure on a damaged or hostile file into an ArticleError."""
    try:
        content = parser()
    except (ArticleError, ResourceError):
        raise
    except Exception as error:
        _log.debug("%s", label, exc_info=error)
        raise ArticleError(
            f"{label} is damaged or not a valid {what}; save it again, or paste the article's text."
        ) from None
    check_length(content.text, label)
    check_count(len(content.passages), label)
    return content

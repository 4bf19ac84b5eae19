"""Read PDF files: join words into lines, and lines into paragraphs."""

import io
import logging
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from passerelle.article.passages import ParsedText, assemble, has_letters
from passerelle.article.pdflayout import passages, without_furniture
from passerelle.article.pdflines import PrintedLine, page_lines
from passerelle.article.phrases import any_of
from passerelle.errors import ArticleError
from passerelle.listing import listed

MAX_PAGES = 200
# Processor seconds after which no further page is started, well before the process is killed.
MAX_SECONDS = 7.0
_MAX_NAMED_PAGES = 10
# Minimum share of a page that a scanned picture covers.
_MIN_PICTURE_SHARE = 0.3

# The first lines that other programs show in place of a form (XFA) or a portfolio.
_PLACEHOLDER = re.compile(any_of("no_viewer"), re.IGNORECASE)
_PLACEHOLDER_LINES = 6
# pdfminer's warnings about fonts belong in a log, not on the terminal.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())


def parse(data: bytes, label: str) -> ParsedText:
    """Extract the paragraphs of a PDF, without running heads and page numbers.

    Args:
        data: content of the file.
        label: its name in error messages.

    Raises:
        ArticleError: it is encrypted, has too many pages or no text, or has content for Adobe Reader only.
    """
    read = _read(data, label)
    lines = without_furniture(read.lines, read.heights)
    if _PLACEHOLDER.search(" ".join(line.text for line in lines[:_PLACEHOLDER_LINES])):
        raise ArticleError(
            f"{label} shows its content only in Adobe Reader; open it there, and print it to a new PDF."
        )
    with_text = {line.page for line in lines if has_letters(line.text)}
    empty = sorted({*read.empty, *(number for number in read.pictured if number not in with_text)})
    notices = [_without_text(empty)] if empty else []
    if (count := len(read.heights)) < read.pages:
        done = f"page 1 of {read.pages} has" if count == 1 else f"pages 1 to {count} of {read.pages} have"
        notices.append(
            f"Only {done} been read, as more would take too long; save "
            "the pages of the article as a separate PDF."
        )
    return assemble(passages(lines), tuple(notices))


@dataclass(frozen=True, slots=True)
class _PdfText:
    """The printed content of a PDF.

    Attributes:
        lines: the lines of all pages that have been read.
        heights: heights of these pages, in points.
        empty: numbers of the pages that show something but have no text.
        pictured: numbers of the pages with a large picture.
        pages: total number of pages.
    """

    lines: list[PrintedLine]
    heights: list[float]
    empty: list[int]
    pictured: list[int]
    pages: int


def _read(data: bytes, label: str) -> _PdfText:
    """Read as many pages of a PDF as there is time for."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        document = pdfplumber.open(io.BytesIO(data))
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise ArticleError(f"{label} is protected by a password; save a copy without one.") from None
        raise
    with document:
        if len(document.pages) > MAX_PAGES:
            raise ArticleError(
                f"{label} has {len(document.pages)} pages, more than {MAX_PAGES}; "
                "save the pages of the article as a separate PDF."
            )
        lines: list[PrintedLine] = []
        heights: list[float] = []
        empty: list[int] = []
        pictured: list[int] = []
        started = time.process_time()
        for page in document.pages:
            if time.process_time() - started > MAX_SECONDS and any(has_letters(line.text) for line in lines):
                break
            found, height = page_lines(page)
            if not any(has_letters(line.text) for line in found) and page.objects:
                empty.append(page.page_number)
            elif _has_picture(page):
                pictured.append(page.page_number)
            lines += found
            heights.append(height)
            page.close()
    if not any(has_letters(line.text) for line in lines):
        raise ArticleError(
            f"{label} has no text, perhaps because its pages were scanned; "
            "run text recognition (OCR) on it, or paste the article's text."
        )
    return _PdfText(lines, heights, empty, pictured, len(document.pages))


def _has_picture(page: Any) -> bool:
    """Return whether a picture or a painted area covers much of a page, as on scanned pages."""
    least = _MIN_PICTURE_SHARE * float(page.width) * float(page.height)
    return any(float(each["width"]) * float(each["height"]) >= least for each in [*page.images, *page.rects])


def _without_text(pages: Sequence[int]) -> str:
    """Return a notice that names the pages without text."""
    if len(pages) == 1:
        return f"Page {pages[0]} has no text layer, perhaps because it was scanned; its text is missing here."
    shown = [str(page) for page in pages[:_MAX_NAMED_PAGES]]
    if len(pages) > _MAX_NAMED_PAGES:
        shown.append(f"{len(pages) - _MAX_NAMED_PAGES} more")
    return (
        f"Pages {listed(shown)} have no text layer, perhaps because they were scanned; their text is missing "
        "here."
    )

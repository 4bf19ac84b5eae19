"""PDF files: words joined into lines, lines into paragraphs.

The format puts no bound on the decompressed size of a PDF, so it is parsed in a subprocess with limits on
memory and time.
"""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict

from passerelle import subprocesses
from passerelle.article.passages import ParsedText, assemble, has_letters
from passerelle.article.pdflayout import passages, without_furniture
from passerelle.article.pdflines import PrintedLine, page_lines
from passerelle.errors import ArticleError

MAX_PAGES = 200
MAX_SECONDS = 120
MAX_MEMORY_BYTES = 2_000_000_000
_MAX_NAMED_PAGES = 10

# Its warnings about fonts belong in a log, not on the terminal.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())


def parse(data: bytes, label: str) -> ParsedText:
    """Extract the paragraphs of a PDF, without running heads and page numbers.

    Args:
        data: content of the file.
        label: how to name it in an error.

    Raises:
        ArticleError: it is encrypted, has too many pages, takes too long, or consists of scanned pages.
        ValueError: it is damaged.
    """
    try:
        result = subprocesses.run(
            "passerelle.article.pdf", seconds=MAX_SECONDS, memory_bytes=MAX_MEMORY_BYTES, given=data
        )
    except subprocess.TimeoutExpired:
        raise ArticleError(
            f"{label} takes more than {MAX_SECONDS} seconds to read; print its pages to a new PDF, or paste "
            "the article's text."
        ) from None
    if result.returncode:
        raise ValueError(result.stderr.decode(errors="replace")[-500:])
    found = json.loads(result.stdout)
    if "refused" in found:
        raise ArticleError(f"{label} {found['refused']}")
    lines = [PrintedLine(**line | {"links": tuple(line["links"])}) for line in found["lines"]]
    notices = (_without_text(found["empty"]),) if found["empty"] else ()
    return assemble(passages(without_furniture(lines, found["heights"])), notices)


def main() -> None:
    """Read a PDF from standard input; write its lines, or why it is refused, to standard output as JSON."""
    try:
        lines, heights, empty = _read(sys.stdin.buffer.read())
    except _Refused as refused:
        print(json.dumps({"refused": str(refused)}))
    else:
        print(json.dumps({"lines": [asdict(line) for line in lines], "heights": heights, "empty": empty}))


class _Refused(Exception):
    """A PDF is refused; the message follows the name of the file."""


def _read(data: bytes) -> tuple[list[PrintedLine], list[float], list[int]]:
    """Return the lines of a PDF, the heights of its pages in points, and the pages that show no text."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        document = pdfplumber.open(io.BytesIO(data))
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise _Refused("is protected by a password; save a copy without one.") from None
        raise
    with document:
        if len(document.pages) > MAX_PAGES:
            raise _Refused(
                f"has {len(document.pages)} pages, more than {MAX_PAGES}; "
                "save the pages of the article as a separate PDF."
            )
        lines: list[PrintedLine] = []
        heights: list[float] = []
        empty: list[int] = []
        for page in document.pages:
            found, height = page_lines(page)
            if not any(has_letters(line.text) for line in found) and page.objects:
                empty.append(page.page_number)
            lines += found
            heights.append(height)
            page.close()
    if not any(has_letters(line.text) for line in lines):
        raise _Refused(
            "has no text, perhaps because its pages were scanned; "
            "run text recognition (OCR) on it, or paste the article's text."
        )
    return lines, heights, empty


def _without_text(pages: Sequence[int]) -> str:
    """Return a notice that names the pages without text."""
    if len(pages) == 1:
        return f"Page {pages[0]} has no text layer, perhaps because it was scanned; its text is missing here."
    shown = [str(page) for page in pages[:_MAX_NAMED_PAGES]]
    if len(pages) > _MAX_NAMED_PAGES:
        shown.append(f"{len(pages) - _MAX_NAMED_PAGES} more")
    listed = f"{', '.join(shown[:-1])} and {shown[-1]}"
    return (
        f"Pages {listed} have no text layer, perhaps because they were scanned; their text is missing here."
    )


if __name__ == "__main__":
    main()

"""PDF files: words joined into lines, lines into paragraphs.

The format puts no bound on the decompressed size of a PDF, so it is parsed in a subprocess with limits on
memory and time.
"""

import io
import json
import logging
import re
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from passerelle import subprocesses
from passerelle.article.passages import ExtractedPassage, ParsedText, assemble, has_letters
from passerelle.article.rules import MAX_URL, is_boilerplate
from passerelle.errors import ArticleError
from passerelle.urls import WEB_ADDRESS

MAX_PAGES = 200
MAX_SECONDS = 120
MAX_MEMORY_BYTES = 2_000_000_000

# Its warnings about fonts belong in a log, not on the terminal.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())

# Share of a page's height, from its edge, in which text may be a running head or foot.
_MARGIN_SHARE = 0.08
# Ratio of a line's distance to the usual leading above which it begins a paragraph.
_PARAGRAPH_GAP_RATIO = 1.3
# Ratio of the title's font size to that of the body, at least.
_MIN_TITLE_SIZE_RATIO = 1.25
# Largest gap between two letters of a word, and largest vertical offset where a second font replaces
# the first, as shares of the font size.
_GAP_SHARE, _DROP_SHARE = 0.15, 0.4

# pdfminer's placeholder for a glyph whose font does not map it to a character.
_UNMAPPED = re.compile(r"\(cid:\d+\)")
_STOP = re.compile(r"[.!?…:;][»”\"’)]*$|[»”|)]$")
_PAGE_NUMBER = re.compile(r"(?:page |trang )?\d{1,4}(?:\s*(?:/|sur|of|de)\s*\d{1,4})?", re.IGNORECASE)
_PRINTED = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d{2}.*"
    rf"|(?:file://|{WEB_ADDRESS.pattern})\S*(?: \d+/\d+)?",
    re.IGNORECASE,
)
_ADDRESS_PART = re.compile(r"[\w/.?&=%#~+-]*[/.?&=%#_\d-][\w/.?&=%#~+-]*")
_HYPHENS = "-\u2010\u00ad"
# First parts of French compounds that keep their hyphen, and words that follow one in a verb.
_COMPOUNDS = frozenset(
    """
    anti après arrière au auto avant celle celui ceux ci contre demi est ex franco grand là loin mi micro mini
    moi non nord nouveau ouest outre peut plus porte post pré presque quasi quelques rendez sans semi sino
    sous sud sur tout très vice vis
    """.split()
)
_ENCLITICS = frozenset("il elle on ils elles ce je tu nous vous t ci là même mêmes moi toi lui leur".split())


@dataclass(frozen=True, slots=True)
class _PrintedLine:
    """A printed line; lengths in points, from the top left of the page."""

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    size: float
    links: tuple[str, ...]


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
    lines = [_PrintedLine(**line | {"links": tuple(line["links"])}) for line in found["lines"]]
    return assemble(_pieces(_without_furniture(lines, found["heights"])))


def main() -> None:
    """Read a PDF from standard input; write its lines, or why it is refused, to standard output as JSON."""
    try:
        lines, heights = _read(sys.stdin.buffer.read())
    except _Refused as refused:
        print(json.dumps({"refused": str(refused)}))
    else:
        print(json.dumps({"lines": [asdict(line) for line in lines], "heights": heights}))


class _Refused(Exception):
    """A PDF is refused; the message follows the name of the file."""


def _read(data: bytes) -> tuple[list[_PrintedLine], list[float]]:
    """Return the lines of a PDF, and the heights of its pages in points."""
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
        lines: list[_PrintedLine] = []
        heights: list[float] = []
        for page in document.pages:
            lines += _lines(page)
            heights.append(float(page.height))
            page.close()
    if not any(has_letters(line.text) for line in lines):
        raise _Refused(
            "has no text, perhaps because its pages were scanned; "
            "run text recognition (OCR) on it, or paste the article's text."
        )
    return lines, heights


def _lines(page: Any) -> Iterator[_PrintedLine]:
    # In the order of the content stream, which is the reading order of columns too; by position
    # alone, columns would be mixed.
    words = page.extract_words(
        use_text_flow=True,
        return_chars=True,
        x_tolerance_ratio=_GAP_SHARE,
        y_tolerance_ratio=_DROP_SHARE,
    )
    links = [link for link in page.hyperlinks if link.get("uri")]
    row: list[dict[str, Any]] = []
    for word in words:
        if row and not _same_row(row[-1], word):
            yield _line(row, page.page_number, links)
            row = []
        row.append(word)
    if row:
        yield _line(row, page.page_number, links)


def _same_row(previous: dict[str, Any], word: dict[str, Any]) -> bool:
    overlap = min(previous["bottom"], word["bottom"]) - max(previous["top"], word["top"])
    height = min(previous["bottom"] - previous["top"], word["bottom"] - word["top"])
    gap = word["x0"] - previous["x1"]
    # No upper bound: justified lines have wide gaps.
    return bool(overlap > height / 2 and gap > -height)


def _line(row: Sequence[dict[str, Any]], page: int, links: Iterable[dict[str, Any]]) -> _PrintedLine:
    left, right = row[0]["x0"], row[-1]["x1"]
    top, bottom = min(w["top"] for w in row), max(w["bottom"] for w in row)
    middle = (top + bottom) / 2
    return _PrintedLine(
        _UNMAPPED.sub("\ufffd", " ".join(word["text"] for word in row)),
        page,
        left,
        right,
        top,
        bottom,
        statistics.median(char["size"] for word in row for char in word["chars"]),
        tuple(
            k["uri"]
            for k in links
            if k["top"] <= middle <= k["bottom"] and k["x0"] < right and k["x1"] > left
        ),
    )


def _without_furniture(lines: Sequence[_PrintedLine], heights: Sequence[float]) -> list[_PrintedLine]:
    """Remove running heads and feet: text in the margin that repeats or is a page number."""

    def in_margin(line: _PrintedLine) -> bool:
        height = heights[line.page - 1]
        return line.bottom < height * _MARGIN_SHARE or line.top > height * (1 - _MARGIN_SHARE)

    def shape(line: _PrintedLine) -> tuple[int, str]:
        return round(line.top), re.sub(r"\d+", "0", line.text)

    repeated = Counter(shape(line) for line in lines if in_margin(line))
    printed = {
        (line.page, round(line.top))
        for line in lines
        if in_margin(line) and (_PAGE_NUMBER.fullmatch(line.text) or _PRINTED.fullmatch(line.text))
    }
    return [
        line
        for line in lines
        # All text in the row of a page number or print date belongs to it.
        if not (in_margin(line) and (repeated[shape(line)] > 1 or (line.page, round(line.top)) in printed))
    ]


def _pieces(lines: Sequence[_PrintedLine]) -> Iterator[ExtractedPassage]:
    body = _body_size(lines)
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(line.text for line in lines).lower()))
    paragraphs = list(_paragraphs(lines))
    title = next(
        (
            number
            for number, paragraph in enumerate(paragraphs)
            if paragraph[0].page == 1
            and paragraph[0].size >= _MIN_TITLE_SIZE_RATIO * body
            and paragraph[0].size == max(line.size for line in lines if line.page == 1)
            and has_letters(paragraph[0].text)
        ),
        None,
    )
    for number, paragraph in enumerate(paragraphs):
        text = paragraph[0].text
        for line in paragraph[1:]:
            text = _join(text, line.text, words)
        # Text above the title is the name of the paper, a section and the like.
        masthead = title is not None and number < title and not _STOP.search(text)
        links = tuple(dict.fromkeys(link for line in paragraph for link in line.links))
        yield ExtractedPassage(
            text, "title" if number == title else "boilerplate" if masthead else None, links
        )


def _body_size(lines: Sequence[_PrintedLine]) -> float:
    """Return the font size of most characters, in points."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _paragraphs(lines: Sequence[_PrintedLine]) -> Iterator[list[_PrintedLine]]:
    steps = sorted(
        step
        for previous, line in pairwise(lines)
        if _below(previous, line) and (step := (line.bottom - previous.bottom) / line.size) > 0
    )
    leading = steps[len(steps) // 4] if steps else 1.2
    paragraph: list[_PrintedLine] = []
    for number, line in enumerate(lines):
        if paragraph and _begins(paragraph, line, lines[number + 1 : number + 2], leading):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _below(previous: _PrintedLine, line: _PrintedLine) -> bool:
    """Tell whether a line is below another one in the same column and font size."""
    return (
        previous.page == line.page
        and 0 < line.bottom - previous.bottom < 6 * line.size
        and abs(line.size - previous.size) < 0.1 * previous.size
        and line.left < previous.right
        and previous.left < line.right
    )


def _begins(
    paragraph: Sequence[_PrintedLine], line: _PrintedLine, following: Sequence[_PrintedLine], leading: float
) -> bool:
    """Tell whether a line begins a new paragraph."""
    previous = paragraph[-1]
    if not _below(previous, line):
        # The next column or page continues a sentence, in the same font size.
        same_size = abs(line.size - previous.size) < 0.1 * previous.size
        moved = previous.page != line.page or line.bottom < previous.bottom - previous.size
        return not (same_size and moved and not _STOP.search(previous.text))
    if (line.bottom - previous.bottom) / line.size > _PARAGRAPH_GAP_RATIO * leading:
        return True
    if is_boilerplate(previous.text) or is_boilerplate(line.text):
        return True
    indent = 0.7 * line.size
    if line.left - previous.left > indent:
        return True
    after = following[0] if following and _below(line, following[0]) else None
    close = after is not None and (after.bottom - line.bottom) / line.size <= _PARAGRAPH_GAP_RATIO * leading
    if after and close and len(paragraph) == 1 and line.left - after.left > indent:
        # Indented like the line above and unlike the one below: each begins a paragraph.
        return True
    # Without an indent, a short line with a full stop at its end closes a paragraph.
    recent = [*paragraph[-20:], line]
    right = max(other.right for other in recent)
    early = right - previous.right > 0.2 * (right - min(other.left for other in recent))
    return early and bool(_STOP.search(previous.text))


def _join(text: str, line: str, words: Counter[str]) -> str:
    """Append a line to a text, without a space where a word or an address was divided."""
    last_word = next(iter(text[-MAX_URL:].rsplit(maxsplit=1)[-1:]), "")
    if WEB_ADDRESS.search(last_word) and _ADDRESS_PART.fullmatch(line.split()[0]):
        return text + line
    if not text or text[-1] not in _HYPHENS or not line[:1].isalpha() or not text[-2:-1].isalpha():
        return f"{text} {line}"
    first = re.split(r"[^\w-]", text[-80:-1])[-1]
    second = re.split(r"[^\w]", line)[0]
    if text[-1] == "\u00ad":
        return text[:-1] + line
    whole, compound = (first + second).lower(), f"{first}-{second}".lower()
    keeps = (
        line[0].isupper()
        or words[compound] > 0
        or first.rpartition("-")[2].lower() in _COMPOUNDS
        or second.lower() in _ENCLITICS
    )
    return text + line if keeps and not words[whole] else text[:-1] + line


if __name__ == "__main__":
    main()

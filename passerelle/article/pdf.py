"""PDF files: words put together to lines, lines to paragraphs.

What a PDF unpacks to has no bound in the format. It is unpacked in a process of its own, with little
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
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from passerelle import subprocesses
from passerelle.article.passages import Content, Piece, assemble, has_letters
from passerelle.article.rules import MAX_URL, is_boilerplate
from passerelle.errors import ArticleError
from passerelle.urls import WEB_ADDRESS

MAX_PAGES = 200
MAX_SECONDS, MAX_MEMORY = 120, 2_000_000_000

# Its warnings about fonts are for those who ask for a log, not for everybody's terminal.
logging.getLogger("pdfminer").addHandler(logging.NullHandler())

# Text within this share of a page's height from its edge may be a running head or foot.
_MARGIN = 0.08
# Leading of one paragraph and the next differ by more than this factor, or not at all.
_GAP = 1.3
_TITLE_SIZE = 1.25
# Within a word, as shares of the size of its letters: the gap between two, and how far
# their boxes may be apart in height where a second font fills in for the first.
_LETTER_GAP, _LETTER_DROP = 0.15, 0.4

# What pdfminer puts for a glyph whose font does not say which letter it is.
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
# First parts of French compounds that keep their hyphen, and what follows one in a verb.
_COMPOUNDS = frozenset(
    """
    anti après arrière au auto avant celle celui ceux ci contre demi est ex franco grand là loin mi micro mini
    moi non nord nouveau ouest outre peut plus porte post pré presque quasi quelques rendez sans semi sino
    sous sud sur tout très vice vis
    """.split()
)
_ENCLITICS = frozenset("il elle on ils elles ce je tu nous vous t ci là même mêmes moi toi lui leur".split())


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of print; lengths in points, from the top left of the page."""

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    size: float
    links: tuple[str, ...]


def parse(data: bytes, label: str) -> Content:
    """The paragraphs of a PDF, running heads and page numbers left out.

    Args:
        data: content of the file.
        label: how to name it in an error.

    Raises:
        ArticleError: it is encrypted, has too many pages, takes too long, or holds pictures of pages only.
        ValueError: it is damaged.
    """
    try:
        result = subprocesses.run("passerelle.article.pdf", str(MAX_MEMORY), seconds=MAX_SECONDS, given=data)
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
    lines = [_Line(**line | {"links": tuple(line["links"])}) for line in found["lines"]]
    return assemble(_pieces(_without_furniture(lines, found["heights"])))


def main(memory: int) -> None:
    """Read a PDF from standard input and write its lines, or why it is refused, to standard output."""
    with suppress(ImportError, ValueError, OSError):  # Not every system limits it.
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        lines, heights = _read(sys.stdin.buffer.read())
    except _Refused as refused:
        print(json.dumps({"refused": str(refused)}))
    else:
        print(json.dumps({"lines": [asdict(line) for line in lines], "heights": heights}))


class _Refused(Exception):
    """What is to be said behind the name of a file."""


def _read(data: bytes) -> tuple[list[_Line], list[float]]:
    """The lines of a PDF, and the heights of its pages."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        document = pdfplumber.open(io.BytesIO(data))
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise _Refused("is locked with a password; save a copy without one.") from None
        raise
    with document:
        if len(document.pages) > MAX_PAGES:
            raise _Refused(
                f"has {len(document.pages)} pages, more than {MAX_PAGES}; "
                "save the pages of the article as a PDF of their own."
            )
        lines: list[_Line] = []
        heights: list[float] = []
        for page in document.pages:
            lines += _lines(page)
            heights.append(float(page.height))
            page.close()
    if not any(has_letters(line.text) for line in lines):
        raise _Refused(
            "holds no text, perhaps pictures of pages only; "
            "run text recognition (OCR) on it, or paste the article's text."
        )
    return lines, heights


def _lines(page: Any) -> Iterator[_Line]:
    # In the order of the content stream, which is the reading order of columns too. By
    # position alone, columns would run into each other.
    words = page.extract_words(
        use_text_flow=True, return_chars=True, x_tolerance_ratio=_LETTER_GAP, y_tolerance_ratio=_LETTER_DROP
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


def _line(row: Sequence[dict[str, Any]], page: int, links: Iterable[dict[str, Any]]) -> _Line:
    left, right = row[0]["x0"], row[-1]["x1"]
    top, bottom = min(w["top"] for w in row), max(w["bottom"] for w in row)
    middle = (top + bottom) / 2
    return _Line(
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


def _without_furniture(lines: Sequence[_Line], heights: Sequence[float]) -> list[_Line]:
    """Leave out running heads and feet: what stands in the margin and repeats, or is a number."""

    def in_margin(line: _Line) -> bool:
        height = heights[line.page - 1]
        return line.bottom < height * _MARGIN or line.top > height * (1 - _MARGIN)

    def shape(line: _Line) -> tuple[int, str]:
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
        # Whatever shares a row with a page number or a print date is of the same making.
        if not (in_margin(line) and (repeated[shape(line)] > 1 or (line.page, round(line.top)) in printed))
    ]


def _pieces(lines: Sequence[_Line]) -> Iterator[Piece]:
    body = _body_size(lines)
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", " ".join(line.text for line in lines).lower()))
    paragraphs = list(_paragraphs(lines))
    title = next(
        (
            number
            for number, paragraph in enumerate(paragraphs)
            if paragraph[0].page == 1
            and paragraph[0].size >= _TITLE_SIZE * body
            and paragraph[0].size == max(line.size for line in lines if line.page == 1)
            and has_letters(paragraph[0].text)
        ),
        None,
    )
    for number, paragraph in enumerate(paragraphs):
        text = paragraph[0].text
        for line in paragraph[1:]:
            text = _join(text, line.text, words)
        # Above the title stands the name of the paper, and what else it prints there.
        masthead = title is not None and number < title and not _STOP.search(text)
        links = tuple(dict.fromkeys(link for line in paragraph for link in line.links))
        yield Piece(text, "title" if number == title else "boilerplate" if masthead else None, links)


def _body_size(lines: Sequence[_Line]) -> float:
    """The size that most characters have."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _paragraphs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    steps = sorted(
        step
        for previous, line in pairwise(lines)
        if _below(previous, line) and (step := (line.bottom - previous.bottom) / line.size) > 0
    )
    leading = steps[len(steps) // 4] if steps else 1.2
    paragraph: list[_Line] = []
    for number, line in enumerate(lines):
        if paragraph and _begins(paragraph, line, lines[number + 1 : number + 2], leading):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _below(previous: _Line, line: _Line) -> bool:
    """Whether a line stands under another in one column and one size."""
    return (
        previous.page == line.page
        and 0 < line.bottom - previous.bottom < 6 * line.size
        and abs(line.size - previous.size) < 0.1 * previous.size
        and line.left < previous.right
        and previous.left < line.right
    )


def _begins(paragraph: Sequence[_Line], line: _Line, following: Sequence[_Line], leading: float) -> bool:
    """Whether a line begins a new paragraph."""
    previous = paragraph[-1]
    if not _below(previous, line):
        # The next column or page carries on a sentence, in the same size.
        same_size = abs(line.size - previous.size) < 0.1 * previous.size
        moved = previous.page != line.page or line.bottom < previous.bottom - previous.size
        return not (same_size and moved and not _STOP.search(previous.text))
    if (line.bottom - previous.bottom) / line.size > _GAP * leading:
        return True
    if is_boilerplate(previous.text) or is_boilerplate(line.text):
        return True
    indent = 0.7 * line.size
    if line.left - previous.left > indent:
        return True
    after = following[0] if following and _below(line, following[0]) else None
    close = after is not None and (after.bottom - line.bottom) / line.size <= _GAP * leading
    if after and close and len(paragraph) == 1 and line.left - after.left > indent:
        # Indented like the line above and unlike the one below: two first lines.
        return True
    # Without an indent, a line that stops early and with a full stop is a last one.
    recent = [*paragraph[-20:], line]
    right = max(other.right for other in recent)
    early = right - previous.right > 0.2 * (right - min(other.left for other in recent))
    return early and bool(_STOP.search(previous.text))


def _join(text: str, line: str, words: Counter[str]) -> str:
    """Put a line after a text: with a space, or without where a word or an address was divided."""
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
    main(int(sys.argv[1]))

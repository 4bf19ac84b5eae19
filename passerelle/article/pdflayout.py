"""Build paragraphs from the lines of a PDF: drop running heads, put notes last, rejoin hyphenated words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from passerelle.article.passages import ExtractedPassage, has_letters
from passerelle.article.pdflines import PrintedLine
from passerelle.article.phrases import any_of
from passerelle.article.rules import is_boilerplate
from passerelle.article.sources import MAX_URL
from passerelle.languages import LANGUAGES
from passerelle.urls import WEB_ADDRESS

# Share of a page's height, from its edge, in which text may be a running head or foot.
_MARGIN_SHARE = 0.08
# Ratio of a line's distance to the usual leading above which it starts a paragraph.
_PARAGRAPH_GAP_RATIO = 1.3
# Minimum ratio of the title's font size to that of the body.
_MIN_TITLE_SIZE_RATIO = 1.25
# A footnote: its font size relative to the body, and what it begins with.
_MAX_NOTE_SIZE_RATIO = 0.92
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡§])[.)]?\s?\S")
# Minimum number, and share, of pages with the same large text in one place for it to be a watermark.
_MIN_WATERMARK_PAGES, _MIN_WATERMARK_SHARE = 3, 0.5

# Minimum font size of a watermark, relative to the body, and the number of lines that it crosses.
_MIN_STAMP_SIZE_RATIO, _MIN_CROSSED_LINES = 1.8, 2
_STOP = re.compile(r"[.!?…:;][»”\"’)]*$|[»”|)]$")
_PAGE_NUMBER = re.compile(
    rf"(?:(?:{any_of('page_before')}) )?\d{{1,4}}(?:\s*(?:/|{any_of('page_of')})\s*\d{{1,4}})?"
    r"|(?-i:[ivxl]{1,7})",
    re.IGNORECASE,
)
# The item of a list; a dash or a number may also begin a line of prose.
_BULLET, _ITEM = re.compile(r"[•▪◦‣●■□]\s"), re.compile(r"(?:[-–—]|\d{1,2}[.)])\s")
_BEFORE_ITEM = re.compile(r"[.:;!?…][»”\"’)]*$")
_PRINTED = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},? \d{1,2}:\d{2}.*"
    rf"|(?:file://|{WEB_ADDRESS.pattern})\S*(?: \d+/\d+)?",
    re.IGNORECASE,
)
_ADDRESS_PART = re.compile(r"[\w/.?&=%#~+-]*[/.?&=%#_\d-][\w/.?&=%#~+-]*")
_HYPHENS = "-\u2010\u00ad"
_COMPOUNDS = frozenset().union(*(record.hyphens.compounds for record in LANGUAGES.values()))
_ENCLITICS = frozenset().union(*(record.hyphens.enclitics for record in LANGUAGES.values()))


def without_furniture(lines: Sequence[PrintedLine], heights: Sequence[float]) -> list[PrintedLine]:
    """Remove running heads and feet, which repeat in the margin or are page numbers, and watermarks."""

    def in_margin(line: PrintedLine) -> bool:
        height = heights[line.page - 1]
        return line.bottom < height * _MARGIN_SHARE or line.top > height * (1 - _MARGIN_SHARE)

    def shape(line: PrintedLine) -> tuple[int, str]:
        return round(line.top), re.sub(r"\d+", "0", line.text)

    body = body_size(lines)
    everywhere = Counter((line.text, round(line.left), round(line.top)) for line in lines if line.size > body)
    watermark = max(_MIN_WATERMARK_PAGES, _MIN_WATERMARK_SHARE * len(heights))
    repeated = Counter(shape(line) for line in lines if in_margin(line))
    printed = {
        (line.page, round(line.top))
        for line in lines
        if in_margin(line) and (_PAGE_NUMBER.fullmatch(line.text) or _PRINTED.fullmatch(line.text))
    }
    return [
        line
        for line in lines
        # All text in the same row as a page number or print date belongs to it.
        if not (in_margin(line) and (repeated[shape(line)] > 1 or (line.page, round(line.top)) in printed))
        and everywhere[line.text, round(line.left), round(line.top)] < watermark
        and not (line.size >= _MIN_STAMP_SIZE_RATIO * body and _is_across(line, lines))
    ]


def _is_across(stamp: PrintedLine, lines: Sequence[PrintedLine]) -> bool:
    """Return whether a large line is printed across lines of text, as a watermark is."""
    crossed = (
        line
        for line in lines
        if line.page == stamp.page
        and line.size < stamp.size
        and line.top < stamp.bottom
        and stamp.top < line.bottom
        and line.left < stamp.right
        and stamp.left < line.right
    )
    return sum(1 for _ in islice(crossed, _MIN_CROSSED_LINES)) == _MIN_CROSSED_LINES


def passages(found: Sequence[PrintedLine]) -> Iterator[ExtractedPassage]:
    """Join lines into passages: the title, paragraphs, then notes and sideways text."""
    body = body_size(found)
    lines, notes = _without_notes([line for line in found if not line.aside], body)
    asides = [line for line in found if line.aside]
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
    for number, paragraph in enumerate([*paragraphs, *_paragraphs(notes), *_paragraphs(asides)]):
        text = paragraph[0].text
        for line in paragraph[1:]:
            text = _join(text, line.text, words)
        # Text above the title is the name of the newspaper, a section and the like.
        masthead = title is not None and number < title and not _STOP.search(text)
        links = tuple(dict.fromkeys(link for line in paragraph for link in line.links))
        yield ExtractedPassage(
            text, "title" if number == title else "boilerplate" if masthead else None, links
        )


def _without_notes(lines: Sequence[PrintedLine], body: float) -> tuple[list[PrintedLine], list[PrintedLine]]:
    """Separate footnotes, which would interrupt a paragraph, from the other lines."""
    kept: list[PrintedLine] = []
    notes: list[PrintedLine] = []
    for column in _columns(lines):
        first = len(column)
        while first and column[first - 1].size <= _MAX_NOTE_SIZE_RATIO * body:
            first -= 1
        begins = (at for at in range(first, len(column)) if _NOTE.match(column[at].text))
        first = next(begins, len(column))
        kept += column[:first]
        notes += column[first:]
    return kept, notes


def _columns(lines: Sequence[PrintedLine]) -> Iterator[list[PrintedLine]]:
    """Yield the lines of each page or column; a column begins at a line that is above the previous one."""
    column: list[PrintedLine] = []
    for line in lines:
        if column and (line.page != column[-1].page or line.bottom < column[-1].bottom - column[-1].size):
            yield column
            column = []
        column.append(line)
    if column:
        yield column


def body_size(lines: Sequence[PrintedLine]) -> float:
    """Return the font size of most characters, in points."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _paragraphs(lines: Sequence[PrintedLine]) -> Iterator[list[PrintedLine]]:
    steps = sorted(
        step
        for previous, line in pairwise(lines)
        if _below(previous, line) and (step := (line.bottom - previous.bottom) / line.size) > 0
    )
    leading = steps[len(steps) // 4] if steps else 1.2
    paragraph: list[PrintedLine] = []
    for number, line in enumerate(lines):
        if paragraph and _begins(paragraph, line, lines[number + 1 : number + 2], leading):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _below(previous: PrintedLine, line: PrintedLine) -> bool:
    """Return whether a line is below another one in the same column and font size."""
    return (
        previous.page == line.page
        and 0 < line.bottom - previous.bottom < 6 * line.size
        and abs(line.size - previous.size) < 0.1 * previous.size
        and line.left < previous.right
        and previous.left < line.right
    )


def _begins(
    paragraph: Sequence[PrintedLine], line: PrintedLine, following: Sequence[PrintedLine], leading: float
) -> bool:
    """Return whether a line starts a new paragraph."""
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
    if _BULLET.match(line.text) or (_ITEM.match(line.text) and _BEFORE_ITEM.search(previous.text)):
        return True
    indent = 0.7 * line.size
    if line.left - previous.left > indent:
        return True
    after = following[0] if following and _below(line, following[0]) else None
    close = after is not None and (after.bottom - line.bottom) / line.size <= _PARAGRAPH_GAP_RATIO * leading
    if after and close and len(paragraph) == 1 and line.left - after.left > indent:
        # Indented like the line above and unlike the one below: each starts a paragraph.
        return True
    # Without indents, a short line that ends with a full stop ends a paragraph.
    recent = [*paragraph[-20:], line]
    right = max(other.right for other in recent)
    early = right - previous.right > 0.2 * (right - min(other.left for other in recent))
    return early and bool(_STOP.search(previous.text))


def _join(text: str, line: str, words: Counter[str]) -> str:
    """Append a line to a text, without a space if a word or an address was split."""
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

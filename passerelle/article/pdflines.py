"""The printed lines of a PDF page, in reading order."""

import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from passerelle.article.columns import in_reading_order
from passerelle.article.pdfglyphs import Glyph, upright_glyphs
from passerelle.article.raised import raised
from passerelle.languages import CODES
from passerelle.languages.words import common_words

# Maximum gap between two letters of a word, and maximum vertical offset when the font changes, as shares of
# the font size.
_GAP_SHARE, _DROP_SHARE = 0.15, 0.4
# A superscript: its maximum size and minimum height, as shares of the line's font size.
_RAISED_SIZE_SHARE, _RAISED_SHARE = 0.86, 0.12
# Minimum ratio of an initial's size to that of the word after it for a drop capital.
_DROP_CAP_RATIO = 1.6
# Minimum number, and share, of one-letter words for a line to count as letter-spaced.
_MIN_SPACED_WORDS, _MIN_SPACED_SHARE = 5, 0.8
# A word gap in a letter-spaced line, relative to the usual gap between its letters.
_SPACED_GAP_RATIO = 1.6
# Minimum share of equal letters for one of two lines in the same place to be a copy of the other.
_MIN_COPY_SHARE = 0.85
# Punctuation that belongs to a word even with an omitted note mark in between.
_CLOSING = ".,;:!?…)»"
# pdfminer's placeholder for a glyph whose font does not map it to a character.
_UNMAPPED = re.compile(r"\(cid:\d+\)")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A printed line; lengths in points, from the top left of the page.

    Attributes:
        page: number of its page, from 1.
        size: its font size.
        aside: whether it is printed in another direction than the page.
    """

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    size: float
    links: tuple[str, ...] = ()
    aside: bool = False


def page_lines(page: Any) -> tuple[list[PrintedLine], float]:
    """Return the lines of a pdfplumber page, and its height."""
    glyphs, others, height = upright_glyphs(page)
    links = [link for link in page.hyperlinks if link.get("uri")]
    lines = _without_copies(list(_lines(in_reading_order(_words(glyphs)), page.page_number, links)))
    asides = _lines(_words(others), page.page_number, (), aside=True)
    return [*lines, *asides], height


def _words(glyphs: Sequence[Glyph]) -> list[dict[str, Any]]:
    from pdfplumber.utils.text import extract_words

    # In the order of the content stream, which is the reading order of columns too; by position
    # alone, columns would be mixed.
    return extract_words(
        list(glyphs),
        use_text_flow=True,
        return_chars=True,
        x_tolerance_ratio=_GAP_SHARE,
        y_tolerance_ratio=_DROP_SHARE,
    )


def _lines(
    words: Iterable[dict[str, Any]], page: int, links: Iterable[dict[str, Any]], *, aside: bool = False
) -> Iterator[PrintedLine]:
    row: list[dict[str, Any]] = []
    for word in words:
        if row and not _same_row(row, word):
            yield _line(row, page, links, aside)
            row = []
        row.append(word)
    if row:
        yield _line(row, page, links, aside)


def _same_row(row: Sequence[dict[str, Any]], word: dict[str, Any]) -> bool:
    previous = row[-1]
    overlap = min(previous["bottom"], word["bottom"]) - max(previous["top"], word["top"])
    height = min(previous["bottom"] - previous["top"], word["bottom"] - word["top"])
    gap = word["x0"] - previous["x1"]
    if len(row) == 1 and len(previous["text"]) == 1 and gap > -height:
        middle = (word["top"] + word["bottom"]) / 2
        large = previous["bottom"] - previous["top"] >= _DROP_CAP_RATIO * (word["bottom"] - word["top"])
        if large and previous["top"] - height <= middle <= previous["bottom"]:
            return True
    # No upper bound: justified lines have wide gaps.
    return bool(overlap > height / 2 and gap > -height)


def _line(
    row: Sequence[dict[str, Any]], page: int, links: Iterable[dict[str, Any]], aside: bool
) -> PrintedLine:
    cap = _drop_capital(row)
    body = row[1:] if cap else row
    left, right = body[0]["x0"], body[-1]["x1"]
    glyphs = [glyph for word in body for glyph in word["chars"]]
    size = statistics.median(glyph["size"] for glyph in glyphs)
    bottom = statistics.median(
        glyph["bottom"] for glyph in glyphs if glyph["size"] > _RAISED_SIZE_SHARE * size
    )
    text = _spaced(body) or _text(body, size, bottom)
    top, middle = bottom - size, bottom - size / 2
    return PrintedLine(
        _UNMAPPED.sub("\ufffd", cap + text),
        page,
        left,
        right,
        min(top, *(word["top"] for word in body)) if aside else min(word["top"] for word in body),
        bottom,
        size,
        tuple(
            k["uri"]
            for k in links
            if k["top"] <= middle <= k["bottom"] and k["x0"] < right and k["x1"] > left
        ),
        aside,
    )


def _drop_capital(row: Sequence[dict[str, Any]]) -> str:
    """Return the drop capital at the start of a row and the space after it; empty if there is none."""
    if len(row) < 2 or len(row[0]["text"].strip("«“\"'’")) > 1 or not row[0]["text"][-1:].isalpha():
        return ""
    sizes = [statistics.median(glyph["size"] for glyph in word["chars"]) for word in row[:2]]
    if sizes[0] < _DROP_CAP_RATIO * sizes[1]:
        return ""
    cap: str = row[0]["text"]
    rest = re.split(r"[\W\d_]", row[1]["text"])[0].lower()
    known = frozenset().union(*(common_words(code) for code in CODES))
    one_letter = cap[-1].lower() in "aàyôoi"
    name = row[1]["text"][:1].isupper() and not row[1]["text"].isupper()
    apart = one_letter and (name or (rest in known and cap[-1].lower() + rest not in known))
    return f"{cap} " if apart else cap


def _spaced(row: Sequence[dict[str, Any]]) -> str:
    """Return the text of a letter-spaced line; empty if it is not one."""
    single = sum(len(word["text"]) == 1 for word in row)
    if single < _MIN_SPACED_WORDS or single < _MIN_SPACED_SHARE * len(row):
        return ""
    gaps = [after["x0"] - before["x1"] for before, after in pairwise(row)]
    usual = statistics.median_low(sorted(gaps)[: max(1, (2 * len(gaps)) // 3)])
    text: str = row[0]["text"]
    for word, gap in zip(row[1:], gaps, strict=True):
        text += (" " if gap > _SPACED_GAP_RATIO * usual else "") + word["text"]
    return text


def _text(row: Sequence[dict[str, Any]], size: float, bottom: float) -> str:
    """Return the text of a row, with superscripts written as plain text."""
    text = small = ""
    for number, word in enumerate(row):
        space = " " if number else ""
        for glyph in word["chars"]:
            is_raised = (
                glyph["size"] <= _RAISED_SIZE_SHARE * size
                and bottom - glyph["bottom"] >= _RAISED_SHARE * size
            )
            if is_raised:
                small += glyph["text"]
                space = "" if small else space
                continue
            if small:
                mark = raised(text, small)
                space = "" if not mark and glyph["text"] in _CLOSING else space
                text, small = text + mark, ""
            text, space = text + space + glyph["text"], ""
    return text + (raised(text, small) if small else "")


def _without_copies(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Remove the lines of a second text layer, as added by text recognition."""
    kept: list[PrintedLine] = []
    rows: dict[int, list[tuple[PrintedLine, Counter[str]]]] = {}
    for line in lines:
        letters = Counter(c for c in line.text.casefold() if c.isalnum())
        row = int(line.bottom // 10)
        near = (other for place in (row - 1, row, row + 1) for other in rows.get(place, ()))
        if letters and any(_is_copy(line, letters, *other) for other in near):
            continue
        rows.setdefault(row, []).append((line, letters))
        kept.append(line)
    return kept


def _is_copy(line: PrintedLine, letters: Counter[str], other: PrintedLine, others: Counter[str]) -> bool:
    down = min(line.bottom, other.bottom) - max(line.top, other.top)
    across = min(line.right, other.right) - max(line.left, other.left)
    if down < 0.5 * min(line.size, other.size) or across < 0.8 * (line.right - line.left):
        return False
    return (letters & others).total() >= _MIN_COPY_SHARE * max(letters.total(), others.total())

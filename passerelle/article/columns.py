"""Put a page's words in reading order, which may differ from their order in the PDF.

Most programs write one column after the other, line by line. If columns are written row by row, or lines
from the bottom up, words are sorted by position: rows, divided where a blank strip runs down the page
(a case of the recursive X-Y cut of Nagy and Seth, 1984).
"""

import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

# Minimum number of rows that a gutter separates, and their share of the rows that it would cross.
_MIN_ROWS, _MIN_ROWS_SHARE = 4, 0.6
# Width of a gutter relative to the font size, and minimum words per column line: fewer are table cells.
_MIN_GUTTER_RATIO, _MIN_COLUMN_WORDS = 0.8, 3
# Minimum share of rows written across a gutter for columns to count as written row by row.
_MIN_ACROSS_SHARE = 0.5
_MAX_COLUMNS_DEPTH = 3

Word = dict[str, Any]


def in_reading_order(words: Sequence[Word]) -> list[Word]:
    """Return words in reading order.

    Args:
        words: pdfplumber's words, in the order of the content stream.
    """
    if len(words) < 2:
        return list(words)
    order = {id(word): number for number, word in enumerate(words)}
    rows = _rows(words)
    upward = _is_upward(words)
    gutter = _gutter(rows)
    if gutter is None:
        return [word for row in rows for word in row] if upward else list(words)
    if not upward and not _is_across(rows, gutter, order):
        return list(words)
    return _by_columns(rows, gutter, _MAX_COLUMNS_DEPTH)


def _rows(words: Sequence[Word]) -> list[list[Word]]:
    """Group words by height on the page, each row from left to right."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word["top"] + word["bottom"]) / 2):
        row = rows[-1] if rows else []
        middle = (word["top"] + word["bottom"]) / 2
        # The height of the row's first word counts: with the last one, a slanted row would never end.
        if row and row[0]["top"] <= middle <= row[0]["bottom"]:
            row.append(word)
        else:
            rows.append([word])
    return _paired([sorted(row, key=lambda word: float(word["x0"])) for row in rows])


def _paired(rows: Sequence[list[Word]]) -> list[list[Word]]:
    """Join each row with the next one if they overlap in height but lie beside each other.

    The lines of two columns need not be at the same height.
    """
    joined: list[list[Word]] = []
    single = True
    for row in rows:
        before = joined[-1] if joined and single else []
        single = not (before and _beside(before, row))
        if single:
            joined.append(row)
        else:
            joined[-1] = sorted([*before, *row], key=lambda word: float(word["x0"]))
    return joined


def _beside(row: Sequence[Word], other: Sequence[Word]) -> bool:
    gap = max(row[0]["x0"] - other[-1]["x1"], other[0]["x0"] - row[-1]["x1"])
    height = row[0]["bottom"] - row[0]["top"]
    return bool(other[0]["top"] < row[0]["bottom"] and gap >= _MIN_GUTTER_RATIO * height)


def _is_upward(words: Sequence[Word]) -> bool:
    """Return whether most lines are printed above the previous one."""
    down = up = 0
    for before, after in pairwise(words):
        step = after["bottom"] - before["bottom"]
        height = before["bottom"] - before["top"]
        if height / 2 < abs(step) < 6 * height:
            down, up = down + (step > 0), up + (step < 0)
    return bool(up > down and up > 1)


def _gutter(rows: Sequence[Sequence[Word]]) -> float | None:
    """Return the middle of the blank strip that most rows have, or None."""
    strips = [
        (before["x1"], after["x0"])
        for row in rows
        for before, after in pairwise(row)
        if after["x0"] - before["x1"] >= _MIN_GUTTER_RATIO * (before["bottom"] - before["top"])
    ]
    best: tuple[int, float] | None = None
    for middle in sorted({round((left + right) / 2) for left, right in strips}):
        through = [row for row in rows if row[0]["x1"] <= middle <= row[-1]["x0"]]
        cut = [row for row in through if not any(word["x0"] < middle < word["x1"] for word in row)]
        clear = sum(any(left < middle < right for left, right in _gaps(row)) for row in cut)
        if clear >= _MIN_ROWS and clear >= _MIN_ROWS_SHARE * len(through) and _holds_prose(cut, middle):
            best = max(best or (0, 0.0), (clear, float(middle)))
    return best[1] if best else None


def _gaps(row: Sequence[Word]) -> list[tuple[float, float]]:
    return [
        (before["x1"], after["x0"])
        for before, after in pairwise(row)
        if after["x0"] - before["x1"] >= _MIN_GUTTER_RATIO * (before["bottom"] - before["top"])
    ]


def _holds_prose(rows: Sequence[Sequence[Word]], middle: float) -> bool:
    left = [sum(word["x1"] <= middle for word in row) for row in rows]
    right = [sum(word["x0"] >= middle for word in row) for row in rows]
    return bool(min(statistics.median(left), statistics.median(right)) >= _MIN_COLUMN_WORDS)


def _is_across(rows: Sequence[Sequence[Word]], gutter: float, order: dict[int, int]) -> bool:
    """Return whether words right of a gutter are printed just after those left of it in their row."""
    both = across = 0
    for row in rows:
        for before, after in pairwise(row):
            if before["x1"] <= gutter <= after["x0"]:
                both += 1
                across += order[id(after)] == order[id(before)] + 1
    return bool(across >= _MIN_ACROSS_SHARE * both)


def _by_columns(rows: Sequence[Sequence[Word]], gutter: float, depth: int) -> list[Word]:
    """Return words column by column, with rows that cross the gutter in their place."""
    read: list[Word] = []
    left: list[list[Word]] = []
    right: list[list[Word]] = []

    def flush() -> None:
        for column in (left, right):
            inner = _gutter(column) if depth > 1 else None
            read.extend(
                [word for row in column for word in row]
                if inner is None
                else _by_columns(column, inner, depth - 1)
            )
            column.clear()

    for row in rows:
        before = [word for word in row if word["x1"] <= gutter]
        after = [word for word in row if word["x0"] >= gutter]
        crosses = len(before) + len(after) < len(row)
        gap = after[0]["x0"] - before[-1]["x1"] if before and after else None
        if gap is not None and gap < _MIN_GUTTER_RATIO * (row[0]["bottom"] - row[0]["top"]):
            crosses = True
        if crosses:
            flush()
            read.extend(row)
            continue
        if before:
            left.append(before)
        if after:
            right.append(after)
    flush()
    return read

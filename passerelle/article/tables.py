"""Write tables of figures as lines of text; recognize tables that only lay out text."""

from collections.abc import Iterable
from itertools import islice

# Maximum average length of the cells of a table of figures, and maximum length of a cell with several lines.
_MAX_CELL_CHARACTERS = 60
# Maximum number of lines in a cell.
_MAX_LINES = 3


def figures(table: Iterable[Iterable[Iterable[str]]]) -> list[tuple[int, str]]:
    """Return the rows of a table of figures as numbered lines, or nothing for one that only lays out text.

    Args:
        table: rows of cells, each cell a sequence of lines; empty lines are ignored.
    """
    rows: list[tuple[int, str]] = []
    characters = count = single = 0
    for number, row in enumerate(table):
        cells: list[str] = []
        for cell in row:
            lines = list(islice(filter(None, cell), _MAX_LINES + 1))
            text = " ".join(lines)
            if len(lines) > 1 and (len(lines) > _MAX_LINES or len(text) > _MAX_CELL_CHARACTERS):
                return []
            cells.append(text)
        if len(cells) < 2:
            # A cell that spans all columns, such as the table's heading.
            single += 1
        characters, count = characters + sum(map(len, cells)), count + len(cells)
        if text := " | ".join(cells).strip(" |"):
            rows.append((number, text))
    is_table = len(rows) - single > 1 and 2 * single <= len(rows)
    return rows if is_table and characters <= _MAX_CELL_CHARACTERS * count else []

"""Read tables with one article per row: JSON Lines, CSV and Parquet."""

import csv
import json
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TextIO

from passerelle.batch.tables import check_parquet
from passerelle.batch.types import Item
from passerelle.errors import BatchError
from passerelle.storage import is_sparse

# Maximum bytes in a line of JSON and a cell of Parquet, and characters in a line or a cell of CSV.
MAX_ROW: Final = 20_000_000
# Maximum size, uncompressed, of a column in a row group of Parquet: it is unpacked as a whole.
_MAX_GROUP_BYTES: Final = 2_000_000_000
_ROWS_IN_MEMORY: Final = 64
# Maximum length of an id or the name of a column in messages.
_SHOWN_CHARACTERS: Final = 100
# Number of columns named in messages.
_NAMED_COLUMNS: Final = 10

Row = dict[str, Any] | str  # a str is an error in the row


def rows(path: Path, identity: str, text_column: str, id_column: str | None) -> Iterator[Item]:
    """Yield an item for each row; a row without text and an unreadable table become items with an error.

    Args:
        path: a file that ends in `.jsonl`, `.ndjson`, `.csv`, `.tsv` or `.parquet`.
        identity: identity of the file; with the row's number, the id of a row without one.
        text_column: name of the column with the article.
        id_column: name of the column with the id; None for `id` if there is one.
    """
    number = 0
    try:
        for row in _read(path, text_column, id_column):
            number += 1
            yield _item(row, number, path, identity, text_column, id_column)
    except (OSError, ValueError, csv.Error, BatchError) as error:
        reason = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
        where = f" after row {number}" if number else ""
        message = f"The table cannot be read{where}: {reason.rstrip('.')}; check the file."
        yield Item(f"{identity}#{number + 1}", str(path), "", "text", error=message)


def count_rows(path: Path) -> int:
    """Return how many rows a table has, by its lines or its footer; 0 if it cannot be read."""
    try:
        _check_regular(path)
        if path.suffix.lower() == ".parquet":
            check_parquet()
            import pyarrow.parquet as pq

            return int(pq.read_metadata(path).num_rows)
        lines, last = 0, b"\n"
        with path.open("rb") as file:
            for block in iter(lambda: file.read(1 << 20), b""):
                lines, last = lines + block.count(b"\n"), block[-1:]
        lines += last != b"\n"
        return max(0, lines - (path.suffix.lower() in (".csv", ".tsv")))
    except (OSError, ValueError, BatchError):
        return 0


def _item(
    row: Row, number: int, path: Path | str, identity: str, text_column: str, id_column: str | None
) -> Item:
    key = row.get(id_column or "id") if isinstance(row, dict) else None
    if isinstance(key, dict | list):
        key, row = None, f"The id in {id_column or 'id'!r} is neither text nor a number; change it."
    name = f"{identity}#{number}" if key is None or key == "" else str(key)
    label = f"{path}: {'row ' + str(number) if key is None or key == '' else name[:_SHOWN_CHARACTERS]}"
    if isinstance(row, str):
        return Item(name, label, "", "text", error=row)
    text = row.get(text_column)
    if text_column not in row:
        found = ", ".join(str(column)[:_SHOWN_CHARACTERS] for column in list(row)[:_NAMED_COLUMNS])
        error = f"There is no column {text_column!r}, only {found}; choose one with --text-column."
        return Item(name, label, "", "text", error=error)
    if not isinstance(text, str) or not text.strip():
        return Item(name, label, "", "text", error=f"The row has no text in {text_column!r}; add it.")
    return Item(name, label, text, "text")


def _read(path: Path, text_column: str, id_column: str | None) -> Iterator[Row]:
    _check_regular(path)
    ending = path.suffix.lower()
    if ending == ".parquet":
        yield from _parquet(path, text_column, id_column)
    elif ending in (".csv", ".tsv"):
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            reader = csv.reader(_lines(file), delimiter="\t" if ending == ".tsv" else ",")
            yield from _csv(reader, (text_column, id_column or "id"))
    else:
        with path.open("rb") as file:
            while line := file.readline(MAX_ROW):
                if line.strip():
                    yield _json(line)


def _csv(reader: Iterator[list[str]], wanted: tuple[str, str]) -> Iterator[Row]:
    """Yield the wanted columns of a table, and the names of its first ones for a message.

    A dictionary of all columns, as of `csv.DictReader`, would take hours for a table with a hundred thousand
    columns and rows, most of them empty.
    """
    header = _cells(reader) or []
    places = {name: i for i, name in enumerate(header) if name in wanted}
    named: dict[str, Any] = dict.fromkeys(header[:_NAMED_COLUMNS])
    while (cells := _cells(reader)) is not None:
        if cells:
            yield named | {name: cells[i] if i < len(cells) else None for name, i in places.items()}


def _cells(reader: Iterator[list[str]]) -> list[str] | None:
    """Return the next row of a table, in which no cell is longer than `MAX_ROW`; None at its end."""
    # The limit applies to every CSV reader of the process, including that of glossaries.
    before = csv.field_size_limit(MAX_ROW)
    try:
        return next(reader, None)
    finally:
        csv.field_size_limit(before)


def _check_regular(path: Path) -> None:
    """Refuse a table that may never end.

    Raises:
        BatchError: it is a pipe or a device, or a sparse file.
        OSError: it does not exist.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise BatchError("it is a pipe, a device or a folder")
    if is_sparse(found):
        raise BatchError("most of it is empty")


def _lines(file: TextIO) -> Iterator[str]:
    while line := file.readline(MAX_ROW):
        if len(line) == MAX_ROW and not line.endswith(("\n", "\r")):
            raise BatchError(f"a line has more than {MAX_ROW // 1_000_000} million characters")
        yield line


def _json(line: bytes) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return "The line is not JSON; correct it."
    return row if isinstance(row, dict) else "The line is not a JSON object; correct it."


def parquet_items(
    file: Any, uri: str, start: int, count: int, text_column: str, id_column: str | None
) -> Iterator[Item]:
    """Yield the items of some rows of an open Parquet file, reading only their row groups.

    Args:
        file: the file, as opened by pyarrow.
        uri: its URI or path; with the row's number, the id of a row without one.
        start: the first row, from 0.
        count: number of rows.
        text_column: see `rows`.
        id_column: see `rows`.
    """
    import pyarrow.parquet as pq

    wanted = _wanted(pq.read_schema(file).names, text_column, id_column)
    table = pq.ParquetFile(file, read_dictionary=wanted)
    first, groups = 0, []
    skipped = None
    for index in range(table.num_row_groups):
        size = table.metadata.row_group(index).num_rows
        if first + size > start and first < start + count:
            skipped = first if skipped is None else skipped
            groups.append(index)
        first += size
    number = skipped or 0
    for row in _parquet_rows(table, wanted, groups):
        if number >= start + count:
            return
        if start <= number:
            yield _item(row, number + 1, uri, uri, text_column, id_column)
        number += 1


def _parquet(path: Path, text_column: str, id_column: str | None) -> Iterator[Row]:
    check_parquet()
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        names = pq.read_schema(path).names
        if text_column not in names:
            raise BatchError(
                f"there is no column {text_column!r}, only {', '.join(names[:_NAMED_COLUMNS])}; "
                "choose one with --text-column"
            )
        wanted = _wanted(names, text_column, id_column)
        with pq.ParquetFile(path, read_dictionary=wanted) as file:
            yield from _parquet_rows(file, wanted, range(file.num_row_groups))
    except pa.ArrowException as error:
        raise BatchError(str(error)) from None


def _wanted(names: Sequence[str], text_column: str, id_column: str | None) -> list[str]:
    """Return the columns to read."""
    return [name for name in dict.fromkeys((text_column, id_column or "id")) if name in names]


def _parquet_rows(file: Any, wanted: Sequence[str], groups: Sequence[int]) -> Iterator[Row]:
    """Yield the wanted columns of some row groups, one row at a time.

    A value that is repeated takes a few bytes in the file, so its column is read as a dictionary: all rows
    together could take any amount of memory.

    Raises:
        BatchError: a column of a row group is too large.
    """
    for index in groups:
        group = file.metadata.row_group(index)
        columns = [group.column(number) for number in range(group.num_columns)]
        sizes = [column.total_uncompressed_size for column in columns if column.path_in_schema in wanted]
        if max(sizes, default=0) > _MAX_GROUP_BYTES:
            raise BatchError(f"a row group has more than {_MAX_GROUP_BYTES // 1_000_000} MB in a column")
        for batch in file.iter_batches(batch_size=_ROWS_IN_MEMORY, row_groups=[index], columns=wanted):
            named = list(zip(batch.schema.names, batch.columns, strict=True))
            for number in range(batch.num_rows):
                cells = {name: _plain(column[number]) for name, column in named}
                if any(map(_is_too_large, cells.values())):
                    yield f"The row has a cell of more than {MAX_ROW // 1_000_000} MB; shorten it."
                else:
                    yield {name: cell.as_py() for name, cell in cells.items()}


def _plain(cell: Any) -> Any:
    """Return a cell of Parquet without its dictionary."""
    import pyarrow as pa

    return cell.value if isinstance(cell, pa.DictionaryScalar) else cell


def _is_too_large(cell: Any) -> bool:
    import pyarrow as pa

    is_text = isinstance(cell, pa.StringScalar | pa.LargeStringScalar | pa.BinaryScalar)
    return is_text and cell.is_valid and cell.as_buffer().size > MAX_ROW

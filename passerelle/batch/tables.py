"""Write one file for all articles of a batch: JSON Lines or Parquet."""

import json
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from passerelle.errors import BatchError
from passerelle.storage import replacing

# Maximum number of rows in memory.
_ROWS: Final = 256


def write_table(path: Path, records: Iterable[bytes], name: str) -> None:
    """Write records to a file atomically.

    Args:
        path: the file.
        records: JSON lines without line ends; see `passerelle.batch.work`.
        name: `jsonl` or `parquet`.

    Raises:
        BatchError: Parquet is requested, and pyarrow is not installed.
        OSError: it cannot be written.
    """
    with replacing(path) as file:
        write_records(file, records, name)


def write_records(file: Any, records: Iterable[bytes], name: str) -> None:
    """Write records to an open Python or pyarrow file; arguments as for `write_table`."""
    if name == "jsonl":
        for record in records:
            file.write(record + b"\n")
    else:
        _write_parquet(file, records)


def check_parquet() -> None:
    """Refuse Parquet if pyarrow is not installed.

    Raises:
        BatchError: it is not.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        raise BatchError(
            "Parquet needs the package pyarrow; install it with: pip install 'passerelle[parquet]'."
        ) from None


def _write_parquet(file: BinaryIO, records: Iterable[bytes]) -> None:
    check_parquet()
    import pyarrow as pa
    import pyarrow.parquet as pq

    text = pa.string()
    schema = pa.schema(
        [
            pa.field("id", text, nullable=False),
            *(pa.field(name, text) for name in ("error", "language", "heading", "brief")),
            pa.field("differences", pa.int32()),
            pa.field("briefing", text),
        ]
    )
    rows = iter(records)
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := [_row(record) for record in islice(rows, _ROWS)]:
            writer.write_table(pa.Table.from_pylist(group, schema))


def _row(record: bytes) -> dict[str, Any]:
    """Return the columns of a record; one of them holds the whole briefing as JSON."""
    content = json.loads(record)
    briefing = content["briefing"]
    row = {name: content[name] for name in ("id", "error", "heading")}
    if not briefing:
        return row
    check = briefing["crosscheck"]
    return row | {
        "language": briefing["article"]["language"],
        "brief": briefing["brief"]["text"],
        "differences": check and sum(not d["weak"] for d in check["differences"]),
        "briefing": json.dumps(briefing, ensure_ascii=False, separators=(",", ":")),
    }

"""The manifest of a batch: one row per article, in an SQLite file next to the outputs."""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from os.path import lexists
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

from passerelle.batch.names import folded, output_name
from passerelle.batch.types import Item, ItemResult
from passerelle.errors import BatchError
from passerelle.output import FORMATS
from passerelle.storage import exists, is_file

FILE_NAME: Final = "manifest.sqlite"
# Raise it with every change to the tables below, so that an earlier version leaves the file alone.
_LAYOUT: Final = 2
# Layouts that `_TABLES` turns into the present one: 1 lacked the table `export`.
_READABLE: Final = (0, 1, _LAYOUT)
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS settings(sha256 TEXT PRIMARY KEY, description TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS item(
    number INTEGER PRIMARY KEY,   -- order of the inputs
    id TEXT NOT NULL UNIQUE,      -- path relative to this folder, address, or id of a row
    label TEXT NOT NULL,
    name TEXT NOT NULL,           -- of its documents, without an ending
    folded TEXT NOT NULL UNIQUE,  -- the name as compared; see `names.folded`
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
    input_sha256 TEXT, settings TEXT, error TEXT, problem TEXT, language TEXT, heading TEXT, brief TEXT,
    flags INTEGER, differences INTEGER, words INTEGER, sentences INTEGER,
    seconds REAL,
    ended TEXT,                   -- ISO 8601, UTC
    record BLOB                   -- its JSON line, compressed (zlib); NULL unless requested
);
CREATE TABLE IF NOT EXISTS export(name TEXT PRIMARY KEY);  -- files with all articles that are up to date
"""
_COLUMNS: Final = (
    "number, id, label, name, state, input_sha256, settings, error, problem, language, heading, brief, "
    "flags, differences, words, sentences, record IS NOT NULL AS recorded"
)


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """A row of the manifest; see `ItemResult` for most fields.

    Attributes:
        number: its position among the inputs.
        name: name of its documents, without extension.
        state: `waiting` until it has been briefed once.
        input_sha256: hash of the input.
        settings: hash of the settings.
        recorded: whether its JSON line is kept.
    """

    number: int
    id: str
    label: str
    name: str
    state: Literal["waiting", "done", "failed"]
    input_sha256: str | None
    settings: str | None
    error: str | None
    problem: str | None
    language: str | None
    heading: str | None
    brief: str | None
    flags: int | None
    differences: int | None
    words: int | None
    sentences: int | None
    recorded: int

    def documents(self, out: Path, formats: Sequence[str]) -> list[Path]:
        """Return the paths of its documents, one per format."""
        return [out / f"{self.name}{FORMATS[name].endings[0]}" for name in formats]


class Manifest:
    """The manifest of an output folder; transactions are atomic.

    Args:
        out: the output folder.
        read_only: whether nothing may be changed; a missing manifest then counts as empty.

    Raises:
        BatchError: the file cannot be read or created.
    """

    def __init__(self, out: Path, *, read_only: bool = False) -> None:
        self._out = out
        self._path = out / FILE_NAME
        self._identity: tuple[int, int] | None = None
        missing = read_only and not exists(self._path)
        if lexists(self._path) and not is_file(self._path):
            raise BatchError(
                f"{self._path} is not a file; remove it to start over, or choose another folder."
            )
        with self._readable():
            self._connection = sqlite3.connect(":memory:" if missing else self._path, isolation_level=None)
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version not in _READABLE:
                raise BatchError(
                    f"{self._path} was written by another version of Passerelle; choose another folder."
                )
            if missing or not read_only:
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = NORMAL")
                # An earlier version does not note which exports its rows made outdated.
                fresh = "" if version == _LAYOUT else "DELETE FROM export;"
                self._connection.executescript(f"{_TABLES} {fresh} PRAGMA user_version = {_LAYOUT};")
        self._identity = None if missing else self._found()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def describe(self, settings: str, description: str) -> None:
        """Store the settings that belong to a hash."""
        with self._transaction():
            self._connection.execute("INSERT OR IGNORE INTO settings VALUES (?, ?)", (settings, description))

    def find(self, item: Item) -> ManifestEntry | None:
        """Return the row of an item, if it has one."""
        return next(self._rows("WHERE id = ?", writable(item.id)), None)

    def enter(self, items: Sequence[Item]) -> list[ManifestEntry]:
        """Return the rows of items, in their order; a new item gets a row and a permanent name."""
        with self._transaction():
            for item in items:
                if self.find(item) is None:
                    name = output_name(item, self._is_taken)
                    self._connection.execute(
                        "INSERT INTO item(id, label, name, folded) VALUES (?, ?, ?, ?)",
                        (writable(item.id), writable(item.label), name, folded(name)),
                    )
        return [entry for item in items if (entry := self.find(item))]

    def expect(self, ids: Iterable[str]) -> None:
        """Note that the documents of items are about to be written: until `save`, they match no settings."""
        with self._transaction():
            self._connection.executemany(
                "UPDATE item SET settings = NULL WHERE id = ?", [(writable(id_),) for id_ in ids]
            )

    def save(self, results: Sequence[tuple[ItemResult, str | None]], settings: str) -> None:
        """Store results in one transaction, each with the hash of its input; no export shows them yet."""
        ended = datetime.now(UTC).isoformat(timespec="seconds")
        with self._transaction():
            self._connection.execute("DELETE FROM export")
            for made, digest in results:
                self._connection.execute(
                    "UPDATE item SET state=?, input_sha256=?, settings=?, error=?, problem=?, language=?, "
                    "heading=?, brief=?, flags=?, differences=?, words=?, sentences=?, seconds=?, ended=?, "
                    "record=? WHERE id = ?",
                    (
                        "failed" if made.error else "done",
                        digest,
                        settings,
                        *map(writable, (made.error, made.problem, made.language, made.heading, made.brief)),
                        *(made.flags, made.differences, made.words, made.sentences, made.seconds, ended),
                        None if made.record is None else zlib.compress(made.record.encode()),
                        writable(made.id),
                    ),
                )

    def is_exported(self, name: str) -> bool:
        """Return whether an export, such as `briefings.jsonl`, shows every row."""
        with self._readable():
            found = self._connection.execute("SELECT 1 FROM export WHERE name = ?", (name,)).fetchone()
        return found is not None

    def exported(self, name: str) -> None:
        """Note that an export has been written and shows every row."""
        with self._transaction():
            self._connection.execute("INSERT OR IGNORE INTO export VALUES (?)", (name,))

    def entries(self) -> Iterator[ManifestEntry]:
        """Yield the rows of articles that are done or failed, in the order of the inputs."""
        return self._rows("WHERE state != 'waiting' ORDER BY number")

    def records(self) -> Iterator[bytes]:
        """Yield the JSON lines, without line ends, in the order of the inputs."""
        with self._readable():
            query = "SELECT record FROM item WHERE record IS NOT NULL ORDER BY number"
            for (record,) in self._connection.execute(query):
                yield zlib.decompress(record)

    def is_output(self, path: Path) -> bool:
        """Return whether a file in the output folder is a document of this batch."""
        return path.suffix.lower() in _ENDINGS and self._is_used(folded(path.stem))

    def _is_taken(self, name: str) -> bool:
        # A broken link counts too: the document would be written to the place it points to.
        return self._is_used(folded(name)) or any(lexists(self._out / f"{name}{end}") for end in _ENDINGS)

    def _is_used(self, name: str) -> bool:
        with self._readable():
            found = self._connection.execute("SELECT 1 FROM item WHERE folded = ?", (name,)).fetchone()
        return found is not None

    def _rows(self, where: str, *values: str | None) -> Iterator[ManifestEntry]:
        query = f"SELECT {_COLUMNS} FROM item {where}"
        with self._readable():
            for row in self._connection.execute(query, values):
                yield ManifestEntry(*row)

    def _found(self) -> tuple[int, int] | None:
        """Return what identifies the file at the manifest's path; None if there is none."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _check_place(self) -> None:
        """Refuse to continue without the file: SQLite would write to the one that has been removed."""
        if self._identity and self._found() != self._identity:
            raise BatchError(
                f"{self._path} was removed or replaced while the batch was running; run the command again."
            )

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Turn errors of a damaged or missing file into one sentence."""
        self._check_place()
        try:
            yield
        except (sqlite3.Error, zlib.error, TypeError) as error:
            raise self._problem(error) from None

    def _problem(self, error: Exception) -> BatchError:
        """Return an error that says to delete the manifest only if the file itself is at fault."""
        code = getattr(error, "sqlite_errorcode", None)
        if code is None or code & _PRIMARY in _DAMAGED:
            return BatchError(
                f"{self._path} cannot be used ({error}); delete it to start over, or choose another folder."
            )
        return BatchError(
            f"{self._path} cannot be used ({error}); finished articles are kept: free some space or "
            "check the folder's permissions, and run the command again."
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Run a block as one transaction: commit it as a whole, or roll it back."""
        self._check_place()
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            yield
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._problem(error) from None
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")


# Mask for the primary result code within SQLite's extended one.
_PRIMARY: Final = 0xFF
# A missing table or column is SQLITE_ERROR.
_DAMAGED: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
_ENDINGS: Final = frozenset(ending for row in FORMATS.values() for ending in row.endings)


def writable(text: str | None) -> str | None:
    """Return a text with characters that UTF-8 cannot encode, as in an undecodable file name, escaped."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode()


def description(settings: object, fingerprint: str) -> str:
    """Return settings as JSON, for people who read the manifest."""
    return json.dumps({"settings": repr(settings), "fingerprint": fingerprint}, ensure_ascii=False)

"""Translation memory: earlier translations, in an SQLite file in the user's data folder."""

import errno
import hashlib
import json
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TypeVar

import filelock

from passerelle.errors import TranslationError
from passerelle.storage import data_home

MAX_BYTES = 200_000_000
# Part of the file name; raise it when the tables change, so that each version has its own file.
_LAYOUT = 2
# How long to wait for another process that writes, in milliseconds.
_BUSY_MS = 5000
# A use within this many seconds of the last recorded one is not recorded, so that reads rarely write.
_USE_SECONDS = 3600
# Share of the limit that eviction leaves in use, so that it is not needed again at once.
_KEPT_SHARE = 0.9
# Bytes per entry in addition to its texts.
_OVERHEAD = 120
# SQLite limits the number of variables in a statement.
_CHUNK = 500
# Characters that XML 1.0 cannot represent, not even as references.
_NOT_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF))

_log = logging.getLogger("passerelle")
_T = TypeVar("_T")

_SCHEMA = """
    CREATE TABLE IF NOT EXISTS entry (
        key BLOB PRIMARY KEY, language TEXT NOT NULL, source TEXT NOT NULL, target TEXT NOT NULL,
        detail TEXT NOT NULL, bytes INTEGER NOT NULL, used INTEGER NOT NULL, checksum BLOB NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS entry_used ON entry (used, bytes);
    CREATE TABLE IF NOT EXISTS total (bytes INTEGER NOT NULL);
    INSERT INTO total SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM total);
    CREATE TRIGGER IF NOT EXISTS entry_in AFTER INSERT ON entry
        BEGIN UPDATE total SET bytes = bytes + NEW.bytes; END;
    CREATE TRIGGER IF NOT EXISTS entry_out AFTER DELETE ON entry
        BEGIN UPDATE total SET bytes = bytes - OLD.bytes; END;
    PRAGMA user_version = 1;
"""


@dataclass(frozen=True, slots=True)
class MemoryEntry:
    """One translated sentence.

    Attributes:
        language: ISO 639-1 code of the source.
        source: the sentence.
        target: its English.
        detail: other data of the translator, as JSON.
    """

    language: str
    source: str
    target: str
    detail: str


@dataclass(frozen=True, slots=True)
class Stats:
    """The size of a memory; `bytes` is the size of its files on disk."""

    path: Path
    entries: int
    bytes: int
    languages: tuple[tuple[str, int], ...]


def key(*parts: str) -> bytes:
    """Return a SHA-256 key of everything that can change a translation; distinct parts, distinct keys."""
    return hashlib.sha256(json.dumps(parts).encode()).digest()


def default_path() -> Path:
    """Return the memory's file, in the user's data folder or in PASSERELLE_DATA."""
    return data_home() / f"memory-{_LAYOUT}.sqlite3"


class Memory:
    """Translations by key; safe with several threads and processes.

    A problem with the file never stops a translation: a damaged file is set aside and replaced; one that
    cannot be written, or stays locked, is not used. Only the user may read it. The least recently used
    entries are dropped when it exceeds its limit.

    Args:
        path: the file; `default_path()` by default.
        max_bytes: its limit, in bytes of text.
    """

    def __init__(self, path: Path | None = None, *, max_bytes: int = MAX_BYTES) -> None:
        self.path = path or default_path()
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._identity: tuple[int, int] | None = None

    def get(self, keys: Sequence[bytes]) -> dict[bytes, MemoryEntry]:
        """Return the entries that exist for these keys."""
        if not keys or not self._present():
            return {}
        return self._try(lambda connection: _get(connection, keys), {})

    def put(self, entries: Iterable[tuple[bytes, MemoryEntry]]) -> None:
        """Store entries, replacing existing ones."""
        # A lone surrogate, as in text from an undecodable file, cannot be written.
        rows = [(k, entry) for k, entry in entries if _writable(entry)]
        if rows:
            self._try(lambda connection: self._put(connection, rows), 0)

    def clear(self) -> int:
        """Delete every entry, also on disk; return how many there were.

        Raises:
            TranslationError: the file cannot be written.
        """

        def work(connection: sqlite3.Connection) -> int:
            with connection:
                count: int = connection.execute("DELETE FROM entry").rowcount
            # If another process is reading, the overwritten pages stay until it ends.
            with suppress(sqlite3.OperationalError):
                connection.execute("VACUUM")
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return count

        return self._try(work) if self._there() else 0

    def stats(self) -> Stats:
        """Return the size of the memory.

        Raises:
            TranslationError: the file cannot be read.
        """

        def work(connection: sqlite3.Connection) -> list[tuple[str, int]]:
            query = "SELECT language, count(*) FROM entry GROUP BY language ORDER BY language"
            return connection.execute(query).fetchall()

        languages = self._try(work) if self._there() else []
        files = [self.path.with_name(self.path.name + suffix) for suffix in ("", "-wal")]
        size = sum(file.stat().st_size for file in files if file.exists())
        return Stats(self.path, sum(count for _, count in languages), size, tuple(languages))

    def tmx(self, version: str) -> Iterator[str]:
        """Yield the memory as TMX 1.4b (LISA OSCAR), in pieces; only the latest translation of a sentence.

        Args:
            version: the program's version, for the header.

        Raises:
            TranslationError: the file cannot be read.
        """
        yield (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
            '<tmx version="1.4">\n'
            f'<header creationtool="Passerelle" creationtoolversion="{escape(version)}" segtype="sentence" '
            'o-tmf="Passerelle" adminlang="en" srclang="*all*" datatype="plaintext"/>\n'
            "<body>\n"
        )

        def work(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
            # SQLite takes the other columns from the row that has the maximum.
            query = (
                "SELECT language, source, target, max(used), key, detail, checksum FROM entry "
                "GROUP BY language, source ORDER BY language, source"
            )
            rows = connection.execute(query)
            return [
                (language, source, target)
                for language, source, target, _, k, detail, checksum in rows
                if checksum == _checksum(k, language, source, target, detail)
            ]

        for language, source, target in self._try(work) if self._there() else []:
            yield (
                f'<tu srclang="{escape(language)}">'
                f'<tuv xml:lang="{escape(language)}"><seg>{_xml(source)}</seg></tuv>'
                f'<tuv xml:lang="en"><seg>{_xml(target)}</seg></tuv></tu>\n'
            )
        yield "</body>\n</tmx>\n"

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            self._close()

    def _present(self) -> bool:
        """Return whether the file exists; if its folder cannot be read, assume so: opening it will fail."""
        try:
            return self.path.exists()
        except OSError:
            return True

    def _there(self) -> bool:
        """Return whether the file exists; raise an error if it cannot be created.

        Raises:
            TranslationError: its folder is missing and cannot be created.
        """
        if self._present():
            return True
        folder = self.path.parent
        try:
            missing = [path for path in (folder, *folder.parents) if not path.exists()]
            if missing:  # Permissions alone prove nothing: nobody can create a folder in /proc.
                missing[-1].mkdir(mode=0o700)
                missing[-1].rmdir()
            elif not folder.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
        except OSError as error:
            raise self._unusable(error) from None
        return False

    def _unusable(self, problem: Exception) -> TranslationError:
        reason = getattr(problem, "strerror", None) or problem
        return TranslationError(
            f"The translation memory {self.path} cannot be used ({reason}); close the program that uses it, "
            "check its permissions, or set PASSERELLE_DATA to another folder."
        )

    def _put(self, connection: sqlite3.Connection, rows: Sequence[tuple[bytes, MemoryEntry]]) -> int:
        now = int(time.time())
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("DELETE FROM entry WHERE key = ?", [(k,) for k, _ in rows])
            connection.executemany(
                "INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (k, *texts, _size(e), now, _checksum(k, *texts))
                    for k, e in rows
                    for texts in [(e.language, e.source, e.target, e.detail)]
                ],
            )
            _evict(connection, self._max_bytes)
        return len(rows)

    def _try(self, work: Callable[[sqlite3.Connection], _T], otherwise: _T | None = None) -> _T:
        """Use the file; if that fails, return `otherwise`, or raise an error if that is None."""
        with self._lock:
            problem: Exception | None = None
            for attempt in range(2):
                try:
                    return work(self._open())
                except (sqlite3.Error, OSError) as error:
                    _log.debug("translation memory %s: %s", self.path, error)
                    problem = error
                    self._close()
                    if attempt or not (_outdated(error) or (_damaged(error) and self._set_aside())):
                        break
            if otherwise is None:
                assert problem is not None
                raise self._unusable(problem)
            return otherwise

    def _open(self) -> sqlite3.Connection:
        # An SQLite connection must not be used after a fork.
        if self._connection is not None and self._process == os.getpid():
            return self._connection
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Created here first: SQLite would use the default mode, and its journals copy the file's mode.
        handle = os.open(self.path, os.O_CREAT | os.O_RDWR | getattr(os, "O_CLOEXEC", 0), 0o600)
        self._identity = _identity(os.fstat(handle))
        os.close(handle)
        connection = sqlite3.connect(self.path, timeout=_BUSY_MS / 1000, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA secure_delete = ON")
            [made] = connection.execute("PRAGMA user_version").fetchone()
            if not made:
                connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
        except BaseException:
            connection.close()
            raise
        self._connection, self._process = connection, os.getpid()
        return connection

    def _close(self) -> None:
        if self._connection is not None and self._process == os.getpid():
            self._connection.close()
        self._connection = None

    def _set_aside(self) -> bool:
        """Rename an unusable file instead of deleting it; only the latest one is kept.

        Another process may have found the same fault and started a new file since, so one process at a time
        checks whether it is still the same file.
        """
        aside = self.path.with_name(self.path.name + ".damaged")
        try:
            with filelock.FileLock(self.path.with_name(self.path.name + ".lock"), timeout=_BUSY_MS / 1000):
                if _identity(self.path.stat()) != self._identity:
                    return True
                for suffix in ("-wal", "-shm"):
                    self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
                self.path.replace(aside)
        except FileNotFoundError:  # another process was faster
            return True
        except OSError:
            return False
        _log.warning(
            "The translation memory %s was damaged; it was set aside and a new one was started.", self.path
        )
        return True


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _damaged(error: Exception) -> bool:
    """Return whether the file itself is at fault, and not a lock, the disk or permissions."""
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR  # such as a missing table
    return isinstance(error, sqlite3.DatabaseError)


def _outdated(error: Exception) -> bool:
    """Return whether a new connection may help: the files of this one may have been removed meanwhile."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF == sqlite3.SQLITE_IOERR


def _get(connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[bytes, MemoryEntry]:
    found: dict[bytes, MemoryEntry] = {}
    stale: list[bytes] = []
    now = int(time.time())
    for i in range(0, len(keys), _CHUNK):
        chunk = keys[i : i + _CHUNK]
        marks = ", ".join("?" * len(chunk))
        columns = "key, language, source, target, detail, used, checksum"
        query = f"SELECT {columns} FROM entry WHERE key IN ({marks})"
        for k, *texts, used, checksum in connection.execute(query, chunk):
            if checksum != _checksum(k, *texts):
                # It will be translated again and replaced by `put`.
                _log.warning("A saved translation was damaged; translating again.")
                continue
            found[k] = MemoryEntry(*texts)
            if abs(used - now) > _USE_SECONDS:  # in the future if the clock was wrong
                stale.append(k)
    if stale:
        try:
            with connection:
                connection.executemany("UPDATE entry SET used = ? WHERE key = ?", [(now, k) for k in stale])
        except sqlite3.OperationalError as error:  # read-only: the entries found are still valid
            _log.debug("translation memory: %s", error)
    return found


def _checksum(k: bytes, *texts: object) -> bytes:
    """Hash an entry with its key, to detect changed and swapped texts."""
    return hashlib.sha256("\0".join(map(repr, (k, *texts))).encode()).digest()


def _evict(connection: sqlite3.Connection, max_bytes: int) -> None:
    [total] = connection.execute("SELECT bytes FROM total").fetchone()
    if total <= max_bytes:
        return
    # Uses that were recorded while the clock was wrong must not count as the latest for ever.
    connection.execute("UPDATE entry SET used = 0 WHERE used > ?", (int(time.time()) + _USE_SECONDS,))
    doomed: list[tuple[bytes]] = []
    for k, size in connection.execute("SELECT key, bytes FROM entry ORDER BY used"):
        if total <= _KEPT_SHARE * max_bytes:
            break
        doomed.append((k,))
        total -= size
    connection.executemany("DELETE FROM entry WHERE key = ?", doomed)


def _size(entry: MemoryEntry) -> int:
    texts = (entry.source, entry.target, entry.detail)
    return _OVERHEAD + sum(len(text.encode()) for text in texts)


def _writable(entry: MemoryEntry) -> bool:
    return not any("\ud800" <= c <= "\udfff" for c in entry.source + entry.target + entry.detail)


def _xml(text: str) -> str:
    return escape(text.translate(_NOT_XML), quote=False)

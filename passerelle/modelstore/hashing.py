"""Hash the files of a model, reading again only those that have changed.

The hashes are kept in the user's cache with the system's metadata of each file: device, inode, size, and the
times at which its content and its inode last changed. A program can set back the first time, but not the
second.
"""

import contextlib
import hashlib
import os
import re
import time
from collections.abc import Mapping
from pathlib import Path

from passerelle.modelstore import records
from passerelle.storage import cache_home

# A file may change twice within the resolution of its times, two seconds on FAT.
_SETTLED_NS = 3 * 10**9
_SHA256 = re.compile("[0-9a-f]{64}")


def file_hashes(folder: Path, files: Mapping[str, Path]) -> dict[str, str]:
    """Return the SHA-256 of some files of a model by name.

    Args:
        folder: the model's folder or archive, under which the hashes are kept.
        files: the files by name.

    Raises:
        OSError: a file cannot be read.
    """
    known = records.read(_record(folder))
    hashes, kept = {}, {}
    for name, path in files.items():
        before = _state(path.stat())
        hashes[name] = _kept(known.get(name), before) or _read(path)
        if before == _state(path.stat()) and max(before[3:]) < time.time_ns() - _SETTLED_NS:
            kept[name] = {"state": before, "hash": hashes[name]}
    if kept and kept != known:
        with contextlib.suppress(OSError):
            records.write(_record(folder), kept)
    return hashes


def _kept(entry: object, state: list[int]) -> str | None:
    """Return the hash of an entry of a record, if it was made in this state and is not damaged."""
    if not isinstance(entry, dict) or entry.get("state") != state:
        return None
    kept = str(entry.get("hash"))
    return kept if _SHA256.fullmatch(kept) else None


def _read(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def forget(folder: Path) -> None:
    """Forget the hashes of a model, so that its files are read again."""
    with contextlib.suppress(OSError):
        _record(folder).unlink(missing_ok=True)


def _record(folder: Path) -> Path:
    name = hashlib.sha256(str(folder.absolute()).encode(errors="surrogateescape")).hexdigest()[:24]
    return cache_home() / "hashes" / f"{name}.json"


def _state(found: os.stat_result) -> list[int]:
    """Return the metadata that change with the content of a file, its times last."""
    return [found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]

"""Folders for the user's files, and atomic writes."""

import errno
import os
import re
import secrets
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

import platformdirs

# Name of the file in a temporary folder that the process using the folder keeps locked.
LOCK: Final = ".lock"
# A new folder may not be locked yet.
_MIN_AGE_SECONDS: Final = 60
# Device names on Windows, with any extension; no file can have them.
DEVICE_NAMES: Final = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)
_TEMPORARY: Final = re.compile(r"\.[0-9a-f]{16}\.tmp")


def cache_home() -> Path:
    """Return the user's cache folder, or the one that PASSERELLE_CACHE names.

    Everything in it can be recreated.
    """
    own = os.environ.get("PASSERELLE_CACHE")
    return Path(own) if own else _of_home(platformdirs.user_cache_path)


def data_home() -> Path:
    """Return the user's data folder, or the one that PASSERELLE_DATA names.

    It holds the translation memory, and models that are not in the hub's cache.
    """
    own = os.environ.get("PASSERELLE_DATA")
    return Path(own) if own else _of_home(platformdirs.user_data_path)


def config_home() -> Path:
    """Return the user's folder of settings; it holds the user's own models.txt."""
    return _of_home(platformdirs.user_config_path)


def expanded(path: str) -> Path:
    """Return a path with `~` replaced; unlike `Path.expanduser`, do not fail if there is no home."""
    return Path(os.path.expanduser(path))  # noqa: PTH111


def _of_home(find: Callable[[str], Path]) -> Path:
    """Return a folder in the user's home; if there is no home, as in some containers, one that cannot exist.

    Older releases of platformdirs return a relative path then (`~/.cache`), which would create a folder named
    `~` wherever the program runs.
    """
    with suppress(RuntimeError):
        folder = find("passerelle")
        if folder.is_absolute():
            return folder
    return Path(os.devnull, "no-home")


def exists(path: Path) -> bool:
    """Return whether a file exists; unlike `Path.exists`, accept a path that the system refuses."""
    return os.path.exists(path)  # noqa: PTH110


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder; unlike `Path.is_dir`, accept a path that the system refuses."""
    return os.path.isdir(path)  # noqa: PTH112


def is_file(path: Path) -> bool:
    """Return whether a path is a file; unlike `Path.is_file`, accept a path that the system refuses."""
    return os.path.isfile(path)  # noqa: PTH113


def is_special(path: Path) -> bool:
    """Return whether a path is a pipe, device or socket."""
    return exists(path) and not (is_file(path) or is_folder(path))


def real(path: Path) -> Path:
    """Return a path without links; unlike `Path.resolve`, accept a link to itself."""
    return Path(os.path.realpath(path))


# A file at least this large whose blocks hold less than this share of its size counts as sparse; compressing
# file systems also store less than the size.
_SPARSE_BYTES, _SPARSE_RATIO = 1_000_000, 1 / 16


def is_sparse(found: os.stat_result) -> bool:
    """Return whether a file consists mostly of holes, so that it takes far longer to read than to create."""
    blocks: int | None = getattr(found, "st_blocks", None)  # POSIX: units of 512 bytes
    size = found.st_size
    return blocks is not None and size > _SPARSE_BYTES and 512 * blocks < _SPARSE_RATIO * size


def read_regular(path: Path, limit: int) -> bytes:
    """Read a regular file of limited size: a pipe could block, and a device may never end.

    Args:
        path: the file.
        limit: maximum size in bytes.

    Raises:
        OSError: it is not a regular file, is larger or sparse, or cannot be read.
    """
    with open_unblocked(path) as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file", str(path))
        if found.st_size > limit or is_sparse(found):
            raise OSError(errno.EFBIG, f"it is larger than {limit / 1e6:g} MB, or sparse", str(path))
        return read_unblocked(file, limit)


def open_unblocked(path: Path) -> BinaryIO:
    """Open a file for reading without waiting for its content; see `read_unblocked`.

    Raises:
        OSError: it cannot be opened.
    """
    # Opening a pipe would block until somebody writes; the flag has no effect on files on a disk.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        return os.fdopen(descriptor, "rb")
    except OSError:  # a folder
        os.close(descriptor)
        raise


def read_unblocked(file: BinaryIO, limit: int) -> bytes:
    """Read up to `limit` bytes.

    Raises:
        OSError: it cannot be read, or only when something is written to it, such as `/proc/kmsg`.
    """
    content: bytes | None = file.read(limit)
    if content is None:
        raise OSError(errno.EAGAIN, "it has no content yet", file.name)
    return content


def write_atomically(path: Path, content: str | bytes) -> None:
    """Write a file atomically: at any moment it has either its old or its new content.

    Args:
        path: the file; a symbolic link is followed.
        content: the new content; text is encoded as UTF-8, and a lone surrogate becomes a question mark.

    Raises:
        OSError: it cannot be written, or is a folder, pipe or device.
    """
    with replacing(path) as file:
        file.write(content.encode(errors="replace") if isinstance(content, str) else content)


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open a file to write in pieces; it replaces the old one only when it is complete.

    Args:
        path: the file; a symbolic link is followed.

    Raises:
        OSError: it cannot be written, or is a folder, pipe or device.
    """
    path = real(path)
    if is_folder(path):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if is_special(path):  # writing to a pipe could block, and a device must not be replaced
        raise OSError(errno.EINVAL, "It is a pipe or device", str(path))
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def remove_temporaries(folder: Path, *, min_age_seconds: float = 0.0) -> None:
    """Remove the temporary files that `replacing` left in a folder when its process was killed.

    Args:
        folder: the folder.
        min_age_seconds: age below which a file is kept, since another process may be writing it.
    """
    for path in folder.glob(".*.tmp"):
        if _TEMPORARY.fullmatch(path.name):
            with suppress(OSError):
                if abs(time.time() - path.stat().st_mtime) >= min_age_seconds:
                    path.unlink()


@contextmanager
def temporary_folder(prefix: str) -> Iterator[Path]:
    """Create a temporary folder that only this user can read, and remove it at the end.

    The folders of processes that were killed are removed first.

    Args:
        prefix: start of its name; only abandoned folders whose names start with it are removed.

    Raises:
        OSError: there is no folder for temporary files, or it cannot be written to.
    """
    from filelock import FileLock

    _remove_abandoned(Path(tempfile.gettempdir()), prefix)
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with FileLock(folder / LOCK):
            yield folder


def _remove_abandoned(parent: Path, prefix: str) -> None:
    """Remove the folders that no process has locked, except new ones."""
    from filelock import FileLock, Timeout

    for folder in parent.glob(f"{prefix}*"):
        try:
            found = folder.lstat()
            mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
            # The time is in the future if the clock was set back.
            new = abs(time.time() - found.st_mtime) < _MIN_AGE_SECONDS
            if new or not (stat.S_ISDIR(found.st_mode) and mine):
                continue
            with FileLock(folder / LOCK, timeout=0):
                shutil.rmtree(folder, ignore_errors=True)
        except (Timeout, OSError):
            continue

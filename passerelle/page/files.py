"""The folder of uploads and downloads: created for one page, limited in size, and removed when it ends."""

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from passerelle.errors import PasserelleError

# Uploads have at most 20 MB, and the files of a briefing about 100 KB.
MAX_FILES, MAX_BYTES = 400, 500_000_000
# A file that has just been uploaded or created is about to be used, so it is kept even over the limits. One
# from the future is older than the last change of the clock.
_MIN_AGE_SECONDS = 60
# Longer than any upload takes; see `MAX_BODY_SECONDS` in `guard`.
_UNFINISHED_SECONDS = 300

_PREFIX: Final = "passerelle-page-"
_LOCK: Final = ".lock"


@contextmanager
def own_folder() -> Iterator[Path]:
    """Create a temporary folder that only this user can read, and remove it at the end.

    The folders of pages that were killed, which hold what visitors opened, are removed first.

    Raises:
        PasserelleError: there is no folder for temporary files.
    """
    try:
        parent = Path(tempfile.gettempdir())
    except OSError:
        raise PasserelleError(
            "No folder for temporary files can be written; free some space, or name one in TMPDIR."
        ) from None
    _remove_abandoned(parent)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with FileLock(folder / _LOCK):
            yield folder


def _remove_abandoned(parent: Path) -> None:
    """Remove the folders that no process has locked, except new ones, which may be about to be locked."""
    for folder in parent.glob(f"{_PREFIX}*"):
        try:
            found = folder.lstat()
            mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
            if not (stat.S_ISDIR(found.st_mode) and mine and found.st_mtime < time.time() - _MIN_AGE_SECONDS):
                continue
            with FileLock(folder / _LOCK, timeout=0):
                shutil.rmtree(folder, ignore_errors=True)
        except (Timeout, OSError):
            continue


def prune(folder: Path) -> None:
    """Delete uploads that were broken off, and the oldest files until the folder is within its limits.

    Args:
        folder: gradio keeps each file in a folder of its own, named after its content; those that are being
            uploaded lie in the folder itself, and stay there if the visitor leaves.
    """
    found = []
    now = time.time()
    for path in folder.glob("*"):
        with suppress(OSError):  # another request has deleted it
            if path.is_file() and path.name != _LOCK and path.stat().st_mtime < now - _UNFINISHED_SECONDS:
                path.unlink()
    for path in folder.glob("*/*"):
        try:
            status = path.stat()
        except OSError:  # another request has deleted it
            continue
        changed = status.st_mtime if status.st_mtime <= now + _MIN_AGE_SECONDS else 0.0
        found.append((changed, status.st_size, path))
    found.sort(reverse=True)
    size = 0
    for place, (changed, length, path) in enumerate(found, start=1):
        size += length
        if (place > MAX_FILES or size > MAX_BYTES) and changed < now - _MIN_AGE_SECONDS:
            shutil.rmtree(path.parent, ignore_errors=True)

"""The folder of uploads and downloads: created for one page, limited in size, and removed when it ends."""

import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

from passerelle.errors import PasserelleError
from passerelle.storage import LOCK, temporary_folder

# Uploads are at most 20 MB, and the files of a briefing about 100 KB.
MAX_FILES, MAX_BYTES = 400, 500_000_000
# A file that has just been uploaded or created is about to be used, so it is kept even over the limits. A
# file with a time in the future was written before the clock was set back.
_MIN_AGE_SECONDS = 60
# Longer than any upload takes; see `MAX_BODY_SECONDS` in `guard`.
_UNFINISHED_SECONDS = 300

_PREFIX: Final = "passerelle-page-"


@contextmanager
def own_folder() -> Iterator[Path]:
    """Create a temporary folder that only this user can read, and remove it at the end.

    The folders of pages that were killed, which hold what visitors opened, are removed first.

    Raises:
        PasserelleError: there is no folder for temporary files.
    """
    with ExitStack() as stack:
        try:
            folder = stack.enter_context(temporary_folder(_PREFIX))
        except OSError:
            raise PasserelleError(
                "No folder for temporary files can be written to; free some space, or set TMPDIR to one that "
                "can."
            ) from None
        yield folder


def prune(folder: Path) -> None:
    """Delete interrupted uploads, and the oldest files until the folder is within its limits.

    Args:
        folder: Gradio keeps each file in a folder of its own, named after its content; those that are being
            uploaded lie in the folder itself, and stay there if the visitor leaves.
    """
    found = []
    now = time.time()
    for path in folder.glob("*"):
        with suppress(OSError):  # another request has deleted it
            old = abs(now - path.stat().st_mtime) > _UNFINISHED_SECONDS
            if old and path.is_file() and path.name != LOCK:
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

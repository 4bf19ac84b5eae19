"""Limit the size of the folder of uploads and downloads by deleting the oldest files."""

import shutil
import time
from pathlib import Path

# Uploads have at most 20 MB, and the files of a briefing about 100 KB.
MAX_FILES, MAX_BYTES = 400, 500_000_000
# A file that has just been uploaded or created is about to be used, so it is kept even over the limits. One
# from the future is older than the last change of the clock.
_MIN_AGE_SECONDS = 60


def prune(folder: Path) -> None:
    """Delete the oldest files until the folder is within its limits.

    Args:
        folder: gradio keeps each file in a folder of its own, named after its content.
    """
    found = []
    now = time.time()
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

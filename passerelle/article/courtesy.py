"""Send one request at a time to each host, across all processes of a user."""

import hashlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from passerelle.article.download import SAVE
from passerelle.errors import ArticleError
from passerelle.storage import read_regular

# In seconds. A site may ask for more than the usual delay (`Crawl-delay`), up to a limit.
MAX_DELAY: Final = 60.0
MAX_WAIT: Final = 1800.0
_MAX_MARK_BYTES: Final = 100

# Used where the folder cannot be written to, as on a full or read-only disk: only the requests of this
# process then wait for each other.
_own_locks: Final = defaultdict[Path, "threading.Lock"](threading.Lock)
_own_marks: Final[dict[Path, float]] = {}


@contextmanager
def turn(host: str, folder: Path, delay: Callable[[], float]) -> Iterator[None]:
    """Wait until no other process fetches from a host and the delay after its last request has passed.

    Args:
        host: the host's name.
        folder: where the times of requests are kept; if it cannot be written to, only the
            requests of this process wait for each other.
        delay: called at the end; returns the seconds until the next request may begin.

    Raises:
        ArticleError: it has waited for half an hour.
    """
    mark = folder / hashlib.sha256(host.encode()).hexdigest()[:32]
    release = _acquired(mark)
    if release is None:
        raise ArticleError(
            f"Too many requests to {host} are waiting, so this page was not fetched; try again later, or "
            f"{SAVE}."
        )
    try:
        time.sleep(_left(mark))
        try:
            yield
        finally:
            _note(mark, time.time() + min(MAX_DELAY, delay()))
    finally:
        release()


def _acquired(mark: Path) -> Callable[[], None] | None:
    """Wait for the lock of a host; return a function that releases it, or None if that takes too long."""
    try:
        mark.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{mark}.lock", timeout=MAX_WAIT)
        lock.acquire()
        return lock.release
    except Timeout:
        return None
    except OSError:
        own = _own_locks[mark]
        return own.release if own.acquire(timeout=MAX_WAIT) else None


def _note(mark: Path, due: float) -> None:
    try:
        mark.write_text(str(due), encoding="ascii")
    except OSError:
        _own_marks[mark] = due


def _left(mark: Path) -> float:
    """Return the seconds until the next request to a host."""
    due = _own_marks.get(mark, 0.0)
    with suppress(OSError, ValueError):
        due = max(due, float(read_regular(mark, _MAX_MARK_BYTES)))
    left = due - time.time()
    return left if 0.0 < left <= MAX_DELAY else 0.0

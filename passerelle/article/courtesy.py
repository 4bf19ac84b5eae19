"""Send one request at a time to each host, across all processes of a user."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from passerelle.article.download import SAVE
from passerelle.errors import ArticleError

# Seconds. A site may ask for more than the usual delay (`Crawl-delay`), up to a limit.
MAX_DELAY: Final = 60.0
MAX_WAIT: Final = 1800.0


@contextmanager
def turn(host: str, folder: Path, delay: Callable[[], float]) -> Iterator[None]:
    """Wait until no other process fetches from a host and the delay after its last request has passed.

    Args:
        host: the host's name.
        folder: where the times are kept.
        delay: called at the end; returns the seconds until the next request may begin.

    Raises:
        ArticleError: it has waited for half an hour.
    """
    folder.mkdir(parents=True, exist_ok=True)
    mark = folder / hashlib.sha256(host.encode()).hexdigest()[:32]
    try:
        with FileLock(f"{mark}.lock", timeout=MAX_WAIT):
            time.sleep(_left(mark))
            try:
                yield
            finally:
                with suppress(OSError):
                    mark.write_text(str(time.time() + min(MAX_DELAY, delay())), encoding="ascii")
    except Timeout:
        raise ArticleError(
            f"Too many requests to {host} are waiting, so this page was not fetched; try again later, or "
            f"{SAVE}."
        ) from None


def _left(mark: Path) -> float:
    """Return the seconds until the next request to a host."""
    try:
        left = float(mark.read_text(encoding="ascii")) - time.time()
    except (OSError, ValueError):
        return 0.0
    return left if 0.0 < left <= MAX_DELAY else 0.0

"""Which hosts were fetched from before, so that a person is told of a new one."""

from contextlib import suppress
from pathlib import Path

from passerelle.article import pagecache

_NAME = "hosts.txt"
_MAX_BYTES = 1_000_000


def is_new(host: str, folder: Path | None = None) -> bool:
    """Whether nothing was fetched from a host yet, as far as is known.

    Args:
        host: as in `WebAddress.host`.
        folder: where this is kept; by default beside the pages, in the user's cache.
    """
    return host not in _hosts(folder or pagecache.default_folder())


def remember(host: str, folder: Path | None = None) -> None:
    """Note that something was fetched from a host; a folder that cannot be written is done without."""
    folder = folder or pagecache.default_folder()
    hosts = _hosts(folder)
    if host in hosts:
        return
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (folder / _NAME).open("a", encoding="ascii", errors="replace") as file:
            file.write(f"{host}\n")


def _hosts(folder: Path) -> frozenset[str]:
    try:
        with (folder / _NAME).open(encoding="ascii", errors="replace") as file:
            return frozenset(file.read(_MAX_BYTES).split())
    except OSError:
        return frozenset()

"""Where the user's own files lie, and how they are written; for every room."""

import os
import secrets
from pathlib import Path

import platformdirs


def cache_home() -> Path:
    """The user's cache folder of this project, or where PASSERELLE_CACHE says: all in it can be made anew."""
    own = os.environ.get("PASSERELLE_CACHE")
    return Path(own) if own else platformdirs.user_cache_path("passerelle")


def data_home() -> Path:
    """The user's data folder of this project, or where PASSERELLE_DATA says.

    The translation memory lies in it, and models that did not come from the hub's cache.
    """
    own = os.environ.get("PASSERELLE_DATA")
    return Path(own) if own else platformdirs.user_data_path("passerelle")


def write_atomically(path: Path, text: str) -> None:
    """Write a file so that at any moment it is there as it was, or as it should be.

    Args:
        path: where to; a device or a pipe is written to, never replaced, and a link followed.
        text: in UTF-8; half a surrogate pair becomes a question mark.

    Raises:
        OSError: it cannot be written.
    """
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        return
    path = Path(os.path.realpath(path))
    temporary = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with temporary.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)

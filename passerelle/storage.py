"""Folders for the user's files, and atomic writes."""

import os
import secrets
from pathlib import Path

import platformdirs


def cache_home() -> Path:
    """Return the user's cache folder, or the one that PASSERELLE_CACHE names.

    Everything in it can be recreated.
    """
    own = os.environ.get("PASSERELLE_CACHE")
    return Path(own) if own else platformdirs.user_cache_path("passerelle")


def data_home() -> Path:
    """Return the user's data folder, or the one that PASSERELLE_DATA names.

    It holds the translation memory, and models that are not in the hub's cache.
    """
    own = os.environ.get("PASSERELLE_DATA")
    return Path(own) if own else platformdirs.user_data_path("passerelle")


def write_atomically(path: Path, text: str) -> None:
    """Write a text file so that at any moment it has its old or its new content.

    Args:
        path: the file; a symbolic link is followed, and a device or pipe written to, never replaced.
        text: its new content, encoded as UTF-8; a lone surrogate becomes a question mark.

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

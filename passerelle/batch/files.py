"""Find the files of a batch: files, folders and patterns."""

import glob
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from passerelle.article.formats import EXTENSIONS
from passerelle.errors import BatchError
from passerelle.storage import exists, real

# Extensions of files with one article per row; they are read only if named or matched by a pattern.
TABLE_EXTENSIONS: Final = (".jsonl", ".ndjson", ".csv", ".tsv", ".parquet")


def find(paths: Iterable[str], out: Path, on_ignored: Callable[[Path], None] | None = None) -> list[Path]:
    """Find the files to read, each once, in the order of the paths and sorted within these.

    Folders are searched for the extensions in `passerelle.article.formats.EXTENSIONS`. Hidden files
    and folders, Office's lock files (`~$name.docx`), the output folder and links that lead out of a folder
    are skipped. A file named explicitly is included with any extension, and even if it does not exist, so
    that this is reported.

    Args:
        paths: files, folders, and patterns such as `news/**/*.txt`.
        out: the output folder.
        on_ignored: called with each file of a folder or pattern that is skipped: hidden, a lock file, or of a
            type that is not an article.

    Raises:
        BatchError: there is nothing to read, or a folder is its own output folder.
    """
    paths = list(paths)
    if not all(name.strip() for name in paths):
        raise BatchError("An empty path was given; give a file or folder, or . for the current folder.")
    found: dict[Path, Path] = {}
    for name in paths:
        for path in _expand(name, real(out), on_ignored or (lambda _: None)):
            found.setdefault(real(path), path)
    if not any(map(exists, found)):
        raise BatchError(_nothing(paths))
    return list(found.values())


def _nothing(paths: list[str]) -> str:
    shown = f"{', '.join(paths[:3])}{' …' * (len(paths) > 3)}"
    if not any(exists(Path(name)) or glob.has_magic(name) for name in paths):
        which = "do not exist" if len(paths) > 1 else "does not exist"
        return f"{shown} {which}; check the path. Give files, folders or patterns."
    return (
        f"There is nothing to read in {shown}; give files, or "
        f"folders with files that end in {', '.join(EXTENSIONS)}."
    )


def _expand(name: str, out: Path, on_ignored: Callable[[Path], None]) -> Iterator[Path]:
    path = Path(name)
    if exists(path) and path.is_dir():
        found, kinds = _walk(path, out), EXTENSIONS
    elif os.path.lexists(path) or not glob.has_magic(name):
        yield path
        return
    else:
        found, kinds = _match(name, out), (*EXTENSIONS, *TABLE_EXTENSIONS)
    for path in found:
        if path.is_dir():  # it cannot be listed
            yield path
        elif path.name.startswith((".", "~$")) or path.suffix.lower() not in kinds:
            on_ignored(path)
        elif not _is_own_page(path):
            yield path


def _match(pattern: str, out: Path) -> Iterator[Path]:
    parts = Path(pattern).parts
    fixed = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    root = real(Path(*parts[:fixed]))
    for match in sorted(glob.iglob(pattern, recursive=True)):  # noqa: PTH207 - Path.glob finds hidden files
        path = Path(match)
        resolved = real(path)
        if (
            resolved.is_file()
            and resolved.is_relative_to(root)
            and (out == root or out not in resolved.parents)
        ):
            yield path


def _walk(root: Path, out: Path) -> Iterator[Path]:
    """Yield the files below a folder, and each subfolder that cannot be listed, to be reported."""
    inside = real(root)
    if inside == out:
        raise BatchError(
            f"The folder {root} cannot be its own output folder; choose another one for the output."
        )
    closed: list[Path] = []
    for folder, subfolders, names in os.walk(
        root, onerror=lambda error: closed.append(Path(os.fsdecode(error.filename)))
    ):
        here = Path(folder)
        subfolders[:] = sorted(
            name for name in subfolders if not name.startswith(".") and real(here / name) != out
        )
        for name in sorted(names):
            resolved = real(here / name)
            if resolved.is_file() and resolved.is_relative_to(inside):
                yield here / name
    yield from closed


def _is_own_page(path: Path) -> bool:
    """Return whether a file is a page written by an earlier batch."""
    if path.suffix.lower() not in (".html", ".htm"):
        return False
    try:
        with path.open("rb") as file:
            return b'<meta name="generator" content="Passerelle">' in file.read(2000)
    except OSError:
        return False

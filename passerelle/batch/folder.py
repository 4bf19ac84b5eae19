"""Brief many files into a folder; a second run does only what has changed."""

import glob
import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, Unpack

from passerelle.article.formats import EXTENSIONS
from passerelle.briefing.events import Event
from passerelle.briefing.pipeline import Briefer
from passerelle.briefing.request import RequestFields, as_request
from passerelle.briefing.types import Briefing
from passerelle.errors import BatchError, PasserelleError
from passerelle.output import FORMATS
from passerelle.output.json import SCHEMA, document, dump
from passerelle.storage import write_atomically
from passerelle.urls import is_address

DEFAULT_FORMATS = ("json", "html")
# A file name has 255 bytes at most; this leaves room for the hash and the ending.
MAX_SLUG_BYTES = 120

_log = logging.getLogger("passerelle")


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """The outcome of one file of a batch.

    Attributes:
        path: the file.
        state: `done`, `skipped` (its outputs are there and up to date) or `failed`.
        words: words of its story, counted at white space; 0 if it failed.
        sentences: sentences of its story; 0 if it failed.
        seconds: wall-clock time spent on it in this run.
        reason: why it failed, one sentence.
        differences: how many firm ones a comparison with its original found; None where there
            was none to compare.
        problem: why there is no comparison though one was wanted, one sentence.
    """

    path: Path
    state: Literal["done", "skipped", "failed"]
    words: int = 0
    sentences: int = 0
    seconds: float = 0.0
    reason: str | None = None
    differences: int | None = None
    problem: str | None = None


def find(paths: Iterable[str], out: Path, on_ignored: Callable[[Path], None] | None = None) -> list[Path]:
    """Find the files to read, each once, in the order of the paths and sorted within these.

    Folders are searched for the extensions in `passerelle.article.formats.EXTENSIONS`. Hidden files
    and folders, Office's lock files (`~$name.docx`), the output folder and links that lead out of a folder
    are skipped. A file that is
    named is taken with any extension, unless this batch would write it, and even if it does not
    exist, so that its absence is reported.

    Args:
        paths: files, folders, and patterns such as `news/**/*.txt`.
        out: the output folder.
        on_ignored: called with each hidden or lock file that is skipped for its name alone.

    Raises:
        BatchError: there is nothing to read, a folder is its own output folder, or a path is a web address.
    """
    paths = list(paths)
    if address := next(filter(is_address, paths), None):
        raise BatchError(
            f"{address} is a web address, and a batch reads files; brief it with: passerelle brief ADDRESS."
        )
    if not all(name.strip() for name in paths):
        raise BatchError("An empty path was given; name a file or folder, or . for the current folder.")
    found: dict[Path, Path] = {}
    for name in paths:
        for path in _expand(name, _real(out), on_ignored or (lambda _: None)):
            found.setdefault(_real(path), path)
    # With `news/* --out news` the pattern also matches earlier outputs.
    made = {_real(output) for path in found.values() for output in output_paths(path, out, FORMATS)}
    found = {real: path for real, path in found.items() if real not in made}
    if not any(map(there, found)):
        raise BatchError(
            f"There is nothing to read in {', '.join(paths[:3])}{' …' * (len(paths) > 3)}; name files, or "
            f"folders with files that end in {', '.join(EXTENSIONS)}."
        )
    return list(found.values())


def process(
    paths: Sequence[Path],
    out: Path,
    briefer: Briefer,
    *,
    formats: Collection[str] = DEFAULT_FORMATS,
    force: bool = False,
    on_event: Callable[[Path, Event], None] | None = None,
    **fields: Unpack[RequestFields],
) -> Iterator[BatchOutcome]:
    """Write the briefing of each file to a folder, one file for each format.

    The JSON is always written, and last: its part `batch` says what the briefing was made from and
    with, so that a later run can tell what is done. The work can be interrupted at any moment: an
    output is complete or absent. Web sites are asked only where their robots.txt allows it; an
    article whose original could not be fetched counts as not done the next time.

    Args:
        paths: the files, as from `find`.
        out: the output folder; made if it does not exist.
        briefer: what makes the briefings.
        formats: names of `FORMATS` to write.
        force: whether to do again what is done and unchanged.
        on_event: called with each event of the file in work.
        fields: those of `Request`, for all files.

    Yields:
        The outcome of each file; one that fails does not stop the rest.

    Raises:
        BatchError: the output folder cannot be made.
        LengthError: no brief can have that length.
        ModelError: models.txt cannot be read, or names no model on this machine.
    """
    asked = as_request("", **fields)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BatchError(f"The folder {out} cannot be made: {error.strerror}; name another.") from None
    signature = (SCHEMA, replace(asked, glossary=None), briefer.fingerprint(asked.glossary))
    made_with = hashlib.sha256(repr(signature).encode(errors="surrogatepass")).hexdigest()
    for path in paths:
        start = time.perf_counter()
        try:
            digest = _sha256(path)
            record = None if force else _stored(path, out, digest, made_with, formats)
            state: Literal["done", "skipped"] = "skipped" if record else "done"
            if record is None:
                request = replace(asked, source=path, polite=True)
                briefing = briefer.brief(request, on_event=partial(on_event, path) if on_event else None)
                record = _record(briefing, path, out, digest, made_with)
                _write(briefing, record, path, out, formats)
            outcome = _outcome(path, state, record, time.perf_counter() - start)
        except PasserelleError as error:
            outcome = _failed(path, str(error), start)
        except Exception as error:  # nothing that is wrong with one file may end the batch
            _log.debug("%s", path, exc_info=True)
            outcome = _failed(path, f"An unexpected error, {type(error).__name__}: {error}.", start)
        yield outcome


def _record(briefing: Briefing, path: Path, out: Path, digest: str, made_with: str) -> dict[str, Any]:
    """Return the part `batch` of a file's JSON."""
    return {
        "input": _identity(path, out),
        "input_sha256": digest,
        "made_with": made_with,
        "words": count_words(briefing),
        "sentences": len(briefing.translation.segments),
        "differences": len(briefing.crosscheck.firm) if briefing.crosscheck else None,
        "problem": briefing.original_problem,
    }


def _outcome(
    path: Path, state: Literal["done", "skipped"], record: dict[str, Any], seconds: float
) -> BatchOutcome:
    return BatchOutcome(
        path,
        state,
        record["words"],
        record["sentences"],
        seconds if state == "done" else 0.0,
        differences=record["differences"],
        problem=record["problem"] and " ".join(record["problem"].split()),
    )


def _failed(path: Path, reason: str, start: float) -> BatchOutcome:
    return BatchOutcome(path, "failed", seconds=time.perf_counter() - start, reason=" ".join(reason.split()))


def output_paths(path: Path, out: Path, formats: Iterable[str] = DEFAULT_FORMATS) -> tuple[Path, ...]:
    """Return where the briefing of a file goes, one path for each format.

    The name repeats the file's path relative to the output folder; the digits, a hash of that
    path, keep apart names that would look the same. It depends on nothing else.

    Args:
        path: the file that is read.
        out: the output folder.
        formats: names of `FORMATS`.
    """
    identity = _identity(path, out)
    parts = [part for part in identity.split("/") if part not in ("..", "")]
    slug = "".join(c if c.isalnum() else "-" for c in "-".join(parts))
    slug = slug.encode()[-MAX_SLUG_BYTES:].decode(errors="ignore").strip("-")
    digits = hashlib.sha256(os.fsencode(identity)).hexdigest()[:12]
    stem = f"{slug}-{digits}" if slug else digits
    return tuple(out / f"{stem}{FORMATS[name].endings[0]}" for name in formats)


def count_words(briefing: Briefing) -> int:
    """Count the words of the story, split at white space."""
    article = briefing.article
    return sum(len(article.block_text(block).split()) for block in article.story())


def _expand(name: str, out: Path, on_ignored: Callable[[Path], None]) -> Iterator[Path]:
    path = Path(name)
    if there(path) and path.is_dir():
        found = _walk(path, out)
    elif os.path.lexists(path) or not glob.has_magic(name):
        yield path
        return
    else:
        found = _match(name, out)
    for path in found:
        if path.name.startswith((".", "~$")):
            on_ignored(path)
        else:
            yield path


def _match(pattern: str, out: Path) -> Iterator[Path]:
    parts = Path(pattern).parts
    fixed = next(i for i, part in enumerate(parts) if glob.has_magic(part))
    root = _real(Path(*parts[:fixed]))
    for match in sorted(glob.iglob(pattern, recursive=True)):  # noqa: PTH207 - Path.glob finds hidden files
        path = Path(match)
        resolved = _real(path)
        if (
            resolved.is_file()
            and _readable(path)
            and resolved.is_relative_to(root)
            and (out == root or out not in resolved.parents)
        ):
            yield path


def _walk(root: Path, out: Path) -> Iterator[Path]:
    """Yield the readable files below a folder, and each subfolder that cannot be listed, to be reported."""
    inside = _real(root)
    if inside == out:
        raise BatchError(
            f"The folder {root} cannot be its own output folder; name another one for the output."
        )
    closed: list[Path] = []
    for folder, subfolders, names in os.walk(
        root, onerror=lambda error: closed.append(Path(os.fsdecode(error.filename)))
    ):
        here = Path(folder)
        subfolders[:] = sorted(
            name for name in subfolders if not name.startswith(".") and _real(here / name) != out
        )
        for name in sorted(names):
            path = here / name
            resolved = _real(path)
            if not resolved.is_file() or not resolved.is_relative_to(inside):
                continue
            if _readable(path):
                yield path
    yield from closed


def _readable(path: Path) -> bool:
    return path.suffix.lower() in EXTENSIONS and not _own_page(path)


def _own_page(path: Path) -> bool:
    """Report whether a file is a page that an earlier batch made."""
    if path.suffix.lower() not in (".html", ".htm"):
        return False
    try:
        with path.open("rb") as file:
            return b'<meta name="generator" content="Passerelle">' in file.read(2000)
    except OSError:
        return False


def _real(path: Path) -> Path:
    """Return the path without links; unlike `Path.resolve` accept a link to itself."""
    return Path(os.path.realpath(path))


def _identity(path: Path, out: Path) -> str:
    """Return the file's path relative to the output folder, so that both can be moved together."""
    resolved = _real(path)
    try:
        return Path(os.path.relpath(resolved, _real(out))).as_posix()
    except ValueError:  # another drive
        return resolved.as_posix()


def there(path: Path) -> bool:
    """Report whether a file exists; unlike `Path.exists` accept a path that the system refuses."""
    return os.path.exists(path)  # noqa: PTH110


def _sha256(path: Path) -> str:
    if not there(path):
        raise BatchError("There is no such file; check its path.")
    # Reading a pipe or a device may never end.
    if not path.is_file():
        raise BatchError(
            "The folder cannot be read; check its permissions."
            if path.is_dir()
            else "It is a pipe or device; save its content as a file."
        )
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BatchError(f"The file cannot be read: {error.strerror}.") from None


def _stored(
    path: Path, out: Path, digest: str, made_with: str, formats: Collection[str]
) -> dict[str, Any] | None:
    """Return the part `batch` of a file's JSON if all outputs are complete and up to date, else None."""
    (json_path,) = output_paths(path, out, ["json"])
    try:
        batch: dict[str, Any] = json.loads(json_path.read_text(encoding="utf-8"))["batch"]
        current = (batch["input_sha256"], batch["made_with"]) == (digest, made_with)
        counted = isinstance(batch["words"], int) and isinstance(batch["sentences"], int)
        compared = isinstance(batch["differences"], int | None) and batch["problem"] is None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    complete = all(made.is_file() for made in output_paths(path, out, formats))
    return batch if current and counted and compared and complete else None


def _write(
    briefing: Briefing, record: dict[str, Any], path: Path, out: Path, formats: Collection[str]
) -> None:
    (json_path,) = output_paths(path, out, ["json"])
    others = [name for name in formats if name != "json"]
    try:
        for name, made in zip(others, output_paths(path, out, others), strict=True):
            write_atomically(made, FORMATS[name].write(briefing))
        write_atomically(json_path, dump(document(briefing) | {"batch": record}))
    except OSError as error:
        raise BatchError(f"The output cannot be written: {error.strerror}.") from None

"""Many files to a folder of briefings; a second run does only what has changed."""

import glob
import hashlib
import json
import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from passerelle.article.formats import EXTENSIONS
from passerelle.briefing.events import Event
from passerelle.briefing.pipeline import Briefer
from passerelle.briefing.types import Briefing
from passerelle.errors import BatchError, PasserelleError
from passerelle.output.json import SCHEMA, document, dump
from passerelle.storage import write_atomically
from passerelle.urls import is_address
from summarize.types import Length
from translate import Glossary

# A file name has 255 bytes at most; this leaves room for what is put before and behind.
MAX_SLUG_BYTES = 120

_log = logging.getLogger("passerelle")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

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


def find(paths: Iterable[str], out: Path) -> list[Path]:
    """The files to read, each once, in the order of the paths and sorted within these.

    Folders are searched for the extensions in `passerelle.article.formats.EXTENSIONS`. Hidden files
    and folders, the output folder and links that lead out of a folder are skipped. A file that is
    named is taken whatever its extension, unless this batch would write it, and even if it does not
    exist, so that its absence is reported.

    Args:
        paths: files, folders, and patterns such as `news/**/*.txt`.
        out: the output folder.

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
        for path in _expand(name, _real(out)):
            found.setdefault(_real(path), path)
    # Of `news/* --out news`, that is.
    made = {_real(output) for path in found.values() for output in output_paths(path, out)}
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
    language: str | None = None,
    length: Length = "standard",
    glossary: Glossary | None = None,
    force: bool = False,
    fetch: bool = False,
    on_event: Callable[[Path, Event], None] | None = None,
) -> Iterator[Outcome]:
    """Make the briefing of each file, as a JSON and an HTML file in a folder.

    The JSON is written last and says in its part `batch` what it was made from and with. It can
    be interrupted at any moment: an output is there whole or not at all.

    Args:
        paths: the files, as from `find`.
        out: the output folder; made if it is not there.
        briefer: what makes the briefings.
        language: ISO 639-1 code of all files; None to identify each one's.
        length: of each brief.
        glossary: terms and what they must be called in English.
        force: whether to do again what is done and unchanged.
        fetch: whether to fetch the originals that the articles name, where their sites' robots.txt
            allows it. An article whose original did not come counts as not done the next time.
        on_event: called with each event of the file in work.

    Yields:
        An outcome a file; one that fails does not stop the rest.

    Raises:
        BatchError: the output folder cannot be made.
        ModelError: models.txt cannot be read, or names no model that is here.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BatchError(f"The output folder {out} cannot be made: {error.strerror}.") from None
    made_with = hashlib.sha256(
        f"{SCHEMA}\n{language}\n{length}\n{fetch}\n{briefer.fingerprint(glossary)}".encode()
    ).hexdigest()
    for path in paths:
        clock = time.perf_counter()
        try:
            source = _sha256(path)
            batch = None if force else _stored(path, out, source, made_with)
            if batch:
                yield Outcome(
                    path, "skipped", batch["words"], batch["sentences"], differences=batch["differences"]
                )
                continue
            briefing = briefer.brief(
                path,
                language=language,
                length=length,
                fetch=fetch,
                polite=True,
                glossary=glossary,
                on_event=partial(on_event, path) if on_event else None,
            )
            batch = {
                "input": _identity(path, out),
                "input_sha256": source,
                "made_with": made_with,
                "words": count_words(briefing),
                "sentences": len(briefing.translation.segments),
                "differences": len(briefing.crosscheck.firm) if briefing.crosscheck else None,
                "problem": briefing.original_problem,
            }
            _write(briefing, batch, path, out)
        except PasserelleError as error:
            reason = str(error)
        except Exception as error:
            # One file must not end the night's work, whatever is wrong with it.
            _log.debug("%s", path, exc_info=True)
            reason = f"An unexpected error, {type(error).__name__}: {error}."
        else:
            seconds = time.perf_counter() - clock
            yield Outcome(
                path,
                "done",
                batch["words"],
                batch["sentences"],
                seconds,
                differences=batch["differences"],
                problem=batch["problem"] and " ".join(batch["problem"].split()),
            )
            continue
        yield Outcome(path, "failed", seconds=time.perf_counter() - clock, reason=" ".join(reason.split()))


def output_paths(path: Path, out: Path) -> tuple[Path, Path]:
    """Where the JSON and the HTML of a file go.

    The name tells the file's path as seen from the output folder; the digits, a hash of that
    path, keep names apart that read alike. It depends on nothing else.
    """
    identity = _identity(path, out)
    parts = [part for part in identity.split("/") if part not in ("..", "")]
    slug = "".join(c if c.isalnum() else "-" for c in "-".join(parts))
    slug = slug.encode()[-MAX_SLUG_BYTES:].decode(errors="ignore").strip("-")
    digits = hashlib.sha256(os.fsencode(identity)).hexdigest()[:12]
    stem = f"{slug}-{digits}" if slug else digits
    return out / f"{stem}.json", out / f"{stem}.html"


def count_words(briefing: Briefing) -> int:
    """Words of the story, counted at white space."""
    article = briefing.article
    return sum(len(article.block_text(block).split()) for block in article.story())


def _expand(name: str, out: Path) -> Iterator[Path]:
    path = Path(name)
    if there(path) and path.is_dir():
        yield from _walk(path, out)
    elif os.path.lexists(path) or not glob.has_magic(name):
        yield path
    else:
        yield from _match(name, out)


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
    """The readable files below a folder; a subfolder that cannot be listed stands for itself."""
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
            if name.startswith(".") or not resolved.is_file() or not resolved.is_relative_to(inside):
                continue
            if _readable(path):
                yield path
    yield from closed


def _readable(path: Path) -> bool:
    return path.suffix.lower() in EXTENSIONS and not _own_page(path)


def _own_page(path: Path) -> bool:
    """Whether a file is a page that an earlier batch has made."""
    if path.suffix.lower() not in (".html", ".htm"):
        return False
    try:
        with path.open("rb") as file:
            return b'<meta name="generator" content="Passerelle">' in file.read(2000)
    except OSError:
        return False


def _real(path: Path) -> Path:
    """The path without links; unlike `Path.resolve` it takes a link that leads to itself."""
    return Path(os.path.realpath(path))


def _identity(path: Path, out: Path) -> str:
    """The file's path as seen from the output folder: both can be moved together."""
    resolved = _real(path)
    try:
        return Path(os.path.relpath(resolved, _real(out))).as_posix()
    except ValueError:  # another drive
        return resolved.as_posix()


def there(path: Path) -> bool:
    """Whether there is a file; unlike `Path.exists` it takes a path that the system refuses."""
    return os.path.exists(path)  # noqa: PTH110


def _sha256(path: Path) -> str:
    if not there(path):
        raise BatchError("There is no such file.")
    # Reading a pipe or a device could last for ever.
    if not path.is_file():
        raise BatchError(
            "The folder cannot be read." if path.is_dir() else "It is a pipe or device, not a file."
        )
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BatchError(f"The file cannot be read: {error.strerror}.") from None


def _stored(path: Path, out: Path, source: str, made_with: str) -> dict[str, Any] | None:
    """The part `batch` of a file's output if that is whole and up to date."""
    record, page = output_paths(path, out)
    try:
        batch: dict[str, Any] = json.loads(record.read_text(encoding="utf-8"))["batch"]
        current = (batch["input_sha256"], batch["made_with"]) == (source, made_with)
        counted = isinstance(batch["words"], int) and isinstance(batch["sentences"], int)
        compared = isinstance(batch["differences"], int | None) and batch["problem"] is None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return batch if current and counted and compared and page.is_file() else None


def _write(briefing: Briefing, batch: dict[str, Any], path: Path, out: Path) -> None:
    record, page = output_paths(path, out)
    try:
        write_atomically(page, briefing.to_html())
        write_atomically(record, dump(document(briefing) | {"batch": batch}))
    except OSError as error:
        raise BatchError(f"The output cannot be written: {error.strerror}.") from None

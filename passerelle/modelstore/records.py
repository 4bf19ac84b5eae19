"""Records about models: tests passed, models refused, and files fetched.

Small JSON files, written atomically. If the folder is not writable, models are tested again each time.
"""

import contextlib
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from passerelle.errors import ModelError
from passerelle.modelstore import formats
from passerelle.storage import cache_home, data_home, read_regular, remove_temporaries, write_atomically

# A record has a few lines per file or test.
_MAX_RECORD_BYTES = 1_000_000
# Writing a record is quick, so a temporary file of this age was left by a process that was killed.
_LEFT_SECONDS = 600.0


def is_proven(content: str, mark: str) -> bool:
    """Return whether a model has passed its test on an engine.

    Args:
        content: its `conversion.content_hash`.
        mark: role, language and engine.
    """
    return mark in _proven(content)


def has_proof(content: str, role: str, language: str) -> bool:
    """Return whether a model has passed its test for a role and language, on any engine."""
    return any(mark.startswith(f"{role} {language} ") for mark in _proven(content))


def has_any_proof(content: str) -> bool:
    """Return whether a model has passed its test for any role and language."""
    return bool(_proven(content))


def note_proof(content: str, mark: str) -> None:
    """Record that a model has passed its test; see `is_proven`."""
    with contextlib.suppress(OSError):
        write(_proofs(content), {"proven": sorted(_proven(content) | {mark})})


def _proven(content: str) -> set[str]:
    """Return the tests that a model has passed, ignoring values other than text in a damaged record."""
    marks = read(_proofs(content)).get("proven")
    return {mark for mark in marks if isinstance(mark, str)} if isinstance(marks, list) else set()


def refuse(folder: Path, role: str, languages: Sequence[str], reason: str) -> None:
    """Record why a model is not used for a role and languages, until one of its files changes."""
    with contextlib.suppress(OSError):
        reasons = _refused(folder) | {f"{role} {language}": reason for language in languages}
        write(_refusals(folder), {"folder": str(folder), "state": _state(folder), "reasons": reasons})


def refusals(folder: Path, role: str, languages: Sequence[str]) -> dict[str, str]:
    """Return why a model is not used for a role, for each of the languages that it was refused for."""
    reasons = _refused(folder)
    return {code: reasons[mark] for code in languages if (mark := f"{role} {code}") in reasons}


def _refused(folder: Path) -> dict[str, str]:
    """Return why a model was refused, by role and language; empty for a damaged or outdated record."""
    record = read(_refusals(folder))
    reasons = record.get("reasons")
    if not isinstance(reasons, dict) or record.get("state") != _state(folder):
        return {}
    return {mark: reason for mark, reason in reasons.items() if isinstance(reason, str)}


def forget(folder: Path, content: str | None) -> None:
    """Delete the records of a model's test.

    Raises:
        ModelError: they cannot be deleted.
    """
    try:
        _refusals(folder).unlink(missing_ok=True)
        if content:
            _proofs(content).unlink(missing_ok=True)
    except OSError as error:
        raise ModelError(
            f"The records of {folder.name} cannot be deleted ({error.strerror or error}); "
            f"check the permissions of {cache_home()}."
        ) from None


def note_fetched(location: str, revision: str | None, folder: Path, facts: dict[str, str]) -> None:
    """Record the SHA-256 of each fetched file, to verify it later.

    Args:
        location: the model's hub id.
        revision: as models.txt names it.
        folder: where the model is now.
        facts: where it came from, and its commit if known.

    Raises:
        OSError: a file cannot be read.
    """
    hashes = {}
    for name, path in formats.model_files(folder).items():
        with path.open("rb") as file:
            hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
    record = {"model": location, "revision": revision, **facts, "files": hashes}
    with contextlib.suppress(OSError):
        write(_fetched(location, revision), record | {"at": datetime.now(UTC).isoformat(timespec="seconds")})


def fetched_hashes(location: str, revision: str | None) -> dict[str, str]:
    """Return the SHA-256 of each file of a model when it was fetched; empty if none was recorded."""
    files = read(_fetched(location, revision)).get("files")
    return {str(name): str(value) for name, value in files.items()} if isinstance(files, dict) else {}


def forget_fetched(location: str, revision: str | None) -> None:
    """Remove the record of a fetch.

    Raises:
        OSError: it cannot be removed.
    """
    _fetched(location, revision).unlink(missing_ok=True)


def read(path: Path) -> dict[str, Any]:
    """Read a record; empty if there is none that can be read."""
    try:
        record = json.loads(read_regular(path, _MAX_RECORD_BYTES))
    except (OSError, ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def write(path: Path, record: dict[str, Any]) -> None:
    """Write a record atomically.

    Raises:
        OSError: its folder cannot be written to.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    remove_temporaries(path.parent, min_age_seconds=_LEFT_SECONDS)
    write_atomically(path, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def _proofs(content: str) -> Path:
    return cache_home() / "proofs" / f"{content[:24]}.json"


def _refusals(folder: Path) -> Path:
    return cache_home() / "refused" / f"{hashlib.sha256(str(folder).encode()).hexdigest()[:24]}.json"


def _fetched(location: str, revision: str | None) -> Path:
    name = hashlib.sha256(f"{location}@{revision}".encode()).hexdigest()[:24]
    return data_home() / "models" / "fetched" / f"{name}.json"


def _state(folder: Path) -> str:
    """Hash names, sizes and times of a model's files, so that any change shows."""
    files = [folder] if folder.is_file() else sorted(folder.iterdir())
    parts = [f"{p.name} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in files if p.is_file()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()

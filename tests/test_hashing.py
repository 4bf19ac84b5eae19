"""Hashes of a model's files, which are read again only if they have changed."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from passerelle.modelstore import conversion, hashing


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a model folder whose files count as settled at once, with a cache of its own."""
    monkeypatch.setenv("PASSERELLE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(hashing, "_SETTLED_NS", 0)
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


def test_files_that_have_not_changed_are_not_read_again(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = conversion.content_hash(model)
    inner = b"".join(
        name.encode() + b"\0" + hashlib.sha256((model / name).read_bytes()).digest()
        for name in ("config.json", "model.safetensors")
    )
    assert first == hashlib.sha256(inner).hexdigest()

    def unread(path: Path) -> str:
        raise AssertionError(f"{path} is read again")

    monkeypatch.setattr(hashing, "_read", unread)
    assert conversion.content_hash(model) == first
    hashing.forget(model)
    with pytest.raises(AssertionError, match="read again"):
        conversion.content_hash(model)


def test_a_file_of_the_same_size_and_time_is_read_again(model: Path) -> None:
    weights = model / "model.safetensors"
    first, old = conversion.content_hash(model), weights.stat()
    time.sleep(0.05)  # longer than the resolution of the file system's times
    weights.write_bytes(b"Weights")
    os.utime(weights, ns=(old.st_atime_ns, old.st_mtime_ns))
    second = conversion.content_hash(model)
    assert second != first
    time.sleep(0.05)
    other = model.with_name("other")
    other.write_bytes(b"weights")
    other.replace(weights)
    assert conversion.content_hash(model) == first


def test_a_file_that_has_just_changed_is_not_remembered(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashing, "_SETTLED_NS", 3 * 10**9)
    conversion.content_hash(model)
    assert not hashing._record(model).exists()


@pytest.mark.parametrize(
    "damaged", ["", "[]", '{"config.json": 1}', '{"config.json": {"state": STATE, "hash": "no"}}']
)
def test_a_damaged_record_is_ignored(model: Path, damaged: str) -> None:
    first = conversion.content_hash(model)
    state = hashing._state((model / "config.json").stat())
    hashing._record(model).write_text(damaged.replace("STATE", str(state)))
    assert conversion.content_hash(model) == first


def test_a_cache_that_cannot_be_written_changes_nothing(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = conversion.content_hash(model)
    monkeypatch.setenv("PASSERELLE_CACHE", str(model / "config.json"))
    assert conversion.content_hash(model) == first

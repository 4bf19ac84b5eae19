"""What happens if a machine runs out of memory, open files or disk space, and what is cleaned up later."""

import errno
import logging
import os
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fatal import Unloadable
from filelock import FileLock
from test_batch import brief, states, write

from passerelle import storage
from passerelle.batch import pool
from passerelle.batch.types import BatchOutcome, BatchSettings, Item
from passerelle.briefing import Briefer
from passerelle.briefing.types import Briefing
from passerelle.cli import run
from passerelle.cli.batch_report import log_to
from passerelle.console import log_fault
from passerelle.errors import (
    ArticleError,
    BatchError,
    ModelError,
    PasserelleError,
    ResourceError,
    remedy,
    shortage,
)
from passerelle.modelstore import conversion, records, registry
from passerelle.modelstore.loading import load_folder
from passerelle.output import text
from passerelle.seq2seq import ct2
from translate import checks
from translate.checks.base import CheckedPair
from translate.memory import Memory, MemoryEntry, key
from translate.types import Finding

DAY = 24 * 3600


def test_a_shortage_of_the_machine_differs_from_other_errors() -> None:
    said = {
        MemoryError(): "not enough memory",
        RuntimeError("can't start new thread"): "not enough memory",
        RuntimeError("std::bad_alloc"): "not enough memory",
        RuntimeError("mkl_malloc: failed to allocate memory"): "not enough memory",
        ImportError("libx.so: failed to map segment from shared object"): "not enough memory",
        OSError(errno.ENOMEM, "Cannot allocate memory"): "not enough memory",
        OSError(errno.EMFILE, "Too many open files"): "ulimit -n",
        OSError(errno.ENOSPC, "No space left on device"): "no space left",
        FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"): "set TMPDIR",
        ResourceError("Out of paper."): "Out of paper.",
    }
    assert [error for error, part in said.items() if part not in (shortage(error) or "")] == []
    others = (ValueError("x"), OSError(errno.ENOENT, "No such file"), ArticleError("There is no text."))
    assert [shortage(error) for error in others] == [None] * 3


def test_free_space_is_advised_only_where_the_disk_is_full() -> None:
    numbers = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS, errno.ENOENT, errno.EIO)
    assert [remedy(OSError(number, os.strerror(number))) for number in numbers] == [
        "free some space",
        "free some space",
        "check the permissions",
        "make the disk writable",
        "check that the folder exists",
        "check the disk",
    ]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EFBIG, "File too large", "/a/b"), "/a/b cannot be written: File too large; free"),
        (OSError(errno.EROFS, "Read-only file system"), "The output cannot be written: Read-only"),
        (OSError(errno.EMFILE, "Too many open files", "/a/b"), "Too many files are open"),
        (MemoryError(), "There is not enough memory"),
        (FileNotFoundError(2, "No usable temporary directory found in ['/tmp']"), "No folder for temporary"),
    ],
)
def test_the_command_line_says_what_ran_out(error: Exception, said: str) -> None:
    assert run._describe(error).startswith(said)


def test_a_deleted_current_folder_is_a_one_sentence_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    gone = tmp_path / "gone"
    gone.mkdir()
    os.chdir(gone)
    gone.rmdir()
    with pytest.raises(SystemExit, match="1"):
        run.run(lambda: print("at work"))
    assert capsys.readouterr() == (
        "",
        "The current folder has been deleted; change to another one and try again.\n",
    )


@pytest.mark.parametrize("level", [logging.INFO, logging.DEBUG])
def test_an_unexpected_error_is_one_line_in_the_log(level: int, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(level, "passerelle"):
        try:
            raise ZeroDivisionError("division\nby \x1b[31mzero")
        except ZeroDivisionError:
            log_fault("a sentence")
    assert "An unexpected error (a sentence): ZeroDivisionError: division\\nby \\x1b[31mzero." in caplog.text
    assert ("Traceback" in caplog.text) == (level == logging.DEBUG)


def test_a_check_that_runs_out_of_memory_is_not_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def starved(pair: CheckedPair) -> Iterator[Finding]:
        raise MemoryError
        yield

    monkeypatch.setattr(checks, "CHECKS", (checks.Check("date", "date", 3, False, starved),))
    with pytest.raises(MemoryError):
        checks.check("Il pleut.", "It rains.", "fr")


# --- batch ---------------------------------------------------------------------------


def test_an_article_for_which_memory_ran_out_is_briefed_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def starved(briefing: Briefing) -> str:
        raise MemoryError

    out, path = tmp_path / "out", write(tmp_path / "a.txt")
    with monkeypatch.context() as patch:
        patch.setattr(text, "write", starved)
        [outcome] = brief([path], out, Briefer(), formats=["txt"])
        assert outcome.reason == shortage(MemoryError())
    assert states(brief([path], out, Briefer(), formats=["txt"])) == {"a.txt": "done"}


@pytest.mark.slow
def test_a_worker_that_cannot_start_ends_the_batch_and_fails_no_article() -> None:
    groups = iter([[Item("a", "a", "x", "text")]])
    with pytest.raises(BatchError, match=r"A worker process cannot be started \(There is not enough memory"):
        list(pool.run(groups, Briefer(), BatchSettings(), 1, Unloadable()))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_log_on_a_full_disk_is_a_one_sentence_error() -> None:
    with (
        pytest.raises(BatchError, match=r"The log /dev/full cannot be written \(No space left on device\)"),
        log_to(Path("/dev/full")) as note,
    ):
        note(BatchOutcome("a", "a", "done"))


# --- files in the user's folders -----------------------------------------------------


def test_without_a_home_folder_nothing_is_written_to_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "PASSERELLE_CACHE"):
        monkeypatch.delenv(name, raising=False)
    # As for a user without an entry in /etc/passwd.
    monkeypatch.setattr("os.path.expanduser", str)
    monkeypatch.chdir(tmp_path)
    memory = Memory()
    memory.put([(key("a"), MemoryEntry("fr", "Oui.", "Yes.", "{}"))])
    assert memory.get([key("a")]) == {}
    with pytest.raises(OSError, match="Not a directory"):
        storage.cache_home().mkdir(parents=True)
    assert registry.load() == registry.load(registry.default_models_file())
    with pytest.raises(ModelError, match="cannot be written"):
        registry.add("translate de a/b main CC0-1.0")
    assert list(tmp_path.iterdir()) == []


def test_temporary_files_of_killed_processes_are_removed(tmp_path: Path) -> None:
    left, new, other = (tmp_path / f".{'0123456789abcde'}{n}.tmp" for n in "012")
    for path in (left, new, other):
        path.touch()
    os.utime(left, (time.time() - DAY, time.time() - DAY))
    os.utime(other, (time.time() + DAY, time.time() + DAY))  # the clock was wrong
    records.write(tmp_path / "record.json", {"a": 1})
    assert sorted(path.name for path in tmp_path.iterdir()) == [new.name, "record.json"]


def test_unused_conversions_are_removed(tmp_path: Path) -> None:
    kept, held, old, future = (f"{n}" * 24 + "-int8-ct4.8.5-4" for n in "abcd")
    unfinished = [f"{old}-a1b2c3d4", f"{held}-a1b2c3d4", f"{kept}-x_y2c3d4"]
    names = [kept, held, old, future, *unfinished, "mine", "e" * 24]
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "model.bin").touch()
        os.utime(tmp_path / name, (time.time() - 200 * DAY,) * 2)
    os.utime(tmp_path / kept, (time.time() - 2 * DAY,) * 2)
    os.utime(tmp_path / future, (time.time() + 200 * DAY,) * 2)
    with FileLock(tmp_path / f"{held}.lock"):
        conversion._tidy(tmp_path, held)
    left = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    assert left == {kept, held, "mine", "e" * 24}


@pytest.mark.parametrize(
    ("number", "kind", "said"),
    [
        (errno.EMFILE, ResourceError, "could not be converted: Too many files are open"),
        (
            errno.ENOSPC,
            ResourceError,
            "could not be converted: There is no space left on the disk;",
        ),
        (errno.EROFS, ModelError, "(Read-only file system); set PASSERELLE_CACHE to a folder"),
    ],
)
def test_a_conversion_that_cannot_be_written_names_the_remedy(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[PasserelleError], said: str
) -> None:
    def failing(*_: object) -> Path:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(conversion, "_convert_once", failing)
    with pytest.raises(kind, match=re.escape(said)):
        conversion.converted(registry.embedded("translate", "fr"))


def test_a_model_is_not_opened_without_enough_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = registry.embedded("translate", "fr")
    assert load_folder(folder)
    monkeypatch.setattr(ct2, "_NEEDED_BYTES", 1 << 60)
    with pytest.raises(ResourceError, match="not enough memory; close other programs"):
        load_folder(folder)


def test_a_conversion_in_progress_is_left_alone(tmp_path: Path) -> None:
    name = "a" * 24 + "-int8-ct4.8.5-4"
    (tmp_path / f"{name}-a1b2c3d4").mkdir()
    with FileLock(tmp_path / f"{name}.lock"):
        conversion._tidy(tmp_path, "b" * 24 + "-int8-ct4.8.5-4")
    assert (tmp_path / f"{name}-a1b2c3d4").is_dir()


def test_waiting_for_a_conversion_in_another_process_ends(
    tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion, "TIMEOUT_SECONDS", 0.1)
    (tmp_path / "model").mkdir()
    name = conversion._name("0" * 64, "int8")
    (own_cache / "ctranslate2").mkdir(parents=True)
    with (
        FileLock(own_cache / "ctranslate2" / f"{name}.lock"),
        pytest.raises(ModelError, match="Another process has been converting model"),
    ):
        conversion.converted(tmp_path / "model", key="0" * 64)


def test_without_a_folder_for_conversions_the_error_names_the_remedy(
    tmp_path: Path, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_cache.write_text("a file where the folder should be")
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr("tempfile._candidate_tempdir_list", lambda: ["/proc/none"])
    (tmp_path / "model").mkdir()
    with pytest.raises(ResourceError, match=r"could not be converted: No folder for temporary .* set TMPDIR"):
        conversion.converted(tmp_path / "model", key="0" * 64)


def test_entries_dated_in_the_future_are_not_kept_the_longest(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m", max_bytes=12_000)
    memory.put([(key(name), MemoryEntry("fr", name, "x" * 1000, "{}")) for name in ("future", "used", "now")])
    with sqlite3.connect(memory.path) as connection:
        connection.execute("UPDATE entry SET used = used + 900000 WHERE source != 'now'")
    connection.close()
    assert memory.get([key("used")])  # which sets its time to now
    memory.put([(key(str(n)), MemoryEntry("fr", str(n), "z" * 1000, "{}")) for n in range(8)])
    assert set(memory.get([key("future"), key("used"), key("now")])) == {key("used"), key("now")}

"""A batch that is killed, or whose disk is full or manifest damaged, loses nothing and mixes nothing up."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pyarrow.parquet
import pytest
from limits import within
from test_batch import ROOT, brief, corpus, finished, killed_runs, outputs, states, write

from passerelle.batch import pool, run
from passerelle.batch.inputs import file_items
from passerelle.batch.manifest import Manifest
from passerelle.batch.run import process
from passerelle.batch.types import BatchSettings, Item, ItemResult, file_digest
from passerelle.briefing import Briefer
from passerelle.briefing.types import Briefing
from passerelle.errors import BatchError
from passerelle.output import text
from translate import Glossary


def killed(*_: Any, **__: Any) -> NoReturn:
    """Simulate the end of the process at this point."""
    raise KeyboardInterrupt


@pytest.mark.parametrize("where", ["write_table", "write_index"])
def test_exports_interrupted_after_the_last_article_are_written_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    out, paths = tmp_path / "out", [write(tmp_path / "a.txt"), write(tmp_path / "b.txt")]
    formats = ["json", "jsonl"]
    brief(paths[:1], out, Briefer(), formats=formats)
    with monkeypatch.context() as patch:
        patch.setattr(run, where, killed)
        with pytest.raises(KeyboardInterrupt):
            brief(paths, out, Briefer(), formats=formats)
    assert set(states(brief(paths, out, Briefer(), formats=formats)).values()) == {"skipped"}
    assert len((out / "briefings.jsonl").read_bytes().splitlines()) == 2
    assert '<a href="./b.json">' in (out / "index.html").read_text(encoding="utf-8")


def test_each_table_has_the_articles_of_runs_that_wrote_only_the_other_one(tmp_path: Path) -> None:
    out, paths = tmp_path / "out", [write(tmp_path / "a.txt"), write(tmp_path / "b.txt")]
    brief(paths[:1], out, Briefer(), formats=["jsonl", "parquet"])
    brief(paths, out, Briefer(), formats=["jsonl"])
    assert set(states(brief(paths, out, Briefer(), formats=["parquet"])).values()) == {"skipped"}
    assert pyarrow.parquet.read_table(out / "briefings.parquet").num_rows == 2


def test_documents_of_a_killed_run_with_other_settings_are_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, path = tmp_path / "out", write(tmp_path / "a.txt")
    brief([path], out, Briefer(), formats=["txt"])
    before = (out / "a.txt").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(Manifest, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            brief([path], out, Briefer(), formats=["txt"], glossary=Glossary.read("marché,bazaar"))
    assert (out / "a.txt").read_bytes() != before
    assert states(brief([path], out, Briefer(), formats=["txt"])) == {"a.txt": "done"}
    assert (out / "a.txt").read_bytes() == before


def test_a_manifest_damaged_in_the_middle_is_a_one_sentence_error(tmp_path: Path) -> None:
    out, paths = tmp_path / "out", [write(tmp_path / f"{n}.txt", "") for n in range(40)]
    brief(paths, out, Briefer(), formats=["txt"])
    content = (out / "manifest.sqlite").read_bytes()
    write(out / "manifest.sqlite", content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(BatchError, match=r"manifest\.sqlite cannot be used .*delete it"):
        brief(paths, out, Briefer(), formats=["txt"])


def test_exports_are_rewritten_after_a_version_that_did_not_record_them(tmp_path: Path) -> None:
    out, path = tmp_path / "out", write(tmp_path / "a.txt")
    brief([path], out, Briefer(), formats=["jsonl"])
    whole = (out / "briefings.jsonl").read_bytes()
    with Manifest(out) as manifest:
        manifest._connection.execute("PRAGMA user_version = 1")
    (out / "briefings.jsonl").write_text("outdated")
    assert set(states(brief([path], out, Briefer(), formats=["jsonl"])).values()) == {"skipped"}
    assert (out / "briefings.jsonl").read_bytes() == whole


def test_a_manifest_of_the_first_layout_is_extended(tmp_path: Path) -> None:
    out, path = tmp_path / "out", write(tmp_path / "a.txt")
    brief([path], out, Briefer(), formats=["txt"])
    with Manifest(out) as manifest:
        manifest._connection.executescript("DROP TABLE export; PRAGMA user_version = 1")
    assert set(states(brief([path], out, Briefer(), formats=["txt"])).values()) == {"skipped"}


def test_a_manifest_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    out, path = tmp_path / "out", write(tmp_path / "a.txt")
    brief([path], out, Briefer(), formats=["txt"])
    with Manifest(out) as manifest:
        manifest._connection.execute("PRAGMA user_version = 99")
    before = (out / "manifest.sqlite").read_bytes()
    with pytest.raises(BatchError, match="written by another version of Passerelle"):
        brief([path], out, Briefer(), formats=["txt"])
    assert (out / "manifest.sqlite").read_bytes() == before


def test_a_damaged_record_is_a_one_sentence_error(tmp_path: Path) -> None:
    out, path = tmp_path / "out", write(tmp_path / "a.txt", "")
    brief([path], out, Briefer(), formats=["jsonl"])
    (out / "briefings.jsonl").unlink()
    with Manifest(out) as manifest:
        manifest._connection.execute("UPDATE item SET record = x'789c00ff'")
    with pytest.raises(BatchError, match=r"manifest\.sqlite cannot be used"):
        brief([path], out, Briefer(), formats=["jsonl"])


def test_a_folder_named_index_html_is_left_alone(tmp_path: Path) -> None:
    out, path = tmp_path / "out", write(tmp_path / "a.txt")
    (out / "index.html").mkdir(parents=True)
    brief([path], out, Briefer(), formats=["txt"])
    assert "a.txt" in (out / "passerelle-index.html").read_text(encoding="utf-8")


def test_no_document_is_written_through_a_link_that_leads_nowhere(tmp_path: Path) -> None:
    out, path = tmp_path / "out", write(tmp_path / "a.txt")
    out.mkdir()
    (out / "a.json").symlink_to(tmp_path / "elsewhere")
    brief([path], out, Briefer(), formats=["json"])
    assert not (tmp_path / "elsewhere").exists()
    [made] = [found for found in out.glob("a-*.json") if not found.is_symlink()]
    assert "Paris" in made.read_text(encoding="utf-8")


def test_a_document_that_cannot_be_made_fails_its_article_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(briefing: Briefing) -> str:
        if "Berlin" in briefing.article.text:
            raise ZeroDivisionError("division\nby zero")
        return "made"

    monkeypatch.setattr(text, "write", broken)
    out = tmp_path / "out"
    paths = [
        write(tmp_path / "a.txt"),
        write(tmp_path / "b.txt", "Il neige à Berlin."),
        write(tmp_path / "c.txt"),
    ]
    outcomes = brief(paths, out, Briefer(), formats=["txt"])
    assert states(outcomes) == {"a.txt": "done", "b.txt": "failed", "c.txt": "done"}
    reason = "The article cannot be briefed (ZeroDivisionError: division by zero); report it."
    assert outcomes[1].reason == reason


def test_a_sparse_file_is_not_hashed(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(1 << 37)
    with within(30), pytest.raises(BatchError, match="larger than 20 MB"):
        file_digest(tmp_path / "a.txt")


@pytest.mark.parametrize("name", ["a" * 300, "a/" * 3000])
def test_an_impossible_output_folder_is_a_one_sentence_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(BatchError, match=r"cannot be created: File name too long"):
        brief([write(tmp_path / "a.txt")], tmp_path / name, Briefer())


def raising(briefer: Briefer, items: Sequence[Item], settings: BatchSettings) -> list[ItemResult]:
    raise ZeroDivisionError("no\nmodel")


@pytest.mark.slow
def test_an_error_of_a_whole_group_fails_its_articles_without_a_traceback(
    capfd: pytest.CaptureFixture[str],
) -> None:
    groups = iter([[Item("a", "a", "x", "text"), Item("b", "b", "x", "text")]])
    [results] = pool.run(groups, Briefer(), BatchSettings(), 1, raising)
    error = "The article cannot be briefed (ZeroDivisionError: no model); report it."
    assert [result.error for result in results] == [error] * 2
    assert capfd.readouterr().err == ""


def running(news: Path, out: Path, *options: str) -> "subprocess.Popen[str]":
    """Start a batch in a process group of its own, like a shell."""
    command = [sys.executable, str(ROOT / "batch.py"), str(news), "--out", str(out), "--language", "fr"]
    return subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def descendants(pid: int) -> list[int]:
    """Return the processes that descend from one."""
    try:
        # Each thread has its own children: parsers are started by a thread.
        threads = Path(f"/proc/{pid}/task").glob("*/children")
        children = " ".join(path.read_text(encoding="ascii") for path in threads).split()
    except OSError:  # it has ended
        return []
    return [found for child in map(int, children) for found in (child, *descendants(child))]


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_an_interrupt_while_workers_start_prints_no_traceback(tmp_path: Path) -> None:
    news = corpus(tmp_path, 20)
    for pause in (0.0, 0.1, 0.3, 0.6, 1.0):
        batch = running(news, tmp_path / f"out{pause}", "--workers", "2")
        # Two workers, and the resource tracker of multiprocessing.
        while batch.poll() is None and len(descendants(batch.pid)) < 3:
            time.sleep(0.005)
        time.sleep(pause)
        os.killpg(batch.pid, signal.SIGINT)
        _, message = batch.communicate(timeout=300)
        assert "Traceback" not in message, pause
        assert batch.returncode == 130, message


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_killed_workers_are_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    news = corpus(tmp_path, 60)
    options = ["--format", "json,txt,jsonl", "-q"]
    running(news, tmp_path / "whole", *options).communicate(timeout=300)
    batch = running(news, tmp_path / "killed", "--workers", "2", *options)
    for aim in (8, 32):
        while batch.poll() is None and finished(tmp_path / "killed") < aim:
            time.sleep(0.01)
        workers = [pid for pid in descendants(batch.pid) if is_worker(pid)]
        assert len(workers) == 2
        os.kill(workers[0], signal.SIGKILL)
    batch.communicate(timeout=300)
    assert batch.returncode == 1  # every tenth file is empty
    assert outputs(tmp_path / "killed") == outputs(tmp_path / "whole")


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_workers_and_their_parsers_end_with_a_killed_batch(tmp_path: Path) -> None:
    for number in range(40):
        sentences = "".join(f"Le maire {i} de Brest a parlé mardi. " for i in range(200))
        write(tmp_path / "news" / f"{number}.html", f"<html><body><p>{sentences}</p></body></html>")
    batch = running(tmp_path / "news", tmp_path / "out", "--workers", "2")
    while batch.poll() is None and len(descendants(batch.pid)) < 5:
        time.sleep(0.01)
    # The resource tracker of multiprocessing, two workers, and a parser for each.
    found = descendants(batch.pid)
    assert len(found) >= 5
    time.sleep(1.0)
    batch.kill()
    batch.communicate(timeout=60)
    deadline = time.monotonic() + 10
    while (left := [pid for pid in found if is_running(pid)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return False


def is_worker(pid: int) -> bool:
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


@pytest.mark.soak
def test_runs_with_changing_settings_killed_at_any_moment_give_the_same_output(tmp_path: Path) -> None:
    news, out = corpus(tmp_path, 60), tmp_path / "killed"

    def command(folder: Path, length: str) -> list[str]:
        options = ["--length", length, "--format", "json,txt,jsonl", "-q", "--language", "fr"]
        return [sys.executable, str(ROOT / "batch.py"), str(news), "--out", str(folder), *options]

    subprocess.run(
        command(tmp_path / "whole", "standard"), check=False, stdout=subprocess.DEVNULL, timeout=300
    )
    for length, seconds in (("standard", 4.0), ("short", 3.5), ("standard", 3.0), ("short", 4.5)):
        batch = subprocess.Popen(command(out, length), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        batch.kill()
        batch.wait()
    killed_runs(command(out, "standard"), out, 2, 60)
    made, whole = outputs(out), outputs(tmp_path / "whole")
    assert set(made) == set(whole)
    assert [name for name in whole if made[name] != whole[name]] == []


# Limits the size of files, as a full disk does, then runs a command line.
LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.mark.soak
@pytest.mark.parametrize("limit", [0, 3000, 9000, 20_000])
def test_a_full_disk_is_reported_and_the_next_run_completes_the_work(tmp_path: Path, limit: int) -> None:
    news, out = corpus(tmp_path, 12), tmp_path / "out"
    command = [str(ROOT / "batch.py"), str(news), "--language", "fr", "--format", "json,txt,jsonl", "-q"]
    whole = [sys.executable, *command, "--out", str(tmp_path / "whole")]
    subprocess.run(whole, check=False, capture_output=True, timeout=120)
    limited = [sys.executable, "-c", LIMITED, str(limit), *command, "--out", str(out)]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    full = subprocess.run(limited, capture_output=True, text=True, timeout=120, check=False, env=environment)
    assert full.returncode in (1, 2), full.stderr
    assert "Traceback" not in full.stderr
    assert re.search("cannot be (written|created|used)", full.stderr + full.stdout)
    assert list(out.glob(".*.tmp")) == []
    subprocess.run(
        [sys.executable, *command, "--out", str(out)], check=False, capture_output=True, timeout=120
    )
    assert outputs(out) == outputs(tmp_path / "whole")


@pytest.mark.skipif(sys.platform == "win32", reason="needs signal masks")
def test_an_interrupt_waits_until_the_workers_have_started(monkeypatch: pytest.MonkeyPatch) -> None:
    going = threading.Event()
    # The system may deliver the signal to any thread that does not block it.

    def interrupt() -> None:
        going.wait(10)
        os.kill(os.getpid(), signal.SIGINT)

    other = threading.Thread(target=interrupt)
    other.start()
    started: list[str] = []
    ended: list[str] = []

    class Slow:
        def __init__(self, *_: Any) -> None:
            going.set()
            other.join()
            time.sleep(0.01)
            started.append("worker")

        def end(self) -> None:
            ended.append("worker")

    monkeypatch.setattr(pool, "_Worker", Slow)
    # A shell that starts the tests in the background makes them ignore the signal.
    inherited = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        before = signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, [])
        with pytest.raises(KeyboardInterrupt):
            list(pool.run(iter([]), Briefer(), BatchSettings(), 2))
        after = signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, [])
    finally:
        signal.signal(signal.SIGINT, inherited)
    assert len(started) == len(ended) == 2
    assert after == before


def vanish(path: Path) -> None:
    path.unlink()


def become_empty(path: Path) -> None:
    path.unlink()
    path.touch()


def become_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def folder_becomes_empty(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.mkdir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not remove open files")
@pytest.mark.parametrize("happen", [vanish, become_empty, become_folder, folder_becomes_empty])
def test_a_manifest_that_is_removed_during_a_run_ends_it(
    tmp_path: Path, happen: Callable[[Path], None]
) -> None:
    out, paths = tmp_path / "out", [write(tmp_path / f"{n:02}.txt", "") for n in range(17)]
    outcomes = process(file_items(paths, out), out, Briefer(), formats=["txt"])
    next(outcomes)
    happen(out / "manifest.sqlite")
    with pytest.raises(BatchError, match=r"manifest\.sqlite was removed or replaced while the batch was"):
        list(outcomes)
    assert not (out / "index.html").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("nowhere")])
def test_a_manifest_that_is_not_a_file_is_a_one_sentence_error(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    make(out / "manifest.sqlite")
    with within(30), pytest.raises(BatchError, match=r"manifest\.sqlite is not a file; remove it"):
        brief([write(tmp_path / "a.txt")], out, Briefer())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_document_replaced_by_a_pipe_fails_its_article_alone(tmp_path: Path) -> None:
    out, paths = tmp_path / "out", [write(tmp_path / "a.txt"), write(tmp_path / "b.txt")]
    brief(paths, out, Briefer(), formats=["txt"])
    (out / "a.txt").unlink()
    os.mkfifo(out / "a.txt")
    with within(60):
        outcomes = brief(paths, out, Briefer(), formats=["txt"])
    assert states(outcomes) == {"a.txt": "failed", "b.txt": "skipped"}
    reason = (
        "The output cannot be written: It is a pipe or device; correct this and run the same command again."
    )
    assert reason in [outcome.reason for outcome in outcomes]

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.batch.folder import BatchOutcome, find, output_paths, process
from passerelle.briefing import Briefer
from passerelle.briefing.events import ArticleRead, BriefingFinished, Event
from passerelle.briefing.request import Request, RequestFields, Source, as_request
from passerelle.errors import BatchError
from passerelle.storage import write_atomically
from translate import Glossary

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = "Le marché est ouvert depuis lundi.\n\nLes prix ont baissé de 12 %. Il pleut à Paris.\n"


def write(path: Path, content: str | bytes = ARTICLE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def names(paths: list[Path], root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in paths]


def test_folders_are_searched_for_what_can_be_read(tmp_path: Path) -> None:
    news, out = tmp_path / "news", tmp_path / "news" / "out"
    for name in ("b.txt", "a/B.HTML", "a/c.docx", "a/d/e.md", "f.pdf", "g.htm"):
        write(news / name)
    for name in ("notes.rst", "x.txt.bak", ".hidden.txt", ".git/x.txt", "out/made.html", "out/sub/x.txt"):
        write(news / name)
    assert names(find([str(news)], out), news) == [
        "b.txt",
        "f.pdf",
        "g.htm",
        "a/B.HTML",
        "a/c.docx",
        "a/d/e.md",
    ]


def test_lock_files_and_hidden_files_are_named_as_ignored(tmp_path: Path) -> None:
    for name in ("a.txt", "~$rticle.docx", ".b.txt", "._a.txt", ".DS_Store", "sub/~$x.docm"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("Texte.\n", encoding="utf-8")
    for pattern in (str(tmp_path), f"{tmp_path}/**"):
        ignored: list[Path] = []
        assert find([pattern], tmp_path / "out", ignored.append) == [tmp_path / "a.txt"]
        names = {path.name for path in ignored}
        assert names >= {"~$rticle.docx", "~$x.docm"}
        assert names <= {"~$rticle.docx", "~$x.docm", ".b.txt", "._a.txt"}


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret" / "s.txt")
    news = tmp_path / "news"
    write(news / "sub" / "a.txt")
    (news / "out.txt").symlink_to(secret)
    (news / "folder").symlink_to(secret.parent)
    (news / "up").symlink_to(news)
    (news / "loop.txt").symlink_to("loop.txt")
    (news / "in.txt").symlink_to(news / "sub" / "a.txt")
    os.mkfifo(news / "pipe.txt")
    os.mkfifo(news / "pipe.html")
    # The link within the folder comes first and counts as the file, which is read once.
    assert names(find([str(news)], tmp_path / "o"), news) == ["in.txt"]
    assert names(find([f"{news}/**/*.txt"], tmp_path / "o"), news) == ["in.txt"]
    assert find([str(news / "out.txt")], tmp_path / "o") == [news / "out.txt"]  # named, so wanted


def test_patterns_are_expanded_where_the_shell_does_not(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c/d.txt", "c/.e.txt", "[1].txt", "c/f.rst"):
        write(tmp_path / name)
    out = tmp_path / "c" / "out"
    write(out / "made.txt")
    assert names(find([f"{tmp_path}/?.txt"], out), tmp_path) == ["a.txt", "b.txt"]
    assert names(find([f"{tmp_path}/c/**/*"], out), tmp_path) == ["c/d.txt"]
    assert names(find([f"{tmp_path}/[1].txt"], out), tmp_path) == ["[1].txt"]
    # Next to their outputs files are told apart by their content; below another folder's they are left out.
    write(out / "deeper" / "made.txt")
    assert names(find([f"{tmp_path}/c/**/*.txt"], out), tmp_path) == ["c/d.txt"]
    (tmp_path / "own.htm").write_text('<meta name="generator" content="Passerelle">')
    assert names(find([f"{tmp_path}/?.*", f"{tmp_path}/own*"], tmp_path), tmp_path) == ["a.txt", "b.txt"]


def test_a_named_file_is_taken_once_whatever_its_name(tmp_path: Path) -> None:
    a = write(tmp_path / "a.rst")
    missing = tmp_path / "missing.txt"
    found = find([str(a), str(missing), str(tmp_path / "x" / ".." / "a.rst")], tmp_path / "o")
    assert found == [a, missing]


def test_a_batch_that_has_nothing_to_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for paths in (
        [str(tmp_path / "empty")],
        [str(tmp_path / "no.txt")],
        [f"{tmp_path}/*.pdf"],
        ["a" * 300],
    ):
        with pytest.raises(BatchError, match="nothing to read"):
            find(paths, tmp_path / "o")


def test_a_folder_is_not_its_own_output(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    with pytest.raises(BatchError, match="own output folder"):
        find([str(tmp_path)], tmp_path / "x" / "..")


PARTS = st.text(alphabet=st.sampled_from("ab.-_ Aé$/\\:\n\x1b日"), min_size=1, max_size=90).map(
    lambda text: text.replace("/", "") or "x"
)
PATHS = st.lists(PARTS.filter(lambda part: part not in (".", "..")), min_size=1, max_size=4).map(tuple)


@given(st.sets(PATHS, min_size=2, max_size=6))
def test_outputs_never_collide_and_never_leave_the_folder(paths: set[tuple[str, ...]]) -> None:
    out = Path("/nowhere/out")
    made = [path for parts in paths for path in output_paths(Path("/nowhere/in", *parts), out)]
    assert len({str(path).casefold() for path in made}) == 2 * len(paths)
    for path in made:
        assert path.parent == out
        assert len(os.fsencode(path.name)) < 200
        assert all(c.isalnum() or c in ".-" for c in path.name)
        assert not path.name.startswith(("-", "."))


def test_outputs_are_named_after_the_path_in_any_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = write(tmp_path / "news" / "a" / "x.txt"), tmp_path / "out"
    record, page = output_paths(path, out)
    assert record.name.startswith("news-a-x-txt-")
    assert (record.stem, record.suffix, page.suffix) == (page.stem, ".json", ".html")
    monkeypatch.chdir(tmp_path / "news")
    assert output_paths(Path("a/x.txt"), Path("../out"))[0].name == record.name
    moved = write(tmp_path / "elsewhere" / "news" / "a" / "x.txt")
    assert output_paths(moved, tmp_path / "elsewhere" / "out")[0].name == record.name


def test_a_write_that_fails_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "x.json", "old")

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_is_written_through(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("file")
    for text in ("first", "second"):
        write_atomically(tmp_path / "link", text)
        assert (tmp_path / "file").read_text() == text
    assert (tmp_path / "link").is_symlink()


def test_what_a_shell_finds_in_the_output_folder_is_no_article(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    for output in output_paths(tmp_path / "a.txt", tmp_path):
        output.write_text("made")
    files = [str(path) for path in sorted(tmp_path.iterdir())]
    assert len(files) == 3
    assert find(files, tmp_path) == [tmp_path / "a.txt"]


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_atomically(tmp_path / "pipe", "é")
        assert os.read(reader, 10) == "é".encode()
    finally:
        os.close(reader)
    assert (tmp_path / "pipe").is_fifo()


@pytest.fixture(scope="module")
def briefer() -> Briefer:
    return Briefer()


class Counting(Briefer):
    """Counts the files that are really done; raises for the file named as broken."""

    def __init__(self, broken: str = "", fingerprint: str = "") -> None:
        super().__init__()
        self.read: list[str] = []
        self._broken, self._fingerprint = broken, fingerprint

    def events(self, source: Source | Request, **fields: Unpack[RequestFields]) -> Iterator[Event]:
        request = as_request(source, **fields)
        assert isinstance(request.source, Path)
        self.read.append(request.source.name)
        if request.source.name == self._broken:
            raise ZeroDivisionError("division\nby zero")
        return super().events(request)

    def fingerprint(self, glossary: Glossary | None = None) -> str:
        return self._fingerprint or super().fingerprint(glossary)


def states(outcomes: Iterator[BatchOutcome]) -> dict[str, str]:
    return {outcome.path.name: outcome.state for outcome in outcomes}


@pytest.mark.slow
def test_bad_files_are_reported_and_the_good_ones_done(tmp_path: Path, briefer: Briefer) -> None:
    news, out = tmp_path / "news", tmp_path / "made" / "out"
    good = [write(news / "a" / "x.txt"), write(news / "b" / "x.txt"), write(news / "b" / "x.md")]
    bad = [write(news / "empty.txt", ""), write(news / "noise.pdf", os.urandom(3000)), news / "missing.txt"]
    write(news / "b" / "x.txt", ARTICLE + "\nLe train est parti à huit heures ce matin.\n")
    seen: list[Event] = []
    outcomes = list(
        process(
            [good[0], *bad, *good[1:]],
            out,
            briefer,
            language="fr",
            on_event=lambda _, event: seen.append(event),
        )
    )
    assert [outcome.state for outcome in outcomes] == ["done", "failed", "failed", "failed", "done", "done"]
    for outcome in outcomes[1:4]:
        assert outcome.reason
        assert outcome.reason.endswith(".")
        assert "\n" not in outcome.reason
        assert "nexpected" not in outcome.reason
    assert sum(isinstance(event, ArticleRead) for event in seen) == 3
    assert sum(isinstance(event, BriefingFinished) for event in seen) == 3
    assert len(list(out.iterdir())) == 6
    for path, outcome in zip(good, [outcomes[0], *outcomes[4:]], strict=True):
        record, page = output_paths(path, out)
        content = json.loads(record.read_text(encoding="utf-8"))
        assert content["schema"] == "passerelle.briefing/2"
        assert content["article"]["text"] == path.read_text(encoding="utf-8")
        assert content["batch"]["sentences"] == outcome.sentences == len(content["translation"]["segments"])
        assert content["batch"]["words"] == outcome.words
        assert "Le marché est ouvert" in page.read_text(encoding="utf-8")
    assert outcomes[4].words == outcomes[0].words + 9


def test_a_second_run_does_only_what_has_changed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    paths = [write(tmp_path / f"{name}.txt") for name in "abcde"]
    assert set(states(process(paths, out, Counting())).values()) == {"done"}
    before = {path: path.stat().st_mtime_ns for path in out.iterdir()}

    again = Counting()
    outcomes = list(process(paths, out, again))
    assert {outcome.state for outcome in outcomes} == {"skipped"}
    assert outcomes[0].words == 17
    assert outcomes[0].sentences == 3
    assert again.read == []
    assert {path: path.stat().st_mtime_ns for path in out.iterdir()} == before

    write(paths[0], ARTICLE.replace("12", "13"))
    output_paths(paths[1], out)[0].unlink()
    output_paths(paths[2], out)[1].unlink()
    record = output_paths(paths[3], out)[0]
    record.write_bytes(record.read_bytes()[:300])
    again = Counting()
    assert states(process(paths, out, again)) == {
        "a.txt": "done",
        "b.txt": "done",
        "c.txt": "done",
        "d.txt": "done",
        "e.txt": "skipped",
    }
    assert set(states(process(paths, out, Counting())).values()) == {"skipped"}


@pytest.mark.parametrize(
    "damage", ["[]", "{}", '{"batch": 3}', '{"batch": {"words": "x"}}', "[" * 100_000, "\xff"]
)
def test_a_damaged_record_is_made_anew(tmp_path: Path, damage: str, briefer: Briefer) -> None:
    path = write(tmp_path / "a.txt")
    record, page = output_paths(path, tmp_path)
    write(page, "page")
    write(record, damage.encode("latin-1"))
    assert states(process([path], tmp_path, briefer)) == {"a.txt": "done"}


def test_other_models_another_language_or_force_do_everything_again(tmp_path: Path) -> None:
    paths, out = [write(tmp_path / "a.txt")], tmp_path / "out"
    for briefer, language, force, state in [
        (Counting(), None, False, "done"),
        (Counting(), "fr", False, "done"),
        (Counting(), "fr", False, "skipped"),
        (Counting(fingerprint="another model"), "fr", False, "done"),
        (Counting(fingerprint="another model"), "fr", True, "done"),
        (Counting(fingerprint="another model"), "fr", False, "skipped"),
    ]:
        assert states(process(paths, out, briefer, language=language, force=force)) == {"a.txt": state}
        assert len(briefer.read) == (state == "done")
    shorter = process(paths, out, Counting(), language="fr", length="short")
    assert states(shorter) == {"a.txt": "done"}


def test_another_glossary_does_everything_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    paths = [write(tmp_path / "a.txt")]
    glossary, noted = Glossary.read("marché,bazaar"), Glossary.read("marché,bazaar,,a note")
    for terms, state in ((None, "done"), (glossary, "done"), (noted, "skipped"), (None, "done")):
        assert states(process(paths, out, Counting(), glossary=terms)) == {"a.txt": state}


def test_an_unexpected_error_ends_one_file_only(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{name}.txt") for name in "abc"]
    outcomes = list(process(paths, tmp_path / "out", Counting(broken="b.txt")))
    assert [outcome.state for outcome in outcomes] == ["done", "failed", "done"]
    assert outcomes[1].reason == "An unexpected error, ZeroDivisionError: division by zero."


def test_an_output_that_cannot_be_written_is_reported(tmp_path: Path, briefer: Briefer) -> None:
    path = write(tmp_path / "a.txt")
    output_paths(path, tmp_path)[0].mkdir()
    (outcome,) = process([path], tmp_path, briefer)
    assert outcome.reason == "The output cannot be written: Is a directory."
    with pytest.raises(BatchError, match="cannot be made"):
        next(process([path], path, briefer))


@pytest.mark.slow
@pytest.mark.soak
def test_an_interrupt_keeps_what_is_done_and_the_next_run_goes_on(tmp_path: Path) -> None:
    news, out = tmp_path / "news", tmp_path / "out"
    for i in range(60):
        write(news / f"{i:02}.txt", "\n\n".join(f"Article {i}, ligne {j} sur les prix." for j in range(40)))
    command = [sys.executable, str(ROOT / "batch.py"), str(news), "--out", str(out)]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while running.poll() is None and not list(out.glob("*.json")):
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    table, message = running.communicate(timeout=120)
    assert running.returncode == 130
    records = sorted(out.glob("*.json"))
    assert 0 < len(records) < 60
    assert table.count(" done") == len(records) + 1
    assert message == f"Interrupted with {60 - len(records)} to go; the same command continues from here.\n"
    assert [json.loads(record.read_text(encoding="utf-8"))["batch"]["sentences"] for record in records] == [
        40
    ] * len(records)
    assert all(record.with_suffix(".html").exists() for record in records)
    assert not [path for path in out.iterdir() if path.name.startswith(".")]

    for path in sorted(news.iterdir())[len(records) + 1 :]:
        path.unlink()
    rerun = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (rerun.returncode, rerun.stderr) == (0, "")
    assert f"1 done, {len(records)} skipped, 0 failed" in rerun.stdout

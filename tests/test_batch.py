import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from fatal import slow_or_fatal
from filelock import FileLock
from hypothesis import given
from hypothesis import strategies as st
from limits import within

from passerelle.batch import pool
from passerelle.batch.files import find
from passerelle.batch.formats import TABLES
from passerelle.batch.inputs import file_items, identity
from passerelle.batch.manifest import Manifest
from passerelle.batch.names import folded, output_name
from passerelle.batch.run import process
from passerelle.batch.types import BatchOutcome, BatchSettings, Item
from passerelle.briefing import Briefer
from passerelle.briefing.events import ArticleRead, BriefingFinished, Event
from passerelle.briefing.request import Request
from passerelle.briefing.stages import OpenArticle
from passerelle.cli.streams import write_output
from passerelle.errors import BatchError
from passerelle.output import FORMATS
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


def test_folders_are_searched_for_readable_formats(tmp_path: Path) -> None:
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


def test_lock_files_and_hidden_files_are_reported_as_ignored(tmp_path: Path) -> None:
    for name in ("a.txt", "~$rticle.docx", ".b.txt", "._a.txt", ".DS_Store", "sub/~$x.docm"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("Texte.\n", encoding="utf-8")
    for pattern in (str(tmp_path), f"{tmp_path}/**"):
        ignored: list[Path] = []
        assert find([pattern], tmp_path / "out", ignored.append) == [tmp_path / "a.txt"]
        names = {path.name for path in ignored}
        assert names >= {"~$rticle.docx", "~$x.docm"}
        assert names <= {"~$rticle.docx", "~$x.docm", ".b.txt", "._a.txt", ".DS_Store"}


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
    assert find([str(news / "out.txt")], tmp_path / "o") == [news / "out.txt"]  # named explicitly


def test_patterns_are_expanded_without_a_shell(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c/d.txt", "c/.e.txt", "[1].txt", "c/f.rst"):
        write(tmp_path / name)
    out = tmp_path / "c" / "out"
    write(out / "made.txt")
    assert names(find([f"{tmp_path}/?.txt"], out), tmp_path) == ["a.txt", "b.txt"]
    assert names(find([f"{tmp_path}/c/**/*"], out), tmp_path) == ["c/d.txt"]
    assert names(find([f"{tmp_path}/[1].txt"], out), tmp_path) == ["[1].txt"]
    # In the same folder, outputs are recognized by their content; a separate output folder is skipped whole.
    write(out / "deeper" / "made.txt")
    assert names(find([f"{tmp_path}/c/**/*.txt"], out), tmp_path) == ["c/d.txt"]
    (tmp_path / "own.htm").write_text('<meta name="generator" content="Passerelle">')
    assert names(find([f"{tmp_path}/?.*", f"{tmp_path}/own*"], tmp_path), tmp_path) == ["a.txt", "b.txt"]


def test_a_file_named_explicitly_is_read_once_whatever_its_suffix(tmp_path: Path) -> None:
    a = write(tmp_path / "a.rst")
    missing = tmp_path / "missing.txt"
    found = find([str(a), str(missing), str(tmp_path / "x" / ".." / "a.rst")], tmp_path / "o")
    assert found == [a, missing]


def test_nothing_to_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for paths in (
        [str(tmp_path / "empty")],
        [f"{tmp_path}/*.pdf"],
    ):
        with pytest.raises(BatchError, match="nothing to read"):
            find(paths, tmp_path / "o")
    for paths in ([str(tmp_path / "no.txt")], [f"{tmp_path}/folder/"], ["a" * 300], [f"{tmp_path}/no"]):
        with pytest.raises(BatchError, match="does not exist"):
            find(paths, tmp_path / "o")
    with pytest.raises(BatchError, match=r"a, b do not exist"):
        find(["a", "b"], tmp_path / "o")


def test_a_folder_cannot_be_its_own_output(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    with pytest.raises(BatchError, match="own output folder"):
        find([str(tmp_path)], tmp_path / "x" / "..")


PARTS = st.text(alphabet=st.sampled_from("ab.-_ Aé$/\\:\n\x1b日"), min_size=1, max_size=90).map(
    lambda text: text.replace("/", "") or "x"
)
PATHS = st.lists(PARTS.filter(lambda part: part not in (".", "..")), min_size=1, max_size=4).map(tuple)


@given(st.lists(PATHS, min_size=2, max_size=6, unique=True))
def test_output_names_never_collide_and_never_leave_the_folder(paths: list[tuple[str, ...]]) -> None:
    made: list[str] = []
    for parts in paths:
        item = Item("/".join(parts), "", Path(*parts))
        made.append(output_name(item, lambda name: folded(name) in {folded(other) for other in made}))
    assert len({name.casefold() for name in made}) == len(paths)
    for name in made:
        assert len(os.fsencode(name)) < 200
        assert all(c.isalnum() or c in ".-" for c in name)
        assert not name.startswith(("-", "."))


@pytest.mark.parametrize(
    ("item", "name"),
    [
        (Item("../news/politique.txt", "", Path("politique.txt")), "politique"),
        (Item("../a/L'été à Paris.fr.html", "", Path("L'été à Paris.fr.html")), "L-été-à-Paris.fr"),
        (Item("../a/v1.2", "", Path("v1.2")), "v1.2"),
        (Item("../index.txt", "", Path("index.txt")), "index-7d3c2ea0"),
        (Item("../CON.txt", "", Path("CON.txt")), "CON-6b2f1a19"),
        (Item("https://le.example/a/prix-du-pain.html?x=1", "", "", "address"), "prix-du-pain"),
        (Item("https://le.example/", "", "", "address"), "le.example"),
        (Item("http://[x", "", "", "address"), "http-x"),
        (Item("https://ex\u2100mple.com/", "", "", "address"), "https-ex-mple.com"),
        (Item("https://le.example/..%2f..%2fetc", "", "", "address"), "etc"),
        (Item("42", "", "", "text"), "42"),
        (Item("../../etc/passwd", "", "", "text"), "etc-passwd"),
        (Item("…", "", "", "text"), None),
    ],
)
def test_output_names_are_readable(item: Item, name: str | None) -> None:
    found = output_name(item, lambda _: False)
    if name is None:
        assert re.fullmatch("[0-9a-f]{8}", found)
    elif "-" in name and re.fullmatch("(index|CON)-.*", name):
        assert re.fullmatch("(index|CON)-[0-9a-f]{8}", found)
    else:
        assert found == name


def test_articles_keep_their_output_names_and_no_other_file_is_overwritten(tmp_path: Path) -> None:
    write(tmp_path / "c.json", "mine")
    items = file_items([tmp_path / "a" / "x.txt", tmp_path / "b" / "X.md", tmp_path / "c.txt"], tmp_path)
    with Manifest(tmp_path) as manifest:
        first = [entry.name for entry in manifest.enter(items)]
    with Manifest(tmp_path) as manifest:
        assert [entry.name for entry in manifest.enter(items[::-1])] == first[::-1]
    assert first[0] == "x"
    assert re.fullmatch("X-[0-9a-f]{8}", first[1])
    assert re.fullmatch("c-[0-9a-f]{8}", first[2])


def test_ids_of_articles_do_not_depend_on_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = write(tmp_path / "news" / "a" / "x.txt"), tmp_path / "out"
    assert identity(path, out) == "../news/a/x.txt"
    monkeypatch.chdir(tmp_path / "news")
    assert identity(Path("a/x.txt"), Path("../out")) == "../news/a/x.txt"


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "x.json", "old")

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_writing_to_a_link_writes_its_target(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("file")
    for text in ("first", "second"):
        write_atomically(tmp_path / "link", text)
        assert (tmp_path / "file").read_text() == text
    assert (tmp_path / "link").is_symlink()


def test_only_the_output_of_a_command_is_written_to_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_output("é", tmp_path / "pipe")
        assert os.read(reader, 10) == "é".encode()
    finally:
        os.close(reader)
    with within(10), pytest.raises(OSError, match="It is a pipe or device"):
        write_atomically(tmp_path / "pipe", "é")
    assert (tmp_path / "pipe").is_fifo()


class Counting(Briefer):
    """Records the files that it briefs; raises an error for the one given as `broken`."""

    def __init__(self, broken: str = "", fingerprint: str = "") -> None:
        super().__init__()
        self.read: list[str] = []
        self._broken, self._fingerprint = broken, fingerprint

    def open(self, request: Request) -> Generator[Event, None, OpenArticle]:
        assert isinstance(request.source, Path)
        self.read.append(request.source.name)
        if request.source.name == self._broken:
            raise ZeroDivisionError("division\nby zero")
        return super().open(request)

    def fingerprint(self, glossary: Glossary | None = None) -> str:
        return self._fingerprint or super().fingerprint(glossary)


def brief(paths: list[Path], out: Path, briefer: Briefer, **options: Any) -> list[BatchOutcome]:
    settings = BatchSettings(
        language=options.pop("language", "fr"),
        length=options.pop("length", "standard"),
        glossary=options.pop("glossary", None),
    )
    return list(process(file_items(paths, out), out, briefer, settings, **options))


def states(outcomes: list[BatchOutcome]) -> dict[str, str]:
    return {Path(outcome.label).name: outcome.state for outcome in outcomes}


def outputs(out: Path) -> dict[str, bytes]:
    """Return the content of an output folder; of the manifest, everything except times."""
    found = {path.name: path.read_bytes() for path in out.iterdir() if not path.name.startswith("manifest")}
    with sqlite3.connect(out / "manifest.sqlite") as connection:
        found["manifest"] = repr(
            connection.execute(
                "SELECT number, id, name, state, input_sha256, settings, error, heading, brief, flags, "
                "words, sentences, record FROM item ORDER BY number"
            ).fetchall()
        ).encode()
    return found


def test_unreadable_files_are_reported_and_the_others_briefed(tmp_path: Path) -> None:
    news, out = tmp_path / "news", tmp_path / "made" / "out"
    good = [write(news / "a" / "x.txt"), write(news / "b" / "x.txt"), write(news / "b" / "x.md")]
    bad = [write(news / "empty.txt", ""), write(news / "noise.pdf", os.urandom(3000)), news / "missing.txt"]
    write(news / "b" / "x.txt", ARTICLE + "\nLe train est parti à huit heures ce matin.\n")
    seen: list[Event] = []
    outcomes = brief([good[0], *bad, *good[1:]], out, Briefer(), on_event=lambda _, event: seen.append(event))
    by_label = {outcome.label: outcome for outcome in outcomes}
    for path in bad:
        outcome = by_label[str(path)]
        assert outcome.state == "failed"
        assert outcome.reason
        assert outcome.reason.endswith(".")
        assert "\n" not in outcome.reason
        assert "nexpected" not in outcome.reason
    assert sum(isinstance(event, ArticleRead) for event in seen) == 3
    assert sum(isinstance(event, BriefingFinished) for event in seen) == 3
    documents = sorted(path.name for path in out.iterdir())
    assert [name for name in documents if name.startswith("x.")] == ["x.html", "x.json"]
    assert len([name for name in documents if re.fullmatch(r"x-[0-9a-f]{8}\.(html|json)", name)]) == 4
    with Manifest(out, read_only=True) as manifest:
        entries = {entry.id: entry for entry in manifest.entries()}
    for path in good:
        outcome, entry = by_label[str(path)], entries[identity(path, out)]
        record, page = entry.documents(out, ["json", "html"])
        content = json.loads(record.read_text(encoding="utf-8"))
        assert content["schema"] == "passerelle.briefing/2"
        assert content["article"]["text"] == path.read_text(encoding="utf-8")
        assert set(content["timings"].values()) == {0.0}
        assert (entry.sentences, entry.words) == (outcome.sentences, outcome.words)
        assert outcome.sentences == len(content["translation"]["segments"])
        assert "Le marché est ouvert" in page.read_text(encoding="utf-8")
        assert " in 0.0 s" not in page.read_text(encoding="utf-8")
    assert by_label[str(good[1])].words == by_label[str(good[0])].words + 9
    index = (out / "index.html").read_text(encoding="utf-8")
    assert '<a href="./x.html">' in index
    assert "empty.txt is empty" in index


@pytest.mark.slow
def test_a_second_run_briefs_only_what_has_changed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    paths = [write(tmp_path / f"{name}.txt") for name in "abcde"]
    assert set(states(brief(paths, out, Counting())).values()) == {"done"}
    before = {path: path.stat().st_mtime_ns for path in out.iterdir() if not path.name.startswith(".")}

    again = Counting()
    outcomes = brief(paths, out, again)
    assert {outcome.state for outcome in outcomes} == {"skipped"}
    assert (outcomes[0].words, outcomes[0].sentences) == (17, 3)
    assert again.read == []
    documents = [path for path in before if path.suffix != ".sqlite"]
    assert {path: path.stat().st_mtime_ns for path in documents} == {path: before[path] for path in documents}

    write(paths[0], ARTICLE.replace("12", "13"))
    (out / "b.json").unlink()
    again = Counting()
    assert states(brief(paths, out, again)) == dict.fromkeys(["a.txt", "b.txt"], "done") | dict.fromkeys(
        ["c.txt", "d.txt", "e.txt"], "skipped"
    )
    assert again.read == ["a.txt", "b.txt"]


@pytest.mark.slow
def test_changed_models_language_or_force_brief_everything_again(tmp_path: Path) -> None:
    paths, out = [write(tmp_path / "a.txt")], tmp_path / "out"
    for briefer, language, force, state in [
        (Counting(), None, False, "done"),
        (Counting(), "fr", False, "done"),
        (Counting(), "fr", False, "skipped"),
        (Counting(fingerprint="another model"), "fr", False, "done"),
        (Counting(fingerprint="another model"), "fr", True, "done"),
        (Counting(fingerprint="another model"), "fr", False, "skipped"),
    ]:
        assert states(brief(paths, out, briefer, language=language, force=force)) == {"a.txt": state}
        assert len(briefer.read) == (state == "done")
    assert states(brief(paths, out, Counting(), length="short")) == {"a.txt": "done"}


@pytest.mark.slow
def test_a_changed_glossary_briefs_everything_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    paths = [write(tmp_path / "a.txt")]
    glossary, noted = Glossary.read("marché,bazaar"), Glossary.read("marché,bazaar,,a note")
    for terms, state in ((None, "done"), (glossary, "done"), (noted, "skipped"), (None, "done")):
        assert states(brief(paths, out, Counting(), glossary=terms)) == {"a.txt": state}


def test_an_unexpected_error_fails_one_file_which_is_retried_on_request(tmp_path: Path) -> None:
    out, paths = tmp_path / "out", [write(tmp_path / f"{name}.txt") for name in "abc"]
    outcomes = brief(paths, out, Counting(broken="b.txt"))
    assert states(outcomes) == {"a.txt": "done", "b.txt": "failed", "c.txt": "done"}
    reason = "The article cannot be briefed (ZeroDivisionError: division by zero); report it."
    assert outcomes[1].reason == reason
    again = brief(paths, out, repaired := Counting())
    assert states(again) == {"a.txt": "skipped", "b.txt": "failed", "c.txt": "skipped"}
    assert (repaired.read, again[1].reason) == (
        [],
        f"{reason} It failed before; --retry-failed tries it again.",
    )
    assert states(brief(paths, out, Counting(), retry_failed=True))["b.txt"] == "done"


def test_a_failure_removes_the_outdated_document(tmp_path: Path) -> None:
    out, path = tmp_path / "out", write(tmp_path / "a.txt")
    brief([path], out, Briefer())
    assert (out / "a.html").exists()
    write(path, "")
    assert states(brief([path], out, Briefer())) == {"a.txt": "failed"}
    assert not (out / "a.html").exists()


def test_an_unwritable_output_is_reported_and_retried(tmp_path: Path) -> None:
    path, out = write(tmp_path / "a.txt"), tmp_path / "out"
    brief([path], out, Briefer())
    (out / "a.json").unlink()
    (out / "a.json").mkdir()
    (outcome,) = brief([path], out, Briefer())
    assert outcome.reason == (
        "The output cannot be written: Is a directory; correct this and run the same command again."
    )
    (out / "a.json").rmdir()
    assert states(brief([path], out, Briefer())) == {"a.txt": "done"}
    with pytest.raises(BatchError, match="cannot be created"):
        brief([path], path, Briefer())


def test_a_second_batch_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    path, out = write(tmp_path / "a.txt"), tmp_path / "out"
    out.mkdir()
    with FileLock(out / ".lock"), pytest.raises(BatchError, match="Another batch is writing"):
        brief([path], out, Briefer())
    brief([path], out, Briefer())
    brief([path], out, Briefer())


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_a_damaged_manifest_is_an_error_that_says_to_delete_it(tmp_path: Path, content: bytes) -> None:
    path, out = write(tmp_path / "a.txt"), tmp_path / "out"
    write(out / "manifest.sqlite", content)
    with pytest.raises(BatchError, match=r"manifest\.sqlite cannot be used .*delete it"):
        brief([path], out, Briefer())


def test_a_full_disk_is_a_one_sentence_error(tmp_path: Path) -> None:
    with Manifest(tmp_path) as manifest:
        manifest.enter(file_items([tmp_path / "a.txt"], tmp_path))
        manifest._connection.execute("PRAGMA max_page_count = 1")
        many = file_items([tmp_path / f"{n}.txt" for n in range(5000)], tmp_path)
        with pytest.raises(BatchError, match=r"\(database or disk is full\); .*: free .* again") as caught:
            manifest.enter(many)
        assert "delete" not in str(caught.value)
        assert manifest.find(many[0]) is None


def test_a_duplicate_id_is_an_error(tmp_path: Path) -> None:
    items = [Item("7", "t: 7", ARTICLE, "text"), Item("7", "t: 7", "Autre chose.", "text")]
    first, second = sorted(process(items, tmp_path, Briefer()), key=lambda outcome: outcome.state)
    assert (first.state, second.state) == ("done", "failed")
    assert second.reason == "An earlier article has the same id; make the ids unique."


def test_tables_contain_every_article_in_order(tmp_path: Path) -> None:
    out = tmp_path / "out"
    paths = [
        write(tmp_path / f"{name}.txt", text) for name, text in (("b", ARTICLE), ("a", ""), ("c", ARTICLE))
    ]
    brief(paths, out, Briefer(), formats=["jsonl", "parquet"])
    lines = [json.loads(line) for line in (out / "briefings.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == ["../b.txt", "../a.txt", "../c.txt"]
    assert lines[1]["briefing"] is None
    assert lines[1]["error"] == "a.txt is empty; put the text of an article in it."
    assert re.search(r"Prices (?:fell|dropped)(?: by)? 12%\.", lines[0]["briefing"]["brief"]["text"])
    table = pyarrow.parquet.read_table(out / "briefings.parquet").to_pylist()
    assert [row["id"] for row in table] == [line["id"] for line in lines]
    assert json.loads(table[0]["briefing"]) == lines[0]["briefing"]
    assert (table[0]["language"], table[1]["error"]) == ("fr", lines[1]["error"])
    assert not (out / "b.json").exists()


@pytest.mark.slow
def test_an_article_that_kills_its_worker_fails_alone(tmp_path: Path) -> None:
    def item(name: str) -> Item:
        return Item(name, name, str(tmp_path / name), "text")

    groups = iter([[item("a"), item("fatal"), item("b")], [item("once"), item("c")], [item("d")]])
    done = pool.run(groups, Briefer(), BatchSettings(), 2, slow_or_fatal)
    made = {result.id: result for results in done for result in results}
    assert set(made) == {"a", "fatal", "b", "once", "c", "d"}
    assert [name for name, result in made.items() if result.error] == ["fatal"]
    assert "signal 9" in (made["fatal"].error or "")
    assert {result.words for name, result in made.items() if name != "fatal"} == {
        max(1, len(os.sched_getaffinity(0)) // 2)
    }


@pytest.mark.slow
def test_output_does_not_depend_on_the_number_of_workers(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{n}.txt", f"{ARTICLE}\nLe train numéro {n} est parti.\n") for n in range(10)]
    formats = [*FORMATS, *TABLES]
    brief(paths, tmp_path / "one", Briefer(), formats=formats)
    brief(paths, tmp_path / "two", Briefer(), formats=formats, workers=2)
    assert outputs(tmp_path / "one") == outputs(tmp_path / "two")


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.soak
def test_an_interrupted_batch_keeps_its_results_and_resumes(tmp_path: Path, workers: int) -> None:
    news, out = corpus(tmp_path, 60), tmp_path / "out"
    command = [
        sys.executable,
        str(ROOT / "batch.py"),
        str(news),
        "--out",
        str(out),
        "--workers",
        str(workers),
    ]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while running.poll() is None and not list(out.glob("*.json")):
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _, message = running.communicate(timeout=120)
    assert running.returncode == 130
    assert message.endswith(" to go; run the same command again to continue.\n")
    made = len(list(out.glob("*.json")))
    assert 0 < made < 60
    assert (out / "index.html").exists()
    rerun = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert (rerun.returncode, rerun.stderr) == (0, "")
    assert f"{60 - made} done, {made} skipped, 0 failed" in rerun.stdout


def corpus(folder: Path, size: int) -> Path:
    for i in range(size):
        text = f"Article {i}.\n\nLes prix ont baissé de {i} %. Il pleut à Paris.\n\nLe train {i} est parti.\n"
        write(folder / "news" / f"{i:03}.txt", text if i % 10 else "")
    return folder / "news"


def killed_runs(command: list[str], out: Path, kills: int, size: int) -> None:
    """Kill a batch at moments spread over its work, then let it finish."""
    for kill in range(kills):
        aim = (kill + 1) * size // (kills + 1)
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        pause = time.monotonic() + 0.05 * (kill % 7)
        while running.poll() is None and (finished(out) < aim or time.monotonic() < pause):
            time.sleep(0.005)
        running.kill()
        running.wait()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, timeout=600)


def finished(out: Path) -> int:
    """Count the articles that are done or failed according to the manifest."""
    try:
        with closing(sqlite3.connect(f"file:{out}/manifest.sqlite?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM item WHERE state != 'waiting'").fetchone()[0])
    except sqlite3.Error:
        return 0


@pytest.mark.soak
@pytest.mark.parametrize(("kills", "size"), [(3, 60), (20, 300)])
def test_a_killed_batch_resumes_to_identical_output(tmp_path: Path, kills: int, size: int) -> None:
    news = corpus(tmp_path, size)

    def command(out: str, workers: int) -> list[str]:
        options = ["--language", "fr", "--format", ",".join((*FORMATS, *TABLES)), "-q"]
        return [
            *(sys.executable, str(ROOT / "batch.py"), str(news), *options),
            *("--out", str(tmp_path / out), "--workers", str(workers)),
        ]

    subprocess.run(command("whole", 1), check=False, stdout=subprocess.DEVNULL, timeout=600)
    whole = outputs(tmp_path / "whole")
    assert len(whole) > 4 * size * 9 // 10
    for workers in (1, 2):
        out = f"killed-{workers}"
        killed_runs(command(out, workers), tmp_path / out, kills, size)
        assert outputs(tmp_path / out) == whole


def test_an_id_with_many_combining_marks_gets_a_name_in_linear_time() -> None:
    with within(30):
        assert output_name(Item("a" + "\u0301\u0323" * 200_000, "", "", "text"), lambda _: False).startswith(
            "ạ"
        )

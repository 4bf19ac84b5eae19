import contextlib
import io
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from passerelle.batch.types import BatchOutcome
from passerelle.briefing import Briefer
from passerelle.cli import main as passerelle
from passerelle.cli.run import run as run_program
from passerelle.cli.streams import check_out, write_output
from passerelle.errors import BatchError, PasserelleError
from passerelle.output import FORMATS
from passerelle.page.access import Access
from passerelle.page.launch import Serving

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = "Le marché est ouvert depuis lundi.\n\nLes prix ont baissé de 12 %. Il pleut à Paris.\n"
RUNNER = CliRunner()


def run(
    *arguments: str | Path, stdin: bytes = b"", module: str = "passerelle"
) -> subprocess.CompletedProcess[str]:
    """Run the command in a subprocess, which takes two seconds to start."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, input=stdin, capture_output=True, timeout=120
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def run_here(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    """Run the command in this process, with files in place of its streams."""
    with (
        contextlib.chdir(ROOT),
        tempfile.TemporaryFile("w+", encoding="utf-8") as given,
        tempfile.TemporaryFile("w+", encoding="utf-8") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8") as err,
        pytest.MonkeyPatch.context() as context,
    ):
        given.buffer.write(stdin)
        given.seek(0)
        context.setattr(sys, "argv", ["passerelle", *map(str, arguments)])
        context.setattr(sys, "stdin", given)
        context.setattr(sys, "stdout", out)
        context.setattr(sys, "stderr", err)
        with pytest.raises(SystemExit) as end:
            passerelle.main()
        written = []
        for file in (out, err):
            file.seek(0)
            written.append(file.read())
    code = end.value.code
    return subprocess.CompletedProcess(arguments, code if isinstance(code, int) else 0, *written)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "marché.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["batch", "--help"], ["brief", "--help"], ["translate", "--help"], ["--version"]],
)
def test_help_does_not_import_the_heavy_libraries(arguments: list[str]) -> None:
    code = (
        "import sys\nfrom passerelle.cli.main import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(sorted({'torch', 'transformers', 'ctranslate2', 'gradio', 'trafilatura'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert ("Usage:" in done.stdout) == (arguments != ["--version"])
    assert done.stdout.endswith("\n[]\n")


def test_brief_prints_title_brief_and_numbered_english(article: Path) -> None:
    result = RUNNER.invoke(passerelle.program, ["brief", str(article), "--language", "fr"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    # Without a title, the heading is a shorter form of the brief's first sentence.
    heading, language, blank, first = lines[:4]
    assert heading.startswith("Market has been open")
    assert language == f"Language: French · File: {article.name}"
    assert blank == ""
    assert first.startswith("• The market has been open")
    assert first.endswith(". [1]")
    *_, text, _, made_by = lines
    assert text.startswith("[2] ")
    assert " [3] " in text
    assert made_by.startswith("Machine translation and brief: ")
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("suffix", "start"),
    [
        (".json", "{\n"),
        (".md", "# "),
        (".html", "<!doctype html>"),
        (".txt", "market has been open"),
    ],
)
def test_the_suffix_of_the_output_selects_the_format(
    article: Path, tmp_path: Path, suffix: str, start: str
) -> None:
    out = tmp_path / f"out{suffix}"
    result = RUNNER.invoke(passerelle.program, ["brief", str(article), "--out", str(out)])
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert out.read_text(encoding="utf-8").lower().startswith(start)


@pytest.mark.parametrize(("format_name", "start"), [("md", "# "), ("html", "<!doctype html>")])
def test_the_other_formats_are_printed(article: Path, format_name: str, start: str) -> None:
    result = RUNNER.invoke(passerelle.program, ["brief", str(article), "--format", format_name])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.lower().startswith(start)


def test_the_format_option_overrides_the_suffix(article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    RUNNER.invoke(passerelle.program, ["brief", str(article), "--format", "json", "--out", str(out)])
    assert json.loads(out.read_text(encoding="utf-8"))["schema"]


@pytest.mark.slow
def test_standard_input_is_read_as_bytes() -> None:
    done = run("brief", "-", "--format", "json", stdin=ARTICLE.encode("cp1252"))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["article"]["text"] == ARTICLE


def test_a_word_limit_reaches_the_model(article: Path) -> None:
    result = RUNNER.invoke(passerelle.program, ["brief", str(article), "--format", "json", "--length", "12"])
    assert result.exit_code == 0
    made = json.loads(result.stdout)["brief"]
    assert "length:12" in made["signature"]
    assert made["headline"]["text"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["brief", "no-such-file.txt"],
        ["brief", "-"],
        ["brief", "-", "--models", "no-such-list.txt"],
        ["brief", "README.md", "--original", "no-such-file.html"],
        ["brief", "README.md", "--original", "www.example.org/a.html"],
        ["brief", "README.md", "--out", "tests"],
        ["brief", "README.md", "--out", "x.pptx"],
        ["brief", "http://127.0.0.1/x.html"],
        ["models", "verify", "Helsinki-NLP/opus-mt-fr-en"],
        ["brief", "README.md", "--language", "fr", "--out", "no/such/folder/x.json"],
        ["brief", "README.md", "--language", "fr", "--glossary", "no-such-glossary.csv"],
        ["batch", "README.md", "--out", "README.md/x"],
        ["models", "list", "--models", "no-such-list\x1b[2J.txt"],
    ],
)
def test_errors_are_one_line_without_a_traceback(arguments: list[str]) -> None:
    done = run_here(*arguments)
    assert done.returncode == (2 if arguments[0] == "batch" else 1)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    if arguments[0] != "batch":
        assert done.stderr.count("\n") == 1
        assert done.stderr.endswith(".\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["brief"],
        ["brief", "README.md", "--format", "pptx"],
        ["brief", "README.md", "--quiet", "--verbose"],
        ["translate", "README.md", "--format", "html"],
        ["batch", "README.md", "--out", "x", "--format", "json,pptx"],
        ["brief", "x.txt", "--language", "xx"],
        ["brief", "x.txt", "--length", "tiny"],
        ["brief", "README.md", "--original", "https://example.org/a.html", "--no-fetch"],
        ["batch", "https://example.org/a.html", "--out", "x"],
        ["batch", "README.md", "--out", "x", "--length", "5"],
        ["batch", "x.txt"],
        ["batch", "--out", "x"],
        ["batch", "no-such-file.txt", "--out", "x"],
        ["batch", "README.md", "--out", "x", "--language", "../../x"],
        ["app", "--port", "99999"],
        ["unknown"],
    ],
)
def test_wrong_usage_exits_with_status_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text(ARTICLE)
    result = RUNNER.invoke(passerelle.program, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage:" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    "error", ["The output cannot be written: No space left on device.", "Another batch."]
)
def test_a_batch_that_ends_early_says_why_and_what_it_did(
    error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)

    def process(*_: Any, **__: Any) -> Iterator[BatchOutcome]:
        yield BatchOutcome("a", "a.txt", "done", words=321)
        raise BatchError(error)

    monkeypatch.setattr("passerelle.batch.run.process", process)
    result = RUNNER.invoke(
        passerelle.program, ["batch", str(tmp_path / "a.txt"), "--out", str(tmp_path / "x")]
    )
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1] == error
    assert "Usage:" not in result.stderr
    assert "321" in result.stdout


@pytest.mark.slow
def test_a_closed_pipe_is_not_an_error(article: Path) -> None:
    for options in (["--format", "json"], ["--help"]):
        running = subprocess.Popen(
            [sys.executable, "-m", "passerelle", "brief", article, *options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        assert running.stderr.read() == b""
        running.stderr.close()
        assert running.wait(timeout=120) == 1


def test_batch_prints_a_table_and_its_status_shows_failures(article: Path, tmp_path: Path) -> None:
    arguments = ["batch", str(article), "--out", str(tmp_path / "out")]
    result = RUNNER.invoke(passerelle.program, arguments)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "1 done, 0 skipped, 0 failed" in result.stdout
    assert "1 article " in result.stdout
    bad = tmp_path / "bad.txt"
    bad.write_text("")
    result = RUNNER.invoke(passerelle.program, [*arguments, str(bad)])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{bad}: ")
    assert result.stderr.count("\n") == 1
    rows = [line.split() for line in result.stdout.splitlines()]
    assert [str(article), "17", "3", "0.0", "skipped,", "unchanged"] in rows
    assert next(row for row in rows if row[:1] == [str(bad)])[4] == "failed:"
    assert "0 done, 1 skipped, 1 failed" in result.stdout


@pytest.mark.slow
def test_batch_py_is_the_same_command(article: Path, tmp_path: Path) -> None:
    done = run(article, "--out", tmp_path / "out", module="batch")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 done, 0 skipped, 0 failed" in done.stdout
    made = sorted(path.name for path in (tmp_path / "out").iterdir() if not path.name.startswith("."))
    stem = article.stem
    assert made == sorted(["index.html", "manifest.sqlite", f"{stem}.html", f"{stem}.json"])


def test_file_names_cannot_inject_terminal_escapes(tmp_path: Path) -> None:
    for name in (b"\x1b]0;owned\x07\x1b[2J.txt", b"[bold]x[red] \xff.txt", "a\u202etxt.b.txt".encode()):
        (tmp_path / os.fsdecode(name)).write_text("")
    result = RUNNER.invoke(passerelle.program, ["batch", str(tmp_path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    shown = result.stdout + result.stderr
    assert {c for c in shown if not c.isprintable()} == {"\n"}
    for escaped in (r"\x1b]0;owned\x07\x1b[2J.txt", r"[bold]x[red] \udcff.txt", r"a\u202etxt.b.txt"):
        assert shown.count(escaped) == 2


def test_models_list_shows_installed_models_and_those_in_use(tmp_path: Path) -> None:
    result = RUNNER.invoke(passerelle.program, ["models", "list"])
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()]
    hub = ["translate", "fr", "Helsinki-NLP/opus-mt-fr-en", "a580dbb", "absent", "301", "MB", "BLEU", "41.7"]
    assert [*hub, "Apache-2.0", "-"] in rows
    embedded = {row[2]: row for row in rows if row[1:] and row[2:3] and row[2].startswith("./models/")}
    for name, language in (("fr-en", "fr"), ("vi-en", "vi")):
        row = embedded[f"./models/{name}"]
        assert row[3:5] == ["-", "present"]
        assert row[-2:] == ["evaluation-only", language]
        card = (ROOT / "models" / name / "README.md").read_text(encoding="utf-8")
        measured = re.fullmatch(r"BLEU ([\d.]+) (\w+)", " ".join(row[7:-2]))
        assert measured, row
        assert re.search(rf"^\| {measured[2]} {language}-en \| \d+ \| {measured[1]} \|", card, re.MULTILINE)
    assert embedded["./models/brief-en"][-2:] == ["evaluation-only", "en"]
    assert result.stdout.endswith("passerelle models fetch Helsinki-NLP/opus-mt-tc-big-fr-en\n")

    own = tmp_path / "own.txt"
    own.write_text(f"translate fr {ROOT / 'models' / 'fr-en'} - MIT\ntranslate fr ./absent - MIT\n")
    result = RUNNER.invoke(passerelle.program, ["models", "list", "--models", str(own)])
    rows = [line.split() for line in result.stdout.splitlines()]
    assert (rows[1][4], rows[1][-1]) == ("present", "fr")
    assert (rows[2][4], rows[2][-1]) == ("absent", "-")
    assert "models fetch" not in result.stdout


def test_app_passes_its_options_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Briefer, Access, Serving, Path | None]] = []
    monkeypatch.setattr("passerelle.page.launch.launch", lambda *given: asked.append(given))
    monkeypatch.setattr("passerelle.page.port.check", lambda host, port: None)  # another test may be using it
    assert RUNNER.invoke(passerelle.program, ["app"]).exit_code == 0
    more = ["--port", "7861", "--no-browser", "--no-memory", "--mcp", "--host", "0.0.0.0", "--rate", "30"]
    more += ["--root-path", "/brief/", "--auth", "desk:secret", "--public-url", "https://example.org"]
    assert RUNNER.invoke(passerelle.program, ["app", *more]).exit_code == 0
    briefer, who, serving, models_file = asked[0]
    assert (briefer.remembers, models_file, serving) == (True, None, Serving())
    assert (who.host, who.users, who.requests_per_minute, who.public_urls) == ("127.0.0.1", (), None, ())
    briefer, who, serving, _ = asked[1]
    assert not briefer.remembers
    assert serving == Serving(port=7861, root_path="/brief", browser=False, mcp=True)
    assert (who.host, who.users, who.requests_per_minute) == ("0.0.0.0", ("desk:secret",), 30)
    assert who.public_urls == ("https://example.org",)


def test_a_port_in_use_is_reported_before_the_page_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "passerelle.page.launch", None)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run_here("app", "--port", str(port))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Port {port} is in use or not permitted; choose another one with --port.\n"


@pytest.mark.parametrize(
    "path", ["brief", "/a b", "/../x?", "//example.org", "/", "https://example.org/brief"]
)
def test_a_root_path_must_be_a_path(path: str) -> None:
    result = RUNNER.invoke(passerelle.program, ["app", "--root-path", path])
    assert result.exit_code == 2
    assert "write it as /brief." in result.stderr


def test_a_missing_device_is_reported_at_once(tmp_path: Path) -> None:
    example = ROOT / "examples" / "cables-sous-marins.fr.txt"
    for command in (["brief", str(example)], ["batch", str(example), "--out", str(tmp_path)], ["app"]):
        result = RUNNER.invoke(passerelle.program, [*command, "--device", "tpu"])
        assert "The device is 'tpu', but must be one of auto, cpu, cuda." in str(result.exception)


def test_characters_that_the_terminal_cannot_encode_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="latin-1"))
    monkeypatch.setattr(sys, "argv", ["x"])
    with pytest.raises(SystemExit):
        run_program(lambda: typer.echo("Huế"))
    assert written.getvalue() == b"Hu\\u1ebf\n"


def test_a_glossary_is_read_from_a_file(article: Path, tmp_path: Path) -> None:
    terms = tmp_path / "terms.csv"
    terms.write_text("marché;bazaar;fr\n", encoding="utf-8")
    result = RUNNER.invoke(
        passerelle.program,
        ["brief", str(article), "--language", "fr", "--format", "json", "--glossary", str(terms)],
    )
    segments = json.loads(result.stdout)["translation"]["segments"]
    said = "bazaar" in segments[0]["target"].lower()
    assert said or "glossary" in {finding["check"] for finding in segments[0]["findings"]}


def test_the_memory_commands_count_export_and_clear_translations(
    article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE_DATA", str(tmp_path / "data"))

    def ask(*arguments: str) -> str:
        result = RUNNER.invoke(passerelle.program, list(arguments))
        assert (result.exit_code, result.stderr) == (0, "")
        return result.stdout

    for command in ("stats", "clear"):
        monkeypatch.setenv("PASSERELLE_DATA", str(article / "data"))
        failed = RUNNER.invoke(passerelle.program, ["memory", command])
        assert isinstance(failed.exception, PasserelleError)
        assert "cannot be used" in str(failed.exception)
    monkeypatch.setenv("PASSERELLE_DATA", str(tmp_path / "data"))
    assert "0 sentences" in ask("memory", "stats")
    ask("brief", str(article), "--language", "fr", "--no-memory")
    assert not (tmp_path / "data").exists()
    ask("brief", str(article), "--language", "fr")
    assert "3 sentences, 3 of them from fr" in ask("memory", "stats")
    tmx = tmp_path / "memory.tmx"
    ask("memory", "export", str(tmx))
    assert tmx.read_text(encoding="utf-8") == ask("memory", "export", "-")
    assert "<seg>Les prix ont baissé de 12 %.</seg>" in tmx.read_text(encoding="utf-8")
    assert "3 sentences deleted" in ask("memory", "clear")
    assert "0 sentences" in ask("memory", "stats")


ENGLISH_ARTICLE_JSON_KEYS = ["source_language", "signature", "text", "segments"]


def test_translate_prints_the_english_in_the_same_paragraphs(article: Path) -> None:
    result = RUNNER.invoke(passerelle.program, ["translate", str(article), "--language", "fr"])
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.split("\n")
    assert lines[0].startswith("The market")
    assert lines[1] == ""
    assert "12" in lines[2]
    assert lines[3:] == [""]


def test_translate_reads_standard_input_and_writes_json(tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    done = run_here("translate", "--language", "fr", "--out", out, stdin="Il pleut à Paris.".encode())
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    content = json.loads(out.read_text(encoding="utf-8"))
    assert list(content) == ENGLISH_ARTICLE_JSON_KEYS
    assert content["segments"][0]["source"] == "Il pleut à Paris."
    assert content["text"] == content["segments"][0]["target"]
    assert "Paris" in content["text"]


def test_translate_names_unreliable_sentences() -> None:
    text = (
        "Il pleut à Paris.\n"
        "Mi nadru zolgate, ont goumbles brillent du la sconé plapirage et patrulon quipelle les.\n"
    )
    plain = run_here("translate", "--language", "fr", stdin=text.encode())
    assert plain.returncode == 0
    assert "The English of sentence 2 is unreliable" in " ".join(plain.stderr.split())
    assert run_here("translate", "--language", "fr", "--quiet", stdin=text.encode()).stderr == ""
    written = run_here("translate", "--language", "fr", "--format", "json", stdin=text.encode())
    levels = [segment["confidence"] for segment in json.loads(written.stdout)["segments"]]
    assert levels == ["good", "unreliable"]
    assert written.stderr == ""


def commands() -> list[list[str]]:
    found = [["brief"], ["translate"], ["batch"], ["app"]]
    found += [["models", name] for name in ("list", "fetch", "verify", "remove", "add")]
    return found + [["memory", name] for name in ("stats", "clear", "export")]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_help_has_examples_and_no_python_types(command: list[str]) -> None:
    result = RUNNER.invoke(passerelle.program, [*command, "--help"])
    assert result.exit_code == 0
    assert f"Examples:\n    passerelle {' '.join(command)}" in result.stdout.replace("\n    echo", "\n    ")
    assert not re.search(r"<[\w ]+>|\b(?:TEXT|INTEGER|BOOLEAN)\b", result.stdout)


def test_shell_completion_can_be_installed() -> None:
    assert "--install-completion" in RUNNER.invoke(passerelle.program, ["--help"]).stdout


def test_options_override_environment_variables(
    article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value, message in [
        ("LANGUAGE", "xx", "no model translates from 'xx'"),
        ("MODELS", str(tmp_path / "none.txt"), "none.txt cannot be read"),
        ("GLOSSARY", str(tmp_path / "none.csv"), "none.csv"),
        ("DEVICE", "tpu", "'tpu'"),
    ]:
        with monkeypatch.context() as context:
            context.setenv(f"PASSERELLE_{name}", value)
            result = RUNNER.invoke(passerelle.program, ["brief", str(article)])
            assert result.exit_code
            assert message in result.stderr + str(result.exception)
    monkeypatch.setenv("PASSERELLE_DEVICE", "tpu")
    assert RUNNER.invoke(passerelle.program, ["brief", str(article), "--device", "cpu"]).exit_code == 0


@pytest.mark.slow
def test_verbose_logs_to_standard_error_and_quiet_batch_prints_nothing(article: Path, tmp_path: Path) -> None:
    done = run("translate", article, "--language", "fr", "-v")
    assert "INFO: Translated 3 of 3 sentences" in done.stderr
    assert done.stdout.startswith("The market")
    done = run_here("batch", article, "--out", tmp_path / "out", "--format", "md,txt", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(path.suffix for path in (tmp_path / "out").glob(f"{article.stem}.*")) == [".md", ".txt"]


UNEXPECTED = """
import sys

from passerelle.cli import translate
def broken(*_): return 1 / 0
translate.read_input = broken
from passerelle.cli.main import main
main()
"""


@pytest.mark.slow
def test_an_unexpected_error_is_one_line_and_verbose_adds_the_traceback() -> None:
    def ask(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", UNEXPECTED, "translate", *options]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)

    short, long = ask(), ask("-v")
    assert (short.returncode, short.stdout) == (long.returncode, long.stdout) == (1, "")
    assert short.stderr == (
        "Something unexpected went wrong (ZeroDivisionError: division by zero); "
        "run the command again with -v for details.\n"
    )
    assert "Traceback" in long.stderr
    assert long.stderr.endswith("report it with the lines above.\n")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_an_unwritable_output_gives_no_traceback(article: Path) -> None:
    cases = [
        (f"brief '{article}' --format json", ">/dev/full", "No space left"),
        ("models list", ">/dev/full", "No space left"),
        (f"brief '{article}'", ">&-", "Standard output is closed"),
    ]
    for arguments, redirection, message in cases:
        command = f'exec "{sys.executable}" -m passerelle {arguments} {redirection}'
        done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert done.returncode == 1
        assert message in done.stderr
        assert "unexpected" not in done.stderr
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["brief", "batch"])
def test_help_lists_every_format(command: str) -> None:
    shown = " ".join(RUNNER.invoke(passerelle.program, [command, "--help"]).stdout.split())
    for name in FORMATS:
        assert re.search(rf"--format FORMAT [^-]*\b{name}\b", shown), name


def test_a_command_imports_only_what_it_needs(article: Path) -> None:
    code = (
        "import sys\nfrom passerelle.cli.main import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "spared = {'babel', 'pycountry', 'ftfy', 'jinja2', 'docx', 'pydantic', 'rich.console',\n"
        "          'urllib.request', 'passerelle.cli.batch', 'passerelle.crosscheck.compare',\n"
        "          'passerelle.article.pdf', 'passerelle.output.html'}\n"
        "print(sorted(spared & set(sys.modules)))"
    )
    arguments = ["brief", str(article), "--no-memory", "-q"]
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\n[]\n")


def test_help_lists_every_command_and_each_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    named = ["brief", "translate", "batch", "app", "models", "memory"]
    listed = RUNNER.invoke(passerelle.program, ["--help"]).stdout
    places = [listed.index(f"\n  {name} ") for name in named]
    assert places == sorted(places)
    for name in named:
        alone = RUNNER.invoke(passerelle.build([name]), [name, "--help"]).stdout
        assert alone == RUNNER.invoke(passerelle.program, [name, "--help"]).stdout
        assert "Usage:" in alone


@pytest.mark.parametrize("command", [[], ["models"], ["memory"]])
def test_no_summary_of_a_command_is_cut_short(command: list[str]) -> None:
    shown = RUNNER.invoke(passerelle.program, [*command, "--help"]).stdout
    summaries = re.findall(r"^  \w+ {2,}\S.*", shown.partition("\nCommands:\n")[2], re.MULTILINE)
    assert len(summaries) >= 3
    assert [line for line in summaries if not line.endswith(".") or line.endswith("...")] == []


def test_an_output_name_that_the_system_refuses_is_a_one_sentence_error(tmp_path: Path) -> None:
    out = tmp_path / ("a" * 300)
    check_out(out)
    with pytest.raises(PasserelleError, match=r"cannot be written: File name too long; choose another file"):
        write_output("x", out)

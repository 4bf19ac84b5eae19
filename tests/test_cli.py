import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from passerelle.cli import main as passerelle
from passerelle.cli.run import run as run_program
from passerelle.errors import PasserelleError

ROOT = Path(__file__).resolve().parent.parent
ARTICLE = "Le marché est ouvert depuis lundi.\n\nLes prix ont baissé de 12 %. Il pleut à Paris.\n"
RUNNER = CliRunner()


def run(
    *arguments: str | Path, stdin: bytes = b"", module: str = "passerelle"
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=ROOT, input=stdin, capture_output=True, timeout=120
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "marché.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


@pytest.mark.parametrize("arguments", [["--help"], ["batch", "--help"], ["brief", "--help"], ["--version"]])
def test_help_is_there_without_the_heavy_libraries(arguments: list[str]) -> None:
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
    # Without a title the headline stands above; it is made of the brief's first sentence.
    assert lines[1] == ""
    assert lines[2].startswith(f"• {lines[0]}")
    assert lines[2].startswith("• ")
    assert lines[2].endswith("[1]")
    assert lines[-1].startswith("[2] ")
    assert " [3] " in lines[-1]
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("suffix", "start"),
    [
        (".json", "{\n"),
        (".md", "# "),
        (".html", "<!doctype html>"),
        (".txt", "the market "),
    ],
)
def test_the_suffix_of_the_output_says_which_form_it_has(
    article: Path, tmp_path: Path, suffix: str, start: str
) -> None:
    out = tmp_path / f"out{suffix}"
    result = RUNNER.invoke(passerelle.program, ["brief", str(article), "--out", str(out)])
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")
    assert out.read_text(encoding="utf-8").lower().startswith(start)


@pytest.mark.parametrize(("option", "start"), [("--markdown", "# "), ("--html", "<!doctype html>")])
def test_the_other_forms_are_printed(article: Path, option: str, start: str) -> None:
    result = RUNNER.invoke(passerelle.program, ["brief", str(article), option])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.lower().startswith(start)


def test_an_option_decides_before_the_suffix(article: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.html"
    RUNNER.invoke(passerelle.program, ["brief", str(article), "--json", "--out", str(out)])
    assert json.loads(out.read_text(encoding="utf-8"))["schema"]


def test_standard_input_is_read_as_bytes() -> None:
    done = run("brief", "-", "--json", stdin=ARTICLE.encode("cp1252"))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["article"]["text"] == ARTICLE


def test_a_word_limit_holds(article: Path) -> None:
    result = RUNNER.invoke(passerelle.program, ["brief", str(article), "--json", "--length", "12"])
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
        ["brief", "README.md", "--source", "no-such-file.html"],
        ["brief", "README.md", "--source", "www.example.org/a.html"],
        ["brief", "README.md", "--out", "tests"],
        ["brief", "README.md", "--out", "x.docx"],
        ["brief", "http://127.0.0.1/x.html"],
        ["models", "verify", "Helsinki-NLP/opus-mt-fr-en"],
        ["brief", "README.md", "--language", "fr", "--out", "no/such/folder/x.json"],
        ["brief", "README.md", "--language", "fr", "--glossary", "no-such-glossary.csv"],
        ["batch", "README.md", "--out", "README.md/x"],
        ["models", "list", "--models", "no-such-list\x1b[2J.txt"],
    ],
)
def test_an_error_is_one_sentence_without_a_traceback(arguments: list[str]) -> None:
    done = run(*arguments)
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
        ["brief", "x.txt", "--json", "--html"],
        ["brief", "x.txt", "--language", "de"],
        ["brief", "x.txt", "--length", "tiny"],
        ["brief", "README.md", "--source", "https://example.org/a.html", "--no-fetch"],
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
def test_wrong_use_is_status_2(arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text(ARTICLE)
    result = RUNNER.invoke(passerelle.program, arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Usage:" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


def test_a_reader_that_goes_away_is_no_error(article: Path) -> None:
    for option in ("--json", "--help"):
        running = subprocess.Popen(
            [sys.executable, "-m", "passerelle", "brief", article, option],
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


def test_batch_prints_a_table_and_says_by_its_status_whether_all_went_well(
    article: Path, tmp_path: Path
) -> None:
    arguments = ["batch", str(article), "--out", str(tmp_path / "out")]
    result = RUNNER.invoke(passerelle.program, arguments)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert "1 done, 0 skipped, 0 failed" in result.stdout
    assert "1 file " in result.stdout
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


def test_batch_py_is_the_same_command(article: Path, tmp_path: Path) -> None:
    done = run(article, "--out", tmp_path / "out", module="batch")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 done, 0 skipped, 0 failed" in done.stdout
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_file_names_cannot_steer_the_terminal(tmp_path: Path) -> None:
    for name in (b"\x1b]0;owned\x07\x1b[2J.txt", b"[bold]x[red] \xff.txt", "a\u202etxt.b.txt".encode()):
        (tmp_path / os.fsdecode(name)).write_text("")
    result = RUNNER.invoke(passerelle.program, ["batch", str(tmp_path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1
    shown = result.stdout + result.stderr
    assert {c for c in shown if not c.isprintable()} == {"\n"}
    for escaped in (r"\x1b]0;owned\x07\x1b[2J.txt", r"[bold]x[red] \udcff.txt", r"a\u202etxt.b.txt"):
        assert shown.count(escaped) == 2


def test_models_list_shows_what_is_here_and_what_is_used(tmp_path: Path) -> None:
    result = RUNNER.invoke(passerelle.program, ["models", "list"])
    assert result.exit_code == 0
    rows = [line.split() for line in result.stdout.splitlines()]
    hub = ["translate", "fr", "Helsinki-NLP/opus-mt-fr-en", "a580dbb", "absent", "301", "MB", "BLEU", "41.7"]
    assert [*hub, "Apache-2.0", "-"] in rows
    embedded = {row[2]: row for row in rows if row[1:] and row[2:3] and row[2].startswith("./models/")}
    assert embedded["./models/fr-vi-en"][3:5] == ["-", "present"]
    assert embedded["./models/fr-vi-en"][-3:] == ["evaluation-only", "fr,", "vi"]
    card = (ROOT / "models" / "fr-vi-en" / "README.md").read_text(encoding="utf-8")
    quality = " ".join(embedded["./models/fr-vi-en"][7:-3])
    measured = re.fullmatch(r"BLEU ([\d.]+) vi iwslt\d+, ([\d.]+) fr newstest2013", quality)
    assert measured, quality
    assert all(f"| {figure} |" in card for figure in measured.groups())
    assert embedded["./models/brief-en"][-2:] == ["evaluation-only", "en"]
    assert result.stdout.endswith("passerelle models fetch Helsinki-NLP/opus-mt-fr-en\n")

    own = tmp_path / "own.txt"
    own.write_text(f"translate fr {ROOT / 'models' / 'fr-vi-en'} - MIT\ntranslate fr ./absent - MIT\n")
    result = RUNNER.invoke(passerelle.program, ["models", "list", "--models", str(own)])
    rows = [line.split() for line in result.stdout.splitlines()]
    assert (rows[1][4], rows[1][-1]) == ("present", "fr")
    assert (rows[2][4], rows[2][-1]) == ("absent", "-")
    assert "models fetch" not in result.stdout


def test_the_page_is_called_with_what_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, object]] = []
    monkeypatch.setattr("passerelle.page.launch.launch", lambda **options: asked.append(options))
    assert RUNNER.invoke(passerelle.program, ["app"]).exit_code == 0
    more = ["--port", "7861", "--no-browser", "--no-memory", "--models", "mine.txt"]
    assert RUNNER.invoke(passerelle.program, ["app", *more]).exit_code == 0
    assert asked == [
        {"port": None, "browser": True, "device": "auto", "models_file": None, "memory": True},
        {"port": 7861, "browser": False, "device": "auto", "models_file": Path("mine.txt"), "memory": False},
    ]


def test_a_device_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    example = ROOT / "examples" / "cables-sous-marins.fr.txt"
    for command in (["brief", str(example)], ["batch", str(example), "--out", str(tmp_path)], ["app"]):
        result = RUNNER.invoke(passerelle.program, [*command, "--device", "tpu"])
        assert "The device is 'tpu', but must be one of auto, cpu, cuda." in str(result.exception)


def test_a_terminal_that_lacks_a_character_gets_it_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
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
        passerelle.program, ["brief", str(article), "--language", "fr", "--json", "--glossary", str(terms)]
    )
    segments = json.loads(result.stdout)["translation"]["segments"]
    said = "bazaar" in segments[0]["target"].lower()
    assert said or "glossary" in {finding["check"] for finding in segments[0]["findings"]}


def test_the_memory_is_counted_exported_and_cleared(
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
    assert "3 sentences forgotten" in ask("memory", "clear")
    assert "0 sentences" in ask("memory", "stats")

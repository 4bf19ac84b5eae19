"""Load tables in the background while the first sentences are decoded."""

import subprocess
import sys
import threading

import pytest

from translate import ahead, checks


def test_tables_are_loaded_once_per_language(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(ahead, "_started", set())
    monkeypatch.setattr(checks, "check", lambda source, target, language: asked.append(language))
    for language in ("fr", "fr", "xx"):
        ahead.load_ahead(language)
    for thread in threading.enumerate():
        if thread.name.startswith("load-ahead"):
            thread.join()
    assert sorted(asked) == ["fr", "xx"]


def test_the_warm_up_sentence_loads_every_table_without_an_error() -> None:
    findings = checks.check(ahead._SENTENCE, ahead._TRANSLATION, "fr")
    assert "unexamined" not in {finding.check for finding in findings}
    assert "invented" in {finding.check for finding in findings}  # found only with the list of English words


@pytest.mark.slow
def test_nothing_is_loaded_while_the_interpreter_exits() -> None:
    code = "import atexit\nfrom {0} import {1}\natexit.register(lambda: {2})"
    for module, name, call in (
        ("translate", "ahead", "ahead.load_ahead('fr')"),
        ("summarize", "Summarizer", "Summarizer().load_ahead()"),
    ):
        program = [sys.executable, "-c", code.format(module, name, call)]
        done = subprocess.run(program, capture_output=True, text=True, timeout=120)
        assert "cannot schedule new futures" in done.stderr
        assert done.returncode == 0

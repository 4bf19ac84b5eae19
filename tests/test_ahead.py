"""Load tables in the background while the first sentences are decoded."""

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
        if thread.name == "load-ahead":
            thread.join()
    assert sorted(asked) == ["fr", "xx"]


def test_the_warm_up_sentence_loads_every_table_without_an_error() -> None:
    findings = checks.check(ahead._SENTENCE, ahead._TRANSLATION, "fr")
    assert "unexamined" not in {finding.check for finding in findings}
    assert "invented" in {finding.check for finding in findings}  # found only with the list of English words

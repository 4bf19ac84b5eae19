"""Errors on one sentence: the rest of the article is unaffected and the sentence is reported."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

import translate
from translate import Translator, checks, repair
from translate.checks import blocks_brief, check, tag
from translate.checks.base import CheckedPair

ARTICLE = (
    "Il pleut à Paris. Le ministre a vu 12 lions. Le président est arrivé lundi.\n\nIl neige à Berlin.\n"
)


@pytest.fixture(scope="module")
def translator() -> Translator:
    return Translator("fr")


def broken(pair: CheckedPair) -> Iterator[Any]:
    """Simulate a check with a bug: raise an error on one sentence."""
    if "12" in pair.source:
        raise IndexError("string index out of range")
    yield from ()


def test_a_failing_check_is_reported_and_the_others_run(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rows = [*checks.CHECKS]
    rows[2] = checks.Check("date", "the date", 3, False, broken)
    monkeypatch.setattr(checks, "CHECKS", tuple(rows))
    found = check("Le ministre a vu 12 lions.", "The minister saw 13 lions.", "fr")
    assert [finding.check for finding in found] == ["number", "unexamined"]
    assert found[-1].message == (
        "This sentence could not be examined (the date); compare it with the source."
    )
    assert tag("unexamined") == "check the whole sentence"
    assert blocks_brief(found)
    assert checks.penalty(found) == 3
    assert "the check date" in caplog.text


def test_a_sentence_that_cannot_be_translated_is_copied_and_reported(
    translator: Translator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = [segment.target for segment in translator.translate(ARTICLE).segments]
    working = repair.translate

    def translate_(tasks: Any, *arguments: Any) -> Any:
        if any("12" in task.source for task in tasks):
            raise RuntimeError("tokenizer")
        return working(tasks, *arguments)

    monkeypatch.setattr("translate.repair.translate", translate_)
    with caplog.at_level(logging.ERROR, "passerelle"):
        made = Translator("fr").translate(ARTICLE, align_words=True)
    targets = [segment.target for segment in made.segments]
    assert targets[1] == "Le ministre a vu 12 lions."
    assert [targets[0], *targets[2:]] == [whole[0], *whole[2:]]
    assert [finding.check for finding in made.segments[1].findings] == ["unexamined"]
    assert made.segments[1].findings[0].message == (
        "This sentence could not be translated and was left as it is; compare it with the source."
    )
    assert made.segments[1].confidence == "unreliable"
    assert made.segments[1].kind == "copied"


def test_an_error_that_affects_every_sentence_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    def translate_(*arguments: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr("translate.repair.translate", translate_)
    with pytest.raises(MemoryError):
        Translator("fr").translate("Le chat dort.")


def test_a_failed_alignment_leaves_words_unlinked(
    translator: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def align(*arguments: Any) -> Any:
        raise IndexError

    monkeypatch.setattr("translate.job.align_drafts", align)
    made = translator.translate("Il pleut à Paris.", align_words=True)
    assert made.segments[0].alignment == ()
    assert made.segments[0].target


@pytest.mark.parametrize(
    "text",
    [
        "Ils ont mangé 4\u03322\u0332 pommes à midi.",
        "Ils ont mangé 4\u03362\u0336 pommes, soit 1\u0332 0\u0332 0\u0332 de plus, à 3\u20e3 heures.",
        "Le ministre \ud83d a dit lundi que 12 \udc80 personnes sont venues.",
        "Le ministre\x00 a dit \x0b lundi que 12 personnes.",
        "Le \u202eministre\u202c a dit 12\u0660\u0661 personnes.",
        "Il y a \u00b9\u00b2\u00b3 \u2463\u2464 \u3007\u4e00\u4e8c personnes.",
        "Il y a \u00bd\u2153 \u2163 \u0967\u0968\u0969 personnes.",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 a mangé 2\ufe0f\u20e3 pommes.",
        "Le ministre\U000e0001\U000e0041 a vu 5 lions\ufffe\uffff.",
        "\u0301\u0301\u0301 1\u0301 \u20dd2\u20dd %\u0338 3 %",
        "1\u0332er mai 2\u03320\u033224, à 1\u03324 h 3\u03320",
    ],
)
def test_no_character_causes_an_error(
    translator: Translator, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "passerelle"):
        made = translate.Translator.translate(translator, text + "\n\nIl pleut.\n")
    assert caplog.text == ""  # no error was caught and logged
    assert made.segments[-1].target
    assert not any(finding.check == "unexamined" for segment in made.segments for finding in segment.findings)

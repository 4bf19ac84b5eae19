import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from bench.golden import GOLDEN, outputs
from facts import find
from seq2seq.options import DecodingOptions
from translate import Glossary, Translator, repair
from translate.checks import penalty
from translate.decoding import Draft, Part, SentenceModel, replaced
from translate.edits import edits, spellings, spelt_otherwise
from translate.model import CheckName, Finding, Span
from translate.wordalignment import words

NONE = Glossary()


@pytest.fixture(scope="module")
def french() -> Translator:
    return Translator("fr")


def straight(source: str, target: str) -> tuple[tuple[Span, Span], ...]:
    """The first word with the first one, the second with the second one, and so on."""
    return tuple(zip(words(source), words(target), strict=False))


def applied(source: str, target: str, check: CheckName, lost: str, witness: tuple[str, ...] = ()) -> set[str]:
    fact = next(f for f in find(source, "fr") if f.kind == check and lost in f.text)
    finding = Finding(check, "x", (Span(fact.start, fact.end),))
    found = edits(
        finding,
        source,
        target,
        straight(source, target),
        language="fr",
        terms=(),
        witness=witness,
    )
    return {target[: e.span.start] + e.words + target[e.span.end :] for e in found}


def test_a_name_takes_the_place_of_a_name_and_of_nothing_else() -> None:
    assert applied("Hier Lefèvre dort.", "Yesterday Lefre sleeps.", "name", "Lefèvre") == {
        "Yesterday Lefèvre sleeps."
    }
    assert applied("Hier Lefèvre dort.", "Yesterday he sleeps.", "name", "Lefèvre") == set()


def test_a_name_that_has_another_one_in_english_gets_that() -> None:
    assert applied("Selon Moscou, non.", "Says Moskow, no.", "name", "Moscou") == {"Says Moscow, no."}


def test_a_number_takes_the_place_of_a_number_in_english_writing() -> None:
    assert "It cost 4,500 francs." in applied(
        "Cela coûte 4 500 francs.", "It cost 4400 francs.", "number", "4 500"
    )
    assert "It cost 3.4 million francs." in applied(
        "Cela coûte 3,4 millions de francs.", "It cost 3.9 million francs.", "number", "3,4"
    )
    assert applied("Cela coûte 4 500 francs.", "It cost many francs.", "number", "4 500") == set()


def test_the_witness_words_come_first() -> None:
    found = applied("Selon Ivanof, non.", "Says Iwan, no.", "name", "Ivanof", ("Ivanov said no.",))
    assert "Says Ivanov, no." in found


def test_spelling() -> None:
    source, target = "Ainsi Makelele et Moscou dorment.", "Thus Makele and Moscow sleep."
    misspelt = spelt_otherwise(source, target, "fr")
    assert [source[s.start : s.end] for s in misspelt] == ["Makelele"]
    [edit] = spellings(source, target, misspelt, straight(source, target), list)
    assert (target[edit.span.start : edit.span.end], edit.words) == ("Makele", "Makelele")
    # A word that the model has whole is no mistake of spelling.
    assert not list(spellings(source, target, misspelt, straight(source, target), lambda word: [word]))


def test_a_given_name_that_is_lost_is_put_before_its_surname() -> None:
    source, target = "Hier Willard Boyle dormait.", "Yesterday President Boyle slept."
    misspelt = spelt_otherwise(source, target, "fr")
    assert [source[s.start : s.end] for s in misspelt] == ["Willard"]
    [edit] = spellings(source, target, misspelt, (), list)
    assert target[: edit.span.start] + edit.words + target[edit.span.end :] == (
        "Yesterday President Willard Boyle slept."
    )
    for other in ("Yesterday Anthony Boyle slept.", "Boyle and Boyle slept.", "He slept."):
        assert list(spellings(source, other, misspelt, (), list)) == []


def test_words_in_one_place_move_the_parts_behind() -> None:
    parts = (Part(Span(0, 5), Span(0, 5)), Part(Span(6, 9), Span(6, 9)))
    draft = replaced(Draft("Hello you", -1.0, 3, False, parts), Span(0, 5), "Hi")
    assert draft.text == "Hi you"
    assert [(p.target.start, p.target.end) for p in draft.parts] == [(0, 2), (3, 6)]


def test_a_repaired_segment_keeps_what_the_model_said(french: Translator) -> None:
    text = "Le ministre a rencontré M. Lefèvre à Quimper. Gisèle Bündchen a acheté 4 500 actions à Wolfsburg."
    repaired = [s for s in french.translate(text).segments if s.repair]
    assert repaired
    for segment in repaired:
        assert segment.repair is not None
        assert segment.repair.steps
        assert segment.repair.output != segment.target
        before = repair.examine(segment.source, segment.repair.output, "fr", NONE)
        assert penalty(segment.findings) <= penalty(before)


def test_a_sentence_without_findings_is_left_alone(
    french: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("translate.repair.examine", lambda *_, **__: ())
    monkeypatch.setattr("translate.repair.spelt_otherwise", lambda *_: [])
    asked: list[int] = []
    decode = SentenceModel.decode

    def counted(model: SentenceModel, texts: Sequence[str], options: DecodingOptions) -> list[list[Draft]]:
        asked.append(len(texts))
        return decode(model, texts, options)

    monkeypatch.setattr(SentenceModel, "decode", counted)
    [segment] = french.translate("La récolte de blé a été mauvaise en Bretagne cet été-là.").segments
    assert segment.repair is None
    assert [count for count in asked if count] == [1]


def test_repair_is_the_same_whatever_stands_beside(french: Translator) -> None:
    first, second = "M. Lefèvre a visité Quimper.", "Il a parlé à Mme Bündchen de 4 500 emplois."
    together = Translator("fr").translate(f"{first} {second}").segments
    assert [s.target for s in together] == [french.translate(t).text for t in (first, second)]


def test_the_witness_confirms_what_was_lost(french: Translator, monkeypatch: pytest.MonkeyPatch) -> None:
    translation = french.translate("Il pleut. Le général Dubrovnikov a salué la foule.")
    segment = translation.segments[1]
    monkeypatch.setattr("translate.repair.NEAR_EDITED", 99)
    start = segment.source.index("Dubrovnikov")
    lost = Finding("name", "lost", (Span(start, start + 11),))
    broken = segment.target.replace("Dubrovnikov", "Brown")
    changed = replace(
        segment, target=broken, findings=(lost,), repair=None, target_end=segment.target_start + len(broken)
    )
    text = translation.text[: segment.target_start] + broken
    damaged = replace(translation, text=text, segments=(translation.segments[0], changed))
    assert french.confirm(damaged, {}) is damaged
    confirmed = french.confirm(damaged, {1: ["General Dubrovnikov greeted the crowd."]})
    assert "Dubrovnikov" in confirmed.segments[1].target
    assert confirmed.text[confirmed.segments[1].target_start : confirmed.segments[1].target_end] == (
        confirmed.segments[1].target
    )
    assert confirmed.segments[1].repair is not None
    assert confirmed.segments[1].repair.output == broken
    assert confirmed.segments[0] == translation.segments[0]


def test_the_outputs_of_60_sentences_are_the_kept_ones() -> None:
    """After a wanted change, or with new weights: `python -m bench.golden --write`."""
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert len(kept["lines"]) == 60
    assert outputs() == kept

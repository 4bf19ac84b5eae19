"""Words that the English lost are looked up in the lexicon, and the sentence is translated again."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from passerelle.modelstore import loading, registry
from passerelle.spans import Span
from translate import reverse
from translate.coverage import lost_expressions, uncovered
from translate.decoding import Draft, Part, SentenceModel, Task
from translate.glossary import Glossary
from translate.hints import TERM
from translate.lookup import decode_pieces, look_up
from translate.plan import Piece


@cache
def model(language: str = "fr") -> SentenceModel:
    return SentenceModel(loading.load_folder(registry.embedded("translate", language)), language)


def draft(source: str, english: str) -> Draft:
    [score] = model().likelihoods([source], [english])
    part = Part(Span(0, len(source)), Span(0, len(english)))
    return Draft(english, score, len(english.split()), truncated=False, parts=(part,))


@pytest.mark.parametrize(
    ("source", "lost", "word"),
    [
        ("Le gouvernement a annoncé une augmentation.", "The government announced a sale.", "increase"),
        ("Les ouvriers ont détruit le mur de la prison.", "The workers destroyed the sea of it.", "prison"),
        ("La pluie a détruit les récoltes du village.", "The flight destroyed the village.", "rain"),
    ],
)
def test_a_lost_word_is_looked_up(source: str, lost: str, word: str) -> None:
    before = draft(source, lost)
    found = look_up({source: [before]}, model())[source]
    assert word in found.text
    assert uncovered(source, found.text, "fr") < uncovered(source, lost, "fr")
    assert found.score is not None
    assert before.score is not None
    assert found.score >= before.score


def test_a_sentence_that_lost_nothing_is_not_translated_again(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "Le gouvernement a annoncé une augmentation des salaires."
    monkeypatch.setattr(SentenceModel, "decode", lambda *_, **__: pytest.fail("translated again"))
    assert look_up({source: [draft(source, "The government announced an increase in wages.")]}, model()) == {}
    assert look_up({}, model()) == {}


def test_a_name_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "Le ministre, M. Duc, a vendu la maison."
    monkeypatch.setattr(SentenceModel, "decode", lambda *_, **__: pytest.fail("translated again"))
    assert look_up({source: [draft(source, "The minister, Mr Duc, sold the house.")]}, model()) == {}
    assert look_up({source: [draft(source, "The minister, Mr Dong, sold the house.")]}, model()) == {}


def test_a_sentence_with_an_invented_name_is_left_to_repair(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "La ville de Hai Phong a vendu le mur de la prison."
    monkeypatch.setattr(SentenceModel, "decode", lambda *_, **__: pytest.fail("translated again"))
    assert (
        look_up({source: [draft(source, "The city of Haipech sold the sea of the prison.")]}, model()) == {}
    )


def test_truncated_and_very_long_text_is_not_translated_again(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "Le gouvernement a annoncé une augmentation."
    bad = draft(source, "The government announced a sale.")
    monkeypatch.setattr(SentenceModel, "decode", lambda *_, **__: pytest.fail("translated again"))
    assert look_up({source: [replace(bad, truncated=True)]}, model()) == {}
    assert look_up({source + " Oui." * 200: [bad]}, model()) == {}


def test_a_model_without_hints_translates_once() -> None:
    plain = SentenceModel(replace(model().model, hints=None), "fr")
    source = "Le gouvernement a annoncé une augmentation."
    assert look_up({source: [draft(source, "The government announced a sale.")]}, plain) == {}


def test_a_worse_translation_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "La pluie a détruit les récoltes du village."
    before = draft(source, "The rain destroyed the crops.")
    worse = replace(before, text="Village village village rain crops crops.")

    def decode(self: SentenceModel, texts: Sequence[str], *_: Any, **__: Any) -> list[list[Draft]]:
        return [[worse] for _ in texts]

    monkeypatch.setattr(SentenceModel, "decode", decode)
    assert look_up({source: [before]}, model()) == {}


def test_required_words_are_terms_in_the_source() -> None:
    written = model().encode("La flotte de pêche est là.", {"flotte": "fleet"})
    opened, closed = written.index(TERM[0]), written.index(TERM[1])
    assert model().model.tokenizer.decode_target(written[opened + 1 : closed]) == "fleet"
    assert TERM[0] not in model().encode("La flotte de pêche est là.")


def test_the_first_hypothesis_of_a_sentence_stays_in_its_n_best_list() -> None:
    source = "Les vagues abîment les filets de la flotte."
    task = Task(source, (Piece(Span(0, len(source)), copied=False),))
    drafts = decode_pieces([task], model(), Glossary())[source]
    [first, *_] = model().run([source])[0]
    assert first.text in [one.text for one in drafts]


@pytest.mark.parametrize(
    ("source", "literal", "wanted"),
    [
        ("Quatre hommes ont été mis en examen.", "Four men were examined.", "charged"),
        ("Un suspect est toujours en fuite.", "A suspect is still in flight.", "on the run"),
    ],
)
def test_an_expression_is_looked_up_though_its_words_are_translated(
    source: str, literal: str, wanted: str
) -> None:
    found = look_up({source: [draft(source, literal)]}, model())
    assert wanted in found[source].text


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Les voleurs ont pris la fuite.", "The thieves fled."),
        ("Deux têtes de série sont éliminées.", "Two seeds are eliminated."),
        ("Le gouvernement est à l'ordre.", "The government is in order."),
    ],
)
def test_an_expression_with_its_english_is_not_lost(source: str, english: str) -> None:
    assert lost_expressions(source, english, "fr") == []
    assert [e.word for e in lost_expressions("Ils font grève.", "They make a strike.", "fr")] == []
    assert [e.word for e in lost_expressions("Ils sont en fuite.", "They fly.", "fr")] == ["en fuite"]


@pytest.mark.parametrize(("new", "kept"), [(-1.1, False), (-1.0, True), (-0.9, True)])
def test_english_that_predicts_its_source_less_well_is_not_kept(
    monkeypatch: pytest.MonkeyPatch, new: float, kept: bool
) -> None:
    source, lost = "La pluie a détruit les récoltes du village.", "The flight destroyed the village."
    monkeypatch.setattr(
        reverse, "scores", lambda _, english, __: [-1.0 if text == lost else new for text in english]
    )
    assert (source in look_up({source: [draft(source, lost)]}, model())) is kept


def test_without_a_reverse_model_coverage_and_likelihood_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    source, lost = "La pluie a détruit les récoltes du village.", "The flight destroyed the village."
    monkeypatch.setattr(reverse, "scores", lambda *_: None)
    assert "rain" in look_up({source: [draft(source, lost)]}, model())[source].text


def test_another_hypothesis_with_the_lost_word_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "Les ouvriers ont détruit le mur de la prison."
    lost, known = (draft(source, f"The workers destroyed the {word} wall.") for word in ("new", "prison"))
    monkeypatch.setattr(SentenceModel, "decode", lambda _, texts, *__, **___: [[lost]] * len(texts))
    found = look_up({source: [lost, known]}, model())
    assert found[source].text == known.text
    assert found[source].score == max(lost.score or 0, known.score or 0)


def test_each_model_is_asked_only_what_it_has_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "Les ouvriers ont détruit le mur de la prison."
    words = ("new wall", "prison wall", "wall of the prison")
    lost, worse, better = (
        replace(draft(source, f"The workers destroyed the {text}."), score=score)
        for text, score in zip(words, (-0.5, -0.7, -0.6), strict=True)
    )
    asked: list[str] = []
    scored: list[str] = []

    def likelihoods(_: SentenceModel, __: Sequence[str], english: Sequence[str]) -> list[float]:
        scored.extend(english)
        return [-0.6] * len(english)

    def scores(_: Sequence[str], english: Sequence[str], __: str) -> list[float]:
        asked.extend(english)
        return [-1.0] * len(english)

    monkeypatch.setattr(SentenceModel, "decode", lambda _, texts, *__, **___: [[lost]] * len(texts))
    monkeypatch.setattr(SentenceModel, "likelihoods", likelihoods)
    monkeypatch.setattr(reverse, "scores", scores)
    assert look_up({source: [lost, worse, better]}, model())[source].text == better.text
    assert not scored  # the search has scored its hypotheses
    assert asked == [lost.text, better.text]

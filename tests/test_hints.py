import random
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from passerelle.modelstore import loading, registry
from passerelle.modelstore.loading import Model
from training.hints import hinted, terms, with_candidates
from training.prepare import load_pieces
from translate import hints
from translate.decoding import SentenceModel
from translate.glossary import Glossary
from translate.hints import BEGIN, CANDIDATES, TERM, Hint
from translate.terms import Term
from translate.wordalignment import align

PIECES = load_pieces(registry.embedded("translate", "fr") / "source.spm")


@cache
def embedded() -> Model:
    return loading.load_folder(registry.embedded("translate", "fr"))


def encode(text: str) -> list[str]:
    return list(PIECES.encode(text, out_type=str))


@pytest.mark.parametrize("text", ["Les pêcheurs réparent.", "Đội tuyển 𝔘 thắng ★ 3-1, hôm qua", "a"])
def test_text_of_returns_the_text_and_the_end_of_each_piece(text: str) -> None:
    pieces = encode(text)
    found, ends = hints.text_of(pieces)
    assert found.strip() == PIECES.decode(pieces).strip()
    assert len(ends) == len(pieces)
    assert ends[-1] == len(found)
    assert ends == sorted(ends)


def test_a_hint_is_inserted_after_its_word_and_removed_again() -> None:
    pieces = encode("Les vagues abîment leurs filets.")
    text, _ = hints.text_of(pieces)
    at = text.index("abîment")
    term = Hint(text.index("filets"), text.index("filets") + 6, ("nets",), required=True)
    written = hints.insert(pieces, [Hint(at, at + 7, ("damage", "spoil")), term], encode)
    shown = PIECES.decode([p for p in written if p not in (*CANDIDATES, *TERM)])
    assert shown == "Les vagues abîment damage spoil leurs filets nets."
    opened = written.index(CANDIDATES[0])
    assert hints.text_of(written[:opened])[0].endswith(" abîment")
    assert hints.text_of(written[: written.index(TERM[0])])[0].endswith("filets")
    kept, owners = hints.remove([*written, "</s>"])
    assert kept == [*pieces, "</s>"]
    assert owners[:opened] == list(range(opened))
    assert set(owners[opened : written.index(CANDIDATES[1]) + 1]) == {opened - 1}
    assert owners[-1] == len(pieces)


def test_a_piece_marks_where_the_words_of_a_term_begin() -> None:
    pieces = encode("Elle est tête de série numéro 2.")
    text, _ = hints.text_of(pieces)
    start, end = text.index("tête"), text.index(" numéro")
    written = hints.insert(pieces, [Hint(start, end, ("seed",), required=True)], encode)
    begin = written.index(BEGIN)
    assert hints.text_of(written[:begin])[0].strip() == "Elle est"
    assert hints.text_of(written[begin + 1 : written.index(TERM[0])])[0].strip() == "tête de série"
    kept, owners = hints.remove([*written, "</s>"])
    assert kept == [*pieces, "</s>"]
    assert owners[begin] == begin - 1
    assert owners[-1] == len(pieces)


def test_only_a_term_of_several_words_has_a_mark_at_its_beginning() -> None:
    pieces = encode("Coup de feu mortel.")
    text, _ = hints.text_of(pieces)
    one = Hint(text.index("mortel"), text.index("mortel") + 6, ("deadly",), required=True)
    assert BEGIN not in hints.insert(pieces, [one], encode)
    first = Hint(text.index("Coup"), text.index(" mortel"), ("gunshot",), required=True)
    written = hints.insert(pieces, [first], encode)
    assert written[0] == BEGIN
    assert hints.remove(written)[1][0] == 0


def test_only_expressions_of_one_word_have_candidates() -> None:
    [robbery] = hints.candidates("Le braquage dure.", "fr")
    assert robbery.english == ("robbery",)
    assert not hints.candidates("Il est mis en examen.", "fr")


def test_glossary_terms_replace_the_words_that_they_overlap() -> None:
    sentence = "Deux hommes ont commis un vol à main armée hier."
    model = SentenceModel(embedded(), "fr", glossary=Glossary((Term("main armée", "armed hand"),)))
    asked = {"vol à main armée": "armed robbery", "hier": "yesterday"}
    assert PIECES.decode(terms_of(model.encode(sentence, asked))) == "armed hand yesterday"
    without = model.with_glossary(Glossary())
    assert PIECES.decode(terms_of(without.encode(sentence, asked))) == "armed robbery yesterday"


def terms_of(pieces: list[str]) -> list[str]:
    """Return the pieces of the terms in a source."""
    inside, found = False, []
    for piece in pieces:
        inside = piece == TERM[0] or (inside and piece != TERM[1])
        found += [piece] if inside and piece != TERM[0] else []
    return found


def test_a_term_takes_precedence_over_candidates() -> None:
    pieces = encode("La flotte.")
    end = len(hints.text_of(pieces)[0]) - 1
    both = [Hint(end - 6, end, ("fleet", "float")), Hint(end - 6, end, ("navy",), required=True)]
    written = hints.insert(pieces, both, encode)
    assert CANDIDATES[0] not in written
    assert [*encode("navy"), TERM[1]] == written[written.index(TERM[0]) + 1 : written.index(TERM[1]) + 1]


def test_only_rare_words_have_candidates() -> None:
    text = "La maison de sagace est un ministre."
    found = {text[h.start : h.end]: h.english for h in hints.candidates(text, "fr")}
    assert set(found) == {"sagace"}
    assert found["sagace"][0] == "sagacity"
    assert len(found["sagace"]) <= hints.MOST
    assert hints.candidates(text, "de") == []


def test_a_rare_form_has_the_candidates_of_its_lemma() -> None:
    [hint] = hints.candidates("Nous mangerions.", "fr")
    assert "eat" in hint.english
    assert hints.candidates("Il mange.", "fr") == []


def test_counts_of_candidates_exclude_the_reference_itself() -> None:
    alone = hints.candidates("Il est sagace.", "fr", ["he", "is", "shrewd"])
    assert [h.english for h in alone] == [("sagacity",)]


def test_terms_are_spelled_as_in_the_reference() -> None:
    text, english = (
        "Les pêcheurs de la maison réparent les filets.",
        "The Fishermen of the house mend the nets.",
    )
    found = {text[h.start : h.end]: h.english for h in terms(text, english, "fr")}
    assert found["pêcheurs"] == ("Fishermen",)
    assert found["filets"] == ("nets",)
    assert all(h.required for h in terms(text, english, "fr"))
    twice = terms("Les filets.", "The nets and the nets.", "fr")
    assert twice == []


def test_removing_the_hints_restores_the_source() -> None:
    source = encode("Les pêcheurs sagaces réparent la flotte et les filets.")
    target = encode("The shrewd fishermen repair the fleet and the nets.")
    written = [hinted(source, target, "fr", encode, random.Random(seed)) for seed in range(60)]
    assert all(hints.remove(pieces)[0] == source for pieces in written)
    with_terms = [pieces for pieces in written if TERM[0] in pieces]
    assert 2 <= len(with_terms) <= 20
    assert all(pieces.count(TERM[0]) <= 3 for pieces in with_terms)
    assert with_terms[0].count(TERM[0]) == with_terms[0].count(TERM[1])


def hinted_model(**changes: Any) -> SentenceModel:
    return SentenceModel(replace(embedded(), **changes), "fr")


def test_translation_inserts_the_same_hints_as_training() -> None:
    text = "Les vagues abîment leurs filets."
    assert hinted_model(hints=None).encode(text) == [*encode(text), "</s>"]
    written = hinted_model(hints="all").encode(text)
    assert written == [*with_candidates(encode(text), "fr", encode), "</s>"]
    assert CANDIDATES[0] in written


def test_glossary_terms_are_inserted_as_hints() -> None:
    glossary = Glossary((Term("filet", "fishing net", "fr"),))
    model = hinted_model(hints="all").with_glossary(glossary)
    written = model.encode("Les filets sont là.")
    opened = written.index(TERM[0])
    assert hints.text_of(written[:opened])[0].endswith(" filets")
    assert written[opened + 1 : written.index(TERM[1])] == encode("fishing net")
    assert TERM[0] not in hinted_model(hints=None).with_glossary(glossary).encode("Les filets sont là.")


def test_hints_that_do_not_fit_are_left_out() -> None:
    text = " ".join(["abîment"] * 31)
    model = hinted_model(hints="all")
    assert len(model.encode(text)) <= model.options.max_source_tokens
    assert CANDIDATES[0] not in model.encode(text)


def test_attention_to_a_hint_counts_for_its_word() -> None:
    model = hinted_model(hints="all")
    source, target = "Les vagues abîment Paris.", "The waves damage Paris."
    [links] = align(model.model, [(source, target)], model.encode)
    pairs = {(source[s.start : s.end], target[t.start : t.end]) for s, t in links}
    assert ("Paris", "Paris") in pairs
    assert all(s.end <= len(source) and t.end <= len(target) for s, t in links)

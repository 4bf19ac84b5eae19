import gzip
from collections import Counter
from pathlib import Path

import pytest

from passerelle.languages.lexicon import words
from training import lexicon
from training.errors import TrainingError

PHRASES = [
    ("thủ tướng", "the prime minister"),
    ("bệnh viện", "a hospital"),
    ("con cá", "the fish"),
    ("máy bay", "the plane"),
    ("ngư dân", "fishermen"),
]
VERBS = [("thấy", "saw"), ("nghe", "heard"), ("tìm", "sought"), ("gặp", "met"), ("nhớ", "remembered")]


def made() -> list[lexicon.Pair]:
    """Return sentences of subject, verb and object, in many combinations."""
    pairs = []
    for subject, subject_english in PHRASES:
        for verb, verb_english in VERBS:
            for thing, thing_english in PHRASES:
                vietnamese = f"{subject} {verb} {thing}"
                english = f"{subject_english} {verb_english} {thing_english}"
                pairs.append((tuple(words(vietnamese)), tuple(words(english))))
    return pairs * 4


def test_symmetrized_links_lie_between_intersection_and_union() -> None:
    forward = frozenset({(0, 0), (1, 1), (2, 1), (3, 3)})
    backward = frozenset({(0, 0), (1, 1), (3, 3), (4, 5)})
    joined = lexicon.symmetrize(forward, backward)
    assert forward & backward <= joined <= forward | backward
    assert (2, 1) in joined  # next to a certain link, and its source word has no other
    assert (4, 5) in joined  # neither word has another link


def test_a_link_between_linked_words_is_not_added() -> None:
    forward = frozenset({(0, 0), (1, 1), (0, 1)})
    assert lexicon.symmetrize(forward, frozenset({(0, 0), (1, 1)})) == {(0, 0), (1, 1)}


def test_only_words_linked_to_nothing_else_are_counted() -> None:
    pair = (("tàu", "đánh", "cá", "mới"), ("new", "fishing", "boat"))
    links = frozenset({(0, 2), (1, 1), (2, 1), (3, 0)})
    table = lexicon.count([pair], [links], 2)
    assert table["tàu"] == Counter({"boat": 1})
    assert table["đánh cá"] == Counter({"fishing": 1})
    assert "cá" not in table
    assert "tàu đánh" not in table
    assert "cá mới" not in table


def test_alignment_finds_the_translations_in_synthetic_sentences() -> None:
    pairs = made()
    table = lexicon.count(pairs, lexicon.align(pairs), 4)
    right = [
        word
        for word, english in (*VERBS, *PHRASES)
        if word in table and english.split()[-1] in table[word].most_common(1)[0][0]
    ]
    assert len(right) >= 8  # of ten, since the aligner samples at random


def test_units_with_a_meaning_of_their_own_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicon, "GRAMMAR", 1)
    sentences = ["và bệnh viện", "và bệnh nhân", "và thư viện", "và phó giám đốc", "và giám đốc và", "và phó"]
    pairs = [(tuple(sentence.split()), ("x",)) for sentence in sentences * 10]
    table = {
        "và": Counter({"and": 70}),
        "bệnh": Counter({"disease": 5}),
        "bệnh viện": Counter({"the hospital": 6, "hospital": 4}),
        "và bệnh viện": Counter({"hospital": 8}),
        "phó": Counter({"deputy": 10}),
        "giám đốc": Counter({"director": 10}),
        "phó giám đốc": Counter({"deputy director": 10}),
        "thư viện": Counter({"library": 2}),
    }
    kept = lexicon.filtered(table, pairs)
    assert kept["bệnh viện"] == Counter({"hospital": 10})
    assert kept["giám đốc"] == Counter({"director": 10})
    assert "và bệnh viện" not in kept  # a function word, and the meaning of the rest
    assert "phó giám đốc" not in kept  # the meaning of both parts
    assert "thư viện" not in kept  # too rare


def test_accidental_links_are_left_out() -> None:
    table = {
        "maison": Counter({"house": 500, "home": 300, "the": 30, "of": 1}),
        "chat": Counter({"cat": 1}),
        "barroso": Counter({"barroso": 2}),
        "12": Counter({"12": 9}),
        "le": Counter({"the": 9_000}),
    }
    kept = lexicon.filtered(table, [])
    assert kept.pop("le") == Counter({"the": 9_000})
    assert kept == {"maison": Counter({"house": 500, "home": 300}), "chat": Counter({"cat": 1})}


def test_forms_count_for_themselves_and_for_their_lemma() -> None:
    table = {"mange": Counter({"eats": 3}), "manger": Counter({"eat": 5}), "mangeons": Counter({"eat": 2})}
    joined = lexicon.add_lemmas(table, lambda word: "manger" if word.startswith("mang") else word)
    assert joined["manger"] == Counter({"eat": 7, "eats": 3})
    assert joined["mange"] == Counter({"eats": 3})


def test_french_forms_have_their_lemma() -> None:
    lemma = lexicon.lemma_of("fr")
    assert [lemma(word) for word in ("abîment", "chevaux")] == ["abîmer", "cheval"]


def test_a_lexicon_is_sorted_by_word_and_frequency(tmp_path: Path) -> None:
    path = tmp_path / "new" / "fr.tsv.gz"
    lexicon.write({"nuit": Counter({"night": 2}), "jour": Counter({"a day": 1, "day": 7})}, path)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        assert file.read() == "jour\tday=7\ta day=1\nnuit\tnight=2\n"


def test_a_missing_aligner_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "eflomal", None)
    with pytest.raises(TrainingError, match="pip install eflomal"):
        next(lexicon.align([(("a",), ("b",))]))


def test_rare_forms_are_mapped_to_a_lemma_in_the_lexicon() -> None:
    table = {
        "abîmer": Counter({"damage": 5}),
        "cheval": Counter({"horse": 5}),
        "chevaux": Counter({"horses": 20}),
    }
    forms = lexicon.lemmas(table, "fr")
    assert forms["abîment"] == "abîmer"
    assert "chevaux" not in forms  # frequent enough itself
    assert set(forms.values()) <= set(table)

"""The check for missing English verbs."""

import numpy as np
import pytest

from passerelle.spans import Span
from training import verbs as training
from translate import verbs
from translate.checks import check
from translate.coverage import compare
from translate.imbalance import beside


def test_words_are_tagged_with_classes() -> None:
    table = {"signed": "DE", "the": "the", "law": "N", "not": "not", "paris": "N"}
    written = ["He", "signed", "the", "laws", ",", "Paris", "didn’t", "12", "blorfed", "well-known"]
    assert verbs.classed(written, table) == ["P", "DE", "the", "S", ",", "P", "n't", "C", "DE", "J"]


def test_every_gap_between_tokens_has_features() -> None:
    places = verbs.features(["he", "D", "the", "N", "."])
    assert len(places) == 4
    assert all(0 <= slot < verbs.SLOTS for place in places for slot in place)
    assert verbs.features(["he"]) == []


def test_single_words_and_overlong_sentences_have_no_gaps() -> None:
    assert verbs.doubt("") is None
    assert verbs.doubt("Yes") is None
    assert verbs.doubt("word " * 5_000) is None


@pytest.mark.parametrize(
    ("language", "source", "target", "place"),
    [
        (
            "fr",
            "Le club n'a pas ce dont il a besoin pour survivre.",
            "The club does not have what he to survive.",
            "he … to",
        ),
        (
            "fr",
            "La Cour suprême des États-Unis a confirmé la constitutionnalité de la loi.",
            "The Supreme Court of the United States the constitutionality of the law.",
            "States … the",
        ),
        (
            "fr",
            "Elle a reçu une lettre de sa mère hier.",
            "She a letter from her mother yesterday.",
            "She … a",
        ),
        (
            "vi",
            "Bà ấy đã mua một ngôi nhà mới ở Hà Nội năm ngoái.",
            "She a new house in Hanoi last year.",
            "She … a",
        ),
    ],
)
def test_a_missing_verb_is_found(language: str, source: str, target: str, place: str) -> None:
    messages = [finding.message for finding in check(source, target, language)]
    assert f"A verb seems to be missing from “{place}”." in messages


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("fr", "Elle a reçu une lettre de sa mère hier.", "She received a letter from her mother yesterday."),
        ("fr", "Vote du budget à Lyon", "Budget vote in Lyon"),
        ("fr", "Quelle belle journée !", "What a beautiful day!"),
        ("fr", "Plus il court, plus il a chaud.", "The more he runs, the hotter he gets."),
        ("vi", "Hà Nội, ngày 3 tháng 5.", "Hanoi, May 3."),
        ("de", "Er kam an.", "He home."),
    ],
)
def test_sentences_without_a_missing_verb_are_not_reported(language: str, source: str, target: str) -> None:
    assert "verb" not in {finding.check for finding in check(source, target, language)}


def test_words_beside_a_gap_lie_between_aligned_pairs() -> None:
    source, target = "Elle a reçu une lettre de sa mère hier.", "She a letter from her mother yesterday."
    here, there = beside(compare(source, target, "fr"), source, target, Span(0, 5))
    assert [source[word.span.start : word.span.end] for word in here] == ["reçu"]
    assert there == []


@pytest.mark.slow
def test_a_fitted_model_finds_the_gap_of_a_removed_verb() -> None:
    table = {"he": "he", "saw": "D", "the": "the", "dog": "N", "now": "R"}
    weights = training.fit(["He saw the dog now"] * 20, table)
    kinds = ["he", "the", "N", "R"]
    odds = weights[np.array(verbs.features(kinds))].sum(1) + weights[-1]
    assert int(odds.argmax()) == 0
    assert odds[0] > 0 > odds[1:].max()


def test_a_lone_surrogate_causes_no_error() -> None:
    target = "Minister \udcf2 said \ud800 that twelve people."
    found = check("Le ministre a dit que douze personnes sont venues.", target, "fr")
    assert "unexamined" not in {finding.check for finding in found}

from functools import cache

import pytest

from passerelle.modelstore import loading, registry
from passerelle.modelstore.loading import Model
from training.reverse import neighbours
from translate import reverse

MODELS = registry.default_models_file().parent / "models"


@cache
def model() -> Model:
    return loading.load_folder(MODELS / "en-fr-vi")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "source", "right", "wrong"),
    [
        (
            "fr",
            "Le ministre a refusé de répondre.",
            "The minister refused to answer.",
            "The minister answered.",
        ),
        ("fr", "Il a vendu sa maison en mars.", "He sold his house in March.", "He bought a house in May."),
        ("vi", "Chính phủ tăng thuế.", "The government raises taxes.", "The government lowers prices."),
    ],
)
def test_the_right_translation_scores_higher(language: str, source: str, right: str, wrong: str) -> None:
    good, bad = reverse.score(model(), [source, source], [right, wrong], language)
    assert bad < good < 0


def test_a_score_does_not_depend_on_the_rest_of_the_batch() -> None:
    pairs = [("Bonjour.", "Hello."), ("La séance est levée.", "The sitting is closed."), ("Oui.", "Yes.")]
    together = reverse.score(model(), [s for s, _ in pairs], [t for _, t in pairs], "fr")
    alone = [reverse.score(model(), [s], [t], "fr")[0] for s, t in pairs]
    assert together == pytest.approx(alone, abs=0.02)
    assert reverse.score(model(), [], [], "fr") == []


def test_unknown_languages_and_sides_of_unequal_length_are_refused() -> None:
    with pytest.raises(KeyError):
        reverse.score(model(), ["Hallo."], ["Hello."], "de")
    with pytest.raises(ValueError, match="one translation"):
        reverse.score(model(), ["Bonjour."], [], "fr")


def test_wrong_translations_are_taken_from_the_next_longer_line() -> None:
    assert neighbours(["ccc", "a", "bb"]) == ["a", "bb", "ccc"]

"""Possessives that a model leaves incomplete."""

import pytest

from translate.possessive import complete_possessives

TEXTS = [
    ("Fishermen' associations fear the waves.", "Fishermen's associations fear the waves."),
    ("Macron' government and children' doctors", "Macron's government and children's doctors"),
    ("The MaPrimeRénov' scheme", "The MaPrimeRénov' scheme"),
    ("The workers' union met Mr Dickens' heirs.", "The workers' union met Mr Dickens' heirs."),
    ("The 'free men' of Rome.", "The 'free men' of Rome."),
    ("That ol' man said: the women's team won'", "That ol' man said: the women's team won'"),
    ("At five o' clock", "At five o' clock"),
    ("The men' 4-by-100", "The men' 4-by-100"),
]


@pytest.mark.parametrize(("written", "whole"), TEXTS)
def test_a_bare_apostrophe_follows_only_an_s(written: str, whole: str) -> None:
    assert complete_possessives(written) == whole

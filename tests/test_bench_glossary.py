"""The glossary benchmark: its cases, and which translations count as right."""

import pytest

from bench.glossary import TermCase, _entry, cases, right
from bench.quality import EvaluationSet
from translate import Term


@pytest.mark.parametrize(
    ("word", "english", "language", "expected"),
    [
        ("ministres", "Ministers", "fr", Term("ministre", "minister", "fr")),
        ("élections", "vote", "fr", Term("élections", "vote", "fr")),
        ("travail", "works", "fr", Term("travail", "works", "fr")),
        ("bộ trưởng", "ministers", "vi", Term("bộ trưởng", "minister", "vi")),
        ("presse", "press", "fr", Term("presse", "press", "fr")),
    ],
)
def test_an_entry_is_in_lower_case_and_in_the_singular(
    word: str, english: str, language: str, expected: Term
) -> None:
    assert _entry(word, english, language) == expected


@pytest.mark.parametrize(
    ("expected", "english", "is_right"),
    [
        ("ministers", "The ministers left.", True),
        ("ministers", "The minister left.", False),
        ("Ministers", "Ministers left.", True),
        ("press", "He pressed on.", False),
        ("joint committee", "A joint committee met.", True),
    ],
)
def test_a_term_is_right_in_the_form_of_the_reference(expected: str, english: str, is_right: bool) -> None:
    assert right(TermCase("", Term("x", expected.lower()), expected), english) is is_right


def test_each_odd_line_gives_at_most_one_term() -> None:
    sources = ("Le gouvernement a voté le budget.", "Le gouvernement a démissionné.", "Rien.")
    references = ("The government voted the budget.", "The government resigned.", "Nothing.")
    found = cases(EvaluationSet("own", "fr", sources, references), 10)
    assert [case.source for case in found[:1]] == [sources[0]]
    assert found[0].term.target in ("government", "budget")
    assert len({case.source for case in found}) == len(found)

"""Differences in quotations and negations, with English and likelihoods written by hand."""

from collections.abc import Sequence

import pytest

from passerelle.article.types import Article, Block
from passerelle.crosscheck.contrast import Likelihood, TranslationContrast
from passerelle.crosscheck.labels import difference_line
from passerelle.crosscheck.sides import ComparedVersion
from passerelle.crosscheck.statements import different_negations, different_quotations
from passerelle.crosscheck.types import AlignedPair, Difference, TranslatedArticle
from translate.types import Segment, Translation

PAIR = AlignedPair((0,), (0,), 0.8)


def one_sentence(text: str, english: str, language: str) -> TranslatedArticle:
    article = Article(text, (Block("paragraph", 0, len(text)),), language)
    segment = Segment(text, english, 0, len(text), 0, len(english), -0.1)
    return TranslatedArticle(article, Translation(text, english, (segment,), language, ""))


def losing(loss: float, *sides: TranslatedArticle) -> Likelihood:
    """Return a likelihood that is lower by `loss` for English from the other version."""
    own = [(side.article.language, side.translation.text) for side in sides]

    def likelihood(sources: Sequence[str], english: Sequence[str], language: str) -> list[float]:
        return [
            -1.0 if any(code == language and text in whole for code, whole in own) else -1.0 - loss
            for text in english
        ]

    return likelihood


def quoted(
    here: tuple[str, str], there: tuple[str, str], loss: float, language: str = "vi"
) -> list[Difference]:
    version, original = one_sentence(*here, "fr"), one_sentence(*there, language)
    contrast = TranslationContrast(losing(loss, version, original), version, original)
    return list(different_quotations(0, PAIR, ComparedVersion(version), ComparedVersion(original), contrast))


FRENCH = (
    "« Le pont est fermé et les enfants restent à la maison », a dit le maire.",
    '"The bridge is closed and the children stay at home," said the mayor.',
)
SAME = (
    "“Cây cầu đóng cửa và trẻ em ở nhà”, thị trưởng nói.",
    '"The bridge is shut and children are at home," the mayor said.',
)
PARTLY = (
    "“Cây cầu đóng cửa và công ty mua gạo ở thành phố”, thị trưởng nói.",
    '"The bridge is shut and the company buys rice in the city," the mayor said.',
)


@pytest.mark.parametrize(
    ("there", "loss", "expected"),
    [
        (SAME, 1.0, []),
        (PARTLY, 2.0, [False]),
        # The words differ, but the models consider both translations likely.
        (PARTLY, 0.0, []),
        # A bad translation is unlikely given any text: a low likelihood alone is only a weak difference.
        (SAME, 30.0, [True]),
    ],
)
def test_a_partly_changed_quotation_differs(
    there: tuple[str, str], loss: float, expected: list[bool]
) -> None:
    assert [difference.weak for difference in quoted(FRENCH, there, loss)] == expected


def test_a_quotation_is_shown_where_it_is_in_the_english() -> None:
    (difference,) = quoted(FRENCH, PARTLY, 2.0)
    ((_, here),), ((_, there),) = difference.version, difference.original
    assert FRENCH[1][here.start : here.end] == '"The bridge is closed and the children stay at home,"'
    assert PARTLY[1][there.start : there.end].startswith('"The bridge is shut and the company')


def test_several_quotations_are_compared_in_order() -> None:
    twice = [tuple(f"{a} {b}" for a, b in zip(FRENCH, other, strict=True)) for other in (FRENCH, FRENCH)]
    changed = tuple(f"{a} {b}" for a, b in zip(SAME, PARTLY, strict=True))
    found = quoted((twice[0][0], twice[0][1]), (changed[0], changed[1]), 2.0)
    assert [difference.weak for difference in found] == [False]
    assert found[0].original[0][1].start > len(SAME[1])


def test_an_original_in_english_with_too_few_sentences_is_not_judged() -> None:
    other = '"We sold the house to the company," said the mayor.'
    assert quoted(FRENCH, (other, other), 2.0, "en") == []


@pytest.mark.parametrize(
    ("here", "there", "differs"),
    [
        (
            ("La mairie n'a pas consulté les familles.", "The town did not consult the families."),
            ("Thị trấn đã hỏi ý kiến các gia đình.", "The town consulted the families."),
            True,
        ),
        (
            ("La mairie n'a pas consulté les familles.", "The town did not consult the families."),
            ("Thị trấn không hỏi ý kiến các gia đình.", "The town did not consult the families."),
            False,
        ),
        # A translation error is not a difference between the versions.
        (
            ("La mairie n'a pas consulté les familles.", "The town consulted the families."),
            ("Thị trấn không hỏi ý kiến các gia đình.", "The town did not consult the families."),
            False,
        ),
        # The negation is in another clause.
        (
            (
                "Le maire n'a pas promis que la ville vendrait les bus.",
                "The mayor did not promise that the city would sell the buses.",
            ),
            (
                "Thị trưởng hứa rằng thành phố sẽ không bán xe buýt.",
                "The mayor promised that the city would not sell the buses.",
            ),
            True,
        ),
    ],
)
def test_a_negation_in_only_one_version_is_a_difference(
    here: tuple[str, str], there: tuple[str, str], differs: bool
) -> None:
    version, original = (
        ComparedVersion(one_sentence(*here, "fr")),
        ComparedVersion(one_sentence(*there, "vi")),
    )
    found = list(different_negations(0, PAIR, version, original, sure=True))
    assert [(d.kind, d.weak) for d in found] == ([("negation", False)] if differs else [])
    labels = [difference_line(difference) for difference in found]
    assert labels == (["Negation: the French and the Vietnamese negate different things"] if differs else [])
    doubtful = list(different_negations(0, PAIR, version, original, sure=False))
    assert [d.weak for d in doubtful] == ([True] if differs else [])

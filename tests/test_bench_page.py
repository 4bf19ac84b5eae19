import pytest

from bench.page import different

FRENCH = "Il pleut. Il neige ! Il vente. Il grêle."
OTHER = "Il pleut. Elle dort. Elle lit."


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_the_articles_of_visitors_share_no_sentence(count: int) -> None:
    articles = different([FRENCH, OTHER], count)
    sentences = [s for article in articles for s in article.replace("! ", ". ").rstrip(".").split(". ")]
    assert len(articles) == count
    assert len(sentences) == len(set(sentences))


def test_articles_are_divided_only_as_far_as_necessary() -> None:
    assert different([FRENCH, OTHER], 2) == [FRENCH, "Elle dort. Elle lit."]
    assert different([FRENCH], 2) == ["Il pleut. Il neige !", "Il vente. Il grêle."]


def test_too_few_sentences_are_an_error() -> None:
    with pytest.raises(ValueError, match="too few sentences for 5 different articles"):
        different([FRENCH], 5)

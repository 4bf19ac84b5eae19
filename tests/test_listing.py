import pytest

from passerelle.listing import listed


@pytest.mark.parametrize(
    ("words", "last", "text"),
    [
        ([], "and", ""),
        (["fr"], "and", "fr"),
        (["fr", "vi"], "or", "fr or vi"),
        (["de", "fr", "vi"], "and", "de, fr and vi"),
    ],
)
def test_words_are_listed_as_in_a_sentence(words: list[str], last: str, text: str) -> None:
    assert listed(words, last) == text
    assert listed(iter(words), last) == text

"""Web addresses in running text."""

import pytest
from limits import within

from passerelle.article.formats import EXTENSIONS
from passerelle.urls import WEB_ADDRESS, as_address, has_scheme, is_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Voir https://a.example/b.", "https://a.example/b"),
        ("(https://a.example/b)", "https://a.example/b"),
        ("https://fr.wikipedia.org/wiki/Hue_(ville).", "https://fr.wikipedia.org/wiki/Hue_(ville)"),
        ("« HTTP://A.EXAMPLE/?q=1&r=2 »", "HTTP://A.EXAMPLE/?q=1&r=2"),
        ("www.a.example, puis", "www.a.example"),
        ("https://a.example/b|c", "https://a.example/b"),
        ("https://a.example/(2015 et", "https://a.example/(2015"),
        ("[x](https://a.example/)", "https://a.example/"),
    ],
)
def test_an_address_excludes_the_punctuation_of_its_sentence(text: str, address: str) -> None:
    assert [match[0] for match in WEB_ADDRESS.finditer(text)] == [address]


@pytest.mark.parametrize("text", ["a.example/b", "https://", "ftp://a.example/", "https", "http://…"])
def test_other_text_is_not_an_address(text: str) -> None:
    assert WEB_ADDRESS.search(text) is None


def test_long_texts_take_linear_time() -> None:
    texts = ["https://" + "." * 200_000, "https://" + "(" * 200_000, "https://(a" * 20_000]
    with within(30):
        for text in (*texts, "http://(" + "a" * 200_000, "http://(a)" * 20_000, "www." * 50_000):
            WEB_ADDRESS.findall(text)
            WEB_ADDRESS.fullmatch(text + "\n")


def test_an_address_of_punctuation_takes_linear_time() -> None:
    with within(30):
        assert WEB_ADDRESS.search("http://" + "(.." * 50_000) is None


def test_is_address_needs_a_scheme_and_nothing_else() -> None:
    assert is_address(" https://a.example/b\n")
    assert is_address("HTTP://a.example")
    assert not is_address("https://a.example/b et")
    assert not is_address("www.a.example")
    assert not is_address("")
    assert has_scheme("https://")
    assert not has_scheme("https:/")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("baoquocte.vn/a-1.html", "https://baoquocte.vn/a-1.html"),
        (" www.lemonde.fr\n", "https://www.lemonde.fr"),
        ("LeMonde.fr", "https://LeMonde.fr"),
        ("localhost.example:8080/a?b=c", "https://localhost.example:8080/a?b=c"),
        ("https://a.example/", "https://a.example/"),
        ("article.txt", None),
        ("article.txt/1", "https://article.txt/1"),
        ("rapport.pdf", None),
        ("Bonjour.", None),
        ("12.30", None),
        ("a.example et b.example", None),
        ("", None),
    ],
)
def test_an_address_can_be_typed_without_its_scheme(typed: str, address: str | None) -> None:
    assert as_address(typed, file_endings=EXTENSIONS) == address

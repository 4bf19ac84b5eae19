"""Addresses of services that only lead to an article."""

import pytest

from passerelle.article.wrappers import unwrapped

PAGE = "https://www.leponant.fr/halle?a=1"
QUOTED = "https%3A%2F%2Fwww.leponant.fr%2Fhalle%3Fa%3D1"


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.google.com/url?sa=t&url={QUOTED}&ved=2",
        f"https://www.google.fr/url?q={QUOTED}",
        f"https://l.facebook.com/l.php?u={QUOTED}&h=AT1",
        f"https://eur01.safelinks.protection.outlook.com/?url={QUOTED}&data=05",
        "https://www.google.com/amp/s/www.leponant.fr/halle?a=1",
        "https://www-leponant-fr.cdn.ampproject.org/c/s/www.leponant.fr/halle?a=1",
        PAGE,
    ],
)
def test_the_address_of_the_article_is_found(url: str) -> None:
    assert unwrapped(url) == PAGE


@pytest.mark.parametrize(
    "url",
    [
        f"https://www.leponant.fr/url?url={QUOTED}",
        "https://www.google.com/url?q=javascript:alert(1)",
        "https://www.google.com/search?q=brest",
        "https://www.google.com/amp/s/",
        "http://[",
    ],
)
def test_any_other_address_is_unchanged(url: str) -> None:
    assert unwrapped(url) == url

"""trafilatura's expressions about names are skipped on pages without such names, and only there."""

from contextlib import nullcontext
from importlib import import_module

import pytest
from lxml import html

from passerelle.article import elements, formats, selection

NAMES = [
    "Teaser",
    "article-comments",
    "comment-list",
    "commentary",
    "elementor-share-buttons",
    "infinitescroll",
    "mvp-post-add-box",
    "picture-caption",
    "post-body",
    "the comments",
]
EXPRESSIONS = (
    "DISCARD_IMAGE_ELEMENTS",
    "RAW_TREE_PRUNE_XPATH",
    "REMOVE_COMMENTS_AND_LISTS_XPATH",
    "TEASER_DISCARD_XPATH",
)


@pytest.mark.parametrize("attribute", ["class", "id"])
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("listed", EXPRESSIONS)
def test_an_expression_is_skipped_only_if_it_selects_nothing(listed: str, name: str, attribute: str) -> None:
    selection.tune()
    page = html.fromstring(f"<body><p>one</p><div {attribute}='{name}'><p>two</p></div></body>")
    for expression in getattr(import_module("trafilatura.xpaths"), listed):
        found = expression(page)
        with selection.limited_to(elements.names(page)):
            assert expression(page) == found
        with selection.limited_to("nothing of the kind"):
            assert expression(page) == []


@pytest.mark.parametrize(
    "path",
    [
        ".//article",
        ".//*[@role='navigation' or re:test(@class, 'nav')]",
        ".//div[not(contains(@class, 'story'))]",
        ".//div[not(@class)]",
        ".//div[re:test(@id|@class, 'cookie')]",
    ],
)
def test_an_expression_about_anything_else_is_not_skipped(path: str) -> None:
    assert selection.selected_names(path) is None


def test_skipping_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    sentence = "Le conseil municipal a adopté mardi soir le budget de la médiathèque, après un long débat. "
    story = "".join(f"<p>{number}. {sentence * 3}</p>" for number in range(6))
    page = (
        f"<html><body><article class=story><h1>Budget voté</h1>{story}"
        f"<div class=teaser><p>{sentence}</p></div></article>"
        f"<div id=comments><p>{sentence * 4}</p></div></body></html>"
    )
    quick = formats.parse_text(page, extension=".html")
    monkeypatch.setattr(selection, "limited_to", lambda _: nullcontext())
    assert formats.parse_text(page, extension=".html") == quick
    assert quick.text.count(sentence.strip()) == 18

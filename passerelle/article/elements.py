"""Read a page's elements, and rewrite those that extraction would drop, or cut off from their word."""

import re
from itertools import islice
from typing import Any

from passerelle.article import rules
from passerelle.article.phrases import markup_of
from passerelle.article.superscripts import replace

_CONTAINERS = frozenset("article body div main section".split())
# Two paths: a union would also sort its results, which takes time.
_NAMES = ("descendant-or-self::*/@class", "descendant-or-self::*/@id")
_CUSTOM_TAG = re.compile("</[a-z][a-z0-9]*-")
_DROP_NAMES = ("dropcap", "drop-cap", *markup_of("drop_capital"))
_CUSTOM = "//*[contains(name(), '-')]"
_DROP_CAPITAL = " or ".join(f"contains(@class, '{name}')" for name in _DROP_NAMES)
_DROP_CAPITALS = f"//*[self::div or self::p][{_DROP_CAPITAL}]"
# Minimum length, in characters, of all paragraphs for trafilatura to ignore prose in a `div`.
MIN_PARAGRAPHS_CHARACTERS = 750


def paragraph_characters(tree: Any) -> int:
    """Return the length of all text in a page's paragraphs."""
    return sum(len(text) for p in tree.iter("p") for text in p.itertext())


def names(tree: Any) -> str:
    """Return all classes and ids of a page as one text, which is searched much faster than its elements."""
    found = (name for path in _NAMES for name in tree.xpath(path, smart_strings=False) if name)
    return "\n".join(dict.fromkeys(found))


def rewrite(tree: Any, text: str, named: str) -> None:
    """Rewrite the custom elements and the drop capitals of a page.

    Args:
        tree: the page.
        text: its source.
        named: the result of `names`.
    """
    if _CUSTOM_TAG.search(text):
        _replace_custom(tree)
    if any(name in named for name in _DROP_NAMES):
        join_drop_capitals(tree)


def _replace_custom(tree: Any) -> None:
    """Make a paragraph of each custom element with prose in it, unless it contains other blocks."""
    for element in tree.xpath(_CUSTOM):
        parent = element.getparent()
        outside = parent is not None and (parent.tag in _CONTAINERS or "-" in parent.tag)
        text = element.text or ""
        within = any(e.tag in _CONTAINERS or e.tag in ("p", "ul", "ol", "table") for e in element)
        if outside and not within and rules.ends_sentence(text + "".join(e.tail or "" for e in element)):
            element.tag = "p"


def join_drop_capitals(tree: Any) -> None:
    """Join a drop capital that is a picture or a block to the word that it begins: `L` and `e conseil`."""
    for element in list(tree.iter("img")):
        letter = (element.get("alt") or "").strip()
        if _is_capital(letter) and (element.tail or "")[:1].islower():
            replace(element, letter)
    for element in tree.xpath(_DROP_CAPITALS):
        following = element.getnext()
        letter = "".join(islice(element.itertext(), 4)).strip()
        if following is not None and following.tag == "p" and _is_capital(letter):
            following.text = letter + (following.text or "").lstrip()
            replace(element, "")


def _is_capital(letter: str) -> bool:
    return len(letter) == 1 and letter.isupper()

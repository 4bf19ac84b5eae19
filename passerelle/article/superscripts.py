"""Write the superscripts and subscripts of a page as plain text: `10⁴`, `1er`; drop the marks of notes."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from passerelle.article.margins import SPACES, text_of
from passerelle.article.raised import raised
from passerelle.characters import SUBSCRIPTS

# Elements inside a line of prose.
INLINE = frozenset(
    "a abbr b bdi cite data del dfn em font i ins label mark q s small span strong u var".split()
)
# Maximum nesting depth at which an element's surroundings are looked up.
MAX_DEPTH = 12
# The tag of elements whose text must be kept as part of their line; `inline.prepare` strips it at the end.
PLAIN = "nobr"
_INDEX = re.compile(r"[+\-−]?\d{1,3}")
_DIGITS, _FRACTION_BARS = re.compile(r"\d{1,3}"), ("/", "⁄", "∕")
_NOTE_NAME = re.compile(r"note|(?<![a-z])(?:fn|ref|cite)|reference", re.IGNORECASE)
_SET_HIGHER = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)


def lower(tree: Any, styled: Iterable[Any]) -> None:
    """Replace every superscript and subscript of a page with its form in a line of plain text.

    Args:
        tree: the page.
        styled: its elements with a style of their own.
    """
    for element in styled:
        if element.tag in INLINE and _SET_HIGHER.search(element.get("style") or ""):
            element.tag = "sup"
    for element in list(tree.iter("sup", "sub")):
        if element.tag != PLAIN and not _lower_fraction(element):
            _lower(element)


def _lower_fraction(element: Any) -> bool:
    """Replace a numerator and its denominator: `6<sup>1</sup>/<sub>2</sub>` is `6 1/2`."""
    following = element.getnext()
    is_fraction = (
        element.tag == "sup"
        and following is not None
        and following.tag == "sub"
        and (element.tail or "").strip() in _FRACTION_BARS
        and all(_DIGITS.fullmatch(text_of(each)) for each in (element, following))
    )
    if is_fraction:
        number = text_of(element)
        replace(element, f" {number}" if text_before(element)[-1:].isdigit() else number)
        element.tail = "/"
        replace(following, text_of(following))
    return is_fraction


def _lower(element: Any) -> None:
    text = SPACES.sub(" ", "".join(element.itertext())).strip()
    before = text_before(element)
    if element.tag == "sub":
        if _INDEX.fullmatch(text) and before[-1:].isdigit():
            replace(element, text.translate(SUBSCRIPTS))
        return
    line = raised(before, text, (element.tail or "")[:20], note=_is_note(element))
    if line != text:
        replace(element, line)


def _is_note(element: Any) -> bool:
    """Return whether a superscript is the mark of a note, judging by its link or name."""
    for each in [element, *element.iter("a"), *islice(element.iterancestors("a"), 1)]:
        names = " ".join(filter(None, (each.get("class"), each.get("id"), each.get("role"), each.get("rel"))))
        if _NOTE_NAME.search(names) or (each.get("href") or "").startswith("#"):
            return True
    return False


def text_before(element: Any) -> str:
    """Return the end of the text before an element in its line."""
    parts: list[str] = []
    for _ in range(MAX_DEPTH):
        previous = element.getprevious()
        parent = element.getparent()
        if previous is not None:
            parts.append((previous.tail or "")[-40:])
            if not (previous.tail or "").strip():
                parts.append("".join(previous.itertext())[-40:] if len(previous) < MAX_DEPTH else "")
            break
        if parent is None:
            break
        parts.append((parent.text or "")[-40:])
        if parts[-1].strip() or parent.tag not in INLINE:
            break
        element = parent
    return "".join(reversed(parts))


def replace(element: Any, text: str) -> None:
    """Replace an element's content with a text; merging it with adjacent text would take quadratic time."""
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = PLAIN, text or None, tail

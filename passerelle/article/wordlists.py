"""Compute the numbers of Word's lists, which are not in the text of paragraphs."""

import re
from typing import Any

from passerelle.article.wordruns import StyleSheet

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
# No list in an article is longer than this; larger numbers are written in digits.
_MAX_ROMAN = 3999


class ListNumbers:
    """Counts the items of a document's lists.

    Args:
        numbering: the root of the part that defines lists, or None if there is none.
        styles: the document's styles, as a style may number its paragraphs.
    """

    def __init__(self, numbering: Any, styles: StyleSheet) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, Any]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = {}
        if numbering is None:
            return
        for definition in numbering.iter(f"{_W}abstractNum"):
            key = definition.get(f"{_W}abstractNumId")
            self._levels[key] = {_level(level): level for level in definition.iterchildren(f"{_W}lvl")}
        for number in numbering.iter(f"{_W}num"):
            abstract = number.find(f"{_W}abstractNumId")
            if abstract is not None:
                self._abstract[number.get(f"{_W}numId")] = abstract.get(f"{_W}val")

    def of(self, paragraph: Any) -> str:
        """Return the number of a paragraph with a space after it, such as `2. `; empty if it has none."""
        found = self._place(paragraph)
        if found is None:
            return ""
        key, level = found
        levels = self._levels.get(self._abstract.get(key, ""), {})
        if level not in levels:
            return ""
        # Lists with the same definition continue counting.
        counts = self._counts.setdefault(self._abstract[key], [None] * _LEVELS)
        start = int(_value(levels[level], "start") or "1")
        before = counts[level]
        counts[level] = start if before is None else before + 1
        counts[level + 1 :] = [None] * (_LEVELS - level - 1)
        if _value(levels[level], "numFmt") in ("bullet", "none", None):
            return ""

        def number(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            value = counts[at] or 1
            return _written(value, _value(levels[at], "numFmt") if at in levels else None)

        text = _PLACE.sub(number, _value(levels[level], "lvlText") or "").strip()
        return f"{text} " if text else ""

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """Return the list and the level that a paragraph is in, by itself or by its style."""
        style = self._styles.of_paragraph(paragraph)
        for owner in (paragraph, *self._styles.chain(style)):
            found = owner.find(f"{_W}pPr/{_W}numPr")
            if found is not None:
                key = _value(found, "numId")
                level = int(_value(found, "ilvl") or "0")
                return (key, level) if key and key != "0" and 0 <= level < _LEVELS else None
        return None


def _level(element: Any) -> int:
    return int(element.get(f"{_W}ilvl") or "0")


def _value(element: Any, name: str) -> str | None:
    found = element.find(f"{_W}{name}")
    return None if found is None else found.get(f"{_W}val")


def _written(value: int, form: str | None) -> str:
    """Return a number in the form that Word names."""
    if form in ("lowerLetter", "upperLetter"):
        # After z come aa, bb and so on.
        letters = chr(ord("a") + (value - 1) % 26) * min((value - 1) // 26 + 1, 10)
        return letters if form == "lowerLetter" else letters.upper()
    if form in ("lowerRoman", "upperRoman") and 0 < value <= _MAX_ROMAN:
        roman = ""
        for worth, sign in _ROMAN:
            roman += sign * (value // worth)
            value %= worth
        return roman if form == "upperRoman" else roman.lower()
    return f"{value:02d}" if form == "decimalZero" else str(value)

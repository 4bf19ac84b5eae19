"""Superscripts: keep powers, drop the marks of notes."""

import re

from passerelle.characters import SUPERSCRIPTS

_NUMBER = re.compile(r"[+\-−]?\d{1,3}|n")
# Text before an exponent: ten or two, also after a point, a multiplication sign or `x`; a unit after a number
# or a slash; a variable, alone or in a formula; a bracket.
_POWER = re.compile(
    r"(?:(?:^|[^\w.,\xa0\u202f]|\d[.·]|[×x] ?)(?:10|2)|(?:\d\s?|/\s?)(?:[kcdm]?m|s|h|ft|in)"
    r"|(?:^|[^\w'’°])[A-Za-zα-ω]|[=×·*/] ?[A-Za-z]{1,3}|\))$"
)
# Text that only a square or a cube can follow: a unit of length without a number, or a number of one or two
# digits.
_SQUARE = re.compile(r"(?:^|\s)(?:[kcdm]?m|ft|in)$|(?:^|[^\d.,\s°]\s*)\d{1,2}$")
# Cents, and the amount before them: `12<sup>50</sup> francs`. A currency must follow, before which no
# mark of a note is written.
_TWO_DIGITS, _PRICE = re.compile(r"\d\d"), re.compile(r"(?:^|[^\d.,])\d{1,3}$")
# `3 €` before its cents.
_PRICED = re.compile(r"\d\s?[€$£]$")
# Letters that mark notes; others are the ends of abbreviations: `Me`, `Dr`, `no`.
_NOTE_LETTERS, _LONG_WORD = frozenset("abcdfghi"), re.compile(r"[^\W\d_]{4,}$")
_CURRENCY = re.compile(r"\s?(?:[€$£]|(?:chf|dollars?|eur|euros?|francs?|frs?|usd)\b)", re.IGNORECASE)
# `20 h` before its minutes.
_HOUR = re.compile(r"(?<!\d)\d{1,2}\s?h$")
_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡§¶]{1,3})[\])]?(?:\s*[,;–-]\s*\[?\d{1,3}\]?)*", re.IGNORECASE)
# Endings of ordinals and abbreviations: `1er`, `no`, `Mme`.
_ORDINAL = re.compile(r"[a-zà-ÿ]{1,4}\.?", re.IGNORECASE)


def raised(before: str, text: str, after: str = "", *, note: bool = False) -> str:
    """Return a superscript as plain text; empty for the mark of a note.

    Args:
        before: the text before it.
        text: the superscript.
        after: the text after it.
        note: whether its link or name marks it as that of a note.
    """
    mark = text.strip()
    if note and _MARK.fullmatch(mark):
        return ""
    if _NUMBER.fullmatch(mark):
        if _TWO_DIGITS.fullmatch(mark) and _HOUR.search(before):
            return mark
        number = mark.lstrip("+-−")
        is_power = number != mark or (number != "1" and _POWER.search(before))
        if is_power or (mark in "23" and _SQUARE.search(before)):
            return mark.translate(SUPERSCRIPTS)
        if _TWO_DIGITS.fullmatch(mark) and _PRICE.search(before) and _CURRENCY.match(after):
            return f",{mark}"
        if _TWO_DIGITS.fullmatch(mark) and _PRICED.search(before):
            return mark
        if not before.strip():
            return f"{mark} "
        return "" if mark != "n" else text
    if mark in _NOTE_LETTERS and _LONG_WORD.search(before):
        return ""
    if _MARK.fullmatch(mark) and not (_ORDINAL.fullmatch(mark) and before[-1:].isalnum()):
        return "" if before.strip() else text
    return text

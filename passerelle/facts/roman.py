"""Roman numerals of centuries, congresses and quarters: `XXIe`, `quý III`."""

import re

from passerelle.languages import LANGUAGES

_SUFFIXES = "|".join(sorted({word for r in LANGUAGES.values() for word in r.numerals.roman_suffixes}))
ROMAN = re.compile(r"[IVX]+")
# The numeral of an ordinal, as the only group, with its suffix.
ORDINAL = re.compile(rf"([IVX]+)(?:{_SUFFIXES})")
# The same, or the numeral alone.
MENTIONED = re.compile(rf"\b([IVX]+)(?:{_SUFFIXES})?\b")
_DIGITS = {"I": 1, "V": 5, "X": 10}


def from_roman(figures: str) -> int:
    """Return the value of a Roman numeral made up of the letters I, V and X."""
    digits = [_DIGITS[figure] for figure in figures]
    return sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True))

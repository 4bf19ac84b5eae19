"""Unicode normalization in linear time, and tables of characters."""

import re
import unicodedata
from typing import Literal

# Superscript and subscript digits, signs and letters, by their base character.
SUPERSCRIPTS = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
SUBSCRIPTS = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
# Cyrillic and Greek letters, with the Latin letters that they resemble (Unicode confusables, UTS 39).
LATIN_ALIKE = str.maketrans(
    "АВЕКМНОРСТХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABEKMHOPCTXIJSaeopcyxijsABEZHIKMNOPTYXo",
)
# The limit of Unicode's Stream-Safe Text Format (UAX 15). No language needs more marks on a letter, and
# sorting a run of marks takes time quadratic in its length.
_MAX_MARKS = 30
_LONG_RUN = re.compile(r"[^\w\s\x00-\x7f]{31,}")


def normalized(form: Literal["NFC", "NFKC"], text: str) -> str:
    """Return a text in a normal form, dropping combining marks after the 30th in a row.

    Args:
        form: `NFC` or `NFKC`.
        text: any text.
    """
    return unicodedata.normalize(form, stream_safe(text))


def encodable(text: str) -> str:
    """Return a text with lone surrogates replaced by question marks, so that UTF-8 can encode it."""
    return text.encode(errors="replace").decode()


def stream_safe(text: str) -> str:
    """Return a text without the combining marks after the 30th in a row."""
    return text if text.isascii() else _LONG_RUN.sub(_shortened, text)


def _shortened(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run.group():
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MAX_MARKS:
            kept.append(character)
    return "".join(kept)

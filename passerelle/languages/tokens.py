"""Split text into words, digits and marks, with offsets."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Digits, grouped by threes with white space or an apostrophe, or with dots and commas inside; a word; a mark.
_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+)|(?P<mark>[^\w\s]|_|\w)"
)
# Soft hyphens and zero-width characters, found inside words on web pages.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number in digits, or a single mark.

    Attributes:
        kind: `word` (letters alone), `digits` (with separators inside) or `mark`.
        text: as written.
        folded: case-folded.
        start, end: half-open offsets.
    """

    kind: str
    text: str
    folded: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Return the words, numbers and marks of a text in order; white space is left out."""
    return [
        Token(match.lastgroup or "mark", match.group(), match.group().casefold(), match.start(), match.end())
        for match in _TOKEN.finditer(text)
    ]


def composed(text: str) -> tuple[str, list[int] | None]:
    """Return a text in composed form (NFC) without invisible characters, and offsets if that differs.

    Returns:
        The text, and for each of its characters the offset in the original, then the
        original's length; None if the text was already composed.
    """
    if unicodedata.is_normalized("NFC", text) and not _INVISIBLE.search(text):
        return text, None
    parts: list[str] = []
    offsets: list[int] = []
    # A letter with up to eight marks is one cluster; no language needs more.
    for match in re.finditer(r".[\u0300-\u036f]{0,8}", text, re.DOTALL):
        if _INVISIBLE.match(match.group()):
            continue
        cluster = unicodedata.normalize("NFC", match.group())
        parts.append(cluster)
        offsets.extend([match.start()] * len(cluster))
    return "".join(parts), [*offsets, len(text)]


def fold(text: str) -> str:
    """Return a text case-folded, without diacritics, `đ` as `d`: how a name may be spelled in English."""
    if text.isascii():
        return text.lower()
    return _fold_word(text) if len(text) <= _LONGEST_CACHED else _fold(text)


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    return "".join(c for c in plain if c < _FIRST_COMBINING or not unicodedata.combining(c))


_FIRST_COMBINING = "\u0300"
# Longer texts are not cached: they rarely recur, as words do.
_LONGEST_CACHED = 40
_fold_word = lru_cache(maxsize=16_384)(_fold)

_LETTERS = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "œ": "oe", "æ": "ae", "ı": "i", "ð": "d", "þ": "th"})

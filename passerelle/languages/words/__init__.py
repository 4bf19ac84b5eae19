"""Common words, which distinguish names from words capitalized for other reasons."""

import gzip
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
LANGUAGES = frozenset(path.stem for path in _FOLDER.glob("*.txt"))


@cache
def common_words(language: str) -> frozenset[str]:
    """Return the words of a language that are rarely names, in lower case.

    The lists in this folder were counted in a mixed collection of parallel text, not chosen by hand.
    They have the words from at least three sources (in French, two) that are in lower case in at least
    three of ten occurrences inside sentences (frequent French words, in one of eight). They also have
    capitalized French words and Vietnamese syllables whose English has no similar word in at least half
    of the occurrences (`État`, `Dieu`), except exonyms and thirteen names that only looked different in
    transcription. The English list also has the words that both languages share. Vietnamese entries are
    syllables.

    Args:
        language: ISO 639-1 code; empty for one without a list.
    """
    if language not in LANGUAGES:
        return frozenset()
    return frozenset((_FOLDER / f"{language}.txt").read_text(encoding="utf-8").split())


@cache
def english_forms() -> frozenset[str]:
    """Return lower-case English words of at least four letters in all their forms.

    There are 72,458, counted on the English side of parallel text (`training/forms.py`).
    """
    return frozenset(gzip.decompress((_FOLDER / "forms.en.txt.gz").read_bytes()).decode().split())


@cache
def sorted_words(language: str) -> tuple[str, ...]:
    """Return the common words sorted by code points."""
    return tuple(sorted(common_words(language)))

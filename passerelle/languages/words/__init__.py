"""Common words, which tell a name from a word that has a capital for another reason."""

import gzip
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def common_words(language: str) -> frozenset[str]:
    """Return the words of a language that are rarely names, in lower case.

    The lists in `facts/words` were counted in a mixed collection of parallel text, not chosen by hand:
    words of at least two (French) or three sources that are written with a small letter in three of
    ten places inside sentences or more (frequent French ones in one of eight); French words and
    Vietnamese syllables with a capital whose English has no word like them in half of the places or
    more (`État`, `Dieu`), exonyms aside, less thirteen names that only their transcription hid; in
    English, besides, the words that both languages share. Vietnamese ones are syllables.

    Args:
        language: ISO 639-1 code; one without a list has no common words.
    """
    path = _FOLDER / f"{language}.txt"
    if language not in LANGUAGES:
        return frozenset()
    return frozenset(path.read_text(encoding="utf-8").split())


@cache
def english_forms() -> frozenset[str]:
    """Return English words in all their forms, in small letters, of four letters or more.

    72 458, counted in the English side of parallel text (`training/forms.py`).
    """
    return frozenset(gzip.decompress((_FOLDER / "forms.en.txt.gz").read_bytes()).decode().split())


@cache
def sorted_words(language: str) -> tuple[str, ...]:
    """Return the common words in the order of their code points."""
    return tuple(sorted(common_words(language)))


LANGUAGES = ("en", "fr", "vi")

"""Which words are common ones: what tells a name from a word with a capital for other reasons."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"


@cache
def common_words(language: str) -> frozenset[str]:
    """Words that are mostly no names, in small letters.

    The lists in `facts/words` hold the words that stand in at least two (French) or three sources
    of a mixed collection of parallel text and are written with a small letter in at least three of
    ten places inside sentences; besides, those written with a capital whose translation has no
    word like them (`État`, `Dieu`) in more than half of the places. Vietnamese ones are syllables.

    Args:
        language: ISO 639-1 code; one without a list has no common words.
    """
    path = _FOLDER / f"{language}.txt"
    if language not in LANGUAGES:
        return frozenset()
    return frozenset(path.read_text(encoding="utf-8").split())


@cache
def sorted_words(language: str) -> tuple[str, ...]:
    """The common words in the order of their code points."""
    return tuple(sorted(common_words(language)))


LANGUAGES = ("en", "fr", "vi")

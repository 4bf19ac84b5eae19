"""Words and their English translations, as counted in aligned text.

The files in `lexicons/` are built by `python -m training lexicon`; their README lists the sources. They are
statistical evidence, not a dictionary: rare words have few counts, and a count of one may be noise. The files
are searched as they are (see `SortedLines`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from passerelle import languages
from passerelle.characters import normalized
from passerelle.languages.sortedlines import SortedLines
from passerelle.once import once

# For a form seen less often, the counts of all forms of its lemma are used.
ENOUGH = 10

_FOLDER = Path(__file__).with_name("lexicons")
LANGUAGES = tuple(sorted(path.name.partition(".")[0] for path in _FOLDER.glob("??.tsv.gz")))
# Words are split at elisions, hyphens and punctuation; numbers keep their separators.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f]|(?<=\d)[.,](?=\d))*")


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """A word, or a Vietnamese word of several syllables, and its English.

    Attributes:
        word: the word as in the lexicon: composed (NFC), case-folded, syllables separated by one space.
        translations: English words or phrases of up to three words, case-folded and without an article,
            with their counts, most frequent first.
    """

    word: str
    translations: tuple[tuple[str, int], ...]

    @property
    def count(self) -> int:
        """How often the word was seen with one of these translations."""
        return sum(number for _, number in self.translations)


@dataclass(frozen=True, slots=True)
class Found:
    """An entry and where it is in a text.

    Attributes:
        start, end: half-open offsets in the text.
        entry: the lexicon's entry for the word.
    """

    start: int
    end: int
    entry: LexiconEntry


def words(text: str) -> list[str]:
    """Return the words of a text in the form used by the lexicon."""
    return WORD.findall(normalized("NFC", text).casefold())


@lru_cache(maxsize=16_384)
def lookup(word: str, language: str) -> LexiconEntry | None:
    """Look a word up, in any case, composed or not.

    A form that is missing or was seen fewer than 10 times is looked up by its lemma, if the language has
    a table of lemmas, so that `abîment` finds `abîmer`.

    Args:
        word: a word; in Vietnamese, it may have several syllables.
        language: ISO 639-1 code; without a lexicon, nothing is found.
    """
    key = " ".join(normalized("NFC", word).casefold().split())
    entry = _entry(key, language)
    if entry and entry.count >= ENOUGH:
        return entry
    lemma = _lines(f"{language}.lemmas").rest(key)
    return (_entry(lemma, language) if lemma else None) or entry


def find(text: str, language: str) -> tuple[Found, ...]:
    """Find the words of a text that are in the lexicon, from left to right, without overlap.

    If several entries start at one word, the longest counts; the syllables of a unit are separated only
    by white space.

    Args:
        text: any text.
        language: ISO 639-1 code; without a lexicon, nothing is found.
    """
    return (_find_in_sentence if len(text) <= _SENTENCE else _find)(text, language)


def _find(text: str, language: str) -> tuple[Found, ...]:
    if language not in LANGUAGES:
        return ()
    words = [match.span() for match in WORD.finditer(text)]
    found, at = [], 0
    while at < len(words):
        for last in range(_reach(text, words, at, language), at - 1, -1):
            start, end = words[at][0], words[last][1]
            if entry := lookup(text[start:end], language):
                found.append(Found(start, end, entry))
                at = last
                break
        at += 1
    return tuple(found)


# Several checks look up the same sentence, for each of its hypotheses.
_SENTENCE = 2_000
_find_in_sentence = lru_cache(maxsize=128)(_find)


def first_translations(language: str) -> Iterator[tuple[str, str]]:
    """Yield every word of a language's lexicon with its most frequent translation."""
    for line in _lines(language).text.decode().splitlines()[1:]:
        word, _, rest = line.partition("\t")
        yield word, rest.partition("\t")[0].rpartition("=")[0]


def _reach(text: str, words: list[tuple[int, int]], at: int, language: str) -> int:
    """Return the last word of the longest unit that could begin at a word."""
    last, record = at, languages.get(language)
    end = min(at + (record.word_parts if record else 1), len(words))
    while last + 1 < end and text[words[last][1] : words[last + 1][0]].isspace():
        last += 1
    return last


def _entry(key: str, language: str) -> LexiconEntry | None:
    rest = _lines(language).rest(key)
    if rest is None:
        return None
    pairs = (part.rpartition("=") for part in rest.split("\t"))
    return LexiconEntry(key, tuple((english, int(number)) for english, _, number in pairs))


@once
def _lines(name: str) -> SortedLines:
    return SortedLines.read(_FOLDER / f"{name}.tsv.gz")

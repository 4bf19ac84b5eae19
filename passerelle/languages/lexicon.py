"""Words and their English translations, as counted in aligned text, and expressions used in news.

The files in `lexicons/` are built by `python -m training lexicon`; their README lists the sources. They are
statistical evidence, not a dictionary: rare words have few counts, and a count of one may be noise. The files
are searched as they are (see `SortedLines`). The expressions (`python -m training expressions`) were chosen
by hand and have one English equivalent: `mettre en examen` is `charge`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from passerelle import languages
from passerelle.characters import normalized
from passerelle.languages.sortedlines import SortedLines
from passerelle.once import once

# Number of sentences whose words are cached: a few groups of sentences are decoded, checked and repaired at a
# time, each in several steps that look up the same words.
RECENT_SENTENCES = 512
# For a form seen less often, the counts of all forms of its lemma are used.
ENOUGH = 10

_FOLDER = Path(__file__).with_name("lexicons")
LANGUAGES = tuple(sorted(path.name.partition(".")[0] for path in _FOLDER.glob("??.tsv.gz")))
# Words are split at elisions, hyphens and punctuation; numbers keep their separators.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f]|(?<=\d)[.,](?=\d))*")

# Words of an expression with at most this many characters are mostly grammatical.
_SHORT = 3
# What separates the words of an expression.
_JOINT = re.compile(r"[\s'’‐‑-]{1,2}")


@dataclass(frozen=True)
class LexiconEntry:
    """A word, or a Vietnamese word of several syllables, and its English.

    Attributes:
        word: the word as in the lexicon: composed (NFC), case-folded, syllables separated by one space.
        translations: English words or phrases of up to three words, case-folded and without an article,
            with their counts, most frequent first.
        expression: the English of an expression, verbs in the infinitive, then other English that is
            accepted for it; empty for other words.
    """

    word: str
    translations: tuple[tuple[str, int], ...]
    expression: tuple[str, ...] = ()

    @cached_property
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
    """Look up a word, whether or not it is capitalized or in composed form.

    A form that is missing or was seen fewer than 10 times is looked up by its lemma, if the language has
    a table of lemmas, so that `abîment` finds `abîmer`.

    Args:
        word: a word; in Vietnamese, it may have several syllables.
        language: ISO 639-1 code; without a lexicon, nothing is found.
    """
    key = _key(word)
    entry = _entry(key, language)
    if entry and entry.count >= ENOUGH:
        return entry
    lemma = _lines(f"{language}.lemmas").rest(key)
    return (_entry(lemma, language) if lemma else None) or entry


def _key(word: str) -> str:
    if word.isascii() and word.isalnum():
        return word.lower()
    return " ".join(normalized("NFC", word).casefold().split())


def find(text: str, language: str) -> tuple[Found, ...]:
    """Find the words of a text that are in the lexicon, from left to right, without overlap.

    If several entries start at one word, an expression takes precedence, else the longest. The syllables of a
    unit are separated only by white space, the words of an expression by hyphens and apostrophes too. The
    translations of an expression include those of its words.

    Args:
        text: any text.
        language: ISO 639-1 code; without a lexicon, nothing is found.
    """
    return (_find_in_sentence if len(text) <= _MAX_CACHED_CHARACTERS else _find)(text, language)


def _find(text: str, language: str) -> tuple[Found, ...]:
    if language not in LANGUAGES:
        return ()
    words = [match.span() for match in WORD.finditer(text)]
    keys = [_key(text[start:end]) for start, end in words]
    longest = _expressions(language).longest
    found, at = [], 0
    while at < len(words):
        if keys[at] in longest and (expression := _expression(text, words, keys, at, language)):
            found.append(expression)
            at += len(expression.entry.word.split())
            continue
        for last in range(_reach(text, words, at, language), at - 1, -1):
            start, end = words[at][0], words[last][1]
            if entry := lookup(text[start:end], language):
                found.append(Found(start, end, entry))
                at = last
                break
        at += 1
    return tuple(found)


# Longer texts are not cached.
_MAX_CACHED_CHARACTERS = 2_000
_find_in_sentence = lru_cache(maxsize=RECENT_SENTENCES)(_find)


def _expression(
    text: str, words: list[tuple[int, int]], keys: list[str], at: int, language: str
) -> Found | None:
    """Return the longest expression that begins at a word.

    Args:
        text: the text.
        words: where its words are.
        keys: its words, as `_key` returns them.
        at: index of the word.
        language: ISO 639-1 code.
    """
    known = _expressions(language)
    for last in range(min(at + known.longest[keys[at]], len(words)) - 1, at - 1, -1):
        apart = (text[words[i][1] : words[i + 1][0]] for i in range(at, last))
        key = " ".join(keys[at : last + 1])
        if (english := known.english.get(key)) and all(map(_JOINT.fullmatch, apart)):
            start, end = words[at][0], words[last][1]
            counts: Counter[str] = Counter()
            for part in key.split(" "):
                if len(part) > _SHORT and (entry := lookup(part, language)):
                    counts.update(dict(entry.translations))
            own = {" ".join(WORD.findall(form.casefold())): max(1, counts.total()) for form in english}
            translations = (*own.items(), *(pair for pair in counts.most_common() if pair[0] not in own))
            return Found(start, end, LexiconEntry(key, translations, english))
    return None


@dataclass(frozen=True, slots=True)
class _Expressions:
    """The expressions of a language.

    Attributes:
        english: as in `LexiconEntry.expression`, by form.
        longest: the number of words of the longest form, by its first word.
    """

    english: Mapping[str, tuple[str, ...]]
    longest: Mapping[str, int]


@once
def _expressions(language: str) -> _Expressions:
    english: dict[str, tuple[str, ...]] = {}
    longest: dict[str, int] = {}
    for line in _lines(f"{language}.expressions").text.decode().splitlines()[1:]:
        form, *known = line.split("\t")
        english[form] = tuple(known)
        first, *others = form.split(" ")
        longest[first] = max(longest.get(first, 0), 1 + len(others))
    return _Expressions(english, longest)


def expressions(language: str) -> Mapping[str, tuple[str, ...]]:
    """Return the English of each form of a language's expressions, as in `LexiconEntry.expression`."""
    return _expressions(language).english


def first_translations(language: str) -> Iterator[tuple[str, str]]:
    """Yield every word of a language's lexicon with its most frequent translation."""
    for line in _lines(language).text.decode().splitlines()[1:]:
        word, _, rest = line.partition("\t")
        yield word, rest.partition("\t")[0].rpartition("=")[0]


def _reach(text: str, words: list[tuple[int, int]], at: int, language: str) -> int:
    """Return the index of the last word of the longest unit that could begin at a word."""
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

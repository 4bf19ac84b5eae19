"""Find source words without a translation in the English, and English words without a source.

A source word is covered if the English has one of its translations in the lexicon; an English word is
explained if it is a translation of some source word. Free translation leaves words of many kinds
uncovered, so each word is weighted by its surprisal: minus the logarithm of the share of its
occurrences in human translations where it was left uncovered (`python -m training coverage`).
"""

import math
import re
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from passerelle.languages import LANGUAGES, TARGET, lexicon
from passerelle.languages.lexicon import RECENT_SENTENCES, WORD, LexiconEntry
from passerelle.languages.sortedlines import SortedLines
from passerelle.languages.tokens import fold
from passerelle.once import once
from passerelle.spans import Span

_FILES = Path(lexicon.__file__).with_name("lexicons")
_ENDING = re.compile(r"(?<=\w\w\w)(?:ations?|ments?|ingly|edly|ings?|ers?|ors?|ies|ied|ely|ly|ed|es|s|e|y)$")
# English words that free translations add and leave out.
LIGHT = LANGUAGES[TARGET].light_words | LANGUAGES[TARGET].contractions
# Prior number of occurrences of a word, and the prior share of them without a counterpart: a rare word gets
# about the average surprisal of all words.
_PRIOR_PLACES, _PRIOR_SHARE = 8.0, 0.35


@dataclass(frozen=True, slots=True)
class Word:
    """A word, of a sentence or its English, to be compared.

    Attributes:
        span: where it is.
        surprisal: minus the logarithm of how often such a word has no counterpart; 0 if it has one here.
        stem: the word without its ending.
        renders: stems of the English words that may translate a source word; for an English word, its own
            stem.
    """

    span: Span
    surprisal: float
    stem: str
    renders: frozenset[str] = frozenset()


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Return an English word, case-folded, without its ending."""
    return _ENDING.sub("", fold(word))


def words(text: str) -> list[tuple[str, Span]]:
    """Return the words of an English text, case-folded, and where they are."""
    return [(m.group().casefold(), Span(m.start(), m.end())) for m in WORD.finditer(text)]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A sentence and its English, word by word.

    Attributes:
        source: content words that the lexicon knows, in order.
        target: English content words, in order.
        unknown: number of source words not in the lexicon; any English word may translate them.
        copied: the source's words that the lexicon does not know and its numbers, then the numbers of
            the English: they are not compared, but those on both sides correspond to each other.
    """

    source: tuple[Word, ...]
    target: tuple[Word, ...]
    unknown: int
    copied: tuple[tuple[Word, ...], tuple[Word, ...]] = ((), ())


@lru_cache(maxsize=RECENT_SENTENCES)  # look-up, checks and repairs compare the same texts
def compare(source: str, target: str, language: str) -> Coverage:
    """Compare a sentence with its English.

    Args:
        source: a sentence.
        target: its English.
        language: ISO 639-1 code; a language without a lexicon has no words to compare.
    """
    known = _known(source, language)
    english = [(m, stem(m.group())) for m in WORD.finditer(target)]
    stems = {s for _, s in english}
    plain = fold(target)
    words = []
    for one in known.words:
        covered = one.folded in plain or not one.alone.isdisjoint(stems)
        if covered or any(phrase <= stems for phrase in one.phrases):
            words.append(one.word)
        else:
            words.append(replace(one.word, surprisal=_surprisal("s", one.word.stem, language)))
    others, numbers = [], []
    for match, ending in english:
        written = match.group()
        if written[0].isdigit():
            numbers.append(Word(Span(*match.span()), 0.0, ending, frozenset((ending,))))
        if written.casefold() in LIGHT or len(written) == 1 or written[0].isdigit():
            continue
        surprisal = 0.0 if ending in known.explained else _surprisal("t", ending, language)
        others.append(Word(Span(*match.span()), surprisal, ending, frozenset((ending,))))
    return Coverage(tuple(words), tuple(others), known.unknown, (known.copied, tuple(numbers)))


def lost_expressions(source: str, target: str, language: str) -> list[LexiconEntry]:
    """Return the expressions of a sentence whose English is not in its translation.

    `compare` also accepts a word-by-word translation, since the listed English is not the only correct one.
    """
    entries = [found.entry for found in lexicon.find(source, language) if found.entry.expression]
    stems = {stem(m.group()) for m in WORD.finditer(target)} if entries else set()
    return [
        entry
        for entry in entries
        if not any({stem(word) for word in WORD.findall(form)} <= stems for form in entry.expression)
    ]


def uncovered(source: str, target: str, language: str) -> float:
    """Return the surprisal of all words of a sentence and its English that have no counterpart."""
    found = compare(source, target, language)
    return sum(word.surprisal for word in (*found.source, *found.target))


@dataclass(frozen=True, slots=True)
class _KnownWord:
    """A content word of a sentence that the lexicon knows.

    Attributes:
        word: the word, as if it had a counterpart.
        folded: its entry, folded.
        alone: the stems that alone translate it.
        phrases: the stems of each of its other translations.
    """

    word: Word
    folded: str
    alone: frozenset[str]
    phrases: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class _KnownSource:
    """The lexicon data of a sentence, independent of its English.

    Attributes:
        words: the content words.
        explained: stems of English words that some word of the sentence explains.
        unknown: number of words not in the lexicon.
        copied: the unknown words and the numbers.
    """

    words: tuple[_KnownWord, ...]
    explained: frozenset[str]
    unknown: int
    copied: tuple[Word, ...]


@lru_cache(maxsize=RECENT_SENTENCES)  # a sentence is compared with each of its hypotheses
def _known(source: str, language: str) -> _KnownSource:
    found = lexicon.find(source, language)
    taken = {i for f in found for i in range(f.start, f.end)}
    others = [m for m in WORD.finditer(source) if m.start() not in taken]
    unknown = [m for m in others if len(m.group()) > 1 and not m.group().isdigit()]
    kept = [m for m in others if len(m.group()) > 1 or m.group().isdigit()]
    copied = (Word(Span(*m.span()), 0.0, stem(m.group()), frozenset((stem(m.group()),))) for m in kept)
    words = []
    for one in found:
        first = one.entry.translations[0][0].split()
        if any(word not in LIGHT for word in first):
            phrases, folded = _phrases(one.entry.translations), fold(one.entry.word)
            renders = frozenset().union(*phrases, (stem(folded),)) - LIGHT
            alone = frozenset().union(*(phrase for phrase in phrases if len(phrase) == 1))
            longer = tuple(phrase for phrase in phrases if len(phrase) != 1)
            word = Word(Span(one.start, one.end), 0.0, one.entry.word, renders)
            words.append(_KnownWord(word, folded, alone, longer))
    explained = {stem(m.group()) for m in WORD.finditer(source)} | supported(source, language)
    return _KnownSource(tuple(words), frozenset(explained), len(unknown), tuple(copied))


@lru_cache(maxsize=RECENT_SENTENCES)
def supported(source: str, language: str) -> frozenset[str]:
    """Return the stems of all lexicon translations of a sentence's words."""
    entries = (found.entry for found in lexicon.find(source, language))
    return frozenset().union(*(phrase for entry in entries for phrase in _phrases(entry.translations)))


@lru_cache(maxsize=4096)  # about half of the words of a text are among the most frequent ones
def _phrases(translations: tuple[tuple[str, int], ...]) -> tuple[frozenset[str], ...]:
    """Return the stems of each translation of a lexicon entry."""
    return tuple(frozenset(map(stem, text.split())) for text, _ in translations)


@lru_cache(maxsize=16_384)
def _surprisal(side: str, word: str, language: str) -> float:
    """Return the surprisal of a word without a counterpart.

    Args:
        side: `s` for a word of the source, `t` for the stem of an English word.
        word: the word or stem.
        language: ISO 639-1 code of the source.
    """
    counts = _counts(language).rest(f"{side}\t{word}")
    places, without = map(int, counts.split("\t")) if counts else (0, 0)
    return -math.log((without + _PRIOR_PLACES * _PRIOR_SHARE) / (places + _PRIOR_PLACES))


@once
def _counts(language: str) -> SortedLines:
    """Return how often words occur, and how often without a counterpart, by side and word."""
    return SortedLines.read(_FILES / f"coverage.{language}.tsv.gz", fields=2)

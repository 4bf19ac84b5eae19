"""Convert text in capitals or title case to sentence case (truecasing).

Translation models see hardly any text in capitals in training, and copy or garble it. As in Moses' truecaser
(Koehn et al. 2007, https://aclanthology.org/P07-2045), a word gets the case that it mostly has inside
sentences, according to the lists of common words and the lexicon.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from passerelle import languages
from passerelle.facts.exonyms import exonyms
from passerelle.languages import lexicon
from passerelle.languages.tokens import fold
from passerelle.languages.words import common_words

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
# Minimum number of words in a run of capitals, or in a line in title case, to treat it as prose.
_FEWEST_CAPITALS, _FEWEST_TITLE = 2, 4
# Minimum share of common words in part of a line in capitals, in a whole line in capitals, and in a line in
# title case.
_COMMON_CAPITALS, _COMMON_LINE, _COMMON_TITLE = 0.5, 0.25, 0.75
# A single word in capitals is usually an acronym, unless it is common and at least this long; a word that is
# a whole line or label may be shorter.
_LONG_WORD, _LABEL_WORD = 5, 3
# A word in capitals that is in no word list: an acronym if it has at most this many letters, else a name.
_LONGEST_ACRONYM = 4
# Maximum length, in words, of a name that is looked up.
_LONGEST_NAME = 4
# Number of syllables in most personal names, surname included.
_SURNAME_AND_MORE = 3
_SENTENCE_OPENERS = '.!?…:"«“‘([•–—-'
_LABEL_END = re.compile(r"\s{0,2}[:：]")

_Words = Sequence[re.Match[str]]


def sentence_case(text: str, language: str) -> str:
    """Convert text in capitals or title case to sentence case.

    Known names, and words in no list, keep their first capital; a short word in no list keeps all of its
    capitals.

    Args:
        text: any text.
        language: ISO 639-1 code; text of a language without word lists is returned unchanged.

    Returns:
        A text of the same length.
    """
    if not common_words(language):
        return text
    letters = list(text)
    start = 0
    for line in text.splitlines(keepends=True):
        words = list(_WORD.finditer(text, start, start + len(line)))
        start += len(line)
        if _is_title_case(words, text, language):
            _write(letters, words, text, language, _is_capitalized)
            continue
        for run in _runs(words):
            alone = len(run) == len(words) or _LABEL_END.match(text, run[-1].end()) is not None
            if _is_prose(run, language, alone=alone):
                _write(letters, run, text, language, _is_upper)
    return "".join(letters)


def restored(text: str) -> str:
    """Convert a text to capitals, except letters whose capital is longer, such as `ß`."""
    return "".join(c.upper() if len(c.upper()) == 1 else c for c in text)


def is_capitals(text: str) -> bool:
    """Return whether a text has at least two letters together, and all its letters are capitals."""
    return text.isupper() and re.search(r"[^\W\d_]{2}", text) is not None


def _runs(words: _Words) -> Iterator[_Words]:
    """Yield the runs of words in capitals."""
    run: list[re.Match[str]] = []
    for word in words:
        if _is_upper(word.group()):
            run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _is_upper(word: str) -> bool:
    return word.isupper()


def _is_capitalized(word: str) -> bool:
    return word[0].isupper() and (len(word) == 1 or word[1:].islower())


def _is_prose(run: _Words, language: str, *, alone: bool) -> bool:
    words = [word.group().casefold() for word in run if len(word.group()) > 1]
    common = [word for word in words if word in common_words(language)]
    if len(words) == 1:
        shortest = _LABEL_WORD if alone else _LONG_WORD
        return bool(common) and len(words[0]) >= shortest
    share = _COMMON_LINE if alone and len(words) >= _FEWEST_TITLE else _COMMON_CAPITALS
    return len(common) >= max(_FEWEST_CAPITALS, share * len(words))


def _is_title_case(words: _Words, text: str, language: str) -> bool:
    """Return whether nearly every word of a line is capitalized and the line is not a list of names."""
    if len(words) < _FEWEST_TITLE:
        return False
    lower = sum(word.group()[0].islower() for word in words)
    capitalized = sum(_is_capitalized(word.group()) for word in words)
    if lower > len(words) // 8 or capitalized < _COMMON_TITLE * len(words):
        return False
    common = sum(word.group().casefold() in common_words(language) for word in words)
    if common < _COMMON_TITLE * len(words):
        return False
    record = languages.get(language)
    if record is None or not record.names.syllabic:
        return True
    # Syllables of Vietnamese names are common words too; only prose has many words of several syllables.
    line = text[words[0].start() : words[-1].end()]
    found = lexicon.find(line, language)
    units = [f.entry.word for f in found if " " in f.entry.word and f.entry.word not in exonyms(language)]
    return sum(len(unit.split()) for unit in units) >= len(words) / 2


def _write(
    letters: list[str], run: _Words, text: str, language: str, concerned: Callable[[str], bool]
) -> None:
    named = _named(run, text, language)
    for i, word in enumerate(run):
        written = word.group()
        lower = written.lower()
        if not concerned(written) or len(lower) != len(written):
            continue
        opens = _opens(text, word.start(), i == 0 and _LABEL_END.match(text, run[-1].end()) is not None)
        if i in named or opens or _is_name(lower, written, language):
            lower = written[0] + lower[1:] if _keeps_first_only(written, lower, language, opens) else written
        letters[word.start() : word.end()] = lower


def _keeps_first_only(written: str, lower: str, language: str, opens: bool) -> bool:
    known = lower in common_words(language) or (opens and lexicon.lookup(lower, language) is not None)
    return (
        known or len(written) > _LONGEST_ACRONYM or not written.isupper() or _is_known_name(lower, language)
    )


def _opens(text: str, start: int, label: bool) -> bool:
    """Return whether a word opens a sentence; a label does not count as one."""
    before = (
        text[:start].rstrip(" \u00a0\u202f")
        if start < 4000
        else text[start - 200 : start].rstrip(" \u00a0\u202f")
    )
    return not label and (not before or before[-1] in _SENTENCE_OPENERS + "\n\r")


def _is_name(lower: str, written: str, language: str) -> bool:
    if lower in common_words(language) or len(written) == 1:
        return False
    if _is_known_name(lower, language):
        return True
    entry = lexicon.lookup(lower, language)
    return entry is None or entry.translations[0][0] == lower


def _is_known_name(lower: str, language: str) -> bool:
    if lower in exonyms(language):
        return True
    entry = lexicon.lookup(lower, language)
    return entry is not None and entry.translations[0][0] == lower and lower not in common_words("en")


def _named(run: _Words, text: str, language: str) -> set[int]:
    """Return the indices of words in a run that are part of a known name, or of one with a surname first."""
    names = known_names(language)
    record = languages.get(language)
    surnames = record.names.surnames if record else frozenset()
    found: set[int] = set()
    for i, first in enumerate(run):
        if first.group().casefold() in surnames:
            found.update(range(i, min(i + _SURNAME_AND_MORE, len(run))))
        for n in range(min(_LONGEST_NAME, len(run) - i), 1, -1):
            words = run[i : i + n]
            if " ".join(word.group().casefold() for word in words) in names and all(
                text[a.end() : b.start()].isspace() for a, b in pairwise(words)
            ):
                found.update(range(i, i + n))
                break
    return found


@cache
def known_names(language: str) -> frozenset[str]:
    """Return names of several words, case-folded.

    These are names that have an English form, and names that the lexicon spells the same in English.
    """
    same = (
        word
        for word, english in lexicon.first_translations(language)
        if " " in word and fold(word).replace(" ", "") == english.replace(" ", "")
    )
    return frozenset(name for name in exonyms(language) if " " in name) | frozenset(same)

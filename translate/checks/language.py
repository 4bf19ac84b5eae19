"""Checks of words: those left untranslated, and those that do not exist."""

import re
from collections.abc import Iterator, Set
from functools import lru_cache

from passerelle import languages
from passerelle.facts.matching import same
from passerelle.facts.mentions import is_known_name
from passerelle.languages import lexicon
from passerelle.languages.tokens import composed, fold
from passerelle.languages.words import common_words, english_forms
from passerelle.listing import listed
from passerelle.spans import Span
from translate.capitals import is_capitals
from translate.checks.base import CheckedPair
from translate.types import Finding

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# A shorter sentence may be the same in both languages.
_SHORTEST_COPY = 4


def untranslated(pair: CheckedPair) -> Iterator[Finding]:
    """Report source words left in the English; names do not count."""
    source_words = {match.group().casefold() for match in _WORD.finditer(pair.source)}
    words = list(_WORD.finditer(pair.prose))
    kept = frozenset(word.casefold() for term in pair.terms.values() for word in _WORD.findall(term))
    left = [
        match
        for match, word in zip(words, _common_case(words, pair), strict=True)
        if word not in kept and _is_left(word, pair.language, source_words)
    ]
    if left:
        shown = " ".join(dict.fromkeys(m.group() for m in left[:6]))
        spans = tuple(Span(m.start(), m.end()) for m in left)
        verb = "is" if len(left) == 1 else "are"
        yield Finding("untranslated", f"“{shown}” {verb} left in {pair.language_name}.", (), spans)
    elif len(words) >= _SHORTEST_COPY and _is_copy(pair, [m.group() for m in words]):
        message = f"The sentence is left in {pair.language_name}."
        yield Finding("untranslated", message, (), (Span(0, len(pair.target)),))


def _common_case(words: list[re.Match[str]], pair: CheckedPair) -> list[str]:
    """Return English words, in lower case where a capital does not show that they are names.

    That is so in a sentence in capitals, and in a label before a colon.
    """
    written = [match.group() for match in words]
    capitals = is_capitals(pair.source)
    if capitals or (words and pair.prose.startswith(":", words[0].end())):
        names = {word for f in pair.source_facts if f.kind == "name" for word in _WORD.findall(f.text)}
        last = len(words) if capitals else 1
        names.update(word for word in written[:last] if _is_kept(word.casefold(), pair.language))
        written[:last] = [word if word in names else word.casefold() for word in written[:last]]
    return written


def _is_kept(word: str, language: str) -> bool:
    """Return whether human translations kept a word, which is then also a name: `Pierre`."""
    entry = lexicon.lookup(word, language)
    return entry is not None and any(english == word for english, _ in entry.translations)


def _is_left(word: str, language: str, source_words: set[str]) -> bool:
    """Return whether a word in the English is a word of the source language."""
    if word != word.casefold() or word not in source_words:
        return False
    record = languages.get(language)
    if record and not record.own_letters.isdisjoint(composed(word)[0]):
        return True
    if record is None or record.names.syllabic:  # Vietnamese syllables look like words of other languages.
        return False
    known = word in common_words(language) or word in record.function_words
    return len(word) > 3 and known and not _is_english(word) and not _is_in_both(word, language)


# A word is also English if human translations kept it in this share of cases.
_LEAST_KEPT = 0.1


def _is_in_both(word: str, language: str) -> bool:
    entry = lexicon.lookup(word, language)
    if entry is None or word not in english_forms():
        return False
    return dict(entry.translations).get(word, 0) >= _LEAST_KEPT * entry.count


def _is_english(word: str) -> bool:
    english = common_words("en")
    return (
        word in english
        or fold(word) in english
        or word.removesuffix("s") in english
        or word.removesuffix("e") in english
    )


def _is_copy(pair: CheckedPair, words: list[str]) -> bool:
    if words != [m.group() for m in _WORD.finditer(pair.source)]:
        return False
    english = common_words("en")
    return sum(word.casefold() in english for word in words) < 0.6 * len(words)


# Shorter words are more often abbreviations than inventions.
_SHORTEST_INVENTION = 4
# Parts of forms and derivations that a word list may lack.
_PREFIXES = tuple(
    "anti counter de dis hyper inter micro mis multi non over post pre pseudo re semi sub super un".split()
)
_SUFFIXES = tuple("s es d ed ing ly er est ness able ism isms ist ists ize ized izing izes".split())
_BRITISH = (("our", "or"), ("is", "iz"), ("oe", "e"), ("sce", "ske"))


def invented(pair: CheckedPair) -> Iterator[Finding]:
    """Report words that do not exist: subword models sometimes make words up."""
    given = {fold(match.group()) for match in _WORD.finditer(pair.source)}
    given.update(fold(word) for term in pair.terms.values() for word in _WORD.findall(term))
    found = [
        match
        for i, match in enumerate(_WORD.finditer(pair.prose))
        if (match.group().islower() or (i == 0 and _is_capitalized(match, pair)))
        and not _is_known(match.group().casefold(), given)
    ]
    if found:
        words = list(dict.fromkeys(m.group() for m in found))
        verb = "is not an English word" if len(words) == 1 else "are not English words"
        message = f"{listed(f'“{word}”' for word in words[:3])} {verb}."
        yield Finding("invented", message, (), tuple(Span(m.start(), m.end()) for m in found))


def _is_capitalized(first: re.Match[str], pair: CheckedPair) -> bool:
    """Return whether the first word has a capital only because it is first, and is not a name."""
    names = [fact for fact in pair.target_facts if fact.kind == "name"]
    others = [name for name in names if name.start > first.start()]
    known = any(
        name.start <= first.start() < name.end and (" " in name.text or is_known_name(name)) for name in names
    )
    explained = (
        any(same(name, other) for other in others) for name in pair.source_facts if name.kind == "name"
    )
    return first.group().istitle() and not known and all(explained)


def _is_known(word: str, given: Set[str]) -> bool:
    """Return whether a word is in the source or is English, as a whole or in each part."""
    word = word.replace("’", "'")
    return (
        fold(word) in given
        or _is_listed(word)
        or all(
            len(part) < _SHORTEST_INVENTION or fold(part) in given or _has_listed_form(part)
            for part in re.split("['-]", word)
        )
    )


@lru_cache(maxsize=8_192)
def _has_listed_form(word: str) -> bool:
    forms = {word, *(word.replace(*spelling) for spelling in _BRITISH)}
    if word.endswith("bly"):
        forms.add(f"{word[:-1]}e")
    stems = {form.removesuffix(suffix) for form in forms for suffix in _SUFFIXES if form.endswith(suffix)}
    forms |= stems | {stem + "e" for stem in stems} | {stem[:-1] + "y" for stem in stems if stem[-1:] == "i"}
    rests = {form.removeprefix(prefix) for form in forms for prefix in _PREFIXES}
    forms |= {rest for rest in rests if len(rest) >= _SHORTEST_INVENTION}
    if any(map(_is_listed, forms)):
        return True
    shortest = _SHORTEST_INVENTION
    halves = ((word[:i], word[i:]) for i in range(shortest, len(word) - shortest + 1))
    return any(_is_listed(a) and (_is_listed(b) or _is_listed(b.removesuffix("s"))) for a, b in halves)


def _is_listed(word: str) -> bool:
    return word in common_words("en") or word in english_forms()

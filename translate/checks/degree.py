"""A check for a comparison with less that became one with more: `moins vite` as faster."""

import re
from collections.abc import Iterator, Set
from functools import cache
from itertools import islice, pairwise

from passerelle import languages
from passerelle.languages import TARGET, lexicon
from passerelle.spans import Span
from translate.checks.antonyms import opposites
from translate.checks.base import CheckedPair
from translate.coverage import words
from translate.types import Finding

# Minimum share of a word's counts for a translation to count as one of its senses.
_LEAST_SHARE = 0.05
# A sentence has few; more mean an attack, and time must stay bounded.
_MOST_COMPARISONS = 10


def degree(pair: CheckedPair) -> Iterator[Finding]:
    """Report an adjective or adverb that the source compares downwards and the English upwards."""
    here, there = _lessening(pair.language), _lessening(TARGET)
    if here is None or there is None or there.search(pair.target):
        return
    entries = {found.start: found for found in lexicon.find(pair.source, pair.language)}
    for less in islice(here.finditer(pair.source), _MOST_COMPARISONS):
        compared = entries.get(less.end())
        if compared is None:
            continue
        meant = _meant(compared.entry)
        for (before, start), (word, place) in pairwise([("", Span(0, 0)), *words(pair.target)]):
            if _rises(before, word, meant):
                at = Span(start.start if before == "more" else place.start, place.end)
                shown = pair.source[less.start() : compared.end], pair.target[at.start : at.end]
                message = f"“{shown[0]}” became “{shown[1]}”."
                yield Finding("degree", message, (Span(less.start(), compared.end),), (at,))
                return


def _meant(entry: lexicon.LexiconEntry) -> frozenset[str]:
    """Return the usual translations of a word, without the opposites that `moins cher` gave `cher`."""
    least = _LEAST_SHARE * entry.count
    usual = [word for phrase, n in entry.translations if n >= least for word in phrase.split()]
    opposite: set[str] = set().union(*(opposites()[word][1] for word in usual[:1] if word in opposites()))
    return frozenset(usual) - opposite


def _rises(before: str, word: str, meant: Set[str]) -> bool:
    """Return whether an English word is a translation, compared upwards: `more dangerous`, `faster`."""
    if before == "more":
        return word in meant
    return word.endswith("er") and not meant.isdisjoint((word[:-1], word[:-2], word[:-3] + "y", word[:-3]))


@cache
def _lessening(language: str) -> re.Pattern[str] | None:
    """Compile the words that compare downwards; None if the language's record has none."""
    record = languages.get(language)
    forms = record.lessens if record else ()
    return re.compile(rf"\b(?:{'|'.join(forms)})", re.IGNORECASE) if forms else None

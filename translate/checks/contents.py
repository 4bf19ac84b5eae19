"""Checks of a sentence's content: something left out, something added, or a different sentence."""

from collections.abc import Iterator
from dataclasses import replace
from textwrap import shorten

from passerelle.spans import Span
from translate.checks.base import CheckedPair
from translate.coverage import Coverage, Word, compare, stem, words
from translate.imbalance import features, fits, run
from translate.types import Finding

# Shorter sentences have too few words to judge.
_FEWEST_WORDS = 4
# 2 to 3 in 1000 good human translations leave such a word out (newstest2013, IWSLT 2012 and 2013).
_LONE_SURPRISE = 2.5
_LONGEST_SHOWN = 80


def contents(pair: CheckedPair) -> Iterator[Finding]:
    """Report English that seems to leave something out, add something, or translate another sentence."""
    known = fits(pair.language)
    if not known:
        return
    compared = _without_terms(compare(pair.source_prose, pair.prose, pair.language), pair)
    if (lone := _lone_loss(compared)) and not _in_matched_fact(lone, pair):
        message = f"“{_shown((lone,), pair.source)}” seems to be missing in the English."
        yield Finding("contents", message, _spans((lone,)))
        return
    if len(compared.source) < _FEWEST_WORDS:
        return
    found = features(compared, pair.source_prose.strip(), pair.prose.strip())
    if known["unrelated"].finds(found):
        yield Finding("contents", "The English has almost nothing of this sentence.")
    elif known["phrase removed"].finds(found):
        _, lost = run(compared.source)
        message = f"“{_shown(lost, pair.source)}” seems to be missing in the English."
        yield Finding("contents", message, _spans(lost))
    elif known["addition"].finds(found):
        _, new = run(compared.target)
        message = f"“{_shown(new, pair.target)}” seems not to be in the {pair.language_name}."
        yield Finding("contents", message, (), _spans(new))


def _lone_loss(compared: Coverage) -> Word | None:
    """Return a word without a counterpart, if no English word is left that could be one."""
    unexplained = any(word.surprise for word in compared.target)
    if compared.unknown or unexplained or len(compared.target) > len(compared.source):
        return None
    most = max(compared.source, key=lambda word: word.surprise, default=None)
    return most if most and most.surprise >= _LONE_SURPRISE and len(compared.source) > 1 else None


def _in_matched_fact(word: Word, pair: CheckedPair) -> bool:
    """Tell whether a word belongs to a number, date or name the English has too: `euros` in `€30`."""
    given = {fact.value for fact in pair.target_facts}
    return any(f.value in given and f.start <= word.span.start < f.end for f in pair.source_facts)


def _without_terms(compared: Coverage, pair: CheckedPair) -> Coverage:
    """Treat words that the glossary accounts for as having a counterpart."""
    if not pair.occurrences:
        return compared
    asked = {stem(word) for term in pair.terms.values() for word, _ in words(term)}
    spans = [occurrence.span for occurrence in pair.occurrences]
    here = (
        replace(w, surprise=0.0) if any(s.start < w.span.end and w.span.start < s.end for s in spans) else w
        for w in compared.source
    )
    there = (replace(w, surprise=0.0) if w.stem in asked else w for w in compared.target)
    return replace(compared, source=tuple(here), target=tuple(there))


def _spans(found: tuple[Word, ...]) -> tuple[Span, ...]:
    return (Span(found[0].span.start, found[-1].span.end),) if found else ()


def _shown(found: tuple[Word, ...], text: str) -> str:
    if not found:
        return "Something"
    return shorten(text[found[0].span.start : found[-1].span.end], _LONGEST_SHOWN, placeholder="…")

"""Find the facts of a text."""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from passerelle import languages
from passerelle.facts.dates import find_dates
from passerelle.facts.names import find_names
from passerelle.facts.negation import find_negations
from passerelle.facts.numbers import find_numbers
from passerelle.facts.quotations import find_quotations
from passerelle.facts.types import Fact, FactKind
from passerelle.languages.tokens import composed, tokens
from passerelle.urls import WEB_ADDRESS

KINDS: tuple[FactKind, ...] = ("number", "date", "name", "quotation")


def find(text: str, language: str, kinds: Iterable[FactKind] | None = None) -> tuple[Fact, ...]:
    """Find numbers, dates, names and quotations.

    The search favours precision: ambiguous words (`un`, `second`, English `one`, Vietnamese `năm` without a
    counted noun, a capitalized common word) are left out. Time is linear in the length of the text.

    Args:
        text: any text.
        language: ISO 639-1 code; for a language without a record, only numbers in digits, ISO dates,
            capitalized words inside a sentence and quotations are found.
        kinds: which kinds to look for; None for all.

    Returns:
        The facts in reading order. No number is inside a date; quotations may contain other facts.
    """
    wanted = frozenset(KINDS if kinds is None else kinds)
    if len(text) > _MAX_SENTENCE_CHARACTERS:
        return _find_in_text(text, language, wanted)
    return tuple(fact for fact in _find_in_sentence(text, language, _EVERY) if fact.kind in wanted)


def _find(text: str, language: str, wanted: frozenset[FactKind]) -> tuple[Fact, ...]:
    plain, offsets = composed(text)
    record = languages.get(language)
    alike = plain.translate(record.lookalikes) if record else plain
    changed = offsets is not None or alike != plain
    plain, places = alike, offsets or range(len(text) + 1)
    # Facts inside a web address do not count.
    whole, plain = plain, WEB_ADDRESS.sub(lambda match: "\n" * len(match.group()), plain)
    words = tokens(plain)
    dates = find_dates(plain, language)
    facts: list[Fact] = []
    numbers: list[Fact] = []
    if wanted & {"number", "name"}:
        numbers = _outside(find_numbers(plain, words, language), dates)
    if "number" in wanted:
        facts += numbers
    if "date" in wanted:
        facts += dates
    if "name" in wanted:
        facts += find_names(plain, words, language, [*dates, *numbers])
    if "quotation" in wanted:
        facts += find_quotations(whole)
    if changed:
        spans = [(places[fact.start], places[fact.end]) for fact in facts]
        facts = [
            replace(fact, start=start, end=end, text=text[start:end])
            for fact, (start, end) in zip(facts, spans, strict=True)
        ]
    return tuple(sorted(facts, key=lambda fact: (fact.start, -fact.end)))


_EVERY = frozenset(KINDS)
# The same text is searched several times in a row, for different kinds. Of texts with more characters than
# this, only a few are cached.
_MAX_SENTENCE_CHARACTERS = 5_000
_find_in_sentence = lru_cache(maxsize=256)(_find)
_find_in_text = lru_cache(maxsize=8)(_find)


def negations(text: str, language: str) -> tuple[tuple[int, int], ...]:
    """Find negation words: `ne … pas`, `không`, `never`.

    Args:
        text: any text.
        language: ISO 639-1 code; nothing is found for a language without a record.

    Returns:
        Half-open offsets in reading order.
    """
    plain, offsets = composed(text)
    found = find_negations(plain, language)
    return tuple(found if offsets is None else [(offsets[a], offsets[b]) for a, b in found])


def _outside(numbers: list[Fact], dates: list[Fact]) -> list[Fact]:
    """Return numbers that no date overlaps; both in order."""
    kept, i = [], 0
    for number in numbers:
        while i < len(dates) and dates[i].end <= number.start:
            i += 1
        if i == len(dates) or dates[i].start >= number.end:
            kept.append(number)
    return kept

"""Checks of the currency of an amount and of a.m. or p.m. with an hour."""

import re
from collections.abc import Iterator, Set
from functools import cache

from passerelle.facts import Fact
from passerelle.facts.dates import parts
from passerelle.facts.units import IN_ENGLISH, units
from passerelle.spans import Span
from translate.checks.base import CheckedPair, span
from translate.types import Finding

_CURRENCIES = frozenset(IN_ENGLISH) - {"%"}
# Minimum number of words between a number and the next amount for the number to count something else.
_APART = 2
_WORD = re.compile(r"[^\W\d_]{2,}")
# The noun after a number, perhaps with two more words (`5 centimes d'euro`).
_COUNTED = re.compile(r"\s*[^\W\d_]{2,}(?:['’\s]+[^\W\d_]+){0,2}")
# A.m. or p.m. in English, after an hour.
_HALF = re.compile(
    r"(?P<am>\ba\.?m\b|\bin the (?:early )?morning\b)|(?P<pm>\bp\.?m\b|\bin the (?:afternoon|evening)\b)",
    re.I,
)
# A time that no clock shows with a.m. or p.m.: `15 a.m.`, `7:8 p.m.`, `2 p.m. and 51 minutes`.
_IMPOSSIBLE = re.compile(
    r"(?<![\d.,:-])(?:(?:1[3-9]|2\d)(?:[:.]\d\d)?|\d\d?:\d)(?: ?[ap]\.m\b\.?| ?pm\b|am\b)"
    r"|\b\d\d? ?[ap](?:m|\.m\.) and \d\d? minutes(?= of\b|[.,;)]|$)",
    re.I,
)


def currency(pair: CheckedPair) -> Iterator[Finding]:
    """Report an English amount in a currency that the source does not mention, or gives to another number."""
    given = _named(pair.source, pair.language, pair.source_facts)
    for fact in pair.target_facts:
        if fact.kind != "number" or fact.unit not in _CURRENCIES:
            continue
        if fact.unit not in given:
            if not given and not _is_known(pair.language):
                return
            message = f"The currency of “{fact.text}” is not named in the {pair.language_name}."
            yield Finding("currency", message, (), (span(fact),))
        elif counted := _counted(fact, pair):
            message = f"“{counted.text}” became the amount “{fact.text}”."
            yield Finding("currency", message, (span(counted),), (span(fact),))


def _counted(amount: Fact, pair: CheckedPair) -> Fact | None:
    """Return the source number that an English amount turned into money; None if there is none."""
    found = [fact for fact in pair.source_facts if fact.kind == "number"]
    same = [fact for fact in found if fact.number == amount.number]
    if len(same) != 1 or same[0].unit:
        return None
    [number] = same
    noun = _COUNTED.match(pair.source, number.end)
    if not noun or _named(noun.group(), pair.language, ()):
        return None
    # A number before an amount may share its currency: `entre 24 et 30 euros`.
    after = next((f for f in found if f.start >= number.end and f.unit in _CURRENCIES), None)
    if after and len(_WORD.findall(pair.source[number.end : after.start])) < _APART:
        return None
    return number


def _is_known(language: str) -> bool:
    return bool(units(language).keys() - units("").keys())


def _named(text: str, language: str, facts: tuple[Fact, ...]) -> Set[str]:
    """Return the currencies that a text mentions, with or without a number."""
    found = {fact.unit for fact in facts if fact.kind == "number"}
    folded = text.casefold()
    found |= {unit for unit, pattern in _patterns(language) if pattern.search(folded)}
    # A pound may be money or mass.
    return found | ({"GBP"} if "pound" in found else set())


@cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    words: dict[str, list[str]] = {}
    for word, unit in units(language).items():
        if unit in _CURRENCIES:
            words.setdefault(unit, []).append(
                rf"\b{re.escape(word)}\b" if word[0].isalpha() else re.escape(word)
            )
    return tuple((unit, re.compile("|".join(forms))) for unit, forms in words.items())


def hour(pair: CheckedPair) -> Iterator[Finding]:
    """Report an hour for which the English confuses a.m. and p.m., and one that does not exist."""
    for match in _IMPOSSIBLE.finditer(pair.target):
        message = f"“{match.group()}” is not a time of day."
        yield Finding("hour", message, (), (Span(*match.span()),))
    given = _hours(pair.source_facts)
    if not given:
        return
    for fact in pair.target_facts:
        time = parts(fact.value).get("time") if fact.kind == "date" else None
        beside = pair.target[fact.start : fact.end + 24]
        half = _HALF.search(beside)
        if not time or not half or any(time == other for other, _ in given):
            continue
        turned = [other for other in given if _is_turned(time, other[0])]
        if turned:
            source = turned[0][1]
            message = f"“{source.text}” became “{pair.target[fact.start : fact.start + half.end()]}”."
            yield Finding("hour", message, (span(source),), (Span(fact.start, fact.start + half.end()),))


def _hours(facts: tuple[Fact, ...]) -> list[tuple[str, Fact]]:
    found = ((parts(fact.value).get("time"), fact) for fact in facts if fact.kind == "date")
    return [(time, fact) for time, fact in found if time]


def _is_turned(english: str, source: str) -> bool:
    return abs(int(english[:2]) - int(source[:2])) == 12 and english[3:] == source[3:]

"""Checks of numbers, dates and names: the English must have all of them and may not invent any."""

import re
from collections.abc import Iterator, Sequence

from passerelle.facts import Fact, mentioned, same
from passerelle.facts.mentions import is_known_name, name_words_missing, words_missing
from passerelle.facts.syllables import QUARTERS, is_vietnamese
from passerelle.facts.units import IN_ENGLISH, is_named
from passerelle.languages import LANGUAGES, lexicon
from passerelle.languages.tokens import fold
from passerelle.languages.words import common_words, english_forms
from translate.checks.base import CheckedPair, span
from translate.coverage import LIGHT, stem, supported, words
from translate.types import Finding

_WORD = re.compile(r"[^\W\d_]+")
_OPENERS = " \"'“‘«([-–—"
# A sentence has a handful of facts; more means a table or an attack, and time must stay bounded.
_MOST_FACTS = 100


def numbers(pair: CheckedPair) -> Iterator[Finding]:
    """Report numbers, percentages, amounts and measures that are lost or made up."""
    given = _of(pair.source_facts, "number")
    missing = [f for f in given if not _in_target(f, pair)]
    added = [f for f in _of(pair.target_facts, "number") if not _in_source(f, pair)]
    if pair.language not in LANGUAGES:  # Without a record, the number words of the language are unknown.
        added = [f for f in added if f.text[0].isdigit()]
    yield from _findings("number", "number", missing, added, pair)
    for fact in given:
        if fact not in missing and _is_bare(fact, pair):
            message = f"The unit of “{fact.text}” is missing from the English."
            yield Finding("number", message, (span(fact),))


def dates(pair: CheckedPair) -> Iterator[Finding]:
    """Report dates, weekdays and times of day that are lost, changed or made up."""
    missing = [f for f in _of(pair.source_facts, "date") if not _in_target(f, pair)]
    added: list[Fact] = []
    if pair.language in LANGUAGES:
        added = [f for f in _of(pair.target_facts, "date") if not _in_source(f, pair)]
    yield from _findings("date", "date", missing, added, pair)


def names(pair: CheckedPair) -> Iterator[Finding]:
    """Report names that are lost or made up; the English name of the same place or organization is fine."""
    if pair.language not in LANGUAGES:
        return  # Without a record, it is unknown which capitalized words are names.
    missing = [f for f in _of(pair.source_facts, "name") if not _name_in_target(f, pair)]
    added = [f for f in _of(pair.target_facts, "name") if not _is_explained(f, pair)]
    if missing:
        yield from _findings("name", "", missing, added, pair)
    elif invented := [f for f in added if _has_no_source(f, pair)]:
        shown = f"“{invented[0].text}” is not in the {pair.language_name}."
        yield Finding("name", shown, (), (span(invented[0]),))


def _is_bare(fact: Fact, pair: CheckedPair) -> bool:
    """Return whether the English has the number, but neither its currency nor its per cent sign."""
    return fact.unit in IN_ENGLISH and not is_named(fact.unit, pair.target) and not _is_term(fact, pair)


def _of(facts: Sequence[Fact], kind: str) -> list[Fact]:
    return [fact for fact in facts if fact.kind == kind][:_MOST_FACTS]


def _is_explained(fact: Fact, pair: CheckedPair) -> bool:
    """Return whether a name in the English translates something in the source."""
    if any(same(fact, other) for other in pair.source_facts if other.kind == "name"):
        return True
    words = fact.value.split()
    lost = words_missing(words, pair.source)
    return len(lost) < (1 if is_known_name(fact) else len(words))


# A people, whose country the source may name with a different word.
_PEOPLE = re.compile(r"(?:[ei]an|ese|ish)s?$")
# Shorter names, and those in capitals, may abbreviate what the source has in full.
_SHORTEST_INVENTION = 4


def _has_no_source(fact: Fact, pair: CheckedPair) -> bool:
    """Return whether a name in the English is in no table, and no source word may have become it."""
    spelled = _WORD.findall(fact.text)
    opens = not pair.target[: fact.start].strip(_OPENERS)
    short = len(fact.text) < _SHORTEST_INVENTION or fact.text.isupper()
    if is_known_name(fact) or opens or short or _PEOPLE.search(fact.text):
        return False
    known = supported(pair.source, pair.language)
    return not any(
        stem(word) in known or fold(word) in english_forms() or fold(word) in common_words("en")
        for word in spelled
    )


def _in_target(fact: Fact, pair: CheckedPair) -> bool:
    return _has(pair.target_facts, fact) or mentioned(fact, pair.target, "en") or _is_term(fact, pair)


def _in_source(fact: Fact, pair: CheckedPair) -> bool:
    return _has(pair.source_facts, fact) or mentioned(fact, pair.source, pair.language)


def _has(facts: Sequence[Fact], fact: Fact) -> bool:
    """Return whether a fact is certainly among others; a date must match in all its parts."""
    return any(
        f.value == fact.value or (fact.kind == "number" and same(fact, f)) for f in facts if f.kind != "name"
    )


def _name_in_target(fact: Fact, pair: CheckedPair) -> bool:
    lost = name_words_missing(fact, pair.target)
    return not lost or _is_term(fact, pair) or _are_translated(fact, lost, pair)


def _are_translated(fact: Fact, lost: Sequence[str], pair: CheckedPair) -> bool:
    """Return whether the English has a lexicon translation of words in a name: `Cisjordanie`."""
    named = fact.value.split()
    if is_vietnamese(named) and len(lost) < len(named) and not QUARTERS.issuperset(lost):
        return False  # `Hoang Dieu`, of which `Dieu` alone became `God`
    english = {stem(word) for word, _ in words(pair.target)}
    spelled = [word for word in lexicon.words(fact.text) if is_known_name(fact) or fold(word) in lost]
    entries = [lexicon.lookup(word, pair.language) for word in spelled]
    return bool(entries) and all(
        entry is not None
        and any(
            phrase not in LIGHT and english.issuperset(map(stem, phrase.split()))
            for phrase, _ in entry.translations
        )
        for entry in entries
    )


def _is_term(fact: Fact, pair: CheckedPair) -> bool:
    """Return whether the glossary requires other words, and they are in the English."""
    text = fact.text.casefold()
    target = pair.target.casefold()
    return any(text in term and wanted.casefold() in target for term, wanted in pair.terms.items())


def _findings(
    check: str, what: str, missing: Sequence[Fact], added: Sequence[Fact], pair: CheckedPair
) -> Iterator[Finding]:
    noun = f"The {what} " if what else ""
    if len(missing) == len(added) == 1 and (what or _same_place(missing[0], added[0], pair)):
        old, new = _quoted(missing[0], what), _quoted(added[0], what)
        if old != new:
            yield Finding(check, f"{noun}{old} became {new}.", (span(missing[0]),), (span(added[0]),))
            return
    for fact in missing:
        yield Finding(check, f"{noun}{_quoted(fact, what)} is missing from the English.", (span(fact),))
    if not what:
        return  # A name that the source lacks is reported together with the one that it may translate.
    for fact in added:
        message = f"{noun}{_quoted(fact, what)} is not in the {pair.language_name}."
        yield Finding(check, message, (), (span(fact),))


def _same_place(a: Fact, b: Fact, pair: CheckedPair) -> bool:
    """Return whether two facts are at about the same relative position in their sentences."""
    return abs(a.start / len(pair.source) - b.start / len(pair.target)) < 0.25


def _quoted(fact: Fact, what: str) -> str:
    return fact.text if what == "number" and fact.text[:1].isdigit() else f"“{fact.text}”"

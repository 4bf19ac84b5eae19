"""English wordings of a name, number or date."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from passerelle import facts, languages
from passerelle.facts import Fact
from passerelle.facts.exonyms import exonyms
from passerelle.facts.units import IN_ENGLISH
from passerelle.languages import LANGUAGES, SOURCES, TARGET, lexicon
from passerelle.languages.currencies import CODES
from passerelle.languages.tokens import fold
from passerelle.listing import alternatives
from passerelle.spans import Span
from translate.types import Finding
from translate.wordalignment import words

_ENGLISH = LANGUAGES[TARGET].numerals
_NAMES = {value: name for name, value in reversed([*_ENGLISH.scales.items()])}
# Scales from the largest down, each by its first name.
_SCALES = sorted(((value, name) for value, name in _NAMES.items() if value >= 10**6), reverse=True)


def _of_source() -> Iterator[str]:
    """Yield what may follow an amount in a source but not in English: a currency's name, `d'`, `de`."""
    for record in (LANGUAGES[code] for code in SOURCES):
        for word in record.numerals.currencies - _ENGLISH.currencies - {code.casefold() for code in CODES}:
            yield rf"{re.escape(word)}\b"
        for word in record.numerals.of:
            yield rf"{word}['’]" if word in record.elisions else rf"{word}\b"


_SCALE = alternatives(map(re.escape, _ENGLISH.scales))
_SHORT = {
    word
    for record in LANGUAGES.values()
    for table in [record.numerals]
    for word in (*table.touching, *table.short_scales)
}
_FOREIGN = {word for code in SOURCES for word in LANGUAGES[code].numerals.scales} - _ENGLISH.scales.keys()
_SHORT_SCALE = alternatives(map(re.escape, _SHORT | _FOREIGN))
_CURRENCY = alternatives(map(re.escape, _ENGLISH.currencies))
# A scale or sign of the source after a number that has its own: `40,000,000 M€`; or a currency given twice:
# `VND3,200 billion dong`.
_UNSOUND = re.compile(
    rf"\d\s?(?:{_SHORT_SCALE})\s?(?:[€$£]|{'|'.join(_of_source())})"
    rf"|(?:VND|EUR|USD|[€$£¥₫])\s?\d[\d.,]*(?:\s(?:{_SCALE}))?\s(?:{_CURRENCY}|VND|EUR|USD)\b"
    rf"|\b({_SCALE})\s+\1\b",
    re.IGNORECASE,
)


def is_sound(target: str) -> bool:
    """Return whether every amount of an English text has one scale and one currency."""
    return _UNSOUND.search(target) is None


def written(finding: Finding, source: str, language: str) -> str | None:
    """Return the English form of the lost fact of a finding; None if it is ambiguous.

    Args:
        finding: a finding about a name, number or date.
        source: the sentence.
        language: ISO 639-1 code of the sentence.
    """
    if not finding.source:
        return None
    fact = next((f for f in facts.find(source, language) if is_lost(f, finding)), None)
    if fact is None or fact.kind == "quotation" or opens_alone(fact, source) or is_word(fact, language):
        return None
    if fact.kind == "number":
        return _amount(fact)
    record = languages.get(language)
    if fact.kind == "name" and record and record.names.syllabic and " " not in fact.text.strip():
        known = fact.text.casefold() in exonyms(language)
        return next(wordings(fact, language), None) if known else None
    return next(wordings(fact, language), None)


def _amount(fact: Fact) -> str | None:
    """Return a number with its unit, in a form that fits anywhere in an English sentence."""
    number, _, unit = fact.value.partition(" ")
    if number.startswith("~") or (unit and unit not in IN_ENGLISH):
        return None
    wording = list(_number_wordings(fact))
    chosen = wording[1] if len(wording) > 1 else next(iter(wording), None)
    if chosen is None or not unit:
        return chosen
    return f"{chosen}%" if unit == "%" else f"{chosen} {IN_ENGLISH[unit]}"


def wordings(fact: Fact, language: str) -> Iterator[str]:
    """Yield the ways to write a fact in English."""
    if fact.kind == "name":
        known = exonyms(language).get(fact.text.replace("’", "'").casefold())
        yield known[0] if known else " ".join(fact.text.split())
    elif fact.kind == "number":
        yield from _number_wordings(fact)
    elif fact.text.isdigit():  # a year
        yield fact.text


def _number_wordings(fact: Fact) -> Iterator[str]:
    try:
        value = Decimal(fact.value.removeprefix("~").split(" ")[0])
    except InvalidOperation:
        return
    if fact.value.startswith("~"):
        return
    plain = f"{value:f}"
    # Years have no separator, so a number with one in the source is not a year.
    grouped = len(plain.partition(".")[0]) > 4 or re.search(r"\d[\s.,]\d", fact.text)
    yield f"{value:,f}" if grouped else plain
    for scale, name in _SCALES:
        if value >= scale:
            yield f"{(value / scale).normalize():f} {name}"
            yield f"{(value / scale).normalize():f}"
            return


def is_lost(fact: Fact, finding: Finding) -> bool:
    """Return whether a finding is about the loss of a fact."""
    return fact.kind == finding.check and Span(fact.start, fact.end) == finding.source[0]


def opens_alone(fact: Fact, source: str) -> bool:
    """Return whether a name is a single word at the start of a sentence, where the capital is no evidence."""
    if fact.kind != "name" or len(words(fact.text)) > 1 or any(map(str.isalnum, source[: fact.start])):
        return False
    return not fact.text.isupper() and not any(map(str.isdigit, fact.text))


def is_word(fact: Fact, language: str) -> bool:
    """Return whether an apparent name consists of words that the lexicon translates: `Khởi Nghĩa`.

    This holds only for languages written in syllables; elsewhere a name may also be a word.
    """
    record = languages.get(language)
    if fact.kind != "name" or not (record and record.names.syllabic):
        return False
    if fact.text.casefold() in exonyms(language):
        return False
    found = lexicon.find(fact.text, language)
    covered = sum(len(one.entry.word.split()) for one in found) == len(words(fact.text))
    return covered and not any(_is_spelt_alike(one.entry) for one in found)


def _is_spelt_alike(entry: lexicon.LexiconEntry) -> bool:
    """Return whether English may spell a word the same, or too little is known about it."""
    own = fold(entry.word).replace(" ", "")
    alike = any(fold(text).replace(" ", "") == own for text, _ in entry.translations)
    return alike or entry.count < lexicon.ENOUGH

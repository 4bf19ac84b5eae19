"""Find numbers in digits and words, with their units, percentages and currencies."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, partial
from itertools import pairwise, starmap
from math import prod

from passerelle import languages
from passerelle.facts.roman import MENTIONED, from_roman
from passerelle.facts.types import Fact
from passerelle.facts.units import longest_unit, units
from passerelle.languages import LANGUAGES, cldr
from passerelle.languages.cursor import SPACES, Amount
from passerelle.languages.numbers import NumberGrammar
from passerelle.languages.numerals import Numerals
from passerelle.languages.tokens import Token


def _any(tables: Iterable[Iterable[str]]) -> str:
    return "|".join(re.escape(word) for table in tables for word in sorted(table))


_NUMERALS = [record.numerals for record in LANGUAGES.values()]
# Words between the ends of a range, of which only the last may have scale and unit. A translation may keep
# such words from its source, so those of every language count.
_RANGE = re.compile(rf"\s?[-–‑]\s?|\s(?:{_any(table.ranges for table in _NUMERALS)})\s")
_BETWEEN = re.compile(rf"\b(?:{_any(table.between for table in _NUMERALS)})\s+$", re.IGNORECASE)
_BETWEEN_CHARACTERS = 12
_AND = re.compile(rf"\s(?:{_any(table.ands for table in _NUMERALS)})\s")
_DEGREES = frozenset("°").union(*(table.degrees for table in _NUMERALS))
_BEFORE_ROMAN = frozenset[str]().union(*(table.before_roman for table in _NUMERALS))
_LEADING = re.compile(r"\d+(?:[.,]\d{1,2})?(?![\d.,])")
_SCALES = frozenset(map(Decimal, (1, 10**3, 10**6, 10**9, 10**12)))
_LONGEST_ROMAN = 6
# Millions or `Monsieur`, not metres.
_NO_UNIT = ("M",)
# Units of negative numbers.
_TEMPERATURES = frozenset({"°C", "°F"})
_SIGNED_UNITS = frozenset({"%", "‰"})
# Larger numbers are not followed by `et demi` after their unit.
_MOST_WITH_HALF = 1000


def find_numbers(text: str, tokens: Sequence[Token], language: str) -> list[Fact]:
    """Return the numbers of a text in order.

    A word that is not always a number (`un`, `second`, `one`, `ba`) counts inside a longer number, or
    if the next word shows that something is counted.

    Args:
        text: a text in composed form (NFC).
        tokens: the tokens of `text`.
        language: ISO 639-1 code.
    """
    finder = _NumberFinder(text, tokens, language)
    facts: list[Fact] = []
    i = 0
    while i < len(tokens):
        amount = finder.amount(i)
        if amount is None:
            i += 1
            continue
        fact, i = finder.fact(i, amount)
        facts.append(fact)
    return [*starmap(partial(_ranged, text, finder.scales), pairwise(facts)), *facts[-1:]]


def _ranged(text: str, scales: Mapping[str, int], fact: Fact, other: Fact) -> Fact:
    """Give a number the scale and unit that it shares with the next one: `3 to 5 million euros`."""
    between = _RANGE.fullmatch(text, fact.end, other.start) or (
        _AND.fullmatch(text, fact.end, other.start)
        and _BETWEEN.search(text, max(0, fact.start - _BETWEEN_CHARACTERS), fact.start)
    )
    # A number with its own scale or unit shares none.
    plain = re.fullmatch(r"\d+(?:[.,]\d{1,2})?|\D+", fact.text) and re.fullmatch(r"\d+(?:\.\d+)?", fact.value)
    if not between or not plain or any(word in scales for word in fact.text.casefold().split()):
        return fact
    value, _, unit = other.value.partition(" ")
    if value.startswith("~"):
        return fact
    if end := _LEADING.match(other.text):
        last = Decimal(end[0].replace(",", "."))
    else:
        last = Decimal(value) / prod(scales.get(word, 1) for word in other.text.casefold().split())
    first = Decimal(fact.value)
    scale = Decimal(value) / last if last > first else Decimal(0)
    if scale not in _SCALES:
        return fact
    return replace(fact, value=canonical(first * scale) + (f" {unit}" if unit else ""))


def canonical(value: Decimal) -> str:
    """Return a number in its normal form: `122`, `2.5`, or `1.5e6` from a million on."""
    value = value.normalize()
    if abs(value) < 10**6:
        return f"{value:f}"
    mantissa, _, exponent = f"{value:E}".partition("E")
    return f"{mantissa}e{int(exponent)}"


class _NumberFinder:
    """One pass over the tokens of a text: the amounts of a language's grammar, with signs and units."""

    def __init__(self, text: str, tokens: Sequence[Token], language: str) -> None:
        record = languages.get(language)
        self._text = text
        self._tokens = tokens
        self._table = record.numerals if record else _marks(language)
        self._grammar = (record.numbers if record else NumberGrammar)(text, tokens, self._table)
        self._units = units(language)
        self._longest_unit = longest_unit(language)
        self._compounds = record.unit_compounds if record else {}

    @property
    def scales(self) -> Mapping[str, int]:
        """Return the scale words of the language."""
        return self._table.scales

    def amount(self, i: int) -> Amount | None:
        """Return the number that starts at a token, if one does."""
        token = self._tokens[i]
        if token.kind == "digits":
            return self._grammar.from_digits(i)
        if fraction := self._grammar.fraction(i):
            return fraction
        if token.kind == "mark":
            return None
        if (roman := MENTIONED.fullmatch(token.text)) and len(roman[1]) <= _LONGEST_ROMAN:
            return self._century(i, roman[1])
        if token.text != token.folded and not self._opens(i):
            return None
        return self._grammar.from_words(i) or self._one(i)

    def _one(self, i: int) -> Amount | None:
        """Return the article in `an hour and a half`, `un an et demi` as the number one."""
        if not (self._tokens[i].folded in self._table.ones or self._grammar.is_article(self._tokens[i].text)):
            return None
        unit, after = self._unit_after(i + 1)
        return Amount(Decimal(1), i + 1) if unit and self._grammar.addition(after) else None

    def fact(self, i: int, amount: Amount) -> tuple[Fact, int]:
        """Return an amount as a fact with its unit, and the index of the token after both."""
        start, end = self._tokens[i].start, self._tokens[amount.end - 1].end
        unit, after = self._unit_after(amount.end)
        number = amount.value
        temperature = unit in _TEMPERATURES or self._degrees(amount.end)
        alone = not unit and self._is_said_negative(i, after)
        if (unit in _SIGNED_UNITS or temperature or alone) and (
            minus := self._minus(i, apart=temperature)
        ) is not None:
            number, start = -number, minus
        if unit:
            if number < _MOST_WITH_HALF and (more := self._grammar.addition(after)):
                number, after = number + more[0], more[1]  # `deux heures et demie`
            end = self._tokens[after - 1].end
        elif self._grammar.after(after) in self._table.times and (more := self._grammar.addition(after + 1)):
            number, end = number + more[0], self._tokens[more[1] - 1].end  # `deux fois et demie`
            after = more[1]
        currency, first = self._grammar.currency_before(i)
        if currency and unit in ("", currency):  # `€5`, and a model's possible `€5 euros`
            unit, start = currency, self._tokens[first].start
        value = ("~" if amount.vague else "") + canonical(number) + (f" {unit}" if unit else "")
        return Fact("number", start, end, self._text[start:end], value), after

    def _minus(self, i: int, *, apart: bool) -> int | None:
        """Return the start of a sign or a word before a number that makes it negative, if there is one.

        Args:
            i: index of the number.
            apart: whether a space may be between sign and number, as in `- 20 °C`.
        """
        if not i:
            return None
        before = self._tokens[i - 1]
        if before.text in ("-", "−", "–"):
            free = before.start == 0 or self._text[before.start - 1] in SPACES + "(\n\t"
            gap = self._text[before.end : self._tokens[i].start]
            return before.start if free and (not gap or (apart and gap in SPACES)) else None
        compares = i > 1 and self._tokens[i - 2].folded in self._table.not_minus
        return before.start if before.folded == self._table.minus and not compares else None

    def _is_said_negative(self, i: int, after: int) -> bool:
        """Return whether a word makes a bare number negative, as in `il fait moins 12`."""
        if i < 2 or self._tokens[i - 1].folded != self._table.minus:
            return False
        before = self._tokens[i - 2]
        follows = self._grammar.after(after)
        return before.kind == "word" and not self._is_number(i - 2) and follows not in self._table.of

    def _is_number(self, i: int) -> bool:
        folded = self._tokens[i].folded
        return folded in self._table.words or folded in self._table.ones or folded in self._table.scales

    def _degrees(self, end: int) -> bool:
        return self._grammar.after(end) in _DEGREES

    def _century(self, i: int, figures: str) -> Amount | None:
        """Read Roman numerals used as numbers: `XXIe siècle`, `thế kỷ XXI`, `quý III`."""
        if self._grammar.is_ordinal_century(i, figures) or self._grammar.before(i) in _BEFORE_ROMAN:
            return Amount(Decimal(from_roman(figures)), i + 1)
        return None

    def _opens(self, i: int) -> bool:
        """Return whether a capitalized word may be a number word: at the start, or after punctuation."""
        return i == 0 or self._tokens[i - 1].kind == "mark"

    def _unit_after(self, i: int) -> tuple[str, int]:
        """Return the unit that the tokens from `i` on name, and the index after it."""
        if i >= len(self._tokens) or len(self._grammar.gap(i)) > 2:
            return "", i
        start = i
        if self._tokens[i].folded in self._table.of:
            start = i + 1
            if start < len(self._tokens) and self._tokens[start].text in "'’":
                start += 1
        if start < len(self._tokens) and self._tokens[start].text == "-":
            start += 1  # `a 30-year plan`
        for end in range(min(start + self._longest_unit, len(self._tokens)), start, -1):
            written = self._text[self._tokens[start].start : self._tokens[end - 1].end]
            words = written.casefold()
            unit = "" if written in _NO_UNIT else self._units.get(words.replace("\u00a0", " "))
            following = self._grammar.after(end)
            dated = words in self._table.dated and following and self._tokens[end].kind == "digits"
            if unit and not dated and following not in self._compounds.get(words, ()):
                return unit, end
        return "", i


@cache
def _marks(language: str) -> Numerals:
    """Return the table of a language without number words: its marks, from CLDR."""
    point, group = cldr.number_marks(language) or (".", ",")
    return Numerals(group=group, point=point)

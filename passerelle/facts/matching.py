"""Decide whether two facts mean the same."""

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from passerelle.facts.dates import parts
from passerelle.facts.exonyms import english_names
from passerelle.facts.spelling import alike
from passerelle.facts.syllables import is_accented, is_vietnamese
from passerelle.facts.types import Comparison, Fact

# Cache size: values recur, and memory must stay bounded.
_KEPT_VALUES = 1 << 16


def same(a: Fact, b: Fact) -> bool:
    """Return whether two facts, in the same or in different languages, mean the same.

    Numbers must agree in value, and in the unit if both have one. Dates must agree in every part that
    both have, and share at least one. A year, day, decade or time by itself equals its number. One
    name must be part of the other, apart from diacritics, transcription (Poutine, Putin) and adjectives
    of countries (Russian). Quotations must share most of their words.

    Args:
        a: a fact.
        b: another.
    """
    if a.kind == b.kind == "number":
        return same_numbers(a, b)
    if a.kind == b.kind == "date":
        return _same_dates(parts(a.value), parts(b.value))
    if {a.kind, b.kind} == {"number", "date"}:
        number, date = (a, b) if a.kind == "number" else (b, a)
        return _number_is_date(number.value, parts(date.value))
    if a.kind == b.kind == "name":
        return _same_names(a.value, b.value, exact=is_accented(a.text) or is_accented(b.text))
    if a.kind == b.kind == "quotation":
        return _same_quotations(a.value, b.value)
    return False


def compare(first: Sequence[Fact], second: Sequence[Fact]) -> Comparison:
    """Compare the facts of two texts.

    How often a fact occurs does not matter: it has a partner if the other text states it at all.

    Args:
        first: facts of one text.
        second: facts of the other.
    """
    pairs: list[tuple[int, int]] = []
    free = set(range(len(second)))
    partners = [[j for j, b in enumerate(second) if same(a, b)] for a in first]
    paired: set[int] = set()
    for exact in (True, False):
        for i, found in enumerate(partners):
            if i in paired:
                continue
            for j in found:
                if j in free and (not exact or second[j].value == first[i].value):
                    pairs.append((i, j))
                    paired.add(i)
                    free.discard(j)
                    break
    missing = tuple(a for i, a in enumerate(first) if i not in paired and not partners[i])
    has_partner = {j for found in partners for j in found}
    return Comparison(
        matched=tuple((first[i], second[j]) for i, j in sorted(pairs)),
        missing=missing,
        added=tuple(b for j, b in enumerate(second) if j not in has_partner),
    )


def same_numbers(a: Fact, b: Fact) -> bool:
    """Return whether two numbers agree in value, and in the unit if both have one."""
    value, unit = amount(a.value)
    other, other_unit = amount(b.value)
    if unit and other_unit and unit != other_unit and not _agree_across_units(value, unit, other, other_unit):
        return False
    if value == other or _agree_across_units(value, unit, other, other_unit):
        return True
    if a.value.startswith("~") or b.value.startswith("~"):
        return {value, other} <= _ABOUT_TEN
    return any(x == y for x in _readings(a, value) for y in _readings(b, other))


def _agree_across_units(value: Decimal, unit: str, other: Decimal, other_unit: str) -> bool:
    """Return whether two amounts in related units agree: `huit jours` is a week, 24 months are two years."""
    if {unit, other_unit} == {"", "%"}:  # `trois quarts`, 75 %
        part, percent = (value, other) if other_unit else (other, value)
        return 0 < part < 1 and abs(part * 100 - percent) <= (0 if part * 100 == int(part * 100) else 1)
    if unit == other_unit or not unit or not other_unit:
        return False
    if {unit, other_unit} == {"pound", "GBP"}:
        return value == other
    if {unit, other_unit} == {"°C", "°F"}:
        celsius, fahrenheit = (value, other) if unit == "°C" else (other, value)
        return abs(celsius * 9 / 5 + 32 - fahrenheit) <= _ROUNDED_DEGREES
    if unit in _METRIC and other_unit in _METRIC:
        return _is_converted(value, unit, other, other_unit)
    per = {("day", "week"): (7, 8, Decimal("7.5")), ("month", "year"): (12,), ("week", "month"): (4,),
           ("year", "decade"): (10,), ("year", "century"): (100,), ("minute", "hour"): (60,)}  # fmt: skip
    for (small, large), factors in per.items():
        if (unit, other_unit) == (small, large) and any(value == other * f for f in factors):
            return True
        if (unit, other_unit) == (large, small) and any(other == value * f for f in factors):
            return True
    return False


# Measures that a translation may convert to its readers' units: the quantity, and its size in
# metres or kilograms.
_METRIC = {
    "m": ("length", Decimal(1)), "cm": ("length", Decimal("0.01")), "km": ("length", Decimal(1000)),
    "foot": ("length", Decimal("0.3048")), "inch": ("length", Decimal("0.0254")),
    "yard": ("length", Decimal("0.9144")), "mile": ("length", Decimal("1609.34")),
    "kg": ("mass", Decimal(1)), "t": ("mass", Decimal(1000)), "g": ("mass", Decimal("0.001")),
    "pound": ("mass", Decimal("0.4536")), "ounce": ("mass", Decimal("0.02835")),
}  # fmt: skip
# Converted measures are rounded: 50 m are 150 feet.
_ROUNDED = Decimal("0.1")
# In degrees Fahrenheit: both temperatures may be rounded to whole degrees.
_ROUNDED_DEGREES = 2


def _is_converted(value: Decimal, unit: str, other: Decimal, other_unit: str) -> bool:
    """Return whether two measures in different units are about the same."""
    (kind, per), (other_kind, other_per) = _METRIC[unit], _METRIC[other_unit]
    first, second = value * per, other * other_per
    return kind == other_kind and abs(first - second) <= _ROUNDED * max(abs(first), abs(second))


def _readings(fact: Fact, value: Decimal) -> tuple[Decimal, ...]:
    """Return the value, and the alternative if a comma before three digits is ambiguous."""
    if (
        "," in fact.text
        and re.fullmatch(r"\D*\d{1,3},\d{3}\D*", fact.text)
        and value != value.to_integral_value()
    ):
        return value, value * 1000
    return (value,)


_ABOUT_TEN = frozenset(map(Decimal, (10, 12, 20)))  # dizaines, dozens, scores


@lru_cache(maxsize=_KEPT_VALUES)
def amount(value: str) -> tuple[Decimal, str]:
    """Return the number and the unit of a number's value."""
    number, _, unit = value.removeprefix("~").partition(" ")
    return Decimal(number), unit


def _same_dates(a: dict[str, str], b: dict[str, str]) -> bool:
    if "decade" in a or "decade" in b:
        return a.get("decade", a.get("year", "")[2:3]) == b.get("decade", b.get("year", "")[2:3])
    shared = a.keys() & b.keys()
    return bool(shared) and all(_same_part(name, a[name], b[name]) for name in shared)


def _same_part(name: str, a: str, b: str) -> bool:
    if name != "time" or a == b:
        return a == b
    # `9:30` alone may be in the morning or in the evening; 9h30 and 9.30 p.m. are not the same.
    either = a.endswith("~") or b.endswith("~")
    return either and (int(a[:2]) - int(b[:2])) % 12 == 0 and a[3:5] == b[3:5]


def _number_is_date(number: str, date: dict[str, str]) -> bool:
    value, unit = amount(number)
    text = f"{value:f}"
    if "time" in date:
        hour, minute = int(date["time"][:2]), int(date["time"][3:5])
        exact = value == hour + Decimal(minute) / 60
        return unit in ("hour", "") and (exact or (minute == 0 and (value - hour) % 12 == 0))
    if "decade" in date:
        return len(date) == 1 and text[-2:] == date["decade"] + "0"
    if len(date) == 1:
        return text == date.get("year", date.get("day", "").lstrip("0"))
    return False


def _same_quotations(a: str, b: str) -> bool:
    first, second = set(a.split()), set(b.split())
    return len(first & second) >= 0.6 * min(len(first), len(second))


def _same_names(a: str, b: str, *, exact: bool) -> bool:
    normal = english_names()
    a, b = normal.get(a, a), normal.get(b, b)
    if a.replace(" ", "") == b.replace(" ", ""):
        return True  # Haïphong, Hải Phòng
    short, long = sorted((a.split(), b.split()), key=len)
    if is_vietnamese(short) or is_vietnamese(long):
        # The given name comes last, and is used alone.
        return short[-1] in (long[-1], long[0]) and long[-1] in short and set(short) <= set(long)
    left = list(long)
    for word in short:
        partner = next((other for other in left if other == word), None)
        if partner is None and not exact:
            partner = next((other for other in left if alike(word, other)), None)
        if partner is None:
            return False
        left.remove(partner)
    return True

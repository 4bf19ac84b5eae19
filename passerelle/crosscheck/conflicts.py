"""Match differing facts of two versions, and decide whether they certainly conflict."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import product

from rapidfuzz import fuzz

from passerelle.crosscheck.calibration import COMPARISON
from passerelle.facts import Fact
from passerelle.facts.dates import parts
from passerelle.facts.exonyms import is_capital, is_territory
from passerelle.facts.matching import amount
from passerelle.facts.syllables import is_of_syllables

# A fact and the index of its sentence.
LocatedFact = tuple[int, Fact]


def corresponding_facts(
    missing: Sequence[LocatedFact], added: Sequence[LocatedFact]
) -> list[tuple[LocatedFact, LocatedFact]]:
    """Pair facts of one version with those that replace them in the other.

    Facts that certainly conflict and have the same unit come first, then those in the same place.

    Args:
        missing: facts of the version that the original lacks, of one kind.
        added: facts of the original that the version lacks, of the same kind.
    """
    candidates = sorted(
        product(range(len(missing)), range(len(added))),
        key=lambda k: (
            not conflict(missing[k[0]][1], added[k[1]][1]),
            unit_or_parts(missing[k[0]][1]) != unit_or_parts(added[k[1]][1]),
            abs(k[0] - k[1]),
        ),
    )
    pairs = []
    rows, columns = set(range(len(missing))), set(range(len(added)))
    for k, m in candidates:
        if k in rows and m in columns:
            pairs.append((missing[k], added[m]))
            rows.remove(k)
            columns.remove(m)
    return sorted(pairs, key=lambda pair: (pair[0][0], pair[0][1].start))


def unit_or_parts(fact: Fact) -> str:
    """Return the unit of a number or the pattern of the parts of a date; empty for other facts."""
    if fact.kind == "number":
        return fact.unit
    return re.sub(r"\d", "0", fact.value) if fact.kind == "date" else ""


def conflict(a: Fact, b: Fact) -> bool:
    """Return whether two different facts of one kind certainly do not mean the same thing.

    Numbers conflict if they count the same thing, unless one is round and they are close
    (`trentaine`, 32); dates if both state the same part, such as the month (`Friday` and `the 14th`
    may be the same day). Names conflict if only some of their parts are alike, such as Nguyen Van An
    and Nguyễn Văn Sơn, if both are written without accents, such as Sydney and Melbourne, if both
    are made of Vietnamese syllables, such as Da Nang and Cần Thơ, or if both are CLDR territories.
    Others may be a proper name and its translation, such as Xi Jinping and Tập Cận Bình.
    """
    if a.kind == "date":
        return not parts(a.value).keys().isdisjoint(parts(b.value))
    if a.kind == "number":
        return _numbers_conflict(a, b)
    return _names_conflict(a, b)


def _names_conflict(a: Fact, b: Fact) -> bool:
    if is_capital(a.value, b.value) or is_capital(b.value, a.value):
        return False
    if is_territory(a.value) or is_territory(b.value):
        return is_territory(a.value) and is_territory(b.value)
    if is_of_syllables(a.value) != is_of_syllables(b.value):
        return False  # Kim Jong Un, Kim Chính Ân
    limit = COMPARISON.name_spelling_percent
    first, second = a.value.split(), b.value.split()
    if len(first) == len(second) > 1:
        alike = [fuzz.ratio(x, y) >= limit for x, y in zip(first, second, strict=True)]
        if any(alike):
            return not all(alike)
    if is_of_syllables(a.value):
        return not (set(first) <= set(second) or set(second) <= set(first))
    ascii_only = a.text.isascii() and b.text.isascii()
    return ascii_only and fuzz.partial_ratio("".join(first), "".join(second)) < limit


def _numbers_conflict(a: Fact, b: Fact) -> bool:
    (first, unit), (second, other) = amount(a.value), amount(b.value)
    if unit != other or _is_rounded(first, second) or _is_rounded(second, first):
        return False
    approximate = a.value.startswith("~") or b.value.startswith("~")
    return not approximate or abs(first - second) > COMPARISON.rounding_share * max(abs(first), abs(second))


def _is_rounded(number: Decimal, other: Decimal) -> bool:
    """Return whether a large number is another one rounded: 1.2 million for 1,234,567."""
    digits, exact = (len(n.normalize().as_tuple().digits) for n in (number, other))
    if min(abs(number), abs(other)) < COMPARISON.large_number or exact < digits + 2:
        return False
    unit = Decimal(1).scaleb(number.normalize().adjusted() - digits + 1)
    return abs(number - other) < unit

"""Number marks and words: the tables that a number grammar reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property


@dataclass(frozen=True)
class Numerals:
    """How a language writes numbers.

    Attributes:
        language: code of the language, for CLDR data; empty for none.
        group: the mark between groups of three digits, other than white space.
        point: the decimal mark.
        group_never_points: whether `group` is never a decimal mark in the language.
        strict_marks: whether a lone mark before three digits always groups, if no scale follows.
        words: number words below a hundred.
        scales: words that multiply the number before them.
        hundred: the words for a hundred.
        ones: words for one that are also articles: numbers only in a longer number.
        vague: words for an approximate number, alone or multiplying: `dizaine`, `dozens`.
        vague_before: words that make the scale after them vague: `several hundred`.
        vague_scales: those of them that are also scales: `chục`.
        ordinals: ordinals that are not other words; those from a hundred on also multiply.
        after_tens: ordinals that count only after tens: `twenty-first`.
        joins: words inside a number: `two hundred and six`.
        comma_joins: whether a number may continue after a scale and a comma.
        zeros: words for zero, which count before and after the decimal mark.
        point_words: the decimal mark as a word: `virgule`.
        of: words between a number and its unit: `millions d'euros`.
        suffixes: suffixes of ordinals in digits: `3e`, `3rd`.
        roman_suffixes: suffixes of ordinals in Roman numerals: `XXIe`.
        power_words: phrases between ten and its exponent: `10 puissance 6`.
        touching: scales in letters, as written, attached to the digits: `5bn`.
        short_scales: scales in letters after digits: `3,4 Md€`.
        money_scales: letters that are scales only next to a currency, in addition to those in CLDR:
            `200 M€`.
        currencies: words for currencies after such letters: `12 M d'euros`.
        parts: parts of a scale: `half a million`.
        part_joins: words between such a part and the scale.
        additions: phrases that add part of a number, its scale or its unit: `two and a half million`,
            `2 millions et demi`, `deux heures et demie`.
        times: words between a number and such a phrase: `deux fois et demie`.
        denominators: plural denominators: `tiers`, `fifths`.
        denominator: singular denominators.
        part_articles: words that may be the numerator one: `a third of`.
        part_of: words that show that a singular denominator is not an ordinal.
        over: words between numerator and denominator: `hai phần ba`.
        minus: the word for a negative number.
        not_minus: words before it that make it a comparison: `au moins 5 %`.
        dated: units that make a date with digits after them: `bão số 3 năm 2024`.
        weak: words that may state a number without being one: `both`, `twice`.
        ranges: words between the ends of a range: `3 to 5 million`.
        between: words that start a range joined by one of `ands`: `between 3 and 5 million`.
        ands: words for `and`.
        degrees: words for a degree of temperature.
        before_roman: words after which Roman numerals count: `quý III`.
        below: lower-case regular expressions of words that replace the minus sign of a temperature: `five
            degrees below zero`.
        lowers: lower-case regular expressions of words that replace the minus sign of a number: `a fall
            of 0.3%`.
    """

    group: str
    point: str
    language: str = ""
    group_never_points: bool = False
    strict_marks: bool = False
    words: Mapping[str, int] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)
    hundred: frozenset[str] = frozenset()
    ones: frozenset[str] = frozenset()
    vague: Mapping[str, int] = field(default_factory=dict)
    vague_before: frozenset[str] = frozenset()
    vague_scales: Mapping[str, int] = field(default_factory=dict)
    ordinals: Mapping[str, int] = field(default_factory=dict)
    after_tens: Mapping[str, int] = field(default_factory=dict)
    joins: frozenset[str] = frozenset()
    comma_joins: bool = False
    zeros: frozenset[str] = frozenset()
    point_words: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()
    suffixes: frozenset[str] = frozenset()
    roman_suffixes: frozenset[str] = frozenset()
    power_words: tuple[str, ...] = ()
    touching: Mapping[str, int] = field(default_factory=dict)
    short_scales: Mapping[str, int] = field(default_factory=dict)
    money_scales: Mapping[str, int] = field(default_factory=dict)
    currencies: frozenset[str] = frozenset()
    parts: Mapping[str, Decimal] = field(default_factory=dict)
    part_joins: frozenset[str] = frozenset()
    additions: Mapping[tuple[str, ...], Decimal] = field(default_factory=dict)
    times: frozenset[str] = frozenset()
    denominators: Mapping[str, int] = field(default_factory=dict)
    denominator: Mapping[str, int] = field(default_factory=dict)
    part_articles: frozenset[str] = frozenset()
    part_of: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()
    minus: str = ""
    not_minus: frozenset[str] = frozenset()
    dated: frozenset[str] = frozenset()
    weak: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()
    ands: frozenset[str] = frozenset()
    degrees: frozenset[str] = frozenset()
    before_roman: frozenset[str] = frozenset()
    below: tuple[str, ...] = ()
    lowers: tuple[str, ...] = ()

    @cached_property
    def openers(self) -> frozenset[str]:
        """The words with which a number may begin, other than numbers below a hundred."""
        large = (self.zeros, self.hundred, self.scales, self.ordinals)
        return frozenset().union(*large, self.vague, self.vague_before, self.parts, self.part_articles)


def numbered(words: str, start: int = 0, step: int = 1) -> dict[str, int]:
    """Return words with their numbers, counted from `start` in steps."""
    return {word: start + i * step for i, word in enumerate(words.split())}

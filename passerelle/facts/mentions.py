"""Decide whether a text may state a fact, perhaps by an ambiguous word."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from passerelle import languages
from passerelle.facts.dates import find_dates, parts
from passerelle.facts.exonyms import alternatives
from passerelle.facts.matching import amount, same, same_numbers
from passerelle.facts.numbers import find_numbers
from passerelle.facts.roman import MENTIONED, from_roman
from passerelle.facts.search import find
from passerelle.facts.spelling import alike
from passerelle.facts.syllables import is_accented, is_vietnamese
from passerelle.facts.types import Fact
from passerelle.languages import LANGUAGES
from passerelle.languages.digits import quotient
from passerelle.languages.tokens import composed, fold, tokens

_WORD = re.compile(r"[^\W_]+")
# Words, in any language, that replace the minus sign of a number: `a fall of 0.3%`.
_LOWERS = re.compile(rf"\b(?:{'|'.join(word for r in LANGUAGES.values() for word in r.numerals.lowers)})")
# Words that replace the minus sign of a temperature.
_BELOW = re.compile(rf"\b(?:{'|'.join(word for r in LANGUAGES.values() for word in r.numerals.below)})")
_RATES = frozenset({"%", "‰", "pp"})
# `50m` may be fifty million as well as 50 metres.
_PERHAPS_MILLIONS = re.compile(r"(?<![\w.,])(\d{1,4}(?:\.\d)?)m\b")
# Cache size: one text is queried for every fact of another, and memory must stay bounded.
_KEPT_TEXTS = 32
# For compounds that one language writes as one word and another with a hyphen: the minimum length, in
# characters, and the length of the ending that is ignored.
_LONG_COMPOUND, _COMPOUND_ENDING = 11, 3
# The text between two days of one month, which may contain further days.
_DAYS_JOINED = re.compile(r"[\s\d,]*(?:[-–]|(?<=\s)(?:[^\W\d_]+\s+){1,2}(?:\d{1,2}[\s,]+[^\W\d_]+\s+)?)\s*")
_DIRECTIONS = frozenset("north south east west northern southern eastern western new".split())


def mentioned(fact: Fact, text: str, language: str) -> bool:
    """Return whether a text may state a fact, perhaps by an ambiguous word.

    This is more lenient than `find` and `compare`: `both` or `second` states 2, a name may be in
    lower case or an adjective, and the parts of a date may be apart. Use it before reporting a fact
    as lost.

    Args:
        fact: a fact in any language.
        text: the text to search.
        language: ISO 639-1 code of `text`.
    """
    if fact.kind == "name":
        return name_words_missing(fact, composed(text)[0]) == ()
    if fact.kind == "quotation":
        words = _folded_words(composed(text)[0])[1]
        wanted = fact.value.split()
        return sum(word in words for word in wanted) >= 0.6 * len(wanted)
    there = find(text, language, ("number", "date"))
    if fact.kind == "date":
        return _date_mentioned(fact, there, text, language)
    return any(same(fact, other) for other in there) or _number_mentioned(fact, text, language)


def name_words_missing(fact: Fact, text: str) -> tuple[str, ...]:
    """Return the folded words of a name that a text lacks; none if it has another form of the name."""
    words = _joined_words(text)
    wanted = fact.value.split()
    # Vietnamese names are too alike to be compared by sound, and are never transcribed.
    exact = not is_known_name(fact) and (is_vietnamese(wanted) or is_accented(fact.text))
    names = alternatives().get(fact.value, (fact.value,))
    for name in (*names, fold(fact.text)):
        if any(
            _occurs(spelled, words, fact.value, exact=exact)
            for spelled in (_WORD.findall(name), [re.sub(r"[. -]", "", name)])
        ):
            return ()
    if is_known_name(fact):
        return (fact.value,)
    if exact:
        lost = tuple(w for w in wanted if w not in words and not (len(w) > 3 and w in "".join(words)))
    else:
        lost = words_missing(wanted, text)
    if exact and len(wanted) > 2 and lost == (wanted[0],):
        return lost  # A surname is left out together with the middle name: `José Van Hung` is a mistake.
    return lost if wanted and wanted[-1] in lost else ()  # A surname alone names the same person.


def is_known_name(fact: Fact) -> bool:
    """Return whether a name is in the tables: a place, people or organization with English names."""
    return fact.value in alternatives()


def words_missing(wanted: Sequence[str], text: str) -> tuple[str, ...]:
    """Return the folded words that resemble no word of a text."""
    glued, words = _folded_words(text)
    return tuple(
        w
        for w in wanted
        if not any(alike(w, other) for other in words)
        and not (len(w) > 3 and w in glued)
        # `interaméricain`, Inter-American.
        and not (len(w) >= _LONG_COMPOUND and w[:-_COMPOUND_ENDING] in glued)
    )


@lru_cache(maxsize=_KEPT_TEXTS)
def _folded_words(text: str) -> tuple[str, dict[str, None]]:
    """Return the distinct folded words of a text: joined together, and in order."""
    words = dict.fromkeys(_WORD.findall(fold(text)))
    return "".join(words), words


@lru_cache(maxsize=_KEPT_TEXTS)
def _joined_words(text: str) -> list[str]:
    """Return the folded words of a text; `C.D.` is `cd`."""
    return _WORD.findall(re.sub(r"(?<=\b\w)\.(?=\w\b)|(?<=\.\w)\.", "", fold(text).replace("’", "'")))


def _occurs(name: list[str], words: list[str], normal: str, *, exact: bool) -> bool:
    """Return whether a name's words occur in a text in order; the last may be an adjective if not `exact`."""
    if not name:
        return False
    first = normal.partition(" ")[0]
    direction = first if first in _DIRECTIONS else ""
    for i in range(len(words) - len(name) + 1):
        here = words[i : i + len(name)]
        if here[:-1] == name[:-1] and (here[-1] == name[-1] if exact else alike(name[-1], here[-1])):
            wrong = i and words[i - 1] in _DIRECTIONS and words[i - 1] != direction
            if not (direction and name[0] not in _DIRECTIONS and wrong):
                return True
    return False


@dataclass(frozen=True, slots=True)
class _Mentions:
    """Facts that a text may mention in addition to the numbers that it certainly states.

    Attributes:
        folded: the folded text.
        numbers: numbers found in the folded text: `Seven Sisters`.
        date_parts: parts of its dates, without leading zeros.
        weak: numbers that words may state, such as `both`.
        values: values of its numbers, without their units.
        lowers: whether a word says that something falls or is below zero.
        below: whether a word says that a temperature is below zero.
    """

    folded: str
    numbers: tuple[Fact, ...]
    date_parts: frozenset[str]
    weak: frozenset[str]
    values: frozenset[Decimal]
    lowers: bool
    below: bool


@lru_cache(maxsize=_KEPT_TEXTS)
def _mentions(text: str, language: str) -> _Mentions:
    plain = composed(text)[0]
    folded = plain.casefold()
    record = languages.get(language)
    weak = record.numerals.weak if record else {}
    dates = find_dates(plain, language)
    numbers = tuple(find_numbers(folded, tokens(folded), language))
    return _Mentions(
        folded,
        numbers,
        frozenset(part.lstrip("0") for date in dates for part in parts(date.value).values()),
        frozenset(
            number
            for word in _WORD.findall(_without_fractions(folded, numbers))
            for number in weak.get(word, ())
        )
        | {str(from_roman(figures)) for figures in MENTIONED.findall(plain)}
        | {f"{(Decimal(found) * 10**6).normalize():f}" for found in _PERHAPS_MILLIONS.findall(folded)},
        frozenset(amount(other.value)[0] for other in find(text, language, ("number",))),
        _LOWERS.search(folded) is not None,
        _BELOW.search(folded) is not None,
    )


def _without_fractions(folded: str, numbers: Sequence[Fact]) -> str:
    """Return a text with its fractions blanked out: in `two thirds`, no word states the number three."""
    for fact in numbers:
        if 0 < amount(fact.value)[0] < 1:
            folded = folded[: fact.start] + " " * (fact.end - fact.start) + folded[fact.end :]
    return folded


def _number_mentioned(fact: Fact, text: str, language: str) -> bool:
    value, unit = amount(fact.value)
    number = f"{value:f}"
    there = _mentions(text, language)
    if value < 0:
        return -value in there.values and (there.lowers if unit in _RATES else there.below)
    if -value in there.values:
        return True  # If one of the two is below zero, the other text must say so in words.
    if any(same_numbers(fact, other) for other in there.numbers):
        return True
    if number in there.date_parts or number in there.weak:
        return True
    if value in there.values:
        return False  # In another unit.
    if 1 < value <= 10 and value == int(value) and quotient(1, int(value)) in there.values:
        return True  # `a third` is one in three.
    if 0 < value < 1 and _is_ratio(
        value, there.values | {Decimal(n) for n in there.date_parts if n.isdecimal()}
    ):
        return True
    if _is_weekday_ordinal(value, there.folded, language):
        return True
    digits = re.sub(r"\D", "", fact.text)
    if not digits or value != Decimal(digits):
        return False  # `3 milliards` is not mentioned by `3 million`.
    return any(
        not any(other.start <= found.start() and found.end() <= other.end for other in there.numbers)
        for found in re.finditer(rf"(?<![\d.,]){digits}(?!\d|[.,]\d)", there.folded)
    )


def _is_weekday_ordinal(value: Decimal, folded: str, language: str) -> bool:
    """Return whether a weekday named by a number may be that ordinal: `thứ bảy`, Saturday or seventh."""
    record = languages.get(language)
    mentions = (record.dates.weekday_mentions if record else None) or {}
    pattern = mentions.get(str(value - 1))
    return pattern is not None and re.search(pattern, folded) is not None


def _is_ratio(part: Decimal, values: Set[Decimal]) -> bool:
    """Return whether two of the numbers make a fraction, or one is a denominator alone: `one in three`."""
    for below in range(2, 11):
        above = round(part * below)
        if quotient(above, below) == part and above and (above == 1 or Decimal(above) in values):
            return Decimal(below) in values
    return False


def _date_mentioned(fact: Fact, there: Sequence[Fact], text: str, language: str) -> bool:
    wanted = parts(fact.value)
    if len(wanted) == 1 and any(same(fact, other) for other in there):
        return True
    record = languages.get(language)
    mentions = record.dates.weekday_mentions if record else None
    if mentions and "weekday" in wanted:
        return re.search(mentions[wanted["weekday"]], composed(text)[0].casefold()) is not None
    by_time = record.dates.time_mentions.get(fact.value) if record else None
    if by_time and re.search(by_time, composed(text)[0].casefold()):
        return True
    found: set[tuple[str, str]] = set()
    dated = [other for other in there if other.kind == "date"]
    # The month of another day, as in `19 March`, is not that of a number elsewhere.
    others = [d for d in dated if _same_month(parts(d.value), wanted)]
    for other in there:
        if other.kind == "date":
            found |= set(parts(other.value).items())
        else:
            value = f"{amount(other.value)[0]:f}"
            found.add(("year", value))
            if not others or any(_is_range(text, other, date) for date in others):
                found.add(("day", value.zfill(2)))
    return all(item in found for item in wanted.items())


def _same_month(stated: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Return whether a date is a day of the wanted month."""
    return "day" in stated and "month" in wanted and stated.get("month") == wanted["month"]


def _is_range(text: str, number: Fact, date: Fact) -> bool:
    """Return whether words or a dash join a number and a date: `17 to 19 March`, `March 17, 18 and 19`."""
    first, last = sorted((number, date), key=lambda fact: fact.start)
    return _DAYS_JOINED.fullmatch(text, first.end, last.start) is not None

"""Whether two facts, or a fact and a text, say the same."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from passerelle import languages
from passerelle.facts.dates import find_dates, parts
from passerelle.facts.exonyms import alternatives, english_names
from passerelle.facts.names import is_vietnamese
from passerelle.facts.numbers import find_numbers, from_roman
from passerelle.facts.search import find
from passerelle.facts.types import Comparison, Fact
from passerelle.languages import LANGUAGES
from passerelle.languages.tokens import composed, fold, tokens

_WORD = re.compile(r"[^\W_]+")
_ROMAN = re.compile(r"\b[IVX]+(?=e?\b)")
# Words, in any language, with which a number is written without its sign: `a fall of 0.3%`.
_LOWERS = re.compile(rf"\b(?:{'|'.join(word for r in LANGUAGES.values() for word in r.numerals.lowers)})")
# One text is asked about for every fact of another, and words come again; memory is bounded.
_KEPT_TEXTS, _KEPT_WORDS = 32, 1 << 16
# Ends by which a land and its people differ: Russia, Russian; Italy, Italians; China, Chinese.
_ENDING = re.compile(
    r"(?:|[aeyinso]|an|um|lese|vian|i?stan|ns|is|as|es|os|us|on|ians?|ans?|n?ese|ish|ic|iens?|ens?|iennes?|ennes?|nes?|ais|aise|ois|oise|oises|"
    r"ins?|ia|ie|ique|ites?|ards?|ers?|ic|ique|an[a-z]?)"
)
_DIRECTIONS = frozenset("north south east west northern southern eastern western new".split())


def same(a: Fact, b: Fact) -> bool:
    """Whether two facts, of one language or of two, say the same.

    Numbers agree in value, and in the unit where both have one. Dates agree in every part that both
    have, and share one at least. A year is the same as the number. Of names the one is part of the
    other, diacritics, transcription (Poutine, Putin) and the adjective of a land (Russian) aside.
    Quotations share most of their words.

    Args:
        a: a fact.
        b: another.
    """
    if a.kind == b.kind == "number":
        return _same_numbers(a, b)
    if a.kind == b.kind == "date":
        return _same_dates(parts(a.value), parts(b.value))
    if {a.kind, b.kind} == {"number", "date"}:
        number, date = (a, b) if a.kind == "number" else (b, a)
        return _number_is_date(number.value, parts(date.value))
    if a.kind == b.kind == "name":
        return _same_names(a.value, b.value)
    if a.kind == b.kind == "quotation":
        return _same_quotations(a.value, b.value)
    return False


def compare(first: Sequence[Fact], second: Sequence[Fact]) -> Comparison:
    """Compare the facts of two texts.

    A fact that stands more often in one text than in the other is no difference: it has a partner
    wherever the other text says the same at all.

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


def mentioned(fact: Fact, text: str, language: str) -> bool:
    """Whether a text may state a fact, if only in a word that is none for sure.

    More generous than `find` and `compare`: `both` or `second` states 2, a name may stand in small
    letters or as an adjective, the parts of a date may stand apart. To be asked before a fact is
    called lost.

    Args:
        fact: of any language.
        text: where to look.
        language: of `text`, ISO 639-1 code.
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
    """Words of a name's value, folded, that no word of a text resembles; none where an alternative stands."""
    words = _joined_words(text)
    names = alternatives().get(fact.value, (fact.value,))
    for name in (*names, fold(fact.text)):
        if _stands(_WORD.findall(name), words, fact.value) or _stands(
            [name.replace(".", "")], words, fact.value
        ):
            return ()
    if is_known_name(fact):
        return (fact.value,)
    wanted = fact.value.split()
    if is_vietnamese(wanted):  # Of so few syllables any is like another; none is transcribed.
        lost = tuple(w for w in wanted if w not in words and not (len(w) > 3 and w in "".join(words)))
    else:
        lost = words_missing(wanted, text)
    return lost if wanted and wanted[-1] in lost else ()  # A surname alone names the same person.


def is_known_name(fact: Fact) -> bool:
    """Whether the tables know a name: a place, a people or an organisation with other names in English."""
    return fact.value in alternatives()


def words_missing(wanted: Sequence[str], text: str) -> tuple[str, ...]:
    """Which of some folded words no word of a text resembles."""
    glued, words = _folded_words(text)
    return tuple(
        w for w in wanted if not any(_alike(w, other) for other in words) and not (len(w) > 3 and w in glued)
    )


@lru_cache(maxsize=_KEPT_TEXTS)
def _folded_words(text: str) -> tuple[str, dict[str, None]]:
    """The folded words of a text, once each: glued together, and in order."""
    words = dict.fromkeys(_WORD.findall(fold(text)))
    return "".join(words), words


@lru_cache(maxsize=_KEPT_TEXTS)
def _joined_words(text: str) -> list[str]:
    """The folded words of a text; `C.D.` is `cd`."""
    return _WORD.findall(re.sub(r"(?<=\b\w)\.(?=\w\b)|(?<=\.\w)\.", "", fold(text).replace("’", "'")))


def _stands(name: list[str], words: list[str], normal: str) -> bool:
    """Whether a name stands in the words of a text, in order, its last word perhaps as an adjective."""
    if not name:
        return False
    first = normal.partition(" ")[0]
    direction = first if first in _DIRECTIONS else ""
    for i in range(len(words) - len(name) + 1):
        here = words[i : i + len(name)]
        if here[:-1] == name[:-1] and _alike(name[-1], here[-1]):
            wrong = i and words[i - 1] in _DIRECTIONS and words[i - 1] != direction
            if not (direction and name[0] not in _DIRECTIONS and wrong):
                return True
    return False


def _same_numbers(a: Fact, b: Fact) -> bool:
    value, unit = amount(a.value)
    other, other_unit = amount(b.value)
    if unit and other_unit and unit != other_unit and not _related_units(value, unit, other, other_unit):
        return False
    if value == other or _related_units(value, unit, other, other_unit):
        return True
    if a.value.startswith("~") or b.value.startswith("~"):
        return {value, other} <= _ABOUT_TEN
    return any(x == y for x in _readings(a, value) for y in _readings(b, other))


def _related_units(value: Decimal, unit: str, other: Decimal, other_unit: str) -> bool:
    """`huit jours` is a week, `quinze jours` two; 24 months are two years; a pound is money as well."""
    if unit == other_unit or not unit or not other_unit:
        return False
    if {unit, other_unit} == {"pound", "GBP"}:
        return value == other
    per = {("day", "week"): (7, 8, Decimal("7.5")), ("month", "year"): (12,), ("week", "month"): (4,),
           ("year", "decade"): (10,), ("year", "century"): (100,), ("minute", "hour"): (60,)}  # fmt: skip
    for (small, large), factors in per.items():
        if (unit, other_unit) == (small, large) and any(value == other * f for f in factors):
            return True
        if (unit, other_unit) == (large, small) and any(other == value * f for f in factors):
            return True
    return False


def _readings(fact: Fact, value: Decimal) -> tuple[Decimal, ...]:
    """The value, and the other one where a comma before three digits may group as well as point."""
    if (
        "," in fact.text
        and re.fullmatch(r"\D*\d{1,3},\d{3}\D*", fact.text)
        and value != value.to_integral_value()
    ):
        return value, value * 1000
    return (value,)


_ABOUT_TEN = frozenset(map(Decimal, (10, 12, 20)))  # dizaines, dozens, scores


@lru_cache(maxsize=_KEPT_WORDS)
def amount(value: str) -> tuple[Decimal, str]:
    """The number and the unit of a number's value."""
    number, _, unit = value.removeprefix("~").partition(" ")
    return Decimal(number), unit


def _same_dates(a: dict[str, str], b: dict[str, str]) -> bool:
    if "decade" in a or "decade" in b:
        return a.get("decade", a.get("year", "")[2:3]) == b.get("decade", b.get("year", "")[2:3])
    shared = a.keys() & b.keys()
    return bool(shared) and all(_same_part(name, a[name], b[name]) for name in shared)


def _same_part(name: str, a: str, b: str) -> bool:
    if name != "time":
        return a == b
    return (int(a[:2]) - int(b[:2])) % 12 == 0 and a[3:] == b[3:]


def _number_is_date(number: str, date: dict[str, str]) -> bool:
    value, unit = amount(number)
    text = f"{value:f}"
    if "time" in date:
        hour, minute = int(date["time"][:2]), int(date["time"][3:])
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


def _same_names(a: str, b: str) -> bool:
    normal = english_names()
    a, b = normal.get(a, a), normal.get(b, b)
    if a.replace(" ", "") == b.replace(" ", ""):
        return True  # Haïphong, Hải Phòng
    short, long = sorted((a.split(), b.split()), key=len)
    if is_vietnamese(short) or is_vietnamese(long):
        # The given name is the last; who goes by one name goes by that.
        return short[-1] in (long[-1], long[0]) and long[-1] in short and set(short) <= set(long)
    left = list(long)
    for word in short:
        partner = next((other for other in left if other == word), None) or next(
            (other for other in left if _alike(word, other)), None
        )
        if partner is None:
            return False
        left.remove(partner)
    return True


def _shared(a: str, b: str) -> int:
    """How many characters two words have in common at their start."""
    pairs = zip(a, b, strict=False)
    return next((i for i, (x, y) in enumerate(pairs) if x != y), min(len(a), len(b)))


@lru_cache(maxsize=_KEPT_WORDS)
def _alike(a: str, b: str) -> bool:
    """Whether two folded words are one name: spelled alike, transcribed alike, or land and adjective."""
    if a == b:
        return True
    short, long = sorted((a, b), key=len)
    if len(short) < 3:
        return len(short) == 2 and sorted(a) == sorted(b)  # MS, SM
    if len(long) <= 5 and sorted(short) in (sorted(long), sorted(long.removesuffix("s"))):
        return True  # APS, PSA; IST, STIs: acronyms put the words into another order.
    prefix = _shared(a, b)
    if (a[prefix:], b[prefix:]) in (("", "ia"), ("ia", "")) and prefix > 4:
        return prefix > 5  # Niger is not Nigeria.
    for stem in range(prefix, 3, -1):
        if _ENDING.fullmatch(a[stem:]) and _ENDING.fullmatch(b[stem:]):
            return True
    if prefix == len(short) >= 3 and long[prefix:] in ("e", "h", "a"):
        return True
    if prefix >= 3 and len(a) == len(b) and prefix == len(a) - 1 and {a[-1], b[-1]} <= set("aeiouy"):
        return True
    bones, others = sorted((skeleton(a), skeleton(b)), key=len)
    if bones == others:
        return len(bones) > 2 or (len(bones) == 2 and _SPELLING.sub("u", a)[0] == _SPELLING.sub("u", b)[0])
    # Colomb, Columbus; Coran, Quranic; but not Bourdieu, Bourdies.
    plural = len(long) == len(short) and long.endswith("es") != short.endswith("es")
    return len(bones) > 2 and others in (bones + "S", bones + "T", bones + "K", bones + "N") and not plural


_SPELLING = re.compile(r"^ou|^w")
_SOUNDS = (
    (re.compile(r"c(?=ae|oe)"), "s"),
    (re.compile(r"tsch|tch|sch|sh|ch|cz|cs"), "S"),
    (re.compile(r"kh|ck|qu|q|k|c(?![eiy])|x"), "K"),
    (re.compile(r"ph"), "F"),
    (re.compile(r"dj|dzh|zh"), "j"),
    (re.compile(r"(?<!^)j"), ""),
    (re.compile(r"ts|s|z|c"), "S"),
    (re.compile(r"th"), "T"),
    (re.compile(r"w|v|ff|f(?=$)"), "V"),
    (re.compile(r"[aeiouyh]"), ""),
)


@lru_cache(maxsize=_KEPT_WORDS)
def skeleton(word: str) -> str:
    """The consonants of a folded word by sound, doubled ones once: what transcriptions have in common."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return re.sub(r"(.)\1+", r"\1", word.upper())


@dataclass(frozen=True, slots=True)
class _Mentions:
    """What a text may mention besides the numbers that stand in it for sure.

    Attributes:
        folded: the text.
        numbers: found in the folded text: `Seven Sisters`.
        date_parts: of its dates, without leading noughts.
        weak: numbers that words may state, such as `both`.
        values: of the numbers that stand in it, without their units.
        lowers: whether a word of it says that something is below nought, or falls.
    """

    folded: str
    numbers: tuple[Fact, ...]
    date_parts: frozenset[str]
    weak: frozenset[str]
    values: frozenset[Decimal]
    lowers: bool


@lru_cache(maxsize=_KEPT_TEXTS)
def _mentions(text: str, language: str) -> _Mentions:
    plain = composed(text)[0]
    folded = plain.casefold()
    record = languages.get(language)
    weak = record.numerals.weak if record else {}
    dates = find_dates(plain, language)
    return _Mentions(
        folded,
        tuple(find_numbers(folded, tokens(folded), language)),
        frozenset(part.lstrip("0") for date in dates for part in parts(date.value).values()),
        frozenset(number for word in _WORD.findall(folded) for number in weak.get(word, ()))
        | {str(from_roman(word)) for word in _ROMAN.findall(plain)},
        frozenset(amount(other.value)[0] for other in find(text, language, ("number",))),
        _LOWERS.search(folded) is not None,
    )


def _number_mentioned(fact: Fact, text: str, language: str) -> bool:
    value, _ = amount(fact.value)
    number = f"{value:f}"
    there = _mentions(text, language)
    if value < 0:
        return -value in there.values and there.lowers
    if -value in there.values:
        return True  # Of the two, the one below nought is asked whether the other text lowers it.
    if any(_same_numbers(fact, other) for other in there.numbers):
        return True
    if number in there.date_parts or number in there.weak:
        return True
    if value in there.values:
        return False  # In another unit.
    digits = re.sub(r"\D", "", fact.text)
    if not digits or value != Decimal(digits):
        return False  # `3 milliards` is not mentioned by `3 million`.
    return any(
        not any(other.start <= found.start() and found.end() <= other.end for other in there.numbers)
        for found in re.finditer(rf"(?<![\d.,]){digits}(?!\d|[.,]\d)", there.folded)
    )


def _date_mentioned(fact: Fact, there: Sequence[Fact], text: str, language: str) -> bool:
    wanted = parts(fact.value)
    if len(wanted) == 1 and any(same(fact, other) for other in there):
        return True
    record = languages.get(language)
    mentions = record.dates.weekday_mentions if record else None
    if mentions and "weekday" in wanted:
        return re.search(mentions[wanted["weekday"]], composed(text)[0].casefold()) is not None
    found: set[tuple[str, str]] = set()
    for other in there:
        if other.kind == "date":
            found |= set(parts(other.value).items())
        else:
            value = f"{amount(other.value)[0]:f}"
            found |= {("year", value), ("day", value.zfill(2))}
    return all(item in found for item in wanted.items())

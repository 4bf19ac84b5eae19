"""Numbers in digits and words, with their units, percentages and currencies."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, partial
from itertools import pairwise, starmap
from math import prod

from babel.core import UnknownLocaleError
from babel.numbers import get_decimal_symbol, get_group_symbol

from passerelle.facts.numerals import AFTER_TENS, NUMERALS, VAGUE_BEFORE, VIETNAMESE_COUNTED, Numerals
from passerelle.facts.tokens import Token
from passerelle.facts.types import Fact
from passerelle.facts.units import BEFORE, CODES, COMPOUNDS, longest_unit, units

# A longer run of digits is an account or a key rather than an amount: it stands for itself.
_MOST_DIGITS = 24
# Between the ends of a range, of which the last alone may have scale and unit.
_RANGE = re.compile(r"\s?[-–‑]\s?|\s(?:à|ou|to|or|đến|tới|hoặc)\s")
_BETWEEN = re.compile(r"\b(?:entre|between|giữa)\s+$", re.IGNORECASE)
_BETWEEN_LENGTH = 12
_AND = re.compile(r"\s(?:et|and|và)\s")
_LEADING = re.compile(r"\d+(?:[.,]\d{1,2})?(?![\d.,])")
_SCALES = frozenset(map(Decimal, (1, 10**3, 10**6, 10**9, 10**12)))
_SPACES = "\u00a0\u202f\u2009 "
# French words after which `neuf` means new rather than nine.
_NOT_COUNTED = frozenset("et ou mais à au aux de du des que qui dans en pour par est sont a".split())
# Vietnamese units that a digit behind makes a date: `bão số 3 năm 2024`.
_DATED = frozenset("năm tháng ngày".split())
_CENTURY = re.compile(r"([IVX]{1,6})(?:e|er|ère|re|ème)?")
_ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10}
_BEFORE_ROMAN = frozenset("kỷ kỉ quý hội khóa khoá thứ".split())
# Beside digits in French money: `3,4 Md€`, `200 M$`.
_FRENCH_SCALES = {"md": 10**9, "mds": 10**9, "mrd": 10**9, "mrds": 10**9}
_FRENCH_LETTERS = {"M": 10**6, "k": 10**3}
# A part of a scale, and the words that may stand between the two: `half a million`.
_PARTS = {
    "en": {"half": Decimal("0.5"), "quarter": Decimal("0.25")},
    "fr": {"demi": Decimal("0.5")},
    "vi": {"nửa": Decimal("0.5")},
}
_PART_OF = frozenset("a of".split())
# What is counted below nought, and the words that say so.
_SIGNED = frozenset({"%", "‰", "°C", "°F"})
_DEGREES = frozenset("degré degrés độ degree degrees °".split())
_MINUS = {"fr": "moins", "en": "minus", "vi": "âm"}
# Before French `moins` where it compares: `au moins 5 %`, `plus ou moins 5 %`.
_NOT_MINUS = frozenset("au du ou".split())
# Around Vietnamese `năm` where it is a year rather than five.
_AFTER_YEAR = frozenset("tháng con anh chị thứ người".split())
_BEFORE_YEAR = frozenset("mỗi hàng trong nhiều các những vài mấy cả suốt một".split())


@dataclass(frozen=True, slots=True)
class _Amount:
    value: Decimal
    end: int  # index of the token after it
    vague: bool = False


def find_numbers(text: str, tokens: Sequence[Token], language: str) -> list[Fact]:
    """The numbers of a text in order.

    A word that is a number in some places only (`un`, `second`, `one`, `ba`) counts inside a longer
    number or where what follows shows that something is counted.

    Args:
        text: in composed form.
        tokens: of `text`.
        language: ISO 639-1 code.
    """
    finder = _Finder(text, tokens, language)
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
    """A number with the scale and the unit that it shares with the one behind it: `3 to 5 million euros`."""
    between = _RANGE.fullmatch(text, fact.end, other.start) or (
        _AND.fullmatch(text, fact.end, other.start)
        and _BETWEEN.search(text, max(0, fact.start - _BETWEEN_LENGTH), fact.start)
    )
    # What has a scale or a unit of its own shares none.
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
    """A number in its normal form: `122`, `2.5`, from a million on `1.5e6`."""
    value = value.normalize()
    if abs(value) < 10**6:
        return f"{value:f}"
    mantissa, _, exponent = f"{value:E}".partition("E")
    return f"{mantissa}e{int(exponent)}"


def from_roman(figures: str) -> int:
    """The value of Roman figures up to `X`."""
    digits = [_ROMAN_DIGITS[figure] for figure in figures]
    return sum(-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True))


class _Finder:
    """One pass over the tokens of a text."""

    def __init__(self, text: str, tokens: Sequence[Token], language: str) -> None:
        self._text = text
        self._tokens = tokens
        self._language = language
        self._table = NUMERALS.get(language) or _marks(language)
        self._after_tens = AFTER_TENS.get(language, {})
        self._vague_before = VAGUE_BEFORE.get(language, frozenset())
        self._units = units(language)
        self._longest_unit = longest_unit(language)

    @property
    def scales(self) -> Mapping[str, int]:
        """The words of the language that multiply."""
        return self._table.scales

    def amount(self, i: int) -> _Amount | None:
        """The number that starts at a token, if one does."""
        token = self._tokens[i]
        if token.kind == "digits":
            return self._from_digits(i)
        if token.kind == "word" and (century := _CENTURY.fullmatch(token.text)):
            return self._century(i, century.group(1))
        if token.kind != "word" or (token.text != token.folded and not self._opens(i)):
            return None
        return self._from_words(i)

    def fact(self, i: int, amount: _Amount) -> tuple[Fact, int]:
        """The fact of an amount, with the unit beside it, and the index of the token after both."""
        start, end = self._tokens[i].start, self._tokens[amount.end - 1].end
        unit, after = self._unit_after(amount.end)
        number = amount.value
        if (minus := self._minus(i)) is not None and (unit in _SIGNED or self._degrees(amount.end)):
            number, start = -number, minus
        if unit:
            end = self._tokens[after - 1].end
        elif currency := self._currency_before(i):
            unit, start = currency, self._tokens[i - 1].start
        value = ("~" if amount.vague else "") + canonical(number) + (f" {unit}" if unit else "")
        return Fact("number", start, end, self._text[start:end], value), after

    def _currency_before(self, i: int) -> str:
        """The currency whose sign or code touches a number: `€5`, `USD5`, but not the `$` of `HK$5`."""
        before = self._tokens[i - 1] if i else None
        if before is None or before.end != self._tokens[i].start:
            return ""
        if before.text == "$" and i > 1 and self._tokens[i - 2].end == before.start:
            other = self._tokens[i - 2]
            return "USD" if other.kind != "word" or other.folded in ("us", "u") else ""
        return before.text if before.text in CODES else BEFORE.get(before.text, "")

    def _minus(self, i: int) -> int | None:
        """Where a sign or a word before a number begins that puts it below nought, if there is one."""
        if not i:
            return None
        before = self._tokens[i - 1]
        if before.text in ("-", "−", "–"):
            apart = before.start == 0 or self._text[before.start - 1] in _SPACES + "(\n\t"
            return before.start if apart and before.end == self._tokens[i].start else None
        compares = i > 1 and self._tokens[i - 2].folded in _NOT_MINUS
        return before.start if before.folded == _MINUS.get(self._language) and not compares else None

    def _degrees(self, end: int) -> bool:
        return self._joined(end) and self._tokens[end].folded in _DEGREES

    def _century(self, i: int, roman: str) -> _Amount | None:
        """`XXIe siècle`, `thế kỷ XXI`, `quý III`: Roman figures where they count."""
        before = self._tokens[i - 1].folded if i else ""
        ordinal = len(roman) < len(self._tokens[i].text)
        if (ordinal and self._language == "fr" and len(roman) > 1) or before in _BEFORE_ROMAN:
            return _Amount(Decimal(from_roman(roman)), i + 1)
        return None

    def _opens(self, i: int) -> bool:
        """Whether a word with a capital may be a number word for all that: at the start, after a mark."""
        return i == 0 or self._tokens[i - 1].kind == "mark"

    def _gap(self, i: int) -> str:
        """What stands between a token and the one before it."""
        return self._text[self._tokens[i - 1].end : self._tokens[i].start]

    def _joined(self, i: int) -> bool:
        """Whether a token goes on in the phrase of the one before it."""
        return i < len(self._tokens) and len(self._gap(i)) <= 2 and self._tokens[i].kind != "mark"

    def _from_digits(self, i: int) -> _Amount | None:
        token = self._tokens[i]
        glued = i > 0 and self._tokens[i - 1].end == token.start and self._tokens[i - 1].kind == "word"
        if glued and not self._currency_before(i):
            return None  # `H5N1`, `G7`: a code, which is a name.
        coded = i > 1 and self._tokens[i - 1].text == "-" and self._tokens[i - 2].text.isupper()
        if coded and not self._gap(i) + self._gap(i - 1):
            return None  # `F-16`
        if self._language == "vi" and i and self._tokens[i - 1].folded == "thứ" and token.text in "234567":
            return None  # `thứ 2`: Monday or the second
        value = self.digits(token.text, self._scale_follows(i + 1))
        if value is None:
            return None
        end = i + 1
        if self._joined(end) and self._gap(end) == "":
            word = self._tokens[end].folded
            if word in self._table.suffixes and self._language != "vi":
                end += 1
            elif word in ("k", "m", "bn", "tn") and self._language == "en":
                value *= {"k": 10**3, "m": 10**6, "bn": 10**9, "tn": 10**12}[word]
                return _Amount(value, end + 1)
        if short := self._short_scale(end):
            return _Amount(value * short, end + 1)
        scale = 1
        while factor := self._scale(end):
            scale *= factor
            end = self._unhyphened(end) + 1
        if scale > 1 and (half := self._half(end)):
            return _Amount(value * scale + Decimal(scale) / 2, half)
        if scale > 1000 and (more := self._rest(end, scale)):
            return _Amount(value * scale + more.value, more.end)
        return _Amount(value * scale, end)

    def _rest(self, i: int, scale: int) -> _Amount | None:
        """What goes on in digits behind a scale: `1 triệu 200 nghìn`, `3 millions 500 000`."""
        if not self._joined(i) or self._tokens[i].kind != "digits" or self._gap(i) != " ":
            return None
        more = self._from_digits(i)
        larger = more is not None and 1000 <= more.value < scale
        scaled = larger and (self._scale_follows(i + 1) or len(_groups(self._tokens[i].text)) > 1)
        return more if scaled else None

    def _scale(self, i: int) -> int:
        if not self._joined(i := self._unhyphened(i)):
            return 0
        word = self._tokens[i].folded
        if word in self._table.hundred:
            # Behind French digits it is money: `5 cents`.
            return 0 if self._language == "fr" and not self._scale_follows(i + 1) else 100
        return self._table.scales.get(word, 0)

    def _short_scale(self, i: int) -> int:
        """The scale in a letter or two behind French digits: `3,4 Md€`, `200 M€`."""
        if self._language != "fr" or not self._joined(i):
            return 0
        if scale := _FRENCH_SCALES.get(self._tokens[i].folded):
            return scale
        money = i + 1 < len(self._tokens) and self._gap(i + 1) == ""
        money = money and (self._tokens[i + 1].text in BEFORE or self._tokens[i + 1].text in CODES)
        return _FRENCH_LETTERS.get(self._tokens[i].text, 0) if money else 0

    def _scale_follows(self, i: int) -> bool:
        i = self._unhyphened(i)
        return self._joined(i) and self._tokens[i].folded in self._table.scales

    def _unhyphened(self, i: int) -> int:
        """The token, or the one behind it where it is a hyphen that joins two: `30-million-euro`."""
        hyphen = i + 1 < len(self._tokens) and self._tokens[i].text in "-‑"
        return i + 1 if hyphen and not self._gap(i) + self._gap(i + 1) else i

    def digits(self, written: str, scaled: bool = False) -> Decimal | None:
        """The value of digits with separators, or None where they are no amount (a version, an address)."""
        if sum(c.isdigit() for c in written) > _MOST_DIGITS:
            return None
        marks = [c for c in written if not c.isdigit()]
        groups = _groups(written)
        tidy = all(len(group) == 3 for group in groups[1:])
        if not marks:
            return Decimal(written)
        if set(marks) <= set(_SPACES) | {"'", "’"}:
            return Decimal("".join(groups))
        last = marks[-1]
        if len(set(marks)) > 1:  # 1.234,5 or 1 234,5: the last mark is the point
            whole = groups[:-1]
            if marks.count(last) > 1 or any(len(group) != 3 for group in whole[1:]):
                return None
            return Decimal("".join(whole) + "." + groups[-1])
        if len(marks) > 1:
            return Decimal("".join(groups)) if tidy and len(groups[0]) <= 3 else None
        if tidy and len(groups[0]) <= 3 and groups[0] != "0":
            # Before `tỷ` or `million` few write a fraction as .000, and Vietnamese keeps to its marks.
            loose = self._language == "vi" and not scaled
            round_ = groups[1] == "000" and (loose or not scaled or last != self._table.point)
            if last == self._table.group or loose or round_:
                return Decimal("".join(groups))
        return Decimal(f"{groups[0]}.{groups[1]}")

    def _unit_after(self, i: int) -> tuple[str, int]:
        """The unit that the tokens from `i` on name, and the index after it."""
        if i >= len(self._tokens) or len(self._gap(i)) > 2:
            return "", i
        start = i
        if self._tokens[i].folded in self._table.of:
            start = i + 1
            if start < len(self._tokens) and self._tokens[start].text in "'’":
                start += 1
        if start < len(self._tokens) and self._tokens[start].text == "-":
            start += 1  # `a 30-year plan`
        for end in range(min(start + self._longest_unit, len(self._tokens)), start, -1):
            words = self._text[self._tokens[start].start : self._tokens[end - 1].end].casefold()
            unit = self._units.get(words.replace("\u00a0", " "))
            if not unit or (words in _DATED and self._joined(end) and self._tokens[end].kind == "digits"):
                continue
            following = self._tokens[end].folded if self._language == "vi" and self._joined(end) else ""
            if following not in COMPOUNDS.get(words, ()):
                return unit, end
        return "", i

    def _word(self, i: int | None) -> str:
        """A word of the phrase, case-folded; empty where the phrase ended."""
        return self._tokens[i].folded if i is not None else ""

    def _next(self, i: int) -> int | None:
        """The next word of the same phrase: after white space or a hyphen."""
        j = i + 1
        if j + 1 < len(self._tokens) and self._tokens[j].text in "-‑" and not self._gap(j) + self._gap(j + 1):
            j += 1
        elif not self._joined(j):
            return None
        return j if self._tokens[j].kind == "word" else None

    def _from_words(self, i: int) -> _Amount | None:
        """A number in words."""
        if self._word(i) in self._vague_before:
            return self._vague_scale(i)
        if part := self._part_of_scale(i):
            return part
        total, last, vague, parts = Decimal(0), 0, False, 0
        j: int | None = i
        end = i
        while j is not None:
            group = self._group(j, after_scale=bool(last))
            value: int | Decimal = group[0] if group else 1
            stop = group[1] if group else None
            if group is None and not self._bare_scale(j, first=j == i):
                break
            at = self._next(stop) if stop is not None else j
            word = self._word(at)
            if group and (scale := self._and_a_half(at)):
                value, at = value + Decimal("0.5"), scale
                word = self._word(at)
            about = self._table.vague.get(word)
            if about and (group is None or word not in self._table.scales):
                if last:
                    break
                alone = group is None or (stop == j and self._word(j) in self._table.ones)
                total, vague, end = Decimal(value * about), alone, (at or j) + 1
                total, end = self._times(total, end)
                parts += 1
                break
            factor, after = self._factor(at)
            if factor:
                if last and factor >= last:
                    break
                total, last, end = total + Decimal(value) * factor, factor, after
                parts += 1 + (group is not None)
                if half := self._half(after):
                    total, end = total + Decimal(factor) / 2, half
                    break
                j = self._next(after - 1)
                if self._word(j) in self._table.joins and j is not None:
                    j = self._next(j)
                    group = self._group(j, after_scale=True) if j is not None else None
                    if not group or group[0] >= 100 or self._factor(self._next(group[1]))[0]:
                        break
                continue
            if stop is not None and (not last or value < last):
                total, end, parts = total + value, stop + 1, parts + 1
            break
        if not parts or (parts == 1 and end == i + 1 and not self._counts(i, end)):
            return None
        return _Amount(total, end, vague)

    def _factor(self, at: int | None) -> tuple[int, int]:
        """The product of the scale words from a token on (`nghìn tỷ`), and the index after them."""
        factor, end = 1, 0
        while at is not None and (scale := self._table.scales.get(self._word(at))):
            factor, end = factor * scale, at + 1
            at = self._next(at)
        return (factor, end) if end else (0, 0)

    def _part_of_scale(self, i: int) -> _Amount | None:
        """`half a million`, `un demi-million`, `nửa triệu`."""
        part = _PARTS.get(self._language, {}).get(self._word(i))
        if part is None:
            return None
        j = self._next(i)
        while j is not None and self._language == "en" and self._word(j) in _PART_OF:
            j = self._next(j)
        about = self._table.vague.get(self._word(j))
        if j is not None and about and self._word(j) not in self._table.scales:  # `une demi-douzaine`
            return _Amount(part * about, j + 1, vague=True)
        factor, end = self._factor(j)
        return _Amount(part * factor, end) if factor else None

    def _and_a_half(self, at: int | None) -> int | None:
        """The scale behind `and a half`, as in `two and a half million`."""
        for expected in ("and", "a", "half"):
            if self._language != "en" or at is None or self._word(at) != expected:
                return None
            at = self._next(at)
        return at if self._word(at) in self._table.scales else None

    def _half(self, end: int) -> int:
        """The index after `rưỡi`, `et demi` from a token on; 0 where there is none."""
        j = self._next(end - 1)
        if self._language == "fr" and self._word(j) == "et" and j is not None:
            j = self._next(j)
        return j + 1 if j is not None and self._word(j) in ("rưỡi", "demi", "demie") else 0

    def _bare_scale(self, j: int, first: bool) -> bool:
        """Whether a scale or a vague word may stand without a number before it: `mille`, `a million`."""
        word = self._word(j)
        if word in self._table.vague:
            return first
        if self._language == "fr":
            return word == "mille"
        return first and self._language == "en" and word in self._table.scales and self._after_article(j)

    def _after_article(self, j: int) -> bool:
        return j > 0 and self._tokens[j - 1].folded == "a"

    def _times(self, total: Decimal, end: int) -> tuple[Decimal, int]:
        """A vague amount with what it multiplies: `dizaines de milliers`, `tens of thousands`."""
        of = self._next(end - 1)
        of = self._next(of) if self._word(of) in self._table.of and of is not None else None
        word = self._word(of)
        factor = self._table.vague.get(word, 0) or self._table.scales.get(word, 0)
        return (total * factor, of + 1) if of is not None and factor >= 1000 else (total, end)

    def _group(self, j: int, after_scale: bool = False) -> tuple[int, int] | None:
        """A number below a thousand: its value and the index of its last word."""
        small = self._vietnamese_small(j, after_scale) if self._language == "vi" else self._small(j)
        hundred = self._next(small[1]) if small else j
        if hundred is None or self._word(hundred) not in self._table.hundred:
            return small
        if small is None and not (
            (self._language == "fr" and self._word(hundred) == "cent")
            or (self._language == "en" and self._after_article(j))
        ):
            return None
        # `dix cents` are money.
        if small and (small[0] > 99 or (self._language == "fr" and not 2 <= small[0] <= 9)):
            return small
        value, end = (small[0] if small else 1) * 100, hundred
        rest = self._next(end)
        joined = self._word(rest) in self._table.joins and self._language != "fr" and rest is not None
        if joined and rest is not None:
            rest = self._next(rest)
        more = None
        if rest is not None:
            more = self._vietnamese_small(rest, not joined) if self._language == "vi" else self._small(rest)
        if more and self._word(self._next(more[1])) not in self._table.hundred:
            value, end = value + more[0], more[1]
        return value, end

    def _digit(self, j: int | None) -> int | None:
        """The value of a word below a hundred, or of the last word of an ordinal."""
        word = self._word(j)
        return 1 if word in self._table.ones else self._table.words.get(word, self._table.ordinals.get(word))

    def _small(self, j: int) -> tuple[int, int] | None:
        """A French or English number below a hundred."""
        value = self._digit(j)
        if value is None:
            return None
        end, rest = j, self._next(j)
        if (
            self._language == "fr"
            and value == 4
            and self._word(rest) in ("vingt", "vingts")
            and rest is not None
        ):
            value, end, rest = 80, rest, self._next(rest)
        if value < 20 or value % 10 or self._word(j) in self._table.ordinals:
            if value == 10 and rest is not None and (more := self._after_ten(rest)):
                return value + more, rest
            return value, end
        joined = self._language == "fr" and self._word(rest) == "et" and rest is not None
        if joined and rest is not None:
            rest = self._next(rest)
        unit = self._digit(rest)
        if unit is None:
            unit = self._after_tens.get(self._word(rest))
        teens = self._language == "fr" and value in (60, 80)
        if unit is None or rest is None or unit == 0 or (joined and unit not in (1, 11)):
            return value, end
        if unit < 10 or (teens and unit < 20):
            last = self._next(rest) if unit == 10 else None
            if last is not None and (more := self._after_ten(last)):
                return value + 10 + more, last
            return value + unit, rest
        return value, end

    def _after_ten(self, j: int) -> int:
        """The unit of French `dix-sept`, `dix-huit`, `dix-neuf` after the ten; 0 for any other word."""
        word = self._word(j)
        return self._table.words[word] if self._language == "fr" and word in ("sept", "huit", "neuf") else 0

    def _vietnamese_small(self, j: int, after: bool) -> tuple[int, int] | None:
        """A Vietnamese number below a hundred; after a hundred or a scale a lone digit is none."""
        value, end = self._digit(j), j
        if value is None:
            return None
        rest = self._next(j)
        if value != 10 and self._word(rest) in ("mươi", "chục") and rest is not None:
            value, end = value * 10, rest
        elif value != 10:
            follows = self._word(rest)
            scaled = follows in self._table.hundred or follows in self._table.scales
            return None if after and not scaled else (value, end)
        rest = self._next(end)
        word = self._word(rest)
        unit = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}.get(word, self._digit(rest))
        # `mười năm` is ten years.
        if rest is None or unit is None or unit > 9 or word == "năm" or (word == "một" and value != 10):
            return value, end
        return value + unit, rest

    def _vague_scale(self, i: int) -> _Amount | None:
        """`several hundred`, `quelques millions`, `hàng chục nghìn`."""
        value, end = Decimal(1), i
        j = i if self._word(i) == "chục" else self._next(i)
        while j is not None:
            word = self._word(j)
            factor = 10 if word == "chục" else 100 if word in self._table.hundred else 0
            factor = factor or self._table.scales.get(word, 0) or self._table.vague.get(word, 0)
            if not factor:
                break
            value, end = value * factor, j + 1
            j = self._next(j)
        if end == i:
            return None
        value, end = self._times(value, end)
        return _Amount(value, end, vague=True)

    def _counts(self, i: int, j: int) -> bool:
        """Whether a single word is a number here, and none of its other meanings."""
        word = self._word(i)
        before = self._tokens[i - 1].folded if i else ""
        after = self._tokens[j].folded if self._joined(j) else ""
        if word in self._table.ones:
            return False
        if word in self._table.vague:
            one = before in self._table.ones or (self._language, before) == ("en", "a")
            return one or word.endswith("s") or after in self._table.of
        if word == "neuf":
            return bool(after) and after not in _NOT_COUNTED and before not in ("de", "flambant", "tout")
        if self._language != "vi":
            return True
        if before == "thứ":
            return word in ("tám", "chín", "mười")
        if word == "tám":
            return after != "chuyện"
        if word == "năm":
            return (
                after in VIETNAMESE_COUNTED - _AFTER_YEAR and before not in _BEFORE_YEAR | self._table.hundred
            )
        if word in ("ba", "chín"):
            return after in VIETNAMESE_COUNTED and before not in ("của", "bố", "ông", "vài", "dăm")
        return True


def _groups(written: str) -> list[str]:
    groups, current = [], ""
    for c in written:
        if c.isdigit():
            current += c
        else:
            groups.append(current)
            current = ""
    return [*groups, current]


@cache
def _marks(language: str) -> Numerals:
    """A language without number words: its marks, from CLDR."""
    try:
        return Numerals(group=get_group_symbol(language), point=get_decimal_symbol(language))
    except (UnknownLocaleError, ValueError):
        return Numerals(group=",", point=".")

"""Read numbers in digits, with adjacent scales, currency signs, fractions and powers."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from passerelle.languages import currencies
from passerelle.languages.cursor import SPACES, Amount, Cursor
from passerelle.languages.numerals import Numerals
from passerelle.languages.tokens import Token

# A longer run of digits is an account or a key rather than an amount.
_MOST_DIGITS = 24
# Marks between numerator and denominator; `½` is a single character.
_SLASHES = "/⁄∕"
_VULGAR = {c: unicodedata.normalize("NFKC", c).partition("⁄") for c in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒"}
_POWER = r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}(?!\w)|\^\d{1,2}(?!\w)"
# Denominators in digits: others are mostly grades (7/10) or seasons.
_DENOMINATORS = range(2, 10)
# Quotients are rounded to a multiple of this.
_QUOTIENT = Decimal("0.0001")
_LONGEST_SIGN = 3  # tokens: `F CFA`, `HK$`


@cache
def _power(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of an exponent after 10, given a language's phrases before one: `puissance`."""
    return re.compile("|".join((_POWER, *(rf"\s{word}\s\d{{1,2}}(?!\w)" for word in words))))


def quotient(numerator: int, denominator: int) -> Decimal:
    """Return a fraction as a decimal number, rounded to four places: 2/3 is 0.6667."""
    return (Decimal(numerator) / denominator).quantize(_QUOTIENT).normalize()


class DigitNumbers(Cursor):
    """Reads numbers in digits.

    Args:
        text: a text in composed form (NFC).
        tokens: the tokens of `text`.
        table: marks and words of the language.
    """

    def __init__(self, text: str, tokens: Sequence[Token], table: Numerals) -> None:
        super().__init__(text, tokens)
        self.table = table
        self._addition_openings = frozenset(phrase[0] for phrase in table.additions)
        self._power_of = _power(table.power_words)
        self._money_scales = {**currencies.scales(table.language), **table.money_scales}

    # Methods that a language overrides.

    def is_other(self, i: int) -> bool:
        """Return whether digits are something other than a number: `thứ 2`."""
        return False

    def hundred_after_digits(self, i: int) -> int:
        """Return the factor of a word for a hundred after digits."""
        return 100

    def decimals_after(self, i: int) -> tuple[str, int] | None:
        """Return the decimals in words or digits after a number, and the index after them.

        Args:
            i: index of the token that must be the word for the decimal mark.
        """
        return None

    # Methods common to all languages.

    def from_digits(self, i: int) -> Amount | None:
        """Return the number that starts at a token in digits, with the scales after it."""
        token, table = self.tokens[i], self.table
        glued = self.touches(i) and self.tokens[i - 1].kind == "word"
        if glued and not self.currency_before(i)[0]:
            return None  # `H5N1`, `G7`: a code, which is a name.
        coded = i > 1 and self.tokens[i - 1].text == "-" and self.tokens[i - 2].text.isupper()
        if (coded and not self.gap(i) + self.gap(i - 1)) or self.is_other(i):
            return None  # `F-16`
        if power := self._power(i):
            return power
        value = self.digits(token.text, self.scale_follows(i + 1))
        if value is None:
            return None
        end = i + 1
        if (fraction := self._slashed(i)) or (fraction := self._fraction_after(i, value)):
            value, end = fraction.value, fraction.end
        elif spoken := self.decimals_after(end):
            value, end = Decimal(f"{value}.{spoken[0]}"), spoken[1]
        if self.touches(end) and self.tokens[end].kind == "word":
            word = self.tokens[end]
            if word.folded in table.suffixes:
                end += 1
            elif factor := table.touching.get(word.text):
                return Amount(value * factor, end + 1)
        if short := self._short_scale(i, end):
            return Amount(value * short, end + 1)
        return self._scaled(value, end)

    def _scaled(self, value: Decimal, end: int) -> Amount:
        """Return a number with the scales after it, and what continues it after those."""
        added = self.addition(end)
        if added and self._scale(added[1]):
            value, end = value + added[0], added[1]
        scale = 1
        while (factor := self._scale(end)) and scale < 10**18:
            scale *= factor
            end = self.unhyphened(end) + 1
        if power := self._times_power(end):
            return Amount(value * power.value, power.end)
        if scale > 1 and (more := self.addition(end)):
            return Amount((value + more[0]) * scale, more[1])
        if scale > 1000 and (rest := self._rest(end, scale)):
            return Amount(value * scale + rest.value, rest.end)
        return Amount(value * scale, end)

    def fraction(self, i: int) -> Amount | None:
        """Return the fraction that a token writes as one character: `½`."""
        parts = _VULGAR.get(self.tokens[i].text)
        if parts is None:
            return None
        return self._scaled(quotient(int(parts[0]), int(parts[2])), i + 1)

    def _fraction_after(self, i: int, value: Decimal) -> Amount | None:
        """Return a number with the fraction after it: `1½`, `2 1/2`."""
        end = i + 1
        if end >= len(self.tokens) or value != value.to_integral_value():
            return None
        parts = _VULGAR.get(self.tokens[end].text)
        if parts and len(self.gap(end)) <= 1:
            return Amount(value + quotient(int(parts[0]), int(parts[2])), end + 1)
        if value < 100 and self.joined(end) and self.gap(end) in SPACES and (more := self._slashed(end)):
            return Amount(value + more.value, more.end)
        return None

    def _slashed(self, i: int) -> Amount | None:
        """Return a fraction of two numbers, `2/3`, unless it may be a date or a grade."""
        if not (self.touches(i + 1) and self.touches(i + 2)) or self.tokens[i + 1].text not in _SLASHES:
            return None
        above, below = self.tokens[i], self.tokens[i + 2]
        chained = (self.touches(i) and self.tokens[i - 1].text in _SLASHES + "-.,$€£") or (
            self.touches(i + 3) and self.tokens[i + 3].text in _SLASHES + "-"
        )
        if chained or not (above.text.isdecimal() and below.text.isdecimal()):
            return None
        if len(above.text) > 1 or len(below.text) > 1:
            return None
        numerator, denominator = int(above.text), int(below.text)
        if denominator not in _DENOMINATORS or not 0 < numerator < denominator:
            return None
        return Amount(quotient(numerator, denominator), i + 3)

    def _power(self, i: int) -> Amount | None:
        """Return a power of ten: `10⁶`, `10^6`, `10 puissance 6`."""
        token = self.tokens[i]
        match = self._power_of.match(self.text, token.end) if token.text == "10" else None
        if match is None:
            return None
        exponent = int(re.sub(r"\D", "", unicodedata.normalize("NFKC", match.group())))
        end = i + 1
        while end < len(self.tokens) and self.tokens[end].start < match.end():
            end += 1
        return Amount(Decimal(10) ** exponent, end)

    def _times_power(self, i: int) -> Amount | None:
        """Return the power of ten that a number is multiplied by: `2,5 × 10⁶`."""
        if i + 1 < len(self.tokens) and self.tokens[i].text in "×x" and self.tokens[i + 1].kind == "digits":
            return self._power(i + 1)
        return None

    def currency_before(self, i: int) -> tuple[str, int]:
        """Return the currency whose sign or code is before a number, and the index of its first token.

        A sign or a code may or may not touch the number: `€5`, `USD 5 million`; for a longer one (`HK$`),
        all tokens count. The currency is empty if there is none.
        """
        known = currencies.signs()
        for length in range(min(_LONGEST_SIGN, i), 0, -1):
            start = i - length
            sign = self.text[self.tokens[start].start : self.tokens[i - 1].end]
            code = sign if sign in currencies.CODES else known.get(sign, "")
            whole = not (self.touches(start) and self.tokens[start - 1].kind != "mark")
            if code and whole and len(self.gap(i)) <= 1 and not (self.gap(i) and self._follows_number(start)):
                return code, start
        return "", i

    def _follows_number(self, i: int) -> bool:
        """Return whether a sign belongs to the number before it: `5 € 20`."""
        before = self.tokens[i - 1] if i else None
        return before is not None and (before.kind == "digits" or before.folded in self.table.scales)

    def digits(self, written: str, scaled: bool = False) -> Decimal | None:
        """Return the value of digits with separators; None if they are not an amount (a version)."""
        if sum(c.isdigit() for c in written) > _MOST_DIGITS:
            return None
        marks = [c for c in written if not c.isdigit()]
        groups = digit_groups(written)
        tidy = all(len(group) == 3 for group in groups[1:])
        if not marks:
            return Decimal(written)
        if set(marks) <= set(SPACES) | {"'", "’"}:
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
            # Before `tỷ` or `million`, decimals are rarely written as .000.
            strict = self.table.strict_marks and not scaled
            round_ = groups[1] == "000" and (strict or not scaled or last != self.table.point)
            if last == self.table.group or strict or round_:
                return Decimal("".join(groups))
        if last == self.table.group and self.table.group_never_points:
            return None
        return Decimal(f"{groups[0]}.{groups[1]}")

    def addition(self, end: int) -> tuple[Decimal, int] | None:
        """Return the part that a phrase from a token on adds, and the index after it: `et demi`."""
        if end >= len(self.tokens) or self.tokens[end].folded not in self._addition_openings:
            return None
        for words, part in self.table.additions.items():
            after = self.phrase(words, end)
            hyphened = after and self.touches(after) and self.tokens[after].text in "-‑"
            if after and not (hyphened and not self._scale(after)):  # `et demi-frère`
                return part, after
        return None

    def _rest(self, i: int, scale: int) -> Amount | None:
        """Return the digits that follow a scale: `1 triệu 200 nghìn`, `3 millions 500 000`."""
        if not self.joined(i) or self.tokens[i].kind != "digits" or self.gap(i) != " ":
            return None
        more = self.from_digits(i)
        larger = more is not None and 1000 <= more.value < scale
        scaled = larger and (self.scale_follows(i + 1) or len(digit_groups(self.tokens[i].text)) > 1)
        return more if scaled else None

    def _scale(self, i: int) -> int:
        if not self.joined(i := self.unhyphened(i)):
            return 0
        word = self.tokens[i].folded
        if word in self.table.hundred:
            return self.hundred_after_digits(i)
        return self.table.scales.get(word, 0)

    def _short_scale(self, i: int, end: int) -> int:
        """Return a scale of one or two letters after digits: `3,4 Md€`, `200 M€`, `12 M d'euros`, `$ 5 B`."""
        if not self.joined(end):
            return 0
        if scale := self.table.short_scales.get(self.tokens[end].folded):
            return scale
        scale = self._money_scales.get(self.tokens[end].text, 0)
        return scale if scale and (self.currency_before(i)[0] or self._is_money(end + 1)) else 0

    def _is_money(self, i: int) -> bool:
        """Return whether a currency is named from a token on, perhaps after `de`."""
        if i >= len(self.tokens) or len(self.gap(i)) > 1:
            return False
        if self.tokens[i].folded in self.table.of:
            i += 1
            if i < len(self.tokens) and self.tokens[i].text in "'’":
                i += 1
        if i >= len(self.tokens):
            return False
        token = self.tokens[i]
        sign = self.text[token.start : self.tokens[i + 1].end] if self.touches(i + 1) else token.text
        return (
            not {token.text, sign}.isdisjoint(currencies.signs())
            or token.text in currencies.CODES
            or token.folded in self.table.currencies
        )

    def scale_follows(self, i: int) -> bool:
        """Return whether a scale continues the phrase at a token."""
        i = self.unhyphened(i)
        return self.joined(i) and self.tokens[i].folded in self.table.scales


def digit_groups(written: str) -> list[str]:
    """Return the runs of digits between the separators of a number."""
    groups, current = [], ""
    for c in written:
        if c.isdigit():
            current += c
        else:
            groups.append(current)
            current = ""
    return [*groups, current]

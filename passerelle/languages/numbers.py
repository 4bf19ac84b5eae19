"""Numbers in words: the grammar that languages share, with methods for their differences.

`NumberGrammar` walks over the tokens of one text. A language's record names its class; a language with
number words overrides the methods marked as such.
"""

from decimal import Decimal

from passerelle.languages.cursor import Amount
from passerelle.languages.digits import DigitNumbers, quotient


class NumberGrammar(DigitNumbers):
    """Reads the numbers of one text; this base class is for a language without number words."""

    # Methods that a language with number words overrides.

    def small(self, j: int, after: bool) -> tuple[int, int] | None:
        """Return the number below a hundred in words from a token on, and the index of its last word.

        Args:
            j: index of the first word.
            after: whether it continues a number, after a hundred or a scale.
        """
        return None

    def counts(self, i: int, j: int) -> bool:
        """Return whether a single word, neither vague nor an article, is a number here and not another word.

        Args:
            i: index of the word.
            j: index of the token after it.
        """
        return True

    def is_bare_scale(self, j: int, first: bool) -> bool:
        """Return whether a scale needs no number before it: `mille`, `a million`."""
        return False

    def is_bare_hundred(self, j: int) -> bool:
        """Return whether a word for a hundred needs no number before it: `cent`, `a hundred`."""
        return False

    def multiplies_hundred(self, value: int) -> bool:
        """Return whether a number may multiply a hundred."""
        return value <= 99

    def is_article(self, word: str) -> bool:
        """Return whether a word makes the vague word after it a number: `une dizaine`, `a dozen`."""
        return word in self.table.ones

    def is_ordinal_century(self, i: int, figures: str) -> bool:
        """Return whether Roman numerals count because of their ending: `XXIe`."""
        return False

    def joins_after_hundred(self) -> frozenset[str]:
        """Return the words that continue a number after a hundred."""
        return self.table.joins

    # Numbers in words.

    def from_words(self, i: int) -> Amount | None:
        """Return the number in words that starts at a token."""
        table = self.table
        if self.word(i) not in table.openers and self.digit(i) is None:
            return None  # nearly every word of a text
        if self.word(i) in table.vague_before:
            return self._vague_scale(i)
        if part := self._part_of_scale(i) or self._fraction_in_words(i):
            return part
        total, last, largest, vague, parts = Decimal(0), 0, 0, False, 0
        j: int | None = i
        end = i
        while j is not None:
            group = self._with_decimals(j, after_scale=bool(last))
            value: Decimal = group[0] if group else Decimal(1)
            stop = group[1] if group else None
            if group is None and not self._may_be_bare(j, first=j == i):
                break
            at = self.next(stop) if stop is not None else j
            word = self.word(at)
            about = table.vague.get(word)
            if about and (group is None or word not in table.scales):
                if last:
                    break
                alone = group is None or (stop == j and self.word(j) in table.ones)
                total, vague, end = value * about, alone, (at or j) + 1
                total, end = self._times(total, end)
                parts += 1
                break
            factor, after = self._factor(at)
            if factor:
                if largest < factor and last and group:  # `mille deux cents milliards`
                    total, last, largest, end = (total + value) * factor, factor, factor, after
                elif last and factor >= last:
                    break
                else:
                    total, last, end = total + value * factor, factor, after
                    largest = max(largest, factor)
                parts += 1 + (group is not None)
                if spoken := self.decimals_after(after):
                    total, end = total + Decimal(f"0.{spoken[0]}"), spoken[1]
                    break
                if more := self.addition(after):
                    total, end = total + more[0] * factor, more[1]
                    break
                j = None if self._ends(after - 1) else self._after_scale(after)
                continue
            if stop is not None and (not last or value < last):
                total, end, parts = total + value, stop + 1, parts + 1
            break
        if not parts or (parts == 1 and end == i + 1 and not self._counts(i, end)):
            return None
        return Amount(total, end, vague)

    def digit(self, j: int | None) -> int | None:
        """Return the value of a word below a hundred, or of the last word of an ordinal."""
        word = self.word(j)
        if word in self.table.ones:
            return 1
        value = self.table.words.get(word, self.table.ordinals.get(word))
        return value if value is not None and value < 100 else None

    def decimals_after(self, i: int) -> tuple[str, int] | None:
        """Return the decimals in words or digits after a number, and the index after them."""
        if not self.joined(i) or self.tokens[i].folded not in self.table.point_words:
            return None
        if self.joined(i + 1) and self.tokens[i + 1].text.isdecimal():
            return self.tokens[i + 1].text, i + 2
        digits, end = "", 0
        at = self.next(i)
        while at is not None:
            group: tuple[int, int] | None = (0, at) if self.word(at) in self.table.zeros else None
            group = group or (self.small(at, False) if digits.strip("0") else self._group(at))
            if group is None or (digits.strip("0") and group[0] > 9):
                break
            digits, end = digits + str(group[0]), group[1] + 1
            at = self.next(group[1])
        return (digits, end) if digits else None

    def _with_decimals(self, j: int, *, after_scale: bool) -> tuple[Decimal, int] | None:
        """Return a number below a thousand with its decimals or half, and the index of its last word."""
        group = self._group(j, after_scale)
        if group is None and self.word(j) in self.table.zeros:
            spoken = self.decimals_after(j + 1)
            return (Decimal(f"0.{spoken[0]}"), spoken[1] - 1) if spoken else None
        if group is None:
            return None
        value, stop = group
        if spoken := self.decimals_after(stop + 1):
            return Decimal(f"{value}.{spoken[0]}"), spoken[1] - 1
        if not after_scale and (more := self.addition(stop + 1)):
            return value + more[0], more[1] - 1
        return Decimal(value), stop

    def _fraction_in_words(self, i: int) -> Amount | None:
        """Return a fraction: `deux tiers`, `a third of`, `hai phần ba`."""
        table = self.table
        if self.word(i) in table.part_articles:
            numerator, at = 1, self.next(i)
        elif (group := self.small(i, False)) is not None:
            numerator, at = group[0], self.next(group[1])
        else:
            return None
        if at is None:
            return None
        if self.word(at) in table.over:
            below = self.next(at)
            number = self.small(below, False) if below is not None else None
            if number is None and below is not None and self.word(below) in table.denominators:
                number = table.denominators[self.word(below)], below
            if number is None or not max(1, numerator) < number[0] < 100:
                return None
            return self._part_of(quotient(numerator, number[0]), number[1])
        denominator = (table.denominators if numerator > 1 else table.denominator).get(self.word(at), 0)
        if not numerator < denominator or (numerator == 1 and not self.is_one_part(i, at)):
            return None
        return self._part_of(quotient(numerator, denominator), at)

    def _part_of(self, part: Decimal, at: int) -> Amount:
        """Return a fraction that ends at a token, with the scale it is of: `a quarter of a million`."""
        factor, end = self._factor(self._after_part(at))
        return Amount(part * factor, end) if factor else Amount(part, at + 1)

    def is_one_part(self, i: int, at: int) -> bool:
        """Return whether a denominator in the singular is part of a fraction rather than an ordinal.

        Args:
            i: index of the numerator or article.
            at: index of the denominator.
        """
        return self.after(at + 1) in self.table.part_of

    def _ends(self, j: int) -> bool:
        """Return whether a word is an ordinal, which ends a number."""
        return self.tokens[j].folded in self.table.ordinals

    def _is_hundred(self, word: str) -> bool:
        return word in self.table.hundred or self.table.ordinals.get(word) == 100

    def _scale_of(self, word: str) -> int:
        scale = self.table.scales.get(word) or self.table.ordinals.get(word, 0)
        return scale if scale >= 1000 or word in self.table.scales else 0

    def _after_scale(self, after: int) -> int | None:
        """Return where a number resumes after a scale: at once, after a comma or, below 100, after `and`."""
        j = self.next(after - 1)
        if j is None and self.table.comma_joins and self.touches(after) and self.tokens[after].text == ",":
            j = after + 1 if self.joined(after + 1) and self.tokens[after + 1].kind == "word" else None
            group = self._group(j, after_scale=True) if j is not None else None
            goes_on = group and (group[0] >= 100 or self._factor(self.next(group[1]))[0])
            return j if goes_on else None
        if j is None or self.word(j) not in self.table.joins:
            return j
        j = self.next(j)
        group = self._group(j, after_scale=True) if j is not None else None
        return j if group and group[0] < 100 and not self._factor(self.next(group[1]))[0] else None

    def _may_be_bare(self, j: int, first: bool) -> bool:
        """Return whether a scale or a vague word needs no number before it."""
        return first if self.word(j) in self.table.vague else self.is_bare_scale(j, first)

    def _factor(self, at: int | None) -> tuple[int, int]:
        """Return the product of the scale words from a token on (`nghìn tỷ`), and the index after them."""
        factor, end = 1, 0
        while at is not None and (scale := self._scale_of(self.word(at))) and factor < 10**18:
            factor, end = factor * scale, at + 1
            at = self.next(at)
        return (factor, end) if end else (0, 0)

    def _part_of_scale(self, i: int) -> Amount | None:
        """Return part of a scale: `half a million`, `un demi-million`, `nửa triệu`."""
        part = self.table.parts.get(self.word(i))
        if part is None:
            return None
        j = self._after_part(i)
        about = self.table.vague.get(self.word(j))
        if j is not None and about and self.word(j) not in self.table.scales:  # `une demi-douzaine`
            return Amount(part * about, j + 1, vague=True)
        factor, end = self._factor(j)
        return Amount(part * factor, end) if factor else None

    def _after_part(self, i: int) -> int | None:
        """Return the word after a part and the words that join it to a scale: `a quarter of a million`."""
        j = self.next(i)
        while j is not None and self.word(j) in self.table.part_joins:
            j = self.next(j)
        return j

    def _times(self, total: Decimal, end: int) -> tuple[Decimal, int]:
        """Return a vague amount times the number after it: `dizaines de milliers`, `tens of thousands`."""
        of = self.next(end - 1)
        of = self.next(of) if self.word(of) in self.table.of and of is not None else None
        word = self.word(of)
        factor = self.table.vague.get(word, 0) or self.table.scales.get(word, 0)
        return (total * factor, of + 1) if of is not None and factor >= 1000 else (total, end)

    def _group(self, j: int, after_scale: bool = False) -> tuple[int, int] | None:
        """Return a number below a thousand: its value and the index of its last word."""
        small = self.small(j, after_scale)
        hundred = self.next(small[1]) if small else j
        if hundred is None or not self._is_hundred(self.word(hundred)) or (small and self._ends(small[1])):
            return small
        if small is None and not self.is_bare_hundred(hundred):
            return None
        if small and not self.multiplies_hundred(small[0]):
            return small
        value, end = (small[0] if small else 1) * 100, hundred
        rest = self.next(end)
        if rest is None or self._ends(hundred):
            return value, end
        joined = self.word(rest) in self.joins_after_hundred()
        if joined:
            rest = self.next(rest)
        more = self.small(rest, not joined) if rest is not None else None
        if more is None and joined and rest is not None and self.word(rest) in self.table.after_tens:
            more = self.table.after_tens[self.word(rest)], rest  # `hundred and first`
        if more and self.word(self.next(more[1])) not in self.table.hundred:
            value, end = value + more[0], more[1]
        return value, end

    def _vague_scale(self, i: int) -> Amount | None:
        """Return a vague amount: `several hundred`, `quelques millions`, `hàng chục nghìn`."""
        table = self.table
        value, end = Decimal(1), i
        j = i if self.word(i) in table.vague_scales else self.next(i)
        seen: set[str] = set()
        while j is not None:
            word = self.word(j)
            factor = table.vague_scales.get(word, 0) or (100 if word in table.hundred else 0)
            factor = factor or table.scales.get(word, 0) or table.vague.get(word, 0)
            if not factor:
                break
            # `hàng triệu triệu` is millions upon millions.
            value, end = value * (1 if word in seen else factor), j + 1
            seen.add(word)
            j = self.next(j)
        if end == i:
            return None
        value, end = self._times(value, end)
        return Amount(value, end, vague=True)

    def _counts(self, i: int, j: int) -> bool:
        """Return whether a single word is a number here rather than one of its other meanings."""
        word = self.word(i)
        if word in self.table.ones:
            return False
        if word in self.table.vague:
            one = self.is_article(self.before(i))
            return one or word.endswith("s") or self.after(j) in self.table.of
        return self.counts(i, j)

"""Numbers in digits and in words: a grammar that the languages share, with what each does differently.

`NumberGrammar` is a cursor over the tokens of one text. A language's record names its class; one with
number words overrides the methods marked so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from passerelle.languages.currencies import CODES, SIGNS
from passerelle.languages.numerals import Numerals
from passerelle.languages.tokens import Token

# A longer run of digits is an account or a key rather than an amount.
_MOST_DIGITS = 24
SPACES = "\u00a0\u202f\u2009 "
HYPHENS = "-‑"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number found in a text.

    Attributes:
        value: the number.
        end: index of the token after it.
        vague: whether it is an approximate count.
    """

    value: Decimal
    end: int
    vague: bool = False


class Cursor:
    """Moves over the tokens of a text.

    Args:
        text: in composed form.
        tokens: of `text`.
    """

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens

    def word(self, i: int | None) -> str:
        """Return a word of the phrase, case-folded; empty where the phrase ended."""
        return self.tokens[i].folded if i is not None else ""

    def before(self, i: int) -> str:
        """Return the token before one, case-folded; empty at the start."""
        return self.tokens[i - 1].folded if i else ""

    def gap(self, i: int) -> str:
        """Return the text between a token and the one before it."""
        return self.text[self.tokens[i - 1].end : self.tokens[i].start]

    def joined(self, i: int) -> bool:
        """Whether a token goes on in the phrase of the one before it."""
        return i < len(self.tokens) and len(self.gap(i)) <= 2 and self.tokens[i].kind != "mark"

    def after(self, i: int) -> str:
        """Return a token, case-folded, if the phrase goes on to it; else the empty string."""
        return self.tokens[i].folded if self.joined(i) else ""

    def next(self, i: int) -> int | None:
        """Return the index of the next word of the phrase: after white space or a hyphen."""
        j = i + 1
        tokens = self.tokens
        if j + 1 < len(tokens) and tokens[j].text in HYPHENS and not self.gap(j) + self.gap(j + 1):
            j += 1
        elif not self.joined(j):
            return None
        return j if tokens[j].kind == "word" else None

    def unhyphened(self, i: int) -> int:
        """Return the index of a token, or of the next one where it is a hyphen that joins two words."""
        hyphen = i + 1 < len(self.tokens) and self.tokens[i].text in HYPHENS
        return i + 1 if hyphen and not self.gap(i) + self.gap(i + 1) else i


class NumberGrammar(Cursor):
    """Reads the numbers of one text; as it is, of a language that has no number words.

    Args:
        text: in composed form.
        tokens: of `text`.
        table: marks and words of the language.
    """

    def __init__(self, text: str, tokens: Sequence[Token], table: Numerals) -> None:
        super().__init__(text, tokens)
        self.table = table

    # What a language with number words overrides.

    def small(self, j: int, after: bool) -> tuple[int, int] | None:
        """Return the number below a hundred in words from a token on, and the index of its last word.

        Args:
            j: index of the first word.
            after: whether it goes on a number, after a hundred or a scale.
        """
        return None

    def counts(self, i: int, j: int) -> bool:
        """Whether a single word, neither vague nor an article, is a number and no other word here.

        Args:
            i: index of the word.
            j: index of the token after it.
        """
        return True

    def is_bare_scale(self, j: int, first: bool) -> bool:
        """Whether a scale needs no number before it: `mille`, `a million`."""
        return False

    def is_bare_hundred(self, j: int) -> bool:
        """Whether a word for a hundred needs no number before it: `cent`, `a hundred`."""
        return False

    def multiplies_hundred(self, value: int) -> bool:
        """Whether a number may be so many hundred."""
        return value <= 99

    def is_article(self, word: str) -> bool:
        """Whether a word makes the vague word after it a number: `une dizaine`, `a dozen`."""
        return word in self.table.ones

    def is_ordinal_century(self, i: int, figures: str) -> bool:
        """Whether Roman figures count by their ending: `XXIe`."""
        return False

    def is_other(self, i: int) -> bool:
        """Whether digits are something else than a number: `thứ 2`."""
        return False

    # Numbers in digits.

    def from_digits(self, i: int) -> Amount | None:
        """Return the number that starts at a token in digits, with the scales after it."""
        token, table = self.tokens[i], self.table
        glued = i > 0 and self.tokens[i - 1].end == token.start and self.tokens[i - 1].kind == "word"
        if glued and not self.currency_before(i):
            return None  # `H5N1`, `G7`: a code, which is a name.
        coded = i > 1 and self.tokens[i - 1].text == "-" and self.tokens[i - 2].text.isupper()
        if (coded and not self.gap(i) + self.gap(i - 1)) or self.is_other(i):
            return None  # `F-16`
        value = self.digits(token.text, self.scale_follows(i + 1))
        if value is None:
            return None
        end = i + 1
        if self.joined(end) and self.gap(end) == "":
            word = self.tokens[end].folded
            if word in table.suffixes:
                end += 1
            elif factor := table.touching.get(word):
                return Amount(value * factor, end + 1)
        if short := self._short_scale(end):
            return Amount(value * short, end + 1)
        scale = 1
        while factor := self._scale(end):
            scale *= factor
            end = self.unhyphened(end) + 1
        if scale > 1 and (half := self._half(end)):
            return Amount(value * scale + Decimal(scale) / 2, half)
        if scale > 1000 and (more := self._rest(end, scale)):
            return Amount(value * scale + more.value, more.end)
        return Amount(value * scale, end)

    def currency_before(self, i: int) -> str:
        """Return the currency whose sign or code touches a number: `€5`, `USD5`, not the `$` of `HK$5`."""
        before = self.tokens[i - 1] if i else None
        if before is None or before.end != self.tokens[i].start:
            return ""
        if before.text == "$" and i > 1 and self.tokens[i - 2].end == before.start:
            other = self.tokens[i - 2]
            return "USD" if other.kind != "word" or other.folded in ("us", "u") else ""
        return before.text if before.text in CODES else SIGNS.get(before.text, "")

    def digits(self, written: str, scaled: bool = False) -> Decimal | None:
        """Return the value of digits with separators; None where they are no amount (a version)."""
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
            # Before `tỷ` or `million` few write a fraction as .000.
            strict = self.table.strict_marks and not scaled
            round_ = groups[1] == "000" and (strict or not scaled or last != self.table.point)
            if last == self.table.group or strict or round_:
                return Decimal("".join(groups))
        return Decimal(f"{groups[0]}.{groups[1]}")

    def hundred_after_digits(self, i: int) -> int:
        """Return the factor of a word for a hundred after digits."""
        return 100

    def _rest(self, i: int, scale: int) -> Amount | None:
        """What goes on in digits after a scale: `1 triệu 200 nghìn`, `3 millions 500 000`."""
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

    def _short_scale(self, i: int) -> int:
        """The scale in a letter or two after digits: `3,4 Md€`, `200 M€`."""
        if not self.joined(i):
            return 0
        if scale := self.table.short_scales.get(self.tokens[i].folded):
            return scale
        money = i + 1 < len(self.tokens) and self.gap(i + 1) == ""
        money = money and (self.tokens[i + 1].text in SIGNS or self.tokens[i + 1].text in CODES)
        return self.table.money_scales.get(self.tokens[i].text, 0) if money else 0

    def scale_follows(self, i: int) -> bool:
        """Whether a scale goes on the phrase at a token."""
        i = self.unhyphened(i)
        return self.joined(i) and self.tokens[i].folded in self.table.scales

    # Numbers in words.

    def from_words(self, i: int) -> Amount | None:
        """Return the number in words that starts at a token."""
        table = self.table
        if self.word(i) in table.vague_before:
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
            if group is None and not self._may_be_bare(j, first=j == i):
                break
            at = self.next(stop) if stop is not None else j
            word = self.word(at)
            if group and (scale := self._and_a_half(at)):
                value, at = value + Decimal("0.5"), scale
                word = self.word(at)
            about = table.vague.get(word)
            if about and (group is None or word not in table.scales):
                if last:
                    break
                alone = group is None or (stop == j and self.word(j) in table.ones)
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
                j = self._after_scale(after)
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
        return 1 if word in self.table.ones else self.table.words.get(word, self.table.ordinals.get(word))

    def _after_scale(self, after: int) -> int | None:
        """Where the number may go on after a scale: at once, or after `and` with less than a hundred."""
        j = self.next(after - 1)
        if j is None or self.word(j) not in self.table.joins:
            return j
        j = self.next(j)
        group = self._group(j, after_scale=True) if j is not None else None
        return j if group and group[0] < 100 and not self._factor(self.next(group[1]))[0] else None

    def _may_be_bare(self, j: int, first: bool) -> bool:
        """Whether a scale or a vague word needs no number before it."""
        return first if self.word(j) in self.table.vague else self.is_bare_scale(j, first)

    def _factor(self, at: int | None) -> tuple[int, int]:
        """The product of the scale words from a token on (`nghìn tỷ`), and the index after them."""
        factor, end = 1, 0
        while at is not None and (scale := self.table.scales.get(self.word(at))):
            factor, end = factor * scale, at + 1
            at = self.next(at)
        return (factor, end) if end else (0, 0)

    def _part_of_scale(self, i: int) -> Amount | None:
        """`half a million`, `un demi-million`, `nửa triệu`."""
        part = self.table.parts.get(self.word(i))
        if part is None:
            return None
        j = self.next(i)
        while j is not None and self.word(j) in self.table.part_joins:
            j = self.next(j)
        about = self.table.vague.get(self.word(j))
        if j is not None and about and self.word(j) not in self.table.scales:  # `une demi-douzaine`
            return Amount(part * about, j + 1, vague=True)
        factor, end = self._factor(j)
        return Amount(part * factor, end) if factor else None

    def _and_a_half(self, at: int | None) -> int | None:
        """The scale after `and a half`, as in `two and a half million`."""
        for expected in self.table.and_a_half:
            if at is None or self.word(at) != expected:
                return None
            at = self.next(at)
        return at if self.table.and_a_half and self.word(at) in self.table.scales else None

    def _half(self, end: int) -> int:
        """The index after `rưỡi`, `et demi` from a token on; 0 where there is none."""
        j = self.next(end - 1)
        if j is not None and self.word(j) in self.table.half_joins:
            j = self.next(j)
        return j + 1 if j is not None and self.word(j) in self.table.halves else 0

    def _times(self, total: Decimal, end: int) -> tuple[Decimal, int]:
        """A vague amount with what it multiplies: `dizaines de milliers`, `tens of thousands`."""
        of = self.next(end - 1)
        of = self.next(of) if self.word(of) in self.table.of and of is not None else None
        word = self.word(of)
        factor = self.table.vague.get(word, 0) or self.table.scales.get(word, 0)
        return (total * factor, of + 1) if of is not None and factor >= 1000 else (total, end)

    def _group(self, j: int, after_scale: bool = False) -> tuple[int, int] | None:
        """A number below a thousand: its value and the index of its last word."""
        small = self.small(j, after_scale)
        hundred = self.next(small[1]) if small else j
        if hundred is None or self.word(hundred) not in self.table.hundred:
            return small
        if small is None and not self.is_bare_hundred(hundred):
            return None
        if small and not self.multiplies_hundred(small[0]):
            return small
        value, end = (small[0] if small else 1) * 100, hundred
        rest = self.next(end)
        joined = rest is not None and self.word(rest) in self.joins_after_hundred()
        if joined and rest is not None:
            rest = self.next(rest)
        more = self.small(rest, not joined) if rest is not None else None
        if more and self.word(self.next(more[1])) not in self.table.hundred:
            value, end = value + more[0], more[1]
        return value, end

    def joins_after_hundred(self) -> frozenset[str]:
        """Return the words that go on a number after a hundred."""
        return self.table.joins

    def _vague_scale(self, i: int) -> Amount | None:
        """`several hundred`, `quelques millions`, `hàng chục nghìn`."""
        table = self.table
        value, end = Decimal(1), i
        j = i if self.word(i) in table.vague_scales else self.next(i)
        while j is not None:
            word = self.word(j)
            factor = table.vague_scales.get(word, 0) or (100 if word in table.hundred else 0)
            factor = factor or table.scales.get(word, 0) or table.vague.get(word, 0)
            if not factor:
                break
            value, end = value * factor, j + 1
            j = self.next(j)
        if end == i:
            return None
        value, end = self._times(value, end)
        return Amount(value, end, vague=True)

    def _counts(self, i: int, j: int) -> bool:
        """Whether a single word is a number here, and none of its other meanings."""
        word = self.word(i)
        if word in self.table.ones:
            return False
        if word in self.table.vague:
            one = self.is_article(self.before(i))
            return one or word.endswith("s") or self.after(j) in self.table.of
        return self.counts(i, j)


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

"""French numbers: words, marks and grammar."""

from decimal import Decimal

from passerelle.languages.base import words
from passerelle.languages.numbers import NumberGrammar
from passerelle.languages.numerals import Numerals, numbered

# Words of numbers below a hundred.
_WORDS = (
    numbered("deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize", 2)
    | numbered("vingt trente quarante cinquante soixante septante huitante nonante", 20, 10)
    | {"octante": 80, "vingts": 20}
)


def _ordinal(word: str) -> str:
    """Return the ordinal of a number word: `cinquième`, `neuvième`, `quatrième`."""
    irregular = {"cinq": "cinqu", "neuf": "neuv"}
    return irregular.get(word, word.removesuffix("s" if word == "vingts" else "e")) + "ième"


_ORDINALS = {_ordinal(word): value for word, value in _WORDS.items()} | {
    "unième": 1, "centième": 100, "millième": 10**3, "millionième": 10**6, "milliardième": 10**9,
}  # fmt: skip
_PARTS = {_ordinal(word): value for word, value in _WORDS.items() if 5 <= value <= 10}
_PARTS |= {"centième": 100, "dixième": 10}
_HALF, _QUARTER, _THIRD = Decimal("0.5"), Decimal("0.25"), Decimal("0.3333")

NUMERALS = Numerals(
    language="fr",
    group=".",
    point=",",
    touching={"K": 1000, "k": 1000, "M": 10**6},
    short_scales={
        "md": 10**9,
        "mds": 10**9,
        "mia": 10**9,
        "mio": 10**6,
        "mrd": 10**9,
        "mrds": 10**9,
    },
    money_scales={"K": 1000, "m": 10**6},
    currencies=words("dollar dollars dong dongs euro euros franc francs livres roubles yen yens yuan yuans"),
    parts={"demi": Decimal("0.5")},
    additions={
        ("et", "demi"): _HALF,
        ("et", "demie"): _HALF,
        ("et", "quart"): _QUARTER,
        ("et", "un", "quart"): _QUARTER,
        ("et", "trois", "quarts"): 3 * _QUARTER,
        ("et", "un", "tiers"): _THIRD,
        ("et", "deux", "tiers"): Decimal("0.6667"),
    },
    denominators={"tiers": 3, "quarts": 4} | {word + "s": value for word, value in _PARTS.items()},
    denominator={"tiers": 3, "quart": 4} | _PARTS,
    part_articles=words("le"),
    part_of=words("d de des du"),
    minus="moins",
    not_minus=words("au du ou"),
    ranges=words("ou à"),
    between=words("entre"),
    ands=words("et"),
    degrees=words("degré degrés"),
    below=(r"moins", r"dessous", r"négati"),
    lowers=(
        r"baiss",
        r"chut",
        r"dessous",
        r"diminu",
        r"déclin",
        r"moins",
        r"négati",
        r"perd",
        r"recul",
        r"repli",
        r"réduc",
        r"rédui",
    ),
    words=_WORDS,
    scales={
        "billiard": 10**15,
        "billiards": 10**15,
        "billion": 10**12,
        "billions": 10**12,
        "mille": 10**3,
        "milles": 10**3,
        "milliard": 10**9,
        "milliards": 10**9,
        "million": 10**6,
        "millions": 10**6,
        "trillion": 10**18,
        "trillions": 10**18,
    },
    hundred=words("cent cents"),
    ones=words("un une"),
    vague={
        "centaine": 100,
        "centaines": 100,
        "cinquantaine": 50,
        "dizaine": 10,
        "dizaines": 10,
        "douzaine": 12,
        "douzaines": 12,
        "milliards": 10**9,
        "millier": 10**3,
        "milliers": 10**3,
        "millions": 10**6,
        "quarantaine": 40,
        "quinzaine": 15,
        "soixantaine": 60,
        "trentaine": 30,
        "vingtaine": 20,
    },
    vague_before=words("plusieurs quelques"),
    ordinals=_ORDINALS,
    zeros=words("zéro"),
    point_words=words("virgule"),
    joins=words("et"),
    of=words("d de"),
    suffixes=words("e eme er es ième nd nde re è ème"),
    weak={
        "couple": ("2",),
        "demi": ("0.5",),
        "demie": ("0.5", "30"),
        "double": ("2",),
        "moitié": ("0.5", "50", "2"),
        "quinzaine": ("15", "14", "2"),
        "neuf": ("9",),
        "paire": ("2",),
        "premier": ("1",),
        "premiers": ("1",),
        "première": ("1",),
        "premières": ("1",),
        "quart": ("4", "0.25", "25", "15"),
        "quarts": ("4", "0.75", "75", "45"),
        "second": ("2",),
        "seconde": ("2",),
        "tiers": ("3", "0.3333", "0.6667"),
        "triple": ("3",),
        "un": ("1",),
        "une": ("1",),
    },
)


# Words after which `neuf` means new rather than nine.
_NOT_COUNTED = words("a au aux dans de des du en est et mais ou par pour que qui sont sur à")


class FrenchNumbers(NumberGrammar):
    """French: tens with teens, hundreds that are money, `neuf` that is new."""

    def small(self, j: int, after: bool) -> tuple[int, int] | None:
        """Return a number below a hundred: `vingt et un`, `soixante-dix-sept`, `quatre-vingts`."""
        value = self.digit(j)
        if value is None:
            return None
        end, rest = j, self.next(j)
        if value == 4 and self._is_twenty(rest) and rest is not None:
            value, end, rest = 80, rest, self.next(rest)
        if value < 20 or value % 10 or self._ends(end):
            if value == 10 and rest is not None and (more := self._after_ten(rest)):
                return value + more, rest
            return value, end
        joined = self.word(rest) == "et" and rest is not None
        if joined and rest is not None:
            rest = self.next(rest)
        unit = self.digit(rest)
        teens = value in (60, 80)
        if unit is None or rest is None or (joined and not (unit < 10 or (teens and unit < 12))):
            return value, end
        if unit < 10 or (teens and unit < 20):
            last = self.next(rest) if unit == 10 and not self._ends(rest) else None
            if last is not None and (more := self._after_ten(last)):
                return value + 10 + more, last
            return value + unit, rest
        return value, end

    def _is_twenty(self, j: int | None) -> bool:
        return self.word(j) in ("vingt", "vingts", "vingtième")

    def _after_ten(self, j: int) -> int:
        """Return the unit of `dix-sept`, `dix-huit`, `dix-neuf` after the ten; 0 for any other word."""
        unit = self.digit(j)
        return unit if unit in (7, 8, 9) else 0

    def is_one_part(self, i: int, at: int) -> bool:
        """Whether a denominator is part of a fraction: `un tiers`, `un cinquième de`, `le quart des`."""
        if self.after(at + 1) == "de" and self.after(at + 2) == "finale":
            return False
        of = self.after(at + 1) in self.table.part_of
        plain = self.word(at) in ("tiers", "quart")
        return (of and plain) if self.word(i) in self.table.part_articles else (of or plain)

    def counts(self, i: int, j: int) -> bool:
        """Whether `neuf` is nine rather than new."""
        if self.word(i) != "neuf":
            return True
        after = self.after(j)
        return bool(after) and after not in _NOT_COUNTED and self.before(i) not in ("de", "flambant", "tout")

    def is_bare_scale(self, j: int, first: bool) -> bool:
        """Whether a scale needs no number before it: `mille`, `millième`."""
        return self.word(j) == "mille" or (first and self._scale_of(self.word(j)) > 0 and self._ends(j))

    def is_bare_hundred(self, j: int) -> bool:
        """Whether a hundred needs no number before it: `cent`."""
        return self.word(j) in ("cent", "centième")

    def multiplies_hundred(self, value: int) -> bool:
        """Whether a number may be so many hundred: `dix-neuf cent`; `dix cents` are money."""
        return 2 <= value <= 9 or 11 <= value <= 19

    def joins_after_hundred(self) -> frozenset[str]:
        """Return nothing: `cent et` ends the number."""
        return frozenset()

    def hundred_after_digits(self, i: int) -> int:
        """Return 100 before a scale, else 0: `5 cents` are money."""
        return 100 if self.scale_follows(i + 1) else 0

    def is_ordinal_century(self, i: int, figures: str) -> bool:
        """Whether Roman figures of two or more count by their ending: `XXIe`."""
        return 1 < len(figures) < len(self.tokens[i].text)

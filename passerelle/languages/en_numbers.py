"""English numbers: words, marks and grammar."""

from decimal import Decimal

from passerelle.languages.base import words
from passerelle.languages.numbers import NumberGrammar
from passerelle.languages.numerals import Numerals, numbered

_HALF, _QUARTER, _THIRD = Decimal("0.5"), Decimal("0.25"), Decimal("0.3333")

NUMERALS = Numerals(
    language="en",
    group=",",
    point=".",
    group_never_points=True,
    touching={"bn": 10**9, "k": 1000, "K": 1000, "M": 10**6, "mn": 10**6, "tn": 10**12},
    money_scales={"M": 10**6, "k": 1000, "m": 10**6, "b": 10**9, "bn": 10**9, "tn": 10**12},
    currencies=words("dollar dollars dong euro euros franc francs pound pounds ruble rubles rupees yen yuan"),
    parts={"half": Decimal("0.5"), "quarter": Decimal("0.25")},
    part_joins=words("a of"),
    additions={
        ("and", "a", "half"): _HALF,
        ("and", "one", "half"): _HALF,
        ("and", "a", "quarter"): _QUARTER,
        ("and", "one", "quarter"): _QUARTER,
        ("and", "three", "quarters"): 3 * _QUARTER,
        ("and", "a", "third"): _THIRD,
        ("and", "one", "third"): _THIRD,
        ("and", "two", "thirds"): Decimal("0.6667"),
    },
    denominators={"thirds": 3, "quarters": 4, "fourths": 4}
    | numbered("fifths sixths sevenths eighths ninths tenths", 5)
    | {"hundredths": 100},
    denominator={"third": 3, "quarter": 4} | numbered("fifth sixth seventh eighth ninth tenth", 5),
    part_articles=words("a"),
    part_of=words("of"),
    minus="minus",
    ranges=words("or to"),
    between=words("between"),
    ands=words("and"),
    degrees=words("degree degrees"),
    below=(r"minus", r"below", r"negativ", r"sub-?zero"),
    lowers=(
        r"below",
        r"contract",
        r"declin",
        r"decreas",
        r"down",
        r"drop",
        r"fall",
        r"fell",
        r"less",
        r"loss",
        r"lost",
        r"lower",
        r"minus",
        r"negativ",
        r"reduc",
        r"shr[aiu]nk",
        r"slid",
        r"slump",
    ),
    words=numbered(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen",
        2,
    )
    | numbered("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10),
    scales={
        "billion": 10**9,
        "billions": 10**9,
        "bn": 10**9,
        "million": 10**6,
        "millions": 10**6,
        "mn": 10**6,
        "thousand": 10**3,
        "trillion": 10**12,
        "trillions": 10**12,
    },
    hundred=words("hundred"),
    ones=words("one"),
    vague={
        "billions": 10**9,
        "dozen": 12,
        "dozens": 12,
        "hundreds": 100,
        "millions": 10**6,
        "scores": 20,
        "tens": 10,
        "thousands": 10**3,
        "trillions": 10**12,
    },
    vague_before=words("few many several some"),
    ordinals=numbered(
        "fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
        " sixteenth seventeenth eighteenth nineteenth twentieth",
        4,
    )
    | numbered("thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth", 30, 10)
    | {"hundredth": 100, "thousandth": 10**3, "millionth": 10**6, "billionth": 10**9},
    after_tens={
        "first": 1,
        "second": 2,
        "third": 3,
    },
    joins=words("and"),
    comma_joins=True,
    zeros=words("zero nought"),
    point_words=words("point"),
    of=words("of"),
    suffixes=words("nd rd s st th"),
    weak={
        "a": ("1",),
        "an": ("1",),
        "bilateral": ("2",),
        "both": ("2",),
        "centuries": ("100",),
        "century": ("100",),
        "couple": ("2",),
        "decade": ("10",),
        "decades": ("10",),
        "double": ("2",),
        "doubled": ("2",),
        "dual": ("2",),
        "duo": ("2",),
        "either": ("2",),
        "fifths": ("5",),
        "fourth": ("4", "0.25"),
        "fourths": ("0.75",),
        "first": ("1",),
        "firstly": ("1",),
        "fortnight": ("15", "2", "14"),
        "half": ("2", "0.5", "50", "30", "1.5", "2.5"),
        "halves": ("2",),
        "hundred": ("100",),
        "latter": ("2",),
        "neither": ("2",),
        "next": ("2",),
        "no": ("0",),
        "none": ("0",),
        "once": ("1",),
        "one": ("1",),
        "pair": ("2",),
        "pairs": ("2",),
        "quadruple": ("4",),
        "quadrupled": ("4",),
        "quarter": ("4", "0.25", "25", "15"),
        "quarters": ("4", "0.75", "75", "45"),
        "score": ("20",),
        "second": ("2",),
        "secondly": ("2",),
        "single": ("1",),
        "the": ("1",),
        "third": ("3", "0.3333"),
        "thirds": ("3", "0.6667"),
        "thousand": ("1000",),
        "trio": ("3",),
        "triple": ("3",),
        "tripled": ("3",),
        "twice": ("2",),
        "twin": ("2",),
        "twins": ("2",),
        "week": ("8", "7"),
        "weeks": ("8", "7", "15"),
        "zero": ("0",),
    },
)


class EnglishNumbers(NumberGrammar):
    """English: `a` before a hundred, a scale or a dozen."""

    def small(self, j: int, after: bool) -> tuple[int, int] | None:
        """Return a number below a hundred: `twenty-one`, `twenty-first`."""
        value = self.digit(j)
        if value is None:
            return None
        if value < 20 or value % 10 or self._ends(j):
            return value, j
        rest = self.next(j)
        unit = self.digit(rest)
        if unit is None:
            unit = self.table.after_tens.get(self.word(rest))
        return (value + unit, rest) if unit is not None and rest is not None and unit < 10 else (value, j)

    def is_bare_scale(self, j: int, first: bool) -> bool:
        """Whether a scale needs no number before it: `a million`."""
        word = self.word(j)
        return first and self._scale_of(word) > 0 and (self.before(j) == "a" or self._ends(j))

    def is_bare_hundred(self, j: int) -> bool:
        """Whether a hundred needs no number before it: `a hundred`."""
        return self.before(j) in ("a", "the") or self._ends(j)

    def is_one_part(self, i: int, at: int) -> bool:
        """Whether a denominator is part of a fraction: `a third of`, `one-third`, no `third man`."""
        one = self.word(i) in self.table.ones
        hyphened = one and self.tokens[i + 1].text in "-‑"
        return self.after(at + 1) in self.table.part_of or hyphened or (one and self.word(at) == "third")

    def is_article(self, word: str) -> bool:
        """Whether a word makes the vague word after it a number: `a dozen`."""
        return word == "a" or word in self.table.ones

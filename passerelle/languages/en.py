"""English: all that Passerelle knows of it."""

from decimal import Decimal

from passerelle.languages.base import (
    SHARED_COMPANIES,
    SHARED_TITLES,
    DateForms,
    Language,
    NameRules,
    Negation,
    PageWords,
    SentenceRules,
    words,
)
from passerelle.languages.dateforms import DAY, YEAR, decades, months, weekdays
from passerelle.languages.numbers import NumberGrammar
from passerelle.languages.numerals import Numerals, numbered

_NUMERALS = Numerals(
    group=",",
    point=".",
    touching={"bn": 10**9, "k": 1000, "m": 10**6, "tn": 10**12},
    parts={"half": Decimal("0.5"), "quarter": Decimal("0.25")},
    part_joins=words("a of"),
    and_a_half=("and", "a", "half"),
    minus="minus",
    ranges=words("or to"),
    between=words("between"),
    ands=words("and"),
    degrees=words("degree degrees"),
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
    | {"fiftieth": 50, "fortieth": 40, "hundredth": 100, "thirtieth": 30},
    after_tens={
        "first": 1,
        "second": 2,
        "third": 3,
    },
    joins=words("and"),
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
        "quarters": ("4", "45"),
        "score": ("20",),
        "second": ("2",),
        "secondly": ("2",),
        "single": ("1",),
        "the": ("1",),
        "third": ("3",),
        "thirds": ("3",),
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
        if value < 20 or value % 10 or self.word(j) in self.table.ordinals:
            return value, j
        rest = self.next(j)
        unit = self.digit(rest)
        if unit is None:
            unit = self.table.after_tens.get(self.word(rest))
        return (value + unit, rest) if unit is not None and rest is not None and unit < 10 else (value, j)

    def is_bare_scale(self, j: int, first: bool) -> bool:
        """Whether a scale needs no number before it: `a million`."""
        return first and self.word(j) in self.table.scales and self.before(j) == "a"

    def is_bare_hundred(self, j: int) -> bool:
        """Whether a hundred needs no number before it: `a hundred`."""
        return self.before(j) == "a"

    def is_article(self, word: str) -> bool:
        """Whether a word makes the vague word after it a number: `a dozen`."""
        return word == "a" or word in self.table.ones


_ORDINAL = r"(?:st|nd|rd|th|er|ère|re)?"
_TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
# `May` and `March` are other words too; alone they need one of these before them.
_BEFORE_MONTH = (
    r"(?:in|of|last|since|early|late|mid|next|this|until|by|from|to|through|before|after|during|between)"
)
_MONTHS = {"sept": 9}


def _date_patterns() -> tuple[str, ...]:
    names = months("en", _MONTHS)
    every = "|".join(names)
    wide = "|".join(name for name in names if len(name) > 3 or name == "may")
    # A sentence may begin with French seven, left as it is; the month has a dot.
    alone = "|".join(
        name.title() + (r"(?=\.)" if name == "sept" else "")
        for name in names
        if len(name) > 3 and name != "march"
    )
    name = rf"(?P<name>(?i:{every}))\b\.?"
    days = weekdays("en", "s")
    weekday = rf"(?:\b(?P<weekday>(?i:{'|'.join(days)}))\b,?\s+(?:le\s+|the\s+)?)?"
    return (
        rf"{weekday}\b{name}\s+(?:the\s+)?{DAY}{_ORDINAL}(?:,?\s+{YEAR})?(?!:)",
        rf"{weekday}(?<![\d/.,-]){DAY}{_ORDINAL}\s+(?:of\s+)?(?P<name>(?i:{wide})"
        rf"|{every.title()})\b(?:,?\s+{YEAR})?",
        rf"(?<![\d/.-])(?P<month>1[0-2]|0?[1-9])[/]{DAY}[/]{YEAR}",
        rf"(?<![\d/.-]){DAY}[/.](?P<month>1[0-2]|0?[1-9])[/.]{YEAR}",
        rf"\b{name}(?:,?\s+|\s+of\s+){YEAR}",
        rf"\b(?i:{decades(_TENS)})\b",
        rf"(?i:\b{_BEFORE_MONTH}[\s-]+)(?P<span>(?P<name>May|March))\b",
        rf"\b(?P<name>{alone})\b",
        r"\b(?P<decade>(?:19|20)\d0)['’]?s\b|(?<!\w)['’](?P<decade>\d0)s\b",
        rf"\b(?i:in|since|by|of|until|before|after|during|from|to|year|summer|winter|spring|autumn"
        rf"|fall|early|late)\s+(?P<span>{YEAR})(?!['’]?s\b)",
        rf"\b(?P<weekday>{'|'.join(day.title() for day in days)})\b",
        r"(?<![\d:.,$])(?P<hour>1[0-2]|0?[1-9])(?:\.(?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?",
    )


_DATES = DateForms(patterns=_date_patterns, months=_MONTHS, weekday_plural="s")

_UNITS = {
    "bucks": "USD",
    "centimetres": "cm",
    "dollar": "USD",
    "dollars": "USD",
    "dong": "VND",
    "dongs": "VND",
    "euro": "EUR",
    "euros": "EUR",
    "franc": "CHF",
    "francs": "CHF",
    "kilo": "kg",
    "kilometre": "km",
    "kilometres": "km",
    "kilos": "kg",
    "litre": "l",
    "litres": "l",
    "metre": "m",
    "metres": "m",
    "millimetres": "mm",
    "mph": "mile/h",
    "pct": "%",
    "per cent": "%",
    "percent": "%",
    "percentage point": "pp",
    "percentage points": "pp",
    "pounds sterling": "GBP",
    "renminbi": "CNY",
    "rouble": "RUB",
    "roubles": "RUB",
    "ruble": "RUB",
    "rubles": "RUB",
    "rupee": "INR",
    "rupees": "INR",
    "rupiah": "INR",
    "sq km": "km2",
    "ton": "t",
    "tonne": "t",
    "tonnes": "t",
    "tons": "t",
    "won": "KRW",
    "yen": "JPY",
    "yuan": "CNY",
}

ENGLISH = Language(
    code="en",
    numerals=_NUMERALS,
    numbers=EnglishNumbers,
    units=_UNITS,
    dates=_DATES,
    names=NameRules(
        titles=words(
            """
            ambassador capt captain cardinal chairman chancellor col colonel congressman
            dame doctor dr duke gen general gov governor judge justice king lady lord lt
            mayor minister miss mr mrs ms pope premier president prime prince princess prof
            professor queen rep rev secretary sen senator sgt sir
            """
        ),
        foreign_syllables=words(
            """
            a am an at bay be but can do get go he him i if in it let man may me men my no
            non not on out put so sun than that the them then they thin to too top up we
            when who you
            """
        ),
    ),
    negation=Negation(
        sure=(
            r"\b\w+n['’]t\b",
            r"\bcan't\b",
            r"\bcannot\b",
            r"\bneither\b",
            r"\bnever\b",
            r"\bno\b",
            r"\bnobody\b",
            r"\bnone\b",
            r"\bnor\b",
            r"\bnot\b",
            r"\bnothing\b",
            r"\bnowhere\b",
            r"\bwithout\b",
        ),
        excepted=(
            r"\bcan['’]t help\b",
            r"\bcannot help\b",
            r"\bdon['’]t you\b",
            r"\bisn['’]t he\b",
            r"\bisn['’]t it\b",
            r"\bno doubt\b",
            r"\bno matter\b",
            r"\bno time\b",
            r"\bno wonder\b",
            r"\bno\.\s?\d\b",
            r"\bnot just\b",
            r"\bnot least\b",
            r"\bnot only\b",
            r"\bnothing but\b",
            r"\bwhy not\b",
            r"\bwon['’]t you\b",
        ),
        implied=(
            r"\w+less(?:ly)?",
            r"absen\w+",
            r"ain",
            r"avoid\w*",
            r"away",
            r"bad",
            r"ban",
            r"banned",
            r"barely",
            r"but",
            r"den(?:y|ie)\w*",
            r"despite",
            r"difficult\w*",
            r"dis(?:a|c|l|o|r|s|t)\w+",
            r"doubt\w*",
            r"easier",
            r"ever",
            r"except\w*",
            r"exclud\w*",
            r"exclus\w+",
            r"fail\w*",
            r"far",
            r"few",
            r"forbid\w*",
            r"forg[eo]t\w*",
            r"free",
            r"hard",
            r"hardly",
            r"i(?:ll|rr)(?:eg|og|ep|es|el)\w+",
            r"ignor\w*",
            r"im(?:poss|prob|perf|matur|moral|polit|pati)\w+",
            r"in(?:ab|cap|adeq|suff|vis|corr|compl|compat|accu|acti|effe|evit|excu|flex|sign|secu|stab|tole|volu|acce|appl|cons|conv|dec|diff|elig|oper|solu|valid|expen|conc|compr|cred)\w+",
            r"instead",
            r"lack\w*",
            r"least",
            r"little",
            r"lose",
            r"losing",
            r"lost",
            r"mind",
            r"miss\w*",
            r"non",
            r"nor",
            r"only",
            r"otherwise",
            r"poor",
            r"prevent\w*",
            r"prohibit\w*",
            r"rarely",
            r"rather",
            r"refus\w*",
            r"reject\w*",
            r"remain\w*",
            r"remember\w*",
            r"scarcely",
            r"seldom",
            r"stop\w*",
            r"than",
            r"too",
            r"un(?!der|til|ite|it\b|its\b|ion|iq|ive|icef)\w{3,}",
            r"unless",
            r"whether",
            r"why",
            r"wonder",
            r"wrong\w*",
            r"yet",
            r"zero",
        ),
    ),
    sentences=SentenceRules(
        before_name=SHARED_TITLES | words("Amb Drs Fr Ft Messrs Mt Pvt Reps Sens Supt approx v"),
        before_number=words(
            """
            Apr Aug Dec Feb Jan Jul Jun Mar Nov Oct Sep Sept art arts ch chap ed fig no nos p para paras
            pp sec vol
            """
        ),
        before_opening=SHARED_COMPANIES | words("Assn Ave Blvd Dept Ph.D Rd Univ a.m al et.al p.m"),
        openings=words(
            """
            A According After All Also Although Among An And Another As At Because Before
            Between Both But By Despite During Each Earlier Every For From He Her Here His
            How However I If In It Its Later Many Meanwhile Moreover Most My No Not Now
            Officials On One Only Or Other Others Our Over Several She Since So Some Still
            That The Their Then There These They This Those Though Three To Today Tomorrow
            Two Under Until We What When Where While Who Why With Without Yesterday Yet You
            Your
            """
        ),
        one_letter_words=words("a i"),
        lettered=words("category class grade group hepatitis option plan type vitamin"),
        attributions=words(
            """
            added answered asked asks cried exclaimed replied said says shouted told
            wondered wrote
            """
        ),
    ),
    function_words=words(
        """
        about after against all also although and any are at be because been before being
        between both by could did does doing during each few for from had has have having he her
        here him his how however if into is it its may might more most must no nor not of only
        other our over own said same say says shall she should some such than that the their
        them then there these they this those through under was we were what when where which
        while who whom whose why will with would you your
        """
    ),
    page=PageWords(
        source=(r"sources?",),
        source_article=(r"original article",),
        source_link=(r"url",),
        counter=(
            r"comments?",
            r"likes?",
            r"shares?",
            r"views?",
        ),
        share=(
            r"copy link",
            r"copy",
            r"follow us",
            r"like",
            r"print",
            r"share(?: this(?: article)?)?",
            r"tweet",
        ),
        share_joins=(
            r"and",
            r"on",
            r"via",
        ),
        related=(
            r"read (?:more|also)",
            r"related",
            r"see also",
            r"tags?",
        ),
        follow=(
            r"follow",
            r"sign up",
            r"subscribe",
        ),
        follow_what=(r"newsletters?", r"notifications?"),
        rights=(r"all rights reserved",),
        elements=(r"advertisement",),
    ),
    conjunctions=(
        r"although\b",
        r"and\b",
        r"because\b",
        r"but\b",
        r"if\b",
        r"so\b",
        r"that\b",
        r"when\b",
        r"where\b",
        r"whereas\b",
        r"which\b",
        r"while\b",
        r"who\b",
    ),
)

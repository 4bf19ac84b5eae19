"""The record of English: numbers, dates, names, sentences and page words."""

from decimal import Decimal

from passerelle.languages.base import (
    SHARED_COMPANIES,
    SHARED_TITLES,
    DateForms,
    Language,
    NameRules,
    Negation,
    SentenceRules,
    Spellings,
    words,
)
from passerelle.languages.dateforms import (
    DAY,
    DAY_FIRST,
    MONTH,
    SHORT_YEAR,
    YEAR,
    decades,
    groups,
    month_names,
    months,
    weekdays,
)
from passerelle.languages.numbers import NumberGrammar
from passerelle.languages.numerals import Numerals, numbered
from passerelle.languages.pagewords import PageWords

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
    "kgs": "kg",
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

_HALF, _QUARTER, _THIRD = Decimal("0.5"), Decimal("0.25"), Decimal("0.3333")

_NUMERALS = Numerals(
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
    power_words=("to the power of",),
    weak={
        "a": ("1",),
        "an": ("1",),
        "another": ("2",),
        "arms": ("2",),
        "between": ("2",),
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
        "ears": ("2",),
        "either": ("2",),
        "eyes": ("2",),
        "few": ("2", "3"),
        "fifths": ("5",),
        "fourth": ("4", "0.25"),
        "fourths": ("0.75",),
        "first": ("1",),
        "firstly": ("1",),
        "fortnight": ("15", "2", "14"),
        "hands": ("2",),
        "half": ("2", "0.5", "50", "30", "1.5", "2.5"),
        "halve": ("2", "0.5"),
        "halved": ("2", "0.5"),
        "halves": ("2",),
        "halving": ("2", "0.5"),
        "hundred": ("100",),
        "latter": ("2",),
        "legs": ("2",),
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
        "scores": ("10", "12", "20"),
        "second": ("2",),
        "secondary": ("2",),
        "secondly": ("2",),
        "single": ("1",),
        "tertiary": ("3",),
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
        """Return whether a scale needs no number before it: `a million`."""
        word = self.word(j)
        return first and self._scale_of(word) > 0 and (self.before(j) == "a" or self._ends(j))

    def is_bare_hundred(self, j: int) -> bool:
        """Return whether a hundred needs no number before it: `a hundred`."""
        return self.before(j) in ("a", "the") or self._ends(j)

    def is_one_part(self, i: int, at: int) -> bool:
        """Return whether a denominator is part of a fraction: `a third of`, but not `third man`."""
        one = self.word(i) in self.table.ones
        hyphened = one and self.tokens[i + 1].text in "-‑"
        return self.after(at + 1) in self.table.part_of or hyphened or (one and self.word(at) == "third")

    def is_article(self, word: str) -> bool:
        """Return whether a word makes the vague word after it a number: `a dozen`."""
        return word in ("a", "an") or word in self.table.ones


_ORDINAL = r"(?:st|nd|rd|th|er|ère|re)?"
_TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
# `May` and `March` are also other words; alone, they need one of these before them.
_BEFORE_MONTH = (
    r"(?:in|of|last|since|early|late|mid|next|this|until|by|from|to|through|before|after|during|between)"
)
_MONTHS = {"sept": 9}
_NTH = ("first|1st", "second|2nd", "third|3rd", "fourth|final|4th")
_MORE_NTH = "fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_MINUTES = {10: "ten", 15: "fifteen", 20: "twenty", 30: "thirty", 40: "forty", 45: "forty[ -]five"}


# Days of the month in words, from the second on.
_DAYS = (
    *"second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth".split(),
    *"fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
    *(
        rf"twenty(?:-|\s){unit}"
        for unit in "first second third fourth fifth sixth seventh eighth ninth".split()
    ),
    "thirtieth",
    r"thirty(?:-|\s)first",
)


def _date_patterns() -> tuple[str, ...]:
    names = months("en", _MONTHS)
    every = month_names("en", _MONTHS)
    # In `2 may`, the word is usually the verb.
    wide = "|".join(name for name in names if len(name) > 3)
    # A sentence may begin with an untranslated French `sept` (seven); the abbreviated month has a dot.
    alone = "|".join(
        name.title() + (r"(?=\.)" if name == "sept" else "")
        for name in names
        if len(name) > 3 and name != "march"
    )
    titled = "|".join(name.title() for name in names)
    name = rf"(?P<name>(?i:{every}))"
    days = weekdays("en", "s")
    weekday = rf"(?:\b(?P<weekday>(?i:{'|'.join(days)}))\b,?\s+(?:le\s+|the\s+)?)?"
    spelled = rf"(?i:{groups('d', _DAYS, 2)})"
    of_year = rf"(?:\s+(?:of\s+(?:the\s+year\s+)?)?{YEAR})?"
    return (
        rf"{weekday}\b(?<!\d ){name}\s+(?:the\s+)?{DAY}{_ORDINAL}(?:,?\s+{YEAR})?(?!:)",
        rf"{weekday}(?<![\w/.,-])(?:{DAY}{_ORDINAL}|(?P<first>(?i:first)))\s+(?:of\s+)?"
        rf"(?P<name>(?i:{wide})|{titled})\b(?:,?\s+{YEAR})?",
        rf"{weekday}(?<![\w-]){spelled}\s+of\s+{name}(?:,?\s+{YEAR})?",
        rf"{weekday}\b(?P<name>{titled})\s+(?:the\s+)?{spelled}(?=\s*(?:$|[,.;:)]))(?:,?\s+{YEAR})?",
        rf"(?<![\w/.,-]){MONTH}/{DAY}/{YEAR}",
        rf"(?<![\w/.,-]){MONTH}/{DAY}/{SHORT_YEAR}",
        *DAY_FIRST,
        rf"\b{name}(?:,?\s+|\s+of\s+){YEAR}",
        rf"(?<![\w/.,-]){DAY}{_ORDINAL}\s+day\s+of\s+the\s+(?:{groups('m', (*_NTH, *_MORE_NTH))})"
        r"(?:\s+lunar)?\s+month",
        rf"\b(?i:{groups('q', _NTH)})[\s-]+quarter{of_year}\b(?!-)",
        rf"\bQ(?P<quarter>[1-4]){of_year}(?![\w-])",
        rf"\b(?i:{groups('s', _NTH[:2])})\s+(?:half|six\s+months)\s+of\s+(?:the\s+year\b|{YEAR})",
        rf"\b(?i:{decades(_TENS)})\b",
        rf"(?i:\b{_BEFORE_MONTH}[\s-]+)(?P<span>(?P<name>May|March))\b",
        rf"\b(?P<name>{alone})\b",
        r"\b(?P<decade>(?:19|20)\d0)['’]?s\b|(?<!\w)['’](?P<decade>\d0)s\b",
        r"\b(?i:the|early|late|mid)[\s-]+(?P<span>(?P<decade>[2-9]0)s)\b",
        rf"\b(?i:in|since|by|of|until|before|after|during|from|to|year|summer|winter|spring|autumn"
        rf"|fall|early|late|mid)[\s-]+(?P<span>{YEAR})(?!['’]?s\b)",
        rf"\b(?P<weekday>{'|'.join(day.title() for day in days)})\b",
        *_time_patterns(),
    )


def _time_patterns() -> tuple[str, ...]:
    figures = r"(?<![\w:.,$-])(?P<hour>2[0-4]|1\d|0?\d)"
    part = r"(?:\s+(?:in\s+the\s+|at\s+)(?P<part>morning|afternoon|evening|night)\b)"
    hours = groups("h", _HOURS)
    minutes = groups("n", (_MINUTES.get(n, "") for n in range(60)), 0)
    past = r"(?:half(?P<n30>)|(?:a\s+)?quarter(?P<n15>))"
    return (
        r"(?<![\w:.,$])(?P<hour>1[0-2]|0?\d)(?:[.:](?P<minute>[0-5]\d))?\s?(?P<half>[ap])(?:m\b|\.m\b\.?)",
        rf"{figures}[:.](?P<minute>[0-5]\d){part}",
        rf"{figures}(?:\s+o['’]?\s?clock)?{part}",
        rf"{figures}\s+o['’]?\s?clock",
        rf"{figures}h(?P<noon>)(?P<minute>[0-5]\d)?\b",
        rf"\b(?:{hours})(?:\s+o['’]clock)?(?:{part}|\s+(?P<half>[ap])(?:m\b|\.m\b\.?))",
        rf"\b(?:{hours})\s+o['’]clock",
        rf"\b(?i:{past})\s+past\s+(?:{hours})\b{part}?",
        rf"\b(?i:(?:a\s+)?quarter(?P<n15>))\s+to(?P<less>)\s+(?:{hours})\b{part}?",
        rf"\bat\s+(?P<span>(?:{hours})[\s-]+(?:{minutes}))\b",
        r"\b(?P<h12>(?i:noon|midday))(?P<noon>)\b",
        r"\b(?P<h0>(?i:midnight))(?P<noon>)\b",
    )


_DATES = DateForms(
    patterns=_date_patterns,
    months=_MONTHS,
    weekday_plural="s",
    parts_of_day={
        "a": 0,
        "p": 12,
        "morning": 0,
        "afternoon": 12,
        "evening": 16,
        "night": 18,
    },
    twelve_hours=True,
    time_mentions={
        "T00:00": r"\bmidnight|\b(?:12|00?)(?::00)?\s*a\.?m",
        "T12:00": r"\b(?:noon|midday|lunch|12|twelve)",
    },
)

ENGLISH = Language(
    code="en",
    numerals=_NUMERALS,
    numbers=EnglishNumbers,
    units=_UNITS,
    no_units=words("in"),
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
        honorifics=words("dr miss mr mrs ms"),
        addressed=words(
            "ambassador chairman chancellor governor justice mayor minister premier president secretary"
        ),
        foreign_syllables=words(
            """
            a am an at bay be but can do get go he him i if in it let man may me men my no
            non not on out put so sun than that the them then they thin to too top up we
            when who you
            """
        ),
        joins=words("and at by for from of the with"),
        articles=words("the"),
        endings=("age", "ant", "ed", "ement", "ing", "ly", "ness"),
        people_endings=(
            r"[aeyinso]",
            r"an",
            r"an[a-z]?",
            r"ans?",
            r"ards?",
            r"as",
            r"ers?",
            r"es",
            r"i?stan",
            r"ia",
            r"ians?",
            r"ic",
            r"ins?",
            r"is",
            r"ish",
            r"ites?",
            r"lese",
            r"n?ese",
            r"ns",
            r"on",
            r"os",
            r"um",
            r"us",
            r"vian",
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
            r",\s*\w+n['’]t (?:he|I|it|she|there|they|we|you)(?=\s*[?\"”»])",
            r"\bcan['’]t help\b",
            r"\bcannot help\b",
            r"\bno doubt\b",
            r"\bno matter\b",
            r"\bno time\b",
            r"\bno wonder\b",
            r"\bno\.?\s?\d+\b(?!-)",
            r"\bnone other than\b",
            r"\bnot just\b",
            r"\bnot least\b",
            r"\bnot only\b",
            r"\bnothing (?:less|more|other) than\b",
            r"\bnothing but\b",
            r"\bor not\b",
            r"\bwithout delay\b",
            r"\bwhy not\b",
        ),
        implied=(
            r"\w+less(?:ly)?",
            r"absen\w+",
            r"ain",
            r"avoid\w*",
            r"barely",
            r"den(?:y|ie)\w*",
            r"despite",
            r"dis(?:a|c|l|o|r|s|t)\w+",
            r"doubt\w*",
            r"ever",
            r"except\w*",
            r"exclud\w*",
            r"exclus\w+",
            r"exempt\w*",
            r"fail\w*",
            r"far",
            r"forbid\w*",
            r"forg[eo]t\w*",
            r"free",
            r"hardly",
            r"i(?:ll|rr)(?:eg|og|ep|es|el)\w+",
            r"ignor\w*",
            r"im(?:poss|prob|perf|matur|moral|polit|pati)\w+",
            r"in(?:ab|cap|adeq|suff|vis|corr|compl|compat|accu|acti|effe|evit|excu|flex|sign|secu|stab"
            r"|tole|volu|acce|appl|appr|cons|conv|dec|diff|elig|oper|solu|valid|expen|conc|compr|cred)\w+",
            r"instead",
            r"lack\w*",
            r"less",
            r"little",
            r"loath",
            r"mistaken",
            r"neglect\w*",
            r"non",
            r"nor",
            r"only",
            r"otherwise",
            r"prevent\w*",
            r"rarely",
            r"rather",
            r"refrain\w*",
            r"refus\w*",
            r"reject\w*",
            r"reluctan\w+",
            r"remain\w*",
            r"scarcely",
            r"seldom",
            r"stop\w*",
            r"than",
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
        continuing=words("etc"),
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
    light_words=words(
        """
        a about all also an and any are as at be been being but by can could did do does for from had
        has have he her here him his how i if in into is it its just may me might more most much must
        my no not of on one only or other our out over own shall she should so some such than that the
        their them then there these they this those to too up us very was we well were what when where
        which while who whom whose why will with would you your
        """
    ),
    contractions=words("d ll m re s t ve"),
    linking_words=words(
        """
        above after again against although am another because before below between both doing down during
        each either even ever every further having hers herself himself however itself off once ours per
        since theirs themselves though through together toward towards under until unto upon whether
        within yours
        """
    ),
    spellings=Spellings(
        sounds=(("ch", "C"), ("sh", "S"), ("zh", "Z"), ("j", "J"), ("ou", "u"), ("y", "i"), ("ie", "e")),
        of_names=("an", "ese", "i", "ian", "ic", "ish", "n"),
    ),
    page=PageWords(
        source=(r"sources?",),
        source_label=(r"original",),
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
            r"related(?: (?:articles|posts|stories|videos))?",
            r"see also",
            r"tags?",
            r"you (?:may|might) also (?:be interested in|enjoy|like)",
        ),
        follow=(
            r"follow",
            r"sign up",
            r"subscribe",
        ),
        follow_what=(r"newsletters?", r"notifications?"),
        rights=(r"all rights reserved",),
        elements=(r"advertisement",),
        author_before=(r"by", r"story by", r"words by", r"written by"),
        agency_before=(r"with",),
        owner_joins=("and", "by", "of", "the"),
        place_before=("at", "in"),
        date_before=("on", "the"),
        published=(r"(?:first |last )?(?:posted|published|updated|modified)",),
        date_joins=(
            "ago",
            "am",
            "at",
            "by",
            "et",
            "gmt",
            "hours?",
            "min(?:utes?)? read",
            "minutes?",
            "on",
            "pm",
            "utc",
        ),
        paywall=(
            r"(?:subscribe|sign in|log in|register|create an account)\b.{0,30} to (?:continue|keep|read)\b.*",
            r"(?:this|the full) (?:article|story|content) is (?:only |exclusively )?(?:available to|for"
            r"|reserved for) (?:our )?(?:paid |paying )?(?:subscribers|members)\b.*",
            r"already a (?:subscriber|member) ?\?.*",
            r"to (?:continue|keep) reading\b.{0,30}\b(?:subscribe|sign in|log in|register)\b.*",
            r"you(?:['’]ve| have) (?:read|reached|used|\d+ free)\b.{0,60}\barticles?\b.*",
        ),
        consent=(
            r"(?:accept|reject|manage) (?:all )?cookies",
            r"(?:accept|reject) all",
            r"your privacy",
            r"we (?:and our (?:\d+ )?partners )?(?:use|store)\b.{0,80}\bcookies",
        ),
        home=(r"home(?: ?page)?",),
        live=(r"live(?: updates?| blog)?\b",),
        robot_check=(
            r"(?:one more step|please wait)(?:\.\.\.|…|!)?",
            r"access to this page has been denied\b.*",
            r"are you (?:a (?:ro)?bot|(?:a )?human)\b.{0,20}",
            r"as you were browsing\b.{0,60}\bmade us think you (?:were|might be) a (?:ro)?bot\b.*",
            r"checking (?:if the site connection is secure|your browser)\b.*",
            r"ddos-guard",
            r"just a moment(?:\.\.\.|…)?",
            r"(?:our systems have|we(?:['’]ve| have)) detected unusual (?:activity|traffic)\b.*",
            r"pardon our interruption\b.{0,5}",
            r"(?:please )?complete the (?:captcha|security check)\b.*",
            r"(?:please )?enable (?:javascript|js) and (?:cookies|disable any ad ?blocker)\b.*",
            r".{0,50}\byou(?:['’]re| are) (?:(?:a )?human|not a (?:ro)?bot)\b.*",
            r"request unsuccessful\. incapsula incident.*",
            r"(?:\w+ )?security checkpoint",
            r"we(?:['’]re| are) verifying your browser\b.*",
            r"why do i have to complete a captcha\b.*",
            r".{0,60}\bneeds to review the security of your connection\b.*",
            r"you are seeing this because the administrator of this website has set up\b.*",
        ),
        not_found=(
            r"4(?:04|10)",
            r"4(?:04|10)[ :.–—-]+(?:error|file or directory|gone|not found|page)\b.{0,40}",
            r"error 4(?:04|10)\b.{0,40}",
            r"not found",
            r"(?:article|content|page|story|url)s? (?:can['’]t be|can ?not be|could not be|not|was"
            r" not) found\b.{0,60}",
            r"we (?:can['’]t|can ?not|could not|couldn['’]t|haven['’]t been able to)(?: seem to)?"
            r" (?:find|serve) (?:that|the|this) (?:article|page|story)\b.*",
            r"the (?:requested )?(?:address|article|content|link"
            r"|page|resource|story|url)(?: that)?(?: you(?:['’]re| are|['’]ve| have)?(?: \w+)?"
            r" (?:looking for|requested))?,? (?:can(?:['’]t| ?not) be found|could not be found"
            r"|does(?:n['’]t| not) exist|(?:has|may have|might have) been (?:deleted|moved|removed)"
            r"|is no longer available|was not found)\b.*",
            r"the link you followed may be broken\b.*",
            r"the wayback machine has not archived that url\b.*",
            r"this page (?:is not|isn['’]t) available\b.{0,20}",
            r"you may have (?:followed an? (?:broken|outdated)|mistyped)\b.*",
        ),
        denied=(
            r"(?:error )?(?:401|403|451)[ :.–—-]+(?:access denied|error|forbidden|unauthorized"
            r"|unavailable)\b.{0,60}",
            r"access (?:denied|forbidden)\b.{0,5}",
            r"error (?:401|403|451|10\d\d)\b.{0,40}",
            r"forbidden",
            r"you have been blocked\b.*",
            r"this (?:content|page|site|video|website) is (?:not |un)available (?:in|to)"
            r" your (?:area|country|location|region)\b.*",
            r"this website is using a security service to protect itself\b.*",
            r"unavailable (?:due to|for) legal reasons\b.*",
            r"(?:unfortunately )?our website is (?:currently )?unavailable in (?:most|some)"
            r" european countries\b.*",
            r"we recognize you are attempting to access this website from a country\b.*",
            r"why have i been blocked\b.*",
            r"you (?:do not|don['’]t) have (?:access|permission)\b.*",
        ),
        failure=(
            r"(?:error )?5\d\d[ :.–—-]+(?:backend|bad gateway|connection|error|gateway|internal"
            r"|service|web server)\b.{0,60}",
            r"(?:429[ :–—-]+)?too many requests\b.{0,20}",
            r"(?:an |the website encountered an )(?:unexpected )?error(?: has)?(?: occurred)?\b.{0,80}",
            r"application error\b.*",
            r"backend fetch failed",
            r"bad gateway",
            r"connection timed out\b.{0,40}",
            r"error (?:code )?5\d\d\b.{0,60}",
            r"error establishing a database connection\b.*",
            r"gateway time-?out",
            r"(?:internal )?server error",
            r"(?:our |the |this )?(?:page|service|site|website) (?:is )?(?:currently |temporarily"
            r" )?(?:down for maintenance|unavailable|under maintenance)\b.{0,60}",
            r"something went wrong\b.{0,60}",
            r"(?:sorry for the inconvenience\. )?we(?:['’]re| are) (?:currently )?(?:performing"
            r"|undergoing)\b.{0,30}\bmaintenance\b.*",
            r"there has been a critical error on this website\b.*",
            r"we(?:['’]ll| will) be back (?:shortly|soon)\b.*",
            r"you have sent too many requests\b.*",
        ),
        login=(
            r"(?:log|sign) ?in",
            r"(?:please |you (?:have|must|need)(?: to)? )?(?:log|sign) in(?: with\b.{0,40})?"
            r" to\b(?!.*\bcomment).{0,60}",
        ),
        script_needed=(
            r"javascript (?:has to be|is|must be) (?:disabled|enabled|necessary|not available"
            r"|required|turned off)\b.*",
            r"loading(?:\.\.\.|…)?",
            r"(?:please |you (?:have|must|need)(?: to)? )?(?:activate|allow|enable|turn on)"
            r" (?:javascript|js)\b.*",
            r"(?:our|the|this) (?:app|application|page|site|website)\b.{0,40}\brequires?"
            r" (?:javascript|js)\b.*",
            r"we(?:['’]re| are) sorry but\b.{0,60}\bwithout javascript\b.*",
            r"we(?:['’]ve| have) detected that javascript is disabled\b.*",
            r"your browser (?:does not support javascript|is (?:no longer supported|not supported|out of date"
            r"|outdated|unsupported))\b.*",
        ),
        mail=(
            r"(?:click here to |to )?unsubscribe\b.{0,150}",
            r"get outlook for\b.{0,40}",
            r"sent (?:from|with) (?:my|outlook|proton|yahoo)\b.{0,60}",
            r"this (?:e-?mail|message)\b.{0,120}\b(?:confidential|intended (?:for|only|solely))\b.*",
            r"view (?:it |this (?:e-?mail|message) )?in (?:your|a|the) browser\b.{0,20}",
        ),
        mail_field=("cc", "date", "from", "reply-to", "sent", "subject", "to"),
        wrote=("wrote",),
        reply_prefix=("re",),
        forward_prefix=("fw", "fwd"),
        subtitled=(
            r"(?:subtitles|captions|subtitled|captioned|transcri(?:bed|ption)) by\b.{0,80}",
            r".{0,60}\bamara\.org\b.{0,20}",
        ),
        page_before=(r"page",),
        page_of=(r"of",),
        no_viewer=(r"if this message is not eventually replaced", r"open this pdf portfolio"),
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
    lessens=(
        r"fewer\b",
        r"least\b",
        r"less\w*",
        r"lower\b",
        r"n['’]t (?:as|so)\b",
        r"neither\b",
        r"nor\b",
        r"not (?:as|so|nearly)\b",
        r"slower\b",
        r"smaller\b",
        r"under\b",
        r"worse\b",
    ),
    hedges=(
        r"\w+ing to",
        r"alleg\w+",
        r"apparent\w*",
        r"appears?",
        r"assum\w+",
        r"belie\w+",
        r"claim\w*",
        r"consider\w*",
        r"could",
        r"deem\w*",
        r"estimat\w+",
        r"hear\w*",
        r"if",
        r"intended",
        r"likely",
        r"(?-i:may)",
        r"maybe",
        r"might",
        r"must",
        r"needs?",
        r"perhaps",
        r"possib\w+",
        r"presum\w+",
        r"probab\w+",
        r"purported\w*",
        r"reported\w*",
        r"rumou?r\w*",
        r"said",
        r"say\w*",
        r"seem\w*",
        r"shall",
        r"should",
        r"supposed\w*",
        # Not the noun `suspect`: what is said about a suspect may be certain.
        r"(?<!\ba )(?<!\bthe )suspect\w*",
        r"think",
        r"thought",
        r"told",
        r"was to",
        r"were to",
        r"will",
        r"would",
        r"\w*['’]d",
        r"\w*['’]ll",
    ),
)

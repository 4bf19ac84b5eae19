"""English: all that Passerelle knows of it."""

from passerelle.languages.base import (
    SHARED_COMPANIES,
    SHARED_TITLES,
    Language,
    NameRules,
    Negation,
    PageWords,
    SentenceRules,
    words,
)
from passerelle.languages.en_dates import DATES
from passerelle.languages.en_numbers import NUMERALS, EnglishNumbers

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
    numerals=NUMERALS,
    numbers=EnglishNumbers,
    units=_UNITS,
    dates=DATES,
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
            r"barely",
            r"den(?:y|ie)\w*",
            r"despite",
            r"dis(?:a|c|l|o|r|s|t)\w+",
            r"doubt\w*",
            r"ever",
            r"except\w*",
            r"exclud\w*",
            r"exclus\w+",
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
            r"|tole|volu|acce|appl|cons|conv|dec|diff|elig|oper|solu|valid|expen|conc|compr|cred)\w+",
            r"instead",
            r"lack\w*",
            r"little",
            r"non",
            r"nor",
            r"only",
            r"otherwise",
            r"prevent\w*",
            r"rarely",
            r"rather",
            r"refus\w*",
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
        author_before=(r"by", r"story by", r"words by", r"written by"),
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
            r"you(?:['’]ve| have) (?:read|reached|used|\d+ free)\b.{0,60}\barticles?\b.*",
        ),
        consent=(
            r"(?:accept|reject|manage) (?:all )?cookies",
            r"we (?:and our (?:\d+ )?partners )?(?:use|store)\b.{0,80}\bcookies",
        ),
        live=(r"live(?: updates?| blog)?\b",),
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
        r"suspect\w*",
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

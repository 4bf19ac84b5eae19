"""The words of numbers in each language that has a table."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Numerals:
    """How a language writes numbers.

    Attributes:
        group: the mark between groups of three digits besides white space.
        point: the decimal mark.
        words: number words below a hundred.
        scales: words that multiply what stands before them.
        hundred: the words for a hundred.
        ones: words for one that are articles too: numbers only in a longer number.
        vague: words for about so many, alone or multiplying: `dizaine`, `dozens`.
        ordinals: words for ordinals that are nothing else.
        joins: words inside a number: `two hundred and six`.
        of: words between a number and its unit: `millions d'euros`.
        suffixes: ends of ordinals in digits: `3e`, `3rd`.
        weak: words that may state a number without being one: `both`, `twice`.
    """

    group: str
    point: str
    words: dict[str, int] = field(default_factory=dict)
    scales: dict[str, int] = field(default_factory=dict)
    hundred: frozenset[str] = frozenset()
    ones: frozenset[str] = frozenset()
    vague: dict[str, int] = field(default_factory=dict)
    ordinals: dict[str, int] = field(default_factory=dict)
    joins: frozenset[str] = frozenset()
    of: frozenset[str] = frozenset()
    suffixes: frozenset[str] = frozenset()
    weak: dict[str, tuple[str, ...]] = field(default_factory=dict)


def _count(words: str, start: int = 0, step: int = 1) -> dict[str, int]:
    return {word: start + i * step for i, word in enumerate(words.split())}


_FRENCH_WORDS = (
    _count("deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize", 2)
    | _count("vingt trente quarante cinquante soixante septante huitante nonante", 20, 10)
    | {"vingts": 20, "octante": 80}
)
_FRENCH_ORDINALS = _count(
    "deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième douzième"
    " treizième quatorzième quinzième seizième",
    2,
) | {"vingtième": 20, "trentième": 30, "quarantième": 40, "cinquantième": 50, "centième": 100}
_ENGLISH_WORDS = _count(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen",
    2,
) | _count("twenty thirty forty fifty sixty seventy eighty ninety", 20, 10)
_ENGLISH_ORDINALS = _count(
    "fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth"
    " seventeenth eighteenth nineteenth twentieth",
    4,
) | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "hundredth": 100}
_ENGLISH_AFTER_TENS = {"first": 1, "second": 2, "third": 3}
_VIETNAMESE_WORDS = _count("hai ba bốn năm sáu bảy tám chín mười", 2) | {"bẩy": 7}

NUMERALS = {
    "fr": Numerals(
        group=".",
        point=",",
        words=_FRENCH_WORDS,
        scales={
            "mille": 10**3, "milles": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9,
            "milliards": 10**9,
            "billion": 10**12, "billions": 10**12,
        },
        hundred=frozenset({"cent", "cents"}),
        ones=frozenset({"un", "une"}),
        vague={
            "dizaine": 10, "dizaines": 10, "douzaine": 12, "douzaines": 12, "quinzaine": 15, "vingtaine": 20,
            "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
            "centaines": 100, "millier": 1000, "milliers": 1000, "millions": 10**6, "milliards": 10**9,
        },
        ordinals=_FRENCH_ORDINALS,
        joins=frozenset({"et"}),
        of=frozenset({"de", "d"}),
        suffixes=frozenset({"er", "re", "e", "è", "ème", "eme", "ième", "nd", "nde", "es"}),
        weak={
            "un": ("1",), "une": ("1",), "premier": ("1",), "première": ("1",), "premiers": ("1",),
            "premières": ("1",), "second": ("2",), "seconde": ("2",), "paire": ("2",), "couple": ("2",),
            "double": ("2",),
            "tiers": ("3",), "triple": ("3",), "quart": ("4", "0.25"), "quarts": ("4",),
            "moitié": ("0.5", "50", "2"),
            "demi": ("0.5",), "demie": ("0.5", "30"), "neuf": ("9",),
        },
    ),
    "en": Numerals(
        group=",",
        point=".",
        words=_ENGLISH_WORDS,
        scales={
            "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "bn": 10**9,
            "mn": 10**6,
            "millions": 10**6, "billions": 10**9, "trillions": 10**12,
        },
        hundred=frozenset({"hundred"}),
        ones=frozenset({"one"}),
        vague={
            "dozen": 12, "dozens": 12, "tens": 10, "scores": 20, "hundreds": 100, "thousands": 1000,
            "millions": 10**6,
            "billions": 10**9, "trillions": 10**12,
        },
        ordinals=_ENGLISH_ORDINALS,
        joins=frozenset({"and"}),
        of=frozenset({"of"}),
        suffixes=frozenset({"st", "nd", "rd", "th", "s"}),
        weak={
            "one": ("1",), "a": ("1",), "an": ("1",), "single": ("1",), "once": ("1",), "the": ("1",),
            "first": ("1",), "firstly": ("1",),
            "both": ("2",), "next": ("2",), "latter": ("2",), "couple": ("2",), "pair": ("2",),
            "pairs": ("2",), "twice": ("2",), "double": ("2",),
            "doubled": ("2",), "second": ("2",), "secondly": ("2",), "dual": ("2",), "twin": ("2",),
            "twins": ("2",),
            "either": ("2",), "neither": ("2",), "bilateral": ("2",),
            "half": ("2", "0.5", "50", "30", "1.5", "2.5"),
            "halves": ("2",), "third": ("3",), "thirds": ("3",), "triple": ("3",), "tripled": ("3",),
            "trio": ("3",),
            "quarter": ("4", "0.25", "25", "15"), "quarters": ("4", "45"), "quadruple": ("4",),
            "quadrupled": ("4",),
            "fortnight": ("15", "2", "14"), "no": ("0",), "zero": ("0",), "none": ("0",),
            "hundred": ("100",), "thousand": ("1000",),
            "decade": ("10",), "decades": ("10",), "score": ("20",), "week": ("8", "7"),
            "weeks": ("8", "7", "15"),
            "century": ("100",), "centuries": ("100",), "duo": ("2",), "fifths": ("5",),
        },
    ),
    "vi": Numerals(
        group=".",
        point=",",
        words=_VIETNAMESE_WORDS,
        scales={"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9},
        hundred=frozenset({"trăm"}),
        ones=frozenset({"một"}),
        joins=frozenset({"linh", "lẻ"}),
        weak={
            "một": ("1",), "nhất": ("1",), "đôi": ("2",), "cặp": ("2",), "nhì": ("2",), "ba": ("3",),
            "tư": ("4",),
            "năm": ("5",), "chín": ("9",), "nửa": ("0.5", "50", "2"), "rưỡi": ("0.5",), "chục": ("10",),
            "tá": ("12",),
            "trăm": ("100",), "nghìn": ("1000",), "ngàn": ("1000",),
        },
    ),
}  # fmt: skip

# Endings of ordinals after tens: `twenty-first`. Alone they are other words as well.
AFTER_TENS = {"en": _ENGLISH_AFTER_TENS, "fr": {"unième": 1}, "vi": {}}
# `several hundred`, `quelques milliers`, `vài chục`: what makes a scale vague.
VAGUE_BEFORE = {
    "en": frozenset("several few some many".split()),
    "fr": frozenset("quelques plusieurs".split()),
    "vi": frozenset("vài hàng mấy nhiều chục".split()),
}
# What stands after Vietnamese `ba`, `năm`, `chín`, `tư` where they are numbers: they also mean father,
# year, ripe and private.
VIETNAMESE_COUNTED = frozenset(
    """
    người ngày tháng tuần giờ phút giây lần con cái chiếc bộ cuốn quyển bài cách điều phần loại nước đứa anh
    chị thành quốc trường cô cậu bạn đô dặm mét km kg tấn thế thập tuổi bước nhóm câu ngôi căn tòa bức tấm
    nhà ông bà vị đội hãng công tên cây quả trái lá tờ đồng usd euro vụ cuộc trận bàn ví yếu vấn khía cấp
    mươi trăm nghìn ngàn vạn triệu tỷ tỉ chục rưỡi phụ đàn đồ ý mục tiếng thứ ngôn giai
    """.split()
)

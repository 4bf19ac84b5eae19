"""Test sentences with known answers, which a model must get right before it is used.

Converted checkpoints have produced plausible-looking garbage before (Transformers issues 26216
and 26271, CTranslate2 issues 836 and 1236). A reader who does not know the source
language would not notice. The sentences are easy on purpose: the test separates working models from broken
ones, not better models from good ones.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from passerelle.errors import RefusedModel

# Alternatives for one word: a word of the output must begin with one of them.
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Golden:
    """A test sentence and the words that its translation must contain.

    Attributes:
        source: input of the model.
        expected: for each content word the English words that are accepted.
    """

    source: str
    expected: tuple[Words, ...]


_MONDAY = (("president",), ("arriv", "came", "come", "went", "reach"), ("Paris",), ("Monday",))
_WATER = (("child", "kid", "baby", "babies", "infant"), ("drink", "drank", "drunk"), ("water",))
_WAR = (("war",), ("Ukraine",), ("three", "3"), ("year",))

# The three sentences: "The president arrived in Paris on Monday.", "The children drink water.",
# "The war in Ukraine has lasted three years."
_WRITTEN = """
ar
وصل الرئيس إلى باريس يوم الاثنين.
الأطفال يشربون الماء.
الحرب في أوكرانيا مستمرة منذ ثلاث سنوات.

bg
Президентът пристигна в Париж в понеделник.
Децата пият вода.
Войната в Украйна продължава вече три години.

ca
El president va arribar a París dilluns.
Els nens beuen aigua.
La guerra a Ucraïna dura des de fa tres anys.

cs
Prezident přijel v pondělí do Paříže.
Děti pijí vodu.
Válka na Ukrajině trvá už tři roky.

da
Præsidenten ankom til Paris mandag.
Børnene drikker vand.
Krigen i Ukraine har varet i tre år.

de
Der Präsident kam am Montag in Paris an.
Die Kinder trinken Wasser.
Der Krieg in der Ukraine dauert seit drei Jahren an.

el
Ο πρόεδρος έφτασε στο Παρίσι τη Δευτέρα.
Τα παιδιά πίνουν νερό.
Ο πόλεμος στην Ουκρανία διαρκεί τρία χρόνια.

es
El presidente llegó a París el lunes.
Los niños beben agua.
La guerra en Ucrania dura ya tres años.

fi
Presidentti saapui Pariisiin maanantaina.
Lapset juovat vettä.
Ukrainan sota on kestänyt kolme vuotta.

fr
Le président est arrivé à Paris lundi.
Les enfants boivent de l'eau.
La guerre en Ukraine dure depuis trois ans.

he
הנשיא הגיע לפריז ביום שני.
הילדים שותים מים.
המלחמה באוקראינה נמשכת כבר שלוש שנים.

hi
राष्ट्रपति सोमवार को पेरिस पहुँचे।
बच्चे पानी पीते हैं।
यूक्रेन में युद्ध तीन साल से चल रहा है।

hu
Az elnök hétfőn megérkezett Párizsba.
A gyerekek vizet isznak.
Az ukrajnai háború három éve tart.

id
Presiden tiba di Paris pada hari Senin.
Anak-anak minum air.
Perang di Ukraina telah berlangsung selama tiga tahun.

it
Il presidente è arrivato a Parigi lunedì.
I bambini bevono acqua.
La guerra in Ucraina dura da tre anni.

ja
大統領は月曜日にパリに到着した。
子供たちは水を飲みます。
ウクライナの戦争は三年間続いている。

ko
대통령은 월요일에 파리에 도착했다.
아이들이 물을 마신다.
우크라이나 전쟁은 3년 동안 계속되고 있다.

nl
De president kwam maandag aan in Parijs.
De kinderen drinken water.
De oorlog in Oekraïne duurt al drie jaar.

no
Presidenten ankom Paris mandag.
Barna drikker vann.
Krigen i Ukraina har vart i tre år.

pl
Prezydent przybył do Paryża w poniedziałek.
Dzieci piją wodę.
Wojna na Ukrainie trwa od trzech lat.

pt
O presidente chegou a Paris na segunda-feira.
As crianças bebem água.
A guerra na Ucrânia dura há três anos.

ro
Președintele a sosit la Paris luni.
Copiii beau apă.
Războiul din Ucraina durează de trei ani.

ru
Президент прибыл в Париж в понедельник.
Дети пьют воду.
Война на Украине длится три года.

sv
Presidenten anlände till Paris på måndagen.
Barnen dricker vatten.
Kriget i Ukraina har pågått i tre år.

tr
Cumhurbaşkanı pazartesi günü Paris'e geldi.
Çocuklar su içiyor.
Ukrayna'daki savaş üç yıldır sürüyor.

uk
Президент прибув до Парижа в понеділок.
Діти п'ють воду.
Війна в Україні триває три роки.

vi
Tổng thống đã đến Paris hôm thứ Hai.
Trẻ em uống nước.
Chiến tranh ở Ukraine đã kéo dài ba năm.

zh
总统星期一抵达巴黎。
孩子们喝水。
乌克兰战争已经持续了三年。
"""
_SENTENCES = {code: lines for code, *lines in map(str.splitlines, _WRITTEN.strip().split("\n\n"))}

# For a summarizer: an invented report, and words that a summary of it must contain.
PARAGRAPH = (
    "The government of Vietnam said on Monday that it would build three new bridges over the Mekong "
    "river. The first bridge will open in 2027 near the city of Can Tho, where ferries carry forty "
    "thousand people every day. Officials said the bridges will help farmers to sell their rice. "
    "The work will cost two billion dollars, most of it paid by a loan from Japan. Some villagers "
    "fear that they will lose their land. The minister of transport promised that every family "
    "would be paid a fair price and could stay near the river."
)
_GIST: tuple[Words, ...] = (
    ("bridge",),
    ("Vietnam", "government", "Mekong"),
    ("build", "built", "open", "cost", "help", "said"),
)
# A model that compresses single sentences gets the first one.
SENTENCE = PARAGRAPH.split(". ", 1)[0] + "."

# Minimum share of the expected words that the three translations contain, and of a summary's words
# that are in the paragraph.
MIN_EXPECTED_RATIO, MIN_SUPPORTED_RATIO = 0.6, 0.6
_LETTERS = re.compile(r"[^\W\d_]+|\d+")


def sentences(language: str) -> tuple[Golden, ...]:
    """Return three test sentences in a language, or lists of names from the CLDR if there are none.

    Args:
        language: ISO 639 code.

    Returns:
        Three sentences, or () for a language that is not in the CLDR either.
    """
    written = _SENTENCES.get(language)
    if written:
        pairs = zip(written, (_MONDAY, _WATER, _WAR), strict=True)
        return tuple(Golden(source, expected) for source, expected in pairs)
    return _from_cldr(language)


def _from_cldr(language: str) -> tuple[Golden, ...]:
    """Build lists of weekdays, months and countries, which the Unicode CLDR has for about 300 languages."""
    from babel import Locale, UnknownLocaleError

    try:
        own, english = Locale.parse(language), Locale.parse("en")
    except (UnknownLocaleError, ValueError):
        return ()
    lists = []
    kinds: tuple[tuple[Callable[[Locale], Mapping[Any, str]], tuple[Any, ...]], ...] = (
        (lambda locale: locale.days["format"]["wide"], (0, 2, 4)),
        (lambda locale: locale.months["format"]["wide"], (1, 3, 8)),
        (lambda locale: locale.territories, ("FR", "JP", "BR")),
    )
    for names, keys in kinds:
        theirs, ours = names(own), names(english)
        source = ", ".join(str(theirs.get(key, ours[key])) for key in keys) + "."
        lists.append(Golden(source, tuple((str(ours[key]),) for key in keys)))
    return tuple(lists)


def check_translations(language: str, goldens: Sequence[Golden], outputs: Sequence[str]) -> None:
    """Raise an error if the translations of the test sentences are wrong.

    Args:
        language: ISO 639 code.
        goldens: the sentences.
        outputs: the model's translations, in the same order.

    Raises:
        RefusedModel: too many expected words are missing; it names the worst sentence.
    """
    if not goldens:
        return
    kept = [_present(golden.expected, output) for golden, output in zip(goldens, outputs, strict=True)]
    total = sum(len(golden.expected) for golden in goldens)
    worst = min(range(len(goldens)), key=lambda i: kept[i] / len(goldens[i].expected))
    if kept[worst] and sum(kept) >= MIN_EXPECTED_RATIO * total:
        return
    expected = ", ".join(words[0] for words in goldens[worst].expected)
    raise RefusedModel(
        f"it translates {language!r} wrongly: {goldens[worst].source!r} becomes "
        f"{_shortened(outputs[worst])!r}, where {expected} were expected"
    )


def check_summary(source: str, output: str) -> None:
    """Raise an error if a summary does not keep to its text.

    Args:
        source: `PARAGRAPH`, or `SENTENCE` for a model that shortens one sentence.
        output: the model's summary.

    Raises:
        RefusedModel: the summary is empty, longer than the text or a loop, has too many words
            of its own, or misses the topic.
    """
    words, known = _words(output), set(_words(source))
    supported = sum(word in known for word in words)
    wrong = None
    if not words:
        wrong = "it writes nothing"
    elif len(words) > len(_words(source)):
        wrong = "its summary is longer than the text"
    elif len(set(words)) < len(words) / 2:
        wrong = "its summary repeats itself"
    elif supported < MIN_SUPPORTED_RATIO * len(words):
        wrong = "its summary is not based on the text"
    elif _present(_GIST, output) < len(_GIST):
        wrong = "its summary misses what the text is about"
    if wrong:
        raise RefusedModel(f"{wrong}: {_shortened(output)!r}")


def _present(expected: Sequence[Words], output: str) -> int:
    words = _words(output)
    return sum(any(_has(words, way) for way in ways) for ways in expected)


def _has(words: Sequence[str], way: str) -> bool:
    wanted = way.lower()
    return wanted in " ".join(words) if " " in wanted else any(word.startswith(wanted) for word in words)


def _words(text: str) -> list[str]:
    return _LETTERS.findall(text.lower())


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"

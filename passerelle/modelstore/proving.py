"""Sentences with a known answer, which a model must get right before it is put to use.

Converted checkpoints have produced plausible-looking garbage before (Transformers issues 26216
and 26271, CTranslate2 issues 836 and 1236). Whoever reads the output may not know the source
language, so that is found here and not by the reader. The sentences are easy on purpose: this
tells a working model from a broken one, not a good one from a better one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from passerelle.errors import RefusedModel

# Ways to say a word: one of them must be in the output, as a word or the beginning of one.
Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Golden:
    """A source and what its English must have in it.

    Attributes:
        source: what the model reads.
        expected: for each content word the English words that are right.
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

# For a summariser: an invented report, and what a summary of it cannot do without.
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
# A compressor of single sentences is given the first one.
SENTENCE = PARAGRAPH.split(". ", 1)[0] + "."

# Over the three sentences, the share of expected words that must be there; and of a summary's
# words, the share that must stand in the paragraph.
MIN_EXPECTED, MIN_SUPPORTED = 0.6, 0.6
_LETTERS = re.compile(r"[^\W\d_]+|\d+")


def sentences(language: str) -> tuple[Golden, ...]:
    """Three sentences of a language, or lists of names from the CLDR where none are written.

    Args:
        language: ISO 639 code.

    Returns:
        Three, or none at all for a language that the CLDR does not know either.
    """
    written = _SENTENCES.get(language)
    if written:
        pairs = zip(written, (_MONDAY, _WATER, _WAR), strict=True)
        return tuple(Golden(source, expected) for source, expected in pairs)
    return _from_cldr(language)


def _from_cldr(language: str) -> tuple[Golden, ...]:
    """Lists of weekdays, months and countries: the Unicode CLDR has these for some 300 languages."""
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
    """Refuse a translator whose output is not the English of the sentences.

    Args:
        language: ISO 639 code.
        goldens: the sentences.
        outputs: what the model made of them, in the same order.

    Raises:
        RefusedModel: with the sentence that is worst.
    """
    if not goldens:
        return
    kept = [_present(golden.expected, output) for golden, output in zip(goldens, outputs, strict=True)]
    total = sum(len(golden.expected) for golden in goldens)
    worst = min(range(len(goldens)), key=lambda i: kept[i] / len(goldens[i].expected))
    if kept[worst] and sum(kept) >= MIN_EXPECTED * total:
        return
    expected = ", ".join(words[0] for words in goldens[worst].expected)
    raise RefusedModel(
        f"it translates {language!r} wrongly: {goldens[worst].source!r} becomes "
        f"{_shortened(outputs[worst])!r}, where {expected} were expected"
    )


def check_summary(source: str, output: str) -> None:
    """Refuse a summariser that does not keep to its text.

    Args:
        source: `PARAGRAPH`, or `SENTENCE` for a model that shortens one sentence.
        output: what the model made of it.

    Raises:
        RefusedModel: the summary is empty, longer than the text or a loop, is made of other words,
            or misses what the text is about.
    """
    words, known = _words(output), set(_words(source))
    supported = sum(word in known for word in words)
    wrong = None
    if not words:
        wrong = "it writes nothing"
    elif len(words) > len(_words(source)):
        wrong = "its summary is longer than the text"
    elif len(set(words)) < len(words) / 2:
        wrong = "its summary says the same again and again"
    elif supported < MIN_SUPPORTED * len(words):
        wrong = "its summary is not made of the text"
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

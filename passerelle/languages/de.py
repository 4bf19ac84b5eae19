"""The record of German. Tables are case-folded, so `ß` is `ss`."""

from decimal import Decimal
from functools import cache

from passerelle.languages.base import (
    SHARED_COMPANIES,
    SHARED_TITLES,
    DateForms,
    Language,
    NameRules,
    Negation,
    SentenceRules,
    words,
)
from passerelle.languages.cursor import Amount
from passerelle.languages.dateforms import DAY, SOME_DAY, YEAR, decades, months, weekdays, wide_months
from passerelle.languages.numbers import NumberGrammar
from passerelle.languages.numerals import Numerals, numbered
from passerelle.languages.pagewords import MarkupNames, PageWords

_DIGITS = numbered("ein zwei drei vier fünf sechs sieben acht neun", 1) | {"eins": 1, "zwo": 2}
_TENS = numbered("zwanzig dreissig vierzig fünfzig sechzig siebzig achtzig neunzig", 20, 10)
_BELOW_HUNDRED = (
    _DIGITS
    | numbered("zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn", 10)
    | _TENS
    | {f"{digit}und{ten}": n + tens for digit, n in _DIGITS.items() for ten, tens in _TENS.items()}
)
# `achte` and its forms are also those of a verb.
_ORDINALS = numbered("zweit dritt viert fünft sechst siebt", 2) | numbered("neunt zehnt elft zwölft", 9)
_ORDINALS |= {f"{ten}st": n for ten, n in _TENS.items()}
_ENDINGS = ("e", "em", "en", "er", "es")
_MANY = {"dutzend": 12, "hundert": 100, "hunderttausend": 10**5, "tausend": 10**3, "zehntausend": 10**4}
_MANY = {word + ending: n for word, n in _MANY.items() for ending in ("e", "en")}
_AND_A_HALF = {f"{digit}einhalb": n + Decimal("0.5") for digit, n in _DIGITS.items() if digit != "eins"}
_ONES = words("ein eine einem einen einer eines eins")
_SCALES = {
    "billion": 10**12, "billionen": 10**12, "milliarde": 10**9, "milliarden": 10**9, "million": 10**6,
    "millionen": 10**6, "tausend": 10**3,
}  # fmt: skip
_WEAK = {
    "beide": ("2",), "beiden": ("2",), "beider": ("2",), "doppelt": ("2",), "doppelte": ("2",),
    "dreifach": ("3",), "dreimal": ("3",), "drittel": ("3",), "einmal": ("1",), "halb": ("0.5", "30"),
    "hälfte": ("0.5", "50", "2"), "jahrhundert": ("100",), "jahrhunderte": ("100",), "jahrzehnt": ("10",),
    "jahrzehnte": ("10",), "paar": ("2",), "viertel": ("4", "0.25", "15"), "zweimal": ("2",),
}  # fmt: skip
_NUMERALS = Numerals(
    group=".",
    point=",",
    words={word: n for word, n in _BELOW_HUNDRED.items() if word not in _ONES},
    scales=_SCALES,
    hundred=words("hundert"),
    ones=_ONES,
    vague={"dutzend": 12, "milliarden": 10**9, "millionen": 10**6},
    vague_before=words("einige mehrere viele wenige").union(_MANY),
    vague_scales=_MANY,
    ordinals={stem + ending: n for stem, n in _ORDINALS.items() for ending in _ENDINGS},
    suffixes=words("er ern"),
    short_scales={"bio": 10**12, "mio": 10**6, "mrd": 10**9, "tsd": 10**3},
    parts={"anderthalb": Decimal("1.5"), "halbe": Decimal("0.5"), "halben": Decimal("0.5")} | _AND_A_HALF,
    minus="minus",
    ranges=words("bis oder"),
    between=words("zwischen"),
    ands=words("und"),
    degrees=words("grad"),
    weak=_WEAK | dict.fromkeys(_ONES, ("1",)) | {"erst" + ending: ("1",) for ending in _ENDINGS},
    lowers=tuple(
        "abnahm einbruch fall fiel gefallen gering gesunken minder minus nachg negativ niedrig rückgang sank "
        "schrumpf sink unter verlor verlust wenig zurückg".split()
    ),
)
# Units counted by ordinals, such as centuries: `im 19. Jahrhundert`.
_COUNTED = words("jahrhundert jahrhunderts jahrzehnt tag jahr")


@cache
def _compound(word: str) -> int | None:
    """Return the value of a one-word number below a million: `zweihunderteinundzwanzig`."""
    if word in _BELOW_HUNDRED or len(word) > 60:
        return _BELOW_HUNDRED.get(word)
    for name, factor in (("tausend", 1000), ("hundert", 100)):
        head, found, tail = word.partition(name)
        if found:
            first = _compound(head) if head else 1
            rest = _compound(tail.removeprefix("und")) if tail else 0
            return None if first is None or rest is None or rest >= factor else first * factor + rest
    return None


class GermanNumbers(NumberGrammar):
    """German: numbers in one word, ordinals and abbreviations with a full stop."""

    def digit(self, j: int | None) -> int | None:
        """Return the value of a number in one word, or of an ordinal."""
        word = self.word(j)
        return 1 if word in self.table.ones else _compound(word) or self.table.ordinals.get(word)

    def small(self, j: int, after: bool) -> tuple[int, int] | None:
        """Return a number in one word; it may be of any size."""
        value = self.digit(j)
        return None if value is None else (value, j)

    def from_words(self, i: int) -> Amount | None:
        """Return the number in words that starts at a token: `zweieinhalb Stunden` too."""
        half = self.table.parts.get(self.word(i), Decimal(0))
        return super().from_words(i) or (Amount(half, i + 1) if half > 1 else None)

    def from_digits(self, i: int) -> Amount | None:
        """Return the number that starts at a token in digits: `5 Mio. Euro`, `im 19. Jahrhundert`."""
        amount = super().from_digits(i)
        if amount is None or amount.end + 1 >= len(self.tokens) or self.tokens[amount.end].text != ".":
            return amount
        short = self.word(amount.end - 1) in self.table.short_scales
        unit = self.tokens[amount.end + 1].folded in _COUNTED
        return Amount(amount.value, amount.end + 1) if short or unit else amount


_DECADES = tuple(f"{ten}er[ -]?jahren?" for ten in ("zwanzig", "drei(?:ß|ss)ig", *list(_TENS)[2:]))
_MONTHS = {"feber": 2, "jänner": 1}


def _date_patterns() -> tuple[str, ...]:
    name = rf"(?P<name>(?i:{'|'.join(months('de', _MONTHS))}))\b\.?"
    wide = "|".join(map(str.capitalize, (*wide_months("de"), *_MONTHS)))
    days = "|".join(weekdays("de", "s"))
    weekday = rf"(?:\b(?P<weekday>(?i:{days}))\b,?\s+(?:de[mnr]\s+)?)?"
    month = r"(?P<month>1[0-2]|0?[1-9])"
    return (
        rf"{weekday}(?<![\d/.,-]){DAY}\.\s?{name}(?:\s+{YEAR})?",
        rf"{weekday}(?<![\d/.,-]){DAY}\.\s?{month}\.\s?{YEAR}",
        rf"(?<![\d/.,-])(?P<span>{DAY}\.)(?=\s?(?:-|–|bis(?: zum)?|und|oder)\s?{SOME_DAY}\.\s?{name})",
        rf"\b(?i:ab|am|bis|de[mnr]|seit|vom|zum)\s+(?P<span>{DAY}\.\s?{month}\.)(?!\d)",
        rf"\b{name}\s+{YEAR}",
        rf"\b(?P<name>{wide})s?\b",
        r"(?<!\d)(?P<decade>(?:19|20)?\d0)er(?:[ -]Jahren?)?\b",
        rf"\b(?i:{decades(_DECADES)})\b",
        rf"\b(?i:jahr|jahre|jahres|anfang|mitte|ende|frühjahr|frühling|sommer|herbst|winter)\s+(?P<span>{YEAR})",
        rf"\b(?i:ab|bis|nach|seit|vor)\s+(?P<span>{YEAR})(?!\s?[A-ZÄÖÜ%€$])",
        rf"\b(?P<weekday>(?i:{days}))(?=abend|früh|mittag|morgen|nach|vormittag|\b)",
        r"\b(?i:sonnabends?)(?P<w6>)\b",
        r"(?<![\d,.])(?P<hour>[01]?\d|2[0-4])(?:[.:](?P<minute>[0-5]\d))?\s?Uhr\b(?:\s(?P<minute>[0-5]\d)\b)?",
    )


_DATES = DateForms(patterns=_date_patterns, months=_MONTHS, weekday_plural="s")
_NAMES = {
    "m": "metern", "km": "kilometern", "cm": "zentimetern", "mile": "meilen", "t": "tonnen", "day": "tagen",
    "hour": "stunden", "minute": "minuten", "week": "wochen", "month": "monaten", "year": "jahren",
    "century": "jahrhunderts", "decade": "jahrzehnten", "%": "prozent", "EUR": "euro", "USD": "dollar",
    "CHF": "franken", "GBP": "pfund", "RUB": "rubel", "INR": "rupien", "CNY": "yuan", "JPY": "yen",
}  # fmt: skip
_UNITS = {word: unit for unit, word in _NAMES.items()} | {"euros": "EUR", "us-dollar": "USD", "v. h.": "%"}
_UNITS |= {"jahrhundert": "century", "prozentpunkte": "pp", "prozentpunkten": "pp"}
_EU, _UN = ("European Union", "EU", "E.U."), ("United Nations", "UN", "U.N.")
_USA = ("United States", "U.S.", "US", "USA", "America", "American")
_EXONYMS = {
    "bayern": ("Bavaria",), "bodensee": ("Lake Constance",),
    "braunschweig": ("Brunswick", "Braunschweig"), "bundestag": ("Bundestag", "parliament"),
    "donau": ("Danube",), "elsass": ("Alsace",), "eu": _EU, "eu-kommission": ("European Commission",),
    "europäische kommission": ("European Commission",), "europäische union": _EU,
    "europäischen kommission": ("European Commission",), "europäischen union": _EU,
    "ezb": ("ECB", "European Central Bank"), "florenz": ("Florence",), "genf": ("Geneva",),
    "hannover": ("Hanover", "Hannover"), "hessen": ("Hesse",),
    "iwf": ("IMF", "International Monetary Fund"), "köln": ("Cologne",), "mailand": ("Milan",),
    "mittelmeer": ("Mediterranean",), "moskau": ("Moscow",), "münchen": ("Munich",),
    "nahen osten": ("Middle East",), "naher osten": ("Middle East",), "neapel": ("Naples",),
    "niedersachsen": ("Lower Saxony",), "nordrhein-westfalen": ("North Rhine-Westphalia",),
    "nordsee": ("North Sea",), "nürnberg": ("Nuremberg",), "ostsee": ("Baltic",), "rhein": ("Rhine",),
    "rheinland-pfalz": ("Rhineland-Palatinate",), "sachsen": ("Saxony",),
    "sachsen-anhalt": ("Saxony-Anhalt",), "sowjetunion": ("Soviet Union", "USSR"),
    "thüringen": ("Thuringia",), "uno": _UN, "us": _USA, "usa": _USA, "venedig": ("Venice",),
    "vereinigte staaten": _USA, "vereinigten staaten": _USA, "vereinte nationen": _UN,
    "vereinten nationen": _UN, "weissen haus": ("White House",), "weisses haus": ("White House",),
    "who": ("WHO", "World Health Organization"),
}  # fmt: skip
_NUMBERED = frozenset(map(str, range(1, 100)))  # Ordinals: `am 3. Oktober`.
_SENTENCES = SentenceRules(
    before_name=SHARED_TITLES
    | words(
        """
        Abb Bd Dipl Frl Hr Hrn Ing Nr a bspw bzgl bzw ca d d.h dt ehem einschl engl evtl exkl frz geb gegr
        gest ggf h i i.d.R inkl insb jur max med min mind n o phil rer s sog u u.U u.a v v.a vgl z z.B z.T
        zzgl
        """
    ),
    before_number=_NUMBERED
    | words("Abs Apr Art Aug Dez Feb Jan Kap Nov Okt S Sept Tab Tel Ziff abs art jan kap s tel"),
    before_opening=SHARED_COMPANIES | _NUMBERED | words("Bio Mio Mrd Str Tsd e.V etc mio mrd usf usw v.Chr"),
    openings=words(
        """
        Aber Aktuell Alle Allerdings Als Also Am An Andere Anders Auch Auf Aufgrund Aus Außerdem Bei Beide
        Bereits Bis Bisher Da Dabei Dadurch Dafür Dagegen Daher Damit Danach Daneben Dann Daran Darauf Darum
        Darüber Das Dass Davon Davor Dazu Dem Den Denn Dennoch Der Deren Derzeit Deshalb Dessen Die Dies
        Diese Diesem Diesen Dieser Dieses Doch Dort Durch Ebenso Ein Eine Einem Einen Einer Eines Einige Er
        Erst Es Etwa Für Gegen Gestern Hat Heute Hier Hinter Ich Ihm Ihr Ihre Ihren Im In Insgesamt Ist Jede
        Jeder Jedoch Jetzt Kein Keine Laut Man Manche Mehr Mehrere Mit Nach Nachdem Neben Nicht Noch Nun Nur
        Ob Obwohl Oder Ohne Schon Sein Seine Seit Seitdem Sie Sind So Sogar Somit Sowohl Statt Trotz
        Trotzdem Um Und Unter Unterdessen Viele Vom Von Vor War Warum Was Weil Weitere Weiter Welche Wenn
        Wer Wie Wir Wird Wo Während Zu Zudem Zuletzt Zum Zuvor Zur Zwar Zwischen Zwei Über Übrigens
        """
    ),
    name_parts=words("Der Von Zu"),
    continuing=words("etc mio mrd"),
    lettered=words("gruppe hepatitis klasse kategorie plan stufe typ variante vitamin"),
)
_PAGE = PageWords(
    source=(r"quellen?",),
    source_article=(r"(?:zum )?original(?:artikel|beitrag|text)", r"englisches original"),
    source_after=(r"(?:zuerst|ursprünglich) (?:erschienen|veröffentlicht) (?:auf|bei|in)", r"übersetzt aus"),
    source_link=(r"link(?: zum original)?", r"zum artikel"),
    credit=(r"Bild(?:quelle|nachweis)?", r"Bilder", r"Fotos?", r"Grafik"),
    caption=(r"Bildunterschrift",),
    illustration=(r"symbol(?:bild|foto)",),
    bracketed_credit=(r"(?:bild(?:quelle)?|fotos?|grafik)(?=\s*[:：)\]])",),
    counter=(r"aufrufe?", r"kommentare?"),
    share=(r"(?:artikel )?teilen", r"drucken", r"link kopieren", r"merken", r"per e-?mail", r"weiterleiten"),
    share_joins=(r"auf", r"diesen artikel", r"per", r"und", r"via"),
    related=(
        r"das könnte (?:dich|sie) auch interessieren",
        r"lesen sie (?:auch|hier|mehr)",
        r"mehr zum thema",
        r"schlagw[oö]rte?r?",
        r"siehe auch",
    ),
    follow=(r"abonnieren sie", r"folgen sie uns", r"melden sie sich"),
    follow_what=(r"kanal", r"newsletter"),
    rights=(r"alle rechte vorbehalten",),
    elements=(r"anzeige", r"kommentar schreiben", r"lesezeit:? \d+ min(?:uten)?", r"werbung"),
    byline=(
        r"(?:mon|diens|donners|frei|sams|sonn)tag,? ",
        r"aktualisiert",
        r"mittwoch,? ",
        r"stand:",
        r"von ",
    ),
    subscribe=(r"jetzt (?:abonnieren|anmelden|registrieren)(?: und (?:weiterlesen|weiter lesen))?",),
    reported=(r", (?:berichtete?|erklärte?|hieß es|sagte?|so|teilte)\b",),
    abbreviations=("Dr", "Hr", "Prof", "St"),
    author_before=(r"autor(?:in(?:nen)?|en)?", r"(?:ein beitrag |text |interview )?von(?! de[rnm]\b)"),
    agency_before=(r"mit",),
    published=(
        r"(?:zuletzt )?(?:aktualisiert|bearbeitet|geändert)",
        r"(?:zuerst )?(?:erschienen|publiziert|veröffentlicht)",
        r"stand:",
    ),
    date_joins=("am", "min(?:uten?)?", "stunden?", "tagen?", "uhr", "um", "vor"),
    paywall=(
        r"(?:dieser|der ganze|der komplette) (?:artikel|beitrag|text) ist (?:nur )?für abonnent\S*.*",
        r"(?:exklusiv|nur) für (?:abonnent\S*|mitglieder)",
        r"(?:bereits|schon|sie sind bereits) (?:abonnent(?:in)?|kund(?:e|in)|registriert) ?\?.*",
        r"(?:jetzt )?weiterlesen mit \S+\+?.*",
        r"(?:um|zum) (?:weiterzulesen|weiterlesen)\b.{0,60}(?:abo|anmeld|registrier)\S*.*",
    ),
    home=(r"start(?:seite)?",),
    consent=(
        r"(?:alle )?cookies (?:akzeptieren|ablehnen|zulassen)",
        r"wir (?:und unsere (?:\d+ )?partner )?(?:(?:be)?nutzen|speichern|verwenden)\b.{0,80}\bcookies",
    ),
    live=(r"(?:im )?live-?(?:blog|ticker)\b", r"newsticker\b", r"\w+-(?:newsblog|live-?ticker)\b"),
    robot_check=(
        r"(?:bitte )?bestätigen sie,? dass sie (?:ein mensch|kein roboter) sind\b.*",
        r"nur einen moment(?:\.\.\.|…)?",
    ),
    not_found=(
        r"(?:die|diese) (?:angeforderte|gesuchte|gewünschte) seite (?:existiert|konnte|wurde) nicht\b.*",
        r"fehler 4(?:04|10)\b.{0,60}",
        r"(?:artikel|seite) nicht gefunden\b.{0,60}",
    ),
    denied=(r"zugriff verweigert\b.{0,5}",),
    failure=(r"interner serverfehler\b.{0,60}", r"wartungsarbeiten"),
    login=(r"anmelden", r"bitte melden sie sich an\b(?!.*kommentier).{0,80}"),
    script_needed=(
        r"bitte (?:aktivieren sie|schalten sie) javascript\b.*",
        r"javascript ist (?:deaktiviert|erforderlich)\b.*",
    ),
    mail=(
        r"von meinem \w+ gesendet",
        r"gesendet mit der\b.{0,60}",
        r"(?:diese e-mail|diese nachricht)\b.{0,120}\bvertraulich\b.*",
    ),
    mail_field=("an", "betreff", "cc", "datum", "gesendet", "von"),
    wrote=(r"schrieb(?: .{2,60})?",),
    reply_prefix=("aw",),
    forward_prefix=("wg",),
    subtitled=(r"untertitel(?:ung)?(?: der| des| im auftrag| von|:)\s.{0,80}",),
)
_TITLES = """
abgeordnete abgeordneter anwalt anwältin autor autorin bank chef chefin direktor direktorin firma forscher
forscherin gruppe hauptstadt kanzler kanzlerin konzern kommissar kommissarin leiter leiterin minister
ministerin ministers politiker politikerin präsident präsidenten präsidentin professor professorin richter
richterin sprecher sprecherin trainer trainerin vorsitzende vorsitzender
"""
_IMPLIED = r"""
\w+frei(?:e[mnrs]?)? \w+los(?:e[mnrs]?)? abge\w+ allein anstatt außer bevor fehl\w+ gegen gescheitert kaum
lehn\w+ mangel\w* miss\w+ nein nur scheiter\w+ selten statt un(?!d\b|s|t)\w{3,} verbo\w+ verhinder\w+
vermeid\w+ verweiger\w+ wenig\w* zweifel\w*
"""
_CONJUNCTIONS = "aber bevor damit dass denn indem nachdem ob obwohl oder sodass sondern sowie und weil wenn"

GERMAN = Language(
    code="de",
    numerals=_NUMERALS,
    numbers=GermanNumbers,
    units=_UNITS,
    no_units=words("in"),
    dates=_DATES,
    names=NameRules(
        titles=words(
            """
            bischof bundeskanzler bundeskanzlerin doktor dr frau general graf herr herrn herzog insel kaiser
            kardinal kreis könig königin land madame monsieur papst partei premier prinz prinzessin prof
            provinz region sir stadt st
            """
        ),
        capital_nouns=True,
        title_endings=tuple(_TITLES.split()),
        particles=words("der von vom zu zum"),
        genitive="s",
    ),
    exonyms=_EXONYMS,
    negation=Negation(
        sure=(
            r"\bkein(?:e[mnrs]?|erlei|esfalls|eswegs)?\b",
            r"\b(?:nicht|nichts|nie|niemals|niemand(?:e[mn])?|nirgends|nirgendwo|ohne|weder)\b",
        ),
        excepted=(
            r"\bnicht (?:allein|einmal|nur|selten|zuletzt|wahr)\b",
            r"\bnichts als\b",
            r"\bohne (?:weiteres|zweifel)\b",
        ),
        implied=tuple(_IMPLIED.split()),
    ),
    sentences=_SENTENCES,
    function_words=words(
        """
        aber auch auf aus bei beim bis das dass dem diese dieser dieses durch ein eine einem einen einer
        eines für gegen haben hatte ihre ihrem ihren ihrer ist kann kein keine können mehr mit nach nicht
        noch nur oder ohne sehr sei sein seine seinen seiner seit sich sie sind sowie soll sollen über um
        und uns unter vom vor wegen weil wenn werden wie wieder wird wir wurde wurden während zu zum zur
        zwischen
        """
    ),
    page=_PAGE,
    markup=MarkupNames(author=(r"autor",), kicker=(r"dachzeile",)),
    conjunctions=tuple(rf"{word}\b" for word in _CONJUNCTIONS.split()),
    # Without parallel German data: the wider of the ratios measured for French and Vietnamese.
    length_ratio=(0.45, 1.75),
    endings=(("innen", "in", 3), *((ending, "", 3) for ending in ("en", "er", "es", "e", "n", "s"))),
    references=(
        r"(?:(?:aber|doch|und) )?(?:dies|jen)e[rsnm]? "
        r"(?!(?:wochen?|monate?|jahr\w*|sommer|winter|herbst|frühling|frühjahr|nacht|abend|morgen|wochenende|mal|\w*tag\w*)\b)\w{3}",
    ),
    own_letters=frozenset("äöüß"),
    codec="cp1252",
    letters=frozenset("äöüß"),
)

"""French dates and times of day."""

from passerelle.languages.base import DateForms
from passerelle.languages.dateforms import (
    DAY,
    DAY_FIRST,
    LIKELY_YEAR,
    MONTH,
    YEAR,
    decades,
    month_names,
    numbered,
    weekdays,
    wide_months,
)

_ORDINAL = r"(?:st|nd|rd|th|er|ère|re)?"
_TENS = (
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante(?!-)",
    "soixante-dix",
    "quatre-vingts?(?!-)",
    "quatre-vingt-dix",
)
_NTH = (
    r"premier|1er",
    r"deuxième|second|2n?de?|2e|2ème",
    r"troisième|3e|3ème",
    r"quatrième|4e|4ème",
)
_MORE_NTH = "cinquième sixième septième huitième neuvième dixième onzième douzième".split()
_HOURS = (
    *"zéro une deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(),
    *"dix-sept dix-huit dix-neuf vingt".split(),
    r"vingt[\s-]et[\s-]une",
    *"vingt-deux vingt-trois vingt-quatre".split(),
)
_MINUTES: dict[int, str] = {
    5: "cinq", 10: "dix", 15: "quinze|et quart", 20: "vingt", 25: "vingt-cinq", 30: "trente|et demie?",
    35: "trente-cinq", 40: "quarante", 45: "quarante-cinq|trois quarts", 50: "cinquante",
    55: "cinquante-cinq",
}  # fmt: skip
# Abbreviations of Canada, and names as keyboards without accents write them.
_MONTHS = {"juill": 7, "fevrier": 2, "aout": 8, "decembre": 12}
# Before a year after `de` where it counts something, in the order of the look-behinds.
_COUNTED = "plus moins près total nombre hauteur altitude somme montant environ distance".split()
# What follows a year and is no noun.
_GOES_ON = (
    r"(?=\s*(?:$|[.,;:!?)»\"”\]–—])|\s+(?:est|était|sont|étaient|qui|que|qu|a|ont|avait|avaient|aura|en|sur|pour"
    r"|dans|par|pas|ne|n|se|s|où|dont|avec|contre|comme|selon|mais|car|puis|lors|après|avant|depuis|chez|sous"
    r"|aux?|fut|furent)\b)"
)


def _date_patterns() -> tuple[str, ...]:
    # `sept` is seven unless a dot or a year follows it.
    every = month_names("fr", _MONTHS).replace(r"sept\b\.?", r"sept\b(?=\.|\s+[12]\d{3}\b)\.?")
    name = rf"(?P<name>(?i:{every}))"
    days = "|".join(weekdays("fr", "s"))
    weekday = rf"(?:\b(?P<weekday>(?i:{days}))\b,?\s+(?:le\s+|the\s+)?)?"
    # `Mars` opens a sentence as a planet or a god.
    plain = wide_months("fr")
    wide = "|".join([*plain, *(month.capitalize() for month in plain if month != "mars")])
    nth_month = numbered("m", (*_NTH, *_MORE_NTH))
    counted = "".join(f"(?<!{word} )" for word in _COUNTED)
    return (
        rf"{weekday}(?<![\w/.,-])(?:{DAY}{_ORDINAL}|(?P<first>(?i:premier)))\s+{name}(?:(?:\s+de)?\s+{YEAR})?",
        *DAY_FIRST,
        rf"\b(?P<weekday>(?i:{days}))\s+(?:le\s+)?{DAY}/{MONTH}(?![\d/])",
        rf"(?:\b(?i:le|du|au)\s+|\((?!\d/\d\)))(?P<span>{DAY}/{MONTH})"
        rf"(?![\d/]|\s+(?:d[eu]|des)\b|\s+d['’])",
        rf"\b{name}(?:\s+de)?\s+{YEAR}",
        rf"\b(?P<name>{wide})\b",
        rf"(?<![\w/.,-]){DAY}(?:e|er|ème)\s+jour\s+du\s+(?:{nth_month})\s+mois(?:\s+lunaire)?",
        rf"\b(?:{numbered('q', _NTH)})\s+trimestre(?:\s+(?:de\s+)?(?:l['’](?:année|exercice)\s+)?{YEAR})?",
        rf"\bT(?P<quarter>[1-4])(?:\s+{YEAR})?(?![\w-])",
        rf"\b(?:{numbered('s', _NTH[:2])})\s+semestre(?:\s+(?:de\s+)?(?:l['’](?:année|exercice)\s+)?{YEAR})?",
        r"\b(?:années|décennie)\s+(?P<decade>(?:19|20)?\d0)(?!\d)",
        rf"\bannées\s+(?:{decades(_TENS)})\b",
        rf"\b(?i:en|depuis|dès|année|an|avant|après|vers|fin|début|mi|été|hiver|printemps|automne|millésime"
        rf"|d['’]ici|jusqu['’]en)\s+(?P<span>{YEAR})",
        rf"{counted}\b(?i:de|du|d['’]ici à|des années)\s+(?P<span>{LIKELY_YEAR}){_GOES_ON}",
        rf"\b(?:de|entre)\s+(?P<span>{LIKELY_YEAR})(?=\s+(?:à|et)\s+(?:1[5-9]|20)\d\d(?!\d){_GOES_ON})",
        rf"\b(?:de|entre)\s+(?:1[5-9]|20)\d\d\s+(?:à|et)\s+(?P<span>{LIKELY_YEAR}){_GOES_ON}",
        rf"\b(?P<weekday>(?i:{days}))\b",
        *_time_patterns(),
    )


def _time_patterns() -> tuple[str, ...]:
    hour = r"(?<![\w,.])(?P<hour>[01]?\d|2[0-4])"
    minutes = numbered("n", (_MINUTES.get(n, "") for n in range(60)), 0)
    spoken = rf"(?:(?P<less>moins)\s+(?:le\s+quart(?P<n15>)|(?:{minutes}))|(?:{minutes}))"
    part = r"(?:\s+(?:du|de\s+la|de\s+l['’])\s*(?P<part>matin|matinée|soir|soirée|après-midi|nuit)\b)"
    at = r"(?<!\d )\b(?i:à|vers|dès|jusqu['’]à|jusqu['’]au|avant)\s+"
    no_length = "".join(f"(?<!{word} )" for word in "pour pendant durant dure duré".split())
    return (
        rf"{hour}\s+(?P<loose>heures?)\s+(?:(?P<minute>[0-5]\d)\b|(?:{spoken})\b){part}?",
        rf"{hour}\s+heures?{part}",
        rf"{no_length}{hour}\s?[hH](?:\s?(?P<minute>[0-5]\d))?(?!\w){part}?",
        rf"{at}(?P<span>(?P<hour>[01]?\d|2[0-4])\s+(?P<loose>heures?))\b",
        rf"{at}(?P<span>(?:{numbered('h', _HOURS, 0)})\s+(?P<loose>heures?)\b(?:\s+{spoken}\b(?!-))?{part}?)",
        rf"(?<![\w-])(?P<h12>midi)(?P<noon>)\b(?!-)(?:\s+(?:{spoken})\b)?",
        rf"(?<![\w-])(?P<h0>[Mm]inuit)(?P<noon>)\b(?:\s+(?:{spoken})\b)?",
    )


DATES = DateForms(
    patterns=_date_patterns,
    months=_MONTHS,
    weekday_plural="s",
    parts_of_day={
        "matin": 0,
        "matinée": 0,
        "après-midi": 12,
        "soir": 16,
        "soirée": 16,
        "nuit": 18,
    },
    time_mentions={
        "T00:00": r"\b(?:minuit|zéro heure|24 ?h)",
        "T12:00": r"\b(?:midi|mi-journée|déjeuner)\b",
    },
)

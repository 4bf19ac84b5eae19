"""French dates and times of day."""

from passerelle.languages.base import DateForms
from passerelle.languages.dateforms import DAY, YEAR, decades, months, weekdays, wide_months

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


def _date_patterns() -> tuple[str, ...]:
    # `sept` is seven unless a dot or a year follows it.
    every = "|".join(name + (r"(?=\.|\s+[12]\d{3}\b)" if name == "sept" else "") for name in months("fr"))
    name = rf"(?P<name>(?i:{every}))\b\.?"
    days = "|".join(weekdays("fr", "s"))
    weekday = rf"(?:\b(?P<weekday>(?i:{days}))\b,?\s+(?:le\s+|the\s+)?)?"
    # `Mars` opens a sentence as a planet or a god.
    plain = wide_months("fr")
    wide = "|".join([*plain, *(month.capitalize() for month in plain if month != "mars")])
    return (
        rf"{weekday}(?<![\d/.,-]){DAY}{_ORDINAL}\s+{name}(?:\s+{YEAR})?",
        rf"(?<![\d/.-]){DAY}[/.](?P<month>1[0-2]|0?[1-9])[/.]{YEAR}",
        rf"(?:\b(?i:le|du|au)\s+|\((?!\d/\d\)))(?P<span>{DAY}/(?P<month>1[0-2]|0?[1-9]))"
        rf"(?![\d/]|\s+(?:d[eu]|des)\b|\s+d['’])",
        rf"\b{name}\s+{YEAR}",
        rf"\b(?P<name>{wide})\b",
        r"\bannées\s+(?P<decade>(?:19|20)?\d0)(?!\d)",
        rf"\bannées\s+(?:{decades(_TENS)})\b",
        rf"\b(?i:en|depuis|dès|année|an|avant|après|vers|fin|début|été|hiver|printemps|automne"
        rf"|d['’]ici|jusqu['’]en)\s+(?P<span>{YEAR})",
        rf"\b(?P<weekday>(?i:{days}))\b",
        r"(?<![\d,.])(?P<hour>[01]?\d|2[0-4])\s+heures\s+(?P<minute>[0-5]\d)\b",
        r"(?<![\d,.])(?P<hour>[01]?\d|2[0-4])\s?[hH](?:\s?(?P<minute>[0-5]\d))?(?![\w])",
    )


DATES = DateForms(patterns=_date_patterns, weekday_plural="s")

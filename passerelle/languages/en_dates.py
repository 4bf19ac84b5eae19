"""English dates and times of day."""

from passerelle.languages.base import DateForms
from passerelle.languages.dateforms import DAY, YEAR, decades, months, weekdays

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


DATES = DateForms(patterns=_date_patterns, months=_MONTHS, weekday_plural="s")

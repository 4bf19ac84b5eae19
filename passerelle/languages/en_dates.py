"""English dates and times of day."""

from passerelle.languages.base import DateForms
from passerelle.languages.dateforms import (
    DAY,
    DAY_FIRST,
    MONTH,
    SHORT_YEAR,
    YEAR,
    decades,
    month_names,
    months,
    numbered,
    weekdays,
)

_ORDINAL = r"(?:st|nd|rd|th|er|ère|re)?"
_TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
# `May` and `March` are other words too; alone they need one of these before them.
_BEFORE_MONTH = (
    r"(?:in|of|last|since|early|late|mid|next|this|until|by|from|to|through|before|after|during|between)"
)
_MONTHS = {"sept": 9}
_NTH = ("first|1st", "second|2nd", "third|3rd", "fourth|final|4th")
_MORE_NTH = "fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_MINUTES = {10: "ten", 15: "fifteen", 20: "twenty", 30: "thirty", 40: "forty", 45: "forty[ -]five"}


def _date_patterns() -> tuple[str, ...]:
    names = months("en", _MONTHS)
    every = month_names("en", _MONTHS)
    # `2 may` is mostly the verb.
    wide = "|".join(name for name in names if len(name) > 3)
    # A sentence may begin with French seven, left as it is; the month has a dot.
    alone = "|".join(
        name.title() + (r"(?=\.)" if name == "sept" else "")
        for name in names
        if len(name) > 3 and name != "march"
    )
    titled = "|".join(name.title() for name in names)
    name = rf"(?P<name>(?i:{every}))"
    days = weekdays("en", "s")
    weekday = rf"(?:\b(?P<weekday>(?i:{'|'.join(days)}))\b,?\s+(?:le\s+|the\s+)?)?"
    of_year = rf"(?:\s+(?:of\s+(?:the\s+year\s+)?)?{YEAR})?"
    return (
        rf"{weekday}\b(?<!\d ){name}\s+(?:the\s+)?{DAY}{_ORDINAL}(?:,?\s+{YEAR})?(?!:)",
        rf"{weekday}(?<![\w/.,-])(?:{DAY}{_ORDINAL}|(?P<first>(?i:first)))\s+(?:of\s+)?"
        rf"(?P<name>(?i:{wide})|{titled})\b(?:,?\s+{YEAR})?",
        rf"(?<![\w/.,-]){MONTH}/{DAY}/{YEAR}",
        rf"(?<![\w/.,-]){MONTH}/{DAY}/{SHORT_YEAR}",
        *DAY_FIRST,
        rf"\b{name}(?:,?\s+|\s+of\s+){YEAR}",
        rf"(?<![\w/.,-]){DAY}{_ORDINAL}\s+day\s+of\s+the\s+(?:{numbered('m', (*_NTH, *_MORE_NTH))})"
        r"(?:\s+lunar)?\s+month",
        rf"\b(?i:{numbered('q', _NTH)})[\s-]+quarter{of_year}\b(?!-)",
        rf"\bQ(?P<quarter>[1-4]){of_year}(?![\w-])",
        rf"\b(?i:{numbered('s', _NTH[:2])})\s+(?:half|six\s+months)\s+of\s+(?:the\s+year\b|{YEAR})",
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
    hours = numbered("h", _HOURS)
    minutes = numbered("n", (_MINUTES.get(n, "") for n in range(60)), 0)
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


DATES = DateForms(
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

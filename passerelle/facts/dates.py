"""Find dates, months, weekdays, years and times of day, complete or partial."""

import re
from functools import cache

from passerelle import languages
from passerelle.facts.types import Fact
from passerelle.languages import LANGUAGES, dateforms
from passerelle.languages.tokens import fold
from passerelle.once import once


@cache
def _folded_names(language: str) -> tuple[dict[str, int], dict[str, int]]:
    """Return months and weekdays by folded name: case-insensitive patterns match `ı` and `İ` as `i`."""
    record = LANGUAGES[language]
    months = dateforms.months(language, record.dates.months)
    weekdays = dateforms.weekdays(language, record.dates.weekday_plural)
    return {fold(name): n for name, n in months.items()}, {fold(name): n for name, n in weekdays.items()}


@once
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """Return the date patterns of a language, more exact ones first."""
    record = languages.get(language)
    forms = record.dates.patterns() if record else ()
    return tuple(re.compile(_distinct(form)) for form in (*forms, *dateforms.UNIVERSAL))


def _distinct(form: str) -> str:
    """Give groups that occur more than once in a pattern distinct names: `w1`, `w1_2`."""
    seen: dict[str, int] = {}

    def rename(match: re.Match[str]) -> str:
        name = match.group(1)
        seen[name] = seen.get(name, 0) + 1
        return match.group() if seen[name] == 1 else f"(?P<{name}_{seen[name]}>"

    return re.sub(r"\(\?P<(\w+)>", rename, form)


def find_dates(text: str, language: str) -> list[Fact]:
    """Return the dates of a text in order, each with the parts that it states.

    A value is written as in ISO 8601 and XML Schema, without missing parts: `2024-10-25`, `2024-10`,
    `2024`, `--10-25`, `--10`, `---25`, a decade `199X` (`--9X` without its century), a weekday `-W-5`
    (Friday), a time of day `T14:30` (`T09:30~` where it may be twelve hours later), a quarter `2024-Q1`
    or a half of a year `2024-S1` (`--Q1` without its year).

    Args:
        text: a text in composed form (NFC).
        language: ISO 639-1 code; without a table for it, only `2024-10-25` and `14:30` are found.
    """
    facts: list[Fact] = []
    taken = bytearray(len(text))
    for pattern in _patterns(language):
        for match in pattern.finditer(text):
            groups = {
                key.split("_")[0]: value for key, value in match.groupdict().items() if value is not None
            }
            start, end = match.span("span") if "span" in groups else match.span()
            if taken.find(1, start, end) >= 0:
                continue
            taken[start:end] = b"\1" * (end - start)
            facts.append(Fact("date", start, end, text[start:end], _value(groups, language)))
    return sorted(facts, key=lambda fact: fact.start)


# A two-digit year is between this one and 99 years later.
_FIRST_SHORT_YEAR = 1950
# Groups whose names contain a number: a day, month, weekday, decade, quarter, half-year, hour or minute.
_NUMBERED = re.compile(r"([dmwtqshn])(\d+)")
_ROMAN_QUARTERS = {"I": 1, "II": 2, "III": 3, "IV": 4}


def _value(groups: dict[str, str], language: str) -> str:
    """Return the value of a match from its groups, named as in `DateForms.patterns`."""
    numbered = {m[1]: int(m[2]) for key in groups if (m := _NUMBERED.fullmatch(key))}
    if decade := groups.get("decade"):
        return decade[:3] + "X" if len(decade) == 4 else f"--{decade[0]}X"
    if "t" in numbered:
        return f"--{numbered['t']}X"
    if "hour" in groups or "h" in numbered:
        return _time(groups, numbered, language)
    year = groups.get("year", "")
    if short := groups.get("yy"):
        year = str(_FIRST_SHORT_YEAR + (int(short) - _FIRST_SHORT_YEAR) % 100)
    if quarter := groups.get("quarter"):
        numbered["q"] = _ROMAN_QUARTERS.get(quarter.upper()) or int(quarter)
    for letter, title in (("q", "Q"), ("s", "S")):
        if letter in numbered:
            return f"{year or '-'}-{title}{numbered[letter]}"
    if "w" in numbered and not groups.get("month") and "m" not in numbered:
        return f"-W-{numbered['w']}"
    month = numbered.get("m") or int(groups.get("month", 0))
    if name := groups.get("name"):
        month = _folded_names(language)[0][fold(name.rstrip("."))]
    day = (
        numbered.get("d")
        or int(groups.get("day", 0))
        or (1 if "first" in groups else 15 if "full" in groups else 0)
    )
    if not (month or day or year):
        return f"-W-{_folded_names(language)[1][fold(groups['weekday'])]}"
    if year and not day:
        return f"{year}-{month:02}" if month else year
    if year:
        return f"{year}-{month:02}-{day:02}"
    return f"--{month:02}-{day:02}" if month and day else f"--{month:02}" if month else f"---{day:02}"


def _time(groups: dict[str, str], numbered: dict[str, int], language: str) -> str:
    """Return the value of a time of day."""
    record = languages.get(language)
    forms = record.dates if record else None
    hour = int(groups["hour"]) if "hour" in groups else numbered["h"]
    minute = int(groups["minute"]) if "minute" in groups else numbered.get("n", 0)
    if "less" in groups:
        hour, minute = hour - 1, 60 - minute
    part = groups.get("part") or groups.get("half")
    opens = forms.parts_of_day.get(part.casefold()) if forms and part else None
    if opens is not None and hour <= 12:
        # Of the two possible hours, the one in the twelve hours from the start of that part of the day.
        hour = opens + (hour - opens) % 12
    twelve = ("hour" in groups or "h" in numbered) and forms is not None and forms.twelve_hours
    either = opens is None and 0 < hour <= 12 and (twelve or "loose" in groups) and "noon" not in groups
    return f"T{hour % 24:02}:{minute % 60:02}" + ("~" if either else "")


@cache
def parts(value: str) -> dict[str, str]:
    """Return the parts that a date's value states.

    Possible parts are `year`, `month`, `day`, `decade`, `weekday`, `time`, `quarter` and `half`.
    """
    if value.startswith("T"):
        return {"time": value[1:]}
    if value.startswith("-W-"):
        return {"weekday": value[3:]}
    if value.endswith("X"):
        return {"decade": value.removeprefix("--").rstrip("X")[-1]}
    if period := re.fullmatch(r"(?:(\d{4})|-)-([QS])(\d)", value):
        named = {"quarter" if period[2] == "Q" else "half": period[3]}
        return named | ({"year": period[1]} if period[1] else {})
    match = re.fullmatch(r"(\d{4})?(?:-{1,2}(\d\d))?(?:-{1,3}(\d\d))?", value)
    if value.startswith("---"):
        return {"day": value[3:]}
    if match is None:
        return {}
    names = ("year", "month", "day")
    return {name: part for name, part in zip(names, match.groups(), strict=True) if part}

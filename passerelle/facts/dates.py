"""Dates, months, weekdays, years and times of day, whole or in part."""

import re
from functools import cache

from passerelle import languages
from passerelle.facts.types import Fact
from passerelle.languages import LANGUAGES, dateforms
from passerelle.languages.tokens import fold


@cache
def _folded_names(language: str) -> tuple[dict[str, int], dict[str, int]]:
    """Months and weekdays by folded name: a pattern that ignores case also takes `ı` and `İ` for `i`."""
    record = LANGUAGES[language]
    months = dateforms.months(language, record.dates.months)
    weekdays = dateforms.weekdays(language, record.dates.weekday_plural)
    return {fold(name): n for name, n in months.items()}, {fold(name): n for name, n in weekdays.items()}


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """What dates look like in a language, more exact forms first."""
    record = languages.get(language)
    forms = record.dates.patterns() if record else ()
    return tuple(re.compile(_distinct(form)) for form in (*forms, *dateforms.UNIVERSAL))


def _distinct(form: str) -> str:
    """Give groups that stand more than once in a pattern names of their own: `w1`, `w1_2`."""
    seen: dict[str, int] = {}

    def rename(match: re.Match[str]) -> str:
        name = match.group(1)
        seen[name] = seen.get(name, 0) + 1
        return match.group() if seen[name] == 1 else f"(?P<{name}_{seen[name]}>"

    return re.sub(r"\(\?P<(\w+)>", rename, form)


def find_dates(text: str, language: str) -> list[Fact]:
    """The dates of a text in order, with what stands of them.

    A value is written as in ISO 8601 and XML Schema, a missing part left out: `2024-10-25`, `2024-10`,
    `2024`, `--10-25`, `--10`, `---25`, a decade `199X` (`--9X` without its century), a weekday `-W-5`
    (Friday), a time of day `T14:30`.

    Args:
        text: in composed form.
        language: ISO 639-1 code; one without a table has `2024-10-25` and `14:30` alone.
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
            value = _value(groups, language)
            if value is None:
                continue
            taken[start:end] = b"\1" * (end - start)
            facts.append(Fact("date", start, end, text[start:end], value))
    return sorted(facts, key=lambda fact: fact.start)


def _late(language: str) -> frozenset[str]:
    record = languages.get(language)
    return record.dates.late if record else frozenset()


def _value(groups: dict[str, str], language: str) -> str | None:
    if decade := groups.get("decade"):
        return decade[:3] + "X" if len(decade) == 4 else f"--{decade[0]}X"
    for key in groups:
        if re.fullmatch(r"t\d", key):
            return f"--{key[1]}X"
    if hour := groups.get("hour"):
        n = int(hour)
        late = groups.get("half") == "p" or groups.get("part") in _late(language)
        n += 12 if late and n < 12 else 0
        n = 0 if groups.get("half") == "a" and n == 12 else n % 24
        return f"T{n:02}:{int(groups.get('minute', 0)):02}"
    for key in groups:
        if re.fullmatch(r"w\d", key) and not groups.get("month"):
            return f"-W-{key[1]}"
    month = int(groups["month"]) if "month" in groups else 0
    if name := groups.get("name"):
        month = _folded_names(language)[0][fold(name.rstrip("."))]
    for key in groups:
        if re.fullmatch(r"m\d+", key):
            month = int(key[1:])
    day, year = int(groups.get("day", 0)), groups.get("year", "")
    if not (month or day or year):
        return f"-W-{_folded_names(language)[1][fold(groups['weekday'])]}"
    if year and not day:
        return f"{year}-{month:02}" if month else year
    if year:
        return f"{year}-{month:02}-{day:02}"
    return f"--{month:02}-{day:02}" if month and day else f"--{month:02}" if month else f"---{day:02}"


@cache
def parts(value: str) -> dict[str, str]:
    """The parts of a date's value that are given: of `year`, `month`, `day`, `decade`, `weekday`, `time`."""
    if value.startswith("T"):
        return {"time": value[1:]}
    if value.startswith("-W-"):
        return {"weekday": value[3:]}
    if value.endswith("X"):
        return {"decade": value.removeprefix("--").rstrip("X")[-1]}
    match = re.fullmatch(r"(\d{4})?(?:-{1,2}(\d\d))?(?:-{1,3}(\d\d))?", value)
    if value.startswith("---"):
        return {"day": value[3:]}
    if match is None:
        return {}
    names = ("year", "month", "day")
    return {name: part for name, part in zip(names, match.groups(), strict=True) if part}

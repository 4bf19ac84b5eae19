"""Dates, months, weekdays, years and times of day, whole or in part."""

import re
from collections.abc import Iterable
from functools import cache

from babel.core import Locale

from passerelle.facts.tokens import fold
from passerelle.facts.types import Fact

_SOME_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_DAY = rf"(?P<day>{_SOME_DAY})(?!\d)"
_YEAR = r"(?P<year>[12]\d{3})(?!\d|[.,]\d)"
_VIETNAMESE_MONTHS = (
    "một|giêng", "hai", "ba", "tư|bốn", "năm", "sáu", "bảy|bẩy", "tám", "chín", "mười", "mười một",
    "mười hai|chạp",
)  # fmt: skip
_VIETNAMESE_DAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy|bẩy")
# Months that are other words too; alone they need a capital inside the sentence, or one of these before.
_BEFORE_MONTH = (
    r"(?:in|of|last|since|early|late|mid|next|this|until|by|from|to|through|before|after|during|between)"
)
_ORDINAL = r"(?:st|nd|rd|th|er|ère|re)?"
_DAY_WORD = r"\b(?i:ngày|mùng|mồng|hôm|sáng|trưa|chiều|tối|đêm)\s+"
# `1/3` is a part of something as well as a day: by what stands behind, or where the word before is weak.
_NO_PART = (
    r"(?!\s+(?:số|diện|dân|tổng|lượng|quân|chiều|đường|thời|giá|sản|công|nhu|chặng|tài|thu|phiếu|thành viên"
    r"|nước|trong|của|các|những|người)\b)"
)
_NO_FRACTION = "(?!" + "|".join(f"{n}/0?[{n + 1}-9](?!\\d)|{n}/1[0-2]" for n in range(1, 9)) + "|9/1[0-2])"


@cache
def _names(language: str) -> tuple[dict[str, int], dict[str, int]]:
    """Months and weekdays (Monday is 1) by name and abbreviation, case-folded."""
    locale = Locale.parse(language)
    months: dict[str, int] = {}
    days: dict[str, int] = {}
    for width in ("abbreviated", "wide"):
        months |= {name.casefold().rstrip("."): n for n, name in locale.months["format"][width].items()}
    days |= {name.casefold(): n + 1 for n, name in locale.days["format"]["wide"].items()}
    if language == "en":
        months["sept"] = 9
        days |= {day + "s": n for day, n in tuple(days.items())}
    if language == "fr":
        days |= {day + "s": n for day, n in tuple(days.items())}
    return months, days


@cache
def _folded_names(language: str) -> tuple[dict[str, int], dict[str, int]]:
    """Months and weekdays by folded name: a pattern that ignores case also takes `ı` and `İ` for `i`."""
    months, days = _names(language)
    return {fold(name): n for name, n in months.items()}, {fold(name): n for name, n in days.items()}


_FRENCH_TENS = (
    "vingt",
    "trente",
    "quarante",
    "cinquante",
    "soixante(?!-)",
    "soixante-dix",
    "quatre-vingts?(?!-)",
    "quatre-vingt-dix",
)
_ENGLISH_TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")


def _decades(names: Iterable[str]) -> str:
    """Alternatives for the decades from the twenties on, each a group of its own."""
    return "|".join(f"(?P<t{n}>{name})" for n, name in enumerate(names, 2))


def _wide(language: str) -> list[str]:
    """Whole names of months as they stand inside a sentence and, but for `Mars`, at its start."""
    names = [name.casefold() for name in Locale.parse(language).months["format"]["wide"].values()]
    return [*names, *(name.capitalize() for name in names if name != "mars")]


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """What dates look like in a language, more exact forms first."""
    universal = [
        rf"(?<![\d/.-]){_YEAR}-(?P<month>0[1-9]|1[0-2])-{_DAY}",
        r"(?<![\d:.,])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?!\d|:\d)(?:\s?(?P<half>[ap])\.?m\b\.?)?",
    ]
    if language == "vi":
        month = "(?P<month>1[0-2]|0?[1-9])(?!\\d)"
        words = "|".join(
            f"(?P<m{n}>(?i:{names}))" for n, names in sorted(enumerate(_VIETNAMESE_MONTHS, 1), reverse=True)
        )
        weekdays = "|".join(f"(?P<w{n}>{name})" for n, name in enumerate(_VIETNAMESE_DAYS, 1))
        several = r"\s*(?:[-–,]|và|đến)\s*(?:ngày\s+)?"
        year = rf"(?:(?:,?\s*năm\s+|\s*[/.-]\s*){_YEAR})?"
        forms = [
            rf"(?<![\d/.-])(?:(?i:ngày|mùng|mồng)\s+)?{_DAY}\s*tháng\s*{month}{year}(?![\d/])",
            rf"(?<![\d/.-]){_DAY}[/.-]{month}[/.-]{_YEAR}",
            # The first and the last day of several: `ngày 5-6 tháng 9`, `từ ngày 10 đến 15/9`.
            rf"{_DAY_WORD}(?P<span>{_DAY})(?={several}{_SOME_DAY}\s*(?:tháng\s*|[/-]){month})",
            rf"{_DAY_WORD}{_SOME_DAY}{several}(?P<span>{_DAY}\s*(?:tháng\s*|[/-]){month}{year})(?![\d/])",
            rf"{_DAY_WORD}(?P<span>{_DAY}[/-]{month})(?![\d/]|\s*(?:người|%|tháng))",
            rf"(?:\b(?i:đến|từ|tới|khánh|lễ|dịp|trước)\s+|\()(?P<span>{_DAY}/{month})(?![\d/]|\s*%)"
            rf"{_NO_PART}",
            rf"\b(?i:vào|sau|nay|qua|và),?\s+(?P<span>{_NO_FRACTION}{_DAY}/{month})(?![\d/]|\s*%){_NO_PART}",
            rf"\b(?:3[01]|[12]\d)/(?:1[0-2]|0?[1-9])\s?[-–]\s?(?P<span>{_DAY}/{month})(?![\d/])",
            rf"(?i:ngày|mùng|mồng)\s+{_DAY}\s+tháng\s+(?:{words})\b(?:,?\s*năm\s+{_YEAR})?",
            rf"\b(?i:tháng)\s+{month}(?:(?:,?\s*năm\s+|\s*[/-]\s*){_YEAR})?(?!\d)",
            rf"(?<!mỗi )(?<!hàng )(?<!mấy )(?<!vài )(?<!các )(?<!những )(?<!một )(?<!nhiều )(?<!cả )"
            rf"(?<!hai )(?<!ba )"
            rf"(?<!bốn )(?<!năm )(?<!sáu )(?<!\d )\b(?i:tháng)\s+(?:{words})\b(?!\s+(?:lần|người|ngày"
            rf"|tháng|năm\b(?!\s+\d)|rưỡi))"
            rf"(?:,?\s*năm\s+{_YEAR})?",
            rf"(?<!tuổi )\b[Nn]ăm\s+{_YEAR}",
            rf"\b(?i:ngày|mùng|mồng)\s+{_DAY}(?!\s*(?:[%.,/]\d|người|ngày))",
            r"\b(?:(?:thập niên|thập kỷ|thập kỉ|những năm)\s+)(?P<decade>(?:19|20)?\d0)\b",
            rf"\bThứ\s+(?i:{weekdays})\b|\bthứ\s+(?={{capital}})(?i:{weekdays})\b|"
            rf"\b(?:vào|sáng|trưa|chiều|tối|đêm|hôm|mỗi|từ|đến)\s+thứ\s+(?:{weekdays})\b|"
            rf"\bthứ\s+(?:{weekdays})(?=\s+(?:tuần|này|tới|vừa|hàng tuần|hằng tuần)|,?\s+ngày\s+\d|\s*\(\d)",
            r"\b(?i:chủ nhật)(?P<w7>)\b",
            r"(?<!\d)(?P<hour>[01]?\d|2[0-4])(?:h|g|\s?giờ\s)(?P<minute>[0-5]\d)\b",
            r"(?<!\d)(?P<hour>[01]?\d|2[0-4])(?:h|\s?giờ)\s+(?P<part>sáng|trưa|chiều|tối|đêm)\b",
        ]
        return tuple(re.compile(_distinct(form)) for form in [*forms, *universal])
    if language not in ("fr", "en"):
        return tuple(re.compile(form) for form in universal)
    months, days = _names(language)
    # French `sept` is seven unless a dot or a year is behind it.
    seven = r"(?=\.|\s+[12]\d{3}\b)"
    every = "|".join(
        re.escape(month) + (seven if (language, month) == ("fr", "sept") else "")
        for month in sorted(months, key=len, reverse=True)
    )
    wide = "|".join(n for n in months if len(n) > 3 or n in ("mai", "may")) if language == "en" else every
    # An English sentence may begin with French seven, left as it is; the month has a dot.
    alone = "|".join(
        n.title() + (r"(?=\.)" if n == "sept" else "")
        for n in months
        if len(n) > 3 and n not in ("may", "march")
    )
    name = rf"(?P<name>(?i:{every}))\b\.?"
    weekday = rf"(?:\b(?P<weekday>(?i:{'|'.join(days)}))\b,?\s+(?:le\s+|the\s+)?)?"
    if language == "fr":
        forms = [
            rf"{weekday}(?<![\d/.,-]){_DAY}{_ORDINAL}\s+{name}(?:\s+{_YEAR})?",
            rf"(?<![\d/.-]){_DAY}[/.](?P<month>1[0-2]|0?[1-9])[/.]{_YEAR}",
            rf"(?:\b(?i:le|du|au)\s+|\((?!\d/\d\)))(?P<span>{_DAY}/(?P<month>1[0-2]|0?[1-9]))"
            rf"(?![\d/]|\s+(?:d[eu]|des)\b|\s+d['’])",
            rf"\b{name}\s+{_YEAR}",
            rf"\b(?P<name>{'|'.join(_wide('fr'))})\b",
            r"\bannées\s+(?P<decade>(?:19|20)?\d0)(?!\d)",
            rf"\bannées\s+(?:{_decades(_FRENCH_TENS)})\b",
            rf"\b(?i:en|depuis|dès|année|an|avant|après|vers|fin|début|été|hiver|printemps|automne"
            rf"|d['’]ici|jusqu['’]en)\s+"
            rf"(?P<span>{_YEAR})",
            rf"\b(?P<weekday>(?i:{'|'.join(days)}))\b",
            r"(?<![\d,.])(?P<hour>[01]?\d|2[0-4])\s+heures\s+(?P<minute>[0-5]\d)\b",
            r"(?<![\d,.])(?P<hour>[01]?\d|2[0-4])\s?[hH](?:\s?(?P<minute>[0-5]\d))?(?![\w])",
        ]
    else:
        forms = [
            rf"{weekday}\b{name}\s+(?:the\s+)?{_DAY}{_ORDINAL}(?:,?\s+{_YEAR})?(?!:)",
            rf"{weekday}(?<![\d/.,-]){_DAY}{_ORDINAL}\s+(?:of\s+)?(?P<name>(?i:{wide})"
            rf"|{every.title()})\b(?:,?\s+{_YEAR})?",
            rf"(?<![\d/.-])(?P<month>1[0-2]|0?[1-9])[/]{_DAY}[/]{_YEAR}",
            rf"(?<![\d/.-]){_DAY}[/.](?P<month>1[0-2]|0?[1-9])[/.]{_YEAR}",
            rf"\b{name}(?:,?\s+|\s+of\s+){_YEAR}",
            rf"\b(?i:{_decades(_ENGLISH_TENS)})\b",
            rf"(?i:\b{_BEFORE_MONTH}[\s-]+)(?P<span>(?P<name>May|March))\b",
            rf"\b(?P<name>{alone})\b",
            r"\b(?P<decade>(?:19|20)\d0)['’]?s\b|(?<!\w)['’](?P<decade2>\d0)s\b",
            rf"\b(?i:in|since|by|of|until|before|after|during|from|to|year|summer|winter|spring|autumn"
            rf"|fall|early|late)\s+"
            rf"(?P<span>{_YEAR})(?!['’]?s\b)",
            rf"\b(?P<weekday>{'|'.join(d.title() for d in days)})\b",
            r"(?<![\d:.,$])(?P<hour>1[0-2]|0?[1-9])(?:\.(?P<minute>[0-5]\d))?\s?(?P<half>[ap])\.?m\b\.?",
        ]
    return tuple(re.compile(_distinct(form)) for form in [*forms, *universal])


def _distinct(form: str) -> str:
    """Give groups that stand more than once in a pattern names of their own: `w1`, `w1_2`."""
    seen: dict[str, int] = {}

    def rename(match: re.Match[str]) -> str:
        name = match.group(1)
        seen[name] = seen.get(name, 0) + 1
        return match.group() if seen[name] == 1 else f"(?P<{name}_{seen[name]}>"

    form = form.replace("{capital}", "[HBTNS]").replace("{{", "{").replace("}}", "}")
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


def _value(groups: dict[str, str], language: str) -> str | None:
    if decade := groups.get("decade") or groups.get("decade2"):
        return decade[:3] + "X" if len(decade) == 4 else f"--{decade[0]}X"
    for key in groups:
        if re.fullmatch(r"t\d", key):
            return f"--{key[1]}X"
    if hour := groups.get("hour"):
        n = int(hour)
        late = groups.get("half") == "p" or groups.get("part") in ("chiều", "tối", "đêm")
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

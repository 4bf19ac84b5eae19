"""Parts of date patterns that the language records share."""

import re
from collections.abc import Iterable, Mapping

from passerelle.languages import cldr

SOME_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
DAY = rf"(?P<day>{SOME_DAY})(?!\d)"
YEAR = r"(?P<year>[12]\d{3})(?!\d|[.,]\d)"
# A four-digit year that is unlikely to be a count.
LIKELY_YEAR = r"(?P<year>1[5-9]\d\d|20[0-4]\d)(?![\w%]|[.,]\d)"
SHORT_YEAR = r"(?P<yy>\d\d)(?!\d|[.,/-]\d)"
MONTH = r"(?P<month>1[0-2]|0?[1-9])(?!\d)"
# Day, month and year in digits, long or short: `25/10/2024`, `25.10.24`, `5/3/24`.
DAY_FIRST = (
    rf"(?<![\w/.,-]){DAY}[/.-]{MONTH}[/.-]{YEAR}",
    rf"(?<![\w/.,-]){DAY}/{MONTH}/{SHORT_YEAR}",
    rf"(?<![\w/.,-])(?P<day>3[01]|[12]\d|0[1-9])\.(?P<month>1[0-2]|0[1-9])\.{SHORT_YEAR}",
)
# Date formats of all languages.
UNIVERSAL = (
    rf"(?<![\d/.-]){YEAR}-(?P<month>0[1-9]|1[0-2])-{DAY}",
    r"(?<![\d:.,])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?!\d|:\d)(?:\s?(?P<half>[ap])(?:m\b|\.m\b\.?))?",
)


def months(language: str, more: Mapping[str, int] | None = None) -> dict[str, int]:
    """Map the names and abbreviations of months from CLDR, case-folded, to numbers, longest first.

    Args:
        language: ISO 639-1 code that CLDR has.
        more: names that CLDR lacks.
    """
    names: dict[str, int] = {}
    for width in ("abbreviated", "wide"):
        names |= {name.casefold().rstrip("."): n for n, name in cldr.months(language)[width]}
    names |= more or {}
    return {name: names[name] for name in sorted(names, key=len, reverse=True)}


def month_names(language: str, more: Mapping[str, int] | None = None) -> str:
    """Return alternatives for the names of the months; an abbreviation takes its full stop with it.

    Args:
        language: ISO 639-1 code that CLDR has.
        more: names that CLDR lacks.
    """
    wide = set(wide_months(language))
    names = (re.escape(name) for name in months(language, more))
    return "|".join(name + (r"\b" if name in wide else r"\b\.?") for name in names)


def wide_months(language: str) -> list[str]:
    """Return the full names of the months in lower case."""
    return [name.casefold() for _, name in cldr.months(language)["wide"]]


def weekdays(language: str, plural: str = "") -> dict[str, int]:
    """Map the names of weekdays, case-folded, singular and plural, to numbers; Monday is 1.

    Args:
        language: ISO 639-1 code that CLDR has.
        plural: plural ending of a name; empty if none.
    """
    names = {name.casefold(): n + 1 for n, name in cldr.weekdays(language)}
    return names | ({name + plural: n for name, n in names.items()} if plural else {})


def decades(names: Iterable[str]) -> str:
    """Return alternatives for the decades from the twenties on, each a group of its own, `t2` to `t9`."""
    return "|".join(f"(?P<t{n}>{name})" for n, name in enumerate(names, 2))


def groups(letter: str, names: Iterable[str], start: int = 1) -> str:
    """Return alternatives, each a group named by a letter and its number; longer ones come first.

    Args:
        letter: as in `DateForms.patterns`.
        names: regular expressions, in order of their numbers.
        start: number of the first.
    """
    named = [(name, f"(?P<{letter}{n}>{name})") for n, name in enumerate(names, start) if name]
    return "|".join(group for _, group in sorted(named, key=lambda pair: -len(pair[0])))

"""Parts of the patterns of dates that the records share."""

from collections.abc import Iterable, Mapping
from functools import cache

from babel.core import Locale

SOME_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
DAY = rf"(?P<day>{SOME_DAY})(?!\d)"
YEAR = r"(?P<year>[12]\d{3})(?!\d|[.,]\d)"
# Dates that any language writes.
UNIVERSAL = (
    rf"(?<![\d/.-]){YEAR}-(?P<month>0[1-9]|1[0-2])-{DAY}",
    r"(?<![\d:.,])(?P<hour>[01]?\d|2[0-4]):(?P<minute>[0-5]\d)(?!\d|:\d)(?:\s?(?P<half>[ap])\.?m\b\.?)?",
)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def months(language: str, more: Mapping[str, int] | None = None) -> dict[str, int]:
    """Return the months by name and abbreviation from CLDR, case-folded, longest first.

    Args:
        language: ISO 639-1 code that CLDR has.
        more: names that CLDR lacks.
    """
    names: dict[str, int] = {}
    for width in ("abbreviated", "wide"):
        found = _locale(language).months["format"][width].items()
        names |= {name.casefold().rstrip("."): n for n, name in found}
    names |= more or {}
    return {name: names[name] for name in sorted(names, key=len, reverse=True)}


def wide_months(language: str) -> list[str]:
    """Return the whole names of the months in small letters."""
    return [name.casefold() for name in _locale(language).months["format"]["wide"].values()]


def weekdays(language: str, plural: str = "") -> dict[str, int]:
    """Return the weekdays by name, case-folded, in the plural too; Monday is 1.

    Args:
        language: ISO 639-1 code that CLDR has.
        plural: what a name takes in the plural; empty if nothing.
    """
    names = {name.casefold(): n + 1 for n, name in _locale(language).days["format"]["wide"].items()}
    return names | ({name + plural: n for name, n in names.items()} if plural else {})


def decades(names: Iterable[str]) -> str:
    """Return alternatives for the decades from the twenties on, each a group of its own, `t2` to `t9`."""
    return "|".join(f"(?P<t{n}>{name})" for n, name in enumerate(names, 2))

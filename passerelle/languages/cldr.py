"""Names and signs from the Unicode CLDR, as Babel reads it.

Babel takes a tenth of a second to load the locales of the languages that have a record, so the data needed
are stored in `cldr.json`, which `python -m training cldr` writes. Other locales are read with Babel.
"""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:
    from babel.core import Locale

FILE = Path(__file__).with_name("cldr.json")
# CLDR names of units used in news, and the name of each in the value of a fact.
_UNITS = {
    "length-kilometer": "km", "length-meter": "m", "length-centimeter": "cm", "length-millimeter": "mm",
    "length-mile": "mile", "length-foot": "foot", "length-inch": "inch", "length-yard": "yard",
    "area-square-kilometer": "km2", "area-square-meter": "m2", "area-square-mile": "mile2",
    "area-hectare": "ha", "area-acre": "acre", "mass-kilogram": "kg", "mass-gram": "g",
    "mass-pound": "pound", "mass-ounce": "ounce", "mass-tonne": "t", "volume-liter": "l",
    "volume-gallon": "gallon",
    "volume-cubic-meter": "m3", "duration-century": "century", "duration-decade": "decade",
    "duration-year": "year", "duration-month": "month", "duration-week": "week", "duration-day": "day",
    "duration-hour": "hour", "duration-minute": "minute", "duration-second": "second",
    "power-megawatt": "MW", "power-gigawatt": "GW", "power-kilowatt": "kW", "power-watt": "W",
    "digital-gigabyte": "GB", "digital-megabyte": "MB", "digital-terabyte": "TB",
    "speed-kilometer-per-hour": "km/h", "temperature-celsius": "°C", "temperature-fahrenheit": "°F",
}  # fmt: skip
# Units of time, as in the value of a fact.
DURATIONS = frozenset(value for name, value in _UNITS.items() if name.startswith("duration-"))
# Locales whose currency signs are used in texts.
SIGN_LOCALES = ("en", "fr", "fr_CA", "vi")
# Currencies used in news (ISO 4217), except codes that are also words in headlines (ALL, TOP, PHP).
CURRENCIES = tuple(
    "AED ARS AUD BND BRL CAD CHF CLP CNY COP CZK DKK DZD EGP EUR GBP HKD HUF IDR ILS INR JPY KHR KRW LAK MAD"
    " MXN MYR NOK NZD PLN QAR RUB SAR SEK SGD THB TND TWD UAH USD VND XAF XOF ZAR".split()
)

_T = TypeVar("_T")


class _Stored(Generic[_T]):
    """A function of a locale whose results for some locales are stored.

    Args:
        build: the function; its results can be stored as JSON.
    """

    def __init__(self, build: Callable[[str], _T]) -> None:
        self.__doc__ = build.__doc__
        self.name = build.__name__
        self.build = build

    def __call__(self, locale: str) -> _T:
        stored = _table().get(self.name, {})
        return cast(_T, stored[locale]) if locale in stored else self.build(locale)


@cache
def _table() -> dict[str, dict[str, Any]]:
    """Return the stored results by function and locale."""
    table: dict[str, dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return table


def _locale(code: str) -> "Locale | None":
    from babel.core import Locale, UnknownLocaleError

    try:
        return Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return None


@_Stored
def months(locale: str) -> dict[str, list[tuple[int, str]]]:
    """Return numbers and names of the months, `wide` and `abbreviated`; none for an unknown locale."""
    found = _locale(locale)
    forms = found.months["format"] if found else {}
    widths = ("abbreviated", "wide")
    return {width: [(n, str(name)) for n, name in forms.get(width, {}).items()] for width in widths}


@_Stored
def weekdays(locale: str) -> list[tuple[int, str]]:
    """Return numbers, 0 for Monday, and names of the weekdays; none for an unknown locale."""
    found = _locale(locale)
    return [(n, str(name)) for n, name in found.days["format"]["wide"].items()] if found else []


@_Stored
def number_marks(locale: str) -> tuple[str, str] | None:
    """Return the decimal and the grouping mark; None for an unknown locale."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return (get_decimal_symbol(locale), get_group_symbol(locale)) if _locale(locale) else None


@_Stored
def unit_names(locale: str) -> dict[str, str]:
    """Map case-folded names of units, singular and plural, long and short, to units."""
    from babel.units import UnknownUnitError, format_unit

    found = _locale(locale)
    names: dict[str, str] = {}
    for unit, value in _UNITS.items() if found else ():
        for count in (1, 2, 5):
            for length in ("long", "short"):
                try:
                    written = format_unit(count, unit, length, locale=found)
                except UnknownUnitError:
                    continue
                word = re.sub(r"[\d\s]+", " ", written).strip().casefold()
                if len(word) > 1 and unit not in word:
                    names[word] = value
    return names


@_Stored
def currency_signs(locale: str) -> dict[str, str]:
    """Map codes of `CURRENCIES` to their signs."""
    found = _locale(locale)
    known = found.currency_symbols.items() if found else ()
    return {str(code): str(sign) for code, sign in known if code in CURRENCIES}


@_Stored
def currency_names(locale: str) -> dict[str, list[str]]:
    """Map codes of `CURRENCIES` to their names: singular, plural, as a title."""
    from babel.numbers import get_currency_name

    found = _locale(locale)
    codes = CURRENCIES if found else ()
    return {code: [get_currency_name(code, count, found) for count in (1, 2, None)] for code in codes}


@_Stored
def money_scales(locale: str) -> dict[str, str]:
    """Map powers of ten to the short pattern of an amount of money: `1000` to `0 k ¤`."""
    found = _locale(locale)
    formats = found.compact_currency_formats["short"]["other"] if found else {}
    return {str(size): str(pattern.pattern) for size, pattern in formats.items()}


@_Stored
def language_names(locale: str) -> dict[str, str]:
    """Map language codes to the names of the languages."""
    found = _locale(locale)
    return {str(code): str(name) for code, name in found.languages.items()} if found else {}


_FUNCTIONS: tuple[_Stored[Any], ...] = (
    *(months, weekdays, number_marks, unit_names),
    *(currency_signs, currency_names, money_scales, language_names),
)
# Locales that are stored for a function instead of those of the records.
_OTHER_LOCALES = {"currency_signs": SIGN_LOCALES, "language_names": ("en",)}


def build(codes: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Return the content of `cldr.json`, read with Babel.

    Args:
        codes: ISO 639-1 codes of the languages that have a record.
    """
    return {
        one.name: {code: one.build(code) for code in _OTHER_LOCALES.get(one.name, codes)}
        for one in _FUNCTIONS
    }

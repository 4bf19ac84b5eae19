"""Units, percentages and currencies, by their names."""

import re
from functools import cache

from passerelle import languages
from passerelle.languages import cldr, currencies

# Symbols and codes used in any language.
_ANYWHERE = {
    "%": "%", "％": "%", "‰": "‰", "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR",
    "£": "GBP",
    "gbp": "GBP", "¥": "JPY", "jpy": "JPY", "cny": "CNY", "₫": "VND", "vnd": "VND", "vnđ": "VND",
    "₽": "RUB", "₩": "KRW",
    "₹": "INR", "chf": "CHF", "km": "km", "cm": "cm", "mm": "mm", "kg": "kg", "km²": "km2", "km2": "km2",
    "m²": "m2",
    "m2": "m2", "m³": "m3", "m3": "m3", "ha": "ha", "mw": "MW", "gw": "GW", "kw": "kW", "kwh": "kWh",
    "mwh": "MWh",
    "km/h": "km/h", "°c": "°C", "°f": "°F", "gb": "GB", "mb": "MB", "tb": "TB",
}  # fmt: skip
# Units without which a number would mean something else, and their English.
IN_ENGLISH = {"%": "%"} | currencies.IN_ENGLISH


@cache
def units(language: str) -> dict[str, str]:
    """Map the case-folded names of units in a language, of one or a few words, to units.

    The names come from CLDR, with a few additions from running text.

    Args:
        language: ISO 639-1 code; an unknown one has only symbols.
    """
    table = dict(cldr.unit_names(language))
    if not table:
        return dict(_ANYWHERE)
    record = languages.get(language)
    for name in record.no_units if record else ():
        table.pop(name, None)
    signs = {sign.casefold(): code for sign, code in currencies.signs().items()}
    return {**currencies.names(language), **signs, **table, **_ANYWHERE, **(record.units if record else {})}


@cache
def longest_unit(language: str) -> int:
    """Return the number of tokens in the longest name of a unit."""
    return max(len(re.findall(r"\w+|[^\w\s]", word)) for word in units(language))


def is_named(unit: str, text: str) -> bool:
    """Return whether an English text names a unit, with or without a number.

    A pound may be money or mass. Vietnamese uses `đồng` for money of any country, so any currency
    counts as a match for it.

    Args:
        unit: a key of `IN_ENGLISH`.
        text: an English text.
    """
    return bool(_naming(unit).search(text.casefold()))


@cache
def _naming(unit: str) -> re.Pattern[str]:
    meant = {"GBP": {"GBP", "pound"}, "VND": currencies.CODES}.get(unit, {unit})
    words = [re.escape(word) for word, named in units("en").items() if named in meant]
    words += {"%": ["percentage"], "VND": ["pesos?"]}.get(unit, [])
    return re.compile("|".join(rf"\b{word}(?![^\W\d])" if word[0].isalpha() else word for word in words))

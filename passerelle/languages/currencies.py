"""Currencies by sign, by ISO 4217 code and by the names of CLDR."""

from functools import cache

from babel.core import Locale, UnknownLocaleError
from babel.numbers import get_currency_name

# The currencies that news counts in, by code, and what English calls each.
IN_ENGLISH = {
    "USD": "dollars", "EUR": "euros", "GBP": "pounds", "JPY": "yen", "CNY": "yuan", "RUB": "rubles",
    "KRW": "won", "INR": "rupees", "CHF": "francs", "VND": "dong",
}  # fmt: skip
# Others whose code, sign or name is known. Codes that are words of headlines too (ALL, TOP, PHP) are not.
_MORE = (
    "AED ARS AUD BND BRL CAD CLP COP CZK DKK DZD EGP HKD HUF IDR ILS KHR LAK MAD MXN MYR NOK NZD PLN QAR SAR"
    " SEK SGD THB TND TWD UAH XAF XOF ZAR"
).split()
# Codes may touch a number: `VND3,000`.
CODES = frozenset(IN_ENGLISH) | frozenset(_MORE)
# Signs beside CLDR's; of a sign that many countries share, the one that news means by it alone.
_SIGNS = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₫": "VND", "₽": "RUB", "₩": "KRW", "₹": "INR",
    "US$": "USD", "$US": "USD", "C$": "CAD", "CA$": "CAD", "AU$": "AUD", "S$": "SGD", "RMB": "CNY",
    "SFr": "CHF", "Fr.": "CHF", "đ": "VND", "VNĐ": "VND",
}  # fmt: skip
# Locales whose signs texts use.
_SIGN_LOCALES = ("en", "fr", "fr_CA", "vi")


@cache
def signs() -> dict[str, str]:
    """Return the codes of the currencies by sign (`€`, `HK$`, `$CA`), from CLDR."""
    table = dict(_SIGNS)
    for locale in _SIGN_LOCALES:
        for code, sign in Locale.parse(locale).currency_symbols.items():
            if code in CODES and not sign.isalpha():
                table.setdefault(sign.replace("\u202f", " ").replace("\u00a0", " "), code)
    return table


@cache
def names(language: str) -> dict[str, str]:
    """Return the codes of the currencies by name in a language, case-folded, singular and plural.

    Args:
        language: ISO 639-1 code; one that CLDR lacks has none.
    """
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return {}
    found = {}
    for code in sorted(CODES):
        for count in (1, 2, None):
            found[get_currency_name(code, count, locale).casefold()] = code
    return {name: code for name, code in found.items() if name.upper() != code}


@cache
def scales(language: str) -> dict[str, int]:
    """Return the scales in letters that a language writes before a currency, from CLDR: `16 k €`.

    Args:
        language: ISO 639-1 code; one that CLDR lacks has none.
    """
    try:
        formats = Locale.parse(language).compact_currency_formats["short"]["other"]
    except (UnknownLocaleError, ValueError):
        return {}
    table: dict[str, int] = {}
    for size, pattern in formats.items():
        letters = pattern.pattern.strip("¤0 \u00a0\u202f")
        if letters.isalpha():
            table.setdefault(letters, int(size))
    return table

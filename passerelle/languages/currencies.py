"""Currencies by sign, by ISO 4217 code and by CLDR name."""

from functools import cache

from babel.core import Locale, UnknownLocaleError
from babel.numbers import get_currency_name

# The currencies used in news, by code, with their English names.
IN_ENGLISH = {
    "USD": "dollars", "EUR": "euros", "GBP": "pounds", "JPY": "yen", "CNY": "yuan", "RUB": "rubles",
    "KRW": "won", "INR": "rupees", "CHF": "francs", "VND": "dong",
}  # fmt: skip
# Others whose code, sign or name is recognized, except codes that are also words in headlines (ALL, TOP,
# PHP).
_MORE = (
    "AED ARS AUD BND BRL CAD CLP COP CZK DKK DZD EGP HKD HUF IDR ILS KHR LAK MAD MXN MYR NOK NZD PLN QAR SAR"
    " SEK SGD THB TND TWD UAH XAF XOF ZAR"
).split()
# Codes may touch a number: `VND3,000`.
CODES = frozenset(IN_ENGLISH) | frozenset(_MORE)
# Signs missing from CLDR; for a sign shared by several countries, the one meant in news.
_SIGNS = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₫": "VND", "₽": "RUB", "₩": "KRW", "₹": "INR",
    "US$": "USD", "$US": "USD", "C$": "CAD", "CA$": "CAD", "AU$": "AUD", "S$": "SGD", "RMB": "CNY",
    "SFr": "CHF", "Fr.": "CHF", "đ": "VND", "VNĐ": "VND",
}  # fmt: skip
# Locales whose signs are used in texts.
_SIGN_LOCALES = ("en", "fr", "fr_CA", "vi")


@cache
def signs() -> dict[str, str]:
    """Map currency signs (`€`, `HK$`, `$CA`) to codes, from CLDR."""
    table = dict(_SIGNS)
    for locale in _SIGN_LOCALES:
        for code, sign in Locale.parse(locale).currency_symbols.items():
            if code in CODES and not sign.isalpha():
                table.setdefault(sign.replace("\u202f", " ").replace("\u00a0", " "), code)
    return table


@cache
def names(language: str) -> dict[str, str]:
    """Map case-folded currency names in a language, singular and plural, to codes.

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
    """Return the scale letters that a language writes before a currency, from CLDR: `16 k €`.

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

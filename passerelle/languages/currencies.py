"""Currencies by sign, by ISO 4217 code and by CLDR name."""

from functools import cache

from passerelle.languages import cldr

# The most frequent currencies in news, by code, with their English names.
IN_ENGLISH = {
    "USD": "dollars", "EUR": "euros", "GBP": "pounds", "JPY": "yen", "CNY": "yuan", "RUB": "rubles",
    "KRW": "won", "INR": "rupees", "CHF": "francs", "VND": "dong",
}  # fmt: skip
# Codes may touch a number: `VND3,000`.
CODES = frozenset(cldr.CURRENCIES)
# Signs missing from CLDR; for a sign that several currencies share, the one meant in news.
_SIGNS = {
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₫": "VND", "₽": "RUB", "₩": "KRW", "₹": "INR",
    "US$": "USD", "$US": "USD", "C$": "CAD", "CA$": "CAD", "AU$": "AUD", "S$": "SGD", "RMB": "CNY",
    "SFr": "CHF", "Fr.": "CHF", "đ": "VND", "VNĐ": "VND",
}  # fmt: skip


@cache
def signs() -> dict[str, str]:
    """Map currency signs (`€`, `HK$`, `$CA`) to codes, from CLDR."""
    table = dict(_SIGNS)
    for locale in cldr.SIGN_LOCALES:
        for code, sign in cldr.currency_signs(locale).items():
            if code in CODES and not sign.isalpha():
                table.setdefault(sign.replace("\u202f", " ").replace("\u00a0", " "), code)
    return table


@cache
def names(language: str) -> dict[str, str]:
    """Map case-folded currency names in a language, singular and plural, to codes.

    Args:
        language: ISO 639-1 code; one that CLDR lacks has none.
    """
    known = cldr.currency_names(language)
    found = {name.casefold(): code for code in sorted(CODES) for name in known.get(code, ())}
    return {name: code for name, code in found.items() if name.upper() != code}


@cache
def scales(language: str) -> dict[str, int]:
    """Return the scale letters that a language writes before a currency, from CLDR: `16 k €`.

    Args:
        language: ISO 639-1 code; one that CLDR lacks has none.
    """
    table: dict[str, int] = {}
    for size, pattern in cldr.money_scales(language).items():
        letters = pattern.strip("¤0 \u00a0\u202f")
        if letters.isalpha():
            table.setdefault(letters, int(size))
    return table

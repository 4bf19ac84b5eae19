"""Currencies by sign and by ISO 4217 code."""

SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₫": "VND", "₽": "RUB", "₩": "KRW", "₹": "INR"}
# The currencies that news counts in, by code, and what English calls each.
IN_ENGLISH = {
    "USD": "dollars", "EUR": "euros", "GBP": "pounds", "JPY": "yen", "CNY": "yuan", "RUB": "rubles",
    "KRW": "won", "INR": "rupees", "CHF": "francs", "VND": "dong",
}  # fmt: skip
# Codes may touch a number: `VND3,000`.
CODES = frozenset(IN_ENGLISH)

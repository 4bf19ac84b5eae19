"""Kinds of facts that parsers of numbers and dates are tested on: amounts, fractions, powers, half units."""

import pytest

from passerelle.facts import find

NUMBERS = [
    # Amounts with a scale in letters
    ("fr", "40 M€, 1,2 Md de dollars, 20 k€", ["4e7 EUR", "1.2e9 USD", "20000 EUR"]),
    (
        "fr",
        "12 M d'euros, 3,6 M €, 16 k €, 2 mia de francs",
        ["1.2e7 EUR", "3.6e6 EUR", "16000 EUR", "2e9 CHF"],
    ),
    ("fr", "100K, 10M. de vues, 5 m d'altitude", ["100000", "1e7", "5"]),
    ("fr", "4 Bn €, 3 Md $US, 75 M £GB", ["4e12 EUR", "3e9 USD", "7.5e7 GBP"]),
    ("vi", "10K đồng, 3 tr đồng, 16 N US$, 2 T €", ["10000 VND", "3e6 VND", "16000 USD", "2e9 EUR"]),
    ("vi", "3.200 ty dong, 5 trieu dong", ["3.2e12 VND", "5e6 VND"]),
    ("en", "40 M€, $40M, €2B, $5m", ["4e7 EUR", "4e7 USD", "2e9 EUR", "5e6 USD"]),
    ("en", "the 100m and 200m freestyle", ["100", "200"]),
    # Currencies before and after
    ("fr", "EUR 20 millions, $ 75 millions, CHF 12", ["2e7 EUR", "7.5e7 USD", "12 CHF"]),
    ("fr", "12 $ CA ou 9 €, 5 dollars canadiens", ["12 CAD", "9 EUR", "5 CAD"]),
    ("fr", "2 219 dôngs vietnamiens", ["2219 VND"]),
    ("en", "C$12, A$5 million, HK$10, 3 Canadian dollars", ["12 CAD", "5e6 AUD", "10 HKD", "3 CAD"]),
    ("vi", "20 euros, 5 đô la Canada", ["20 EUR", "5 CAD"]),
    ("fr", "100 pourcentage, 10 pourcents", ["100 %", "10 %"]),
    # Signs
    ("fr", "moins vingt degrés, - 20 degrés Fahrenheit", ["-20", "-20 °F"]),
    ("vi", "âm hai mươi độ", ["-20"]),
    # Decimals
    ("fr", "de 1,0823 à 1,0915 dollar", ["1.0823", "1.0915 USD"]),
    ("en", "from 1.0823 to 1.0915; 1,0823", ["1.0823", "1.0915"]),
    ("fr", "quatorze virgule quatre pour cent, deux virgule zéro cinq", ["14.4 %", "2.05"]),
    ("fr", "zéro virgule vingt-cinq, deux virgule cinq millions", ["0.25", "2.5e6"]),
    ("fr", "mille virgule quatre", ["1000.4"]),
    (
        "en",
        "fourteen point four percent, two point zero five, three point five million",
        ["14.4 %", "2.05", "3.5e6"],
    ),
    ("vi", "mười bốn phẩy bốn phần trăm, hai phẩy không năm", ["14.4 %", "2.05"]),
    ("vi", "2 chấm 23 đô la, ba phẩy năm triệu", ["2.23 USD", "3.5e6"]),
    # Halves and quarters
    ("fr", "un million et demi de gens, cinq milliards et trois quarts", ["1.5e6", "5.75e9"]),
    ("fr", "deux heures et demie, un an et demi, quatre et demi", ["2.5 hour", "1.5 year", "4.5"]),
    ("fr", "deux frères et demi-frères, trois ans et demi-tarif", ["2", "3 year"]),
    (
        "en",
        "a million and a half, an hour and a half, two and a half years",
        ["1.5e6", "1.5 hour", "2.5 year"],
    ),
    ("vi", "hai năm rưỡi, một năm rưỡi, 1 triệu rưỡi", ["2.5 year", "1.5 year", "1.5e6"]),
    # Fractions
    ("fr", "½ litre de lait et ¾ de tasse, 1½ km, 1⁄2", ["0.5 l", "0.75", "1.5 km", "0.5"]),
    ("en", "1⁄2 litre and 3⁄4 cups, 1½ km, 2 1/2 cups", ["0.5 l", "0.75", "1.5 km", "2.5"]),
    (
        "fr",
        "Deux tiers des élus, un quart, les trois quarts, un cinquième des voix",
        ["0.6667", "0.25", "0.75", "0.2"],
    ),
    ("fr", "le quart des élèves, un quart de finale, un cinquième mort", ["0.25", "5"]),
    (
        "en",
        "two thirds, one-third, a third of them, three-quarters, two fifths",
        ["0.6667", "0.3333", "0.3333", "0.75", "0.4"],
    ),
    ("en", "a third man, the second quarter, a quarter of a million", ["250000"]),
    ("vi", "Hai phần ba, một phần tư, 2 phần 3", ["0.6667", "0.25", "2", "3"]),
    ("fr", "24/7, 7/10, 2024/25", ["24", "7", "7", "10", "2024", "25"]),
    # Powers
    ("fr", "10⁶ habitants, 2,5 × 10^6, 10 puissance 6, 12 m²", ["1e6", "2.5e6", "1e6", "12 m2"]),
    # Ordinals
    ("fr", "dix-septième, soixantième, quatre-vingtième", ["17", "60", "80"]),
    ("fr", "quatre-vingt-dix-neuvième, cent unième, millième", ["99", "101", "1000"]),
    ("fr", "nonantième, septantième, huitantième, soixante et onzième", ["90", "70", "80", "71"]),
    ("en", "seventieth, one hundred and first, two hundredth", ["70", "101", "200"]),
    # Words that go on
    ("fr", "vingt et quatre heures, dix neuf cent soixante-treize", ["24 hour", "1973"]),
    ("fr", "vingt et un trillions, mille deux cent trente milliards", ["2.1e19", "1.23e12"]),
    ("vi", "một nghìn hai trăm ba mươi tỷ đồng, bảy nghìn lẻ bốn", ["1.23e12 VND", "7004"]),
    ("vi", "hàng triệu triệu người, 35-40 dặm/h", ["~1e6", "35 mile/h", "40 mile/h"]),
    ("en", "one million, two hundred and thirty-four thousand", ["1.234e6"]),
]


@pytest.mark.parametrize(("language", "text", "values"), NUMBERS)
def test_numbers(language: str, text: str, values: list[str]) -> None:
    assert [fact.value for fact in find(text, language, ("number",))] == values

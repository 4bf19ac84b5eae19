"""Generate sentence pairs with the names of countries and cities.

A small model learns only the names that it sees, and most are missing from the corpora. CLDR has every
country's and many cities' names in each language; simple sentences around them teach the case that
matters, a name in running text. Countries are those of ISO 3166-1, cities those of CLDR's time zones.
"""

import random
from collections.abc import Iterator

from babel import Locale
from pycountry import countries

# French names of countries are feminine if they end in -e, except these (complete for ISO 3166-1).
_MASCULINE = frozenset("Belize Cambodge Mexique Mozambique Royaume Suriname Territoire Zimbabwe".split())
_PLURAL = frozenset(
    "Bahamas Bermudes Comores États-Unis Fidji Maldives Palaos Pays-Bas Philippines Seychelles".split()
)
# Countries without an article.
_BARE = frozenset(
    """
    Andorre Anguilla Aruba Bahreïn Chypre Cuba Curaçao Djibouti Gibraltar Grenade Guam
    Guernesey Haïti Israël Jersey Kiribati Macao Madagascar Malte Maurice Mayotte Monaco Montserrat Nauru
    Niue Oman Sainte-Hélène Sainte-Lucie Saint-Barthélemy Saint-Marin Saint-Martin
    Singapour Taïwan Tokelau Tonga
    Tuvalu Vanuatu
    """.split()
) | {"Porto Rico"}
_ENGLISH_ARTICLE = ("United ", "Bahamas", "Comoros", "Gambia", "Maldives", "Netherlands", "Philippines")
_ENGLISH_ARTICLE_ENDINGS = ("Islands", "Republic", "Territories", "Territory")
# Names with one of these are left out: CLDR gives them in list form rather than for running text, or they
# have an article of their own.
_UNWANTED = ("(", "[", " - ", "SAR ", "R.A.S.", "&", "/", "Île ", "État de", "Barbade", "-et-")
# What English-language news calls the countries for which CLDR uses a local name.
_IN_NEWS = {"Türkiye": "Turkey", "Côte d’Ivoire": "Ivory Coast"}

Pair = tuple[str, str]


def pairs(language: str) -> Iterator[Pair]:
    """Yield sentence pairs from French or Vietnamese to English.

    Args:
        language: `fr` or `vi`.

    Raises:
        ValueError: it is another language.
    """
    sentences = {"fr": _french, "vi": _vietnamese}.get(language)
    if sentences is None:
        raise ValueError(f"no sentences are written for the names of {language!r}")
    rng = random.Random(1)
    named, cities = list(country_names(language)), list(city_names(language))
    for country in named:
        others = rng.sample(named, 2)
        yield from sentences(country, *others)
    write = _french_city if language == "fr" else _vietnamese_city
    for city in cities:
        yield from write(city, rng.choice(cities))


def country_names(language: str) -> Iterator[Pair]:
    """Yield the countries of ISO 3166-1 in a language and in English."""
    foreign, english = Locale(language).territories, Locale("en").territories
    for country in sorted(countries, key=lambda country: str(country.alpha_2)):
        name = english.get(country.alpha_2, "")
        pair = foreign.get(country.alpha_2, ""), _IN_NEWS.get(name, name)
        if all(pair) and not any(sign in name for sign in _UNWANTED for name in pair):
            yield pair


def city_names(language: str) -> Iterator[Pair]:
    """Yield the cities of CLDR's time zones whose name differs in a language."""
    foreign, english = Locale(language).time_zones, Locale("en").time_zones
    territories = {*Locale(language).territories.values(), *Locale("en").territories.values(), "Caïmans"}
    for zone in sorted(foreign):
        place = zone.rpartition("/")[2].replace("_", " ")
        pair = foreign[zone].get("city", ""), english.get(zone, {}).get("city", place)
        usual = zone.startswith(("Africa/", "America/", "Asia/", "Europe/")) and territories.isdisjoint(pair)
        if all(pair) and usual and not any(sign in name for sign in (*_UNWANTED, ",") for name in pair):
            yield pair


def _french(a: Pair, b: Pair, c: Pair) -> Iterator[Pair]:
    the, of, at = _the_french, _of_french, _in_french
    english = _the_english
    yield f"{_capital(the(a[0]))}.", f"{_capital(english(a[1]))}."
    yield (
        f"{_capital(at(a[0]))}, plusieurs régions sont touchées.",
        f"In {english(a[1])}, several regions are affected.",
    )
    yield (
        f"Le gouvernement {of(a[0])} a annoncé de nouvelles mesures.",
        f"The government of {english(a[1])} announced new measures.",
    )
    yield (
        f"Le ministre des Affaires étrangères {of(a[0])} s'est rendu {at(b[0])}.",
        f"The foreign minister of {english(a[1])} travelled to {english(b[1])}.",
    )
    yield (
        f"Un accord a été signé entre {the(a[0])} et {the(b[0])}.",
        f"An agreement was signed between {english(a[1])} and {english(b[1])}.",
    )
    yield (
        f"Pays concernés : {a[0]}, {b[0]} et {c[0]}.",
        f"Countries concerned: {a[1]}, {b[1]} and {c[1]}.",
    )


def _vietnamese(a: Pair, b: Pair, c: Pair) -> Iterator[Pair]:
    english = _the_english
    yield f"{a[0]}.", f"{_capital(english(a[1]))}."
    yield (
        f"Ở {a[0]}, nhiều khu vực bị ảnh hưởng.",
        f"In {english(a[1])}, many areas are affected.",
    )
    yield (
        f"Chính phủ {a[0]} đã công bố các biện pháp mới.",
        f"The government of {english(a[1])} announced new measures.",
    )
    yield (
        f"Bộ trưởng Ngoại giao {a[0]} đã đến thăm {b[0]}.",
        f"The foreign minister of {english(a[1])} visited {english(b[1])}.",
    )
    yield (
        f"Một thỏa thuận đã được ký giữa {a[0]} và {b[0]}.",
        f"An agreement was signed between {english(a[1])} and {english(b[1])}.",
    )
    yield (
        f"Các nước liên quan: {a[0]}, {b[0]} và {c[0]}.",
        f"Countries concerned: {a[1]}, {b[1]} and {c[1]}.",
    )


def _french_city(a: Pair, b: Pair) -> Iterator[Pair]:
    yield f"La réunion a eu lieu {_at_city(a[0])}.", f"The meeting took place in {a[1]}."
    yield (
        f"Il a quitté {a[0]} pour se rendre {_at_city(b[0])}.",
        f"He left {a[1]} for {b[1]}.",
    )
    yield f"{a[0]}, le 12 mars", f"{a[1]}, March 12"


def _vietnamese_city(a: Pair, b: Pair) -> Iterator[Pair]:
    yield f"Cuộc họp đã diễn ra tại {a[0]}.", f"The meeting took place in {a[1]}."
    yield f"Ông đã rời {a[0]} để đến {b[0]}.", f"He left {a[1]} for {b[1]}."
    yield f"{a[0]}, ngày 12 tháng 3", f"{a[1]}, March 12"


def _the_french(name: str) -> str:
    return _by_gender(name, "", "les ", "l’", "la ", "le ") + name


def _of_french(name: str) -> str:
    bare = "d’" if _vowel(name) else "de "
    return _by_gender(name, bare, "des ", "de l’", "de la ", "du ") + name


def _in_french(name: str) -> str:
    return _by_gender(name, "à ", "aux ", "en ", "en ", "au ") + name


def _by_gender(name: str, bare: str, plural: str, vowel: str, feminine: str, masculine: str) -> str:
    if name in _BARE or name.startswith(("La ", "Le ", "Les ", "Saint", "Sainte")):
        return bare
    if (
        name in _PLURAL
        or name.startswith(("Îles ", "Pays-Bas", "Samoa amér", "Terres ", "Territoires "))
        or "Émirats" in name
    ):
        return plural
    if _vowel(name):
        return vowel
    # `République tchèque`, `Guinée équatoriale`: the first word is the noun.
    noun = name.split(" ")[0].split("-")[0]
    return feminine if noun.endswith(("e", "ée")) and noun not in _MASCULINE else masculine


def _vowel(name: str) -> bool:
    return name[0] in "AEIOUÂÉÈÊÎÔH" and not name.startswith(("Haut", "Hong", "Hond"))


def _at_city(name: str) -> str:
    """Return "à" and the city's name, contracted for `Le Caire` to `au Caire`."""
    return f"au {name[3:]}" if name.startswith("Le ") else f"à {name}"


def _the_english(name: str) -> str:
    takes = name.startswith(_ENGLISH_ARTICLE) or name.endswith(_ENGLISH_ARTICLE_ENDINGS)
    return f"the {name}" if takes else name


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]

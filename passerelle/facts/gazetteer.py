"""Collect the English names of places, peoples and organizations from CLDR and ISO 3166.

For the languages that have a record, `exonyms` reads the result from files that `python -m training cldr`
writes.
"""

import gettext
import re
from collections import Counter
from functools import cache
from typing import Any

import pycountry
from babel.core import Locale, UnknownLocaleError
from babel.languages import get_official_languages

from passerelle import languages
from passerelle.languages import SOURCES, TARGET
from passerelle.languages.base import NameRules
from passerelle.languages.tokens import fold
from passerelle.languages.words import common_words

_WORD = re.compile(r"[^\W_]+")


@cache
def exonyms(language: str) -> dict[str, tuple[str, ...]]:
    """See `passerelle.facts.exonyms.exonyms`."""
    try:
        here, english = Locale.parse(language), Locale.parse(TARGET)
    except (UnknownLocaleError, ValueError):
        return {}
    record = languages.get(language)
    syllabic = record is not None and record.names.syllabic
    table: dict[str, tuple[str, ...]] = {}
    for catalogue, database in (("iso3166-2", pycountry.subdivisions), ("iso3166-1", pycountry.countries)):
        if language == TARGET:
            break
        try:
            translate = gettext.translation(catalogue, pycountry.LOCALES_DIR, languages=[language]).gettext
        except OSError:
            continue
        for entry in database:
            for name in (entry.name, getattr(entry, "common_name", None)):
                own = translate(name) if name else ""
                if own == name or _key(own) in common_words(language):
                    continue
                # A province of one syllable is usually another word.
                if catalogue == "iso3166-1" or not syllabic or " " in own:
                    known = _territory(entry.alpha_2) if catalogue == "iso3166-1" else (str(name),)
                    table[_key(own)] = known
    for zone in sorted(english.time_zones.keys() | here.time_zones.keys()):
        own = here.time_zones.get(zone, {}).get("city")
        plain = zone.rpartition("/")[2].replace("_", " ")
        city = english.time_zones.get(zone, {}).get("city", plain)
        if own and not zone.startswith("Etc/"):
            table[_key(own)] = (city, plain)
    for code, name in here.languages.items():
        in_english = english.languages.get(code)
        if in_english and " " not in in_english and "(" not in name and len(name) > 3:
            table.setdefault(_key(name), (in_english,))
    for code, name in here.territories.items():
        if code in english.territories and code != "001":
            table[_key(name)] = _territory(code)
    if record:
        table |= _own_places(record.names)
        table |= record.exonyms
    if record and record.names.genitive:
        table = {key + record.names.genitive: names for key, names in table.items()} | table
    quarters = record.names.quarters if record else frozenset[str]()
    return {key: names for key, names in table.items() if len(key) > 1 and not set(key.split()) <= quarters}


def _own_places(rules: NameRules) -> dict[str, tuple[str, ...]]:
    """Return the places of a language's country, which English writes without diacritics."""
    provinces = [str(p.name) for p in pycountry.subdivisions if p.country_code == rules.country]
    names = [part for name in provinces for part in (name, *re.split(r"\s*-\s*", name))]
    table = {}
    for name in dict.fromkeys((*map(_key, names), *rules.places)):
        plain = fold(name).title()
        table[name] = rules.places.get(name) or (plain, plain.replace(" ", "").capitalize())
    return table


def _key(name: str) -> str:
    return name.replace("’", "'").casefold()


@cache
def _territory(code: str) -> tuple[str, ...]:
    """Return the English names of a territory, then its languages, which also serve as its adjectives."""
    english = Locale.parse(TARGET)
    name = english.territories.get(code, "")
    more = {"US": ("U.S.", "US", "USA", "America"), "GB": ("Britain", "UK", "U.K.", "British", "England"),
            "AE": ("UAE", "Emirates"), "CD": ("Congo", "DRC"), "CI": ("Ivory Coast",), "MM": ("Burma",),
            "CZ": ("Czech",), "SY": ("Syria",), "PS": ("Palestine", "Palestinian"),
            "TR": ("Turkey", "Turkish"),
            "EU": ("EU", "E.U."), "UN": ("UN", "U.N."), "HK": ("Hong Kong",), "CH": ("Swiss",),
            "FR": ("French",),
            "NL": ("Dutch", "Holland"), "KP": ("DPRK", "North Korean"), "KR": ("ROK", "South Korean"),
            "VN": ("Viet Nam",), "NO": ("Norwegian",), "PR": ("Puerto Rican",), "CY": ("Cypriot",),
            "SA": ("Saudi",), "IR": ("Persian",)}.get(code, ())  # fmt: skip
    adjectives = [
        english.languages[language]
        for language in get_official_languages(code)
        if language in english.languages and _belongs(language, english.languages[language], name)
    ]
    return (name, *more, *adjectives)


def _belongs(language: str, adjective: str, name: str) -> bool:
    """Return whether the name of a language is the adjective of a single country."""
    return language not in _shared_languages() or adjective[:3] == name[:3]


@cache
def _shared_languages() -> frozenset[str]:
    """Return the codes of the languages that are official in more than one country."""
    countries = Counter(
        language
        for code in Locale.parse(TARGET).territories
        for language in get_official_languages(str(code))
    )
    return frozenset(language for language, number in countries.items() if number > 1)


@cache
def lands() -> frozenset[str]:
    """Return the folded English names of the countries and other CLDR territories."""
    codes = (str(code) for code in Locale.parse(TARGET).territories)
    return frozenset(
        fold(_territory(code)[0]) for code in codes if code.isalpha() and code not in ("EU", "UN")
    )


@cache
def by_words(language: str) -> dict[tuple[str, ...], str]:
    """See `passerelle.facts.exonyms.by_words`."""
    normal = english_names()
    if language == TARGET:
        return {tuple(_WORD.findall(name)): value for name, value in normal.items()}
    return {
        tuple(_WORD.findall(key)): normal.get(fold(names[0]), fold(names[0]))
        for key, names in exonyms(language).items()
    }


@cache
def english_names() -> dict[str, str]:
    """See `passerelle.facts.exonyms.english_names`."""
    table: dict[str, str] = {}
    for code in Locale.parse(TARGET).territories:
        names = _territory(code)
        table |= {
            fold(name): fold(names[0]) for name in names if str(code).isalpha() and not _is_adjective(name)
        }
    for language in SOURCES:
        for names in exonyms(language).values():
            normal = table.get(fold(names[0]), fold(names[0]))
            for name in names:
                table.setdefault(fold(name), fold(name) if _is_adjective(name) else normal)
    return {name: normal for name, normal in table.items() if len(name) > 1}


@cache
def _languages() -> frozenset[str]:
    return frozenset(Locale.parse(TARGET).languages.values())


def _is_adjective(name: str) -> bool:
    """Return whether a name is that of a language or a people, which several countries may share."""
    return name in _languages() or name.endswith(("ish", "ese", "ean", "ian", "can"))


@cache
def alternatives() -> dict[str, tuple[str, ...]]:
    """See `passerelle.facts.exonyms.alternatives`."""
    table: dict[str, dict[str, None]] = {}
    normal = english_names()
    groups = [names for language in SOURCES for names in exonyms(language).values()]
    for names in (*groups, *map(_territory, Locale.parse(TARGET).territories)):
        first = fold(names[0])
        table.setdefault(normal.get(first, first), {}).update(dict.fromkeys(map(fold, names)))
    return {name: tuple(names) for name, names in table.items()}


def build(language: str) -> dict[str, Any]:
    """Return the table of a language that `exonyms` reads.

    Args:
        language: ISO 639-1 code.
    """
    table: dict[str, Any] = {
        "sources": list(SOURCES),
        "exonyms": {key: list(names) for key, names in exonyms(language).items()},
        "words": {" ".join(words): normal for words, normal in by_words(language).items()},
    }
    if language == TARGET:
        table["english_names"] = english_names()
        table["alternatives"] = {name: list(names) for name, names in alternatives().items()}
        table["lands"] = sorted(lands())
    return table

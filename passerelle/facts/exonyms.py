"""English names of places, peoples and organizations, from CLDR and ISO 3166 (see `gazetteer`)."""

import gzip
import json
from pathlib import Path
from typing import Any

from passerelle.languages import SOURCES, TARGET
from passerelle.once import once

# The tables of `gazetteer.build` for each language that has a record; building them takes half a second.
FILES = Path(__file__).with_name("tables")


@once
def _stored(language: str) -> dict[str, Any]:
    """Return the stored table of a language; empty if there is none, or it was made for other languages."""
    path = FILES / f"{language}.json.gz"
    table: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes())) if path.is_file() else {}
    return table if table.get("sources") == list(SOURCES) else {}


@once
def exonyms(language: str) -> dict[str, tuple[str, ...]]:
    """Map case-folded names in a language to their English names; the first is the normal form.

    Territories, languages and the cities of time zones come from CLDR; states and their subdivisions
    from ISO 3166 (pycountry); the rest from the language's record.

    Args:
        language: ISO 639-1 code; one that CLDR lacks has no names.
    """
    if stored := _stored(language):
        return {key: tuple(names) for key, names in stored["exonyms"].items()}
    from passerelle.facts import gazetteer

    return gazetteer.exonyms(language)


@once
def by_first_word(language: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Map the first word of each exonym to its words, longest first; for English, to the English names."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for words in by_words(language):
        if words:
            table.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(names, key=len, reverse=True)) for first, names in table.items()}


@once
def by_words(language: str) -> dict[tuple[str, ...], str]:
    """Map the words of each exonym to its normal form, a folded English name."""
    if stored := _stored(language):
        return {tuple(words.split()): normal for words, normal in stored["words"].items()}
    from passerelle.facts import gazetteer

    return gazetteer.by_words(language)


# Cities whose names news uses for a country or a union; folded English names.
_CAPITALS = {
    "moscow": "russia", "kyiv": "ukraine", "kiev": "ukraine", "beijing": "china",
    "washington": "united states",
    "paris": "france", "london": "united kingdom", "berlin": "germany", "rome": "italy", "madrid": "spain",
    "warsaw": "poland", "ankara": "turkey", "tokyo": "japan", "seoul": "south korea",
    "pyongyang": "north korea", "hanoi": "vietnam", "manila": "philippines", "phnom penh": "cambodia",
    "vientiane": "laos", "bangkok": "thailand", "jakarta": "indonesia", "kuala lumpur": "malaysia",
    "new delhi": "india", "islamabad": "pakistan", "teheran": "iran", "tehran": "iran",
    "jerusalem": "israel", "tel aviv": "israel", "riyadh": "saudi arabia", "cairo": "egypt",
    "canberra": "australia", "ottawa": "canada", "taipei": "taiwan", "brussels": "european union",
}  # fmt: skip


def is_capital(city: str, country: str) -> bool:
    """Return whether news uses a city for its country: `Moscow` for `Russia`.

    Args:
        city: the value of a name.
        country: the value of another.
    """
    normal = english_names()
    meant = _CAPITALS.get(normal.get(city, city))
    return meant is not None and normal.get(meant, meant) == normal.get(country, country)


def is_territory(name: str) -> bool:
    """Return whether the value of a name is a country or another CLDR territory."""
    return name in _territories()


@once
def _territories() -> frozenset[str]:
    if stored := _stored(TARGET):
        return frozenset(stored["lands"])
    from passerelle.facts import gazetteer

    return gazetteer.lands()


@once
def english_names() -> dict[str, str]:
    """Map each English name to its normal form, both folded: `britain` is `united kingdom`."""
    if stored := _stored(TARGET):
        return dict(stored["english_names"])
    from passerelle.facts import gazetteer

    return gazetteer.english_names()


@once
def alternatives() -> dict[str, tuple[str, ...]]:
    """Map each normal form to all English names for it, folded, including adjectives."""
    if stored := _stored(TARGET):
        return {name: tuple(names) for name, names in stored["alternatives"].items()}
    from passerelle.facts import gazetteer

    return gazetteer.alternatives()

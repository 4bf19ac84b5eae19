"""Phrases of all languages that pages and files put around a story, and lines prepared for matching them."""

from functools import lru_cache

from passerelle.characters import normalized
from passerelle.languages import LANGUAGES


def any_of(name: str) -> str:
    """Return the alternatives of a field of `PageWords` over all languages, longest first."""
    return "|".join(sorted(forms_of(name), key=lambda form: (-len(form), form)))


def forms_of(name: str) -> frozenset[str]:
    """Return the alternatives of a field of `PageWords` over all languages."""
    return frozenset(form for record in LANGUAGES.values() for form in getattr(record.page, name))


# Each step of reading asks about the same lines again.
@lru_cache(maxsize=2048)
def clean(line: str) -> str:
    """Return a line with single spaces and composed letters, without ornaments around it."""
    return " ".join(normalized("NFC", line).split()).strip(" |·•*_#<>-–—\ufeff\u200b")

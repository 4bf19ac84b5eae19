"""Words of all languages that pages and files put around a story, and lines prepared for matching them."""

from functools import lru_cache

from passerelle.characters import normalized
from passerelle.languages import LANGUAGES
from passerelle.listing import alternatives


def any_of(name: str) -> str:
    """Return a regular expression of all languages' forms in a field of `PageWords`, longest first."""
    return alternatives(forms_of(name))


def any_markup(name: str) -> str:
    """Return a regular expression of all languages' forms in a field of `MarkupNames`, longest first."""
    return alternatives(markup_of(name))


def forms_of(name: str) -> frozenset[str]:
    """Return the forms of all languages in a field of `PageWords`."""
    return frozenset(form for record in LANGUAGES.values() for form in getattr(record.page, name))


def markup_of(name: str) -> frozenset[str]:
    """Return the forms of all languages in a field of `MarkupNames`."""
    return frozenset(form for record in LANGUAGES.values() for form in getattr(record.markup, name))


# Cached, since each step of reading cleans the same lines.
@lru_cache(maxsize=2048)
def clean(line: str) -> str:
    """Return a line with single spaces and composed letters, without ornaments around it."""
    return " ".join(normalized("NFC", line).split()).strip(" |·•*_#<>-–—\ufeff\u200b")

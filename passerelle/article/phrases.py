"""Words of all languages that pages and files put around a story, and lines prepared for matching them."""

from functools import lru_cache

from passerelle.characters import normalized
from passerelle.languages import LANGUAGES
from passerelle.listing import alternatives


def any_of(name: str) -> str:
    """Return the alternatives of a field of `PageWords` over all languages, longest first."""
    return alternatives(forms_of(name))


def any_markup(name: str) -> str:
    """Return the alternatives of a field of `MarkupNames` over all languages, longest first."""
    return alternatives(markup_of(name))


def forms_of(name: str) -> frozenset[str]:
    """Return the alternatives of a field of `PageWords` over all languages."""
    return frozenset(form for record in LANGUAGES.values() for form in getattr(record.page, name))


def markup_of(name: str) -> frozenset[str]:
    """Return the alternatives of a field of `MarkupNames` over all languages."""
    return frozenset(form for record in LANGUAGES.values() for form in getattr(record.markup, name))


# Each step of reading asks about the same lines again.
@lru_cache(maxsize=2048)
def clean(line: str) -> str:
    """Return a line with single spaces and composed letters, without ornaments around it."""
    return " ".join(normalized("NFC", line).split()).strip(" |·•*_#<>-–—\ufeff\u200b")

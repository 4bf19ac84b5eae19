"""Checks for a source that is uncertain (hearsay, conditionals) or written without diacritics."""

import re
from collections.abc import Iterator
from functools import cache

from passerelle import languages
from passerelle.languages.tokens import composed
from passerelle.spans import Span
from translate.checks.base import CheckedPair
from translate.types import Finding

_LETTERS = re.compile(r"[^\W\d_]+")
# Fewer words may lack diacritics by chance.
_FEWEST_WORDS = 5


@cache
def _hedges(language: str) -> re.Pattern[str] | None:
    record = languages.get(language)
    forms = record.hedges if record else ()
    return re.compile(rf"\b(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE) if forms else None


def certainty(pair: CheckedPair) -> Iterator[Finding]:
    """Report hearsay or a conditional of the source that the English states as a fact."""
    here, there = _hedges(pair.language), _hedges(languages.TARGET)
    found = here.search(composed(pair.source)[0]) if here else None
    if found and there and not there.search(pair.target):
        word = " ".join(found.group().split())
        message = f"“{word}” marks this as uncertain; the English states it as a fact."
        spans = (
            (Span(found.start(), found.end()),) if pair.source[slice(*found.span())] == found.group() else ()
        )
        yield Finding("certainty", message, spans)


def spelling(pair: CheckedPair) -> Iterator[Finding]:
    """Report a sentence without diacritics in a language where about every other word has them."""
    record = languages.get(pair.language)
    words = _LETTERS.findall(pair.source)
    if record and record.marks_most_words and len(words) >= _FEWEST_WORDS and pair.source.isascii():
        message = f"The {pair.language_name} is written without diacritics: the English is a guess."
        yield Finding("spelling", message, (Span(0, len(pair.source)),))

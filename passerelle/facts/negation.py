"""Find negation words."""

import re
from functools import cache

from passerelle import languages


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]] | None:
    record = languages.get(language)
    if record is None or not record.negation.sure:
        return None
    sure, excepted = ("|".join(forms) for forms in (record.negation.sure, record.negation.excepted))
    return re.compile(sure, re.IGNORECASE), re.compile(excepted or r"(?!)", re.IGNORECASE)


def find_negations(text: str, language: str) -> list[tuple[int, int]]:
    """Return the offsets of the negation words, in order.

    Args:
        text: a text in composed form (NFC).
        language: ISO 639-1 code; nothing is found without a table for it.
    """
    patterns = _patterns(language)
    if patterns is None:
        return []
    sure, other = patterns
    # A negation counts unless a phrase around it cancels it.
    excepted = [match.span() for match in other.finditer(text)]
    return [
        match.span()
        for match in sure.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in excepted)
    ]

"""Checks of signs, addresses and codes, which should be copied, and of damaged characters."""

import re
from collections import Counter
from collections.abc import Iterator

from passerelle.languages.tokens import fold
from passerelle.spans import Span
from translate.checks.base import CheckedPair
from translate.masks import Mask, protected, symbols
from translate.types import Finding

_BROKEN = "\ufffd"
# Signs that English may write in words or leave out.
_IN_WORDS = re.compile("[≈≃~≥≤≠→←↑↓⇒№℃℉§®™©¶†‡·•◦▪►▼▶■●◆❖✔✓℗\u25a0-\u25ff\u2700-\u2703\ufe0e\ufe0f]")
_DIRECTED = frozenset("≥≤≠←↑→↓")
# A code: letters and digits together, at least two characters, and not a plain ordinal or unit.
_CODE = re.compile(r"(?<![\w-])(?=\w*[A-Z])(?=\w*\d)(?:[A-Z]+\d[A-Z\d]*|\d+[A-Z]{2,}\d[A-Z\d]*)(?![\w-])")


def signs(pair: CheckedPair) -> Iterator[Finding]:
    """Report signs and codes that only one side has, and damaged characters."""
    if _BROKEN in pair.target:
        spans = tuple(Span(m.start(), m.end()) for m in re.finditer(_BROKEN + "+", pair.target))
        yield Finding("sign", "A character of the English is damaged.", (), spans)
    elif _BROKEN in pair.source:
        spans = tuple(Span(m.start(), m.end()) for m in re.finditer(_BROKEN + "+", pair.source))
        yield Finding("sign", "A character of the source is damaged and cannot be recovered.", spans)
    here, there = _counted_signs(symbols(pair.source)), _counted_signs(symbols(pair.target))
    lost, new = here - there, there - here
    if lost:
        spans = tuple(m.span for m in symbols(pair.source) if any(c in lost for c in m.english))
        shown = "".join(dict.fromkeys(lost))
        yield Finding("sign", f"“{shown}” is missing from the English.", spans)
    elif new:
        spans = tuple(m.span for m in symbols(pair.target) if any(c in new for c in m.english))
        shown = "".join(dict.fromkeys(new))
        yield Finding("sign", f"“{shown}” is not in the {pair.language_name}.", (), spans)
    yield from _turned(pair)
    english = _compact(pair.target)
    for match in _CODE.finditer(pair.source):
        if _compact(match.group()) not in english:
            span = Span(match.start(), match.end())
            yield Finding("sign", f"“{match.group()}” is missing from the English.", (span,))


def _turned(pair: CheckedPair) -> Iterator[Finding]:
    """Report a sign of comparison or an arrow that became another one; words may replace it."""
    here, there = (
        [m for m in symbols(text) if m.english in _DIRECTED] for text in (pair.source, pair.target)
    )
    given = {mask.english for mask in here}
    other = next((mask for mask in there if mask.english not in given), None)
    if here and other:
        message = f"“{here[0].english}” became “{other.english}”."
        yield Finding("sign", message, (here[0].span,), (other.span,))


def addresses(pair: CheckedPair) -> Iterator[Finding]:
    """Report addresses, handles and numbers of acts and articles that were changed."""
    for mask in protected(pair.source):
        if _compact(mask.english) not in _compact(pair.target):
            yield Finding("address", f"“{mask.english}” is missing or changed in the English.", (mask.span,))


def _counted_signs(found: list[Mask]) -> Counter[str]:
    """Count signs that no word can replace."""
    return Counter(_IN_WORDS.sub("", "".join(mask.english for mask in found)))


def _compact(text: str) -> str:
    return re.sub(r"[\s.,()]", "", fold(text))

"""A check for a clause that has lost its verb."""

from collections.abc import Iterator

from passerelle.spans import Span
from translate import verbs
from translate.checks.base import CheckedPair
from translate.coverage import compare
from translate.imbalance import beside, fits
from translate.types import Finding

# Minimum log-odds; the source must also have a word there that the English lacks.
_DOUBTFUL = 1.5


def verb(pair: CheckedPair) -> Iterator[Finding]:
    """Report where a verb seems to be missing, and the source words that may be that verb."""
    if not fits(pair.language):
        return
    found = verbs.doubt(pair.prose)
    if found is None or found[0] <= _DOUBTFUL:
        return
    place = found[1]
    compared = compare(pair.source_prose, pair.prose, pair.language)
    here, there = beside(compared, pair.source, pair.target, place)
    most = max(here, key=lambda word: word.surprise, default=None)
    if most is None or most.surprise <= max((word.surprise for word in there), default=0.0):
        return
    words = " … ".join(pair.target[place.start : place.end].split())
    message = f"A verb seems to be missing in “{words}”."
    yield Finding("verb", message, (most.span,), (Span(place.start, place.end),))

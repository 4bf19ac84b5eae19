"""A check for a clause that has lost its verb."""

from collections.abc import Iterator

from passerelle.languages import lexicon
from passerelle.spans import Span
from translate import verbs
from translate.checks.base import CheckedPair
from translate.coverage import compare
from translate.imbalance import beside, fits
from translate.types import Finding
from translate.witness import Suspicion, confirmed

# Minimum log-odds without a reverse model; the source must then have a word there that the English lacks.
_DOUBTFUL = 1.5


def verb(pair: CheckedPair) -> Iterator[Finding]:
    """Report where a verb seems to be missing, and the source words that may be that verb."""
    found = verbs.doubt(pair.prose) if fits(pair.language) else None
    if found is None:
        return
    odds, place = found
    compared = compare(pair.source_prose, pair.prose, pair.language)
    here, there = beside(compared, pair.source, pair.target, place)
    most = max(here, key=lambda word: word.surprisal, default=None)
    if most is None or not most.surprisal:
        return
    sure = odds > _DOUBTFUL and most.surprisal > max((word.surprisal for word in there), default=0.0)
    around = pair.target[place.start : place.end].split()
    entry = lexicon.lookup(pair.source[most.span.start : most.span.end], pair.language)
    with_verb = f"{around[0]} {entry.translations[0][0] if entry else ''} {around[-1]}"
    instead = pair.target[: place.start] + with_verb + pair.target[place.end :]
    suspicion = Suspicion("verb removed", odds, instead, sure)
    if confirmed(suspicion, pair.source, pair.target, pair.language):
        message = f"A verb seems to be missing from “{' … '.join(around)}”."
        yield Finding("verb", message, (most.span,), (Span(place.start, place.end),))

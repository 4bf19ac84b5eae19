"""Split sentences that are too long for the model at clause boundaries."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise, starmap

from passerelle.languages import LANGUAGES
from passerelle.languages.sentences import inner_sentences
from passerelle.spans import Span, stripped

# All languages together, since the caller does not name the language.
_CONJUNCTION = "(?:" + "|".join(dict.fromkeys(c for r in LANGUAGES.values() for c in r.conjunctions)) + ")"
_SPACE = r"(?<!\s)\s++"
# The cost of a cut, and where it is made; if several match, the last one counts.
_CONJUNCTION_CUT, _SPACE_CUT, _WORST = 4.0, 6.0, 99.0
_CUTS = [
    (9.0, re.compile(_SPACE)),
    # Not inside a number, a guillemet or a pair of brackets, nor at a no-break space.
    (
        _SPACE_CUT,
        re.compile(
            r"(?<![\s«“„‹(\[])(?![\u00a0\u2007\u202f]+\S)(?!(?<=\d)\s\d{3}\b)\s++(?![»”›)\]:;!?…%–—])"
        ),
    ),
    (_CONJUNCTION_CUT, re.compile(rf"{_SPACE}(?={_CONJUNCTION})", re.IGNORECASE)),
    (3.0, re.compile(r"(?<!\s)\s++(?=[(\[])|(?<=[)\]])\s++(?![–—,;:.!?])")),
    (2.5, re.compile(r"(?<=\s)[–—-]\s++")),
    (2.0, re.compile(r",[\"”»]?\s++|[，、]\s*+")),
    (1.5, re.compile(rf",[\"”»]?\s++(?={_CONJUNCTION})", re.IGNORECASE)),
    (1.0, re.compile(r"[;:]\s++|[；：]\s*+")),
]
# The cost of a piece whose length differs from its share by half.
_IMBALANCE = 2.0

_Fits = Callable[[int, int], bool]
_JOINER = "\u200d"
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))


def clauses(text: str, start: int, end: int, fits: Callable[[str], bool]) -> list[Span]:
    """Divide a sentence that is too long at clause boundaries.

    There are as few pieces as possible, or one more if that avoids cuts inside a clause or a number. Among
    such divisions, cuts at strong marks (a full stop within a quotation, `;`, `:`, a comma before a
    conjunction, any comma, dashes, brackets, a conjunction) and pieces of similar length are preferred. A
    word is divided only if it does not fit by itself.

    Args:
        text: the text.
        start: where in `text` the sentence begins.
        end: where it ends.
        fits: returns whether a piece is short enough; called with white space stripped, at most O(n log n)
            times. If a text fits, so should its parts.

    Returns:
        Spans in order, without overlap, covering everything but white space. Each fits, except a single
        character (with its combining marks) that is too long by itself.
    """
    span = stripped(text, start, end)
    if span.start == span.end:
        return []

    @cache
    def piece_fits(start: int, end: int) -> bool:
        piece = stripped(text, start, end)
        return fits(text[piece.start : piece.end])

    if piece_fits(span.start, span.end):
        return [span]
    costs = _costs(text, span)
    cuts = [span.start, *sorted(costs), span.end]
    division = _fewest(cuts, piece_fits)
    if not _all_fit(division, piece_fits):
        cuts = _with_characters(text, cuts, piece_fits)
        division = _fewest(cuts, piece_fits)
    for worst in (_CONJUNCTION_CUT, _SPACE_CUT):
        better = [cut for cut in cuts if costs.get(cut, _WORST) <= worst or cut in (span.start, span.end)]
        coarse = _fewest(better, piece_fits)
        if len(coarse) <= len(division) + 1 and _all_fit(coarse, piece_fits):
            cuts, division = better, coarse
            break
    balanced = _balanced(cuts, len(division), costs, piece_fits)
    if len(balanced) == len(division) and _all_fit(balanced, piece_fits):
        division = balanced
    return [stripped(text, *piece) for piece in pairwise(division)]


def _costs(text: str, span: Span) -> dict[int, float]:
    """Return where a sentence may be cut: the offset where the next piece begins, and the cost."""
    sentence = text[span.start : span.end]
    costs: dict[int, float] = {}
    for cost, pattern in _CUTS:
        for match in pattern.finditer(sentence):
            costs[span.start + match.end()] = cost
    for inner in inner_sentences(sentence):
        costs[span.start + inner.start] = 0.0
    costs.pop(span.start, None)
    costs.pop(span.end, None)
    return costs


def _with_characters(text: str, cuts: list[int], fits: _Fits) -> list[int]:
    """Add a cut at every character of the words that do not fit by themselves."""
    finer: list[int] = []
    for start, end in pairwise(cuts):
        finer.append(start)
        if not fits(start, end):
            finer += _character_starts(text, start, stripped(text, start, end).end)
    return [*finer, cuts[-1]]


def _character_starts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where each user-perceived character begins, except the first one.

    Simpler than Unicode's grapheme clusters, and linear in time on any input.
    """
    flags = text[start : start + 1] in _FLAG_LETTERS
    for i in range(start + 1, end):
        character, before = text[i], text[i - 1]
        flags = character in _FLAG_LETTERS and not (flags and before in _FLAG_LETTERS)
        if not (
            unicodedata.category(character).startswith("M")
            or (character in _FLAG_LETTERS and not flags)
            or "\U0001f3fb" <= character <= "\U0001f3ff"  # skin tones
            or "\U000e0020" <= character <= "\U000e007f"  # tags
            or _JOINER in (character, before)
            or ("\ud800" <= before <= "\udbff" and "\udc00" <= character <= "\udfff")
        ):
            yield i


def _all_fit(cuts: list[int], fits: _Fits) -> bool:
    return all(starmap(fits, pairwise(cuts)))


def _fewest(cuts: list[int], fits: _Fits) -> list[int]:
    """Divide into as few pieces as possible, each as long as possible, from the left."""
    division = [0]
    while division[-1] < len(cuts) - 1:
        division.append(_reach(cuts, division[-1], len(cuts) - 1, fits))
    return [cuts[i] for i in division]


def _balanced(cuts: list[int], size: int, costs: dict[int, float], fits: _Fits) -> list[int]:
    """Divide into as few pieces as possible, with good cuts and similar lengths.

    If `fits` does not hold for every part of a text that fits, there may be more pieces, or some that do not
    fit.
    """
    last = len(cuts) - 1
    earliest = [last]
    while earliest[-1] > 0:
        earliest.append(_reach(cuts, earliest[-1], 0, fits))
    earliest.reverse()
    division = [0]
    for left, first in zip(range(size - 1, 1, -1), earliest[1:-1], strict=False):
        start = cuts[division[-1]]
        share = (cuts[last] - start) / left

        def total(i: int, target: float = start + share, share: float = share) -> float:
            return costs.get(cuts[i], _WORST) + _IMBALANCE * abs(cuts[i] - target) / (share / 2)

        furthest = min(_reach(cuts, division[-1], last, fits), last - 1)
        window = range(max(first, division[-1] + 1), furthest + 1)
        division.append(min(window or [furthest], key=total))
    return [cuts[i] for i in (*division, last)]


def _reach(cuts: list[int], i: int, last: int, fits: _Fits) -> int:
    """Find the cut furthest from cut `i`, towards cut `last`, up to which a piece fits.

    The next cut is returned even if the piece up to it does not fit. Each probe goes twice as far as the one
    before; the first that fails is followed by a binary search.
    """
    way = 1 if last > i else -1
    good, bad, stride = i + way, last + way, 1
    while abs(bad - good) > 1:
        probe = good + way * stride if bad == last + way else (good + bad) // 2
        probe = min(probe, last) if way > 0 else max(probe, last)
        if fits(cuts[min(i, probe)], cuts[max(i, probe)]):
            good, stride = probe, 2 * stride
        else:
            bad = probe
    return good

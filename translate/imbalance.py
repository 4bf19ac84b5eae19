"""Distinguish translations that leave out or add something from free translations.

Free translation leaves words without a counterpart on both sides at the same place; omitted or added content
is on one side only. So both sides are aligned monotonically by the words that have a counterpart, and the
words in the gaps between these are compared.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from passerelle.languages import lexicon
from passerelle.spans import Span
from translate.coverage import Coverage, Word

_FILE = Path(lexicon.__file__).with_name("lexicons") / "coverage.json"
# Maximum number of words compared on each side; the rest of a longer sentence is ignored.
_MOST_WORDS = 160
# Penalty of a link between words at opposite ends of their sentences.
_DISTANCE = 0.8
# A sentence with more unknown words counts as having this many.
_MOST_UNKNOWN = 6


@dataclass(frozen=True, slots=True)
class Gap:
    """The words between two pairs of corresponding words.

    Attributes:
        source, target: the surprisal of its words, in natural logarithms.
        source_words, target_words: number of its words with a surprisal.
        longer: number of characters by which the English is longer than the source.
    """

    source: float
    target: float
    source_words: int
    target_words: int
    longer: float


def gaps(found: Coverage, source: str, target: str) -> list[Gap]:
    """Divide a sentence and its English at corresponding words, in the order of both.

    Args:
        found: the comparison of the two.
        source: the sentence.
        target: its English.

    Returns:
        One gap more than there are such places; a single gap if there are none.
    """
    here, there = _in_order(found)
    divided = []
    i = j = at = at_target = 0
    for k, m in [*_chain(here, there, len(source), len(target)), (len(here), len(there))]:
        end = here[k].span.start if k < len(here) else len(source)
        end_target = there[m].span.start if k < len(here) else len(target)
        left, right = ([w.surprisal for w in side if w.surprisal] for side in (here[i:k], there[j:m]))
        longer = (end_target - at_target) - (end - at)
        divided.append(Gap(sum(left), sum(right), len(left), len(right), longer))
        if k < len(here):
            at, at_target = here[k].span.end, there[m].span.end
        i, j = k + 1, m + 1
    return divided


def _in_order(found: Coverage) -> tuple[list[Word], list[Word]]:
    here = sorted((*found.source, *found.copied[0]), key=lambda word: word.span.start)
    there = sorted((*found.target, *found.copied[1]), key=lambda word: word.span.start)
    return here[:_MOST_WORDS], there[:_MOST_WORDS]


def beside(found: Coverage, source: str, target: str, place: Span) -> tuple[list[Word], list[Word]]:
    """Return the words of both sides between the corresponding pairs around a place.

    Args:
        found: the comparison of a sentence and its English.
        source: the sentence.
        target: its English.
        place: the span of two neighbouring words of the English.
    """
    here, there = _in_order(found)
    middle = (place.start + place.end) // 2
    low, high = (-1, -1), (len(here), len(there))
    for k, m in _chain(here, there, len(source), len(target)):
        if there[m].span.start < middle:
            low = k, m
        else:
            high = k, m
            break
    return here[low[0] + 1 : high[0]], there[low[1] + 1 : high[1]]


def _chain(
    here: Sequence[Word], there: Sequence[Word], length: int, target_length: int
) -> list[tuple[int, int]]:
    """Return the longest chain of corresponding words that keeps the order of both sides."""
    worth = np.zeros((len(here), len(there)))
    places: dict[str, list[int]] = {}
    for m, word in enumerate(there):
        places.setdefault(word.stem, []).append(m)
    for k, word in enumerate(here):
        for m in (m for form in word.renders for m in places.get(form, ())):
            apart = abs(word.span.start / max(1, length) - there[m].span.start / max(1, target_length))
            worth[k, m] = 1 - _DISTANCE * apart
    best = np.zeros((len(here) + 1, len(there) + 1))
    for k, row in enumerate(worth):
        best[k + 1, 1:] = np.maximum.accumulate(np.maximum(best[k, 1:], best[k, :-1] + row))
    return _traced(best)


def _traced(best: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Trace back the pairs that lead to the best sum in a table."""
    pairs = []
    k, m = best.shape[0] - 1, best.shape[1] - 1
    while k and m:
        if best[k, m] == best[k - 1, m]:
            k -= 1
        elif best[k, m] == best[k, m - 1]:
            m -= 1
        else:
            k, m = k - 1, m - 1
            pairs.append((k, m))
    return pairs[::-1]


def features(found: Coverage, source: str, target: str) -> dict[str, float]:
    """Return the features of the regressions.

    missing, added: the surprisal of uncovered source words, and of unexplained English words.
    missing_run, added_run: the same for the run of words with the highest sum.
    missing_words, added_words: the number of uncovered source words, and of unexplained English words.
    unknown: number of source words not in the lexicon, at most 6.
    length: logarithm of the number of English characters per source character.
    most_missing, most_added: the highest surprisal of a word.
    more_missing, more_added: the largest excess of surprisal of one side in a run of gaps.
    longest_missing, longest_added: the largest excess length of one side in a gap, in characters.
    gap_missing, gap_added, with `_words` and `_length`: for the gap with the largest difference.
    end_missing, end_added, end_length: for the last gap.
    order: the share of words with a counterpart that are out of order.
    """
    here = [word.surprisal for word in found.source]
    there = [word.surprisal for word in found.target]
    divided = gaps(found, source, target)
    paired = min(here.count(0.0) + len(found.copied[0]), there.count(0.0) + len(found.copied[1]))
    missing = max(divided, key=lambda gap: gap.source - gap.target)
    added = max(divided, key=lambda gap: gap.target - gap.source)
    return {
        "missing": sum(here),
        "added": sum(there),
        "missing_run": run(found.source)[0],
        "added_run": run(found.target)[0],
        "missing_words": sum(surprisal > 0 for surprisal in here),
        "added_words": sum(surprisal > 0 for surprisal in there),
        "unknown": min(found.unknown, _MOST_UNKNOWN),
        "length": math.log(max(1, len(target)) / max(1, len(source))),
        "most_missing": max(here, default=0.0),
        "most_added": max(there, default=0.0),
        "more_missing": _longest(divided, lambda gap: gap.source - gap.target),
        "more_added": _longest(divided, lambda gap: gap.target - gap.source),
        "longest_missing": -min(gap.longer for gap in divided),
        "longest_added": max(gap.longer for gap in divided),
        "gap_missing": missing.source - missing.target,
        "gap_missing_words": missing.source_words - missing.target_words,
        "gap_missing_length": -missing.longer,
        "gap_added": added.target - added.source,
        "gap_added_words": added.target_words - added.source_words,
        "gap_added_length": added.longer,
        "end_missing": divided[-1].source,
        "end_added": divided[-1].target,
        "end_length": divided[-1].longer,
        "order": 1 - (len(divided) - 1) / max(1, paired),
    }


def _longest(divided: Sequence[Gap], more: Callable[[Gap], float]) -> float:
    """Return the largest sum over neighbouring gaps, less 1 for each pair between them."""
    best = current = 0.0
    for gap in divided:
        current = max(0.0, current + more(gap))
        best = max(best, current)
        current = max(0.0, current - 1)
    return best


def run(words: tuple[Word, ...]) -> tuple[float, tuple[Word, ...]]:
    """Find the run of words with the largest total surprisal, less 1 for each word with a counterpart.

    Returns:
        That total, and the words; 0 and no words if every word has a counterpart.
    """
    best, current, first = 0.0, 0.0, 0
    chosen: tuple[Word, ...] = ()
    for i, word in enumerate(words):
        if current == 0:
            first = i
        current = max(0.0, current + (word.surprisal or -1.0))
        if current > best:
            best, chosen = current, words[first : i + 1]
    return best, chosen


@dataclass(frozen=True, slots=True)
class Fit:
    """A logistic regression on piecewise-linear features, for one kind of error.

    Attributes:
        weights: for each feature, the weights of its value and of its excess over each of its `knots`.
        knots: for each feature, its minimum and maximum value, then where its slope changes.
        bias: the bias.
        threshold: the sum above which there is an error.
    """

    weights: Mapping[str, Sequence[float]]
    knots: Mapping[str, Sequence[float]]
    bias: float
    threshold: float

    def finds(self, values: Mapping[str, float]) -> bool:
        """Return whether features indicate the error."""
        return self.odds(values) > self.threshold

    def odds(self, values: Mapping[str, float]) -> float:
        """Return the log-odds of the error, given the values of the features."""
        odds = self.bias
        for name, weights in self.weights.items():
            parts = pieces(values[name], self.knots[name])
            odds += sum(weight * part for weight, part in zip(weights, parts, strict=True))
        return odds


def pieces(value: float, knots: Sequence[float]) -> list[float]:
    """Return a value clipped to its bounds, and its excess over each further knot."""
    least, greatest, *rest = knots
    value = min(greatest, max(least, value))
    return [value, *(max(0.0, value - knot) for knot in rest)]


@cache
def fits(language: str) -> Mapping[str, Fit]:
    """Return the regressions of a language by kind of error; empty if it has none."""
    if not _FILE.is_file():
        return {}
    found = json.loads(_FILE.read_text(encoding="utf-8")).get(language, {})
    return {kind: Fit(**fit) for kind, fit in found.items()}

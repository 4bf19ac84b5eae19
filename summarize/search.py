"""Search for the sentences that tell the most news within a word limit.

Taking the best sentence again and again fills a small limit badly: one long sentence may take the place of
two that tell more. The gain of a set of sentences is submodular, as in Lin and Bilmes 2011
(https://aclanthology.org/P11-1052), and a brief is short enough to search nearly all sets.
"""

from collections.abc import Callable
from operator import itemgetter

from summarize.select import Ranking

# Minimum number of candidates from which the sentences of a brief are chosen.
CANDIDATES = 12
# The gain of a sentence counts to this power: one that tells much is worth more than two that tell half as
# much each.
_GAIN_POWER = 1.3
# Maximum number of sets that are considered at each step of the search.
_SETS = 100


def shortlist(ranking: Ranking, count: int) -> list[int]:
    """Return at most `count` sentences, best first, each new compared with those before it."""
    order: list[int] = []
    while len(order) < count and (found := ranking.best(order)) is not None:
        order.append(found)
    return order


def greedy(ranking: Ranking, size: Callable[[int], int], count: int, room: int | None) -> list[int]:
    """Choose at most `count` sentences of at most `room` words in all, best first.

    `size` returns the words of a sentence.
    """
    chosen: list[int] = []
    passed: list[int] = []
    while len(chosen) < count and (found := ranking.best(chosen, passed)) is not None:
        words_of = size(found)
        if room is not None and words_of > room:
            passed.append(found)
            continue
        chosen.append(found)
        room = None if room is None else room - words_of
    return chosen


def best_set(ranking: Ranking, size: Callable[[int], int], count: int, room: int) -> list[int]:
    """Choose the lead and the sentences that add most to it.

    Args:
        ranking: the sentences of the text.
        size: returns the words of a sentence.
        count: maximum number of sentences.
        room: maximum number of words in all, which the lead alone may exceed.

    Returns:
        Indices in the text, the lead first, the others in order; empty if there is no sentence.
    """
    order = shortlist(ranking, max(CANDIDATES, 2 * count))
    if not order:
        return []
    first, *others = order
    sets: list[tuple[float, int, tuple[int, ...]]] = [(0.0, room - size(first), (first,))]
    for i in sorted(others):
        words_of = size(i)
        sets += [
            (value + ranking.gain(i, chosen) ** _GAIN_POWER, left - words_of, (*chosen, i))
            for value, left, chosen in sets
            if words_of <= left and len(chosen) < count and ranking.is_new(i, chosen)
        ]
        sets = sorted(sets, key=itemgetter(0), reverse=True)[:_SETS]
    return list(sets[0][2])

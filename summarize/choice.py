"""Choose the sentences of a brief, best first."""

from collections.abc import Callable

from summarize.select import Ranking

# Minimum number of candidates from which those that best fill a word limit are chosen.
CANDIDATES = 12


def shortlist(ranking: Ranking, count: int) -> list[int]:
    """Return at most `count` sentences, best first, each new compared with those before it."""
    order: list[int] = []
    while len(order) < count and (found := ranking.best(order)) is not None:
        order.append(found)
    return order


def greedy(
    ranking: Ranking, size: Callable[[int], int], count: int, room: int | None, *, whole_first: bool = False
) -> list[int]:
    """Choose at most `count` sentences of at most `room` words in all, best first.

    Args:
        ranking: the sentences of the text.
        size: returns the words of a sentence.
        count: maximum number of sentences.
        room: maximum number of words in all; None for no limit.
        whole_first: whether the first sentence may exceed the limit.
    """
    chosen: list[int] = []
    passed: list[int] = []
    while len(chosen) < count and (found := ranking.best(chosen, passed)) is not None:
        words_of = size(found)
        if room is not None and words_of > room and (chosen or not whole_first):
            passed.append(found)
            continue
        chosen.append(found)
        room = None if room is None else room - words_of
    return chosen

"""Find the best monotone path through two texts by dynamic programming."""

from collections.abc import Sequence

import numpy as np

from passerelle.crosscheck.calibration import ALIGNMENT, GROUP_COSTS, GroupSize
from passerelle.crosscheck.similarity import AlignableSentence, Matrix, SimilarityMatrix, window_sums
from passerelle.crosscheck.types import AlignedPair


def monotone_pairs(
    version: Sequence[AlignableSentence], original: Sequence[AlignableSentence], similarity: SimilarityMatrix
) -> list[AlignedPair]:
    """Find the best monotone path through both texts; an unpaired sentence costs nothing.

    Args:
        version: sentences of the version, at least one.
        original: sentences of the original, at least one.
        similarity: similarity of these sentences.

    Returns:
        Pairs with at least one sentence on each side, in the order of both texts.
    """
    rows, columns = len(version), len(original)
    similar = {
        size: similarity.single if size == (1, 1) else similarity.groups(*size) for size in GROUP_COSTS
    }
    gains = {
        size: _gain(similar[size], size, version, original)
        - ALIGNMENT.stranger_cost * _strangers(similarity.single, *size)
        for size in GROUP_COSTS
    }
    best = np.zeros((rows + 1, columns + 1))
    # How the best path to a cell ends: 0 for an unpaired sentence, else the number of a group size.
    choice = np.zeros((rows + 1, columns + 1), np.int8)
    for i in range(1, rows + 1):
        line = best[i - 1].copy()
        for number, (p, q) in enumerate(GROUP_COSTS, 1):
            if p > i or q > columns:
                continue
            reached = best[i - p, : columns + 1 - q] + gains[p, q][i - 1, q - 1 :]
            better = reached > line[q:]
            line[q:][better] = reached[better]
            choice[i, q:][better] = number
        best[i] = np.maximum.accumulate(line)
        choice[i][best[i] > line] = 0
    sizes = [(0, 0), *GROUP_COSTS]
    pairs = []
    i, j = rows, columns
    while i and j:
        p, q = sizes[choice[i, j]]
        if p:
            figure = round(float(similar[p, q][i - 1, j - 1]), 4)
            pairs.append(AlignedPair(tuple(range(i - p, i)), tuple(range(j - q, j)), figure))
            i, j = i - p, j - q
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i -= 1
    return pairs[::-1]


def _gain(
    similar: Matrix,
    size: GroupSize,
    version: Sequence[AlignableSentence],
    original: Sequence[AlignableSentence],
) -> Matrix:
    """Return the gain of pairing groups of a size, indexed by the last sentence of each group."""
    kinds = [np.array([s.kind for s in side]) for side in (version, original)]
    different = kinds[0][:, None] != kinds[1][None, :]
    cost = GROUP_COSTS[size] + ALIGNMENT.kind_mismatch_cost * different
    crossings = [_crossings(side, length) for side, length in zip((version, original), size, strict=True)]
    gain = (similar + ALIGNMENT.neighbour_bonus) * sum(size) / 2 - cost - np.add.outer(*crossings)
    return np.asarray(gain, np.float64)


def _strangers(single: Matrix, p: int, q: int) -> Matrix:
    """Count the sentences of two groups that are unlike the whole other group.

    The counts are indexed by the last sentence of each group.
    """
    if (p, q) == (1, 1):
        return np.zeros_like(single)
    limit = ALIGNMENT.stranger_similarity
    first = np.stack([np.roll(single, shift, 1) for shift in range(q)]).max(axis=0) < limit
    second = np.stack([np.roll(single, shift, 0) for shift in range(p)]).max(axis=0) < limit
    return window_sums(first.astype(np.float64), p, 0) + window_sums(second.astype(np.float64), q, 1)


def _crossings(sentences: Sequence[AlignableSentence], size: int) -> Matrix:
    """Return the cost of block boundaries inside groups of `size` sentences.

    The costs are indexed by the last sentence, and are infinite for a group that mixes kinds of blocks.
    """
    costs = np.zeros(len(sentences))
    for last in range(len(sentences)):
        group = sentences[max(0, last - size + 1) : last + 1]
        costs[last] = ALIGNMENT.block_crossing_cost * (len({s.block for s in group}) - 1)
        if len({s.kind for s in group}) > 1:
            costs[last] = np.inf
    return costs

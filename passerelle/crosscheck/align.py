"""Align the sentences of two versions of a story.

Dynamic programming over groups of sentences as in Gale & Church (1993, "A Program for Aligning
Sentences in Bilingual Corpora"), with similarity of content instead of length alone, as in
Bleualign (Sennrich & Volk 2010): both sides are available in English, and the facts of their sources
survive even a bad translation. A second pass finds sentences that were moved, which no monotone
path can pair.
"""

from collections.abc import Callable, Sequence

import numpy as np

from passerelle.crosscheck.calibration import ALIGNMENT
from passerelle.crosscheck.monotone import monotone_pairs
from passerelle.crosscheck.refine import (
    BudgetedContrast,
    ContrastFunction,
    PairCompletion,
    believable_pairs,
    contrast_similarity,
    moved_pairs,
    tested_pairs,
)
from passerelle.crosscheck.similarity import AlignableSentence, SimilarityMatrix
from passerelle.crosscheck.types import AlignedPair

# Maximum product of the numbers of sentences of the two versions: about 1,400 each.
MAX_SENTENCE_COMBINATIONS = 2_000_000
# Maximum number of sentences of the longer version.
MAX_SENTENCES = 2_800


def align(
    version: Sequence[AlignableSentence],
    original: Sequence[AlignableSentence],
    contrast: ContrastFunction | None = None,
) -> tuple[AlignedPair, ...]:
    """Pair the sentences that mean the same.

    Args:
        version: sentences of the version, in order.
        original: sentences of the original, in order. The product of both numbers of sentences must be
            at most `MAX_SENTENCE_COMBINATIONS`; this is not checked.
        contrast: decides cases that words and facts leave open; see `passerelle.crosscheck.contrast`.

    Returns:
        Pairs in the order of `version`, every sentence in one of them. A sentence that only the
        original has comes after the pair that precedes it there.
    """
    return MonotoneAlignment(version, original).refined(contrast)


class MonotoneAlignment:
    """The best monotone path through both texts, by words and facts alone.

    Args:
        version: see `align`.
        original: see `align`.
    """

    def __init__(self, version: Sequence[AlignableSentence], original: Sequence[AlignableSentence]) -> None:
        self._version, self._original = version, original
        self._pairs: list[AlignedPair] = []
        if version and original:
            self._similarity = SimilarityMatrix(version, original)
            self._pairs = monotone_pairs(version, original, self._similarity)

    @property
    def similarity(self) -> float:
        """Return the mean similarity of the shorter text's sentences to their partners, 0 to 1."""
        shorter = min(len(self._version), len(self._original))
        covered = sum(p.similarity * (len(p.version) + len(p.original)) / 2 for p in self._pairs)
        return min(1.0, covered / shorter) if shorter else 0.0

    def refined(self, contrast: ContrastFunction | None) -> tuple[AlignedPair, ...]:
        """Return the plausible pairs, pairs found out of order, and unpaired sentences; see `align`."""
        shape = len(self._version), len(self._original)
        if not self._pairs:
            return _in_order([], [0.0] * shape[0], [0.0] * shape[1])
        similarity = self._similarity
        usual = float(np.median([pair.similarity for pair in self._pairs]))
        similarity.learn_ratio([pair for pair in self._pairs if pair.similarity >= usual])
        budgeted = BudgetedContrast(contrast) if contrast else None
        least = max(ALIGNMENT.min_similarity, ALIGNMENT.min_similarity_ratio * usual)
        if budgeted:
            doubtful = ALIGNMENT.doubtful_similarity_ratio * usual
            pairs = tested_pairs(self._pairs, shape, doubtful=doubtful, least=least, contrast=budgeted)
        else:
            pairs = believable_pairs(self._pairs, shape, least)
        least_moved = max(ALIGNMENT.moved_similarity, ALIGNMENT.moved_similarity_ratio * usual)
        pairs = [*pairs, *moved_pairs(pairs, similarity.single, least_moved)]
        if budgeted:
            pairs = PairCompletion(pairs, self._version, self._original, similarity, budgeted).run()
        return _in_order(pairs, *self._closest(budgeted.best if budgeted else {}))

    def _closest(self, best: dict[tuple[int, int], float]) -> list[list[float]]:
        """Return each sentence's similarity to the closest one on the other side, for both sides."""
        single = self._similarity.single
        return [
            [
                max(float(cosine), contrast_similarity(best.get((side, i), 0.0)))
                for i, cosine in enumerate(cosines)
            ]
            for side, cosines in enumerate((single.max(axis=1), single.max(axis=0)))
        ]


def _in_order(
    pairs: Sequence[AlignedPair], version: Sequence[float], original: Sequence[float]
) -> tuple[AlignedPair, ...]:
    """Order pairs by the version, and add a pair for every unpaired sentence.

    Args:
        pairs: the pairs in any order.
        version: for each sentence of the version, its similarity to the closest one of the original, which
            its pair gets if it is unpaired.
        original: the same for the sentences of the original.
    """
    rows, columns = len(version), len(original)
    paired = {i for pair in pairs for i in pair.version}
    alone = [AlignedPair((i,), (), round(version[i], 4)) for i in range(rows) if i not in paired]
    ordered = sorted([*pairs, *alone], key=lambda pair: pair.version)
    place: Callable[[AlignedPair], int] = ordered.index
    follows = {pair.original[-1]: pair for pair in pairs if not pair.moved}
    taken = {j for pair in pairs for j in pair.original}
    at_start: list[AlignedPair] = []
    after: dict[int, list[AlignedPair]] = {}
    last: AlignedPair | None = None
    for j in range(columns):
        if j not in taken:
            bucket = at_start if last is None else after.setdefault(place(last), [])
            bucket.append(AlignedPair((), (j,), round(original[j], 4)))
        last = follows.get(j, last)
    result = at_start
    for i, pair in enumerate(ordered):
        result = [*result, pair, *after.get(i, ())]
    return tuple(result)

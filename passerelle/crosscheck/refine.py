"""Refine aligned pairs: test doubtful ones, and find partners for unpaired sentences."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from passerelle.crosscheck.calibration import ALIGNMENT, MAX_GROUP_SENTENCES
from passerelle.crosscheck.similarity import AlignableSentence, Matrix, SimilarityMatrix
from passerelle.crosscheck.types import AlignedPair

# Indices of sentences of the version, and of the original.
SentenceGroups = tuple[tuple[int, ...], tuple[int, ...]]
# How much better each group of a pair explains the other than other sentences do, as a difference of mean
# log-probabilities per token; see `passerelle.crosscheck.contrast`.
ContrastFunction = Callable[[Sequence[SentenceGroups]], list[float]]


class BudgetedContrast:
    """A contrast function that is called for at most `ALIGNMENT.max_tests` groups.

    Args:
        contrast: the function.

    Attributes:
        best: highest contrast of each single sentence, by side (0 version, 1 original) and index.
    """

    def __init__(self, contrast: ContrastFunction) -> None:
        self._contrast = contrast
        self._left = ALIGNMENT.max_tests
        self.best: dict[tuple[int, int], float] = {}

    def __call__(self, groups: Sequence[SentenceGroups]) -> list[float | None]:
        """Return the contrast of each pair of groups, in order; None for those beyond the budget."""
        asked = groups[: self._left]
        self._left -= len(asked)
        figures = self._contrast(asked)
        for group, figure in zip(asked, figures, strict=True):
            for side, sentences in enumerate(group):
                if len(sentences) == 1:
                    key = (side, sentences[0])
                    self.best[key] = max(figure, self.best.get(key, 0.0))
        return [*figures, *[None] * (len(groups) - len(asked))]


def contrast_similarity(contrast: float) -> float:
    """Convert a contrast to the scale of similarities, 0 to 1."""
    return round(1 - math.exp(-max(contrast, 0.0)), 4)


def tested_pairs(
    pairs: Sequence[AlignedPair],
    shape: tuple[int, int],
    *,
    doubtful: float,
    least: float,
    contrast: BudgetedContrast,
) -> list[AlignedPair]:
    """Drop doubtful pairs that a contrast refutes, and the sentences that it refutes from groups.

    Args:
        pairs: the pairs in the order of the texts.
        shape: number of sentences of the version and of the original.
        doubtful: similarity below which a pair is tested.
        least: minimum similarity of a pair that is kept once the test budget is spent.
        contrast: computes the contrasts.
    """
    fine = [pair.similarity >= doubtful for pair in pairs]
    between = enclosed(pairs, fine, *shape)
    asked: list[SentenceGroups] = []
    for pair, sure in zip(pairs, fine, strict=True):
        if len(pair.version) > 1 or len(pair.original) > 1:
            asked += _parts(pair) + _one_to_one(pair)
        elif not sure:
            asked.append((pair.version, pair.original))
    figures = dict(zip(asked, contrast(asked), strict=True))
    kept = []
    for pair, held in zip(pairs, between, strict=True):
        if (pair.version, pair.original) in figures:
            figure = figures[pair.version, pair.original]
            if figure is None:
                kept += [pair] * (held or pair.similarity >= least)
            elif figure >= (ALIGNMENT.expected_contrast if held else ALIGNMENT.partner_contrast):
                kept.append(_confirmed(pair, figure))
        else:
            kept += _tested_group(pair, figures)
    return kept


def _tested_group(pair: AlignedPair, figures: dict[SentenceGroups, float | None]) -> list[AlignedPair]:
    """Split a group of two with two into two pairs, or remove the sentences that do not belong to it."""
    split = [(v, o, figures[v, o]) for v, o in _one_to_one(pair)]
    sure = [(v, o, f) for v, o, f in split if f is not None and f >= ALIGNMENT.partner_contrast]
    if split and sure == split:
        return [_confirmed(AlignedPair(v, o, 0.0), figure) for v, o, figure in sure]
    tested = {part: figures[part] for part in _parts(pair)}
    strangers = {
        part for part, figure in tested.items() if figure is not None and figure < ALIGNMENT.expected_contrast
    }
    version = tuple(i for i in pair.version if ((i,), pair.original) not in strangers)
    original = tuple(j for j in pair.original if (pair.version, (j,)) not in strangers)
    return [replace(pair, version=version, original=original)] if version and original else []


def _parts(pair: AlignedPair) -> list[SentenceGroups]:
    """Return each sentence of a group with the whole other side; nothing for a single sentence."""
    parts: list[SentenceGroups] = []
    if len(pair.version) > 1:
        parts += [((i,), pair.original) for i in pair.version]
    if len(pair.original) > 1:
        parts += [(pair.version, (j,)) for j in pair.original]
    return parts


def _one_to_one(pair: AlignedPair) -> list[SentenceGroups]:
    """Return the two pairs in a group of two sentences with two; nothing for any other group."""
    if len(pair.version) != 2 or len(pair.original) != 2:
        return []
    return [((i,), (j,)) for i, j in zip(pair.version, pair.original, strict=True)]


def believable_pairs(pairs: Sequence[AlignedPair], shape: tuple[int, int], least: float) -> list[AlignedPair]:
    """Keep similar pairs, and pairs between two of these without a gap on either side.

    The latter usually correspond and are merely badly translated.

    Args:
        pairs: the pairs in the order of the texts.
        shape: number of sentences of the version and of the original.
        least: minimum similarity of a pair that is kept.
    """
    fine = [pair.similarity >= least for pair in pairs]
    between = enclosed(pairs, fine, *shape)
    return [pair for pair, similar, held in zip(pairs, fine, between, strict=True) if similar or held]


def enclosed(pairs: Sequence[AlignedPair], sure: Sequence[bool], rows: int, columns: int) -> list[bool]:
    """Return for each pair whether it is between two sure ones, without a gap in either text.

    Args:
        pairs: the pairs in the order of the texts.
        sure: which of them are certain.
        rows: number of sentences of the version; its ends count as sure pairs.
        columns: number of sentences of the original.
    """
    ends = AlignedPair((-1,), (-1,), 1.0), AlignedPair((rows,), (columns,), 1.0)
    chain = [ends[0], *pairs, ends[1]]
    meets = [
        bool(a.version and a.original and b.version and b.original)
        and (a.version[-1] + 1, a.original[-1] + 1) == (b.version[0], b.original[0])
        for a, b in pairwise(chain)
    ]
    held = [True, *sure, True]
    return [held[k] and meets[k] and meets[k + 1] and held[k + 2] for k in range(len(pairs))]


def moved_pairs(pairs: Sequence[AlignedPair], single: Matrix, least: float) -> list[AlignedPair]:
    """Pair unpaired sentences out of order, the most similar first.

    Args:
        pairs: those found so far.
        single: similarities of single sentences, of shape (version, original).
        least: lowest similarity of such a pair.
    """
    rows = sorted(set(range(single.shape[0])).difference(*(pair.version for pair in pairs)))
    columns = sorted(set(range(single.shape[1])).difference(*(pair.original for pair in pairs)))
    if not rows or not columns:
        return []
    left = single[np.ix_(rows, columns)].copy()
    moved = []
    while (figure := float(left.max())) >= least:
        i, j = np.unravel_index(int(left.argmax()), left.shape)
        moved.append(AlignedPair((rows[int(i)],), (columns[int(j)],), round(figure, 4), moved=True))
        left[i], left[:, j] = -1.0, -1.0
    return moved


class PairCompletion:
    """Finds partners for unpaired sentences: first among themselves, then in adjacent pairs.

    Args:
        pairs: those found so far.
        version: sentences of the version.
        original: sentences of the original.
        similarity: similarity of these sentences.
        contrast: decides which belong together.
    """

    def __init__(
        self,
        pairs: Sequence[AlignedPair],
        version: Sequence[AlignableSentence],
        original: Sequence[AlignableSentence],
        similarity: SimilarityMatrix,
        contrast: BudgetedContrast,
    ) -> None:
        self._given, self._pairs = pairs, list(pairs)
        self._version, self._original = version, original
        self._similarity, self._contrast = similarity, contrast
        self._rows = set(range(len(version))).difference(*(pair.version for pair in pairs))
        self._columns = set(range(len(original))).difference(*(pair.original for pair in pairs))

    def run(self) -> list[AlignedPair]:
        """Return all pairs, completed, in no particular order."""
        self._pair_singles()
        self._extend_neighbours()
        return self._pairs

    def _pair_singles(self) -> None:
        singles: list[SentenceGroups] = [
            ((i,), (j,))
            for i in sorted(self._rows)
            for j in sorted(self._columns)
            if self._version[i].kind == self._original[j].kind
        ]
        # The budget may not cover all of them, so those closest to their expected place come first.
        places = {i: _expected_place(self._given, i) for i in self._rows}
        singles.sort(key=lambda group: abs(places[group[0][0]] - group[1][0]))
        for figure, (v, o) in self._ranked(singles):
            if (
                figure >= ALIGNMENT.partner_contrast
                and self._rows.issuperset(v)
                and self._columns.issuperset(o)
            ):
                pair = AlignedPair(v, o, 0.0, moved=_is_out_of_order(v, o, self._given))
                self._pairs.append(_confirmed(pair, figure))
                self._take(v, o)

    def _extend_neighbours(self) -> None:
        joins = self._joins()
        for figure, (v, o) in self._ranked(list(joins)):
            pair = joins[v, o]
            unpaired = self._rows.issuperset(v) or self._columns.issuperset(o)
            merged = replace(
                pair,
                version=tuple(sorted({*pair.version, *v})),
                original=tuple(sorted({*pair.original, *o})),
            )
            misfit = self._similarity.length_misfit
            fits_better = misfit(merged) + ALIGNMENT.better_length_log <= misfit(pair)
            enough = ALIGNMENT.missing_contrast if fits_better else ALIGNMENT.partner_contrast
            if figure >= enough and unpaired and pair in self._pairs:
                self._pairs.remove(pair)
                self._pairs.append(merged)
                self._take(v, o)

    def _joins(self) -> dict[SentenceGroups, AlignedPair]:
        """Return each unpaired sentence with the other side of an adjacent pair, and that pair."""
        version, original = self._version, self._original
        joins: dict[SentenceGroups, AlignedPair] = {}
        for pair in self._pairs:
            for i in self._rows.intersection((pair.version[0] - 1, pair.version[-1] + 1)):
                if (
                    len(pair.version) < MAX_GROUP_SENTENCES
                    and version[i].kind == version[pair.version[0]].kind
                ):
                    joins[(i,), pair.original] = pair
            for j in self._columns.intersection((pair.original[0] - 1, pair.original[-1] + 1)):
                if (
                    len(pair.original) < MAX_GROUP_SENTENCES
                    and original[j].kind == original[pair.original[0]].kind
                ):
                    joins[pair.version, (j,)] = pair
        return joins

    def _take(self, version: tuple[int, ...], original: tuple[int, ...]) -> None:
        self._rows.difference_update(version)
        self._columns.difference_update(original)

    def _ranked(self, groups: Sequence[SentenceGroups]) -> list[tuple[float, SentenceGroups]]:
        """Return the contrasts of groups, highest first, without those beyond the budget."""
        figures = zip(self._contrast(groups), groups, strict=True)
        return sorted(((f, group) for f, group in figures if f is not None), key=lambda item: -item[0])


def _expected_place(pairs: Sequence[AlignedPair], i: int) -> int:
    """Return where in the original a sentence of the version should be, by the order of the texts."""
    before = [pair for pair in pairs if not pair.moved and pair.version[-1] < i]
    return max((pair.original[-1] for pair in before), default=-1) + 1


def _is_out_of_order(v: tuple[int, ...], o: tuple[int, ...], pairs: Sequence[AlignedPair]) -> bool:
    return any((p.version < v) != (p.original < o) for p in pairs if not p.moved)


def _confirmed(pair: AlignedPair, contrast: float) -> AlignedPair:
    """Return a pair with at least the similarity that its contrast implies."""
    return replace(pair, similarity=max(pair.similarity, contrast_similarity(contrast)))

"""Which sentences of two versions of a story say the same.

Dynamic programming over groups of sentences as in Gale & Church (1993), with similarity by
content in place of length alone as in Bleualign (Sennrich & Volk 2010): both sides are there in
English, and the facts of their sources survive even a bad translation. A second pass looks for
what stands elsewhere in the other version, which no monotone path holds.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from article.model import BlockKind
from briefing.model import Pair
from facts import Fact, same
from summarize.words import content_words

# Sentences of the one side times sentences of the other: some 1400 of each.
MAX_CELLS = 2_000_000

# How many sentences may stand beside how many, and what a grouping costs: the better fit of two
# sentences with one must be worth more than this.
_SIZES = {(1, 1): 0.0, (1, 2): 0.1, (2, 1): 0.1, (1, 3): 0.2, (3, 1): 0.2, (2, 2): 0.25}
# For a group that spans two paragraphs, and for a title beside a paragraph.
_ACROSS = 0.1
_KINDS = 0.15
# What being beside each other is worth without any likeness: two sentences between the same
# neighbours are mostly each other's, however badly one of them is translated.
_NEIGHBOURS = 0.03
# Standard deviation of the logarithm of the ratio of lengths.
_LENGTH_SPREAD = 0.7

# Two words are forms of one from this similarity on (Indel, percent), as `fish` and `fishing`.
_ALIKE = 75
_LONGEST_WORD = 40
# What a fact weighs beside a content word: it was read in the source, before any translation.
_FACT_WEIGHT = {"number": 1.5, "date": 1.5, "name": 1.5, "quotation": 0.0}

# Partners that are less alike than this share of what is usual in the two texts are none.
_UNLIKE = 0.2
_LEAST = 0.05
# What is found out of order must be this much alike: there are many more places to be wrong.
_MOVED = 0.6
_LEAST_MOVED = 0.25

_Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as the alignment sees it.

    Attributes:
        english: its English.
        length: characters of its source.
        facts: numbers, dates and names of its source.
        kind: of the block that it stands in.
        block: which block that is.
    """

    english: str
    length: int
    facts: tuple[Fact, ...]
    kind: BlockKind
    block: int


def align(version: Sequence[Sentence], original: Sequence[Sentence]) -> tuple[Pair, ...]:
    """Find the sentences that say the same.

    Args:
        version: the sentences of the one side, in order.
        original: those of the other; there are at most `MAX_CELLS` combinations.

    Returns:
        Pairs in the order of `version`, every sentence in one of them. What the original alone
        has stands behind the pair that it follows there.
    """
    if not version or not original:
        return _in_order([], len(version), len(original))
    similarity = _Similarity(version, original)
    pairs = _monotone(version, original, similarity)
    usual = float(np.median([pair.similarity for pair in pairs])) if pairs else 0.0
    pairs = _believable(pairs, version, original, max(_LEAST, _UNLIKE * usual))
    pairs += _moved(pairs, similarity.single, max(_LEAST_MOVED, _MOVED * usual))
    return _in_order(pairs, len(version), len(original))


class _Similarity:
    """How alike groups of sentences are: the cosine of their words and facts, times the fit of lengths."""

    def __init__(self, version: Sequence[Sentence], original: Sequence[Sentence]) -> None:
        vectors = _vectors([*version, *original])
        first, second = vectors[: len(version)], vectors[len(version) :]
        self._dot = first @ second.T
        self._inner = (first @ first.T, second @ second.T)
        lengths = [np.array([max(s.length, 1) for s in side], np.float64) for side in (version, original)]
        # One language needs more letters than the other; both texts tell how many more.
        self._ratio = _middle_length(version) / _middle_length(original)
        self._lengths = lengths
        self.single = self.groups(1, 1)

    def groups(self, p: int, q: int) -> _Matrix:
        """Of `p` and `q` sentences, by the last one of each; only where there are that many."""
        dot = _windows(_windows(self._dot, p, 0), q, 1)
        first, second = (_norms(inner, k) for inner, k in zip(self._inner, (p, q), strict=True))
        cosine = dot / np.sqrt(np.maximum(np.outer(first, second), 1e-12))
        x, y = (_windows(lengths, k, 0) for lengths, k in zip(self._lengths, (p, q), strict=True))
        fit = np.exp(-0.5 * (np.log(np.divide.outer(x, y) / self._ratio) / _LENGTH_SPREAD) ** 2)
        return np.asarray(np.minimum(cosine, 1.0) * fit, np.float64)


def _middle_length(sentences: Sequence[Sentence]) -> float:
    return float(np.median([max(s.length, 1) for s in sentences]))


def _windows(values: _Matrix, size: int, axis: int) -> _Matrix:
    """Sums of `size` neighbours, by the last one; 0 before there are that many."""
    total = values.copy()
    for shift in range(1, size):
        moved = np.roll(values, shift, axis)
        (moved if axis == 0 else moved.T)[:shift] = 0
        total += moved
    return total


def _norms(inner: _Matrix, size: int) -> _Matrix:
    """Squared length of the sum of `size` neighbouring vectors, by the last one."""
    return np.asarray(np.diagonal(_windows(_windows(inner, size, 0), size, 1)), np.float64)


def _vectors(sentences: Sequence[Sentence]) -> _Matrix:
    """Words and facts of sentences, each weighted by how few sentences have it; one row a sentence."""
    word = _word_classes(w for s in sentences for w in _words(s))
    fact = _fact_classes([f for s in sentences for f in s.facts])
    bags = [
        Counter({("word", word[w]): 1.0 for w in _words(s)})
        + Counter({("fact", fact[f.kind, f.value]): _FACT_WEIGHT[f.kind] for f in s.facts})
        for s in sentences
    ]
    frequency = Counter(key for bag in bags for key in bag)
    column = dict(zip(frequency, count()))
    vectors = np.zeros((len(sentences), max(len(column), 1)))
    for row, bag in enumerate(bags):
        for key, weight in bag.items():
            vectors[row, column[key]] = weight * math.log(1 + len(sentences) / frequency[key])
    return vectors


def _words(sentence: Sentence) -> list[str]:
    """Content words; those with digits are facts."""
    return [w[:_LONGEST_WORD] for w in content_words(sentence.english) if not any(map(str.isdigit, w))]


def _word_classes(words: Iterable[str]) -> dict[str, str]:
    """Each word's representative: the most frequent word that it is a form of."""
    leaders: dict[str, list[str]] = {}
    classes: dict[str, str] = {}
    for word, _ in Counter(words).most_common():
        known = leaders.setdefault(word[0], [])
        found = (
            process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_ALIKE) if len(word) > 3 else None
        )
        classes[word] = found[0] if found else word
        if not found:
            known.append(word)
    return classes


def _fact_classes(found: Sequence[Fact]) -> dict[tuple[str, str], int]:
    """Which facts are the same, as a number for each kind and value."""
    leaders: list[Fact] = []
    classes: dict[tuple[str, str], int] = {}
    for fact in found:
        key = (fact.kind, fact.value)
        if key in classes:
            continue
        classes[key] = next((i for i, leader in enumerate(leaders) if same(leader, fact)), len(leaders))
        if classes[key] == len(leaders):
            leaders.append(fact)
    return classes


def _monotone(
    version: Sequence[Sentence], original: Sequence[Sentence], similarity: _Similarity
) -> list[Pair]:
    """The best path through both texts; a sentence without a partner costs nothing."""
    rows, columns = len(version), len(original)
    alike = {size: similarity.single if size == (1, 1) else similarity.groups(*size) for size in _SIZES}
    gains = {size: _gain(alike[size], size, version, original) for size in _SIZES}
    best = np.zeros((rows + 1, columns + 1))
    # What the best path ends with: 0 for a sentence without a partner, else a size of group.
    choice = np.zeros((rows + 1, columns + 1), np.int8)
    for i in range(1, rows + 1):
        line = best[i - 1].copy()
        for number, (p, q) in enumerate(_SIZES, 1):
            if p > i or q > columns:
                continue
            reached = best[i - p, : columns + 1 - q] + gains[p, q][i - 1, q - 1 :]
            better = reached > line[q:]
            line[q:][better] = reached[better]
            choice[i, q:][better] = number
        best[i] = np.maximum.accumulate(line)
        choice[i][best[i] > line] = 0
    sizes = [(0, 0), *_SIZES]
    pairs = []
    i, j = rows, columns
    while i and j:
        p, q = sizes[choice[i, j]]
        if p:
            figure = round(float(alike[p, q][i - 1, j - 1]), 4)
            pairs.append(Pair(tuple(range(i - p, i)), tuple(range(j - q, j)), figure))
            i, j = i - p, j - q
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i -= 1
    return pairs[::-1]


def _believable(
    pairs: Sequence[Pair], version: Sequence[Sentence], original: Sequence[Sentence], least: float
) -> list[Pair]:
    """Pairs that are alike, and those that stand between two such without a gap on either side.

    The latter mostly are each other's, only badly translated; not if their facts differ.
    """
    alike = [pair.similarity >= least for pair in pairs]
    between = enclosed(pairs, alike, len(version), len(original))
    return [
        pair
        for pair, fine, held in zip(pairs, alike, between, strict=True)
        if fine or (held and not _contradict(pair, version, original))
    ]


def enclosed(pairs: Sequence[Pair], sure: Sequence[bool], rows: int, columns: int) -> list[bool]:
    """Which pairs stand between two sure ones, without a gap in either text.

    Args:
        pairs: in the order of the texts.
        sure: which of them are.
        rows: how many sentences the one text has; its ends are as good as sure pairs.
        columns: the same of the other.
    """
    ends = Pair((-1,), (-1,), 1.0), Pair((rows,), (columns,), 1.0)
    chain = [ends[0], *pairs, ends[1]]
    meets = [
        bool(a.version and a.original and b.version and b.original)
        and (a.version[-1] + 1, a.original[-1] + 1) == (b.version[0], b.original[0])
        for a, b in pairwise(chain)
    ]
    held = [True, *sure, True]
    return [held[k] and meets[k] and meets[k + 1] and held[k + 2] for k in range(len(pairs))]


def _contradict(pair: Pair, version: Sequence[Sentence], original: Sequence[Sentence]) -> bool:
    """Whether sentences have facts, and none in common."""
    first = [f for i in pair.version for f in version[i].facts if _FACT_WEIGHT[f.kind]]
    second = [f for j in pair.original for f in original[j].facts if _FACT_WEIGHT[f.kind]]
    return len(first) + len(second) > 1 and not any(same(a, b) for a in first for b in second)


def _gain(
    alike: _Matrix, size: tuple[int, int], version: Sequence[Sentence], original: Sequence[Sentence]
) -> _Matrix:
    """What it is worth to put groups beside each other; a group must not hold more than one kind."""
    kinds = [np.array([s.kind for s in side]) for side in (version, original)]
    different = kinds[0][:, None] != kinds[1][None, :]
    cost = _SIZES[size] + _KINDS * different
    crossings = [_crossings(side, length) for side, length in zip((version, original), size, strict=True)]
    return (alike + _NEIGHBOURS) * sum(size) / 2 - cost - np.add.outer(*crossings)


def _crossings(sentences: Sequence[Sentence], size: int) -> _Matrix:
    """The cost of groups of `size` sentences, by the last one, for the ends of blocks within them."""
    costs = np.zeros(len(sentences))
    for last in range(len(sentences)):
        group = sentences[max(0, last - size + 1) : last + 1]
        costs[last] = _ACROSS * (len({s.block for s in group}) - 1)
        if len({s.kind for s in group}) > 1:
            costs[last] = np.inf
    return costs


def _moved(pairs: Sequence[Pair], single: _Matrix, least: float) -> list[Pair]:
    """Partners among the sentences that have none yet, the most alike first."""
    rows = sorted(set(range(single.shape[0])).difference(*(pair.version for pair in pairs)))
    columns = sorted(set(range(single.shape[1])).difference(*(pair.original for pair in pairs)))
    if not rows or not columns:
        return []
    left = single[np.ix_(rows, columns)].copy()
    moved = []
    while (figure := float(left.max())) >= least:
        i, j = np.unravel_index(int(left.argmax()), left.shape)
        moved.append(Pair((rows[int(i)],), (columns[int(j)],), round(figure, 4), moved=True))
        left[i], left[:, j] = -1.0, -1.0
    return moved


def _in_order(pairs: Sequence[Pair], rows: int, columns: int) -> tuple[Pair, ...]:
    """Pairs in the order of the version, with a pair for every sentence that stands alone."""
    paired = {i for pair in pairs for i in pair.version}
    alone = [Pair((i,), (), 0.0) for i in range(rows) if i not in paired]
    ordered = sorted([*pairs, *alone], key=lambda pair: pair.version)
    place: Callable[[Pair], int] = ordered.index
    follows = {pair.original[-1]: pair for pair in pairs if not pair.moved}
    taken = {j for pair in pairs for j in pair.original}
    at_start: list[Pair] = []
    behind: dict[int, list[Pair]] = {}
    last: Pair | None = None
    for j in range(columns):
        if j not in taken:
            bucket = at_start if last is None else behind.setdefault(place(last), [])
            bucket.append(Pair((), (j,), 0.0))
        last = follows.get(j, last)
    result = at_start
    for i, pair in enumerate(ordered):
        result = [*result, pair, *behind.get(i, ())]
    return tuple(result)

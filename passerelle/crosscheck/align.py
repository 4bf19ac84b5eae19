"""Which sentences of two versions of a story say the same.

Dynamic programming over groups of sentences as in Gale & Church (1993), with similarity by
content in place of length alone as in Bleualign (Sennrich & Volk 2010): both sides are there in
English, and the facts of their sources survive even a bad translation. A second pass looks for
what stands elsewhere in the other version, which no monotone path holds.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from passerelle.article.types import BlockKind
from passerelle.crosscheck.types import AlignedPair
from passerelle.facts import Fact, same
from summarize.words import content_words

# Sentences of the one side times sentences of the other: some 1400 of each. And the longer side alone.
MAX_CELLS, MAX_SENTENCES = 2_000_000, 2_800

# How many sentences may stand beside how many, and what a grouping costs: the better fit of two
# sentences with one must be worth more than this.
_SIZES = {(1, 1): 0.0, (1, 2): 0.1, (2, 1): 0.1, (1, 3): 0.2, (3, 1): 0.2, (2, 2): 0.25}
_LARGEST = max(map(max, _SIZES))
# For each sentence of a group that is unlike (by less than this) all that it stands beside.
_STRANGER, _STRANGE = 0.2, 0.05
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
_FACT_WEIGHT = 1.5

# Partners that are less alike than this share of what is usual in the two texts are none.
_UNLIKE = 0.2
_LEAST = 0.05
# Pairs less alike than this share are put to the test where there is one.
_DOUBT = 0.5
# Contrasts of 1.2 and more are those of partners with the embedded models, even of badly translated
# ones; others stay below 1. A sentence and a part of it have 0.7 and more in 19 of 20 cases,
# neighbours less in 99 of 100. What the order of the texts speaks for needs less.
_PARTNER, _EXPECTED = 1.0, 0.5
# Where the lengths of two groups fit better with a further sentence, by this much (logarithm), less
# is enough: models leave out the end of a long sentence, which cannot explain it then.
_BETTER, _MISSING = 0.2, 0.25
_MAX_TESTS = 100
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
        facts: numbers, dates and names of its source; no quotations, which no other language has.
        kind: of the block that it stands in.
        block: which block that is.
    """

    english: str
    length: int
    facts: tuple[Fact, ...]
    kind: BlockKind
    block: int


# Groups of sentences of the two sides to how much better each explains the other than other
# sentences do, as mean log-probability a token.
_Groups = tuple[tuple[int, ...], tuple[int, ...]]
Contrast = Callable[[Sequence[_Groups]], list[float]]


def align(
    version: Sequence[Sentence], original: Sequence[Sentence], contrast: Contrast | None = None
) -> tuple[AlignedPair, ...]:
    """Find the sentences that say the same.

    Args:
        version: the sentences of the one side, in order.
        original: those of the other; there are at most `MAX_CELLS` combinations.
        contrast: what decides where words and facts do not; see `passerelle.crosscheck.contrast`.

    Returns:
        Pairs in the order of `version`, every sentence in one of them. What the original alone
        has stands behind the pair that it follows there.
    """
    return Draft(version, original).finished(contrast)


class Draft:
    """The best monotone path through both texts, by words and facts alone.

    Args:
        version: see `align`.
        original: see `align`.
    """

    def __init__(self, version: Sequence[Sentence], original: Sequence[Sentence]) -> None:
        self._version, self._original = version, original
        self._pairs: list[AlignedPair] = []
        if version and original:
            self._similarity = _Similarity(version, original)
            self._pairs = _monotone(version, original, self._similarity)

    @property
    def likeness(self) -> float:
        """How alike the sentences of the shorter text are with their partners, 0 to 1."""
        shorter = min(len(self._version), len(self._original))
        covered = sum(p.similarity * (len(p.version) + len(p.original)) / 2 for p in self._pairs)
        return min(1.0, covered / shorter) if shorter else 0.0

    def finished(self, contrast: Contrast | None = None) -> tuple[AlignedPair, ...]:
        """The pairs, believable ones only, with what stands out of order; see `align`."""
        rows, columns = len(self._version), len(self._original)
        pairs = self._pairs
        closest = [[0.0] * rows, [0.0] * columns]
        if pairs:
            usual = float(np.median([pair.similarity for pair in pairs]))
            self._similarity.learn_ratio([pair for pair in pairs if pair.similarity >= usual])
            limited = _Limited(contrast) if contrast else None
            least = max(_LEAST, _UNLIKE * usual)
            if limited:
                pairs = _tested(pairs, rows, columns, (_DOUBT * usual, least), limited)
            else:
                pairs = _believable(pairs, rows, columns, least)
            pairs = [*pairs, *_moved(pairs, self._similarity.single, max(_LEAST_MOVED, _MOVED * usual))]
            if limited:
                pairs = _completed(pairs, self._version, self._original, self._similarity, limited)
            single = self._similarity.single
            best = limited.best if limited else {}
            closest = [
                [
                    max(float(cosine), _as_similarity(best.get((side, i), 0.0)))
                    for i, cosine in enumerate(cosines)
                ]
                for side, cosines in enumerate((single.max(axis=1), single.max(axis=0)))
            ]
        return _in_order(pairs, *closest)


class _Limited:
    """A contrast that is asked so many times at most; what it was not asked is None.

    Attributes:
        best: the highest figure of each side's sentences (0 or 1, and the index) by themselves.
    """

    def __init__(self, contrast: Contrast) -> None:
        self._contrast = contrast
        self._left = _MAX_TESTS
        self.best: dict[tuple[int, int], float] = {}

    def __call__(self, groups: Sequence[_Groups]) -> list[float | None]:
        asked = groups[: self._left]
        self._left -= len(asked)
        figures = self._contrast(asked)
        for group, figure in zip(asked, figures, strict=True):
            for side, sentences in enumerate(group):
                if len(sentences) == 1:
                    key = (side, sentences[0])
                    self.best[key] = max(figure, self.best.get(key, 0.0))
        return [*figures, *[None] * (len(groups) - len(asked))]


class _Similarity:
    """How alike groups of sentences are: the cosine of their words and facts, times the fit of lengths."""

    def __init__(self, version: Sequence[Sentence], original: Sequence[Sentence]) -> None:
        vectors = _vectors(version, original)
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

    def misfit(self, pair: AlignedPair) -> float:
        """How far the lengths of two groups are from the usual ratio (logarithm); 0 is best."""
        x, y = (
            side[list(group)].sum()
            for side, group in zip(self._lengths, (pair.version, pair.original), strict=True)
        )
        return abs(math.log(x / y / self._ratio))

    def learn_ratio(self, pairs: Sequence[AlignedPair]) -> None:
        """Take the ratio of lengths from partners, now that some are known."""
        first, second = self._lengths
        self._ratio = float(
            np.median([first[list(p.version)].sum() / second[list(p.original)].sum() for p in pairs])
        )


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


def _vectors(version: Sequence[Sentence], original: Sequence[Sentence]) -> _Matrix:
    """Words and facts of sentences, each weighted by how few sentences have it; one row a sentence.

    A fact that one side has alone does not count: it would make a sentence unlike the very
    one in which a number was changed.
    """
    sentences = [*version, *original]
    word = _word_classes(w for s in sentences for w in _words(s))
    fact = _fact_classes([f for s in sentences for f in s.facts])
    common = set.intersection(
        *({fact[f.kind, f.value] for s in side for f in s.facts} for side in (version, original))
    )
    bags = []
    for s in sentences:
        bag: Counter[tuple[str, str | int]] = Counter(("word", word[w]) for w in _words(s))
        bag.update(("fact", fact[f.kind, f.value]) for f in s.facts if fact[f.kind, f.value] in common)
        bags.append(bag)
    frequency = Counter(key for bag in bags for key in bag)
    column = dict(zip(frequency, count()))
    vectors = np.zeros((len(sentences), max(len(column), 1)))
    for row, bag in enumerate(bags):
        for key, times in bag.items():
            weight = times * (_FACT_WEIGHT if key[0] == "fact" else 1.0)
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
) -> list[AlignedPair]:
    """The best path through both texts; a sentence without a partner costs nothing."""
    rows, columns = len(version), len(original)
    alike = {size: similarity.single if size == (1, 1) else similarity.groups(*size) for size in _SIZES}
    gains = {
        size: _gain(alike[size], size, version, original) - _STRANGER * _strangers(similarity.single, *size)
        for size in _SIZES
    }
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
            pairs.append(AlignedPair(tuple(range(i - p, i)), tuple(range(j - q, j)), figure))
            i, j = i - p, j - q
        elif best[i, j] == best[i, j - 1]:
            j -= 1
        else:
            i -= 1
    return pairs[::-1]


def _tested(
    pairs: Sequence[AlignedPair], rows: int, columns: int, limits: tuple[float, float], contrast: _Limited
) -> list[AlignedPair]:
    """Pairs without those that look doubtful and are none, and groups without their strangers.

    What there were no tests left for is decided as without any; `limits` are the likeness up to which
    a pair is doubtful, and what is enough for one without a test.
    """
    doubtful, least = limits
    fine = [pair.similarity >= doubtful for pair in pairs]
    between = enclosed(pairs, fine, rows, columns)
    asked: list[_Groups] = []
    for pair, sure in zip(pairs, fine, strict=True):
        if len(pair.version) > 1 or len(pair.original) > 1:
            asked += _parts(pair) + _straight(pair)
        elif not sure:
            asked.append((pair.version, pair.original))
    figures = dict(zip(asked, contrast(asked), strict=True))
    kept = []
    for pair, held in zip(pairs, between, strict=True):
        if (pair.version, pair.original) in figures:
            figure = figures[pair.version, pair.original]
            if figure is None:
                kept += [pair] * (held or pair.similarity >= least)
            elif figure >= (_EXPECTED if held else _PARTNER):
                kept.append(_at_least(pair, figure))
            continue
        straight = [(v, o, figures[v, o]) for v, o in _straight(pair)]
        both = [(v, o, figure) for v, o, figure in straight if figure is not None and figure >= _PARTNER]
        if straight and both == straight:
            kept += [_at_least(AlignedPair(v, o, 0.0), figure) for v, o, figure in both]
            continue
        tested = {part: figures[part] for part in _parts(pair)}
        strangers = {part for part, figure in tested.items() if figure is not None and figure < _EXPECTED}
        version = tuple(i for i in pair.version if ((i,), pair.original) not in strangers)
        original = tuple(j for j in pair.original if (pair.version, (j,)) not in strangers)
        if version and original:
            kept.append(replace(pair, version=version, original=original))
    return kept


def _parts(pair: AlignedPair) -> list[_Groups]:
    """Each sentence of a group beside all that it stands beside; none of a pair of two sentences."""
    parts: list[_Groups] = []
    if len(pair.version) > 1:
        parts += [((i,), pair.original) for i in pair.version]
    if len(pair.original) > 1:
        parts += [(pair.version, (j,)) for j in pair.original]
    return parts


def _straight(pair: AlignedPair) -> list[_Groups]:
    """Two sentences beside two, each beside the one in its place; none of any other group."""
    if len(pair.version) != 2 or len(pair.original) != 2:
        return []
    return [((i,), (j,)) for i, j in zip(pair.version, pair.original, strict=True)]


def _completed(
    pairs: Sequence[AlignedPair],
    version: Sequence[Sentence],
    original: Sequence[Sentence],
    similarity: "_Similarity",
    contrast: _Limited,
) -> list[AlignedPair]:
    """Find partners for sentences that have none: among those without one, else beside their neighbours'."""
    rows = set(range(len(version))).difference(*(pair.version for pair in pairs))
    columns = set(range(len(original))).difference(*(pair.original for pair in pairs))
    singles: list[_Groups] = [
        ((i,), (j,)) for i in sorted(rows) for j in sorted(columns) if version[i].kind == original[j].kind
    ]
    result = list(pairs)
    # With many of them, those in the same place come first.
    places = {i: _place(pairs, i) for i in rows}
    singles.sort(key=lambda group: abs(places[group[0][0]] - group[1][0]))
    for figure, (v, o) in _ranked(singles, contrast):
        if figure >= _PARTNER and rows.issuperset(v) and columns.issuperset(o):
            result.append(_at_least(AlignedPair(v, o, 0.0, moved=_out_of_order(v, o, pairs)), figure))
            rows.difference_update(v)
            columns.difference_update(o)
    joins: dict[_Groups, AlignedPair] = {}
    for pair in result:
        for i in rows.intersection((pair.version[0] - 1, pair.version[-1] + 1)):
            if len(pair.version) < _LARGEST and version[i].kind == version[pair.version[0]].kind:
                joins[(i,), pair.original] = pair
        for j in columns.intersection((pair.original[0] - 1, pair.original[-1] + 1)):
            if len(pair.original) < _LARGEST and original[j].kind == original[pair.original[0]].kind:
                joins[pair.version, (j,)] = pair
    for figure, (v, o) in _ranked(list(joins), contrast):
        pair = joins[v, o]
        alone = rows.issuperset(v) or columns.issuperset(o)
        merged = replace(
            pair,
            version=tuple(sorted({*pair.version, *v})),
            original=tuple(sorted({*pair.original, *o})),
        )
        enough = _PARTNER if similarity.misfit(merged) + _BETTER > similarity.misfit(pair) else _MISSING
        if figure >= enough and alone and pair in result:
            result.remove(pair)
            result.append(merged)
            rows.difference_update(v)
            columns.difference_update(o)
    return result


def _ranked(groups: Sequence[_Groups], contrast: _Limited) -> list[tuple[float, _Groups]]:
    """The groups that were asked about, each behind its figure, the highest first."""
    figures = zip(contrast(groups), groups, strict=True)
    return sorted(((f, group) for f, group in figures if f is not None), key=lambda item: -item[0])


def _place(pairs: Sequence[AlignedPair], i: int) -> int:
    """Where in the original a sentence of the version would stand by the order of the texts."""
    before = [pair for pair in pairs if not pair.moved and pair.version[-1] < i]
    return max((pair.original[-1] for pair in before), default=-1) + 1


def _out_of_order(v: tuple[int, ...], o: tuple[int, ...], pairs: Sequence[AlignedPair]) -> bool:
    return any((p.version < v) != (p.original < o) for p in pairs if not p.moved)


def _at_least(pair: AlignedPair, figure: float) -> AlignedPair:
    """A pair that the models vouch for."""
    return replace(pair, similarity=max(pair.similarity, _as_similarity(figure)))


def _as_similarity(figure: float) -> float:
    """A contrast on the scale of 0 to 1: what it makes more likely, as a share."""
    return round(1 - math.exp(-max(figure, 0.0)), 4)


def _believable(pairs: Sequence[AlignedPair], rows: int, columns: int, least: float) -> list[AlignedPair]:
    """Pairs that are alike, and those that stand between two such without a gap on either side.

    The latter mostly are each other's, only badly translated.
    """
    alike = [pair.similarity >= least for pair in pairs]
    between = enclosed(pairs, alike, rows, columns)
    return [pair for pair, fine, held in zip(pairs, alike, between, strict=True) if fine or held]


def enclosed(pairs: Sequence[AlignedPair], sure: Sequence[bool], rows: int, columns: int) -> list[bool]:
    """Which pairs stand between two sure ones, without a gap in either text.

    Args:
        pairs: in the order of the texts.
        sure: which of them are.
        rows: how many sentences the one text has; its ends are as good as sure pairs.
        columns: the same of the other.
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


def _gain(
    alike: _Matrix, size: tuple[int, int], version: Sequence[Sentence], original: Sequence[Sentence]
) -> _Matrix:
    """What it is worth to put groups beside each other; a group must not hold more than one kind."""
    kinds = [np.array([s.kind for s in side]) for side in (version, original)]
    different = kinds[0][:, None] != kinds[1][None, :]
    cost = _SIZES[size] + _KINDS * different
    crossings = [_crossings(side, length) for side, length in zip((version, original), size, strict=True)]
    gain = (alike + _NEIGHBOURS) * sum(size) / 2 - cost - np.add.outer(*crossings)
    return np.asarray(gain, np.float64)


def _strangers(single: _Matrix, p: int, q: int) -> _Matrix:
    """How many sentences of a group are unlike all of the other group, by the last sentences."""
    if (p, q) == (1, 1):
        return np.zeros_like(single)
    first = np.stack([np.roll(single, shift, 1) for shift in range(q)]).max(axis=0) < _STRANGE
    second = np.stack([np.roll(single, shift, 0) for shift in range(p)]).max(axis=0) < _STRANGE
    return _windows(first.astype(np.float64), p, 0) + _windows(second.astype(np.float64), q, 1)


def _crossings(sentences: Sequence[Sentence], size: int) -> _Matrix:
    """The cost of groups of `size` sentences, by the last one, for the ends of blocks within them."""
    costs = np.zeros(len(sentences))
    for last in range(len(sentences)):
        group = sentences[max(0, last - size + 1) : last + 1]
        costs[last] = _ACROSS * (len({s.block for s in group}) - 1)
        if len({s.kind for s in group}) > 1:
            costs[last] = np.inf
    return costs


def _moved(pairs: Sequence[AlignedPair], single: _Matrix, least: float) -> list[AlignedPair]:
    """Partners among the sentences that have none yet, the most alike first."""
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


def _in_order(
    pairs: Sequence[AlignedPair], version: Sequence[float], original: Sequence[float]
) -> tuple[AlignedPair, ...]:
    """Pairs in the order of the version, with a pair for every sentence that stands alone.

    Such a pair has the similarity of the sentence, by index, with the closest one of the other side.
    """
    rows, columns = len(version), len(original)
    paired = {i for pair in pairs for i in pair.version}
    alone = [AlignedPair((i,), (), round(version[i], 4)) for i in range(rows) if i not in paired]
    ordered = sorted([*pairs, *alone], key=lambda pair: pair.version)
    place: Callable[[AlignedPair], int] = ordered.index
    follows = {pair.original[-1]: pair for pair in pairs if not pair.moved}
    taken = {j for pair in pairs for j in pair.original}
    at_start: list[AlignedPair] = []
    behind: dict[int, list[AlignedPair]] = {}
    last: AlignedPair | None = None
    for j in range(columns):
        if j not in taken:
            bucket = at_start if last is None else behind.setdefault(place(last), [])
            bucket.append(AlignedPair((), (j,), round(original[j], 4)))
        last = follows.get(j, last)
    result = at_start
    for i, pair in enumerate(ordered):
        result = [*result, pair, *behind.get(i, ())]
    return tuple(result)

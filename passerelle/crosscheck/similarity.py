"""Similarity of sentences of two versions: shared English words and facts, and matching lengths."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from passerelle.article.types import BlockKind
from passerelle.crosscheck.calibration import ALIGNMENT
from passerelle.crosscheck.types import AlignedPair
from passerelle.facts import Fact, same
from summarize.words import content_words

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class AlignableSentence:
    """A sentence as the alignment sees it.

    Attributes:
        english: its English.
        length: number of characters of its source.
        facts: numbers, dates and names of its source, but not quotations, which differ between languages.
        kind: kind of its block.
        block: index of its block.
    """

    english: str
    length: int
    facts: tuple[Fact, ...]
    kind: BlockKind
    block: int


class SimilarityMatrix:
    """Cosine similarity of the words and facts of sentence groups, times a factor for their lengths.

    Args:
        version: sentences of the version, at least one.
        original: sentences of the original, at least one.

    Attributes:
        single: similarities of single sentences, of shape (version, original).
    """

    def __init__(self, version: Sequence[AlignableSentence], original: Sequence[AlignableSentence]) -> None:
        vectors = _vectors(version, original)
        first, second = vectors[: len(version)], vectors[len(version) :]
        self._dot = first @ second.T
        self._inner = (first @ first.T, second @ second.T)
        lengths = [np.array([max(s.length, 1) for s in side], np.float64) for side in (version, original)]
        # Languages differ in how many characters they need; the ratio is that of the two texts.
        self._ratio = _median_length(version) / _median_length(original)
        self._lengths = lengths
        self.single = self.groups(1, 1)

    def groups(self, p: int, q: int) -> Matrix:
        """Compute the similarity of every group of `p` sentences with every group of `q`.

        Returns:
            Similarities, 0 to 1, indexed by the last sentence of each group; meaningless before the indices
            of the first complete groups.
        """
        dot = window_sums(window_sums(self._dot, p, 0), q, 1)
        first, second = (_squared_norms(inner, k) for inner, k in zip(self._inner, (p, q), strict=True))
        cosine = dot / np.sqrt(np.maximum(np.outer(first, second), 1e-12))
        x, y = (window_sums(lengths, k, 0) for lengths, k in zip(self._lengths, (p, q), strict=True))
        deviation = np.log(np.divide.outer(x, y) / self._ratio) / ALIGNMENT.length_log_spread
        return np.asarray(np.minimum(cosine, 1.0) * np.exp(-0.5 * deviation**2), np.float64)

    def length_misfit(self, pair: AlignedPair) -> float:
        """Return how far the lengths of a pair are from the usual ratio (natural logarithm); 0 is best."""
        x, y = (
            side[list(group)].sum()
            for side, group in zip(self._lengths, (pair.version, pair.original), strict=True)
        )
        return abs(math.log(x / y / self._ratio))

    def learn_ratio(self, pairs: Sequence[AlignedPair]) -> None:
        """Learn the usual length ratio from pairs that are known to correspond."""
        first, second = self._lengths
        self._ratio = float(
            np.median([first[list(p.version)].sum() / second[list(p.original)].sum() for p in pairs])
        )


def window_sums(values: Matrix, size: int, axis: int) -> Matrix:
    """Sum `size` neighbours along an axis, indexed by the last one; partial sums before that."""
    total = values.copy()
    for shift in range(1, size):
        moved = np.roll(values, shift, axis)
        (moved if axis == 0 else moved.T)[:shift] = 0
        total += moved
    return total


def _median_length(sentences: Sequence[AlignableSentence]) -> float:
    return float(np.median([max(s.length, 1) for s in sentences]))


def _squared_norms(inner: Matrix, size: int) -> Matrix:
    """Return the squared length of the sum of `size` neighbouring vectors, indexed by the last one."""
    return np.asarray(np.diagonal(window_sums(window_sums(inner, size, 0), size, 1)), np.float64)


def _vectors(version: Sequence[AlignableSentence], original: Sequence[AlignableSentence]) -> Matrix:
    """Return one row per sentence: its words and facts, weighted by tf-idf.

    A fact that only one side has is left out: otherwise a changed number would make a sentence
    unlike the very sentence in which it was changed.
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
            weight = times * (ALIGNMENT.fact_weight if key[0] == "fact" else 1.0)
            vectors[row, column[key]] = weight * math.log(1 + len(sentences) / frequency[key])
    return vectors


def _words(sentence: AlignableSentence) -> list[str]:
    """Return the content words, except those with digits, which are facts."""
    return [
        w[: ALIGNMENT.max_word_characters]
        for w in content_words(sentence.english)
        if not any(map(str.isdigit, w))
    ]


def _word_classes(words: Iterable[str]) -> dict[str, str]:
    """Map each word to the most frequent word that it is a form of."""
    leaders: dict[str, list[str]] = {}
    classes: dict[str, str] = {}
    for word, _ in Counter(words).most_common():
        known = leaders.setdefault(word[0], [])
        found = (
            process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=ALIGNMENT.word_form_percent)
            if len(word) > 3
            else None
        )
        classes[word] = found[0] if found else word
        if not found:
            known.append(word)
    return classes


def _fact_classes(found: Sequence[Fact]) -> dict[tuple[str, str], int]:
    """Map each kind and value of a fact to a number that equal facts share."""
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

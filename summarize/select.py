"""Which sentences say most: centrality, position and no repetition."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from summarize.words import content_words, leans_back, words

# LexRank's damping factor (Erkan & Radev 2004).
DAMPING = 0.85
# News puts first things first: the first sentence counts this much more than a late one.
LEAD_BONUS = 1.0
# A sentence that leans on its neighbour, or is mostly quotation, reads badly alone.
LEANING_PENALTY = 0.6
QUOTE_PENALTY = 0.7
# Weight of novelty against relevance (Carbonell & Goldstein 1998).
NOVELTY = 0.4
# Shorter ones are headings, bylines and remains.
MIN_WORDS = 5


def select(sentences: Sequence[str], count: int, title: str | None = None) -> list[int]:
    """The most central sentences of a text.

    Continuous LexRank (Erkan & Radev 2004) over tf-idf cosine similarity, weighted by
    position, then maximal marginal relevance (Carbonell & Goldstein 1998).

    Args:
        sentences: English sentences of one text, in order.
        count: how many to choose at most.
        title: what the text is about; sentences near it count more.

    Returns:
        Indices in reading order; fewer than `count` where there are no more.
    """
    eligible = [i for i, sentence in enumerate(sentences) if len(words(sentence)) >= MIN_WORDS]
    if not eligible:
        eligible = [i for i, sentence in enumerate(sentences) if words(sentence)]
    if len(eligible) <= count:
        return eligible
    texts = [sentences[i] for i in eligible]
    similarity = cosine_similarity([*texts, title or ""])
    relevance = _lexrank(similarity[:-1, :-1]) * (1 + similarity[-1, :-1])
    for row, text in enumerate(texts):
        relevance[row] *= 1 + LEAD_BONUS / (1 + row)
        if leans_back(text):
            relevance[row] *= LEANING_PENALTY
        if text.lstrip().startswith(('"', "“", "«")):
            relevance[row] *= QUOTE_PENALTY
    relevance /= relevance.max()
    chosen: list[int] = []
    while len(chosen) < count:
        repeated = similarity[:-1, chosen].max(axis=1) if chosen else np.zeros(len(texts))
        marginal = (1 - NOVELTY) * relevance - NOVELTY * repeated
        marginal[chosen] = -np.inf
        chosen.append(int(marginal.argmax()))
    return sorted(eligible[row] for row in chosen)


def cosine_similarity(texts: Sequence[str]) -> NDArray[np.float64]:
    """Cosine of the tf-idf vectors of texts, shape (texts, texts); 0 for a text without words."""
    bags = [Counter(content_words(text)) for text in texts]
    frequency = Counter(word for bag in bags for word in bag)
    column = {word: i for i, word in enumerate(frequency)}
    vectors = np.zeros((len(texts), len(column)))
    for row, bag in enumerate(bags):
        for word, times in bag.items():
            vectors[row, column[word]] = times * (math.log(len(texts) / frequency[word]) + 1)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors /= np.where(norms, norms, 1)
    return np.asarray(vectors @ vectors.T, np.float64)


def _lexrank(similarity: NDArray[np.float64]) -> NDArray[np.float64]:
    """Stationary distribution of the walk between similar sentences."""
    size = len(similarity)
    weights = similarity + 1e-9
    transition = weights / weights.sum(axis=1, keepdims=True)
    rank = np.full(size, 1 / size)
    for _ in range(100):
        following = (1 - DAMPING) / size + DAMPING * rank @ transition
        if np.abs(following - rank).max() < 1e-9:
            break
        rank = following
    return np.asarray(rank, np.float64)

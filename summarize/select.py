"""Which sentences say most: centrality, position, title and no repetition."""

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from summarize.grammar import FINITE, defects, parse, strange_words, unbalanced
from summarize.shorten import without_connective
from summarize.words import ATTRIBUTIONS, content_words, leans_back, words

# LexRank's damping factor (Erkan & Radev 2004, https://doi.org/10.1613/jair.1523).
DAMPING = 0.85
# News puts first things first: the first sentence counts this much more than a late one.
LEAD_BONUS = 1.0
# What reads badly alone counts less: it leans on its neighbour, is all quotation, or is no sentence.
LEANING_FACTOR = 0.6
QUOTE_FACTOR = 0.5
DEFECT_FACTOR = 0.3
# A word that is none, as a translation may have, for each of the first few.
STRANGE_FACTOR = 0.85
MAX_STRANGE = 4
# What a second version of the story says too counts more.
CONFIRMED_FACTOR = 1.5
# Weight of novelty against relevance (Carbonell & Goldstein 1998, https://doi.org/10.1145/290941.291025).
NOVELTY = 0.4
# Two sentences this alike say the same.
SAME = 0.8
# Shorter ones are headings, bylines and remains.
MIN_WORDS = 5
# Sentences that one quotation has at most.
LONGEST_QUOTATION = 10
# Sentences whose similarities are held at once; a longer text is divided.
MAX_ROWS = 400


# In place of the sentence that one leans on.
GONE = -2


@dataclass(frozen=True, eq=False)
class Ranking:
    """How much each sentence of a text says; made by `rank`.

    Attributes:
        rows: the sentences that can be chosen, as indices in the text, in order.
        relevance: of each row, 0 to 1.
        similarity: shape (rows, rows).
        needs: of rows that open on something said before, the index in the text of the
            sentence that they lean on; `GONE` where that is not there.
    """

    rows: tuple[int, ...]
    relevance: NDArray[np.float64]
    similarity: NDArray[np.float64]
    needs: dict[int, int]

    def relevance_of(self, i: int) -> float:
        """The relevance of a sentence, by its index in the text."""
        return float(self.relevance[self.rows.index(i)])

    def best(self, chosen: Collection[int], passed: Collection[int] = ()) -> int | None:
        """The sentence to choose next, by maximal marginal relevance.

        One that leans on another is chosen behind it alone; where there are no others, in any case.

        Args:
            chosen: indices that are chosen already.
            passed: indices that are out of question.

        Returns:
            An index in the text; None where there is nothing more that is new.
        """
        taken = [row for row, i in enumerate(self.rows) if i in chosen]
        repeated = self.similarity[:, taken].max(axis=1) if taken else np.zeros(len(self.rows))
        marginal = (1 - NOVELTY) * self.relevance - NOVELTY * repeated
        free = [
            row
            for row, i in enumerate(self.rows)
            if i not in chosen and i not in passed and repeated[row] < SAME
        ]
        apt = [row for row in free if self.needs.get(self.rows[row], -1) in (-1, *chosen)]
        candidates = apt or ([] if chosen else free)
        return self.rows[max(candidates, key=lambda row: float(marginal[row]))] if candidates else None


def rank(
    sentences: Sequence[str],
    title: str | None = None,
    confirmed: Collection[int] | None = None,
    orphans: Collection[int] = (),
) -> Ranking:
    """Rank the sentences of a text.

    Continuous LexRank (Erkan & Radev 2004) over tf-idf cosine similarity, weighted by
    position and by nearness to the title. A text of more than `MAX_ROWS` sentences is ranked in
    parts first, and the best of each part together, so that time grows with its length and
    memory hardly.

    Args:
        sentences: English sentences of one text, in order.
        title: what the text is about; sentences near it count more.
        confirmed: indices of sentences that another version of the story says too.
        orphans: indices of sentences before which the text has others that are not given.
    """
    rows = [i for i, sentence in enumerate(sentences) if len(words(sentence)) >= MIN_WORDS]
    rows = rows or [i for i, sentence in enumerate(sentences) if words(sentence)]
    if not rows:
        return Ranking((), np.zeros(0), np.zeros((0, 0)), {})
    while len(rows) > MAX_ROWS:
        parts = math.ceil(len(rows) / MAX_ROWS)
        kept: list[int] = []
        for k in range(parts):
            part = rows[len(rows) * k // parts : len(rows) * (k + 1) // parts]
            similarity = cosine_similarity([*(sentences[i] for i in part), title or ""])
            scores = _lexrank(similarity[:-1, :-1]) * (1 + similarity[-1, :-1])
            for row, i in enumerate(part):
                scores[row] *= 1 + LEAD_BONUS / (1 + i)
            share = max(1, MAX_ROWS // parts)
            kept += sorted(part[row] for row in np.argsort(-scores, kind="stable")[:share].tolist())
        rows = kept
    similarity = cosine_similarity([*(sentences[i] for i in rows), title or ""])
    relevance = _lexrank(similarity[:-1, :-1]) * (1 + similarity[-1, :-1])
    needs = {}
    quoted = _quoted(sentences)
    for row, i in enumerate(rows):
        sentence = sentences[i].strip()
        relevance[row] *= 1 + LEAD_BONUS / (1 + i)
        if leans(sentence) or i in quoted or speakerless(sentence):
            relevance[row] *= LEANING_FACTOR
            if i:
                needs[i] = GONE if i in orphans else i - 1
        if sentence.startswith(('"', "“", "«")):
            relevance[row] *= QUOTE_FACTOR
        if defects(sentence):
            relevance[row] *= DEFECT_FACTOR
        relevance[row] *= STRANGE_FACTOR ** min(MAX_STRANGE, strange_words(sentence))
        if confirmed is not None and i in confirmed:
            relevance[row] *= CONFIRMED_FACTOR
    relevance /= relevance.max()
    return Ranking(tuple(rows), relevance, similarity[:-1, :-1], needs)


def select(sentences: Sequence[str], count: int, title: str | None = None) -> list[int]:
    """The sentences that say most.

    Args:
        sentences: English sentences of one text, in order.
        count: how many to choose at most.
        title: what the text is about.

    Returns:
        Indices in reading order; fewer than `count` where there are no more that say something new.
    """
    ranking = rank(sentences, title)
    chosen: list[int] = []
    while len(chosen) < count and (found := ranking.best(chosen)) is not None:
        chosen.append(found)
    return sorted(chosen)


def leans(sentence: str) -> bool:
    """Whether a sentence, without its connective, needs the one before to be understood.

    It opens on a reference (`The same …`), or its subject is a pronoun that nothing before it in the
    sentence explains (`For five years he has governed.`).
    """
    sentence = without_connective(sentence)
    if leans_back(sentence):
        return True
    for token in parse(sentence):
        if token.tag in FINITE or token.tag == "NP0" or token.quoted:
            return False
        if token.tag == "PNP" and token.low in ("he", "she", "they"):
            return True
    return False


def _quoted(sentences: Sequence[str]) -> set[int]:
    """The sentences within a quotation that runs over several, without the first and the last."""
    inside: set[int] = set()
    opened: int | None = None
    for i, sentence in enumerate(sentences):
        marks = [sum(map(sentence.count, pair)) for pair in ("“«", "”»", '"')]
        net = marks[0] - marks[1]
        if marks[2] % 2:
            net += 1 if opened is None else -1
        if net > 0:
            opened = i
        elif net < 0 or any(marks):
            # A quotation of its own, or an end far away, says that the opening mark was a mistake.
            if net < 0 and opened is not None and i - opened <= LONGEST_QUOTATION:
                inside.update(range(opened + 1, i))
            opened = None
    return inside


def speakerless(sentence: str) -> bool:
    """Whether a sentence is mostly quotation, or a part of one, and does not say whose."""
    tokens = parse(sentence)
    plain = [token for token in tokens if token.tag != "PUN"]
    outside = [token for token in plain if not token.quoted]
    if unbalanced(sentence):
        return True
    said = any(token.low in ATTRIBUTIONS for token in outside)
    return len(outside) < len(plain) / 2 and not said


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

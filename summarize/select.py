"""Select the most informative sentences: the lead first, then those that add something new.

The constants were tuned on the even articles of `bench/news` and the even documents of the CNN/DM
sample; `python -m bench.recall --part odd` and `python -m bench.summary --part odd` measure the others.
"""

import math
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from summarize.anaphora import references, refers_back, resolve, same_pronoun
from summarize.grammar import is_ended
from summarize.words import content_words, stem, stems, words
from summarize.worth import is_question, is_quotation, speakerless, tells_nothing, worth

# LexRank's damping factor (Erkan & Radev 2004, https://doi.org/10.1613/jair.1523).
DAMPING = 0.85
# News puts the most important facts first: the relevance of the nth sentence is divided by n to this power.
# If paragraphs are known, a brief covers them evenly instead.
DECAY = 0.5
# Articles may open with a scene, a question or a quotation; the news is in one of this many sentences.
LEAD_SENTENCES = 5
# How much more of the title a later sentence must share to be the lead, per sentence that it comes later.
LEAD_STEP = 0.08
# A second sentence from the same paragraph adds less, except after the lead.
SAME_PARAGRAPH_FACTOR = 0.5
# A sentence that starts with a pronoun is less informative, even if a name can replace it.
NAMED_FACTOR = 0.6
# A sentence with a doubtful word is the lead only if no other is about as near to the title.
DOUBT = 0.2
# How much similarity to the title raises relevance.
TITLE_WEIGHT = 2.0
# Sentences that another version of the story confirms count more.
CONFIRMED_FACTOR = 1.5
# Minimum similarity of two sentences that mean the same.
SAME = 0.8
# Shorter sentences are headings, bylines and fragments.
MIN_WORDS = 5
# Maximum number of sentences in one quotation.
LONGEST_QUOTATION = 10
# Maximum distance, in sentences, of a name that replaces a pronoun.
_LONGEST_CHAIN = 3
# Minimum number of words in a lead.
_LEAD_WORDS = 9
# Maximum number of sentences whose similarities are held in memory; a longer text is divided.
MAX_ROWS = 400


# Marks an antecedent that is missing from the text.
GONE = -2


@dataclass(frozen=True, eq=False)
class Ranking:
    """The relevance of each sentence of a text; made by `rank`.

    Attributes:
        rows: the sentences that can be chosen, as indices in the text, in order.
        relevance: relevance of each row, 0 to 1.
        similarity: similarity of rows, of shape (rows, rows).
        needs: for rows that start with a reference, the index in the text of the sentence that they
            refer to; `GONE` if it is missing.
        named: for those of `needs` whose pronoun can be replaced by a name, the name and the index of the
            sentence that has it.
        nouns: for rows with references such as `The text` or `this plan`, the stems of the nouns, which
            the title or a chosen sentence must explain.
        lead: index in the text of the lead; None if there is no sentence.
        stems: for each row, the stems of its content words.
        known: the stems of the title.
        paragraphs: for each row, the number of its paragraph; empty if unknown.
        barred: indices in the text of sentences that may only be the lead.
        referring: indices in the text of sentences that by their source refer to the one before.
    """

    rows: tuple[int, ...]
    relevance: NDArray[np.float64]
    similarity: NDArray[np.float64]
    needs: dict[int, int]
    named: dict[int, tuple[str, int]]
    nouns: dict[int, frozenset[str]]
    lead: int | None
    stems: tuple[frozenset[str], ...]
    known: frozenset[str]
    paragraphs: tuple[int, ...]
    barred: frozenset[int] = frozenset()
    referring: frozenset[int] = frozenset()

    def best(self, chosen: Collection[int], passed: Collection[int] = ()) -> int | None:
        """Return the next sentence: the lead, what it refers to, then by maximal marginal relevance.

        Carbonell & Goldstein 1998, https://doi.org/10.1145/290941.291025. A sentence that refers to another
        is chosen only after that one, and any other before the lead only if nothing else is left.

        Args:
            chosen: indices of the sentences chosen so far.
            passed: indices of excluded sentences.

        Returns:
            An index in the text; None if nothing is left that is new.
        """
        if not chosen and self.lead is not None and self.lead not in passed:
            return self.lead
        explained = self._explanation(chosen)
        if explained is not None and explained not in passed:
            return explained
        repeated, marginal = self._marginal(chosen)
        free = [
            row
            for row, i in enumerate(self.rows)
            if i not in chosen and i not in passed and i not in self.barred and repeated[row] < SAME
        ]
        apt = [row for row in free if self.is_clear(self.rows[row], chosen)]
        after = [row for row in apt if self.lead is None or self.rows[row] >= self.lead]
        candidates = after or apt or ([] if chosen else free)
        return self.rows[max(candidates, key=lambda row: float(marginal[row]))] if candidates else None

    def _explanation(self, chosen: Collection[int]) -> int | None:
        """Return the sentence that a chosen lead refers to, unless that is chosen or needs another itself."""
        if self.lead is None or self.lead not in chosen or self.lead in self.named:
            return None
        before = self.needs.get(self.lead, GONE)
        usable = before in self.rows and before not in {*chosen, *self.barred}
        return before if usable and self.is_clear(before, chosen) else None

    def gain(self, i: int, chosen: Collection[int]) -> float:
        """Return the marginal relevance of a sentence after the chosen ones."""
        return float(self._marginal(chosen)[1][self.rows.index(i)])

    def _marginal(self, chosen: Collection[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return each row's largest similarity to a chosen sentence, and its marginal relevance."""
        taken = [row for row, i in enumerate(self.rows) if i in chosen]
        repeated = self.similarity[:, taken].max(axis=1) if taken else np.zeros(len(self.rows))
        marginal = self.relevance * (1 - repeated)
        # What follows the lead in its paragraph usually tells more of the news.
        later = [row for row in taken if self.rows[row] != self.lead]
        covered = {self.paragraphs[row] for row in later} if self.paragraphs else set()
        for row, paragraph in enumerate(self.paragraphs):
            if paragraph in covered:
                marginal[row] *= SAME_PARAGRAPH_FACTOR
        return repeated, marginal

    def is_clear(self, i: int, chosen: Collection[int]) -> bool:
        """Return whether a sentence can be understood after the chosen ones."""
        if i not in self.named and self.needs.get(i, -1) not in (-1, *chosen):
            return False
        nouns = self.nouns.get(i, frozenset()) - self.known
        if not nouns or i - 1 in chosen:
            return True
        said = {stem for row, j in enumerate(self.rows) if j < i and j in chosen for stem in self.stems[row]}
        return nouns <= said


def greedy(
    ranking: Ranking, size: Callable[[int], int], count: int, room: int | None, *, whole_first: bool = False
) -> list[int]:
    """Choose at most `count` sentences of at most `room` words in all, best first.

    Args:
        ranking: the sentences of the text.
        size: returns the number of words of the sentence with a given index.
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


def rank(
    sentences: Sequence[str],
    title: str | None = None,
    confirmed: Collection[int] | None = None,
    orphans: Collection[int] = (),
    paragraphs: Sequence[int] = (),
    sources: Sequence[str] = (),
    source_title: str | None = None,
    barred: Collection[int] = (),
    referring: Collection[int] = (),
) -> Ranking:
    """Rank the sentences of a text.

    The relevance is continuous LexRank (Erkan & Radev 2004) over tf-idf cosine similarity, weighted by
    position, form (see `worth`) and similarity to the title. A text of more than `MAX_ROWS` sentences is
    first ranked in parts, then the best of all parts together, so that time grows linearly with its length
    and memory hardly at all.

    Args:
        sentences: English sentences of one text, in order.
        title: the title of the text; sentences similar to it count more.
        confirmed: indices of sentences that another version of the story also has.
        orphans: indices of sentences whose predecessors in the text are not given.
        paragraphs: for each sentence, the number of its paragraph; empty if unknown.
        sources: for each sentence, its source text; empty if nothing was translated. A
            translation may use several words for one source word, so sources show similarity better.
        source_title: likewise for the title.
        barred: indices of sentences that may be used only as the lead.
        referring: indices of sentences that by their source refer to the one before.
    """
    rows = _whole(sentences)
    if not rows:
        return Ranking((), np.zeros(0), np.zeros((0, 0)), {}, {}, {}, None, (), frozenset(), ())
    texts, heading = (sources, source_title) if sources else (sentences, title)
    while len(rows) > MAX_ROWS:
        rows = _central(texts, rows, heading)
    similarity, relevance = _centrality([texts[i] for i in rows], heading)
    relevance *= [worth(sentences[i].strip()) for i in rows]
    relevance *= 1 if paragraphs else (1 + np.arange(len(rows))) ** -DECAY
    relevance *= np.where([i in (confirmed or ()) for i in rows], CONFIRMED_FACTOR, 1)
    needs, named = _dependencies(sentences, rows, orphans, referring)
    relevance *= np.where([i in named for i in rows], NAMED_FACTOR, 1)
    relevance /= relevance.max()
    nouns = {i: frozenset(map(stem, found)) for i in rows if (found := references(sentences[i].strip()))}
    dependent = {*needs, *nouns, *_answers(sentences, rows, orphans)}
    lead = _lead(sentences, rows, dependent, _shares_of_title([texts[i] for i in rows], heading), barred)
    return Ranking(
        tuple(rows),
        relevance,
        similarity,
        needs,
        named,
        nouns,
        lead,
        tuple(stems(sentences[i]) for i in rows),
        stems(title or ""),
        tuple(paragraphs[i] for i in rows) if paragraphs else (),
        frozenset(barred),
        frozenset(referring),
    )


def _whole(sentences: Sequence[str]) -> list[int]:
    """Return the indices of the sentences that tell something, without headings and fragments if possible."""
    found = [i for i, sentence in enumerate(sentences) if words(sentence)]
    rows = [i for i in found if not tells_nothing(sentences[i].strip())] or found
    long = [i for i in rows if len(words(sentences[i])) >= MIN_WORDS] or rows
    ended = [i for i in long if is_ended(sentences[i])]
    return ended if 2 * len(ended) >= len(long) else long


def _dependencies(
    sentences: Sequence[str], rows: Sequence[int], orphans: Collection[int], referring: Collection[int]
) -> tuple[dict[int, int], dict[int, tuple[str, int]]]:
    """Return `Ranking.needs` and `Ranking.named`."""
    needs: dict[int, int] = {}
    named: dict[int, tuple[str, int]] = {}
    quoted = _quoted(sentences)
    for i in rows:
        sentence = sentences[i].strip()
        if i and (i in referring or refers_back(sentence) or i in quoted or speakerless(sentence)):
            needs[i] = GONE if i in orphans else i - 1
            if i not in quoted and (name := _named(sentences, i, orphans)):
                named[i] = name
    return needs, named


def _named(sentences: Sequence[str], i: int, orphans: Collection[int]) -> tuple[str, int] | None:
    """Return the name for the pronoun that starts a sentence, and the sentence that has it.

    In `Anna Berg resigned. She said … She added …`, the name is two sentences before.
    """
    for k in range(i, max(0, i - _LONGEST_CHAIN), -1):
        if k in orphans:
            return None
        if found := resolve(sentences[i].strip(), sentences[k - 1]):
            return found.name, k - 1
        if not same_pronoun(sentences[i].strip(), sentences[k - 1].strip()):
            return None
    return None


def _central(sentences: Sequence[str], rows: Sequence[int], title: str | None) -> list[int]:
    """Return the most central sentences of each part of a long text, and candidates for its lead."""
    parts = math.ceil(len(rows) / MAX_ROWS)
    share = max(1, MAX_ROWS // parts)
    kept: list[int] = []
    for k in range(parts):
        part = rows[len(rows) * k // parts : len(rows) * (k + 1) // parts]
        _, scores = _centrality([sentences[i] for i in part], title)
        if not k:
            scores[:LEAD_SENTENCES] = np.inf
        kept += sorted(part[row] for row in np.argsort(-scores, kind="stable")[:share].tolist())
    return kept


def _centrality(
    sentences: Sequence[str], title: str | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the similarities of sentences, and how central and how similar to the title each is."""
    similarity = cosine_similarity([*sentences, title or ""])
    return similarity[:-1, :-1], _lexrank(similarity[:-1, :-1]) * (1 + TITLE_WEIGHT * similarity[-1, :-1])


def _lead(
    sentences: Sequence[str],
    rows: Sequence[int],
    dependent: Collection[int],
    shares: Sequence[float],
    barred: Collection[int],
) -> int:
    """Return the index of the lead, among the first `LEAD_SENTENCES`.

    The lead shares most with the title; a scene, a question or a quotation before it shares less.
    """

    def aptness(row: int) -> float:
        sentence = sentences[rows[row]].strip()
        penalty = 0.3 * is_quotation(sentence)
        penalty += DOUBT * (rows[row] in barred)
        penalty += 0.3 * (rows[row] in dependent) + 0.1 * (len(words(sentence)) < _LEAD_WORDS)
        return shares[row] - penalty - LEAD_STEP * row

    return rows[max(range(min(LEAD_SENTENCES, len(rows))), key=aptness)]


def _answers(sentences: Sequence[str], rows: Sequence[int], orphans: Collection[int]) -> set[int]:
    """Return the sentences that follow a question."""
    return {i for i in rows if i and i not in orphans and is_question(sentences[i - 1].strip())}


def _shares_of_title(texts: Sequence[str], title: str | None) -> list[float]:
    """Return how much of the title each text shares, 0 to 1; rare words count more."""
    bags = [set(map(stem, content_words(text))) for text in texts]
    frequency = Counter(word for bag in bags for word in bag)
    weights = {
        word: math.log(1 + len(texts) / frequency[word])
        for word in set(map(stem, content_words(title or "")))
        if word in frequency
    }
    total = sum(weights.values())
    return [sum(weights[word] for word in bag & weights.keys()) / total if total else 0.0 for bag in bags]


def _quoted(sentences: Sequence[str]) -> set[int]:
    """Return the sentences inside a quotation of several sentences, without the first and the last."""
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
            # A nested quotation, or an end far away, shows that the opening mark was a mistake.
            if net < 0 and opened is not None and i - opened <= LONGEST_QUOTATION:
                inside.update(range(opened + 1, i))
            opened = None
    return inside


def cosine_similarity(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return the cosine of the tf-idf vectors of texts, shape (texts, texts); 0 for a text without words."""
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
    """Return the stationary distribution of the random walk between similar sentences."""
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

"""Choose sentences, and a form of each, that fill a word limit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summarize.select import Ranking
from summarize.types import BriefSentence

# Minimum share of a word limit that a brief fills if it can.
FILLED = 0.9


@dataclass(frozen=True, slots=True)
class Form:
    """A sentence, whole or shortened.

    Attributes:
        sentence: the sentence.
        words: its number of words.
    """

    sentence: BriefSentence
    words: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be chosen.

    Attributes:
        index: its index in the text.
        gain: the information that it adds per word.
        forms: its forms, the whole one first.
    """

    index: int
    gain: float
    forms: Sequence[Form]


def pack(candidates: Sequence[Candidate], limit: int, ranking: Ranking) -> Mapping[int, Form]:
    """Solve a 0-1 knapsack: choose the forms that add the most information within a word limit.

    A sentence that refers to another is chosen only together with it. A choice that has the lead and fills
    the limit is preferred.

    Args:
        candidates: the sentences, best first.
        limit: maximum number of words.
        ranking: the ranking of the sentences of the text.

    Returns:
        The form of each chosen sentence, by its index in the text.
    """
    best: dict[int, tuple[float, dict[int, Form]]] = {0: (0.0, {})}
    for candidate in candidates:
        for filled, (value, chosen) in list(best.items()):
            # The first sentence refers to another only if all do.
            if candidate is not candidates[0] and not ranking.is_clear(candidate.index, chosen):
                continue
            for form in candidate.forms:
                size, worth = filled + form.words, value + candidate.gain * form.words
                if size <= limit and worth > best.get(size, (-1.0,))[0]:
                    best[size] = (worth, {**chosen, candidate.index: form})
    return max(best.values(), key=lambda found: (fills(found[1], limit, ranking), found[0]))[1]


def fills(forms: Mapping[int, Form], limit: int, ranking: Ranking) -> bool:
    """Return whether a choice has the lead and nearly as many words as the limit allows."""
    return ranking.lead in forms and sum(form.words for form in forms.values()) >= FILLED * limit

"""Decide whether a suspected error is real, by means of the model that translates back.

The checks suspect an error from words alone: source words without a translation, English words without a
source, a negation on one side. A reverse model is an independent witness: if the English has the error, the
source is more probable given the English without it. This is contrastive conditioning (Vamvas and Sennrich
2022, https://aclanthology.org/2022.acl-short.53).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from translate import reverse

Kind = Literal[
    "phrase removed", "addition", "verb removed", "negation lost", "negation added", "negation doubtful"
]


@dataclass(frozen=True, slots=True)
class Suspicion:
    """An error that a check suspects.

    Attributes:
        kind: the kind of error.
        odds: how strong the suspicion is, in the check's own measure.
        instead: the English without the error, as far as it is known.
        sure: whether it counts as confirmed without the reverse model.
    """

    kind: Kind
    odds: float
    instead: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Least:
    """The thresholds at which a suspicion is confirmed.

    Attributes:
        odds: minimum `Suspicion.odds`; weaker suspicions are dropped without asking the reverse model.
        gain: by how much more probable the source must be without the error, in natural logarithms.
    """

    odds: float
    gain: float


# Chosen on the even lines of newstest2013, IWSLT and Tatoeba, with the errors of `bench.challenge` inserted.
# Rerun it after any change. A removed phrase is glossed word by word, and an added one is taken out only in
# part, so that the gain is smaller than it should be.
LEAST: Mapping[Kind, Least] = MappingProxyType(
    {
        "phrase removed": Least(1.75, 2.0),
        "addition": Least(1.0, -1.0),
        "verb removed": Least(1.25, 0.0),
        "negation lost": Least(0.0, 0.0),
        "negation added": Least(0.0, -2.0),
        # Other words of the source may have become the negation.
        "negation doubtful": Least(0.0, 2.5),
    }
)


def confirmed(suspicion: Suspicion, source: str, target: str, language: str) -> bool:
    """Return whether a suspected error is real.

    Args:
        suspicion: the suspected error.
        source: a sentence.
        target: its English.
        language: ISO 639-1 code of the sentence.
    """
    least = LEAST[suspicion.kind]
    if suspicion.odds <= least.odds:
        return False
    totals = reverse.totals(source, [target, suspicion.instead], language)
    return suspicion.sure if totals is None else totals[1] - totals[0] > least.gain

"""Estimate how far a translated sentence can be trusted.

A logistic regression weighs signals from the model and the lexicon. It is fitted on sentences with a
reference translation; `python -m training confidence MODEL --sets DIR` writes it to the model's folder.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from rapidfuzz.distance import Levenshtein

from passerelle.errors import ModelError
from passerelle.languages import lexicon
from translate.coverage import LIGHT, stem
from translate.types import Confidence, Segment

FILE = "confidence.json"
SIGNALS = frozenset(("score", "disagreement", "uncovered", "short", "length"))


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic regression that estimates how likely a sentence's English is to be poor, from its signals.

    Attributes:
        weights: weights by signal name; see `signals`.
        intercept: log-odds where every signal is 0.
        check: minimum risk for the level `check`.
        unreliable: minimum risk for the level `unreliable`.
        poor_chrf: sentence chrF, 0 to 100, below which the English counted as poor in the fit.
    """

    weights: Mapping[str, float]
    intercept: float
    check: float
    unreliable: float
    poor_chrf: float

    def risk(self, signals: Mapping[str, float]) -> float:
        """Return the probability, 0 to 1, that the English is poor.

        Raises:
            KeyError: a signal is missing.
        """
        odds = self.intercept + sum(weight * signals[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, odds))))

    def level(self, signals: Mapping[str, float], *, doubtful: bool) -> Confidence:
        """Return how far a sentence can be trusted.

        Args:
            signals: see `signals`.
            doubtful: whether it has a finding or a repair, so that the level is at least `check`.
        """
        risk = self.risk(signals)
        if risk >= self.unreliable:
            return "unreliable"
        return "check" if doubtful or risk >= self.check else "good"


# For models without a calibration file: fitted on the embedded models' scores in both languages.
SCORE_ALONE = Calibration({"score": -3.66}, -3.21, 0.3, 0.4, 38.0)


def load(folder: Path, language: str) -> Calibration:
    """Return the calibration of a model for a language.

    Args:
        folder: the model's folder; if it has no `confidence.json`, or that lacks the language, only the
            model's score counts.
        language: ISO 639-1 code.

    Raises:
        ModelError: the file is broken.
    """
    path = folder / FILE
    if not path.is_file():
        return SCORE_ALONE
    try:
        fits = json.loads(path.read_text(encoding="utf-8"))["fits"]
        return _calibration(fits[language]) if language in fits else SCORE_ALONE
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ModelError(
            f"{path} is broken; restore it, or delete it to judge sentences by the model's score alone."
        ) from None


def _calibration(fit: dict[str, Any]) -> Calibration:
    weights = {str(name): float(weight) for name, weight in fit["weights"].items()}
    if unknown := weights.keys() - SIGNALS:
        raise ValueError(f"no signal is called {min(unknown)}")
    numbers = (float(fit[name]) for name in ("intercept", "check", "unreliable", "poor_chrf"))
    return Calibration(weights, *numbers)


def signals(
    source: str, target: str, score: float, hypotheses: Sequence[Sequence[str]], language: str
) -> dict[str, float]:
    """Return the signals that a calibration weighs.

    Args:
        source: a sentence.
        target: its English, after any repair.
        score: its mean log-probability per token.
        hypotheses: the n-best list of each piece of the sentence, best first.
        language: ISO 639-1 code of the sentence.

    Returns:
        score: as given.
        disagreement: see `disagreement`; the mean over the pieces.
        uncovered: see `uncovered`.
        short: 1 / number of source words, since a few words can differ from a reference by chance.
        length: logarithm of the number of English characters per source character.
    """
    return {
        "score": score,
        "disagreement": fmean(map(disagreement, hypotheses)),
        "uncovered": uncovered(source, target, language),
        "short": 1 / max(1, len(source.split())),
        "length": math.log(max(1, len(target)) / max(1, len(source))),
    }


def uncovered(source: str, target: str, language: str) -> float:
    """Return the share of source words that have none of their lexicon translations in the target.

    Function words and words not in the lexicon are not counted; 0 if no words are left.
    """
    stems = {stem(word) for word in lexicon.words(target)}
    judged = covered = 0
    for found in lexicon.find(source, language):
        phrases = (phrase.split() for phrase, _ in found.entry.translations)
        telling = ({stem(word) for word in phrase if word not in LIGHT} for phrase in phrases)
        if first := next(telling):
            judged += 1
            covered += first <= stems or any(phrase and phrase <= stems for phrase in telling)
    return 1 - covered / judged if judged else 0.0


def disagreement(texts: Sequence[str]) -> float:
    """Return the mean difference of the hypotheses of an n-best list from the first, 0 (equal) to 1."""
    first, *others = (text.split() for text in texts)
    return fmean(Levenshtein.normalized_distance(first, other) for other in others) if others else 0.0


def remark(segment: Segment) -> str | None:
    """Return a warning about an unreliable segment, or one marked `check` for no other reason; else None."""
    if segment.confidence == "unreliable":
        return "The model is unsure of this sentence: its English may be wrong; read the source."
    if segment.confidence == "check" and not (segment.findings or segment.repair or segment.truncated):
        return "The model is less sure of this sentence than of most; compare it with the source."
    return None

"""How far a translated sentence can be trusted.

Signals from the models and the lexicon are weighed by a logistic fit on sentences with a reference
translation: `python -m training confidence MODEL --sets DIR` writes it beside the model.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from rapidfuzz.distance import Levenshtein

from passerelle.errors import ModelError
from passerelle.languages import lexicon
from passerelle.modelstore import conversion
from passerelle.modelstore.loading import Model, load_folder
from translate import reverse
from translate.types import Confidence, Segment

FILE = "confidence.json"
# English function words: they say nothing of whether a word of the source was translated.
_EMPTY = frozenset(
    """
    a about after all also an and any are as at be been before being but by can could did do does for from
    had has have he her him his how i if in into is it its may more most must my no nor not of off on one or
    our out over s shall she should so some such t than that the their them then there these they this those
    to under up upon us was we were what when which while who whom whose will with would you your
    """.split()
)
_ENDING = re.compile(r"(?<=\w\w\w)(?:ies|ied|ing|ers?|ed|es|ly|[sdey])$")


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic fit: how likely the English of a sentence is poor, given its signals.

    Attributes:
        weights: by name of a signal; see `Judge.signals`.
        intercept: log-odds where every signal is 0.
        check: risk from which a sentence is to be checked.
        unreliable: risk from which it is unreliable.
    """

    weights: Mapping[str, float]
    intercept: float
    check: float
    unreliable: float

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
            signals: see `Judge.signals`.
            doubtful: whether it has a finding or a repair, and is one to check at least.
        """
        risk = self.risk(signals)
        if risk >= self.unreliable:
            return "unreliable"
        return "check" if doubtful or risk >= self.check else "good"


# For models without a file: fitted on the scores of the embedded model in both languages.
SCORE_ALONE = Calibration({"score": -3.66}, -3.21, 0.41, 0.6)


@dataclass(frozen=True, slots=True)
class Judged:
    """A translated sentence, as it is judged.

    Attributes:
        source: the sentence.
        target: its English, after any repair.
        score: mean log-probability a token.
        hypotheses: the n-best list of each of its pieces, best first.
    """

    source: str
    target: str
    score: float
    hypotheses: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Judge:
    """What is needed to tell how likely the English of a sentence is poor, for one source language.

    Attributes:
        calibration: the fit that counts.
        reverse: English to the language, where the fit asks for it.
    """

    calibration: Calibration = SCORE_ALONE
    reverse: Model | None = None

    @property
    def signature(self) -> str:
        """What of it the model's own files do not decide: `|reverse:en-fr-vi`."""
        return f"|reverse:{self.reverse.name}" if self.reverse else ""

    def signals(self, sentences: Sequence[Judged], language: str) -> list[dict[str, float]]:
        """Return what the calibration weighs; without a reverse model, its score is 0.

        score: mean log-probability of an English token.
        reverse: mean log-probability of a source token, given the English.
        disagreement: see `disagreement`; of several pieces the mean.
        uncovered: see `uncovered`.
        short: 1 / number of the source's words, since few words are unlike a reference by chance.

        Args:
            sentences: any number.
            language: ISO 639-1 code of the sentences.
        """
        backward = [0.0] * len(sentences)
        if self.reverse:
            backward = reverse.score(
                self.reverse, [one.source for one in sentences], [one.target for one in sentences], language
            )
        found = []
        for one, back in zip(sentences, backward, strict=True):
            found.append(
                {
                    "score": one.score,
                    "reverse": back,
                    "disagreement": fmean(map(disagreement, one.hypotheses)),
                    "uncovered": uncovered(one.source, one.target, language),
                    "short": 1 / max(1, len(one.source.split())),
                }
            )
        return found


def load(folder: Path, language: str, device: str = "auto") -> Judge:
    """Return the judge of a model and language.

    Args:
        folder: the model's. `confidence.json` in it holds the fits, the best first; those that ask for
            a reverse model count if the folder beside it holds that very one. Without a file, and for
            a language that is not in it, the model's score alone counts.
        language: ISO 639-1 code.
        device: of the reverse model: `cpu`, `cuda` or `auto`.

    Raises:
        ModelError: the file is broken.
    """
    path = folder / FILE
    if not path.is_file():
        return Judge()
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        fits = [_calibration(fit) for fit in content["fits"].get(language, [])]
        wanted = content["reverse"]
        beside = folder.parent / Path(wanted["model"]).name
        for fit in fits:
            if "reverse" not in fit.weights:
                return Judge(fit)
            if beside.is_dir() and conversion.content_hash(beside) == wanted["content"]:
                return Judge(fit, load_folder(beside, device=device))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ModelError(f"{path} is broken; fetch the model again.") from None
    return Judge()


def poor_chrf(folder: Path, language: str) -> float:
    """Return the sentence chrF under which the fit of a model took English for poor.

    Raises:
        ModelError: the model has no fit for the language.
    """
    path = folder / FILE
    try:
        return float(json.loads(path.read_text(encoding="utf-8"))["poor_chrf"][language])
    except (OSError, ValueError, KeyError, TypeError):
        raise ModelError(
            f"{path} has no fit for {language}; make one with python -m training confidence."
        ) from None


def _calibration(fit: dict[str, Any]) -> Calibration:
    weights = {str(name): float(weight) for name, weight in fit["weights"].items()}
    return Calibration(weights, float(fit["intercept"]), float(fit["check"]), float(fit["unreliable"]))


def uncovered(source: str, target: str, language: str) -> float:
    """Return the share of a source's words whose English, as the lexicon has it, is not in the target.

    Function words and what the lexicon does not know are not counted; 0 where nothing is left.
    """
    stems = {_stem(word) for word in lexicon.words(target)}
    judged = covered = 0
    for found in lexicon.find(source, language):
        phrases = [phrase.split() for phrase, _ in found.entry.translations]
        telling = [{_stem(word) for word in phrase if word not in _EMPTY} for phrase in phrases]
        if telling[0]:
            judged += 1
            covered += any(phrase and phrase <= stems for phrase in telling)
    return 1 - covered / judged if judged else 0.0


def disagreement(texts: Sequence[str]) -> float:
    """Return how far the hypotheses of an n-best list are from the first, 0 (all alike) to 1, on average."""
    first, *others = (text.split() for text in texts)
    return fmean(Levenshtein.normalized_distance(first, other) for other in others) if others else 0.0


def _stem(word: str) -> str:
    return _ENDING.sub("", word)


def remark(segment: Segment) -> str | None:
    """Return a sentence for a person on a segment that can hardly be trusted, where nothing else says so."""
    if segment.confidence == "unreliable":
        return "The model is unsure of this sentence: its English may be wrong, read the original."
    if segment.confidence == "check" and not (segment.findings or segment.repair or segment.truncated):
        return "The model is less sure of this sentence than of most: compare it with the original."
    return None

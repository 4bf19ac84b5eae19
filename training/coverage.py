"""Count how often words have no counterpart, and fit the regressions of `translate.coverage`.

`python -m training coverage CORPORA --out FOLDER` counts, over human translations, how often each source word
is left uncovered and each English word unexplained. It then fits three logistic regressions that distinguish
these pairs from the same pairs with an error (`bench.challenge`): a phrase dropped, a phrase added, the whole
sentence replaced. The threshold of each is chosen on the held-out half, so that all but a small share of the
good pairs are below it.
"""

import json
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.challenge import FAULTS
from training.errors import TrainingError
from training.tables import write_lines
from translate.coverage import compare
from translate.imbalance import features, pieces

# Number of lines of each corpus to count.
COUNTED = {
    "fr": {
        "wmt-newstest-2008-2012": 13_000,
        "news-commentary-10k": 11_000,
        "wce-lig-postedited": 10_000,
        "europarl": 25_000,
        "hansard36": 8_000,
        "newsdiscussdev2015": 2_000,
        "tatoeba-testset-rest": 8_000,
        "multi30k": 4_000,
    },
    "vi": {
        "ted_iwslt15_part": 20_000,
        "vlsp20_news_train": 20_000,
        "evbnews": 20_000,
        "alt_wikinews": 15_000,
        "vlsp20_basic": 4_000,
        "tatoeba_manythings": 5_000,
    },
}
# Number of lines of each corpus to fit on.
FITTED = {
    "fr": {"wmt-newstest-2008-2012": 4_000, "news-commentary-10k": 2_000},
    "vi": {"ted_iwslt15_part": 1_500, "vlsp20_news_train": 1_500, "alt_wikinews": 1_500},
}
# Words seen less often are not listed.
LEAST_PLACES = 4
# Maximum number of inserted errors of each kind, and share of good pairs above the threshold.
MOST_FAULTS = 1_500
FALSE_ALARMS = {"phrase removed": 0.005, "addition": 0.005, "unrelated": 0.001}
_RIDGE = 3e-3


def count(corpora: Path, language: str, out: Path) -> None:
    """Count the words of a language and write `coverage.LANGUAGE.tsv.gz`.

    Raises:
        TrainingError: a corpus cannot be read.
    """
    places, without = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for source, target in _pairs(corpora, language, COUNTED[language], random.Random(1)):
        compared = compare(source, target, language)
        for side, words in (("s", compared.source), ("t", compared.target)):
            places.update((side, word.stem) for word in words)
            without.update((side, word.stem) for word in words if word.surprisal)
    kept = ((side, word, number) for (side, word), number in places.items() if number >= LEAST_PLACES)
    lines = (f"{side}\t{word}\t{number}\t{without[side, word]}" for side, word, number in kept)
    write_lines(lines, out / f"coverage.{language}.tsv.gz")


def fit(corpora: Path, language: str) -> dict[str, dict[str, Any]]:
    """Fit the regressions of a language.

    Returns:
        The attributes of `translate.imbalance.Fit`, by kind of error.

    Raises:
        TrainingError: a corpus cannot be read.
    """
    chance = random.Random(3)
    pairs = _pairs(corpora, language, FITTED[language], chance)
    chance.shuffle(pairs)
    others = [target for _, target in pairs]
    good = [_row(source, target, language) for source, target in pairs]
    half = len(good) // 2
    knots = {name: _knots([row[name] for row in good]) for name in good[0]}
    plain = _pieces(good, knots)
    mean, deviation = plain.mean(0), plain.std(0) + 1e-6
    fits = {}
    for kind, false_alarms in FALSE_ALARMS.items():
        broken: list[dict[str, float]] = []
        for source, target in pairs:
            fault = FAULTS[kind](source, target, language, chance, others)
            if fault and fault != target and len(broken) < MOST_FAULTS:
                broken.append(_row(source, fault, language))
        rows = np.vstack([plain[:half], _pieces(broken, knots)])
        labels = np.r_[np.zeros(half), np.ones(len(broken))]
        fitted = _regression((rows - mean) / deviation, labels)
        weights = fitted[:-1] / deviation
        bias = fitted[-1] - (weights * mean).sum()
        scores = np.sort(plain[half:] @ weights + bias)
        fits[kind] = {
            "weights": {
                name: [round(float(weight), 4) for weight in part]
                for name, part in zip(knots, np.split(weights, len(knots)), strict=True)
            },
            "knots": knots,
            "bias": round(float(bias), 4),
            "threshold": round(float(scores[int((1 - false_alarms) * len(scores))]), 4),
        }
    return fits


def _knots(values: Sequence[float]) -> list[float]:
    """Return the bounds of a feature and two knots above its mean, for `imbalance.pieces`."""
    mean, deviation = float(np.mean(values)), float(np.std(values)) + 1e-6
    return [round(mean + times * deviation, 4) for times in (-4, 6, 1, 2.5)]


def _pieces(rows: Sequence[dict[str, float]], knots: dict[str, list[float]]) -> NDArray[np.float64]:
    return np.array([[part for name in knots for part in pieces(row[name], knots[name])] for row in rows])


def command(
    corpora: Annotated[
        Path, typer.Argument(metavar="CORPORA", help="A folder with the folders fr-en and vi-en.")
    ],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder for the files.")],
    counts: Annotated[bool, typer.Option(help="Count the words before fitting.")] = True,
) -> None:
    """Count how often words have no counterpart, and fit regressions on the counts."""
    for language in COUNTED:
        if counts:
            count(corpora, language, out)
    fits = {language: fit(corpora, language) for language in FITTED}
    (out / "coverage.json").write_text(json.dumps(fits, indent=1) + "\n", encoding="utf-8")


def _row(source: str, target: str, language: str) -> dict[str, float]:
    return features(compare(source, target, language), source, target)


def _regression(rows: NDArray[np.float64], labels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit a logistic regression with a small ridge; the last weight is the bias."""
    padded = np.c_[rows, np.ones(len(rows))]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = padded @ weights
        value = (np.logaddexp(0, logits) - labels * logits).mean() + _RIDGE * (weights**2).sum()
        slope = padded.T @ (1 / (1 + np.exp(-logits)) - labels) / len(labels) + 2 * _RIDGE * weights
        return float(value), slope

    found: NDArray[np.float64] = minimize(loss, np.zeros(padded.shape[1]), jac=True).x
    return found


def _pairs(
    corpora: Path, language: str, wanted: dict[str, int], chance: random.Random
) -> list[tuple[str, str]]:
    chosen: list[tuple[str, str]] = []
    for name, most in wanted.items():
        base = corpora / f"{language}-en" / name
        try:
            sides: Sequence[list[str]] = [
                base.with_name(f"{name}.{code}").read_text(encoding="utf-8").split("\n")
                for code in (language, "en")
            ]
        except OSError as error:
            raise TrainingError(
                f"The corpus {base} cannot be read ({error.strerror}); check its folder."
            ) from None
        pairs = [
            (s, t)
            for s, t in zip(*sides, strict=True)
            if 4 <= len(s.split()) <= 60 and t.strip() and 0.5 < len(t) / len(s) < 2
        ]
        chance.shuffle(pairs)
        chosen += pairs[:most]
    return chosen

"""What `translate.coverage` weighs: how often words have no counterpart, and fits of what that means.

`python -m training coverage CORPORA --out FOLDER` counts, over aligned text translated by people, how often
each source word is left uncovered and each English word unexplained, and fits three logistic regressions
that tell such text from the same with a fault put in (`bench.challenge`): a phrase left out, a phrase
added, another sentence. Each gets the
threshold under which all but a small part of the good pairs lie, on the half that was not fitted.
"""

import json
import lzma
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from scipy.optimize import minimize

from bench.challenge import FAULTS
from training.errors import TrainingError
from translate.coverage import FEATURES, compare, features

# Lines of each corpus that are counted.
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
# Lines of each corpus that the fits are made on.
FITTED = {
    "fr": {"wmt-newstest-2008-2012": 900, "news-commentary-10k": 900},
    "vi": {"ted_iwslt15_part": 600, "vlsp20_news_train": 600, "alt_wikinews": 600},
}
# A word seen less often is not listed.
LEAST_PLACES = 4
# Faults that are put in, of each kind, and the share of good pairs over the threshold.
MOST_FAULTS = 700
FALSE_ALARMS = {"phrase removed": 0.01, "addition": 0.006, "unrelated": 0.003}
_RIDGE = 1e-3


def count(corpora: Path, language: str, out: Path) -> None:
    """Count the words of a language and write `coverage.LANGUAGE.tsv.xz`."""
    places, without = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for source, target in _pairs(corpora, language, COUNTED[language], random.Random(1)):
        compared = compare(source, target, language)
        for side, words in (("s", compared.source), ("t", compared.target)):
            places.update((side, word.stem) for word in words)
            without.update((side, word.stem) for word in words if word.surprise)
    with lzma.open(out / f"coverage.{language}.tsv.xz", "wt", encoding="utf-8") as file:
        for (side, word), number in sorted(places.items()):
            if number >= LEAST_PLACES:
                file.write(f"{side}\t{word}\t{number}\t{without[side, word]}\n")


def fit(corpora: Path, language: str) -> dict[str, dict[str, float]]:
    """Fit the regressions of a language.

    Returns:
        By kind of fault: a weight by feature, `bias`, and `threshold`.
    """
    chance = random.Random(3)
    pairs = _pairs(corpora, language, FITTED[language], chance)
    chance.shuffle(pairs)
    others = [target for _, target in pairs]
    good = np.array([_row(source, target, language) for source, target in pairs])
    mean, deviation = good.mean(0), good.std(0) + 1e-6
    half = len(good) // 2
    fits = {}
    for kind, false_alarms in FALSE_ALARMS.items():
        broken: list[list[float]] = []
        for source, target in pairs:
            fault = FAULTS[kind](source, target, language, chance, others)
            if fault and fault != target and len(broken) < MOST_FAULTS:
                broken.append(_row(source, fault, language))
        rows = np.vstack([good[:half], np.array(broken)])
        weights = _regression((rows - mean) / deviation, np.r_[np.zeros(half), np.ones(len(broken))])
        plain = weights[:-1] / deviation
        bias = weights[-1] - (plain * mean).sum()
        scores = np.sort(good[half:] @ plain + bias)
        fits[kind] = {
            **{name: round(float(value), 4) for name, value in zip(FEATURES, plain, strict=True)},
            "bias": round(float(bias), 4),
            "threshold": round(float(scores[int((1 - false_alarms) * len(scores))]), 4),
        }
    return fits


def command(
    corpora: Annotated[Path, typer.Argument(help="A folder with fr-en and vi-en.")],
    out: Annotated[Path, typer.Option(help="Where the files go.")],
    counts: Annotated[bool, typer.Option(help="Count words before the fits are made.")] = True,
) -> None:
    """Count how often words have no counterpart, and fit what that means."""
    for language in COUNTED:
        if counts:
            count(corpora, language, out)
    fits = {language: fit(corpora, language) for language in FITTED}
    (out / "coverage.json").write_text(json.dumps(fits, indent=1) + "\n", encoding="utf-8")


def _row(source: str, target: str, language: str) -> list[float]:
    found = features(compare(source, target, language), source, target)
    return [found[name] for name in FEATURES]


def _regression(rows: NDArray[np.float64], labels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit a logistic regression with a small ridge; the last weight is the bias."""
    padded = np.c_[rows, np.ones(len(rows))]

    def loss(weights: NDArray[np.float64]) -> float:
        logits = padded @ weights
        return float((np.logaddexp(0, logits) - labels * logits).mean() + _RIDGE * (weights**2).sum())

    found: NDArray[np.float64] = minimize(loss, np.zeros(padded.shape[1])).x
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
            raise TrainingError(f"The corpus {base} cannot be read ({error.strerror}).") from None
        pairs = [
            (s, t)
            for s, t in zip(*sides, strict=True)
            if 4 <= len(s.split()) <= 60 and t.strip() and 0.5 < len(t) / len(s) < 2
        ]
        chance.shuffle(pairs)
        chosen += pairs[:most]
    return chosen

"""Fit the weights of `translate.confidence` on translated lines with references."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from bench.confidence import LINES, POOR, Sample, samples
from bench.quality import EvaluationSet, by_language, find_sets, half
from passerelle.modelstore.loading import load_folder
from translate.confidence import FILE, Calibration

# Minimum risk for a sentence to be `check` and `unreliable`; the lowest quarter counts as poor. The first was
# chosen on five news articles with references, 66 sentences: it marks five of the seven worst by chrF and two
# of the best 33. The second marks a tenth of French and a seventh of Vietnamese evaluation lines as
# unreliable, of which 56% and 65% are poor.
CHECK, UNRELIABLE = 0.3, 0.45
# Strength of the prior on standardized weights.
_RIDGE = 1.0


def fit(found: Sequence[Sample]) -> Calibration:
    """Fit a logistic regression on samples of one language.

    Args:
        found: the samples, all with the same signals; the lowest quarter by chrF counts as poor.
    """
    names = list(found[0].signals)
    signals = np.array([[one.signals[name] for name in names] for one in found])
    chrf = np.array([one.chrf for one in found])
    poor_chrf = round(float(np.quantile(chrf, POOR)), 1)
    mean, spread = signals.mean(0), signals.std(0) + 1e-9
    weights, intercept = _regression((signals - mean) / spread, chrf < poor_chrf)
    weights = weights / spread
    intercept -= float(weights @ mean)
    return Calibration(
        {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        round(intercept, 4),
        CHECK,
        UNRELIABLE,
        poor_chrf,
    )


def _regression(features: NDArray[np.float64], poor: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    import torch

    inputs, labels = torch.tensor(features), torch.tensor(poor, dtype=torch.float64)
    parameters = torch.zeros(features.shape[1] + 1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([parameters], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> Any:
        optimizer.zero_grad()
        odds = inputs @ parameters[:-1] + parameters[-1]
        error = torch.nn.functional.binary_cross_entropy_with_logits(odds, labels, reduction="sum")
        total = error + _RIDGE / 2 * parameters[:-1].square().sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    fitted = parameters.detach().numpy()
    return fitted[:-1], float(fitted[-1])


def write(folder: Path, sets: Sequence[EvaluationSet], lines: int) -> Path:
    """Fit a translation model on the even lines of evaluation sets and write its `confidence.json`."""
    model = load_folder(folder)
    fits = {}
    for language, own in by_language(sets).items():
        found = [one for evaluation in own for one in samples(model, half(evaluation, 0, lines))]
        fits[language] = asdict(fit(found))
    path = folder / FILE
    path.write_text(json.dumps({"fits": fits}, indent=1) + "\n", encoding="utf-8")
    return path


def command(
    folder: Annotated[Path, typer.Argument(metavar="MODEL", help="The folder of a translation model.")],
    sets: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the evaluation sets.")],
    lines: Annotated[int, typer.Option(metavar="N", min=10, help="Maximum number of lines per set.")] = LINES,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Use only sets in this language.")
    ] = None,
) -> None:
    """Fit a model's confidence levels; write confidence.json into its folder."""
    print(write(folder, find_sets(sets, language=language), lines))

"""The fit of `translate.confidence`: from translated lines with a reference to weights and thresholds."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray

from bench.confidence import LINES, POOR, Sample, by_language, half, samples
from bench.quality import EvaluationSet, find_sets
from passerelle.modelstore import conversion, registry
from passerelle.modelstore.loading import load_folder
from translate.confidence import FILE, Calibration, Judge

# The signals of each fit, the best first: the second one is for an installation without the reverse model.
FITS = (
    ("score", "reverse", "disagreement", "uncovered", "short"),
    ("score", "disagreement", "uncovered", "short"),
)
# Of the better half at most this share is marked; from this risk on a sentence is unreliable.
BEST_HALF_MARKED, UNRELIABLE = 0.05, 0.6
REVERSE = "en-fr-vi"
# Strength of the prior on standardised weights.
_RIDGE = 1.0


def fit(found: Sequence[Sample], names: Sequence[str], poor_chrf: float) -> Calibration:
    """Fit a logistic regression, and choose its thresholds, on samples of one language.

    Args:
        found: the samples; some poor, some not.
        names: the signals to use.
        poor_chrf: chrF under which a line is poor.
    """
    signals = np.array([[one.signals[name] for name in names] for one in found])
    chrf = np.array([one.chrf for one in found])
    mean, spread = signals.mean(0), signals.std(0) + 1e-9
    weights, intercept = _regression((signals - mean) / spread, chrf < poor_chrf)
    weights = weights / spread
    intercept -= float(weights @ mean)
    risk = 1 / (1 + np.exp(-(signals @ weights + intercept)))
    check = float(np.quantile(risk[chrf >= np.median(chrf)], 1 - BEST_HALF_MARKED))
    return Calibration(
        {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
        round(intercept, 4),
        round(check, 4),
        round(max(UNRELIABLE, check), 4),
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
    beside = folder.resolve().parent / REVERSE
    if not beside.is_dir():
        beside = registry.default_models_file().parent / "models" / REVERSE
    model, backward = load_folder(folder), load_folder(beside)
    fits: dict[str, list[dict[str, Any]]] = {}
    poor: dict[str, float] = {}
    for language, own in by_language(sets).items():
        judge = Judge(reverse=backward)
        found = [one for evaluation in own for one in samples(model, judge, half(evaluation, 0, lines))]
        poor[language] = round(float(np.quantile([one.chrf for one in found], POOR)), 1)
        fits[language] = [_described(fit(found, names, poor[language])) for names in FITS]
    content = {
        "reverse": {"model": REVERSE, "content": conversion.content_hash(beside)},
        "poor_chrf": poor,
        "fits": fits,
    }
    path = folder / FILE
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return path


def _described(calibration: Calibration) -> dict[str, Any]:
    return {
        "weights": dict(calibration.weights),
        "intercept": calibration.intercept,
        "check": calibration.check,
        "unreliable": calibration.unreliable,
    }


def command(
    folder: Annotated[Path, typer.Argument(metavar="MODEL", help="The folder of a translation model.")],
    sets: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the evaluation sets.")],
    lines: Annotated[int, typer.Option(metavar="N", min=10, help="Lines of each set at most.")] = LINES,
) -> None:
    """Fit how far a model's sentences can be trusted; write confidence.json into its folder."""
    print(write(folder, find_sets(sets), lines))

"""Compare a new model with the embedded one on the same sentences."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.significance import PairedTest, Result

from bench import quality
from bench.quality import EvaluationSet, Row
from passerelle.modelstore import registry
from passerelle.modelstore.loading import Model, load_folder

RESAMPLES = 1_000
# p-value below which a difference is significant (Koehn 2004).
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on one set.

    Attributes:
        new, old: the figures of each.
        bleu_p, chrf_p: p-values of the differences in BLEU and chrF, from a paired bootstrap with 1,000
            resamples.
    """

    new: Row
    old: Row
    bleu_p: float
    chrf_p: float


def compare(folder: Path, against: Path | None, sets: tuple[EvaluationSet, ...]) -> Iterator[Comparison]:
    """Translate every set with two models and compare.

    Args:
        folder: the folder of the new model.
        against: the folder of the old one; None for the embedded model of each set's language.
        sets: the evaluation sets.
    """
    new = load_folder(folder, name=f"{folder.parent.name}/{folder.name}")
    for evaluation in sets:
        other = against or registry.embedded("translate", evaluation.language)
        old = load_folder(other, name=f"{other.parent.name}/{other.name}")
        yield _compare(new, old, evaluation)


def _compare(new: Model, old: Model, evaluation: EvaluationSet) -> Comparison:
    new_row, new_outputs = quality.evaluate(new, evaluation)
    old_row, old_outputs = quality.evaluate(old, evaluation)
    _, scores = PairedTest(
        [("old", old_outputs), ("new", new_outputs)],
        {"BLEU": BLEU(), "chrF": CHRF()},
        [list(evaluation.references)],
        test_type="bs",
        n_samples=RESAMPLES,
    )()
    # The second result of each metric is the new model's. The name of chrF may include its order (chrF2).
    p_values = {
        name[:4]: float(results[1].p_value or 0.0)
        for name, results in scores.items()
        if isinstance(results[1], Result)
    }
    return Comparison(new_row, old_row, p_values["BLEU"], p_values["chrF"])

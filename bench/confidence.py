"""Evaluate confidence levels: `python -m bench.confidence [MODEL] --sets DIR [--lines N]`.

The weights in `MODEL/confidence.json` were fitted on the even lines of the sets
(`python -m training confidence`); this reports on the odd lines. A translation is poor if its sentence chrF
is in the lowest quarter of the fitted lines.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from sacrebleu.metrics.chrf import CHRF

from bench.quality import DEFAULT_SETS, EvaluationSet, by_language, find_sets, half
from passerelle.cli.run import run
from passerelle.console import terminal
from passerelle.modelstore import registry
from passerelle.modelstore.loading import Model, load_folder
from passerelle.spans import Span
from translate import confidence, repair, work
from translate.confidence import Calibration
from translate.decoding import SentenceModel, Task
from translate.glossary import Glossary
from translate.plan import Piece

LINES = 600
BATCH = 64
POOR = 0.25
BINS = 10


@dataclass(frozen=True, slots=True)
class Sample:
    """A translated line.

    Attributes:
        signals: see `translate.confidence.signals`.
        doubtful: whether it has a finding or a repair.
        chrf: chrF of its English, 0 to 100.
    """

    signals: Mapping[str, float]
    doubtful: bool
    chrf: float


@dataclass(frozen=True, slots=True)
class LevelRow:
    """The results of one calibration; shares are 0 to 1.

    Attributes:
        lines: number of lines.
        worst, best: share of marked lines in the worst tenth and the best half by chrF.
        worst_all, best_all: the same, with findings and repairs counted as marks.
        check, unreliable: share of lines with these levels, including findings and repairs.
        poor: share of the unreliable lines that are poor.
        error: expected calibration error of the risk, in ten bins of equal width.
    """

    lines: int
    worst: float
    best: float
    worst_all: float
    best_all: float
    check: float
    unreliable: float
    poor: float
    error: float


def samples(model: Model, evaluation: EvaluationSet) -> Iterator[Sample]:
    """Translate a set as `Translator` does, each line as one sentence, skipping lines that are too long."""
    sentence_model = SentenceModel(model, evaluation.language)
    metric, no_terms = CHRF(), Glossary()
    pairs = [
        (" ".join(source.split()), reference)
        for source, reference in zip(evaluation.sources, evaluation.references, strict=True)
    ]
    pairs = [(source, reference) for source, reference in pairs if source and sentence_model.fits(source)]
    for at in range(0, len(pairs), BATCH):
        part = pairs[at : at + BATCH]
        tasks = [Task(source, (Piece(Span(0, len(source)), copied=False),)) for source, _ in part]
        results = repair.translate(tasks, sentence_model, evaluation.language, no_terms)
        for (source, reference), result in zip(part, results, strict=True):
            draft = result.draft
            findings = work.examine(
                source, draft.text, evaluation.language, no_terms, truncated=draft.truncated
            )
            doubtful = bool(findings or result.steps or draft.truncated)
            yield Sample(result.signals, doubtful, metric.sentence_score(draft.text, [reference]).score)


def measure_marks(calibration: Calibration, found: Sequence[Sample]) -> LevelRow:
    """Compare levels with sentence chrF.

    Args:
        calibration: the calibration that assigns the levels.
        found: samples of one language.
    """
    chrf = np.array([one.chrf for one in found])
    risk = np.array([calibration.risk(one.signals) for one in found])
    doubtful = np.array([one.doubtful for one in found])
    worst, best, poor = chrf <= np.quantile(chrf, 0.1), chrf >= np.median(chrf), chrf < calibration.poor_chrf
    marked, unreliable = risk >= calibration.check, risk >= calibration.unreliable
    every = marked | doubtful
    bins = np.minimum((risk * BINS).astype(int), BINS - 1)
    error = sum(
        abs(risk[bins == k].mean() - poor[bins == k].mean()) * (bins == k).mean() for k in set(bins.tolist())
    )
    return LevelRow(
        lines=len(found),
        worst=float(marked[worst].mean()),
        best=float(marked[best].mean()),
        worst_all=float(every[worst].mean()),
        best_all=float(every[best].mean()),
        check=float((every & ~unreliable).mean()),
        unreliable=float(unreliable.mean()),
        poor=float(poor[unreliable].mean()) if unreliable.any() else 0.0,
        error=float(error),
    )


def report(folder: Path | None, sets: Sequence[EvaluationSet], lines: int) -> None:
    """Print how well a model's levels work on the odd lines of evaluation sets.

    Args:
        folder: the model; None for the embedded one of each language.
        sets: the evaluation sets.
        lines: maximum number of lines of each set.
    """
    console = terminal()
    heading = "lines  worst tenth marked  best half marked  check  unreliable (poor)  calibration error"
    console.print(f"{'set':20} {heading}; in brackets with findings and repairs")
    for language, own in by_language(sets).items():
        used = folder or registry.embedded("translate", language)
        model, calibration = load_folder(used), confidence.load(used, language)
        together: list[Sample] = []
        for evaluation in own:
            found = list(samples(model, half(evaluation, 1, lines)))
            together += found
            console.print(_line(f"{evaluation.name} {language}", calibration, found))
        console.print(_line(f"all {language}", calibration, together))


def _line(name: str, calibration: Calibration, found: Sequence[Sample]) -> str:
    row = measure_marks(calibration, found)
    return (
        f"{name:20} {row.lines:5}  {row.worst:.2f} ({row.worst_all:.2f})  {row.best:.3f} ({row.best_all:.3f})"
        f"  {row.check:.3f}  {row.unreliable:.3f} ({row.poor:.2f})  {row.error:.3f}"
    )


def measure(
    folder: Annotated[
        Path | None, typer.Argument(metavar="MODEL", help="By default, the embedded models.")
    ] = None,
    sets: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the evaluation sets.")] = DEFAULT_SETS,
    lines: Annotated[int, typer.Option(metavar="N", min=10, help="Maximum number of lines per set.")] = LINES,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Use only sets in this language.")
    ] = None,
) -> None:
    """Measure how well the confidence levels separate poor from good English."""
    report(folder, find_sets(sets, language=language), lines)


if __name__ == "__main__":
    run(measure)

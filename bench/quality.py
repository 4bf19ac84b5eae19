"""Measure translation quality: `python -m bench.quality --sets DIR [--limit N]`.

It prints one table for all translation models of models.txt that are on this machine, on every
evaluation set that matches their language. Sets are pairs of line-aligned files as in OPUS-MT:
`NAME.fra-eng.src` and `NAME.fra-eng.ref`. The repository includes only those in bench/sets.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pycountry
import typer
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from passerelle.cli.run import run
from passerelle.console import terminal
from passerelle.errors import PasserelleError
from passerelle.modelstore import registry
from passerelle.modelstore.loading import Model, load_folder
from passerelle.seq2seq.options import DecodingOptions
from translate.decoding import SentenceModel

DEFAULT_SETS = Path(__file__).resolve().parent.parent.parent / "shared" / "eval"
MAX_TARGET_TOKENS = 256


class EvaluationError(PasserelleError):
    """Raised if evaluation sets are missing or malformed."""


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Sentences and their reference translations.

    Attributes:
        name: such as `newstest2013`.
        language: ISO 639-1 code of the sentences.
        sources, references: line by line.
    """

    name: str
    language: str
    sources: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        model: as models.txt names it.
        set: name and language, such as `newstest2013 fr-en`.
        lines: number of lines translated.
        bleu, chrf: with sacreBLEU's defaults, 0 to 100.
        speed: sentences per second.
    """

    model: str
    set: str
    lines: int
    bleu: float
    chrf: float
    speed: float


def find_sets(
    folder: Path, limit: int | None = None, language: str | None = None
) -> tuple[EvaluationSet, ...]:
    """Find the evaluation sets of a folder, in order of name.

    Args:
        folder: the folder with the `.src` and `.ref` files.
        limit: number of lines of each to use.
        language: ISO 639-1 code of the sets to return; None for all.

    Raises:
        EvaluationError: there are none, or a set is broken.
    """
    found = []
    for path in sorted(folder.glob("*.*-eng.src")):
        name, pair = path.stem.rsplit(".", 1)
        code = pycountry.languages.get(alpha_3=pair.partition("-")[0])
        try:
            sources, references = (
                file.read_text(encoding="utf-8").strip("\n").split("\n")[:limit]
                for file in (path, path.with_suffix(".ref"))
            )
        except (OSError, UnicodeDecodeError) as error:
            raise EvaluationError(
                f"The evaluation set {path.stem} cannot be read ({error}); check both files."
            ) from None
        if len(sources) != len(references):
            raise EvaluationError(
                f"The evaluation set {path.stem} has a different number of lines on each side; correct it."
            )
        if code is not None:
            short = str(getattr(code, "alpha_2", code.alpha_3))
            if language in (None, short):
                found.append(EvaluationSet(name, short, tuple(sources), tuple(references)))
    if not found:
        raise EvaluationError(
            f"There are no evaluation sets in {folder}; name a folder of files such as "
            "newstest2013.fra-eng.src and .ref with --sets. bench/sets has sets written for this project."
        )
    return tuple(found)


def half(evaluation: EvaluationSet, remainder: int, lines: int | None = None) -> EvaluationSet:
    """Return the even or odd lines, counted from 1; at most `lines` of them, evenly spread."""
    numbers = range(1 - remainder, len(evaluation.sources), 2)
    if lines is not None and lines < len(numbers):
        numbers_kept = [numbers[k * len(numbers) // lines] for k in range(lines)]
    else:
        numbers_kept = list(numbers)
    return EvaluationSet(
        evaluation.name,
        evaluation.language,
        tuple(evaluation.sources[i] for i in numbers_kept),
        tuple(evaluation.references[i] for i in numbers_kept),
    )


def by_language(sets: Iterable[EvaluationSet]) -> dict[str, list[EvaluationSet]]:
    """Group evaluation sets by language."""
    found: dict[str, list[EvaluationSet]] = {}
    for evaluation in sets:
        found.setdefault(evaluation.language, []).append(evaluation)
    return found


def translate(model: Model, sources: Sequence[str], language: str) -> list[str]:
    """Translate lines with the model's own decoding settings, and with hints if it was trained with them.

    The rest of Passerelle's own processing (splitting long sentences, checks, repairs) is left out, so that
    the figures are the model's.
    """
    encode = SentenceModel(model, language).encode
    options = DecodingOptions(
        max_source_tokens=model.positions,
        max_target_tokens=min(MAX_TARGET_TOKENS, model.positions - 1),
        beam_size=model.generation.beam_size,
        length_penalty=model.generation.length_penalty,
    )
    n_best = model.engine.run([encode(source) for source in sources], options)
    return [model.tokenizer.decode_target(hypotheses[0].tokens).strip() for hypotheses in n_best]


def evaluate(model: Model, evaluation: EvaluationSet) -> tuple[Row, list[str]]:
    """Translate a set and score it; return the row and the translations."""
    started = time.perf_counter()
    outputs = translate(model, evaluation.sources, evaluation.language)
    seconds = time.perf_counter() - started
    references = [list(evaluation.references)]
    row = Row(
        model=model.name,
        set=f"{evaluation.name} {evaluation.language}-en",
        lines=len(outputs),
        bleu=round(BLEU().corpus_score(outputs, references).score, 2),
        chrf=round(CHRF().corpus_score(outputs, references).score, 2),
        speed=round(len(outputs) / seconds, 1),
    )
    return row, outputs


def signatures() -> tuple[str, str]:
    """Return the sacreBLEU signatures of BLEU and chrF."""
    found = []
    for metric in (BLEU(), CHRF()):
        # A metric has a signature only once it has computed a score, since that includes the number of
        # references.
        score = metric.corpus_score(["a"], [["a"]])
        found.append(f"{score.name} {metric.get_signature()}")
    return found[0], found[1]


def measure(
    sets: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the evaluation sets.")] = DEFAULT_SETS,
    models: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A list of models; by default, Passerelle's models.txt."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Use only the first N lines of each set.")
    ] = None,
) -> None:
    """Measure BLEU, chrF and speed of every translation model that is present."""
    found = find_sets(sets, limit)
    console = terminal()
    rows: list[Row] = []
    for spec in registry.load(models):
        folder = registry.find(spec) if spec.role == "translate" else None
        matching = [evaluation for evaluation in found if evaluation.language in spec.languages]
        if folder is None or not matching:
            continue
        model = load_folder(folder, name=spec.label)
        if not rows:
            console.print(f"{'model':36} {'set':24} {'lines':>6} {'BLEU':>6} {'chrF':>6} {'sentences/s':>12}")
        for evaluation in matching:
            row, _ = evaluate(model, evaluation)
            rows.append(row)
            console.print(
                f"{row.model:36} {row.set:24} {row.lines:6} {row.bleu:6.2f} {row.chrf:6.2f} {row.speed:12.1f}"
            )
    if not rows:
        raise EvaluationError(
            f"No model on this machine translates the sets in {sets}; fetch one, or name others with --sets."
        )
    for signature in signatures():
        console.print(signature)


if __name__ == "__main__":
    run(measure, tracebacks=True)

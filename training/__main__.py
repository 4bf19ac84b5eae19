"""The command line: `python -m training run CORPORA --out FOLDER --minutes N`, or the single steps."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from passerelle.cli.run import run as run_program
from passerelle.modelstore.loading import Hints as HintKind
from passerelle.modelstore.registry import embedded
from training import (
    back_translation,
    cldr,
    confidence,
    coverage,
    expressions,
    forms,
    lexicon,
    refine,
    shortlist,
    verbs,
    words,
)
from training.corpora import Task as TaskName
from training.errors import TrainingError
from training.options import (
    Accumulate,
    CardTask,
    Corpora,
    DecayShare,
    Embeddings,
    Hints,
    Join,
    Language,
    Last,
    Listing,
    Minutes,
    Preset,
    Rate,
    RunFolder,
    Sample,
    SaveMinutes,
    Seed,
    Spm,
    Start,
    Task,
    Threads,
    Tokens,
)

if TYPE_CHECKING:
    from training.trainer import Settings

program = typer.Typer(
    name="training",
    help="Train a model from corpora.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


@program.command()
def prepare(
    corpora: Corpora,
    run: RunFolder,
    task: Task = "translate",
    spm: Spm = None,
    listing: Listing = None,
    join: Join = 0.0,
    sample: Sample = 0.0,
    hints: Hints = None,
    language: Language = None,
) -> None:
    """Unpack, normalize, tokenize and pack the corpora."""
    from training.corpora import LIST
    from training.prepare import Preparation
    from training.prepare import prepare as work

    work(corpora, run, Preparation(_task(task), spm, listing or LIST, join, sample, _hints(hints), language))


@program.command()
def train(
    run: RunFolder,
    preset: Preset = "small",
    tokens: Tokens = None,
    minutes: Minutes = None,
    decay: DecayShare = 0.2,
    rate: Rate = 1.0,
    accumulate: Accumulate = 1,
    start: Start = None,
    embeddings: Embeddings = True,
    seed: Seed = 1,
    save_minutes: SaveMinutes = 10.0,
    threads: Threads = 0,
) -> None:
    """Train, or resume where the same command was stopped.

    SIGTERM and Ctrl-C write a checkpoint first. Exit status 3: stopped before the end.
    """
    settings = _settings(
        preset=preset,
        tokens=tokens,
        minutes=minutes,
        decay=decay,
        rate=rate,
        accumulate=accumulate,
        start=start,
        seed=seed,
        save_minutes=save_minutes,
        threads=threads,
    )
    from training import build

    if not build.trained(run, settings, embeddings):
        raise typer.Exit(3)


@program.command()
def average(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="Runs, checkpoints, weights or model folders.")
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="A .safetensors file.")],
    last: Last = 4,
) -> None:
    """Average the weights of checkpoints, or of the last ones of a run."""
    from training import build, network

    found = [weights for path in paths for weights in build.checkpoints(path, last)]
    network.save_weights(network.average(found), out)
    print(f"{out}: the mean of {len(found)} files of weights")


@program.command()
def export(
    weights: Annotated[
        Path, typer.Argument(metavar="WEIGHTS", help="A .safetensors or .pt file, or a model folder.")
    ],
    spm: Annotated[Path, typer.Option(metavar="FILE", help="The SentencePiece model used in training.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="The model folder.")],
    run: Annotated[
        Path | None, typer.Option(metavar="RUN", help="The run that produced them, for the model card.")
    ] = None,
    seen: Annotated[
        int | None, typer.Option(metavar="N", help="Target tokens seen, if there is no RUN.")
    ] = None,
    hours: Annotated[
        float | None, typer.Option(metavar="N", help="Hours of training, if there is no RUN.")
    ] = None,
    language: Language = None,
) -> None:
    """Write a Hugging Face Marian folder with float16 weights."""
    from training import network
    from training.export import export as work
    from training.export import history_of

    known = {name: value for name, value in (("seen", seen), ("hours", hours)) if value is not None}
    history = history_of(run) if run else known
    source = language or str(history.get("language") or "fr")
    work(network.load_weights(weights), spm, out, source=source, history=history or None)
    print(f"{out}: {sum(path.stat().st_size for path in out.iterdir()) / 1e6:.1f} MB")


@program.command()
def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A translation model.")],
    sets: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the evaluation sets.")],
    against: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="The model to compare with; by default the embedded ones."),
    ] = None,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="Use only the first N lines.")] = None,
    language: Language = None,
) -> None:
    """Compare a model with the embedded one: BLEU, chrF, and significance of the difference.

    Exit status 1 if its BLEU is not significantly better on any set, or significantly worse on one.
    """
    from bench.quality import find_sets, signatures
    from training.evaluate import RESAMPLES, SIGNIFICANT, compare

    print(f"{'set':24} {'lines':>6} {'BLEU':>6} {'was':>6} {'p':>6} {'chrF':>6} {'was':>6} {'p':>6}")
    better = worse = 0
    for both in compare(folder, against, find_sets(sets, limit, language)):
        new, old = both.new, both.old
        print(
            f"{new.set:24} {new.lines:6} {new.bleu:6.2f} {old.bleu:6.2f} {both.bleu_p:6.3f}"
            f" {new.chrf:6.2f} {old.chrf:6.2f} {both.chrf_p:6.3f}",
            flush=True,
        )
        if both.bleu_p < SIGNIFICANT:
            better += new.bleu > old.bleu
            worse += new.bleu < old.bleu
    for signature in signatures():
        print(signature)
    print(f"p: paired bootstrap, {RESAMPLES} resamples; better on {better} sets, worse on {worse}")
    if worse or not better:
        raise typer.Exit(1)


@program.command()
def card(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The model's folder.")],
    sets: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the evaluation sets.")],
    task: CardTask = "translate",
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="Use only the first N lines.")] = None,
) -> None:
    """Measure a model and write its card, README.md, into its folder."""
    from training.card import write

    print(write(folder, "reverse" if task == "reverse" else _task(task), sets, limit))


program.command("back-translate")(back_translation.command)
program.command("cldr")(cldr.command)
program.command("words")(words.command)
program.command("forms")(forms.command)
program.command("refine")(refine.command)
program.command("shortlist")(shortlist.command)
program.command("confidence")(confidence.command)
program.command("lexicon")(lexicon.command)
program.command("expressions")(expressions.command)
program.command("coverage")(coverage.command)
program.command("verbs")(verbs.command)


@program.command("run")
def whole(
    context: typer.Context,
    corpora: Corpora,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="The model folder.")],
    work: Annotated[
        Path | None, typer.Option(metavar="RUN", help="The run's folder; FOLDER.run by default.")
    ] = None,
    task: Task = "translate",
    spm: Spm = None,
    listing: Listing = None,
    join: Join = 0.0,
    sample: Sample = 0.0,
    hints: Hints = None,
    language: Language = None,
    preset: Preset = "small",
    tokens: Tokens = None,
    minutes: Minutes = None,
    decay: DecayShare = 0.2,
    rate: Rate = 1.0,
    accumulate: Accumulate = 1,
    start: Start = None,
    embeddings: Embeddings = True,
    seed: Seed = 1,
    save_minutes: SaveMinutes = 10.0,
    threads: Threads = 0,
    last: Last = 4,
) -> None:
    """Build a model folder from corpora: prepare, train, average, export.

    Steps that a stopped run has completed are not repeated. The compressor starts from the embedded
    translation model unless `--start` is given.
    """
    from training import build
    from training.corpora import LIST
    from training.prepare import Preparation

    out = out.resolve()
    preparation = Preparation(_task(task), spm, listing or LIST, join, sample, _hints(hints), language)
    if start is None and task == "compress" and preset == "small":
        start = embedded("translate", "fr")
    settings = _settings(
        preset=preset,
        tokens=tokens,
        minutes=minutes,
        decay=decay,
        rate=rate,
        accumulate=accumulate,
        start=start,
        seed=seed,
        save_minutes=save_minutes,
        threads=threads,
    )
    plan = build.Plan(preparation, settings, embeddings, last, _command(context))
    if not build.run(corpora, work or out.with_name(out.name + ".run"), out, plan):
        raise typer.Exit(3)
    print(out)


def _settings(**chosen: Any) -> "Settings":
    """Return the training settings, checked before any long work begins.

    Raises:
        TrainingError: training with them is not possible.
    """
    from training.trainer import Settings, check

    settings = Settings(**chosen)
    check(settings)
    return settings


def _command(context: typer.Context) -> str:
    """Return the command as given, for the model card, with file paths left out."""
    words = ["python -m training run CORPORA --out FOLDER"]
    for parameter in context.command.params:
        name = parameter.name or ""
        source = context.get_parameter_source(name)
        if (
            source is None
            or source.name != "COMMANDLINE"
            or name in ("corpora", "out", "work", "threads", "save_minutes")
        ):
            continue
        value = context.params[name]
        if isinstance(value, bool):
            words.append(parameter.opts[0] if value else parameter.secondary_opts[0])
        elif isinstance(value, Path):
            words.append(f"{parameter.opts[0]} {parameter.metavar}")
        else:
            words.append(
                f"{parameter.opts[0]} {value:g}"
                if isinstance(value, float)
                else f"{parameter.opts[0]} {value}"
            )
    return " ".join(words)


def _hints(kind: str | None) -> HintKind | None:
    if kind not in (None, "terms", "all"):
        raise TrainingError(f"There is no kind of hint {kind!r}; choose terms or all.")
    return cast(HintKind | None, kind)


def _task(name: str) -> TaskName:
    if name not in ("translate", "compress"):
        raise TrainingError(f"There is no task {name!r}; choose translate or compress.")
    return cast(TaskName, name)


if __name__ == "__main__":
    run_program(program, tracebacks=True)

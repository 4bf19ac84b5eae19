"""The command line: `python -m training run CORPORA --out FOLDER --minutes N`, or the single steps."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from passerelle.cli.run import run as run_program
from training import cldr, confidence, coverage, forms, lexicon, verbs, words
from training.corpora import Task as TaskName
from training.errors import TrainingError

if TYPE_CHECKING:
    from training.trainer import Settings

ROOT = Path(__file__).resolve().parent.parent
# The compressor starts from this model.
COMPRESSOR_START = ROOT / "models" / "fr-en"
AVERAGED = "averaged.safetensors"

program = typer.Typer(
    name="training",
    help="Train a model from corpora.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)

RunFolder = Annotated[
    Path,
    typer.Argument(metavar="RUN", help="The folder of a run, outside of the project; created if necessary."),
]
Corpora = Annotated[
    Path, typer.Argument(metavar="CORPORA", help="Folder of the corpora, or of their archives.")
]
Task = Annotated[str, typer.Option(metavar="TASK", help="translate, or compress for the brief's compressor.")]
CardTask = Annotated[
    str, typer.Option(metavar="TASK", help="translate, compress, or reverse (from English).")
]
Spm = Annotated[
    Path | None, typer.Option(metavar="FILE", help="SentencePiece model; CORPORA/spm16k.model by default.")
]
Listing = Annotated[
    Path | None,
    typer.Option("--list", metavar="FILE", help="List of corpora; training/corpora.toml by default."),
]
Join = Annotated[
    float,
    typer.Option(
        metavar="SHARE", min=0, max=1, help="Share of pairs that are also joined with the next one."
    ),
]
Sample = Annotated[
    float,
    typer.Option(metavar="SHARE", min=0, max=1, help="Share of sources segmented by sampling (Kudo 2018)."),
]
Hints = Annotated[
    bool, typer.Option("--hints", help="Append English hints to rare source words, and required terms.")
]
Preset = Annotated[str, typer.Option(metavar="NAME", help="small (CPU), large (one GPU) or smoke (seconds).")]
Tokens = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Total number of target tokens to train on.")
]
Minutes = Annotated[
    float | None, typer.Option(metavar="N", min=0, help="Time to train for, instead of --tokens.")
]
DecayShare = Annotated[
    float,
    typer.Option(
        metavar="SHARE", min=0, max=1, help="Share of training over which the learning rate decays."
    ),
]
Rate = Annotated[float, typer.Option(metavar="FACTOR", min=0, help="Factor for the preset's learning rates.")]
Accumulate = Annotated[int, typer.Option(metavar="N", min=1, help="Batches per update.")]
Start = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="Model folder, weights, or another run's .pt file to start from."),
]
Embeddings = Annotated[
    bool, typer.Option("--embeddings/--no-embeddings", help="Learn initial embeddings first (takes minutes).")
]
Seed = Annotated[int, typer.Option(metavar="N", help="Seed of the weights and of the order of the pairs.")]
SaveMinutes = Annotated[float, typer.Option(metavar="N", min=0, help="Time between checkpoints.")]
Threads = Annotated[int, typer.Option(metavar="N", min=0, help="CPU threads; 0 for all.")]
Language = Annotated[
    str | None, typer.Option(metavar="CODE", help="Source language; corpora and sets in others are left out.")
]
Last = Annotated[int, typer.Option(metavar="N", min=1, help="Number of last checkpoints to average.")]


@program.command()
def prepare(
    corpora: Corpora,
    run: RunFolder,
    task: Task = "translate",
    spm: Spm = None,
    listing: Listing = None,
    join: Join = 0.0,
    sample: Sample = 0.0,
    hints: Hints = False,
    language: Language = None,
) -> None:
    """Unpack, normalize, tokenize and pack the corpora."""
    from training.corpora import LIST
    from training.prepare import prepare as work

    work(
        corpora,
        run,
        task=_task(task),
        spm=spm,
        listing=listing or LIST,
        join=join,
        sample=sample,
        hints=hints,
        language=language,
    )


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
    """Train, or continue where the same command was stopped.

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
    if not _train(run, settings, embeddings):
        raise typer.Exit(3)


@program.command()
def average(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="Runs, checkpoints, weights or model folders.")
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="A .safetensors file.")],
    last: Last = 4,
) -> None:
    """Average the weights of checkpoints; for a run, those of its last ones."""
    from training import network

    found = [weights for path in paths for weights in _checkpoints(path, last)]
    network.save_weights(network.average(found), out)
    print(f"{out}: the mean of {len(found)}")


@program.command()
def export(
    weights: Annotated[
        Path, typer.Argument(metavar="WEIGHTS", help="A .safetensors or .pt file, or a model folder.")
    ],
    spm: Annotated[Path, typer.Option(metavar="FILE", help="The SentencePiece model of the training.")],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="The model folder.")],
    run: Annotated[
        Path | None, typer.Option(metavar="RUN", help="The run that made them, for the model card.")
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

    Exit status 1 if it is not significantly better on any set, or significantly worse on one.
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


program.command("cldr")(cldr.command)
program.command("words")(words.command)
program.command("forms")(forms.command)
program.command("confidence")(confidence.command)
program.command("lexicon")(lexicon.command)
program.command("coverage")(coverage.command)
program.command("verbs")(verbs.command)


@program.command("run")
def whole(
    context: typer.Context,
    corpora: Corpora,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="The model folder.")],
    work: Annotated[
        Path | None, typer.Option(metavar="RUN", help="Folder of the run; FOLDER.run by default.")
    ] = None,
    task: Task = "translate",
    spm: Spm = None,
    listing: Listing = None,
    join: Join = 0.0,
    sample: Sample = 0.0,
    hints: Hints = False,
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
    from training import corpora as listed
    from training import export as exporting
    from training import network
    from training.prepare import check_prepared, default_spm, made_of
    from training.prepare import prepare as preparing
    from training.trainer import check_pieces, held_out_loss

    out, wanted = out.resolve(), _task(task)
    run = work or out.with_name(out.name + ".run")
    start = start or (COMPRESSOR_START if wanted == "compress" and preset == "small" else None)
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
    if settings.start and corpora.is_dir():
        check_pieces(settings.start, spm or default_spm(corpora))
    asked = made_of(wanted, spm, listing or listed.LIST, join, sample, hints, language)
    if (run / "prepared.json").exists():
        check_prepared(run, asked)
    else:
        preparing(
            corpora,
            run,
            task=wanted,
            spm=spm,
            listing=listing or listed.LIST,
            join=join,
            sample=sample,
            hints=hints,
            language=language,
        )
    if not _train(run, settings, embeddings):
        raise typer.Exit(3)
    found = _checkpoints(run, last)
    averaged, final = network.average(found), network.load_weights(found[-1])
    losses = [held_out_loss(run, weights) for weights in (averaged, final)]
    mean, last_one = (sum(loss.values()) for loss in losses)
    better = averaged if losses[0] and mean <= last_one else final
    if losses[0]:
        print(f"held-out loss of the mean of {len(found)}: {mean:.4f}, of the last: {last_one:.4f}")
    else:
        print("nothing is held out to compare with: the last weights it is")
    network.save_weights(better, run / AVERAGED)
    source = "en" if wanted == "compress" else language or "fr"
    history = exporting.history_of(run) | {"command": _command(context)}
    exporting.export(better, run / "spm.model", out, source=source, history=history)
    if wanted == "translate" and preset != "smoke":
        from bench.alignment import choose_head, read_gold

        choose_head(out, [g for g in read_gold() if language in (None, g.language)])
    print(out)


def _settings(**chosen: Any) -> "Settings":
    """Return the training settings, after checking them before any long work.

    Raises:
        TrainingError: training with them is not possible.
    """
    from training.trainer import Settings, check

    settings = Settings(**chosen)
    check(settings)
    return settings


def _train(run: Path, settings: "Settings", embeddings: bool) -> bool:
    """Train; return whether training finished."""
    from training import embeddings as start_embeddings
    from training.checkpoint import CHECKPOINT
    from training.network import PRESETS
    from training.prepare import load_pieces
    from training.trainer import train as work

    if embeddings and settings.start is None and not (run / CHECKPOINT).exists():
        vocabulary = load_pieces(run / "spm.model").get_piece_size() + 1
        table = start_embeddings.make(run, vocabulary, PRESETS[settings.preset].shape.d_model)
        settings = replace(settings, embeddings=table)
    return work(run, settings) is not None


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


def _checkpoints(path: Path, last: int) -> list[Path]:
    """Return the weights of a run's last checkpoints, else the path itself."""
    from training.checkpoint import WEIGHTS, kept_weights

    return kept_weights(path / WEIGHTS)[-last:] if (path / WEIGHTS).is_dir() else [path]


def _task(name: str) -> TaskName:
    if name not in ("translate", "compress"):
        raise TrainingError(f"There is no task {name!r}; choose translate or compress.")
    return cast(TaskName, name)


if __name__ == "__main__":
    run_program(program, tracebacks=True)

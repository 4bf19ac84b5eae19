"""Build a model folder from corpora: prepare, train, average, export."""

from dataclasses import dataclass, replace
from pathlib import Path

from torch import Tensor

from training import embeddings as start_embeddings
from training import export, network, shortlist
from training.checkpoint import CHECKPOINT, WEIGHTS, kept_weights
from training.prepare import Preparation, check_prepared, default_spm, load_pieces, prepare
from training.trainer import Settings, check_pieces, held_out_loss, train

AVERAGED = "averaged.safetensors"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a model folder is built.

    Attributes:
        preparation: how the corpora are prepared.
        settings: how the model is trained.
        embeddings: whether to learn initial embeddings first.
        last: number of last checkpoints to average.
        command: the command that builds it, for the model card.
    """

    preparation: Preparation
    settings: Settings
    embeddings: bool
    last: int
    command: str


def run(corpora: Path, folder: Path, out: Path, plan: Plan) -> bool:
    """Build a model folder; steps that a stopped run has completed are not repeated.

    Args:
        corpora: the corpora, or tar archives of them.
        folder: the run's folder; created if necessary.
        out: the model folder.
        plan: how to build it.

    Returns:
        Whether training finished; if not, no model folder is written.

    Raises:
        TrainingError: a file is missing or broken, or the run was started with other options.
    """
    preparation, settings = plan.preparation, plan.settings
    if settings.start and corpora.is_dir():
        check_pieces(settings.start, preparation.spm or default_spm(corpora))
    if (folder / "prepared.json").exists():
        check_prepared(folder, preparation.record())
    else:
        prepare(corpora, folder, preparation)
    if not trained(folder, settings, plan.embeddings):
        return False
    weights = _better(folder, plan.last)
    network.save_weights(weights, folder / AVERAGED)
    language = preparation.language
    export.export(
        weights,
        folder / "spm.model",
        out,
        source="en" if preparation.task == "compress" else language or "fr",
        history=export.history_of(folder) | {"command": plan.command},
    )
    if preparation.task == "compress":
        shortlist.command(out)
    if preparation.task == "translate" and settings.preset != "smoke":
        from bench.alignment import choose_head, read_gold

        choose_head(out, [gold for gold in read_gold() if language in (None, gold.language)])
    return True


def trained(folder: Path, settings: Settings, embeddings: bool) -> bool:
    """Train a prepared run; return whether training finished.

    Raises:
        TrainingError: the run has not been prepared, or was started with other settings.
    """
    if embeddings and settings.start is None and not (folder / CHECKPOINT).exists():
        vocabulary = load_pieces(folder / "spm.model").get_piece_size() + 1
        width = network.PRESETS[settings.preset].shape.d_model
        settings = replace(settings, embeddings=start_embeddings.make(folder, vocabulary, width))
    return train(folder, settings) is not None


def checkpoints(path: Path, last: int) -> list[Path]:
    """Return the weights of a run's last checkpoints; for any other path, the path itself."""
    return kept_weights(path / WEIGHTS)[-last:] if (path / WEIGHTS).is_dir() else [path]


def _better(folder: Path, last: int) -> dict[str, Tensor]:
    """Return the mean of a run's last weights, or the last ones if these predict held-out text better."""
    found = checkpoints(folder, last)
    averaged, final = network.average(found), network.load_weights(found[-1])
    losses = [held_out_loss(folder, weights) for weights in (averaged, final)]
    mean, last_one = (sum(loss.values()) for loss in losses)
    if losses[0]:
        print(f"held-out loss of the mean of {len(found)}: {mean:.4f}, of the last: {last_one:.4f}")
    else:
        print("no held-out text to compare with: the last weights are used")
    return averaged if losses[0] and mean <= last_one else final

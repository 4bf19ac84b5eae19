"""Checkpoints, from which a stopped run resumes.

They contain weights, optimizer state, position in the data, and random state.

`checkpoint.pt` is written every ten minutes (see `--save-minutes`), when training is stopped and at the end;
`stable.pt` is the last one before the learning rate began to decay; `weights/` contains the weights of the
last few, to be averaged.
"""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import torch

from training import network as net
from training.errors import TrainingError
from training.schedule import Decay

CHECKPOINT, STABLE, WEIGHTS = "checkpoint.pt", "stable.pt", "weights"
KEPT_WEIGHTS = 8


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a run.

    Attributes:
        step: updates so far.
        seen: target tokens so far.
        first: how many of these were seen by the run from whose checkpoint this one started.
        seconds: time spent on training.
        epoch: completed passes over the pairs.
        batch: completed batches of the current pass.
        decay: the decay, once it has begun.
    """

    step: int = 0
    seen: int = 0
    first: int = 0
    seconds: float = 0.0
    epoch: int = 0
    batch: int = 0
    decay: Decay | None = None


def save(path: Path, network: Any, optimizers: Sequence[torch.optim.Optimizer], progress: Progress) -> None:
    """Write a checkpoint atomically."""
    content = {
        "model": network.state_dict(),
        "opts": [optimizer.state_dict() for optimizer in optimizers],
        "step": progress.step,
        "seen": progress.seen,
        "progress": asdict(progress),
        "chance": torch.get_rng_state(),
        "cuda_chance": torch.cuda.get_rng_state_all() if torch.cuda.is_available() else [],
    }
    unfinished = path.with_name(f".{path.name}.part")
    with unfinished.open("wb") as file:
        torch.save(content, file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def restore(path: Path, network: Any, optimizers: Sequence[torch.optim.Optimizer], device: str) -> Progress:
    """Resume from a checkpoint.

    One without a position in the data (from an earlier training program) starts a new epoch.

    Raises:
        TrainingError: it cannot be read, or belongs to a network of another size.
    """
    try:
        content = torch.load(path, map_location=device, weights_only=True)
        net.put_weights(network, net.load_weights(path))
        for optimizer, state in zip(optimizers, content["opts"], strict=True):
            optimizer.load_state_dict(_of_learnt(state))
        progress = Progress(step=int(content["step"]), seen=int(content["seen"]), epoch=int(content["step"]))
        if "progress" in content:
            decay = content["progress"].pop("decay")
            progress = Progress(**content["progress"], decay=Decay(**decay) if decay else None)
        if "chance" in content:
            torch.set_rng_state(content["chance"].cpu())
        if torch.cuda.is_available() and content.get("cuda_chance"):
            torch.cuda.set_rng_state_all([state.cpu() for state in content["cuda_chance"]])
    except (OSError, RuntimeError, KeyError, TypeError, ValueError, UnpicklingError) as error:
        raise TrainingError(f"{path} cannot be resumed ({error}); use another folder.") from None
    return progress


def _of_learnt(state: dict[str, Any]) -> dict[str, Any]:
    """Return an optimizer's state without the parameters that never have a gradient.

    A network that Transformers loads from a folder has its fixed position embeddings as parameters; a newly
    created one does not.
    """
    (group,) = state["param_groups"]
    known = [i for i in group["params"] if i in state["state"]]
    if not known:
        return state
    return {
        "state": {new: state["state"][old] for new, old in enumerate(known)},
        "param_groups": [group | {"params": list(range(len(known)))}],
    }


def keep_weights(folder: Path, network: Any, progress: Progress) -> None:
    """Save the weights next to those of earlier checkpoints, and remove the oldest."""
    folder.mkdir(exist_ok=True)
    net.save_weights(net.weights(network), folder / f"{progress.seen:012d}.safetensors")
    for path in kept_weights(folder)[:-KEPT_WEIGHTS]:
        path.unlink()


def kept_weights(folder: Path) -> list[Path]:
    """Return the paths of the saved weights, oldest first."""
    return sorted(folder.glob("[0-9]*.safetensors"))


def begun(progress: Progress, decay: Decay) -> Progress:
    """Return the same progress, reset to the start of the decay and of its data."""
    return replace(progress, decay=decay, epoch=0, batch=0)

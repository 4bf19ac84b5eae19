"""Progress of work on the models, for a terminal or a page to show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Stage = Literal["looking", "downloading", "copying", "converting", "ready"]


@dataclass(frozen=True, slots=True)
class ModelProgress:
    """Progress of work on one model.

    Attributes:
        model: its name.
        stage: the current step; converting includes the test.
        done, total: bytes, while downloading or copying; else 0.
    """

    model: str
    stage: Stage
    done: int = 0
    total: int = 0


OnProgress = Callable[[ModelProgress], None]


def byte_counter(model: str, stage: Stage, total: int, report: OnProgress) -> Callable[[int], None]:
    """Return a function that adds the bytes it is given and reports the sum.

    Args:
        model: its name.
        stage: `downloading` or `copying`.
        total: bytes of all files; a sum above it is reported as the total.
        report: called with the progress.
    """
    done = 0

    def on_bytes(count: int) -> None:
        nonlocal done
        done += count
        report(ModelProgress(model, stage, min(done, total), total))

    return on_bytes

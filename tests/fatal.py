"""Work that kills its process: a module of its own, since each worker of a batch imports it."""

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from passerelle.batch.types import BatchSettings, Item, ItemResult
from passerelle.briefing import Briefer


def slow_or_fatal(briefer: Briefer, items: Sequence[Item], settings: BatchSettings) -> list[ItemResult]:
    """Kill this process at the article `fatal`, and at the first attempt of `once`."""
    for item in items:
        if item.id == "fatal" or (item.id == "once" and not Path(str(item.source)).exists()):
            if item.id == "once":
                Path(str(item.source)).touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return [ItemResult(item.id, words=int(os.environ["OMP_NUM_THREADS"])) for item in items]


class Unloadable:
    """Work that no worker can load, as if there were not enough memory for a library."""

    def __reduce__(self) -> tuple[object, ...]:
        return _starve, ()

    def __call__(self, *_: object) -> list[ItemResult]:
        raise NotImplementedError


def _starve() -> None:
    raise MemoryError

"""How long work still takes."""

import time
from dataclasses import dataclass, field

from passerelle.modelstore.progress import ModelProgress

# Before the pace of a download means anything.
_MIN_SECONDS = 2.0


@dataclass(slots=True)
class Pace:
    """The pace of a download, from its first report on."""

    _first: ModelProgress | None = None
    _begun: float = field(default_factory=time.monotonic)

    def left(self, progress: ModelProgress) -> float | None:
        """Return the seconds that a download still takes; None where that is unknown.

        Args:
            progress: how far it is; what was there before it began does not count.
        """
        if self._first is None or self._first.stage != progress.stage:
            self._first, self._begun = progress, time.monotonic()
        passed, gained = time.monotonic() - self._begun, progress.done - self._first.done
        if progress.stage != "downloading" or passed < _MIN_SECONDS or gained <= 0:
            return None
        return passed / gained * (progress.total - progress.done)


def time_left(seconds: float | None) -> str:
    """Return how long work still takes, in words; empty where that is unknown."""
    if seconds is None:
        return ""
    if seconds < 60:
        return "less than a minute left"
    minutes = round(seconds / 60)
    return f"about {minutes} minute{'' if minutes == 1 else 's'} left"

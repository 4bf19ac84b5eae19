"""Estimate the time left."""

import time
from dataclasses import dataclass, field

from passerelle.modelstore.progress import ModelProgress

# Minimum time, in seconds, before the pace of a download is meaningful.
_MIN_SECONDS = 2.0


@dataclass(slots=True)
class Pace:
    """The pace of a download, measured from its first report."""

    _first: ModelProgress | None = None
    _begun: float = field(default_factory=time.monotonic)

    def left(self, progress: ModelProgress) -> float | None:
        """Return the seconds left of a download; None if unknown.

        Args:
            progress: its progress; bytes from an earlier attempt do not count.
        """
        if self._first is None or self._first.stage != progress.stage:
            self._first, self._begun = progress, time.monotonic()
        passed, gained = time.monotonic() - self._begun, progress.done - self._first.done
        if progress.stage != "downloading" or passed < _MIN_SECONDS or gained <= 0:
            return None
        return passed / gained * (progress.total - progress.done)


def time_left(seconds: float | None) -> str:
    """Return the time left in words; empty if unknown."""
    if seconds is None:
        return ""
    if seconds < 60:
        return "less than a minute left"
    minutes = round(seconds / 60)
    return f"about {minutes} minute{'' if minutes == 1 else 's'} left"

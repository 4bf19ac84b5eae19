"""The learning-rate schedule: warm-up in target tokens, decay in target tokens or seconds."""

from dataclasses import dataclass

LEAST = 0.01


@dataclass(frozen=True, slots=True)
class Decay:
    """A linear decay to nearly zero at the end of the run.

    Attributes:
        start: when it begins, in target tokens seen or in seconds of training.
        length: its length, in the same unit.
    """

    start: float
    length: float

    @property
    def end(self) -> float:
        """When the run ends."""
        return self.start + self.length

    def left(self, now: float) -> float:
        """Return the remaining share of the decay, from 1 to 0."""
        return min(1.0, max(0.0, (self.end - now) / self.length)) if self.length else 0.0


def factor(seen: int, warmup: int, left: float = 1.0) -> float:
    """Return the learning rates' multiplier: warm-up, constant, linear decay.

    Args:
        seen: target tokens so far.
        warmup: target tokens over which the factor increases to 1.
        left: remaining share of the decay; 1 before it begins.
    """
    rising = min(1.0, (seen + 1) / warmup) if warmup else 1.0
    return max(LEAST, rising * left)

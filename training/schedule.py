"""The learning rate, by target tokens seen: what a run has learnt decides, not how fast the machine is."""

from dataclasses import dataclass

LEAST = 0.01


@dataclass(frozen=True, slots=True)
class Decay:
    """A linear decay to nearly nothing.

    Attributes:
        start: target tokens seen when it begins.
        tokens: target tokens over which it goes; the run ends with it.
    """

    start: int
    tokens: int

    @property
    def end(self) -> int:
        """Target tokens seen when the run ends."""
        return self.start + self.tokens


def factor(seen: int, warmup: int, decay: Decay | None) -> float:
    """What the learning rates are multiplied with: warm-up, constant, linear decay.

    Args:
        seen: target tokens so far.
        warmup: target tokens over which the factor grows to 1.
        decay: when and how fast it falls; None for not yet.
    """
    rising = min(1.0, (seen + 1) / warmup) if warmup else 1.0
    falling = 1.0 if decay is None else min(1.0, max(0.0, (decay.end - seen) / max(1, decay.tokens)))
    return max(LEAST, rising * falling)

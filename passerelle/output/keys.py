"""Keys of sentences: which version, and which sentence in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from passerelle.briefing.types import Side


@dataclass(frozen=True, slots=True)
class Key:
    """A sentence of one of the two versions.

    Attributes:
        side: `version`, or `original`.
        index: index of its segment, from 0.
    """

    side: Side
    index: int

    def __str__(self) -> str:
        """Return the key as used in HTML attributes, such as `original-3`."""
        return f"{self.side}-{self.index}"

    @property
    def number(self) -> int:
        """The number shown for the sentence, counted from 1."""
        return self.index + 1

    @property
    def name(self) -> str:
        """The number, with an `o` before it in the original, such as `o4`."""
        return f"o{self.number}" if self.side == "original" else f"{self.number}"


def keys(side: Side, indices: Iterable[int]) -> tuple[Key, ...]:
    """Return the keys of some sentences of one version."""
    return tuple(Key(side, index) for index in indices)

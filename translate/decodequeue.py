"""Decide which groups of sentences are decoded now, among all texts that are being translated.

The engine decodes batches in the order in which it gets them. If it got every group at once, the first
sentence of a new text would wait for all that other texts have asked for, so only a few groups are given to
it at a time, and none while the first sentence of another text is being translated.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from passerelle.turns import Turns

# At least two, so that no worker of the engine waits for the last batch of a group; it has at most four.
_AT_ONCE = max(2, min(4, os.cpu_count() or 1))


class DecodeQueue:
    """The groups of sentences that wait for the engine.

    Args:
        at_once: number of groups, other than first ones, that are decoded at the same time.
    """

    def __init__(self, at_once: int = _AT_ONCE) -> None:
        self._turns = Turns(at_once)
        self._first: list[object] = []
        self._changed = threading.Condition()

    @contextmanager
    def first(self, text: object) -> Iterator[None]:
        """Translate the first group of a text at once; meanwhile, no group of another text is started."""
        with self._changed:
            self._first.append(text)
        try:
            yield
        finally:
            with self._changed:
                self._first.remove(text)
                self._changed.notify_all()

    @contextmanager
    def later(self, text: object) -> Iterator[None]:
        """Wait until another group of a text may be decoded, in the order of these calls."""
        with self._turns.turn():
            with self._changed:
                self._changed.wait_for(lambda: all(other is text for other in self._first))
            yield

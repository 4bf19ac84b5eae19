"""Decide which groups of sentences are decoded now, among all texts that are being translated.

The engine works in the order in which it gets its batches, and a sentence needs it several times: to be
decoded, looked up, scored and aligned. If the engine were given all groups at once, the first sentence of a
new text would wait each time for everything requested before it. So it gets only a few groups at a time, and
none while a first sentence is being translated.
"""

import os
from contextlib import AbstractContextManager

from passerelle.turns import Priority, Turns

# At least two, so that no worker of the engine is idle during the last batch of a group; the engine has at
# most four workers.
_AT_ONCE = max(2, min(4, os.cpu_count() or 1))

# Gives precedence to first sentences that somebody is waiting for, even while their texts are being read.
first_sentences = Priority()


class DecodeQueue:
    """The groups of sentences that wait for the engine.

    Args:
        at_once: number of groups, other than first ones, that are decoded at the same time.
    """

    def __init__(self, at_once: int = _AT_ONCE) -> None:
        self._turns = Turns(at_once)

    def first(self) -> AbstractContextManager[None]:
        """Translate a first group at once; meanwhile, no other group is started."""
        return first_sentences.first()

    def later(self) -> AbstractContextManager[None]:
        """Wait until another group may be decoded, in the order of these calls."""
        return first_sentences.later(self._turns)

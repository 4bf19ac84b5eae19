"""Fair scheduling: visitors' articles take turns, a group of sentences at a time."""

from collections.abc import Iterator
from contextlib import nullcontext
from typing import TypeVar

from passerelle.briefing import ArticleFetching
from passerelle.turns import Turns

_Step = TypeVar("_Step")


class Fairness:
    """Turns for all articles of a page; an article's first sentence only waits for other first sentences.

    A later group may have 64 sentences, and another visitor's first sentence should not wait for it.

    Args:
        count: number of articles worked on at the same time, for each kind of group.
    """

    # Reading an article, and its first sentence.
    FIRST_EVENTS = 2

    def __init__(self, count: int) -> None:
        self._first, self._later = Turns(count), Turns(count)

    def share(self, events: Iterator[_Step]) -> Iterator[_Step]:
        """Yield the events of an article, each produced in a turn; no turn is held while waiting for a site.

        Args:
            events: the events of a briefing, or the steps of other work.
        """
        made = 0
        fetching = False
        while True:
            turns = self._first if made < self.FIRST_EVENTS else self._later
            with nullcontext() if fetching else turns.turn():
                try:
                    event = next(events)
                except StopIteration:
                    return
            fetching = isinstance(event, ArticleFetching)
            made += not fetching
            yield event

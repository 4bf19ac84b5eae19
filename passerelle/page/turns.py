"""Fair scheduling: visitors' articles take turns, a group of sentences at a time."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TypeVar

from passerelle.briefing import ArticleFetching

_Step = TypeVar("_Step")


class Turns:
    """A fixed number of turns, granted in the order in which they were requested.

    A semaphore of the standard library may grant a turn to the thread that has just had one.

    Args:
        count: number of simultaneous turns.
    """

    def __init__(self, count: int) -> None:
        self._free = count
        self._waiting: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and hold it."""
        gate = None
        with self._lock:
            if self._free and not self._waiting:
                self._free -= 1
            else:
                gate = threading.Event()
                self._waiting.append(gate)
        if gate:
            gate.wait()
        try:
            yield
        finally:
            with self._lock:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._free += 1


class Fairness:
    """Turns for all articles of a page; an article's first groups only wait for other first groups.

    A later group may have 64 sentences, and another visitor's first sentence should not wait for it.

    Args:
        count: number of articles worked on at the same time, for each kind of group.
    """

    # Reading an article, and the two smallest groups of sentences.
    FIRST_EVENTS = 3

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

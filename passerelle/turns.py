"""Turns for threads, granted in order, and precedence for urgent work."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

# Maximum time for which urgent work holds up other work.
MAX_HELD_SECONDS = 10.0


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
        self._take()
        before: Turns | None = getattr(_held, "turns", None)
        _held.turns = self
        try:
            yield
        finally:
            _held.turns = before
            self._give()

    def _take(self) -> None:
        gate = None
        with self._lock:
            if self._free and not self._waiting:
                self._free -= 1
            else:
                gate = threading.Event()
                self._waiting.append(gate)
        if gate:
            gate.wait()

    def _give(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


# For each thread, the `Turns` of which it holds a turn.
_held = threading.local()


@contextmanager
def given_up() -> Iterator[None]:
    """Give this thread's turn, if it holds one, to others while it waits for another process."""
    turns: Turns | None = getattr(_held, "turns", None)
    if turns is None:
        yield
        return
    turns._give()
    _held.turns = None
    try:
        yield
    finally:
        turns._take()
        _held.turns = turns


class Priority:
    """Lets urgent work go first: other work is not interrupted, but no more is started meanwhile.

    Args:
        seconds: how long work counts as urgent, and how long other work waits at most: urgent work may never
            finish, or more may always be waiting.
    """

    def __init__(self, seconds: float = MAX_HELD_SECONDS) -> None:
        self._seconds = seconds
        self._ends: dict[object, float] = {}
        self._changed = threading.Condition()

    @contextmanager
    def first(self) -> Iterator[None]:
        """Mark work as urgent, from waiting for its turn to its end."""
        work = object()
        with self._changed:
            self._ends[work] = time.monotonic() + self._seconds
        try:
            yield
        finally:
            with self._changed:
                del self._ends[work]
                self._changed.notify_all()

    @contextmanager
    def later(self, turns: Turns) -> Iterator[None]:
        """Hold one of some turns for other work, once there is no urgent work."""
        with turns.turn():
            self.give_way()
            yield

    def give_way(self) -> None:
        """Wait until there is no urgent work."""
        limit = time.monotonic() + self._seconds
        with self._changed:
            while (left := min(limit, max(self._ends.values(), default=0.0)) - time.monotonic()) > 0:
                self._changed.wait(left)

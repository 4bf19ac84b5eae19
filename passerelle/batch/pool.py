"""Worker processes for a batch: each loads the models once, on its share of the cores."""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import Final

from passerelle.batch.types import BatchSettings, Item, ItemResult
from passerelle.batch.work import failure, work
from passerelle.briefing.pipeline import Briefer
from passerelle.seq2seq.ct2 import available_cores

Work = Callable[[Briefer, Sequence[Item], BatchSettings], list[ItemResult]]

# Spawned, since threads of the models and locks of the parent do not survive a fork.
_CONTEXT: Final = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class _Group:
    """Items to work on together; how many workers have ended at it."""

    items: tuple[Item, ...]
    attempts: int = 0


def run(
    groups: Iterator[Sequence[Item]],
    briefer: Briefer,
    settings: BatchSettings,
    workers: int,
    do: Work = work,
) -> Iterator[list[ItemResult]]:
    """Work on groups in several processes.

    At most one group a worker waits beside those in work, so that an endless input takes no memory.
    A group whose worker was killed is done again; at the second time its items are done alone, and one that
    ends its worker alone is a failure.

    Args:
        groups: of items.
        briefer: its settings are sent to the workers.
        settings: what to make.
        workers: how many processes, at least one; each has its share of the cores.
        do: what a worker does with a group; for tests.

    Yields:
        The results of a group, in the order in which they are done; of one that ended its workers
        in several parts.
    """
    threads = max(1, available_cores() // workers)
    start = (briefer, settings, threads, do)
    busy: dict[Connection, tuple[_Worker, _Group]] = {}
    idle = [_Worker(*start) for _ in range(workers)]
    again: deque[_Group] = deque()
    left = True
    try:
        while left or again or busy:
            while idle and (left or again):
                group = again.popleft() if again else _next(groups)
                if group is None:
                    left = False
                    break
                worker = idle.pop()
                worker.send(group.items)
                busy[worker.connection] = worker, group
            for connection in wait(list(busy)) if busy else ():
                assert isinstance(connection, Connection)
                worker, group = busy.pop(connection)
                try:
                    yield connection.recv()
                except (EOFError, OSError):
                    yield from _lost(group, worker, again, settings)
                    idle.append(_Worker(*start))
                else:
                    idle.append(worker)
    finally:
        for worker in (*idle, *(worker for worker, _ in busy.values())):
            worker.end()


def _next(groups: Iterator[Sequence[Item]]) -> _Group | None:
    items = next(groups, None)
    return None if items is None else _Group(tuple(items))


def _lost(
    group: _Group, worker: "_Worker", again: deque[_Group], settings: BatchSettings
) -> Iterator[list[ItemResult]]:
    """Put a group whose worker has ended back into the queue, or give its only item up."""
    code = worker.end()
    if group.attempts == 0:
        again.append(replace(group, attempts=1))
    elif len(group.items) > 1:
        again.extend(_Group((item,), 1) for item in group.items)
    else:
        how = f"signal {-code}" if code and code < 0 else f"exit status {code}"
        reason = (
            f"The process that was reading it ended ({how}), perhaps because memory ran out; check the "
            "article."
        )
        yield [failure(group.items[0], reason, settings)]


class _Worker:
    """A process and the pipe to it, whose end tells either side that the other is gone."""

    def __init__(self, briefer: Briefer, settings: BatchSettings, threads: int, do: Work) -> None:
        self.connection, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(
            target=_serve, args=(theirs, briefer, settings, threads, do), daemon=True
        )
        self._process.start()
        theirs.close()

    def send(self, items: Sequence[Item]) -> None:
        """Send a group; of a process that has ended, `recv` tells."""
        try:
            self.connection.send(items)
        except OSError:
            return

    def end(self) -> int | None:
        """End the process; return its exit status."""
        self.connection.close()
        self._process.join(0.2)
        self._process.kill()
        self._process.join()
        return self._process.exitcode


def _serve(connection: Connection, briefer: Briefer, settings: BatchSettings, threads: int, do: Work) -> None:
    # Ctrl-C goes to all processes of a terminal; the parent decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["OMP_NUM_THREADS"] = str(threads)
    while True:
        try:
            items = connection.recv()
        except (EOFError, OSError):
            return
        results = do(briefer, items, settings)
        try:
            connection.send(results)
        except OSError:
            return

"""Worker processes for a batch: each loads the models once and uses its share of the cores."""

import multiprocessing
import pickle
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Final

from passerelle.batch.types import BatchSettings, Item, ItemResult
from passerelle.batch.work import Work, failure, work
from passerelle.batch.worker import serve
from passerelle.briefing.pipeline import Briefer
from passerelle.errors import BatchError
from passerelle.seq2seq.ct2 import available_cores

# Spawned, since the models' threads and the parent's locks do not survive a fork.
_CONTEXT: Final = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class _ItemGroup:
    """Items to process together, and how many workers have died on them."""

    items: tuple[Item, ...]
    attempts: int = 0


def run(
    groups: Iterator[Sequence[Item]],
    briefer: Briefer,
    settings: BatchSettings,
    workers: int,
    do: Work = work,
) -> Iterator[list[ItemResult]]:
    """Process groups in several processes.

    At most one group per worker is waiting, so that an endless input does not fill memory. A group whose
    worker was killed is retried; the second time, its items are retried one by one, and one that kills its
    worker again is a failure.

    Args:
        groups: groups of items.
        briefer: its settings are sent to the workers.
        settings: the output to produce.
        workers: number of processes, at least one; each gets its share of the cores.
        do: the function that a worker runs on a group; replaced in tests.

    Yields:
        The results of each group as it is finished; a group that killed its workers comes in several parts.

    Raises:
        BatchError: a worker cannot be started.
    """
    threads = max(1, available_cores() // workers)
    start = (pickle.dumps((do, briefer, settings)), threads)
    busy: dict[Connection, tuple[_Worker, _ItemGroup]] = {}
    idle: list[_Worker] = []
    again: deque[_ItemGroup] = deque()
    left = True
    try:
        while left or again or busy:
            with _interrupts_held():
                while len(idle) + len(busy) < workers:
                    idle.append(_Worker(*start))
            while idle and (left or again):
                group = again.popleft() if again else _next(groups)
                if group is None:
                    left = False
                    break
                worker = idle.pop()
                busy[worker.connection] = worker, group
                worker.send(group.items)
            for connection in wait(list(busy)) if busy else ():
                assert isinstance(connection, Connection)
                worker, group = busy.pop(connection)
                try:
                    yield connection.recv()
                except (EOFError, OSError):
                    yield from _lost(group, worker, again, settings)
                else:
                    idle.append(worker)
    finally:
        for worker in (*idle, *(worker for worker, _ in busy.values())):
            worker.end()


def _next(groups: Iterator[Sequence[Item]]) -> _ItemGroup | None:
    items = next(groups, None)
    return None if items is None else _ItemGroup(tuple(items))


def _lost(
    group: _ItemGroup, worker: "_Worker", again: deque[_ItemGroup], settings: BatchSettings
) -> Iterator[list[ItemResult]]:
    """Put a group whose worker has died back into the queue, or give up on its only item."""
    code = worker.end()
    if group.attempts == 0:
        again.append(replace(group, attempts=1))
    elif len(group.items) > 1:
        again.extend(_ItemGroup((item,), 1) for item in group.items)
    else:
        how = f"signal {-code}" if code and code < 0 else f"exit status {code}"
        reason = (
            f"The process that was reading it ended ({how}), perhaps because memory ran out; check the "
            "article."
        )
        yield [failure(group.items[0], reason, settings)]


def _unstartable(reason: str) -> BatchError:
    return BatchError(
        f"A worker process cannot be started ({reason}); use fewer --workers, or close other programs."
    )


class _Worker:
    """A process and the pipe to it, which closes when either side is gone."""

    def __init__(self, pickled: bytes, threads: int) -> None:
        self._started = False
        try:
            self.connection, theirs = _CONTEXT.Pipe()
            self._process = _CONTEXT.Process(target=serve, args=(theirs, pickled, threads), daemon=True)
            self._process.start()
        except OSError as error:
            raise _unstartable(error.strerror or str(error)) from None
        theirs.close()

    def send(self, items: Sequence[Item]) -> None:
        """Send a group; if the process has ended since it started, `recv` reports it.

        Raises:
            BatchError: the process could not start.
        """
        if not self._started:
            self._wait_until_started()
        try:
            self.connection.send(items)
        except OSError:
            return

    def _wait_until_started(self) -> None:
        try:
            problem: str | None = self.connection.recv()
        except (EOFError, OSError):
            problem = f"exit status {self.end()}"
        if problem is not None:
            raise _unstartable(problem)
        self._started = True

    def end(self) -> int | None:
        """End the process; return its exit status."""
        self.connection.close()
        self._process.join(0.2)
        self._process.kill()
        self._process.join()
        return self._process.exitcode


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold back Ctrl-C while workers start, and raise it afterwards.

    A worker inherits the mask until it can ignore the signal. The mask of this thread is not enough: the
    threads of a library get the signal in its place, and the interrupted start leaves a worker that finds
    nothing in its pipe and prints a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    held: list[int] = []
    handler = None
    if threading.current_thread() is threading.main_thread():  # only the main thread may set a handler
        handler = signal.signal(signal.SIGINT, lambda number, frame: held.append(number))
    try:
        resource_tracker.ensure_running()  # start it first, since it unblocks the signal when it starts
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
    finally:
        if handler is not None:
            signal.signal(signal.SIGINT, handler)
        if held:
            signal.raise_signal(signal.SIGINT)

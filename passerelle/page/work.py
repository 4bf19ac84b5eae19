"""Work for programs, in threads of its own: a bounded number at a time, and a bounded number that waits."""

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from passerelle.errors import PasserelleError

_Result = TypeVar("_Result")
# Jobs at the same time, and jobs that wait.
MAX_JOBS, MAX_WAITING_JOBS = 4, 32


class BusyError(PasserelleError):
    """More work is asked for than is taken."""


class Workers:
    """Threads for the requests of programs; the page's own handlers have others."""

    def __init__(self) -> None:
        self._limiter: anyio.CapacityLimiter | None = None
        self._taken = 0

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """Do work in a thread, when its turn has come.

        Raises:
            BusyError: too much other work waits already.
            Exception: any that the work raises.
        """
        if self._limiter is None:  # it belongs to the event loop that runs now
            self._limiter = anyio.CapacityLimiter(MAX_JOBS)
        if self._taken >= MAX_JOBS + MAX_WAITING_JOBS:
            raise BusyError("Too many requests are waiting for their turn; try again in a minute.")
        self._taken += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._taken -= 1

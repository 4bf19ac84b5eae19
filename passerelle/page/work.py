"""Run work for programs in separate threads, with limits on the number running and waiting."""

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread

from passerelle.errors import PasserelleError

_Result = TypeVar("_Result")
# Maximum number of jobs running, and waiting.
MAX_JOBS, MAX_WAITING_JOBS = 4, 32


class BusyError(PasserelleError):
    """Too much work is waiting already."""


class Workers:
    """Threads for the requests of programs; the page's own handlers have their own."""

    def __init__(self) -> None:
        self._limiter: anyio.CapacityLimiter | None = None
        self._taken = 0

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """Run work in a thread when its turn comes.

        Raises:
            BusyError: too much other work is already waiting.
            Exception: any that the work raises.
        """
        if self._limiter is None:  # created here because it belongs to the running event loop
            self._limiter = anyio.CapacityLimiter(MAX_JOBS)
        if self._taken >= MAX_JOBS + MAX_WAITING_JOBS:
            raise BusyError("Too many requests are waiting for their turn; try again in a minute.")
        self._taken += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._limiter)
        finally:
            self._taken -= 1

"""Run work in the background."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


def start(work: Callable[[], object], name: str) -> None:
    """Run work in a thread, which the interpreter waits for when it exits.

    A `threading.Thread` started while the interpreter is exiting would not be waited for, and a model loading
    in it would abort the process.

    Args:
        work: what to run; its errors are dropped.
        name: beginning of the thread's name.

    Raises:
        RuntimeError: the interpreter is exiting.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix=name)
    pool.submit(work)
    pool.shutdown(wait=False)

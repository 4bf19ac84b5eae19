"""A worker process of a batch; it imports the rest of Passerelle only once it can report an error."""

import logging
import os
import pickle
import signal
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from passerelle.errors import shortage
from passerelle.subprocesses import end_with

if TYPE_CHECKING:
    from passerelle.batch.types import BatchSettings, Item, ItemResult
    from passerelle.batch.work import Work
    from passerelle.briefing.pipeline import Briefer

_log = logging.getLogger("passerelle")


def serve(connection: Connection, pickled: bytes, threads: int) -> None:
    """Process groups until the parent closes the connection or ends.

    It first sends None, or a message that says why it cannot work; then, for each group, a list of results.

    Args:
        connection: the pipe to the parent, which sends tuples of items.
        pickled: the function to run on a group, the briefer and the settings.
        threads: number of threads for the models.
    """
    # Ctrl-C reaches all processes of a terminal; the parent handles it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent := parent_process():
        end_with(parent.pid or 0)
    os.environ["OMP_NUM_THREADS"] = str(threads)
    try:
        try:
            do, briefer, settings = pickle.loads(pickled)
        except Exception as error:  # such as a library for which there is not enough memory
            _log.debug("the start of a worker", exc_info=True)
            connection.send(shortage(error) or f"{type(error).__name__}: {error}")
            return
        connection.send(None)
        while True:
            items = connection.recv()
            connection.send(_done(do, briefer, items, settings))
    except (EOFError, OSError):
        return


def _done(
    do: "Work", briefer: "Briefer", items: "Sequence[Item]", settings: "BatchSettings"
) -> "list[ItemResult]":
    """Return the results of a group; for an error that concerns all of it, one result per item reports it."""
    from passerelle.batch.work import failure

    try:
        return do(briefer, items, settings)
    except Exception as error:
        _log.debug("a group of articles", exc_info=True)
        scarce = shortage(error)
        reason = scarce or f"The article cannot be briefed ({type(error).__name__}: {error}); report it."
        return [replace(failure(item, reason, settings), transient=bool(scarce)) for item in items]

"""Work on the models of models.txt as a page shows it: how far it is, then a sentence on what came of it.

One piece of work at a time, in a thread of its own: it goes on when nobody looks, and stops when asked to.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from passerelle.errors import ModelError, PasserelleError
from passerelle.modelstore import fetching, registry, store, verifying
from passerelle.modelstore.conversion import megabytes
from passerelle.modelstore.progress import ModelProgress, OnProgress
from passerelle.modelstore.store import ModelState

# Seconds between two reports on one stage.
_REFRESH = 0.2
# A line of models.txt is shorter.
_LONGEST_LINE = 1000
_log = logging.getLogger("passerelle")
_at_work = threading.Lock()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a piece of work.

    Attributes:
        message: for a person.
        trouble: whether it says what went wrong.
    """

    message: str
    trouble: bool = False


# Whether the work is to stop.
Stopped = Callable[[], bool]
# Given a model as `choices` has it and a models.txt: how far the work on it is, again and again, then its
# outcome.
Work = Callable[[str, Stopped, Path | None], Iterator[ModelProgress | Outcome]]


class _Halt(Exception):
    """The work was asked to stop."""


def states(models_file: Path | None = None) -> tuple[ModelState, ...]:
    """Every model of a models.txt and how it stands; see `passerelle.modelstore.store.states`.

    Raises:
        ModelError: models.txt cannot be read.
    """
    return store.states(models_file)


def choices(states: Sequence[ModelState]) -> list[tuple[str, str]]:
    """What a person can choose of the models: a label for each id or folder, and its id or folder.

    The lines of one id are alternatives, of which one is fetched.
    """
    labels: dict[str, str] = {}
    for state in states:
        spec = state.spec
        size = f", {megabytes(state.size)}" if state.size and not state.folder else ""
        labels.setdefault(spec.location if spec.folder is None else str(spec.folder), f"{spec.name}{size}")
    return [(label, wanted) for wanted, label in labels.items()]


def fetch(
    wanted: str, stopped: Stopped, models_file: Path | None = None
) -> Iterator[ModelProgress | Outcome]:
    """Fetch a model, convert it and test it; see `passerelle.modelstore.fetching.fetch`."""

    def work(report: OnProgress) -> Iterator[Outcome]:
        for fetched in fetching.fetch(wanted, models_file, on_progress=report):
            if fetched.state == "failed":
                yield Outcome(fetched.reason, trouble=True)
                continue
            used = any(state.used_for for state in store.states(models_file) if state.spec == fetched.spec)
            what = (
                "is ready" if fetched.state == "ready" else "is on this machine already, and passes its test"
            )
            use = "it is used from the next article on" if used else "models.txt prefers another one to it"
            note = f" ({fetched.note})" if fetched.note else ""
            yield Outcome(f"{fetched.spec.label} {what}{note}; {use}.")

    return _reported(work, stopped, "What has come of it is kept, and Fetch goes on from there.")


def verify(
    wanted: str, stopped: Stopped, models_file: Path | None = None
) -> Iterator[ModelProgress | Outcome]:
    """Test a model that is here; see `passerelle.modelstore.verifying.verify`."""

    def work(report: OnProgress) -> Iterator[Outcome]:
        for verified in verifying.verify(wanted, models_file, on_progress=report):
            label = verified.spec.label
            if verified.problems:
                yield Outcome(f"{label}: {'; '.join(verified.problems)}.", trouble=True)
            else:
                compared = f"{verified.compared} of {verified.files} files compared with known hashes"
                yield Outcome(f"{label} is in order: its test is passed, {compared}.")

    return _reported(work, stopped, "The model was not tested.")


def remove(
    wanted: str, stopped: Stopped, models_file: Path | None = None
) -> Iterator[ModelProgress | Outcome]:
    """Remove a model from this machine; see `passerelle.modelstore.store.remove`."""

    def work(report: OnProgress) -> Iterator[Outcome]:
        yield Outcome(" ".join(store.remove(wanted, models_file)))

    return _reported(work, stopped, "Nothing was removed.")


def add(line: str, models_file: Path | None = None) -> tuple[str, Outcome]:
    """Put a line into the user's own models.txt; see `passerelle.modelstore.registry.add`.

    Returns:
        The model as `choices` has it, and what was done.

    Raises:
        ModelError: the line is malformed or stands there already, or the file cannot be written.
    """
    if len(line) > _LONGEST_LINE:
        raise ModelError(f"A model is one line of: {registry.COLUMNS}.")
    spec = registry.add(line.strip(), models_file)
    if registry.find(spec):
        then = "it is used from the next article on, if it passes its test"
    elif spec.folder is None:
        then = "fetch it now"
    else:
        then = f"but {spec.folder} is no model's folder or archive yet"
    wanted = spec.location if spec.folder is None else str(spec.folder)
    return wanted, Outcome(f"{spec.label} is in {spec.file}; {then}.")


def _reported(
    work: Callable[[OnProgress], Iterator[Outcome]], stopped: Stopped, if_stopped: str
) -> Iterator[ModelProgress | Outcome]:
    """Do some work in a thread; tell how far it is a few times a second, then all that came of it.

    What is asked to stop does so at its next report. What is ready is past stopping.
    """
    told: queue.SimpleQueue[ModelProgress | Outcome] = queue.SimpleQueue()
    stage, due = "", 0.0

    def report(progress: ModelProgress) -> None:
        nonlocal stage, due
        if stopped() and progress.stage != "ready":
            raise _Halt
        now = time.monotonic()
        if progress.stage != stage or now >= due:
            stage, due = progress.stage, now + _REFRESH
            told.put(progress)

    def run() -> None:
        try:
            # Other work may be under way, in a page that was closed meanwhile.
            while not _at_work.acquire(timeout=_REFRESH):
                if stopped():
                    raise _Halt
            try:
                if stopped():
                    raise _Halt
                outcomes = list(work(report))
            finally:
                _at_work.release()
            message = " ".join(outcome.message for outcome in outcomes)
            end = Outcome(message, any(outcome.trouble for outcome in outcomes))
        except _Halt:
            end = Outcome(f"Stopped. {if_stopped}")
        except PasserelleError as error:
            end = Outcome(str(error), trouble=True)
        except OSError as error:
            end = Outcome(f"It could not be done: {error.strerror or error}.", trouble=True)
        except Exception:
            _log.exception("The work on a model failed")
            end = Outcome("Something went wrong; try again.", trouble=True)
        told.put(end)

    threading.Thread(target=run, name="models", daemon=True).start()
    while True:
        event = told.get()
        yield event
        if isinstance(event, Outcome):
            return

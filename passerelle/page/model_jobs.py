"""Jobs on the models of models.txt: each yields its progress, then a sentence that says how it ended.

One job runs at a time, in its own thread: it continues when nobody is watching, and stops on request.
"""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from passerelle.console import log_fault
from passerelle.errors import ModelError, PasserelleError
from passerelle.modelstore import fetching, registry, store, verifying
from passerelle.modelstore.conversion import megabytes
from passerelle.modelstore.progress import ModelProgress, OnProgress
from passerelle.modelstore.published import PUBLISHED
from passerelle.modelstore.store import ModelState

# Interval between two reports on one stage.
REFRESH_SECONDS = 0.2
# Longer than any line of models.txt.
MAX_LINE_CHARS = 1000
_job_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class JobResult:
    """How a job ended.

    Attributes:
        message: for the user.
        trouble: whether something went wrong.
    """

    message: str
    trouble: bool = False


# Returns whether the job should stop.
Stopped = Callable[[], bool]
# Takes a model as returned by `choices`, and a models.txt; yields progress, then the result.
Job = Callable[[str, Stopped, Path | None], Iterator[ModelProgress | JobResult]]


class _Stopped(Exception):
    """The job was asked to stop."""


def states(models_file: Path | None = None) -> tuple[ModelState, ...]:
    """Return every model of a models.txt and its state; see `passerelle.modelstore.store.states`.

    Raises:
        ModelError: models.txt cannot be read.
    """
    return store.states(models_file)


def one_each(states: Sequence[ModelState]) -> list[ModelState]:
    """Return one state per model: lines with the same id are alternatives, of which one is fetched.

    If several revisions of a model are on this machine, each is returned, distinguished by its revision.
    """
    here = {_what(state) for state in states if state.folder}
    found: dict[object, ModelState] = {}
    for state in states:
        if state.folder or _what(state) not in here:
            found.setdefault((_what(state), state.folder), state)
    return list(found.values())


def _what(state: ModelState) -> tuple[object, ...]:
    return state.spec.role, state.spec.languages, state.spec.location


def better(states: Sequence[ModelState]) -> list[ModelState]:
    """Return the models to suggest for the languages that an embedded model translates."""
    plain = {
        code
        for state in states
        if state.embedded and state.spec.role == "translate"
        for code in state.used_for
    }
    return [
        state
        for state in one_each(states)
        if state.state == "absent"
        and plain & {*state.spec.languages}
        and (known := PUBLISHED.get(state.spec.location))
        and known.suggested
    ]


def choices(states: Sequence[ModelState]) -> list[tuple[str, str]]:
    """Return the models to choose from: labels with the id or folder of each.

    Lines with the same id are alternatives; only one of them is fetched.
    """
    labels: dict[str, str] = {}
    for state in states:
        spec = state.spec
        size = f", {megabytes(state.size)}" if state.size and not state.folder else ""
        labels.setdefault(spec.location if spec.folder is None else str(spec.folder), f"{spec.name}{size}")
    return [(label, wanted) for wanted, label in labels.items()]


def fetch(
    wanted: str, stopped: Stopped, models_file: Path | None = None
) -> Iterator[ModelProgress | JobResult]:
    """Fetch a model, convert it and test it; see `passerelle.modelstore.fetching.fetch`."""

    def work(report: OnProgress) -> Iterator[JobResult]:
        for fetched in fetching.fetch(wanted, models_file, on_progress=report):
            if fetched.state == "failed":
                yield JobResult(fetched.reason, trouble=True)
                continue
            used = any(state.used_for for state in store.states(models_file) if state.spec == fetched.spec)
            what = (
                "is ready" if fetched.state == "ready" else "is already on this machine and passes its test"
            )
            use = "the next article uses it" if used else "models.txt prefers another model"
            note = f" ({fetched.note})" if fetched.note else ""
            yield JobResult(f"{fetched.spec.label} {what}{note}; {use}.")

    return _reported(work, stopped, "What was downloaded is kept; press Fetch to resume.")


def verify(
    wanted: str, stopped: Stopped, models_file: Path | None = None
) -> Iterator[ModelProgress | JobResult]:
    """Test a model that is on this machine; see `passerelle.modelstore.verifying.verify`."""

    def work(report: OnProgress) -> Iterator[JobResult]:
        for verified in verifying.verify(wanted, models_file, on_progress=report):
            label = verified.spec.label
            if verified.problems:
                yield JobResult(f"{label}: {'; '.join(verified.problems)}.", trouble=True)
            else:
                matched = (
                    f"{verified.compared} of {verified.files} files match their known hashes"
                    if verified.compared
                    else "no hashes of its files are known to compare them with"
                )
                yield JobResult(f"{label} passes its test; {matched}.")

    return _reported(work, stopped, "The model was not tested.")


def remove(
    wanted: str, stopped: Stopped, models_file: Path | None = None
) -> Iterator[ModelProgress | JobResult]:
    """Remove a model from this machine, and its line from the user's own models.txt.

    See `passerelle.modelstore.store.remove` and `passerelle.modelstore.registry.remove`.
    """

    def work(report: OnProgress) -> Iterator[JobResult]:
        own = registry.own_lines(wanted, models_file)
        is_here = any(registry.find(spec) and not store.is_embedded(spec) for spec in own)
        if is_here or not own:
            yield JobResult(" ".join(store.remove(wanted, models_file)))
        for spec in registry.remove(wanted, models_file):
            yield JobResult(f"{spec.label} was removed from {spec.file}.")

    return _reported(work, stopped, "Nothing was removed.")


def removal_question(wanted: str, models_file: Path | None = None) -> str | None:
    """Return the question to ask before a model is removed; None if nothing would be lost."""
    try:
        found, own = states(models_file), registry.own_lines(wanted, models_file)
    except PasserelleError:
        return None  # the job itself reports it
    sizes = [
        state.size or 0
        for state in found
        if state.spec.location == wanted and state.spec.folder is None and state.folder and not state.embedded
    ]
    size = f" ({megabytes(sum(sizes))})" if sizes else ""
    if own:
        return f"Remove this model from {own[0].file}{f' and delete its files{size}' if sizes else ''}?"
    return f"Delete this model{size}?" if sizes else None


def names_folder(line: str) -> bool:
    """Return whether a line of models.txt names anything other than a hub model, such as a folder."""
    fields = line.split()
    return len(fields) > 2 and not registry.is_hub_id(fields[2])


def add(line: str, models_file: Path | None = None) -> tuple[str, JobResult]:
    """Add a line to the user's own models.txt; see `passerelle.modelstore.registry.add`.

    Returns:
        The model as returned by `choices`, and a message that confirms the change.

    Raises:
        ModelError: the line is malformed or already there, or the file cannot be written.
    """
    if len(line) > MAX_LINE_CHARS:
        raise ModelError(f"A model is one line of: {registry.COLUMNS}.")
    spec = registry.add(line.strip(), models_file)
    if registry.find(spec):
        then = "the next article uses it if it passes its test"
    elif spec.folder is None:
        then = "fetch it now"
    else:
        then = f"{spec.folder} does not contain a model yet"
    wanted = spec.location if spec.folder is None else str(spec.folder)
    return wanted, JobResult(f"{spec.label} was added to {spec.file}; {then}.")


def _reported(
    work: Callable[[OnProgress], Iterator[JobResult]], stopped: Stopped, if_stopped: str
) -> Iterator[ModelProgress | JobResult]:
    """Run a job in a thread; yield its progress a few times a second, then its result.

    A job asked to stop does so at its next report, unless the model is ready.
    """
    events: queue.SimpleQueue[ModelProgress | JobResult] = queue.SimpleQueue()
    stage, due = "", 0.0

    def report(progress: ModelProgress) -> None:
        nonlocal stage, due
        if stopped() and progress.stage != "ready":
            raise _Stopped
        now = time.monotonic()
        if progress.stage != stage or now >= due:
            stage, due = progress.stage, now + REFRESH_SECONDS
            events.put(progress)

    def run() -> None:
        try:
            # Another visitor's job may be running, or that of a page since closed.
            while not _job_lock.acquire(timeout=REFRESH_SECONDS):
                if stopped():
                    raise _Stopped
            try:
                if stopped():
                    raise _Stopped
                outcomes = list(work(report))
            finally:
                _job_lock.release()
            message = " ".join(outcome.message for outcome in outcomes)
            end = JobResult(message, any(outcome.trouble for outcome in outcomes))
        except _Stopped:
            end = JobResult(f"Stopped. {if_stopped}")
        except PasserelleError as error:
            end = JobResult(str(error), trouble=True)
        except OSError as error:
            end = JobResult(
                f"The job failed: {error.strerror or error}; correct this and try again.", trouble=True
            )
        except Exception:
            log_fault("a job on a model")
            end = JobResult("Something went wrong. Try again.", trouble=True)
        events.put(end)

    threading.Thread(target=run, name="models", daemon=True).start()
    while True:
        event = events.get()
        yield event
        if isinstance(event, JobResult):
            return

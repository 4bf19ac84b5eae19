"""What a batch shows: progress, failures, the table at the end, the log."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from passerelle.console import printable, terminal
from passerelle.errors import BatchError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from passerelle.batch.types import BatchOutcome, BatchSettings, Item
    from passerelle.briefing.events import Event
    from passerelle.briefing.pipeline import Briefer

# Names in the line that says which files are ignored.
_MAX_IGNORED_NAMES = 5
# Articles in the table at the end; of more only those that failed.
_MAX_ROWS = 200


class Report:
    """What is shown of one batch.

    Args:
        out: the output folder, as it was given.
        quiet: whether to show errors alone.
        verbose: whether the log is shown in place of progress.

    Attributes:
        interrupted: whether the batch was.
    """

    def __init__(self, out: str, *, quiet: bool, verbose: bool) -> None:
        self.interrupted = False
        self._out, self._quiet = out, quiet
        self._bar_wanted = not (quiet or verbose)
        self._console = terminal(stderr=True)
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._total: int | None = None
        self._outcomes: list[BatchOutcome] = []
        self._skipped = self._words = 0
        self._clock: float | None = None

    def ignored(self, paths: Sequence[Path]) -> None:
        """Name the files that are not read, in one line."""
        if not paths or self._quiet:
            return
        names = ", ".join(printable(path.name) for path in paths[:_MAX_IGNORED_NAMES])
        more = f" and {len(paths) - _MAX_IGNORED_NAMES} more" if len(paths) > _MAX_IGNORED_NAMES else ""
        self._console.print(f"Ignored (hidden, temporary or of another type): {names}{more}.")

    @contextmanager
    def progress(self, total: int | None) -> Iterator[None]:
        """Show a bar on a terminal."""
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._total = total
        self._clock = time.perf_counter()
        self._bar = Progress(
            TextColumn("{task.fields[name]}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not (self._bar_wanted and self._console.is_terminal),
        )
        self._task = self._bar.add_task("", total=total, name="", rate="")
        with self._bar:
            yield

    def event(self, item: "Item", event: "Event") -> None:
        """Show the article in work."""
        from passerelle.briefing.events import ArticleRead

        if isinstance(event, ArticleRead) and event.side == "version":
            self._update(name=printable(item.label)[-40:])

    def add(self, outcome: "BatchOutcome") -> None:
        """Show an outcome: its failure or problem in a line, and the rate of all."""
        self._outcomes.append(outcome)
        if outcome.state == "skipped":  # took no time, so it must not count in the time left
            self._skipped += 1
        else:
            self._words += outcome.words
        seconds = time.perf_counter() - (self._clock or 0.0)
        made = len(self._outcomes) - self._skipped
        rate = f"{self._words / seconds:.0f} words/s, {60 * made / seconds:.0f} articles/min" if made else ""
        total = None if self._total is None else max(0, self._total - self._skipped)
        self._update(completed=made, total=total, rate=rate)
        if reason := outcome.reason or outcome.problem:
            self._console.print(f"{printable(outcome.label)}: {printable(reason)}")

    def _update(self, **fields: Any) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, **fields)

    def end(self) -> None:
        """Print the table, and end with the exit status that says how the batch went."""
        linked = sum(outcome.linked for outcome in self._outcomes)
        if linked and not self._quiet:
            articles = (
                "1 article links its original" if linked == 1 else f"{linked:,} articles link their originals"
            )
            self._console.print(f"{articles}; add --fetch to fetch and compare.")
        if self._outcomes and not self._quiet:
            _print_summary(self._outcomes, self._out)
        if self.interrupted:
            left = "" if self._total is None else f" with {self._total - len(self._outcomes)} to go"
            self._console.print(f"Interrupted{left}; the same command continues from here.")
            raise typer.Exit(130)
        raise typer.Exit(int(any(outcome.state == "failed" for outcome in self._outcomes)))


@contextmanager
def log_to(path: Path | None) -> "Iterator[Callable[[BatchOutcome], None]]":
    """Yield what to call with each outcome; it appends a line of JSON to the file, if there is one.

    Raises:
        BatchError: the file cannot be written.
    """
    if path is None:
        yield lambda _: None
        return
    try:
        file = path.open("a", encoding="utf-8", errors="backslashreplace")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path is not valid"
        raise BatchError(f"The log {path} cannot be written ({reason}); name another file.") from None

    def note(outcome: "BatchOutcome") -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        file.write(json.dumps({"time": now, **asdict(outcome)}, ensure_ascii=False) + "\n")
        file.flush()

    with file:
        yield note


def print_plan(
    items: "Iterable[Item]",
    out: Path,
    briefer: "Briefer",
    settings: "BatchSettings",
    formats: Sequence[str],
    *,
    force: bool,
    retry_failed: bool,
) -> None:
    """Print for each article what would be done with it; write nothing."""
    from passerelle.batch.run import plan

    console = terminal()
    counts: Counter[str] = Counter()
    words = {"make": "would be briefed", "skip": "done and unchanged", "failed": "failed before"}
    for item, decision in plan(
        items, out, briefer, settings, formats, force=force, retry_failed=retry_failed
    ):
        counts[decision] += 1
        console.print(f"{printable(item.label)}: {words.get(decision, printable(decision))}")
    totals = ", ".join(f"{counts.pop(key, 0)} {text}" for key, text in words.items())
    unreadable = sum(counts.values())
    console.print(f"{totals}{f', {unreadable} cannot be read' if unreadable else ''}; nothing was written.")


def _print_summary(outcomes: "Sequence[BatchOutcome]", out: str) -> None:
    from rich.table import Table
    from rich.text import Text

    count = Counter(outcome.state for outcome in outcomes)
    words = sum(outcome.words for outcome in outcomes)
    sentences = sum(outcome.sentences for outcome in outcomes)
    seconds = sum(outcome.seconds for outcome in outcomes)
    made = sum(outcome.words for outcome in outcomes if outcome.state == "done")
    differences = sum(outcome.differences or 0 for outcome in outcomes)
    compared = any(outcome.differences is not None or outcome.problem for outcome in outcomes)

    table = Table(box=None, pad_edge=False, show_footer=True)
    table.add_column("File", f"{len(outcomes)} file{'s' * (len(outcomes) != 1)}", overflow="fold")
    for name, total in (
        ("Words", f"{words:,}"),
        ("Sentences", f"{sentences:,}"),
        ("Seconds", f"{seconds:.1f}"),
        *([("Differences", f"{differences:,}")] if compared else []),
    ):
        table.add_column(name, total, justify="right", no_wrap=True)
    totals = ", ".join(f"{count[state]} {state}" for state in ("done", "skipped", "failed"))
    table.add_column("State", totals, overflow="fold")
    for outcome in outcomes:
        if len(outcomes) > _MAX_ROWS and outcome.state != "failed":
            continue
        state = {
            "done": "done",
            "skipped": "skipped, unchanged",
            "failed": f"failed: {printable(outcome.reason or '')}",
        }[outcome.state]
        table.add_row(
            Text(printable(outcome.label)),
            f"{outcome.words:,}",
            f"{outcome.sentences:,}",
            f"{outcome.seconds:.1f}",
            *([_compared(outcome)] if compared else []),
            Text(state, style="red" if outcome.state == "failed" else ""),
        )
    console = terminal()
    console.print(table)
    rate = f", made at {made / seconds:,.0f} words a second" if made and seconds else ""
    console.print(f"\nThe briefings are in {printable(out)}{rate}.")


def _compared(outcome: "BatchOutcome") -> str:
    """Return the number of differences from the original, or a dash if the two were not compared."""
    return "-" if outcome.differences is None else f"{outcome.differences:,}"

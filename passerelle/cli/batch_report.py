"""Show the progress of a batch, its failures, the final table and the log."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from passerelle.batch.index import index_path
from passerelle.console import printable, terminal
from passerelle.errors import BatchError, remedy

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from passerelle.batch.types import BatchOutcome, BatchSettings, Item
    from passerelle.briefing.events import Event
    from passerelle.briefing.pipeline import Briefer

# Maximum number of names in the line that says which files are ignored.
_MAX_IGNORED_NAMES = 5
# Maximum number of articles in the final table; failures are reported as they happen.
_MAX_ROWS = 200


@dataclass(slots=True)
class Totals:
    """Totals over all outcomes of a batch, and the outcomes that the table shows.

    Attributes:
        states: number of articles by final state.
        words: in all articles.
        made: words in the articles that were briefed in this run.
        sentences: in all articles.
        seconds: spent on all articles.
        differences: firm differences in all articles.
        compared: whether an article was to be compared with its original.
        linked: articles that link to an original that was not requested.
        rows: the first outcomes.
    """

    states: Counter[str] = field(default_factory=Counter)
    words: int = 0
    made: int = 0
    sentences: int = 0
    seconds: float = 0.0
    differences: int = 0
    compared: bool = False
    linked: int = 0
    rows: "list[BatchOutcome]" = field(default_factory=list)

    def add(self, outcome: "BatchOutcome") -> None:
        """Add an outcome."""
        self.states[outcome.state] += 1
        self.words += outcome.words
        self.made += outcome.words if outcome.state == "done" else 0
        self.sentences += outcome.sentences
        self.seconds += outcome.seconds
        self.differences += outcome.differences or 0
        self.compared = self.compared or outcome.differences is not None or bool(outcome.problem)
        self.linked += outcome.linked
        if len(self.rows) < _MAX_ROWS:
            self.rows.append(outcome)


class Report:
    """The terminal output of one batch.

    Args:
        out: the output folder, as given.
        quiet: whether to show only errors.
        verbose: whether the log is shown instead of progress.

    Attributes:
        interrupted: whether the batch was interrupted.
        problem: why the batch ended early, such as a full disk.
    """

    def __init__(self, out: str, *, quiet: bool, verbose: bool) -> None:
        self.interrupted = False
        self.problem: str | None = None
        self._out, self._quiet = out, quiet
        self._bar_wanted = not (quiet or verbose)
        self._console = terminal(stderr=True)
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._total: int | None = None
        self._totals = Totals()
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
        """Show the article being worked on."""
        from passerelle.briefing.events import ArticleRead

        if isinstance(event, ArticleRead) and event.side == "version":
            self._update(name=printable(item.label)[-40:])

    def add(self, outcome: "BatchOutcome") -> None:
        """Show an outcome: a line for a failure or problem, and the overall rate."""
        totals = self._totals
        totals.add(outcome)
        seconds = time.perf_counter() - (self._clock or 0.0)
        skipped = totals.states[
            "skipped"
        ]  # these took no time, so they are not in the estimate of the time left
        made = totals.states.total() - skipped
        rate = f"{totals.made / seconds:.0f} words/s, {60 * made / seconds:.0f} articles/min" if made else ""
        total = None if self._total is None else max(0, self._total - skipped)
        self._update(completed=made, total=total, rate=rate)
        if reason := outcome.reason or outcome.problem:
            self._console.print(f"{printable(outcome.label)}: {printable(reason)}")

    def _update(self, **fields: Any) -> None:
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, **fields)

    def end(self) -> None:
        """Print the table, and exit with the status that says how the batch went."""
        totals = self._totals
        count = totals.states.total()
        if totals.linked and not self._quiet:
            articles = "1 article links to its original; add --fetch to fetch it and compare the two."
            if totals.linked > 1:
                articles = f"{totals.linked:,} articles link to their originals; add --fetch to compare them."
            self._console.print(articles)
        if count and not self._quiet:
            _print_summary(totals, self._out)
        if self.interrupted:
            left = "" if self._total is None else f" with {self._total - count} to go"
            self._console.print(f"Interrupted{left}; run the same command again to continue.")
            raise typer.Exit(130)
        if self.problem:
            self._console.print(printable(self.problem))
            raise typer.Exit(2)
        raise typer.Exit(int(totals.states["failed"] > 0))


@contextmanager
def log_to(path: Path | None) -> "Iterator[Callable[[BatchOutcome], None]]":
    """Yield a function to call with each outcome, which appends a JSON line to the file, if there is one.

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
        raise BatchError(f"The log {path} cannot be written ({reason}); choose another file.") from None

    def note(outcome: "BatchOutcome") -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        try:
            file.write(json.dumps({"time": now, **asdict(outcome)}, ensure_ascii=False) + "\n")
            file.flush()
        except OSError as error:
            raise BatchError(
                f"The log {path} cannot be written ({error.strerror}); {remedy(error)}, or choose another "
                "file, and run the same command again to continue."
            ) from None

    try:
        yield note
    finally:
        with suppress(OSError):  # of the line that could not be written
            file.close()


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
    """Print what would be done with each article, without writing anything."""
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


def _print_summary(totals: Totals, out: str) -> None:
    from rich.table import Table
    from rich.text import Text

    count = totals.states.total()
    table = Table(box=None, pad_edge=False, show_footer=True)
    table.add_column("Article", f"{count} article{'s' * (count != 1)}", overflow="fold")
    for name, total in (
        ("Words", f"{totals.words:,}"),
        ("Sentences", f"{totals.sentences:,}"),
        ("Seconds", f"{totals.seconds:.1f}"),
        *([("Differences", f"{totals.differences:,}")] if totals.compared else []),
    ):
        table.add_column(name, total, justify="right", no_wrap=True)
    states = ", ".join(f"{totals.states[state]} {state}" for state in ("done", "skipped", "failed"))
    table.add_column("State", states, overflow="fold")
    for outcome in totals.rows:
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
            *([_compared(outcome)] if totals.compared else []),
            Text(state, style="red" if outcome.state == "failed" else ""),
        )
    console = terminal()
    console.print(table)
    if count > len(totals.rows):
        index = index_path(Path(out))
        rest = f"; {index.name} lists all of them" if index.exists() else ""
        console.print(f"The table shows {len(totals.rows)} of {count:,} articles{rest}.")
    rate = ""
    if totals.made and totals.seconds:
        rate = f" ({totals.made / totals.seconds:,.0f} words a second)"
    console.print(f"\nThe briefings are in {printable(out)}{rate}.")


def _compared(outcome: "BatchOutcome") -> str:
    """Return the number of differences from the original, or a dash if the two were not compared."""
    return "-" if outcome.differences is None else f"{outcome.differences:,}"

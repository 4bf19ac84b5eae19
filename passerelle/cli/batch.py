"""Many articles to a folder of briefings: `python batch.py PATH... --out DIR`."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passerelle.cli.options import (
    Device,
    GlossaryFile,
    Length,
    ModelsFile,
    UseMemory,
    check_device,
    check_language,
    read_length,
)
from passerelle.cli.run import run
from passerelle.console import printable, terminal

if TYPE_CHECKING:
    from passerelle.batch.folder import Outcome
    from passerelle.briefing.events import Event


def batch(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH", help="Files, folders or patterns such as 'news/**/*.txt'."),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder for the briefings; made if need be.")],
    language: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Language of all the articles, such as fr; identified by default."),
    ] = None,
    length: Length = "standard",
    models_file: ModelsFile = None,
    device: Device = "auto",
    glossary: GlossaryFile = None,
    memory: UseMemory = True,
    force: Annotated[bool, typer.Option("--force", help="Do again what is done and unchanged.")] = False,
    fetch: Annotated[
        bool,
        typer.Option(
            "--fetch/--no-fetch",
            help="Fetch the originals that the articles link, where robots.txt allows it, and compare. "
            "What did not come is tried again on the next run.",
        ),
    ] = False,
) -> None:
    """Make the briefing of many articles, one JSON and one HTML file each.

    A file that cannot be done is reported and the rest goes on. A second run skips what is done
    and unchanged. Exit status: 0 all done, 1 some failed, 2 nothing to do, 130 interrupted.
    """
    from passerelle.batch.folder import Outcome, find, process
    from passerelle.briefing.pipeline import Briefer
    from passerelle.errors import BatchError
    from translate import Glossary

    wanted = read_length(length)
    check_language(language, models_file)
    check_device(device)
    files: list[Path] = []
    outcomes: list[Outcome] = []
    interrupted = False
    terms = Glossary.read(glossary) if glossary else None
    try:
        files = find(paths, out)
        with _progress(len(files)) as (on_event, on_outcome):
            for outcome in process(
                files,
                out,
                Briefer(models_file, device=device, memory=memory),
                language=language,
                length=wanted,
                glossary=terms,
                force=force,
                fetch=fetch,
                on_event=on_event,
            ):
                outcomes.append(outcome)
                on_outcome(outcome)
    except BatchError as error:
        raise typer.BadParameter(printable(str(error))) from None
    except KeyboardInterrupt:
        interrupted = True
    if outcomes:
        _summary(outcomes, out)
    if interrupted:
        left = len(files) - len(outcomes)
        terminal(stderr=True).print(f"Interrupted with {left} to go; the same command goes on from here.")
        raise typer.Exit(130)
    raise typer.Exit(int(any(outcome.state == "failed" for outcome in outcomes)))


@contextmanager
def _progress(total: int) -> "Iterator[tuple[Callable[[Path, Event], None], Callable[[Outcome], None]]]":
    """A bar on a terminal, failures one by one anywhere."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from passerelle.briefing.events import ArticleRead, SegmentsTranslated

    console = terminal(stderr=True)
    bar = Progress(
        TextColumn("{task.fields[name]}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    task = bar.add_task("", total=total, name="", rate="")
    clock: float | None = None
    ended = words = 0

    def on_event(path: Path, event: "Event") -> None:
        nonlocal clock, words
        if isinstance(event, ArticleRead) and event.side == "version":
            clock = clock or time.perf_counter()  # models are loaded by now
            bar.update(task, name=printable(path.name)[:40])
        elif isinstance(event, SegmentsTranslated) and event.side == "version" and clock:
            words += sum(len(segment.source.split()) for segment in event.segments)
            rate = f"{words / (time.perf_counter() - clock):.0f} words/s"
            bar.update(task, completed=ended + event.done / event.total, rate=rate)

    def on_outcome(outcome: "Outcome") -> None:
        nonlocal ended, total
        if outcome.state == "skipped":  # took no time, so it must not count in the time left
            total -= 1
        else:
            ended += 1
        bar.update(task, completed=ended, total=total)
        if reason := outcome.reason or outcome.problem:
            console.print(f"{printable(str(outcome.path))}: {printable(reason)}")

    with bar:
        yield on_event, on_outcome


def _summary(outcomes: "Sequence[Outcome]", out: Path) -> None:
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
        state = {
            "done": "done",
            "skipped": "skipped, unchanged",
            "failed": f"failed: {printable(outcome.reason or '')}",
        }[outcome.state]
        table.add_row(
            Text(printable(str(outcome.path))),
            f"{outcome.words:,}",
            f"{outcome.sentences:,}",
            f"{outcome.seconds:.1f}",
            *([_compared(outcome)] if compared else []),
            Text(state, style="red" if outcome.state == "failed" else ""),
        )
    console = terminal()
    console.print(table)
    rate = f", made at {made / seconds:,.0f} words a second" if made else ""
    console.print(f"\nThe briefings are in {printable(str(out))}{rate}.")


def _compared(outcome: "Outcome") -> str:
    """How many differences from the original an article has, where it was compared."""
    return "-" if outcome.differences is None else f"{outcome.differences:,}"


def main() -> None:
    """The command line."""
    run(batch)


if __name__ == "__main__":
    main()

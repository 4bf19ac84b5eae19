"""Many articles to a folder of briefings: `python batch.py PATH... --out DIR`."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passerelle.cli.options import (
    Device,
    GlossaryFile,
    Language,
    Length,
    ModelsFile,
    Quiet,
    UseMemory,
    Verbose,
    check_device,
    check_language,
    check_quiet,
    complete_format,
    find_format,
    read_length,
)
from passerelle.cli.run import examples, run
from passerelle.console import printable, terminal
from passerelle.errors import BatchError

if TYPE_CHECKING:
    from passerelle.batch.folder import BatchOutcome
    from passerelle.briefing.events import Event

EXAMPLES = examples(
    "passerelle batch news/ --out briefings/",
    "passerelle batch 'news/**/*.txt' --out briefings/ --language fr --format json,md",
)

# Names in the line that says which files are ignored.
_MAX_IGNORED_NAMES = 5

Paths = Annotated[
    list[str], typer.Argument(metavar="PATH", help="Files, folders or patterns such as 'news/**/*.txt'.")
]
OutFolder = Annotated[
    Path,
    typer.Option("--out", "-o", metavar="DIR", help="Folder for the briefings; made if it does not exist."),
]
FetchPolitely = Annotated[
    bool,
    typer.Option(
        "--fetch/--no-fetch",
        help="Fetch the originals that the articles link, where robots.txt allows it, and compare. "
        "The next run tries again what could not be fetched.",
    ),
]
FormatNames = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help="txt, md, html or json; several times, or with commas between. JSON is always written: it "
        "tells the next run what is done.  [default: json,html]",
        autocompletion=complete_format,
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Do again what is done and unchanged.")]


def batch(
    paths: Paths,
    out: OutFolder,
    language: Language = None,
    length: Length = "standard",
    fetch: FetchPolitely = False,
    format_names: FormatNames = None,
    force: Force = False,
    glossary: GlossaryFile = None,
    memory: UseMemory = True,
    models_file: ModelsFile = None,
    device: Device = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Brief many articles into a folder.

    A file that fails is reported and the rest continues. A second run skips what is done and
    unchanged. Exit status: 0 all done, 1 some failed, 2 nothing to do, 130 interrupted.
    """
    from passerelle.batch.folder import DEFAULT_FORMATS, BatchOutcome, find, process
    from passerelle.briefing.pipeline import Briefer
    from translate import Glossary

    check_quiet(quiet, verbose)
    wanted = read_length(length)
    names = [name.strip() for given in format_names or DEFAULT_FORMATS for name in given.split(",")]
    formats = list(dict.fromkeys(find_format(name).name for name in names))
    check_language(language, models_file)
    check_device(device)
    terms = Glossary.read(glossary) if glossary else None
    briefer = Briefer(models_file, device=device, memory=memory)
    ask = partial(process, language=language, length=wanted, glossary=terms, fetch=fetch)
    files: list[Path] = []
    outcomes: list[BatchOutcome] = []
    interrupted = False
    try:
        ignored: list[Path] = []
        files = find(paths, out, ignored.append)
        if ignored and not quiet:
            _print_ignored(ignored)
        with _progress(len(files), show=not (quiet or verbose), fetch=fetch or quiet) as (
            on_event,
            on_outcome,
        ):
            for outcome in ask(files, out, briefer, formats=formats, force=force, on_event=on_event):
                outcomes.append(outcome)
                on_outcome(outcome)
    except BatchError as error:
        raise typer.BadParameter(printable(str(error))) from None
    except KeyboardInterrupt:
        interrupted = True
    if outcomes and not quiet:
        _print_summary(outcomes, out)
    _end(outcomes, len(files), interrupted=interrupted)


def _print_ignored(paths: "Sequence[Path]") -> None:
    """Name the hidden and lock files that are not read, in one line."""
    names = ", ".join(printable(path.name) for path in paths[:_MAX_IGNORED_NAMES])
    more = f" and {len(paths) - _MAX_IGNORED_NAMES} more" if len(paths) > _MAX_IGNORED_NAMES else ""
    terminal(stderr=True).print(f"Ignored, as hidden or temporary files: {names}{more}.")


def _end(outcomes: "Sequence[BatchOutcome]", total: int, *, interrupted: bool) -> None:
    """End with the exit status that says how the batch went."""
    if interrupted:
        left = total - len(outcomes)
        terminal(stderr=True).print(f"Interrupted with {left} to go; the same command continues from here.")
        raise typer.Exit(130)
    raise typer.Exit(int(any(outcome.state == "failed" for outcome in outcomes)))


@contextmanager
def _progress(
    total: int, *, show: bool, fetch: bool
) -> "Iterator[tuple[Callable[[Path, Event], None], Callable[[BatchOutcome], None]]]":
    """Show a bar on a terminal, and report each failure anywhere; say which originals were not fetched."""
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
        disable=not (show and console.is_terminal),
    )
    task = bar.add_task("", total=total, name="", rate="")
    clock: float | None = None
    ended = words = linked = 0

    def on_event(path: Path, event: "Event") -> None:
        nonlocal clock, words, linked
        if isinstance(event, ArticleRead) and event.side == "version":
            linked += event.article.source_url is not None
            clock = clock or time.perf_counter()  # models are loaded by now
            bar.update(task, name=printable(path.name)[:40])
        elif isinstance(event, SegmentsTranslated) and event.side == "version" and clock:
            words += sum(len(segment.source.split()) for segment in event.segments)
            rate = f"{words / (time.perf_counter() - clock):.0f} words/s"
            bar.update(task, completed=ended + event.done / event.total, rate=rate)

    def on_outcome(outcome: "BatchOutcome") -> None:
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
    if linked and not fetch:
        articles = (
            "1 article links its original" if linked == 1 else f"{linked:,} articles link their originals"
        )
        console.print(f"{articles}; add --fetch to fetch and compare.")


def _print_summary(outcomes: "Sequence[BatchOutcome]", out: Path) -> None:
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


def _compared(outcome: "BatchOutcome") -> str:
    """Return the number of differences from the original, or a dash if the two were not compared."""
    return "-" if outcome.differences is None else f"{outcome.differences:,}"


def main() -> None:
    """Run the command as a program of its own."""
    run(batch, epilog=EXAMPLES.replace("passerelle batch", "python batch.py"))


if __name__ == "__main__":
    main()

"""Many articles to a folder of briefings: `python batch.py PATH... --out DIR`."""

import io
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seq2seq.errors import PasserelleError

if TYPE_CHECKING:
    from rich.console import Console

    import summarize
    from briefing.events import Event
    from briefing.folder import Outcome

Length = Annotated[
    str, typer.Option(metavar="LENGTH", help="Of the brief: short, standard, long, or a word limit.")
]
Device = Annotated[
    str, typer.Option(metavar="DEVICE", help="cpu, cuda (NVIDIA), or auto: a GPU when there is one.")
]
Port = Annotated[int | None, typer.Option(metavar="PORT", min=1, max=65535, help="A free one by default.")]
OpenBrowser = Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in a browser.")]
GlossaryFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="CSV of your terms: source term, target term, language, note."),
]
ModelsFile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="A models.txt; by default your own one, then the one that came along."),
]
UseMemory = Annotated[
    bool, typer.Option("--memory/--no-memory", help="Use translations of earlier runs, and keep new ones.")
]


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
    models: ModelsFile = None,
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
    from briefing.folder import BatchError, Outcome, find, process
    from briefing.pipeline import Briefer
    from translate import Glossary

    wanted = read_length(length)
    check_language(language, models)
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
                Briefer(models, device=device, memory=memory),
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


def check_language(language: str | None, models: Path | None) -> None:
    """Refuse a language that no model of models.txt reads.

    Raises:
        typer.BadParameter: it is another one.
        ModelError: models.txt cannot be read.
    """
    from seq2seq import registry

    known = (*registry.source_languages(models), "en")
    if language is not None and language not in known:
        raise typer.BadParameter(
            f"{printable(language)!r} is none of {', '.join(known)}.", param_hint="--language"
        )


def check_device(device: str) -> None:
    """Refuse a device that is none, or that this machine has not.

    Raises:
        ModelError: see `seq2seq.device.choose`.
    """
    if device != "auto":  # which needs no look at the machine yet
        from seq2seq.device import resolve

        resolve(device)


def read_length(text: str) -> "summarize.Length":
    """The length of a brief as it was typed.

    Raises:
        typer.BadParameter: it is none.
    """
    from summarize.model import LengthError, parse_length

    try:
        return parse_length(text)
    except LengthError as error:
        raise typer.BadParameter(printable(str(error)), param_hint="--length") from None


def terminal(*, stderr: bool = False) -> "Console":
    """Where to print; lines that go to a file or a pipe are not wrapped."""
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    return (
        console
        if console.is_terminal
        else Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=10_000)
    )


def printable(text: str) -> str:
    """Text of unknown origin as one line that cannot steer the terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


@contextmanager
def _progress(total: int) -> "Iterator[tuple[Callable[[Path, Event], None], Callable[[Outcome], None]]]":
    """A bar on a terminal, failures one by one anywhere."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from briefing.events import ArticleRead, SegmentsTranslated

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
        if isinstance(event, ArticleRead):
            clock = clock or time.perf_counter()  # models are loaded by now
            bar.update(task, name=printable(path.name)[:40])
        elif isinstance(event, SegmentsTranslated) and clock:
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


def run(command: "Callable[..., None] | typer.Typer") -> None:
    """Run a command; an error that a person meets is one sentence on standard error, status 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a character that the terminal lacks must not end the work
            stream.reconfigure(errors="backslashreplace")
    if isinstance(command, typer.Typer):
        program = command
    else:
        program = typer.Typer(
            add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="markdown"
        )
        program.command()(command)
    try:
        try:
            program()
        finally:
            sys.stdout.flush()
    except PasserelleError as error:
        print(printable(str(error)), file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:  # `| head` has seen enough; the flush at exit must not fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


if __name__ == "__main__":
    main()

"""The command that briefs one article."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passerelle.cli.options import (
    ArticlePlace,
    Device,
    Fetch,
    GlossaryFile,
    Language,
    Length,
    ModelsFile,
    Out,
    Quiet,
    UseMemory,
    Verbose,
    check_device,
    check_language,
    check_quiet,
    choose_format,
    place,
    read_length,
)
from passerelle.cli.run import examples
from passerelle.cli.streams import check_out, read_input, write_output
from passerelle.console import printable, terminal
from passerelle.listing import listed
from passerelle.output import FORMATS

if TYPE_CHECKING:
    from passerelle.briefing.events import Event
    from passerelle.briefing.types import Briefing

_log = logging.getLogger("passerelle")

EXAMPLES = examples(
    "passerelle brief article.txt",
    "passerelle brief article.txt --fetch",
    "passerelle brief https://example.org/news/article.html --length short",
    "passerelle brief article.pdf --original page.html --out brief.html",
    "passerelle brief - --language fr --format json < article.txt",
)

OriginalPlace = Annotated[
    str | None, typer.Option(metavar="FILE|URL", help="The article's original, to compare the two.")
]
FormatName = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help=f"{listed(FORMATS, 'or')}; by default from the extension of --out, else txt.",
        autocompletion=lambda: list(FORMATS),
    ),
]


def brief(
    file: ArticlePlace,
    language: Language = None,
    length: Length = "standard",
    original: OriginalPlace = None,
    fetch: Fetch = None,
    format_name: FormatName = None,
    out: Out = None,
    glossary: GlossaryFile = None,
    memory: UseMemory = True,
    models_file: ModelsFile = None,
    device: Device = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Translate and summarize an article.

    With --original or --fetch, it is also compared with its original. No site is contacted except that of an
    address you give and, with --fetch, that of the original. The numbers in brackets refer to the English
    sentences that support a sentence of the brief; an o marks sentences of the original. Exit status: 0
    done, 1 not done, or not compared with the original given with --original.
    """
    check_quiet(quiet, verbose)
    wanted = read_length(length)
    chosen = choose_format(format_name, out)
    check_language(language, models_file)
    source: Path | str = file if file == "-" else place(file)
    other = place(original) if original else None
    if isinstance(other, str) and fetch is False:
        raise typer.BadParameter("give only one of --no-fetch and a web address for --original.")
    if out is not None:
        check_out(out, source, other)
    check_device(device)

    from passerelle.article.reader import MAX_FILE_BYTES
    from passerelle.briefing.pipeline import Briefer
    from translate import Glossary

    terms = Glossary.read(glossary) if glossary else None
    for_person = out is None and format_name is None
    with _progress(quiet=quiet, verbose=verbose, missing=not for_person) as on_event:
        briefing = Briefer(models_file, device=device, memory=memory).brief(
            read_input(MAX_FILE_BYTES + 1) if source == "-" else source,
            language=language,
            length=wanted,
            glossary=terms,
            original=other,
            fetch=bool(fetch),
            on_event=on_event,
        )
    if for_person and sys.stdout and sys.stdout.isatty():
        _show(briefing)
    else:
        write_output(chosen.write(briefing), out)
    if other is None and not fetch and not quiet and (host := _linked_host(briefing)):
        terminal(stderr=True).print(
            f"The article links to its original at {printable(host)}; add --fetch to fetch it and compare "
            "the two."
        )
    raise typer.Exit(int(other is not None and briefing.crosscheck is None))


def _linked_host(briefing: "Briefing") -> str | None:
    """Return the host of the original that an article links to; None if there is none that may be fetched."""
    from passerelle.article.address import parse
    from passerelle.errors import ArticleError

    try:
        return parse(briefing.article.source_url).host if briefing.article.source_url else None
    except ArticleError:
        return None


def _show(briefing: "Briefing") -> None:
    """Print a briefing to the terminal, its title in bold."""
    title, _, rest = briefing.to_text().partition("\n")
    console = terminal()
    console.print(title, style="bold")
    console.print(rest, end="")


@contextmanager
def _progress(*, quiet: bool, verbose: bool, missing: bool) -> "Iterator[Callable[[Event], None]]":
    """Show progress in one line on a terminal, or log it if verbose.

    Args:
        quiet: whether to hide progress.
        verbose: whether to log instead.
        missing: whether to print why there is no comparison; the plain-text format already says so.
    """
    from passerelle.briefing.events import OriginalMissing

    def on_event(event: "Event") -> None:
        if text := _step(event):
            _log.info(text)
            if status:
                status.update(text)
        elif isinstance(event, OriginalMissing) and missing:
            (status.console if status else terminal(stderr=True)).print(printable(event.reason))

    status = None if quiet or verbose else terminal(stderr=True).status("Reading …")
    with status or nullcontext():
        yield on_event


def _step(event: "Event") -> str:
    """Return the current step, if an event names it."""
    from passerelle.briefing.events import ArticleFetching, SegmentsTranslated

    if isinstance(event, SegmentsTranslated):
        where = " of the original" if event.side == "original" else ""
        return f"Translated {event.done} of {event.total} sentences{where} …"
    if isinstance(event, ArticleFetching):
        what = "original" if event.side == "original" else "article"
        return f"Fetching the {what} from {printable(event.host)} …"
    return ""

"""The command that briefs one article."""

import sys
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
from passerelle.console import printable, terminal
from passerelle.errors import PasserelleError

if TYPE_CHECKING:
    import summarize
    from passerelle.briefing.pipeline import Briefer
    from passerelle.briefing.types import Briefing
    from translate import Glossary


def brief(
    file: Annotated[
        str, typer.Argument(metavar="FILE|URL", help="An article, or its web address; - for standard input.")
    ],
    language: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Language of the article, such as fr; identified by default."),
    ] = None,
    length: Length = "standard",
    models_file: ModelsFile = None,
    device: Device = "auto",
    source: Annotated[
        str | None,
        typer.Option(metavar="FILE|URL", help="The original that the article translates, to compare with."),
    ] = None,
    fetch: Annotated[
        bool,
        typer.Option("--fetch/--no-fetch", help="Fetch the original that the article links, and compare."),
    ] = True,
    glossary: GlossaryFile = None,
    memory: UseMemory = True,
    json: Annotated[bool, typer.Option("--json", help="Everything, for programs.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Brief, English and original.")] = False,
    html: Annotated[bool, typer.Option("--html", help="A page that needs nothing else.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write there instead of to standard output.")
    ] = None,
) -> None:
    """Translate an article and sum it up; compare it with its original.

    The numbers in brackets behind the brief's sentences are those of the sentences of the English
    text that support them; an `o` marks sentences of the original. Exit status: 0 done, 1 not done,
    or not compared with the original that --source names.
    """
    if json + markdown + html > 1:
        raise typer.BadParameter("only one of --json, --markdown and --html can be had at a time.")
    from passerelle.briefing.pipeline import Briefer
    from passerelle.storage import write_atomically
    from translate import Glossary

    wanted = read_length(length)
    check_language(language, models_file)
    chosen = json or markdown or html
    original = _place(source) if source else None
    if isinstance(original, str) and not fetch:
        raise typer.BadParameter("--no-fetch leaves the address of --source alone; give one of the two.")
    article = "-" if file == "-" else _place(file)
    if isinstance(original, Path):
        _check_file(original)
    if isinstance(article, Path):
        _check_file(article)
    if out is not None:
        _check_out(out, chosen=chosen)
        if any(isinstance(given, Path) and _is_same(given, out) for given in (article, original)):
            raise PasserelleError(f"{out} is what is to be read; name another file for the briefing.")
    suffix = out.suffix.lower() if out and not chosen else ""
    check_device(device)
    terms = Glossary.read(glossary) if glossary else None
    briefer = Briefer(models_file, device=device, memory=memory)
    told = out is not None or chosen
    briefing = _brief(briefer, article, language, wanted, terms, original, fetch=fetch, told=told)
    if json or suffix == ".json":
        text = briefing.to_json()
    elif markdown or suffix in (".md", ".markdown"):
        text = briefing.to_markdown()
    elif html or suffix in (".html", ".htm"):
        text = briefing.to_html()
    else:
        text = briefing.to_text()
    if out is not None:
        try:
            write_atomically(out, text)
        except OSError as error:
            raise PasserelleError(f"{out} cannot be written: {error.strerror}.") from None
    elif told:
        sys.stdout.buffer.write(text.encode(errors="replace"))
    else:
        title, _, rest = text.partition("\n")
        console = terminal()
        console.print(title, style="bold")
        console.print(rest, end="")
    raise typer.Exit(int(original is not None and briefing.crosscheck is None))


def _brief(
    briefer: "Briefer",
    article: "Path | str",
    language: str | None,
    length: "summarize.Length",
    glossary: "Glossary | None",
    original: "Path | str | None",
    *,
    fetch: bool,
    told: bool,
) -> "Briefing":
    """The briefing of a file, a web page or standard input (`-`), with a line of progress on a terminal.

    Where `told`, what keeps the original away is said on standard error; the text for a terminal says it.
    """
    from passerelle.article.reader import MAX_FILE_BYTES
    from passerelle.briefing.events import (
        ArticleFetching,
        Event,
        OriginalMissing,
        SegmentsTranslated,
    )

    source = sys.stdin.buffer.read(MAX_FILE_BYTES + 1) if article == "-" else article
    console = terminal(stderr=True)
    with console.status("Reading …") as status:

        def on_event(event: Event) -> None:
            if isinstance(event, SegmentsTranslated):
                where = " of the original" if event.side == "original" else ""
                status.update(f"Translated {event.done} of {event.total} sentences{where} …")
            elif isinstance(event, ArticleFetching):
                what = "original" if event.side == "original" else "article"
                status.update(f"Fetching the {what} from {event.host} …")
            elif isinstance(event, OriginalMissing) and told:
                console.print(printable(event.reason))

        return briefer.brief(
            source,
            language=language,
            length=length,
            glossary=glossary,
            original=original,
            fetch=fetch,
            on_event=on_event,
        )


def _place(given: str) -> "Path | str":
    """A web address as text, which the briefer fetches; a file as a path."""
    from passerelle.urls import is_address

    return given if is_address(given) else Path(given)


def _check_file(path: Path) -> None:
    """Refuse a file that is not there before any work is done."""
    from passerelle.batch.folder import there

    if not there(path):
        raise PasserelleError(f"{path} does not exist; check its path. A web address begins with https://.")


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _check_out(out: Path, *, chosen: bool) -> None:
    """Refuse an output that cannot be written, or whose ending tells no format, before any work is done."""
    if out.is_dir() or not out.parent.is_dir():
        what = f"{out} is a folder" if out.is_dir() else f"There is no folder {out.parent}"
        raise PasserelleError(f"{what}; name a file in a folder that is there.")
    if not chosen and out.suffix.lower() not in _ENDINGS:
        raise PasserelleError(
            f"A briefing is not written as {out.suffix}; end the name in .txt, .md, .html or .json, or say "
            "--markdown, --html or --json."
        )


_ENDINGS = frozenset(("", ".txt", ".md", ".markdown", ".html", ".htm", ".json"))

"""The command `passerelle`: one article, many, the page, and the models."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passerelle.cli.batch import batch
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
from passerelle.cli.page import page
from passerelle.console import printable, run, terminal
from passerelle.errors import PasserelleError

if TYPE_CHECKING:
    import summarize
    from passerelle.briefing.pipeline import Briefer
    from passerelle.briefing.types import Briefing
    from passerelle.modelstore.store import ModelState, Progress
    from translate import Glossary

program = typer.Typer(
    name="passerelle",
    help="Foreign news in English beside its original, with a brief you can check, offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
models_program = typer.Typer(name="models", help="The models that do the work.", no_args_is_help=True)
program.add_typer(models_program)
memory_program = typer.Typer(
    name="memory", help="The translations that are kept on this machine.", no_args_is_help=True
)
program.add_typer(memory_program)
program.command()(batch)
program.command("app")(page)


def _version(wanted: bool) -> None:
    if wanted:
        from passerelle import __version__

        print(f"passerelle {__version__}")
        raise typer.Exit


@program.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


@program.command()
def brief(
    file: Annotated[
        str, typer.Argument(metavar="FILE|URL", help="An article, or its web address; - for standard input.")
    ],
    language: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Language of the article, such as fr; identified by default."),
    ] = None,
    length: Length = "standard",
    models: ModelsFile = None,
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
    from passerelle.output.export import to_text
    from passerelle.storage import write_atomically
    from translate import Glossary

    wanted = read_length(length)
    check_language(language, models)
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
    briefer = Briefer(models, device=device, memory=memory)
    told = out is not None or chosen
    briefing = _brief(briefer, article, language, wanted, terms, original, fetch=fetch, told=told)
    if json or suffix == ".json":
        text = briefing.to_json()
    elif markdown or suffix in (".md", ".markdown"):
        text = briefing.to_markdown()
    elif html or suffix in (".html", ".htm"):
        text = briefing.to_html()
    else:
        text = to_text(briefing)
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


What = Annotated[
    str, typer.Argument(metavar="WHAT", help="all, a role (translate, summarize) or a model's id.")
]


@models_program.command("list")
def list_models(models: ModelsFile = None) -> None:
    """List the models of models.txt, which are here, and which one does what."""
    from passerelle.modelstore import registry, store

    states = store.states(models)
    console = terminal()
    rows = [_cells(state) for state in states]
    if console.is_terminal and console.width < _LIST_WIDTH:
        for role, language, name, revision, *rest, used in rows:
            console.print(f"{role} {language}  {name}", style="" if used == "-" else "bold", overflow="fold")
            details = [f"used for {used}"] * (used != "-") + [
                part for part in (*rest, revision) if part != "-"
            ]
            console.print(f"    {' · '.join(details)}", overflow="fold")
    else:
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False)
        for heading in _HEADINGS:
            table.add_column(heading, overflow="fold")
        for row in rows:
            table.add_row(*map(Text, row))
        console.print(table)
    for state in states:
        if state.reason:
            console.print(f"\n{printable(state.spec.label)} is not used: {printable(state.reason)}.")
        elif state.pickle:
            console.print(
                f"\nThe weights of {printable(state.spec.label)} are a pickle; torch's restricted unpickler "
                "reads them, in a process of its own."
            )
    own = registry.user_models_file()
    if models is None and own.exists():
        console.print(f"\nYour own lines are in {printable(str(own))}.")
    here = {state.spec.location for state in states if state.folder}
    missing = next((s.spec for s in states if s.spec.folder is None and s.spec.location not in here), None)
    if missing:
        console.print(f"\nAn absent model is fetched by: passerelle models fetch {missing.location}")


_HEADINGS = ("Role", "Language", "Model", "Revision", "State", "Size", "Quality", "Licence", "Used for")
# Narrower terminals get two lines a model.
_LIST_WIDTH = 140


def _cells(state: "ModelState") -> tuple[str, ...]:
    from passerelle.modelstore.conversion import megabytes

    spec = state.spec
    cells = (
        spec.role,
        "+".join(spec.languages),
        spec.location,
        spec.short_revision,
        state.state,
        megabytes(state.size) if state.size is not None else "-",
        state.quality or "-",
        spec.licence,
        ", ".join(state.used_for) or "-",
    )
    return tuple(map(printable, cells))


@models_program.command("fetch")
def fetch_models(
    what: What = "all",
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="PLACE",
            help="A folder (a copy of a hub cache, or of models), or the address of a mirror of the hub.",
        ),
    ] = None,
    models: ModelsFile = None,
) -> None:
    """Download models, convert them, and test them; after that no network is needed.

    A download that was interrupted goes on where it stopped. What the Hugging Face hub's library
    reads from the environment counts: HF_HOME, HF_ENDPOINT, HF_TOKEN, HTTPS_PROXY.
    """
    from passerelle.modelstore import store

    failed = False
    with _model_progress() as on_progress:
        for fetched in store.fetch(what, models, source=source, on_progress=on_progress):
            failed |= fetched.state == "failed"
            text = {"ready": "ready", "here": "here already", "failed": fetched.reason}[fetched.state]
            note = f" ({fetched.note})" if fetched.note else ""
            print(printable(f"{fetched.spec.label}: {text}{note}"))
    raise typer.Exit(int(failed))


@models_program.command("verify")
def verify_models(what: What = "all", models: ModelsFile = None) -> None:
    """Hold the models that are here against their hashes, and test them again."""
    from passerelle.modelstore import store

    failed = False
    with _model_progress() as on_progress:
        for verified in store.verify(what, models, on_progress=on_progress):
            failed |= bool(verified.problems)
            compared = f"{verified.compared} of {verified.files} files compared with known hashes"
            text = "; ".join(verified.problems) or f"in order ({compared}; the test is passed)"
            print(printable(f"{verified.spec.label}: {text}"))
    raise typer.Exit(int(failed))


@models_program.command("remove")
def remove_models(what: What, models: ModelsFile = None) -> None:
    """Remove models from this machine; their lines in models.txt stay."""
    from passerelle.modelstore import store

    for line in store.remove(what, models):
        print(printable(line))


@models_program.command("add")
def add_model(
    line: Annotated[
        str,
        typer.Argument(
            metavar="LINE",
            help="Role, language, model, revision and licence, such as "
            "'translate de Helsinki-NLP/opus-mt-de-en main CC-BY-4.0'.",
        ),
    ],
    models: ModelsFile = None,
) -> None:
    """Add a model to your own models.txt, as the preferred one of its language."""
    from passerelle.modelstore import registry

    spec = registry.add(line, models)
    print(printable(f"{spec.label} is in {spec.file}."))
    if spec.folder is None and registry.find(spec) is None:
        print(printable(f"It is fetched by: passerelle models fetch {spec.location}"))


@contextmanager
def _model_progress() -> "Iterator[Callable[[Progress], None]]":
    """A bar on a terminal, nothing elsewhere."""
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = terminal(stderr=True)
    bar = Bar(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    task = bar.add_task("", total=None)

    def on_progress(progress: "Progress") -> None:
        bar.update(
            task,
            description=printable(f"{progress.model}: {progress.stage}"),
            completed=progress.done,
            total=progress.total or None,
        )

    with bar:
        yield on_progress


@memory_program.command("stats")
def memory_stats() -> None:
    """Say where the translation memory lies and how much it holds."""
    from translate.memory import Memory

    stats = Memory().stats()
    console = terminal()
    console.print(printable(str(stats.path)))
    languages = "".join(f", {count:,} of them from {printable(code)}" for code, count in stats.languages)
    console.print(f"{stats.entries:,} sentences{languages}; {stats.bytes / 1e6:.1f} MB")


@memory_program.command("clear")
def memory_clear(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Forget all translations that are kept."""
    from translate.memory import Memory

    if not yes and sys.stdin.isatty():
        typer.confirm(f"Forget the {Memory().stats().entries:,} sentences that are kept?", abort=True)
    terminal().print(f"{Memory().clear():,} sentences forgotten.")


@memory_program.command("export")
def memory_export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A .tmx file; - for standard output.")],
) -> None:
    """Write the translation memory as TMX 1.4, which translation programs read."""
    from passerelle import __version__
    from passerelle.storage import write_atomically
    from translate.memory import Memory

    text = "".join(Memory().tmx(__version__))
    if file == "-":
        sys.stdout.buffer.write(text.encode())
        return
    try:
        write_atomically(Path(file), text)
    except OSError as error:
        raise PasserelleError(f"{file} cannot be written: {error.strerror}.") from None


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
        SegmentsTranslated,
        SourceFetching,
        SourceMissing,
        SourceTranslated,
    )

    source = sys.stdin.buffer.read(MAX_FILE_BYTES + 1) if article == "-" else article
    console = terminal(stderr=True)
    with console.status("Reading …") as status:

        def on_event(event: Event) -> None:
            if isinstance(event, SegmentsTranslated):
                status.update(f"Translated {event.done} of {event.total} sentences …")
            elif isinstance(event, ArticleFetching | SourceFetching):
                what = "article" if isinstance(event, ArticleFetching) else "original"
                status.update(f"Fetching the {what} from {event.host} …")
                if event.new_host:
                    host = printable(event.host)
                    console.print(f"Fetching the {what} from {host}, for the first time.")
            elif isinstance(event, SourceTranslated):
                status.update(f"Translated {event.done} of {event.total} sentences of the original …")
            elif isinstance(event, SourceMissing) and told:
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
    from passerelle.briefing.original import is_address

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


def main() -> None:
    """The command line."""
    run(program)


if __name__ == "__main__":
    main()

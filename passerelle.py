"""The command `passerelle`: one article, many, the page, and the models."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from batch import GlossaryFile, UseMemory, batch, check_language, printable, run, terminal
from seq2seq.errors import PasserelleError

if TYPE_CHECKING:
    from briefing.model import Briefing

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

Models = Annotated[
    Path | None, typer.Option(metavar="FILE", help="A models.txt; the one that came along by default.")
]


def _version(wanted: bool) -> None:
    if wanted:
        from briefing.version import VERSION

        print(f"passerelle {VERSION}")
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
    file: Annotated[str, typer.Argument(metavar="FILE", help="An article; - for standard input.")],
    language: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="Language of the article, such as fr; identified by default."),
    ] = None,
    models: Models = None,
    glossary: GlossaryFile = None,
    memory: UseMemory = True,
    json: Annotated[bool, typer.Option("--json", help="Everything, for programs.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Brief, English and original.")] = False,
    html: Annotated[bool, typer.Option("--html", help="A page that needs nothing else.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write there instead of to standard output.")
    ] = None,
) -> None:
    """Translate an article and sum it up.

    The numbers in brackets behind the brief's sentences are those of the sentences of the English
    text that support them.
    """
    if json + markdown + html > 1:
        raise typer.BadParameter("only one of --json, --markdown and --html can be had at a time.")
    from briefing.export import to_text
    from briefing.folder import write_atomically

    check_language(language, models)
    suffix = out.suffix.lower() if out and not (json or markdown or html) else ""
    briefing = _brief(file, language, models, glossary, memory)
    if json or suffix == ".json":
        text = briefing.to_json()
    elif markdown or suffix == ".md":
        text = briefing.to_markdown()
    elif html or suffix in (".html", ".htm"):
        text = briefing.to_html()
    else:
        text = to_text(briefing)
        if out is None:
            title, _, rest = text.partition("\n")
            console = terminal()
            console.print(title, style="bold")
            console.print(rest, end="")
            return
    if out is None:
        sys.stdout.buffer.write(text.encode(errors="replace"))
        return
    try:
        write_atomically(out, text)
    except OSError as error:
        raise PasserelleError(f"{out} cannot be written: {error.strerror}.") from None


@program.command("app")
def show_page(
    port: Annotated[
        int | None, typer.Option(metavar="PORT", min=1, max=65535, help="A free one by default.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in a browser.")] = True,
) -> None:
    """Show the page, on this machine alone."""
    from app import launch

    launch(port=port, browser=browser)


@models_program.command("list")
def list_models(models: Models = None) -> None:
    """List the models of models.txt, which are here, and which one does what."""
    from rich.table import Table
    from rich.text import Text

    from seq2seq import registry

    specs = registry.load(models)
    folders = {spec.line: registry.find(spec) for spec in specs}
    used = {
        (spec.role, language): spec.line
        for spec in reversed(specs)
        if folders[spec.line]
        for language in spec.languages
    }
    table = Table(box=None, pad_edge=False)
    for heading in ("Role", "Language", "Model", "Revision", "Licence", "State", "Used for"):
        table.add_column(heading, overflow="fold")
    for spec in specs:
        languages = [code for code in spec.languages if used.get((spec.role, code)) == spec.line]
        cells = (
            spec.role,
            "+".join(spec.languages),
            spec.location,
            (spec.revision or "-")[:7],
            spec.licence,
            "present" if folders[spec.line] else "absent",
            ", ".join(languages) or "-",
        )
        table.add_row(*(Text(printable(cell)) for cell in cells))
    console = terminal()
    console.print(table)
    missing = next((spec for spec in specs if not folders[spec.line] and spec.folder is None), None)
    if missing:
        revision = f" --revision {missing.revision}" if missing.revision else ""
        console.print(
            "\nAn absent model is fetched from the Hugging Face hub with a command such as\n"
            f"hf download {missing.location}{revision}"
        )


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
def memory_clear() -> None:
    """Forget all translations that are kept."""
    from translate.memory import Memory

    terminal().print(f"{Memory().clear():,} sentences forgotten.")


@memory_program.command("export")
def memory_export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A .tmx file; - for standard output.")],
) -> None:
    """Write the translation memory as TMX 1.4, which translation programs read."""
    from briefing.folder import write_atomically
    from briefing.version import VERSION
    from translate.memory import Memory

    text = "".join(Memory().tmx(VERSION))
    if file == "-":
        sys.stdout.buffer.write(text.encode())
        return
    try:
        write_atomically(Path(file), text)
    except OSError as error:
        raise PasserelleError(f"{file} cannot be written: {error.strerror}.") from None


def _brief(
    file: str, language: str | None, models: Path | None, glossary: Path | None, memory: bool
) -> "Briefing":
    """The briefing of a file or of standard input, with a line of progress on a terminal."""
    from article.reader import MAX_FILE_BYTES
    from briefing.events import Event, SegmentsTranslated
    from briefing.pipeline import Briefer
    from translate import Glossary

    terms = Glossary.read(glossary) if glossary else None
    source = sys.stdin.buffer.read(MAX_FILE_BYTES + 1) if file == "-" else Path(file)
    console = terminal(stderr=True)
    with console.status("Reading …") as status:

        def on_event(event: Event) -> None:
            if isinstance(event, SegmentsTranslated):
                status.update(f"Translated {event.done} of {event.total} sentences …")

        briefer = Briefer(models, memory=memory)
        return briefer.brief(source, language=language, glossary=terms, on_event=on_event)


def main() -> None:
    """The command line."""
    run(program)


if __name__ == "__main__":
    main()

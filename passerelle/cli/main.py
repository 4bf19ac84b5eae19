"""The command `passerelle` with its subcommands."""

from typing import Annotated

import typer

from passerelle.cli import batch, brief, memory, models, page, translate
from passerelle.cli.run import PlainCommand, examples, run

program = typer.Typer(
    name="passerelle",
    help="Foreign news in English beside its original, with a brief you can check, offline.",
    epilog=examples(
        "passerelle app",
        "passerelle brief article.txt",
        "passerelle batch news/ --out briefings/",
        "passerelle COMMAND --help",
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
program.command(cls=PlainCommand, epilog=brief.EXAMPLES)(brief.brief)
program.command(cls=PlainCommand, epilog=translate.EXAMPLES)(translate.translate)
program.command(cls=PlainCommand, epilog=batch.EXAMPLES)(batch.batch)
program.command("app", cls=PlainCommand, epilog=page.EXAMPLES)(page.page)
program.add_typer(models.program)
program.add_typer(memory.program)


def _version(wanted: bool) -> None:
    if wanted:
        from passerelle import __version__

        print(f"passerelle {__version__}")
        raise typer.Exit


@program.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line."""
    run(program)


if __name__ == "__main__":
    main()

"""The command `passerelle`: one article, many, the page, and the models."""

from typing import Annotated

import typer

from passerelle.cli import memory, models
from passerelle.cli.batch import batch
from passerelle.cli.brief import brief
from passerelle.cli.page import page
from passerelle.cli.run import run

program = typer.Typer(
    name="passerelle",
    help="Foreign news in English beside its original, with a brief you can check, offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
program.command()(brief)
program.command()(batch)
program.command("app")(page)
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
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line."""
    run(program)


if __name__ == "__main__":
    main()

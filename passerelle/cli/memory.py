"""The commands that show, clear and export the translation memory."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from passerelle.cli.options import Verbose
from passerelle.cli.run import PlainCommand, examples
from passerelle.cli.streams import check_out, write_output
from passerelle.console import printable, terminal

program = typer.Typer(
    name="memory", help="Show, clear or export the translations saved on this machine.", no_args_is_help=True
)


@program.command("stats", cls=PlainCommand, epilog=examples("passerelle memory stats"))
def memory_stats(verbose: Verbose = False) -> None:
    """Show the file and the size of the translation memory."""
    from translate.memory import Memory

    stats = Memory().stats()
    console = terminal()
    console.print(printable(str(stats.path)))
    languages = "".join(f", {count:,} of them from {printable(code)}" for code, count in stats.languages)
    console.print(f"{stats.entries:,} sentences{languages}; {stats.bytes / 1e6:.1f} MB")


@program.command("clear", cls=PlainCommand, epilog=examples("passerelle memory clear --yes"))
def memory_clear(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask for confirmation.")] = False,
    verbose: Verbose = False,
) -> None:
    """Delete all saved translations."""
    from translate.memory import Memory

    if not yes and sys.stdin and sys.stdin.isatty():
        typer.confirm(f"Delete the {Memory().stats().entries:,} saved sentences?", abort=True)
    terminal().print(f"{Memory().clear():,} sentences deleted.")


@program.command("export", cls=PlainCommand, epilog=examples("passerelle memory export translations.tmx"))
def memory_export(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A .tmx file; - for standard output.")],
    verbose: Verbose = False,
) -> None:
    """Export the translation memory as TMX 1.4.

    Other translation tools can read this format.
    """
    from passerelle import __version__
    from translate.memory import Memory

    out = None if file == "-" else Path(file)
    if out is not None:
        check_out(out)
    write_output("".join(Memory().tmx(__version__)), out)

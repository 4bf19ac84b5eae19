"""The commands that show, clear and export the translation memory."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from passerelle.console import printable, terminal
from passerelle.errors import PasserelleError

program = typer.Typer(
    name="memory", help="The translations that are kept on this machine.", no_args_is_help=True
)


@program.command("stats")
def memory_stats() -> None:
    """Say where the translation memory lies and how much it holds."""
    from translate.memory import Memory

    stats = Memory().stats()
    console = terminal()
    console.print(printable(str(stats.path)))
    languages = "".join(f", {count:,} of them from {printable(code)}" for code, count in stats.languages)
    console.print(f"{stats.entries:,} sentences{languages}; {stats.bytes / 1e6:.1f} MB")


@program.command("clear")
def memory_clear(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Forget all translations that are kept."""
    from translate.memory import Memory

    if not yes and sys.stdin.isatty():
        typer.confirm(f"Forget the {Memory().stats().entries:,} sentences that are kept?", abort=True)
    terminal().print(f"{Memory().clear():,} sentences forgotten.")


@program.command("export")
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

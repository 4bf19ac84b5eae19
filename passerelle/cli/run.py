"""Running a command."""

import io
import os
import sys
from collections.abc import Callable

import typer

from passerelle.console import printable
from passerelle.errors import PasserelleError


def run(command: Callable[..., None] | typer.Typer) -> None:
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

"""Run a command, and show its help."""

import contextlib
import errno
import io
import logging
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from passerelle.cli.streams import is_stdout_broken, reserve_descriptors
from passerelle.console import printable
from passerelle.errors import PasserelleError, remedy, shortage

# Raised when a disk, or standard output, is full or broken.
_UNWRITABLE = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EBADF))
_log = logging.getLogger("passerelle")


class PlainGroup(TyperGroup):
    """A program of several commands that converts only the options that need it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the options before the command."""
        for param in self.get_params(ctx):
            _convert_late(param)
        return super().parse_args(ctx, args)


class PlainCommand(TyperCommand):
    """A command whose help names its arguments and options without their Python types."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse the arguments and options."""
        for param in self.get_params(ctx):
            _convert_late(param)
        return super().parse_args(ctx, args)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the sections of the arguments and the options."""
        sections: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
        for param in self.get_params(ctx):
            if record := param.get_help_record(ctx):
                name, text = record
                if param.param_type_name == "argument":
                    sections["Arguments"].append((re.sub(r" <.*>$", "", name), text))
                else:
                    plain = re.sub(r" <(?:int|float)[^>]*>", " NUMBER", name)
                    sections["Options"].append((re.sub(r" <[^>]*>", "", plain), text))
        for heading, rows in sections.items():
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)


def _convert_late(param: Any) -> None:
    """Leave an argument unconverted if it is None or already of the wanted type.

    Typer converts every value with pydantic, whose import takes a twentieth of the time of a brief. A release
    of Typer that converts in another way does not call this method.
    """
    wanted = getattr(getattr(param, "type_descriptor", None), "annotation", None)
    several = getattr(param, "multiple", False) or getattr(param, "nargs", 1) != 1
    if not several and hasattr(param, "get_runtime_param"):
        param.get_runtime_param = partial(_Converter, wanted, param.get_runtime_param)


@dataclass(frozen=True)
class _Converter:
    """Converts a value as Typer does, but only if it is not of the wanted type already."""

    wanted: object
    of_typer: Callable[[], Any]

    def coerce(self, value: Any, **context: Any) -> Any:
        """Return the converted value; arguments as for Typer's own converters."""
        if value is None or type(value) is self.wanted:
            return value
        return self.of_typer().coerce(value, **context)


def examples(*lines: str) -> str:
    """Return examples for the end of a help text: command lines to copy, not wrapped."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def run(command: Callable[..., None] | typer.Typer, *, tracebacks: bool = False, epilog: str = "") -> None:
    """Run a command and end the process with its exit status.

    Any error becomes one sentence on standard error and exit status 1. The traceback of an
    unexpected one goes to the log, which `--verbose` shows.

    Args:
        command: a program, or a function that becomes one.
        tracebacks: whether to let unexpected errors through, for developer tools.
        epilog: the end of the help text, if `command` is a function.

    Raises:
        Exception: an unexpected error, if `tracebacks`.
    """
    reserve_descriptors()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # escape characters that the terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    program = command if isinstance(command, typer.Typer) else _program(command, epilog)
    try:
        _check_folder()
        try:
            program()
        finally:
            if sys.stdout:
                sys.stdout.flush()
    except PasserelleError as error:
        _fail(str(error))
    except BrokenPipeError:  # the reader has closed the pipe, as `| head` does
        _fail("")
    except Exception as error:
        if tracebacks:
            raise
        _log.debug("Unexpected error", exc_info=True)
        _fail(_describe(error))


def _program(command: Callable[..., None], epilog: str) -> typer.Typer:
    program = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    program.command(cls=PlainCommand, epilog=epilog)(command)
    return program


def _describe(error: Exception) -> str:
    """Describe an error in one sentence that says what to do next."""
    if isinstance(error, OSError) and error.errno in _UNWRITABLE:
        what = str(error.filename) if error.filename else "The output"
        return f"{what} cannot be written: {error.strerror}; {remedy(error)}, or write it somewhere else."
    if reason := shortage(error):
        return reason
    what = f"{type(error).__name__}: {error}".rstrip(".: ")
    verbose = _log.isEnabledFor(logging.DEBUG)
    advice = "report it with the lines above" if verbose else "run the command again with -v for details"
    return f"Something unexpected went wrong ({what}); {advice}."


def _check_folder() -> None:
    """Refuse to work in a folder that has been deleted: a native library would abort.

    Raises:
        PasserelleError: it has been deleted.
    """
    try:
        Path.cwd()
    except OSError:
        raise PasserelleError(
            "The current folder has been deleted; change to another one and try again."
        ) from None


def _fail(message: str) -> None:
    """Exit with status 1 at once, so that flushing leftover output cannot fail again."""
    if message and sys.stderr:
        with contextlib.suppress(OSError):
            print(printable(message), file=sys.stderr)
    if sys.stdout and is_stdout_broken():
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(1)

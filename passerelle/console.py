"""Print to a terminal."""

import logging
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_log = logging.getLogger("passerelle")


def terminal(*, stderr: bool = False) -> "Console":
    """Return the console to print to; it does not wrap lines in a file or a pipe."""
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, markup=False, emoji=False)
    return (
        console
        if console.is_terminal
        else Console(stderr=stderr, highlight=False, markup=False, emoji=False, width=10_000)
    )


def printable(text: str) -> str:
    """Return text as one line without control characters, which could manipulate the terminal."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def log_fault(what: str) -> None:
    """Log the exception that is being handled, in one line; its traceback follows only with `--verbose`.

    Args:
        what: what failed, such as `the check of dates`.
    """
    error = sys.exc_info()[1]
    reason = printable(f"{type(error).__name__}: {error}".rstrip(".: "))[:300]
    details = _log.isEnabledFor(logging.DEBUG)
    _log.error("An unexpected error (%s): %s.", what, reason, exc_info=details)

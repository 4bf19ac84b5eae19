"""Print to a terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


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

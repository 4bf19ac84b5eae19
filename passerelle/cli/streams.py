"""Read standard input and write results, with a one-sentence error if that fails."""

import os
import sys
from pathlib import Path

from passerelle.errors import PasserelleError
from passerelle.storage import is_folder, is_special, write_atomically

_STANDARD_STREAMS = 3


def reserve_descriptors() -> None:
    """Keep files opened later from getting the descriptor of a closed standard stream."""
    for number in range(_STANDARD_STREAMS):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def read_input(most_bytes: int) -> bytes:
    """Read standard input.

    Args:
        most_bytes: number of bytes after which to stop; -1 to read to its end.

    Raises:
        PasserelleError: it is closed or cannot be read.
    """
    if sys.stdin is None:
        raise PasserelleError("Standard input is closed; give a file instead of -.")
    try:
        return sys.stdin.buffer.read(most_bytes)
    except OSError as error:
        raise PasserelleError(
            f"Standard input cannot be read: {error.strerror}; give a file instead of -."
        ) from None


def write_output(content: str | bytes, out: Path | None) -> None:
    """Write a result.

    Args:
        content: the result; a lone surrogate in a text becomes a question mark.
        out: the file, pipe or device; None for standard output.

    Raises:
        PasserelleError: it cannot be written.
        BrokenPipeError: the reader of standard output is gone.
    """
    encoded = content.encode(errors="replace") if isinstance(content, str) else content
    try:
        if out is not None and is_special(out):
            out.write_bytes(encoded)
        elif out is not None:
            write_atomically(out, encoded)
        elif sys.stdout is None:
            raise PasserelleError("Standard output is closed; give a file with --out.")
        else:
            sys.stdout.buffer.write(encoded)
            sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        what = str(out) if out is not None else "Standard output"
        raise PasserelleError(
            f"{what} cannot be written: {error.strerror}; choose another file with --out."
        ) from None


def check_out(out: Path, *sources: Path | str | None) -> None:
    """Refuse, before any work is done, an output file that cannot be written or is also an input.

    Args:
        out: the file to write.
        sources: the inputs; only a `Path` can be the same file.

    Raises:
        PasserelleError: it cannot be written to, or is an input.
    """
    if is_folder(out):
        raise PasserelleError(f"{out} is a folder; give a file in it.")
    if not is_folder(out.parent):
        raise PasserelleError(
            f"There is no folder {out.parent}; create it, or choose a file in another folder."
        )
    if any(isinstance(source, Path) and _is_same(source, out) for source in sources):
        raise PasserelleError(f"{out} is the input; choose another file for the output.")


def is_stdout_broken() -> bool:
    """Return whether printed output cannot be written."""
    try:
        sys.stdout.flush()
    except OSError:
        return True
    return False


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False

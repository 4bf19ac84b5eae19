"""Run Python modules in a subprocess that has limits on time and memory and ends with this process.

The child limits itself before it imports the module (`python -m passerelle.subprocesses PARENT MEMORY
SECONDS MODULE ARGUMENT…`): code between fork and exec is unsafe in a process with threads, such as the page.
"""

import ctypes
import math
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def run(
    module: str,
    *arguments: str,
    seconds: float,
    memory_bytes: int,
    given: bytes = b"",
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a module of this project as a program, with limits; see `subprocess.run`.

    On Linux the child is killed when the thread that called this ends, however it ends. Windows has no such
    limits and macOS none on memory; the child runs without them there, but the time limit `seconds` always
    applies.

    Args:
        module: its name, such as `passerelle.article.pdf`.
        arguments: command-line arguments.
        seconds: limit on time, and on processor time.
        memory_bytes: limit on the address space; beyond it the child raises MemoryError.
        given: standard input.
        environment: variables to add to those of this process.

    Raises:
        OSError: it cannot be started.
        subprocess.TimeoutExpired: it took longer.
    """
    command, variables = _command(module, arguments, seconds, memory_bytes)
    return subprocess.run(
        command,
        env={**variables, **(environment or {})},
        input=given,
        capture_output=True,
        timeout=seconds,
        check=False,
    )


def start(module: str, *, seconds: float, memory_bytes: int) -> subprocess.Popen[bytes]:
    """Start a module of this project as a program with pipes to its standard input and output; see `run`.

    On Linux it is killed when the thread that called this ends.

    Args:
        module: its name.
        seconds: limit on processor time, over its whole life.
        memory_bytes: limit on the address space.

    Raises:
        OSError: it cannot be started.
    """
    command, variables = _command(module, (), seconds, memory_bytes)
    return subprocess.Popen(
        command, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _command(
    module: str, arguments: Sequence[str], seconds: float, memory_bytes: int
) -> tuple[list[str], dict[str, str]]:
    """Return the command that runs a module within limits, and its environment."""
    paths = filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")])
    limits = (str(os.getpid()), str(memory_bytes), str(math.ceil(seconds)))
    # -P: the current folder may contain a module whose name shadows one that is needed.
    command = [sys.executable, "-P", "-m", "passerelle.subprocesses", *limits, module, *arguments]
    return command, {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def end_with(parent: int) -> None:
    """Make the system kill this process when the thread that started it ends; only on Linux.

    Args:
        parent: id of the process that started this one; if it has ended already, this one ends at once.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.name == "posix" and os.getppid() != parent:
        sys.exit("The process that started this one has ended.")


def main(parent: int, memory_bytes: int, seconds: int, module: str, arguments: list[str]) -> None:
    """Limit this process, then run a module in it as a program.

    Args:
        parent: id of the process that this one must not outlive.
        memory_bytes: limit on the address space.
        seconds: limit on processor time.
        module: its name.
        arguments: its command-line arguments.
    """
    end_with(parent)
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_CPU", seconds)
    _limit("RLIMIT_AS", memory_bytes)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _limit(name: str, value: int) -> None:
    """Limit a resource of this process, on systems that can; a lower hard limit is kept."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5:])

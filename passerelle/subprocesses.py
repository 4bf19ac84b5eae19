"""Python modules run in a subprocess, for work without a bound on memory or time."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def run(
    module: str,
    *arguments: str,
    seconds: float,
    given: bytes = b"",
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a module of this project as a program, within a time limit; see `subprocess.run`.

    Args:
        module: its name, such as `passerelle.article.pdf`.
        arguments: command-line arguments.
        seconds: time limit.
        given: standard input.
        environment: variables to add to those of this process.

    Raises:
        OSError: it cannot be started.
        subprocess.TimeoutExpired: it took longer.
    """
    paths = filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")])
    # -P: the current folder may hold a module whose name shadows one that is needed.
    return subprocess.run(
        [sys.executable, "-P", "-m", module, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), **(environment or {})},
        input=given,
        capture_output=True,
        timeout=seconds,
        check=False,
    )

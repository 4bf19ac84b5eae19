"""Python in a process of its own, for what takes memory or time without a bound; for every room."""

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
    """Run a module of the project as a program; see `subprocess.run`.

    Args:
        module: its name, such as `passerelle.article.pdf`.
        arguments: of the program.
        seconds: that it may take.
        given: its standard input.
        environment: variables besides those of this process.

    Raises:
        OSError: it cannot be started.
        subprocess.TimeoutExpired: it took longer.
    """
    paths = filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")])
    # -P: a folder of downloaded articles may hold a module of the same name as one that is wanted.
    return subprocess.run(
        [sys.executable, "-P", "-m", module, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), **(environment or {})},
        input=given,
        capture_output=True,
        timeout=seconds,
        check=False,
    )

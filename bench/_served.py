"""Serve the page in a separate process, and start a browser for it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

# Python arguments that start the page without a translation memory.
COMMAND = ("-m", "passerelle", "app", "--no-memory")


@dataclass(frozen=True)
class ServedPage:
    """A running server of the page.

    Attributes:
        address: its address, with a trailing slash.
        owner: its address with the owner's token.
        process: the process id.
        output: what the process has printed, line by line; complete once it has ended.
    """

    address: str
    owner: str
    process: int
    output: list[str]


@contextmanager
def served(
    environment: Mapping[str, str] | None = None, command: Sequence[str] = COMMAND
) -> Iterator[ServedPage]:
    """Serve the page with the models of this machine.

    Its settings and caches are in a temporary folder unless the environment names another.

    Args:
        environment: additional environment variables.
        command: Python arguments that start the page.

    Raises:
        RuntimeError: the page does not start.
    """
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as home:
        own = dict.fromkeys(("XDG_CONFIG_HOME", "PASSERELLE_CACHE"), home)
        process = subprocess.Popen(
            [sys.executable, *command, "--no-browser"],
            env={**os.environ, **own, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout
        try:
            output: list[str] = []
            for line in process.stdout:
                output.append(line)
                if owner := re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", line):
                    yield ServedPage(owner[0].partition("?")[0], owner[0], process.pid, output)
                    break
            else:
                raise RuntimeError(f"The page did not start: {''.join(output)}")
        finally:
            process.terminate()
            process.wait(60)
            output += process.stdout
            process.stdout.close()


@contextmanager
def chromium(*switches: str) -> Iterator[Browser]:
    """Start a headless Chromium: the installed one, or Playwright's own.

    Args:
        switches: additional command-line switches of Chromium.

    Raises:
        RuntimeError: there is no Chromium.
    """
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
        executable = shutil.which("chromium") or (own if Path(own).exists() else None)
        if executable is None:
            raise RuntimeError("There is no Chromium on this machine; run `make chromium` to install it.")
        quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking"]
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu", *quiet, *switches]
        )
        yield browser
        browser.close()

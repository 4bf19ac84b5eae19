"""Serve the page in a separate process, and start a browser for it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, sync_playwright


@dataclass(frozen=True)
class ServedPage:
    """A page that is served.

    Attributes:
        address: its address, with a trailing slash.
        owner: its address with the owner's token.
        process: the process id.
    """

    address: str
    owner: str
    process: int


@contextmanager
def served(environment: Mapping[str, str] | None = None) -> Iterator[ServedPage]:
    """Serve the page with the models of this machine and without a translation memory.

    Its settings and caches are in a temporary folder.

    Args:
        environment: additional environment variables.

    Raises:
        RuntimeError: the page does not start.
    """
    with tempfile.TemporaryDirectory(prefix="passerelle-bench-") as home:
        own = dict.fromkeys(("XDG_CONFIG_HOME", "PASSERELLE_CACHE"), home)
        command = [sys.executable, "-m", "passerelle", "app", "--no-browser", "--no-memory"]
        process = subprocess.Popen(
            command,
            env={**os.environ, **own, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout
        try:
            said = ""
            for line in process.stdout:
                said += line
                if owner := re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", said):
                    yield ServedPage(owner[0].partition("?")[0], owner[0], process.pid)
                    break
            else:
                raise RuntimeError(f"The page did not start: {said}")
        finally:
            process.terminate()
            process.wait(60)
            process.stdout.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless Chromium: the installed one, or Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()

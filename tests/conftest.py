"""Give the test run its own folders and forbid network access, so that no test touches the user's caches."""

import gc
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Modules that may contact other machines: the downloader of articles, and the client of the model hub.
_MAY_FETCH = (
    "passerelle/article/download.py",
    "passerelle/modelstore/hub_connection.py",
    "passerelle/modelstore/hub_transfer.py",
    "huggingface_hub/",
)
_LOCAL = frozenset({"localhost", "::1", "0.0.0.0", "::", ""})
_EVENTS = frozenset({"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"})
_contacts: list[str] = []

_home = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Point every cache to a temporary folder, before any module that reads these variables is imported.

    All tests of a run share it, so each model is converted once.
    """
    # A shell starts background jobs with SIGINT ignored, which processes that tests interrupt would inherit.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    home = tempfile.TemporaryDirectory(prefix="passerelle-tests-", ignore_cleanup_errors=True)
    config.stash[_home] = home
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "PASSERELLE_CACHE", "HF_HOME"):
        folder = Path(home.name, name.lower())
        folder.mkdir()
        os.environ[name] = str(folder)
    hub = Path(home.name, "hf_home", "hub")
    hub.mkdir()
    os.environ["HF_HUB_CACHE"] = str(hub)
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    collects = hasattr(config, "workerinput") or not config.getoption("numprocesses", None)
    if collects:
        gc.disable()  # until all tests are collected, since nearly all objects created by then are kept
    # A process that runs no tests still looks up a named profile; without one, it need not import hypothesis.
    if collects or config.getoption("--hypothesis-profile", None):
        _set_number_of_examples()


def _set_number_of_examples() -> None:
    """Run property tests with few examples; `make soak` runs them with many."""
    from hypothesis import settings

    # No deadline, since a busy machine may be slow.
    settings.register_profile("few", max_examples=30, deadline=None)
    settings.register_profile("many", max_examples=300, deadline=None)
    settings.load_profile("few")  # unless --hypothesis-profile says otherwise


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    """Record connections to other machines, except those of `_MAY_FETCH` (an audit hook, PEP 578)."""
    if event not in _EVENTS:
        return
    if event in ("socket.connect", "socket.sendto"):
        connection, address = arguments[:2]
        if connection.family not in (socket.AF_INET, socket.AF_INET6):
            return
        host = str(address[0])
    else:
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else str(arguments[0] or "")
    if host in _LOCAL or host.startswith("127."):
        return
    frame = sys._getframe()
    while caller := frame.f_back:
        frame = caller
        if any(part in frame.f_code.co_filename.replace(os.sep, "/") for part in _MAY_FETCH):
            return
    _contacts.append(f"{event} {host}")


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def nothing_else_fetches() -> Iterator[None]:
    """Fail if any code other than the downloader and the hub client contacts another machine."""
    _contacts.clear()
    yield
    assert _contacts == []


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give the test an empty cache of converted models."""
    from passerelle.modelstore import conversion

    monkeypatch.setenv("PASSERELLE_CACHE", str(tmp_path / "cache"))
    conversion._cache_home.cache_clear()
    yield tmp_path / "cache"
    conversion._cache_home.cache_clear()


@pytest.fixture(scope="module")
def chromium() -> Iterator["Browser"]:
    """Start a headless Chromium for each test module; a longer-lived one would block asyncio's event loop."""
    from bench import _served

    with _served.chromium("--host-resolver-rules=MAP evil.example 127.0.0.1") as browser:
        yield browser


# Rough number of seconds that a test function takes, whatever its parameters, by its mark.
_SECONDS = {"browser": 5.0, "slow": 2.0}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the slowest files first, so that no worker is left with one at the end."""
    functions: dict[Path, dict[str, float]] = {}
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        taken = next((value for mark, value in _SECONDS.items() if mark in marks), 0.1)
        functions.setdefault(item.path, {})[getattr(item, "originalname", item.name)] = taken
    items.sort(key=lambda item: -sum(functions[item.path].values()))


def pytest_collection_finish() -> None:
    """Exclude all objects created so far, modules and tests, from garbage collection."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Delete the temporary folder."""
    config.stash[_home].cleanup()

"""Every test run has folders of its own: no test reads or writes the user's caches."""

import os
import tempfile
from pathlib import Path

import pytest

_home = pytest.StashKey[tempfile.TemporaryDirectory[str]]()


def pytest_configure(config: pytest.Config) -> None:
    """Point every cache to a temporary folder, before anything is imported that reads these.

    The run shares it, so that each model is converted once.
    """
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


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folder."""
    config.stash[_home].cleanup()

"""Child processes: limits on time and memory, and ending with the parent."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from passerelle import subprocesses

MEGABYTE = 1_000_000
ROOT = Path(__file__).parent.parent


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let children import modules from the test's folder."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


def _module(folder: Path, code: str) -> None:
    (folder / "wanted.py").write_text(code, encoding="utf-8")


@pytest.mark.usefixtures("child")
def test_a_module_runs_as_a_program_with_its_arguments_and_input(tmp_path: Path) -> None:
    _module(
        tmp_path,
        "import sys\nassert __name__ == '__main__'\nprint(sys.argv[1:], sys.stdin.read())\nsys.exit(3)",
    )
    result = subprocesses.run("wanted", "a b", seconds=20, memory_bytes=500 * MEGABYTE, given=b"text")
    assert (result.stdout, result.returncode) == (b"['a b'] text\n", 3)


@pytest.mark.usefixtures("child")
def test_exceeding_the_memory_limit_fails_only_the_child(tmp_path: Path) -> None:
    _module(tmp_path, "print(len(bytearray(400_000_000)))")
    assert subprocesses.run("wanted", seconds=20, memory_bytes=900 * MEGABYTE).stdout.strip() == b"400000000"
    result = subprocesses.run("wanted", seconds=20, memory_bytes=300 * MEGABYTE)
    assert result.returncode == 1
    assert b"MemoryError" in result.stderr


@pytest.mark.usefixtures("child")
def test_a_child_has_cpu_and_core_limits(tmp_path: Path) -> None:
    import resource

    _module(
        tmp_path,
        "from resource import RLIMIT_CORE, RLIMIT_CPU, getrlimit\n"
        "print(getrlimit(RLIMIT_CPU), getrlimit(RLIMIT_CORE))",
    )
    result = subprocesses.run("wanted", seconds=7.5, memory_bytes=500 * MEGABYTE)
    assert result.stdout.strip() == b"(8, 8) (0, 0)"
    assert resource.getrlimit(resource.RLIMIT_CPU)[1] != 8


@pytest.mark.usefixtures("child")
def test_a_child_that_sleeps_past_its_deadline_is_killed(tmp_path: Path) -> None:
    _module(tmp_path, "import time\ntime.sleep(60)")
    begun = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        subprocesses.run("wanted", seconds=1, memory_bytes=500 * MEGABYTE)
    assert time.monotonic() - begun < 10


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals a parent's death")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
@pytest.mark.usefixtures("child")
def test_no_child_outlives_its_parent(tmp_path: Path, how: signal.Signals) -> None:
    _module(tmp_path, "import os, sys, time\nprint(os.getpid(), file=sys.stderr, flush=True)\ntime.sleep(60)")
    (tmp_path / "parent.py").write_text(
        "from passerelle import subprocesses\nimport subprocess\n"
        # Pass the child's standard error on, to learn its process id.
        "ask = subprocess.run\n"
        "subprocess.run = lambda *a, capture_output, **k: ask(*a, **k)\n"
        "subprocesses.run('wanted', seconds=60, memory_bytes=500_000_000)\n",
        encoding="utf-8",
    )
    parent = subprocess.Popen(
        [sys.executable, str(tmp_path / "parent.py")],
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
        stderr=subprocess.PIPE,
    )
    assert parent.stderr
    child = int(parent.stderr.readline())
    parent.send_signal(how)
    parent.wait(timeout=10)
    parent.stderr.close()
    for _ in range(100):
        if not _is_running(child):
            break
        time.sleep(0.05)
    assert not _is_running(child)


def test_a_child_whose_parent_has_ended_does_not_start() -> None:
    command = [sys.executable, "-P", "-m", "passerelle.subprocesses", "1", "500000000", "5", "this"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert result.returncode == 1
    assert b"has ended" in result.stderr


def _is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False

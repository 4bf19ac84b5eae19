"""Test that free memory is returned to the system."""

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from passerelle.page import heap

pytestmark = pytest.mark.skipif(heap._glibc("malloc_trim") is None, reason="only with glibc")
_BLOCKS, _SIZE = 20_000, 4000


def resident() -> int:
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) * 1024


def test_free_memory_is_returned_to_the_system() -> None:
    library = ctypes.CDLL(None)
    library.malloc.restype, library.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    blocks = [library.malloc(_SIZE) for _ in range(_BLOCKS)]
    for block in blocks:
        ctypes.memset(block, 1, _SIZE)
    for block in blocks[:-1]:  # the last one keeps the library from shrinking its heap by itself
        library.free(block)
    before = resident()
    heap.trim()
    library.free(blocks[-1])
    assert before - resident() > _BLOCKS * _SIZE / 2


@pytest.mark.parametrize("limited", [True, False])
def test_threads_share_two_heaps(limited: bool) -> None:
    code = (
        "import ctypes, threading; from passerelle.page import heap; "
        f"{'heap.limit' if limited else 'bool'}(); library = ctypes.CDLL(None); "
        "together = threading.Barrier(8); "
        "work = lambda: (together.wait(), library.malloc(1000), together.wait()); "
        "threads = [threading.Thread(target=work) for _ in range(8)]; "
        "[one.start() for one in threads]; [one.join() for one in threads]; "
        "library.fdopen.restype = ctypes.c_void_p; out = ctypes.c_void_p(library.fdopen(1, b'w')); "
        "library.malloc_info(0, out); library.fflush(out)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert (told.count("<heap nr=") <= 2) is limited

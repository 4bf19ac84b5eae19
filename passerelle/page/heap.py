"""Keep enough memory free to answer, and return to the system what the C library would keep.

Glibc creates separate heaps for threads, up to eight for each core, and keeps each heap at the largest size
that it has ever had.
"""

import ctypes
import sys
from typing import Any

from passerelle.errors import check_memory

# <malloc.h>: the parameter for the number of heaps.
_M_ARENA_MAX = -8
# One for each thread of the engine on a small machine; more only let the threads keep more.
_HEAPS = 2
# Room for the stack and the first objects of a thread. Python waits for ever for one that cannot create its
# first objects, and no request is answered while the server waits.
_NEEDED_BYTES = 32_000_000


def _glibc(name: str) -> Any:
    """Return a function of glibc; None elsewhere."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


def limit() -> None:
    """Make the threads of this process share a few heaps; call it before they start."""
    if mallopt := _glibc("mallopt"):
        mallopt(_M_ARENA_MAX, _HEAPS)


def trim() -> None:
    """Return the free memory of this process to the system."""
    if malloc_trim := _glibc("malloc_trim"):
        malloc_trim(0)


def is_short() -> bool:
    """Return whether this process may not use enough memory to answer a request."""
    try:
        check_memory(_NEEDED_BYTES)
    except MemoryError:
        return True
    return False

"""Call a function only once per argument, even if several threads call it at the same time."""

import threading
from collections.abc import Callable
from functools import cache, update_wrapper
from typing import Generic, ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class once(Generic[_P, _T]):  # A decorator, like `functools.cache`.
    """Cache a function; if several threads call it at the same time, one computes the result for all.

    `functools.cache` would let each of them compute it, and `translate.ahead` reads tables in the background.

    Args:
        function: takes hashable arguments; it must not wait for another thread that calls it (deadlock).
    """

    def __init__(self, function: Callable[_P, _T]) -> None:
        update_wrapper(self, function)
        self._cached = cache(function)
        self._lock = threading.RLock()

    def __call__(self, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Return the result for some arguments."""
        with self._lock:
            return self._cached(*args, **kwargs)  # type: ignore[arg-type]

    def cache_clear(self) -> None:
        """Forget the results."""
        with self._lock:
            self._cached.cache_clear()

"""Functions that are called only once, even if several threads call them at the same time."""

import threading
import time

import pytest

from passerelle.once import once


def test_threads_that_ask_at_the_same_time_share_one_call() -> None:
    calls, seen = [], []

    @once
    def slow(argument: str) -> str:
        """Do it."""
        calls.append(argument)
        time.sleep(0.05)
        return argument.upper()

    threads = [threading.Thread(target=lambda: seen.append(slow("a"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (calls, seen) == (["a"], ["A"] * 4)
    assert slow("b") == "B"
    assert slow.__doc__ == "Do it."


def test_a_function_may_call_itself_and_its_results_can_be_cleared() -> None:
    calls = []

    @once
    def product(n: int) -> int:
        calls.append(n)
        return n * product(n - 1) if n else 1

    assert product(4) == 24
    product.cache_clear()
    assert product(1) == 1
    assert calls == [4, 3, 2, 1, 0, 1, 0]


def test_an_error_is_raised_and_not_kept() -> None:
    answers = [ValueError("first"), None]

    @once
    def unsteady() -> str:
        if error := answers.pop(0):
            raise error
        return "second"

    with pytest.raises(ValueError, match="first"):
        unsteady()
    assert unsteady() == "second"

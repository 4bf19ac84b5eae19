"""Parse untrusted files and pages in child processes, with limits on time and memory.

In these formats, a small file may unpack to any size and take any time. A child is kept for the next file,
so that only the first one has to wait for it to start.
"""

import atexit
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from subprocess import Popen, TimeoutExpired
from typing import Any

from passerelle import subprocesses, turns
from passerelle.article.blocks import ClassifiedText
from passerelle.article.parser import MAX_PROCESSOR_SECONDS, read_frame, write_frame
from passerelle.article.passages import About
from passerelle.article.types import Block
from passerelle.errors import ArticleError, ResourceError

# Wall-clock time: on a busy machine a child gets only part of a core; see `MAX_PROCESSOR_SECONDS`.
MAX_SECONDS = 20.0
MAX_MEMORY_BYTES = 2_000_000_000
# Time for a child to start on a busy machine, with the imports for the first file of a format.
_MAX_START_SECONDS = 60.0
_MAX_END_SECONDS = 5.0
# Files per child, which limits what its libraries accumulate, and processor seconds for all of them.
_MAX_FILES, _MAX_LIFE_SECONDS = 200, 3600
# Maximum number of children working, and of idle ones.
_MAX_CHILDREN, _MAX_IDLE = 4, 2


class _Child:
    """A child process.

    Attributes:
        late: whether it was killed for exceeding the time limit.
        stopped: whether it was killed on request.
        began: whether it has started to parse its latest file.
    """

    def __init__(self) -> None:
        self._process: Popen[bytes] = _starter.submit(
            subprocesses.start,
            "passerelle.article.parser",
            seconds=_MAX_LIFE_SECONDS,
            memory_bytes=MAX_MEMORY_BYTES,
        ).result()
        self._files = 0
        self.late = False
        self.stopped = False
        self.began = False

    @property
    def usable(self) -> bool:
        """Return whether it may parse another file."""
        return self._files < _MAX_FILES and self._process.poll() is None

    def parse(self, data: bytes, extension: str | None, label: str) -> dict[str, Any] | None:
        """Return its answer; None if it died without one."""
        assert self._process.stdin
        self._files += 1
        with self._limited(_MAX_START_SECONDS):
            with suppress(OSError):
                write_frame(self._process.stdin, {"extension": extension, "label": label}, data)
            self.began = self._answer() is not None
        if not self.began:
            return None
        with self._limited(MAX_SECONDS):
            answer = self._answer()
        if answer is None:
            # It is exiting: wait until it has, so that no other thread uses it.
            with suppress(TimeoutExpired):
                self._process.wait(_MAX_END_SECONDS)
        return answer

    def stop(self) -> None:
        """Kill it; a thread waiting in `parse` gets None."""
        self.stopped = True
        self._process.kill()

    def close(self) -> None:
        """Kill it and close its pipes, once no thread waits for it."""
        self._process.kill()
        if self._process.wait() == -getattr(signal, "SIGXCPU", 0):
            self.late = True
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with suppress(OSError):
                    pipe.close()

    def _answer(self) -> dict[str, Any] | None:
        assert self._process.stdout
        try:
            frame = read_frame(self._process.stdout)
        except (OSError, ValueError):
            return None
        return frame[0] if frame else None

    @contextmanager
    def _limited(self, seconds: float) -> Iterator[None]:
        def end() -> None:
            self.late = True
            self._process.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


# On Linux, a child dies with the thread that started it, so the thread must live as long as this process.
_starter = ThreadPoolExecutor(1, "passerelle-children")
_lock = threading.Lock()
_idle: list[_Child] = []
_at_work: dict[int, _Child] = {}
_places = threading.BoundedSemaphore(_MAX_CHILDREN)


def _forget() -> None:
    """Start afresh in a fork of this process, which must not share the pipes."""
    global _starter
    _idle.clear()
    _at_work.clear()
    _starter = ThreadPoolExecutor(1, "passerelle-children")


@atexit.register
def _close_idle() -> None:
    while _idle:
        _idle.pop().close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def parse(data: bytes | str, extension: str, label: str) -> ClassifiedText:
    """Parse a file's content, or a text, in a child, and classify its passages there.

    See `parse` and `parse_text` in `article.formats`.

    Args:
        data: the content; a text must not have lone surrogates.
        extension: extension of the file's name; ignored for a text.
        label: its name in error messages.

    Raises:
        ArticleError: its format cannot be read, it is damaged, or it takes too long or too much memory.
        ResourceError: a child cannot be started.
    """
    asked = (data.encode(), None, label) if isinstance(data, str) else (data, extension, label)
    with turns.given_up(), _places:
        child, answer = _asked(*asked)
        if answer is None and not (child.began or child.late or child.stopped):
            # The child had died while it was idle.
            child, answer = _asked(*asked, fresh=True)
    if answer is None:
        if child.late:
            raise ArticleError(
                f"{label} takes more than {MAX_PROCESSOR_SECONDS} seconds to read; save only the article in "
                "a new file, or paste its text."
            )
        raise ArticleError(
            f"{label} cannot be read: it is damaged, or needs too much memory; save it again, or paste the "
            "article's text."
        )
    if answer["state"] == "refused":
        raise ArticleError(answer["message"])
    return _content(answer)


def _asked(
    data: bytes, extension: str | None, label: str, *, fresh: bool = False
) -> tuple[_Child, dict[str, Any] | None]:
    child = _taken(label, fresh=fresh)
    try:
        return child, child.parse(data, extension, label)
    finally:
        _given_back(child)


def stop(thread: int | None) -> None:
    """Kill the child that parses a file for a thread, if any; the thread gets an ArticleError.

    Args:
        thread: its id from `threading.get_ident`.
    """
    with _lock:
        child = _at_work.get(thread) if thread is not None else None
    if child:
        child.stop()


def _taken(label: str, *, fresh: bool) -> _Child:
    with _lock:
        child = None
        while _idle and child is None and not fresh:
            candidate = _idle.pop()
            if candidate.usable:
                child = candidate
            else:
                candidate.close()
    try:
        child = child or _Child()
    except OSError as error:
        raise ResourceError(
            f"{label} cannot be read: a process could not be started ({error.strerror}); close programs "
            "and try again."
        ) from None
    with _lock:
        _at_work[threading.get_ident()] = child
    return child


def _given_back(child: _Child) -> None:
    with _lock:
        _at_work.pop(threading.get_ident(), None)
        if child.usable and not (child.late or child.stopped) and len(_idle) < _MAX_IDLE:
            _idle.append(child)
            return
    child.close()


def _content(answer: dict[str, Any]) -> ClassifiedText:
    return ClassifiedText(
        answer["text"],
        tuple(Block(*each) for each in answer["blocks"]),
        answer["source_url"],
        answer["encoding"],
        tuple(answer["notices"]),
        About(**answer["about"]),
    )

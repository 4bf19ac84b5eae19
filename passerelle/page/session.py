"""State of each visitor that the page keeps between requests."""

import threading
from collections import OrderedDict

# A job that was requested and has not started yet.
_QUEUED = object()
# A page that was just loaded opens with a result, unless the visitor begins something else before it arrives.
_OPENING = object()
# Maximum number of visitors remembered.
MAX_SESSIONS = 500


class Session:
    """The jobs of one visitor: at most one briefing, and at most one job on a model.

    Handlers of one visitor run in several threads; every change is a single assignment.
    """

    def __init__(self) -> None:
        self._job: object | None = None
        self._unseen: object | None = None
        self._stop_model = threading.Event()
        self._removal: str | None = None
        self._is_closed = False

    def open_page(self) -> None:
        """Let the page open with a result; anything that the visitor begins takes precedence."""
        if not self._is_closed:
            self._job, self._unseen = _OPENING, None

    @property
    def is_opening(self) -> bool:
        """Return whether the page still waits for the result that it opens with."""
        return self._job is _OPENING

    @property
    def is_busy(self) -> bool:
        """Return whether something that the visitor began is queued or running."""
        return self._job is not None

    def take_page(self) -> None:
        """Take the page from the current briefing, which may then no longer change it."""
        self._job = object()

    def queue_briefing(self) -> None:
        """Queue a new briefing; an earlier one loses the page at once."""
        if not self._is_closed:
            self._job, self._unseen = _QUEUED, None

    def start_briefing(self) -> object | None:
        """Return the token of a new briefing; None if it was stopped while it was queued."""
        if self._job is None:
            return None
        unseen = self._unseen is _QUEUED
        self._job = token = object()
        self._unseen = token if unseen else None
        return token

    def stop_briefing(self) -> bool:
        """Stop the briefing; return whether it was still queued."""
        queued = self._job in (_QUEUED, _OPENING)
        self._job = None
        return queued

    def is_stopped(self, token: object) -> bool:
        """Return whether this briefing should stop: it was stopped, or a newer one has the page."""
        return self._job is not token

    def is_superseded(self, token: object) -> bool:
        """Return whether a newer briefing has the page, so that this one must not change it."""
        return self._job not in (token, None)

    def show_another(self) -> None:
        """Record that the visitor opened another result; the running briefing continues in the background."""
        self._unseen = self._job

    def is_unseen(self, token: object) -> bool:
        """Return whether the visitor opened another result during this briefing."""
        return self._unseen is token

    def start_model_job(self) -> threading.Event:
        """Return the event that tells a new job on a model to stop.

        A question about removal that was not answered is dropped.
        """
        self._removal = None
        self._stop_model = threading.Event()
        if self._is_closed:
            self._stop_model.set()
        return self._stop_model

    def stop_model_job(self) -> None:
        """Stop the job on a model, if there is one."""
        self._stop_model.set()

    def ask_removal(self, model: str) -> None:
        """Note that the visitor was asked whether to remove this model."""
        self._removal = model

    def confirms_removal(self, model: str) -> bool:
        """Return whether the visitor was last asked about this model, and forget the question."""
        asked, self._removal = self._removal, None
        return asked == model

    def close(self) -> None:
        """Stop all jobs, and let none begin any more."""
        self._is_closed = True
        self.stop_briefing()
        self.stop_model_job()


class Sessions:
    """The sessions of all visitors, by Gradio's session hash."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str | None, Session] = OrderedDict()
        # A signal handler may close all sessions while its own thread holds the lock.
        self._lock = threading.RLock()
        self._is_closed = False

    def get(self, visitor: str | None) -> Session:
        """Return the session of a visitor; a new one at the first request.

        The server does not always learn that a visitor left, so the least recently used session is closed
        when there are too many.
        """
        with self._lock:
            session = self._sessions.setdefault(visitor, Session())
            self._sessions.move_to_end(visitor)
            if self._is_closed:
                session.close()
            if len(self._sessions) > MAX_SESSIONS:
                self._sessions.popitem(last=False)[1].stop_briefing()
            return session

    def close(self, visitor: str | None) -> None:
        """Stop the briefing of a visitor who left, and forget the session.

        A job on a model continues, since its result outlives the visit.
        """
        with self._lock:
            session = self._sessions.pop(visitor, None)
        if session:
            session.stop_briefing()

    def close_all(self) -> None:
        """Stop the work of all visitors; what is still queued does not begin."""
        with self._lock:
            self._is_closed = True
            sessions = list(self._sessions.values())
            self._sessions.clear()
        for session in sessions:
            session.close()

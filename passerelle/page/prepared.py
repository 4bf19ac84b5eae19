"""The briefings of the examples, created once and shown to every visitor who opens them."""

import logging
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from passerelle.article import Article
from passerelle.briefing import Briefer, Briefing, Request
from passerelle.modelstore.in_use import ModelInUse, models_in_use
from passerelle.output import render
from passerelle.page.steps import steps
from passerelle.page.turns import Fairness

# Enough for three examples in the lengths that the page offers, with some to spare.
MAX_KEPT = 20
# Time to finish two groups of sentences when the page ends, on a busy machine.
MAX_ENDING_SECONDS = 30.0
# Time after the start during which no examples are prepared: that takes both cores of a small machine, and
# more than doubled the time until the first visitor could use the page.
REST_SECONDS = 60.0
_log = logging.getLogger("passerelle")


class PreparedBriefings:
    """Briefs articles, and caches the briefings of the examples.

    Args:
        briefer: the models to use.
        fairness: shares the machine among visitors.
        examples: the texts of the examples.
        models_file: the models.txt that the briefer was made with.
    """

    def __init__(
        self, briefer: Briefer, fairness: Fairness, examples: Collection[str], models_file: Path | None = None
    ) -> None:
        self._briefer, self._fairness, self._models_file = briefer, fairness, models_file
        self._examples = frozenset(examples)
        self._made: deque[tuple[Request, Briefing]] = deque(maxlen=MAX_KEPT)
        self._models: list[ModelInUse] = []
        self._lock = threading.Lock()

    def prepare(self, requests: Iterable[Request], rest: float = REST_SECONDS) -> Callable[[], None]:
        """Brief in the background the examples that no visitor has opened.

        Args:
            requests: the examples.
            rest: seconds to wait before that.

        Returns:
            A function that stops the work: a program that exits while a model runs is aborted by the system.
        """
        ending = threading.Event()

        def work() -> None:
            ending.wait(rest)
            for request in requests:
                if ending.is_set():
                    return
                try:
                    for _ in self.steps(request, ending.is_set):
                        pass
                except Exception:  # a visitor who opens the example sees the error
                    _log.debug("an example", exc_info=True)

        thread = threading.Thread(target=work, name="examples", daemon=True)
        thread.start()

        def end() -> None:
            ending.set()
            thread.join(MAX_ENDING_SECONDS)

        return end

    def steps(self, request: Request, stopped: Callable[[], bool]) -> Iterator[Article | str | Briefing]:
        """Brief an article as `passerelle.page.steps.steps` does; an example is briefed once."""
        own = request.glossary or request.remembered  # the visitor's, not for others
        if not isinstance(request.source, str) or request.source not in self._examples or own:
            yield from steps(self._briefer, request, stopped, self._fairness)
            return
        with self._lock:
            if self._models != (models := models_in_use(self._models_file)):
                self._models = models
                self._made.clear()
            made = next((made for asked, made in self._made if asked == request), None)
        if made:
            yield render.reading_view(made)
            yield made
            return
        for step in steps(self._briefer, request, stopped, self._fairness):
            if isinstance(step, Briefing):
                self._made.append((request, step))
            yield step

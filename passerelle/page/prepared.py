"""The briefings of the examples, made once and shown to every visitor who asks for them."""

import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from passerelle.article import Article
from passerelle.briefing import Briefer, Briefing, Request
from passerelle.modelstore.in_use import ModelInUse, models_in_use
from passerelle.output import render
from passerelle.page.steps import steps
from passerelle.page.turns import Fairness


class PreparedBriefings:
    """Briefs articles, and keeps the briefings of the examples.

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
        self._made: dict[Request, Briefing] = {}
        self._models: list[ModelInUse] = []
        self._lock = threading.Lock()

    def steps(self, request: Request, stopped: Callable[[], bool]) -> Iterator[Article | str | Briefing]:
        """Brief an article as `passerelle.page.steps.steps` does; an example is briefed once."""
        if not isinstance(request.source, str) or request.source not in self._examples or request.glossary:
            yield from steps(self._briefer, request, stopped, self._fairness)
            return
        with self._lock:
            if self._models != (models := models_in_use(self._models_file)):
                self._models = models
                self._made.clear()
            made = self._made.get(request)
        if made:
            yield render.reading_view(made)
            yield made
            return
        for step in steps(self._briefer, request, stopped, self._fairness):
            if isinstance(step, Briefing):
                self._made[request] = step
            yield step

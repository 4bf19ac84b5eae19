"""Handlers for models: fetch, test and remove them, and add a line to models.txt."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from passerelle.briefing import Briefing
from passerelle.errors import PasserelleError
from passerelle.modelstore.in_use import models_in_use
from passerelle.modelstore.store import ModelState
from passerelle.page import fragments, model_jobs
from passerelle.page.access import OWNER_ONLY, Access
from passerelle.page.layout import (
    HIDDEN,
    OFF,
    ON,
    SHOWN,
    STOPPING,
    Changes,
    Layout,
    Values,
    language_choices,
    stop_button,
)
from passerelle.page.pace import Pace, time_left
from passerelle.page.session import Sessions


class ModelHandlers:
    """Handlers of the models panel.

    Args:
        layout: the widgets.
        sessions: the visitors.
        models_file: the models.txt to work on; None for the user's own and the bundled one.
        access: who may use the page. Only its owner may name folders on this machine and, on a page that
            others can reach, change models.
    """

    def __init__(
        self,
        layout: Layout,
        sessions: Sessions,
        models_file: Path | None = None,
        access: Access | None = None,
    ) -> None:
        self.panel = layout.models
        self.language = layout.form.language
        self.message, self.current = layout.form.message, layout.form.current
        self.sessions = sessions
        self.models_file = models_file
        self.access = access or Access()

    @property
    def jobs(self) -> tuple[gr.Button, ...]:
        """The buttons that start jobs."""
        return self.panel.fetch, self.panel.test, self.panel.remove

    def fetch(self, values: Values, request: gr.Request) -> Iterator[Changes]:
        """Fetch the chosen model."""
        if self._is_barred(request, shared_only=True):
            yield {self.panel.status: fragments.remark(OWNER_ONLY, trouble=True)}
            return
        yield from self._work(model_jobs.fetch, values, request)

    def better(self, values: Values, request: gr.Request) -> Iterator[Changes]:
        """Fetch a model that was offered; then offer a new translation of the article that is shown."""
        try:
            wanted = str(json.loads(values[self.message])["model"])
        except (ValueError, TypeError, KeyError, RecursionError):
            wanted = ""
        offered = self._offered(request)
        languages = [state.spec.languages for state in offered if state.spec.location == wanted]
        if not languages:
            yield {self.panel.offer: fragments.offer(offered)}
            return
        for change in self._work(model_jobs.fetch, {**values, self.panel.model: wanted}, request):
            note = change[self.panel.status]
            if self.panel.table not in change:
                yield {**change, self.panel.offer: fragments.offer_work(note)}
                continue
            lacking = any(state.spec.location == wanted for state in self._offered(request))
            again = _reads(values[self.current], languages[0])
            end = fragments.offer_end(note, retry=wanted if lacking else None, again=again)
            yield {**change, self.panel.offer: end}

    def _offered(self, request: gr.Request) -> list[ModelState]:
        """Return the better models that this visitor may fetch."""
        if self._is_barred(request, shared_only=True):
            return []
        return model_jobs.better(model_jobs.states(self.models_file))

    def test(self, values: Values, request: gr.Request) -> Iterator[Changes]:
        """Test the chosen model."""
        yield from self._work(model_jobs.verify, values, request)

    def remove(self, values: Values, request: gr.Request) -> Iterator[Changes]:
        """Remove the chosen model and the user's own line with it; ask first if something would be lost."""
        wanted = values[self.panel.model]
        if self._is_barred(request, shared_only=True):
            yield {self.panel.status: fragments.remark(OWNER_ONLY, trouble=True)}
            return
        session = self.sessions.get(request.session_hash)
        question = model_jobs.removal_question(wanted, self.models_file)
        if question and not session.confirms_removal(wanted):
            session.ask_removal(wanted)
            yield {self.panel.status: fragments.question(question)}
            return
        yield from self._work(model_jobs.remove, values, request)

    def stop(self, request: gr.Request) -> Changes:
        """Stop the visitor's job."""
        self.sessions.get(request.session_hash).stop_model_job()
        return {self.panel.stop: STOPPING}

    def add(self, values: Values, request: gr.Request | None = None) -> Changes:
        """Add the typed line to the user's own models.txt; without a request, it is called from Python."""
        named = model_jobs.names_folder(values[self.panel.line])
        if request and self._is_barred(request, shared_only=not named):
            return {self.panel.status: fragments.remark(OWNER_ONLY, trouble=True)}
        try:
            wanted, outcome = model_jobs.add(values[self.panel.line], self.models_file)
        except PasserelleError as error:
            return {self.panel.status: fragments.remark(str(error), trouble=True)}
        note = fragments.remark(outcome.message)
        return {
            self.panel.status: note,
            self.panel.line: "",
            **self.refresh(values[self.language], wanted),
        }

    def refresh(self, code: str, wanted: str | None = None, gone: str | None = None) -> Changes:
        """Show the models as they are now.

        Args:
            code: the chosen language, kept if it is still offered.
            wanted: the model to choose, as returned by `model_jobs.choices`; None keeps the choice.
            gone: the model that was chosen, which may have been removed from models.txt.
        """
        panel = self.panel
        try:
            uses, states = models_in_use(self.models_file), model_jobs.states(self.models_file)
        except PasserelleError as error:
            return {panel.table: fragments.remark(str(error), trouble=True)}
        offered, models = language_choices(uses), model_jobs.choices(states)
        if gone and gone not in (known for _, known in models):
            wanted = models[0][1]
        chosen = gr.update(choices=models)
        return {
            panel.in_use: fragments.models_note(uses),
            panel.offer: fragments.offer(model_jobs.better(states)),
            panel.table: fragments.models_table(model_jobs.one_each(states)),
            panel.model: chosen | ({"value": wanted} if wanted else {}),
            self.language: gr.update(choices=offered, value=code if code in dict(offered).values() else ""),
        }

    def show_models(self, code: str, request: gr.Request) -> Changes:
        """Show the models as they are when the page is opened."""
        shown = self.refresh(code)
        if self.panel.offer in shown and self._is_barred(request, shared_only=True):
            shown[self.panel.offer] = ""
        return shown

    def _is_barred(self, request: gr.Request, *, shared_only: bool) -> bool:
        """Return whether a request is refused because only the owner may make it.

        Args:
            request: the visitor's request.
            shared_only: whether this applies only to a page that others can reach.
        """
        if shared_only and not self.access.is_shared:
            return False
        return not self.access.is_from_owner(request)

    def _work(self, job: model_jobs.Job, values: Values, request: gr.Request) -> Iterator[Changes]:
        panel = self.panel
        stop = self.sessions.get(request.session_hash).start_model_job()
        pace = Pace()
        yield {
            panel.status: fragments.model_work(None),
            **dict.fromkeys(self.jobs, OFF),
            panel.stop: stop_button(enabled=True) | SHOWN,
        }
        for event in job(values[panel.model], stop.is_set, self.models_file):
            if isinstance(event, model_jobs.JobResult):
                yield {
                    panel.status: fragments.remark(event.message, trouble=event.trouble),
                    **dict.fromkeys(self.jobs, ON),
                    panel.stop: HIDDEN,
                    **self.refresh(values[self.language], gone=values[panel.model]),
                }
            else:
                yield {panel.status: fragments.model_work(event, time_left(pace.left(event)))}


def _reads(made: Any, languages: Sequence[str]) -> bool:
    """Return whether a briefing has a text in one of these languages."""
    if not isinstance(made, Briefing):
        return False
    articles = [made.article, *([made.original.article] if made.original else [])]
    return any(article.language in languages for article in articles)

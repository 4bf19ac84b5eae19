"""What the page does about articles: brief them, stop, open files, show examples."""

import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.utils import get_upload_folder

from passerelle.article import Article, read
from passerelle.article.reader import identified
from passerelle.briefing import Briefer, Briefing, Request
from passerelle.errors import PasserelleError
from passerelle.languages.identify import language_name
from passerelle.modelstore import registry
from passerelle.page import fragments
from passerelle.page.downloads import write_files
from passerelle.page.examples import example_original
from passerelle.page.files import prune
from passerelle.page.layout import HIDDEN, OFF, ON, SHOWN, STOPPING, Layout, stop_button
from passerelle.page.session import Sessions
from passerelle.page.steps import steps
from passerelle.page.turns import Fairness
from passerelle.urls import is_address
from translate import Glossary
from translate.memory import Memory

# Articles whose sentences are translated at the same time.
MAX_AT_ONCE = 2
FULL = "Too many articles are waiting for their turn. Try again in a minute."
# Widgets, each with its new value or update.
Changes = dict[Any, Any]
# Widgets, each with its value.
Values = Mapping[Any, Any]

_log = logging.getLogger("passerelle")


class BriefHandlers:
    """Handlers of the article form and its options.

    Args:
        briefer: makes the briefings.
        layout: the widgets.
        sessions: the visitors.
        examples: text of each example file.
        models_file: the models.txt that the briefer was made with.
    """

    def __init__(
        self,
        briefer: Briefer,
        layout: Layout,
        sessions: Sessions,
        examples: Mapping[Path, str],
        models_file: Path | None = None,
    ) -> None:
        self.briefer = briefer
        self.form, self.options, self.view = layout.form, layout.options, layout.view
        self.sessions = sessions
        self.examples = examples
        self.models_file = models_file
        self.fairness = Fairness(MAX_AT_ONCE)

    def begin(self, request: gr.Request) -> Changes:
        """Change the page at once, though the briefing may have to wait for its turn."""
        self.sessions.get(request.session_hash).queue_briefing()
        return {**self._working(), **dict.fromkeys(self.form.downloads.values(), HIDDEN)}

    def brief_text(self, values: Values, request: gr.Request) -> Iterator[Changes]:
        """Brief what the box shows: text, or the address of an article.

        The box cannot show all of an opened file or page, such as where its links lead: as long as
        its text is unchanged, the opened article is briefed.
        """
        opened, source = values[self.form.opened], values[self.form.article]
        if opened and _with_newlines(opened.text) == _with_newlines(source):
            code = values[self.form.language]
            known = registry.source_languages(self.models_file)
            source = replace(opened, language=code) if code else identified(opened, known)
        yield from self._brief(lambda: self._asked(source, values), request)

    def brief_file(self, values: Values, request: gr.Request) -> Iterator[Changes]:
        """Brief an uploaded file."""
        yield from self._brief(lambda: self._asked(Path(values[self.form.upload]), values), request)

    def brief_example(self, path: Path) -> Callable[[Values, gr.Request], Iterator[Changes]]:
        """Return a handler that briefs an example with the original that comes with it.

        Nothing is fetched: the addresses in examples are invented.
        """

        def handler(values: Values, request: gr.Request) -> Iterator[Changes]:
            def asked() -> Request:
                return Request(
                    self.examples[path],
                    original=example_original(path),
                    glossary=values[self.options.opened_glossary],
                    length=values[self.options.length],
                    align_words=True,
                )

            yield from self._brief(asked, request)

        return handler

    def show_example(self, path: Path) -> Callable[[gr.Request], Changes]:
        """Return a handler that puts an example into the form."""

        def handler(request: gr.Request) -> Changes:
            return {
                self.form.article: self.examples[path],
                self.form.language: "",
                self.options.original: "",
                **self.forget_original(),
                **self.begin(request),
            }

        return handler

    def refuse(self, request: gr.Request) -> Changes:
        """Say that a briefing was not taken into the queue."""
        self.sessions.get(request.session_hash).stop_briefing()
        return {self.view: fragments.notice(FULL), **self._idle()}

    def stop(self, request: gr.Request) -> Changes:
        """Stop the visitor's briefing."""
        if self.sessions.get(request.session_hash).stop_briefing():
            return {self.view: fragments.notice("Stopped before it began."), **self._idle()}
        return {self.form.stop: STOPPING}

    def leave(self, request: gr.Request) -> None:
        """Stop the work of a visitor who closed the page."""
        self.sessions.close(request.session_hash)

    def open_original(self, path: str) -> Changes:
        """Read an uploaded original."""
        box, opened, note = self.options.original, self.options.opened_original, self.options.original_note
        try:
            found = read(Path(path), languages=registry.source_languages(self.models_file))
        except PasserelleError as error:
            return {box: "", opened: None, note: fragments.remark(str(error), trouble=True)}
        name = f"{Path(path).name}, in {language_name(found.language)}"
        return {box: found.text, opened: found, note: fragments.remark(name)}

    def forget_original(self) -> Changes:
        """Drop an uploaded original, whose text the visitor has changed."""
        return {self.options.opened_original: None, self.options.original_note: ""}

    def open_glossary(self, path: str) -> Changes:
        """Read an uploaded glossary."""
        try:
            found = Glossary.read(Path(path))
        except PasserelleError as error:
            return self._glossary(None, fragments.remark(f"{error} No glossary is used.", trouble=True))
        count = len(found.terms)
        terms = "1 term" if count == 1 else f"{count:,} terms"
        return self._glossary(found, fragments.remark(f"Using {Path(path).name}: {terms}."))

    def remove_glossary(self) -> Changes:
        """Use no glossary."""
        return self._glossary(None, fragments.glossary_form())

    def clear_memory(self) -> Changes:
        """Delete the saved translations."""
        try:
            note = fragments.remark(f"Cleared {Memory().clear():,} saved sentences.")
        except PasserelleError as error:
            note = fragments.remark(str(error), trouble=True)
        return {self.options.memory_note: note}

    def _asked(self, source: Path | str | Article, values: Values) -> Request:
        typed = (values[self.options.original] or "").strip()
        return Request(
            source,
            language=values[self.form.language] or None,
            original=values[self.options.opened_original] or typed or None,
            fetch=values[self.options.fetch],
            glossary=values[self.options.opened_glossary],
            length=values[self.options.length],
            align_words=True,
        )

    def _brief(self, asking: Callable[[], Request], request: gr.Request) -> Iterator[Changes]:
        """Brief an article; yield changes until a newer briefing has the page.

        Args:
            asking: returns what to brief; a program may have sent anything.
            request: the visitor's.
        """
        session = self.sessions.get(request.session_hash)
        token = session.start_briefing()
        if token is None:
            yield {self.form.brief: ON}  # gradio empties the outputs of a generator that yields nothing
            return
        for change in self._changes(asking, lambda: session.is_stopped(token)):
            if session.is_superseded(token):
                return
            yield change

    def _changes(self, asking: Callable[[], Request], stopped: Callable[[], bool]) -> Iterator[Changes]:
        yield self._working()
        try:
            asked = asking()
            for step in steps(self.briefer, asked, stopped, self.fairness):
                if isinstance(step, str):
                    yield {self.view: step}
                elif isinstance(step, Briefing):
                    yield from self._downloads(step)
                elif isinstance(asked.source, Path) or (
                    isinstance(asked.source, str) and is_address(asked.source)
                ):
                    yield {self.form.article: step.text, self.form.opened: step}
        except PasserelleError as error:
            yield {self.view: fragments.notice(str(error))}
        except Exception:
            _log.exception("The page could not brief an article")
            message = "Something went wrong. Try again, or paste the text of the article."
            yield {self.view: fragments.notice(message)}
        yield self._idle()

    def _downloads(self, briefing: Briefing) -> Iterator[Changes]:
        """Offer the files of a briefing; gradio copies them before the next change is asked for."""
        prune(Path(get_upload_folder()))
        with tempfile.TemporaryDirectory() as folder:
            yield {
                self.form.downloads[kind]: gr.update(value=str(path), visible=True)
                for kind, path in write_files(briefing, Path(folder)).items()
            }

    def _working(self) -> Changes:
        return {
            self.view: fragments.waiting(),
            self.form.brief: OFF,
            self.form.stop: stop_button(enabled=True),
        }

    def _idle(self) -> Changes:
        return {self.form.brief: ON, self.form.stop: stop_button(enabled=False)}

    def _glossary(self, glossary: Glossary | None, note: str) -> Changes:
        return {
            self.options.opened_glossary: glossary,
            self.options.glossary_note: note,
            self.options.clear_glossary: SHOWN if glossary else HIDDEN,
        }


def _with_newlines(text: str) -> str:
    """Return a text with the line ends that a browser returns."""
    return text.replace("\r\n", "\n").replace("\r", "\n")

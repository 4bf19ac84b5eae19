"""Handlers for articles: brief them, stop, open files, show examples."""

import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import gradio as gr
from gradio.utils import get_upload_folder

from passerelle.article import Article
from passerelle.article.reader import in_language
from passerelle.briefing import Briefer, Briefing, Request
from passerelle.errors import remedy
from passerelle.modelstore import registry
from passerelle.output import render
from passerelle.output.wording import brief_change, tab_title
from passerelle.page import fragments
from passerelle.page.downloads import write_files
from passerelle.page.examples import example_original
from passerelle.page.files import prune
from passerelle.page.kept import keep, keep_all
from passerelle.page.layout import (
    NO_FILE,
    OFF,
    ON,
    STOPPING,
    UNCHANGED,
    Changes,
    Layout,
    Values,
    stop_button,
)
from passerelle.page.pace import time_left
from passerelle.page.prepared import PreparedBriefings
from passerelle.page.problems import problem_of
from passerelle.page.queue import MAX_QUEUE, QueuedArticle, work_through
from passerelle.page.session import Sessions
from passerelle.page.settings import read_settings
from passerelle.page.sources import address_or_text, addresses, with_newlines
from passerelle.page.turns import Fairness
from passerelle.urls import host, is_address

# Maximum number of articles that are worked on at the same time.
MAX_AT_ONCE = 2
FULL = "Too many articles are waiting for their turn. Try again in a minute."
UNSENT = "Some of the result could not be shown. Free some space on the server's disk, or try again."


class BriefHandlers:
    """Handlers of the article form.

    Args:
        briefer: creates the briefings.
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
        self.line, self.queue = layout.line, layout.queue
        self.sessions = sessions
        self.examples = examples
        self.models_file = models_file
        self.fairness = Fairness(MAX_AT_ONCE)
        self._has_briefed = False
        self.prepared = PreparedBriefings(briefer, self.fairness, examples.values(), models_file)

    def begin(self, request: gr.Request) -> Changes:
        """Change the page at once, even if the briefing has to wait for its turn."""
        self.sessions.get(request.session_hash).queue_briefing()
        return {self.queue: "", **self._working()}

    def open_page(self, request: gr.Request) -> Changes:
        """Start the result that the page opens with."""
        self.sessions.get(request.session_hash).open_page()
        return {self.queue: "", **self._working()}

    def brief_text(self, values: Values, request: gr.Request) -> Iterator[Changes]:
        """Brief the content of the text box: a text, or the address of an article.

        The box cannot show all of an opened file or page, such as where its links lead: as long as
        its text is unchanged, the opened article is briefed.
        """
        several = addresses(values[self.form.article])
        if len(several) > 1:
            yield from self.run_queue(several, several, values, request)
            return
        source = self._source(values)
        yield from self.run(lambda: self.asked(source, values), values, request)

    def brief_file(self, values: Values, request: gr.Request) -> Iterator[Changes]:
        """Brief an uploaded file, or several one after the other."""
        given = values[self.form.upload]
        paths = [Path(path) for path in ([given] if isinstance(given, str) else given or [])]
        if len(paths) != 1:
            yield from self.run_queue(paths, [path.name for path in paths], values, request)
            return
        path = paths[0]
        yield from self.run(lambda: self.asked(path, values), values, request)

    def brief_example(self, path: Path) -> Callable[[Values, gr.Request], Iterator[Changes]]:
        """Return a handler that briefs an example with its bundled original.

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
                    remembered=values[self.options.opened_memory] or {},
                )

            yield from self.run(asked, values, request)

        return handler

    def show_example(self, path: Path) -> Callable[[gr.Request], Changes]:
        """Return a handler that puts an example into the form."""

        def handler(request: gr.Request) -> Changes:
            return {
                self.form.article: self.examples[path],
                self.form.language: "",
                self.form.corrections: {},
                self.options.original: "",
                **self.forget_original(),
                **self.begin(request),
            }

        return handler

    def refuse(self, request: gr.Request) -> Changes:
        """Report that a briefing was not accepted into Gradio's queue, or that Gradio could not send it."""
        if self.sessions.get(request.session_hash).stop_briefing():
            return {self.view: fragments.notice(FULL), **self._not_begun()}
        return {self.queue: fragments.remark(UNSENT, trouble=True), **self.idle()}

    def stop(self, request: gr.Request) -> Changes:
        """Stop the visitor's briefing."""
        if self.sessions.get(request.session_hash).stop_briefing():
            return {self.view: fragments.notice("Stopped before it began."), **self._not_begun()}
        return {self.form.stop: STOPPING}

    def leave(self, request: gr.Request) -> None:
        """Stop the work of a visitor who closed the page."""
        self.sessions.close(request.session_hash)

    def forget_original(self) -> Changes:
        """Drop an uploaded original once the visitor has changed its text."""
        return {self.options.opened_original: None, self.options.original_note: ""}

    def _source(self, values: Values) -> str | Article:
        """Return what the text box refers to: an opened article, an address, or the text itself."""
        opened, source = values[self.form.opened], values[self.form.article]
        if opened and with_newlines(opened.text) == with_newlines(source):
            known = registry.source_languages(self.models_file)
            return in_language(opened, values[self.form.language] or None, known)
        return address_or_text(source)

    def asked(self, source: Path | str | Article, values: Values) -> Request:
        """Return the request that the form makes for this source."""
        typed = address_or_text((values[self.options.original] or "").strip())
        sites = read_settings(values[self.options.settings]).sites
        return Request(
            source,
            language=values[self.form.language] or None,
            original=values[self.options.opened_original] or typed or self._same_original(source, values),
            fetch=bool(values[self.options.fetch]) or frozenset(sites),
            glossary=values[self.options.opened_glossary],
            length=values[self.options.length],
            align_words=True,
            corrections=values[self.form.corrections] or {},
            remembered=values[self.options.opened_memory] or {},
        )

    def _same_original(self, source: Path | str | Article, values: Values) -> Article | None:
        """Return the original that this article was compared with just before."""
        current = values[self.form.current]
        if not isinstance(current, Briefing) or not current.crosscheck or not current.original:
            return None
        text = source.text if isinstance(source, Article) else source
        same = isinstance(text, str) and with_newlines(text) == with_newlines(current.article.text)
        return current.original.article if same else None

    def run(
        self, asking: Callable[[], Request], values: Values, request: gr.Request, *, quiet: bool = False
    ) -> Iterator[Changes]:
        """Brief an article; yield changes until a newer briefing takes over the page.

        If the visitor opens another result meanwhile, this one only joins today's list when it is done.

        Args:
            asking: returns what to brief; a program may have sent anything.
            values: the values of the widgets.
            request: the visitor's request.
            quiet: whether the view stays unchanged until the new one is complete.
        """
        session = self.sessions.get(request.session_hash)
        token = session.start_briefing()
        if token is None:
            yield {self.form.brief: ON}  # if a generator yields nothing, Gradio clears its outputs
            return
        stopped, unseen = partial(session.is_stopped, token), partial(session.is_unseen, token)
        for change in self._changes(asking, values, stopped, unseen, quiet=quiet):
            if session.is_superseded(token):
                yield UNCHANGED
                return
            yield change

    def _changes(
        self,
        asking: Callable[[], Request],
        values: Values,
        stopped: Callable[[], bool],
        unseen: Callable[[], bool],
        *,
        quiet: bool,
    ) -> Iterator[Changes]:
        if not quiet:
            yield {**self._working(), **self.no_files()}
        briefed, problem = False, ""
        try:
            asked = asking()
            for step in self.prepared.steps(asked, stopped):
                if isinstance(step, Briefing):
                    briefed = True
                    again = values[self.form.current]
                    same = isinstance(again, Briefing) and again.article.text == step.article.text
                    identifier = values[self.form.kept_id] if same else None
                    yield from self._finished(step, asked, identifier, unseen=unseen)
                elif unseen():
                    continue
                elif isinstance(step, str):
                    if not quiet:
                        yield {self.view: step}
                elif isinstance(asked.source, Path) or (
                    isinstance(asked.source, str) and is_address(asked.source)
                ):
                    yield {self.form.article: step.text, self.form.opened: step}
        except Exception as error:
            problem = problem_of(error, self.models_file, chosen=bool(values[self.form.language]))
        shown = self.idle()
        if problem and (quiet or unseen()):
            shown[self.queue] = fragments.remark(problem, trouble=True)
        elif problem:
            shown[self.view] = fragments.notice(problem)
        if not (briefed or unseen()):
            # A quiet run leaves the result that it started from in view.
            before = self.line_of(values[self.form.current]) if quiet else fragments.unfinished("Stopped")
            shown[self.line] = before
        yield shown

    def run_queue(
        self, sources: Sequence[Path | str], names: Sequence[str], values: Values, request: gr.Request
    ) -> Iterator[Changes]:
        """Brief several articles in order; show the first, and let each be opened when it is finished."""
        session = self.sessions.get(request.session_hash)
        token = session.start_briefing()
        if token is None:
            yield {self.form.brief: ON}
            return
        articles = [QueuedArticle(name) for name in names[:MAX_QUEUE]]
        asked = [partial(self.asked, source, values) for source in sources[:MAX_QUEUE]]
        stopped, unseen = partial(session.is_stopped, token), partial(session.is_unseen, token)
        kept: list[str] = []
        shown, beyond = False, max(0, len(sources) - MAX_QUEUE)
        yield UNCHANGED if unseen() else {self.view: fragments.waiting_for_first(first=not self._has_briefed)}
        problem = partial(problem_of, models_file=self.models_file, chosen=bool(values[self.form.language]))
        for step in work_through(self.briefer, asked, articles, stopped, self.fairness, problem):
            if session.is_superseded(token):
                yield UNCHANGED
                return
            if isinstance(step, tuple):
                article, made, wanted = step
                article.kept, article.name = uuid.uuid4().hex, tab_title(made, fragments.MAX_LINE_CHARS)
                hidden = (lambda: True) if shown else unseen
                for change in self._finished(made, wanted, article.kept, unseen=hidden):
                    kept.append(change[self.form.kept])
                    yield change
                shown = True
            left = time_left(step if isinstance(step, float) else None)
            yield {self.queue: fragments.queue(articles, left, beyond)}
        view = {} if shown or unseen() else {self.view: fragments.notice("None of these could be briefed.")}
        # Send all of them once more: a busy page can miss a change if the next one follows at once.
        again = {self.form.kept: keep_all(kept)} if kept else {}
        yield {self.queue: fragments.queue(articles, "", beyond), **again, **view, **self.idle()}

    def _finished(
        self, made: Briefing, asked: Request, identifier: str | None, *, unseen: Callable[[], bool]
    ) -> Iterator[Changes]:
        """Give a briefing to the browser to keep; unless another is shown, show it and offer its files."""
        self._has_briefed = True
        if not unseen():
            # Clear the original that the visitor gave: it belongs to this article, not to the next one.
            given = {self.options.original: "", **self.forget_original()}
            given[self.form.corrections] = dict(asked.corrections)
            changed = brief_change(asked.earlier.brief, made.brief) if asked.earlier else ""
            shown = self.shown(made, identifier, _options(asked), changed)
            for change in self.with_files(made, {**shown, **given}):
                if unseen():  # the visitor began another article while the files were written
                    break
                yield change
            else:
                return
        yield {self.form.kept: keep(made, _options(asked), identifier, quiet=True)}

    def shown(
        self, made: Briefing, identifier: str | None, options: Mapping[str, str], changed: str = ""
    ) -> Changes:
        """Show a briefing made with these options, and give it to the browser to keep under this name.

        Args:
            made: the briefing.
            identifier: its name; None for a new one.
            options: the options.
            changed: how its brief differs from the one that was shown, in a sentence.
        """
        identifier = identifier or uuid.uuid4().hex
        asks = made.original is None and made.original_problem is None
        return {
            self.view: render.reading_view(
                made, ask=host(made.article.source_url) if asks else "", changed=changed
            ),
            self.line: self.line_of(made),
            **self.no_files(),
            self.form.current: made,
            self.form.made_with: dict(options),
            self.form.kept_id: identifier,
            self.form.kept: keep(made, options, identifier),
        }

    def line_of(self, briefing: Briefing, applying: str = "") -> str:
        """Return the line above a result; see `fragments.line`."""
        text = with_newlines(briefing.article.text).strip()
        example = any(text == with_newlines(given).strip() for given in self.examples.values())
        return fragments.line(briefing, applying, example=example)

    def no_files(self) -> Changes:
        """Offer no files, since those that are offered are of the previous briefing."""
        return dict.fromkeys(self.form.downloads.values(), NO_FILE)

    def with_files(self, briefing: Briefing, shown: Changes) -> Iterator[Changes]:
        """Show a briefing with its files; Gradio copies them before it requests the next change.

        Both are one change: a busy page can miss a change if the next one follows at once.
        """
        try:
            prune(Path(get_upload_folder()))
            with tempfile.TemporaryDirectory() as folder:
                files = write_files(briefing, Path(folder)).items()
                offered = {self.form.downloads[kind]: gr.update(value=str(path)) | ON for kind, path in files}
                yield {**shown, **offered}
        except OSError as error:  # the briefing can still be read
            reason = (
                f"The files of this briefing cannot be written ({error.strerror}); {remedy(error)} and brief "
                "the article again."
            )
            yield {**shown, self.queue: fragments.remark(reason, trouble=True)}

    def _working(self) -> Changes:
        return {
            self.line: fragments.unfinished("Translating …"),
            self.view: fragments.waiting(first=not self._has_briefed),
            self.form.brief: OFF,
            self.form.stop: stop_button(enabled=True),
        }

    def empty(self) -> Changes:
        """Show the form alone."""
        return {self.view: "", self.line: "", **self.idle()}

    def _not_begun(self) -> Changes:
        return {self.line: fragments.unfinished("Stopped"), **self.idle()}

    def idle(self) -> Changes:
        """Enable the form for another article."""
        return {self.form.brief: ON, self.form.stop: stop_button(enabled=False)}


def _options(asked: Request) -> dict[str, str]:
    """Return the options to keep with a briefing."""
    return {"language": asked.language or "", "length": str(asked.length)}

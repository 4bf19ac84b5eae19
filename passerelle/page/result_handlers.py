"""Handlers for a result: fetch or compare its original, correct it, show it again."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import gradio as gr

from passerelle.article import Article
from passerelle.briefing import Briefing, Request
from passerelle.briefing.corrections import corrections_in
from passerelle.errors import PasserelleError
from passerelle.output import render
from passerelle.output.wording import one_line
from passerelle.page import fragments
from passerelle.page.brief_handlers import BriefHandlers
from passerelle.page.kept import restore
from passerelle.page.layout import UNCHANGED, Changes, Values, ask_again_button, stop_button
from passerelle.page.settings import LENGTHS, read_settings
from passerelle.page.sources import address_or_text
from passerelle.urls import host
from translate import Translation

BUSY = "This could not be done, since too many articles are waiting for their turn. Try again in a minute."
ANOTHER = (
    "Nothing was changed, since another article was shown by then. Open yours again, and repeat it there."
)
APPLYING, UNDOING = "Applying the correction …", "Undoing the correction …"
# Maximum length of the English that a visitor writes for one sentence.
MAX_CORRECTION_CHARS = 4000
# Maximum number of sentences corrected at once; the page sends those that are being applied again.
MAX_CORRECTIONS = 100


class ResultHandlers:
    """Handlers of the actions in the reading view.

    Args:
        briefs: creates the briefings.
    """

    def __init__(self, briefs: BriefHandlers) -> None:
        self.briefs = briefs
        self.form, self.options = briefs.form, briefs.options
        self.view, self.line = briefs.view, briefs.line
        self.sessions = briefs.sessions

    def act(self, values: Values, request: gr.Request) -> Iterator[Changes]:
        """Carry out the request of a button in the result; a client may send anything.

        `fetch` and `always` fetch the original, `compare` takes its text or address, `edit` corrects the
        English of sentences, `files` offers the result's files again, `restore` shows a briefing that the
        browser kept, and `own` shows the form instead of the result that the page would have opened with.
        The page names the article that it shows: by the time of the request, another one may be current.
        """
        try:
            asked = json.loads(values[self.form.message])
            action, current = asked["do"], values[self.form.current]
        except (ValueError, TypeError, KeyError, RecursionError):
            yield {self.form.stop: stop_button(enabled=False)}
            return
        if action == "own":
            self.sessions.get(request.session_hash).take_page()
            yield self.briefs.empty()
        elif action == "restore":
            self.sessions.get(request.session_hash).show_another()
            yield self.briefs.no_files()
            yield from self._restore(asked.get("kept"))  # a running briefing is not stopped
        elif not isinstance(current, Briefing):
            yield {
                self.view: fragments.notice("This briefing is no longer available. Brief the article again.")
            }
        elif asked.get("article", shown := render.identity(current.article)) != shown:
            yield {self.briefs.queue: fragments.remark(ANOTHER, trouble=True)}
        elif action in ("fetch", "always"):
            yield from self._fetch_original(current, values, request, always=action == "always")
        elif action == "compare":
            original = str(asked.get("text", "")).strip()
            yield from self._again(current, values, request, original=address_or_text(original))
        elif action == "edit":
            yield from self._edit(current, asked, values, request)
        elif action == "files":
            yield from self.briefs.with_files(current, {})

    def refuse(self) -> Changes:
        """Report that an action was not accepted into Gradio's queue; the result and running work stay."""
        return {self.briefs.queue: fragments.remark(BUSY, trouble=True)}

    def compare_file(self, values: Values, request: gr.Request) -> Iterator[Changes]:
        """Compare the article with a saved copy of its original."""
        current = values[self.form.current]
        if isinstance(current, Briefing):
            copy = Path(values[self.form.saved_copy])
            yield from self._again(current, values, request, original=copy)

    def arrive(self, values: Values, request: gr.Request) -> Iterator[Changes]:
        """Restore the result that the browser stored; on a first visit today, show the first example.

        A visitor who has today's briefings but opens a new window gets the form with their list, and one who
        has begun to fill in the form gets the form alone.
        """
        settings = read_settings(values[self.options.settings])
        yield {
            self.options.length: settings.length,
            self.options.fetch: settings.fetch,
            self.options.ask_again: ask_again_button(settings.sites),
        }
        session = self.sessions.get(request.session_hash)
        if not session.is_opening:  # the visitor has begun something else, or stopped it
            if not session.is_busy:
                yield self.briefs.idle()
            return
        try:
            stored = json.loads(values[self.form.message])
            kept, alone = stored.get("kept"), stored.get("today") or stored.get("own")
        except (ValueError, TypeError, AttributeError, RecursionError):
            kept = alone = None
        if not (kept or alone):
            yield from self.briefs.brief_example(next(iter(self.briefs.examples)))(values, request)
            return
        session.stop_briefing()
        for change in chain(self._restore(kept), [self.briefs.idle()]) if kept else [self.briefs.empty()]:
            if session.is_busy:
                yield UNCHANGED
                return
            yield change

    def _restore(self, kept: Any) -> Iterator[Changes]:
        try:
            found = restore(kept)
        except PasserelleError as error:
            yield {self.view: fragments.notice(str(error))}
            return
        made, language = found.briefing, found.options.get("language", "")
        codes = {code for _, code in self.form.language.choices or ()}
        # The length in the form stays: it is the visitor's setting for further articles.
        restored = {
            self.form.article: made.article.text,
            self.form.opened: made.article,
            self.form.language: language if language in codes else "",
            self.form.corrections: corrections_in(_translations(made)),
            **self.briefs.shown(made, found.id, found.options),
        }
        yield from self.briefs.with_files(made, restored)

    def _fetch_original(
        self, current: Briefing, values: Values, request: gr.Request, *, always: bool
    ) -> Iterator[Changes]:
        address = current.article.source_url
        if always:
            settings = read_settings(values[self.options.settings]).with_site(host(address))
            yield {
                self.options.settings: settings.stored(),
                self.options.ask_again: ask_again_button(settings.sites),
            }
        yield from self._again(current, values, request, original=address)

    def _again(
        self,
        current: Briefing,
        values: Values,
        request: gr.Request,
        *,
        original: Path | str | Article | None,
        corrections: Mapping[str, str] | None = None,
        quiet: bool = False,
    ) -> Iterator[Changes]:
        """Brief the article shown again as it was made, with another original or other corrections.

        Sentences keep their English: the form may have another glossary than the briefing was made with.
        """
        self.sessions.get(request.session_hash).queue_briefing()

        def asking() -> Request:
            made = replace(self.briefs.asked(current.article, self._as_made(values)), earlier=current)
            if corrections is None:
                return replace(made, original=original or made.original)
            return replace(made, original=original, fetch=False, corrections=corrections)

        yield from self.briefs.run(asking, values, request, quiet=quiet)

    def _as_made(self, values: Values) -> Values:
        """Return the values of the widgets with the options that the briefing shown was made with."""
        options = values[self.form.made_with] or {}
        length = options.get("length")
        return {
            **values,
            self.form.language: options.get("language", ""),
            self.options.length: length if length in LENGTHS else values[self.options.length],
        }

    def _edit(
        self, current: Briefing, asked: Mapping[str, Any], values: Values, request: gr.Request
    ) -> Iterator[Changes]:
        """Correct the English of some sentences; without a text, restore the model's.

        The corrections count once they are applied: until then, they are only in the request.
        """
        edits = asked.get("edits")
        given = [edit for edit in edits if isinstance(edit, Mapping)] if isinstance(edits, list) else []
        corrections = dict(values[self.form.corrections] or {})
        texts = []
        for edit in given[:MAX_CORRECTIONS]:
            source = _source_of(current, str(edit.get("key", "")))
            if source and _is_same(source, edit.get("source", source)):
                corrections.pop(source, None)
                texts.append(one_line(str(edit.get("text", "")))[:MAX_CORRECTION_CHARS])
                corrections |= {source: texts[-1]} if texts[-1] else {}
        if not texts:
            yield UNCHANGED  # if a generator yields nothing, Gradio clears its outputs
            return
        yield {
            self.line: self.briefs.line_of(current, APPLYING if any(texts) else UNDOING),
            **self.briefs.no_files(),
        }
        original = current.original.article if current.original else None
        yield from self._again(
            current, values, request, original=original, corrections=corrections, quiet=True
        )


def _source_of(current: Briefing, key: str) -> str | None:
    """Return the source of a sentence, given its key in the view; None if there is no such sentence."""
    side, _, index = key.partition("-")
    version = current.translation if side == "version" else current.original and current.original.translation
    # Python converts no number of more than 4,300 digits.
    if not version or len(index) > 9 or not index.isdecimal() or int(index) >= len(version.segments):
        return None
    return version.segments[int(index)].source


def _is_same(source: str, shown: Any) -> bool:
    """Return whether the page shows this sentence; it may write spaces and control characters differently."""
    return isinstance(shown, str) and [*filter(str.isalnum, source)] == [*filter(str.isalnum, shown)]


def _translations(made: Briefing) -> list[Translation]:
    return [made.translation, *([made.original.translation] if made.original else [])]

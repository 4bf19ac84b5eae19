"""Connect the widgets of the page to their handlers."""

from typing import Any

import gradio as gr

from passerelle.page.brief_handlers import BriefHandlers
from passerelle.page.layout import Layout
from passerelle.page.model_handlers import ModelHandlers
from passerelle.page.option_handlers import OptionHandlers
from passerelle.page.result_handlers import ResultHandlers

_QUICK: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
_BRIEF: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "concurrency_id": "brief",
    "trigger_mode": "multiple",
}
# Jobs on models queue in `model_jobs`, where a waiting job can be stopped.
_MODEL: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": None}


def connect(page: gr.Blocks, layout: Layout, briefs: BriefHandlers, models: ModelHandlers) -> None:
    """Connect all widgets."""
    _connect_briefs(page, layout, briefs)
    _connect_result(page, layout, briefs, ResultHandlers(briefs))
    _connect_options(layout, briefs, OptionHandlers(layout, briefs.models_file, models.access))
    _connect_models(page, layout, models)


def _values(layout: Layout) -> set[Any]:
    """Return the widgets that determine how an article is briefed."""
    form, options = layout.form, layout.options
    values: set[Any] = {form.article, form.opened, form.language, options.length, options.fetch}
    values |= {options.original, options.opened_original, options.settings}
    values |= {options.opened_glossary, options.opened_memory}
    return values | {form.current, form.made_with, form.kept_id, form.corrections, form.message}


def _briefed(layout: Layout) -> list[Any]:
    """Return the widgets that a briefing changes."""
    form, options = layout.form, layout.options
    shown = [form.article, form.opened, form.current, form.made_with, form.kept, form.kept_id]
    shown.append(form.corrections)
    given = [options.original, options.opened_original, options.original_note]
    return [*shown, *given, *_begun(layout), *form.downloads.values()]


def _begun(layout: Layout) -> list[Any]:
    form = layout.form
    return [layout.line, layout.view, layout.queue, form.brief, form.stop]


def _script(name: str, values: set[Any], message: Any) -> str:
    """Return a script that gets the message from the page's own script; Gradio sorts a set by widget ids."""
    place = sorted(values, key=lambda widget: widget._id).index(message)
    return f"async (...values) => {{ values[{place}] = await passerellePage.{name}(); return values; }}"


def _connect_briefs(page: gr.Blocks, layout: Layout, do: BriefHandlers) -> None:
    """Connect the widgets that start a briefing.

    Each click is first handled outside the queue: the visitor's current briefing stops at once and does not
    delay the new one.
    """
    form, options = layout.form, layout.options
    values, begun, briefed = _values(layout), _begun(layout), _briefed(layout)
    shown = [form.article, form.language, form.corrections, options.original, options.opened_original]
    shown.append(options.original_note)

    def connect(asked: Any, handler: Any, inputs: set[Any]) -> None:
        made = asked.then(handler, inputs, briefed, **_BRIEF)
        made.failure(do.refuse, None, begun, **_QUICK)

    connect(form.brief.click(do.begin, None, begun, **_QUICK), do.brief_text, values)
    connect(form.upload.upload(do.begin, None, begun, **_QUICK), do.brief_file, values | {form.upload})
    for path, button in form.examples.items():
        shows = button.click(do.show_example(path), None, [*shown, *begun], **_QUICK)
        connect(shows, do.brief_example(path), values)
    form.stop.click(do.stop, None, begun, **_QUICK)
    page.unload(do.leave)


def _connect_result(page: gr.Blocks, layout: Layout, briefs: BriefHandlers, do: ResultHandlers) -> None:
    """Connect the actions of a result and the page's initial content.

    The page's script supplies the request: Gradio takes its return value as the value of the hidden message.
    """
    form, options = layout.form, layout.options
    values = _values(layout)
    chosen = [form.language, options.length, options.fetch, options.ask_again, options.settings]
    changed = [*_briefed(layout), *chosen]
    begun = _begun(layout)
    acted = form.act.click(do.act, values, changed, js=_script("message", values, form.message), **_BRIEF)
    compared = form.saved_copy.upload(do.compare_file, {*values, form.saved_copy}, changed, **_BRIEF)
    acted.then(None, None, None, js="() => passerellePage.answered()", **_QUICK)
    for made in (acted, compared):
        made.failure(do.refuse, None, layout.queue, js="() => passerellePage.refused()", **_QUICK)
    opened = page.load(briefs.open_page, None, begun, **_QUICK)
    arrived = opened.then(do.arrive, values, changed, js=_script("arrival", values, form.message), **_BRIEF)
    arrived.failure(briefs.refuse, None, begun, **_QUICK)
    form.kept.change(None, form.kept, None, js="(kept) => passerellePage.keep(kept)")


def _connect_options(layout: Layout, briefs: BriefHandlers, do: OptionHandlers) -> None:
    options = layout.options
    original = [options.original, options.opened_original, options.original_note]
    opened = [options.opened_glossary, options.opened_memory, options.opened_names]
    glossary = [*opened, options.glossary_note, options.clear_glossary]
    options.upload_original.upload(do.open_original, options.upload_original, original, **_QUICK)
    options.original.input(briefs.forget_original, None, original[1:], **_QUICK)
    given = [options.upload_glossary, *opened]
    options.upload_glossary.upload(do.open_glossary, given, glossary, **_QUICK)
    options.clear_glossary.click(do.remove_glossary, None, glossary, **_QUICK)
    options.clear_memory.click(do.clear_memory, None, options.memory_note, **_QUICK)
    settings: set[Any] = {options.length, options.fetch, options.settings}
    for widget in (options.length, options.fetch):
        widget.input(do.save_settings, settings, options.settings, **_QUICK)
    options.ask_again.click(do.ask_again, {options.settings}, [options.settings, options.ask_again], **_QUICK)


def _connect_models(page: gr.Blocks, layout: Layout, do: ModelHandlers) -> None:
    panel, form, language = layout.models, layout.form, layout.form.language
    refreshed = [panel.in_use, panel.offer, panel.table, panel.model, language]
    worked = [panel.status, *do.jobs, panel.stop, *refreshed]
    added = [panel.status, panel.line, *refreshed]
    panel.fetch.click(do.fetch, {panel.model, language}, worked, **_MODEL)
    panel.test.click(do.test, {panel.model, language}, worked, **_MODEL)
    panel.remove.click(do.remove, {panel.model, language}, worked, **_MODEL)
    asked: set[Any] = {form.message, form.current, language}
    panel.better.click(do.better, asked, worked, js=_script("message", asked, form.message), **_MODEL)
    panel.stop_better.click(do.stop, None, panel.stop, **_QUICK)
    panel.stop.click(do.stop, None, panel.stop, **_QUICK)
    panel.add.click(do.add, {panel.line, language}, added, **_QUICK)
    panel.line.submit(do.add, {panel.line, language}, added, **_QUICK)
    page.load(do.show_models, language, refreshed, **_QUICK)

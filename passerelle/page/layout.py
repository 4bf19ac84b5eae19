"""The widgets of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import gradio as gr

from passerelle.languages.identify import language_name
from passerelle.modelstore.in_use import ModelInUse
from passerelle.modelstore.store import ModelState
from passerelle.output import FORMATS
from passerelle.page import fragments, model_jobs
from passerelle.page.examples import EXAMPLES

# Widgets, each with its new value or update.
Changes = dict[Any, Any]
# Widgets, each with its value.
Values = Mapping[Any, Any]

# Lengths of the brief: label and value.
LENGTHS = [("Short", "short"), ("Standard", "standard"), ("Long", "long")]
MEMORY_NOTE = "Translated sentences are saved on this machine, so that no sentence is translated twice."

ON, OFF = gr.update(interactive=True), gr.update(interactive=False)
# The last change of a handler whose visitor has begun something else: when a handler ends, Gradio sends its
# last change once more, which would undo newer ones.
UNCHANGED: Changes = gr.skip()
# Hidden widgets stay in the document: Gradio adds one that is not there yet only some time after it is shown,
# and at times loses the change if several are shown together.
UNSEEN: Final = "hidden"
SHOWN, HIDDEN = gr.update(visible=True), gr.update(visible=UNSEEN)
# A button for a file is never hidden: while a page is being drawn, Gradio keeps all changes of a widget that
# is not there yet except that of its visibility.
NO_FILE = gr.update(value=None, interactive=False)
STOPPING: dict[str, Any] = gr.update(value="Stopping …", interactive=False)


def stop_button(*, enabled: bool) -> dict[str, Any]:
    """Return the update of a Stop button."""
    update: dict[str, Any] = gr.update(value="Stop", interactive=enabled)
    return update


def ask_again_button(sites: Sequence[str]) -> dict[str, Any]:
    """Return the update of the button that withdraws the consent to fetch from these sites."""
    where = sites[0] if len(sites) == 1 else f"{len(sites)} sites"
    return gr.update(value=f"Ask again before fetching from {where}") | (SHOWN if sites else HIDDEN)


@dataclass(frozen=True, slots=True)
class ArticleForm:
    """The article and the actions on it.

    Attributes:
        examples: a button for each example file.
        opened: state: the `Article` read from a file or page that the box shows.
        downloads: a button for each of `output.FORMATS`.
        saved_copy: takes a saved copy of the original.
        message: the request of a button in the result, as JSON; invisible, like `saved_copy`, `act`
            and `kept`.
        act: passes the message on.
        kept: a briefing as JSON, for the browser to keep.
        kept_id: state: the browser's id of the briefing that is shown.
        current: state: that `Briefing`.
        made_with: state: the options that it was made with, as they are kept.
        corrections: state: English that the visitor wrote, by source sentence.
    """

    examples: dict[Path, gr.Button]
    article: gr.Textbox
    brief: gr.Button
    stop: gr.Button
    upload: gr.UploadButton
    language: gr.Radio
    downloads: dict[str, gr.DownloadButton]
    opened: gr.State
    saved_copy: gr.UploadButton
    message: gr.Textbox
    act: gr.Button
    kept: gr.Textbox
    kept_id: gr.State
    current: gr.State
    made_with: gr.State
    corrections: gr.State


@dataclass(frozen=True, slots=True)
class OptionsForm:
    """The options of a briefing.

    Attributes:
        ask_again: withdraws the consent to fetch from some sites; visible if there is any.
        opened_original: state: the `Article` read from an uploaded file.
        opened_glossary: state: the `Glossary` read from an uploaded file.
        opened_memory: state: sentences and their English, from an uploaded translation memory.
        opened_names: state: what the two were read from, for `glossary_note`, by `glossary` and `memory`.
        clear_glossary: removes both.
        settings: stored in the browser; see `passerelle.page.settings`.
    """

    length: gr.Radio
    fetch: gr.Checkbox
    ask_again: gr.Button
    original: gr.Textbox
    upload_original: gr.UploadButton
    original_note: gr.HTML
    opened_original: gr.State
    upload_glossary: gr.UploadButton
    clear_glossary: gr.Button
    glossary_note: gr.HTML
    opened_glossary: gr.State
    opened_memory: gr.State
    opened_names: gr.State
    clear_memory: gr.Button
    memory_note: gr.HTML
    settings: gr.BrowserState


@dataclass(frozen=True, slots=True)
class ModelsPanel:
    """The models of models.txt and the jobs on them.

    Attributes:
        offer: better models than the embedded ones, and the progress of one that is being fetched.
        better: fetches the offered model that the message names; invisible, like the one after it.
        stop_better: stops fetching it.
    """

    offer: gr.HTML
    better: gr.Button
    stop_better: gr.Button
    in_use: gr.HTML
    table: gr.HTML
    model: gr.Dropdown
    fetch: gr.Button
    test: gr.Button
    remove: gr.Button
    stop: gr.Button
    status: gr.HTML
    line: gr.Textbox
    add: gr.Button


@dataclass(frozen=True, slots=True)
class Layout:
    """All widgets of the page that handlers read or change.

    Attributes:
        view: the reading view, or a notice instead of it.
        line: the line above a result that replaces the form.
        queue: several articles and their progress.
    """

    form: ArticleForm
    options: OptionsForm
    view: gr.HTML
    line: gr.HTML
    queue: gr.HTML
    models: ModelsPanel


def build_layout(
    examples: dict[Path, str], uses: Sequence[ModelInUse], states: Sequence[ModelState], *, memory: bool
) -> Layout:
    """Build the widgets, inside the `gr.Blocks` that is open.

    Args:
        examples: text of each example file; the first one is shown.
        uses: the models in use.
        states: the models of models.txt.
        memory: whether translated sentences are kept, so that they can be cleared.
    """
    _html(fragments.masthead())
    offer = _html(fragments.offer(model_jobs.better(states)), elem_id="offer")
    line = _html("", elem_id="line")
    _html(fragments.today(), elem_id="today")
    _html(fragments.left(), elem_id="left")
    queue = _html("", elem_id="queue")
    hidden, asking = _hidden()
    with gr.Column(elem_id="form"):
        form = _article_form(examples, uses, hidden)
        options = _options_form(memory=memory)
    view = _html("", elem_id="reading")
    return Layout(form, options, view, line, queue, _models_panel(uses, states, offer=offer, **asking))


def language_choices(uses: Sequence[ModelInUse]) -> list[tuple[str, str]]:
    """Return the label and value of each language that can be translated; "" means automatic."""
    codes = [use.language for use in uses if use.role == "translate"]
    return [("Automatic", ""), *((language_name(code), code) for code in codes)]


def _article_form(
    examples: dict[Path, str], uses: Sequence[ModelInUse], hidden: dict[str, Any]
) -> ArticleForm:
    with gr.Row(elem_classes="pv-line"):
        _html(fragments.invitation(uses))
        with gr.Row(elem_classes="pv-line"):  # the examples wrap together
            buttons = {
                path: gr.Button(EXAMPLES.get(path.name, path.name), size="sm", elem_classes="pv-example")
                for path in examples
            }
    article = gr.Textbox(
        elem_id="article",
        value=next(iter(examples.values())),
        label="Article",
        show_label=False,
        container=False,
        placeholder=f"Paste {fragments.kind_of_article(uses)} here, or its web address; or drop files.",
        lines=6,
        max_lines=6,
        autoscroll=False,
        elem_classes="pv-article",
        html_attributes=gr.InputHTMLAttributes(spellcheck=False),
    )
    with gr.Row(elem_classes="pv-tools"):
        brief = gr.Button("Translate and brief", variant="primary", elem_id="brief")
        stop = gr.Button("Stop", interactive=False, elem_id="stop")
        # Any file may be chosen: the reader checks its content and reports any error.
        upload = gr.UploadButton("Open files", file_count="multiple", elem_id="open")
        language = gr.Radio(
            language_choices(uses),
            value="",
            label="Language of the article",
            show_label=False,
            container=False,
            elem_classes="pv-language",
        )
    return ArticleForm(
        examples=buttons,
        article=article,
        brief=brief,
        stop=stop,
        upload=upload,
        language=language,
        opened=gr.State(None),
        kept_id=gr.State(None),
        current=gr.State(None),
        made_with=gr.State({}),
        corrections=gr.State({}),
        **hidden,
    )


def _hidden() -> tuple[dict[str, Any], dict[str, Any]]:
    """Build the hidden components that the page's script uses, and the buttons that it shows on request.

    Returns:
        Fields of `ArticleForm` and of `ModelsPanel`.
    """
    with gr.Row(elem_id="saves", elem_classes="pv-tools"):
        downloads = {
            name: gr.DownloadButton(row.label, interactive=False, size="sm", elem_id=f"download-{name}")
            for name, row in FORMATS.items()
        }
    with gr.Row(elem_classes="pv-unseen-row"):
        form = {
            "downloads": downloads,
            "message": gr.Textbox("", elem_id="message", show_label=False, container=False),
            "act": gr.Button("Act", elem_id="act"),
            "kept": gr.Textbox("", elem_id="kept", show_label=False, container=False),
            "saved_copy": gr.UploadButton("Copy", elem_id="saved-copy"),
        }
        models = {
            "better": gr.Button("Get better models", elem_id="better"),
            "stop_better": gr.Button("Stop", elem_id="stop-better"),
        }
    return form, models


def _options_form(*, memory: bool) -> OptionsForm:
    with gr.Accordion("Options", open=False, elem_id="options", elem_classes="pv-fold"):
        length = gr.Radio(LENGTHS, value="standard", label="Length of the brief", elem_classes="pv-length")
        fetch = gr.Checkbox(
            False,
            label="Always fetch the original that an article links to, and compare the two versions",
            container=False,
            elem_id="fetch",
        )
        ask_again = gr.Button("Ask again", size="sm", visible=UNSEEN, elem_id="ask-again")
        with gr.Row(elem_classes="pv-tools"):
            original = gr.Textbox(
                label="The original, if you have it: its address or its text",
                placeholder="https://…",
                lines=1,
                max_lines=4,
                autoscroll=False,
                elem_classes="pv-original",
                html_attributes=gr.InputHTMLAttributes(spellcheck=False),
            )
            upload_original = gr.UploadButton("Open the original", size="sm", elem_id="open-original")
            original_note = _html("")
        with gr.Row(elem_classes="pv-tools"):
            upload_glossary = gr.UploadButton(
                "Open a glossary (CSV, TBX) or translation memory (TMX)", size="sm", elem_id="open-glossary"
            )
            clear_glossary = gr.Button("Remove glossary", size="sm", visible=UNSEEN, elem_id="drop-glossary")
            glossary_note = _html(fragments.glossary_form())
        with gr.Row(elem_classes="pv-tools", visible=memory):
            clear_memory = gr.Button("Clear saved translations", size="sm", elem_id="clear-memory")
            memory_note = _html(fragments.remark(MEMORY_NOTE))
    return OptionsForm(
        length=length,
        fetch=fetch,
        ask_again=ask_again,
        original=original,
        upload_original=upload_original,
        original_note=original_note,
        opened_original=gr.State(None),
        upload_glossary=upload_glossary,
        clear_glossary=clear_glossary,
        glossary_note=glossary_note,
        opened_glossary=gr.State(None),
        opened_memory=gr.State({}),
        opened_names=gr.State({}),
        clear_memory=clear_memory,
        memory_note=memory_note,
        settings=gr.BrowserState({}, storage_key="passerelle-settings", secret="passerelle"),
    )


def _models_panel(uses: Sequence[ModelInUse], states: Sequence[ModelState], **given: Any) -> ModelsPanel:
    in_use = _html(fragments.models_note(uses))
    with gr.Accordion("Models", open=False, elem_id="models", elem_classes="pv-fold"):
        table = _html(fragments.models_table(model_jobs.one_each(states)))
        with gr.Row(elem_classes="pv-tools"):
            model = gr.Dropdown(
                model_jobs.choices(states), label="Model", filterable=False, elem_id="model", min_width=0
            )
            fetch = gr.Button("Fetch", size="sm", elem_id="fetch-model")
            test = gr.Button("Test", size="sm", elem_id="test-model")
            remove = gr.Button("Remove", size="sm", elem_id="remove-model")
            stop = gr.Button("Stop", size="sm", visible=UNSEEN, elem_id="stop-model")
        status = _html("", elem_id="about-model")
        with gr.Row(elem_classes="pv-tools"):
            line = gr.Textbox(
                label="Line for models.txt",
                placeholder="translate de Helsinki-NLP/opus-mt-de-en main CC-BY-4.0",
                lines=1,
                max_lines=1,
                elem_id="add-line",
                html_attributes=gr.InputHTMLAttributes(spellcheck=False),
            )
            add = gr.Button("Add model", size="sm", elem_id="add-model")
        _html(fragments.add_form())
    return ModelsPanel(
        **given,
        in_use=in_use,
        table=table,
        model=model,
        fetch=fetch,
        test=test,
        remove=remove,
        stop=stop,
        status=status,
        line=line,
        add=add,
    )


def _html(value: str, elem_id: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, elem_classes="pv-bare", apply_default_css=False, js_on_load=None)

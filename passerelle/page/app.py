"""The page: `python app.py [--port PORT] [--no-browser]`."""

import os

# Before gradio is imported: the page asks nothing of any other machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

import logging
import re
import signal
import tempfile
import textwrap
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gradio as gr

from passerelle.article import Article, read
from passerelle.article.formats import EXTENSIONS
from passerelle.article.reader import MAX_FILE_BYTES, identified
from passerelle.briefing import (
    ArticleFetching,
    ArticleRead,
    Briefer,
    Briefing,
    BriefingFinished,
    SegmentsTranslated,
)
from passerelle.briefing.blocks import english_title
from passerelle.briefing.progress import Progress
from passerelle.errors import PasserelleError
from passerelle.languages.identify import language_name
from passerelle.modelstore import registry
from passerelle.modelstore.in_use import ModelInUse, models_in_use
from passerelle.output import render
from passerelle.page import fragments, models
from passerelle.seq2seq.device import resolve
from passerelle.urls import is_address
from summarize.types import Length
from translate import Glossary
from translate.memory import Memory

# Seconds between two pictures of a translation in progress, and how many times as long as a
# picture takes: a long article must not spend its time on being drawn. Nor is it sent whole for
# a few sentences more: what is sent in all grows in proportion to its length.
REFRESH, RESTRAINT, GROWTH = 0.2, 8, 1.1
# Seconds that uploaded files and files to download are kept.
KEPT = 24 * 3600
LENGTHS = [("Short", "short"), ("Standard", "standard"), ("Long", "long")]
FORMATS = {"html": "HTML", "md": "Markdown", "json": "JSON"}
# In the order in which they are offered.
EXAMPLES = {
    "navettes-hai-phong.fr.txt": "River buses",
    "mekong-donnees-eau.fr.txt": "Water in the Mekong",
    "cables-sous-marins.fr.txt": "Undersea cables",
}

WAITING = object()
REMEMBERED = "Translated sentences are kept on this machine, so that none is translated twice."

_log = logging.getLogger("passerelle")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be briefed, and how.

    Attributes:
        source: a file, an article's text or address, or an article that was read already.
        language: ISO 639-1 code; None to identify it.
        original: the original that was given, if any; text may be its address.
        fetch: whether to fetch the original that the article names, where none was given.
        glossary: terms to keep to.
        length: of the brief.
    """

    source: Path | str | Article
    language: str | None = None
    original: Path | str | Article | None = None
    fetch: bool = False
    glossary: Glossary | None = None
    length: Length = "standard"


def examples() -> list[Path]:
    """Return the example articles: at the top of a checkout, in a wheel beside this file."""
    here = Path(__file__).resolve()
    inside = here.with_name("examples")
    names = list(EXAMPLES)
    return sorted(
        (inside if inside.is_dir() else here.parents[2] / "examples").glob("*.fr.txt"),
        key=lambda path: names.index(path.name) if path.name in names else len(names),
    )


def build(briefer: Briefer, models_file: Path | None = None) -> gr.Blocks:
    """The page around a briefer.

    Args:
        briefer: what makes the briefings.
        models_file: the models.txt that it was made with.

    Raises:
        PasserelleError: models.txt cannot be read, or names no model that is here.
    """
    uses = models_in_use(models_file)
    texts = {path: path.read_text(encoding="utf-8") for path in examples()}
    # By visitor, the work that the page waits for: WAITING for its turn, or under way; None once it was
    # stopped.
    latest: dict[str | None, object] = {}
    # By visitor, whether the work on a model is to stop.
    halting: dict[str | None, threading.Event] = {}
    # By visitor, the model that Remove was pressed for once.
    removing: dict[str | None, str] = {}

    def order(source: Path | str | Article, chosen: dict[Any, Any]) -> Order:
        return Order(
            source,
            chosen[language] or None,
            chosen[opened_original] or (chosen[original] or "").strip() or None,
            chosen[fetch],
            chosen[opened_glossary],
            chosen[length],
        )

    def brief_text(chosen: dict[Any, Any], request: gr.Request) -> Iterator[dict[Any, Any]]:
        # What the box cannot show of a file or page, such as where its links lead, is not lost.
        opened = chosen[opened_article]
        source = chosen[article]
        if opened and _lines(opened.text) == _lines(source):
            known = registry.source_languages(models_file)
            code = chosen[language]
            source = replace(opened, language=code) if code else identified(opened, known)
        yield from work(order(source, chosen), request.session_hash)

    def brief_file(chosen: dict[Any, Any], request: gr.Request) -> Iterator[dict[Any, Any]]:
        yield from work(order(Path(chosen[upload]), chosen), request.session_hash)

    def brief_example(path: Path) -> Callable[..., Iterator[dict[Any, Any]]]:
        """An example with its original, where that came along; its address is invented."""
        partner = path.with_name(path.name.replace(".fr.txt", ".vi.html"))
        given = partner if partner.is_file() else None

        def brief(chosen: dict[Any, Any], request: gr.Request) -> Iterator[dict[Any, Any]]:
            made = Order(texts[path], None, given, False, chosen[opened_glossary], chosen[length])
            yield from work(made, request.session_hash)

        return brief

    def show_example(path: Path) -> Callable[[gr.Request], dict[Any, Any]]:
        def show(request: gr.Request) -> dict[Any, Any]:
            emptied = {language: "", original: "", opened_original: None, about_original: ""}
            return {article: texts[path], **emptied, **begin(request)}

        return show

    def begin(request: gr.Request) -> dict[Any, Any]:
        """What a click changes at once, though its work may have to wait for its turn."""
        latest[request.session_hash] = WAITING
        hidden = dict.fromkeys(saves.values(), _hidden)
        return {view: fragments.waiting(), start: _off, stop: _stop(True), **hidden}

    def work(made: Order, visitor: str | None) -> Iterator[dict[Any, Any]]:
        """What changes on the page, until newer work has it."""
        if latest.get(visitor) is None:  # stopped, or gone, while it waited
            yield {start: _on}  # gradio empties the outputs of a generator that yields nothing
            return
        token = latest[visitor] = object()
        for change in changes(made, lambda: latest.get(visitor) is not token):
            if latest.get(visitor, token) not in (token, None):
                return
            yield change

    def changes(made: Order, stopped: Callable[[], bool]) -> Iterator[dict[Any, Any]]:
        yield {view: fragments.waiting(), start: _off, stop: _stop(True)}
        try:
            for step in _steps(briefer, made, stopped):
                if isinstance(step, str):
                    yield {view: step}
                elif isinstance(step, Briefing):
                    with tempfile.TemporaryDirectory() as folder:
                        yield {
                            saves[kind]: gr.update(value=str(path), visible=True)
                            for kind, path in _files(step, Path(folder)).items()
                        }
                elif isinstance(made.source, Path) or (
                    isinstance(made.source, str) and is_address(made.source)
                ):
                    yield {article: step.text, opened_article: step}
        except PasserelleError as error:
            yield {view: fragments.notice(str(error))}
        except Exception:
            _log.exception("The page could not brief an article")
            yield {
                view: fragments.notice("Something went wrong; try again, or give the text in another form.")
            }
        yield {start: _on, stop: _stop(False)}

    def halt(request: gr.Request) -> dict[Any, Any]:
        waiting = latest.get(request.session_hash) is WAITING
        latest[request.session_hash] = None
        if waiting:
            return {view: fragments.notice("Stopped before it began."), start: _on, stop: _stop(False)}
        return {stop: _stopping}

    def forget(request: gr.Request) -> None:
        latest.pop(request.session_hash, None)
        halting.pop(request.session_hash, None)
        removing.pop(request.session_hash, None)

    def open_original(path: str) -> tuple[str, Article | None, str]:
        try:
            found = read(Path(path), languages=registry.source_languages(models_file))
        except PasserelleError as error:
            return "", None, fragments.remark(str(error), trouble=True)
        name = f"{Path(path).name}, in {language_name(found.language)}"
        return found.text, found, fragments.remark(name)

    def open_glossary(path: str) -> tuple[Glossary | None, str, dict[str, Any]]:
        try:
            found = Glossary.read(Path(path))
        except PasserelleError as error:
            return None, fragments.remark(f"{error} No glossary is used.", trouble=True), _hidden
        return found, fragments.remark(f"{Path(path).name} is used"), _shown

    def forget_translations() -> str:
        try:
            return fragments.remark(f"{Memory().clear():,} sentences are forgotten.")
        except PasserelleError as error:
            return fragments.remark(str(error), trouble=True)

    def work_on_model(
        task: models.Work,
    ) -> Callable[..., Iterator[dict[Any, Any]]]:
        def work(given: dict[Any, Any], request: gr.Request) -> Iterator[dict[Any, Any]]:
            sure = removing.pop(request.session_hash, None) == given[model]
            if task is models.remove and not sure:
                removing[request.session_hash] = given[model]
                question = "Press Remove once more to delete this model from this machine."
                yield {about_model: fragments.remark(question)}
                return
            asked = halting[request.session_hash] = threading.Event()
            yield {
                about_model: fragments.model_work(None),
                **dict.fromkeys(work_on, _off),
                stop_model: _stop(True) | _shown,
            }
            for event in task(given[model], asked.is_set, models_file):
                if isinstance(event, models.Outcome):
                    about = fragments.remark(event.message, trouble=event.trouble)
                    yield {
                        about_model: about,
                        **dict.fromkeys(work_on, _on),
                        stop_model: _hidden,
                        **refresh(given[language]),
                    }
                else:
                    yield {about_model: fragments.model_work(event)}

        return work

    def halt_model(request: gr.Request) -> dict[str, Any]:
        if asked := halting.get(request.session_hash):
            asked.set()
        return _stopping

    def add_model(given: dict[Any, Any]) -> dict[Any, Any]:
        try:
            wanted, outcome = models.add(given[line], models_file)
        except PasserelleError as error:
            return {about_model: fragments.remark(str(error), trouble=True)}
        about = fragments.remark(outcome.message)
        return {about_model: about, line: "", **refresh(given[language], wanted)}

    def refresh(code: str, wanted: str | None = None) -> dict[Any, Any]:
        """What the page shows of the models, as they are now."""
        try:
            uses, states = models_in_use(models_file), models.states(models_file)
        except PasserelleError as error:
            return {models_table: fragments.remark(str(error), trouble=True)}
        offered = _languages(uses)
        chosen_model = gr.update(choices=models.choices(states))
        return {
            models_note: fragments.models_note(uses),
            models_table: fragments.models_table(states),
            model: chosen_model | ({"value": wanted} if wanted else {}),
            language: gr.update(choices=offered, value=code if code in dict(offered).values() else ""),
        }

    page = gr.Blocks(title="Passerelle", fill_width=True, delete_cache=(KEPT, KEPT))
    with page:
        _html(fragments.masthead())
        with gr.Row(elem_classes="pv-line"):
            _html(fragments.invitation())
            tries = {
                path: gr.Button(EXAMPLES.get(path.name, path.name), size="sm", elem_classes="pv-example")
                for path in texts
            }
        article = gr.Textbox(
            value=next(iter(texts.values())),
            label="Article",
            show_label=False,
            container=False,
            placeholder="Paste a French or Vietnamese article here, or its web address.",
            lines=6,
            max_lines=6,
            autoscroll=False,
            elem_classes="pv-article",
            html_attributes=gr.InputHTMLAttributes(spellcheck=False),
        )
        with gr.Row(elem_classes="pv-tools"):
            start = gr.Button("Brief it", variant="primary", elem_id="brief-it")
            stop = gr.Button("Stop", interactive=False, elem_id="stop")
            upload = gr.UploadButton("Open a file", file_types=list(EXTENSIONS), elem_id="open")
            language = gr.Radio(
                _languages(uses),
                value="",
                label="Language of the article",
                show_label=False,
                container=False,
                elem_classes="pv-language",
            )
            saves = {
                kind: gr.DownloadButton(f"Save as {name}", visible=False, elem_id=f"download-{kind}")
                for kind, name in FORMATS.items()
            }
        opened_article, opened_original, opened_glossary = gr.State(None), gr.State(None), gr.State(None)
        with gr.Accordion("Options", open=False, elem_id="options", elem_classes="pv-fold"):
            length = gr.Radio(
                LENGTHS,
                value="standard",
                label="Length of the brief",
                elem_classes="pv-length",
            )
            fetch = gr.Checkbox(
                True,
                label="Fetch the original that the article names, and compare the two versions",
                container=False,
                elem_id="fetch",
            )
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
                choose_original = gr.UploadButton(
                    "Open the original", file_types=list(EXTENSIONS), size="sm", elem_id="open-original"
                )
                about_original = _html("")
            with gr.Row(elem_classes="pv-tools"):
                choose_glossary = gr.UploadButton(
                    "Open a glossary (CSV)", file_types=[".csv"], size="sm", elem_id="open-glossary"
                )
                drop_glossary = gr.Button("Use none", size="sm", visible=False, elem_id="drop-glossary")
                about_glossary = _html(fragments.glossary_form())
            with gr.Row(elem_classes="pv-tools", visible=briefer.remembers):
                clear = gr.Button("Forget translations", size="sm", elem_id="forget")
                about_memory = _html(fragments.remark(REMEMBERED))
        view = _html("", elem_id="reading")
        models_note = _html(fragments.models_note(uses))
        with gr.Accordion("Models", open=False, elem_id="models", elem_classes="pv-fold"):
            states = models.states(models_file)
            models_table = _html(fragments.models_table(states))
            with gr.Row(elem_classes="pv-tools"):
                model = gr.Dropdown(
                    models.choices(states), label="Model", filterable=False, elem_id="model", min_width=0
                )
                work_on = {
                    gr.Button("Fetch", size="sm", elem_id="fetch-model"): models.fetch,
                    gr.Button("Test", size="sm", elem_id="test-model"): models.verify,
                    gr.Button("Remove", size="sm", elem_id="remove-model"): models.remove,
                }
                stop_model = gr.Button("Stop", size="sm", visible=False, elem_id="stop-model")
            about_model = _html("", elem_id="about-model")
            with gr.Row(elem_classes="pv-tools"):
                line = gr.Textbox(
                    label="A line for models.txt",
                    placeholder="translate de Helsinki-NLP/opus-mt-de-en main CC-BY-4.0",
                    lines=1,
                    max_lines=1,
                    elem_id="add-line",
                    html_attributes=gr.InputHTMLAttributes(spellcheck=False),
                )
                add = gr.Button("Add the line", size="sm", elem_id="add-model")
            _html(fragments.add_form())

        chosen: set[gr.blocks.Block] = {
            article,
            opened_article,
            language,
            original,
            opened_original,
            fetch,
            opened_glossary,
            length,
        }
        listed = [article, language, original, opened_original, about_original]
        quick: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
        begun = [view, start, stop, *saves.values()]
        options: dict[str, Any] = {
            "outputs": [article, opened_article, view, start, stop, *saves.values()],
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_id": "brief",
            "trigger_mode": "multiple",
        }
        # What is being made for a visitor stops at once, and does not keep the new work waiting.
        start.click(begin, outputs=begun, **quick).then(brief_text, chosen, **options)
        upload.upload(begin, outputs=begun, **quick).then(brief_file, chosen | {upload}, **options)
        page.load(begin, outputs=begun, **quick).then(brief_example(next(iter(texts))), chosen, **options)
        for path, button in tries.items():
            shown = button.click(show_example(path), outputs=[*listed, *begun], **quick)
            shown.then(brief_example(path), chosen, **options)

        stop.click(halt, outputs=[view, start, stop], **quick)
        choose_original.upload(
            open_original, choose_original, [original, opened_original, about_original], **quick
        )
        original.input(lambda: (None, ""), outputs=[opened_original, about_original], **quick)
        glossary_shown = [opened_glossary, about_glossary, drop_glossary]
        choose_glossary.upload(open_glossary, choose_glossary, glossary_shown, **quick)
        clear.click(forget_translations, outputs=about_memory, **quick)
        drop_glossary.click(
            lambda: (None, fragments.glossary_form(), _hidden), outputs=glossary_shown, **quick
        )
        page.unload(forget)

        refreshed: list[gr.blocks.Block] = [models_note, models_table, model, language]
        model_options: dict[str, Any] = {
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_id": "models",
            "concurrency_limit": 1,
        }
        for button, task in work_on.items():
            outputs = [about_model, *work_on, stop_model, *refreshed]
            button.click(work_on_model(task), {model, language}, outputs, **model_options)
        stop_model.click(halt_model, outputs=stop_model, **quick)
        gr.on(
            [add.click, line.submit],
            add_model,
            {line, language},
            [about_model, line, *refreshed],
            **quick,
        )
        page.load(lambda code: refresh(code, None), language, refreshed, **quick)
    page.queue(default_concurrency_limit=2, max_size=32)
    return page


def _lines(text: str) -> str:
    """A text with the line ends that a browser gives back."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _steps(briefer: Briefer, made: Order, stopped: Callable[[], bool]) -> Iterator[Article | str | Briefing]:
    """The article, then the view again and again, then the briefing."""
    progress = Progress()
    due, drawn = 0.0, 0
    for event in briefer.events(
        made.source,
        language=made.language,
        original=made.original,
        fetch=made.fetch,
        glossary=made.glossary,
        length=made.length,
        align_words=True,
    ):
        if isinstance(event, BriefingFinished):
            yield render.reading_view(event.briefing, progress.fetching)
            yield event.briefing
            return
        progress.take(event)
        if isinstance(event, ArticleFetching) and event.side == "version":
            yield fragments.waiting(progress)
        if isinstance(event, ArticleRead) and event.side == "version":
            yield event.article
        begun = time.monotonic()
        if stopped():
            progress.stopped = True
            yield (
                render.progress_view(progress)
                if progress.version
                else fragments.notice(f"{progress.where()}.")
            )
            return
        little = isinstance(event, SegmentsTranslated) and event.done < event.total
        if progress.version and not (little and (begun < due or progress.done < GROWTH * drawn)):
            yield render.progress_view(progress)
            now = time.monotonic()
            due, drawn = now + max(REFRESH, RESTRAINT * (now - begun)), progress.done


def _files(briefing: Briefing, folder: Path) -> dict[str, Path]:
    """The files to download, written to a folder and named after the article."""
    contents = {"html": briefing.to_html(), "md": briefing.to_markdown(), "json": briefing.to_json()}
    stem = _stem(briefing)
    files = {kind: folder / f"{stem}.{kind}" for kind in contents}
    for kind, path in files.items():
        path.write_text(contents[kind], encoding="utf-8", errors="replace")
    return files


def _stem(briefing: Briefing) -> str:
    """A file's name from the English title, else from the first sentence: words that every system takes."""
    segments = briefing.translation.segments
    title = english_title(briefing.article, segments) or (segments[0].target if segments else "")
    plain = unicodedata.normalize("NFKD", title.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", re.sub(r"['’]", "", plain.decode().lower()))
    stem = textwrap.shorten(" ".join(words), 60, placeholder="").replace(" ", "-")
    return f"briefing-{stem}" if stem in _RESERVED else stem or "briefing"


# Names that are devices to Windows, whatever follows their first full stop.
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))]
)


def _languages(uses: Sequence[ModelInUse]) -> list[tuple[str, str]]:
    codes = [use.language for use in uses if use.role == "translate"]
    return [("Automatic", ""), *((language_name(code), code) for code in codes)]


def _html(value: str, elem_id: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, elem_classes="pv-bare", apply_default_css=False, js_on_load=None)


def _stop(on: bool) -> dict[str, Any]:
    update: dict[str, Any] = gr.update(value="Stop", interactive=on)
    return update


_stopping: dict[str, Any] = gr.update(value="Stopping …", interactive=False)
_on, _off = gr.update(interactive=True), gr.update(interactive=False)
_shown, _hidden = gr.update(visible=True), gr.update(visible=False)


def _theme() -> gr.themes.Base:
    """Paper, ink and one colour; fonts of the machine alone."""
    ink = gr.themes.Color(
        "#fbf9f4", "#f3efe5", "#e6e0d2", "#d9d2c3", "#aaa395", "#7c7568",
        "#5c564c", "#423d35", "#2c2923", "#1f1d1a", "#171614",
    )  # fmt: skip
    red = gr.themes.Color(
        "#fbf3f1", "#f6e3df", "#ecc5bd", "#f0a18e", "#cf7566", "#ad4d3d",
        "#8f2f22", "#78271c", "#5f2017", "#481911", "#2c0f0a",
    )  # fmt: skip
    edge, edge_dark = "#8f8675", "#756f62"
    return gr.themes.Base(
        primary_hue=red,
        neutral_hue=ink,
        radius_size="sm",
        font=(
            "system-ui",
            "-apple-system",
            "Segoe UI",
            "Roboto",
            "Noto Sans",
            "Helvetica Neue",
            "sans-serif",
        ),
        font_mono=("ui-monospace", "SF Mono", "Menlo", "Consolas", "Noto Sans Mono", "monospace"),
    ).set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="*neutral_950",
        body_text_color="*neutral_900",
        body_text_color_dark="#e9e4d9",
        background_fill_primary="*neutral_50",
        background_fill_primary_dark="*neutral_950",
        block_title_text_color="*neutral_600",
        block_title_text_color_dark="*neutral_400",
        input_background_fill="#ffffff",
        input_background_fill_dark="#211f1b",
        input_border_width="1px",
        input_border_color=edge,
        input_border_color_dark=edge_dark,
        button_border_width="1px",
        button_primary_background_fill="*primary_600",
        button_primary_background_fill_dark="*primary_300",
        button_primary_background_fill_hover="*primary_700",
        button_primary_background_fill_hover_dark="*primary_200",
        button_primary_border_color="transparent",
        button_primary_border_color_dark="transparent",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="*neutral_950",
        button_secondary_background_fill="transparent",
        button_secondary_background_fill_dark="transparent",
        button_secondary_background_fill_hover="*neutral_100",
        button_secondary_background_fill_hover_dark="*neutral_800",
        button_secondary_border_color="*neutral_400",
        button_secondary_border_color_dark="*neutral_600",
        button_secondary_text_color="*neutral_900",
        button_secondary_text_color_dark="#e9e4d9",
        button_large_text_size="0.9375rem",
        button_large_text_weight="500",
        button_large_padding="0.5rem 1rem",
    )


def launch(
    port: int | None = None,
    browser: bool = True,
    device: str = "auto",
    models_file: Path | None = None,
    memory: bool = True,
) -> None:
    """Show the page, on this machine alone, until it is interrupted.

    Raises:
        PasserelleError: the models are not there, or the port is taken.
    """
    resolve(device)
    # Gradio checks by HTTP that its own server is up; a proxy has no business there.
    exempt = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(filter(None, [exempt, "127.0.0.1"]))
    # Articles that are opened stay in a folder that only this user can read, and go with the page,
    # also when it is not Ctrl-C that ends it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="passerelle-", ignore_cleanup_errors=True) as cache:
        os.environ["GRADIO_TEMP_DIR"] = cache
        page = build(Briefer(models_file, device=device, memory=memory), models_file)
        try:
            _, address, _ = page.launch(
                server_name="127.0.0.1",
                server_port=port,
                inbrowser=browser,
                share=False,
                show_error=False,
                quiet=True,
                prevent_thread_lock=True,
                max_file_size=f"{MAX_FILE_BYTES // 1_000_000}mb",
                ssr_mode=False,
                footer_links=[],
                favicon_path=render.ICON,
                theme=_theme(),
                # Not `css`: Gradio rewrites what it gets there, and loses container queries.
                head=f"<style>{render.view_css()}{fragments.page_css()}</style>"
                f"<script>{render.view_js()}</script>",
            )
        except OSError:
            taken = f"Port {port} is taken, or not for every user" if port else "No port is free"
            raise PasserelleError(f"{taken}; choose another one with --port.") from None
        except Exception as error:
            _log.debug("the page", exc_info=True)
            raise PasserelleError(
                f"The page does not come up ({type(error).__name__}); look to the settings of a proxy on "
                "this machine, or choose another port with --port."
            ) from None
        print(f"Passerelle is at {address} (Ctrl-C ends it)", flush=True)
        page.block_thread()

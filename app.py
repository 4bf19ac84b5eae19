"""The page: `python app.py [--port PORT] [--no-browser]`."""

import os

# Before gradio is imported: the page asks nothing of any other machine.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

import logging
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import gradio as gr
import typer

from article import Article
from article.reader import MAX_FILE_BYTES
from batch import run
from briefing import (
    ArticleRead,
    Briefer,
    Briefing,
    BriefingFinished,
    PasserelleError,
    SegmentsTranslated,
    models_in_use,
    render,
)
from briefing.folder import READABLE
from translate import Segment

# Seconds between two pictures of a translation in progress, and how many times as long as a
# picture takes: a long article must not spend its time on being drawn.
REFRESH, RESTRAINT = 0.2, 8
# Seconds that uploaded files and files to download are kept.
KEPT = 3600
LANGUAGES = [("Automatic", ""), ("French", "fr"), ("Vietnamese", "vi")]
FORMATS = {"html": "HTML", "md": "Markdown", "json": "JSON"}
EXAMPLES = {
    "cables-sous-marins.fr.txt": "Undersea cables",
    "mekong-donnees-eau.fr.txt": "Water in the Mekong",
    "navettes-hai-phong.fr.txt": "River buses",
}

_log = logging.getLogger("passerelle")


def examples() -> list[Path]:
    """The articles that came with this installation: beside this file, in a wheel with `briefing`."""
    here = Path(__file__).resolve().parent
    inside = here / "briefing" / "examples"
    return sorted((inside if inside.is_dir() else here / "examples").glob("*.fr.txt"))


def build(briefer: Briefer) -> gr.Blocks:
    """The page around a briefer.

    Raises:
        PasserelleError: models.txt cannot be read, or names no model that is here.
    """
    texts = {EXAMPLES.get(path.name, path.name): path.read_text(encoding="utf-8") for path in examples()}
    # By visitor, the work that the page waits for; None once it was stopped.
    latest: dict[str | None, object] = {}

    def brief_text(text: str, language: str, request: gr.Request) -> Iterator[dict[Any, Any]]:
        yield from work(text, language, request.session_hash)

    def brief_file(path: str, language: str, request: gr.Request) -> Iterator[dict[Any, Any]]:
        yield from work(Path(path), language, request.session_hash)

    def brief_example(text: str) -> Callable[[gr.Request], Iterator[dict[Any, Any]]]:
        def brief(request: gr.Request) -> Iterator[dict[Any, Any]]:
            yield {article: text, language: ""}
            yield from work(text, "", request.session_hash)

        return brief

    def work(source: Path | str, code: str, visitor: str | None) -> Iterator[dict[Any, Any]]:
        """What changes on the page, until newer work has it."""
        token = latest[visitor] = object()
        for change in changes(source, code or None, lambda: latest.get(visitor) is not token):
            if latest.get(visitor, token) not in (token, None):
                return
            yield change

    def changes(
        source: Path | str, code: str | None, stopped: Callable[[], bool]
    ) -> Iterator[dict[Any, Any]]:
        yield {view: render.waiting(), start: _off, stop: _on, **dict.fromkeys(saves.values(), _hidden)}
        try:
            for step in _steps(briefer, source, code, stopped):
                if isinstance(step, str):
                    yield {view: step}
                elif isinstance(step, Briefing):
                    with tempfile.TemporaryDirectory() as folder:
                        yield {
                            saves[kind]: gr.update(value=str(path), visible=True)
                            for kind, path in _files(step, Path(folder)).items()
                        }
                elif isinstance(source, Path):
                    yield {article: step.text}
        except PasserelleError as error:
            yield {view: render.notice(str(error))}
        except Exception:
            _log.exception("The page could not brief an article")
            yield {view: render.notice("Something went wrong; try again, or give the text in another form.")}
        yield {start: _on, stop: _off}

    def halt(request: gr.Request) -> dict[str, Any]:
        latest[request.session_hash] = None
        return _off

    def forget(request: gr.Request) -> None:
        latest.pop(request.session_hash, None)

    page = gr.Blocks(title="Passerelle", fill_width=True, delete_cache=(KEPT, KEPT))
    with page:
        _html(render.masthead())
        with gr.Row(elem_classes="pv-line"):
            _html(render.invitation())
            tries = {name: gr.Button(name, size="sm", elem_classes="pv-example") for name in texts}
        article = gr.Textbox(
            value=next(iter(texts.values())),
            label="Article",
            show_label=False,
            container=False,
            placeholder="Paste a French or Vietnamese article here.",
            lines=6,
            max_lines=6,
            autoscroll=False,
            elem_classes="pv-article",
            html_attributes=gr.InputHTMLAttributes(spellcheck=False),
        )
        with gr.Row(elem_classes="pv-tools"):
            start = gr.Button("Brief it", variant="primary", elem_id="brief-it")
            stop = gr.Button("Stop", interactive=False, elem_id="stop")
            upload = gr.UploadButton("Open a file", file_types=list(READABLE), elem_id="open")
            language = gr.Radio(
                LANGUAGES,
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
        view = _html("", elem_id="reading")
        _html(render.models_note(models_in_use()))

        options: dict[str, Any] = {
            "outputs": [article, language, view, start, stop, *saves.values()],
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_id": "brief",
            "trigger_mode": "multiple",
        }
        start.click(brief_text, [article, language], **options)
        upload.upload(brief_file, [upload, language], **options)
        page.load(brief_text, [article, language], **options)
        for name, button in tries.items():
            button.click(brief_example(texts[name]), **options)
        stop.click(halt, outputs=stop, show_progress="hidden", api_visibility="private", queue=False)
        page.unload(forget)
    page.queue(default_concurrency_limit=2, max_size=32)
    return page


def _steps(
    briefer: Briefer, source: Path | str, language: str | None, stopped: Callable[[], bool]
) -> Iterator[Article | str | Briefing]:
    """The article, then the view again and again, then the briefing."""
    segments: list[Segment] = []
    due = 0.0
    for event in briefer.events(source, language=language):
        match event:
            case ArticleRead(article, total):
                yield article
            case SegmentsTranslated():
                segments += event.segments
            case BriefingFinished(briefing):
                yield render.reading_view(
                    article,
                    segments,
                    brief=briefing.brief,
                    signature=briefing.signature,
                    timings=briefing.timings,
                )
                yield briefing
                return
        begun = time.monotonic()
        if stopped():
            yield render.reading_view(article, segments, total=total, stopped=True)
            return
        if begun >= due or len(segments) == total:
            yield render.reading_view(article, segments, total=total)
            now = time.monotonic()
            due = now + max(REFRESH, RESTRAINT * (now - begun))


def _files(briefing: Briefing, folder: Path) -> dict[str, Path]:
    """The files to download, written to a folder."""
    contents = {"html": briefing.to_html(), "md": briefing.to_markdown(), "json": briefing.to_json()}
    files = {kind: folder / f"briefing.{kind}" for kind in contents}
    for kind, path in files.items():
        path.write_text(contents[kind], encoding="utf-8", errors="replace")
    return files


def _html(value: str, elem_id: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, elem_classes="pv-bare", apply_default_css=False, js_on_load=None)


_on, _off, _hidden = gr.update(interactive=True), gr.update(interactive=False), gr.update(visible=False)


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
    edge, edge_dark = "*neutral_300", "*neutral_700"
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
    port: Annotated[
        int | None, typer.Option(metavar="PORT", min=1, max=65535, help="A free one by default.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open it in a browser.")] = True,
) -> None:
    """Show the page, on this machine alone, until it is interrupted.

    Raises:
        PasserelleError: the models are not there, or the port is taken.
    """
    # Gradio checks by HTTP that its own server is up; a proxy has no business there.
    os.environ["NO_PROXY"] = ",".join(filter(None, [os.environ.get("NO_PROXY"), "127.0.0.1"]))
    # Articles that are opened stay in a folder that only this user can read, and go with the page,
    # also when it is not Ctrl-C that ends it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="passerelle-", ignore_cleanup_errors=True) as cache:
        os.environ["GRADIO_TEMP_DIR"] = cache
        page = build(Briefer())
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
                head=f"<style>{render.view_css()}{render.page_css()}</style>"
                f"<script>{render.view_js()}</script>",
            )
        except OSError:
            taken = f"Port {port} is taken" if port else "No port is free"
            raise PasserelleError(f"{taken}; choose another one with --port.") from None
        print(f"Passerelle is at {address} (Ctrl-C ends it)", flush=True)
        page.block_thread()


def main() -> None:
    """The command line."""
    run(launch)


if __name__ == "__main__":
    main()

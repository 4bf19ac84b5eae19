"""The page: `python app.py [--port N] [--no-browser]`."""

import os

# Before gradio is imported: the page asks nothing of any other host.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"

import argparse
import atexit
import contextlib
import logging
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from article.reader import MAX_CHARACTERS, MAX_FILE_BYTES
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

# Seconds between two pictures of a translation in progress.
REFRESH = 0.2
# Seconds that files to download are kept.
KEPT = 3600
LANGUAGES = [("Automatic", ""), ("French", "fr"), ("Vietnamese", "vi")]
DOWNLOADS = {"html": "Save as HTML", "md": "Save as Markdown", "json": "Save as JSON"}
EXAMPLES = {
    "cables-sous-marins.fr.txt": "undersea cables",
    "mekong-donnees-eau.fr.txt": "water in the Mekong",
}
SANS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
MONO = ("ui-monospace", "SF Mono", "Menlo", "Consolas", "monospace")

_log = logging.getLogger("passerelle")


def examples() -> list[Path]:
    """The articles that came with this installation: beside this file, in a wheel with `briefing`."""
    here = Path(__file__).resolve().parent
    inside = here / "briefing" / "examples"
    return sorted((inside if inside.is_dir() else here / "examples").glob("*.fr.txt"))


def build(briefer: Briefer) -> gr.Blocks:
    """The page around a briefer."""
    scratch = tempfile.TemporaryDirectory(prefix="passerelle-page-", ignore_cleanup_errors=True)
    atexit.register(scratch.cleanup)
    # The newest run of each visitor: an older one that is still at work must not write over it.
    newest: dict[str | None, object] = {}
    texts = {path: path.read_text(encoding="utf-8") for path in examples()}
    first = next(iter(texts.values()))

    def brief_text(text: str, language: str, request: gr.Request) -> Iterator[dict[Any, Any]]:
        yield from alone(show(text, language, None), request)

    def brief_file(path: str, language: str, request: gr.Request) -> Iterator[dict[Any, Any]]:
        yield from alone(show(Path(path), language, Path(path).name), request)

    def alone(run: Iterator[dict[Any, Any]], request: gr.Request) -> Iterator[dict[Any, Any]]:
        """A run until the same visitor starts another one."""
        mine = newest[request.session_hash] = object()
        for shown in run:
            if newest.get(request.session_hash) is not mine:
                return
            yield shown

    def leave(request: gr.Request) -> None:
        newest.pop(request.session_hash, None)

    def show(source: Path | str, language: str, name: str | None) -> Iterator[dict[Any, Any]]:
        """What the page shows, step by step."""
        yield {button: gr.update(interactive=False) for button in downloads.values()}
        try:
            for shown in _pictures(briefer, source, language or None, name):
                if isinstance(shown, Briefing):
                    files = _files(shown, Path(scratch.name))
                    yield {
                        downloads[kind]: gr.update(value=str(path), interactive=True)
                        for kind, path in files.items()
                    }
                elif isinstance(shown, tuple):
                    if isinstance(source, Path):
                        yield {article: shown[0]}
                else:
                    yield {view: shown}
        except PasserelleError as error:
            yield {view: render.notice(str(error))}
        except Exception:
            _log.exception("The page could not brief an article")
            yield {
                view: render.notice("Something went wrong here; try again, or try another form of the text.")
            }

    page = gr.Blocks(title="Passerelle", fill_width=True, delete_cache=(KEPT, KEPT))
    with page:
        gr.HTML(render.masthead(), elem_classes="pv-plain")
        with gr.Row(elem_classes="pv-input"):
            article = gr.Textbox(
                value=first,
                label="Article",
                placeholder="Paste a French or Vietnamese article here.",
                lines=9,
                max_lines=9,
                max_length=MAX_CHARACTERS,
                autoscroll=False,
                scale=3,
            )
            with gr.Column(scale=1, min_width=280):
                upload = gr.File(label="Or a file", file_types=list(READABLE), height=170)
                language = gr.Radio(LANGUAGES, value="", label="Language of the article")
        with gr.Row(elem_classes="pv-actions"):
            start = gr.Button("Brief it", variant="primary", scale=0, min_width=130, elem_id="brief-it")
            stop = gr.Button("Stop", scale=0, min_width=80)
            shown_examples = {
                path: gr.Button(f"Example: {EXAMPLES.get(path.name, path.name)}", scale=0, min_width=250)
                for path in texts
            }
        view = gr.HTML(elem_id="reading", elem_classes="pv-plain")
        with gr.Row(elem_classes="pv-actions"):
            downloads = {
                kind: gr.DownloadButton(
                    label, interactive=False, scale=0, min_width=190, elem_id=f"download-{kind}"
                )
                for kind, label in DOWNLOADS.items()
            }
        gr.HTML(render.models_note(models_in_use()), elem_classes="pv-plain")

        outputs = [article, view, *downloads.values()]
        options: dict[str, Any] = {
            "outputs": outputs,
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_id": "brief",
            "trigger_mode": "multiple",
        }
        runs: list[Any] = [
            start.click(brief_text, [article, language], **options),
            upload.upload(brief_file, [upload, language], **options),
            page.load(brief_text, [article, language], **options),
        ]
        for path, button in shown_examples.items():
            filled = button.click(
                lambda text=texts[path]: (text, ""), None, [article, language], api_visibility="private"
            )
            runs.append(filled.then(brief_text, [article, language], **options))
        stop.click(None, cancels=runs, api_visibility="private")
        page.unload(leave)
        page.queue(default_concurrency_limit=2, max_size=32)
    return page


def _pictures(
    briefer: Briefer, source: Path | str, language: str | None, name: str | None
) -> Iterator[str | tuple[str] | Briefing]:
    """The article's text in a tuple, then the view again and again, then the briefing."""
    segments: list[Segment] = []
    shown = 0.0
    for event in briefer.events(source, language=language, name=name):
        match event:
            case ArticleRead(article, total):
                yield (article.text,)
                yield render.reading_view(article, (), total=total)
            case SegmentsTranslated(new, done, total):
                segments += new
                if time.monotonic() - shown > REFRESH and done < total:
                    shown = time.monotonic()
                    yield render.reading_view(article, segments, total=total)
            case BriefingFinished(briefing):
                yield render.reading_view(
                    article,
                    segments,
                    brief=briefing.brief,
                    signature=briefing.signature,
                    timings=briefing.timings,
                )
                yield briefing


def _files(briefing: Briefing, scratch: Path) -> dict[str, Path]:
    """The files to download; those of an hour ago are removed."""
    for old in scratch.iterdir():
        with contextlib.suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > KEPT:
                shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(dir=scratch))
    contents = {"html": briefing.to_html(), "md": briefing.to_markdown(), "json": briefing.to_json()}
    files = {kind: folder / f"briefing.{kind}" for kind in contents}
    for kind, path in files.items():
        path.write_text(contents[kind], encoding="utf-8", errors="replace")
    return files


def launch(*, port: int | None = None, browser: bool = True) -> None:
    """Show the page on this machine alone, until it is interrupted.

    Raises:
        PasserelleError: the models are not there, or the port is taken.
    """
    page = build(Briefer())
    accent = gr.themes.Color(
        "#fbf3f1", "#f6e3df", "#ecc5bd", "#dd9d91", "#c46f60", "#a54a3a", "#8a3324", "#742b1f", "#5c231a",
        "#481c15", "#2c110d",
    )  # fmt: skip
    try:
        _, address, _ = page.launch(
            server_name="127.0.0.1",
            server_port=port,
            inbrowser=browser,
            share=False,
            quiet=True,
            prevent_thread_lock=True,
            show_error=False,
            max_file_size=MAX_FILE_BYTES,
            ssr_mode=False,
            footer_links=[],
            theme=gr.themes.Base(
                primary_hue=accent, neutral_hue="stone", font=SANS, font_mono=MONO, radius_size="sm"
            ),
            css=render.view_css() + render.page_css(),
            head=f"<script>{render.view_js()}</script>",
        )
    except OSError:
        taken = f"Port {port} is taken" if port else "No port is free"
        raise PasserelleError(f"{taken}; choose another one with --port.") from None
    print(f"Passerelle is at {address} (Ctrl-C ends it)", flush=True)
    page.block_thread()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--port", type=int, choices=range(1, 65536), metavar="N", help="port; a free one by default"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    arguments = parser.parse_args()
    try:
        launch(port=arguments.port, browser=not arguments.no_browser)
    except PasserelleError as error:
        parser.exit(1, f"{error}\n")


if __name__ == "__main__":
    main()

"""Build the page, connect its widgets with their handlers, and serve it."""

import logging
import os
import signal
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from passerelle.briefing import Briefer
from passerelle.errors import PasserelleError
from passerelle.modelstore.in_use import models_in_use
from passerelle.page import model_jobs
from passerelle.page.access import TOKEN_PARAMETER, Access, access
from passerelle.page.blocks import PageBlocks
from passerelle.page.brief_handlers import BriefHandlers
from passerelle.page.examples import examples
from passerelle.page.layout import Layout, build_layout
from passerelle.page.model_handlers import ModelHandlers
from passerelle.page.session import Sessions
from passerelle.seq2seq.device import resolve

# How long uploaded files and files to download are kept.
FILE_LIFETIME_SECONDS = 24 * 3600
# Briefings that take turns, and jobs that may wait until one is done.
MAX_BRIEFINGS, MAX_QUEUED = 16, 32
_QUICK: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
_BRIEF: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "concurrency_id": "brief",
    "trigger_mode": "multiple",
}
# Jobs on models take their turns in `model_jobs`, where one that waits can be stopped.
_MODEL: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_limit": None}

_log = logging.getLogger("passerelle")


def build(briefer: Briefer, models_file: Path | None = None, who: Access | None = None) -> gr.Blocks:
    """Build the page around a briefer.

    Args:
        briefer: makes the briefings.
        models_file: the models.txt that it was made with.
        who: who may use it; None for what the environment says (see `access`).

    Raises:
        PasserelleError: models.txt cannot be read, or names no model that is on this machine.
    """
    uses, states = models_in_use(models_file), model_jobs.states(models_file)
    texts = {path: path.read_text(encoding="utf-8") for path in examples()}
    lifetime = (FILE_LIFETIME_SECONDS, FILE_LIFETIME_SECONDS)
    sessions = Sessions()
    page = PageBlocks(who or access(), title="Passerelle", fill_width=True, delete_cache=lifetime)
    with page:
        layout = build_layout(texts, uses, states, memory=briefer.remembers)
        briefs = BriefHandlers(briefer, layout, sessions, texts, models_file)
        _connect_briefs(page, layout, briefs)
        _connect_options(layout, briefs)
        _connect_models(page, layout, ModelHandlers(layout, sessions, models_file, page.access))
    page.queue(default_concurrency_limit=MAX_BRIEFINGS, max_size=MAX_QUEUED)
    return page


def _connect_briefs(page: gr.Blocks, layout: Layout, do: BriefHandlers) -> None:
    """Connect what briefs an article.

    Each click begins outside the queue: what is being made for the visitor stops at once, and does
    not keep the new briefing waiting.
    """
    form, options, view = layout.form, layout.options, layout.view
    values: set[Any] = {form.article, form.opened, form.language, options.length, options.fetch}
    values |= {options.original, options.opened_original, options.opened_glossary}
    begun = [view, form.brief, form.stop, *form.downloads.values()]
    briefed = [form.article, form.opened, *begun]
    shown = [form.article, form.language, options.original, options.opened_original, options.original_note]
    first = next(iter(do.examples))

    def connect(asked: Any, handler: Any, inputs: set[Any]) -> None:
        made = asked.then(handler, inputs, briefed, **_BRIEF)
        made.failure(do.refuse, None, [view, form.brief, form.stop], **_QUICK)

    connect(form.brief.click(do.begin, None, begun, **_QUICK), do.brief_text, values)
    connect(form.upload.upload(do.begin, None, begun, **_QUICK), do.brief_file, values | {form.upload})
    connect(page.load(do.begin, None, begun, **_QUICK), do.brief_example(first), values)
    for path, button in form.examples.items():
        shows = button.click(do.show_example(path), None, [*shown, *begun], **_QUICK)
        connect(shows, do.brief_example(path), values)
    form.stop.click(do.stop, None, [view, form.brief, form.stop], **_QUICK)
    page.unload(do.leave)


def _connect_options(layout: Layout, do: BriefHandlers) -> None:
    options = layout.options
    original = [options.original, options.opened_original, options.original_note]
    glossary = [options.opened_glossary, options.glossary_note, options.clear_glossary]
    options.upload_original.upload(do.open_original, options.upload_original, original, **_QUICK)
    options.original.input(do.forget_original, None, original[1:], **_QUICK)
    options.upload_glossary.upload(do.open_glossary, options.upload_glossary, glossary, **_QUICK)
    options.clear_glossary.click(do.remove_glossary, None, glossary, **_QUICK)
    options.clear_memory.click(do.clear_memory, None, options.memory_note, **_QUICK)


def _connect_models(page: gr.Blocks, layout: Layout, do: ModelHandlers) -> None:
    panel, language = layout.models, layout.form.language
    refreshed = [panel.in_use, panel.table, panel.model, language]
    worked = [panel.status, *do.jobs, panel.stop, *refreshed]
    added = [panel.status, panel.line, *refreshed]
    panel.fetch.click(do.fetch, {panel.model, language}, worked, **_MODEL)
    panel.test.click(do.test, {panel.model, language}, worked, **_MODEL)
    panel.remove.click(do.remove, {panel.model, language}, worked, **_MODEL)
    panel.stop.click(do.stop, None, panel.stop, **_QUICK)
    panel.add.click(do.add, {panel.line, language}, added, **_QUICK)
    panel.line.submit(do.add, {panel.line, language}, added, **_QUICK)
    page.load(do.show_models, language, refreshed, **_QUICK)


def launch(
    port: int | None = None,
    browser: bool = True,
    device: str = "auto",
    models_file: Path | None = None,
    memory: bool = True,
    public_urls: Sequence[str] = (),
    frame_ancestors: Sequence[str] = (),
) -> None:
    """Show the page, on this machine alone, until it is interrupted.

    Args:
        port: TCP port; None for the first free one from 7860.
        browser: whether to open the page in the default browser.
        device: where the models run; see `passerelle.seq2seq.device`.
        models_file: the models.txt to use; None for the user's own and the one shipped.
        memory: whether to keep translated sentences on this machine.
        public_urls: addresses under which a reverse proxy shows the page; see `access`.
        frame_ancestors: origins of the sites that may show it in a frame; see `access`.

    Raises:
        PasserelleError: there are no models, or the page cannot be served.
    """
    resolve(device)
    who = access(public_urls, frame_ancestors)
    # Gradio checks over HTTP that its own server is up; that must not go through a proxy.
    exempt = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(filter(None, [exempt, "127.0.0.1"]))
    # Opened articles are kept in a folder that only this user can read. It is removed when the page
    # ends, on SIGTERM as on Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="passerelle-", ignore_cleanup_errors=True) as cache:
        os.environ["GRADIO_TEMP_DIR"] = cache
        page = build(Briefer(models_file, device=device, memory=memory), models_file, who)
        try:
            _, address, _ = page.launch(
                server_name="127.0.0.1",
                server_port=port,
                share=False,
                quiet=True,
                prevent_thread_lock=True,
            )
        except OSError:
            taken = f"Port {port} is in use or needs other rights" if port else "No port is free"
            raise PasserelleError(f"{taken}; choose another one with --port.") from None
        except Exception as error:
            _log.debug("the page", exc_info=True)
            raise PasserelleError(
                f"The page could not start ({type(error).__name__}); check the proxy settings of this "
                "machine, or choose another port with --port."
            ) from None
        print(f"Passerelle is at {address} (press Ctrl-C to stop)", flush=True)
        print(f"To add models from this machine, open {address}?{TOKEN_PARAMETER}={who.token}", flush=True)
        if browser:
            webbrowser.open(f"{address}?{TOKEN_PARAMETER}={who.token}")
        page.block_thread()

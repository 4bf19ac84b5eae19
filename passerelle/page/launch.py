"""Build the page, connect its widgets with their handlers, and serve it."""

import logging
import os
import signal
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path

import gradio as gr

from passerelle.briefing import Briefer
from passerelle.errors import PasserelleError
from passerelle.modelstore.in_use import models_in_use
from passerelle.page import model_jobs
from passerelle.page.access import TOKEN_PARAMETER, Access, access
from passerelle.page.blocks import PageBlocks
from passerelle.page.brief_handlers import BriefHandlers
from passerelle.page.examples import examples
from passerelle.page.layout import build_layout
from passerelle.page.model_handlers import ModelHandlers
from passerelle.page.session import Sessions
from passerelle.page.wiring import connect
from passerelle.seq2seq.device import resolve

# How long uploaded files and files to download are kept.
FILE_LIFETIME_SECONDS = 24 * 3600
# Briefings that take turns, and jobs that may wait until one is done.
MAX_BRIEFINGS, MAX_QUEUED = 16, 32

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
        connect(page, layout, briefs, ModelHandlers(layout, sessions, models_file, page.access))
    page.queue(default_concurrency_limit=MAX_BRIEFINGS, max_size=MAX_QUEUED)
    return page


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

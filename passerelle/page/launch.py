"""Build the page, connect its widgets to their handlers, and serve it."""

import atexit
import io
import logging
import os
import signal
import sys
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType
from typing import NoReturn

from gradio.utils import get_upload_folder

from passerelle.briefing import Briefer, Request
from passerelle.errors import PasserelleError, ResourceError
from passerelle.modelstore.conversion import remove_temporary
from passerelle.modelstore.in_use import models_in_use
from passerelle.page import heap, model_jobs
from passerelle.page.access import TOKEN_PARAMETER, Access, access
from passerelle.page.api import ProgramApi
from passerelle.page.blocks import PageBlocks
from passerelle.page.brief_handlers import BriefHandlers
from passerelle.page.examples import example_original, examples
from passerelle.page.files import own_folder
from passerelle.page.layout import build_layout
from passerelle.page.libretranslate import LibreTranslate
from passerelle.page.model_handlers import ModelHandlers
from passerelle.page.port import refused
from passerelle.page.session import Sessions
from passerelle.page.texts import Texts
from passerelle.page.wiring import connect
from passerelle.page.work import Workers

# How long uploads and files to download are kept.
FILE_LIFETIME_SECONDS = 24 * 3600
# Maximum number of briefings that take turns, and of jobs that wait for one of these to end.
MAX_BRIEFINGS, MAX_QUEUED = 16, 32
# Enough for libraries, the processes that read files, and the connections of some visitors.
MIN_OPEN_FILES = 256
# Starting takes a few seconds, longer on a busy machine.
MAX_START_SECONDS = 120.0

_log = logging.getLogger("passerelle")


def build(briefer: Briefer, models_file: Path | None = None, who: Access | None = None) -> PageBlocks:
    """Build the page around a briefer.

    Args:
        briefer: creates the briefings.
        models_file: the models.txt that it was made with.
        who: who may use the page; None to read it from the environment (see `access`).

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
        texts_of_programs, workers = Texts(briefer, briefs.fairness, models_file), Workers()
        ProgramApi(briefer, texts_of_programs, briefs.fairness, workers).add()
    asked = [Request(text, original=example_original(path), align_words=True) for path, text in texts.items()]
    page.prepare = partial(briefs.prepared.prepare, asked)
    page.end_visits = sessions.close_all
    page.own_routes = LibreTranslate(texts_of_programs, workers, lambda: Path(get_upload_folder())).routes()
    page.queue(default_concurrency_limit=MAX_BRIEFINGS, max_size=MAX_QUEUED)
    return page


def hosted() -> PageBlocks:
    """Return the page for a host that launches it itself, such as a Hugging Face Space.

    Translations are not saved, since visitors would share them. If PASSERELLE_FETCH is 0, no articles are
    fetched by their address.

    Raises:
        PasserelleError: models.txt cannot be read, or names no model that is on this machine.
    """
    offline = os.environ.get("PASSERELLE_FETCH", "").lower() in ("0", "false", "no", "off")
    page = build(Briefer(memory=False, offline=offline))
    atexit.register(page.prepare())
    return page


@dataclass(frozen=True, slots=True)
class Serving:
    """How the page is served.

    Attributes:
        port: TCP port; None for the first free one from 7860.
        root_path: path at which a reverse proxy serves the page, such as `/brief`; empty for none.
        browser: whether to open the page in the default browser.
        mcp: whether programs can use the endpoints as tools through the Model Context Protocol.
    """

    port: int | None = None
    root_path: str = ""
    browser: bool = True
    mcp: bool = False


def launch(briefer: Briefer, who: Access, serving: Serving, models_file: Path | None = None) -> None:
    """Serve the page until it is interrupted.

    Args:
        briefer: creates the briefings.
        who: who may use it.
        serving: how it is served.
        models_file: the models.txt that the briefer was made with.

    Raises:
        PasserelleError: there are no models, or the page cannot be served.
    """
    _check_open_files()
    heap.limit()
    # Gradio checks over HTTP that its own server is up, which must not go through a proxy.
    exempt = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    hosts = {"127.0.0.1", "localhost", who.host}
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(filter(None, [exempt, *sorted(hosts)]))
    # The folder of opened articles is removed when the page ends, by SIGTERM as well as Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with own_folder() as cache:
        os.environ["GRADIO_TEMP_DIR"] = str(cache)
        page = build(briefer, models_file, who)
        _end_visits_first(page)
        address = _serve(page, who, serving)
        print(f"Passerelle is running at {address} (press Ctrl-C to stop)", flush=True)
        if serving.mcp:
            print(f"MCP clients connect to {address}gradio_api/mcp/", flush=True)
        print(f"To add models from this machine, open {address}?{TOKEN_PARAMETER}={who.token}", flush=True)
        if serving.browser:  # the browser requests the first example, so it need not be prepared
            webbrowser.open(f"{address}?{TOKEN_PARAMETER}={who.token}")
        else:
            page.prepare()
        with suppress(KeyboardInterrupt):  # a second one, while the server closes
            page.block_thread()
    _exit_at_once()


def _end_visits_first(page: PageBlocks) -> None:
    """On SIGTERM and Ctrl-C, stop the visitors' briefings, for which the server would wait."""

    def end(number: int, frame: FrameType | None) -> None:
        page.end_visits()
        signal.default_int_handler(number, frame)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


def _exit_at_once() -> NoReturn:
    """End the process without waiting for the threads in which models run.

    They would take as long as the groups of sentences of all visitors, and the system aborts a program that
    exits normally meanwhile. The processes that read files end with this one.
    """
    remove_temporary()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(0)


def _check_open_files() -> None:
    """Raise this process's limit on open files if it is too low for the page.

    Raises:
        ResourceError: it cannot be raised.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    limit, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit < MIN_OPEN_FILES:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (MIN_OPEN_FILES, most))
        except (OSError, ValueError):
            raise ResourceError(
                f"The page needs to open {MIN_OPEN_FILES} files at the same time, and only {limit} are "
                f"allowed; raise the limit with: ulimit -n {MIN_OPEN_FILES}"
            ) from None


class _LateError(BaseException):
    """Raised by the alarm; not an `Exception`, since the HTTP client would take it for its own."""


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    """Limit the start of the server, which requests a page from its own address without a time limit.

    With `--host 0.0.0.0` that address is `localhost`, where another program may listen over IPv6. There is no
    limit on Windows.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        raise _LateError

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _serve(page: PageBlocks, who: Access, serving: Serving) -> str:
    """Serve a page; return its address on this machine."""
    try:
        # `quiet` does not silence Gradio's line about its MCP server.
        with redirect_stdout(io.StringIO()), _alarm(MAX_START_SECONDS):
            _, address, _ = page.launch(
                server_name=f"[{who.host}]" if ":" in who.host else who.host,
                server_port=serving.port,
                root_path=serving.root_path,
                mcp_server=serving.mcp,
                share=False,
                quiet=True,
                prevent_thread_lock=True,
            )
    except _LateError:
        raise PasserelleError(
            f"The page did not answer at its own address within {MAX_START_SECONDS:g} seconds; another "
            "program may be using its port, so choose another one with --port."
        ) from None
    except OSError as error:
        raise refused(error, who.host, serving.port) from None
    except Exception as error:
        _log.debug("the page", exc_info=True)
        raise PasserelleError(
            f"The page could not start ({type(error).__name__}); check the proxy settings of this "
            "machine, or choose another port with --port."
        ) from None
    return str(address)

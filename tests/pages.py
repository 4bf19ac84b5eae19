"""Serve the page on a free local port, with a scripted briefer in place of models."""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout, suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

import httpx
import versions
from starlette.routing import Route

from passerelle.article import Article, read
from passerelle.briefing import (
    ArticleRead,
    Briefer,
    Briefing,
    BriefingFinished,
    Request,
    SegmentsTranslated,
)
from passerelle.briefing.corrections import GivenEnglish, replaced
from passerelle.briefing.events import Event
from passerelle.errors import LanguageError
from passerelle.page.access import Access
from passerelle.urls import is_address
from translate import Glossary
from translate.types import Finding
from translate.work import examine

# Fork servers from a process that has already imported Gradio: the import takes most of the start-up time.
_SERVERS = multiprocessing.get_context("forkserver")
_SERVERS.set_forkserver_preload(["passerelle.page.launch"])


@dataclass
class ScriptedBriefer:
    """Pretends to translate; emits the sentences of the hand-made example briefing one at a time."""

    requests: list[Request] = field(default_factory=list)
    error: Exception | None = None
    meanwhile: Callable[[int], None] = lambda done: None
    remembers = True

    def events(self, request: Request) -> Iterator[Event]:
        self.requests.append(request)
        if self.error:
            raise self.error
        made = _scripted(request)
        segments = made.translation.segments
        yield ArticleRead(made.article, len(segments))
        for done, segment in enumerate(segments, start=1):
            self.meanwhile(done)
            yield SegmentsTranslated((segment,), done, len(segments))
        if request.corrections:
            given = GivenEnglish(request.corrections, examine=_examined)
            made = replace(made, translation=replaced(made.translation, given.applied))
        yield BriefingFinished(made)


def _examined(source: str, english: str) -> tuple[Finding, ...]:
    return examine(source, english, "fr", Glossary())


# First words of an article that bring the page into its other states.
ALONE, UNREACHED, ECHO, GERMAN = "Seul.", "Introuvable.", "Écho :", "Achtung."
# The address that serves the file named by PAGE_FETCHED.
FETCHED = "https://fetched.example.org/"


def _scripted(request: Request) -> Briefing:
    """Return the scripted briefing for a request.

    An article that begins with `ALONE` or `UNREACHED` gets an original only if fetching is allowed, and the
    original of `UNREACHED` cannot be fetched. If the article contains `ECHO`, its text is its own English.
    `GERMAN` is refused.
    """
    source = request.source
    text = _text(source)
    if text.startswith(GERMAN):
        raise LanguageError("This is German.", "de")
    if ECHO in text:
        return versions.echoed(_read(source), _read(request.original) if request.original else None)
    made = versions.briefing()
    marker = source.author or "" if isinstance(source, Article) else text
    if not marker.startswith((ALONE, UNREACHED)):
        return made
    given = request.original
    if given is None and not request.may_fetch(made.article.source_url):
        made = versions.alone()
    elif marker.startswith(UNREACHED) and (given is None or is_address(str(given))):
        made = versions.alone("The original was not fetched: the site does not answer.")
    return replace(made, article=replace(made.article, author=marker))


def _text(source: Any) -> str:
    if isinstance(source, Article):
        return source.text
    if str(source).startswith(FETCHED):
        return _page()
    if isinstance(source, Path):
        return source.read_text(encoding="utf-8") if source.is_file() else ""
    return str(source)


def _page() -> str:
    """Return the page at the address `FETCHED`."""
    return Path(os.environ["PAGE_FETCHED"]).read_text(encoding="utf-8")


def _read(source: Any) -> Article:
    if isinstance(source, Article):
        return source
    if str(source).startswith(FETCHED):
        return read(_page().encode(), language="fr", name=FETCHED)
    return read(source, language="fr")


@dataclass(frozen=True)
class Served:
    """A page being served, and an HTTP client for it.

    Attributes:
        address: the URL, with a trailing slash.
        port: its port.
        files: the folder with uploads and downloads.
        routes: method and path of each route of the application.
        handlers: by name of the handler, the number and the input ids of the first event it handles.
        events: by name of the handler, the numbers of all its events.
        client: sends neither Origin nor Sec-Fetch-Site, like a program.
        process: the process id of the server.
    """

    address: str
    port: int
    files: Path
    routes: list[tuple[str, str]]
    handlers: dict[str, tuple[int, list[str | None]]]
    events: dict[str, list[int]]
    client: httpx.Client
    process: int

    def defaults(self, name: str) -> list[Any]:
        """Return the initial values of a handler's inputs."""
        config = self.client.get("config").json()
        widgets = {widget["id"]: widget["props"] for widget in config["components"]}
        [event] = [event for event in config["dependencies"] if event["id"] == self.handlers[name][0]]
        return [widgets[number].get("value") for number in event["inputs"]]

    def numbers(self, name: str) -> list[int]:
        """Return the numbers of all events of a handler."""
        return self.events[name]

    def run(self, name: str, data: Sequence[Any], visitor: str = "visitor", **options: Any) -> httpx.Response:
        """Call a handler without the queue."""
        return self._call("run/predict", name, data, visitor, options)

    def join(
        self, name: str, data: Sequence[Any], visitor: str = "visitor", **options: Any
    ) -> httpx.Response:
        """Call a handler through the queue."""
        return self._call("queue/join", name, data, visitor, options)

    def _call(
        self, route: str, name: str, data: Sequence[Any], visitor: str, options: Mapping[str, Any]
    ) -> httpx.Response:
        body = {"fn_index": self.handlers[name][0], "data": list(data), "session_hash": visitor}
        return self.client.post(f"gradio_api/{route}", json=body, **options)


@contextmanager
def serving(scratch: Path, access: Access | None = None, **variables: str) -> Iterator[Served]:
    """Serve the page in a subprocess that reports the connections it opens; fail if there are any.

    Args:
        scratch: a folder for the page's files.
        access: the access rules of the page.
        variables: environment variables: PAGE_PAUSE, seconds per sentence; PAGE_REAL, translate with the
            embedded models; PAGE_MCP, start the MCP server; PAGE_ROOT, the root path; PAGE_FETCHED, the file
            served as the fetched page; PAGE_HUB, the address of a hub with its cache in HF_HUB_CACHE;
            PAGE_LOG, a file that gets what the page prints in its terminal.
    """
    environment = {**os.environ, "GRADIO_TEMP_DIR": str(scratch), **variables}
    here, there = _SERVERS.Pipe()
    process = _SERVERS.Process(target=_serve, args=(there, environment, access or Access()))
    process.start()
    there.close()  # so that the pipe ends when the process does
    try:
        described = here.recv()
        address = f"http://127.0.0.1:{described['port']}/"
        with httpx.Client(base_url=address, timeout=30, trust_env=False) as client:
            yield Served(address=address, files=scratch, client=client, process=process.pid or 0, **described)
        here.send("stop")
        assert here.recv() == []
    finally:
        here.close()
        process.join(30)
        process.kill()


def _serve(connection: Connection, environment: Mapping[str, str], who: Access) -> None:
    """Serve a page until told to stop; send its description, then every connection that it opened."""
    os.environ.clear()
    os.environ.update(environment)
    if log := os.environ.get("PAGE_LOG"):
        terminal = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for stream in (1, 2):
            os.dup2(terminal, stream)
    import passerelle.page.launch  # importing Gradio makes it look up its own address

    contacts: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
            where = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments
            if str(where[0]) not in ("127.0.0.1", "localhost", "::1", "b'127.0.0.1'"):
                contacts.append(f"{event} {where}")

    sys.addaudithook(watch)
    if hub := os.environ.get("PAGE_HUB"):
        _use_hub(hub)
    pause = float(os.environ.get("PAGE_PAUSE", "0"))
    briefer = ScriptedBriefer(meanwhile=lambda done: time.sleep(pause))
    if os.environ.get("PAGE_REAL"):
        briefer = cast(Any, Briefer(offline=os.environ["PAGE_REAL"] == "offline"))
    page = passerelle.page.launch.build(cast(Briefer, briefer), None, who)
    with redirect_stdout(sys.stderr):
        page.launch(
            server_name="127.0.0.1",
            quiet=True,
            prevent_thread_lock=True,
            mcp_server=bool(os.environ.get("PAGE_MCP")),
            root_path=os.environ.get("PAGE_ROOT", ""),
        )
    handlers: dict[str, tuple[int, list[str | None]]] = {}
    events: dict[str, list[int]] = {}
    for number, fn in page.fns.items():
        events.setdefault(str(fn.name), []).append(number)
        handlers.setdefault(str(fn.name), (number, [widget.elem_id for widget in fn.inputs]))
    routes = [(method, route.path) for route in _routes(page.app.routes) for method in route.methods or ()]
    described = {"port": page.server_port, "routes": routes, "handlers": handlers, "events": events}
    connection.send(described)
    with suppress(EOFError):  # of a test run that has ended
        connection.recv()
        connection.send(contacts)


def _use_hub(address: str) -> None:
    """Let the hub's library, which has read the environment already, use a hub on this machine."""
    from huggingface_hub import constants

    constants.HF_HUB_OFFLINE = False
    constants.HF_HUB_CACHE = os.environ["HF_HUB_CACHE"]
    constants.ENDPOINT = address
    constants.HUGGINGFACE_CO_URL_TEMPLATE = address + "/{repo_id}/resolve/{revision}/{filename}"


def _routes(routes: Any) -> Iterator[Route]:
    for route in routes:
        if isinstance(route, Route):
            yield route
        else:
            inner = getattr(route, "original_router", None) or getattr(route, "router", None) or route
            yield from _routes(getattr(inner, "routes", ()))

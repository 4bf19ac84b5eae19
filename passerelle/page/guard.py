"""Check every request before a route of Gradio sees it, and set the security headers of its response.

Without it, any web page could use this one: through its own host name, rebound to 127.0.0.1, or through a
name such as `x.localhost`, which browsers resolve themselves and Gradio's CORS check trusts.
"""

import asyncio
import base64
import hashlib
import logging
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
from gradio.routes import App, ORJSONResponse
from gradio.utils import get_upload_folder
from starlette._utils import get_route_path
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from passerelle.article.reader import MAX_FILE_BYTES
from passerelle.errors import shortage
from passerelle.page import heap, libretranslate
from passerelle.page.access import TOKEN_PARAMETER, Access, cookie_name
from passerelle.page.entrance import Entrance, refusal
from passerelle.page.files import prune
from passerelle.page.states import VisitorStates

_log = logging.getLogger("passerelle")

# Routes that the page and programs need. Everything else that Gradio serves is closed:
# monitoring, run history, reloading, proxying, custom components, editing of the app, deep links.
_PAGE = "/"
_READ = re.compile(
    r"/|/config/?|/(?:gradio_api/)?theme\.css|/favicon\.ico|/robots\.txt|/manifest\.json"
    r"|/(?:assets|static|svelte)/[\w./@-]+"
    r"|/gradio_api/(?:info/?|startup-events|heartbeat/[\w-]+|queue/data|upload_progress|file=.+)"
    # For programs: Gradio's API and LibreTranslate's.
    r"|/gradio_api/(?:openapi\.json|call/(?:v2/)?\w+/\w+|mcp/?)"
    rf"|{'|'.join(libretranslate.READ_PATHS)}|{libretranslate.DOWNLOAD}[\w.-]+"
)
_WRITE = re.compile(
    r"/gradio_api/(?:run/\w+/?|queue/join|upload|cancel|reset/?|call/(?:v2/)?\w+/?|mcp/?)"
    rf"|{'|'.join(libretranslate.WRITE_PATHS)}"
)
_FILE, _UPLOAD = "/gradio_api/file=", "/gradio_api/upload"
# Limit on an upload, and on a form with two texts in JSON: all visitors wait while it is parsed, up to a
# second for this many bytes.
MAX_UPLOAD_BYTES, MAX_FORM_BYTES = 3 * MAX_FILE_BYTES, 10_000_000
# Time for a whole request to arrive: a client that sends a byte a minute holds a connection and a file.
MAX_BODY_SECONDS = 120.0
_UNREADABLE = "The page cannot read this request."
_SAME_ORIGIN = ("same-origin", "none", None)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)


class GuardedApp(App):
    """Gradio's application with a guard in front of all of its middleware and routes.

    Args:
        access: who may use it.
        scripts: inline scripts that the page adds to its own head once it is open.
        routes: routes for programs, in addition to those of Gradio.
    """

    def __init__(
        self, access: Access, scripts: tuple[str, ...], routes: Sequence[Route] = (), **options: Any
    ) -> None:
        policy = Middleware(PagePolicy, access=access, scripts=scripts)
        super().__init__(
            middleware=[policy], routes=list(routes), default_response_class=ORJSONResponse, **options
        )
        self.access = access
        self.state_holder = VisitorStates()
        self.add_exception_handler(Exception, _unreadable)

    def build_middleware_stack(self) -> ASGIApp:
        """Build the middleware, with the guard outside of everything that Gradio adds."""
        return Guard(super().build_middleware_stack(), self.access)


class Guard:
    """Answer only requests to this page, from this page or from programs, on routes that it needs.

    Args:
        app: the application to guard.
        access: who may use it.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access
        self.entrance = Entrance(access)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a connection; see the ASGI specification."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            try:
                answer = self._answer(scope)
            except Exception:
                _log.debug("a request of %s", scope["path"], exc_info=True)
                answer = refusal(get_route_path(scope), _UNREADABLE, 400)
            if answer is None:
                if get_route_path(scope) == _UPLOAD:
                    await run_in_threadpool(prune, Path(get_upload_folder()))
                await self._pass_on(scope, receive, self._restricted(send))
            else:
                await answer(scope, receive, self._restricted(send))
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let Gradio answer; an exception caused by a malformed request becomes a refusal."""
        begun = False
        limit = MAX_BODY_SECONDS if scope["method"] == "POST" else None

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        path = get_route_path(scope)
        answer = refusal(path, _UNREADABLE, 400)
        most = _most_bytes(path, Headers(scope=scope))
        try:
            async with asyncio.timeout(limit) as arrival:
                await self.app(scope, _bounded(receive, arrival, most), noted)
        except TimeoutError:
            late = "The request took too long to arrive; send it again."
            answer = refusal(path, late, 408, {"connection": "close"})
        except Exception:
            _log.debug("a request of %s", scope["path"], exc_info=True)
        if not begun:
            await answer(scope, receive, send)

    def _answer(self, scope: Scope) -> Response | None:
        """Return the guard's own answer to a request; None to let it through."""
        if heap.is_short():
            return refusal(get_route_path(scope), str(shortage(MemoryError())), 503)
        headers, path = Headers(scope=scope), get_route_path(scope) or _PAGE
        port = (scope.get("server") or ("", 0))[1] or 0
        hosts = headers.getlist("host")
        origin = self.access.origin(hosts[0], port) if len(hosts) == 1 else None
        if origin is None:
            return refusal(
                path,
                f"This page is not served under that name. Open http://127.0.0.1:{port}/, or start it with "
                "--public-url and the address at which you serve it.",
            )
        reading = scope["method"] in ("GET", "HEAD")
        if not (reading and path == _PAGE) and not _is_same_origin(headers, origin):
            return refusal(path, "The page does not accept requests from other web pages.")
        if not (_READ if reading else _WRITE).fullmatch(path) or scope["method"] not in (
            "GET",
            "HEAD",
            "POST",
        ):
            return refusal(path, "The page has nothing at this address.")
        if path.startswith(_FILE) and not _is_kept(path.removeprefix(_FILE)):
            return refusal(path, "The page serves only files that it created or that were uploaded to it.")
        stated, most = headers.get("content-length", "0"), _most_bytes(path, headers)
        if int(stated if stated.isdecimal() else 0) > most:
            return refusal(path, f"A request may be at most {most // 1_000_000} MB.", 413)
        _check_forwarded(headers)
        given = QueryParams(scope["query_string"]).get(TOKEN_PARAMETER)
        if path == _PAGE and given is not None:
            return self._entry(given, port, secure=origin.startswith("https:"))
        return self.entrance.refuse(scope, headers, path, port)

    def _entry(self, given: str, port: int, *, secure: bool) -> Response:
        """Set the owner's cookie, and redirect to the address without the token."""
        response = RedirectResponse("./", status_code=303)
        if self.access.is_token(given):
            response.set_cookie(cookie_name(port), given, secure=secure, httponly=True, samesite="strict")
        return response

    def _restricted(self, send: Send) -> Send:
        """Return `send` with the security headers added to the response."""

        async def restricted(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=list(message["headers"]))
                headers.update(_HEADERS)
                ancestors = _ancestors(self.access)
                headers.setdefault("content-security-policy", f"default-src 'none'; sandbox; {ancestors}")
                if not self.access.frame_ancestors:
                    headers["x-frame-options"] = "DENY"
                message = {**message, "headers": headers.raw}
            await send(message)

        return restricted


class PagePolicy:
    """Send the content security policy of the page: its own files and the scripts that it contains.

    It reads the page before Gradio compresses it.

    Args:
        app: the application that serves the page.
        access: who may use it.
        scripts: inline scripts that the page adds when it is open.
    """

    def __init__(self, app: ASGIApp, access: Access, scripts: tuple[str, ...]) -> None:
        self.app = app
        self.access = access
        self.hashes = {_source(script.encode()) for script in scripts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; see the ASGI specification."""
        if scope["type"] != "http" or (get_route_path(scope) or _PAGE) != _PAGE:
            await self.app(scope, receive, send)
            return
        start: Message = {}
        body = b""

        async def gathered(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if not message.get("more_body"):
                headers = MutableHeaders(raw=list(start["headers"]))
                headers["content-security-policy"] = self._policy(body)
                await send({**start, "headers": headers.raw})
                await send({"type": "http.response.body", "body": body})

        await self.app(scope, receive, gathered)

    def _policy(self, page: bytes) -> str:
        scripts = " ".join(sorted(self.hashes | {_source(script) for script in _SCRIPT.findall(page)}))
        # Gradio evaluates its HTML templates and sets a base URL.
        return (
            f"default-src 'none'; script-src 'self' 'unsafe-eval' {scripts}; "
            "style-src 'self' 'unsafe-inline'; "
            "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
            f"base-uri 'self'; form-action 'none'; {_ancestors(self.access)}"
        )


def _unreadable(request: Request, error: Exception) -> Response:
    """Answer a malformed request that made Gradio raise an error, which the guard logs."""
    return refusal(get_route_path(request.scope), _UNREADABLE, 400)


def _is_same_origin(headers: Headers, origin: str) -> bool:
    """Return whether a request is from the page itself, or from a program, which sends neither header."""
    stated = headers.getlist("origin")
    return stated in ([], [origin]) and headers.get("sec-fetch-site") in _SAME_ORIGIN


def _check_forwarded(headers: Headers) -> None:
    """Raise an error if a proxy states an address of the page that Gradio could not parse.

    Gradio itself parses it only when it runs a job.

    Raises:
        httpx.InvalidURL: it could not.
    """
    for name, scheme in (("x-forwarded-host", "http://"), ("x-gradio-server", "")):
        httpx.URL(scheme + headers.get(name, "").partition(",")[0].strip())


def _is_kept(name: str) -> bool:
    """Return whether a path lies in the page's folder of files; Gradio itself would fetch an address."""
    path, folder = Path(name), Path(get_upload_folder())
    return ".." not in path.parts and any(map(path.is_relative_to, (folder, folder.resolve())))


def _ancestors(access: Access) -> str:
    return " ".join(["frame-ancestors", *(access.frame_ancestors or ["'none'"])])


def _source(script: bytes) -> str:
    """Return the source expression of an inline script (CSP level 3, section 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"


def _most_bytes(path: str, headers: Headers) -> int:
    """Return the maximum size of the body of a request."""
    has_file = headers.get("content-type", "").lower().startswith("multipart/")
    return MAX_UPLOAD_BYTES if has_file and path in (_UPLOAD, libretranslate.FILE) else MAX_FORM_BYTES


def _bounded(receive: Receive, arrival: asyncio.Timeout, most: int) -> Receive:
    """Return a `receive` that disconnects a client that has sent too much, whatever length it declared.

    Args:
        receive: the connection's own `receive`.
        arrival: the time limit for the request to arrive, lifted once it has.
        most: maximum number of bytes.
    """
    left = most

    async def bounded() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if not message.get("more_body"):
            arrival.reschedule(None)
        return message if left >= 0 else {"type": "http.disconnect"}

    return bounded

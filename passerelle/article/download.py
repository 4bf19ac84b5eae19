"""Send one request to a vetted address, with limits on time and size."""

import io
import os
import queue
import socket
import ssl
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPException
from http.client import HTTPResponse as RawResponse
from typing import Any

import certifi
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

from passerelle.article.address import WebAddress, is_public
from passerelle.article.outgoing import PROXY, Proxy
from passerelle.errors import ArticleError

MAX_SECONDS = 20.0
MAX_WIRE_BYTES = 10_000_000
MAX_BODY_BYTES = 20_000_000
_CHUNK = 64 * 1024
# Encodings that urllib3 decompresses incrementally without further packages.
_ENCODINGS = frozenset({"", "identity", "gzip", "x-gzip", "deflate"})
ACCEPT_ENCODING = "gzip, deflate"
SAVE = "open it in a browser, save it and open the saved file instead"


def system_resolver(host: str, port: int) -> list[str]:
    """Return every IPv4 and IPv6 address of a host, as the operating system resolves it.

    Raises:
        socket.gaierror: the name cannot be looked up.
    """
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in answers))


def direct_connection(address: str, port: int, timeout: float) -> socket.socket:
    """Connect to an IP address directly, ignoring any proxy of the environment.

    Raises:
        OSError: the connection fails, or takes more than `timeout` seconds.
    """
    return socket.create_connection((address, port), timeout)


@dataclass(frozen=True, slots=True)
class Network:
    """How `fetch` reaches a site; this does not include the checks.

    Attributes:
        resolve: resolves a host and port to the host's IP addresses.
        connect: connects to a vetted IP address and port within a number of seconds; returns the socket.
        ca_file: the certificates to verify sites with, in PEM.
        seconds: limit for a whole fetch: DNS lookups, connections, redirects and bodies.
        delay: seconds between two polite fetches from one host.
        proxy: the proxy to go through; None to go directly.
    """

    resolve: Callable[[str, int], list[str]] = system_resolver
    connect: Callable[[str, int, float], socket.socket] = direct_connection
    ca_file: str = certifi.where()
    seconds: float = MAX_SECONDS
    delay: float = 1.0
    proxy: Proxy | None = None


class Deadline:
    """The time at which one fetch, with all its requests, must be finished."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Return the seconds left, more than 0.

        Raises:
            TimeoutError: no time is left.
        """
        if (left := self._end - time.monotonic()) <= 0:
            raise TimeoutError
        return left


@dataclass(frozen=True, slots=True)
class Reply:
    """The response of a site.

    Attributes:
        status: HTTP status code.
        headers: the first 100 headers, by name in lower case.
        body: the decompressed body; empty unless the status is 200 or 203.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes


def download(
    address: WebAddress,
    headers: Mapping[str, str],
    *,
    types: frozenset[str] | None,
    network: Network,
    deadline: Deadline,
) -> Reply:
    """Request one page, without following redirects.

    The host is resolved once, all of its addresses must be public, and the connection goes to one
    of exactly those addresses; through a proxy, it is the proxy that resolves the host.

    Args:
        address: the page.
        headers: headers of the request.
        types: the media types to accept; None for all. A response without a type is accepted.
        network: how to reach the site.
        deadline: when to give up.

    Raises:
        ArticleError: the site cannot be reached or vetted, or its answer is too slow,
            too large, damaged or of another type.
    """
    try:
        connection = _connection(address, network, deadline)
        through = network.proxy if address.scheme == "http" else None
        target = address.url if through else address.target
        sent = {**headers, **through.headers} if through else headers
        try:
            connection.request("GET", target, headers=sent, preload_content=False)
            with connection.getresponse() as response:
                return _reply(response, types, deadline)
        finally:
            connection.close()
    except (OSError, HTTPException, urllib3.exceptions.HTTPError) as error:
        raise ArticleError(_explain(error, address.host, deadline.seconds)) from error


def _vetted(address: WebAddress, network: Network, deadline: Deadline) -> list[str]:
    answers = [address.host] if address.is_literal else _look_up(address, network, deadline)
    if not answers:
        raise socket.gaierror(socket.EAI_NONAME, "no address")
    if not all(map(is_public, answers)):
        raise ArticleError(
            f"{address.host} leads to this computer or a private network, from which nothing is fetched; "
            "open the page as a file instead."
        )
    return answers


def _look_up(address: WebAddress, network: Network, deadline: Deadline) -> list[str]:
    """Resolve a host in a thread, as the system's lookup cannot be given a time limit."""
    outcome: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def resolve() -> None:
        try:
            outcome.put(list(network.resolve(address.host, address.port)))
        except Exception as error:
            outcome.put(error)

    threading.Thread(target=resolve, name="look-up", daemon=True).start()
    try:
        answers = outcome.get(timeout=deadline.remaining())
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(answers, Exception):
        raise answers
    return answers


def _connection(address: WebAddress, network: Network, deadline: Deadline) -> HTTPConnection:
    through = network.proxy
    addresses = [through.host] if through else _vetted(address, network, deadline)
    host, port = (through.host, through.port) if through else (address.host, address.port)

    def dial() -> socket.socket:
        failure: OSError = OSError("no address")
        for index, ip in enumerate(addresses):
            try:
                return network.connect(ip, port, deadline.remaining() / (len(addresses) - index))
            except OSError as error:
                failure = error
        raise failure

    connection: _PinnedConnection
    if address.scheme == "https":
        # The certificate and the name sent to the server are those of the host, not of the address.
        context = ssl.create_default_context(cafile=network.ca_file)
        connection = _PinnedTLSConnection(host, port, ssl_context=context)
        if through:
            connection.set_tunnel(address.host, address.port, headers=through.headers)
    else:
        connection = _PinnedConnection(host, port)
    connection.dial = dial
    connection.deadline = deadline
    return connection


class _PinnedConnection(HTTPConnection):
    """A connection to a given socket, read within one deadline and one size limit."""

    dial: Callable[[], socket.socket]
    deadline: Deadline

    def _new_conn(self) -> socket.socket:
        sock = self.dial()
        # For the TLS handshake and the request; `_Meter` sets it for each read.
        sock.settimeout(self.deadline.remaining())
        return sock

    def response_class(self, sock: socket.socket, *args: Any, **kwargs: Any) -> RawResponse:  # type: ignore[override]
        response = RawResponse(sock, *args, **kwargs)
        response.fp = io.BufferedReader(_Meter(sock, response.fp.detach(), self.deadline))
        return response


class _PinnedTLSConnection(_PinnedConnection, HTTPSConnection):
    """The same over TLS."""


class _Meter(io.RawIOBase):
    """The bytes from a socket, status line and headers included, within limits on time and size.

    A socket's own timeout restarts with every byte received.
    """

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, deadline: Deadline) -> None:
        self._sock, self._raw, self._deadline = sock, raw, deadline
        self._left = MAX_WIRE_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._deadline.remaining())
        count: int | None = self._raw.readinto(buffer)
        self._left -= count or 0
        if self._left < 0:
            raise _too_large()
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


def _reply(response: urllib3.HTTPResponse, types: frozenset[str] | None, deadline: Deadline) -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    if response.status not in (200, 203):
        return Reply(response.status, headers, b"")
    if types is not None and media_type(headers) not in (None, *types):
        raise wrong_type(media_type(headers))
    if headers.get("content-encoding", "").strip().lower() not in _ENCODINGS:
        raise ArticleError(f"The page arrived in a compression format that was not requested; {SAVE}.")
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > MAX_WIRE_BYTES:
        raise _too_large()
    body = bytearray()
    while chunk := response.read(_CHUNK):
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise _too_large()
        deadline.remaining()
    return Reply(response.status, headers, bytes(body))


def media_type(headers: Mapping[str, str]) -> str | None:
    """Return the media type that headers declare, in lower case without parameters, or None."""
    return headers.get("content-type", "").partition(";")[0].strip().lower() or None


def wrong_type(declared: str | None) -> ArticleError:
    """Return the error for content of an unsupported type."""
    shown = declared if declared and len(declared) < 80 and declared.isprintable() else "unknown content"
    return ArticleError(
        f"The address leads to {shown}, not to a web page, a text file or a PDF; "
        "give the article's own address."
    )


def _too_large() -> ArticleError:
    wire, body = MAX_WIRE_BYTES // 1_000_000, MAX_BODY_BYTES // 1_000_000
    return ArticleError(
        f"The page is larger than {wire} MB, or {body} MB unpacked; "
        "copy the article's text from a browser and paste it instead."
    )


def _explain(error: Exception, host: str, seconds: float) -> str:
    """Explain a network failure in one sentence that says what to do next."""
    cause = error.__cause__ if isinstance(error, urllib3.exceptions.ProtocolError) else None
    match cause or error:
        case TimeoutError() | urllib3.exceptions.TimeoutError():
            return (
                f"{host} did not send the whole page within {seconds:g} seconds; try again later, or {SAVE}."
            )
        case socket.gaierror(errno=code) if code in (socket.EAI_AGAIN, socket.EAI_FAIL):
            return (
                f"{host} cannot be looked up: the network seems to be down{_proxy()}; go online, or {SAVE}."
            )
        case socket.gaierror():
            return f"No site called {host} was found{_proxy()}; check the address and the network, or {SAVE}."
        case ssl.SSLCertVerificationError() as failure:
            return (
                f"The certificate of {host} is not valid ({failure.verify_message.rstrip('.')}); "
                "check the address for mistakes."
            )
        case ssl.SSLError() | urllib3.exceptions.SSLError():
            return f"A secure connection to {host} failed; check the address, or {SAVE}."
        case urllib3.exceptions.DecodeError():
            return f"The page from {host} arrived damaged; try again, or {SAVE}."
        case HTTPException() | urllib3.exceptions.HTTPError() | ConnectionResetError() | BrokenPipeError():
            return f"{host} closed the connection or sent an invalid response; try again later, or {SAVE}."
        case _:
            return f"{host} cannot be reached{_proxy()}; check the network, or {SAVE}."


def _proxy() -> str:
    """Return a hint for users who reach the internet only through a proxy, else an empty string."""
    set_up = urllib.request.getproxies()
    if os.environ.get(PROXY) or not any(set_up.get(scheme) for scheme in ("http", "https", "all")):
        return ""
    return f" (articles are fetched without this machine's proxy unless {PROXY} names it)"

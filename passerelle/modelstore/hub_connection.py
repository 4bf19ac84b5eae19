"""Reach the hub or a mirror of it, and report what goes wrong in one sentence."""

import email.utils
import queue
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TypeVar
from urllib.parse import urlsplit

import httpx2
from huggingface_hub import constants, errors
from huggingface_hub.utils import parse_ratelimit_headers

from passerelle.errors import HubError
from passerelle.modelstore.registry import ModelSpec

# Seconds to wait for a connection to the hub, name resolution included.
CONNECT_SECONDS = 4
# Total seconds to wait for a hub that limits requests, and the wait if it does not state a time.
MAX_WAIT_SECONDS, WAIT_SECONDS = 300, 10
_T = TypeVar("_T")


def reach(endpoint: str) -> None:
    """Check that the hub, or the proxy to it, accepts a connection.

    Raises:
        HubError: there is no answer within `CONNECT_SECONDS`, or the address is not a web address.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise HubError(
            f"{endpoint!r} is not the address of a hub; give one that starts with https:// or http://."
        )
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if proxy and not urllib.request.proxy_bypass(host):
        if proxy.lower().startswith("socks") and find_spec("socksio") is None:
            raise HubError(
                f"The proxy is a SOCKS proxy ({proxy.partition(':')[0]}), which needs another package: "
                "pip install socksio, or set HTTPS_PROXY to an HTTP proxy."
            )
        try:
            through = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
            host, port = through.hostname or host, through.port or port
        except ValueError:
            raise HubError(
                "The address of the proxy is malformed: write the characters of its password that are not "
                "letters or digits as %XX in the environment's proxy variables."
            ) from None
    # In a thread, because name resolution has no timeout.
    answers: queue.SimpleQueue[OSError | None] = queue.SimpleQueue()

    def connect() -> None:
        try:
            socket.create_connection((host, port), timeout=CONNECT_SECONDS).close()
            answers.put(None)
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=connect, daemon=True).start()
    try:
        failure = answers.get(timeout=CONNECT_SECONDS)
    except queue.Empty:
        failure = TimeoutError("no answer")
    if failure:
        raise unreachable(endpoint, failure)


def patiently(call: Callable[[], _T], tick: Callable[[], object] = lambda: None) -> _T:
    """Call the hub; if it limits requests (429), wait as long as it asks and call again.

    Args:
        call: a request.
        tick: called every second while waiting; an error that it raises ends the wait.

    Raises:
        HfHubHTTPError: the hub refuses the request, or asks for waits of more than `MAX_WAIT_SECONDS` in all.
        Exception: any error of `call`.
    """
    left = float(MAX_WAIT_SECONDS)
    while True:
        try:
            return call()
        except (errors.HfHubHTTPError, errors.LocalEntryNotFoundError) as error:
            limit = limited(error)
            if limit is None or limit > left:
                raise
        left -= limit
        until = time.monotonic() + limit
        while (rest := until - time.monotonic()) > 0:
            tick()
            time.sleep(min(1.0, rest))


def limited(error: BaseException) -> float | None:
    """Return the seconds to wait that the hub asks for in a 429 answer; None for any other error.

    Both forms of Retry-After (RFC 9110, 10.2.3) and the hub's own RateLimit header count.
    """
    cause = error if isinstance(error, errors.HfHubHTTPError) else error.__cause__
    if not isinstance(cause, errors.HfHubHTTPError) or cause.response.status_code != 429:
        return None
    limit = parse_ratelimit_headers(cause.response.headers)
    if limit is not None and limit.remaining == 0:
        return float(limit.reset_in_seconds)
    stated = cause.response.headers.get("Retry-After", "").strip()
    if stated.isdecimal():
        return float(stated)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(stated).timestamp() - time.time())
    except ValueError:
        return float(WAIT_SECONDS)


def unreachable(endpoint: str | None, error: Exception) -> HubError:
    """Return the error for a host that does not answer, with what to do about it.

    The hub serves large files from other hosts, which a firewall may block.
    """
    reason = " ".join(str(getattr(error, "strerror", None) or error).split())[:120].rstrip(".")
    host = _host_of(error)
    offline = "bring the model from another machine and fetch it with: passerelle models fetch --from FOLDER."
    if isinstance(error, httpx2.ProxyError):
        return HubError(
            f"The proxy does not allow connections to {host or place(endpoint)} ({reason}): check its "
            f"address and password in HTTPS_PROXY, or {offline}"
        )
    if host and host != _hub_host(endpoint):
        return HubError(
            f"{place(endpoint)} sends the files of its models from {host}, which cannot be reached "
            f"({reason}): allow this host in the firewall or proxy too, or {offline}"
        )
    return HubError(f"{place(endpoint)} cannot be reached ({reason}): check the network, or {offline}")


def _host_of(error: Exception) -> str | None:
    """Return the host that a request went to, with its port unless it is the usual one."""
    try:
        url = error.request.url  # type: ignore[attr-defined]
    except (AttributeError, RuntimeError):  # no request was made
        return None
    return str(url.netloc.decode("ascii"))


def _hub_host(endpoint: str | None) -> str:
    return urlsplit(endpoint or constants.ENDPOINT).netloc.rpartition("@")[2]


def place(endpoint: str | None) -> str:
    """Return the hub's name for messages: `The hub at huggingface.co`."""
    return f"The hub at {_hub_host(endpoint) or endpoint}"


@contextmanager
def in_words(spec: ModelSpec, endpoint: str | None) -> Iterator[None]:
    """Turn the errors of the hub's library into a HubError of one sentence.

    Raises:
        HubError: the block fails because of the hub.
        OSError: another error of the operating system, such as a full disk.
    """
    try:
        yield
    except errors.GatedRepoError:
        raise HubError(
            f"{spec.location} is only for users who have accepted its terms on the hub; "
            "accept them and set HF_TOKEN."
        ) from None
    except errors.RevisionNotFoundError:
        raise HubError(
            f"{spec.location} has no revision {spec.revision}; correct line {spec.line} of {spec.file}."
        ) from None
    except errors.RepositoryNotFoundError:
        raise HubError(
            f"{place(endpoint)} has no model {spec.location}; check its id or, if it is private, set "
            "HF_TOKEN."
        ) from None
    except errors.RemoteEntryNotFoundError as error:
        name = urlsplit(str(error.response.url)).path.rpartition("/")[2]
        raise HubError(
            f"{place(endpoint)} lacks {name}, though it lists it for {spec.location}; try another mirror."
        ) from None
    except errors.HfHubHTTPError as error:
        raise _refused(endpoint, error) from None
    except (errors.LocalEntryNotFoundError, errors.FileMetadataError, ValueError) as error:
        if isinstance(error.__cause__, errors.HfHubHTTPError):
            raise _refused(endpoint, error.__cause__) from None
        if isinstance(error.__cause__, httpx2.TransportError):
            raise unreachable(endpoint, error.__cause__) from None
        reason = " ".join(str(error).split())[:150].rstrip(".")
        raise HubError(
            f"{place(endpoint)} does not respond as a model hub should ({reason}); check its address."
        ) from None
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
        raise unreachable(endpoint, error) from None
    except (httpx2.TransportError, ConnectionError, TimeoutError) as error:
        raise cut(spec, error) from None
    except httpx2.HTTPError as error:
        raise unreachable(endpoint, error) from None
    except (OSError, RuntimeError) as error:
        # Errors of the operating system have a number; those of the hub's libraries, including hf_xet, may be
        # of built-in types too, but have none.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise cut(spec, error) from None


def _refused(endpoint: str | None, error: errors.HfHubHTTPError) -> HubError:
    """Return the error for an HTTP status other than success."""
    status, host = error.response.status_code, str(error.response.url.netloc.decode("ascii"))
    who = place(endpoint)
    if host != _hub_host(endpoint):
        who = f"{host}, from which {who[:1].lower()}{who[1:]} sends files,"
    if (seconds := limited(error)) is not None:
        return HubError(
            f"{who} limits requests and asks for a wait of {max(1, round(seconds))} seconds; try again then, "
            "or set HF_TOKEN, since logged-in users may send more."
        )
    advice = "try again later" if status >= 500 else "check its address"
    if status == 407:
        advice = "check the name and password of the proxy in HTTPS_PROXY"
    return HubError(f"{who} answers with an error ({status}); {advice}.")


def cut(spec: ModelSpec, error: BaseException) -> HubError:
    """Return the error for a download that was cut off."""
    reason = " ".join(str(error).split())[:120].rstrip(".") or type(error).__name__
    return HubError(
        f"The download of {spec.location} was interrupted ({reason}); run the command again to resume it."
    )


def token(endpoint: str | None) -> bool | None:
    """Return None, which sends the user's token, for the hub configured in the environment; else False."""
    return None if endpoint in (None, constants.ENDPOINT) else False

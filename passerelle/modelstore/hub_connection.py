"""Reach the hub or a mirror of it, and report what goes wrong in one sentence."""

import queue
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from urllib.parse import urlsplit

from huggingface_hub import constants, errors

from passerelle.errors import HubError
from passerelle.modelstore.registry import ModelSpec

# Seconds until a hub that cannot be reached is given up, name resolution included.
CONNECT_SECONDS = 4
# The hub's library has it from httpx, under a name that changes with its version.
_HTTP_ERROR: type[Exception] = errors.HTTPError  # type: ignore[attr-defined]
TRANSPORT_ERROR: type[Exception] = import_module(_HTTP_ERROR.__module__.split(".")[0]).TransportError


def reach(endpoint: str) -> None:
    """Check that the hub, or the proxy to it, accepts a connection.

    Raises:
        HubError: there is no answer within `CONNECT_SECONDS`, or the address is no web address.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise HubError(
            f"{endpoint!r} is not the address of a hub; give one that begins with https:// or http://."
        )
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if proxy and not urllib.request.proxy_bypass(host):
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


def unreachable(endpoint: str | None, error: Exception) -> HubError:
    """Return the error for a hub that gives no answer, with what to do about it."""
    reason = " ".join(str(getattr(error, "strerror", None) or error).split())[:120].rstrip(".")
    return HubError(
        f"{place(endpoint)} cannot be reached ({reason}): check the network, or bring the model from "
        "another machine and fetch it with: passerelle models fetch --from FOLDER."
    )


def place(endpoint: str | None) -> str:
    """Return a name of the hub for people: `The hub at huggingface.co`."""
    address = endpoint or constants.ENDPOINT
    return f"The hub at {urlsplit(address).netloc or address}"


@contextmanager
def in_words(spec: ModelSpec, endpoint: str | None) -> Iterator[None]:
    """Turn the errors of the hub's library into a HubError of one sentence.

    Raises:
        HubError: the block fails in a way that concerns the hub.
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
            f"{place(endpoint)} has no model {spec.location}, or it is private (then set HF_TOKEN)."
        ) from None
    except errors.RemoteEntryNotFoundError as error:
        name = urlsplit(str(error.response.url)).path.rpartition("/")[2]
        raise HubError(
            f"{place(endpoint)} lacks {name}, though it lists it for {spec.location}; try another mirror."
        ) from None
    except errors.HfHubHTTPError as error:
        status = error.response.status_code
        advice = "try again later" if status == 429 or status >= 500 else "check its address"
        raise HubError(f"{place(endpoint)} answers with an error ({status}); {advice}.") from None
    except (errors.LocalEntryNotFoundError, errors.FileMetadataError, ValueError) as error:
        reason = " ".join(str(error).split())[:150].rstrip(".")
        raise HubError(
            f"{place(endpoint)} does not answer as the hub does ({reason}); check its address."
        ) from None
    except _HTTP_ERROR as error:
        raise unreachable(endpoint, error) from None
    except OSError as error:
        if "Consistency check failed" in str(error):
            raise cut(spec) from None
        raise


def cut(spec: ModelSpec) -> HubError:
    """Return the error for a download that ended early."""
    return HubError(f"The download of {spec.location} was interrupted; run the command again to resume it.")


def token(endpoint: str | None) -> bool | None:
    """Return None for the hub that the environment names, so that it gets the user's token; else False."""
    return None if endpoint in (None, constants.ENDPOINT) else False

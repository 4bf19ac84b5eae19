"""The port on which the page listens."""

import socket

from passerelle.errors import PasserelleError, ResourceError, shortage
from passerelle.page.access import LOOPBACK


def check(host: str, port: int) -> None:
    """Raise an error if the page could not listen on a port, before spending seconds on loading it.

    Args:
        host: name or IP address on which the page will listen.
        port: TCP port.

    Raises:
        PasserelleError: another program uses the port, or it is not permitted.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        raise refused(error, host, port) from None


def refused(error: OSError, host: str, port: int | None) -> PasserelleError:
    """Return the error for the user when the page cannot listen.

    Args:
        error: why it cannot.
        host: name or IP address on which it would listen.
        port: TCP port; None if any would do.
    """
    if reason := shortage(error):
        return ResourceError(reason)
    at = f" at {host}" if host != LOOPBACK else ""
    taken = f"Port {port}{at} is in use or not permitted" if port else f"No port{at} is free"
    return PasserelleError(f"{taken}; choose another one with --port.")

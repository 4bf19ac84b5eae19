"""Settings for requests for articles, from environment variables: a contact address and a proxy."""

import base64
import os
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from passerelle.errors import ArticleError
from passerelle.version import __version__

# The program's name in robots.txt files.
AGENT = "Passerelle"
CONTACT, PROXY = "PASSERELLE_CONTACT", "PASSERELLE_PROXY"
# Printable ASCII without characters that end a comment in the header (RFC 9110, section 5.6.5).
_CONTACT = re.compile(r"[!-'*-\[\]-~]{3,200}")


def user_agent() -> str:
    """Return the User-Agent header (RFC 9110, section 10.1.5), with the contact of PASSERELLE_CONTACT.

    Raises:
        ArticleError: the variable holds neither an address of a page nor an e-mail address.
    """
    contact = os.environ.get(CONTACT, "").strip()
    if not contact:
        return f"{AGENT}/{__version__}"
    if not _CONTACT.fullmatch(contact) or not ("@" in contact or "://" in contact):
        raise ArticleError(
            f"The environment variable {CONTACT} is not a contact address; give an e-mail address or the "
            "address of a page, such as https://newsroom.example/bot."
        )
    return f"{AGENT}/{__version__} (+{contact})"


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy through which articles are fetched.

    Attributes:
        host: a name or an IP address.
        port: TCP port.
        credentials: `user:password`; None for a proxy that does not need them.
    """

    host: str
    port: int
    credentials: str | None = None

    @property
    def headers(self) -> dict[str, str]:
        """The headers for the proxy itself."""
        if self.credentials is None:
            return {}
        encoded = base64.b64encode(self.credentials.encode()).decode()
        return {"Proxy-Authorization": f"Basic {encoded}"}


def proxy() -> Proxy | None:
    """Return the proxy that PASSERELLE_PROXY names; those of HTTP_PROXY and HTTPS_PROXY are for models only.

    A proxy resolves names itself, so that no address can be checked before connecting; this must be
    enabled explicitly.

    Raises:
        ArticleError: the variable does not hold the address of an HTTP proxy.
    """
    given = os.environ.get(PROXY, "").strip()
    if not given:
        return None
    refused = ArticleError(
        f"The environment variable {PROXY} is not the address of an HTTP proxy; write it as "
        "http://proxy.example:3128."
    )
    try:
        parts = urlsplit(given)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise refused from None
    if not given.isprintable() or " " in given or parts.scheme != "http" or not host or parts.path.strip("/"):
        raise refused
    credentials = None
    if parts.username is not None:
        credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Proxy(host, port or 80, credentials)

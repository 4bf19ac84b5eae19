"""Who may use the page: names of its host, pages that may frame it, and the token of its owner."""

import hmac
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import SplitResult, urlsplit

from passerelle.errors import PasserelleError

TOKEN_HEADER, TOKEN_PARAMETER = "x-passerelle-token", "token"
_LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
# Hugging Face sets this variable in a Space, and shows the Space in a frame of its own site.
_SPACE_HOST, _SPACE_ANCESTOR = "SPACE_HOST", "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use the page.

    Attributes:
        public_urls: addresses of the page besides those of the loopback interface, such as
            `https://brief.example.org`.
        frame_ancestors: origins of the sites that may show the page in a frame.
        token: what proves that a request is from the owner, who can read the terminal.
    """

    public_urls: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)

    def origin(self, host: str, port: int) -> str | None:
        """Return the origin that a Host header means; None if the page has no such name.

        Args:
            host: the header.
            port: port on which the page listens.
        """
        for origin in self.public_urls:
            if host.lower() == origin.partition("://")[2]:
                return origin
        default = ("80",) if port == 80 else ()
        name, _, given = host.lower().rpartition(":")
        local = (name, given) if name else (host.lower(), *default)
        return f"http://{host.lower()}" if local in [(n, str(port)) for n in _LOOPBACK_NAMES] else None

    def is_owner(self, headers: Mapping[str, str], port: int) -> bool:
        """Tell whether a request has the owner's token, as a header or as the cookie set for it."""
        given = headers.get(TOKEN_HEADER)
        if given is None:
            try:
                cookie = SimpleCookie(headers.get("cookie", "")).get(cookie_name(port))
            except CookieError:
                return False
            given = cookie.value if cookie else ""
        return self.is_token(given)

    def is_token(self, given: str) -> bool:
        """Tell whether this is the token, in a time that tells nothing about it."""
        return hmac.compare_digest(given.encode(errors="replace"), self.token.encode())


def cookie_name(port: int) -> str:
    """Return the name of the owner's cookie; cookies of one host are shared by all of its ports."""
    return f"passerelle-{port}"


def access(public_urls: Sequence[str] = (), frame_ancestors: Sequence[str] = ()) -> Access:
    """Return who may use a page, from options and the environment.

    A Hugging Face Space names its host itself.

    Args:
        public_urls: addresses under which a reverse proxy shows the page; else those of
            PASSERELLE_PUBLIC_URL, separated by spaces.
        frame_ancestors: origins that may frame it; else those of PASSERELLE_FRAME_ANCESTOR.

    Raises:
        PasserelleError: one of them is not an http or https address.
    """
    public_urls = public_urls or os.environ.get("PASSERELLE_PUBLIC_URL", "").split()
    frame_ancestors = frame_ancestors or os.environ.get("PASSERELLE_FRAME_ANCESTOR", "").split()
    if space := os.environ.get(_SPACE_HOST):
        public_urls = public_urls or [f"https://{space}"]
        frame_ancestors = frame_ancestors or [_SPACE_ANCESTOR]
    return Access(tuple(map(_origin, public_urls)), tuple(map(_origin, frame_ancestors)))


def _origin(address: str) -> str:
    """Return scheme, host and port of an address, the default port left out."""
    try:
        parts: SplitResult = urlsplit(address.strip().lower())
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https") or not host.isprintable() or " " in host:
        raise PasserelleError(
            f"{address!r} is not the address of a page; write it as https://brief.example.org."
        )
    host = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != default else "")

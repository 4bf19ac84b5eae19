"""Access to the page: its host names, the sites that may frame it, and its owner's token."""

import hmac
import ipaddress
import os
import re
import secrets
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

from passerelle.errors import PasserelleError

# Default limit for each visitor, if other machines can reach the page.
REQUESTS_PER_MINUTE = 60
TOKEN_HEADER, TOKEN_PARAMETER = "x-passerelle-token", "token"
OWNER_ONLY = (
    "Only the owner of the page can do this: open the address with ?token= that the terminal shows, and try "
    "again."
)
LOOPBACK = "127.0.0.1"
_LOOPBACK_NAMES = (LOOPBACK, "localhost", "[::1]")
_ANY_ADDRESS = ("0.0.0.0", "::")
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?P<port>[0-9]{1,5}))?")
# Hugging Face sets this variable in a Space, and shows the Space in a frame on its own site.
_SPACE_HOST, _SPACE_ANCESTOR = "SPACE_HOST", "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class Access:
    """The rules of access to the page.

    Attributes:
        public_urls: addresses of the page in addition to those of the loopback interface, such as
            `https://brief.example.org`.
        frame_ancestors: origins of the sites that may show the page in a frame.
        token: proves that a request comes from the owner, who can read the terminal.
        host: the name or IP address on which the page listens.
        users: `user:password` of each user who is admitted; empty to admit everybody.
        requests_per_minute: limit for each visitor; None for no limit.
    """

    public_urls: tuple[str, ...] = ()
    frame_ancestors: tuple[str, ...] = ()
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16), repr=False)
    host: str = LOOPBACK
    users: tuple[str, ...] = field(default=(), repr=False)
    requests_per_minute: int | None = None

    def origin(self, host: str, port: int) -> str | None:
        """Return the origin that a Host header refers to; None if the page has no such name.

        Args:
            host: the header.
            port: port on which the page listens.
        """
        for origin in self.public_urls:
            if host.lower() == origin.partition("://")[2]:
                return origin
        match = _HOST.fullmatch(host.lower())
        if match is None:
            return None
        name, given = match["name"], match["port"] or "80"
        if self.host in _ANY_ADDRESS:
            # A web page cannot make a browser send an IP address or `localhost` in place of its own name.
            # The port may differ, as with a container.
            known = _is_address(name) or name in (*_LOOPBACK_NAMES, socket.gethostname().lower())
        else:
            own = _LOOPBACK_NAMES if is_loopback(self.host) else (self.host.lower(), f"[{self.host.lower()}]")
            known = given == str(port) and name in own
        return f"http://{host.lower()}" if known else None

    @property
    def is_shared(self) -> bool:
        """Return whether anyone but the owner can reach the page."""
        return bool(self.public_urls) or not is_loopback(self.host)

    def is_from_owner(self, request: Any) -> bool:
        """Return whether a `gradio.Request` comes from the owner; see `is_owner`."""
        asked = request.request
        return self.is_owner(asked.headers, asked.scope["server"][1])

    def is_owner(self, headers: Mapping[str, str], port: int) -> bool:
        """Return whether a request has the owner's token, as a header or as the cookie set for it."""
        given = headers.get(TOKEN_HEADER)
        if given is None:
            given = _cookies(headers.get("cookie", "")).get(cookie_name(port), "")
        return self.is_token(given)

    def is_token(self, given: str) -> bool:
        """Return whether this is the token, in constant time."""
        return hmac.compare_digest(given.encode(errors="replace"), self.token.encode())


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a server listening on a name or address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _is_address(name: str) -> bool:
    """Return whether the name in a Host header is an IP address in its usual form."""
    try:
        ip = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return name == (f"[{ip}]" if ip.version == 6 else str(ip))


def _cookies(header: str) -> dict[str, str]:
    """Return the cookies of a request as they were sent (RFC 6265, section 5.4).

    The standard library unquotes values, in quadratic time before Python 3.11.10, and stops at the first
    cookie with an unusual name, which another program of this host may have set.
    """
    pairs = (cookie.partition("=") for cookie in header.split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs}


def cookie_name(port: int) -> str:
    """Return the name of the owner's cookie, which names the port: all ports of a host share its cookies."""
    return f"passerelle-{port}"


def access(
    public_urls: Sequence[str] = (),
    frame_ancestors: Sequence[str] = (),
    *,
    host: str = LOOPBACK,
    users: Sequence[str] = (),
    everybody: bool = False,
    requests_per_minute: int | None = None,
) -> Access:
    """Read who may use a page, from options and the environment.

    A Hugging Face Space gets its address from the environment and is open to everybody.

    Args:
        public_urls: addresses at which a reverse proxy serves the page; else those of
            PASSERELLE_PUBLIC_URL, separated by spaces.
        frame_ancestors: origins that may frame it; else those of PASSERELLE_FRAME_ANCESTOR.
        host: the name or IP address to listen on.
        users: `user:password` of each user who is admitted.
        everybody: whether to admit everybody who can reach the page.
        requests_per_minute: limit for each visitor; None for 60 if other machines can reach the page, else no
            limit; 0 for no limit.

    Raises:
        PasserelleError: one of the addresses is not an http or https address, a user has no password, or
            neither users nor `everybody` is given for a page that other machines can reach.
    """
    for user in users:
        if not all(user.partition(":")[::2]):
            raise PasserelleError("--auth takes a user name and a password, as in --auth desk:secret.")
    others = not is_loopback(host)
    if others and not (users or everybody or os.environ.get(_SPACE_HOST)):
        raise PasserelleError(
            f"Other machines could reach the page at {host}; add --auth USER:PASSWORD to require a password, "
            "or --open to let anyone in."
        )
    public_urls = public_urls or os.environ.get("PASSERELLE_PUBLIC_URL", "").split()
    frame_ancestors = frame_ancestors or os.environ.get("PASSERELLE_FRAME_ANCESTOR", "").split()
    if space := os.environ.get(_SPACE_HOST):
        # There is no rate limit: all visitors have the address of Hugging Face's proxy.
        public_urls = public_urls or [f"https://{space}"]
        frame_ancestors = frame_ancestors or [_SPACE_ANCESTOR]
    elif requests_per_minute is None and (others or public_urls):
        requests_per_minute = REQUESTS_PER_MINUTE
    return Access(
        tuple(map(_origin, public_urls)),
        tuple(map(_origin, frame_ancestors)),
        host=host,
        users=tuple(users),
        requests_per_minute=requests_per_minute or None,
    )


def _origin(address: str) -> str:
    """Return the scheme, host and port of an address, without a default port."""
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

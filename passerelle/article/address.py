"""Check which web addresses may be fetched, before any network access."""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, urljoin

import idna

from passerelle.errors import ArticleError

MAX_LENGTH = 4096
_URL = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*):(?://(?P<authority>[^/?#]*))?(?P<target>[^#]*)(?:#.*)?",
    re.IGNORECASE | re.DOTALL,
)
_AUTHORITY = re.compile(r"(?P<host>\[[^\[\]]*\]|[^\[\]:]*)(?::(?P<port>.*))?")
_PORTS = {None: None, "80": 80, "443": 443}
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
# Anything that the C library accepts as part of an IPv4 address.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
# Characters that a path or query may contain unencoded; others are percent-encoded.
_SAFE = "/?%:@!$&'()*+,;=~-._[]"
# Scripts with look-alike letters; a label that mixes them is meant to mislead.
_LOOKALIKES = frozenset({"LATIN", "CYRILLIC", "GREEK"})

_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Special-purpose networks that `is_global` considers public in some supported Python versions.
_SPECIAL = (
    ipaddress.IPv4Network("192.0.0.0/24"),
    ipaddress.IPv4Network("192.88.99.0/24"),
    ipaddress.IPv6Network("3fff::/20"),
)


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http or https address of which every part has been checked.

    Attributes:
        scheme: `http` or `https`.
        host: a name in ASCII (IDNA) and lower case without a trailing dot, or an IP
            address without brackets.
        port: 80 or 443.
        target: path and query, percent-encoded; starts with `/`.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def is_literal(self) -> bool:
        """Return whether the host is an IP address, which needs no DNS lookup."""
        return _ip(self.host) is not None

    @property
    def origin(self) -> str:
        """Scheme, host and, unless it is the scheme's default, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _own_port(self.scheme) else f":{self.port}")

    @property
    def url(self) -> str:
        """The whole address, without a fragment."""
        return self.origin + self.target

    def join(self, location: str) -> "WebAddress":
        """Return the address that a redirect leads to.

        Args:
            location: absolute or relative.

        Raises:
            ArticleError: it may not be fetched.
        """
        # Before they are joined: the standard library drops tabs and line ends.
        _refuse_odd_characters(location)
        try:
            return parse(urljoin(self.url, location))
        except ValueError:
            raise _malformed() from None


def parse(url: str) -> WebAddress:
    """Check an address.

    Args:
        url: an absolute address, as written by a user or a page.

    Raises:
        ArticleError: it is malformed, or is not an http or https address of a public site on port 80 or 443.
            Whether a name resolves to a public address is known only after the DNS lookup: see `is_public`.
        TypeError: `url` is not a str.
    """
    if not isinstance(url, str):
        raise TypeError(f"A web address is a str, not {type(url).__name__}.")
    if len(url) > MAX_LENGTH:
        raise ArticleError(
            f"The address is longer than {MAX_LENGTH} characters; open the article's own page."
        )
    _refuse_odd_characters(url)
    parts = _URL.fullmatch(url)
    if parts is None or (scheme := parts["scheme"].lower()) not in ("http", "https"):
        raise ArticleError(
            "Only web pages are fetched; give the full address, starting with https:// or http://."
        )
    authority = parts["authority"] or ""
    if "@" in authority:
        raise ArticleError(
            "The address contains a user name or password; give it without the part before the @."
        )
    place = _AUTHORITY.fullmatch(authority)
    if place is None:
        raise _malformed()
    if place["port"] not in _PORTS:
        raise ArticleError("Pages are fetched from ports 80 and 443 only; give the address without its port.")
    target = parts["target"]
    return WebAddress(
        scheme=scheme,
        host=_host(place["host"]),
        port=_PORTS[place["port"]] or _own_port(scheme),
        target=quote(target if target.startswith("/") else "/" + target, safe=_SAFE),
    )


def is_public(address: str) -> bool:
    """Return whether an IP address is on the public internet.

    Args:
        address: as a DNS lookup returns it. An IPv4 address inside an IPv6 address (mapped,
            6to4, Teredo, NAT64) must be public itself.
    """
    ip = _ip(address)
    return ip is not None and _is_public(ip)


def _is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.scope_id is not None:
            return False
        if inner := _inner(ip):
            return all(map(_is_public, inner))
        if ip not in _GLOBAL_UNICAST:
            return False
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _SPECIAL)


def _inner(ip: ipaddress.IPv6Address) -> tuple[ipaddress.IPv4Address, ...]:
    """Return the IPv4 addresses that packets to an IPv6 address may reach."""
    if ip in _NAT64:
        return (ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF),)
    if ip.teredo is not None:
        return ip.teredo
    return tuple(filter(None, (ip.ipv4_mapped, ip.sixtofour)))


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _own_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _malformed() -> ArticleError:
    return ArticleError("The address is malformed; copy it again from the browser's address bar.")


def _refuse_odd_characters(url: str) -> None:
    # Controls, white space, invisible and unassigned characters, lone surrogates.
    if any(c == "\\" or unicodedata.category(c)[0] in "CZ" for c in url):
        raise ArticleError(
            "The address contains white space, a backslash or invisible characters; "
            "copy it again from the browser's address bar."
        )


def _host(text: str) -> str:
    """Check a host and return it in normal form."""
    if text.startswith("["):
        return _literal(text[1:-1], 6)
    host = unicodedata.normalize("NFC", text.lower())
    try:
        host = host if host.isascii() else idna.encode(host).decode("ascii")
        host = host.removesuffix(".")
        labels = host.split(".")
        readable = [idna.ulabel(label) if label.startswith("xn--") else label for label in labels]
    except UnicodeError:  # idna's own error is a subclass
        raise _malformed() from None
    if _NUMBER.fullmatch(labels[-1]):
        return _literal(host, 4)
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise _malformed()
    if len(labels) == 1:
        raise ArticleError(
            "The address is not that of a public site; give the full name, such as https://www.example.com/."
        )
    if any(len(_scripts(label)) > 1 for label in readable):
        raise ArticleError(
            "The site's name mixes letters of different alphabets that look alike; type it yourself."
        )
    return host


def _literal(host: str, version: int) -> str:
    """Check a literal IP address and return it in normal form; it must be public."""
    ip = _ip(host)
    if ip is None or ip.version != version:
        raise _malformed()
    if not _is_public(ip):
        raise ArticleError(
            "The address leads to this computer or a private network, from which nothing is fetched; "
            "open the page as a file instead."
        )
    return str(ip)


def _scripts(label: str) -> set[str]:
    return {unicodedata.name(c, "").partition(" ")[0] for c in label} & _LOOKALIKES

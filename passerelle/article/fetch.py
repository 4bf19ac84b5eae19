"""Fetch news pages from the web and read them as articles."""

import codecs
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from protego import Protego

from passerelle.article import pagecache
from passerelle.article.address import WebAddress, parse
from passerelle.article.courtesy import turn
from passerelle.article.download import (
    ACCEPT_ENCODING,
    SAVE,
    Deadline,
    Network,
    Reply,
    download,
    media_type,
    wrong_type,
)
from passerelle.article.outgoing import AGENT, proxy, user_agent
from passerelle.article.phrases import any_markup
from passerelle.article.types import Article
from passerelle.article.wrappers import unwrapped
from passerelle.errors import ArticleError
from passerelle.storage import cache_home

MAX_REDIRECTS = 3
_HTML = frozenset({"text/html", "application/xhtml+xml"})
PAGE_TYPES = _HTML | {"text/plain", "application/pdf"}
FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml"}
)
# Maximum size of a robots.txt; RFC 9309 requires at least 500 KiB.
_MAX_ROBOTS_BYTES = 512_000
# Maximum number of pairs of a rule and a program to which it applies: a long list of programs followed by a
# long list of rules would take minutes.
_MAX_ROBOTS_PAIRS = 2_000_000

_HEADERS = {
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8, application/pdf;q=0.8",
    "Accept-Encoding": ACCEPT_ENCODING,
    "Connection": "close",
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE)
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PAGE_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html|head|body)\b", re.IGNORECASE)
# Binary data bytes of the WHATWG's MIME Sniffing standard.
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_SNIFFED_BYTES = 1024
# The home page of a site, or of one of its languages.
_HOME = re.compile(
    rf"/(?:[a-z]{{2}}(?:-[a-z]{{2}})?/?|(?:index|default|home|{any_markup('home')})(?:\.[a-z]{{3,5}})?/?)?",
    re.IGNORECASE,
)


def fetch(
    url: str,
    *,
    polite: bool = False,
    language: str | None = None,
    languages: Collection[str] | None = None,
    network: Network | None = None,
    cache_folder: Path | None = None,
) -> Article:
    """Fetch one page and read it.

    Only http and https addresses of public hosts on ports 80 and 443 are fetched, redirects
    (at most 3) included. A host is resolved once, all of its addresses must be public, and the
    connection goes to an address that was checked; the certificate must be valid for the host. It
    goes through a proxy only if PASSERELLE_PROXY names one, which then resolves names itself. The
    request names the program, and the contact of PASSERELLE_CONTACT. A fetch is limited to 20
    seconds, 10 MB as sent and 20 MB decompressed. Pages are cached on disk for as long as their site
    allows.

    Args:
        url: the page's address, or that of a redirecting service, such as a search engine, which contains it.
        polite: whether to obey the site's robots.txt.
        language: ISO 639-1 code of the page, if known.
        languages: ISO 639-1 codes to identify it among, as for `article.read`.
        network: how to reach sites; None to connect directly or through the configured proxy. It is meant
            for tests, and cannot switch off the checks.
        cache_folder: where pages are cached; by default in the user's cache folder.

    Raises:
        ArticleError: the address may not be fetched, the page is not available, no article is found in it, or
            one of the environment variables is wrong.
        ResourceError: the process that parses the page cannot be started.
    """
    address, body = _body(url, PAGE_TYPES, polite, network, cache_folder)
    if _is_home(address) and not _is_home(parse(unwrapped(url))):
        raise ArticleError(
            f"This address leads to the home page of {address.host}, so the article may no longer be there; "
            "check the address, or look for the article under its title."
        )
    from passerelle.article.reader import read

    # `read` shortens names for messages; an address must stay whole.
    return replace(read(body, name=address.url, language=language, languages=languages), name=address.url)


def _is_home(address: WebAddress) -> bool:
    return _HOME.fullmatch(address.target) is not None


def fetch_feed(url: str, *, network: Network | None = None) -> tuple[str, bytes]:
    """Fetch a feed or a sitemap politely, within the limits of `fetch`; return its address and content.

    Raises:
        ArticleError: see `fetch`.
    """
    address, body = _body(url, FEED_TYPES | PAGE_TYPES, True, network, None)
    return address.url, body


def _body(
    url: str, types: frozenset[str], polite: bool, network: Network | None, cache_folder: Path | None
) -> tuple[WebAddress, bytes]:
    start = parse(unwrapped(url))
    web = _Web(network or Network(proxy=proxy()), cache_folder or pagecache.default_folder())
    if polite:
        with turn(start.host, cache_home() / "hosts", lambda: web.delay):
            web.begin()
            address, reply = web.retrieve(start, types, polite=True)
    else:
        address, reply = web.retrieve(start, types, polite=False)
    _check_status(address.host, reply.status)
    return address, _checked_body(reply)


class _Web:
    """The requests of one fetch, with one deadline."""

    def __init__(self, network: Network, folder: Path) -> None:
        self._network = network
        self._folder = folder
        self._rules = cache(self._robots)
        self._headers = {**_HEADERS, "User-Agent": user_agent()}
        self._delay = network.delay
        self.begin()

    def begin(self) -> None:
        """Start the time limit of the fetch."""
        self._deadline = Deadline(self._network.seconds)

    @property
    def delay(self) -> float:
        """Return the seconds to wait before the next request: the default delay, or that of the site."""
        return self._delay

    def retrieve(
        self, address: WebAddress, types: frozenset[str] | None, *, polite: bool
    ) -> tuple[WebAddress, Reply]:
        """Follow redirects; return the final response and its address."""
        for _ in range(MAX_REDIRECTS + 1):
            if polite and not self._allowed(address):
                raise ArticleError(
                    f"{address.host} does not let programs fetch this page (robots.txt); {SAVE}."
                )
            reply = self._get(address, types)
            location = reply.headers.get("location")
            if reply.status not in _REDIRECTS or location is None:
                return address, reply
            address = address.join(_as_utf8(location))
        raise ArticleError(
            f"{address.host} redirects more than {MAX_REDIRECTS} times; give the article's own address."
        )

    def _get(self, address: WebAddress, types: frozenset[str] | None) -> Reply:
        def send(headers: Mapping[str, str]) -> Reply:
            return download(address, headers, types=types, network=self._network, deadline=self._deadline)

        return pagecache.get(address.url, self._headers, send, self._folder)

    def _allowed(self, address: WebAddress) -> bool:
        rules = self._rules(address.origin)
        self._delay = max(self._delay, rules.crawl_delay(AGENT) or 0.0)
        return bool(rules.can_fetch(address.url, AGENT))

    def _robots(self, origin: str) -> Protego:
        """Fetch the robots.txt of a site; everything is allowed if there is none (RFC 9309)."""
        address, reply = self.retrieve(parse(origin + "/robots.txt"), None, polite=False)
        if reply.status == 429 or reply.status >= 500:
            raise ArticleError(
                f"{address.host} cannot serve its robots.txt at the moment (status {reply.status}); "
                f"try again later, or {SAVE}."
            )
        rules = reply.body[:_MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")
        if _count_pairs(rules) > _MAX_ROBOTS_PAIRS:
            raise ArticleError(f"{address.host} has a robots.txt with too many rules to read; {SAVE}.")
        return Protego.parse(rules)


def _count_pairs(robots: str) -> int:
    """Return an upper bound on the number of pairs of a rule and a program in a robots.txt."""
    pairs = programs = 0
    ruled = False
    for line in robots.lower().splitlines():
        field = line.partition("#")[0].strip()
        if field.startswith("user"):
            programs = 1 if ruled else programs + 1
            ruled = False
        elif ":" in field and field.startswith(("allow", "disallow")):
            ruled = True
        pairs += programs
    return pairs


def _as_utf8(location: str) -> str:
    """Decode a header as UTF-8 if possible, since http.client decodes headers as Latin-1."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _check_status(host: str, status: int) -> None:
    if status in (200, 203):
        return
    if status in (401, 402, 403, 407, 451):
        reason = f"{host} does not serve this page to everyone; it may need a subscription"
        advice = SAVE
    elif status in (404, 410):
        reason = f"{host} has no such page, or no longer has it"
        advice = "check the address, or look for the article under its title"
    elif status == 429:
        reason = f"{host} received too many requests"
        advice = f"try again in a few minutes, or {SAVE}"
    elif status >= 500:
        reason = f"{host} had an internal error"
        advice = "try again later"
    else:
        reason = f"{host} answered with something other than a page"
        advice = SAVE
    raise ArticleError(f"{reason} (status {status}); {advice}.")


def _checked_body(reply: Reply) -> bytes:
    """Return the body of a PDF or a text, as UTF-8 if a header gives its encoding and no mark does."""
    body = reply.body
    if not body.strip():
        raise ArticleError(f"The page has no content; {SAVE}.")
    if body.startswith((b"%PDF-", *_UTF16_MARKS)):
        return body
    charset = _CHARSET.search(reply.headers.get("content-type", ""))
    # A byte order mark overrides the header.
    if charset and not body.startswith(_UTF8_MARK) and (text := _decoded(body, charset[1])) is not None:
        body = _UTF8_MARK + text.encode()
    if _BINARY.search(body, 0, _SNIFFED_BYTES):
        raise wrong_type(None)
    if media_type(reply.headers) in _HTML and not _PAGE_START.match(body):
        # The reader detects the format by content, as some pages lack their beginning.
        mark = _UTF8_MARK if body.startswith(_UTF8_MARK) else b""
        body = mark + b"<!doctype html>\n" + body.removeprefix(mark)
    return body


def _decoded(body: bytes, charset: str) -> str | None:
    """Decode a body with the encoding in its header; None if that is unknown or the bytes are invalid."""
    from charset_normalizer.constant import IANA_SUPPORTED

    try:
        codec = codecs.lookup(charset).name.replace("-", "_")
        # Browsers treat this label as Windows-1252, a superset.
        codec = "cp1252" if codec in ("iso8859_1", "ascii") else codec
        return body.decode(codec) if codec in IANA_SUPPORTED else None
    except (LookupError, UnicodeError):
        return None

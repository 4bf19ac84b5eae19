"""A news page from the web, read as an article."""

import codecs
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.robotparser import RobotFileParser

from passerelle.article import pagecache
from passerelle.article.address import WebAddress, parse
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
from passerelle.article.types import Article
from passerelle.errors import ArticleError

AGENT = "Passerelle"
USER_AGENT = f"{AGENT}/0.1 (+offline news reader)"
MAX_REDIRECTS = 3
_HTML = frozenset({"text/html", "application/xhtml+xml"})
PAGE_TYPES = _HTML | {"text/plain", "application/pdf"}

_HEADERS = {
    "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8, application/pdf;q=0.8",
    "Accept-Encoding": ACCEPT_ENCODING,
    "Connection": "close",
    "User-Agent": USER_AGENT,
}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([\w.:-]{1,40})", re.IGNORECASE)
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PAGE_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!doctype|html|head|body)\b", re.IGNORECASE)
# Bytes that no text holds, by the WHATWG's MIME Sniffing standard.
_BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
_SNIFFED = 1024
_SYSTEM = Network()


def fetch(
    url: str,
    *,
    polite: bool = False,
    language: str | None = None,
    languages: Collection[str] | None = None,
    network: Network = _SYSTEM,
    cache_folder: Path | None = None,
) -> Article:
    """Fetch one page and read it.

    Only http and https addresses of public hosts on ports 80 and 443 are fetched, and
    so is each of at most 3 redirects. A host is looked up once, every address it has
    must be public, and the connection goes to the address that was checked, never
    through a proxy; a certificate must be valid for the host. A fetch takes at most
    20 seconds, 10 MB as sent and 20 MB unpacked. Pages are kept on disk for as long as
    their site allows.

    Args:
        url: the page's address.
        polite: whether to obey the site's robots.txt.
        language: ISO 639-1 code of the page, where it is known.
        languages: ISO 639-1 codes to identify it among, as for `article.read`.
        network: how sites are reached; for tests, which cannot switch off the checks.
        cache_folder: where pages are kept; by default in the user's cache.

    Raises:
        ArticleError: the address may not be fetched, the page does not come, or no
            article is found in it.
    """
    start = parse(url)
    web = _Web(network, cache_folder or pagecache.default_folder())
    address, reply = web.retrieve(start, PAGE_TYPES, polite=polite)
    _check_status(address.host, reply.status)
    body = _checked_body(reply)
    from passerelle.article.reader import read

    # A name is cut for messages; an address is of use whole alone.
    return replace(read(body, name=address.url, language=language, languages=languages), name=address.url)


class _Web:
    """What one fetch asks of the network, by one deadline."""

    def __init__(self, network: Network, folder: Path) -> None:
        self._network = network
        self._folder = folder
        self._deadline = Deadline(network.seconds)
        self._rules = cache(self._robots)

    def retrieve(
        self, address: WebAddress, types: frozenset[str] | None, *, polite: bool
    ) -> tuple[WebAddress, Reply]:
        """Follow redirects to an answer that is none, and to where it comes from."""
        for _ in range(MAX_REDIRECTS + 1):
            if polite and not self._rules(address.origin).can_fetch(AGENT, address.url):
                raise ArticleError(f"{address.host} asks programs not to fetch this page; {SAVE}.")
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

        return pagecache.get(address.url, _HEADERS, send, self._folder)

    def _robots(self, origin: str) -> RobotFileParser:
        """The rules of a site; everything is allowed where it has none (RFC 9309)."""
        address, reply = self.retrieve(parse(origin + "/robots.txt"), None, polite=False)
        if reply.status == 429 or reply.status >= 500:
            raise ArticleError(
                f"{address.host} does not say now what programs may fetch (status {reply.status}); "
                f"try again later, or {SAVE}."
            )
        rules = RobotFileParser()
        rules.parse(reply.body.decode("utf-8-sig", "replace").splitlines())
        return rules


def _as_utf8(location: str) -> str:
    """A header as its sender meant it: http.client reads the bytes as Latin-1."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


def _check_status(host: str, status: int) -> None:
    if status in (200, 203):
        return
    if status in (401, 402, 403, 407, 451):
        reason = f"{host} does not give this page to everyone, perhaps for lack of a subscription"
        advice = SAVE
    elif status in (404, 410):
        reason = f"{host} has no such page, or has it no longer"
        advice = "check the address, or look for the article under its title"
    elif status == 429:
        reason = f"{host} has had too many requests"
        advice = f"try again in some minutes, or {SAVE}"
    elif status >= 500:
        reason = f"{host} has trouble of its own"
        advice = "try again later"
    else:
        reason = f"{host} answered with something other than a page"
        advice = SAVE
    raise ArticleError(f"{reason} (status {status}); {advice}.")


def _checked_body(reply: Reply) -> bytes:
    """A body whose bytes are a PDF or a text, in UTF-8 where only a header tells its encoding."""
    body = reply.body
    if not body.strip():
        raise ArticleError(f"The page came without any content; {SAVE}.")
    if body.startswith((b"%PDF-", *_UTF16_MARKS)):
        return body
    charset = _CHARSET.search(reply.headers.get("content-type", ""))
    # A byte order mark has the last word.
    if charset and not body.startswith(_UTF8_MARK) and (text := _decoded(body, charset[1])) is not None:
        body = _UTF8_MARK + text.encode()
    if _BINARY.search(body, 0, _SNIFFED):
        raise wrong_type(None)
    if media_type(reply.headers) in _HTML and not _PAGE_START.match(body):
        # The reader goes by content, and some pages start in the middle of it.
        mark = _UTF8_MARK if body.startswith(_UTF8_MARK) else b""
        body = mark + b"<!doctype html>\n" + body.removeprefix(mark)
    return body


def _decoded(body: bytes, charset: str) -> str | None:
    """The text of a body by the encoding that its header names, if it is one and fits."""
    from charset_normalizer.constant import IANA_SUPPORTED

    try:
        codec = codecs.lookup(charset).name.replace("-", "_")
        # Browsers read this label as Windows-1252, which fills its unused places.
        codec = "cp1252" if codec in ("iso8859_1", "ascii") else codec
        return body.decode(codec) if codec in IANA_SUPPORTED else None
    except (LookupError, UnicodeError):
        return None

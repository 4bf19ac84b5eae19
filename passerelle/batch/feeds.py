"""Find the addresses of articles in RSS and Atom feeds (feedparser) and sitemaps (sitemaps.org)."""

import io
import json
from collections.abc import Callable, Iterator
from subprocess import TimeoutExpired
from typing import Final
from urllib.parse import urljoin

from lxml import etree

from passerelle import subprocesses
from passerelle.errors import BatchError
from passerelle.urls import is_address

# Maximum number of addresses from one feed, and of sitemaps from one index.
MAX_ADDRESSES: Final = 50_000
MAX_SITEMAPS: Final = 50
MAX_FEED_BYTES: Final = 20_000_000
# feedparser takes hours for some feeds of a few hundred kB, so it runs in a process with limits.
MAX_SECONDS: Final = 20.0
MAX_MEMORY_BYTES: Final = 2_000_000_000

Read = Callable[[str], tuple[str, bytes]]


def addresses(name: str, content: bytes, read: Read) -> Iterator[str]:
    """Yield the addresses of the articles that a feed or a sitemap lists, each once.

    Args:
        name: its address or path, for messages and relative links.
        content: the content of the feed.
        read: returns the address and content of a sitemap that an index names.

    Raises:
        BatchError: it is neither a feed nor a sitemap, is damaged, or takes too long to parse.
    """
    found: dict[str, None] = {}
    for address in _addresses(name, content, read):
        if is_address(address) and address not in found:
            found[address] = None
            yield address
            if len(found) == MAX_ADDRESSES:
                return


def _addresses(name: str, content: bytes, read: Read) -> Iterator[str]:
    root = _root(content[:MAX_FEED_BYTES])
    if root == "urlset":
        yield from _locations(content, "url")
    elif root == "sitemapindex":
        for number, address in enumerate(_locations(content, "sitemap")):
            if number == MAX_SITEMAPS:
                return
            where, page = read(address)
            if _root(page) == "urlset":
                yield from _locations(page, "url")
            else:
                raise BatchError(f"{where} is listed as a sitemap but is not one; check it in a browser.")
    elif root in ("rss", "feed", "RDF"):
        for link in _links(name, content[:MAX_FEED_BYTES]):
            try:
                yield urljoin(name, link)
            except ValueError:  # such as `http://[`
                continue
    else:
        raise BatchError(f"{name} is neither an RSS or Atom feed nor a sitemap; give the address of one.")


def _links(name: str, content: bytes) -> list[str]:
    """Return the links of the entries of a feed, as they are given there."""
    try:
        done = subprocesses.run(
            "passerelle.batch.feedlinks",
            seconds=MAX_SECONDS,
            memory_bytes=MAX_MEMORY_BYTES,
            given=content,
        )
    except TimeoutExpired:
        done = None
    except OSError as error:
        raise BatchError(
            f"{name} cannot be read: a process could not be started ({error.strerror}); close programs and "
            "try again."
        ) from None
    if done is None or done.returncode:
        raise BatchError(
            f"{name} is damaged, or takes more than {MAX_SECONDS:g} seconds to read; check it in a browser."
        )
    links: list[str] = json.loads(done.stdout)
    return links


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)


def _root(content: bytes) -> str | None:
    """Return the local name of the first element, without reading the rest."""
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
    )
    try:
        for _, element in events:
            # Not etree.QName, which refuses names that a recovering parser makes of damaged XML.
            return str(element.tag).rpartition("}")[2]
    except etree.XMLSyntaxError:
        pass
    return None


def _locations(content: bytes, parent: str) -> Iterator[str]:
    tree = etree.fromstring(content[:MAX_FEED_BYTES], _parser())
    for element in tree.iterfind(f"{{*}}{parent}/{{*}}loc"):
        if element.text:
            yield element.text.strip()

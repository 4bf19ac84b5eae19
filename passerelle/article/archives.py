"""Open documents that are zip archives, with limits on size, and read their XML parts."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from html.entities import html5
from typing import Any

from passerelle.errors import ArticleError

# Decompressed size that the archive declares; Python's zipfile never reads more.
MAX_UNPACKED_BYTES = 100_000_000
MAX_PARTS = 5_000
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30};)")
_OF_XML = frozenset(("amp;", "apos;", "gt;", "lt;", "quot;"))


@contextmanager
def opened(data: bytes, label: str) -> Iterator[zipfile.ZipFile]:
    """Open an archive.

    Args:
        data: its content.
        label: its name in error messages.

    Raises:
        ArticleError: it has more parts, or a larger decompressed size, than any document.
        zipfile.BadZipFile: it is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS:
            raise ArticleError(
                f"{label} has more than {MAX_PARTS:,} parts; copy the article into a new document."
            )
        if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
            raise ArticleError(
                f"{label} is larger than {MAX_UNPACKED_BYTES // 1_000_000} MB when unpacked; "
                "copy the article into a new document, without pictures."
            )
        yield archive


def media_type(data: bytes) -> str:
    """Return the content of the part `mimetype`, the first in OpenDocument and EPUB files; empty if none.

    Raises:
        zipfile.BadZipFile: the archive is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            with archive.open("mimetype") as part:
                return part.read(100).decode("ascii", "replace").strip()
        except KeyError:
            return ""


def xml(content: bytes) -> Any:
    """Return the root of an XML document; only HTML's entities are resolved, and nothing is fetched.

    Raises:
        ValueError: it has no element.
        lxml.etree.XMLSyntaxError: it is empty or damaged beyond recovery.
    """
    from lxml import etree

    content = _ENTITY.sub(_reference, content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(content, parser)
    if root is None:
        raise ValueError("no element in an XML part")
    return root


def _reference(entity: re.Match[bytes]) -> bytes:
    """Return an entity of HTML as references to its characters; any other unchanged."""
    name = entity[1].decode("ascii")
    known = name in html5 and name not in _OF_XML
    return "".join(f"&#{ord(c)};" for c in html5[name]).encode("ascii") if known else entity[0]

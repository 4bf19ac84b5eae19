"""Read pages that a browser saved in one file with their pictures: MHTML (RFC 2557), Safari's archives."""

import plistlib
import re
from email import message_from_bytes
from email.policy import default
from typing import Any

from passerelle.article import webpage
from passerelle.article.passages import ParsedText
from passerelle.errors import ArticleError

EXTENSIONS = (".mhtml", ".mht", ".webarchive")
_PROPERTY_LIST = b"bplist00"
_HEAD_BYTES = 4_096
# The headers of Chrome, Edge and Opera state the page's address; those of Firefox add-ons and Internet
# Explorer state only the name of the program.
_SAVED = re.compile(rb"^(?:Snapshot-Content-Location:|From:\s*\"?<Saved by )", re.IGNORECASE | re.MULTILINE)


def matches(data: bytes, extension: str) -> bool:
    """Return whether a file is a saved page.

    Args:
        data: its content.
        extension: the extension of its name.
    """
    if data.startswith(_PROPERTY_LIST):
        return True
    head = data[:_HEAD_BYTES]
    return _SAVED.search(head) is not None or (extension in EXTENSIONS and b"MIME-Version:" in head)


def parse(data: bytes, label: str) -> ParsedText:
    """Extract the story of a saved page.

    Args:
        data: content of the file.
        label: its name in error messages.

    Raises:
        ArticleError: no page is in it, or no story.
    """
    source, charset = _from_plist(data) if data.startswith(_PROPERTY_LIST) else _from_mime(data)
    decoded = webpage.decode_page(source, charset)
    if not source.strip() or decoded is None:
        raise ArticleError(f"{label} contains no page; open it in a browser, and save it as a web page.")
    return webpage.parse(*decoded, label)


def _from_mime(data: bytes) -> tuple[bytes, str]:
    """Return the first page of an MHTML file, which is the main one, and its charset."""
    for part in message_from_bytes(data, policy=default).walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            payload = part.get_payload(decode=True)
            return payload if isinstance(payload, bytes) else b"", part.get_content_charset("")
    return b"", ""


def _from_plist(data: bytes) -> tuple[bytes, str]:
    content: Any = plistlib.loads(data)
    main = content.get("WebMainResource", {}) if isinstance(content, dict) else {}
    source = main.get("WebResourceData", b"")
    return source if isinstance(source, bytes) else b"", str(
        main.get("WebResourceTextEncodingName", "")
    ).lower()

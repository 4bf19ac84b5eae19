"""Readable names for the outputs of a batch."""

import hashlib
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from passerelle.article.formats import EXTENSIONS
from passerelle.batch.types import Item
from passerelle.characters import normalized
from passerelle.storage import DEVICE_NAMES

# A file name has at most 255 bytes; this leaves room for the hash and the extension.
MAX_NAME_BYTES = 120
# Number of characters of an id that are used for a name; an id may have millions.
_READ: Final = 1000
# Names that no document may have, including those of files that a batch writes itself.
_RESERVED: Final = DEVICE_NAMES | {"index", "manifest", "briefings"}


def output_name(item: Item, is_taken: Callable[[str], bool]) -> str:
    """Return the name, without extension, of an article's documents.

    It is the file's name, the last part of the address or the id of the row. If that is taken or
    empty, a hash of the item's id is appended.

    Args:
        item: the article.
        is_taken: returns whether a name belongs to another article or a file that the batch did not write.
    """
    readable = slug(item)
    if readable and folded(readable) not in _RESERVED and not is_taken(readable):
        return readable
    digits = hashlib.sha256(item.id.encode(errors="surrogatepass")).hexdigest()
    for length in (8, 16, 64):
        name = f"{readable}-{digits[:length]}" if readable else digits[:length]
        if not is_taken(name):
            break
    return name


def slug(item: Item) -> str:
    """Return the letters, digits, dots and hyphens of an item's name; empty without letters or digits."""
    text = item.id
    if item.kind == "file":
        text = Path(item.source).name
    elif item.kind == "address":
        text = _end_of_address(item.id)
    stem, dot, ending = text.rpartition(".")
    if dot and stem and f".{ending}".lower() in EXTENSIONS:
        text = stem
    clean = "".join(c if c.isalnum() or c == "." else "-" for c in normalized("NFC", text[:_READ]))
    clean = clean.encode()[:MAX_NAME_BYTES].decode(errors="ignore")
    return "-".join(part for part in clean.split("-") if part).strip("-.")


def _end_of_address(address: str) -> str:
    """Return the last part of an address's path, or else its host; the address itself if it is malformed."""
    try:
        parts = urlsplit(address)
        return unquote(parts.path.rstrip("/").rpartition("/")[2]) or (parts.hostname or "")
    except ValueError:  # such as `http://[`
        return address


def folded(name: str) -> str:
    """Return a form of a name that is equal for names that some file system treats as the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())

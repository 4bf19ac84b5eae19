"""Parse the content of a text box: a text, an address, or several addresses."""

from passerelle.article.formats import EXTENSIONS
from passerelle.page.queue import MAX_QUEUE
from passerelle.urls import as_address


def addresses(text: str) -> list[str]:
    """Return the addresses in a text that consists of addresses only, one per line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()][: MAX_QUEUE + 1]
    found = [as_address(line, file_endings=EXTENSIONS) for line in lines]
    return [] if None in found else [address for address in found if address]


def address_or_text(text: str) -> str:
    """Return a text; if it is an address without `https://`, add that."""
    return as_address(text, file_endings=EXTENSIONS) or text


def with_newlines(text: str) -> str:
    """Return a text with the line ends that a browser returns."""
    return text.replace("\r\n", "\n").replace("\r", "\n")

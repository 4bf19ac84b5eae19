"""Parse the content of a text box: a text, an address, or several addresses."""

from passerelle.article.formats import EXTENSIONS
from passerelle.urls import as_address


def addresses(text: str) -> list[str]:
    """Return the addresses in a text that consists of addresses only, one per line."""
    found = []
    for line in filter(str.strip, text.splitlines()):
        if not (address := as_address(line, file_endings=EXTENSIONS)):
            return []
        found.append(address)
    return found


def address_or_text(text: str) -> str:
    """Return a text; if it is an address without `https://`, add that."""
    return as_address(text, file_endings=EXTENSIONS) or text


def with_newlines(text: str) -> str:
    """Return a text with the line ends that a browser returns."""
    return text.replace("\r\n", "\n").replace("\r", "\n")

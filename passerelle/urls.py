"""Web addresses in running text."""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import urlsplit

# A web address, from `http://`, `https://` or `www.` up to white space, an angle bracket, a quotation mark, a
# bar or a closing parenthesis that it did not open; punctuation at its end belongs to the sentence. A pair of
# parentheses is matched possessively: with two ways to match `(..`, a few dozen characters would take years.
WEB_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)(?:[^\s<>\"«»“”|()]|\((?:[^\s<>\"«»“”|()]*+\))?+)+(?<![.,;:!?…(\]}'’*])",
    re.IGNORECASE,
)

# Searching for this is much faster than searching for an address.
MAY_HAVE_ADDRESS: Final = re.compile(r"://|[wW]{3}\.")


def host(address: str | None) -> str:
    """Return the host of a web address in lower case without `www.`; empty if there is none."""
    try:
        return (urlsplit(address or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def has_scheme(text: str) -> bool:
    """Return whether a text begins with `http://` or `https://`."""
    return text[:8].lower().startswith(("http://", "https://"))


# A host of a usual form and, as a rule, a path: what people type as an address.
_BARE_ADDRESS: Final = re.compile(
    r"(?P<host>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?P<top>[a-z]{2,24}))(?P<port>:\d{1,5})?(?P<rest>[/?#]\S*)?",
    re.IGNORECASE,
)


def as_address(text: str, *, file_endings: Collection[str] = ()) -> str | None:
    """Return the address that a user typed, with `https://` added if it was left out.

    Args:
        text: one word, such as `baoquocte.vn/a.html`, `www.lemonde.fr` or `https://lemonde.fr`.
        file_endings: extensions that mark a file name, such as `.txt`, unless a path follows.

    Returns:
        The address; None if the text is not one.
    """
    if is_address(text):
        return text.strip()
    found = _BARE_ADDRESS.fullmatch(text.strip())
    if not found or (not found["rest"] and f".{found['top'].lower()}" in file_endings):
        return None
    return f"https://{text.strip()}"


def is_address(text: str) -> bool:
    """Return whether a text is a single http or https address, apart from surrounding white space."""
    words = text.split(maxsplit=1)
    return len(words) == 1 and has_scheme(words[0])

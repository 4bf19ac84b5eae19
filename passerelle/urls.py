"""Web addresses in running text."""

import re
from typing import Final

# An address from `http://`, `https://` or `www.` up to white space, an angle bracket, a quotation mark, a
# bar or a closing parenthesis that it did not open; punctuation at its end belongs to the sentence.
WEB_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)(?:[^\s<>\"«»“”|()]|\([^\s<>\"«»“”|()]*\)?)+(?<![.,;:!?…(\]}'’*])",
    re.IGNORECASE,
)


def has_scheme(text: str) -> bool:
    """Tell whether a text begins with `http://` or `https://`."""
    return text[:8].lower().startswith(("http://", "https://"))


def is_address(text: str) -> bool:
    """Tell whether a text is one http or https address and nothing else, white space around it aside."""
    words = text.split(maxsplit=1)
    return len(words) == 1 and has_scheme(words[0])

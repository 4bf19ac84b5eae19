"""Put a space between an opening quotation mark or bracket and its word, for the tokenizer.

To SentencePiece a word after a space is `▁expressed`. After a quotation mark it is `ex`, `press`, `ed`, which
have little to do with it, and which models often get wrong. A model whose config.json says
`"spaced_openings": true` was trained with the space, so its source needs it and its output has it.
"""

import re
from collections.abc import Sequence

from passerelle.seq2seq.tokenizer import Tokenizer

# A letter follows, since digits are pieces of their own.
_OPENING = r"(?<!\S)([\"'“‘(\[]+){}(?=[^\W\d_])"
_JOINED, _SPACED = re.compile(_OPENING.format("")), re.compile(_OPENING.format(" "))


def space_openings(text: str) -> str:
    """Insert a space after opening marks: `a "clear sign"` becomes `a " clear sign"`."""
    return _JOINED.sub(r"\1 ", text)


def join_openings(text: str) -> str:
    """Remove the space that `space_openings` inserted."""
    return _SPACED.sub(r"\1", text)


class SpacedTokenizer:
    """The tokenizer of a model that was trained with spaces after opening marks."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def encode_source(self, text: str) -> list[str]:
        """Return the source tokens of a text, with the special tokens that the model expects."""
        return self._tokenizer.encode_source(space_openings(text))

    def decode_target(self, tokens: Sequence[str]) -> str:
        """Return target tokens as text, without special tokens."""
        return join_openings(self._tokenizer.decode_target(tokens))

    def encode_target(self, text: str) -> list[str]:
        """Return the target tokens of a text, without special tokens."""
        return self._tokenizer.encode_target(space_openings(text))

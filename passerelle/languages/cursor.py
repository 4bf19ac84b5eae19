"""A cursor over the tokens of a text, the basis of the number grammars."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from passerelle.languages.tokens import Token

SPACES = "\u00a0\u202f\u2009 "
HYPHENS = "-‑"


@dataclass(frozen=True, slots=True)
class Amount:
    """A number found in a text.

    Attributes:
        value: the number.
        end: index of the token after it.
        vague: whether it is an approximate count.
    """

    value: Decimal
    end: int
    vague: bool = False


class Cursor:
    """Moves over the tokens of a text.

    Args:
        text: a text in composed form (NFC).
        tokens: the tokens of `text`.
    """

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.tokens = tokens

    def word(self, i: int | None) -> str:
        """Return a word of the phrase, case-folded; empty if the phrase has ended."""
        return self.tokens[i].folded if i is not None else ""

    def before(self, i: int) -> str:
        """Return the token before one, case-folded; empty at the start."""
        return self.tokens[i - 1].folded if i else ""

    def gap(self, i: int) -> str:
        """Return the text between a token and the one before it."""
        return self.text[self.tokens[i - 1].end : self.tokens[i].start]

    def touches(self, i: int) -> bool:
        """Return whether there is a token and nothing between it and the one before it."""
        return 0 < i < len(self.tokens) and self.tokens[i - 1].end == self.tokens[i].start

    def joined(self, i: int) -> bool:
        """Return whether a token belongs to the same number phrase as the one before it."""
        return i < len(self.tokens) and len(self.gap(i)) <= 2 and self.tokens[i].kind != "mark"

    def after(self, i: int) -> str:
        """Return a token, case-folded, if the phrase continues to it; else the empty string."""
        return self.tokens[i].folded if self.joined(i) else ""

    def next(self, i: int) -> int | None:
        """Return the index of the next word of the phrase: after white space or a hyphen."""
        j = i + 1
        tokens = self.tokens
        if j + 1 < len(tokens) and tokens[j].text in HYPHENS and not self.gap(j) + self.gap(j + 1):
            j += 1
        elif not self.joined(j):
            return None
        return j if tokens[j].kind == "word" else None

    def unhyphened(self, i: int) -> int:
        """Return the index of a token, or of the next one if it is a hyphen that joins two words."""
        hyphen = i + 1 < len(self.tokens) and self.tokens[i].text in HYPHENS
        return i + 1 if hyphen and not self.gap(i) + self.gap(i + 1) else i

    def phrase(self, words: Sequence[str], i: int) -> int:
        """Return the index after a phrase if the text has it at a token; 0 otherwise.

        Args:
            words: the words of the phrase, case-folded.
            i: index of the token that must be the first word.
        """
        at: int | None = self.next(i - 1) if i else None
        end = 0
        for word in words:
            if at is None or self.tokens[at].folded != word:
                return 0
            end = at + 1
            at = self.next(at)
        return end

"""What a fact is: a stretch of text whose value must survive a translation or a summary."""

from dataclasses import dataclass
from typing import Literal

FactKind = Literal["number", "date", "name", "quotation"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One number, date, name or quotation of a text.

    Attributes:
        kind: what it is.
        start, end: half-open character offsets in the text that was searched.
        text: the characters, exactly as written.
        value: its normal form, the same for the same fact in every language as far as the
            language's tables know: `1.5e6` for `1,5 million` and `1.5 triệu`.
    """

    kind: FactKind
    start: int
    end: int
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Which facts of two texts are the same.

    Attributes:
        matched: pairs, the first of the one text and the second of the other.
        missing: facts of the first text without a partner in the second.
        added: facts of the second text without a partner in the first.
    """

    matched: tuple[tuple[Fact, Fact], ...]
    missing: tuple[Fact, ...]
    added: tuple[Fact, ...]

"""Types of facts: pieces of text whose value a translation or a summary must preserve."""

from dataclasses import dataclass
from typing import Literal

FactKind = Literal["number", "date", "name", "quotation"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A number, date, name or quotation in a text.

    Attributes:
        kind: the kind of fact.
        start, end: half-open character offsets in the searched text.
        text: the characters, exactly as written.
        value: its normal form, the same for the same fact in every language as far as the
            language's tables know: `1.5e6` for `1,5 million` and `1.5 triệu`.
    """

    kind: FactKind
    start: int
    end: int
    text: str
    value: str

    @property
    def number(self) -> str:
        """The value of a number without its unit."""
        return self.value.partition(" ")[0]

    @property
    def unit(self) -> str:
        """The unit of a number, such as `km` or `VND`; empty if it has none."""
        return self.value.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of comparing the facts of two texts.

    Attributes:
        matched: pairs of a fact of the first text and one of the second.
        missing: facts of the first text without a partner in the second.
        added: facts of the second text without a partner in the first.
    """

    matched: tuple[tuple[Fact, Fact], ...]
    missing: tuple[Fact, ...]
    added: tuple[Fact, ...]

"""Numbers, dates, names and quotations: what must survive, compared across languages."""

from facts.exonyms import is_capital
from facts.matching import compare, mentioned, same
from facts.model import Comparison, Fact, FactKind
from facts.search import find, negations

__all__ = [
    "Comparison",
    "Fact",
    "FactKind",
    "compare",
    "find",
    "is_capital",
    "mentioned",
    "negations",
    "same",
]

"""Facts that a translation must preserve: numbers, dates, names and quotations."""

from passerelle.facts.exonyms import is_capital
from passerelle.facts.matching import compare, same
from passerelle.facts.mentions import mentioned
from passerelle.facts.search import find, negations
from passerelle.facts.types import Comparison, Fact, FactKind

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

"""A source segment and its English, with what the checks look at."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from passerelle.facts import Fact, find
from passerelle.languages.identify import language_name
from passerelle.spans import Span
from translate.types import Finding


@dataclass(frozen=True)
class Pair:
    """What is checked.

    Attributes:
        source: a source segment.
        target: its English.
        language: of `source`, ISO 639-1 code.
        truncated: a length limit of the model was hit.
        terms: source words that are to become certain English words (a glossary), case-folded.
    """

    source: str
    target: str
    language: str
    truncated: bool = False
    terms: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def source_facts(self) -> tuple[Fact, ...]:
        """Numbers, dates and names of the source."""
        return find(self.source, self.language, ("number", "date", "name"))

    @cached_property
    def target_facts(self) -> tuple[Fact, ...]:
        """Numbers, dates and names of the English."""
        return find(self.target, "en", ("number", "date", "name"))

    @cached_property
    def language_name(self) -> str:
        """What the source language is called in English."""
        name = language_name(self.language)
        return "source" if name == self.language else name


Check = Callable[[Pair], Iterator[Finding]]


def span(fact: Fact) -> Span:
    """Where a fact stands."""
    return Span(fact.start, fact.end)

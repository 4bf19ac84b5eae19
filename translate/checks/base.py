"""The type of a check, and of the pair that it examines: a source segment and its English."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from passerelle import facts
from passerelle.facts import Fact
from passerelle.languages.identify import language_name
from passerelle.spans import Span
from translate.masks import PROTECTED
from translate.terms import Occurrence
from translate.types import Finding


@dataclass(frozen=True)
class CheckedPair:
    """A source segment and its English, as the checks see them.

    Attributes:
        source: a source segment.
        target: its English.
        language: ISO 639-1 code of `source`.
        truncated: whether the model hit a length limit.
        occurrences: the glossary's terms in `source`.
    """

    source: str
    target: str
    language: str
    truncated: bool = False
    occurrences: tuple[Occurrence, ...] = ()

    @cached_property
    def terms(self) -> Mapping[str, str]:
        """The English that the glossary requires, keyed by the case-folded source words."""
        return {self.source[o.span.start : o.span.end].casefold(): o.term.target for o in self.occurrences}

    @cached_property
    def prose(self) -> str:
        """The English with addresses, handles and codes, which belong to no language, blanked out."""
        return _blanked(self.target)

    @cached_property
    def source_prose(self) -> str:
        """The source with addresses, handles and codes blanked out."""
        return _blanked(self.source)

    @cached_property
    def source_facts(self) -> tuple[Fact, ...]:
        """Numbers, dates and names of the source."""
        return facts.find(self.source, self.language, ("number", "date", "name"))

    @cached_property
    def target_facts(self) -> tuple[Fact, ...]:
        """Numbers, dates and names of the English."""
        return facts.find(self.target, "en", ("number", "date", "name"))

    @cached_property
    def language_name(self) -> str:
        """The English name of the source language."""
        name = language_name(self.language)
        return "source" if name == self.language else name


@dataclass(frozen=True, slots=True)
class Check:
    """One check of a translated segment.

    Attributes:
        name: the value of `Finding.check`.
        label: the thing that the reader should check, as in "check the end".
        weight: how much one finding makes a translation worse, at least 0; see `penalty`.
        blocks_brief: whether a segment with such a finding is unfit for a brief.
        run: yields a finding for each problem.
        tag: the remark on a sentence with such a finding; if empty, it is "check" and the label.
        words_only: whether only the words of a finding are at fault; the rest of the sentence may be fine.
    """

    name: str
    label: str
    weight: float
    blocks_brief: bool
    run: Callable[[CheckedPair], Iterator[Finding]]
    tag: str = ""
    words_only: bool = False


def _blanked(text: str) -> str:
    return PROTECTED.sub(lambda match: " " * len(match.group()), text)


def span(fact: Fact) -> Span:
    """Return where a fact is in its text."""
    return Span(fact.start, fact.end)

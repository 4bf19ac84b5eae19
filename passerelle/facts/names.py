"""Names that must survive a translation: people, places, organisations, codes."""

from collections.abc import Sequence

from passerelle import languages
from passerelle.facts.namefinder import NameFinder
from passerelle.facts.syllabicnames import SyllabicFinder
from passerelle.facts.types import Fact
from passerelle.languages.tokens import Token


def find_names(text: str, tokens: Sequence[Token], language: str, taken: Sequence[Fact] = ()) -> list[Fact]:
    """Return the names of a text in order.

    A name of a place, people or organisation that the tables know has its English name, folded, as
    value; any other the words that are no common ones, folded.

    Args:
        text: in composed form.
        tokens: of `text`.
        language: ISO 639-1 code.
        taken: dates and numbers with their units, which hold no names.
    """
    blocked = [False] * len(tokens)
    spans = iter(sorted((fact.start, fact.end) for fact in taken))
    span = next(spans, None)
    for i, token in enumerate(tokens):
        while span and span[1] <= token.start:
            span = next(spans, None)
        blocked[i] = bool(span and span[0] < token.end)
    record = languages.get(language)
    kind = SyllabicFinder if record and record.names.syllabic else NameFinder
    finder = kind(text, tokens, language, blocked)
    facts: list[Fact] = []
    i = 0
    while i < len(tokens):
        if not finder.starts(i):
            i += 1
            continue
        fact, end = finder.exonym(i) or finder.run(i)
        if fact:
            facts.append(fact)
        i = end
    return facts

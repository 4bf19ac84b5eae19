"""Find names, which a translation must preserve: people, places, organizations, codes."""

from collections.abc import Sequence

from passerelle import languages
from passerelle.facts.namefinder import NameFinder
from passerelle.facts.syllabicnames import SyllabicFinder
from passerelle.facts.types import Fact
from passerelle.languages.tokens import Token


def find_names(text: str, tokens: Sequence[Token], language: str, taken: Sequence[Fact] = ()) -> list[Fact]:
    """Return the names of a text in order.

    The value of a place, people or organization in the tables is its English name, folded; that of
    any other name is its words, folded, except common ones.

    Args:
        text: a text in composed form (NFC).
        tokens: the tokens of `text`.
        language: ISO 639-1 code.
        taken: dates and numbers with their units, which cannot contain names.
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

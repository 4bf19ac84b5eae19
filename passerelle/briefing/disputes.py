"""Note in the brief where the two versions of its story differ."""

import re
from collections.abc import Sequence
from dataclasses import replace

from passerelle.crosscheck.types import ONE_SIDED, Agreement, Crosscheck, Difference, Place, TranslatedArticle
from passerelle.crosscheck.verdict import agreements
from passerelle.languages.identify import language_name
from summarize.types import Brief, BriefSentence
from translate.glossary import plural

# More notes make a sentence hard to read; the cross-check lists all differences.
MAX_DISPUTES = 2
# A longer wording is not a single fact.
MAX_WORDS = 8
_BEFORE_A_NOUN = re.compile(r"(?P<number>[\d.,]*\d)-(?P<unit>[a-z]+)")
# A shorter unit is a symbol, such as `km`, and has no plural.
_SHORTEST_NOUN = 3
_CLOSING = ".!?…\"”»’')"


def with_agreement(
    brief: Brief,
    version: TranslatedArticle,
    original: TranslatedArticle | None,
    crosscheck: Crosscheck | None,
) -> tuple[Brief, tuple[Agreement | None, ...]]:
    """Return a brief that notes where the versions differ, and the value of `Briefing.agreement`."""
    if original is None or crosscheck is None:
        return brief, ()
    found = agreements(brief, version.translation, original.translation, crosscheck)
    return with_disputes(brief, version, original, crosscheck), found


def with_disputes(
    brief: Brief, version: TranslatedArticle, original: TranslatedArticle, crosscheck: Crosscheck
) -> Brief:
    """Add to each sentence of a brief the facts that differ in the other version.

    `The road is 18 km long.` becomes `The road is 18 km long (18 km in the French, 16 km in the
    Vietnamese).` if the difference is firm.
    """
    found = [
        (difference, here, there)
        for difference in crosscheck.firm
        if difference.kind not in ONE_SIDED
        and (here := _words(difference.version, version))
        and (there := _words(difference.original, original))
    ]
    names = tuple(language_name(side.article.language) for side in (version, original))
    return replace(
        brief, sentences=tuple(_with_notes(sentence, found, names) for sentence in brief.sentences)
    )


def _words(places: Sequence[Place], side: TranslatedArticle) -> str:
    """Return the English of a difference in one version; empty if it is not a single short wording."""
    if len(places) != 1:
        return ""
    i, span = places[0]
    words = side.translation.segments[i].target[span.start : span.end].strip()
    return words if len(words.split()) <= MAX_WORDS else ""


def _with_notes(
    sentence: BriefSentence, found: Sequence[tuple[Difference, str, str]], names: tuple[str, ...]
) -> BriefSentence:
    texts = [
        f"{_without_noun(here)} in the {names[0]}, {_without_noun(there)} in the {names[1]}"
        for difference, here, there in found
        if difference.version[0][0] in sentence.evidence and here in sentence.text
    ]
    if not texts or names[0] == names[1]:
        return sentence
    note = "; ".join(texts[:MAX_DISPUTES])
    body = sentence.text.rstrip(_CLOSING)
    ending = sentence.text[len(body) :]
    # `… 18 km,” he said.`: the note is not part of the quotation.
    text = f"{body} ({note}){ending}" if ending in ("", ".", "!", "?") else f"{sentence.text} ({note})."
    return replace(sentence, text=text, steps=(*sentence.steps, "the versions differ, as the note says"))


def _without_noun(words: str) -> str:
    """Return a measure in the form used without its noun: `16 kilometers` for `a 16-kilometer line`."""
    measure = _BEFORE_A_NOUN.fullmatch(words)
    if not measure:
        return words
    number, unit = measure.groups()
    counted = number != "1" and len(unit) >= _SHORTEST_NOUN
    return f"{number} {plural(unit) if counted else unit}"

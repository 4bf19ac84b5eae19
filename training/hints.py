"""Insert hints into training sources: candidates as in translation, and terms from the reference."""

import random
from collections.abc import Callable, Sequence
from typing import Literal

from passerelle.languages import lexicon
from translate import hints
from translate.hints import Hint

# Share of pairs that get terms, with candidates and alone, and their maximum number.
TERM_PAIRS, TERM_PAIRS_ALONE, MOST_TERMS = 0.15, 0.4, 3
# Shorter English words are mostly function words.
SHORTEST_TERM = 4
# How often a term is given in glossary form: lower case, singular.
BASE_FORM = 0.3


def hinted(
    source: Sequence[str],
    target: Sequence[str],
    language: str,
    encode: Callable[[str], Sequence[str]],
    rng: random.Random,
    kind: Literal["terms", "all"] = "all",
) -> list[str]:
    """Insert candidates, and for some pairs terms, into the source pieces of a pair.

    Args:
        source: pieces, without `</s>`.
        target: English pieces, likewise.
        language: ISO 639-1 code of the source.
        encode: splits English into pieces.
        rng: random number generator.
        kind: `terms` to insert no candidates.
    """
    text, _ = hints.text_of(source)
    english, _ = hints.text_of(target)
    found = hints.candidates(text, language, lexicon.words(english)) if kind == "all" else []
    if rng.random() < (TERM_PAIRS if kind == "all" else TERM_PAIRS_ALONE):
        known = terms(text, english, language)
        chosen = rng.sample(known, min(len(known), rng.randint(1, MOST_TERMS)))
        found += [Hint(t.start, t.end, (_base(t.english[0], rng),), required=True) for t in chosen]
    return hints.insert(source, found, encode)


def with_candidates(
    source: Sequence[str], language: str, encode: Callable[[str], Sequence[str]]
) -> list[str]:
    """Insert only candidates, as translation does."""
    return hints.insert(source, hints.candidates(hints.text_of(source)[0], language), encode)


def terms(text: str, english: str, language: str) -> list[Hint]:
    """Return words of a text with their translation in the reference, spelled as there.

    A word is left out if its translation occurs more than once or is also that of another word.
    """
    written = english.split()
    bare = [" ".join(lexicon.words(word)) for word in written]
    found = []
    for entry in lexicon.find(text, language):
        places = [
            i
            for translation, _ in entry.entry.translations
            if len(translation) >= SHORTEST_TERM
            for i, word in enumerate(bare)
            if word == translation
        ]
        if len(places) == 1:
            found.append((entry, places[0]))
    places_taken = [place for _, place in found]
    return [
        Hint(entry.start, entry.end, (written[place].strip(".,;:!?\"'()[]"),), required=True)
        for entry, place in found
        if places_taken.count(place) == 1
    ]


def _base(word: str, rng: random.Random) -> str:
    if rng.random() >= BASE_FORM:
        return word
    lower = word[0].lower() + word[1:]
    return (
        lower.removesuffix("s") if lower.endswith("s") and not lower.endswith(("ss", "us", "is")) else lower
    )

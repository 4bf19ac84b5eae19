"""Insert hints into training sources: candidates as in translation, and terms from the reference."""

import random
from collections.abc import Callable, Sequence
from typing import Literal

from passerelle.languages import lexicon
from translate import hints
from translate.hints import Hint

# Share of pairs that get terms, with and without candidates, and maximum number of terms per pair.
TERM_PAIRS, TERM_PAIRS_ALONE, MOST_TERMS = 0.15, 0.4, 3
# Shorter English words are mostly function words.
SHORTEST_TERM = 4
# Share of terms that are given in glossary form.
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
        for term in chosen:
            english = base_form(term.english[0]) if rng.random() < BASE_FORM else term.english[0]
            found.append(Hint(term.start, term.end, (english,), required=True))
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


def base_form(english: str) -> str:
    """Return English as a glossary would list it: in the singular or the infinitive, without a capital."""
    from simplemma import lemmatize

    words = english[:1].lower() + english[1:] if english[1:].islower() else english
    parts = words.split()
    if len(parts) == 1:
        return lemmatize(words, "en")
    if parts[-1].endswith("s"):
        parts[-1] = lemmatize(parts[-1], "en")
    elif parts[0].endswith(("ed", "ing", "s")):
        parts[0] = lemmatize(parts[0], "en")
    return " ".join(parts)

"""How much a sentence of news counts by itself, whatever the rest of the text says."""

from summarize.grammar import defects, parse, strange_words, unbalanced
from summarize.words import ATTRIBUTIONS

# Figures say what happened: for each of the first few numbers, relevance grows by this factor.
FIGURE_FACTOR = 1.1
MAX_FIGURES = 4
# A longer sentence states more: relevance grows with its words, up to so many, to this power.
LENGTH_POWER = 0.6
FULL_LENGTH = 20
# What reads badly alone counts less: it is all quotation, or is no sentence.
QUOTE_FACTOR = 0.4
DEFECT_FACTOR = 0.5
# Quotations are colour: to the power of the share of words that are quoted.
QUOTED_FACTOR = 0.6
# So is what somebody says of `me` or `us`.
PERSON_FACTOR = 0.8
# Who says so matters less than what is so.
SAID_FACTOR = 0.85
# A word that is none, as a translation may have, for each of the first few.
STRANGE_FACTOR = 0.85
MAX_STRANGE = 4
_PERSONS = frozenset("i me my we us our you your".split())


def worth(sentence: str) -> float:
    """Return the factor of a sentence's relevance for its form, its length and the figures that it has."""
    plain = [token for token in parse(sentence) if token.tag != "PUN"]
    value = float(min(FULL_LENGTH, len(plain)) ** LENGTH_POWER)
    value *= QUOTE_FACTOR if is_quotation(sentence) else 1.0
    value *= QUOTED_FACTOR ** (sum(token.quoted for token in plain) / max(1, len(plain)))
    if any(token.low in _PERSONS for token in plain):
        value *= PERSON_FACTOR
    if any(token.low in ATTRIBUTIONS for token in plain):
        value *= SAID_FACTOR
    if defects(sentence):
        value *= DEFECT_FACTOR
    value *= STRANGE_FACTOR ** min(MAX_STRANGE, strange_words(sentence))
    figures = sum(token.tag == "CRD" or token.text[0].isdigit() for token in plain)
    return float(value * FIGURE_FACTOR ** min(MAX_FIGURES, figures))


def is_quotation(sentence: str) -> bool:
    """Return whether a sentence opens with a quotation, or is one that does not say whose."""
    return sentence.startswith(('"', "“", "«")) or speakerless(sentence)


def speakerless(sentence: str) -> bool:
    """Return whether a sentence is mostly quotation, or a part of one, and does not say whose."""
    tokens = parse(sentence)
    plain = [token for token in tokens if token.tag != "PUN"]
    outside = [token for token in plain if not token.quoted]
    if unbalanced(sentence):
        return True
    said = any(token.low in ATTRIBUTIONS for token in outside)
    return len(outside) < len(plain) / 2 and not said

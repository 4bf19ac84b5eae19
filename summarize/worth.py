"""Weigh a news sentence by itself, independently of the rest of the text."""

import re

from summarize.grammar import defects, parse, strange_words, unbalanced
from summarize.words import ATTRIBUTIONS

# Numbers are informative: each of the first few raises relevance by this factor.
FIGURE_FACTOR = 1.1
MAX_FIGURES = 4
# A longer sentence states more: relevance grows with this power of its length, up to this many words.
LENGTH_POWER = 0.6
FULL_LENGTH = 20
# Sentences that read badly alone count less: pure quotations and incomplete sentences.
QUOTE_FACTOR = 0.4
DEFECT_FACTOR = 0.5
# Quotations add little news: a factor to the power of the share of quoted words.
QUOTED_FACTOR = 0.6
# Statements in the first person also add little news.
PERSON_FACTOR = 0.8
# Attribution matters less than the facts.
SAID_FACTOR = 0.85
# Factor for each of the first few words that do not exist, such as a translation may contain.
STRANGE_FACTOR = 0.85
MAX_STRANGE = 4
# Greetings and thanks, as in live blogs and transcripts.
_COURTESY = re.compile(
    r"(?:[A-Z][A-Z .]+: )?(?i:hello|goodbye|see you|thank you|thanks (?:for|to (?:you|all|everyone))|"
    r"dear (?:readers|all|friends)|good (?:morning|afternoon|evening|night)|welcome (?:to|back|in))\b"
)
_PERSONS = frozenset("i me my we us our you your".split())


def worth(sentence: str) -> float:
    """Return the factor by which a sentence's form, length and numbers change its relevance."""
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


def tells_nothing(sentence: str) -> bool:
    """Return whether a sentence is a question (as in an interview), a greeting or a word of thanks."""
    return is_question(sentence) or _COURTESY.match(sentence) is not None


def is_question(sentence: str) -> bool:
    """Return whether a sentence is a question."""
    return sentence.rstrip('"”’» ').endswith("?")


def is_quotation(sentence: str) -> bool:
    """Return whether a sentence starts with a quotation, or is one without a named speaker."""
    return sentence.startswith(('"', "“", "«")) or speakerless(sentence)


def speakerless(sentence: str) -> bool:
    """Return whether a sentence is mostly a quotation, or part of one, and does not name the speaker."""
    tokens = parse(sentence)
    plain = [token for token in tokens if token.tag != "PUN"]
    outside = [token for token in plain if not token.quoted]
    if unbalanced(sentence):
        return True
    said = any(token.low in ATTRIBUTIONS for token in outside)
    return len(outside) < len(plain) / 2 and not said

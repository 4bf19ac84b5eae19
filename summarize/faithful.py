"""Check that a sentence says no more than its evidence does.

The categories are those of the factuality literature (Pagnoni et al. 2021, FRANK,
https://aclanthology.org/2021.naacl-main.383): entities, circumstances, polarity and attribution.
"""

import re
from collections.abc import Iterable, Sequence

from passerelle import facts
from passerelle.facts.types import Fact
from passerelle.listing import listed
from summarize.grammar import TaggedToken, parse
from summarize.words import ATTRIBUTIONS, content_words, is_function_word, support, words

# Hedges: words that mark something as uncertain.
HEDGES = frozenset(
    """
    may might could would alleged allegedly reportedly possible possibly perhaps probably likely
    suspected apparently potential potentially if unless
    """.split()
)
# Number of content words after a negation or a hedge that are in its scope.
SCOPE = 4
# Minimum share of a sentence's content that must be in a segment for the sentence to be about it.
SHARED = 0.5
# Minimum support for a single segment to be enough.
ENOUGH = 0.8

_MARKS = re.compile(r"[\"“”«»‘’']")
_EDGES = " \t\n,.;:!?…-–—"

# Explanations for the reader, by fault.
REASONS = {
    "number": "a number that the evidence does not have",
    "date": "a date that the evidence does not have",
    "name": "a name that the evidence does not have",
    "quotation": "a quotation that is not verbatim",
    "negation": "a negation where the evidence has none, or none where it has one",
    "certainty": "certainty where the evidence says “possibly”",
    "reference": "an opening that refers to something not in the brief",
    "attribution": "a fact that the evidence only reports as somebody's words",
}


def described(faults: Iterable[str]) -> str:
    """Return faults, which are keys of `REASONS`, in words for the reader."""
    return listed(REASONS[fault] for fault in faults)


def unsupported(text: str, evidence: Sequence[str]) -> tuple[str, ...]:
    """Find claims of a sentence that its evidence does not support.

    Args:
        text: a sentence of a brief.
        evidence: the sentences that it is based on, best first.

    Returns:
        Keys of `REASONS` in their order; empty if everything is supported.
    """
    found: set[str] = {fact.kind for fact in _unsupported_facts(text, evidence)}
    if evidence:
        if _changes_polarity(text, evidence):
            found.add("negation")
        if _scope(evidence[0], HEDGES) & set(content_words(text)) and not _hedged(text):
            found.add("certainty")
        if _loses_speaker(text, evidence):
            found.add("attribution")
    return tuple(fault for fault in REASONS if fault in found)


def _unsupported_facts(text: str, evidence: Sequence[str]) -> list[Fact]:
    claimed = facts.find(text, "en")
    known = [fact for sentence in evidence for fact in facts.find(sentence, "en")]
    added = facts.compare(known, [fact for fact in claimed if fact.kind in ("number", "date")]).added
    names = [set(words(fact.text.casefold())) for fact in known if fact.kind == "name"]
    whole = [_bare(sentence) for sentence in evidence]
    for fact in claimed:
        if fact.kind == "name":
            # `Kirby` for `John Kirby`; not `John Macron` for `John Kirby` and `Emmanuel Macron`.
            parts = set(words(fact.text.casefold()))
            alike = any(parts <= name for name in names) or any(_bare(fact.text) in text for text in whole)
            # `Russia` for `Russian`.
            land = len(parts) == 1 and any(
                other.kind == "name" and facts.same(fact, other) for other in known
            )
            if not (alike or land):
                added = (*added, fact)
        elif fact.kind == "quotation" and not any(_bare(fact.text) in text for text in whole):
            added = (*added, fact)
    return list(added)


def _bare(text: str) -> str:
    """Return a text case-folded, without quotation marks and double spaces."""
    return " ".join(_MARKS.sub("", text).casefold().split()).strip(_EDGES)


def _low(text: str) -> set[str]:
    return {word.casefold() for word in words(text)}


def _changes_polarity(text: str, evidence: Sequence[str]) -> bool:
    """Return whether content that is negated in one text is not negated in the other."""
    ours, theirs = _scope(text), _scope(evidence[0])
    everywhere = set().union(*(_scope(sentence) for sentence in evidence))
    free = set(content_words(text)) - ours
    return bool(ours and not ours & everywhere) or bool(theirs & free and not theirs & ours)


def _hedged(text: str) -> bool:
    return any(token.low in HEDGES and not _is_month(token.text) for token in parse(text))


def _is_month(word: str) -> bool:
    """Return whether a word is the month and not a hedge; only a question starts with the verb `May`."""
    return word == "May"


def _scope(sentence: str, marks: frozenset[str] | None = None) -> set[str]:
    """Return the content words shortly after one of some marks, up to the end of its clause.

    Args:
        sentence: an English sentence.
        marks: the words; None for negations.
    """
    denials = {start for start, _ in facts.negations(sentence, "en")} if marks is None else ()
    scope: set[str] = set()
    left = 0
    for token in parse(sentence):
        # `don't` is two tokens but one negation.
        denies = marks is None and (token.start in denials or token.low in ("n't", "n’t"))
        if denies or (marks is not None and token.low in marks and not _is_month(token.text)):
            left = SCOPE
        elif token.text in ",;:.()":
            left = 0
        elif left and token.tag != "PUN" and not is_function_word(token.text):
            scope.update(content_words(token.text))
            left -= 1
    return scope


def _loses_speaker(text: str, evidence: Sequence[str]) -> bool:
    """Return whether a sentence states as a fact what the evidence attributes to somebody."""
    if ATTRIBUTIONS & _low(text) or support(text, evidence[:1]) < SHARED:
        return False
    if any(not _verbs(parse(s)) and support(text, [s]) >= ENOUGH for s in evidence):
        return False
    tokens = parse(evidence[0])
    verbs = _verbs(tokens)
    if not verbs:
        return False
    at = verbs[0]
    # `…, the ministry said.`: the content comes first.
    trailing = (
        any(token.text in (",", '"', "”") for token in tokens[max(0, at - 6) : at]) and at > len(tokens) / 2
    )
    said = tokens[:at] if trailing else tokens[at + 1 :]
    reported = {word for token in said for word in content_words(token.text)}
    shared = set(content_words(text)) & set(content_words(evidence[0]))
    return len(shared & reported) >= 0.7 * len(shared)


def _verbs(tokens: tuple[TaggedToken, ...]) -> list[int]:
    """Return the positions of verbs that attribute something to a speaker."""
    return [
        i
        for i, token in enumerate(tokens)
        if token.low in ATTRIBUTIONS
        and (token.tag in ("VVD", "VVZ", "VVB", "VVN") or token.low == "according")
    ]

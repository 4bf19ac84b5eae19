"""Find the phrases and clauses at the end of an English sentence that may be removed."""

from collections.abc import Iterator
from itertools import pairwise

from summarize.grammar import (
    FINITE,
    NOUN_PHRASE,
    NOUNS,
    PARTICIPLES,
    RELATIVES,
    SUBORDINATORS,
    TaggedToken,
)
from summarize.needed import needed
from summarize.words import NEGATIONS

# Minimum number of words that must be left of a sentence.
MIN_WORDS = 5
# Prepositions and conjunctions whose phrase may be removed.
PREPOSITIONS = frozenset(
    """
    in on at from with by for during after amid across near against under over since following
    before through throughout around along alongside inside outside within behind including despite
    ahead via beside among
    """.split()
)
_CONJUNCTIONS = frozenset("while after before because since although though as when where".split())
_COMPARED = frozenset(
    "such known same well described regarded seen so much far long soon just treated".split()
)
# `puts the team into the lead`, `takes the ball from him`: verbs that need a prepositional phrase.
_WITH_PLACE = frozenset(
    "put puts putting place placed places set sets lay laid keep keeps kept hold holds held".split()
)


def tails(tokens: tuple[TaggedToken, ...], end: int, details: bool) -> Iterator[tuple[int, int]]:
    """Yield the phrases and clauses at the end of a sentence that may be removed.

    Args:
        tokens: the sentence.
        end: index of the punctuation that ends it.
        details: whether phrases that no comma separates may be removed; see `shorten.removals`.

    Yields:
        Half-open ranges of indices into `tokens`.
    """
    for i in range(MIN_WORDS, end - 1):
        token, before = tokens[i], tokens[i - 1]
        comma = before.text == ","
        if not (comma or details or token.tag == "CJC"):
            continue
        if token.tag == "PUN" or (comma and (tokens[i - 2].tag == "PUN" or _resumes(tokens, i - 1))):
            continue
        if _unfinished(tokens, i - 1 if comma else i) or (not comma and denied(tokens[:i])):
            # `did not fall because of the storm` does not mean that it did not fall.
            continue
        if needed(tokens, i, end):
            continue
        if token.tag not in RELATIVES and any(t.tag == "CJT" for t in tokens[i:end]):
            # `told the court in May that it was so`
            continue
        start = i - 1 if comma else i
        rest = tokens[i:end]
        # In `A, B and C`, a comma that opens a phrase looks like one in the list.
        listed = any(a.text == "," and b.tag == "CJC" for a, b in pairwise(rest))
        if token.tag in RELATIVES and token.low != "what" and (comma or before.tag in NOUNS):
            if not listed:
                yield start, end
        elif token.low in _CONJUNCTIONS and token.tag in ("CJS", "AVQ", "PRP"):
            compared = token.low == "as" and (
                before.low in _COMPARED or any(t.low == "as" for t in tokens[:i])
            )
            # Without a verb, `as` introduces a role.
            clause = any(t.tag in FINITE for t in rest)
            asked = token.tag == "AVQ" and not (comma or before.tag in NOUNS)
            if not compared and not asked and (clause or token.low != "as"):
                yield start, end
        elif token.low in PREPOSITIONS and token.tag in ("PRP", "VVG"):
            if ((comma and not listed) or before.tag in NOUNS) and _phrase_to_the_end(tokens, i, end):
                yield start, end
        elif comma and token.tag in {"VVG", "AT0"} and not listed and not _coordinated(rest):
            if token.tag == "VVG" or not any(t.tag in FINITE for t in rest[:4]):
                yield start, end
        elif token.tag == "CJC" and token.low in ("and", "but") and _clause_follows(tokens, i, end):
            yield start, end


def _resumes(tokens: tuple[TaggedToken, ...], comma: int) -> bool:
    """Return whether a comma closes an insertion, so that the clause continues after it.

    `returned the painting, stolen in 1942, to the heirs`
    """
    opened = next((k for k in range(comma - 1, 0, -1) if tokens[k].text == ","), None)
    if opened is None or tokens[opened - 1].tag not in NOUNS:
        return False
    first = tokens[opened + 1]
    age = first.tag == "CRD" and opened + 2 == comma
    return age or first.tag in RELATIVES | PARTICIPLES


def _unfinished(tokens: tuple[TaggedToken, ...], start: int) -> bool:
    """Return whether the words before a tail are incomplete without it: `with a sleek`, `between Paris`."""
    k = start - 1
    while k > 0 and tokens[k].tag == "AV0":
        k -= 1
    if k < start - 1 and tokens[k].tag == "CJC":  # `and quite possibly the new film`
        return True
    last, before = tokens[start - 1], tokens[start - 2]
    if last.tag == "AJ0" and before.tag in ("AT0", "DPS"):
        return True
    return last.tag in ("AT0", "DPS", "PRF", "CJC", "CJS", "CJT", "TO0")


def _phrase_to_the_end(tokens: tuple[TaggedToken, ...], i: int, end: int) -> bool:
    """Return whether only a prepositional phrase follows, and nothing before needs it."""
    rest, kept = tokens[i:end], tokens[:i]
    for token in rest:
        if token.tag in SUBORDINATORS:
            break
        if token.tag in FINITE:  # `said imposing rules on firms was wrong`
            return False
    # `a castle in Kent, a home in Devon and an island in the sea`
    joined = any(token.tag == "CJC" for token in rest)
    if joined and any(token.text == "," or token.low in ("between", "both") for token in kept):
        return False
    verb = next((token.low for token in reversed(kept) if token.tag[:2] == "VV"), "")
    return verb not in _WITH_PLACE


def _coordinated(rest: tuple[TaggedToken, ...]) -> bool:
    return any(token.tag == "CJC" for token in rest[:8])


def _clause_follows(tokens: tuple[TaggedToken, ...], i: int, end: int) -> bool:
    """Return whether a conjunction joins a predicate or a clause, not a noun or an adjective."""
    following = tokens[i + 1]
    if following.tag in ("VVD", "VBD", "VHD", "VBZ", "VHZ", "VVZ", "VM0"):
        return True
    if tokens[i - 1].text != "," or following.tag not in NOUN_PHRASE | {"PNP"}:
        return False
    # `, and the email saga raised`: a subject of a few words, then its verb.
    for token in tokens[i + 1 : min(i + 8, end)]:
        if token.tag in FINITE:
            return True
        if token.tag == "PUN":
            return False
    return False


def denied(tokens: tuple[TaggedToken, ...]) -> bool:
    """Return whether the words before a part have a negation, which may apply only to that part."""
    return any(t.tag == "XX0" or t.low in NEGATIONS for t in tokens)

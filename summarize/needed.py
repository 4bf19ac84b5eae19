"""Detect tails of a sentence that cannot be removed without changing its meaning."""

from summarize.grammar import FINITE, NOUNS, TaggedToken

TIMES = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december
    """.split()
)
# `mistake her for a friend`: verbs whose meaning includes a phrase with `for`.
_WITH_FOR = frozenset(
    "mistake mistook mistaken mistakes blame blamed blames swap swapped trade traded exchange".split()
)
# `paid the firm, of Texas, a penny`: verbs with two objects.
_WITH_TWO_OBJECTS = frozenset(
    """
    pay paid pays give gave given gives offer offered offers award awarded grant granted hand handed send
    sent owe owed owes lend lent sell sold cost costs charge charged fine fined
    """.split()
)
_ALL = frozenset("all any each every only first last".split())
_SPANS = frozenset("day days night week weeks month months year years hour hours minutes moment".split())
# Words that modify the ones after them: `soon after the goal`.
_BEFORE_PHRASES = frozenset("soon shortly just even immediately only long right well".split())
# A clause with one of these says that what precedes it is no longer true.
_TURNS = frozenset("but now then again later instead finally eventually yet".split())


def needed(tokens: tuple[TaggedToken, ...], i: int, end: int) -> bool:
    """Tell whether a sentence would mean something else without its tail.

    The tail may limit the statement (`in 40% of cities`, `in terms of users`), complete an object
    (`their support for a cause`), or say that it is no longer true (`but fell again in June`).
    """
    token, kept, rest = tokens[i], tokens[:i], tokens[i:end]
    if tokens[i - 1].low in _BEFORE_PHRASES:
        return True
    # `died the day after the show`, `is defined as a tract where half are poor`
    dated = tokens[i - 1].low in _SPANS and token.low in ("after", "before", "when")
    if dated or any(t.low == "defined" for t in kept):
        return True
    if token.tag == "CJC":
        return any(t.low in _TURNS for t in rest[:4])
    if token.low in ("compared", "than"):
        return True
    if token.tag == "AT0" and any(t.low in _WITH_TWO_OBJECTS for t in kept):
        return True
    if token.low == "that" and any(t.low in _ALL for t in kept[-5:]):
        return True
    if token.tag == "PRP":
        # `have much in common`, `the greatest in history`
        if len(rest) == 2 and rest[1].tag in ("NN0", "NN1", "AJ0") and rest[1].low not in TIMES:
            return True
        share = any(t.text == "%" or t.low in ("percent", "cent") for t in rest[:4])
        if share and any(t.tag == "CRD" or t.text[:1].isdigit() for t in rest[1:3]):
            return True
        if len(rest) > 1 and (token.low, rest[1].low) == ("in", "terms"):
            return True
    if token.low == "for":
        owned = any(t.tag == "DPS" for t in kept[-3:]) and kept[-1].tag in NOUNS
        return owned or any(t.low in _WITH_FOR for t in kept)
    # `A is first, but the sharpest rise from China`: the part after `but` has no verb of its own.
    joined = next((k for k in range(i - 1, -1, -1) if tokens[k].low == "but"), None)
    return joined is not None and not any(t.tag in FINITE for t in tokens[joined:i])

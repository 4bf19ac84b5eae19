"""Detect parts of a sentence that cannot be removed without changing its meaning."""

from summarize.grammar import FINITE, NOUNS, TaggedToken

TIMES = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december
    """.split()
)
# Nouns of time, besides days and months.
SPANS_OF_TIME = frozenset(
    """
    time week weekend month year morning afternoon evening spring summer autumn winter season century
    """.split()
)
# `mistake her for a friend`: verbs whose meaning includes a phrase with `for`.
_WITH_FOR = frozenset(
    "mistake mistook mistaken mistakes blame blamed blames swap swapped trade traded exchange".split()
)
# `paid the firm, of Texas, a penny`: verbs with an indirect and a direct object.
_WITH_TWO_OBJECTS = frozenset(
    """
    pay paid pays give gave given gives offer offered offers award awarded grant granted hand handed send
    sent owe owed owes lend lent sell sold cost costs charge charged fine fined
    """.split()
)
# `a 9% rise in orders`, `the opportunity for a vote`: nouns that need their complement with of, for or in.
_RELATIONAL = frozenset(
    """
    rise rises increase increases fall falls drop drops decline growth decrease jump surge change changes
    role part interest stake share lead support demand need reason reasons cause chance opportunity right
    evidence proof light threat blow ban tax cut cuts danger risk answer access approach attention key
    limit trust confidence faith lack shortage favor favour cage symbol way step victim victims
    """.split()
)
# `ban on women in Iran`, `toxic for police`: a phrase with one of these says for whom or where this holds.
_RESTRICTING = frozenset(
    "in at across among within for from on with inside outside under throughout around".split()
)
_PRESENT = frozenset("VBB VBZ VDB VDZ VHB VHZ VVB VVZ".split())
_POSSIBLE = frozenset("can may must should".split())
_MEASURES = frozenset(
    "foot feet inch inches meter meters metre metres kilometer kilometers kilometre kilometres mile miles "
    "yard yards point points percent place places step steps".split()
)
_PLURAL = frozenset("they them their theirs themselves".split())
_ALL = frozenset("all any each every only first last".split())
_SPANS = frozenset("day days night week weeks month months year years hour hours minutes moment".split())
# `are caught on camera, pushing a man`: verbs after which a participle says what was seen.
_SEEN = frozenset("caught seen filmed shown photographed pictured recorded captured spotted heard".split())
# Words that modify the ones after them: `soon after the goal`.
_BEFORE_PHRASES = frozenset("soon shortly just even immediately only long right well".split())
# A clause with one of these says that what precedes it is no longer true.
_TURNS = frozenset("but now then again later instead finally eventually yet".split())


def needed(tokens: tuple[TaggedToken, ...], i: int, end: int) -> bool:
    """Return whether a sentence would mean something else without its tail.

    The tail may limit the statement (`in 40% of cities`, `in terms of users`), complete an object
    (`their support for a cause`), or say that it is no longer true (`but fell again in June`).
    """
    token, kept, rest = tokens[i], tokens[:i], tokens[i:end]
    if tokens[i - 1].low in _BEFORE_PHRASES:
        return True
    if token.tag == "VVG" and any(t.low in _SEEN for t in kept):
        return True
    # `The trials will take place on 3 October`: the date is all that this says.
    if tokens[i - 1].low == "place" and tokens[i - 2].low in ("take", "takes", "took", "taken", "taking"):
        return True
    if _in_restrictive_clause(tokens, i):
        return True
    # `died the day after the show`, `is defined as a tract where half are poor`
    dated = tokens[i - 1].low in _SPANS and token.low in ("after", "before", "when")
    if dated or any(t.low == "defined" for t in kept):
        return True
    if _restricts(tokens, i) or _is_part(tokens, i, rest):
        return True
    if token.tag == "CJC":
        return any(t.low in _TURNS for t in rest[:4])
    if token.low in ("compared", "than") or _compares(kept, rest):
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


def _compares(kept: tuple[TaggedToken, ...], rest: tuple[TaggedToken, ...]) -> bool:
    """Return whether a tail says what a figure means: `, against 520 euros in 2020`, `, the highest ever`."""
    against = rest[0].low == "against" and all(any(t.tag == "CRD" for t in part) for part in (kept, rest))
    return against or any(t.tag == "AJS" for t in rest[:2])


def _restricts(tokens: tuple[TaggedToken, ...], i: int) -> bool:
    """Return whether a phrase says where, or for whom, something holds.

    A past event happened, wherever that was; a statement in the present, or about a possibility, may hold
    only there.
    """
    if tokens[i].low not in _RESTRICTING or tokens[i].tag != "PRP":
        return False
    verbs = [k for k in range(i) if tokens[k].tag in FINITE and not tokens[k].quoted]
    if not verbs:
        return False
    verb, following = tokens[verbs[-1]], tokens[verbs[-1] + 1]
    if verb.tag in ("VBD", "VBZ", "VBB") and tokens[i - 1].tag in NOUNS and following.tag in ("AT0", "DT0"):
        return True
    perfect = verb.tag in ("VHZ", "VHB") and following.tag in ("VVN", "VBN", "AV0", "XX0")
    return (verb.tag in _PRESENT and not perfect) or verb.low in _POSSIBLE


def _in_restrictive_clause(tokens: tuple[TaggedToken, ...], i: int) -> bool:
    """Return whether a clause belongs to one that says which person or thing is meant.

    `a man who was convicted while he was 14 years old`
    """
    relative = next((k for k in range(i - 1, 0, -1) if tokens[k].tag in ("PNQ", "DTQ")), None)
    if tokens[i].tag not in ("CJS", "AVQ") or relative is None:
        return False
    return tokens[relative - 1].tag in NOUNS and not any(t.text == "," for t in tokens[relative:i])


def _is_part(tokens: tuple[TaggedToken, ...], i: int, rest: tuple[TaggedToken, ...]) -> bool:
    """Return whether a tail belongs to the words before it."""
    token, before = tokens[i], tokens[i - 1]
    # `patients who cannot consent`: without a comma, the clause says which ones.
    if token.tag in ("PNQ", "DTQ", "CJT") and before.tag in NOUNS:
        return True
    if token.tag != "PRP":
        return False
    # `at the same point in the mission as before`
    if any(t.low == "same" for t in tokens[:i]) and any(t.low == "as" for t in rest):
        return True
    measured = before.low in _SPANS | _MEASURES and any(
        t.tag == "CRD" or t.text[0].isdigit() or t.low in ("just", "only", "few")
        for t in tokens[max(0, i - 3) : i]
    )
    # `five years in prison`, `feet from the door`, `World Conference on Women`
    capitals = i > 1 and before.text[0].isupper() and all(t.text[0].isupper() for t in rest[1:2])
    named = capitals and len(rest) > 1 and token.low in ("of", "on", "for")
    return measured or named or before.low in _RELATIONAL


def explains(tokens: tuple[TaggedToken, ...], start: int, end: int) -> bool:
    """Return whether a part contains the antecedent of a pronoun after it.

    `The shop, the last in a village of 480 people, was bought by 214 of them.`
    """
    if not any(token.tag in NOUNS for token in tokens[start:end]):
        return False
    later = {token.low for token in tokens[end:] if not token.quoted}
    plural = any(token.tag == "NN2" or token.tag == "CJC" for token in tokens[:start])
    if later & _PLURAL and not plural and any(token.tag == "NN2" for token in tokens[start:end]):
        return True
    person = later & {"he", "she", "him", "her", "his", "hers", "himself", "herself"}
    named = any(token.tag == "NP0" for token in tokens[start:end])
    return bool(person) and named and not any(t.tag in NOUNS for t in tokens[:start] + tokens[end:][:3])

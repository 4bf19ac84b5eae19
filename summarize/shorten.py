"""Find parts of an English sentence that can be removed so that the rest is a sentence and still true.

Sentence compression by deletion of whole constituents (Knight & Marcu 2002,
https://doi.org/10.1016/S0004-3702(02)00222-9; Clarke & Lapata 2008). Only parts of speech and
punctuation are known here, so the rules are conservative: nothing is deleted inside a quotation,
and no attribution, negation, condition or complement.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from summarize.grammar import (
    FINITE,
    MAX_TOKENS,
    NOUN_PHRASE,
    NOUNS,
    PARTICIPLES,
    QUOTES,
    RELATIVES,
    TaggedToken,
    clauses,
    parse,
)
from summarize.needed import SPANS_OF_TIME, TIMES, explains
from summarize.tails import MIN_WORDS, PREPOSITIONS, denied, tails
from summarize.words import ATTRIBUTIONS, NEGATIONS, opens_with_reference

# Minimum share of a sentence's words that must be left.
MIN_SHARE = 0.3

# Connectives: openings that link a sentence to the previous one and add nothing.
_CONNECTIVE = re.compile(
    r"(?:(?:however|meanwhile|moreover|furthermore|additionally|in addition|in this context|in that context|"
    r"at the same time|in the meantime|in fact|of course|after all|for (?:his|her|its|their) part|in turn|"
    r"therefore|thus|as a result|similarly|likewise|indeed|besides|then|also|nevertheless|nonetheless|"
    r"for example|for instance|(?:on |at )?(?:the|that) same (?:day|time|evening|morning|month|year)|"
    r"on the other hand|in contrast|by contrast|on the contrary|instead|still|on the one hand|"
    r"in particular|in other words|that said|to this end|and yet),\s+"
    r"|(?:and|but)\s+(?=(?-i:[A-Z]))"
    r"|(?:and|but|so|yet|also|then)\s+(?=(?:the|a|an|he|she|it|they|we|in|on|at|his|her|its|their)\b))",
    re.IGNORECASE,
)
# `PARIS (AFP) - The Senate rejected`
_DATELINE = re.compile(
    r"[^\W\d_a-z]{2,}(?:[ ’'.-]+[^\W\d_a-z]{2,})*(?:,? \([^()]{2,40}\))? [-–—] (?=[\"“«]?[^\W\d_])"
)
# `Hanoi - From January, …`: a place that the translation does not write in capitals.
_PLACE = re.compile(r"[^\W\d_]\w+(?: [^\W\d_]\w+){0,2} [-–—] (?=[^\W\d_])")
_OPENERS = frozenset("AT0 CJS CRD DPS DT0 EX0 PNP PRP".split())
# `She is no isolated case: one student in three …`: maximum number of words before the colon, and minimum
# number after it.
_LONGEST_CLAUSE = 9
_LONG_ENOUGH = 8
# Connectives that may come between commas after the subject.
_BETWEEN_COMMAS = frozenset(
    "however meanwhile moreover therefore nevertheless nonetheless indeed instead though".split()
)
# Connectives inside a clause: `was therefore postponed`, `the group also said`.
_INSIDE = frozenset("also therefore nevertheless nonetheless".split())
# Words for attribution, certainty and amount: a part with one of these is kept.
_KEPT = NEGATIONS | frozenset(
    """
    may might could would should must if unless until whether than not only both either neither between
    alleged allegedly reportedly reported accused suspected denied alone
    """.split()
)
# Words that make an aside essential: `All the ministers (except one)`, `the (former) head`.
_LIMITS = frozenset(
    "except excluding excepting former formerly ex acting interim then apart minus bar".split()
)
_DASHES = frozenset(("--", "–", "—"))
_LONGEST_OPENING = 16
# Words of dates before the subject.
_DATED = TIMES | SPANS_OF_TIME | {"today", "yesterday", "tomorrow"}

Kind = Literal["dateline", "connective", "aside", "opening", "insertion", "tail", "date"]


@dataclass(frozen=True, slots=True)
class Removal:
    """A part of a sentence that may be removed.

    Attributes:
        start, end: half-open range of indices into `parse(sentence)`.
        kind: `dateline` (`PARIS (AFP) - `), `connective` (a link to the previous sentence),
            `aside` (in brackets or between dashes), `opening` (a phrase before the subject),
            `insertion` (between two commas), `tail` (a phrase at the end) or `date`.
    """

    start: int
    end: int
    kind: Kind


def removals(sentence: str, *, details: bool = False) -> list[Removal]:
    """Find the parts of a sentence that can each be removed; none if it exceeds `MAX_TOKENS`.

    Args:
        sentence: one English sentence.
        details: whether also dates before the subject, and phrases at the end that no comma separates, may
            be removed, as in a headline. They usually say which one, when or why: `sentenced for fraud`.
    """
    tokens = parse(sentence)
    if len(tokens) > MAX_TOKENS:
        return []
    end = _end(tokens)
    ends = (Removal(*part, "tail") for part in tails(tokens, end, details))
    found = [
        *_dateline(sentence, tokens),
        *_connectives(sentence, tokens),
        *_asides(tokens, end),
        *_openings(tokens, end, details),
        *_insertions(tokens, end),
        *ends,
        *_dates(tokens, end),
    ]
    return [part for part in found if _removable(tokens, part)]


def without(sentence: str, parts: list[Removal]) -> str:
    """Return a sentence without some of its parts, with its first letter capitalized."""
    tokens = parse(sentence)
    kept, position = "", 0
    for part in sorted(parts, key=lambda part: part.start):
        kept += sentence[position : tokens[part.start].start]
        position = tokens[part.end].start if part.end < len(tokens) else len(sentence)
        # Punctuation follows its word directly; everything else follows a space.
        if sentence[position : position + 1] in (",", ".", "?", "!", ";", ":", ""):
            kept = kept.rstrip(" ,;:–—-")
            if kept.endswith("."):  # `in the U.S.` needs no second full stop
                position += sentence[position : position + 1] == "."
        elif kept and not kept[-1].isspace() and kept[-1] not in "(“«":
            kept += " "
    text = (kept + sentence[position:]).strip()
    first = next((i for i, char in enumerate(text[:2]) if char.isalpha()), 0)
    return text[:first] + text[first : first + 1].upper() + text[first + 1 :]


def without_connective(sentence: str) -> str:
    """Return a sentence without a connective to the previous one (`However, …`)."""
    match = _CONNECTIVE.match(sentence)
    rest = sentence[match.end() :] if match else sentence[_referring_clause(sentence) :]
    return rest[:1].upper() + rest[1:]


def _referring_clause(sentence: str) -> int:
    """Return the offset after a short clause that refers back, and its colon; 0 if there is none."""
    colon = sentence.find(": ")
    if colon < 0 or not opens_with_reference(sentence) or len(sentence[:colon].split()) > _LONGEST_CLAUSE:
        return 0
    rest = sentence[colon + 2 :]
    whole = len(rest.split()) >= _LONG_ENOUGH and not opens_with_reference(rest) and rest[0] not in QUOTES
    return colon + 2 if whole and clauses(parse(rest)).main else 0


def _end(tokens: tuple[TaggedToken, ...]) -> int:
    """Return the index of the punctuation that ends the sentence."""
    end = len(tokens)
    while end and tokens[end - 1].text in ".!?…":
        end -= 1
    return end


def _removable(tokens: tuple[TaggedToken, ...], part: Removal) -> bool:
    """Return whether the part contains nothing essential, and the rest is a sentence."""
    inner = tokens[part.start : part.end]
    if not inner or any(token.quoted != inner[0].quoted and token.tag != "PUN" for token in inner):
        return False
    if inner[0].quoted or (part.end < len(tokens) and tokens[part.end].quoted and inner[-1].text in QUOTES):
        return False
    if sum(token.text in QUOTES for token in inner) % 2:
        return False
    if part.kind in ("dateline", "connective", "date"):
        return True
    if explains(tokens, part.start, part.end):
        return False
    low = {token.low for token in inner if token.tag != "NP0"}  # but not the month of May
    if low & _KEPT or low & ATTRIBUTIONS or any(token.tag == "XX0" for token in inner):
        return False
    rest = (*tokens[: part.start], *tokens[part.end :])
    words = [token for token in rest if token.tag != "PUN"]
    total = sum(token.tag != "PUN" for token in tokens)
    if len(words) < max(MIN_WORDS, MIN_SHARE * total):
        return False
    left = clauses(rest)
    return left.main and left.waiting <= clauses(tokens).waiting


def _dateline(sentence: str, tokens: tuple[TaggedToken, ...]) -> Iterator[Removal]:
    """Yield the place and the agency at the start of a sentence."""
    match = _DATELINE.match(sentence)
    if match and match[0].partition("(")[0].isupper():
        yield Removal(0, sum(token.start < match.end() for token in tokens), "dateline")
    elif place := _PLACE.match(sentence):
        count = sum(token.start < place.end() for token in tokens)
        names = all(token.text[0].isupper() for token in tokens[: count - 1] if token.text.isalnum())
        # `Bayern Munich – Real Madrid ended 2–1` has no dateline.
        if names and tokens[count].tag in _OPENERS and clauses(tokens[count:]).main:
            yield Removal(0, count, "dateline")


def _connectives(sentence: str, tokens: tuple[TaggedToken, ...]) -> Iterator[Removal]:
    match = _CONNECTIVE.match(sentence)
    if end := match.end() if match else _referring_clause(sentence):
        yield Removal(0, sum(token.start < end for token in tokens), "connective")
    for i in range(1, len(tokens) - 2):
        if [tokens[i].text, tokens[i + 2].text] == [",", ","] and tokens[i + 1].low in _BETWEEN_COMMAS:
            yield Removal(i, i + 3, "connective")
    for i, token in enumerate(tokens):
        before = tokens[i - 1].tag if i else ""
        links = token.low in _INSIDE and before in FINITE | NOUNS | {"VBN", "VVN", "PNP"}
        if links and not any(other.low == "only" for other in tokens[:i]):
            yield Removal(i, i + 1, "connective")


def _asides(tokens: tuple[TaggedToken, ...], end: int) -> Iterator[Removal]:
    opened = dash = -1
    for i, token in enumerate(tokens[:end]):
        if token.text == "(":
            opened = i
        elif token.text == ")" and opened > 0:
            if not any(inner.low in _LIMITS for inner in tokens[opened:i]):
                yield Removal(opened, i + 1, "aside")
            opened = -1
        elif token.text in _DASHES and not _in_range(tokens, i):
            if dash > 0 and 1 < i - dash < 20:
                yield Removal(dash, i + 1, "aside")
                dash = -1
            else:
                dash = i
    if dash > 0 and end - dash > 1:
        yield Removal(dash, end, "tail")


def _in_range(tokens: tuple[TaggedToken, ...], i: int) -> bool:
    """Return whether a dash without spaces joins its neighbours: `2021–2025`, `6–4`, `Paris–Nice`."""
    if not 0 < i < len(tokens) - 1:
        return False
    before, dash, after = tokens[i - 1 : i + 2]
    if before.end < dash.start or dash.end < after.start:
        return False
    names = dash.text == "–" and before.text[:1].isupper() and after.text[:1].isupper()
    return names or (before.text[-1:].isdigit() and after.text[:1].isdigit())


def _openings(tokens: tuple[TaggedToken, ...], end: int, details: bool) -> Iterator[Removal]:
    """Yield a phrase before the subject: `After months of talks, the two sides signed`."""
    if not tokens or tokens[0].tag not in {"PRP", "CJS", "AV0", "ORD", *PARTICIPLES}:
        return
    if tokens[0].low in (
        "according",
        "if",
        "unless",
        "like",
        "unlike",
        "given",
        "without",
        "to",
        "asked",
        "compared",
    ):
        return
    for i in range(1, min(end - MIN_WORDS, _LONGEST_OPENING)):
        if tokens[i].text != "," or tokens[i + 1].tag not in NOUN_PHRASE or tokens[i - 1].tag == "CRD":
            continue
        following = next((t for t in tokens[i + 1 : end] if t.text == "," or t.tag in FINITE | {"CJC"}), None)
        # A date or a number is news.
        dated = not details and any(t.low in _DATED or t.tag == "CRD" for t in tokens[:i])
        # A comma or `and` before the verb: the phrase may be part of a list.
        if following is not None and following.tag in FINITE and not dated:
            yield Removal(0, i + 1, "opening")
        return


def _insertions(tokens: tuple[TaggedToken, ...], end: int) -> Iterator[Removal]:
    """Yield a phrase between two commas after a noun: `, who took office in May,`."""
    commas = [i for i in range(1, end) if tokens[i].text == "," and not tokens[i].quoted]
    for first, second in pairwise(commas):
        inner = tokens[first + 1 : second]
        if not inner or tokens[first - 1].tag not in NOUNS | {"PUN", "CRD"}:
            continue
        opens = inner[0].tag in RELATIVES | PARTICIPLES | {"AT0"} or inner[0].low in PREPOSITIONS
        # `questioned authority, fought for the weak, battled …` is a list of somebody's actions.
        told = inner[0].tag == "VVN" and any(t.tag in FINITE for t in tokens[:first])
        # `died at home, aged 88, said his daughter`
        said = second + 1 < end and tokens[second + 1].low in ATTRIBUTIONS
        if told or said:
            continue
        age = len(inner) == 1 and inner[0].tag == "CRD"
        if (opens or age) and second + 1 < end and tokens[second + 1].tag in FINITE:
            yield Removal(first, second + 1, "insertion")


def _dates(tokens: tuple[TaggedToken, ...], end: int) -> Iterator[Removal]:
    """Yield dates in the middle of a sentence: `on Monday`, `on 25 October`."""
    for i in range(1, end - 2):
        if tokens[i].low != "on" or denied(tokens[:i]):
            continue
        stop = i + 1
        while stop < end and (tokens[stop].low in TIMES or tokens[stop].tag == "CRD"):
            stop += 1
        dated = any(token.low in TIMES for token in tokens[i + 1 : stop])
        if (
            dated
            and stop < end
            and tokens[stop].low not in (",", "morning", "afternoon", "evening", "night")
            and tokens[stop].tag not in ("NP0", "CJC")
        ):
            yield Removal(i, stop, "date")

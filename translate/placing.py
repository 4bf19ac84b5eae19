"""Place edits in an English text: replace whole tokens, and avoid repeating words."""

import re
from dataclasses import dataclass

from passerelle.spans import Span
from translate.wordalignment import words

# Marks that join words and numbers into one token if there is no space around them.
_HYPHENS = ("-", "‑", "–")
_JOINTS = ("/", ".", ",", ":", "_", "@", "//")
_GROUPING = (" ", "\u00a0", "\u202f", "\u2009")
_REPEATED = re.compile(r"\b(\w+)\s+(?=\1\b)", re.IGNORECASE)
_GROUPS = re.compile(r"\d{1,3}[ \u00a0\u202f\u2009]\d{3}(?!\d)")
_ARTICLES = frozenset(("a", "an", "the"))


@dataclass(frozen=True, slots=True)
class Edit:
    """One replacement.

    Attributes:
        span: the English to replace.
        words: the replacement.
    """

    span: Span
    words: str


def whole(target: str, span: Span) -> Span:
    """Extend a span of English to the whole tokens that it touches.

    A token is a run of words and numbers that a mark joins without a space (`12/9`, `3.5`, `14:30`,
    `U.S`, `F-16`, `O'Brien`), or the groups of a number (`4 500`). A possessive ending, and a hyphen next to
    a lower-case word, divide tokens: `Moscow's`, `pro-Moscow`, `10-year`.
    """
    touched = [token for token in english_tokens(target) if token.start < span.end and span.start < token.end]
    if not touched:
        return span
    return Span(min(span.start, touched[0].start), max(span.end, touched[-1].end))


def english_tokens(target: str) -> list[Span]:
    """Return the tokens of an English text, in order; see `whole`."""
    tokens: list[Span] = []
    last: Span | None = None
    for word in words(target):
        if last and _joined(target, last, word):
            tokens[-1] = Span(tokens[-1].start, word.end)
        else:
            tokens.append(word)
        last = word
    return tokens


def _joined(target: str, left: Span, right: Span) -> bool:
    gap = target[left.end : right.start]
    if gap in _HYPHENS:
        return not (target[left.start].islower() or target[right.start].islower())
    if gap in "'’":
        return target[right.start : right.end] != "s"
    if gap in _GROUPING:
        return bool(_GROUPS.match(target, left.start))
    return gap in _JOINTS


def undoubled(edit: Edit, target: str) -> Edit | None:
    """Extend an edit to adjacent words that it repeats.

    If `Kim Jong Un` replaces `Jong Unn`, it also replaces a `Kim` before it; likewise for articles. If a word
    would still be next to an identical one, as in `On October 25 October`, there is no edit.

    Args:
        edit: an edit of whole words.
        target: the English that it applies to.
    """
    said = [_folded(edit.words, token) for token in english_tokens(edit.words)]
    if not said:
        return edit
    start, end = edit.span.start, edit.span.end
    before, after = beside(target, start, end)
    for n in range(min(len(said), len(before)), 0, -1):
        if [_folded(target, word) for word in before[-n:]] == said[:n]:
            start, before = before[-n].start, before[:-n]
            break
    for n in range(min(len(said), len(after)), 0, -1):
        if [_folded(target, word) for word in after[:n]] == said[-n:]:
            end, after = after[n - 1].end, after[n:]
            break
    if before and said[0] in _ARTICLES and _folded(target, before[-1]) in _ARTICLES:
        start, before = before[-1].start, before[:-1]
    neighbours = [texts(target[token.start : token.end]) for token in (*before[-1:], *after[:1])]
    if {word.casefold() for token in neighbours for word in token} & set(texts(edit.words.casefold())):
        return None
    made = target[:start] + edit.words + target[end:]
    place = Span(start, start + len(edit.words))
    # A number next to another one may be read as its next group of digits.
    if whole(made, place) != place or _repeated(made) - _repeated(target) - _repeated(edit.words):
        return None
    return Edit(Span(start, end), edit.words)


def _repeated(text: str) -> set[str]:
    return {match[1].casefold() for match in _REPEATED.finditer(text)}


def beside(target: str, start: int, end: int) -> tuple[list[Span], list[Span]]:
    """Return the tokens before and after a span that are separated only by spaces."""
    before: list[Span] = []
    after: list[Span] = []
    every = english_tokens(target)
    edge = start
    for word in reversed([w for w in every if w.end <= start]):
        if target[word.end : edge].strip():
            break
        before.insert(0, word)
        edge = word.start
    edge = end
    for word in (w for w in every if w.start >= end):
        if target[edge : word.start].strip():
            break
        after.append(word)
        edge = word.end
    return before, after


def _folded(text: str, token: Span) -> str:
    return text[token.start : token.end].casefold()


def texts(text: str) -> list[str]:
    """Return the words of an English text as written."""
    return [text[word.start : word.end] for word in words(text)]

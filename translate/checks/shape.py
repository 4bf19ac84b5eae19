"""Checks of the form of the English: quotation marks, length, loops, a missing end."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from passerelle import facts, languages
from passerelle.spans import Span
from translate.checks.base import CheckedPair
from translate.types import Finding

# English characters per source character, for a language without a record.
_ANY_RATIO = (0.15, 6.0)
# Shorter sources are translated too freely for a ratio to be meaningful.
_SHORTEST_SOURCE = 40
# Quotation marks around fewer words set off a title or a term, which English may mark differently.
_LONG_QUOTATION = 6
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_CLOSERS = "\"'”’»)]}"
_ENDS = ".!?…:;"
# English words that cannot end a sentence.
_UNFINISHED = frozenset(
    "the a an of and or to in on at by for with from as that which who than its their his".split()
)


def quotes(pair: CheckedPair) -> Iterator[Finding]:
    """Report quotation marks and brackets of the source that are lost or not closed."""
    for opening, closing, what in (("(", ")", "bracket"), ("[", "]", "bracket")):
        if _closed(pair.source, opening, closing) and not _closed(pair.target, opening, closing):
            spans = _marks(pair.target, opening + closing)
            yield Finding("quotes", f"A {what} is not closed in the English.", (), spans)
    source, target = _quotation_marks(pair.source), _quotation_marks(pair.target)
    # A quotation of several sentences has one mark in the first and one in the last.
    if source and len(source) % 2 == 0 and len(target) % 2:
        yield Finding("quotes", "A quotation is not closed in the English.", source, target)
    elif (
        source
        and len(source) % 2 == 0
        and not target
        and _quotes_a_sentence(pair)
        and not _single_quoted(pair.target)
    ):
        yield Finding("quotes", "The quotation marks are missing from the English.", source)


def _quotes_a_sentence(pair: CheckedPair) -> bool:
    """Return whether a quotation in the source is more than a title or a word."""
    return any(
        len(fact.value.split()) >= _LONG_QUOTATION
        for fact in facts.find(pair.source, pair.language, ("quotation",))
    )


def _quotation_marks(text: str) -> tuple[Span, ...]:
    return tuple(Span(m.start(), m.end()) for m in re.finditer(r"[\"«»“”„‟]|''|``", text))


def _single_quoted(text: str) -> bool:
    return re.search(r"(?<!\w)['‘]\w[^'’]*['’](?!\w)", text) is not None


def _marks(text: str, marks: str) -> tuple[Span, ...]:
    return tuple(Span(i, i + 1) for i, c in enumerate(text) if c in marks)


def _closed(text: str, opening: str, closing: str) -> bool:
    # The brackets of `1) …` and smileys close nothing.
    text = re.sub(r"(?:(?<=^)|(?<=\s))\w{1,2}\)|[:;]-?[()]", "", text)
    return text.count(opening) == text.count(closing)


def length(pair: CheckedPair) -> Iterator[Finding]:
    """Report English that is too short or too long for its source."""
    source, target = len(pair.source.strip()), len(pair.target.strip())
    if not target and source:
        yield Finding("length", "The English is empty.", (Span(0, len(pair.source)),))
    if source < _SHORTEST_SOURCE or not target:
        return
    record = languages.get(pair.language)
    low, high = record.length_ratio if record else _ANY_RATIO
    if target < low * source:
        yield Finding("length", "The English is much shorter than the source: something may be left out.")
    elif target > high * source:
        yield Finding("length", "The English is much longer than the source: something may be made up.")


@dataclass(frozen=True, slots=True)
class Loop:
    """A run of words repeated in a text.

    Attributes:
        count: number of copies.
        span: all copies, and the beginning of a further one if there is one.
        copies: the whole copies.
        words: the words once, as in the first copy.
    """

    count: int
    span: Span
    copies: Span
    words: str


def repetition(pair: CheckedPair) -> Iterator[Finding]:
    """Report a run of words that is repeated, unless the source repeats it as often."""
    found = loop(pair.target)
    if found is None:
        return
    source = loop(pair.source)
    if source is not None and source.count >= found.count:
        return
    shown = found.words if len(found.words) <= 60 else found.words[:60].rstrip() + "…"
    times = "twice" if found.count == 2 else f"{found.count} times"
    yield Finding("repetition", f"“{shown}” appears {times} in a row.", (), (found.span,))


# Models loop over a few words; longer loops are caught by the length.
_LONGEST_LOOP = 12
# Words that join a repeated word to itself: `more and more and more`, `time to time to time`.
_LINKING = frozenset(("after", "and", "by", "or", "over", "to", "upon"))
# Words that are never right twice in a row, unlike `had had` and `that that`.
_SINGLE = frozenset(("a", "an", "of", "the"))


def loop(text: str) -> Loop | None:
    """Find the most repeated run of words.

    A single word must occur four times in a row, two or three words three times, longer runs twice. Without
    punctuation in between, twice is enough for an article, `of`, or a phrase of two or three words.
    """
    matches = list(_WORD.finditer(text))
    words = [match.group().casefold() for match in matches]
    best: Loop | None = None
    for size in range(1, min(_LONGEST_LOOP, len(words) // 2) + 1):
        needed = 4 if size == 1 else 3 if size <= 3 else 2
        same = 0
        for i in range(size, len(words) + 1):
            if i < len(words) and words[i] == words[i - size]:
                same += 1
                continue
            count = same // size + 1
            first = i - same - size
            start, end = matches[first].start(), matches[i - 1].end()
            again = count == 2 and _is_stutter(words[first : first + size], text[start:end])
            if (again or count >= needed) and (best is None or count > best.count):
                copies = Span(start, matches[first + count * size - 1].end())
                best = Loop(count, Span(start, end), copies, text[start : matches[first + size - 1].end()])
            same = 0
    return best


def _is_stutter(words: Sequence[str], run: str) -> bool:
    """Return whether a run that says a few words twice is never meant."""
    if len(words) > 3 or not run.replace(" ", "").isalpha():
        return False
    return words[0] in _SINGLE if len(words) == 1 else not _LINKING.intersection(words)


def cut(pair: CheckedPair) -> Iterator[Finding]:
    """Report English that lacks the end of its source."""
    whole = (Span(0, len(pair.source)),)
    if pair.truncated:
        yield Finding("cut", "The sentence was too long for the model: its end may be missing.", whole)
        return
    source, target = pair.source.rstrip(), pair.target.rstrip()
    if not target or len(source) < _SHORTEST_SOURCE:
        return
    last = _WORD.findall(target)[-1:]
    ends = source.rstrip(_CLOSERS + " \u00a0\u202f")[-1:] in _ENDS
    open_end = target.rstrip(_CLOSERS)[-1:] not in _ENDS
    unfinished = bool(last and last[0] in _UNFINISHED) or len(target) < 0.5 * len(source)
    if ends and open_end and unfinished:
        yield Finding("cut", "The English stops in the middle of the sentence.", (), (_last_word(target),))


def _last_word(text: str) -> Span:
    found = list(_WORD.finditer(text))
    return Span(found[-1].start(), found[-1].end()) if found else Span(0, len(text))

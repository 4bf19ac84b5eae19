"""Divide a text into segments, and relate these to the rows of its ranking."""

from collections.abc import Collection, Sequence
from itertools import accumulate, pairwise

from passerelle.languages.sentences import sentences as split
from summarize.grammar import is_ended
from summarize.select import MIN_WORDS
from summarize.words import words

# A title of more words than this is shortened if that improves it.
TITLE_WORDS = 16
# A first line without a full stop can be a heading if the whole text has more than this many sentences.
_LINE_SENTENCES = 3


def rows_of(usable: Sequence[int], indices: Collection[int]) -> frozenset[int]:
    """Return the positions in `usable` of some segments."""
    return frozenset(row for row, i in enumerate(usable) if i in indices)


def orphans(usable: Sequence[int]) -> set[int]:
    """Return the rows preceded by a segment unfit for a brief, which may say who `she` is."""
    return {row for row, i in enumerate(usable) if i and (not row or usable[row - 1] != i - 1)}


def first_line(texts: Sequence[str]) -> str | None:
    """Return the first line of a text without a title, if it is a heading rather than a sentence."""
    opening = texts[0] if len(texts) > _LINE_SENTENCES else ""
    short = MIN_WORDS <= len(words(opening)) <= TITLE_WORDS
    return opening if short and not is_ended(opening) and all(map(is_ended, texts[1:3])) else None


def divided(
    text_or_segments: str | Sequence[str], paragraphs: Sequence[int] | None
) -> tuple[tuple[str, ...], Sequence[int] | None]:
    """Return a text's sentences and their paragraphs: by default, the number of line breaks before each."""
    if not isinstance(text_or_segments, str):
        return tuple(text_or_segments), paragraphs
    text = text_or_segments
    spans = list(split(text, "en"))
    starts = [0, *(span.start for span in spans)]
    lines = list(accumulate(text.count("\n", a, b) for a, b in pairwise(starts)))
    return tuple(text[span.start : span.end] for span in spans), paragraphs or lines

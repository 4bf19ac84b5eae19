"""Lines and hard-wrapped paragraphs of a text."""

import re
from collections.abc import Iterator
from itertools import pairwise

from passerelle.characters import normalized
from passerelle.spans import Span, stripped

# Minimum and maximum width of a hard-wrapped paragraph, in columns.
_WRAP_COLUMNS = range(60, 101)


def runs(text: str, start: int, end: int, wrapped: bool) -> Iterator[tuple[int, int]]:
    """Yield the non-blank lines of a text; a hard-wrapped paragraph counts as one.

    Args:
        text: the text.
        start: where in `text` to begin.
        end: where in `text` to stop.
        wrapped: whether every line break is known to be mere white space.
    """
    paragraph: list[Span] = []
    for line in [*text[start:end].splitlines(keepends=True), ""]:
        span = stripped(text, start, start + len(line))
        start += len(line)
        if span.start < span.end:
            paragraph.append(span)
            continue
        if paragraph and (wrapped or _hard_wrapped([text[s.start : s.end] for s in paragraph])):
            yield paragraph[0].start, paragraph[-1].end
        else:
            yield from ((s.start, s.end) for s in paragraph)
        paragraph = []


def _hard_wrapped(lines: list[str]) -> bool:
    """Return whether the line breaks of a paragraph come from hard wrapping.

    Each line must be as full as the next word allowed, and at least every other break must fall before a
    lower-case word, in mid-sentence.
    """
    # Decomposed letters have up to four characters per column.
    if len(lines) < 2 or max(map(len, lines)) > 4 * _WRAP_COLUMNS.stop:
        return False
    widths = [len(normalized("NFC", line)) for line in lines]
    if max(widths) not in _WRAP_COLUMNS or min(widths[:-1]) not in _WRAP_COLUMNS:
        return False
    flowing = 0
    for (line, following), width in zip(pairwise(lines), widths[:-1], strict=True):
        # A line cannot break at a no-break space, as after `«`.
        if width + 1 + len(re.split(r"[ \t]", following, maxsplit=1)[0]) <= max(widths):
            return False
        flowing += following[0].islower() and (line[-1].isalnum() or line[-1] in ',)»”"’')
    return 2 * flowing >= len(lines) - 1

"""Read plain text: one paragraph per line, or lines wrapped at a fixed width."""

import re
from collections.abc import Iterator, Sequence

from passerelle.article.passages import ParsedText, Passage, trim
from passerelle.article.rules import is_boilerplate, is_caption
from passerelle.article.sources import source_line

# Minimum and maximum width, in characters, of a text that may have been wrapped at a fixed width.
MIN_WRAP_CHARACTERS, MAX_WRAP_CHARACTERS = 40, 80
# A line was wrapped if the next word would have ended within this distance of the widest line.
_WRAP_SLACK_CHARACTERS = 12
_STOPS = re.compile(r"[.!?…:;»”\"|)]$")
_ITEM = re.compile(r"(?:[-–—•*·▪]|\d{1,2}[.)])\s")

Range = tuple[int, int]


def parse(text: str, encoding: str) -> ParsedText:
    """Find the passages of a plain text."""
    groups = list(_groups(text))
    wrapped = is_wrapped(text, groups)
    ranges = [r for group in groups for r in (join(text, group) if wrapped else group)]
    return ParsedText(text, tuple(Passage(start, end) for start, end in ranges), encoding)


def _groups(text: str) -> Iterator[list[Range]]:
    """Yield stripped lines, in groups separated by blank lines."""
    group: list[Range] = []
    position = 0
    for line in text.splitlines(keepends=True):
        start, end = trim(text, position, position + len(line))
        position += len(line)
        if start < end:
            group.append((start, end))
        elif group:
            yield group
            group = []
    if group:
        yield group


def is_wrapped(text: str, groups: Sequence[Sequence[Range]]) -> bool:
    """Return whether the line ends within groups of lines come from wrapping at a fixed width."""
    lines = [text[start:end] for group in groups for start, end in group]
    width = _width(lines)
    if not MIN_WRAP_CHARACTERS <= width <= MAX_WRAP_CHARACTERS:
        return False
    inner = [text[start:end] for group in groups for start, end in group[:-1]]
    running_on = [line for line in inner if not _STOPS.search(line)]
    # Lines of a list or a poem continue too, but do not fill the width.
    filled = [line for line in running_on if len(line) + _WRAP_SLACK_CHARACTERS + 4 >= width]
    return len(filled) * 2 > len(inner)


def join(text: str, group: Sequence[Range]) -> list[Range]:
    """Join the lines of one group of wrapped text into paragraphs."""
    width = _width([text[start:end] for start, end in group])
    joined: list[Range] = []
    previous = ""
    for start, end in group:
        line = text[start:end]
        if joined and _continues(previous, line, width):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
        previous = line
    return joined


def _continues(previous: str, line: str, width: int) -> bool:
    if _ITEM.match(line) or _is_separate(previous) or _is_separate(line):
        return False
    if line[0].islower() and not _STOPS.search(previous):
        return True
    return len(previous) + 1 + len(line.split()[0]) > width - _WRAP_SLACK_CHARACTERS


def _is_separate(line: str) -> bool:
    # A caption may itself be wrapped, so only a complete one counts.
    return is_boilerplate(line) or source_line(line) is not None or is_caption(line)


def _width(lines: Sequence[str]) -> int:
    return max((len(line) for line in lines if source_line(line) is None), default=0)

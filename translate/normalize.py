"""Normalize text as in the models' training, and map offsets back.

The models have only seen text normalized by these rules; a guillemet or a decomposed accent would not be in
their vocabulary. Compatibility forms, such as full-width digits, are left to the tokenizer's own NFKC.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

# Invisible: soft hyphen, zero-width space and joiners, byte order mark, control characters
# that are not white space.
_INVISIBLE = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200d\ufeff"
_BLANK = rf"[\s{_INVISIBLE}]"
# Markdown's `**`, which models mistake for part of a name.
_BOLD = rf"\*(?:[{_INVISIBLE}]*+\*)++"
# A single space between words needs no rule.
_LONE = rf" [^\s{_INVISIBLE}*»]"
_RULES = re.compile(rf"«{_BLANK}*+|{_BLANK}*+»|(?!{_LONE})(?:{_BLANK}|{_BOLD})++|[“”„‟]|[‘’‛ʼ]")
# The limit of Unicode's Stream-Safe Text Format (UAX 15). No language needs more, and sorting a run of marks
# takes time quadratic in its length.
_MOST_MARKS = 30
_DOUBLE, _SINGLE = "«»“”„‟", "‘’‛ʼ"


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalized text, and where its characters come from.

    Attributes:
        text: the normalized text.
        offsets: for each character of `text`, the offset in the given text of the
            character that it came from, never decreasing; then the length of the given text.
    """

    text: str
    offsets: tuple[int, ...]


def normalize(text: str) -> Normalized:
    """Normalize a text as in training.

    Quotation marks become `"` and `'`, without the white space inside guillemets; a run of
    white space of any kind becomes one space, none at either end; invisible characters and the asterisks of
    Markdown's bold are removed; text is composed (NFC); combining marks after the 30th on a letter are
    removed.

    Args:
        text: any text.
    """
    parts: list[str] = []
    offsets: list[int] = []
    position = 0
    for match in _RULES.finditer(text):
        parts.append(text[position : match.start()])
        offsets.extend(range(position, match.start()))
        position = match.end()
        run = match.group()
        blank = run.strip(_DOUBLE + _SINGLE)
        if blank != run:
            parts.append('"' if run[0] in _DOUBLE or run[-1] in _DOUBLE else "'")
            offsets.append(position - 1 if run[-1] == "»" else match.start())
        elif space := re.search(r"\s", run):
            parts.append(" ")
            offsets.append(match.start() + space.start())
    parts.append(text[position:])
    offsets.extend(range(position, len(text)))
    return _compose(*_bounded(*_strip("".join(parts), offsets)), len(text))


def _strip(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    """Remove the single space that may be left at either end."""
    first, last = text.startswith(" "), text.endswith(" ") and len(text) > 1
    end = len(text) - last
    return text[first:end], offsets[first:end]


def _bounded(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    """Remove the marks on a letter after the first `_MOST_MARKS`."""
    if not any(map(_is_mark, text[:: _MOST_MARKS + 1])):
        return text, offsets  # A longer run would have been found.
    kept: list[int] = []
    marks = 0
    for i, character in enumerate(text):
        marks = marks + len(unicodedata.normalize("NFD", character)) if _is_mark(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(i)
    return "".join(text[i] for i in kept), [offsets[i] for i in kept]


def _compose(text: str, offsets: list[int], length: int) -> Normalized:
    """Bring a text, whose characters have offsets, into NFC."""
    if unicodedata.is_normalized("NFC", text):
        return Normalized(text, (*offsets, length))
    parts: list[str] = []
    mapped: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _composes(text[start:end], text[end]):
            continue
        sequence = text[start:end]
        composed = unicodedata.normalize("NFC", sequence)
        parts.append(composed)
        mapped.extend(offsets[start + i] for i in _sources(sequence, composed))
        start = end
    return Normalized("".join(parts), (*mapped, length))


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _composes(before: str, character: str) -> bool:
    """Return whether a character is a mark, or NFC joins it to the characters before it."""
    if character < "\u0300":
        return False
    if _is_mark(character):
        return True
    apart = unicodedata.normalize("NFC", before) + unicodedata.normalize("NFC", character)
    return unicodedata.normalize("NFC", before + character) != apart


def _sources(sequence: str, composed: str) -> list[int]:
    """Return, for each composed character, its index in the sequence of base and marks.

    Marks that remain are matched from the end; one that is new, or was put into another
    order, counts with the character before it.
    """
    sources: list[int] = []
    end = len(sequence)
    for character in reversed(composed[1:]):
        found = sequence.rfind(character, 1, end)
        sources.append(found)
        end = found if found > 0 else end
    sources.append(0)
    return list(accumulate(reversed(sources), max))

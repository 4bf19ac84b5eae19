"""The text as the models read it in training, with the way back.

The models have only seen text that went through these rules, so that a guillemet or a
decomposed accent that passed by them would be unknown to the vocabulary. Compatibility
forms, such as full-width digits, are left to the tokenizer's own NFKC.
"""

import re
import unicodedata
from dataclasses import dataclass

# Invisible: soft hyphen, zero-width space and joiners, byte order mark, control characters
# that are not white space.
_INVISIBLE = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200d\ufeff"
_BLANK = rf"[\s{_INVISIBLE}]"
_RULES = re.compile(rf"«{_BLANK}*+|{_BLANK}*+»|{_BLANK}++|[“”„‟]|[‘’‛ʼ]")
_DOUBLE, _SINGLE = "«»“”„‟", "‘’‛ʼ"


@dataclass(frozen=True, slots=True)
class Normalized:
    """A text and where its characters come from.

    Attributes:
        text: the normalised text.
        offsets: for each character of `text` the offset, in the original, of the
            character that it came from, never decreasing; then the original's length.
    """

    text: str
    offsets: tuple[int, ...]


def normalize(text: str) -> Normalized:
    """Write a text as in training.

    Quotation marks become `"` and `'`, without the white space inside guillemets; a run of
    white space of any kind becomes one space, none at either end; invisible characters
    go; what can be composed is composed (NFC).

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
    return _compose(*_strip("".join(parts), offsets), len(text))


def _strip(text: str, offsets: list[int]) -> tuple[str, list[int]]:
    """Take the one space off that may be left at either end."""
    first, last = text.startswith(" "), text.endswith(" ") and len(text) > 1
    end = len(text) - last
    return text[first:end], offsets[first:end]


def _compose(text: str, offsets: list[int], length: int) -> Normalized:
    """Bring a text, whose characters have offsets, into NFC."""
    if unicodedata.is_normalized("NFC", text):
        return Normalized(text, (*offsets, length))
    parts: list[str] = []
    mapped: list[int] = []
    start = 0
    for end in range(1, len(text) + 1):
        if end < len(text) and not _starts_sequence(text[end]):
            continue
        sequence = text[start:end]
        composed = unicodedata.normalize("NFC", sequence)
        parts.append(composed)
        mapped.extend(offsets[start + i] for i in _sources(sequence, composed))
        start = end
    return Normalized("".join(parts), (*mapped, length))


def _starts_sequence(character: str) -> bool:
    """Whether a character never composes with what stands before it."""
    if character < "\u0300":
        return True
    # Besides marks, the vowels and final consonants of Hangul compose, and a few vowel
    # signs of Kirat Rai that count as letters.
    return (
        not unicodedata.category(character).startswith("M")
        and not "\u1160" <= character <= "\u11ff"
        and not "\U00016d40" <= character <= "\U00016d7f"
    )


def _sources(sequence: str, composed: str) -> list[int]:
    """The index in a sequence of base and marks that each composed character came from.

    A mark that stays is found again behind the last one found; one that is new, or was
    put into another order, counts with the character before it.
    """
    if sequence == composed:
        return list(range(len(sequence)))
    sources = [0]
    position = 1
    gone: set[str] = set()
    for character in composed[1:]:
        found = -1 if character in gone else sequence.find(character, position)
        if found < 0:
            gone.add(character)  # Not there, and not further on either: look only once.
            sources.append(sources[-1])
        else:
            sources.append(found)
            position = found + 1
    return sources

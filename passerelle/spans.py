"""Ranges of characters in a text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of characters, `text[start:end]`."""

    start: int
    end: int


def stripped(text: str, start: int, end: int) -> Span:
    """Return a part of a text without the white space at its ends."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return Span(start, start + len(part.strip()))

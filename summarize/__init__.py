"""Briefs of English text, each sentence with the segments that support it."""

from summarize.model import (
    Brief,
    BriefSentence,
    Headline,
    Length,
    LengthError,
    Omission,
    check_length,
    parse_length,
)
from summarize.summarizer import Summarizer

__all__ = [
    "Brief",
    "BriefSentence",
    "Headline",
    "Length",
    "LengthError",
    "Omission",
    "Summarizer",
    "check_length",
    "parse_length",
]

"""Summarize English text as a brief, each sentence with the segments that support it."""

from passerelle.errors import LengthError
from summarize.summarizer import Summarizer
from summarize.types import Brief, BriefSentence, Headline, Length, Omission, check_length, parse_length

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

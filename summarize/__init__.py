"""Briefs of English text, each sentence with the segments that support it."""

from summarize.model import Brief, BriefSentence
from summarize.summarizer import Summarizer

__all__ = ["Brief", "BriefSentence", "Summarizer"]

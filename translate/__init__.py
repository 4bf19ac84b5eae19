"""Translation into English: sentences found, translated one by one, put back in place."""

from translate.model import CheckName, Finding, Repair, Segment, Span, Translation, TranslationError
from translate.translator import Translator

__all__ = [
    "CheckName",
    "Finding",
    "Repair",
    "Segment",
    "Span",
    "Translation",
    "TranslationError",
    "Translator",
]

"""Translation into English: sentences found, translated one by one, put back in place."""

from translate.glossary import Glossary, Term
from translate.model import CheckName, Finding, Repair, Segment, Span, Translation, TranslationError
from translate.translator import Translator

__all__ = [
    "CheckName",
    "Finding",
    "Glossary",
    "Repair",
    "Segment",
    "Span",
    "Term",
    "Translation",
    "TranslationError",
    "Translator",
]

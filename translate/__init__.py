"""Translation into English: find the sentences, translate each, and put them back in place."""

from passerelle.errors import TranslationError
from passerelle.spans import Span
from translate.glossary import Glossary
from translate.terms import Term
from translate.translator import Translator
from translate.types import Finding, Repair, Segment, Translation

__all__ = [
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

"""Detect content words of one translation of a sentence that another translation has lost."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from passerelle.languages.tokens import fold
from passerelle.languages.words import common_words
from passerelle.spans import Span
from translate.coverage import LIGHT
from translate.placing import texts
from translate.wordalignment import words

# Minimum similarity of two spellings of a word (rapidfuzz's ratio, 0 to 100).
_FORM = 85
# Words that do not translate a name, number or term.
FUNCTION_WORDS = LIGHT - {"may", "one", "us"}


def content_words(text: str) -> frozenset[str]:
    """Return the case-folded content words of an English text."""
    return frozenset(word.casefold() for word in texts(text)) - LIGHT


def drops(before: str, after: str, left: Sequence[Span]) -> bool:
    """Return whether content words around those left untranslated were lost without a replacement.

    Args:
        before: a translation.
        after: another translation of the same sentence.
        left: words of `before` that were left untranslated.
    """
    old = words(before)
    here, there = ([word.casefold() for word in texts(text)] for text in (before, after))
    flagged = {
        i for i, word in enumerate(old) if any(word.start < s.end and s.start < word.end for s in left)
    }
    names = [fold(here[i]) for i in flagged]
    for what, i, j, k, m in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        if what == "equal" or flagged.isdisjoint(range(i, j)):
            continue
        gone = _content(here[i:j])
        new = [word for word in _content(there[k:m]) if not _is_form(word, names)]
        if len(new) < len(gone) - len(gone) // 4:
            return True
    return False


def _content(folded: Sequence[str]) -> list[str]:
    return [word for word in folded if word not in LIGHT]


def _is_form(word: str, names: Sequence[str]) -> bool:
    """Return whether a word is not English but a variant spelling of one of the others."""
    if word in common_words("en"):
        return False
    return any(name in fold(word) or fuzz.ratio(fold(word), name) >= _FORM for name in names)

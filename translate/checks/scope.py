"""Find the words that a negation negates."""

import re

from passerelle.languages import lexicon
from passerelle.spans import Span
from translate.coverage import LIGHT, stem, words

# Number of content words after a negation, in the same clause, that are in its scope.
_SCOPE = 3
_ENDS = re.compile(r"[,;:.!?()\"«»“”—–]")
# Words that only help the verb after them: `not going to hurt`.
_HELPERS = LIGHT | {"able", "going", "need", "supposed", "used"}
# Separators of two English clauses.
CLAUSE = re.compile(
    r"[,;:.!?()\"«»“”—–]|\b(?:after|although|and|as|because|before|but|if|or|since|so|than|that|though|until|what"
    r"|when|where|whether|which|while|who|whom|whose|why)\b"
    r"|(?<!\bable )(?<!\bgoing )(?<!\bha[ds] )(?<!\bhave )(?<!\bneed )(?<!\bsupposed )(?<!\bused )\bto\b",
    re.IGNORECASE,
)
# Minimum share of a word's counts for a translation to count as one of its senses.
_LEAST_SHARE = 0.2


def source_scope(at: Span, text: str, language: str) -> list[lexicon.Found]:
    """Return the first content words inside and after a negation of the source, in the same clause."""
    end = _ENDS.search(text, at.end)
    limit = end.start() if end else len(text)
    inside = [f for f in lexicon.find(text, language) if at.start < f.start < limit]
    return [f for f in inside if not LIGHT.issuperset(f.entry.translations[0][0].split())][:_SCOPE]


def target_scope(at: Span, text: str) -> list[tuple[str, Span]]:
    """Return the first content words after an English negation in the same clause, case-folded."""
    end = CLAUSE.search(text, at.end)
    limit = end.start() if end else len(text)
    after = [(word, span) for word, span in words(text) if at.end <= span.start < limit]
    return [(word, span) for word, span in after if word not in _HELPERS and len(word) > 1][:_SCOPE]


def senses(found: lexicon.Found) -> frozenset[str]:
    """Return the words of the usual translations of a source word."""
    least = _LEAST_SHARE * found.entry.count
    return frozenset(word for phrase, n in found.entry.translations if n >= least for word in phrase.split())


def stems(found: lexicon.Found) -> frozenset[str]:
    """Return the stems of all content words that may translate a source word."""
    spelled = {word for phrase, _ in found.entry.translations for word in phrase.split()}
    return frozenset(map(stem, spelled - LIGHT))

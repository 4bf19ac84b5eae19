"""Replace made-up words, which copy a source word letter by letter, by the lexicon's English.

Subword models also make up words that look like no source word. These are left unchanged, since it is too
uncertain what they should be.
"""

from collections.abc import Iterable, Iterator

from rapidfuzz import fuzz

from passerelle.languages import lexicon
from passerelle.languages.tokens import fold
from passerelle.spans import Span
from translate.losses import FUNCTION_WORDS
from translate.placing import Edit, english_tokens
from translate.types import Finding

# Minimum similarity of a made-up word to the source word that it copies (rapidfuzz's ratio, 0 to 100): chosen
# on even lines of newstest2013, where 60 lets unrelated words pass.
_ALIKE = 75
# Number of translations to try, and their minimum frequency relative to the first.
_MOST, _LEAST_PART = 3, 0.3


def existing(findings: Iterable[Finding], source: str, target: str, language: str) -> Iterator[list[Edit]]:
    """Yield the edits to try for each word that does not exist.

    Args:
        findings: those of the checks.
        source: the sentence.
        target: its English.
        language: ISO 639-1 code of the sentence.

    Yields:
        Alternatives for one word, from the last word to the first, so that one edit of each can be applied
        after the other.
    """
    made_up = (span for finding in findings if finding.check == "invented" for span in finding.target)
    for span in sorted(made_up, key=lambda span: -span.start):
        yield list(_edits(span, source, target, language))


def _edits(made_up: Span, source: str, target: str, language: str) -> Iterator[Edit]:
    written = fold(target[made_up.start : made_up.end])
    known = [one for one in lexicon.find(source, language) if not one.entry.expression]
    likeness = {one: fuzz.ratio(fold(source[one.start : one.end]), written) for one in known}
    least = max((_ALIKE, *likeness.values()))
    for one in (one for one in known if likeness[one] >= least):
        for english, count in one.entry.translations[:_MOST]:
            if count >= _LEAST_PART * one.entry.translations[0][1] and english not in FUNCTION_WORDS:
                yield _with_article(Edit(made_up, english), target)


def _with_article(edit: Edit, target: str) -> Edit:
    """Extend an edit to `a` or `an` before it, in the form that its words need."""
    before = english_tokens(target[: edit.span.start])[-1:]
    article = target[before[0].start : before[0].end] if before else ""
    if article not in ("a", "an") or target[before[0].end : edit.span.start].strip(" \"'“‘("):
        return edit
    needed = "an" if edit.words[0] in "aeio" else "a"
    between = target[before[0].end : edit.span.start]
    return Edit(Span(before[0].start, edit.span.end), f"{needed}{between}{edit.words}")

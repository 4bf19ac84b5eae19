"""Check that the English negates what the source negates, and nothing else."""

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from functools import cache

from passerelle import languages
from passerelle.facts import negations
from passerelle.languages import TARGET, lexicon
from passerelle.languages.tokens import composed
from passerelle.spans import Span
from translate.checks import contrast
from translate.checks.antonyms import opposites
from translate.checks.base import CheckedPair
from translate.checks.scope import CLAUSE, senses, source_scope, stems, target_scope
from translate.coverage import stem, words
from translate.types import Finding
from translate.witness import Kind, Suspicion, confirmed

# Maximum distance of a negation's translation, as a share of the sentence.
_NEAR = 0.3
# The same in characters, for short sentences.
_NEAR_CHARACTERS = 25
# An English negation that belongs to a verb.
_OF_VERB = re.compile(r"not|never|cannot|\w+n['’]t", re.IGNORECASE)
# Adverbs that a translation may move.
_ADVERBS = frozenset("already always certainly ever however necessarily really simply still yet".split())
# `I don't think he came` means `I think he didn't come`.
_RAISING = frozenset(
    map(stem, "appear believe expect feel guess hope imagine look reckon seem suppose think want".split())
)


@cache
def _implied(language: str) -> re.Pattern[str] | None:
    """Compile the words that may translate a negation; None if the language's record has none."""
    record = languages.get(language)
    forms = record.negation.implied if record else ()
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE) if forms else None


@cache
def _expletives(language: str) -> tuple[re.Pattern[str], ...]:
    record = languages.get(language)
    return tuple(re.compile(form, re.IGNORECASE) for form in (record.negation.expletive if record else ()))


def _without_expletives(text: str, language: str) -> str:
    """Return a text with the words blanked that look like a negation and negate nothing."""
    for pattern in _expletives(language):
        for found in pattern.finditer(text):
            text = text[: found.start(1)] + " " * len(found[1]) + text[found.end(1) :]
    return text


def negation(pair: CheckedPair, *, ask: bool = True) -> Iterator[Finding]:
    """Report a negation that only one side has, in any form, or that has moved to another clause.

    Args:
        pair: a sentence and its English.
        ask: whether the reverse model is asked about negations that only one side has. It knows phrases
            that the tables lack; without it, only what the tables are sure of is reported.
    """
    source, target = negations(pair.source, pair.language), negations(pair.target, TARGET)
    in_source, in_target = _implied(pair.language), _implied(TARGET)
    if in_source is None or in_target is None:
        return
    if len(source) == len(target) == 1 and _OF_VERB.fullmatch(pair.target, *target[0]):
        yield from _moved(Span(*source[0]), Span(*target[0]), pair)
    else:
        for suspicion, finding in _suspicions(pair):
            if suspicion is None or not ask:
                holds = suspicion is None or suspicion.sure
            else:
                holds = confirmed(suspicion, pair.source, pair.target, pair.language)
            if holds:
                yield finding


def _suspicions(pair: CheckedPair) -> Iterator[tuple[Suspicion | None, Finding]]:
    """Yield a negation that only one side has, with its finding; None for the suspicion if it is certain."""
    source, target = negations(pair.source, pair.language), negations(pair.target, TARGET)
    in_source, in_target = _implied(pair.language), _implied(TARGET)
    if in_source is None or in_target is None or bool(source) == bool(target):
        return
    if source:
        at = _unrendered(source, pair.source, in_target, pair.target)
        if at and not _is_antonym(at, pair):
            word = pair.source[at.start : at.end]
            message = f"The {pair.language_name} is negated (“{word}”), but the English is not."
            instead = contrast.negated(pair.target, at.start / len(pair.source))
            yield Suspicion("negation lost", 1, instead, sure=True), Finding("negation", message, (at,))
        return
    given = composed(pair.source)[0]
    plain = _without_expletives(given, pair.language)
    at = _unrendered(target, pair.target, in_source, plain)
    kind: Kind = "negation added" if at else "negation doubtful"
    at = at or Span(*target[0])
    if not _is_antonym_of_source(at, pair):
        word = pair.target[at.start : at.end]
        message = f"The English is negated (“{word}”), but the {pair.language_name} is not."
        suspicion = Suspicion(kind, 1, contrast.affirmed(pair.target, at), sure=kind == "negation added")
        certain = kind == "negation added" and plain != given
        yield None if certain else suspicion, Finding("negation", message, (), (at,))


def _unrendered(
    found: Sequence[tuple[int, int]], text: str, implied: re.Pattern[str], other: str
) -> Span | None:
    """Return the first negation in a text without a possible translation nearby in the other text."""
    places = [match.start() / len(other) for match in implied.finditer(other)]
    near = max(_NEAR, _NEAR_CHARACTERS / len(text))
    for start, end in found:
        if not any(abs(place - start / len(text)) <= near for place in places):
            return Span(start, end)
    return None


def _is_antonym(at: Span, pair: CheckedPair) -> bool:
    """Return whether the English has the opposite of a word that the source negates: `difficult`."""
    english = {word for word, _ in words(pair.target)}
    there = set(map(stem, english))
    for found in source_scope(at, pair.source, pair.language):
        opposite: set[str] = set().union(*(opposites()[w][1] for w in senses(found) if w in opposites()))
        if opposite & english and there.isdisjoint(stems(found)):
            return True
    return False


def _is_antonym_of_source(at: Span, pair: CheckedPair) -> bool:
    """Return whether a word of the source means the opposite of a word that the English negates."""
    negated = [word for word, _ in target_scope(at, pair.target) if word in opposites()]
    entries = lexicon.find(pair.source, pair.language) if negated else ()
    known: set[str] = set().union(*map(stems, entries))
    return any(
        stem(word) not in known and any(senses(found) & opposites()[word][1] for found in entries)
        for word in negated
    )


def _moved(here: Span, there: Span, pair: CheckedPair) -> Iterator[Finding]:
    """Report a negation of one clause in the source and of another in the English.

    The word that the source negates must be in another clause of the English, and the word that the English
    negates must translate another word of the source, or be far away.
    """
    scope = [
        found
        for found in source_scope(here, pair.source, pair.language)
        if _ADVERBS.isdisjoint(senses(found))
    ]
    negated = target_scope(there, pair.target)
    if not scope or not negated:
        return
    found = scope[0]
    (head, place), meant = negated[0], stems(found)
    entries = lexicon.find(pair.source, pair.language)
    # This includes the verb inside `n'existe pas`.
    inside = meant.union(*(stems(other) for other in entries if here.start < other.start < found.start))
    if inside & {stem(word) for word, _ in negated} or _RAISING & {*map(stem, senses(found)), stem(head)}:
        return
    kept = [span for word, span in words(pair.target) if stem(word) in meant]
    # The next word may complete the negated one: `une matrice triomphaliste`.
    others = [other for other in entries if not here.start <= other.start <= found.end + 1]
    far = abs(here.start / len(pair.source) - there.start / len(pair.target)) > _NEAR
    explained = far or any(stem(head) in stems(other) for other in others)
    clauses = [match.start() for match in CLAUSE.finditer(pair.target)]
    clause = bisect(clauses, there.start)
    if kept and explained and all(bisect(clauses, span.start) != clause for span in kept):
        word = pair.source[found.start : found.end]
        message = f"The {pair.language_name} negates “{word}”, but the English negates “{head}”."
        yield Finding("negation", message, (Span(here.start, found.end),), (Span(there.start, place.end),))

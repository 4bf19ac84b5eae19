"""Checks of a sentence's content: something left out, something added, or a different sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from textwrap import shorten

from passerelle.facts import compare as match
from passerelle.languages import lexicon
from passerelle.spans import Span
from translate.checks.base import CheckedPair, span
from translate.coverage import LIGHT, Coverage, Word, compare, stem, words
from translate.imbalance import Fit, features, fits, run
from translate.types import Finding
from translate.witness import Suspicion, confirmed

# Shorter sentences have too few words to judge.
_FEWEST_WORDS = 4
# Function words that belong to the added words after them.
_PREPOSITIONS = frozenset("after because before during over since through under until without".split())
# Minimum surprisal of a word that alone is lost: 2 to 3 in 1000 good human translations leave such a word out
# (newstest2013, IWSLT 2012 and 2013).
_LONE_SURPRISAL = 2.5
# Minimum surprisal of a word that seems to have become another: 5 in 1000 human translations of at most 14
# words replace such a word (newstest2013, IWSLT, Tatoeba).
_REPLACED_SURPRISAL = 1.9
# Maximum number of characters that a message quotes.
_LONGEST_SHOWN = 80
# A sentence with more facts is a table. Each fact is compared with every other, so their number is limited.
_MOST_FACTS = 100


def contents(pair: CheckedPair) -> Iterator[Finding]:
    """Report English that seems to leave something out, add something, or translate another sentence."""
    known = fits(pair.language)
    if not known:
        return
    compared = _without_known(compare(pair.source_prose, pair.prose, pair.language), pair)
    if lone := _lone_loss(compared):
        message = f"“{_shown((lone,), pair.source)}” seems to be missing from the English."
        yield Finding("contents", message, _spans((lone,)))
        return
    if replaced := _replaced(compared):
        was, became = replaced
        message = f"“{_shown((was,), pair.source)}” seems to have become “{_shown((became,), pair.target)}”."
        yield Finding("contents", message, _spans((was,)), _spans((became,)))
        return
    if len(compared.source) < _FEWEST_WORDS:
        return
    found = features(compared, pair.source_prose.strip(), pair.prose.strip())
    if known["unrelated"].finds(found):
        yield Finding("contents", "The English contains almost nothing of this sentence.")
        return
    odds = {kind: known[kind].odds(found) for kind in ("phrase removed", "addition")}
    for suspicion, finding in _suspicions(compared, odds, known, pair):
        if confirmed(suspicion, pair.source, pair.target, pair.language):
            yield finding
            return


def _suspicions(
    compared: Coverage, odds: Mapping[str, float], known: Mapping[str, Fit], pair: CheckedPair
) -> Iterator[tuple[Suspicion, Finding]]:
    """Yield the suspicions that a phrase was removed or added, with their findings."""
    sure = {kind: odds[kind] > known[kind].threshold for kind in odds}
    _, lost = run(compared.source)
    instead = f"{pair.target.rstrip('.')}, {_gloss(lost, pair)}."
    message = f"“{_shown(lost, pair.source)}” seems to be missing from the English."
    suspicion = Suspicion("phrase removed", odds["phrase removed"], instead, sure["phrase removed"])
    yield suspicion, Finding("contents", message, _spans(lost))
    _, new = run(compared.target)
    message = f"“{_shown(new, pair.target)}” does not seem to be in the {pair.language_name}."
    suspicion = Suspicion("addition", odds["addition"], _without(new, pair.target), sure["addition"])
    yield suspicion, Finding("contents", message, (), _spans(new))


def _gloss(found: Iterable[Word], pair: CheckedPair) -> str:
    """Translate words one by one with the lexicon."""
    entries = (lexicon.lookup(pair.source[w.span.start : w.span.end], pair.language) for w in found)
    return " ".join(entry.translations[0][0] for entry in entries if entry)


def _without(found: Sequence[Word], text: str) -> str:
    """Return an English text without a run of words and the function words before it: `because of rain`."""
    if not found:
        return text
    start, end = found[0].span.start, found[-1].span.end
    for word, place in reversed([pair for pair in words(text) if pair[1].end <= start]):
        if word not in LIGHT and word not in _PREPOSITIONS:
            break
        start = place.start
    return f"{text[:start].rstrip()} {text[end:].lstrip()}".replace(" .", ".")


def _lone_loss(compared: Coverage) -> Word | None:
    """Return a source word without a counterpart, if no English word is left that could be one."""
    unexplained = any(word.surprisal for word in compared.target)
    if compared.unknown or unexplained or len(compared.target) > len(compared.source):
        return None
    most = max(compared.source, key=lambda word: word.surprisal, default=None)
    return most if most and most.surprisal >= _LONE_SURPRISAL and len(compared.source) > 1 else None


def _replaced(compared: Coverage) -> tuple[Word, Word] | None:
    """Return the only word of each side without a counterpart, if both should have one."""
    left = [[word for word in side if word.surprisal] for side in (compared.source, compared.target)]
    if compared.unknown or any(len(words) != 1 for words in left):
        return None
    [old], [new] = left
    return (old, new) if min(old.surprisal, new.surprisal) >= _REPLACED_SURPRISAL else None


def _without_known(compared: Coverage, pair: CheckedPair) -> Coverage:
    """Treat words of glossary terms and of facts that both sides have as having a counterpart."""
    here = [occurrence.span for occurrence in pair.occurrences]
    asked = {stem(word) for term in pair.terms.values() for word, _ in words(term)}
    there: list[Span] = []
    # `euros` in `30 euros` has a counterpart in `€30`.
    for one, other in match(pair.source_facts[:_MOST_FACTS], pair.target_facts[:_MOST_FACTS]).matched:
        here.append(span(one))
        there.append(span(other))
    return replace(
        compared,
        source=tuple(replace(w, surprisal=0.0) if _overlaps(w, here) else w for w in compared.source),
        target=tuple(
            replace(word, surprisal=0.0) if word.stem in asked or _overlaps(word, there) else word
            for word in compared.target
        ),
    )


def _overlaps(word: Word, spans: Iterable[Span]) -> bool:
    return any(s.start < word.span.end and word.span.start < s.end for s in spans)


def _spans(found: tuple[Word, ...]) -> tuple[Span, ...]:
    return (Span(found[0].span.start, found[-1].span.end),) if found else ()


def _shown(found: tuple[Word, ...], text: str) -> str:
    if not found:
        return "Something"
    return shorten(text[found[0].span.start : found[-1].span.end], _LONGEST_SHOWN, placeholder="…")

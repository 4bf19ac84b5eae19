"""Apply a cross-check to the sentences of a brief and of a translation."""

from collections.abc import Sequence

from passerelle import facts
from passerelle.crosscheck.types import Agreement, AlignedPair, Crosscheck
from summarize.types import Brief
from translate.types import Translation


def witnesses(
    pairs: Sequence[AlignedPair], other: Translation, *, backwards: bool = False
) -> dict[int, list[str]]:
    """Return, by segment of one version, the English of its partners in the other.

    Args:
        pairs: the pairs of a `Crosscheck`.
        other: the English of the original; that of the version if `backwards`.
        backwards: whether the segments are those of the original.
    """
    found: dict[int, list[str]] = {}
    for pair in pairs:
        here, there = (pair.original, pair.version) if backwards else (pair.version, pair.original)
        for i in here:
            found[i] = [other.segments[k].target for k in there]
    return found


def agreements(
    brief: Brief, translation: Translation, original: Translation, crosscheck: Crosscheck
) -> tuple[Agreement | None, ...]:
    """Return the versions that support each sentence of a brief; see `Briefing.agreement`."""
    partnered = _partnered(crosscheck)
    clear = _clear(crosscheck, original)
    disputed = [
        (i, translation.segments[i].target[span.start : span.end])
        for difference in crosscheck.firm
        for i, span in difference.version
    ]

    def agreement(text: str, evidence: Sequence[int]) -> Agreement | None:
        if not partnered.issuperset(evidence):
            return "version_only"
        # A shortened sentence may have dropped the disputed part.
        whole = {translation.segments[i].target.strip() for i in evidence}
        if any(i in evidence and (_says(text, words) or words.strip() in whole) for i, words in disputed):
            return "differs"
        return "both" if clear.issuperset(evidence) else None

    return tuple(agreement(sentence.text, sentence.evidence) for sentence in brief.sentences)


def confirmed(crosscheck: Crosscheck, original: Translation) -> frozenset[int]:
    """Return the segments of the version with partners, none of which has unreliable English.

    It does not matter whether the two differ.
    """
    return frozenset(_clear(crosscheck, original))


def _partnered(crosscheck: Crosscheck) -> set[int]:
    return {i for pair in crosscheck.pairs if pair.original for i in pair.version}


def _clear(crosscheck: Crosscheck, original: Translation) -> set[int]:
    """Return the segments of the version with partners, none of which has unreliable English."""
    return {
        i
        for pair in crosscheck.pairs
        if pair.original and all(original.segments[k].confidence != "unreliable" for k in pair.original)
        for i in pair.version
    }


def _says(text: str, words: str) -> bool:
    """Return whether an English text contains some words, or their facts in other words."""
    found = facts.find(words, "en")
    if not found:
        return words in text
    there = facts.find(text, "en")
    return any(facts.same(fact, other) for fact in found for other in there)

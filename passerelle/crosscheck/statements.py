"""Compare the quotations and negations of two paired sentences."""

from collections.abc import Iterator
from functools import partial

from passerelle.crosscheck.calibration import COMPARISON
from passerelle.crosscheck.contrast import Excerpt, TranslationContrast
from passerelle.crosscheck.sides import ComparedVersion
from passerelle.crosscheck.types import AlignedPair, Difference
from passerelle.languages import lexicon
from translate.checks.base import CheckedPair
from translate.checks.negation import negation
from translate.coverage import compare
from translate.imbalance import run


def different_quotations(
    number: int,
    pair: AlignedPair,
    first: ComparedVersion,
    second: ComparedVersion,
    contrast: TranslationContrast | None,
) -> Iterator[Difference]:
    """Report quoted words that the other version does not quote.

    Quotations in the same order are compared by the models and by the lexicon. A difference is weak if both
    are inconclusive, and so is a quotation that the other version reports without quotation marks.

    Args:
        number: index of the pair.
        pair: a pair with at least one sentence on each side.
        first: the version.
        second: the original.
        contrast: the models; None if the pair is not sure enough to be compared.
    """
    here, there = first.quotations(pair.version), second.quotations(pair.original)
    if not here or not there:
        for place, _ in here:
            label = f"quoted only in the {first.language}"
            yield Difference("quotation", label, number, (place,), (), weak=True)
        for place, _ in there:
            label = f"quoted only in the {second.language}"
            yield Difference("quotation", label, number, (), (place,), weak=True)
    elif len(here) == len(there) and contrast:
        for (place, one), (other_place, other) in zip(here, there, strict=True):
            if one and other and (weak := _differ(one, other, first, second, contrast)) is not None:
                label = f"the words quoted in the {first.language} and the {second.language} differ"
                yield Difference("quotation", label, number, (place,), (other_place,), weak)


def _differ(
    one: Excerpt,
    other: Excerpt,
    first: ComparedVersion,
    second: ComparedVersion,
    contrast: TranslationContrast,
) -> bool | None:
    """Return None if two quotations do not seem to differ, else whether the difference is doubtful."""
    if lost := contrast.losses([(one, other)]):
        languages = (first.text.article.language, second.text.article.language)
        unshared = _unshared(one, other, *languages) + _unshared(other, one, *languages[::-1])
        doubt = min(lost[0], COMPARISON.max_quotation_loss) + COMPARISON.unshared_weight * unshared
        return doubt < COMPARISON.other_quotation_doubt if doubt > COMPARISON.same_quotation_doubt else None
    (figure,) = contrast.of_excerpts([(one, other)])
    # It is 0 if there are too few other sentences to compare with.
    different = 0 != figure < COMPARISON.same_quotation_contrast
    return figure >= COMPARISON.other_quotation_contrast if different else None


def _unshared(here: Excerpt, there: Excerpt, language: str, other_language: str) -> float:
    """Return the surprisal of the run of words that the other version lacks, in nats (natural logarithms)."""
    meant = [
        text for found in lexicon.find(there.source, other_language) for text, _ in found.entry.translations
    ]
    return run(compare(here.source, " ".join((there.english, there.source, *meant)), language).source)[0]


def different_negations(
    number: int, pair: AlignedPair, first: ComparedVersion, second: ComparedVersion, *, sure: bool
) -> Iterator[Difference]:
    """Report a negation that only one version has, or that is in different clauses of the two.

    Each source is compared with the English of the other version, and only if its own English agrees with it,
    since a translation error is not a difference between the versions.

    Args:
        number: index of the pair.
        pair: a pair with at least one sentence on each side.
        first: the version.
        second: the original.
        sure: whether the pair is sure enough for a firm difference.
    """
    sides = (first, pair.version), (second, pair.original)
    sources = [" ".join(side.text.translation.segments[i].source for i in group) for side, group in sides]
    english = [" ".join(side.text.translation.segments[i].target for i in group) for side, group in sides]
    checks = [
        partial(_negation_differs, source, side.text.article.language)
        for source, (side, _) in zip(sources, sides, strict=True)
    ]
    if all(check(other) for check, other in zip(checks, english[::-1], strict=True)) and not any(
        check(own) for check, own in zip(checks, english, strict=True)
    ):
        label = f"the {first.language} and the {second.language} negate different things"
        places = [tuple(side.sentence_place(i) for i in group) for side, group in sides]
        yield Difference("negation", label, number, places[0], places[1], weak=not sure)


def _negation_differs(source: str, language: str, english: str) -> bool:
    return any(True for _ in negation(CheckedPair(source, english, language), ask=False))

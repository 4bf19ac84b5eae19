"""Compare two versions of a story, each with its English: where they agree and differ.

Numbers, dates and names are compared in the two sources, not in the machine translations, whose errors
are not differences between the versions. Quotations and negations are compared in
`passerelle.crosscheck.statements`. A difference is marked as weak if it might be due to the
recognition of a fact, to the alignment or to a free translation.
"""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Literal

from passerelle import facts
from passerelle.crosscheck.align import MAX_SENTENCE_COMBINATIONS, MAX_SENTENCES, MonotoneAlignment
from passerelle.crosscheck.calibration import COMPARISON
from passerelle.crosscheck.conflicts import LocatedFact, conflict, corresponding_facts, unit_or_parts
from passerelle.crosscheck.contrast import Likelihood, TranslationContrast
from passerelle.crosscheck.refine import enclosed
from passerelle.crosscheck.sides import ComparedVersion
from passerelle.crosscheck.statements import different_negations, different_quotations
from passerelle.crosscheck.types import (
    AlignedPair,
    Crosscheck,
    Difference,
    DifferenceKind,
    TranslatedArticle,
)
from passerelle.errors import ArticleError
from passerelle.facts import Fact

# Maximum number of comparisons: each fact of one version is compared with each of the other.
_MAX_FACT_COMBINATIONS = 2_000_000
_FACT_KINDS: tuple[Literal["number", "date", "name"], ...] = ("number", "date", "name")


def crosscheck(
    version: TranslatedArticle, original: TranslatedArticle, likelihood: Likelihood | None = None
) -> Crosscheck:
    """Compare two versions of a story.

    Args:
        version: the article and its English.
        original: the article that it is a translation of, and its English.
        likelihood: `Translator.likelihoods`, to consult the models if the texts are inconclusive.

    Raises:
        ArticleError: they are not the same story, or too long to be compared.
    """
    first, second = ComparedVersion(version), ComparedVersion(original)
    _check_size(first, second)
    draft = MonotoneAlignment(first.sentences, second.sentences)
    if draft.similarity < COMPARISON.same_story_similarity:
        raise ArticleError(
            "That page does not match this article: they have almost no sentences in common; "
            "give the page that was translated."
        )
    contrast = TranslationContrast(likelihood, version, original) if likelihood else None
    pairs = draft.refined(contrast.of_segments if contrast else None)
    usual = median([pair.similarity for pair in pairs if pair.version and pair.original] or [0.0])
    least = min(COMPARISON.sure_similarity, COMPARISON.sure_similarity_ratio * usual)
    similar = [pair.similarity >= least for pair in pairs]
    between = enclosed(pairs, similar, len(first.sentences), len(second.sentences))
    differences: list[Difference] = []
    for number, pair in enumerate(pairs):
        if not pair.original:
            differences.append(_unpaired(number, pair, first, second, "version_only"))
        elif not pair.version:
            differences.append(_unpaired(number, pair, second, first, "original_only"))
        else:
            sure = similar[number] or between[number]
            differences += _different_facts(number, pair, first, second, sure=sure)
            differences += different_quotations(number, pair, first, second, contrast if sure else None)
            differences += different_negations(number, pair, first, second, sure=sure)
    return Crosscheck(pairs, tuple(differences))


def _check_size(first: ComparedVersion, second: ComparedVersion) -> None:
    """Raise ArticleError for two versions that are too long to be compared."""
    sentences = [len(side.sentences) for side in (first, second)]
    found = sum(len(s.facts) for side in (first, second) for s in side.sentences)
    too_many = sentences[0] * sentences[1] > MAX_SENTENCE_COMBINATIONS or max(sentences) > MAX_SENTENCES
    # n facts in total make at most n² / 4 combinations.
    if too_many or found**2 > 4 * _MAX_FACT_COMBINATIONS:
        raise ArticleError(
            "The article and its original are too long to be compared sentence by sentence; "
            "give a part of each."
        )


def _unpaired(
    number: int, pair: AlignedPair, side: ComparedVersion, other: ComparedVersion, kind: DifferenceKind
) -> Difference:
    """Report a sentence that only one version has."""
    (i,) = pair.version or pair.original
    sentence = side.sentences[i]
    weak = (
        sentence.kind != "paragraph"
        or sentence.length < COMPARISON.min_sentence_characters
        or pair.similarity >= COMPARISON.close_similarity
        or other.has_all(_distinctive(sentence.facts))
    )
    places = (side.sentence_place(i),)
    if kind == "version_only":
        return Difference(kind, f"Only in the {side.language}", number, places, (), weak)
    return Difference(kind, f"Only in the {side.language}", number, (), places, weak)


def _distinctive(found: Sequence[Fact]) -> list[Fact]:
    """Return facts rarely shared by chance: dates, and numbers of at least two digits."""
    return [
        f for f in found if f.kind == "date" or (f.kind == "number" and sum(map(str.isdigit, f.text)) > 1)
    ]


def _different_facts(
    number: int, pair: AlignedPair, first: ComparedVersion, second: ComparedVersion, *, sure: bool
) -> Iterator[Difference]:
    """Report the facts on which the two sides of a pair differ.

    Args:
        number: index of the pair.
        pair: a pair with at least one sentence on each side.
        first: the version.
        second: the original.
        sure: whether the pair is certain enough for a firm difference.
    """
    here, there = first.facts(pair.version), second.facts(pair.original)
    comparison = facts.compare([fact for _, fact in here], [fact for _, fact in there])
    for kind in _FACT_KINDS:
        missing = [(i, f) for i, f in here if f.kind == kind and f in comparison.missing]
        added = [(j, f) for j, f in there if f.kind == kind and f in comparison.added]
        known = {place for place in missing if second.mentions(place[1], pair.original)}
        known |= {place for place in added if first.mentions(place[1], pair.version)}
        facing = _replacing_facts(missing, added, known)
        for (i, a), (j, b) in facing:
            label = f"{first.language} {a.text}, {second.language} {b.text}"
            weak = not (sure and conflict(a, b))
            yield Difference(kind, label, number, (first.place(i, a),), (second.place(j, b),), weak)
        reported = known.union(*facing)
        for i, a in (place for place in missing if place not in reported):
            label = f"only in the {first.language}, {a.text}"
            yield Difference(kind, label, number, (first.place(i, a),), (), weak=True)
        for j, b in (place for place in added if place not in reported):
            label = f"only in the {second.language}, {b.text}"
            yield Difference(kind, label, number, (), (second.place(j, b),), weak=True)


def _replacing_facts(
    missing: Sequence[LocatedFact], added: Sequence[LocatedFact], known: set[LocatedFact]
) -> list[tuple[LocatedFact, LocatedFact]]:
    """Pair the facts of one kind that replace each other.

    Args:
        missing: facts of the version that the original lacks in this pair.
        added: facts of the original that the version lacks in this pair.
        known: those facts of either side that the other has nearby.
    """
    facing = corresponding_facts(
        [place for place in missing if place not in known], [place for place in added if place not in known]
    )
    left = [[p for p in side if all(p not in two for two in facing)] for side in (missing, added)]
    # `two days` and `three days` differ even if some other sentence has `two`.
    return facing + [
        (one, other)
        for one, other in corresponding_facts(*left)
        if unit_or_parts(one[1]) == unit_or_parts(other[1]) != "" and not known.issuperset((one, other))
    ]

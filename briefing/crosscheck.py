"""What two versions of a story, each with its English, agree on and where they differ.

Numbers, dates and names are compared in the two sources, not in the machine's English: what a
translation gets wrong is no difference between the versions. A difference that might be due to
the reading of a language, to the alignment or to a translator's freedom is marked as weak.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

import facts
from article.model import ArticleError
from briefing.align import MAX_CELLS, Sentence, align, enclosed
from briefing.model import Agreement, Crosscheck, Difference, DifferenceKind, Original, Pair
from facts import Fact
from summarize.model import Brief
from translate.model import Span, Translation

# Mean likeness of the sentences of the shorter text with their partners. With the embedded models
# it is 0.3 and more for two versions of a story, and less than 0.05 for two stories.
_SAME_STORY = 0.1
# A pair is sure enough to compare its facts if it is at least this share as alike as is usual.
_SURE = 0.5
# Characters of the source; shorter sentences are headings, credits and remains.
_MIN_LENGTH = 25
# Sentences before and behind a pair where a fact may stand that the pair lacks.
_NEAR = 2


@dataclass(frozen=True)
class _Side:
    """One version, with what the comparison asks of it."""

    text: Original

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        article, segments = self.text.article, self.text.translation.segments
        blocks = list(article.story())
        starts = [block.start for block in blocks]
        places = [max(bisect_right(starts, segment.start) - 1, 0) for segment in segments]
        return tuple(
            Sentence(
                s.target, len(s.source), tuple(facts.find(s.source, article.language)), blocks[i].kind, i
            )
            for s, i in zip(segments, places, strict=True)
        )

    def facts(self, indices: Iterable[int]) -> list[tuple[int, Fact]]:
        """The facts of some sentences, each with the sentence that it stands in."""
        return [(i, fact) for i in indices for fact in self.sentences[i].facts]

    def sentence(self, i: int) -> tuple[int, Span]:
        """A whole sentence, as a place in its English."""
        return i, Span(0, len(self.text.translation.segments[i].target))

    def place(self, i: int, fact: Fact) -> tuple[int, Span]:
        """Where a fact of a source stands in the English; all of the sentence if it is not there."""
        target = self.text.translation.segments[i].target
        for found in facts.find(target, "en", {fact.kind}):
            if facts.same(fact, found):
                return i, Span(found.start, found.end)
        start = target.find(fact.text)
        return (i, Span(start, start + len(fact.text))) if start >= 0 else self.sentence(i)


def crosscheck(version: Original, original: Original) -> Crosscheck:
    """Compare two versions of a story.

    Args:
        version: the article and its English.
        original: what it is a translation of, and its English.

    Raises:
        ArticleError: they are not the same story, or too long to be compared.
    """
    first, second = _Side(version), _Side(original)
    if len(first.sentences) * len(second.sentences) > MAX_CELLS:
        raise ArticleError(
            "The article and its original are too long to be compared sentence by sentence; "
            "give a part of each."
        )
    pairs = align(first.sentences, second.sentences)
    _check_same_story(pairs, first, second)
    usual = median(pair.similarity for pair in pairs if pair.version and pair.original)
    alike = [pair.similarity >= _SURE * usual for pair in pairs]
    between = enclosed(pairs, alike, len(first.sentences), len(second.sentences))
    differences = [
        difference
        for number, pair in enumerate(pairs)
        for difference in _differences(number, pair, first, second, alike[number] or between[number])
    ]
    return Crosscheck(pairs, tuple(differences))


def agreements(brief: Brief, translation: Translation, crosscheck: Crosscheck) -> tuple[Agreement, ...]:
    """Which versions support each sentence of a brief; see `Briefing.agreement`."""
    partnered = {i for pair in crosscheck.pairs if pair.original for i in pair.version}
    disputed = [
        (i, translation.segments[i].target[span.start : span.end])
        for difference in crosscheck.firm
        for i, span in difference.version
    ]

    def agreement(text: str, evidence: Sequence[int]) -> Agreement:
        if not partnered.issuperset(evidence):
            return "version only"
        # A shortened sentence may have left out what is in dispute.
        whole = {translation.segments[i].target.strip() for i in evidence}
        if any(i in evidence and (words in text or words.strip() in whole) for i, words in disputed):
            return "differs"
        return "both"

    return tuple(agreement(sentence.text, sentence.evidence) for sentence in brief.sentences)


def confirmed(crosscheck: Crosscheck) -> frozenset[int]:
    """The segments of the first text that both versions support, and on which they do not differ."""
    partnered = {i for pair in crosscheck.pairs if pair.original for i in pair.version}
    return frozenset(partnered - {i for difference in crosscheck.firm for i, _ in difference.version})


def _check_same_story(pairs: Sequence[Pair], first: _Side, second: _Side) -> None:
    likeness = sum(pair.similarity * (len(pair.version) + len(pair.original)) / 2 for pair in pairs)
    if likeness < _SAME_STORY * max(1, min(len(first.sentences), len(second.sentences))):
        raise ArticleError(
            "The page given as the original tells another story: almost none of its sentences has a "
            "partner in the article; give the page that was translated."
        )


def _differences(number: int, pair: Pair, first: _Side, second: _Side, sure: bool) -> Iterator[Difference]:
    if not pair.original:
        yield from _alone(number, pair.version, first, second, "only here")
    elif not pair.version:
        yield from _alone(number, pair.original, second, first, "only in the original")
    else:
        yield from _of_facts(number, pair, first, second, sure)


def _alone(
    number: int, indices: Sequence[int], side: _Side, other: _Side, kind: DifferenceKind
) -> Iterator[Difference]:
    """A sentence that one version has by itself."""
    label = "Only this version says this." if kind == "only here" else "Only the original says this."
    for i in indices:
        sentence = side.sentences[i]
        weak = sentence.kind != "paragraph" or sentence.length < _MIN_LENGTH
        places = (side.sentence(i),)
        version, original = (places, ()) if kind == "only here" else ((), places)
        yield Difference(kind, label, number, version, original, weak)


def _of_facts(number: int, pair: Pair, first: _Side, second: _Side, sure: bool) -> Iterator[Difference]:
    here, there = first.facts(pair.version), second.facts(pair.original)
    comparison = facts.compare([fact for _, fact in here], [fact for _, fact in there])
    for kind in ("number", "date", "name"):
        missing = [(i, f) for i, f in here if f.kind == kind and f in comparison.missing]
        added = [(i, f) for i, f in there if f.kind == kind and f in comparison.added]
        missing = [(i, f) for i, f in missing if not _stands(f, second, pair.original)]
        added = [(i, f) for i, f in added if not _stands(f, first, pair.version)]
        for (i, a), (j, b) in zip(missing, added, strict=False):
            label = f"“{a.text}” here, “{b.text}” in the original."
            yield Difference(kind, label, number, (first.place(i, a),), (second.place(j, b),), weak=not sure)
        for i, a in missing[len(added) :]:
            label = f"“{a.text}” stands only here."
            yield Difference(kind, label, number, (first.place(i, a),), (), weak=True)
        for j, b in added[len(missing) :]:
            label = f"“{b.text}” stands only in the original."
            yield Difference(kind, label, number, (), (second.place(j, b),), weak=True)


def _stands(fact: Fact, side: _Side, indices: Sequence[int]) -> bool:
    """Whether a fact stands in or near some sentences after all, as another kind or elsewhere."""
    near = range(max(0, indices[0] - _NEAR), min(len(side.sentences), indices[-1] + _NEAR + 1))
    return any(facts.same(fact, other) for _, other in side.facts(near))

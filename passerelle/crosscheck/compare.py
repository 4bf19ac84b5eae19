"""What two versions of a story, each with its English, agree on and where they differ.

Numbers, dates and names are compared in the two sources, not in the machine's English: what a
translation gets wrong is no difference between the versions. A difference that might be due to
the reading of a language, to the alignment or to a translator's freedom is marked as weak.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import product
from statistics import median
from typing import Literal

from rapidfuzz import fuzz

from passerelle import facts
from passerelle.crosscheck.align import MAX_CELLS, MAX_SENTENCES, Draft, Sentence, enclosed
from passerelle.crosscheck.contrast import Contrast, Likelihood, Saying
from passerelle.crosscheck.types import (
    Agreement,
    AlignedPair,
    Crosscheck,
    Difference,
    DifferenceKind,
    TranslatedArticle,
)
from passerelle.errors import ArticleError
from passerelle.facts import Fact
from passerelle.facts.dates import parts
from passerelle.facts.matching import amount
from passerelle.facts.tokens import fold
from passerelle.spans import Span
from summarize.types import Brief
from translate.types import Translation

# Mean likeness of the sentences of the shorter text with their partners. With the embedded models
# it is 0.3 and more for two versions of a story, and less than 0.05 for two stories.
_SAME_STORY = 0.1
# A pair is sure enough to compare its facts if it is this much alike, or this share of what is usual.
_SURE, _SURE_SHARE = 0.25, 0.5
# A sentence alone that is this much like some other one may after all be a part of it: as much as a contrast
# has to be for two to be partners (align.py), on the scale of likeness.
_CLOSE = 0.63
# Facts of a sentence that are compared; what has more is a table, and each costs a look at all others.
_MAX_FACTS = 40
# Characters of the source; shorter sentences are headings, credits and remains.
_MIN_LENGTH = 25
# Contrasts of two quotations: those of the same words have 1.3 and more with the embedded models,
# of others 0.9 and less; of partly changed ones 1.3 to 2.6, which tells nothing. Shorter ones
# (characters) are single words; their English may be a little shorter.
_SAME_WORDS, _OTHER_WORDS, _MIN_QUOTATION, _MIN_ENGLISH = 1.4, 1.0, 25, 18
# From here on a number may be given rounded.
_LARGE = 1000
# Share by which a round number may be off.
_ROUND = Decimal("0.25")
# Percent from which on two names may be spellings of one.
_ALIKE = 70
# Sentences before and behind a pair where a fact may stand that the pair lacks.
_NEAR = 2
_KINDS: tuple[Literal["number", "date", "name"], ...] = ("number", "date", "name")


@dataclass(frozen=True)
class _Side:
    """One version, with what the comparison asks of it."""

    text: TranslatedArticle

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        article, segments = self.text.article, self.text.translation.segments
        blocks = list(article.story())
        starts = [block.start for block in blocks]
        places = [max(bisect_right(starts, segment.start) - 1, 0) for segment in segments]
        return tuple(
            Sentence(
                s.target,
                len(s.source),
                facts.find(s.source, article.language)[:_MAX_FACTS],
                blocks[i].kind,
                i,
            )
            for s, i in zip(segments, places, strict=True)
        )

    def facts(self, indices: Iterable[int]) -> list[tuple[int, Fact]]:
        """The facts of some sentences, each with the sentence that it stands in."""
        return [(i, fact) for i in indices for fact in self.sentences[i].facts]

    def mentions(self, fact: Fact, indices: Sequence[int]) -> bool:
        """Whether a fact stands in or near some sentences after all, if only by way of words."""
        first, behind = max(0, indices[0] - _NEAR), indices[-1] + _NEAR + 1
        if any(facts.same(fact, other) for s in self.sentences[first:behind] for other in s.facts):
            return True
        near = "\n".join(s.source for s in self.text.translation.segments[first:behind])
        if fact.kind == "name" and fact.value == fold(fact.text):
            # `mentioned` takes any words that sound like it; of a person's name that is too little.
            # Haïphong is Hải Phòng; a shorter word stands across others by chance.
            glued = fact.value.replace(" ", "")
            return fact.value in fold(near) or (len(glued) > 5 and glued in fold(near).replace(" ", ""))
        return facts.mentioned(fact, near, self.text.article.language)

    def quotations(self, indices: Iterable[int]) -> list[tuple[tuple[int, Span], Saying | None]]:
        """The longer quotations of some sentences: where they are in the English, and both texts."""
        found: list[tuple[tuple[int, Span], Saying | None]] = []
        for i in indices:
            segment = self.text.translation.segments[i]
            quoted = [
                fact
                for fact in facts.find(segment.source, self.text.article.language, {"quotation"})
                if len(fact.text) >= _MIN_QUOTATION
            ]
            english = [
                fact
                for fact in facts.find(segment.target, "en", {"quotation"})
                if len(fact.text) >= _MIN_ENGLISH
            ]
            if len(quoted) == len(english) == 1:
                place = i, Span(english[0].start, english[0].end)
                found.append((place, Saying(_bare(quoted[0].text), _bare(english[0].text), (i,))))
            else:
                found += [(self.sentence(i), None)] * len(quoted)
        return found

    def has_all(self, wanted: Sequence[Fact]) -> bool:
        """Whether one sentence has all of some facts; not where there are none."""
        return bool(wanted) and any(
            all(any(facts.same(fact, other) for other in sentence.facts) for fact in wanted)
            for sentence in self.sentences
        )

    def sentence(self, i: int) -> tuple[int, Span]:
        """A whole sentence, as a place in its English."""
        return i, Span(0, len(self.text.translation.segments[i].target))

    def place(self, i: int, fact: Fact) -> tuple[int, Span]:
        """Where a fact of a source stands in the English; all of the sentence if it is not there."""
        target = self.text.translation.segments[i].target
        for found in facts.find(target, "en", {fact.kind}):
            if facts.same(fact, found):
                return i, Span(found.start, found.end)
        # Not the 5 of 2015.
        literal = re.search(rf"(?<!\w){re.escape(fact.text)}(?!\w)", target)
        return (i, Span(*literal.span())) if literal else self.sentence(i)


def crosscheck(
    version: TranslatedArticle, original: TranslatedArticle, likelihood: Likelihood | None = None
) -> Crosscheck:
    """Compare two versions of a story.

    Args:
        version: the article and its English.
        original: what it is a translation of, and its English.
        likelihood: `Translator.likelihoods`, to ask the models where the texts leave a doubt.

    Raises:
        ArticleError: they are not the same story, or too long to be compared.
    """
    first, second = _Side(version), _Side(original)
    sentences = [len(side.sentences) for side in (first, second)]
    found = [sum(len(s.facts) for s in side.sentences) for side in (first, second)]
    too_many = sentences[0] * sentences[1] > MAX_CELLS or max(sentences) > MAX_SENTENCES
    if too_many or sum(found) ** 2 > 4 * MAX_CELLS:
        raise ArticleError(
            "The article and its original are too long to be compared sentence by sentence; "
            "give a part of each."
        )
    draft = Draft(first.sentences, second.sentences)
    if draft.likeness < _SAME_STORY:
        raise ArticleError(
            "The page given as the original tells another story: almost none of its sentences has a "
            "partner in the article; give the page that was translated."
        )
    contrast = Contrast(likelihood, version, original) if likelihood else None
    pairs = draft.finished(contrast.of_segments if contrast else None)
    usual = median([pair.similarity for pair in pairs if pair.version and pair.original] or [0.0])
    alike = [pair.similarity >= min(_SURE, _SURE_SHARE * usual) for pair in pairs]
    between = enclosed(pairs, alike, len(first.sentences), len(second.sentences))
    differences: list[Difference] = []
    for number, pair in enumerate(pairs):
        if not pair.original:
            differences.append(_alone(number, pair, first, second, "version_only"))
        elif not pair.version:
            differences.append(_alone(number, pair, second, first, "original_only"))
        else:
            sure = alike[number] or between[number]
            differences += _of_facts(number, pair, first, second, sure)
            differences += _of_quotations(number, pair, first, second, contrast if sure else None)
    return Crosscheck(pairs, tuple(differences))


def witnesses(
    pairs: Sequence[AlignedPair], other: Translation, *, backwards: bool = False
) -> dict[int, list[str]]:
    """By segment of one version, the English of its partners in the other.

    Args:
        pairs: of a `Crosscheck`.
        other: the English of the original; that of the first text if `backwards`.
        backwards: whether the segments are those of the original.
    """
    found: dict[int, list[str]] = {}
    for pair in pairs:
        here, there = (pair.original, pair.version) if backwards else (pair.version, pair.original)
        for i in here:
            found[i] = [other.segments[k].target for k in there]
    return found


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
            return "version_only"
        # A shortened sentence may have left out what is in dispute.
        whole = {translation.segments[i].target.strip() for i in evidence}
        if any(i in evidence and (_says(text, words) or words.strip() in whole) for i, words in disputed):
            return "differs"
        return "both"

    return tuple(agreement(sentence.text, sentence.evidence) for sentence in brief.sentences)


def _says(text: str, words: str) -> bool:
    """Whether an English text has some words, or in other words the facts in them."""
    found = facts.find(words, "en")
    if not found:
        return words in text
    there = facts.find(text, "en")
    return any(facts.same(fact, other) for fact in found for other in there)


def confirmed(crosscheck: Crosscheck) -> frozenset[int]:
    """The segments of the first text that both versions support, and on which they do not differ."""
    partnered = {i for pair in crosscheck.pairs if pair.original for i in pair.version}
    return frozenset(partnered - {i for difference in crosscheck.firm for i, _ in difference.version})


def _alone(number: int, pair: AlignedPair, side: _Side, other: _Side, kind: DifferenceKind) -> Difference:
    """A sentence that one version has by itself."""
    (i,) = pair.version or pair.original
    sentence = side.sentences[i]
    weak = (
        sentence.kind != "paragraph"
        or sentence.length < _MIN_LENGTH
        or pair.similarity >= _CLOSE
        or other.has_all(_telling(sentence.facts))
    )
    places = (side.sentence(i),)
    if kind == "version_only":
        return Difference(kind, "Only this version says this.", number, places, (), weak)
    return Difference(kind, "Only the original says this.", number, (), places, weak)


def _bare(quotation: str) -> str:
    """A quotation without its marks, which are single characters."""
    return quotation[1:-1].strip()


def _telling(found: Sequence[Fact]) -> list[Fact]:
    """The facts that hardly stand in two sentences by chance: dates, and numbers of two digits and more."""
    return [
        f for f in found if f.kind == "date" or (f.kind == "number" and sum(map(str.isdigit, f.text)) > 1)
    ]


def _of_facts(
    number: int, pair: AlignedPair, first: _Side, second: _Side, sure: bool
) -> Iterator[Difference]:
    here, there = first.facts(pair.version), second.facts(pair.original)
    comparison = facts.compare([fact for _, fact in here], [fact for _, fact in there])
    for kind in _KINDS:
        missing = [(i, f) for i, f in here if f.kind == kind and f in comparison.missing]
        added = [(j, f) for j, f in there if f.kind == kind and f in comparison.added]
        known = {place for place in missing if second.mentions(place[1], pair.original)}
        known |= {place for place in added if first.mentions(place[1], pair.version)}
        facing = _side_by_side([p for p in missing if p not in known], [p for p in added if p not in known])
        left = [[p for p in side if all(p not in two for two in facing)] for side in (missing, added)]
        # `two days` where the other says `three days` differ even if some other sentence has `two`.
        facing += [
            (one, other)
            for one, other in _side_by_side(*left)
            if _form(one[1]) == _form(other[1]) != "" and not known.issuperset((one, other))
        ]
        for (i, a), (j, b) in facing:
            label = f"“{a.text}” here, “{b.text}” in the original."
            weak = not (sure and _unlike(a, b))
            yield Difference(kind, label, number, (first.place(i, a),), (second.place(j, b),), weak)
        alone = known.union(*facing)
        for i, a in (place for place in missing if place not in alone):
            yield Difference(
                kind, f"“{a.text}” stands only here.", number, (first.place(i, a),), (), weak=True
            )
        for j, b in (place for place in added if place not in alone):
            label = f"“{b.text}” stands only in the original."
            yield Difference(kind, label, number, (), (second.place(j, b),), weak=True)


def _of_quotations(
    number: int, pair: AlignedPair, first: _Side, second: _Side, contrast: Contrast | None
) -> Iterator[Difference]:
    """Quoted words that the models do not find in the other version's quotation.

    A changed part of a quotation makes it less likely, but not as unlikely as other words; such
    are weak. So is a quotation that the other version reports without marks.
    """
    here, there = first.quotations(pair.version), second.quotations(pair.original)
    if not here or not there:
        for place, _ in here:
            yield Difference("quotation", "Quoted only here.", number, (place,), (), weak=True)
        for place, _ in there:
            yield Difference("quotation", "Quoted only in the original.", number, (), (place,), weak=True)
    elif len(here) == len(there) == 1 and contrast:
        (place, one), (other_place, other) = here[0], there[0]
        if one and other and (figure := contrast.of_sayings([(one, other)])[0]) < _SAME_WORDS:
            label = "The words quoted here and in the original differ."
            weak = figure >= _OTHER_WORDS
            yield Difference("quotation", label, number, (place,), (other_place,), weak)


def _side_by_side(
    missing: Sequence[tuple[int, Fact]], added: Sequence[tuple[int, Fact]]
) -> list[tuple[tuple[int, Fact], tuple[int, Fact]]]:
    """Which fact stands in the place of which: those of one unit and surely unlike first, in order."""
    candidates = sorted(
        product(range(len(missing)), range(len(added))),
        key=lambda k: (
            not _unlike(missing[k[0]][1], added[k[1]][1]),
            _form(missing[k[0]][1]) != _form(added[k[1]][1]),
            abs(k[0] - k[1]),
        ),
    )
    pairs = []
    rows, columns = set(range(len(missing))), set(range(len(added)))
    for k, m in candidates:
        if k in rows and m in columns:
            pairs.append((missing[k], added[m]))
            rows.remove(k)
            columns.remove(m)
    return sorted(pairs, key=lambda pair: (pair[0][0], pair[0][1].start))


def _form(fact: Fact) -> str:
    """A number's unit, or which parts a date has."""
    if fact.kind == "number":
        return fact.value.partition(" ")[2]
    return re.sub(r"\d", "0", fact.value) if fact.kind == "date" else ""


def _unlike(a: Fact, b: Fact) -> bool:
    """Whether two facts of one kind, which are not the same, are not one as two languages put it either.

    Numbers surely do if they count the same and are not near to each other where one is round
    (`trentaine`, 32); dates if they name the same part of the calendar (a Friday may be the 14th).
    Of names those with a part in common do, as Nguyen Van An and Nguyễn Văn Sơn, and those that
    both stand without accents, as Sydney and Melbourne. Others may be an own name and a translated
    one, as Xi Jinping and Tập Cận Bình.
    """
    if a.kind == "date":
        return not parts(a.value).keys().isdisjoint(parts(b.value))
    if a.kind == "number":
        return _unlike_numbers(a, b)
    if facts.is_capital(a.value, b.value) or facts.is_capital(b.value, a.value):
        return False
    first, second = a.value.split(), b.value.split()
    if len(first) == len(second) > 1:
        alike = [fuzz.ratio(x, y) >= _ALIKE for x, y in zip(first, second, strict=True)]
        if any(alike):
            return not all(alike)
    return (
        a.text.isascii() and b.text.isascii() and fuzz.partial_ratio(*map(_glued, (first, second))) < _ALIKE
    )


def _unlike_numbers(a: Fact, b: Fact) -> bool:
    (first, unit), (second, other) = amount(a.value), amount(b.value)
    if unit != other:
        return False
    if _rounded(first, second) or _rounded(second, first):
        return False
    round_ = a.value.startswith("~") or b.value.startswith("~")
    return not round_ or abs(first - second) > _ROUND * max(abs(first), abs(second))


def _rounded(number: Decimal, other: Decimal) -> bool:
    """Whether a large number is another one rounded: 1.2 million for 1,234,567."""
    digits, exact = (len(n.normalize().as_tuple().digits) for n in (number, other))
    if min(abs(number), abs(other)) < _LARGE or exact < digits + 2:
        return False
    unit = Decimal(1).scaleb(number.normalize().adjusted() - digits + 1)
    return abs(number - other) < unit


def _glued(words: Sequence[str]) -> str:
    return "".join(words)

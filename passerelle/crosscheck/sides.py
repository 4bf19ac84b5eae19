"""One version of a story, with the lookups that the comparison needs."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from passerelle import facts
from passerelle.crosscheck.calibration import COMPARISON
from passerelle.crosscheck.contrast import Excerpt
from passerelle.crosscheck.similarity import AlignableSentence
from passerelle.crosscheck.types import Place, TranslatedArticle
from passerelle.facts import Fact
from passerelle.languages.identify import language_name
from passerelle.languages.tokens import fold
from passerelle.spans import Span

# Maximum facts per sentence that are compared; a sentence with more is a table, and each fact is compared
# with all others.
MAX_SENTENCE_FACTS: Final = 40
# Minimum characters of a name, without spaces, for it to be unlikely to occur across word boundaries by
# chance.
_MIN_GLUED_NAME_CHARACTERS = 6


@dataclass(frozen=True)
class ComparedVersion:
    """One version: its sentences, facts and quotations, and their places in its English."""

    text: TranslatedArticle

    @property
    def language(self) -> str:
        """The English name of its language."""
        return language_name(self.text.article.language)

    @cached_property
    def sentences(self) -> tuple[AlignableSentence, ...]:
        """The sentences, one per segment of the translation."""
        article, segments = self.text.article, self.text.translation.segments
        blocks = list(article.story())
        starts = [block.start for block in blocks]
        places = [max(bisect_right(starts, segment.start) - 1, 0) for segment in segments]
        return tuple(
            AlignableSentence(
                s.target,
                len(s.source),
                facts.find(s.source, article.language)[:MAX_SENTENCE_FACTS],
                blocks[i].kind,
                i,
            )
            for s, i in zip(segments, places, strict=True)
        )

    def facts(self, indices: Iterable[int]) -> list[tuple[int, Fact]]:
        """Return the facts of some sentences, each with the index of its sentence."""
        return [(i, fact) for i in indices for fact in self.sentences[i].facts]

    def mentions(self, fact: Fact, indices: Sequence[int]) -> bool:
        """Return whether a fact of the other version is mentioned in or near some sentences, in any form.

        Args:
            fact: a fact of the other version.
            indices: indices of sentences, in order, at least one.
        """
        first = max(0, indices[0] - COMPARISON.nearby_sentences)
        end = indices[-1] + COMPARISON.nearby_sentences + 1
        if any(facts.same(fact, other) for s in self.sentences[first:end] for other in s.facts):
            return True
        near = "\n".join(s.source for s in self.text.translation.segments[first:end])
        if fact.kind == "name" and fact.value == fold(fact.text):
            # `facts.mentioned` accepts any words that sound alike, which is too lenient for a person's name.
            # Haïphong is Hải Phòng, but a shorter name may occur across words by chance.
            glued = fact.value.replace(" ", "")
            long_enough = len(glued) >= _MIN_GLUED_NAME_CHARACTERS
            return fact.value in fold(near) or (long_enough and glued in fold(near).replace(" ", ""))
        return facts.mentioned(fact, near, self.text.article.language)

    def quotations(self, indices: Iterable[int]) -> list[tuple[Place, Excerpt | None]]:
        """Return the longer quotations of some sentences.

        Returns:
            For each, its place in the English and its words in both languages; the whole sentence and None if
            the two cannot be matched.
        """
        found: list[tuple[Place, Excerpt | None]] = []
        for i in indices:
            segment = self.text.translation.segments[i]
            quoted = [
                fact
                for fact in facts.find(segment.source, self.text.article.language, {"quotation"})
                if len(fact.text) >= COMPARISON.min_quotation_characters
            ]
            english = [
                fact
                for fact in facts.find(segment.target, "en", {"quotation"})
                if len(fact.text) >= COMPARISON.min_english_quotation_characters
            ]
            if len(quoted) == len(english):
                found += [
                    (
                        (i, Span(there.start, there.end)),
                        Excerpt(_unquoted(here.text), _unquoted(there.text), (i,)),
                    )
                    for here, there in zip(quoted, english, strict=True)
                ]
            else:
                found += [(self.sentence_place(i), None)] * len(quoted)
        return found

    def has_all(self, wanted: Sequence[Fact]) -> bool:
        """Return whether a single sentence has all of some facts; False for no facts."""
        return bool(wanted) and any(
            all(any(facts.same(fact, other) for other in sentence.facts) for fact in wanted)
            for sentence in self.sentences
        )

    def sentence_place(self, i: int) -> Place:
        """Return a whole sentence as a place in its English."""
        return i, Span(0, len(self.text.translation.segments[i].target))

    def place(self, i: int, fact: Fact) -> Place:
        """Return the place of a source fact in the English; the whole sentence if it is not found."""
        target = self.text.translation.segments[i].target
        for found in facts.find(target, "en", {fact.kind}):
            if facts.same(fact, found):
                return i, Span(found.start, found.end)
        # Whole words only: not the 5 in 2015.
        literal = re.search(rf"(?<!\w){re.escape(fact.text)}(?!\w)", target)
        return (i, Span(*literal.span())) if literal else self.sentence_place(i)


def _unquoted(quotation: str) -> str:
    """Remove the quotation marks, one character at each end."""
    return quotation[1:-1].strip()

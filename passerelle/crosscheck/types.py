"""Types of the cross-check: its pairs and differences."""

from dataclasses import dataclass
from typing import Final, Literal

from passerelle.article.types import Article
from passerelle.spans import Span
from translate.types import Translation

# An index of a segment, and offsets in its *target*.
Place = tuple[int, Span]


@dataclass(frozen=True, slots=True)
class TranslatedArticle:
    """One version of a story, and its English."""

    article: Article
    translation: Translation


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """Sentences of the two versions that mean the same; one side may be empty.

    Attributes:
        version: indices of segments of the version's translation, in order.
        original: indices of segments of the original's translation, in order.
        similarity: 0 to 1, from the words and facts in common or, if these are inconclusive, from
            the translation models; for an unpaired sentence, its similarity to the closest one.
        moved: whether it is out of order in the other text.
    """

    version: tuple[int, ...]
    original: tuple[int, ...]
    similarity: float
    moved: bool = False


DifferenceKind = Literal["version_only", "original_only", "number", "date", "name", "quotation", "negation"]
# Kinds for a sentence that only one version has.
ONE_SIDED: Final = frozenset[DifferenceKind](("version_only", "original_only"))


@dataclass(frozen=True, slots=True)
class Difference:
    """One point on which the two versions differ.

    Attributes:
        kind: the kind of difference.
        label: the difference in a few words, such as `French 18 km, Vietnamese 16 km`.
        pair: index in `Crosscheck.pairs`.
        version: where it is in the version; empty if the version lacks it.
        original: where it is in the original; empty if the original lacks it.
        weak: whether it is too uncertain to be shown by default.
    """

    kind: DifferenceKind
    label: str
    pair: int
    version: tuple[Place, ...]
    original: tuple[Place, ...]
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Crosscheck:
    """The two versions of the story, sentence by sentence.

    Attributes:
        pairs: the pairs in the order of the version; a sentence that only the original has comes after the
            pair that precedes it there.
        differences: the differences in the order of `pairs`.
    """

    pairs: tuple[AlignedPair, ...]
    differences: tuple[Difference, ...]

    @property
    def version_partners(self) -> int:
        """The number of sentences of the version with a partner in the original."""
        return sum(len(pair.version) for pair in self.pairs if pair.original)

    @property
    def original_partners(self) -> int:
        """The number of sentences of the original with a partner in the version."""
        return sum(len(pair.original) for pair in self.pairs if pair.version)

    @property
    def firm(self) -> tuple[Difference, ...]:
        """The differences that are certain enough to be shown by default."""
        return tuple(difference for difference in self.differences if not difference.weak)


# The versions that support a sentence of the brief: see `Briefing.agreement`.
Agreement = Literal["both", "differs", "version_only"]

"""What a comparison of two versions gives."""

from dataclasses import dataclass
from typing import Final, Literal

from passerelle.article.types import Article
from passerelle.spans import Span
from translate.types import Translation


@dataclass(frozen=True, slots=True)
class TranslatedArticle:
    """The article that the first one says it comes from, and its English."""

    article: Article
    translation: Translation


@dataclass(frozen=True, slots=True)
class AlignedPair:
    """Sentences of the two versions that say the same; one side may be empty.

    Attributes:
        version: indices of segments of `Briefing.translation`, in order.
        original: indices of segments of `Briefing.source.translation`, in order.
        similarity: how alike they are, 0 to 1, by the words and facts in common or, where these leave
            a doubt, by the translation models; of a sentence alone, with the closest one.
        moved: it stands elsewhere in the order of the other text.
    """

    version: tuple[int, ...]
    original: tuple[int, ...]
    similarity: float
    moved: bool = False


DifferenceKind = Literal["version_only", "original_only", "number", "date", "name", "quotation"]
# A sentence that one version alone has.
ONE_SIDED: Final = frozenset[DifferenceKind](("version_only", "original_only"))


@dataclass(frozen=True, slots=True)
class Difference:
    """One point on which the two versions differ.

    Attributes:
        kind: what differs.
        label: one plain sentence for a person.
        pair: index in `Crosscheck.pairs`.
        version: where, as (segment, offsets in its *target*); empty where that side lacks it.
        original: the same on the side of the original.
        weak: too unsure to show unasked.
    """

    kind: DifferenceKind
    label: str
    pair: int
    version: tuple[tuple[int, Span], ...]
    original: tuple[tuple[int, Span], ...]
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Crosscheck:
    """The two versions of the story, sentence by sentence.

    Attributes:
        pairs: in the order of the first text; sentences of the original alone stand where
            they belong.
        differences: in the order of `pairs`.
    """

    pairs: tuple[AlignedPair, ...]
    differences: tuple[Difference, ...]

    @property
    def version_partners(self) -> int:
        """How many sentences of the version have a partner in the original."""
        return sum(len(pair.version) for pair in self.pairs if pair.original)

    @property
    def original_partners(self) -> int:
        """How many sentences of the original have a partner in the version."""
        return sum(len(pair.original) for pair in self.pairs if pair.version)

    @property
    def firm(self) -> tuple[Difference, ...]:
        """The differences that are sure enough to show unasked."""
        return tuple(difference for difference in self.differences if not difference.weak)


# Which versions support a sentence of the brief: see `Briefing.agreement`.
Agreement = Literal["both", "differs", "version_only"]

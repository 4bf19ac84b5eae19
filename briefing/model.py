"""What the pipeline gives: one article, its English and its brief."""

from dataclasses import dataclass
from typing import Literal

from article.model import Article
from briefing.blocks import english_title
from summarize.model import Brief
from translate.model import Span, Translation


@dataclass(frozen=True, slots=True)
class Timings:
    """Wall-clock seconds of each step; a consumer of `Briefer.events` that dawdles counts in.

    Attributes:
        read: reading the article.
        translate: its translation.
        summarize: the brief.
        source: all that the linked original took once the article was translated: the rest of
            the fetch, its translation and the comparison; 0 where none was wanted.
    """

    read: float
    translate: float
    summarize: float
    source: float = 0.0

    @property
    def total(self) -> float:
        """Sum of the steps."""
        return self.read + self.translate + self.source + self.summarize


@dataclass(frozen=True, slots=True)
class Original:
    """The article that the first one says it comes from, and its English."""

    article: Article
    translation: Translation


@dataclass(frozen=True, slots=True)
class Pair:
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


DifferenceKind = Literal["only here", "only in the original", "number", "date", "name", "quotation"]


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

    pairs: tuple[Pair, ...]
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


Agreement = Literal["both", "differs", "version only"]


@dataclass(frozen=True, slots=True)
class Briefing:
    """An article side by side with its English, and a brief of it.

    `brief.sentences[i].evidence` counts `translation.segments`; the offsets of
    `translation.segments` count `article.text` (`translation.source_text` is `article.text`).
    `source` is the linked original where it was read, `crosscheck` what the comparison with it
    found, `source_problem` one sentence on why there is none though one was wanted. With a
    crosscheck, `agreement` says of each sentence of the brief, in order, whether its evidence
    stands in `both` versions, stands in both but `differs` in a point (a firm difference), or
    stands in the `version only`.
    """

    article: Article
    translation: Translation
    brief: Brief
    timings: Timings
    signature: str
    source: Original | None = None
    source_problem: str | None = None
    crosscheck: Crosscheck | None = None
    agreement: tuple[Agreement, ...] = ()

    @property
    def heading(self) -> str | None:
        """The article's title in English, else the headline of its brief; None where there is neither."""
        headline = self.brief.headline.text if self.brief.headline else None
        return english_title(self.article, self.translation.segments) or headline

    def to_json(self) -> str:
        """All of it as JSON; see `briefing.export.to_json`."""
        from briefing.export import to_json

        return to_json(self)

    def to_markdown(self) -> str:
        """To read and to edit; see `briefing.export.to_markdown`."""
        from briefing.export import to_markdown

        return to_markdown(self)

    def to_html(self) -> str:
        """One self-contained page; see `briefing.render.to_html`."""
        from briefing.render import to_html

        return to_html(self)

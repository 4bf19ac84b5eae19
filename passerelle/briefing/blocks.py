"""Which segments belong to which block of an article."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from passerelle.article.types import Article, Block
from translate.types import Segment


def within(segments: Sequence[Segment], block: Block) -> range:
    """Indices of the segments of a block; segments are in reading order, as in a Translation."""
    return range(
        bisect_left(segments, block.start, key=lambda segment: segment.start),
        bisect_left(segments, block.end, key=lambda segment: segment.start),
    )


def english_title(article: Article, segments: Sequence[Segment]) -> str | None:
    """The article's title in English, or None if it has none."""
    titles = (block for block in article.blocks if block.kind == "title")
    return " ".join(segments[i].target for block in titles for i in within(segments, block)) or None


def paragraph_numbers(article: Article, segments: Sequence[Segment]) -> list[int]:
    """For each segment the number of its block."""
    starts = [block.start for block in article.blocks]
    return [bisect_right(starts, segment.start) for segment in segments]

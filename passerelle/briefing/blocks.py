"""Relate the blocks of an article to the segments of its translation."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from passerelle.article.types import Article, Block
from translate.checks import blocks_brief
from translate.types import Segment


def within(segments: Sequence[Segment], block: Block) -> range:
    """Return the indices of the segments of a block; segments must be in reading order."""
    return range(
        bisect_left(segments, block.start, key=lambda segment: segment.start),
        bisect_left(segments, block.end, key=lambda segment: segment.start),
    )


def english_title(article: Article, segments: Sequence[Segment]) -> str | None:
    """Return the article's title in English, or None if it has none."""
    titles = (block for block in article.blocks if block.kind == "title")
    return " ".join(segments[i].target for block in titles for i in within(segments, block)) or None


def paragraph_numbers(article: Article, segments: Sequence[Segment]) -> list[int]:
    """Return the number of the block of each segment."""
    starts = [block.start for block in article.blocks]
    return [bisect_right(starts, segment.start) for segment in segments]


def eligible(segments: Sequence[Segment], paragraphs: Sequence[Block]) -> list[int]:
    """Return the segments that a brief may use: whole ones; only sound ones if these are half of them."""
    indices = [i for block in paragraphs for i in within(segments, block)]
    whole = [i for i in indices if not segments[i].truncated] or indices
    sound = [i for i in whole if not blocks_brief(segments[i].findings)]
    return sound if 2 * len(sound) >= len(whole) else whole

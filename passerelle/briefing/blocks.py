"""Relate the blocks of an article to the segments of its translation."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from passerelle import languages
from passerelle.article.types import Article, Block
from translate.checks import blocks_brief, concerns_only_words
from translate.types import Segment

# Separator of the cells in a table row.
_CELLS = re.compile(r"\s*\|\s*")
# A brief says how many sentences it leaves out if at least one in this many is unreliable.
_UNRELIABLE_ONE_IN = 3


def within(segments: Sequence[Segment], block: Block) -> range:
    """Return the indices of the segments of a block; segments must be in reading order."""
    return range(
        bisect_left(segments, block.start, key=lambda segment: segment.start),
        bisect_left(segments, block.end, key=lambda segment: segment.start),
    )


def english_title(article: Article, segments: Sequence[Segment]) -> str | None:
    """Return the article's title in English, or None if it has none or its English is unreliable."""
    titles = (block for block in article.blocks if block.kind == "title")
    found = [segments[i] for block in titles for i in within(segments, block)]
    if any(segment.confidence == "unreliable" for segment in found):
        return None
    return " ".join(segment.target for segment in found) or None


def paragraph_numbers(article: Article, segments: Sequence[Segment]) -> list[int]:
    """Return the number of the block of each segment."""
    starts = [block.start for block in article.blocks]
    return [bisect_right(starts, segment.start) for segment in segments]


def referring(language: str, segments: Sequence[Segment]) -> frozenset[int]:
    """Return the indices of the segments whose source begins with a reference to an earlier sentence."""
    record = languages.get(language)
    forms = "|".join(record.references) if record else ""
    if not forms:
        return frozenset()
    opening = re.compile(forms, re.IGNORECASE)
    return frozenset(i for i, segment in enumerate(segments) if opening.match(segment.source.strip()))


def candidates(article: Article) -> list[Block]:
    """Return the blocks that a brief may use: the paragraphs, or the captions if there is nothing else."""
    story = list(article.story())
    return [block for block in story if block.kind == "paragraph"] or [
        block for block in story if block.kind == "caption"
    ]


def rows(segments: Sequence[Segment], indices: Sequence[int]) -> dict[int, str]:
    """Return the rows of a text that is only a table as sentences, without the row of its headings.

    Args:
        segments: the segments of the translation.
        indices: those that a brief may use.

    Returns:
        The sentences by index, such as `Lyon, Anne Dubois, 45,200.`; empty if any of them is not a row.
    """
    cells = {i: [cell for cell in _CELLS.split(segments[i].target.strip()) if cell] for i in indices}
    if any(len(found) < 2 for found in cells.values()):
        return {}
    figures = [i for i, found in cells.items() if any(map(str.isdigit, "".join(found)))]
    kept = figures if 2 * len(figures) > len(cells) else list(cells)
    return {i: f"{', '.join(cells[i])}." for i in kept}


def eligible(segments: Sequence[Segment], paragraphs: Sequence[Block]) -> list[int]:
    """Return the indices of the segments that a brief may use; none of them is unreliable.

    Only complete ones if there are any, and only those without serious findings if they are at least half.
    What the user has written may be used, whatever the checks say about it.
    """
    indices = [
        i for block in paragraphs for i in within(segments, block) if segments[i].confidence != "unreliable"
    ]
    whole = [i for i in indices if not segments[i].truncated] or indices
    sound = [i for i in whole if segments[i].kind == "edited" or not blocks_brief(segments[i].findings)]
    return sound if 2 * len(sound) >= len(whole) else whole


def doubtful(segments: Sequence[Segment], paragraphs: Sequence[Block]) -> dict[int, tuple[str, ...]]:
    """Map the indices of segments to the words that are the only reason to keep them out of a brief."""
    found: dict[int, tuple[str, ...]] = {}
    for i in (i for block in paragraphs for i in within(segments, block)):
        segment = segments[i]
        if segment.kind == "edited":
            continue
        blocking = [finding for finding in segment.findings if blocks_brief((finding,))]
        apt = all(concerns_only_words(finding) and finding.target for finding in blocking)
        if blocking and apt and not segment.truncated and segment.confidence != "unreliable":
            spans = (span for finding in blocking for span in finding.target)
            found[i] = tuple(segment.target[span.start : span.end] for span in spans)
    return found


def unreliable_share(article: Article, segments: Sequence[Segment]) -> str | None:
    """Return a sentence on how many unreliable sentences a brief leaves out; None if fewer than a third."""
    paragraphs = [block for block in article.story() if block.kind == "paragraph"]
    indices = [i for block in paragraphs for i in within(segments, block)]
    left_out = sum(segments[i].confidence == "unreliable" for i in indices)
    if not left_out or _UNRELIABLE_ONE_IN * left_out < len(indices):
        return None
    if left_out == len(indices):
        return "There is no brief: the English of every sentence is unreliable. Read the source."
    return (
        f"The brief leaves out {left_out} of {len(indices)} sentences, whose English is unreliable; "
        "read the source for the rest."
    )

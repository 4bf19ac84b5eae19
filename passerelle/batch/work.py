"""Brief a group of items: the work shared by all batch engines, on this or another machine."""

import codecs
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from passerelle.batch.types import BatchSettings, Item, ItemResult
from passerelle.briefing.events import Event
from passerelle.briefing.group import attempt, brief_group
from passerelle.briefing.pipeline import Briefer
from passerelle.briefing.request import Request, Source
from passerelle.briefing.types import Briefing, Timings
from passerelle.errors import PasserelleError, ResourceError
from passerelle.output import FORMATS
from passerelle.output.json import document, escaped

# Number of articles whose sentences share the model's batches. It affects the last digits of scores, so it is
# the same for every engine and number of workers.
GROUP_SIZE: Final = 8
Work = Callable[[Briefer, Sequence[Item], BatchSettings], list[ItemResult]]
_NO_TIMINGS: Final = Timings(0.0, 0.0, 0.0)


def work(
    briefer: Briefer,
    items: Sequence[Item],
    settings: BatchSettings,
    on_event: Callable[[Item, Event], None] | None = None,
) -> list[ItemResult]:
    """Brief a group of items.

    The same group gives the same documents and records, byte for byte, wherever it runs and whatever
    was briefed before: they contain no times.

    Args:
        briefer: creates the briefings.
        items: the group.
        settings: the output to produce.
        on_event: called with an item and each of its events.

    Returns:
        A result for each item, in order; errors count as results.
    """
    start = time.perf_counter()
    requests = [_request(item, settings) for item in items]
    made = brief_group(
        briefer, requests, (lambda index, event: on_event(items[index], event)) if on_event else None
    )
    results = [_result(item, one, settings) for item, one in zip(items, made, strict=True)]
    seconds = time.perf_counter() - start
    words = sum(result.words or 1 for result in results)
    return [replace(result, seconds=seconds * (result.words or 1) / words) for result in results]


def failure(item: Item, reason: str, settings: BatchSettings) -> ItemResult:
    """Return the result of an item that cannot be briefed."""
    reason = " ".join(reason.split())
    record = _record(item, reason, None) if settings.records else None
    return ItemResult(item.id, error=reason, record=record)


def _request(item: Item, settings: BatchSettings) -> Request:
    source: Source = item.fetched or item.source
    if item.kind == "text":  # passed as content, so that an address in a table is never fetched
        source = codecs.BOM_UTF8 + str(item.source).encode(errors="replace")
    elif item.content is not None:
        source = item.content
    name = {"text": item.id, "uri": item.id.rpartition("/")[2]}.get(item.kind)
    return Request(
        source,
        language=settings.language,
        name=name,
        fetch=settings.fetch,
        polite=True,
        length=settings.length,
        glossary=settings.glossary,
    )


def _result(item: Item, made: Briefing | PasserelleError, settings: BatchSettings) -> ItemResult:
    result = attempt(partial(_written, item, made, settings)) if isinstance(made, Briefing) else made
    if isinstance(result, ItemResult):
        return result
    return replace(failure(item, str(result), settings), transient=isinstance(result, ResourceError))


def _written(item: Item, made: Briefing, settings: BatchSettings) -> ItemResult:
    """Return the result of a briefing, with its documents."""
    briefing = replace(made, timings=_NO_TIMINGS)
    segments = briefing.translation.segments
    return ItemResult(
        item.id,
        problem=briefing.original_problem and " ".join(briefing.original_problem.split()),
        language=briefing.article.language,
        heading=briefing.heading,
        brief=briefing.brief.text,
        flags=sum(segment.confidence != "good" for segment in segments),
        differences=len(briefing.crosscheck.firm) if briefing.crosscheck else None,
        words=count_words(briefing),
        sentences=len(segments),
        linked=bool(briefing.article.source_url) and not settings.fetch,
        documents={name: FORMATS[name].content(briefing) for name in settings.formats},
        record=_record(item, None, briefing) if settings.records else None,
    )


def _record(item: Item, error: str | None, briefing: Briefing | None) -> str:
    content = {
        "id": item.id,
        "error": error,
        "heading": briefing and briefing.heading,
        "briefing": briefing and document(briefing),
    }
    return escaped(json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")))


def count_words(briefing: Briefing) -> int:
    """Count the words of the story, split at white space."""
    article = briefing.article
    return sum(len(article.block_text(block).split()) for block in article.story())

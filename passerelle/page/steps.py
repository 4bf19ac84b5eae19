"""Run a briefing and draw it as it progresses."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from passerelle.article import Article
from passerelle.briefing import (
    ArticleFetching,
    ArticleRead,
    Briefer,
    Briefing,
    BriefingFinished,
    SegmentsTranslated,
)
from passerelle.briefing.events import Event
from passerelle.briefing.progress import Progress
from passerelle.output import render
from passerelle.page import fragments
from summarize.types import Length
from translate import Glossary

# A long article must not spend its time on being drawn: seconds between two views of a translation
# in progress, at least, and the same as a multiple of the time that drawing one takes.
MIN_REFRESH_SECONDS, MIN_REFRESH_RATIO = 0.2, 8
# The whole view is sent each time: it must have grown by this factor, so that all that is sent is
# proportional to the article's length.
MIN_GROWTH_RATIO = 1.1


@dataclass(frozen=True, slots=True)
class Order:
    """What to brief, and how.

    Attributes:
        source: a file, an article's text or address, or an article that was read already.
        language: ISO 639-1 code; None to identify it.
        original: the original that was given, if any; text may be its address.
        fetch: whether to fetch the original that the article names, where none was given.
        glossary: terms to use.
        length: of the brief.
    """

    source: Path | str | Article
    language: str | None = None
    original: Path | str | Article | None = None
    fetch: bool = False
    glossary: Glossary | None = None
    length: Length = "standard"


def steps(briefer: Briefer, order: Order, stopped: Callable[[], bool]) -> Iterator[Article | str | Briefing]:
    """Brief an article; yield what the page shows of it.

    Args:
        briefer: the models to use.
        order: what to brief.
        stopped: returns whether to stop; asked after every event.

    Yields:
        HTML for the view, again and again; the article, once it is read; the briefing at the end.

    Raises:
        PasserelleError: the article cannot be read or translated.
    """
    progress = Progress()
    due, drawn = 0.0, 0  # when the view is drawn next; the sentences in the last view
    for event in _events(briefer, order):
        if isinstance(event, BriefingFinished):
            yield render.reading_view(event.briefing, progress.fetching)
            yield event.briefing
            return
        progress.take(event)
        if isinstance(event, ArticleFetching) and event.side == "version":
            yield fragments.waiting(progress)
        if isinstance(event, ArticleRead) and event.side == "version":
            yield event.article
        begun = time.monotonic()
        if stopped():
            progress.stopped = True
            where = f"{progress.where()}."
            yield render.progress_view(progress) if progress.version else fragments.notice(where)
            return
        partial = isinstance(event, SegmentsTranslated) and event.done < event.total
        if progress.version and not (partial and (begun < due or progress.done < MIN_GROWTH_RATIO * drawn)):
            yield render.progress_view(progress)
            now = time.monotonic()
            due = now + max(MIN_REFRESH_SECONDS, MIN_REFRESH_RATIO * (now - begun))
            drawn = progress.done


def _events(briefer: Briefer, order: Order) -> Iterator[Event]:
    return briefer.events(
        order.source,
        language=order.language,
        original=order.original,
        fetch=order.fetch,
        glossary=order.glossary,
        length=order.length,
        align_words=True,
    )

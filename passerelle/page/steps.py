"""Run a briefing and draw it as it progresses."""

import time
from collections.abc import Callable, Iterator

from passerelle.article import Article
from passerelle.briefing import (
    ArticleFetching,
    ArticleRead,
    Briefer,
    Briefing,
    BriefingFinished,
    Request,
    SegmentsTranslated,
)
from passerelle.briefing.progress import BriefingProgress
from passerelle.output import render
from passerelle.page import fragments, heap
from passerelle.page.turns import Fairness

# Rendering must not dominate a long article: the minimum seconds between two views of a translation in
# progress, and the same as a multiple of the time that rendering one takes.
MIN_REFRESH_SECONDS, MIN_REFRESH_RATIO = 0.2, 8
# The whole view is sent each time, so it must have grown by this factor: the total sent is then proportional
# to the article's length.
MIN_GROWTH_RATIO = 1.1


def steps(
    briefer: Briefer, request: Request, stopped: Callable[[], bool], fairness: Fairness
) -> Iterator[Article | str | Briefing]:
    """Brief an article; yield the updates of the page.

    Args:
        briefer: the models to use.
        request: the article to brief, and its options.
        stopped: returns whether to stop; called after every event.
        fairness: shares the machine among visitors.

    Yields:
        HTML for the view as it progresses; the article, once it is read; the briefing at the end.

    Raises:
        PasserelleError: the article cannot be read or translated.
    """
    progress = BriefingProgress()
    due, drawn = 0.0, 0  # earliest time of the next view; number of sentences in the last one
    for event in fairness.share(briefer.events(request)):
        if isinstance(event, BriefingFinished):
            heap.trim()
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
        # The first sentence is shown at once: the next ones may take long.
        partial = isinstance(event, SegmentsTranslated) and event.done < event.total and drawn > 0
        if progress.version and not (partial and (begun < due or progress.done < MIN_GROWTH_RATIO * drawn)):
            yield render.progress_view(progress)
            now = time.monotonic()
            due = now + max(MIN_REFRESH_SECONDS, MIN_REFRESH_RATIO * (now - begun))
            drawn = progress.done

"""Brief several articles one after the other, and show the queue."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from passerelle.briefing import Briefer, Briefing, BriefingFinished, Request
from passerelle.briefing.progress import BriefingProgress
from passerelle.page.turns import Fairness

# Maximum number of articles in one queue.
MAX_QUEUE = 50
# Minimum interval between two updates of its view.
_REFRESH_SECONDS = 0.5


@dataclass(slots=True)
class QueuedArticle:
    """One article of a queue.

    Attributes:
        name: its file name or address until it is done, then its title.
        state: the state of the work on it.
        where: the current step, or the reason why it failed.
        kept: the browser's id of its briefing, once there is one.
    """

    name: str
    state: Literal["waiting", "working", "done", "failed"] = "waiting"
    where: str = ""
    kept: str | None = None


def work_through(
    briefer: Briefer,
    requests: Sequence[Callable[[], Request]],
    articles: list[QueuedArticle],
    stopped: Callable[[], bool],
    fairness: Fairness,
    problem: Callable[[Exception], str],
) -> Iterator[tuple[QueuedArticle, Briefing, Request] | float | None]:
    """Brief the articles of a queue; one that cannot be briefed does not stop the others.

    Args:
        briefer: the models to use.
        requests: functions that return what to brief, one for each of `articles`.
        articles: the state of each article; updated in place.
        stopped: returns whether to stop; called after every event.
        fairness: shares the machine among visitors.
        problem: returns the sentence that explains an error.

    Yields:
        Each article when it is done, and in between the seconds left, None if unknown.
    """
    begun = time.monotonic()
    for number, (asking, article) in enumerate(zip(requests, articles, strict=True)):
        article.state, article.where = "working", "Reading the article …"
        left = (time.monotonic() - begun) / number * (len(articles) - number) if number else None
        yield left
        due = time.monotonic() + _REFRESH_SECONDS
        progress = BriefingProgress()
        try:
            request = asking()
            for event in fairness.share(briefer.events(request)):
                if stopped():
                    for left_over in articles[number:]:
                        left_over.state, left_over.where = "failed", "Stopped."
                    return
                if isinstance(event, BriefingFinished):
                    article.state, article.where = "done", ""
                    yield article, event.briefing, request
                    break
                progress.take(event)
                article.where = progress.where()
                if time.monotonic() >= due:
                    due = time.monotonic() + _REFRESH_SECONDS
                    yield left
        except Exception as error:
            article.state, article.where = "failed", problem(error)

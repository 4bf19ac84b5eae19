"""Brief a group of articles whose sentences share the model's batches."""

import logging
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import TypeVar

from passerelle.briefing.events import BriefingFinished, Event
from passerelle.briefing.pipeline import Briefer
from passerelle.briefing.request import Request
from passerelle.briefing.stages import OpenArticle
from passerelle.briefing.types import Briefing
from passerelle.errors import ArticleError, PasserelleError, ResourceError, shortage
from translate.job import prepare

_log = logging.getLogger("passerelle")
_T = TypeVar("_T")


def brief_group(
    briefer: Briefer,
    requests: Sequence[Request],
    on_event: Callable[[int, Event], None] | None = None,
) -> list[Briefing | PasserelleError]:
    """Brief a group of articles; the results depend only on the group, not on earlier ones.

    Args:
        briefer: creates the briefings; it forgets what it translated before.
        requests: the articles; all of them are in memory at once.
        on_event: called with the index of a request and each of its events.

    Returns:
        For each request its briefing, or the error that explains why there is none.
    """
    briefer.forget()
    opened = [attempt(partial(_opened, briefer, request)) for request in requests]
    try:
        prepare([found.job for found in opened if isinstance(found, OpenArticle)])
    except Exception:  # its article raises the same error again when briefed alone
        _log.debug("a group of articles", exc_info=True)
    results: list[Briefing | PasserelleError] = []
    for index, found in enumerate(opened):
        if isinstance(found, OpenArticle):
            results.append(attempt(partial(_finished, briefer, found, index, on_event)))
        else:
            results.append(found)
    return results


def _opened(briefer: Briefer, request: Request) -> OpenArticle:
    opening: Generator[Event, None, OpenArticle] = briefer.open(request)
    while True:
        try:
            next(opening)
        except StopIteration as end:
            found: OpenArticle = end.value
            return found


def _finished(
    briefer: Briefer, found: OpenArticle, index: int, on_event: Callable[[int, Event], None] | None
) -> Briefing:
    for event in briefer.finish(found):
        if on_event:
            on_event(index, event)
        if isinstance(event, BriefingFinished):
            return event.briefing
    raise AssertionError("the events ended without a briefing")


def attempt(work: Callable[[], _T]) -> _T | PasserelleError:
    """Return a result, or the error instead: bad input must not stop the rest."""
    try:
        return work()
    except PasserelleError as error:
        return error
    except Exception as error:
        _log.debug("an article", exc_info=True)
        if reason := shortage(error):
            return ResourceError(reason)
        return ArticleError(f"The article cannot be briefed ({type(error).__name__}: {error}); report it.")

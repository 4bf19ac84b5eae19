"""Fair scheduling: visitors' articles take turns, a group of sentences at a time."""

from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from typing import TypeVar

from passerelle.briefing import ArticleFetching
from passerelle.turns import Turns
from translate.decodequeue import first_sentences

_Step = TypeVar("_Step")


class Fairness:
    """Turns for all articles of a page; an article's first sentence waits only for other first sentences.

    A later group may have 64 sentences, and another visitor's first sentence should not wait for it. So the
    next group is not begun while a first sentence is awaited.

    Args:
        count: number of articles worked on at the same time, for each kind of group.
    """

    # The first two events: the article was read, and its first sentence translated.
    FIRST_EVENTS = 2

    def __init__(self, count: int) -> None:
        self._first, self._later = Turns(count), Turns(count)

    def share(self, events: Iterator[_Step], *, streamed: bool = True) -> Iterator[_Step]:
        """Yield the events of an article, each produced in a turn; no turn is held while waiting for a site.

        Args:
            events: the events of a briefing, or the steps of other work.
            streamed: whether somebody is waiting for the first sentence.
        """
        made = 0
        fetching = False
        with ExitStack() as urgent:
            if streamed:
                urgent.enter_context(first_sentences.first())
            while True:
                is_first = made < self.FIRST_EVENTS
                turn = self._first.turn() if is_first else first_sentences.later(self._later)
                with nullcontext() if fetching else turn:
                    try:
                        event = next(events)
                    except StopIteration:
                        return
                fetched, fetching = fetching, isinstance(event, ArticleFetching)
                made += not fetching
                if fetching or made >= self.FIRST_EVENTS:
                    urgent.close()
                elif fetched and streamed:
                    urgent.enter_context(first_sentences.first())
                yield event

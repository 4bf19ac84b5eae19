"""Fetch the pages of a batch ahead of time."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from passerelle.batch.types import Item
from passerelle.briefing.reading import BackgroundReading
from passerelle.errors import ArticleError

# Number of groups whose pages are fetched while earlier ones are processed.
_GROUPS_AHEAD: Final = 3
_HEARTBEAT_SECONDS: Final = 1.0

Lost = tuple[Item, str]


def fetched(
    groups: Iterable[Sequence[Item]], read: Callable[[str], BackgroundReading]
) -> Iterator[list[Item | Lost]]:
    """Yield groups with their pages; an item whose page cannot be fetched comes with the reason.

    Each site gets one request at a time (see `passerelle.article.courtesy`), several sites in parallel.

    Args:
        groups: groups of items of any kind.
        read: returns the reading of an address, not yet started.
    """
    ahead: deque[list[tuple[Item, BackgroundReading | None]]] = deque()
    for group in groups:
        ahead.append([(item, _started(item, read)) for item in group])
        if len(ahead) > _GROUPS_AHEAD or all(reading is None for _, reading in ahead[0]):
            yield [_arrived(*pair) for pair in ahead.popleft()]
    while ahead:
        yield [_arrived(*pair) for pair in ahead.popleft()]


def _started(item: Item, read: Callable[[str], BackgroundReading]) -> BackgroundReading | None:
    if item.kind != "address":
        return None
    reading = read(str(item.source))
    reading.start()
    return reading


def _arrived(item: Item, reading: BackgroundReading | None) -> Item | Lost:
    if reading is None:
        return item
    while not reading.wait(_HEARTBEAT_SECONDS):
        pass
    try:
        return replace(item, fetched=reading.article())
    except ArticleError as error:
        return item, str(error)

"""Read an article or its original in a background thread."""

import logging
import threading
from collections.abc import Collection, Generator
from typing import Final

from passerelle.article import sandbox
from passerelle.article.reader import read
from passerelle.article.types import Article
from passerelle.briefing.events import ArticleFetching
from passerelle.briefing.request import Source
from passerelle.briefing.types import Side
from passerelle.errors import ArticleError, PasserelleError, ResourceError, shortage
from passerelle.languages.identify import language_name
from passerelle.urls import is_address

# A version may keep only part of its original, but a text that exceeds both limits is not a single article
# and would take minutes to translate.
MAX_ORIGINAL_CHARACTERS, MAX_ORIGINAL_LENGTH_RATIO = 60_000, 5

# Interval, in seconds, between repeated events while waiting for a slow site.
_HEARTBEAT = 0.5
_log = logging.getLogger("passerelle")
# Names of the sides in messages.
_NAMES: Final[dict[Side, str]] = {"version": "article", "original": "original"}


class BackgroundReading:
    """Read an article in a daemon thread, so that a program can exit while waiting for a slow site.

    Args:
        source: a file, text or content as for `article.read`, an article, or a web address,
            which is fetched.
        languages: ISO 639-1 codes of the languages that it may be in.
        polite: whether to obey the site's robots.txt.
        side: which of the two versions it is, for events and messages.
        language: its ISO 639-1 code; None to identify it.
        offline: whether a web address is an error.

    Attributes:
        fetching: the event to send before `start`, or None if nothing is fetched.
    """

    def __init__(
        self,
        source: Source,
        *,
        languages: Collection[str],
        polite: bool,
        side: Side = "original",
        language: str | None = None,
        offline: bool = False,
    ) -> None:
        self.fetching: ArticleFetching | None = None
        self._source, self._side = source, side
        self._languages, self._language, self._polite = languages, language, polite
        self._outcome: Article | PasserelleError | None = source if isinstance(source, Article) else None
        self._thread = threading.Thread(target=self._read, name=_NAMES[side], daemon=True)
        if isinstance(source, str) and is_address(source):
            if offline:
                self._outcome = ArticleError(
                    f"The {_NAMES[side]} was not fetched, because fetching is turned off here; "
                    "give its text or a file instead."
                )
                return
            try:
                self.fetching = _announce(source.strip(), side)
            except ArticleError as error:
                self._outcome = _not_fetched(error, side)

    def start(self) -> None:
        """Start reading, unless the outcome is known already."""
        if self._outcome is None:
            self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait at most this many seconds; return whether there is an article or an error."""
        if self._outcome is None:
            self._thread.join(seconds)
        return self._outcome is not None

    def stop(self) -> None:
        """Stop parsing a file, if that is in progress; the outcome is then an error."""
        if self._outcome is None:
            sandbox.stop(self._thread.ident)

    def article(self) -> Article:
        """Return the article as read, once `wait` has returned True.

        Raises:
            ArticleError: it cannot be fetched or read.
            ResourceError: this machine has run out of memory or files.
        """
        if isinstance(self._outcome, Article):
            return self._outcome
        assert self._outcome is not None
        raise self._outcome

    def _read(self) -> None:
        name = _NAMES[self._side]
        try:
            self._outcome = self._fetched() if self.fetching else self._opened()
        except ArticleError as error:
            self._outcome = _not_fetched(error, self._side) if self.fetching else error
        except Exception as error:
            # A web page that causes an unexpected error must not stop the article.
            _log.debug("the %s", name, exc_info=True)
            reason = f"The {name} cannot be read ({type(error).__name__}); give it as a file or as text."
            scarce = shortage(error)
            self._outcome = ResourceError(scarce) if scarce else ArticleError(reason)

    def _fetched(self) -> Article:
        from passerelle.article import fetch

        assert self.fetching
        return fetch.fetch(
            self.fetching.url, language=self._language, languages=self._languages, polite=self._polite
        )

    def _opened(self) -> Article:
        assert not isinstance(self._source, Article)
        return read(self._source, language=self._language, languages=self._languages)


def check(original: Article, article: Article) -> None:
    """Refuse a text that cannot be the original of an article.

    Raises:
        ArticleError: it is in the article's own language, or is far too long.
    """
    if original.language == article.language:
        raise ArticleError(
            f"The page given as the original is in {language_name(article.language)}, like the article, so "
            "the two cannot be an original and its translation; give the page that was translated."
        )
    length, usual = _story_characters(original), _story_characters(article)
    if length > max(MAX_ORIGINAL_CHARACTERS, MAX_ORIGINAL_LENGTH_RATIO * usual):
        raise ArticleError(
            f"The original has {length:,} characters, far too many for an article of {usual:,}; "
            "give the text of the one article that was translated."
        )


def _announce(url: str, side: Side) -> ArticleFetching:
    from passerelle.article.address import parse

    address = parse(url)
    return ArticleFetching(address.url, address.host, side)


def _not_fetched(error: ArticleError, side: Side) -> ArticleError:
    """Return the error, naming the side: the user may not have entered the address of an original."""
    message = str(error)
    return ArticleError(f"The {_NAMES[side]} was not fetched: {message[:1].lower()}{message[1:]}")


def _story_characters(article: Article) -> int:
    return sum(block.end - block.start for block in article.story())


def arrived(reading: BackgroundReading) -> Generator[ArticleFetching, None, Article]:
    """Wait for an article, repeating its event so that a consumer can stop.

    Raises:
        PasserelleError: see `BackgroundReading.article`.
    """
    try:
        while not reading.wait(_HEARTBEAT):
            if reading.fetching:
                yield reading.fetching
    finally:
        reading.stop()
    return reading.article()

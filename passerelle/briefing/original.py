"""What has to be waited for, read in the background: the linked original, an article on the web."""

import logging
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Literal

from passerelle.article.reader import read
from passerelle.article.types import Article
from passerelle.briefing.events import ArticleFetching
from passerelle.briefing.types import Side
from passerelle.errors import ArticleError, PasserelleError
from passerelle.languages.identify import language_name
from passerelle.urls import is_address

# Characters of a story. An original is some times longer than what a version keeps of it; what
# is longer still is no article, and would be translated for minutes.
_MAX_CHARACTERS, _MAX_TIMES = 60_000, 5

_log = logging.getLogger("passerelle")
What = Literal["article", "original"]


class Reading:
    """An article or its original on its way, in a thread of its own.

    Args:
        source: a file, text or content as for `article.read`, an article, or a web address,
            which is fetched.
        what: which of the two it is, for messages.
        language: ISO 639-1 code of it; None to identify it.
        languages: ISO 639-1 codes to identify the language among.
        polite: whether to obey the site's robots.txt.

    Attributes:
        fetching: what is fetched, or None where nothing is.
    """

    def __init__(
        self,
        source: Path | str | bytes | Article,
        *,
        languages: Collection[str],
        polite: bool,
        what: What = "original",
        language: str | None = None,
    ) -> None:
        self._outcome: Article | PasserelleError | None = None
        self._thread: threading.Thread | None = None
        self.fetching: ArticleFetching | None = None
        if isinstance(source, Article):
            self._outcome = source
            return
        if isinstance(source, str) and is_address(source):
            try:
                self.fetching = _announce(source.strip(), what)
            except ArticleError as error:
                self._outcome = _with_advice(error, what)
                return

        def work() -> None:
            try:
                self._outcome = (
                    _fetch(self.fetching, language, languages, polite)
                    if self.fetching
                    else read(source, language=language, languages=languages)
                )
            except ArticleError as error:
                self._outcome = _with_advice(error, what) if self.fetching else error
            except Exception as error:
                # The article itself must be finished, whatever is wrong with a page from the web.
                _log.debug("the %s", what, exc_info=True)
                self._outcome = ArticleError(
                    f"The {what} cannot be read ({type(error).__name__}); "
                    "give it as a file or as text instead."
                )

        # A daemon: a program that ends does not wait for a slow site.
        self._thread = threading.Thread(target=work, name=what, daemon=True)

    def start(self) -> None:
        """Begin; once `fetching` has been told."""
        if self._thread:
            self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether it, or what is wrong with it, is there after so much time at most."""
        if self._outcome is None and self._thread:
            self._thread.join(seconds)
        return self._outcome is not None

    def article(self) -> Article:
        """What was read, once `wait` has said that it is there.

        Raises:
            ArticleError: it cannot be fetched or read.
        """
        if isinstance(self._outcome, Article):
            return self._outcome
        assert self._outcome is not None
        raise self._outcome


def check(original: Article, article: Article) -> None:
    """Refuse what cannot be the original of an article.

    Raises:
        ArticleError: it is in the article's own language, or is far too long.
    """
    if original.language == article.language:
        raise ArticleError(
            f"The page given as the original is in {language_name(article.language)} like the article, so "
            "the two cannot be an original and its translation; give the page that was translated."
        )
    length, usual = _length(original), _length(article)
    if length > max(_MAX_CHARACTERS, _MAX_TIMES * usual):
        raise ArticleError(
            f"The original has {length:,} characters, far more than an article of {usual:,} comes from; "
            "give the text of the one article that was translated."
        )


def _announce(url: str, what: What) -> ArticleFetching:
    from passerelle.article.address import parse

    address = parse(url)
    side: Side = "version" if what == "article" else "original"
    return ArticleFetching(address.url, address.host, side)


def _fetch(
    fetching: ArticleFetching, language: str | None, languages: Collection[str], polite: bool
) -> Article:
    from passerelle.article import fetch

    return fetch.fetch(fetching.url, language=language, languages=languages, polite=polite)


def _with_advice(error: ArticleError, what: What) -> ArticleError:
    """Say what the message is about: the person gave an article, not this address."""
    message = str(error)
    return ArticleError(f"The {what} was not fetched: {message[:1].lower()}{message[1:]}")


def _length(article: Article) -> int:
    return sum(block.end - block.start for block in article.story())

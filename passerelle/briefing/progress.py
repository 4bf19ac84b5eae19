"""Collect the events of a briefing in progress."""

from dataclasses import dataclass, field

from passerelle.article.types import Article
from passerelle.briefing.events import (
    ArticleFetching,
    ArticleRead,
    Event,
    OriginalMissing,
    SegmentsTranslated,
)
from translate.types import Segment


@dataclass(slots=True)
class VersionProgress:
    """One of the two articles.

    Attributes:
        article: the article as read.
        total: how many segments its translation will have.
        segments: those translated so far, in reading order.
    """

    article: Article
    total: int
    segments: list[Segment] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Return whether all of it is translated."""
        return len(self.segments) >= self.total


@dataclass(slots=True)
class BriefingProgress:
    """The state of a briefing in progress, collected from its events.

    Attributes:
        arriving: the fetch of the article itself, if it is in progress.
        version: the article; None until it is read.
        original: the linked original; None unless and until it is read.
        fetching: the fetch of the original, if there was one.
        problem: why there is no original.
        stopped: whether the work was stopped, so that no more events follow.
    """

    arriving: ArticleFetching | None = None
    version: VersionProgress | None = None
    original: VersionProgress | None = None
    fetching: ArticleFetching | None = None
    problem: str | None = None
    stopped: bool = False

    @property
    def done(self) -> int:
        """Return how many sentences of both versions are translated."""
        return sum(len(part.segments) for part in (self.version, self.original) if part)

    def take(self, event: Event) -> None:
        """Add an event; `BriefingFinished` changes nothing."""
        match event:
            case ArticleFetching(side="version"):
                self.arriving = event
            case ArticleFetching():
                self.fetching = self.fetching or event
            case ArticleRead(article, total, "version"):
                self.version = VersionProgress(article, total)
            case ArticleRead(article, total):
                self.original = VersionProgress(article, total)
            case SegmentsTranslated(side="version") if self.version:
                self.version.segments += event.segments
            case SegmentsTranslated(side="original") if self.original:
                self.original.segments += event.segments
            case OriginalMissing(reason):
                self.problem = reason

    def where(self) -> str:
        """Return the current step, or the one that was stopped, in one line without a full stop."""
        stopped = self.stopped
        if self.version is None and self.arriving and not stopped:
            return f"Fetching the article from {self.arriving.host} …"
        if self.version is None:
            return "Stopped before the article was read" if stopped else "Reading the article …"
        if not self.version.done:
            line = f"{len(self.version.segments)} of {self.version.total} sentences"
            return f"Stopped after {line}" if stopped else line
        if self.original and not self.original.done:
            line = f"{len(self.original.segments)} of {self.original.total} sentences of the original"
            return f"Stopped after {line}; the article itself is translated" if stopped else line
        if self.fetching and not (self.original or self.problem):
            if stopped:
                return "Stopped while the original was being fetched; the article itself is translated"
            return "The article is translated; waiting for the original …"
        if stopped:
            return f"Stopped before the brief; all {self.version.total} sentences are translated"
        return f"All {self.version.total} sentences are translated; writing the brief …"

"""The pipeline's work as it gets done."""

from dataclasses import dataclass

from passerelle.article.types import Article
from passerelle.briefing.types import Briefing
from translate.types import Segment


@dataclass(frozen=True, slots=True)
class ArticleFetching:
    """The article was given by its web address, and is about to be fetched or awaited.

    Attributes:
        url: its address.
        host: the host alone, as a person should see it.
        new_host: see `SourceFetching`.
    """

    url: str
    host: str
    new_host: bool


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """The article is there; its sentences are counted.

    Attributes:
        article: what was read.
        total: how many segments the translation will have.
    """

    article: Article
    total: int


@dataclass(frozen=True, slots=True)
class SegmentsTranslated:
    """More sentences have their English.

    Attributes:
        segments: the new ones alone, in reading order, following those of earlier events.
        done: how many segments are translated now, these included.
        total: how many there will be.
    """

    segments: tuple[Segment, ...]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SourceFetching:
    """The page that the article names as its original is about to be fetched, or is awaited.

    Attributes:
        url: its address.
        host: the host alone, as a person should see it.
        new_host: nothing was fetched from this host before. The event comes again while a slow
            site is waited for, and is no news then.
    """

    url: str
    host: str
    new_host: bool


@dataclass(frozen=True, slots=True)
class SourceRead:
    """The original is there; its sentences are counted.

    Attributes:
        article: what was read.
        total: how many segments its translation will have.
    """

    article: Article
    total: int


@dataclass(frozen=True, slots=True)
class SourceTranslated:
    """More sentences of the original have their English.

    Attributes:
        segments: the new ones alone, in reading order, following those of earlier events.
        done: how many segments of the original are translated now, these included.
        total: how many there will be.
    """

    segments: tuple[Segment, ...]
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SourceMissing:
    """The work goes on without the original, or without a comparison with it.

    Attributes:
        reason: why, in one sentence that says what to do.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class BriefingFinished:
    """All is done; always the last event. The events of the article come before those of its original."""

    briefing: Briefing


Event = (
    ArticleFetching
    | ArticleRead
    | SegmentsTranslated
    | SourceFetching
    | SourceRead
    | SourceTranslated
    | SourceMissing
    | BriefingFinished
)

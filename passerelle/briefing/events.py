"""The events of a briefing in progress."""

from dataclasses import dataclass

from passerelle.article.types import Article
from passerelle.briefing.types import Briefing, Side
from translate.types import Segment


@dataclass(frozen=True, slots=True)
class ArticleFetching:
    """A page is about to be fetched. The event is repeated while waiting for a slow site.

    Attributes:
        url: its address.
        host: only the host, to show to the user.
        side: `version` for the article itself, `original` for the page that it names as its original.
    """

    url: str
    host: str
    side: Side = "version"


@dataclass(frozen=True, slots=True)
class ArticleRead:
    """An article was read and its sentences counted.

    Attributes:
        article: the article as read.
        total: how many segments the translation will have.
        side: which of the two versions it is.
    """

    article: Article
    total: int
    side: Side = "version"


@dataclass(frozen=True, slots=True)
class SegmentsTranslated:
    """More segments were translated.

    Attributes:
        segments: only the new ones, in reading order, following those of earlier events. The words of the
            first segment are aligned only in the finished briefing.
        done: how many segments of this side are translated so far, including these.
        total: how many there will be.
        side: which of the two versions they belong to.
    """

    segments: tuple[Segment, ...]
    done: int
    total: int
    side: Side = "version"


@dataclass(frozen=True, slots=True)
class OriginalMissing:
    """The briefing continues without the original, or without a comparison with it.

    Attributes:
        reason: why, in one sentence that says what to do.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class BriefingFinished:
    """The briefing is ready; always the last event. All events of the version precede those of the original.

    The exception is the `ArticleFetching` of the original: its download runs while the version is
    translated.
    """

    briefing: Briefing


Event = ArticleFetching | ArticleRead | SegmentsTranslated | OriginalMissing | BriefingFinished

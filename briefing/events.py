"""The pipeline's work as it gets done."""

from dataclasses import dataclass

from article.model import Article
from briefing.model import Briefing
from translate.model import Segment


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
class BriefingFinished:
    """All is done; always the last event."""

    briefing: Briefing


Event = ArticleRead | SegmentsTranslated | BriefingFinished

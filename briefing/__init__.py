"""The pipeline: an article becomes a briefing, which knows how to be shown and stored."""

from briefing.events import (
    ArticleFetching,
    ArticleRead,
    BriefingFinished,
    Event,
    SegmentsTranslated,
    SourceFetching,
    SourceMissing,
    SourceRead,
    SourceTranslated,
)
from briefing.model import Briefing, Crosscheck, Difference, Original, Pair, Timings
from briefing.pipeline import Briefer, ModelInUse, models_in_use
from seq2seq.errors import PasserelleError

__all__ = [
    "ArticleFetching",
    "ArticleRead",
    "Briefer",
    "Briefing",
    "BriefingFinished",
    "Crosscheck",
    "Difference",
    "Event",
    "ModelInUse",
    "Original",
    "Pair",
    "PasserelleError",
    "SegmentsTranslated",
    "SourceFetching",
    "SourceMissing",
    "SourceRead",
    "SourceTranslated",
    "Timings",
    "models_in_use",
]

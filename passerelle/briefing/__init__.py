"""The pipeline: an article becomes a briefing, which knows how to be shown and stored."""

from passerelle.briefing.events import (
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
from passerelle.briefing.pipeline import Briefer, brief
from passerelle.briefing.types import Briefing, Timings
from passerelle.crosscheck.types import AlignedPair, Crosscheck, Difference, TranslatedArticle
from passerelle.errors import PasserelleError
from passerelle.modelstore.in_use import ModelInUse, models_in_use

__all__ = [
    "AlignedPair",
    "ArticleFetching",
    "ArticleRead",
    "Briefer",
    "Briefing",
    "BriefingFinished",
    "Crosscheck",
    "Difference",
    "Event",
    "ModelInUse",
    "PasserelleError",
    "SegmentsTranslated",
    "SourceFetching",
    "SourceMissing",
    "SourceRead",
    "SourceTranslated",
    "Timings",
    "TranslatedArticle",
    "brief",
    "models_in_use",
]

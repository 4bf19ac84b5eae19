"""The pipeline that turns an article into a briefing."""

from passerelle.briefing.events import (
    ArticleFetching,
    ArticleRead,
    BriefingFinished,
    Event,
    OriginalMissing,
    SegmentsTranslated,
)
from passerelle.briefing.pipeline import Briefer, brief
from passerelle.briefing.request import Request
from passerelle.briefing.types import Briefing, Side, Timings
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
    "OriginalMissing",
    "PasserelleError",
    "Request",
    "SegmentsTranslated",
    "Side",
    "Timings",
    "TranslatedArticle",
    "brief",
    "models_in_use",
]

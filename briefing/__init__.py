"""The pipeline: an article becomes a briefing, which knows how to be shown and stored."""

from briefing.events import ArticleRead, BriefingFinished, Event, SegmentsTranslated
from briefing.model import Briefing, Timings
from briefing.pipeline import Briefer, ModelInUse, models_in_use
from seq2seq.errors import PasserelleError

__all__ = [
    "ArticleRead",
    "Briefer",
    "Briefing",
    "BriefingFinished",
    "Event",
    "ModelInUse",
    "PasserelleError",
    "SegmentsTranslated",
    "Timings",
    "models_in_use",
]

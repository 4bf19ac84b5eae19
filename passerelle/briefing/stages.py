"""What one stage of a briefing hands to the next."""

from dataclasses import dataclass

from passerelle.article.types import Article
from passerelle.briefing.reading import BackgroundReading
from passerelle.briefing.request import Request
from passerelle.crosscheck.types import Crosscheck, TranslatedArticle
from translate import Translation
from translate.job import TranslationJob


@dataclass(frozen=True, slots=True)
class OpenArticle:
    """An article that was read and divided into sentences, and is not translated yet.

    Attributes:
        request: what was asked for.
        article: what was read.
        job: its translation, not started.
        reading: of its original, not started; None if none is wanted.
        started: `time.perf_counter()` when its reading began.
        read_at: the same when it ended.
    """

    request: Request
    article: Article
    job: TranslationJob
    reading: BackgroundReading | None
    started: float
    read_at: float


@dataclass(frozen=True, slots=True)
class FoundOriginal:
    """The original, and what the comparison with it found or why there is none."""

    original: TranslatedArticle | None = None
    problem: str | None = None
    crosscheck: Crosscheck | None = None
    version: Translation | None = None

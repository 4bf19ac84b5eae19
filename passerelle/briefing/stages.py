"""The data that one stage of a briefing passes to the next."""

from dataclasses import dataclass

from passerelle.article.types import Article
from passerelle.briefing.reading import BackgroundReading
from passerelle.briefing.request import Request
from passerelle.crosscheck.types import Crosscheck, TranslatedArticle
from translate import Translation
from translate.job import TranslationJob


@dataclass(frozen=True, slots=True)
class OpenArticle:
    """An article that has been read and split into sentences, but not translated yet.

    Attributes:
        request: the request.
        article: the article as read.
        job: its translation, not yet started.
        reading: the reading of its original, not yet started; None if none is wanted.
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
    """The original, and the comparison with it or why there is none.

    Attributes:
        original: the original and its English, if it was read.
        problem: why the two could not be compared, in one sentence.
        crosscheck: the comparison of the two.
        version: the English of the article, repaired using that of the original; None if they were not
            compared.
    """

    original: TranslatedArticle | None = None
    problem: str | None = None
    crosscheck: Crosscheck | None = None
    version: Translation | None = None

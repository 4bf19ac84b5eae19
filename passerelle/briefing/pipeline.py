"""Turn an article into a briefing."""

import hashlib
import logging
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Literal, Unpack, overload

from passerelle import __version__
from passerelle.article import Article, read
from passerelle.briefing import blocks
from passerelle.briefing.corrections import is_kept, translated
from passerelle.briefing.disputes import with_agreement
from passerelle.briefing.events import ArticleRead, BriefingFinished, Event, OriginalMissing
from passerelle.briefing.reading import BackgroundReading, arrived, check
from passerelle.briefing.request import Request, RequestFields, Source, as_request, check_sources
from passerelle.briefing.signature import signature
from passerelle.briefing.stages import FoundOriginal, OpenArticle
from passerelle.briefing.types import Briefing, Timings
from passerelle.crosscheck.types import TranslatedArticle
from passerelle.crosscheck.verdict import confirmed, witnesses
from passerelle.errors import ArticleError, PasserelleError, shortage
from passerelle.modelstore import conversion, registry
from passerelle.modelstore.in_use import models_in_use
from passerelle.modelstore.loading import EngineName, usable
from passerelle.seq2seq.device import resolve
from passerelle.spans import Span
from passerelle.urls import is_address
from summarize import Brief, Length, Summarizer
from translate import Glossary, Translation, Translator
from translate.job import TranslationJob
from translate.recall import TRANSLATION_VERSION

_log = logging.getLogger("passerelle")
# Raise it with every change that alters briefings other than in their translations; batches then redo them.
BRIEFING_VERSION = 17


class Briefer:
    """Read, translate and summarize articles; models are loaded once, on first use.

    Args:
        models_file: a models.txt; None for the user's own and the bundled one.
        engine: `ctranslate2`, or `torch` as the reference.
        device: `cpu`, `cuda`, or `auto` to use a GPU if there is one.
        memory: whether to keep translations in the user's data folder, for later runs.
        offline: whether to refuse all fetching; a web address is then an error.

    Attributes:
        remembers: the argument `memory`.
        models_file: the argument `models_file`.

    Example:
        >>> from pathlib import Path
        >>> from passerelle import Briefer
        >>> briefing = Briefer().brief(Path("article.txt"))
        >>> print(briefing.brief.text)
    """

    def __init__(
        self,
        models_file: Path | None = None,
        *,
        engine: EngineName = "ctranslate2",
        device: str = "auto",
        memory: bool = False,
        offline: bool = False,
    ) -> None:
        self.remembers = memory
        self._offline = offline
        self.models_file = models_file
        self._translator = Translator(models_file=models_file, engine=engine, device=device, memory=memory)
        self._summarizer = Summarizer(models_file, engine=engine, device=device)
        self._engine = engine
        self._device = device

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle only the settings; the copy loads its models on first use."""
        options = {"engine": self._engine, "device": self._device, "memory": self.remembers}
        options["offline"] = self._offline
        return partial(Briefer, self.models_file, **options), ()  # type: ignore[arg-type]

    @property
    def translator(self) -> Translator:
        """The translator in use."""
        return self._translator

    def brief(
        self,
        source: Source | Request,
        *,
        on_event: Callable[[Event], None] | None = None,
        **fields: Unpack[RequestFields],
    ) -> Briefing:
        """Brief one article.

        Args:
            source: a file (`Path`), an article's text or its web address (`str`), which is then
                fetched, a file's content (`bytes`), an article that has been read, or a `Request`.
            on_event: called with each event as it happens, to show progress.
            fields: the other fields of `Request`, such as `language="fr"`.

        Returns:
            The briefing. If the original cannot be read or compared, `Briefing.original_problem`
            says why, and the rest is complete.

        Raises:
            ArticleError: the source cannot be fetched or read as an article.
            TranslationError: no model translates its language.
            LengthError: `length` is not a valid length for a brief.
            ModelError: a model cannot be loaded.
            ResourceError: this machine has run out of memory, files or disk space.
            TypeError: `fields` has an unknown field, or a glossary that is not a `Glossary`.
        """
        for event in self._events(as_request(source, **fields)):
            if on_event:
                on_event(event)
            if isinstance(event, BriefingFinished):
                return event.briefing
        raise AssertionError("the events ended without a briefing")

    def events(self, source: Source | Request, **fields: Unpack[RequestFields]) -> Iterator[Event]:
        """Brief one article; yield each event as it happens. Arguments and errors are those of `brief`."""
        return self._events(as_request(source, **fields), streamed=True)

    @overload
    def pipe(
        self,
        sources: Iterable[Source | Request],
        *,
        on_error: Literal["raise", "skip"] = "raise",
        **fields: Unpack[RequestFields],
    ) -> Iterator[Briefing]: ...

    @overload
    def pipe(
        self,
        sources: Iterable[Source | Request],
        *,
        on_error: Literal["return"],
        **fields: Unpack[RequestFields],
    ) -> Iterator[Briefing | PasserelleError]: ...

    def pipe(
        self,
        sources: Iterable[Source | Request],
        *,
        on_error: Literal["raise", "skip", "return"] = "raise",
        **fields: Unpack[RequestFields],
    ) -> Iterator[Briefing | PasserelleError]:
        """Brief many articles, one after the other.

        Args:
            sources: sources or requests, as for `brief`; each is read when the one before it is done.
            on_error: how to treat an article that cannot be briefed: `raise` its error, `skip`
                it with a warning to the logger `passerelle`, or `return` the error instead of a briefing.
            fields: the other fields of `Request`, for all of them.

        Yields:
            The briefings, in the order of the sources.

        Raises:
            PasserelleError: an article cannot be briefed and `on_error` is `raise`.
            TypeError: `sources` is a single source.
            ValueError: `on_error` is none of the three.
        """
        if on_error not in ("raise", "skip", "return"):
            raise ValueError(f"on_error is {on_error!r}; give 'raise', 'skip' or 'return'.")
        check_sources(sources)
        return self._pipe(sources, on_error, fields)

    def _pipe(
        self, sources: Iterable[Source | Request], on_error: str, fields: RequestFields
    ) -> Iterator[Briefing | PasserelleError]:
        for number, source in enumerate(sources, start=1):
            try:
                result: Briefing | PasserelleError = self.brief(source, **fields)
            except PasserelleError as error:
                result = error
            except Exception as error:
                # No error of one article may stop the others.
                if on_error == "raise":
                    raise
                _log.debug("article %s", number, exc_info=True)
                result = ArticleError(
                    f"The article cannot be briefed ({type(error).__name__}); give it in another format."
                )
            if isinstance(result, Briefing) or on_error == "return":
                yield result
            elif on_error == "raise":
                raise result
            else:
                _log.warning("Article %s was skipped: %s", number, result)

    def _events(self, request: Request, *, streamed: bool = False) -> Iterator[Event]:
        yield from self.finish((yield from self.open(request)), streamed=streamed)

    def open(self, request: Request) -> Generator[Event, None, OpenArticle]:
        """Read an article and split it into sentences: the first half of `events`."""
        start = time.perf_counter()
        article = yield from self._read(request)
        read_at = time.perf_counter()
        reading = self._reading(request, article)
        self._summarizer.load_ahead()
        job = self._start(article, request)
        return OpenArticle(request, article, job, reading, start, read_at)

    def finish(self, opened: OpenArticle, *, streamed: bool = False) -> Iterator[Event]:
        """Translate and summarize an article that is open: the second half of `events`."""
        article, job, reading = opened.article, opened.job, opened.reading
        yield ArticleRead(article, total=len(job.sentences))
        if reading:
            if reading.fetching:
                yield reading.fetching
            reading.start()
        translation = yield from translated(job, "version", opened.request, streamed=streamed)
        translated_at = time.perf_counter()
        found = yield from self._original(TranslatedArticle(article, translation), reading, opened.request)
        translation = found.version or translation
        compared_at = time.perf_counter()
        brief = self._summarize(article, translation, found, opened.request.length)
        version = TranslatedArticle(article, translation)
        brief, agreement = with_agreement(brief, version, found.original, found.crosscheck)
        timings = Timings(
            read=opened.read_at - opened.started,
            translate=translated_at - opened.read_at,
            original=compared_at - translated_at,
            summarize=time.perf_counter() - compared_at,
        )
        briefing = Briefing(
            article,
            translation,
            brief,
            timings,
            signature(translation, brief, found.original),
            original=found.original,
            original_problem=found.problem,
            crosscheck=found.crosscheck,
            agreement=agreement,
        )
        yield BriefingFinished(briefing)

    def forget(self) -> None:
        """Forget the translations of this process; see `Translator.forget`."""
        self._translator.forget()

    def _read(self, request: Request) -> Generator[Event, None, Article]:
        source, languages = request.source, registry.source_languages(self.models_file)
        if isinstance(source, Article):
            return source
        if not (isinstance(source, str) and is_address(source)):
            return read(source, language=request.language, name=request.name, languages=languages)
        reading = BackgroundReading(
            source,
            languages=languages,
            polite=request.polite,
            side="version",
            language=request.language,
            offline=self._offline,
        )
        if reading.fetching:
            yield reading.fetching
        reading.start()
        article = yield from arrived(reading)
        return replace(article, name=request.name) if request.name else article

    def _reading(self, request: Request, article: Article) -> BackgroundReading | None:
        """Return the reading of the original, not yet started, if one was given or is to be fetched."""
        original = request.original
        if original is None and request.may_fetch(article.source_url):
            original = article.source_url
        if original is None:
            return None
        languages = registry.source_languages(self.models_file)
        return BackgroundReading(original, languages=languages, polite=request.polite, offline=self._offline)

    def _summarize(
        self, article: Article, translation: Translation, found: FoundOriginal, length: Length
    ) -> Brief:
        check, original = found.crosscheck, found.original
        paragraphs = blocks.candidates(article)
        usable = blocks.eligible(translation.segments, paragraphs)
        table = blocks.rows(translation.segments, usable)
        return self._summarizer.summarize(
            [table.get(i, segment.target) for i, segment in enumerate(translation.segments)],
            eligible=list(table) or usable,
            doubtful=blocks.doubtful(translation.segments, paragraphs),
            confirmed=confirmed(check, original.translation) if check and original else None,
            paragraphs=blocks.paragraph_numbers(article, translation.segments),
            title=blocks.english_title(article, translation.segments),
            length=length,
            referring=blocks.referring(article.language, translation.segments),
            sources=[segment.source for segment in translation.segments],
            source_title=article.title,
        )

    def _original(
        self,
        version: TranslatedArticle,
        reading: BackgroundReading | None,
        request: Request,
    ) -> Generator[Event, None, FoundOriginal]:
        """Translate the original and compare the two versions, if there is an original."""
        if reading is None:
            return FoundOriginal(problem=request.earlier.original_problem if request.earlier else None)
        original: TranslatedArticle | None = None
        try:
            source = yield from arrived(reading)
            check(source, version.article)
            job = self._start(source, request)
            yield ArticleRead(source, len(job.sentences), "original")
            original = TranslatedArticle(source, (yield from translated(job, "original", request)))
            return self._compare(version, original, request)
        except Exception as error:
            if shortage(error):
                raise
            problem = str(error)
            if not isinstance(error, PasserelleError):  # caused by a web page
                _log.debug("the original", exc_info=True)
                problem = (
                    f"The original could not be compared ({type(error).__name__}); "
                    "give only the text of the article that was translated."
                )
        yield OriginalMissing(problem)
        return FoundOriginal(original, problem=problem)

    def _compare(
        self, version: TranslatedArticle, original: TranslatedArticle, request: Request
    ) -> FoundOriginal:
        """Repair each new translation using the facts of the other version, then compare the two."""
        from passerelle.crosscheck.compare import crosscheck

        ask = self._translator.likelihoods
        compared = crosscheck(version, original, ask)
        confirm = partial(self._translator.confirm, glossary=request.glossary)
        pairs = compared.pairs
        made = (version.translation, original.translation)
        seen = (witnesses(pairs, made[1]), witnesses(pairs, made[0], backwards=True))
        repaired = tuple(
            translation if is_kept(translation, request) else confirm(translation, witnessed)
            for translation, witnessed in zip(made, seen, strict=True)
        )
        if repaired != made:
            version, original = (
                TranslatedArticle(version.article, repaired[0]),
                TranslatedArticle(original.article, repaired[1]),
            )
            compared = crosscheck(version, original, ask)
        return FoundOriginal(original, crosscheck=compared, version=version.translation)

    def _start(self, article: Article, request: Request) -> TranslationJob:
        spans = [Span(block.start, block.end) for block in article.story()]
        return self._translator.start(
            article.text,
            spans,
            article.language,
            glossary=request.glossary,
            align_words=request.align_words,
        )

    def fingerprint(self, glossary: Glossary | None = None) -> str:
        """Return the SHA-256 of everything that can change the output, except the request.

        It covers versions, models, engine, device and glossary. An untested model is tested
        first, so that a refused one does not count.

        Args:
            glossary: the one to use.

        Raises:
            ModelError: models.txt cannot be read or names no model here, or the device is not available.
        """
        find = partial(usable, engine=self._engine, device=self._device)
        versions = (__version__, BRIEFING_VERSION, TRANSLATION_VERSION)
        parts = [*map(str, versions), self._engine, resolve(self._device)]
        parts.append((glossary or Glossary()).signature)
        for use in models_in_use(self.models_file, find):
            parts.append(f"{use.role} {use.language} {use.name} {conversion.content_hash(use.folder)}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def brief(source: Source | Request, **fields: Unpack[RequestFields]) -> Briefing:
    """Brief one article with a default `Briefer`, which is kept for the next call.

    Args:
        source: see `Briefer.brief`.
        fields: see `Briefer.brief`.

    Raises:
        PasserelleError: see `Briefer.brief`.
    """
    return _shared().brief(source, **fields)


@cache
def _shared() -> Briefer:
    return Briefer()

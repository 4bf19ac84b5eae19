"""An article in, a briefing out."""

import hashlib
import logging
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from passerelle import __version__
from passerelle.article import Article, Block, read
from passerelle.briefing.blocks import english_title, paragraph_numbers, within
from passerelle.briefing.events import (
    ArticleRead,
    BriefingFinished,
    Event,
    OriginalMissing,
    SegmentsTranslated,
)
from passerelle.briefing.original import Reading, check
from passerelle.briefing.types import Briefing, Side, Timings
from passerelle.crosscheck.compare import crosscheck
from passerelle.crosscheck.types import Crosscheck, TranslatedArticle
from passerelle.crosscheck.verdict import agreements, confirmed, witnesses
from passerelle.errors import PasserelleError
from passerelle.modelstore import conversion, registry
from passerelle.modelstore.in_use import models_in_use
from passerelle.modelstore.loading import EngineName, usable
from passerelle.seq2seq.device import resolve
from passerelle.spans import Span
from passerelle.urls import is_address
from summarize import Length, Summarizer, check_length
from translate import Glossary, Segment, Translation, Translator
from translate.checks import blocks_brief
from translate.recall import code_signature
from translate.translator import TranslationJob

# Seconds.
_HEARTBEAT = 0.5
_log = logging.getLogger("passerelle")
# All that a briefing comes out of.
_ROOMS = ("passerelle", "summarize", "translate")
_LIBRARIES = (
    *("babel", "charset-normalizer", "ctranslate2", "hanta", "jinja2", "markdown-it-py", "pdfminer.six"),
    *("pdfplumber", "py3langid", "pycountry", "python-docx", "rapidfuzz", "sentencepiece", "tokenizers"),
    *("torch", "trafilatura", "transformers"),
)


class Briefer:
    """Reads, translates and sums up articles; models are loaded once, when first needed.

    Args:
        models_file: a models.txt; None for the one that came with this installation.
        engine: `ctranslate2`, or `torch` as the reference.
        device: `cpu`, `cuda`, or `auto` for a GPU when there is one.
        memory: whether to keep translations in the user's data folder, for later runs.

    Attributes:
        remembers: the same.

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
        memory: bool = True,
    ) -> None:
        self.remembers = memory
        self._models_file = models_file
        self._translator = Translator(models_file=models_file, engine=engine, device=device, memory=memory)
        self._summarizer = Summarizer(models_file, engine=engine, device=device)
        self._engine = engine
        self._device = device

    def brief(
        self,
        source: Path | str | bytes | Article,
        *,
        language: str | None = None,
        name: str | None = None,
        original: Path | str | bytes | Article | None = None,
        fetch: bool = False,
        polite: bool = False,
        length: Length = "standard",
        glossary: Glossary | None = None,
        align_words: bool = False,
        on_event: Callable[[Event], None] | None = None,
    ) -> Briefing:
        """Make the briefing of one article.

        Args:
            source: a file (`Path`), an article's text or its web address (`str`), which is then
                fetched, a file's content (`bytes`), or an article that is read already.
            language: ISO 639-1 code of the article; None to identify it.
            name: what to call the article; a file's name by default.
            original: the page that the article is a translation of, as `source`, or its web
                address, which is then fetched.
            fetch: whether to fetch the address that the article itself names as its source,
                if `original` is None.
            polite: whether to obey the robots.txt of the site that is fetched from.
            length: of the brief: `short`, `standard`, `long` or a word limit.
            glossary: terms and what they must be called in English.
            align_words: whether each segment is to say which word became which.
            on_event: called with each event as it happens, to show progress.

        Returns:
            The briefing. Whatever keeps the original from being read or compared is said in
            `Briefing.original_problem`; the rest is whole.

        Raises:
            ArticleError: the source cannot be fetched or read as an article.
            TranslationError: no model translates its language.
            LengthError: no brief can have that length.
            ModelError: a model cannot be loaded.
        """
        events = self.events(
            source,
            language=language,
            name=name,
            original=original,
            fetch=fetch,
            polite=polite,
            length=length,
            glossary=glossary,
            align_words=align_words,
        )
        for event in events:
            if on_event:
                on_event(event)
            if isinstance(event, BriefingFinished):
                return event.briefing
        raise AssertionError("the events ended without a briefing")

    def events(
        self,
        source: Path | str | bytes | Article,
        *,
        language: str | None = None,
        name: str | None = None,
        original: Path | str | bytes | Article | None = None,
        fetch: bool = False,
        polite: bool = False,
        length: Length = "standard",
        glossary: Glossary | None = None,
        align_words: bool = False,
    ) -> Iterator[Event]:
        """The same work as it gets done; arguments and errors as for `brief`."""
        check_length(length)
        clock = time.perf_counter()
        languages = registry.source_languages(self._models_file)
        if isinstance(source, Article):
            article = source
        elif isinstance(source, str) and is_address(source):
            arriving = Reading(source, languages=languages, polite=polite, what="article", language=language)
            if arriving.fetching:
                yield arriving.fetching
            arriving.start()
            article = yield from _arrived(arriving)
            article = replace(article, name=name) if name else article
        else:
            article = read(source, language=language, name=name, languages=languages)
        read_at = time.perf_counter()
        wanted = original if original is not None else article.source_url if fetch else None
        reading = None if wanted is None else Reading(wanted, languages=languages, polite=polite)

        blocks = list(article.story())
        start = partial(self._start, glossary=glossary, align_words=align_words)
        job = start(article)
        yield ArticleRead(article, total=len(job.sentences))
        if reading:
            if reading.fetching:
                yield reading.fetching
            reading.start()
        translation = yield from _translated(job, "version")
        translated_at = time.perf_counter()

        found = yield from self._original(TranslatedArticle(article, translation), reading, start, glossary)
        translation = found.version or translation
        compared_at = time.perf_counter()

        eligible = _eligible(translation.segments, [b for b in blocks if b.kind == "paragraph"])
        brief = self._summarizer.summarize(
            [segment.target for segment in translation.segments],
            eligible=eligible,
            confirmed=confirmed(found.crosscheck) if found.crosscheck else None,
            paragraphs=paragraph_numbers(article, translation.segments),
            title=english_title(article, translation.segments),
            length=length,
        )
        timings = Timings(
            read=read_at - clock,
            translate=translated_at - read_at,
            original=compared_at - translated_at,
            summarize=time.perf_counter() - compared_at,
        )
        signature = (
            f"passerelle:{__version__}|translate.{translation.source_language}:{translation.signature}"
            f"|summarize.en:{brief.signature}"
        )
        if found.original:
            other = found.original.translation
            signature += f"|original.{other.source_language}:{other.signature}"
        briefing = Briefing(
            article,
            translation,
            brief,
            timings,
            signature,
            original=found.original,
            original_problem=found.problem,
            crosscheck=found.crosscheck,
            agreement=agreements(brief, translation, found.crosscheck) if found.crosscheck else (),
        )
        yield BriefingFinished(briefing)

    def _original(
        self,
        version: TranslatedArticle,
        reading: Reading | None,
        start: Callable[[Article], TranslationJob],
        glossary: Glossary | None,
    ) -> "Generator[Event, None, _Found]":
        """The original and what a comparison with it finds, as far as there is one."""
        if reading is None:
            return _Found()
        original: TranslatedArticle | None = None
        try:
            source = yield from _arrived(reading)
            check(source, version.article)
            job = start(source)
            yield ArticleRead(source, len(job.sentences), "original")
            original = TranslatedArticle(source, (yield from _translated(job, "original")))
            return self._compare(version, original, glossary)
        except PasserelleError as error:
            problem = str(error)
        except Exception as error:
            # Whatever a page from the web does, the article itself must be finished.
            _log.debug("the original", exc_info=True)
            problem = (
                f"The original could not be compared ({type(error).__name__}); "
                "give the text of the article that was translated alone."
            )
        yield OriginalMissing(problem)
        return _Found(original, problem=problem)

    def _compare(
        self, version: TranslatedArticle, original: TranslatedArticle, glossary: Glossary | None
    ) -> "_Found":
        """The comparison, after each version has put right what the English of the other one lost."""
        ask = self._translator.likelihoods
        compared = crosscheck(version, original, ask)
        confirm = partial(self._translator.confirm, glossary=glossary)
        pairs = compared.pairs
        mended = (
            confirm(version.translation, witnesses(pairs, original.translation)),
            confirm(original.translation, witnesses(pairs, version.translation, backwards=True)),
        )
        if mended != (version.translation, original.translation):
            version, original = (
                TranslatedArticle(version.article, mended[0]),
                TranslatedArticle(original.article, mended[1]),
            )
            compared = crosscheck(version, original, ask)
        return _Found(original, crosscheck=compared, version=version.translation)

    def _start(self, article: Article, *, glossary: Glossary | None, align_words: bool) -> TranslationJob:
        spans = [Span(block.start, block.end) for block in article.story()]
        return self._translator.start(
            article.text, spans, article.language, glossary=glossary, align_words=align_words
        )

    def fingerprint(self, glossary: Glossary | None = None) -> str:
        """SHA-256 of all that can change the output but the article and what is asked for.

        That is version, code, libraries, models, engine, device and glossary. A model that has not
        proved itself yet is tried first, so that one that is then refused does not count.

        Args:
            glossary: the one that is to be used.

        Raises:
            ModelError: models.txt cannot be read, or names no model that is here; the device cannot
                be had.
        """
        find = partial(usable, engine=self._engine, device=self._device)
        parts = [__version__, code_signature(_ROOMS, _LIBRARIES), self._engine, resolve(self._device)]
        parts.append((glossary or Glossary()).signature)
        for use in models_in_use(self._models_file, find):
            parts.append(f"{use.role} {use.language} {use.name} {conversion.content_hash(use.folder)}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _arrived(reading: Reading) -> Generator[Event, None, Article]:
    """Wait for an article; repeat its event, at which a consumer can stop."""
    while not reading.wait(_HEARTBEAT):
        if reading.fetching:
            yield reading.fetching
    return reading.article()


def _translated(job: TranslationJob, side: Side) -> Generator[Event, None, Translation]:
    """The translation of a text, told as it gets done."""
    done = 0
    for segments in job.run():
        done += len(segments)
        yield SegmentsTranslated(segments, done, len(job.sentences), side)
    return job.translation()


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of looking for the original."""

    original: TranslatedArticle | None = None
    problem: str | None = None
    crosscheck: Crosscheck | None = None
    version: Translation | None = None


def _eligible(segments: tuple[Segment, ...], paragraphs: list[Block]) -> list[int]:
    """The segments that a brief may rest on: whole ones, and sound ones where these are half of them."""
    indices = [i for block in paragraphs for i in within(segments, block)]
    whole = [i for i in indices if not segments[i].truncated] or indices
    sound = [i for i in whole if not blocks_brief(segments[i].findings)]
    return sound if 2 * len(sound) >= len(whole) else whole


def brief(source: "Path | str | bytes | Article", **options: Any) -> Briefing:
    """Brief one article with a `Briefer` of the default settings, which is kept for the next call.

    Args:
        source: see `Briefer.brief`.
        options: those of `Briefer.brief`.

    Raises:
        PasserelleError: see `Briefer.brief`.
    """
    return _shared().brief(source, **options)


@cache
def _shared() -> Briefer:
    return Briefer(memory=False)

"""An article in, a briefing out."""

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from article import Article, Block, read
from briefing.blocks import english_title, within
from briefing.events import ArticleRead, BriefingFinished, Event, SegmentsTranslated
from briefing.model import Briefing, Timings
from briefing.version import VERSION
from seq2seq import conversion, registry
from seq2seq.errors import ModelError
from seq2seq.model import EngineName
from summarize import Summarizer
from translate import Glossary, Segment, Span, Translator
from translate.recall import code_signature


class Briefer:
    """Reads, translates and sums up articles; models are loaded once, when first needed.

    Args:
        models: a models.txt; None for the one that came with this installation.
        engine: `ctranslate2`, or `torch` as the reference.
        device: `cpu`, `cuda`, or `auto` for a GPU when there is one.
        memory: whether to keep translations in the user's data folder, for later runs.

    Example:
        >>> from pathlib import Path
        >>> from briefing import Briefer
        >>> briefing = Briefer().brief(Path("article.txt"))
        >>> print(briefing.brief.text)
    """

    def __init__(
        self,
        models: Path | None = None,
        *,
        engine: EngineName = "ctranslate2",
        device: str = "auto",
        memory: bool = True,
    ) -> None:
        self._models = models
        self._translator = Translator(models=models, engine=engine, device=device, memory=memory)
        self._summarizer = Summarizer(models, engine=engine, device=device)
        self._engine = engine

    def brief(
        self,
        source: Path | str | bytes | Article,
        *,
        language: str | None = None,
        name: str | None = None,
        glossary: Glossary | None = None,
        align_words: bool = False,
        on_event: Callable[[Event], None] | None = None,
    ) -> Briefing:
        """Make the briefing of one article.

        Args:
            source: a file (`Path`), an article's text (`str`), a file's content (`bytes`), or
                an article that is read already, such as `article.fetch` gives.
            language: ISO 639-1 code of the article; None to identify it.
            name: what to call the article; a file's name by default.
            glossary: terms and what they must be called in English.
            align_words: whether each segment is to say which word became which.
            on_event: called with each event as it happens, to show progress.

        Raises:
            ArticleError: the source cannot be read as an article.
            TranslationError: no model translates its language.
            ModelError: a model cannot be loaded.
        """
        for event in self.events(
            source, language=language, name=name, glossary=glossary, align_words=align_words
        ):
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
        glossary: Glossary | None = None,
        align_words: bool = False,
    ) -> Iterator[Event]:
        """The same work as it gets done; arguments and errors as for `brief`."""
        clock = time.perf_counter()
        if isinstance(source, Article):
            article = source
        else:
            languages = registry.source_languages(self._models)
            article = read(source, language=language, name=name, languages=languages)
        read_at = time.perf_counter()

        blocks = list(article.story())
        spans = [Span(block.start, block.end) for block in blocks]
        job = self._translator.start(
            article.text, spans, article.language, glossary=glossary, align_words=align_words
        )
        yield ArticleRead(article, total=len(job.sentences))
        done = 0
        for segments in job.run():
            done += len(segments)
            yield SegmentsTranslated(segments, done, total=len(job.sentences))
        translation = job.translation()
        translated_at = time.perf_counter()

        brief = self._summarizer.summarize(
            [segment.target for segment in translation.segments],
            eligible=_eligible(translation.segments, [b for b in blocks if b.kind == "paragraph"]),
            title=english_title(article, translation.segments),
        )
        timings = Timings(
            read=read_at - clock,
            translate=translated_at - read_at,
            summarize=time.perf_counter() - translated_at,
        )
        signature = (
            f"passerelle:{VERSION}|translate.{translation.source_language}:{translation.signature}"
            f"|summarize.en:{brief.signature}"
        )
        yield BriefingFinished(Briefing(article, translation, brief, timings, signature))

    def fingerprint(self, glossary: Glossary | None = None) -> str:
        """SHA-256 of all that can change the output but the article: version, code, models, engine, glossary.

        Raises:
            ModelError: models.txt cannot be read, or names no model that is here.
        """
        import ctranslate2

        parts = [VERSION, code_signature(), self._engine, ctranslate2.__version__]
        parts.append((glossary or Glossary()).signature)
        for use in models_in_use(self._models):
            parts.append(f"{use.role} {use.language} {use.name} {conversion.content_hash(use.folder)}")
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """The model that models.txt and this machine give for one role and language.

    Attributes:
        role: `translate` or `summarize`.
        language: ISO 639-1 code.
        name: hub id or folder name, with the short revision.
        folder: where it lies.
        embedded: whether it is one of those that ship with Passerelle.
    """

    role: registry.Role
    language: str
    name: str
    folder: Path
    embedded: bool


def models_in_use(models: Path | None = None) -> list[ModelInUse]:
    """What would be used now, for every language of models.txt that has a model here.

    Raises:
        ModelError: models.txt cannot be read, or has no model that is here to translate or to
            sum up with.
    """
    shipped = registry.default_models_file().parent / "models"
    found = []
    missing: ModelError | None = None
    for language in registry.source_languages(models):
        try:
            found.append(_in_use("translate", language, models, shipped))
        except ModelError as error:
            missing = missing or error
    if not found and missing:
        raise missing
    return [*found, _in_use("summarize", "en", models, shipped)]


def _in_use(role: registry.Role, language: str, models: Path | None, shipped: Path) -> ModelInUse:
    spec, folder = registry.choose(role, language, models)
    return ModelInUse(role, language, spec.label, folder, folder.is_relative_to(shipped))


def _eligible(segments: tuple[Segment, ...], paragraphs: list[Block]) -> list[int]:
    """The segments that a brief may rest on: whole ones, as long as there are any."""
    indices = [i for block in paragraphs for i in within(segments, block)]
    return [i for i in indices if not segments[i].truncated] or indices

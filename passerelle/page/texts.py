"""Serve the programming interfaces: translate texts, identify their language, list the languages."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from passerelle.article.reader import read
from passerelle.briefing import Briefer
from passerelle.errors import PasserelleError, TranslationError
from passerelle.languages import TARGET
from passerelle.languages.identify import identify, language_name
from passerelle.modelstore.in_use import models_in_use
from passerelle.page.markup import text_of, translate_markup
from passerelle.page.turns import Fairness
from passerelle.spans import Span
from translate import Glossary, Translation
from translate.job import TranslationJob, prepare

# Maximum number of characters in all texts of a request together, and of texts in a request.
MAX_CHARACTERS, MAX_TEXTS = 100_000, 500
# Number of short texts that the model translates in one batch.
_GROUP = 16


class SizeError(PasserelleError):
    """A request has too many texts, or too long ones."""


@dataclass(frozen=True, slots=True)
class Detection:
    """The language of a text.

    Attributes:
        language: ISO 639-1 code.
        probability: from 0 to 1.
    """

    language: str
    probability: float


class Texts:
    """Translates texts for programs, in fair turns with the articles of the page.

    Args:
        briefer: holds the models.
        fairness: shares the machine among all users.
        models_file: the models.txt that the briefer was made with.
    """

    def __init__(self, briefer: Briefer, fairness: Fairness, models_file: Path | None = None) -> None:
        self._briefer = briefer
        self._fairness = fairness
        self._models_file = models_file

    @property
    def sources(self) -> tuple[str, ...]:
        """ISO 639-1 codes of the languages that have a model on this machine."""
        uses = models_in_use(self._models_file)
        return tuple(use.language for use in uses if use.role == "translate")

    def languages(self) -> dict[str, str]:
        """Map the code of each language, English included, to its English name."""
        return {code: language_name(code) for code in dict.fromkeys((*self.sources, TARGET))}

    def detect(self, text: str) -> Detection:
        """Identify the language of a text; see `identify`."""
        return Detection(*identify(text, self.sources))

    def translate(
        self, texts: Sequence[str], language: str | None = None, *, glossary: Glossary | None = None
    ) -> list[Translation]:
        """Translate texts into English.

        Args:
            texts: each is one article, paragraph or sentence; line breaks are kept.
            language: ISO 639-1 code for all texts; None to identify each.
            glossary: terms with their required English.

        Raises:
            SizeError: there are too many, or they are too long.
            TranslationError: no model translates the language.
            ModelError: the model cannot be loaded.
        """
        self.check(texts, language)
        start = self._briefer.translator.start
        return self._done([start(text, language=language, glossary=glossary) for text in texts])

    def alternatives(self, translation: Translation, count: int) -> list[str]:
        """Return other translations of the same text, at most `count`; see `Translator.alternatives`."""
        return list(self._fairness.share(self._alternatives(translation, count), streamed=False))

    def translate_markup(self, markup: str, language: str | None = None) -> str:
        """Translate the texts in HTML, and keep its tags; arguments and errors as for `translate`."""
        self.check([markup], language)

        code = language or self.detect(text_of(markup)).language

        def translate(texts: list[str]) -> list[Translation]:
            start = self._briefer.translator.start
            return self._done([start(text, language=code, align_words=True) for text in texts])

        return translate_markup(markup, translate)

    def translate_file(self, content: bytes, name: str, language: str | None = None) -> str:
        """Read a file and translate its text.

        Args:
            content: the file's bytes, in any format that articles are read in.
            name: the file's name, for its extension and for messages.
            language: ISO 639-1 code; None to identify it.

        Raises:
            ArticleError: it cannot be read.
            TranslationError: no model translates the language.
            ModelError: the model cannot be loaded.
        """
        self.check([], language)
        article = read(content, name=name, language=language, languages=self.sources)
        job = self._briefer.translator.start(
            article.text, [Span(b.start, b.end) for b in article.blocks], article.language
        )
        for _ in self._fairness.share(job.run(), streamed=False):
            pass
        return job.translation().text

    def _done(self, jobs: list[TranslationJob]) -> list[Translation]:
        for _ in self._fairness.share(_steps(jobs), streamed=False):
            pass
        return [job.translation() for job in jobs]

    def _alternatives(self, translation: Translation, count: int) -> Iterator[str]:
        yield from self._briefer.translator.alternatives(translation, count)

    def check(self, texts: Sequence[str], language: str | None) -> None:
        """Check the size of a request and that its language is known.

        Raises:
            SizeError: there are too many texts, or they are too long.
            TranslationError: no model translates the language.
        """
        length = sum(map(len, texts))
        if len(texts) > MAX_TEXTS:
            raise SizeError(
                f"There are {len(texts):,} texts in one request; send at most {MAX_TEXTS:,} at a time."
            )
        if length > MAX_CHARACTERS:
            raise SizeError(
                f"The texts of one request have {length:,} characters; send at most {MAX_CHARACTERS:,} at a "
                "time."
            )
        if language is not None and language not in (*self.sources, TARGET):
            known = ", ".join((*self.sources, TARGET))
            raise TranslationError(f"No model translates from {language[:40]!r}; use one of {known}.")


def _steps(jobs: Sequence[TranslationJob]) -> Iterator[None]:
    """Translate in small groups, so that other users get a turn in between."""
    for i in range(0, len(jobs), _GROUP):
        group = jobs[i : i + _GROUP]
        if len(group) > 1:
            prepare(group)
            yield
        for job in group:
            for _ in job.run():
                yield

"""Translate text into English, sentence by sentence."""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import overload

from passerelle.errors import LanguageError
from passerelle.languages import TARGET
from passerelle.languages.identify import identify, language_name
from passerelle.listing import listed
from passerelle.modelstore import loading, registry
from passerelle.modelstore.loading import EngineName, Model
from passerelle.spans import Span
from translate import confidence, repair
from translate.ahead import load_ahead
from translate.decoding import SentenceModel
from translate.glossary import Glossary
from translate.job import TranslationJob, prepare
from translate.memory import Memory
from translate.plan import plan
from translate.reading import Reading, read
from translate.recall import Recall
from translate.types import Segment, Translation


class Translator:
    """Translates text into English, sentence by sentence, and checks every one.

    Models are loaded on first use and kept; a translator may be shared by threads. Sentences that were
    translated before are not translated again.

    Args:
        source_language: ISO 639-1 code of every text; None to identify each one.
        models_file: a models.txt; None for the user's own and the bundled one.
        engine: `ctranslate2`, or `torch` as the reference.
        device: `cpu`, `cuda`, or `auto` to use a GPU if there is one.
        memory: whether to keep translations in the user's data folder, for later runs.

    Example:
        >>> from translate import Translator
        >>> Translator("fr").translate("Bonjour.").text
    """

    def __init__(
        self,
        source_language: str | None = None,
        models_file: Path | None = None,
        *,
        engine: EngineName = "ctranslate2",
        device: str = "auto",
        memory: bool = False,
    ) -> None:
        self.source_language = source_language
        self._models_file = models_file
        self._engine = engine
        self._device = device
        self._lock = threading.Lock()
        self._loaded: dict[Path, Model] = {}
        self._models: dict[tuple[Path, str], SentenceModel] = {}
        self._memory = memory
        self.forget()

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle only the settings; the copy loads its models on first use."""
        options = {"engine": self._engine, "device": self._device, "memory": self._memory}
        return partial(Translator, self.source_language, self._models_file, **options), ()  # type: ignore[arg-type]

    def forget(self) -> None:
        """Forget the translations of this process; the memory on disk is kept.

        The sentences in a batch affect the last digits of each other's scores; after this call,
        results no longer depend on what was translated before.
        """
        self._recall = Recall(Memory() if self._memory else None)

    @overload
    def translate(  # type: ignore[overload-overlap]  # A str is a sequence of str, too.
        self,
        text: str,
        spans: Iterable[Span] | None = None,
        *,
        glossary: Glossary | None = None,
        align_words: bool = False,
    ) -> Translation: ...

    @overload
    def translate(
        self, text: Sequence[str], *, glossary: Glossary | None = None, align_words: bool = False
    ) -> list[Translation]: ...

    def translate(
        self,
        text: str | Sequence[str],
        spans: Iterable[Span] | None = None,
        *,
        glossary: Glossary | None = None,
        align_words: bool = False,
    ) -> Translation | list[Translation]:
        """Translate a text, or several.

        Args:
            text: a text of one or more sentences, or a sequence of texts, which share batches; line and
                paragraph breaks are kept.
            spans: the paragraphs to translate, in order; a line break inside one is white space, and text
                outside of them is kept unchanged. None for the whole text, in which a line break ends a
                sentence unless the text is clearly hard-wrapped.
            glossary: terms and their required English.
            align_words: whether to align the words of each segment.

        Returns:
            The translation of a text; for several texts, a list in the same order.

        Raises:
            TypeError: `text` is neither a text nor a sequence of texts.
            LanguageError: no model in models.txt translates the language.
            ModelError: the model cannot be loaded.
        """
        several = isinstance(text, Iterable) and not isinstance(text, str | bytes)
        texts: list[str] = list(text) if several else [text]  # type: ignore[list-item]
        for one in texts:
            if not isinstance(one, str):
                raise TypeError(f"translate takes a text or a list of texts, not {type(one).__name__}.")
        # The model of a language is looked up in models.txt only once for all texts.
        load = cache(self._load_known)
        glossary = glossary or Glossary()
        languages = [self.source_language or self._identify(one) for one in texts]
        jobs = [
            self._start(one, spans, load, code, glossary, align_words)
            for one, code in zip(texts, languages, strict=True)
        ]
        if several:
            prepare(jobs)
        for job in jobs:
            for _ in job.run():
                pass
        return [job.translation() for job in jobs] if several else jobs[0].translation()

    def start(
        self,
        text: str,
        spans: Iterable[Span] | None = None,
        language: str | None = None,
        *,
        glossary: Glossary | None = None,
        align_words: bool = False,
    ) -> TranslationJob:
        """Prepare a translation whose segments can be read as they are finished.

        Args:
            text: see `translate`.
            spans: see `translate`.
            language: ISO 639-1 code of this text, if known.
            glossary: see `translate`.
            align_words: see `translate`.

        Raises:
            LanguageError: no model in models.txt translates the language.
            ModelError: the model cannot be loaded.
        """
        language = self.source_language or language or self._identify(text)
        return self._start(text, spans, self._load_known, language, glossary or Glossary(), align_words)

    def _start(
        self,
        text: str,
        spans: Iterable[Span] | None,
        load: Callable[[str], SentenceModel],
        language: str,
        glossary: Glossary,
        align_words: bool,
    ) -> TranslationJob:
        if language == TARGET:
            sentences = plan(text, TARGET, spans, lambda _: True)
            reading = Reading(text, text)
            return TranslationJob(reading, language, sentences, None, self._recall, glossary, align_words)
        model = load(language)
        reading = read(text, language)
        read_spans = None if spans is None else [reading.forth(span) for span in spans]
        sentences = plan(reading.text, language, read_spans, model.fits)
        return TranslationJob(reading, language, sentences, model, self._recall, glossary, align_words)

    def likelihoods(self, sources: Sequence[str], english: Sequence[str], language: str) -> list[float]:
        """Return the mean log-probability per token of each English text, given its source.

        Args:
            sources: one sentence for each text in `english`; text beyond the model's length limit is cut off.
            english: any English.
            language: ISO 639-1 code of the sentences.

        Raises:
            ModelError: no model translates the language, or it cannot be loaded.
        """
        return self._load(language).likelihoods([read(source, language).text for source in sources], english)

    def alternatives(self, translation: Translation, count: int) -> list[str]:
        """Return other translations of a text: the next-best hypotheses of its sentences, unchecked.

        Args:
            translation: a translation by this translator.
            count: maximum number; there are never more than the beam size.

        Returns:
            The alternatives, best first. In each, every sentence differs from `translation` and from
            earlier alternatives, as long as the model has another hypothesis.

        Raises:
            ModelError: the model cannot be loaded.
        """
        language = translation.source_language
        if language == TARGET or count <= 0:
            return []
        model = self._load(language)
        sources = {
            s.source: read(s.source, language).text for s in translation.segments if s.kind != "copied"
        }
        sources = {given: text for given, text in sources.items() if model.fits(text)}
        n_best = dict(zip(sources, model.run(list(sources.values())), strict=True))
        others = [
            [d.text for d in n_best.get(s.source, ()) if d.text != s.target] for s in translation.segments
        ]
        others = [list(dict.fromkeys(texts)) for texts in others]
        return [
            _put_together(
                translation,
                [
                    replace(segment, target=texts[min(i, len(texts) - 1)]) if texts else segment
                    for segment, texts in zip(translation.segments, others, strict=True)
                ],
            ).text
            for i in range(min(count, max(map(len, others), default=0)))
        ]

    def confirm(
        self,
        translation: Translation,
        witnesses: Mapping[int, Sequence[str]],
        *,
        glossary: Glossary | None = None,
    ) -> Translation:
        """Restore the omissions of a translation from the other version of the story.

        If a name or number of a segment is missing from its English, but is in the English of the
        matching sentence in the other version, it is inserted.

        Args:
            translation: a translation by this translator.
            witnesses: by index of a segment, English sentences of the other version.
            glossary: the one used for the translation.

        Returns:
            The translation, with other offsets where a segment has changed; itself if none has.

        Raises:
            ModelError: the model cannot be loaded.
        """
        language = translation.source_language
        if language == TARGET or not witnesses:
            return translation
        model = self._load(language)
        segments = list(translation.segments)
        for i, texts in witnesses.items():
            segments[i] = repair.with_witness(segments[i], texts, model, language, glossary or Glossary())
        if segments == list(translation.segments):
            return translation
        return _put_together(translation, segments)

    def _load_known(self, language: str) -> SentenceModel:
        known = registry.source_languages(self._models_file)
        if language not in known:
            raise LanguageError(
                f"The text seems to be in {language_name(language)}, for which models.txt has no model; "
                "add one, or say which language it is "
                f"({listed((f'{language_name(code)}: {code}' for code in known), 'or')}).",
                language,
            )
        load_ahead(language)
        return self._load(language)

    def _load(self, language: str) -> SentenceModel:
        def use(spec: registry.ModelSpec, folder: Path) -> SentenceModel:
            if folder not in self._loaded:
                model = loading.load_spec(spec, folder, [language], engine=self._engine, device=self._device)
                self._loaded[folder] = model
            if (folder, language) not in self._models:
                loading.require_proof(self._loaded[folder], spec, folder, language)
                calibration = confidence.load(folder, language)
                self._models[folder, language] = SentenceModel(self._loaded[folder], language, calibration)
            return self._models[folder, language]

        with self._lock:
            return loading.first_usable("translate", language, self._models_file, use)

    def _identify(self, text: str) -> str:
        return identify(text, registry.source_languages(self._models_file))[0]


def _put_together(translation: Translation, segments: Sequence[Segment]) -> Translation:
    """Return the translation with replaced segments, their offsets adjusted."""
    text: list[str] = []
    length = position = 0
    placed = []
    for old, new in zip(translation.segments, segments, strict=True):
        between = translation.text[position : old.target_start]
        start = length + len(between)
        length = start + len(new.target)
        text += [between, new.target]
        position = old.target_end
        placed.append(replace(new, target_start=start, target_end=length))
    text.append(translation.text[position:])
    return replace(translation, text="".join(text), segments=tuple(placed))

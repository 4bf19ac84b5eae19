"""Sentences in a foreign language to English."""

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import overload

from passerelle.errors import PasserelleError, TranslationError
from passerelle.languages import TARGET
from passerelle.languages.identify import identify, language_name
from passerelle.modelstore import loading, registry
from passerelle.modelstore.loading import EngineName, Model
from passerelle.spans import Span
from translate import confidence, repair
from translate.capitals import is_capitals, restored
from translate.checks import unexamined
from translate.decoding import Draft, SentenceModel, Task
from translate.glossary import Glossary
from translate.memory import Memory
from translate.plan import Sentence, plan
from translate.reading import Reading, read
from translate.recall import MAX_RECENT, Recall, Result, sentence_key
from translate.types import Confidence, Finding, Repair, Segment, Translation
from translate.wordalignment import Alignment, align_drafts

# Sentences per call of the model: one at first, so that something is there to read at once.
FIRST_BATCH, LARGEST_BATCH = 1, 64
# Errors that other sentences would meet too.
_NOT_OF_A_SENTENCE = (PasserelleError, OSError, MemoryError)

_log = logging.getLogger("passerelle")


class Translator:
    """Translates text into English, sentence by sentence, and checks every one.

    Models are loaded when first needed and kept; a translator may be shared by threads. What was
    translated before is not translated again.

    Args:
        source_language: ISO 639-1 code of every text; None to identify each one.
        models_file: a models.txt; None for the one that came with this installation.
        engine: `ctranslate2`, or `torch` as the reference.
        device: `cpu`, `cuda`, or `auto` for a GPU when there is one.
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
        self._recall = Recall(Memory() if memory else None)

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
            text: one sentence or many; line and paragraph breaks are kept as they are. Of several texts
                the sentences go to the model in batches together.
            spans: the paragraphs to translate, in order; a line break in one is white space, and what is
                in none is kept as it is. None for all of the text, in which a line break ends a sentence
                unless it plainly does no more than keep the lines short.
            glossary: terms and what they must be called in English.
            align_words: whether each segment is to say which word became which.

        Returns:
            The translation of a text; of several a list, in their order.

        Raises:
            TypeError: `text` is neither a text nor several.
            TranslationError: no model in models.txt translates the language.
            ModelError: the model cannot be loaded.
        """
        several = not isinstance(text, str)
        texts: list[str] = list(text) if several and isinstance(text, Iterable) else [text]  # type: ignore[list-item]
        for one in texts:
            if not isinstance(one, str):
                raise TypeError(f"translate takes a text or a list of texts, not {type(one).__name__}.")
        jobs = [self.start(one, spans, glossary=glossary, align_words=align_words) for one in texts]
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
    ) -> "TranslationJob":
        """Prepare a translation that is read as it gets done.

        Args:
            text: see `translate`.
            spans: see `translate`.
            language: ISO 639-1 code of this text, where it is known.
            glossary: see `translate`.
            align_words: see `translate`.

        Raises:
            TranslationError: no model in models.txt translates the language.
            ModelError: the model cannot be loaded.
        """
        language = self.source_language or language or self._identify(text)
        glossary = glossary or Glossary()
        if language == TARGET:
            sentences = plan(text, TARGET, spans, lambda _: True)
            reading = Reading(text, text)
            return TranslationJob(reading, language, sentences, None, self._recall, glossary, align_words)
        known = registry.source_languages(self._models_file)
        if language not in known:
            raise TranslationError(
                f"The text seems to be in {language_name(language)}, for which models.txt has no model; "
                "add one, or say which language it is "
                f"({' or '.join(f'{language_name(code)}: {code}' for code in known)})."
            )
        model = self._load(language)
        reading = read(text, language)
        read_spans = None if spans is None else [reading.forth(span) for span in spans]
        sentences = plan(reading.text, language, read_spans, model.fits)
        return TranslationJob(reading, language, sentences, model, self._recall, glossary, align_words)

    def likelihoods(self, sources: Sequence[str], english: Sequence[str], language: str) -> list[float]:
        """How likely the model finds some English, given a sentence: the mean log-probability a token.

        Args:
            sources: a sentence for each text of `english`; what is too long for the model is cut.
            english: any English.
            language: ISO 639-1 code of the sentences.

        Raises:
            ModelError: no model translates the language, or it cannot be loaded.
        """
        return self._load(language).likelihoods([read(source, language).text for source in sources], english)

    def confirm(
        self,
        translation: Translation,
        witnesses: Mapping[int, Sequence[str]],
        *,
        glossary: Glossary | None = None,
    ) -> Translation:
        """Let the other version of a story put right what was lost in this one.

        Where a name or number of a segment's source is missing in its English, and the English of
        the sentence that says the same in the other version has it, it is put in its place.

        Args:
            translation: what this translator has made.
            witnesses: by index of a segment, English sentences of the other version.
            glossary: the one that the translation was made with.

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

    def _load(self, language: str) -> SentenceModel:
        def use(spec: registry.ModelSpec, folder: Path) -> SentenceModel:
            if folder not in self._loaded:
                model = loading.load_spec(spec, folder, engine=self._engine, device=self._device)
                self._loaded[folder] = model
            if (folder, language) not in self._models:
                calibration = confidence.load(folder, language)
                self._models[folder, language] = SentenceModel(self._loaded[folder], language, calibration)
            return self._models[folder, language]

        with self._lock:
            return loading.first_usable("translate", language, self._models_file, use)

    def _identify(self, text: str) -> str:
        return identify(text, registry.source_languages(self._models_file))[0]


class TranslationJob:
    """One text on its way to English."""

    def __init__(
        self,
        reading: Reading,
        source_language: str,
        sentences: list[Sentence],
        model: SentenceModel | None,
        recall: Recall,
        glossary: Glossary,
        align_words: bool,
    ) -> None:
        self.source_text = reading.given
        self._reading = reading
        self.source_language = source_language
        self.sentences = sentences
        self._model = model
        self._recall = recall
        self._glossary = glossary
        self._align_words = align_words
        self._segments: list[Segment] = []
        self._failed: set[Task] = set()
        self._text: list[str] = []
        self._length = 0
        self._position = 0

    def run(self) -> Iterator[tuple[Segment, ...]]:
        """Yield the segments as they are translated, in reading order, a batch at a time."""
        size, i = FIRST_BATCH, 0
        while i < len(self.sentences):
            batch = self.sentences[i : i + size]
            yield self._translate(batch)
            i, size = i + size, min(LARGEST_BATCH, 4 * size)

    def results(self, tasks: Sequence[Task]) -> None:
        """Translate sentences, to be recalled when `run` comes to them."""
        self._results([task for task in tasks if task.translated])

    @property
    def tasks(self) -> list[Task]:
        """The sentences as they are translated."""
        return [Task.of(self._reading.text, sentence) for sentence in self.sentences]

    def translation(self) -> Translation:
        """The whole translation, once `run` has ended."""
        signature = self._model.signature if self._model else "copied"
        if self._model and self._glossary.terms:
            signature += f"|glossary:{self._glossary.signature[:8]}"
        return Translation(
            source_text=self.source_text,
            text="".join(self._text) + self._reading.text[self._position :],
            segments=tuple(self._segments),
            source_language=self.source_language,
            signature=signature,
        )

    def _translate(self, batch: Sequence[Sentence]) -> tuple[Segment, ...]:
        tasks = [Task.of(self._reading.text, sentence) for sentence in batch]
        results = self._results([task for task in tasks if task.translated])
        segments = [
            self._segment(sentence, task, results.get(task))
            for sentence, task in zip(batch, tasks, strict=True)
        ]
        if self._align_words:
            drafts = [results[task].draft if task in results else task.copy() for task in tasks]
            alignments = self._alignments(tasks, drafts)
            segments = [
                replace(segment, alignment=self._given(alignment, sentence, segment))
                for segment, alignment, sentence in zip(segments, alignments, batch, strict=True)
            ]
        self._segments += segments
        return tuple(segments)

    def _results(self, tasks: Sequence[Task]) -> dict[Task, Result]:
        """The English of sentences; of one that occurs twice, or was seen before, only once."""
        if not self._model:
            return {}
        model, glossary, language = self._model, self._glossary, self.source_language
        keys = {task: sentence_key(task.source, language, model, glossary) for task in dict.fromkeys(tasks)}
        known = self._recall.get(list(keys.values()))
        new = [task for task, key in keys.items() if key not in known]
        try:
            made = dict(zip(new, repair.translate(new, model, language, glossary), strict=True))
        except _NOT_OF_A_SENTENCE:
            raise
        except Exception:
            _log.exception("a group of sentences; they are translated one by one")
            made = self._one_by_one(new, model)
        self._recall.put((keys[task], language, task.source, result) for task, result in made.items())
        return {task: known[key] for task, key in keys.items() if key in known} | made

    def _one_by_one(self, tasks: Sequence[Task], model: SentenceModel) -> dict[Task, Result]:
        """Translate sentences of which one fails; that one is left out and noted."""
        made: dict[Task, Result] = {}
        for task in tasks:
            try:
                [made[task]] = repair.translate([task], model, self.source_language, self._glossary)
            except _NOT_OF_A_SENTENCE:
                raise
            except Exception:
                _log.exception("a sentence")
                self._failed.add(task)
        return made

    def _alignments(self, tasks: Sequence[Task], drafts: Sequence[Draft]) -> list[Alignment]:
        """Align words; none where that fails, since without it only words are not lit together."""
        try:
            return list(align_drafts(self._model, [task.source for task in tasks], drafts))
        except _NOT_OF_A_SENTENCE:
            raise
        except Exception:
            _log.exception("the words of a group of sentences")
            return [()] * len(tasks)

    def _segment(self, sentence: Sentence, task: Task, result: Result | None) -> Segment:
        span = self._reading.back(sentence.span)
        draft = result.draft if result else task.copy()
        text = self._recased(draft, sentence)
        self._append(self._reading.text[self._position : sentence.span.start])
        start = self._length
        self._append(text)
        self._position = sentence.span.end
        findings: tuple[Finding, ...] = (unexamined(),) if task in self._failed else ()
        if result:
            findings = repair.examine(
                task.source, draft.text, self.source_language, self._glossary, truncated=draft.truncated
            )
        return Segment(
            source=self.source_text[span.start : span.end],
            target=text,
            start=span.start,
            end=span.end,
            target_start=start,
            target_end=self._length,
            score=draft.score,
            kind="translated" if result else "copied",
            truncated=draft.truncated,
            findings=tuple(
                replace(f, source=tuple(self._within(s, sentence, span) for s in f.source)) for f in findings
            ),
            repair=Repair(result.output, result.steps) if result and result.steps else None,
            confidence=self._confidence(result, findings),
        )

    def _recased(self, draft: Draft, sentence: Sentence) -> str:
        """Return the English of a sentence, in capitals where the text that was given is."""
        text = draft.text
        for part in draft.parts:
            place = Span(sentence.span.start + part.source.start, sentence.span.start + part.source.end)
            given = self._reading.back(place)
            read_as = self._reading.text[place.start : place.end]
            if not read_as.isupper() and is_capitals(self.source_text[given.start : given.end]):
                target = part.target
                text = text[: target.start] + restored(text[target.start : target.end]) + text[target.end :]
        return text

    def _given(self, alignment: Alignment, sentence: Sentence, segment: Segment) -> Alignment:
        """Return an alignment with offsets in the sentence as it was given."""
        span = Span(segment.start, segment.end)
        return tuple(dict.fromkeys((self._within(s, sentence, span), t) for s, t in alignment))

    def _within(self, place: Span, sentence: Sentence, span: Span) -> Span:
        """Return where a stretch of a sentence as it is read is in the sentence as it was given."""
        start = sentence.span.start
        given = self._reading.back(Span(start + place.start, start + place.end))
        return Span(given.start - span.start, given.end - span.start)

    def _confidence(self, result: Result | None, findings: Sequence[Finding]) -> Confidence:
        if not (result and self._model):
            return "unreliable" if findings else "good"
        doubtful = bool(findings or result.steps or result.draft.truncated)
        return self._model.calibration.level(result.signals, doubtful=doubtful)

    def _append(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)


def prepare(jobs: Sequence[TranslationJob]) -> None:
    """Translate the sentences of several jobs of one translator and glossary in batches together."""
    by_language: dict[str, list[TranslationJob]] = {}
    for job in jobs:
        by_language.setdefault(job.source_language, []).append(job)
    for group in by_language.values():
        tasks = list(dict.fromkeys(task for job in group for task in job.tasks))[:MAX_RECENT]
        for i in range(0, len(tasks), LARGEST_BATCH):
            group[0].results(tasks[i : i + LARGEST_BATCH])


def _put_together(translation: Translation, segments: Sequence[Segment]) -> Translation:
    """The translation with other segments, their offsets set right."""
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

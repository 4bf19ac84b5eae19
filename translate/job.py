"""The translation of a text in progress, and of several texts together."""

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace

from passerelle.console import log_fault
from passerelle.errors import PasserelleError, shortage
from passerelle.spans import Span
from translate import repair, work
from translate.capitals import is_capitals, restored
from translate.checks import unexamined
from translate.decodequeue import DecodeQueue
from translate.decoding import Draft, SentenceModel, Task
from translate.glossary import Glossary
from translate.lookup import decode_pieces
from translate.plan import Sentence
from translate.reading import Reading
from translate.recall import MAX_RECENT, Recall, Result, sentence_key
from translate.types import Confidence, Finding, Repair, Segment, Translation
from translate.wordalignment import Alignment, align_drafts

# Sentences per group: one in the first, so that there is something to read at once.
FIRST_BATCH, LARGEST_BATCH = 1, 64
# Groups that are decoded at a time. With only one, all of the engine's workers but one would be idle during
# its last batch, and the first groups have a single batch.
_GROUPS_AHEAD = 2
# Errors that would affect the other sentences too.
_NOT_OF_A_SENTENCE = (PasserelleError, OSError, MemoryError)

_queue = DecodeQueue()


class TranslationJob:
    """The translation of one text, in progress."""

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
        self._decoding: set[bytes] = set()
        self._ended = False
        self._text: list[str] = []
        self._length = 0
        self._position = 0

    def run(self, *, streamed: bool = False) -> Iterator[tuple[Segment, ...]]:
        """Yield the segments as they are translated, in reading order, a batch at a time.

        Args:
            streamed: whether somebody is waiting for the first sentence. It is then translated before all
                others, those of this text included, and yielded before its words are aligned; only the
                finished translation has its alignment.
        """
        batches: list[list[Sentence]] = []
        size, i = FIRST_BATCH, 0
        while i < len(self.sentences):
            batches.append(self.sentences[i : i + size])
            i, size = i + size, min(LARGEST_BATCH, 4 * size)
        groups = ([Task.of(self._reading.text, sentence) for sentence in batch] for batch in batches)
        with closing(self._ahead(groups, first=streamed)) as ahead:
            for number, batch in enumerate(batches):
                if streamed and not number:
                    with _queue.first():
                        group = self._translate(batch, *next(ahead))
                    yield group.segments
                    self._segments += self._aligned(group)
                else:
                    segments = self._aligned(self._translate(batch, *next(ahead)))
                    self._segments += segments
                    yield segments

    def finish(self, groups: Iterable[Sequence[Task]]) -> None:
        """Translate groups of sentences ahead; `run` then recalls them."""
        with closing(self._ahead(groups)) as ahead:
            for _, started in ahead:
                self._results(started)

    def _ahead(
        self, groups: Iterable[Sequence[Task]], *, first: bool = False
    ) -> "Generator[tuple[Sequence[Task], _Started | None], None, None]":
        """Yield groups while the next ones are decoded, so that checks and decoding use different cores.

        Args:
            groups: the sentences of each group.
            first: whether the first group does not wait for others.
        """
        pool = ThreadPoolExecutor(_GROUPS_AHEAD, thread_name_prefix="decode")
        waiting: deque[tuple[Sequence[Task], _Started | None]] = deque()
        self._decoding, self._ended = set(), False
        try:
            for number, tasks in enumerate(groups):
                waiting.append((tasks, self._start(tasks, pool, waits=bool(number) or not first)))
                if len(waiting) > _GROUPS_AHEAD:
                    yield waiting.popleft()
            while waiting:
                yield waiting.popleft()
        finally:
            self._ended = True
            pool.shutdown(wait=False, cancel_futures=True)

    def _start(self, tasks: Sequence[Task], pool: Executor, *, waits: bool) -> "_Started | None":
        """Recall known sentences, and start decoding new ones; decode repeated sentences only once."""
        if not self._model:
            return None
        asked = dict.fromkeys(task for task in tasks if task.translated)
        keys = {
            task: sentence_key(task.source, self.source_language, self._model, self._glossary)
            for task in asked
        }
        known = self._recall.get(list(keys.values()))
        new = [task for task, key in keys.items() if key not in known and key not in self._decoding]
        self._decoding.update(keys[task] for task in new)
        decoded = pool.submit(self._decode, new, self._model, waits=waits) if new else None
        return _Started(self._model, keys, known, new, decoded)

    def _decode(self, tasks: Sequence[Task], model: SentenceModel, *, waits: bool) -> dict[str, list[Draft]]:
        with _queue.later() if waits else nullcontext():
            return {} if self._ended else decode_pieces(tasks, model, self._glossary)

    @property
    def tasks(self) -> list[Task]:
        """The sentences as given to the model."""
        return [Task.of(self._reading.text, sentence) for sentence in self.sentences]

    def translation(self) -> Translation:
        """Return the whole translation; call it once `run` has ended."""
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

    def _translate(
        self, batch: Sequence[Sentence], tasks: Sequence[Task], started: "_Started | None"
    ) -> "_Group":
        results = self._results(started)
        segments = [
            self._segment(sentence, task, results.get(task))
            for sentence, task in zip(batch, tasks, strict=True)
        ]
        drafts = [results[task].draft if task in results else task.copy() for task in tasks]
        return _Group(batch, tasks, drafts, tuple(segments))

    def _aligned(self, group: "_Group") -> tuple[Segment, ...]:
        """Return the segments of a group, their words aligned if that was asked for."""
        if not self._align_words:
            return group.segments
        alignments = self._alignments(group.tasks, group.drafts)
        return tuple(
            replace(segment, alignment=self._given(alignment, sentence, segment))
            for segment, alignment, sentence in zip(group.segments, alignments, group.batch, strict=True)
        )

    def _results(self, started: "_Started | None") -> dict[Task, Result]:
        """Return the translation of each sentence of a group, checked and repaired."""
        if not started:
            return {}
        made: dict[Task, Result] = {}
        if started.decoded:
            model, new, language = started.model, started.new, self.source_language
            try:
                n_best = started.decoded.result()
                results = repair.translate(new, model, language, self._glossary, n_best)
                made = dict(zip(new, results, strict=True))
            except _NOT_OF_A_SENTENCE:
                raise
            except Exception as error:
                if shortage(error):
                    raise
                log_fault("a group of sentences; they are translated one by one")
                made = self._one_by_one(new, model)
        keys = started.keys
        self._recall.put(
            (keys[task], self.source_language, task.source, result) for task, result in made.items()
        )
        self._decoding.difference_update(keys[task] for task in started.new)
        # Sentences that an earlier group, now done, was decoding.
        repeated = [key for task, key in keys.items() if key not in started.known and task not in made]
        known = started.known | (self._recall.get(repeated) if repeated else {})
        return {task: known[key] for task, key in keys.items() if key in known} | made

    def _one_by_one(self, tasks: Sequence[Task], model: SentenceModel) -> dict[Task, Result]:
        """Translate sentences separately after an error; leave the failed one untranslated and report it."""
        made: dict[Task, Result] = {}
        for task in tasks:
            try:
                [made[task]] = repair.translate([task], model, self.source_language, self._glossary)
            except _NOT_OF_A_SENTENCE:
                raise
            except Exception as error:
                if shortage(error):
                    raise
                log_fault("a sentence")
                self._failed.add(task)
        return made

    def _alignments(self, tasks: Sequence[Task], drafts: Sequence[Draft]) -> list[Alignment]:
        """Align words; return none if that fails, since only the highlighting of words depends on it."""
        try:
            return list(align_drafts(self._model, [task.source for task in tasks], drafts))
        except _NOT_OF_A_SENTENCE:
            raise
        except Exception as error:
            if shortage(error):
                raise
            log_fault("the word alignment of a group of sentences")
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
        if result and result.findings is not None:
            findings = result.findings
        elif result:
            findings = work.examine(
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
            confidence=self._confidence(task, result, findings),
        )

    def _recased(self, draft: Draft, sentence: Sentence) -> str:
        """Return the English of a sentence, in capitals if the given text is."""
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
        """Return an alignment with offsets in the sentence as given."""
        span = Span(segment.start, segment.end)
        return tuple(dict.fromkeys((self._within(s, sentence, span), t) for s, t in alignment))

    def _within(self, place: Span, sentence: Sentence, span: Span) -> Span:
        """Map a range of the sentence as read to the sentence as given."""
        start = sentence.span.start
        given = self._reading.back(Span(start + place.start, start + place.end))
        return Span(given.start - span.start, given.end - span.start)

    def _confidence(self, task: Task, result: Result | None, findings: Sequence[Finding]) -> Confidence:
        if not (result and self._model):
            return "unreliable" if findings else "good"
        doubtful = bool(findings or result.steps or result.draft.truncated)
        # Names and figures alone, such as a row of a table: checks find words that should have changed.
        if result.draft.text == task.source and not doubtful:
            return "good"
        return self._model.calibration.level(result.signals, doubtful=doubtful)

    def _append(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)


@dataclass(frozen=True, slots=True)
class _Started:
    """A group of sentences, some recalled and the others being decoded.

    Attributes:
        model: the model that decodes.
        keys: the keys of all sentences, for `Recall`.
        known: the recalled results, by key.
        new: the sentences being decoded.
        decoded: the n-best lists of their pieces; None if all are known.
    """

    model: SentenceModel
    keys: dict[Task, bytes]
    known: dict[bytes, Result]
    new: list[Task]
    decoded: Future[dict[str, list[Draft]]] | None


@dataclass(frozen=True, slots=True)
class _Group:
    """A group of sentences that has been translated.

    Attributes:
        batch: the sentences.
        tasks: the same sentences as given to the model.
        drafts: their English.
        segments: the result.
    """

    batch: Sequence[Sentence]
    tasks: Sequence[Task]
    drafts: Sequence[Draft]
    segments: tuple[Segment, ...]


def prepare(jobs: Sequence[TranslationJob]) -> None:
    """Translate the sentences of several jobs, with the same translator and glossary, in shared batches."""
    by_language: dict[str, list[TranslationJob]] = {}
    for job in jobs:
        by_language.setdefault(job.source_language, []).append(job)
    for group in by_language.values():
        tasks = list(dict.fromkeys(task for job in group for task in job.tasks))[:MAX_RECENT]
        group[0].finish(tasks[i : i + LARGEST_BATCH] for i in range(0, len(tasks), LARGEST_BATCH))

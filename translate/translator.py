"""Sentences in a foreign language to English."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from seq2seq import model as seq2seq_model
from seq2seq import registry
from seq2seq.engine import Hypothesis
from seq2seq.model import EngineName, Model
from seq2seq.options import DecodingOptions
from translate.clauses import clauses
from translate.language import identify
from translate.model import Segment, Span, Translation, TranslationError
from translate.normalize import normalize
from translate.plan import Piece, Sentence, plan

# Longer sentences are divided at clause boundaries. Marian models see few longer ones in
# training and tend to drop the end of those (OPUS-CAT issue 93: from some 60 words on).
MAX_SOURCE_TOKENS = 128
# No English of a source that long comes near this; what does is a loop.
MAX_TARGET_TOKENS = 2 * MAX_SOURCE_TOKENS
# A part that the model does not finish is halved no further than this.
SMALLEST_PART = 8
# Sentences per call of the model: one at first, so that something is there to read at once.
FIRST_BATCH, LARGEST_BATCH = 1, 64
# What a model capitalises at the head of a clause as if it were a sentence.
_CLAUSE_OPENINGS = frozenset(
    """
    A An And As At But By For From He How If In It On Or She So That The Their There They This
    To Which While Who Whose With
    """.split()
)


class Translator:
    """Translates text into English, sentence by sentence.

    Models are loaded when first needed and kept; a translator may be shared by threads.

    Args:
        source_language: ISO 639-1 code of every text; None to identify each one.
        models: a models.txt; None for the one that came with this installation.
        engine: `ctranslate2`, or `torch` as the reference.
        device: `cpu`, `cuda`, or `auto` for a GPU when there is one.

    Example:
        >>> from translate import Translator
        >>> Translator("fr").translate("Bonjour.").text
    """

    def __init__(
        self,
        source_language: str | None = None,
        models: Path | None = None,
        *,
        engine: EngineName = "ctranslate2",
        device: str = "auto",
    ) -> None:
        self.source_language = source_language
        self._models = models
        self._engine = engine
        self._device = device
        self._lock = threading.Lock()
        self._loaded: dict[Path, _SentenceModel] = {}

    def translate(self, text: str, spans: Iterable[Span] | None = None) -> Translation:
        """Translate a text.

        Args:
            text: one sentence or many; line and paragraph breaks are kept as they are.
            spans: the parts to translate, in order; the rest is kept as it is. None for all.

        Raises:
            TranslationError: no model in models.txt translates the language.
            ModelError: the model cannot be loaded.
        """
        job = self.start(text, spans)
        for _ in job.run():
            pass
        return job.translation()

    def start(
        self, text: str, spans: Iterable[Span] | None = None, language: str | None = None
    ) -> "TranslationJob":
        """Prepare a translation that is read as it gets done.

        Args:
            text: see `translate`.
            spans: see `translate`.
            language: ISO 639-1 code of this text, where it is known.

        Raises:
            TranslationError: no model in models.txt translates the language.
            ModelError: the model cannot be loaded.
        """
        language = self.source_language or language or self._identify(text)
        parts = [Span(0, len(text))] if spans is None else list(spans)
        if language == "en":
            return TranslationJob(text, language, plan(text, "en", parts, lambda _: True), None)
        known = registry.source_languages(self._models)
        if language not in known:
            raise TranslationError(
                f"The text seems to be in {language!r}, for which models.txt has no model; "
                f"add one, or say which language it is ({' or '.join(known)})."
            )
        model = self._load(language)
        return TranslationJob(text, language, plan(text, language, parts, model.fits), model)

    def likelihoods(self, sources: Sequence[str], english: Sequence[str], language: str) -> list[float]:
        """How likely the model finds some English, given a sentence: the mean log-probability a token.

        Args:
            sources: a sentence for each text of `english`; what is too long for the model is cut.
            english: any English.
            language: ISO 639-1 code of the sentences.

        Raises:
            ModelError: no model translates the language, or it cannot be loaded.
        """
        return self._load(language).likelihoods(sources, english)

    def _load(self, language: str) -> "_SentenceModel":
        def use(spec: registry.ModelSpec, folder: Path) -> _SentenceModel:
            if folder not in self._loaded:
                model = seq2seq_model.load_spec(spec, folder, engine=self._engine, device=self._device)
                self._loaded[folder] = _SentenceModel(model)
            return self._loaded[folder]

        with self._lock:
            return seq2seq_model.first_usable("translate", language, self._models, use)

    def _identify(self, text: str) -> str:
        return identify(text, registry.source_languages(self._models))[0]


@dataclass
class TranslationJob:
    """One text on its way to English."""

    source_text: str
    source_language: str
    sentences: list[Sentence]
    model: "_SentenceModel | None"

    def __post_init__(self) -> None:
        self._segments: list[Segment] = []
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

    def translation(self) -> Translation:
        """The whole translation, once `run` has ended."""
        return Translation(
            source_text=self.source_text,
            text="".join(self._text) + self.source_text[self._position :],
            segments=tuple(self._segments),
            source_language=self.source_language,
            signature=self.model.signature if self.model else "copied",
        )

    def _translate(self, batch: Sequence[Sentence]) -> tuple[Segment, ...]:
        wanted = [self._source(piece) for sentence in batch for piece in sentence.pieces if not piece.copied]
        # A sentence that stands twice is translated once.
        distinct = list(dict.fromkeys(wanted))
        outputs = dict(zip(distinct, self.model.run(distinct), strict=True)) if self.model else {}
        segments = tuple(self._segment(sentence, outputs) for sentence in batch)
        self._segments += segments
        return segments

    def _segment(self, sentence: Sentence, outputs: dict[str, "_Output"]) -> Segment:
        span = sentence.span
        target, previous, used = "", None, []
        for piece in sentence.pieces:
            if previous:
                target += self.source_text[previous.span.end : piece.span.start]
            if piece.copied:
                target += self._source(piece)
            else:
                output = outputs[self._source(piece)]
                used.append(output)
                follows = previous is not None and not previous.copied
                target = _join(target, output.text, self._source(piece)) if follows else target + output.text
                if piece is not sentence.pieces[-1]:
                    target = _open_end(target, self._source(piece))
            previous = piece
        self._append(self.source_text[self._position : span.start])
        start = self._length
        self._append(target)
        self._position = span.end
        return Segment(
            source=self.source_text[span.start : span.end],
            target=target,
            start=span.start,
            end=span.end,
            target_start=start,
            target_end=self._length,
            score=_mean_score(used) if used else None,
            kind="translated" if used else "copied",
            truncated=any(output.truncated for output in used),
        )

    def _append(self, text: str) -> None:
        self._text.append(text)
        self._length += len(text)

    def _source(self, piece: Piece) -> str:
        return self.source_text[piece.span.start : piece.span.end]


@dataclass(frozen=True, slots=True)
class _Output:
    text: str
    score: float
    tokens: int
    truncated: bool


def _mean_score(outputs: Sequence[_Output]) -> float:
    """Mean log-probability a token over several outputs."""
    return sum(o.score * o.tokens for o in outputs) / sum(o.tokens for o in outputs)


class _SentenceModel:
    """A model with the options and the text form that sentences are translated with."""

    def __init__(self, model: Model) -> None:
        self._model = model
        limit = min(MAX_SOURCE_TOKENS, model.positions)
        self.options = DecodingOptions(
            max_source_tokens=limit,
            max_target_tokens=min(MAX_TARGET_TOKENS, model.positions - 1),
            beam_size=model.generation.beam_size,
            num_hypotheses=min(2, model.generation.beam_size),
            length_penalty=model.generation.length_penalty,
        )

    @cached_property
    def signature(self) -> str:
        return f"{self._model.signature}|{self.options.signature}"

    def fits(self, text: str) -> bool:
        """Whether the model takes a text whole."""
        return self._length(text) <= self.options.max_source_tokens

    def run(self, texts: Sequence[str]) -> list[_Output]:
        if not texts:
            return []
        n_best = self._model.run([normalize(text).text for text in texts], self.options)
        outputs = [self._choose(text, hypotheses) for text, hypotheses in zip(texts, n_best, strict=True)]
        return [
            self._in_parts(text, output) if output.truncated else output
            for text, output in zip(texts, outputs, strict=True)
        ]

    def likelihoods(self, sources: Sequence[str], english: Sequence[str]) -> list[float]:
        """See `Translator.likelihoods`."""
        tokenizer, options = self._model.tokenizer, self.options
        encoded = [tokenizer.encode(normalize(text).text) for text in sources]
        limit = options.max_source_tokens
        # The last token ends the sentence.
        cut = [t if len(t) <= limit else [*t[: limit - 1], t[-1]] for t in encoded]
        targets = [tokenizer.pieces(text)[: options.max_target_tokens] for text in english]
        return self._model.engine.score(cut, targets)

    def _choose(self, source: str, hypotheses: Sequence[Hypothesis]) -> _Output:
        """The best hypothesis that says something; the source itself if none does."""
        for hypothesis in hypotheses:
            text = self._model.tokenizer.decode(hypothesis.tokens).strip()
            if any(map(str.isalnum, text)):
                tokens = len(hypothesis.tokens) + 1
                return _Output(text, hypothesis.score, tokens, not hypothesis.finished)
        return _Output(source, hypotheses[0].score, 1, truncated=True)

    def _in_parts(self, source: str, whole: _Output) -> _Output:
        """Try a text that the model did not finish in smaller parts; they rarely loop."""
        limit = self._length(source) // 2
        if limit < SMALLEST_PART:
            return whole
        spans = clauses(source, 0, len(source), lambda text: self._length(text) <= limit)
        parts = [source[span.start : span.end] for span in spans]
        if len(parts) < 2:
            return whole
        outputs = self.run(parts)
        target = outputs[0].text
        for before, part, output in zip(parts, parts[1:], outputs[1:], strict=False):
            target = _join(_open_end(target, before), output.text, part)
        return _Output(
            target,
            _mean_score(outputs),
            sum(output.tokens for output in outputs),
            any(output.truncated for output in outputs),
        )

    def _length(self, text: str) -> int:
        return len(self._model.tokenizer.encode(normalize(text).text))


def _join(target: str, text: str, source: str) -> str:
    """Put the English of a clause behind that of the clause before it."""
    word = text.split(" ", 1)[0]
    if source[:1].islower() and word in _CLAUSE_OPENINGS:
        text = text[0].lower() + text[1:]
    return f"{target.rstrip()} {text}"


def _open_end(target: str, source: str) -> str:
    """Take back the full stop that a model puts behind a clause that has none."""
    return target[:-1] if target.endswith(".") and not source.endswith((".", "…")) else target

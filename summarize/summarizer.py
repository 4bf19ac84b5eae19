"""English text to a brief whose sentences point to their evidence."""

import math
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from seq2seq import model as seq2seq_model
from seq2seq.model import EngineName, Model
from summarize.compress import compress
from summarize.generate import evidence_for, generate
from summarize.model import Brief, BriefSentence
from summarize.select import select
from summarize.words import support
from translate.split import sentences as split

MIN_SENTENCES, MAX_SENTENCES = 2, 4


class Summarizer:
    """Writes briefs; the model is loaded when first needed and kept.

    A Marian-shaped model shortens chosen sentences; any other one writes the brief itself.

    Args:
        models: a models.txt; None for the one that came with this installation.
        engine: `ctranslate2`, or `torch` as the reference.
        device: `cpu`, `cuda`, or `auto` for a GPU when there is one.
    """

    def __init__(
        self, models: Path | None = None, *, engine: EngineName = "ctranslate2", device: str = "auto"
    ) -> None:
        self._models = models
        self._engine = engine
        self._device = device
        self._lock = threading.Lock()
        self._loaded: Model | None = None

    @property
    def _model(self) -> Model:
        with self._lock:
            if self._loaded is None:
                self._loaded = seq2seq_model.load(
                    "summarize", "en", self._models, engine=self._engine, device=self._device
                )
            return self._loaded

    @property
    def signature(self) -> str:
        """Model, engine and options, in one line."""
        settings = self._model.generation
        options = f"beam:{settings.beam_size}|lp:{settings.length_penalty:g}"
        return f"{self._model.signature}|{options}"

    def summarize(
        self,
        text_or_segments: str | Sequence[str],
        *,
        eligible: Sequence[int] | None = None,
        title: str | None = None,
    ) -> Brief:
        """Sum up an English text.

        Args:
            text_or_segments: the text, or its sentences in order.
            eligible: indices of the segments that may be used; None for all.
            title: what the text is about, where known.

        Returns:
            Four sentences at most, or the text itself where it has no more than two.

        Raises:
            ModelError: the model cannot be loaded.
        """
        if isinstance(text_or_segments, str):
            text = text_or_segments
            segments = tuple(text[span.start : span.end] for span in split(text, "en"))
        else:
            segments = tuple(text_or_segments)
        usable = [i for i in (range(len(segments)) if eligible is None else eligible) if segments[i].strip()]
        texts = [segments[i] for i in usable]
        written = [] if self._model.architecture == "marian" else self._generated(texts, usable)
        sentences = written or self._compressed(texts, usable, title)
        return Brief(tuple(sentences), segments, self.signature)

    def _generated(self, texts: Sequence[str], usable: Sequence[int]) -> list[BriefSentence]:
        """Sentences that the model writes and the text supports."""
        if len(texts) <= MIN_SENTENCES:
            return []
        sentences = []
        for text in generate(texts, self._model)[:MAX_SENTENCES]:
            if evidence := evidence_for(text, texts):
                figure = support(text, [texts[i] for i in evidence])
                sentences.append(BriefSentence(text, tuple(usable[i] for i in evidence), figure, "generated"))
        return sentences

    def _compressed(
        self, texts: Sequence[str], usable: Sequence[int], title: str | None
    ) -> list[BriefSentence]:
        """The most central sentences, each shortened where that does it good."""
        if len(texts) <= MIN_SENTENCES:
            return [BriefSentence(text, (i,), 1.0, "selected") for text, i in zip(texts, usable, strict=True)]
        sentences = []
        for i in select(texts, sentence_count(len(texts)), title):
            text = texts[i].strip()
            shorter = compress(text, self._model) if self._model.architecture == "marian" else None
            method: Literal["compressed", "selected"] = "compressed" if shorter else "selected"
            sentences.append(
                BriefSentence(
                    shorter or text,
                    (usable[i],),
                    support(shorter or text, [text]),
                    method,
                )
            )
        return sentences


def sentence_count(total: int) -> int:
    """How many sentences the brief of a text of `total` sentences has: 2 to 4."""
    return max(MIN_SENTENCES, min(MAX_SENTENCES, math.ceil(total / 4)))

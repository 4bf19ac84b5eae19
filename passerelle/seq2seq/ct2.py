"""The default engine: CTranslate2."""

import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from numpy.typing import NDArray

from passerelle.errors import check_memory
from passerelle.seq2seq import device as devices
from passerelle.seq2seq.engine import Hypothesis, check_lengths
from passerelle.seq2seq.options import DecodingOptions

# Source tokens in one batch, padding included: enough to use the matrix kernels well, few enough for a
# beam to fit in the processor's cache.
MIN_BATCH_TOKENS, MAX_BATCH_TOKENS = 256, 1024
# The same for scoring, which computes the probabilities for a whole batch at once: with 1024 tokens, they
# take 60 MB, and scoring takes more than twice as long.
SCORED_BATCH_TOKENS = 64
# CTranslate2's vocabulary map: for each source token the target tokens that it makes possible. The first line
# has no source token; its target tokens are always possible.
VOCABULARY_MAP = "vmap.txt"
# Batches decoded in parallel. On a CPU, this is faster than more threads per batch.
MAX_WORKERS = 4
# Address space that a model needs. If memory runs out in one of the library's threads, it aborts the process.
_NEEDED_BYTES = 256 * 1024**2
_END = "</s>"

_log = logging.getLogger("passerelle")


class CTranslate2Engine:
    """A converted model, run by CTranslate2; safe to call from several threads.

    Args:
        folder: a model folder in CTranslate2's format.
        compute_type: number format, such as `int8` or `float32`; `default` means
            int8 on a CPU; on a GPU, float16, or int8 with float16 for large models.
        device: `cpu`, `cuda`, or `auto` to use a GPU if there is one that works.
        threads: CPU threads; 0 for as many as this process may use.

    Raises:
        ModelError: the device is not available.
        MemoryError: this process is not allowed to use as much memory as a model needs.
        OSError: a file is missing or cannot be read.
        RuntimeError: CTranslate2 cannot load the model.
    """

    def __init__(
        self, folder: Path, *, compute_type: str = "default", device: str = "auto", threads: int = 0
    ) -> None:
        check_memory(_NEEDED_BYTES)
        chosen = devices.choose(device, gpus=ctranslate2.get_cuda_device_count())
        self._threads = threads or available_cores()
        try:
            self._translator = self._open(folder, chosen, compute_type)
        except RuntimeError as error:
            missing = devices.missing_library(error) if chosen == "cuda" else None
            if missing is None:
                raise
            if device != "auto":
                raise missing from None
            _log.warning("%s The CPU is used instead.", missing)
            self._translator = self._open(folder, "cpu", compute_type)
        # A model converted elsewhere may add the end-of-sentence token itself. Models converted by early
        # releases of CTranslate2 have no config.json, and do not add it.
        path = folder / "config.json"
        config = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        self._adds_end = bool(config.get("add_source_eos"))
        self._vocabulary: list[list[str]] | None = None
        self._common = _common_tokens(folder)
        self._folder = folder

    def _open(self, folder: Path, device: devices.Device, compute_type: str) -> ctranslate2.Translator:
        if compute_type == "default":
            supported = ctranslate2.get_supported_compute_types(device)
            compute_type = devices.ctranslate2_type(device, supported, (folder / "model.bin").stat().st_size)
        self._workers = min(self._threads, MAX_WORKERS) if device == "cpu" else 1
        translator = ctranslate2.Translator(
            str(folder),
            device=device,
            compute_type=compute_type,
            inter_threads=self._workers,
            intra_threads=-(-self._threads // self._workers),
        )
        if device == "cuda":  # CUDA's libraries are loaded on the first multiplication
            translator.translate_batch([["</s>"]], beam_size=1, max_decoding_length=1)
        return translator

    @property
    def signature(self) -> str:
        """Engine, version and number format."""
        return f"ct2-{ctranslate2.__version__}|{self._translator.compute_type}"

    def run(self, sources: Sequence[Sequence[str]], options: DecodingOptions) -> list[list[Hypothesis]]:
        """Decode a batch; see `Engine.run`."""
        check_lengths(sources, options)
        # Divided by a constant, not by this machine's number of threads: the sentences in a batch affect the
        # last digits of one another's scores, and sometimes a word of the output.
        share = sum(map(len, sources)) // MAX_WORKERS
        results = self._translator.translate_batch(
            self._inputs(sources),
            max_batch_size=max(MIN_BATCH_TOKENS, min(share, MAX_BATCH_TOKENS), options.max_source_tokens),
            batch_type="tokens",
            beam_size=options.beam_size,
            num_hypotheses=options.num_hypotheses,
            length_penalty=options.length_penalty,
            repetition_penalty=options.repetition_penalty,
            no_repeat_ngram_size=options.no_repeat_ngram_size,
            **self._restriction(sources, options.vocabulary),
            max_input_length=options.max_source_tokens,
            # The end-of-sentence token takes a decoding step.
            max_decoding_length=options.max_target_tokens + 1,
            min_decoding_length=options.min_target_tokens,
            return_end_token=True,
            return_scores=True,
        )
        return [
            [_hypothesis(t, s, options) for t, s in zip(result.hypotheses, result.scores, strict=True)]
            for result in results
        ]

    def attention(
        self, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]
    ) -> list[NDArray[np.float32]]:
        """Return the attention of given targets; see `Engine.attention`.

        With beam search, the attention that CTranslate2 returns does not follow the hypothesis
        when it moves between beams; forced decoding gives the same figures as torch.
        """
        if not sources:
            return []
        results = self._translator.translate_batch(
            self._inputs(sources),
            target_prefix=[list(target) for target in targets],
            max_batch_size=MAX_BATCH_TOKENS,
            batch_type="tokens",
            beam_size=1,
            max_input_length=0,
            max_decoding_length=max(map(len, targets)) + 1,
            return_end_token=True,
            return_attention=True,
        )
        return [
            _attention(result.attention[0][: len(target) + 1], len(source))
            for source, target, result in zip(sources, targets, results, strict=True)
        ]

    def score(self, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> list[float]:
        """Return the mean log-probability of given targets; see `Engine.score`."""
        if not sources:
            return []
        results = self._translator.score_batch(
            self._inputs(sources),
            [list(target) for target in targets],
            max_batch_size=SCORED_BATCH_TOKENS,
            batch_type="tokens",
            max_input_length=0,
        )
        return [min(0.0, sum(result.log_probs) / len(result.log_probs)) for result in results]

    def _inputs(self, sources: Sequence[Sequence[str]]) -> list[list[str]]:
        """Remove the end-of-sentence token from the sources if the converted model adds its own."""
        ended = [list(source) for source in sources]
        return [s[:-1] if self._adds_end and s[-1:] == ["</s>"] else s for s in ended]

    def _restriction(
        self, sources: Sequence[Sequence[str]], allowed: frozenset[str] | None
    ) -> dict[str, Any]:
        """Return the arguments that restrict the output to these tokens.

        If they are what a vocabulary map allows, the model scores only them, a hundredth of its vocabulary
        for a sentence; otherwise it scores all, and the others are suppressed.
        """
        if allowed is None:
            return {}
        if self._common and all(allowed == self._common.union(source) for source in sources):
            return {"use_vmap": True, "disable_unk": True}  # a map always adds the unknown token
        if self._vocabulary is None:
            self._vocabulary = [[token] for token in read_vocabulary(self._folder) if token != _END]
        return {"suppress_sequences": [token for token in self._vocabulary if token[0] not in allowed]}


def _attention(rows: list[list[float]], width: int) -> NDArray[np.float32]:
    """Return attention rows over the source with its end-of-sentence token; 0 for that if it is left out."""
    attention = np.asarray(rows, np.float32).reshape(len(rows), -1)
    return np.pad(attention, ((0, 0), (0, max(0, width - attention.shape[1]))))


def _hypothesis(tokens: list[str], score: float, options: DecodingOptions) -> Hypothesis:
    steps = max(1, len(tokens))
    finished = bool(tokens) and tokens[-1] == "</s>"
    return Hypothesis(
        tokens=tuple(tokens[:-1] if finished else tokens[: options.max_target_tokens]),
        # CTranslate2 divides the sum by length ** length_penalty; turn it into a mean.
        score=min(0.0, score * steps**options.length_penalty / steps),
        finished=finished,
    )


def _common_tokens(folder: Path) -> frozenset[str]:
    """Return the tokens that a model's vocabulary map has for every source, if it adds only the source's own.

    Empty if there is no such map; other maps could let other tokens through.
    """
    path = folder / VOCABULARY_MAP
    if not path.is_file():
        return frozenset()
    first, *lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    copies = all(source == target for source, _, target in (line.partition("\t") for line in lines))
    return frozenset(first[1:].split(" ")) if copies and first.startswith("\t") else frozenset()


def read_vocabulary(folder: Path) -> list[str]:
    """Read the target tokens of a converted model, in order of id.

    Raises:
        OSError: there is no vocabulary, or it cannot be read.
    """
    for side in ("shared", "target"):
        path = folder / f"{side}_vocabulary.json"
        if path.exists():
            tokens: list[str] = json.loads(path.read_text(encoding="utf-8"))
            return tokens
        if path.with_suffix(".txt").exists():  # CTranslate2 before version 3.17
            return path.with_suffix(".txt").read_text(encoding="utf-8").split("\n")[:-1]
    raise FileNotFoundError(f"no vocabulary in {folder}")


def available_cores() -> int:
    """Return OMP_NUM_THREADS if it is set, else the number of CPU cores that this process may use."""
    limit = os.environ.get("OMP_NUM_THREADS", "")
    if limit.isdecimal() and int(limit):
        return int(limit)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1

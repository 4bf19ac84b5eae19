"""The engine protocol: token sequences in, n-best hypotheses out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from passerelle.seq2seq.options import DecodingOptions


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One output of a model for one source.

    Attributes:
        tokens: target tokens, without the end-of-sentence token.
        score: mean log-probability per token, the end-of-sentence token included; at most 0.
        finished: False where decoding stopped at `max_target_tokens`.
    """

    tokens: tuple[str, ...]
    score: float
    finished: bool


class Engine(Protocol):
    """Runs one loaded model.

    To add an engine, write a class with these members in `seq2seq/NAME.py`, take `DecodingOptions`
    literally (no defaults of the engine's own), and add its name and a function that opens a model
    folder to `ENGINES` in `modelstore/loading.py`. `tests/test_engines.py` compares every engine with
    the reference.
    """

    @property
    def signature(self) -> str:
        """Engine, version and number format: `ct2-4.8.5|int8`."""
        ...

    def run(self, sources: Sequence[Sequence[str]], options: DecodingOptions) -> list[list[Hypothesis]]:
        """Decode a batch.

        Args:
            sources: token sequences, with the special tokens that the model expects.
            options: how to decode.

        Returns:
            For each source its n-best list, best first.

        Raises:
            ValueError: a source is longer than `options.max_source_tokens`.
        """
        ...

    def attention(
        self, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]
    ) -> list[NDArray[np.float32]]:
        """Return how given targets attend to their sources (forced decoding).

        Args:
            sources: as for `run`.
            targets: the target tokens of each source, without the end-of-sentence token.

        Returns:
            For each pair the attention of the model's `AlignmentHead`, of shape (target
            tokens + 1, source tokens): a row per step, the last one for the end-of-sentence token, each a
            distribution over the source.
        """
        ...

    def score(self, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> list[float]:
        """Return what `Hypothesis.score` would be for given targets; arguments as for `attention`."""
        ...


def check_lengths(sources: Sequence[Sequence[str]], options: DecodingOptions) -> None:
    """Reject sources that are too long.

    Raises:
        ValueError: a source is longer than `options.max_source_tokens`.
    """
    longest = max(map(len, sources), default=0)
    if longest > options.max_source_tokens:
        raise ValueError(f"a source of {longest} tokens is over the limit of {options.max_source_tokens}")

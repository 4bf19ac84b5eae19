"""What runs a model: token sequences in, n-best hypotheses out."""

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
        tokens: target tokens, without the end of sentence.
        score: mean log-probability a token, the end of sentence included; at most 0.
        finished: False where decoding stopped at `max_target_tokens`.
    """

    tokens: tuple[str, ...]
    score: float
    finished: bool


class Engine(Protocol):
    """A loaded model, whatever runs it."""

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
        """How given targets attend to their sources (forced decoding).

        Args:
            sources: as for `run`.
            targets: the target tokens of each source, without the end of sentence.

        Returns:
            For each pair the attention of the model's `AlignmentHead`, of shape (target
            tokens + 1, source tokens): a row a step, the last one that of the end of
            sentence, each a distribution over the source.
        """
        ...

    def score(self, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> list[float]:
        """What `Hypothesis.score` would be of given targets; arguments as for `attention`."""
        ...


def check_lengths(sources: Sequence[Sequence[str]], options: DecodingOptions) -> None:
    """Refuse a source that a model could only cut.

    Raises:
        ValueError: a source is longer than `options.max_source_tokens`.
    """
    longest = max(map(len, sources), default=0)
    if longest > options.max_source_tokens:
        raise ValueError(f"a source of {longest} tokens is over the limit of {options.max_source_tokens}")

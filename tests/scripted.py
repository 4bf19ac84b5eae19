"""A summarization model with scripted output; it implements the engine protocol."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from passerelle.modelstore.loading import Model
from passerelle.modelstore.settings import GenerationSettings
from passerelle.seq2seq.alignment import AlignmentHead
from passerelle.seq2seq.engine import Hypothesis, check_lengths
from passerelle.seq2seq.options import DecodingOptions

# Returns the hypotheses for a text, best first.
Script = Callable[[str], Sequence[str]]


class WordTokenizer:
    """One token per word, and an end token."""

    def __init__(self, folder: Path | None = None) -> None:
        del folder

    def encode_source(self, text: str) -> list[str]:
        """Return the words and the end token."""
        return [*text.split(), "</s>"]

    def decode_target(self, tokens: Sequence[str]) -> str:
        """Join the words with spaces."""
        return " ".join(tokens)

    def encode_target(self, text: str) -> list[str]:
        """Return the words."""
        return text.split()


class ScriptedEngine:
    """Returns the script's hypotheses and records its inputs."""

    signature = "scripted"

    def __init__(self, script: Script, *, cut: bool = False) -> None:
        self.script = script
        self.cut = cut
        self.asked: list[list[str]] = []

    def run(self, sources: Sequence[Sequence[str]], options: DecodingOptions) -> list[list[Hypothesis]]:
        """Return as many of the script's hypotheses as the options ask for."""
        check_lengths(sources, options)
        texts = [" ".join(source[:-1]) for source in sources]
        self.asked.append(texts)
        return [
            [
                Hypothesis(tuple(text.split()), -0.1 * k, not self.cut)
                for k, text in enumerate(self.script(source)[: options.num_hypotheses], start=1)
            ]
            for source in texts
        ]

    def attention(
        self, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]
    ) -> list[NDArray[np.float32]]:
        """Return uniform attention over the source."""
        return [
            np.full((len(t) + 1, len(s)), 1 / len(s), np.float32)
            for s, t in zip(sources, targets, strict=True)
        ]

    def score(self, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> list[float]:
        """Return the same score for all targets."""
        del sources
        return [-0.1] * len(targets)


def scripted(script: Script, *, positions: int = 1024, cut: bool = False) -> Model:
    """Return a model with the given window and beam 4 that outputs the script's hypotheses."""
    return Model(
        name="scripted",
        architecture="bart",
        positions=positions,
        generation=GenerationSettings(4, 1.0, 3, 1, 60),
        tokenizer=WordTokenizer(),
        engine=ScriptedEngine(script, cut=cut),
        content="0" * 64,
        alignment_head=AlignmentHead(),
    )

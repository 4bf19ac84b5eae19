"""Initial embeddings in which translations of a word are close together.

Skip-gram (Mikolov et al. 2013) over the two sides of each pair, merged in proportional order: a word's
window then contains its translation as well as its neighbours. This saves a small model about 3 million
target tokens of training: after 350,000, the loss per token is 5.2 instead of 6.1.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training import packing
from training.errors import TrainingError
from training.packing import Packed

# Pairs read per pass; more do not help.
MOST_PAIRS = 1_000_000


def make(run: Path, vocabulary: int, width: int, *, passes: int = 2, workers: int = 2) -> Path:
    """Learn embeddings from `epoch.npz` of a run and write them to `embeddings.npy` next to it.

    Args:
        run: the folder that `prepare` created.
        vocabulary: number of pieces, plus the padding, which is the last id.
        width: width of the embeddings.
        passes: number of passes over the pairs.
        workers: number of threads.

    Returns:
        The file; an existing one is kept.

    Raises:
        TrainingError: gensim is not installed, or the packed file cannot be read.
    """
    path = run / "embeddings.npy"
    if path.exists():
        return path
    try:
        from gensim.models import Word2Vec
    except ImportError:
        raise TrainingError(
            "Initial embeddings need gensim: pip install -e '.[training]', or train with --no-embeddings."
        ) from None
    model = Word2Vec(
        _Merged(packing.load(run / "epoch.npz")),
        vector_size=width,
        window=6,
        sg=1,
        negative=5,
        sample=1e-4,
        min_count=1,
        workers=workers,
        epochs=passes,
        seed=1,
    )
    known = np.array([int(token) for token in model.wv.index_to_key])
    vectors = model.wv.vectors - model.wv.vectors.mean(0)
    scale = np.sqrt((vectors**2).mean(1, keepdims=True))
    embeddings = np.random.default_rng(0).normal(0, width**-0.5, (vocabulary, width)).astype(np.float32)
    embeddings[known] = vectors / np.maximum(scale, 1e-9) * width**-0.5
    embeddings[-1] = 0
    unfinished = path.with_name(f".{path.name}")
    np.save(unfinished, embeddings)
    unfinished.replace(path)
    return path


class _Merged:
    """An iterable of merged pairs, which gensim reads once per pass."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed

    def __iter__(self) -> Iterator[list[str]]:
        for i in range(min(len(self._packed), MOST_PAIRS)):
            source, target = (side[:-1] for side in self._packed.pair(i))
            merged = np.concatenate([source, target])
            order = np.argsort(np.concatenate([_places(source), _places(target)]), kind="stable")
            yield [str(token) for token in merged[order]]


def _places(side: NDArray[np.uint16]) -> NDArray[np.float64]:
    return (np.arange(len(side)) + 0.5) / max(1, len(side))

"""Build batches from packed pairs, in an order that can be resumed at any point."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.packing import Packed

# Size of the pools in which pairs are sorted by length, so that batches contain little padding.
POOL = 50_000
NO_LABEL = -1


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of one step, of shape (pairs, longest).

    Attributes:
        source: source ids.
        prefix: decoder input, the labels shifted by one.
        labels: target ids; `NO_LABEL` after the end of a shorter pair.
    """

    source: Tensor
    prefix: Tensor
    labels: Tensor


def epoch(packed: Packed, tokens: int, seed: int, number: int) -> Iterator[NDArray[np.int64]]:
    """Yield the pair indices of each batch of an epoch; deterministic in the arguments.

    Args:
        packed: the pairs.
        tokens: size of a batch including padding, the mean of both sides.
        seed: seed of the run.
        number: number of the epoch.
    """
    rng = np.random.default_rng([seed, number])
    sources, targets = np.diff(packed.source_offsets), np.diff(packed.target_offsets)
    order = rng.permutation(len(packed))
    for start in range(0, len(order), POOL):
        pool = order[start : start + POOL]
        pool = pool[np.lexsort((sources[pool], targets[pool]))]
        batches = [np.array(batch) for batch in _cut(pool, sources, targets, tokens)]
        for i in rng.permutation(len(batches)):
            yield batches[i]


def _cut(
    pool: NDArray[np.int64], sources: NDArray[np.int64], targets: NDArray[np.int64], tokens: int
) -> Iterator[list[int]]:
    batch: list[int] = []
    widest = (0, 0)
    for i in map(int, pool):
        width = max(widest[0], int(sources[i])), max(widest[1], int(targets[i]))
        if batch and sum(width) * (len(batch) + 1) > 2 * tokens:
            yield batch
            batch, width = [], (int(sources[i]), int(targets[i]))
        batch.append(i)
        widest = width
    if batch:
        yield batch


def collate(packed: Packed, indices: NDArray[np.int64], padding: int) -> Batch:
    """Return the tensors of some pairs; `padding` is also the decoder's start token."""
    pairs = [packed.pair(int(i)) for i in indices]
    longest_source, longest_target = (max(len(pair[side]) for pair in pairs) for side in (0, 1))
    source = np.full((len(pairs), longest_source), padding, np.int64)
    prefix = np.full((len(pairs), longest_target), padding, np.int64)
    labels = np.full((len(pairs), longest_target), NO_LABEL, np.int64)
    for k, (first, second) in enumerate(pairs):
        source[k, : len(first)] = first
        labels[k, : len(second)] = second
        prefix[k, 1 : len(second)] = second[:-1]
    return Batch(*(torch.from_numpy(array) for array in (source, prefix, labels)))

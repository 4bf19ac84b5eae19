"""Sentence pairs as token arrays in one file.

A packed file is an .npz of `src` and `tgt`, the concatenated tokens of all pairs (uint16, each sentence with
its `</s>`), and `so` and `to`, where each pair's tokens begin and where the last ones end (int64). Ids are
Marian's: 0 `</s>`, 1 `<unk>`, the SentencePiece pieces, `<pad>` last.
"""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from training.errors import TrainingError

END = 0
LARGEST_VOCABULARY = 2**16


@dataclass(frozen=True, slots=True)
class Packed:
    """Token sequences of many pairs.

    Attributes:
        source, target: all tokens, concatenated.
        source_offsets, target_offsets: where each pair begins in them; one more than there are pairs.
    """

    source: NDArray[np.uint16]
    target: NDArray[np.uint16]
    source_offsets: NDArray[np.int64]
    target_offsets: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.source_offsets) - 1

    def pair(self, i: int) -> tuple[NDArray[np.uint16], NDArray[np.uint16]]:
        """Return the source and target tokens of a pair, each with its `</s>`."""
        return (
            self.source[self.source_offsets[i] : self.source_offsets[i + 1]],
            self.target[self.target_offsets[i] : self.target_offsets[i + 1]],
        )


def load(path: Path) -> Packed:
    """Read a packed file.

    Raises:
        TrainingError: it cannot be read, contains no pairs, or is not such a file.
    """
    try:
        with np.load(path, allow_pickle=False) as arrays:
            packed = Packed(arrays["src"], arrays["tgt"], arrays["so"], arrays["to"])
    except (OSError, ValueError, KeyError, BadZipFile) as error:
        raise TrainingError(f"{path} cannot be read ({error}); run `prepare` again.") from None
    if len(packed) < 1 or packed.source_offsets[-1] != len(packed.source):
        raise TrainingError(f"{path} contains no complete pairs; run `prepare` again.")
    return packed


class Packer:
    """Writes a packed file pair by pair, buffering the tokens on disk rather than in memory.

    Args:
        path: the file; it appears when the `with` block ends without an error.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stack = ExitStack()
        folder = tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}-")
        self._folder = Path(self._stack.enter_context(folder))
        self._files = [self._stack.enter_context((self._folder / name).open("wb")) for name in ("src", "tgt")]
        self._offsets: tuple[list[int], list[int]] = [0], [0]

    def __enter__(self) -> Self:
        return self

    def __len__(self) -> int:
        return len(self._offsets[0]) - 1

    @property
    def target_tokens(self) -> int:
        """Target tokens so far, `</s>` included."""
        return self._offsets[1][-1]

    def add(self, source: Sequence[int], target: Sequence[int], times: int = 1) -> None:
        """Add a pair, given without `</s>`, this many times."""
        for file, tokens, offsets in zip(self._files, (source, target), self._offsets, strict=True):
            data = np.array([*tokens, END], np.uint16).tobytes()
            file.write(data * times)
            begin, length = offsets[-1], len(tokens) + 1
            offsets.extend(begin + k * length for k in range(1, times + 1))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._stack:
            if kind is None:
                self._finish()

    def _finish(self) -> None:
        arrays = []
        for file, offsets in zip(self._files, self._offsets, strict=True):
            file.flush()
            size = offsets[-1]
            arrays.append(
                np.memmap(file.name, np.uint16, "r", shape=(size,)) if size else np.empty(0, np.uint16)
            )
        unfinished = self._folder / "packed.npz"
        so, to = (np.array(offsets, np.int64) for offsets in self._offsets)
        np.savez_compressed(unfinished, src=arrays[0], tgt=arrays[1], so=so, to=to)
        unfinished.replace(self._path)

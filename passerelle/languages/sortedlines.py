"""Tables that are searched in the form in which they are stored.

Building a dict of a hundred thousand lines would take longer than reading an article, of which each word is
looked up once.
"""

import gzip
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path

# Size, in bytes, of the block of a file that is searched for one key.
_BLOCK = 4096


@dataclass(frozen=True, slots=True)
class SortedLines:
    """Lines `key<TAB>rest`, sorted by their bytes, and the keys at which blocks of them begin.

    Attributes:
        text: the lines, after a line feed.
        starts: offset of each block in `text`, then the length of `text`.
        keys: the first key of each block, with the tab after it.
    """

    text: bytes
    starts: list[int]
    keys: list[bytes]

    @classmethod
    def read(cls, path: Path, fields: int = 1) -> "SortedLines":
        """Read a gzipped file; there are no lines if it does not exist.

        Args:
            path: the file.
            fields: number of fields of a line that are its key, separated by tabs.
        """
        text = b"\n" + gzip.decompress(path.read_bytes()) if path.is_file() else b"\n"
        starts = [1]
        while 0 < (start := text.find(b"\n", starts[-1] + _BLOCK) + 1) < len(text):
            starts.append(start)
        return cls(text, [*starts, len(text)], [_key(text, start, fields) for start in starts])

    def rest(self, key: str) -> str | None:
        """Return the text after a key; None if there is no such line."""
        wanted = f"{key}\t".encode(errors="surrogatepass")
        block = bisect_right(self.keys, wanted) - 1
        if block < 0:
            return None
        # The line feed before the block is searched too, so that its first line is found like the others.
        at = self.text.find(b"\n" + wanted, self.starts[block] - 1, self.starts[block + 1])
        if at < 0:
            return None
        start = at + 1 + len(wanted)
        return self.text[start : self.text.index(b"\n", start)].decode()


def _key(text: bytes, start: int, fields: int) -> bytes:
    """Return the key of the line that starts at a place, with the tab after it."""
    end = start
    for _ in range(fields):
        end = text.find(b"\t", end) + 1
    return text[start:end]

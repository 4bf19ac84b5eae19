"""Write the tables that are made from corpora."""

import gzip
from collections.abc import Iterable
from pathlib import Path


def write_lines(lines: Iterable[str], path: Path) -> None:
    """Write lines compressed with gzip, sorted by their bytes, as the lexicon is searched."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{line}\n" for line in sorted(lines))
    path.write_bytes(gzip.compress(text.encode(), mtime=0))

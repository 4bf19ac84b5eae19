"""The target tokens that a copying model, such as a sentence compressor, may write for any source.

If a model's folder has the file `NAME` with these tokens, one per line, its conversion gets a vocabulary map
(see `passerelle.seq2seq.ct2.VOCABULARY_MAP`) that allows them and, for each source token, that token itself.
"""

from pathlib import Path

from passerelle.modelstore import formats
from passerelle.seq2seq.ct2 import VOCABULARY_MAP, read_vocabulary
from passerelle.storage import read_regular, write_atomically

NAME = "shortlist_vocabulary.txt"


def write(folder: Path, tokens: frozenset[str]) -> None:
    """Write the list of a model.

    Args:
        folder: the model, a Hugging Face folder.
        tokens: target tokens.

    Raises:
        OSError: it cannot be written.
    """
    write_atomically(folder / NAME, "".join(f"{token}\n" for token in sorted(tokens)))


def convert(folder: Path, output: Path) -> None:
    """Write the vocabulary map of a conversion if the model has a list.

    Args:
        folder: the model.
        output: its conversion.

    Raises:
        OSError: a file cannot be read or written.
    """
    if not (folder / NAME).is_file():
        return
    listed = set(read_regular(folder / NAME, formats.max_bytes(NAME)).decode().split("\n"))
    vocabulary = read_vocabulary(output)
    common = [token for token in vocabulary if token in listed]
    lines = ["\t" + " ".join(common), *(f"{token}\t{token}" for token in vocabulary if token not in listed)]
    write_atomically(output / VOCABULARY_MAP, "".join(f"{line}\n" for line in lines))

"""Types of a batch: what goes in, what is made, what is reported."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from passerelle.article.types import Article
from passerelle.errors import BatchError
from passerelle.storage import there
from summarize import Length
from translate import Glossary

DEFAULT_FORMATS = ("json", "html")
# Formats with one file for all articles, beside those of `output.FORMATS` with one for each.
TABLES = ("jsonl", "parquet")


@dataclass(frozen=True, slots=True)
class Item:
    """An article of a batch, before it is read.

    Attributes:
        id: what the manifest and the records call it: a file's path relative to the output folder, a
            web address, or the id of a table's row.
        label: what a person knows it by: the path as it was given, the address, or table and id.
        source: a file, a web address, the text of a row, or the URI of a file on another file system.
        kind: which of the four.
        fetched: the page of an address, once it is read.
        content: of the file at a URI, once it is read.
        error: why there is nothing to brief, where that is known already.
    """

    id: str
    label: str
    source: Path | str
    kind: Literal["file", "address", "text", "uri"] = "file"
    fetched: Article | None = None
    content: bytes | None = None
    error: str | None = None

    def digest(self) -> str:
        """Return the SHA-256 of a file or a text; of a page, which is not fetched for it, its address.

        Raises:
            BatchError: the file cannot be read, or the item is an error.
        """
        if self.error:
            raise BatchError(self.error)
        if isinstance(self.source, Path):
            return file_digest(self.source)
        return hashlib.sha256(self.source.encode(errors="surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """What is made of every article of a batch; picklable.

    Attributes:
        formats: names of `output.FORMATS` to write for each.
        records: whether to make the line of a table for each.
        language: see `Request`.
        length: see `Request`.
        glossary: see `Request`.
        fetch: see `Request`.
    """

    formats: tuple[str, ...] = DEFAULT_FORMATS
    records: bool = False
    language: str | None = None
    length: Length = "standard"
    glossary: Glossary | None = None
    fetch: bool = False


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What was made of one article, ready to be written.

    Attributes:
        id: of the item.
        error: why there is no briefing, one sentence; None if there is one.
        problem: why there is no comparison with an original though one was wanted, one sentence.
        language: ISO 639-1 code of the article.
        heading: in English.
        brief: its text.
        flags: sentences of which the confidence is not good.
        differences: firm ones from the original; None where there was none to compare.
        words: of its story, counted at white space.
        sentences: of its story.
        linked: whether the article names an original that was not asked for.
        seconds: its share, by words, of the wall-clock time of its group.
        documents: by format, the content of the file to write.
        record: a line of JSON Lines without its end; None unless records are made.
    """

    id: str
    error: str | None = None
    problem: str | None = None
    language: str | None = None
    heading: str | None = None
    brief: str | None = None
    flags: int = 0
    differences: int | None = None
    words: int = 0
    sentences: int = 0
    linked: bool = False
    seconds: float = 0.0
    documents: Mapping[str, bytes] = field(default_factory=dict)
    record: str | None = None


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """The outcome of one article of a batch.

    Attributes:
        id: see `Item`.
        label: see `Item`.
        state: `done`, `skipped` (its outputs are there and up to date) or `failed`.
        words: of its story, counted at white space; 0 if it failed.
        sentences: of its story; 0 if it failed.
        seconds: wall-clock time spent on it in this run.
        reason: why it failed, one sentence.
        differences: how many firm ones a comparison with its original found; None where there
            was none to compare.
        problem: why there is no comparison though one was wanted, one sentence.
        linked: whether the article names an original that was not asked for.
    """

    id: str
    label: str
    state: Literal["done", "skipped", "failed"]
    words: int = 0
    sentences: int = 0
    seconds: float = 0.0
    reason: str | None = None
    differences: int | None = None
    problem: str | None = None
    linked: bool = False


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises:
        BatchError: it does not exist, is no regular file or cannot be read.
    """
    if not there(path):
        raise BatchError("There is no such file or folder; check its path.")
    # Reading a pipe or a device may never end.
    if not path.is_file():
        raise BatchError(
            "The folder cannot be read; check its permissions."
            if path.is_dir()
            else "It is a pipe or device; save its content as a file."
        )
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BatchError(f"The file cannot be read: {error.strerror}.") from None

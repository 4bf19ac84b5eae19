"""Types of a batch: its items, settings, results and outcomes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from passerelle.article.reader import MAX_FILE_BYTES
from passerelle.article.types import Article
from passerelle.batch.formats import DEFAULT_FORMATS
from passerelle.errors import BatchError
from passerelle.storage import exists, open_unblocked, read_unblocked
from summarize import Length
from translate import Glossary


@dataclass(frozen=True, slots=True)
class Item:
    """An article of a batch that has not been read yet.

    Attributes:
        id: its id in the manifest and the records: a file's path relative to the output folder, a web
            address, or the id of a table row.
        label: its name for the user: the path as given, the address, or table and id.
        source: a file, a web address, the text of a row, or the URI of a file on another file system.
        kind: which of the four.
        fetched: the page at an address, once it has been read.
        content: the content of the file at a URI, once it has been read.
        error: why there is nothing to brief, if that is already known.
    """

    id: str
    label: str
    source: Path | str
    kind: Literal["file", "address", "text", "uri"] = "file"
    fetched: Article | None = None
    content: bytes | None = None
    error: str | None = None

    def digest(self) -> str:
        """Return the SHA-256 of a file or a text; for a page, which is not fetched for this, of its address.

        Raises:
            BatchError: the file cannot be read, or the item has an error.
        """
        if self.error:
            raise BatchError(self.error)
        if isinstance(self.source, Path):
            return file_digest(self.source)
        return hashlib.sha256(self.source.encode(errors="surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """The outputs to produce for every article of a batch; picklable.

    Attributes:
        formats: names in `output.FORMATS` of the documents to write for each.
        records: whether to produce a table record for each.
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
    """The result for one article, ready to be written.

    Attributes:
        id: the item's id.
        error: why there is no briefing, one sentence; None if there is one.
        problem: why there is no comparison with an original although one was wanted, one sentence.
        language: ISO 639-1 code of the article.
        heading: its heading in English.
        brief: text of the brief.
        flags: number of sentences whose confidence is not good.
        differences: number of firm differences from the original; None if there was none to compare.
        words: number of words in its story, split at white space.
        sentences: number of sentences in its story.
        linked: whether the article links to an original that was not requested.
        seconds: its share, by words, of the wall-clock time of its group.
        documents: content of the files to write, by format.
        record: its JSON line without a line end; None unless records are produced.
        transient: whether the error is not due to the article, so that the next run tries it again.
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
    transient: bool = False


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """The outcome of one article of a batch.

    Attributes:
        id: see `Item`.
        label: see `Item`.
        state: `done`, `skipped` (its outputs are there and up to date) or `failed`.
        words: number of words in its story, split at white space; 0 if it failed.
        sentences: number of sentences in its story; 0 if it failed.
        seconds: wall-clock time spent on it in this run.
        reason: why it failed, one sentence.
        differences: number of firm differences from its original; None if there was none to compare.
        problem: why there is no comparison although one was wanted, one sentence.
        linked: whether the article links to an original that was not requested.
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
        BatchError: it does not exist, is not a regular file, is larger than an article or cannot be read.
    """
    if not exists(path):
        raise BatchError("There is no such file or folder; check the path.")
    # Reading a pipe or a device might never end.
    if not path.is_file():
        raise BatchError(
            "The folder cannot be read; check its permissions."
            if path.is_dir()
            else "It is a pipe or device; save its content as a file."
        )
    try:
        if path.stat().st_size > MAX_FILE_BYTES:  # a sparse file may have any size
            raise BatchError(
                f"It is larger than {MAX_FILE_BYTES // 1_000_000} MB; save only the article in a file."
            )
        with open_unblocked(path) as file:
            return hashlib.sha256(read_unblocked(file, MAX_FILE_BYTES + 1)).hexdigest()
    except OSError as error:
        raise BatchError(f"The file cannot be read ({error.strerror}); check its permissions.") from None

"""A batch divided into parts that any machine can process independently, each with its own output file."""

import hashlib
import pickle
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from passerelle.article.formats import EXTENSIONS
from passerelle.batch.filesystems import filesystem, loaded
from passerelle.batch.rows import parquet_items
from passerelle.batch.tables import write_records
from passerelle.batch.types import BatchSettings, Item, ItemResult
from passerelle.batch.work import GROUP_SIZE, failure, work
from passerelle.briefing.pipeline import Briefer
from passerelle.errors import BatchError

# Articles per part: the work lost if a machine fails. A multiple of the group size, so that the records equal
# those of a batch on one machine.
PART_SIZE: Final = 32 * GROUP_SIZE


@dataclass(frozen=True, slots=True)
class ParquetSlice:
    """Rows of a Parquet file, read by the worker that processes them.

    Attributes:
        uri: the file's URI or path.
        start: the first row.
        count: number of rows.
        text_column: see `passerelle.batch.inputs.Inputs`.
        id_column: see `passerelle.batch.inputs.Inputs`.
    """

    uri: str
    start: int
    count: int
    text_column: str = "text"
    id_column: str | None = None

    def items(self) -> list[Item]:
        """Read the rows.

        Raises:
            BatchError: there is no such file system, or pyarrow is not installed.
            OSError: the file cannot be read.
        """
        system, path = filesystem(self.uri)
        with system.open_input_file(path) as file:
            return list(
                parquet_items(file, self.uri, self.start, self.count, self.text_column, self.id_column)
            )


@dataclass(frozen=True, slots=True)
class BatchPart:
    """Some of a batch's articles, in order; small, since Parquet rows are only referenced.

    Attributes:
        number: its position among the parts.
        sources: the articles.
    """

    number: int
    sources: tuple[Item | ParquetSlice, ...]

    def items(self) -> Iterator[Item]:
        """Yield the articles."""
        for source in self.sources:
            if isinstance(source, ParquetSlice):
                yield from source.items()
            else:
                yield loaded(source) if source.kind == "uri" else source


def divided(sources: Iterable[Item | ParquetSlice], size: int = PART_SIZE) -> Iterator[BatchPart]:
    """Divide articles into parts of `size`, cutting slices where a part ends."""
    number, room, part = 0, size, list[Item | ParquetSlice]()
    for source in sources:
        for piece in _cut(source, room, size):
            part.append(piece)
            room -= piece.count if isinstance(piece, ParquetSlice) else 1
            if room == 0:
                yield BatchPart(number, tuple(part))
                number, room, part = number + 1, size, []
    if part:
        yield BatchPart(number, tuple(part))


def _cut(source: Item | ParquetSlice, room: int, size: int) -> Iterator[Item | ParquetSlice]:
    if isinstance(source, Item):
        yield source
        return
    start, end = source.start, source.start + source.count
    while start < end:
        count = min(room, end - start)
        yield ParquetSlice(source.uri, start, count, source.text_column, source.id_column)
        start, room = start + count, room - count or size


def work_on_part(briefer: Briefer, part: BatchPart, settings: BatchSettings) -> Iterator[ItemResult]:
    """Yield a result for each article of a part, in order; errors count as results."""
    items = part.items()
    while group := list(islice(items, GROUP_SIZE)):
        results: dict[int, ItemResult] = {}
        readable: list[int] = []
        for index, item in enumerate(group):
            try:
                item.digest()
                readable.append(index)
            except BatchError as error:
                results[index] = failure(item, str(error), settings)
        made = work(briefer, [group[index] for index in readable], settings)
        results.update(zip(readable, made, strict=True))
        yield from (results[index] for index in range(len(group)))


class PartFolder:
    """The output folder of a batch in parts, on any file system that pyarrow supports.

    Args:
        uri: a URI such as `s3://bucket/briefings`, or a path.
        table: `jsonl` or `parquet`.
    """

    def __init__(self, uri: str, table: str) -> None:
        self.table = table
        self._system, self._folder = filesystem(uri)

    def begin(self, signature: str, size: int) -> int:
        """Create the folder; refuse one with parts of another batch.

        Args:
            signature: hash of input and settings.
            size: articles per part.

        Returns:
            The size with which the batch was started, perhaps with a different number of workers.

        Raises:
            BatchError: it has parts of another batch, or cannot be created.
        """
        try:
            self._system.create_dir(self._folder, recursive=True)
            path = f"{self._folder}/batch-{self.table}.sha256"
            if not self._exists(path):
                self._put(path, lambda file: file.write(f"{signature} {size}".encode()))
                return size
            with self._system.open_input_stream(path) as file:
                begun, _, digits = file.read().decode("ascii", "replace").partition(" ")
            if begun != signature or not digits.isdecimal():
                raise BatchError(
                    f"{self._folder} has parts from another input or other settings; choose another folder, "
                    "or empty it."
                )
            return int(digits)
        except OSError as error:
            raise BatchError(
                f"The folder {self._folder} cannot be created ({error}); choose another."
            ) from None

    def finished(self) -> set[int]:
        """Return the numbers of the finished parts."""
        from pyarrow.fs import FileSelector

        names = [info.base_name for info in self._system.get_file_info(FileSelector(self._folder))]
        found = [name[5:].partition(".") for name in names if name.startswith("part-")]
        return {int(number) for number, _, ending in found if ending == self.table and number.isdecimal()}

    def write(self, number: int, records: Iterable[bytes]) -> None:
        """Write the records of a part atomically."""
        path = f"{self._folder}/part-{number:08}.{self.table}"
        self._put(path, lambda file: write_records(file, records, self.table))

    def clean(self) -> None:
        """Remove partial files of a process that was killed."""
        from pyarrow.fs import FileSelector

        for info in self._system.get_file_info(FileSelector(self._folder)):
            if info.base_name.startswith(".part-"):
                self._system.delete_file(info.path)

    def _exists(self, path: str) -> bool:
        from pyarrow.fs import FileType

        return bool(self._system.get_file_info(path).type != FileType.NotFound)

    def _put(self, path: str, write: Any) -> None:
        if self._system.type_name in ("s3", "gcs", "abfs"):  # an object appears once its stream is closed
            with self._system.open_output_stream(path) as file:
                write(file)
            return
        folder, _, name = path.rpartition("/")
        temporary = f"{folder}/.{name}.{uuid.uuid4().hex}"
        with self._system.open_output_stream(temporary) as file:
            write(file)
        self._system.move(temporary, path)


def listed(uri: str, text_column: str, id_column: str | None) -> Iterator[Item | ParquetSlice]:
    """Yield the articles at a URI: a file, or all files below a folder, sorted; rows are only referenced.

    Raises:
        BatchError: it does not exist or cannot be read.
    """
    from pyarrow.fs import FileSelector, FileType

    system, path = filesystem(uri)
    start = uri[: len(uri.rstrip("/")) - len(path)]
    try:
        info = system.get_file_info(path)
        if info.type == FileType.NotFound:
            raise BatchError(f"{uri} does not exist; check its address.")
        found = (
            [info] if info.type == FileType.File else system.get_file_info(FileSelector(path, recursive=True))
        )
        for file in sorted(found, key=lambda one: str(one.path)):
            ending = f".{file.base_name.rpartition('.')[2].lower()}"
            if file.type != FileType.File or file.base_name.startswith((".", "~$")):
                continue
            if ending == ".parquet":
                yield ParquetSlice(start + file.path, 0, _rows(system, file.path), text_column, id_column)
            elif ending in EXTENSIONS:
                yield Item(start + file.path, start + file.path, start + file.path, "uri")
    except OSError as error:
        raise BatchError(f"{uri} cannot be read ({error}); check its address and your permissions.") from None


def _rows(system: Any, path: str) -> int:
    import pyarrow.parquet as pq

    with system.open_input_file(path) as file:
        return int(pq.read_metadata(file).num_rows)


def inputs_signature(sources: Iterable[Item | ParquetSlice], made_with: str) -> str:
    """Return a hash of a batch's input and settings."""
    digest = hashlib.sha256(made_with.encode())
    for source in sources:
        digest.update(pickle.dumps(source, protocol=5))
    return digest.hexdigest()


def part_size(sources: Iterable[Item | ParquetSlice], workers: int) -> int:
    """Return a part size that gives every worker some parts: whole groups, and at most `PART_SIZE`."""
    total = sum(source.count if isinstance(source, ParquetSlice) else 1 for source in sources)
    groups = -(-total // (4 * workers * GROUP_SIZE))
    return min(PART_SIZE, max(1, groups) * GROUP_SIZE)

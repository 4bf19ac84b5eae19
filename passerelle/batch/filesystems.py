"""Read files on any file system that pyarrow supports."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from passerelle.article.reader import MAX_FILE_BYTES
from passerelle.batch.tables import check_parquet
from passerelle.batch.types import Item
from passerelle.errors import BatchError


def filesystem(uri: str) -> tuple[Any, str]:
    """Return the pyarrow file system and the path of a URI such as `s3://bucket/x`, or of a local path.

    Raises:
        BatchError: there is no such file system, or pyarrow is not installed.
    """
    check_parquet()
    from pyarrow import ArrowException
    from pyarrow.fs import FileSystem, LocalFileSystem

    if "://" not in uri:
        return LocalFileSystem(), Path(uri).absolute().as_posix()
    try:
        system, path = FileSystem.from_uri(uri)
    except (ArrowException, OSError) as error:
        raise BatchError(
            f"{uri} is not the address of a file system ({error}); use file://, s3:// or gs://."
        ) from None
    return system, path.rstrip("/")


def loaded(item: Item) -> Item:
    """Return the item of a URI with its file's content, up to one byte over an article's limit."""
    try:
        system, path = filesystem(str(item.source))
        with system.open_input_stream(path) as file:
            return replace(item, content=file.read(MAX_FILE_BYTES + 1))
    except (OSError, BatchError) as error:
        return replace(item, error=f"The file cannot be read ({error}); check its address.")

"""Collect the articles of a batch: files, lists, addresses, feeds and table rows."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from passerelle.article.fetch import fetch_feed
from passerelle.batch.feeds import MAX_FEED_BYTES, addresses
from passerelle.batch.files import TABLE_EXTENSIONS, find
from passerelle.batch.manifest import Manifest
from passerelle.batch.rows import count_rows, rows
from passerelle.batch.types import Item
from passerelle.errors import BatchError, PasserelleError
from passerelle.storage import read_regular, real
from passerelle.urls import is_address


@dataclass(frozen=True, slots=True)
class Inputs:
    """The sources of a batch's articles.

    Attributes:
        paths: files, folders and patterns, including files with one article per row.
        addresses: web addresses of articles.
        feeds: addresses or paths of RSS and Atom feeds and of sitemaps.
        text_column: column of tables that holds the article.
        id_column: column of tables that holds the id; None for `id` if there is one, else the row number.
        limit: maximum number of articles; None for all.
    """

    paths: Sequence[str] = ()
    addresses: Sequence[str] = ()
    feeds: Sequence[str] = ()
    text_column: str = "text"
    id_column: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class FoundInputs:
    """The articles of a batch, and their number if it is known.

    Attributes:
        items: the articles, which can be iterated over once.
        total: number of articles; None if feeds are read.
    """

    items: Iterator[Item]
    total: int | None


def collect(inputs: Inputs, out: Path, on_ignored: Callable[[Path], None] | None = None) -> FoundInputs:
    """Find the articles of a batch; tables and feeds are read lazily.

    Args:
        inputs: where to look.
        out: the output folder; files are identified by their paths relative to it.
        on_ignored: see `passerelle.batch.files.find`.

    Raises:
        BatchError: there is nothing to read (see `passerelle.batch.files.find`), a path is a web address, or
            the manifest of the output folder cannot be read.
    """
    if address := next(filter(is_address, inputs.paths), None):
        raise BatchError(
            f"{address} is a web address; give it in a file with --urls, or brief it with: "
            "passerelle brief ADDRESS."
        )
    files = find(inputs.paths, out, on_ignored) if inputs.paths else []
    with Manifest(out, read_only=True) as manifest:
        # With `news/* --out news`, the pattern also matches earlier outputs.
        folder = real(out)
        files = [p for p in files if real(p).parent != folder or not manifest.is_output(p)]
    if not (files or inputs.addresses or inputs.feeds):
        raise BatchError("There is nothing to read; give files, folders, --from, --urls or --feed.")
    tables = [path for path in files if is_table(path)]
    total = None
    if not inputs.feeds:
        total = len(files) - len(tables) + len(set(inputs.addresses)) + sum(map(count_rows, tables))
        total = total if inputs.limit is None else min(total, inputs.limit)
    return FoundInputs(_limited(_items(inputs, files, out), inputs.limit), total)


def file_items(paths: Iterable[Path], out: Path) -> list[Item]:
    """Return the items of files."""
    return [Item(identity(path, out), str(path), path) for path in paths]


def identity(path: Path, out: Path) -> str:
    """Return the file's path relative to the output folder, so that both can be moved together."""
    resolved = real(path)
    try:
        return Path(os.path.relpath(resolved, real(out))).as_posix()
    except ValueError:  # another drive
        return resolved.as_posix()


def is_table(path: Path) -> bool:
    """Return whether a file has one article per row, by its extension."""
    return path.suffix.lower() in TABLE_EXTENSIONS


def _limited(items: Iterator[Item], limit: int | None) -> Iterator[Item]:
    for number, item in enumerate(items):
        if number == limit:
            return
        yield item


def _items(inputs: Inputs, files: Iterable[Path], out: Path) -> Iterator[Item]:
    for path in files:
        if is_table(path):
            yield from rows(path, identity(path, out), inputs.text_column, inputs.id_column)
        else:
            yield from file_items([path], out)
    seen: set[str] = set()
    for address in (*inputs.addresses, *_listed(inputs.feeds)):
        if isinstance(address, Item):
            yield address
        elif address not in seen:
            seen.add(address)
            error = None if is_address(address) else "It is not a web address; start it with https://."
            yield Item(address, address, address, "address", error=error)


def _listed(feeds: Iterable[str]) -> Iterator[str | Item]:
    """Yield the addresses that feeds list; a feed that cannot be read becomes an item with an error."""
    for feed in feeds:
        try:
            name, content = _feed(feed)
            yield from addresses(name, content, fetch_feed)
        except PasserelleError as error:
            yield Item(feed, feed, feed, "address", error=str(error))


def _feed(feed: str) -> tuple[str, bytes]:
    if is_address(feed):
        return fetch_feed(feed)
    try:
        return feed, read_regular(Path(feed), MAX_FEED_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path is not valid"
        raise BatchError(f"The feed {feed} cannot be read ({reason}); check its path.") from None

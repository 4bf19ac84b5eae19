"""Brief many articles into a folder; a second run does only what has changed."""

import hashlib
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from filelock import FileLock, Timeout

from passerelle.batch import pool
from passerelle.batch.formats import DEFAULT_FORMATS, TABLES
from passerelle.batch.index import index_path, write_index
from passerelle.batch.manifest import Manifest, ManifestEntry, description, writable
from passerelle.batch.tables import check_parquet, write_table
from passerelle.batch.types import BatchOutcome, BatchSettings, Item, ItemResult
from passerelle.batch.web import fetched
from passerelle.batch.work import GROUP_SIZE, failure, work
from passerelle.briefing.events import Event
from passerelle.briefing.pipeline import Briefer
from passerelle.briefing.reading import BackgroundReading
from passerelle.errors import BatchError
from passerelle.modelstore import registry
from passerelle.output import FORMATS
from passerelle.output.json import SCHEMA
from passerelle.storage import remove_temporaries, write_atomically

Decision = Literal["make", "skip", "failed"]
_LOCK: Final = ".lock"


def process(
    items: Iterable[Item],
    out: Path,
    briefer: Briefer,
    settings: BatchSettings | None = None,
    *,
    formats: Collection[str] = DEFAULT_FORMATS,
    workers: int = 1,
    force: bool = False,
    retry_failed: bool = False,
    on_event: Callable[[Item, Event], None] | None = None,
) -> Iterator[BatchOutcome]:
    """Write the briefing of each article to a folder, with a manifest and an index.

    The work can be interrupted at any moment and resumes there the next time; the output is then identical,
    byte for byte, to that of an uninterrupted run. Pages are fetched only where robots.txt allows it.

    Args:
        items: the articles, as from `passerelle.batch.inputs`; they are read a few at a time.
        out: the output folder; created if it does not exist.
        briefer: creates the briefings.
        settings: the output to produce for each article; its formats and records follow `formats`.
        formats: names in `FORMATS` for one file per article, in `TABLES` for one file with all of them.
        workers: number of processes; with 1, the work is done in this one.
        force: whether to redo articles that are done and unchanged.
        retry_failed: whether to retry articles that failed or could not be compared with an original, even
            if they are unchanged.
        on_event: called with each event of the current article; only with one worker.

    Yields:
        The outcome of each article as it is finished; one that fails does not stop the rest.

    Raises:
        BatchError: the output folder cannot be written to or is in use, its manifest cannot be read, a worker
            cannot be started, or `formats` has `parquet` and pyarrow is not installed.
        LengthError: the length of briefs in `settings` is not valid.
        ModelError: models.txt cannot be read, or names no model on this machine.
    """
    settings = with_formats(settings or BatchSettings(), formats)
    if "parquet" in formats:
        check_parquet()
    tables = [name for name in TABLES if name in formats]
    made_with, described = signature(settings, briefer)
    with _folder(out), Manifest(out) as manifest:
        manifest.describe(made_with, described)
        run = _Run(
            out, manifest, settings, made_with, briefer.models_file, force=force, retry_failed=retry_failed
        )
        groups = run.groups(items)
        try:
            if workers > 1:
                made = pool.run(groups, briefer, settings, workers)
            else:
                made = (work(briefer, group, settings, on_event) for group in groups)
            for results in made:
                yield from run.ready()
                yield from run.keep(results)
            yield from run.ready()
        finally:
            run.export(tables)


def with_formats(settings: BatchSettings, formats: Collection[str]) -> BatchSettings:
    """Return settings that produce these formats."""
    documents = tuple(name for name in FORMATS if name in formats)
    return replace(settings, formats=documents, records=any(name in TABLES for name in formats))


def signature(settings: BatchSettings, briefer: Briefer) -> tuple[str, str]:
    """Return a hash of everything but the input that can change the output, and a description of it."""
    asked = replace(settings, formats=(), records=False, glossary=None)
    text = description((SCHEMA, asked), briefer.fingerprint(settings.glossary))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest(), text


def decide(
    entry: ManifestEntry | None,
    digest: str,
    made_with: str,
    out: Path,
    settings: BatchSettings,
    *,
    retry_failed: bool,
) -> Decision:
    """Decide what to do with an article, given its row in the manifest.

    Args:
        entry: the row; None if it has none.
        digest: hash of its input.
        made_with: hash of everything else that can change the output; see `signature`.
        out: the output folder.
        settings: the output to produce.
        retry_failed: see `process`.
    """
    if entry is None or (entry.input_sha256, entry.settings) != (digest, made_with):
        return "make"
    if retry_failed and (entry.error or entry.problem):
        return "make"
    if settings.records and not entry.recorded:
        return "make"
    if entry.state == "failed":
        return "failed"
    return "skip" if all(path.is_file() for path in entry.documents(out, settings.formats)) else "make"


@contextmanager
def _folder(out: Path) -> Iterator[None]:
    """Create the output folder, and lock other batches out of it."""
    lock = FileLock(out / _LOCK)
    try:
        out.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
        remove_temporaries(out)
    except Timeout:
        raise BatchError(
            f"Another batch is writing to {out}; wait for it, or choose another folder."
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path is not valid"
        raise BatchError(f"The folder {out} cannot be created: {reason}; choose another.") from None
    try:
        yield
    finally:
        lock.release()


class _Run:
    """One run of a batch, with the outcomes that are decided but not reported yet."""

    def __init__(
        self,
        out: Path,
        manifest: Manifest,
        settings: BatchSettings,
        made_with: str,
        models_file: Path | None,
        *,
        force: bool,
        retry_failed: bool,
    ) -> None:
        languages = registry.source_languages(models_file)
        self._read = partial(
            BackgroundReading, languages=languages, polite=True, side="version", language=settings.language
        )
        self._out = out
        self._manifest = manifest
        self._settings = settings
        self._made_with = made_with
        self._force = force
        self._retry_failed = retry_failed
        self._seen: set[int] = set()
        self._ready: deque[BatchOutcome] = deque()
        self._working: dict[str, tuple[ManifestEntry, str | None, str]] = {}

    def groups(self, items: Iterable[Item]) -> Iterator[list[Item]]:
        """Yield the work, in groups that depend only on the order of the input."""
        rest = iter(items)
        windows = iter(lambda: self._plan(list(islice(rest, GROUP_SIZE))), None)
        for group in fetched(windows, self._read):
            found = [item for item in group if isinstance(item, Item)]
            failed = [failure(*lost, self._settings) for lost in group if not isinstance(lost, Item)]
            self._ready.extend(self.keep(failed))
            if found:
                yield found

    def ready(self) -> Iterator[BatchOutcome]:
        """Yield the outcomes of articles that needed no work."""
        while self._ready:
            yield self._ready.popleft()

    def keep(self, results: Sequence[ItemResult]) -> list[BatchOutcome]:
        """Write results: first the documents, then, in one transaction, their rows in the manifest.

        Until then the rows match no settings. Otherwise, if a run with other settings were killed between the
        two, a third run with the first settings would take its documents for its own.
        """
        if outdated := [made.id for made in results if self._working[made.id][0].settings is not None]:
            self._manifest.expect(outdated)
        kept: list[ItemResult] = []
        outcomes = []
        for made in results:
            entry, _, label = self._working[made.id]
            if made.transient:
                outcomes.append(outcome_of(made, label))
                continue
            try:
                self._write(entry, made)
                kept.append(made)
                outcomes.append(outcome_of(made, label))
            except OSError as error:  # the next run retries it
                reason = _unwritable(error)
                outcomes.append(BatchOutcome(made.id, label, "failed", seconds=made.seconds, reason=reason))
        if kept:
            self._manifest.save([(made, self._working[made.id][1]) for made in kept], self._made_with)
        for made in results:
            del self._working[made.id]
        return outcomes

    def export(self, tables: Sequence[str]) -> None:
        """Write the index and the files with all articles, except those that show all of them already."""
        try:
            for name in tables:
                path = self._out / f"briefings.{name}"
                if self._is_due(path):
                    write_table(path, self._manifest.records(), name)
                    self._manifest.exported(path.name)
            if self._is_due(index_path(self._out)):
                path = write_index(self._out, self._manifest.entries(), self._settings.formats)
                self._manifest.exported(path.name)
        except OSError as error:
            raise BatchError(_unwritable(error)) from None

    def _is_due(self, path: Path) -> bool:
        return not (path.exists() and self._manifest.is_exported(path.name))

    def _plan(self, window: list[Item]) -> list[Item] | None:
        if not window:
            return None
        window = [item for item in window if self._is_new(item)]
        todo: list[Item] = []
        failed: list[ItemResult] = []
        for item, entry in zip(window, self._manifest.enter(window), strict=True):
            try:
                digest = item.digest()
            except BatchError as error:
                self._working[item.id] = entry, None, item.label
                failed.append(failure(item, str(error), self._settings))
                continue
            decision: Decision = "make"
            if not self._force:
                decision = decide(
                    entry, digest, self._made_with, self._out, self._settings, retry_failed=self._retry_failed
                )
            if decision == "make":
                self._working[item.id] = entry, digest, item.label
                todo.append(item)
            else:
                self._ready.append(_earlier(entry, item, decision))
        self._ready.extend(self.keep(failed))
        return todo

    def _is_new(self, item: Item) -> bool:
        """Return whether an id is new in this run; a second article with the same id would hide the first."""
        key = hash(writable(item.id))
        if key in self._seen:
            reason = "An earlier article has the same id; make the ids unique."
            self._ready.append(BatchOutcome(item.id, item.label, "failed", reason=reason))
            return False
        self._seen.add(key)
        return True

    def _write(self, entry: ManifestEntry, made: ItemResult) -> None:
        if made.error:  # documents from an earlier version of the article would mislead
            for path in entry.documents(self._out, list(FORMATS)):
                path.unlink(missing_ok=True)
        formats = list(made.documents)
        for name, path in zip(formats, entry.documents(self._out, formats), strict=True):
            write_atomically(path, made.documents[name])


def outcome_of(made: ItemResult, label: str) -> BatchOutcome:
    """Return the outcome of an article processed in this run."""
    return BatchOutcome(
        made.id,
        label,
        "failed" if made.error else "done",
        made.words,
        made.sentences,
        made.seconds,
        made.error,
        made.differences,
        made.problem,
        made.linked,
    )


def _unwritable(error: OSError) -> str:
    return f"The output cannot be written: {error.strerror}; correct this and run the same command again."


def _earlier(entry: ManifestEntry, item: Item, decision: Decision) -> BatchOutcome:
    """Return the outcome of an article that was done, or failed, in an earlier run."""
    return BatchOutcome(
        item.id,
        item.label,
        "failed" if decision == "failed" else "skipped",
        entry.words or 0,
        entry.sentences or 0,
        reason=f"{entry.error} It failed before; --retry-failed tries it again." if entry.error else None,
        differences=entry.differences,
        problem=entry.problem,
    )


def plan(
    items: Iterable[Item],
    out: Path,
    briefer: Briefer,
    settings: BatchSettings,
    formats: Collection[str] = DEFAULT_FORMATS,
    *,
    force: bool = False,
    retry_failed: bool = False,
) -> Iterator[tuple[Item, str]]:
    """Yield what `process` would do with each item, or why it cannot be read, without writing anything.

    Raises:
        BatchError: the manifest cannot be read.
        ModelError: models.txt cannot be read, or names no model on this machine.
    """
    settings = with_formats(settings, formats)
    made_with, _ = signature(settings, briefer)
    with Manifest(out, read_only=True) as manifest:
        for item in items:
            try:
                entry, digest = manifest.find(item), item.digest()
            except BatchError as error:
                yield item, str(error)
                continue
            decision = decide(entry, digest, made_with, out, settings, retry_failed=retry_failed)
            yield item, "make" if force else decision

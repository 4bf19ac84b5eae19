"""A batch on a Ray cluster: Ray Data with one actor per worker, each loading the models once."""

import json
import logging
import os
import pickle
from collections.abc import Generator, Iterable, Iterator
from dataclasses import asdict
from typing import Any, Final

from passerelle.batch.parts import (
    BatchPart,
    ParquetSlice,
    PartFolder,
    divided,
    inputs_signature,
    part_size,
    work_on_part,
)
from passerelle.batch.run import outcome_of, signature, with_formats
from passerelle.batch.types import BatchOutcome, BatchSettings, Item
from passerelle.briefing.pipeline import Briefer
from passerelle.errors import BatchError

# Ray keeps some state for each block.
_MAX_BLOCKS: Final = 10_000


class BriefingActor:
    """The work of one worker: it briefs the articles of a part and writes its file atomically.

    Args:
        briefer: pickled as its settings.
        settings: the output to produce.
        out: URI or path of the output folder.
        table: `jsonl` or `parquet`.
    """

    def __init__(self, briefer: Briefer, settings: BatchSettings, out: str, table: str) -> None:
        self._briefer, self._settings = briefer, settings
        self._folder = PartFolder(out, table)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        """Process the parts in a Ray Data batch; return the outcomes of their articles."""
        reports = []
        for blob in batch["part"]:
            part: BatchPart = pickle.loads(blob)
            results = list(work_on_part(self._briefer, part, self._settings))
            self._folder.write(part.number, [r.record.encode() for r in results if r.record is not None])
            reports.append(json.dumps([asdict(outcome_of(result, result.id)) for result in results]))
        return {"outcomes": reports}


def process_on_ray(
    sources: Iterable[Item | ParquetSlice],
    out: str,
    briefer: Briefer,
    settings: BatchSettings | None = None,
    *,
    table: str = "jsonl",
    workers: int = 1,
    address: str | None = None,
) -> Generator[BatchOutcome]:
    """Write the records of a batch to files of several articles each, in the order of the input.

    The records are those of `passerelle.batch.run.process`, byte for byte. Existing parts are skipped,
    so that a batch resumes where it was killed; Ray restarts a lost worker and redoes its part. Ray
    Data gives the next part to a worker that has room for it.

    Args:
        sources: the articles.
        out: folder on any file system that pyarrow supports and all workers can reach.
        briefer: creates the briefings; its models must be on every machine.
        settings: the output to produce for each article.
        table: `jsonl` or `parquet`.
        workers: number of workers, with one core each.
        address: address of a running cluster, as for `ray.init`; None for one on this machine.

    Yields:
        The outcome of each article of this run, as its part is finished.

    Raises:
        BatchError: Ray is not installed or cannot be reached, or the folder belongs to another batch.
        ModelError: models.txt cannot be read, or names no model on this machine.
    """
    settings = with_formats(settings or BatchSettings(), [table])
    found = list(sources)
    folder = PartFolder(out, table)
    made_with, _ = signature(settings, briefer)
    parts = divided(found, folder.begin(inputs_signature(found, made_with), part_size(found, workers)))
    there = folder.finished()
    rows = [{"part": pickle.dumps(part)} for part in parts if part.number not in there]
    if rows:
        ray = _start(address, workers)
        try:
            yield from _outcomes(ray, rows, workers, (briefer, settings, out, table))
        finally:
            ray.shutdown()
    folder.clean()


def _outcomes(
    ray: Any, rows: list[dict[str, bytes]], workers: int, arguments: tuple[Any, ...]
) -> Iterator[BatchOutcome]:
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    parts = ray.data.from_items(rows, override_num_blocks=min(len(rows), _MAX_BLOCKS))
    made = parts.map_batches(
        BriefingActor,
        fn_constructor_args=arguments,
        batch_size=1,
        compute=ray.data.ActorPoolStrategy(size=workers),
        num_cpus=1,
    )
    for row in made.iter_rows():
        yield from (BatchOutcome(**outcome) for outcome in json.loads(row["outcomes"]))


def _start(address: str | None, workers: int) -> Any:
    """Connect to a cluster, or start one here, with Ray's usage statistics off."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        import ray.data
    except ImportError:
        raise BatchError(
            "The ray engine needs another package; install it with: pip install 'passerelle[ray]'."
        ) from None
    options: dict[str, Any] = {"logging_level": "ERROR", "log_to_driver": False}
    if address is None:
        options |= {"num_cpus": workers, "include_dashboard": False}
    try:
        ray.init(address=address or "local", **options)
    except (ConnectionError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split())[:200]
        raise BatchError(
            f"The Ray cluster at {address} cannot be reached ({reason}); check --address."
            if address
            else f"Ray cannot be started on this machine ({reason}); close other programs and try again."
        ) from None
    return ray

"""The command that briefs many articles: `python batch.py PATH... --out DIR`."""

import re
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from passerelle.batch.formats import DEFAULT_FORMATS, TABLES
from passerelle.cli.batch_report import Report, log_to, print_plan
from passerelle.cli.options import (
    Device,
    GlossaryFile,
    Language,
    Length,
    ModelsFile,
    Quiet,
    Verbose,
    check_device,
    check_language,
    check_quiet,
    find_format,
    read_length,
)
from passerelle.cli.run import examples, run
from passerelle.cli.streams import read_input
from passerelle.console import printable
from passerelle.errors import BatchError
from passerelle.listing import listed
from passerelle.output import FORMATS
from passerelle.storage import read_regular
from passerelle.urls import is_address

if TYPE_CHECKING:
    from passerelle.batch.inputs import FoundInputs, Inputs
    from passerelle.batch.parts import ParquetSlice
    from passerelle.batch.types import BatchOutcome, BatchSettings, Item
    from passerelle.briefing.pipeline import Briefer

# Maximum size of a list of paths or addresses, of about a million lines.
MAX_LIST_BYTES = 100_000_000

EXAMPLES = examples(
    "passerelle batch news/ --out briefings/",
    "passerelle batch 'news/**/*.txt' --out briefings/ --language fr --format json,md --workers 2",
    "passerelle batch --feed https://example.org/rss --limit 20 --out briefings/",
    "passerelle batch corpus.parquet --text-column body --format parquet --out briefings/",
)

Paths = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="PATH",
        help="Files, folders or patterns such as 'news/**/*.txt'. Each row of a .jsonl, .csv, .tsv or "
        ".parquet file is an article.",
    ),
]
OutFolder = Annotated[
    str,
    typer.Option(
        "--out", "-o", metavar="DIR", help="Folder for the briefings; created if it does not exist."
    ),
]
FromFile = Annotated[
    str | None,
    typer.Option(
        "--from", metavar="FILE", help="Read more paths from a file, one per line; - for standard input."
    ),
]
UrlsFile = Annotated[
    str | None,
    typer.Option(
        "--urls",
        metavar="FILE",
        help="Fetch the web addresses listed in a file, one per line; - for standard input. "
        "robots.txt is obeyed, and each site gets one request at a time.",
    ),
]
Feeds = Annotated[
    list[str] | None,
    typer.Option("--feed", metavar="FEED", help="Address or file of an RSS or Atom feed or a sitemap."),
]
TextColumn = Annotated[
    str, typer.Option("--text-column", metavar="NAME", help="Column of a table that holds the article.")
]
IdColumn = Annotated[
    str | None,
    typer.Option("--id-column", metavar="NAME", help="Column of a table that holds the id.  [default: id]"),
]
FetchPolitely = Annotated[
    bool,
    typer.Option(
        "--fetch",
        help="Fetch the originals that articles link to, where robots.txt allows it, and compare. "
        "--retry-failed retries those that could not be fetched.",
    ),
]
FormatNames = Annotated[
    list[str] | None,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help=f"{listed(FORMATS, 'or')} for one file per article; {listed(TABLES, 'or')} for one file with "
        f"all of them. Repeatable, or a comma-separated list.  [default: {','.join(DEFAULT_FORMATS)}]",
        autocompletion=lambda: [*FORMATS, *TABLES],
    ),
]
Workers = Annotated[int, typer.Option("--workers", min=1, max=1024, help="Number of worker processes.")]
Engine = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="ENGINE",
        help="local, or ray for a Ray cluster: paths and DIR may then be on remote file systems, such as "
        "s3://bucket/news, and the output is jsonl or parquet, in parts.",
        autocompletion=lambda: ["local", "ray"],
    ),
]
Address = Annotated[
    str | None,
    typer.Option(
        "--address", metavar="ADDRESS", help="Address of the Ray cluster; by default, one on this machine."
    ),
]
Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Stop after this many articles.")]
Force = Annotated[bool, typer.Option("--force", help="Redo articles that are done and unchanged.")]
RetryFailed = Annotated[
    bool, typer.Option("--retry-failed", help="Retry articles that failed, even if they are unchanged.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done without writing anything.")]
LogFile = Annotated[
    Path | None,
    typer.Option("--log", metavar="FILE", help="Append one line of JSON per article as it finishes."),
]
UseMemory = Annotated[
    bool,
    typer.Option(
        "--memory/--no-memory",
        help="Reuse translations from earlier runs and save new ones; the output then depends on them.",
    ),
]


@dataclass(frozen=True, slots=True)
class _Job:
    """A batch as requested on the command line."""

    inputs: "Inputs"
    out: str
    briefer: "Briefer"
    settings: "BatchSettings"
    formats: tuple[str, ...]
    workers: int
    engine: str
    address: str | None
    force: bool
    retry_failed: bool
    dry_run: bool


def batch(
    out: OutFolder,
    paths: Paths = None,
    from_file: FromFile = None,
    urls: UrlsFile = None,
    feeds: Feeds = None,
    text_column: TextColumn = "text",
    id_column: IdColumn = None,
    language: Language = None,
    length: Length = "standard",
    fetch: FetchPolitely = False,
    format_names: FormatNames = None,
    workers: Workers = 1,
    engine: Engine = "local",
    address: Address = None,
    limit: Limit = None,
    force: Force = False,
    retry_failed: RetryFailed = False,
    dry_run: DryRun = False,
    log: LogFile = None,
    glossary: GlossaryFile = None,
    memory: UseMemory = False,
    models_file: ModelsFile = None,
    device: Device = "auto",
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    """Brief many articles into a folder.

    A file that fails is reported, and the batch continues. A second run skips finished files
    that are unchanged. Exit status: 0 all done, 1 some failed, 2 not started or ended early, 130
    interrupted.
    """
    from passerelle.batch.inputs import Inputs
    from passerelle.batch.types import BatchSettings
    from passerelle.briefing.pipeline import Briefer
    from translate import Glossary

    check_quiet(quiet, verbose)
    wanted, formats = read_length(length), _formats(format_names, engine)
    check_language(language, models_file)
    check_device(device)
    terms = Glossary.read(glossary) if glossary else None
    settings = BatchSettings(language=language, length=wanted, glossary=terms, fetch=fetch)
    briefer = Briefer(models_file, device=device, memory=memory)
    if from_file == urls == "-":
        raise typer.BadParameter(
            "--from and --urls cannot both read standard input; give one of them a file."
        )
    named = (*(paths or ()), *_lines(from_file, "--from"))
    inputs = Inputs(named, tuple(_lines(urls, "--urls")), tuple(feeds or ()), text_column, id_column, limit)
    options = (formats, workers, engine, address, force, retry_failed, dry_run)
    report = Report(out, quiet=quiet, verbose=verbose)
    try:
        _run_batch(_Job(inputs, out, briefer, settings, *options), report, log)
    except BatchError as error:
        raise typer.BadParameter(printable(str(error))) from None
    report.end()


def _run_batch(job: _Job, report: Report, log: Path | None) -> None:
    """Run the batch, reporting each outcome; an interrupt or a full disk ends it cleanly.

    Raises:
        BatchError: the inputs or the options are wrong; nothing was done.
    """
    if job.engine == "ray":
        total, outcomes = None, _on_ray(job, report)
    else:
        found = _found(job.inputs, Path(job.out), report)
        if job.dry_run:
            again = {"force": job.force, "retry_failed": job.retry_failed}
            print_plan(found.items, Path(job.out), job.briefer, job.settings, job.formats, **again)
            return
        total, outcomes = found.total, _here(job, found, report)
    with log_to(log) as note, report.progress(total), closing(outcomes):
        try:
            for outcome in outcomes:
                report.add(outcome)
                note(outcome)
        except KeyboardInterrupt:
            report.interrupted = True
        except BatchError as error:
            report.problem = str(error)


def _here(job: _Job, found: "FoundInputs", report: Report) -> "Generator[BatchOutcome]":
    from passerelle.batch.run import process

    yield from process(
        found.items,
        Path(job.out),
        job.briefer,
        job.settings,
        formats=job.formats,
        workers=job.workers,
        force=job.force,
        retry_failed=job.retry_failed,
        on_event=report.event if job.workers == 1 else None,
    )


def _on_ray(job: _Job, report: Report) -> "Generator[BatchOutcome]":
    from passerelle.batch.on_ray import process_on_ray
    from passerelle.batch.parts import listed

    if job.force or job.retry_failed or job.dry_run or job.inputs.limit:
        raise BatchError(
            "--force, --retry-failed, --limit and --dry-run work only with the local engine; with ray, "
            "choose a new folder."
        )
    inputs = job.inputs
    remote = [path for path in inputs.paths if "://" in path and not is_address(path)]
    local = replace(inputs, paths=[path for path in inputs.paths if path not in remote])
    sources: list[Item | ParquetSlice] = []
    for uri in remote:
        sources += listed(uri, inputs.text_column, inputs.id_column)
    if not sources or local.paths or local.addresses or local.feeds:
        sources += _found(local, Path("/" if "://" in job.out else job.out), report).items
    return process_on_ray(
        sources,
        job.out,
        job.briefer,
        job.settings,
        table=job.formats[0],
        workers=job.workers,
        address=job.address,
    )


def _found(inputs: "Inputs", out: Path, report: Report) -> "FoundInputs":
    from passerelle.batch.inputs import collect

    ignored: list[Path] = []
    found = collect(inputs, out, ignored.append)
    report.ignored(ignored)
    return found


def _formats(given: Sequence[str] | None, engine: str) -> tuple[str, ...]:
    """Return the names of the formats, each once.

    Raises:
        typer.BadParameter: there is no such format or engine, or the engine cannot write the format.
    """
    if engine not in ("local", "ray"):
        raise typer.BadParameter(
            f"{printable(engine)!r} is not an engine; choose local or ray.", param_hint="--engine"
        )
    usual = DEFAULT_FORMATS if engine == "local" else TABLES[:1]
    names = [name.strip() for group in given or usual for name in group.split(",")]
    formats = tuple(dict.fromkeys(find_format(name, TABLES) for name in names))
    if engine == "ray" and (len(formats) > 1 or formats[0] not in TABLES):
        raise typer.BadParameter(
            "the ray engine writes jsonl or parquet; choose one of them.", param_hint="--format"
        )
    return formats


def _lines(name: str | None, option: str) -> list[str]:
    """Return the lines of a list, except empty ones and those that begin with #."""
    if name is None:
        return []
    try:
        content = read_input(MAX_LIST_BYTES + 1) if name == "-" else read_regular(Path(name), MAX_LIST_BYTES)
        if len(content) > MAX_LIST_BYTES:
            raise ValueError
    except (OSError, ValueError) as error:
        reason = (
            getattr(error, "strerror", None)
            or f"its path is not valid, or it is larger than {MAX_LIST_BYTES / 1e6:g} MB"
        )
        raise typer.BadParameter(
            f"the list {printable(name)} cannot be read ({reason}); give a file, or - for standard input.",
            param_hint=option,
        ) from None
    # A line is a path, which may hold any character but NUL and a line end.
    text = content.decode("utf-8-sig", "surrogateescape").replace("\0", "\N{REPLACEMENT CHARACTER}")
    lines = [line.strip(" \t") for line in re.split(r"\r\n?|\n", text)]
    return [line for line in lines if line and not line.startswith("#")]


def main() -> None:
    """Run the command as a standalone program."""
    run(batch, epilog=EXAMPLES.replace("passerelle batch", "python batch.py"))


if __name__ == "__main__":
    main()

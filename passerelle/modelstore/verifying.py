"""Compare the models on this machine with their hashes, and retest them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from passerelle.errors import ModelError, PasserelleError
from passerelle.modelstore import conversion, formats, hashing, records, registry
from passerelle.modelstore.loading import load_spec
from passerelle.modelstore.progress import ModelProgress, OnProgress
from passerelle.modelstore.registry import ModelSpec
from passerelle.modelstore.store import pick


@dataclass(frozen=True, slots=True)
class Verified:
    """The result of verifying a model that is on this machine.

    Attributes:
        spec: its line of models.txt.
        problems: the problems found, one sentence each.
        files: number of files.
        compared: number of files whose hash is known, from the fetch or the hub.
    """

    spec: ModelSpec
    problems: tuple[str, ...]
    files: int
    compared: int


def verify(
    wanted: str = "all",
    models_file: Path | None = None,
    *,
    ask_hub: bool = False,
    on_progress: OnProgress | None = None,
) -> Iterator[Verified]:
    """Compare the models on this machine with their hashes, and retest them.

    Args:
        wanted: see `pick`.
        models_file: see `pick`.
        ask_hub: whether to compare hub models with the hashes that the hub states now, too.
        on_progress: called with the progress.

    Raises:
        ModelError: no line matches, no model is on this machine, or models.txt cannot be read.
    """
    report = on_progress or (lambda progress: None)
    specs = pick(wanted, models_file)
    here = [(spec, folder) for spec in specs if (folder := registry.find(spec))]
    if not here:
        one = len({spec.location for spec in specs}) == 1
        missing, what = (f"{wanted} is not", "it") if one else ("None of these models is", "one")
        raise ModelError(f"{missing} on this machine; fetch {what} first.")
    for spec, folder in here:
        yield _verify_one(spec, folder, report, ask_hub=ask_hub and spec.folder is None)


def _verify_one(spec: ModelSpec, folder: Path, report: OnProgress, *, ask_hub: bool) -> Verified:
    from passerelle.modelstore import hub_cache

    report(ModelProgress(spec.name, "looking"))
    known: dict[str, str] = {}
    same: dict[str, bool] = {}
    files: dict[str, Path] = {}
    problems: list[str] = []
    try:
        known, files = _known_hashes(spec, folder), formats.model_files(folder)
        problems += [f"{name} is missing" for name in known if name not in files]
        for name, path in files.items():
            if name in known and not hub_cache.matches(path, known[name]):
                problems.append(f"{name} has changed since it was fetched (its hash differs)")
        if ask_hub:
            from passerelle.modelstore import hub

            same = hub.compare(spec, folder)
            problems += [f"{name} differs from the hub's" for name in sorted(same) if not same[name]]
        if not problems:
            report(ModelProgress(spec.name, "converting"))
            _test_again(spec, folder)
            problems += records.refusals(folder, spec.role, spec.languages).values()
    except PasserelleError as error:
        problems.append(str(error).rstrip("."))
    except OSError as error:
        problems.append(f"{error.filename or folder} cannot be read: {error.strerror or error}")
    return Verified(spec, tuple(problems), len(files), len((known.keys() | same) & files.keys()))


def _test_again(spec: ModelSpec, folder: Path) -> None:
    """Load a model from its files as they are now, and test it.

    Raises:
        PasserelleError: it cannot be loaded, or fails its test.
    """
    hashing.forget(folder)
    content = conversion.content_hash(folder)
    records.forget(folder, content)
    for made in conversion.conversions(content):
        hashing.forget(made)
    load_spec(spec, folder)


def _known_hashes(spec: ModelSpec, folder: Path) -> dict[str, str]:
    """Return the known hashes of a model's files by name; those recorded here take precedence."""
    from passerelle.modelstore import hub_cache

    stated = {name: hub_cache.stated_hash(path) for name, path in formats.model_files(folder).items()}
    known = {name: value for name, value in stated.items() if value}
    return known | records.fetched_hashes(spec.location, spec.revision)

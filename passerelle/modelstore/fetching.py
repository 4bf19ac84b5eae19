"""Fetch the models of models.txt, convert them and test them."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from passerelle.errors import HubError, ModelError, PasserelleError
from passerelle.modelstore import conversion, formats, records, registry
from passerelle.modelstore.loading import load_spec
from passerelle.modelstore.progress import ModelProgress, OnProgress, byte_counter
from passerelle.modelstore.registry import ModelSpec
from passerelle.modelstore.store import is_embedded, pick, why_refused
from passerelle.storage import expanded

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Fetched:
    """The result of fetching a model.

    Attributes:
        spec: the line of models.txt that was fetched, or the last one tried.
        state: `ready`, `here` (it was ready before) or `failed`.
        reason: why it failed, or empty.
        note: a remark about a model that is ready, or empty.
    """

    spec: ModelSpec
    state: Literal["ready", "here", "failed"]
    reason: str = ""
    note: str = ""


def fetch(
    wanted: str = "all",
    models_file: Path | None = None,
    *,
    source: str | None = None,
    on_progress: OnProgress | None = None,
) -> Iterator[Fetched]:
    """Fetch models, convert them and test them; yield each when it is done.

    Lines of models.txt with the same id are alternatives: the first that is available is fetched.

    Args:
        wanted: see `pick`; the user's own folders are converted and tested.
        models_file: see `pick`.
        source: where to fetch them from instead of the hub: the address of a mirror, or a
            folder (a copy of a hub cache, a folder of models by id, or one model's folder).
        on_progress: called with the progress.

    Raises:
        ModelError: no line matches, or models.txt cannot be read. A failure of one model
            is yielded.
    """
    report = on_progress or (lambda progress: None)
    many = wanted in ("all", "translate", "summarize")
    specs = [spec for spec in pick(wanted, models_file) if not (many and is_embedded(spec))]
    groups: dict[str, list[ModelSpec]] = {}
    for spec in specs:
        groups.setdefault(f"{spec.role} {spec.location}", []).append(spec)
    for alternatives in groups.values():
        alternatives.sort(key=lambda spec: registry.find(spec) is None)  # prefer one on this machine
        yield _fetch_one(alternatives, source, report, alone=len(groups) == 1)


def _fetch_one(
    alternatives: Sequence[ModelSpec], source: str | None, report: OnProgress, *, alone: bool
) -> Fetched:
    reasons: list[str] = []
    for spec in alternatives:
        before = registry.find(spec)
        if before is None and spec.folder is not None:
            reasons.append(f"{spec.folder} is not a model's folder or archive; correct {spec.file}.")
            continue
        try:
            folder = before or _obtain(spec, source, report, alone=alone)
            report(ModelProgress(spec.name, "converting"))
            refused = records.refusals(folder, spec.role, spec.languages)
            allowed = [language for language in spec.languages if language not in refused]
            if not allowed:
                raise ModelError(f"{spec.label} is not used: {why_refused(refused)}; choose another model.")
            load_spec(spec, folder, allowed)
        except PasserelleError as error:
            reasons.append(str(error))
            continue
        report(ModelProgress(spec.name, "ready"))
        notes = []
        if refused := records.refusals(folder, spec.role, spec.languages):
            notes.append(f"not used for {', '.join(refused)}: {why_refused(refused)}")
        if folder.is_dir() and formats.is_pickle(folder):
            notes.append("its weights are a pickle, read by torch's restricted unpickler in a subprocess")
        return Fetched(spec, "here" if before else "ready", note="; ".join(notes))
    return Fetched(spec, "failed", " ".join(dict.fromkeys(reasons)))


def _obtain(spec: ModelSpec, source: str | None, report: OnProgress, *, alone: bool) -> Path:
    """Download a hub model, or copy it from a folder."""
    if source is not None and not source.lower().startswith(("http://", "https://")):
        if "://" in source:
            raise ModelError(
                f"{source!r} is not a source of models; --from takes a folder, or an address that "
                "starts with https:// or http://."
            )
        return _copy(spec, expanded(source), report, alone=alone)
    from passerelle.modelstore import hub

    report(ModelProgress(spec.name, "looking"))
    listing = hub.look_up(spec, source)
    on_bytes = byte_counter(spec.name, "downloading", listing.size, report)
    folder = hub.download(spec, listing, endpoint=source, on_bytes=on_bytes)
    found = registry.find(spec)
    if found is None:
        raise HubError(f"{spec.location} is incomplete after its download to {folder}; fetch it again.")
    facts = {"from": source or "hub", "commit": listing.commit}
    records.note_fetched(spec.location, spec.revision, found, facts)
    return found


def _copy(spec: ModelSpec, source: Path, report: OnProgress, *, alone: bool) -> Path:
    """Copy a hub model from a folder to the user's data folder; damaged files are not kept."""
    from passerelle.modelstore import hub, hub_cache

    if not source.is_dir():
        raise ModelError(f"{source} is not a folder; --from takes a folder or the address of a mirror.")
    folder = _find_in_folder(spec, source, alone=alone)
    target = spec.imported
    if broken := _with_broken_links(spec, source, folder):
        raise ModelError(
            f"{broken} consists of links to files that were not copied with it; copy the whole cache again, "
            f"with the blobs folders that the links point to, or {broken.name} alone with: cp -rL"
        )
    if folder is None or target is None:
        raise ModelError(
            f"{source} has no {spec.location} at {spec.short_revision}; give a copy of a hub cache "
            f"(models--{spec.location.replace('/', '--')}/snapshots/…), or a folder with "
            f"{spec.location}/config.json."
        )
    names = hub.needed({path.name for path in folder.iterdir() if path.is_file()})
    total = sum((folder / name).stat().st_size for name in names)
    conversion.check_space(target, total + total // 2, f"copy {spec.location}")
    on_bytes = byte_counter(spec.name, "copying", total, report)
    unfinished = target.with_name(f".{target.name}.part")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for name in names:
            with (folder / name).open("rb") as original, (unfinished / name).open("wb") as copy:
                while block := original.read(_CHUNK_BYTES):
                    copy.write(block)
                    on_bytes(len(block))
            stated = hub_cache.stated_hash(folder / name)
            if stated and not hub_cache.matches(unfinished / name, stated):
                raise HubError(
                    f"{folder / name} is damaged (its hash differs from the hub's); copy it again."
                )
        shutil.rmtree(target, ignore_errors=True)
        unfinished.replace(target)
    except OSError as error:
        raise ModelError(
            f"{folder} cannot be copied to {target} ({error.strerror or error}); check the permissions and "
            "the free space there."
        ) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    records.note_fetched(spec.location, spec.revision, target, {"from": str(folder)})
    return target


def _with_broken_links(spec: ModelSpec, source: Path, found: Path | None) -> Path | None:
    """Return the folder of a model if it contains broken links, as after a copy without `blobs/`.

    Args:
        spec: a hub model.
        source: the folder that was searched.
        found: the model's folder, if it is complete enough to be found.
    """
    from passerelle.modelstore import hub_cache

    name = hub_cache.folder_name(spec.location)
    snapshots = [s for cache in (source, source / "hub") for s in cache.glob(f"{name}/snapshots/*")]
    looked_at = [found] if found else [*snapshots, source]
    return next((folder for folder in looked_at if hub_cache.dangling(folder)), None)


def _find_in_folder(spec: ModelSpec, source: Path, *, alone: bool) -> Path | None:
    """Find a hub model in a folder: as a hub cache, by the model's id, or as the folder itself."""
    owner, name = spec.location.split("/")
    for cache in (source, source / "hub"):
        storage = cache / f"models--{owner}--{name}"
        snapshots = sorted(storage.glob("snapshots/*"))
        wanted = spec.commit or registry.commit_of(storage, spec.revision or "main")
        for snapshot in snapshots:
            if wanted and snapshot.name.startswith(wanted) and formats.identify(snapshot):
                return snapshot
    for folder in (source / owner / name, source / name, *([source] if alone else [])):
        if folder.is_dir() and formats.identify(folder):
            return folder
    return None

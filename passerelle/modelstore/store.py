"""The models of models.txt as a person has them: list, fetch, verify and remove.

Nothing here prints; progress goes to a callback, so that a page can show it as well as a
terminal.
"""

import contextlib
import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from passerelle import storage
from passerelle.errors import HubError, ModelError, PasserelleError
from passerelle.modelstore import conversion, formats, records, registry
from passerelle.modelstore.loading import load_spec
from passerelle.modelstore.published import PUBLISHED
from passerelle.modelstore.registry import ModelSpec

Stage = Literal["looking", "downloading", "copying", "converting", "ready"]
_CHUNK = 1 << 20
# A card is a page; of a longer one this much is looked at.
_MOST_OF_A_CARD = 200_000
# The sets that say most, most telling first: news and what others measure too.
_TELLING = ("flores", "newstest", "iwslt")
_FIGURE = re.compile(r"\d{1,2}\.\d{1,2}")
_MEASURED = re.compile(r"(?P<set>[\w. -]{1,40}?) +(?P<language>[a-z]{2,3})-en")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the fetching of a model is.

    Attributes:
        model: its name.
        stage: what is being done; converting includes the test on golden sentences.
        done, total: bytes, while downloading or copying; else 0.
    """

    model: str
    stage: Stage
    done: int = 0
    total: int = 0


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class ModelState:
    """A line of models.txt and how it stands on this machine.

    Attributes:
        spec: the line.
        folder: where the model lies; None where it is absent.
        state: `refused` is a model that is here and whose output is wrong.
        reason: why it is refused, else empty.
        size: bytes on this disk, or to fetch where that is known; None where it is not.
        quality: a published figure, or empty.
        used_for: the languages that this line's model is used for now.
        embedded: whether it came with this installation.
        pickle: whether its weights are a pickle, which is read by torch's restricted unpickler
            in a process of its own only.
    """

    spec: ModelSpec
    folder: Path | None
    state: Literal["present", "absent", "refused"]
    reason: str
    size: int | None
    quality: str
    used_for: tuple[str, ...]
    embedded: bool
    pickle: bool


def states(models_file: Path | None = None) -> tuple[ModelState, ...]:
    """Every model of models.txt, in its order.

    Raises:
        ModelError: models.txt cannot be read.
    """
    used: set[tuple[registry.Role, str]] = set()
    found = []
    for spec in registry.load(models_file):
        folder = registry.find(spec)
        reason = records.refusal(folder) if folder else None
        mine = []
        if folder and not reason:
            mine = [code for code in spec.languages if (spec.role, code) not in used]
            used |= {(spec.role, code) for code in mine}
        known = PUBLISHED.get(spec.location)
        quality = known.quality if known else _stated_quality(folder) if folder else ""
        found.append(
            ModelState(
                spec,
                folder,
                "refused" if reason else "present" if folder else "absent",
                reason or "",
                _size(folder) if folder else known.size if known else None,
                quality,
                tuple(mine),
                is_embedded(spec),
                bool(folder and folder.is_dir() and formats.is_pickle(folder)),
            )
        )
    return tuple(found)


def is_embedded(spec: ModelSpec) -> bool:
    """Whether a model is one of those that come with this installation."""
    shipped = registry.default_models_file().parent / "models"
    return spec.folder is not None and spec.folder.is_relative_to(shipped)


def pick(wanted: str, models_file: Path | None = None) -> tuple[ModelSpec, ...]:
    """The lines of models.txt that are meant.

    Args:
        wanted: `all`, a role, or a model's id, folder or name.
        models_file: a models.txt; None for the user's and the one that came along.

    Raises:
        ModelError: there is none, or models.txt cannot be read.
    """
    specs = registry.load(models_file)
    if wanted == "all":
        return specs
    meant = tuple(
        s for s in specs if wanted in (s.role, s.location, s.name) or (s.folder and wanted == str(s.folder))
    )
    if not meant:
        known = ", ".join(dict.fromkeys(spec.location for spec in specs))
        raise ModelError(
            f"models.txt has no model {wanted!r} (it has: {known}); add a line with passerelle models add."
        )
    return meant


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of fetching a model.

    Attributes:
        spec: the line of models.txt that was fetched, or that was tried last.
        state: `ready` to be used, `here` and ready before, or `failed`.
        reason: why it failed, else empty.
        note: what is worth knowing of one that is ready, else empty.
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
    """Bring models to this machine, convert them, and test them; each is yielded when it is done.

    Lines of models.txt with the same id are alternatives: the first that can be had is fetched.

    Args:
        wanted: see `pick`; folders of the user's own are converted and tested.
        models_file: see `pick`.
        source: where to bring them from in place of the hub: the address of a mirror, or a
            folder (a copy of a hub cache, a folder of models by id, or one model's folder).
        on_progress: called as the work goes on.

    Raises:
        ModelError: nothing is meant, or models.txt cannot be read. What goes wrong with one
            model is yielded.
    """
    report = on_progress or (lambda progress: None)
    many = wanted in ("all", "translate", "summarize")
    specs = [spec for spec in pick(wanted, models_file) if not (many and is_embedded(spec))]
    groups: dict[str, list[ModelSpec]] = {}
    for spec in specs:
        groups.setdefault(f"{spec.role} {spec.location}", []).append(spec)
    for alternatives in groups.values():
        alternatives.sort(key=lambda spec: registry.find(spec) is None)  # what is here is not fetched again
        yield _fetch_one(alternatives, source, report, alone=len(groups) == 1)


def _fetch_one(
    alternatives: Sequence[ModelSpec], source: str | None, report: OnProgress, *, alone: bool
) -> Fetched:
    reasons: list[str] = []
    for spec in alternatives:
        before = registry.find(spec)
        if before is None and spec.folder is not None:
            reasons.append(f"{spec.folder} is no model's folder or archive; correct {spec.file}.")
            continue
        try:
            folder = before or _bring(spec, source, report, alone=alone)
            report(Progress(spec.name, "converting"))
            if reason := records.refusal(folder):
                raise ModelError(f"{spec.label} is not used: {reason}.")
            load_spec(spec, folder)
        except PasserelleError as error:
            reasons.append(str(error))
            continue
        report(Progress(spec.name, "ready"))
        note = ""
        if folder.is_dir() and formats.is_pickle(folder):
            note = "its weights are a pickle, read by torch's restricted unpickler in a process of its own"
        return Fetched(spec, "here" if before else "ready", note=note)
    return Fetched(spec, "failed", " ".join(dict.fromkeys(reasons)))


def _bring(spec: ModelSpec, source: str | None, report: OnProgress, *, alone: bool) -> Path:
    """Download a hub model, or copy it from a folder."""
    if source is not None and not source.lower().startswith(("http://", "https://")):
        if "://" in source:
            raise ModelError(
                f"{source!r} is no place that models come from; --from takes a folder, or an address that "
                "begins with https:// or http://."
            )
        return _copy(spec, Path(source).expanduser(), report, alone=alone)
    from passerelle.modelstore import hub

    report(Progress(spec.name, "looking"))
    listing = hub.look_up(spec, source)
    on_bytes = _counter(spec, "downloading", listing.size, report)
    folder = hub.download(spec, listing, endpoint=source, on_bytes=on_bytes)
    found = registry.find(spec)
    if found is None:
        raise HubError(f"{spec.location} is not whole after its download to {folder}; fetch it again.")
    _record(spec, found, {"from": source or "hub", "commit": listing.commit})
    return found


def _counter(spec: ModelSpec, stage: Stage, total: int, report: OnProgress) -> Callable[[int], None]:
    done = 0

    def on_bytes(count: int) -> None:
        nonlocal done
        done += count
        report(Progress(spec.name, stage, min(done, total), total))

    return on_bytes


def _copy(spec: ModelSpec, source: Path, report: OnProgress, *, alone: bool) -> Path:
    """Copy a hub model from a folder to the user's data folder; what is damaged is not kept."""
    from passerelle.modelstore import hub

    if not source.is_dir():
        raise ModelError(f"{source} is no folder; --from takes a folder or the address of a mirror.")
    folder = _within(spec, source, alone=alone)
    target = spec.imported
    if folder is None or target is None:
        raise ModelError(
            f"{source} has no {spec.location} at {spec.short_revision}; it may be a copy of a hub cache "
            f"(models--{spec.location.replace('/', '--')}/snapshots/…), or hold {spec.location}/config.json."
        )
    names = hub.needed({path.name for path in folder.iterdir() if path.is_file()})
    total = sum((folder / name).stat().st_size for name in names)
    conversion.check_space(target, total + total // 2, f"copy {spec.location}")
    on_bytes = _counter(spec, "copying", total, report)
    unfinished = target.with_name(f".{target.name}.part")
    try:
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        for name in names:
            with (folder / name).open("rb") as original, (unfinished / name).open("wb") as copy:
                while block := original.read(_CHUNK):
                    copy.write(block)
                    on_bytes(len(block))
            stated = hub.stated_hash(folder / name)
            if stated and not hub.matches(unfinished / name, stated):
                raise HubError(f"{folder / name} is damaged: its hash is not the one that the hub states.")
        shutil.rmtree(target, ignore_errors=True)
        unfinished.replace(target)
    except OSError as error:
        raise ModelError(f"{folder} cannot be copied to {target}: {error.strerror or error}.") from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    _record(spec, target, {"from": str(folder)})
    return target


def _within(spec: ModelSpec, source: Path, *, alone: bool) -> Path | None:
    """Where a folder has a hub model: as the hub's cache has it, by its id, or as itself."""
    owner, name = spec.location.split("/")
    for cache in (source, source / "hub"):
        storage = cache / f"models--{owner}--{name}"
        snapshots = sorted(storage.glob("snapshots/*"))
        wanted = spec.commit
        if wanted is None:
            with contextlib.suppress(OSError, UnicodeDecodeError):
                wanted = (storage / "refs" / (spec.revision or "main")).read_text(encoding="utf-8").strip()
        for snapshot in snapshots:
            if wanted and snapshot.name.startswith(wanted) and formats.identify(snapshot):
                return snapshot
    for folder in (source / owner / name, source / name, *([source] if alone else [])):
        if folder.is_dir() and formats.identify(folder):
            return folder
    return None


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of verifying a model that is here.

    Attributes:
        spec: its line of models.txt.
        problems: what is wrong, one sentence each; none if all is well.
        files: how many files there are.
        compared: how many of these a hash was known of, from the fetching or the hub.
    """

    spec: ModelSpec
    problems: tuple[str, ...]
    files: int
    compared: int


def verify(
    wanted: str = "all", models_file: Path | None = None, *, on_progress: OnProgress | None = None
) -> Iterator[Verified]:
    """Hold the models that are here against their hashes, and put their golden sentences to them again.

    Raises:
        ModelError: nothing is meant, none of it is here, or models.txt cannot be read.
    """
    from passerelle.modelstore import hub

    report = on_progress or (lambda progress: None)
    here = [(spec, folder) for spec in pick(wanted, models_file) if (folder := registry.find(spec))]
    if not here:
        raise ModelError(f"{wanted} is not on this machine; fetch it first.")
    for spec, folder in here:
        report(Progress(spec.name, "looking"))
        known: dict[str, str] = {}
        files: dict[str, Path] = {}
        problems: list[str] = []
        try:
            known, files = _known_hashes(spec, folder), _files(folder)
            problems += [f"{name} is gone" for name in known if name not in files]
            for name, path in files.items():
                if name in known and not hub.matches(path, known[name]):
                    problems.append(f"{name} is not what was fetched (its hash has changed)")
            if not problems:
                report(Progress(spec.name, "converting"))
                records.forget(folder, conversion.content_hash(folder))
                load_spec(spec, folder)
        except PasserelleError as error:
            problems.append(str(error).rstrip("."))
        except OSError as error:
            problems.append(f"{error.filename or folder} cannot be read: {error.strerror or error}")
        yield Verified(spec, tuple(problems), len(files), len(known.keys() & files.keys()))


def _known_hashes(spec: ModelSpec, folder: Path) -> dict[str, str]:
    from passerelle.modelstore import hub

    recorded = records.read(_record_path(spec)).get("files", {})
    known = {str(name): str(value) for name, value in recorded.items()} if isinstance(recorded, dict) else {}
    for name, path in _files(folder).items():
        if stated := hub.stated_hash(path):
            known[name] = stated
    return known


def remove(wanted: str, models_file: Path | None = None) -> tuple[str, ...]:
    """Remove models from this machine, with their conversions; lines of models.txt stay.

    Args:
        wanted: see `pick`; a folder of the user's own stays, only its conversion goes.
        models_file: see `pick`.

    Returns:
        What was done, one sentence each.

    Raises:
        ModelError: nothing is meant, it came with this installation, or it cannot be removed.
    """
    done: list[str] = []
    many = wanted in ("all", "translate", "summarize")
    specs = [spec for spec in pick(wanted, models_file) if not (many and is_embedded(spec))]
    for spec in specs:
        if is_embedded(spec):
            raise ModelError(f"{spec.name} came with Passerelle and stays.")
        try:
            if outcome := _remove_one(spec):
                done.append(outcome)
        except OSError as error:
            raise ModelError(
                f"{spec.label} cannot be removed whole ({error.strerror or error}); "
                f"look to the rights of {error.filename or 'its folder'}."
            ) from None
    return tuple(done) or ("Nothing of it is on this machine.",)


def _remove_one(spec: ModelSpec) -> str | None:
    """Remove a model; what was done, None if nothing of it is here."""
    from passerelle.modelstore import hub

    folder = registry.find(spec)
    if folder is None:
        if spec.folder is None and (left := hub.remove_partial(spec.location)):
            return f"{spec.label}: half a download of {conversion.megabytes(left)} is gone."
        return None
    freed = 0
    content = conversion.content_hash(folder)
    for made in conversion.conversions(content):
        freed += _size(made)
        shutil.rmtree(made, ignore_errors=True)
    records.forget(folder, content)
    if spec.folder is not None:
        size = conversion.megabytes(freed)
        return f"{spec.label}: its conversion is gone ({size}); {folder} is yours and stays."
    freed += _size(folder)
    if folder == spec.imported:
        shutil.rmtree(folder)
    else:
        hub.remove(folder)
    _record_path(spec).unlink(missing_ok=True)
    return f"{spec.label} is gone ({conversion.megabytes(freed)})."


def _stated_quality(folder: Path) -> str:
    """The BLEU that a table of a model's card states of each language's most telling set, if it does."""
    try:
        with (folder / "README.md").open(encoding="utf-8") as file:
            lines = file.read(_MOST_OF_A_CARD).splitlines()
    except (OSError, UnicodeDecodeError):
        return ""
    best: dict[str, tuple[int, str]] = {}
    column: int | None = None
    for line in lines:
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if "|" in line else []
        if "BLEU" in cells:
            column = cells.index("BLEU")
        if not cells:
            column = None
            continue
        measured = _MEASURED.fullmatch(cells[0])
        if measured and column and column < len(cells) and _FIGURE.fullmatch(cells[column]):
            name, language = measured["set"], measured["language"]
            rank = next((i for i, t in enumerate(_TELLING) if t in name.casefold()), len(_TELLING))
            if language not in best or rank < best[language][0]:
                best[language] = rank, f"{cells[column]} {language} {name}"
    figures = [text for _, text in best.values()]
    return f"BLEU {', '.join(figures[:3])}" if figures else ""


def _files(folder: Path) -> dict[str, Path]:
    if folder.is_file():
        return {folder.name: folder}
    return {p.name: p for p in sorted(folder.iterdir()) if p.is_file() and not p.name.startswith(".")}


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in _files(folder).values())


def _record_path(spec: ModelSpec) -> Path:
    key = f"{spec.location}@{spec.revision}"
    return (
        storage.data_home() / "models" / "fetched" / f"{hashlib.sha256(key.encode()).hexdigest()[:24]}.json"
    )


def _record(spec: ModelSpec, folder: Path, facts: dict[str, str]) -> None:
    """Write down what was fetched, to verify it by later."""
    hashes = {}
    for name, path in _files(folder).items():
        with path.open("rb") as file:
            hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
    record = {"model": spec.location, "revision": spec.revision, **facts, "files": hashes}
    with contextlib.suppress(OSError):
        records.write(_record_path(spec), record | {"at": datetime.now(UTC).isoformat(timespec="seconds")})

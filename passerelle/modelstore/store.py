"""The models of models.txt on this machine: list, pick and remove them.

Nothing in this package prints; progress goes to a callback (`fetching`, `verifying`), so that a page
can show it as well as a terminal.
"""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from passerelle.errors import ModelError
from passerelle.modelstore import conversion, formats, hashing, records, registry, untrusted
from passerelle.modelstore.published import PUBLISHED
from passerelle.modelstore.registry import ModelSpec


@dataclass(frozen=True, slots=True)
class ModelState:
    """A line of models.txt and the state of its model on this machine.

    Attributes:
        spec: the line.
        folder: folder of the model; None if it is absent.
        state: `refused` means that the model is on this machine but is refused for each of its languages.
        reason: why it is refused, for one of its languages or all, or empty.
        size: bytes on disk, or to download; None if unknown.
        quality: a published figure, or empty.
        used_for: the languages that this model is used for.
        embedded: whether it is bundled.
        pickle: whether its weights are a pickle, which only torch's restricted unpickler
            reads, in a subprocess.
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
    """Return the state of every model of models.txt, in its order.

    Raises:
        ModelError: models.txt cannot be read.
    """
    used: set[tuple[registry.Role, str]] = set()
    found = []
    for spec in registry.load(models_file):
        folder = registry.find(spec)
        refused = records.refusals(folder, spec.role, spec.languages) if folder else {}
        usable = [code for code in spec.languages if code not in refused] if folder else []
        mine = [code for code in usable if (spec.role, code) not in used]
        used |= {(spec.role, code) for code in mine}
        known = PUBLISHED.get(spec.name if is_embedded(spec) else spec.location)
        found.append(
            ModelState(
                spec,
                folder,
                "absent" if folder is None else "present" if usable else "refused",
                why_refused(refused),
                _size(folder) if folder else known.size if known else None,
                known.quality if known else "",
                tuple(mine),
                is_embedded(spec),
                bool(folder and folder.is_dir() and formats.is_pickle(folder)),
            )
        )
    return tuple(found)


def why_refused(refused: Mapping[str, str]) -> str:
    """Return the reasons of `records.refusals` in one line."""
    return "; ".join(dict.fromkeys(refused.values()))


def is_embedded(spec: ModelSpec) -> bool:
    """Return whether a model is bundled with this installation."""
    shipped = registry.default_models_file().parent / "models"
    return spec.folder is not None and spec.folder.is_relative_to(shipped)


def pick(wanted: str, models_file: Path | None = None) -> tuple[ModelSpec, ...]:
    """Select lines of models.txt.

    Args:
        wanted: `all`, a role, or a model's id, folder or name.
        models_file: a models.txt; None for the user's own and the bundled one.

    Raises:
        ModelError: no line matches, or models.txt cannot be read.
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


def remove(wanted: str, models_file: Path | None = None) -> tuple[str, ...]:
    """Remove models from this machine, with their conversions; models.txt is not changed.

    Args:
        wanted: see `pick`; for a user's own folder, only the conversion is removed.
        models_file: see `pick`.

    Returns:
        What was removed, one sentence each.

    Raises:
        ModelError: no line matches, the model came with this installation, or it cannot be removed.
    """
    done: list[str] = []
    many = wanted in ("all", "translate", "summarize")
    specs = [spec for spec in pick(wanted, models_file) if not (many and is_embedded(spec))]
    for spec in specs:
        if is_embedded(spec):
            raise ModelError(f"{spec.name} came with Passerelle and cannot be removed; choose another model.")
        try:
            if outcome := _remove_one(spec):
                done.append(outcome)
        except OSError as error:
            raise ModelError(
                f"{spec.label} cannot be removed completely ({error.strerror or error}); "
                f"check the permissions of {error.filename or 'its folder'}."
            ) from None
    return tuple(done) or ("There is nothing to remove." if many else "It is not on this machine.",)


def _remove_one(spec: ModelSpec) -> str | None:
    """Remove a model; return a sentence that confirms it, or None if the model is not here."""
    from passerelle.modelstore import hub_cache

    folder = registry.find(spec)
    if folder is None:
        if spec.folder is None and (left := hub_cache.remove_partial(spec.location)):
            return f"{spec.label}: an unfinished download of {conversion.megabytes(left)} was removed."
        return None
    freed = 0
    # A model whose files were refused has never been converted.
    content = None if untrusted.problem(folder) else conversion.content_hash(folder)
    for made in conversion.conversions(content) if content else ():
        freed += _size(made)
        shutil.rmtree(made, ignore_errors=True)
        hashing.forget(made)
    records.forget(folder, content)
    hashing.forget(folder)
    if spec.folder is not None:
        size = conversion.megabytes(freed)
        return f"{spec.label}: its conversion was removed ({size}); {folder} is yours and was kept."
    freed += _size(folder)
    if folder == spec.imported:
        shutil.rmtree(folder)
    else:
        hub_cache.remove(folder)
    records.forget_fetched(spec.location, spec.revision)
    return f"{spec.label} was removed ({conversion.megabytes(freed)})."


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in formats.model_files(folder).values())

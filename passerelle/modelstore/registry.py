"""Read models.txt, and find which of its models are on this machine."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from passerelle import storage
from passerelle.errors import AbsentModel, ModelError
from passerelle.languages.identify import language_name
from passerelle.listing import listed
from passerelle.modelstore import formats, records

Role = Literal["translate", "summarize"]

_LANGUAGES = re.compile(r"[a-z]{2,3}(\+[a-z]{2,3})*")
# The hub's own rules: no `--`, no `..`, no `.git` at the end, no punctuation at either end.
_HUB_ID = re.compile(
    r"(?!.*(?:--|\.\.|\.git$))[a-z0-9](?:[\w.-]*\w)?/[a-z0-9](?:[\w.-]{,94}\w)?", re.ASCII | re.IGNORECASE
)
_REVISION = re.compile(r"-|(?P<ref>[A-Za-z0-9][\w./-]*)(?:@(?P<commit>[0-9a-f]{7,40}))?")
_COMMIT = re.compile(r"[0-9a-f]{40}")
# A list of models is a few lines.
_MAX_LIST_BYTES = 1_000_000
_MAX_REF_BYTES = 1000
COLUMNS = "role, language, model, revision, licence"


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One line of models.txt.

    Attributes:
        role: `translate` or `summarize`.
        languages: ISO 639 codes of the languages that the model reads.
        location: hub id, or a folder as written.
        revision: branch, tag or commit on the hub; None for a folder.
        commit: first digits of the commit that `revision` must point to; None for any.
        licence: the licence stated by the model's authors.
        file: the models.txt.
        line: number of the line.
        folder: the model's path if `location` is a folder or an archive, else None.
    """

    role: Role
    languages: tuple[str, ...]
    location: str
    revision: str | None
    commit: str | None
    licence: str
    file: Path
    line: int
    folder: Path | None

    @property
    def name(self) -> str:
        """The hub id, or the folder's name."""
        return self.location if self.folder is None else self.folder.name

    @property
    def label(self) -> str:
        """Name and short revision: `Helsinki-NLP/opus-mt-fr-en@b4a9a38`."""
        return f"{self.name}@{self.short_revision}" if self.revision else self.name

    @property
    def short_revision(self) -> str:
        """The first seven digits of the commit if it is known, else the branch or tag; `-` for a folder."""
        return self.commit[:7] if self.commit else self.revision or "-"

    @property
    def imported(self) -> Path | None:
        """The folder for a hub model that is copied here without the hub; None for a user's folder."""
        if self.folder is not None:
            return None
        revision = (self.revision or "main").replace("/", "--")
        return storage.data_home() / "models" / self.location.replace("/", "--") / revision


def default_models_file() -> Path:
    """Return the path of the bundled models.txt.

    In a checkout it is above this package; in an installed wheel, inside it.
    """
    here = Path(__file__).resolve()
    inside = here.with_name("models.txt")
    return inside if inside.exists() else here.parents[2] / "models.txt"


def user_models_file() -> Path:
    """Return the path of the user's own models.txt, which may not exist; its lines come first."""
    return storage.config_home() / "models.txt"


def load(models_file: Path | None = None) -> tuple[ModelSpec, ...]:
    """Read a models.txt.

    Args:
        models_file: the file; None for the user's own one followed by the bundled one.

    Raises:
        ModelError: the file cannot be read, or a line is malformed (it says which).
    """
    if models_file is None:
        own = user_models_file()
        return (*(_read(own) if _exists(own) else ()), *load(default_models_file()))
    specs = _read(models_file)
    if not specs:
        raise ModelError(f"The list of models {models_file} contains no model; add a line of: {COLUMNS}.")
    return specs


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # its folder cannot be read
        raise _unreadable(path, error.strerror) from None


def _unreadable(path: Path, reason: str | None) -> ModelError:
    return ModelError(
        f"The list of models {path} cannot be read: {reason}; correct the file, or choose another one with "
        "--models."
    )


def _read(path: Path) -> tuple[ModelSpec, ...]:
    try:
        lines = storage.read_regular(path, _MAX_LIST_BYTES).decode("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise _unreadable(path, reason) from None
    return tuple(
        _parse(line, number, path)
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.lstrip().startswith("#")
    )


def add(line: str, models_file: Path | None = None) -> ModelSpec:
    """Add a line at the top of a models.txt, so that its model is preferred.

    Args:
        line: role, language, model, revision and licence; a folder's path may be relative to
            the current folder.
        models_file: the models.txt; None for the user's own one, created if necessary.

    Returns:
        The parsed line.

    Raises:
        ModelError: the line is malformed, names a folder that is not a model, or is already there, or the
            file cannot be written.
    """
    models_file = models_file or user_models_file()
    if len(line.splitlines()) != 1:
        raise ModelError(f"A model is one line of: {COLUMNS}.")
    fields = line.split()
    if len(fields) != 5:
        raise ModelError(f"The line has {_columns(len(fields))}, but needs 5: {COLUMNS}.")
    if fields[2].startswith((".", "~")) or Path(fields[2]).is_absolute():
        try:
            fields[2] = str(storage.expanded(fields[2]).resolve())
        except (OSError, RuntimeError, ValueError):
            raise ModelError(f"{fields[2]!r} is not a folder's path; correct it.") from None
    if any(any(c.isspace() for c in field) for field in fields):
        raise ModelError(f"{fields[2]!r} has a space, which models.txt does not allow; rename the folder.")
    spec = _parse("  ".join(fields), 1, models_file, where="The line")
    if spec.folder is not None and formats.identify(spec.folder) is None:
        raise ModelError(
            f"{spec.folder} is not a complete model; give a folder as the Hugging Face hub or "
            "CTranslate2's converters write it, or an OPUS-MT folder or archive."
        )
    try:
        before = ""
        if models_file.exists():
            before = storage.read_regular(models_file, _MAX_LIST_BYTES).decode("utf-8-sig")
        if before and any(_key(other) == _key(spec) for other in _read(models_file)):
            raise ModelError(f"{spec.location} is already in {models_file}.")
        models_file.parent.mkdir(parents=True, exist_ok=True)
        storage.write_atomically(models_file, "  ".join(fields) + "\n" + before)
    except UnicodeDecodeError:
        raise _unreadable(models_file, "it is not UTF-8 text") from None
    except OSError as error:
        raise ModelError(
            f"The list of models {models_file} cannot be written: {error.strerror}; "
            "choose another one with --models."
        ) from None
    return spec


def own_lines(wanted: str, models_file: Path | None = None) -> tuple[ModelSpec, ...]:
    """Return the lines that `remove` would remove: those with the model in the file that `add` writes.

    Args:
        wanted: the model's id, or its folder.
        models_file: the models.txt; None for the user's own one.

    Raises:
        ModelError: the file cannot be read.
    """
    file = models_file or user_models_file()
    if not _exists(file) or file.resolve() == default_models_file().resolve():
        return ()
    return tuple(spec for spec in _read(file) if wanted in (spec.location, str(spec.folder)))


def remove(wanted: str, models_file: Path | None = None) -> tuple[ModelSpec, ...]:
    """Remove the lines with a model from a models.txt, and return them; its files stay.

    Args:
        wanted: the model's id, or its folder.
        models_file: the models.txt; None for the user's own one.

    Raises:
        ModelError: the file cannot be read or written, or it would contain no model.
    """
    removed = own_lines(wanted, models_file)
    if not removed:
        return ()
    file, numbers = removed[0].file, {spec.line for spec in removed}
    if models_file and len(removed) == len(_read(file)):
        raise ModelError(f"{file} contains no other model; add another one first.")
    try:
        lines = storage.read_regular(file, _MAX_LIST_BYTES).decode("utf-8-sig").splitlines(keepends=True)
        kept = (line for number, line in enumerate(lines, start=1) if number not in numbers)
        storage.write_atomically(file, "".join(kept))
    except OSError as error:
        raise ModelError(
            f"The list of models {file} cannot be written: {error.strerror}; check its permissions."
        ) from None
    return removed


def is_hub_id(location: str) -> bool:
    """Return whether a location is a model's id on the hub, such as `Helsinki-NLP/opus-mt-fr-en`."""
    return bool(_HUB_ID.fullmatch(location))


def _key(spec: ModelSpec) -> tuple[Role, tuple[str, ...], str, str | None]:
    return spec.role, spec.languages, spec.location, spec.revision


def _parse(line: str, number: int, path: Path, where: str | None = None) -> ModelSpec:
    def malformed(what: str) -> ModelError:
        return ModelError(f"{where or f'{path.name} line {number}'}: {what}.")

    fields = line.split()
    if len(fields) != 5:
        raise malformed(f"{_columns(len(fields))}, but 5 are needed ({COLUMNS})")
    role, languages, location, revision, licence = fields
    if role not in ("translate", "summarize"):
        raise malformed(f"the role is {role!r}, but must be translate or summarize")
    if not _LANGUAGES.fullmatch(languages):
        raise malformed(f"the language is {languages!r}, but must be codes such as fr or fr+vi")
    folder = None
    if location.startswith((".", "/", "~")) or Path(location).is_absolute():
        try:
            folder = (path.resolve().parent / storage.expanded(location)).resolve()
        except (OSError, RuntimeError, ValueError):
            raise malformed(f"{location!r} is not a folder's path") from None
    elif not is_hub_id(location):
        raise malformed(f"{location!r} is neither a folder (./…, /…) nor a hub id (owner/name)")
    pinned = _REVISION.fullmatch(revision)
    if not pinned or ".." in revision:
        raise malformed(
            f"the revision is {revision!r}, but must be a commit, branch or tag, branch@commit, or -"
        )
    ref = pinned["ref"]
    return ModelSpec(
        role=cast(Role, role),
        languages=tuple(languages.split("+")),
        location=location,
        revision=ref,
        commit=pinned["commit"] or (ref if ref and _COMMIT.fullmatch(ref) else None),
        licence=licence,
        file=path,
        line=number,
        folder=folder,
    )


def find(spec: ModelSpec) -> Path | None:
    """Return the folder (or archive) of a model that is present and complete, else None; never downloads."""
    if spec.folder is not None:
        return spec.folder if formats.identify(spec.folder) else None
    for folder in (*_snapshots(spec), spec.imported):
        if folder and formats.identify(folder):
            return folder
    return None


def _snapshots(spec: ModelSpec) -> list[Path]:
    """Return the folders of a model's revision in the hub's cache, going by its documented layout.

    The hub's library does the same (`try_to_load_from_cache`), but takes a second to import.
    """
    from huggingface_hub import constants

    repository = Path(constants.HF_HUB_CACHE) / f"models--{spec.location.replace('/', '--')}"
    if spec.commit is None:
        ref = spec.revision or "main"
        meant = commit_of(repository, ref) or ref
        return [repository / "snapshots" / meant] if _COMMIT.fullmatch(meant) else []
    # Another program may have moved the branch in the cache; the pinned commit counts.
    return sorted(repository.glob(f"snapshots/{spec.commit}*"))


def commit_of(repository: Path, ref: str) -> str | None:
    """Return the commit of a branch or tag in the hub's cache; None if the cache does not know it.

    Args:
        repository: the model's folder in the cache.
        ref: the branch or tag.
    """
    try:
        return storage.read_regular(repository / "refs" / ref, _MAX_REF_BYTES).decode("ascii").strip()
    except (OSError, ValueError):
        return None


def present(role: Role, language: str, models_file: Path | None = None) -> Iterator[tuple[ModelSpec, Path]]:
    """Yield the models of a role and language that are on this machine and not refused, preferred first.

    Raises:
        ModelError: models.txt cannot be read.
    """
    for spec in load(models_file):
        if spec.role == role and language in spec.languages:
            folder = find(spec)
            if folder and not records.refusals(folder, role, [language]):
                yield spec, folder


def choose(role: Role, language: str, models_file: Path | None = None) -> tuple[ModelSpec, Path]:
    """Return the first model of a role and language that is on this machine and not refused.

    Raises:
        ModelError: models.txt has no such model, or none of them is on this machine and usable.
    """
    specs = [s for s in load(models_file) if s.role == role and language in s.languages]
    task = f"{role}s {language_name(language)}"
    if not specs:
        languages = (code for s in load(models_file) if s.role == role for code in s.languages)
        known = listed(map(language_name, dict.fromkeys(languages))) or "none at all"
        raise ModelError(
            f"models.txt has no model that {task} (it has models for: {known}); add one with: "
            "passerelle models add."
        )
    for found in present(role, language, models_file):
        return found
    for spec in specs:
        if (folder := find(spec)) and (refused := records.refusals(folder, role, [language])):
            reason = refused[language]
            raise ModelError(
                f"The model {spec.label}, which {task}, is not used: {reason}; add another one with: "
                "passerelle models add."
            )
    names = ", ".join(dict.fromkeys(spec.location for spec in specs))
    message = (
        f"No model that {task} is on this machine (models.txt names {names}); "
        "fetch one of them with: passerelle models fetch, or correct its folder."
    )
    raise AbsentModel(message, language) if role == "translate" else ModelError(message)


def embedded(role: Role, language: str) -> Path:
    """Return the folder of the model that ships with Passerelle for a role and language.

    Raises:
        ModelError: none does.
    """
    for spec in load(default_models_file()):
        if spec.role == role and language in spec.languages and spec.folder:
            return spec.folder
    task = f"{role}s {language_name(language)}"
    raise ModelError(f"No model that {task} ships with Passerelle; give the folder of one.")


def source_languages(models_file: Path | None = None) -> tuple[str, ...]:
    """Return the source languages of the translation models of models.txt, in its order."""
    return tuple(
        dict.fromkeys(code for s in load(models_file) if s.role == "translate" for code in s.languages)
    )


def _columns(count: int) -> str:
    return f"{count} column{'' if count == 1 else 's'}"

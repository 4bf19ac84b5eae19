"""models.txt: every model by role, and which of them are on this machine."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from seq2seq.errors import ModelError
from seq2seq.tokenizer import tokenizer_kind

Role = Literal["translate", "summarize"]

_LANGUAGES = re.compile(r"[a-z]{2,3}(\+[a-z]{2,3})*")
_HUB_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_REVISION = re.compile(r"-|[A-Za-z0-9][\w./-]*")
_COLUMNS = "role, language, model, revision, licence"


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One line of models.txt.

    Attributes:
        role: `translate` or `summarize`.
        languages: ISO 639 codes of the languages that the model reads.
        location: hub id, or a folder as written.
        revision: branch, tag or commit on the hub; None for a folder.
        licence: as stated by the model's makers.
        line: number of the line.
        folder: where the model lies if `location` is a folder, else None.
    """

    role: Role
    languages: tuple[str, ...]
    location: str
    revision: str | None
    licence: str
    line: int
    folder: Path | None

    @property
    def name(self) -> str:
        """The hub id, or the folder's name."""
        return self.location if self.folder is None else self.folder.name

    @property
    def label(self) -> str:
        """Name and short revision: `Helsinki-NLP/opus-mt-fr-en@b4a9a38`."""
        return f"{self.name}@{self.revision[:7]}" if self.revision else self.name


def default_models_file() -> Path:
    """The models.txt that came with this installation.

    In a checkout it stands above this package, in an installed wheel within it.
    """
    here = Path(__file__).resolve().parent
    inside = here / "models.txt"
    return inside if inside.exists() else here.parent / "models.txt"


def load(path: Path | None = None) -> tuple[ModelSpec, ...]:
    """Read a models.txt.

    Args:
        path: the file; None for the one that came with this installation.

    Raises:
        ModelError: the file cannot be read, or a line is malformed (it says which).
    """
    path = path or default_models_file()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ModelError(f"The list of models {path} cannot be read: {reason}.") from None
    specs = [
        _parse(line, number, path)
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not specs:
        raise ModelError(f"The list of models {path} names no model; add a line of: {_COLUMNS}.")
    return tuple(specs)


def _parse(line: str, number: int, path: Path) -> ModelSpec:
    def malformed(what: str) -> ModelError:
        return ModelError(f"{path.name} line {number}: {what}.")

    fields = line.split()
    if len(fields) != 5:
        raise malformed(f"{len(fields)} columns where 5 are needed ({_COLUMNS})")
    role, languages, location, revision, licence = fields
    if role not in ("translate", "summarize"):
        raise malformed(f"the role is {role!r}, but must be translate or summarize")
    if not _LANGUAGES.fullmatch(languages):
        raise malformed(f"the language is {languages!r}, but must be codes such as fr or fr+vi")
    folder = None
    if location.startswith((".", "/", "~")) or Path(location).is_absolute():
        try:
            folder = (path.resolve().parent / Path(location).expanduser()).resolve()
        except (OSError, RuntimeError, ValueError):
            raise malformed(f"{location!r} is not a folder's path") from None
    elif not _HUB_ID.fullmatch(location):
        raise malformed(f"{location!r} is neither a folder (./…, /…) nor a hub id (owner/name)")
    if not _REVISION.fullmatch(revision) or ".." in revision:
        raise malformed(f"the revision is {revision!r}, but must be a branch, tag or commit, or -")
    return ModelSpec(
        role=cast(Role, role),
        languages=tuple(languages.split("+")),
        location=location,
        revision=None if revision == "-" else revision,
        licence=licence,
        line=number,
        folder=folder,
    )


def find(spec: ModelSpec) -> Path | None:
    """The folder of a model that is present on this machine, else None; never downloads."""
    if spec.folder is not None:
        return spec.folder if _complete(spec.folder) else None
    # Only the cache's documented layout is read here: no network, no lock, no import of torch.
    from huggingface_hub import try_to_load_from_cache

    config = try_to_load_from_cache(spec.location, "config.json", revision=spec.revision)
    if not isinstance(config, str):
        return None
    folder = Path(config).parent
    return folder if _complete(folder) else None


def _complete(folder: Path) -> bool:
    """Whether a folder holds a whole model; an interrupted download does not."""
    try:
        names = {path.name for path in folder.iterdir() if path.is_file()}
        weights = {"model.safetensors", "pytorch_model.bin"} & names
        index = folder / "model.safetensors.index.json"
        if not weights and index.name in names:
            shards = set(json.loads(index.read_text(encoding="utf-8"))["weight_map"].values())
            weights = shards if shards <= names else set()
    except (OSError, ValueError, KeyError, AttributeError):
        return False
    return "config.json" in names and bool(weights) and tokenizer_kind(names) is not None


def choose(role: Role, language: str, path: Path | None = None) -> tuple[ModelSpec, Path]:
    """The first model of a role and language that is present on this machine.

    Raises:
        ModelError: models.txt has no such model, or none of them is here.
    """
    specs = [s for s in load(path) if s.role == role and language in s.languages]
    if not specs:
        languages = (code for s in load(path) if s.role == role for code in s.languages)
        known = ", ".join(dict.fromkeys(languages)) or "none at all"
        raise ModelError(
            f"No line of models.txt can {role} the language {language!r} (it has: {known}); add one."
        )
    for spec in specs:
        if folder := find(spec):
            return spec, folder
    names = ", ".join(spec.location for spec in specs)
    raise ModelError(
        f"No model to {role} {language!r} is on this machine (models.txt names {names}); "
        "fetch one of them, or correct its folder."
    )


def source_languages(path: Path | None = None) -> tuple[str, ...]:
    """The languages that models.txt can translate from, in its order."""
    return tuple(dict.fromkeys(code for s in load(path) if s.role == "translate" for code in s.languages))

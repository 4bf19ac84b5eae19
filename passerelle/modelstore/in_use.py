"""Find the models that are used for each language."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from passerelle.errors import ModelError
from passerelle.modelstore import registry

Find = Callable[[registry.Role, str, Path | None], tuple[registry.ModelSpec, Path]]


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """The model that is used for one role and language on this machine.

    Attributes:
        role: `translate` or `summarize`.
        language: ISO 639-1 code.
        name: hub id or folder name, with the short revision.
        folder: its folder on this machine.
        embedded: whether it is one of those that ship with Passerelle.
    """

    role: registry.Role
    language: str
    name: str
    folder: Path
    embedded: bool


def models_in_use(models_file: Path | None = None, find: Find = registry.choose) -> list[ModelInUse]:
    """Return the models in use: one for each language that has a model on this machine, and the summarizer.

    Args:
        models_file: a models.txt; None for the user's own and the bundled one.
        find: returns the model of a role and language, with its folder; takes the arguments of `choose`.

    Raises:
        ModelError: models.txt cannot be read, or has no translation model or no summarizer on this machine.
    """
    found = []
    missing: ModelError | None = None
    for language in registry.source_languages(models_file):
        try:
            found.append(_one_in_use("translate", language, models_file, find))
        except ModelError as error:
            missing = missing or error
    if not found and missing:
        raise missing
    return [*found, _one_in_use("summarize", "en", models_file, find)]


def _one_in_use(role: registry.Role, language: str, models_file: Path | None, find: Find) -> ModelInUse:
    spec, folder = find(role, language, models_file)
    shipped = registry.default_models_file().parent / "models"
    return ModelInUse(role, language, spec.label, folder, folder.is_relative_to(shipped))

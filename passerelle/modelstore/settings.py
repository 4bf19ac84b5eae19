"""Read a model's settings from untrusted files."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from passerelle.errors import ModelError
from passerelle.modelstore import untrusted

# Maximum length of the text before each input, such as `summarize: `.
_MAX_PREFIX_CHARS = 200
# Minimum and maximum of each generation setting that is used; the models of models.txt are well within.
_MAX_TOKENS = 1_000_000
_BOUNDS: dict[str, tuple[float, float]] = {
    "num_beams": (1, 64),
    "length_penalty": (-10, 10),
    "no_repeat_ngram_size": (0, 1000),
    "min_length": (0, _MAX_TOKENS),
    "max_length": (1, _MAX_TOKENS),
}


@dataclass(frozen=True, slots=True)
class GenerationSettings:
    """A model's own decoding settings (its generation_config.json, else config.json)."""

    beam_size: int
    length_penalty: float
    no_repeat_ngram_size: int
    min_target_tokens: int
    max_target_tokens: int


def generation(folder: Path, config: dict[str, Any]) -> GenerationSettings:
    """Return a model's own decoding settings.

    Args:
        folder: the folder of its generation_config.json, if it has one.
        config: its config.json, for settings that the former does not have.

    Raises:
        ModelError: a setting is not a number, or out of bounds.
    """
    path = folder / "generation_config.json"
    own = config | (read_object(path) if path.exists() else {})

    def value(key: str, default: float) -> float:
        found = own.get(key)
        return default if found is None else _number(path, key, found, *_BOUNDS[key])

    return GenerationSettings(
        beam_size=int(value("num_beams", 4)),
        length_penalty=value("length_penalty", 1.0),
        no_repeat_ngram_size=int(value("no_repeat_ngram_size", 0)),
        min_target_tokens=int(value("min_length", 1)) or 1,
        max_target_tokens=int(value("max_length", 512)),
    )


def _number(path: Path, key: str, found: object, least: float, greatest: float) -> float:
    """Return a setting of a model, whose value may be anything.

    Raises:
        ModelError: it is not a number within these bounds.
    """
    if isinstance(found, int | float) and least <= found <= greatest:  # also false for NaN
        return float(found)
    raise ModelError(
        f"{path} is broken ({key} is {str(found)[:40]!r}, but must be a number from {least:g} to "
        f"{greatest:g}); fetch the model again."
    )


def for_task(config: dict[str, Any], role: str | None) -> dict[str, Any]:
    """Return the settings for summarization in a config.json, as in T5; {} for other roles."""
    tasks = config.get("task_specific_params")
    task = tasks.get("summarization") if isinstance(tasks, dict) and role == "summarize" else None
    return task if isinstance(task, dict) else {}


def prefix(task: dict[str, Any]) -> str:
    """Return the text that a model expects before each input of a task; see `for_task`.

    Raises:
        ModelError: it is not text, or too long for a prefix.
    """
    found = task.get("prefix") or ""
    if not isinstance(found, str) or len(found) > _MAX_PREFIX_CHARS:
        raise ModelError("config.json of the model is broken (the prefix of a task); fetch the model again.")
    return found


def whole_number(path: Path, key: str, found: object) -> int:
    """Return a number of tokens from a file of settings; see `_number`.

    Raises:
        ModelError: it is not a number, or out of bounds.
    """
    return int(_number(path, key, found, 8, _MAX_TOKENS))


def read_object(path: Path) -> dict[str, Any]:
    """Read a file of settings.

    Raises:
        ModelError: it is missing, broken or too large.
    """
    content = untrusted.read_settings(path)
    if content is None:
        raise ModelError(f"{path} is missing or broken; fetch the model again.")
    return content

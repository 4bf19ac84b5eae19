"""Check the files of a model before any is read: their types and sizes, and whether they name code.

Models come from untrusted sources. Transformers would run Python code that a model's settings name
(`auto_map`), and a small archive can unpack to gigabytes of settings.
"""

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from passerelle.errors import RefusedModel
from passerelle.modelstore import formats
from passerelle.storage import is_sparse, read_regular

# Settings that make Transformers load code: the model's own classes, pipelines and decoding loops, any module
# that an adapter calls its parent library (PEFT) and, if the value is a hub id, compiled kernels.
_CODE = frozenset({"auto_map", "auto_mapping", "custom_pipelines", "custom_generate"})
_KERNELS = frozenset({"attn_implementation", "_attn_implementation", "use_kernels"})


def check(path: Path) -> None:
    """Raise an error if a model's files are not of the usual types and sizes, or name code.

    Args:
        path: its folder or archive.

    Raises:
        RefusedModel: it says which file is wrong, and how.
    """
    if reason := problem(path):
        raise RefusedModel(f"The model {path.name} is not used: {reason}.")


def problem(path: Path) -> str | None:
    """Return why a model is not used, without its name; None if nothing is wrong."""
    try:
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            if file.is_dir() or not file.exists():
                continue
            name, found = file.name, file.stat()
            if not stat.S_ISREG(found.st_mode):  # a library that opens a pipe would block
                return f"{name} is not a regular file"
            if wrong := size_problem(name, found.st_size):
                return wrong
            if is_sparse(found):
                return f"{name} is a sparse file, most of which is empty"
            if formats.is_settings(name) and (code := _code(file)):
                return f"{name} refers to code in the model ({code}), which Passerelle never runs"
    except OSError as error:
        return f"{error.filename or path} cannot be read ({error.strerror or error})"
    return None


def size_problem(name: str, size: int) -> str | None:
    """Return why a file of this name is too large for a model; None if it is not.

    Args:
        name: its name without folders.
        size: its size in bytes.
    """
    limit = formats.max_bytes(name)
    return f"{name} is larger than {limit / 1e6:g} MB" if size > limit else None


def read_settings(path: Path) -> dict[str, Any] | None:
    """Read a JSON file of a model; None if it is missing, too large, broken or not an object."""
    try:
        content = json.loads(read_regular(path, formats.max_bytes(path.name)))
    except (OSError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _code(path: Path) -> str | None:
    """Return the code that a file of settings names: `auto_map: evil.EvilConfig`."""
    for key, value in _settings(read_settings(path)):
        named = key in _CODE and value
        if named or (key in _KERNELS and "/" in str(value)):
            shown = ", ".join(map(str, value.values())) if isinstance(value, dict) else str(value)
            return f"{key}: {shown[:80]}"
    return None


def _settings(content: object) -> Iterator[tuple[str, Any]]:
    """Yield all keys and values of a JSON value, however deep."""
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield from value.items()
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value

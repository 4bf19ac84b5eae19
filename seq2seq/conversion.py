"""Hugging Face folders to CTranslate2 folders, once, in the user's cache.

The conversion runs in a process of its own, so that the one that translates never
imports torch: `python -m seq2seq.conversion FOLDER OUTPUT QUANTIZATION`.
"""

import hashlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import filelock
import platformdirs

from seq2seq.alignment import alignment_head
from seq2seq.errors import ModelError

# Raised when a change in this module makes older conversions unusable.
LAYOUT = 2
# A conversion of the largest model takes about a minute.
TIMEOUT_SECONDS = 1800

_log = logging.getLogger("passerelle")


def content_hash(folder: Path) -> str:
    """SHA-256 of a model folder: names and contents of its files, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith(".")):
        if path.suffix.lower() in (".md", ".txt") and path.name not in ("merges.txt", "vocab.txt"):
            continue
        digest.update(path.name.encode() + b"\0")
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def converted(folder: Path, *, quantization: str = "int8", key: str | None = None) -> Path:
    """The CTranslate2 form of a model folder, converted if it is not in the cache yet.

    Args:
        folder: a Hugging Face model folder.
        quantization: number format of the stored weights (`int8`, `float32`, …).
        key: `content_hash(folder)` where it is known already.

    Raises:
        ModelError: the folder cannot be converted.
    """
    import ctranslate2

    name = f"{(key or content_hash(folder))[:24]}-{quantization}-ct{ctranslate2.__version__}-{LAYOUT}"
    # A cache that was filled once is good for reading even where it cannot be written.
    if (_wanted_home() / name / "model.bin").exists():
        return _wanted_home() / name
    home = _cache_home()
    target = home / name
    if (target / "model.bin").exists():
        return target
    with filelock.FileLock(home / f"{name}.lock"):
        if (target / "model.bin").exists():
            return target
        unfinished = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=home))
        try:
            _convert_in_child(folder, unfinished, quantization)
            shutil.rmtree(target, ignore_errors=True)
            (unfinished / "converted").replace(target)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return target


def _wanted_home() -> Path:
    own = os.environ.get("PASSERELLE_CACHE")
    return (Path(own) if own else platformdirs.user_cache_path("passerelle")) / "ctranslate2"


@cache
def _cache_home() -> Path:
    """A writable folder for conversions: the user's cache, else a temporary one."""
    home = _wanted_home()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return home
    except OSError as error:
        temporary = _temporary_home()
        _log.warning(
            "The cache folder %s cannot be written (%s): models are converted again in every run. "
            "Make it writable, or set PASSERELLE_CACHE to a folder that is.",
            home,
            error.strerror,
        )
        return temporary


def _temporary_home() -> Path:
    import atexit

    folder = Path(tempfile.mkdtemp(prefix="passerelle-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _convert_in_child(folder: Path, output: Path, quantization: str) -> None:
    root = str(Path(__file__).resolve().parent.parent)
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")])),
        "HF_HUB_OFFLINE": "1",
        "DISABLE_SAFETENSORS_CONVERSION": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    # -P: a folder of downloaded articles may hold a transformers.py of its own.
    command = [sys.executable, "-P", "-m", "seq2seq.conversion", str(folder), str(output), quantization]
    try:
        result = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=TIMEOUT_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ModelError(f"The model {folder.name} could not be converted: {error}.") from None
    if result.returncode:
        _log.debug("conversion of %s:\n%s", folder, result.stderr)
        reason = (result.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ModelError(f"The model {folder} could not be converted for CTranslate2 ({reason}).")


def main(arguments: list[str]) -> None:
    """Convert in this process: FOLDER OUTPUT QUANTIZATION."""
    folder, output, quantization = arguments
    import transformers
    from ctranslate2.converters import TransformersConverter

    # CTranslate2 4.8 reads it from every BART; Transformers 5 knows it only where a
    # checkpoint's own config.json has it.
    if not hasattr(transformers.BartConfig, "normalize_before"):
        transformers.BartConfig.normalize_before = False

    class Converter(TransformersConverter):  # type: ignore[misc]
        """Makes the head that aligns the one whose attention CTranslate2 returns."""

        def load_model(self, *arguments: Any, **named: Any) -> Any:
            model = super().load_model(*arguments, **named)
            self._head = alignment_head(model.config.to_dict())
            attention = model.model.decoder.layers[self._head.layer].encoder_attn
            _put_first(self._head.head, attention)
            return model

        def _load(self) -> Any:
            spec = super()._load()
            spec.decoder.alignment_layer = type(spec.decoder.alignment_layer)(self._head.layer)
            return spec

    Converter(folder).convert(str(Path(output) / "converted"), quantization=quantization)


def _put_first(head: int, attention: Any) -> None:
    """Exchange a head with the first one: the sum over heads, hence the output, stays the same."""
    width = attention.head_dim
    order = list(range(attention.q_proj.weight.shape[0]))
    first, chosen = slice(0, width), slice(head * width, (head + 1) * width)
    order[first], order[chosen] = order[chosen], order[first]
    for projection in (attention.q_proj, attention.k_proj, attention.v_proj):
        projection.weight.data = projection.weight.data[order]
        projection.bias.data = projection.bias.data[order]
    attention.out_proj.weight.data = attention.out_proj.weight.data[:, order]


if __name__ == "__main__":
    main(sys.argv[1:])

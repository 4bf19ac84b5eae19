"""Keep models in CTranslate2's format in the user's cache, each converted once.

The conversion itself runs in a subprocess; see `conversion_child`.
"""

import atexit
import hashlib
import json
import logging
import os
import re
import shutil
import subprocess
import tempfile
import time
from contextlib import AbstractContextManager, ExitStack, nullcontext, suppress
from functools import cache
from pathlib import Path

import filelock

from passerelle import extras, storage, subprocesses
from passerelle.errors import ModelError, ResourceError, shortage
from passerelle.modelstore import formats, hashing, marian_bart, settings, untrusted
from passerelle.storage import read_regular

# Increase it when a change to the code of a conversion makes older conversions unusable.
LAYOUT = 6
# Hashes of a conversion's files, kept in its folder: a damaged conversion would silently translate wrongly.
_HASHES = "passerelle.json"
_MAX_HASHES_BYTES = 100_000
# Used in place of a number format: a Hugging Face folder with safetensors instead of a pickle.
SAFETENSORS = "safetensors"
# A conversion that nobody has used for three months is removed when another one is added.
KEPT_SECONDS = 90 * 24 * 3600.0
# Name of a conversion; an unfinished one also has the random letters of `mkdtemp`.
_NAME = re.compile(r"([0-9a-f]{24}-\w+-ct[\w.]+-\d+)(-[a-z0-9_]{8})?")
# Bytes to leave free on the disk.
SPARE_BYTES = 100_000_000
# A conversion of the largest model takes about a minute.
TIMEOUT_SECONDS = 1800
# Address space of a conversion: torch's libraries and threads, and several copies of the weights.
_BASE_MEMORY_BYTES, _MEMORY_RATIO = 8 * 10**9, 8

_temporary = ExitStack()
_log = logging.getLogger("passerelle")


def content_hash(folder: Path) -> str:
    """Return the SHA-256 of a model: names and contents of its files, in order of name.

    Args:
        folder: its folder, or its archive.

    Raises:
        RefusedModel: its files are not those of a model; see `untrusted.check`.
        OSError: a file cannot be read.
    """
    untrusted.check(folder)
    digest = hashlib.sha256()
    files = {name: path for name, path in formats.model_files(folder).items() if not _is_about(name)}
    for name, found in hashing.file_hashes(folder, files).items():
        digest.update(name.encode() + b"\0")
        digest.update(bytes.fromhex(found))
    return digest.hexdigest()


def _is_about(name: str) -> bool:
    """Return whether a file only documents a model, for example how it was made."""
    described = name == "merges.txt" or "vocab" in name
    return name == "training.json" or (Path(name).suffix.lower() in (".md", ".txt") and not described)


def converted(folder: Path, *, quantization: str = "int8", key: str | None = None) -> Path:
    """Return the CTranslate2 folder of a model, converting it unless the cache has a complete one.

    Args:
        folder: a Hugging Face model folder, or an OPUS-MT folder or archive.
        quantization: number format of the stored weights (`int8`, `float32`, …), or
            `SAFETENSORS` for a copy of a Hugging Face folder whose weights are not a pickle.
        key: `content_hash(folder)`, if already known.

    Raises:
        ModelError: the model cannot be converted.
        ResourceError: there is no room for it, or not enough memory.
    """
    name = _name(key or content_hash(folder), quantization)
    # A read-only cache can still be read.
    found = _wanted_home() / name
    if not _is_whole(found):
        try:
            found = _convert_once(folder, _cache_home() / name, quantization)
        except OSError as error:
            if scarce := shortage(error):
                raise ResourceError(f"The model {folder.name} could not be converted: {scarce}") from None
            raise ModelError(
                f"The model {folder.name} could not be converted ({error.strerror or error}); set "
                "PASSERELLE_CACHE to a folder that can be written to."
            ) from None
    with suppress(OSError):
        os.utime(found)  # records the time of its last use
    return found


def _convert_once(folder: Path, target: Path, quantization: str) -> Path:
    """Return a conversion in a writable folder, made unless another process has made it.

    Raises:
        OSError: the folder cannot be written to after all.
    """
    home, name = target.parent, target.name
    if _is_done(target) and _is_whole(target):
        return target
    with _waited_for(home / f"{name}.lock", folder):
        if _is_done(target):
            if _is_whole(target):
                return target
            _log.warning("The conversion of %s in %s has changed; converting again.", folder.name, target)
        _tidy(home, name)
        _need_torch(folder, quantization)
        check_space(home, _conversion_bytes(folder), f"convert {folder.name}")
        unfinished = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=home))
        try:
            _convert(folder, unfinished, quantization)
            made = unfinished / "converted"
            (made / _HASHES).write_text(json.dumps(_description(made, name)), encoding="utf-8")
            shutil.rmtree(target, ignore_errors=True)
            made.replace(target)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return target


def _waited_for(lock: Path, folder: Path) -> AbstractContextManager[object]:
    """Acquire the lock of a conversion, waiting no longer than a conversion can take.

    Raises:
        ModelError: another process still holds it.
    """
    try:
        return filelock.FileLock(lock, timeout=TIMEOUT_SECONDS).acquire()
    except filelock.Timeout:
        raise ModelError(
            f"Another process has been converting {folder.name} for {TIMEOUT_SECONDS // 60} minutes; end it, "
            "and try again."
        ) from None


def _tidy(home: Path, held: str) -> None:
    """Remove what interrupted conversions have left, and conversions not used for a long time.

    Args:
        home: the folder of conversions.
        held: the conversion whose lock this process holds.
    """
    for folder in home.iterdir():
        match = _NAME.fullmatch(folder.name)
        if match is None:
            continue
        name, unfinished = match.groups()
        with suppress(filelock.Timeout, OSError):  # another process uses or has removed it
            # The time is in the future if the clock was wrong.
            unused = abs(time.time() - folder.stat().st_mtime) > KEPT_SECONDS
            if unfinished or (unused and name != held):
                # While this process holds the lock, no conversion of the model is running.
                with nullcontext() if name == held else filelock.FileLock(home / f"{name}.lock", timeout=0):
                    shutil.rmtree(folder, ignore_errors=True)


def conversions(key: str) -> list[Path]:
    """Return the cached conversions of a model, given its `content_hash`."""
    return [p for p in _wanted_home().glob(f"{key[:24]}-*") if p.is_dir() and _is_done(p)]


def check_space(folder: Path, need: int, purpose: str) -> None:
    """Raise an error if the disk has too little free space.

    Args:
        folder: where the files will be written; it need not exist yet.
        need: bytes needed.
        purpose: an infinitive for the message: `fetch opus-mt-fr-en`.

    Raises:
        ResourceError: there are fewer bytes free.
    """
    there = next(p for p in (folder, *folder.absolute().parents) if p.exists())
    free = shutil.disk_usage(there).free
    if free < need + SPARE_BYTES:
        raise ResourceError(
            f"Not enough disk space to {purpose}: that takes {megabytes(need + SPARE_BYTES)}, but the disk "
            f"of {there} has only {megabytes(free)} free; free some space there and try again."
        )


def megabytes(size: int) -> str:
    """Format a number of bytes in MB or GB (powers of 1000)."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"


def _name(key: str, quantization: str) -> str:
    import ctranslate2

    return f"{key[:24]}-{quantization}-ct{ctranslate2.__version__}-{LAYOUT}"


def _is_done(folder: Path) -> bool:
    return (folder / "model.bin").exists() or (folder / formats.SAFETENSORS).exists()


def _is_whole(folder: Path) -> bool:
    """Return whether a conversion is that of its model, and has the files that were written, unchanged."""
    try:
        stated = json.loads(read_regular(folder / _HASHES, _MAX_HASHES_BYTES))
        return bool(stated == _description(folder, folder.name))
    except (OSError, ValueError, RecursionError):
        return False


def _description(folder: Path, name: str) -> dict[str, object]:
    """Return a conversion's name, which identifies its model, and the hashes of its files."""
    return {"conversion": name, "files": _hashes(folder)}


def _hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of a conversion by name."""
    files = {name: path for name, path in formats.model_files(folder).items() if name != _HASHES}
    return hashing.file_hashes(folder, files)


def _conversion_bytes(folder: Path) -> int:
    """Return an upper estimate of the bytes that a conversion writes; int8 is a quarter of float32."""
    if folder.is_file():
        return 2 * folder.stat().st_size
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def _wanted_home() -> Path:
    return storage.cache_home() / "ctranslate2"


@cache
def _cache_home() -> Path:
    """Return a writable folder for conversions: the user's cache, else a temporary one."""
    home = _wanted_home()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return home
    except OSError as error:
        temporary = _temporary_home()
        _log.warning(
            "The cache folder %s cannot be written to (%s): models are converted again in every run. "
            "Make it writable, or set PASSERELLE_CACHE to a folder that is.",
            home,
            error.strerror,
        )
        return temporary


def _temporary_home() -> Path:
    """Return a folder that is removed when this process ends.

    Raises:
        OSError: there is no folder for temporary files.
    """
    return _temporary.enter_context(storage.temporary_folder("passerelle-models-"))


def remove_temporary() -> None:
    """Remove the temporary folder of conversions, if any; the interpreter calls this when it exits."""
    _temporary.close()


atexit.register(remove_temporary)


def _need_torch(folder: Path, quantization: str) -> None:
    """Raise an error if a conversion needs torch and it is not installed; see `conversion_child`.

    Raises:
        ModelError: it is missing; the message says how to install it.
    """
    form = formats.identify(folder)
    if form != "transformers" or extras.has("torch"):
        return
    if formats.is_pickle(folder):
        why = "its weights are a pickle, which only torch can read"
    elif quantization == SAFETENSORS:
        why = "it is to run on torch"
    else:
        architecture = settings.read_object(folder / "config.json").get("model_type")
        if architecture in marian_bart.ARCHITECTURES:
            return
        why = f"only torch and Transformers can read models of type {architecture!r}"
    raise ModelError(
        f"The model {folder.name} cannot be converted here: {why}; "
        "install torch and Transformers with: pip install 'passerelle[torch]'"
    )


def _convert(folder: Path, output: Path, quantization: str) -> None:
    if folder.is_dir():
        _convert_in_child(folder, output, quantization)
        return
    unpacked = output / folder.stem
    unpacked.mkdir()
    formats.unpack_opus(folder, unpacked)
    _convert_in_child(unpacked, output, quantization)
    shutil.rmtree(unpacked)


def _convert_in_child(folder: Path, output: Path, quantization: str) -> None:
    environment = {
        "HF_HUB_OFFLINE": "1",
        "DISABLE_SAFETENSORS_CONVERSION": "1",
        "TOKENIZERS_PARALLELISM": "false",
    }
    arguments = (str(folder), str(output), quantization)
    try:
        result = subprocesses.run(
            "passerelle.modelstore.conversion_child",
            *arguments,
            seconds=TIMEOUT_SECONDS,
            memory_bytes=_BASE_MEMORY_BYTES + _MEMORY_RATIO * _conversion_bytes(folder),
            environment=environment,
        )
    except subprocess.TimeoutExpired:
        raise ModelError(
            f"The model {folder.name} could not be converted within {TIMEOUT_SECONDS // 60} minutes; close "
            "other programs and try again."
        ) from None
    if result.returncode:
        output_text = result.stderr.decode(errors="replace")
        _log.debug("conversion of %s:\n%s", folder, output_text)
        reason = (output_text.strip().splitlines() or ["no reason given"])[-1]
        if scarce := shortage(RuntimeError(reason)):
            raise ResourceError(f"The model {folder.name} could not be converted: {scarce}")
        raise ModelError(
            f"The model {folder} could not be converted for CTranslate2 ({reason}); fetch it again, or "
            "choose another model."
        )

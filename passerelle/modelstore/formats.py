"""Identify the format of a model from the names of its files; nothing is loaded here.

Four formats are supported: a folder from the Hugging Face hub, a folder written by CTranslate2's
converters, an OPUS-MT release (an archive or its contents: decoder.yml, the Marian weights, one
SentencePiece model per side, vocabularies), and an HPLT release (the Marian weights and one SentencePiece
model for both sides, which is also the vocabulary).
"""

import json
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Set
from pathlib import Path
from typing import Any, Literal

from passerelle.errors import ModelError
from passerelle.seq2seq.tokenizer import tokenizer_kind
from passerelle.storage import read_regular

Format = Literal["transformers", "ctranslate2", "opus", "marian"]

# The files of a model's folder that are used; hub repositories contain many others.
DESCRIPTION = frozenset(
    {"config.json", "generation_config.json", "tokenizer_config.json", "special_tokens_map.json"}
)
TOKENIZER = frozenset(
    {
        *("source.spm", "target.spm", "vocab.json", "target_vocab.json", "merges.txt", "tokenizer.json"),
        *("spiece.model", "sentencepiece.bpe.model", "vocab.txt"),
    }
)
SAFETENSORS, SAFETENSORS_INDEX, PICKLE = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
)
CTRANSLATE2 = "model.bin"
DECODER = "decoder.yml"
_CTRANSLATE2_VOCABULARIES = tuple(
    frozenset(f"{side}_vocabulary.{suffix}" for side in sides)
    for sides in (("shared",), ("source", "target"))
    for suffix in ("json", "txt")
)
_OPUS = frozenset({DECODER, "source.spm", "target.spm"})
# HPLT's names (https://huggingface.co/HPLT): `model.npz.best-chrf.npz`, `model.vi-en.spm`.
_MARIAN_WEIGHTS = re.compile(r"model\.npz(\.best-[\w-]+\.npz)?", re.ASCII)
_MARIAN_VOCABULARY = re.compile(r"model\.[\w-]+\.spm", re.ASCII)
# The largest OPUS-MT archives are about 900 MB.
_MAX_ARCHIVE_BYTES = 8 * 1024**3
_MAX_ARCHIVE_FILES = 1000
_ARCHIVE_SUFFIXES = frozenset({".npz", ".spm", ".yml"})
_MAX_VARIABLES = 10_000
# Maximum bytes per file. Real ones: config.json under 10 KB, tokenizer.json of mT5 16 MB, an OPUS-MT
# vocabulary 2 MB, the largest weights some 10 GB. YAML is slow to parse and takes a hundred times its size.
_MAX_SETTINGS_BYTES, _MAX_DECODER_BYTES, _MAX_YAML_BYTES = 4_000_000, 100_000, 8_000_000
_MAX_VOCABULARY_BYTES, _MAX_WEIGHTS_BYTES = 64_000_000, 16_000_000_000
_VOCABULARY_SUFFIXES = frozenset({".json", ".txt", ".spm", ".model"})


def identify(path: Path) -> Format | None:
    """Return the format of a complete model; None if files are missing, as after an interrupted copy.

    Args:
        path: a folder or an OPUS-MT archive.
    """
    try:
        if path.is_file():
            return "opus" if path.suffix == ".zip" and _is_opus(_archive_names(path)) else None
        names = {entry.name for entry in path.iterdir() if entry.is_file()}
        if marian_files(names):
            return "marian"
        if tokenizer_kind(names) is None:
            return None
        if "config.json" in names and _has_weights(path, names):
            return "transformers"
        if is_ctranslate2(names):
            return "ctranslate2"
        return "opus" if _is_opus(names) else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, zipfile.BadZipFile):
        return None


def model_files(path: Path) -> dict[str, Path]:
    """Return the files of a model by name, except hidden ones; an archive is one file.

    Raises:
        OSError: the folder cannot be read.
    """
    if path.is_file():
        return {path.name: path}
    return {p.name: p for p in sorted(path.iterdir()) if p.is_file() and not p.name.startswith(".")}


def is_settings(name: str) -> bool:
    """Return whether a file of this name may hold settings: `config.json` may name `config.4.0.0.json`."""
    name = name.lower()
    return name in DESCRIPTION or ("config" in name and name.endswith(".json"))


def max_bytes(name: str) -> int:
    """Return how many bytes a file of this name may have in a model."""
    suffix = Path(name).suffix.lower()
    if is_settings(name) or name == SAFETENSORS_INDEX:
        return _MAX_SETTINGS_BYTES
    if suffix in (".yml", ".yaml"):
        return _MAX_DECODER_BYTES if name == DECODER else _MAX_YAML_BYTES
    return _MAX_VOCABULARY_BYTES if suffix in _VOCABULARY_SUFFIXES else _MAX_WEIGHTS_BYTES


def is_ctranslate2(names: Set[str]) -> bool:
    """Return whether files with these names are a converted model."""
    return CTRANSLATE2 in names and any(wanted <= names for wanted in _CTRANSLATE2_VOCABULARIES)


def weights(names: Iterable[str]) -> tuple[str, ...]:
    """Return the weight files among these names, safetensors first; () if there are none."""
    present = set(names)
    if SAFETENSORS in present:
        return (SAFETENSORS,)
    if SAFETENSORS_INDEX in present:
        shards = sorted(n for n in present if n.startswith("model-") and n.endswith(".safetensors"))
        return (SAFETENSORS_INDEX, *shards)
    if PICKLE in present:
        return (PICKLE,)
    if is_ctranslate2(present):
        vocabularies = next(wanted for wanted in _CTRANSLATE2_VOCABULARIES if wanted <= present)
        return (CTRANSLATE2, *sorted(vocabularies))
    return ()


def marian_files(names: Iterable[str]) -> tuple[str, ...]:
    """Return the weights and the vocabulary of a Marian checkpoint in HPLT's form.

    Returns:
        Two names; () if there is not exactly one of each, or if there are safetensors. A pickle does not
        count: HPLT's older checkpoints have one, which newer releases of Transformers misread, according to
        HPLT's model cards.
    """
    present = set(names)
    found = [
        sorted(name for name in present if form.fullmatch(name))
        for form in (_MARIAN_WEIGHTS, _MARIAN_VOCABULARY)
    ]
    if [len(side) for side in found] != [1, 1] or {SAFETENSORS, SAFETENSORS_INDEX} & present:
        return ()
    return (found[0][0], found[1][0])


def is_pickle(folder: Path) -> bool:
    """Return whether a folder's weights are a pickle and there are no safetensors."""
    return (
        (folder / PICKLE).exists()
        and not (folder / SAFETENSORS).exists()
        and not (folder / SAFETENSORS_INDEX).exists()
    )


def _has_weights(folder: Path, names: Set[str]) -> bool:
    if {SAFETENSORS, PICKLE} & names:
        return True
    if SAFETENSORS_INDEX not in names:
        return False
    index = json.loads(read_regular(folder / SAFETENSORS_INDEX, max_bytes(SAFETENSORS_INDEX)))
    return set(index["weight_map"].values()) <= names


def _is_opus(names: Set[str]) -> bool:
    return names >= _OPUS and any(name.endswith(".npz") for name in names)


def _archive_names(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return {Path(info.filename).name for info in archive.infolist() if not info.is_dir()}


def unpack_opus(archive: Path, folder: Path) -> None:
    """Extract the files that a conversion needs from an OPUS-MT archive, each under its bare name.

    Raises:
        ModelError: it is damaged or larger than any that OPUS-MT publishes, or the files cannot be written.
    """
    left = _MAX_ARCHIVE_BYTES
    try:
        with zipfile.ZipFile(archive) as opened:
            infos = opened.infolist()
            if len(infos) > _MAX_ARCHIVE_FILES:
                raise ModelError(
                    f"{archive.name} holds {len(infos)} files and is not an OPUS-MT model; choose another."
                )
            for info in infos:
                name = Path(info.filename).name
                if info.is_dir() or Path(name).suffix not in _ARCHIVE_SUFFIXES:
                    continue
                # The size stated in the archive may be wrong.
                room = min(left, max_bytes(name))
                with opened.open(info) as source, (folder / name).open("wb") as target:
                    while block := source.read(min(1 << 20, room + 1)):
                        room -= len(block)
                        left -= len(block)
                        if room < 0:
                            raise ModelError(
                                f"{name} in {archive.name} is larger than any file of an OPUS-MT model; "
                                "fetch it again, or choose another one."
                            )
                        target.write(block)
    except OSError as error:
        raise ModelError(
            f"{archive.name} cannot be unpacked ({error.strerror or error}); check its permissions and the "
            "free space."
        ) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ModelError(f"{archive.name} cannot be unpacked ({error}); fetch it again.") from None


def read_yaml(content: bytes) -> Any:
    """Read settings in YAML without aliases: a few lines that merge one another expand to gigabytes.

    Raises:
        ModelError: they are too large, or have an alias.
        yaml.YAMLError: they are not YAML.
    """
    import yaml

    if len(content) > _MAX_DECODER_BYTES:
        raise ModelError("The settings of the model are too large; fetch it again.")
    if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(content, yaml.SafeLoader)):
        raise ModelError("The settings of the model have YAML aliases, which no model needs; fetch it again.")
    return yaml.safe_load(content)


def read_opus_decoder(folder: Path) -> dict[str, Any]:
    """Read an OPUS-MT folder's decoder.yml, and check that the files it names are in that folder.

    Raises:
        ModelError: it is broken, or names files that are missing or in another folder.
    """
    import yaml

    path = folder / DECODER
    try:
        decoder = read_yaml(read_regular(path, max_bytes(DECODER)))
        names = [*decoder["models"], *decoder["vocabs"]]
        bare = all(isinstance(n, str) and Path(n).name == n and (folder / n).is_file() for n in names)
        enough = bool(decoder["models"]) and bool(decoder["vocabs"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError, yaml.YAMLError):
        raise ModelError(f"{path} is missing or broken; fetch the model again.") from None
    if not (bare and enough):
        raise ModelError(f"{path} names files that are not in its folder; fetch the model again.")
    return dict(decoder)


def positions_of_ctranslate2(folder: Path) -> int | None:
    """Return the number of positions of a converted model; None if it has no position table, as with T5.

    It is found by reading the variables of model.bin (CTranslate2's python/ctranslate2/specs/
    model_spec.py, `_serialize`): each has a name, a shape, a type and its bytes, which are skipped.

    Raises:
        ModelError: the file is not in CTranslate2's format.
    """
    path = folder / CTRANSLATE2
    try:
        with path.open("rb") as file:

            def number(form: str) -> int:
                value: int = struct.unpack(f"<{form}", file.read(struct.calcsize(f"<{form}")))[0]
                return value

            def text() -> str:
                return file.read(number("H")).rstrip(b"\0").decode()

            number("I")  # version of the format
            text()  # name of the specification
            number("I")  # its revision
            for _ in range(min(number("I"), _MAX_VARIABLES)):
                name = text()
                shape = [number("I") for _ in range(number("B"))]
                number("B")  # type
                if name.endswith("coder/position_encodings/encodings") and shape:
                    return shape[0]
                file.seek(number("I"), 1)
    except (OSError, struct.error, UnicodeDecodeError):
        raise ModelError(f"{path} is not in CTranslate2's format; convert or fetch it again.") from None
    return None

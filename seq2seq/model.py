"""A model that is ready to run: tokenizer, engine and what its makers say of it."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from seq2seq import conversion, registry
from seq2seq.alignment import AlignmentHead, alignment_head
from seq2seq.engine import Engine, Hypothesis
from seq2seq.errors import ModelError
from seq2seq.options import DecodingOptions
from seq2seq.tokenizer import Tokenizer, load_tokenizer

EngineName = Literal["ctranslate2", "torch"]

# What runs on CTranslate2 as it stands; all else on torch. (The converter reads mBART, M2M-100
# and T5 too, but these want a language or a task named in their input.)
CONVERTIBLE = frozenset({"marian", "bart", "pegasus"})


@dataclass(frozen=True, slots=True)
class GenerationSettings:
    """A model's own decoding settings (its generation_config.json, else config.json)."""

    beam_size: int
    length_penalty: float
    no_repeat_ngram_size: int
    min_target_tokens: int
    max_target_tokens: int


@dataclass(frozen=True)
class Model:
    """A loaded model.

    Attributes:
        name: hub id or folder name, with the short revision.
        architecture: the `model_type` of its config.json, such as `marian`.
        positions: longest sequence that it has positions for, in tokens.
        generation: its makers' decoding settings.
        tokenizer: text to tokens and back.
        engine: what runs it.
        content: SHA-256 of its files.
        alignment_head: the head whose attention `engine` returns.
    """

    name: str
    architecture: str
    positions: int
    generation: GenerationSettings
    tokenizer: Tokenizer
    engine: Engine
    content: str
    alignment_head: AlignmentHead

    @cached_property
    def signature(self) -> str:
        """Name, content and engine in one word: `fr-vi-en#1a2b3c4d|ct2-4.8.5|int8`."""
        return f"{self.name}#{self.content[:8]}|{self.engine.signature}"

    def run(self, texts: Sequence[str], options: DecodingOptions) -> list[list[Hypothesis]]:
        """Tokenise and decode; for each text its n-best list."""
        return self.engine.run([self.tokenizer.encode(text) for text in texts], options)


def load(
    role: registry.Role,
    language: str,
    models: Path | None = None,
    *,
    engine: EngineName = "ctranslate2",
    device: str = "auto",
) -> Model:
    """Load the preferred model of a role and language that is present on this machine.

    Raises:
        ModelError: there is none, or it cannot be read or converted.
    """
    spec, folder = registry.choose(role, language, models)
    return load_folder(folder, name=spec.label, engine=engine, device=device)


def load_folder(
    folder: Path,
    *,
    name: str | None = None,
    engine: EngineName = "ctranslate2",
    quantization: str = "int8",
    device: str = "auto",
) -> Model:
    """Load a Hugging Face model folder.

    Args:
        folder: the folder.
        name: what to call the model; the folder's name by default.
        engine: an architecture that CTranslate2 cannot convert runs on torch whatever is asked.
        quantization: number format under CTranslate2.
        device: `cpu`, `cuda` or `auto`.

    Raises:
        ModelError: the folder is not a model, or cannot be converted.
    """
    config = _read_json(folder / "config.json")
    architecture = str(config.get("model_type", ""))
    content = conversion.content_hash(folder)
    try:
        head = alignment_head(config)
    except ValueError as error:
        raise ModelError(f"The model {folder.name} cannot be used: {error}; fetch it again.") from None
    runner: Engine
    if engine == "ctranslate2" and architecture in CONVERTIBLE:
        runner = _ctranslate2(folder, quantization, content, device)
    else:
        try:
            from seq2seq.reference import TorchEngine

            runner = TorchEngine(folder, device=device)
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            raise _unusable(folder, "torch", error) from None
    return Model(
        name=name or folder.name,
        architecture=architecture,
        positions=int(config.get("max_position_embeddings", 512)),
        generation=_generation(folder, config),
        tokenizer=load_tokenizer(folder),
        engine=runner,
        content=content,
        alignment_head=head,
    )


def _ctranslate2(folder: Path, quantization: str, content: str, device: str) -> Engine:
    """The default engine; a conversion that does not load is made once more."""
    from seq2seq.ct2 import CTranslate2Engine

    compute_type = "default" if quantization == "int8" else quantization
    converted = conversion.converted(folder, quantization=quantization, key=content)
    try:
        return CTranslate2Engine(converted, compute_type=compute_type, device=device)
    except (RuntimeError, ValueError) as error:
        if device not in ("auto", "cpu"):
            raise _unusable(folder, f"CTranslate2 on {device}", error) from None
    shutil.rmtree(converted, ignore_errors=True)
    converted = conversion.converted(folder, quantization=quantization, key=content)
    try:
        return CTranslate2Engine(converted, compute_type=compute_type, device=device)
    except (RuntimeError, ValueError) as error:
        raise _unusable(folder, "CTranslate2", error) from None


def _unusable(folder: Path, engine: str, error: Exception) -> ModelError:
    reason = " ".join(str(error).split())[:200].rstrip(".")
    return ModelError(f"The model {folder.name} cannot be used with {engine} ({reason}); fetch it again.")


def _generation(folder: Path, config: dict[str, Any]) -> GenerationSettings:
    path = folder / "generation_config.json"
    own = config | (_read_json(path) if path.exists() else {})

    def value(key: str, default: float) -> float:
        found = own.get(key)
        return default if found is None else float(found)

    return GenerationSettings(
        beam_size=int(value("num_beams", 4)),
        length_penalty=value("length_penalty", 1.0),
        no_repeat_ngram_size=int(value("no_repeat_ngram_size", 0)),
        min_target_tokens=int(value("min_length", 1)) or 1,
        max_target_tokens=int(value("max_length", 512)),
    )


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict):
        raise ModelError(f"{path} is missing or broken; fetch the model again.")
    return content

"""Export weights to a complete Hugging Face Marian folder."""

import json
import shutil
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from training import network as net
from training.errors import TrainingError
from training.prepare import load_pieces

# File in a model's folder with facts for the model card.
HISTORY = "training.json"


def export(
    weights: dict[str, Tensor], spm: Path, out: Path, *, source: str, history: dict[str, Any] | None = None
) -> None:
    """Write a model folder: float16 weights, SentencePiece files, vocabulary, settings.

    Args:
        weights: as returned by `network.load_weights`.
        spm: the SentencePiece model that they were trained with.
        out: the folder; files of an earlier export are replaced, but a README.md is kept.
        source: ISO 639-1 code of the source language, for the tokenizer's settings.
        history: how the weights were trained, for the model card.

    Raises:
        TrainingError: the SentencePiece model is a different one, or the folder cannot be written.
    """
    from transformers.utils import logging

    logging.disable_progress_bar()
    pieces = load_pieces(spm)
    padding = pieces.get_piece_size()
    if weights[net.SHARED].shape[0] != padding + 1:
        raise TrainingError(f"The weights were not trained with {spm}; name the right one with --spm.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        vocabulary = {pieces.id_to_piece(i): i for i in range(padding)} | {"<pad>": padding}
        text = json.dumps(vocabulary, ensure_ascii=False)
        (out / "vocab.json").write_text(text, encoding="utf-8")
        for side in ("source", "target"):
            shutil.copyfile(spm, out / f"{side}.spm")
        _save_tokenizer(out, source)
        network = net.build(net.shape_of(weights), padding + 1)
        net.put_weights(network, weights)
        network.generation_config = _generation(padding)
        if history and history.get("hints"):
            network.config.hints = history["hints"]
        if history and history.get("spaced_openings"):
            network.config.spaced_openings = True
        network.to(torch.float16).save_pretrained(out)
        if history is None:
            (out / HISTORY).unlink(missing_ok=True)
        else:
            (out / HISTORY).write_text(json.dumps(history, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise TrainingError(f"{out} cannot be written: {error.strerror or error}; name another.") from None


def _save_tokenizer(out: Path, source: str) -> None:
    """Write the tokenizer's settings next to its SentencePiece models and vocabulary."""
    from transformers import MarianTokenizer

    MarianTokenizer(
        source_spm=str(out / "source.spm"),
        target_spm=str(out / "target.spm"),
        vocab=str(out / "vocab.json"),
        source_lang=source,
        target_lang="en",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        model_max_length=512,
    ).save_pretrained(out)


def _generation(padding: int) -> Any:
    """Return the decoding settings of a model whose decoder starts with the padding token."""
    from transformers import GenerationConfig

    return GenerationConfig(
        num_beams=4,
        max_length=512,
        bad_words_ids=[[padding]],
        pad_token_id=padding,
        eos_token_id=0,
        bos_token_id=0,
        forced_eos_token_id=0,
        decoder_start_token_id=padding,
    )


def history_of(run: Path) -> dict[str, Any]:
    """Return how a run's weights were trained: target tokens, updates, hours, pairs by corpus.

    Raises:
        TrainingError: the run has not been trained.
    """
    from training import checkpoint

    try:
        prepared = json.loads((run / "prepared.json").read_text(encoding="utf-8"))
        content = torch.load(run / checkpoint.CHECKPOINT, map_location="cpu", weights_only=True)
        progress = checkpoint.Progress(**(content["progress"] | {"decay": None}))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(f"{run} contains no trained run ({error}); train first.") from None
    known = {name: value for name, value in asdict(progress).items() if name in ("step", "seen", "first")}
    return {
        "task": prepared["task"],
        "date": datetime.now(UTC).date().isoformat(),
        "hours": round(progress.seconds / 3600, 2),
        **known,
        "language": prepared.get("made_of", {}).get("language"),
        "hints": prepared.get("made_of", {}).get("hints"),
        "spaced_openings": prepared.get("made_of", {}).get("spaced_openings", False),
        "start": "embeddings" if (run / "embeddings.npy").exists() else None,
        "corpora": {entry["name"]: entry["pairs"] for entry in prepared["corpora"]},
    }

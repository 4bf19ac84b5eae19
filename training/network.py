"""The network: Marian's transformer in several sizes, its weights, and its optimizers."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Literal

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from training.errors import TrainingError

HEAD_WIDTH = 64
POSITIONS = 1024
PresetName = Literal["small", "large", "smoke"]

SHARED = "model.shared.weight"
# The same tensor as SHARED, or recomputed (sinusoidal positions, a bias that is always 0).
_IMPLIED = re.compile(r".*embed_tokens\.weight|lm_head\.weight|.*embed_positions\.weight|final_logits_bias")


@dataclass(frozen=True, slots=True)
class Shape:
    """Size of a network; encoder and decoder differ only in depth, and heads are 64 wide."""

    d_model: int
    feed_forward: int
    encoder_layers: int
    decoder_layers: int


@dataclass(frozen=True, slots=True)
class Preset:
    """A size with its training settings.

    Attributes:
        shape: shape of the network.
        batch_tokens: size of a batch including padding, the mean of both sides.
        warmup: target tokens over which the learning rate increases.
        dropout: dropout of the layers' outputs.
        adam: learning rate of AdamW (embeddings, biases, norms).
        muon: learning rate of Muon (matrices).
    """

    shape: Shape
    batch_tokens: int
    warmup: int
    dropout: float = 0.0
    adam: float = 2e-3
    muon: float = 0.01


PRESETS: Mapping[PresetName, Preset] = {
    # For two CPU cores: the size that a day of training allows at 20 target tokens per parameter.
    "small": Preset(Shape(256, 1024, 6, 2), batch_tokens=3_072, warmup=500_000),
    # For one GPU: an epoch takes minutes, so every pair is seen often and dropout is needed.
    "large": Preset(Shape(512, 2048, 6, 3), batch_tokens=16_384, warmup=3_000_000, dropout=0.1, adam=1e-3),
    # For tests: trains in seconds.
    "smoke": Preset(Shape(64, 128, 1, 1), batch_tokens=512, warmup=2_000),
}


def build(shape: Shape, vocabulary: int, *, dropout: float = 0.0) -> Any:
    """Build a Transformers `MarianMTModel` with fresh weights.

    Args:
        shape: its size.
        vocabulary: pieces and the padding, which is the last id.
        dropout: of the layers' outputs.
    """
    from transformers import MarianConfig, MarianMTModel

    padding = vocabulary - 1
    config = MarianConfig(
        vocab_size=vocabulary,
        d_model=shape.d_model,
        encoder_layers=shape.encoder_layers,
        decoder_layers=shape.decoder_layers,
        encoder_ffn_dim=shape.feed_forward,
        decoder_ffn_dim=shape.feed_forward,
        encoder_attention_heads=max(1, shape.d_model // HEAD_WIDTH),
        decoder_attention_heads=max(1, shape.d_model // HEAD_WIDTH),
        max_position_embeddings=POSITIONS,
        activation_function="swish",
        scale_embedding=True,
        static_position_embeddings=True,
        pad_token_id=padding,
        eos_token_id=0,
        bos_token_id=0,
        forced_eos_token_id=0,
        decoder_start_token_id=padding,
        dropout=dropout,
        attention_dropout=0.0,
        activation_dropout=0.0,
        tie_word_embeddings=True,
        share_encoder_decoder_embeddings=True,
    )
    # On a CPU, this is a sixth faster than torch's fused attention, whose backward pass is slow there.
    config._attn_implementation = "eager"
    network = MarianMTModel(config)
    with torch.no_grad():
        for name, parameter in network.named_parameters():
            if _is_matrix(name, parameter):
                torch.nn.init.xavier_uniform_(parameter, gain=0.7)
        shared = network.model.shared.weight
        torch.nn.init.normal_(shared, std=shape.d_model**-0.5)
        shared[padding].zero_()  # Marian's decoder starts from a zero embedding.
    return network


def optimizers(network: Any, preset: Preset) -> tuple[torch.optim.Optimizer, ...]:
    """Return AdamW for embeddings, biases and norms, and Muon (Jordan et al. 2024) for the matrices."""
    matrices = [p for name, p in network.named_parameters() if _is_matrix(name, p) and p.requires_grad]
    known = {id(parameter) for parameter in matrices}
    rest = [p for p in network.parameters() if id(p) not in known and p.requires_grad]
    return (
        torch.optim.AdamW(rest, lr=preset.adam, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.0, fused=True),
        torch.optim.Muon(matrices, lr=preset.muon, weight_decay=0.01, momentum=0.95),
    )


def _is_matrix(name: str, parameter: Tensor) -> bool:
    return parameter.dim() == 2 and "embed" not in name and "shared" not in name and "lm_head" not in name


def weights(network: Any) -> dict[str, Tensor]:
    """Return a network's weights, each tensor once."""
    return {
        name: w.detach().cpu() for name, w in network.state_dict().items() if not _IMPLIED.fullmatch(name)
    }


def load_weights(path: Path) -> dict[str, Tensor]:
    """Return weights as float32, each tensor once.

    Args:
        path: a checkpoint (`.pt`), a file of weights (`.safetensors`), or a model folder.

    Raises:
        TrainingError: it cannot be read, or does not contain a Marian network.
    """
    file = path / "model.safetensors" if path.is_dir() else path
    try:
        if file.suffix == ".pt":
            found = torch.load(file, map_location="cpu", weights_only=True)["model"]
        else:
            found = load_file(file)
        kept = {name: w.float() for name, w in found.items() if not _IMPLIED.fullmatch(name)}
        shape_of(kept)
    except (OSError, RuntimeError, KeyError, TypeError, UnpicklingError, SafetensorError) as error:
        raise TrainingError(f"{file} contains no Marian weights ({error}); name another.") from None
    return kept


def save_weights(tensors: Mapping[str, Tensor], path: Path) -> None:
    """Write weights to a `.safetensors` file atomically.

    Raises:
        TrainingError: it cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        save_file(
            {name: w.contiguous() for name, w in tensors.items()}, unfinished, metadata={"format": "pt"}
        )
        unfinished.replace(path)
    except (OSError, SafetensorError) as error:
        raise TrainingError(f"{path} cannot be written ({error}); name another.") from None


def put_weights(network: Any, tensors: Mapping[str, Tensor]) -> None:
    """Load weights into a network.

    Raises:
        TrainingError: they belong to a network of another size.
    """
    own = weights(network)
    if {name: w.shape for name, w in own.items()} != {name: w.shape for name, w in tensors.items()}:
        raise TrainingError(
            f"These weights are of size {shape_of(tensors)}, but the network is of size {shape_of(own)}; "
            "choose the preset, and the SentencePiece model, that they were trained with."
        )
    network.load_state_dict(tensors, strict=False)


def put_embeddings(network: Any, path: Path) -> None:
    """Load initial embeddings into a network, from a NumPy file of shape (vocabulary, d).

    Raises:
        TrainingError: the file cannot be read or has another shape.
    """
    shared = network.model.shared.weight
    try:
        found = np.load(path, allow_pickle=False)
    except (OSError, ValueError) as error:
        raise TrainingError(f"{path} cannot be read ({error}); run `prepare` again.") from None
    if found.shape != tuple(shared.shape):
        raise TrainingError(
            f"{path} has the shape {found.shape}, not {tuple(shared.shape)}; run `prepare` again."
        )
    with torch.no_grad():
        shared.copy_(torch.from_numpy(found))
        shared[-1].zero_()


def shape_of(tensors: Mapping[str, Tensor]) -> Shape:
    """Infer the size of a network from its weights.

    Raises:
        KeyError: they are not those of a Marian network.
    """

    def layers(side: str) -> int:
        found = (re.match(rf"model\.{side}\.layers\.(\d+)\.", name) for name in tensors)
        return 1 + max((int(match[1]) for match in found if match), default=-1)

    return Shape(
        d_model=tensors[SHARED].shape[1],
        feed_forward=tensors["model.encoder.layers.0.fc1.weight"].shape[0],
        encoder_layers=layers("encoder"),
        decoder_layers=layers("decoder"),
    )


def average(paths: Iterable[Path]) -> dict[str, Tensor]:
    """Average the weights of several checkpoints (Vaswani et al. 2017, section 6.1).

    Args:
        paths: what `load_weights` reads; at least one.

    Raises:
        TrainingError: one cannot be read, or they differ in size.
    """
    total: dict[str, Tensor] = {}
    count = 0
    for path in paths:
        found = load_weights(path)
        if total and {n: w.shape for n, w in found.items()} != {n: w.shape for n, w in total.items()}:
            raise TrainingError(f"{path} differs in size from the checkpoints before it; leave it out.")
        total = {name: w + total[name] for name, w in found.items()} if total else found
        count += 1
    if not count:
        raise TrainingError("There is no checkpoint to average; train first.")
    return {name: w / count for name, w in total.items()}

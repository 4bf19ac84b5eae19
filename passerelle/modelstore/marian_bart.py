"""Convert Marian and BART checkpoints to CTranslate2's format with NumPy, without torch.

The mapping of the variables is that of CTranslate2's own converter (`MarianMTLoader` and `BartLoader` in
python/ctranslate2/converters/transformers.py), which needs torch and Transformers to read a checkpoint.
"""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from passerelle.modelstore import formats, settings
from passerelle.modelstore.quantization import write
from passerelle.seq2seq.alignment import AlignmentHead, alignment_head

ARCHITECTURES = frozenset({"marian", "bart"})
# The first rows of BART's position table are never used.
_BART_OFFSET = 2
_MAX_LAYERS = 100
_DTYPES = {"F64": np.float64, "F32": np.float32, "F16": np.float16}

# Tied embeddings are stored once, under one of these names; which one depends on what wrote the file.
_EMBEDDINGS = {
    side: (
        f"model.{side}.embed_tokens.weight",
        "model.shared.weight",
        f"model.{other}.embed_tokens.weight",
        "lm_head.weight",
    )
    for side, other in (("encoder", "decoder"), ("decoder", "encoder"))
}

Weights = Mapping[str, NDArray[Any]]


def convert(folder: Path, output: Path, quantization: str, weights: Weights) -> None:
    """Write the CTranslate2 form of a Marian or BART checkpoint.

    Args:
        folder: a Hugging Face folder of one of these `ARCHITECTURES`.
        output: folder to write; created.
        quantization: number format of the stored weights: `int8`, `float32`, …
        weights: the folder's weights, as `read_weights` returns them.

    Raises:
        ModelError: a file of settings is broken.
        KeyError: the checkpoint lacks a weight.
        ValueError: weights, vocabulary and settings do not match.
    """
    config = settings.read_object(folder / "config.json")
    spec = _spec(config, weights, _vocabularies(folder, config))
    write(spec, output, quantization)


def read_weights(folder: Path) -> dict[str, NDArray[Any]]:
    """Read the weights of a folder with safetensors; bfloat16, which NumPy lacks, becomes float32.

    Raises:
        ValueError: a file is damaged, or has an unsupported number format.
    """
    import safetensors

    weights: dict[str, NDArray[Any]] = {}
    for name in formats.weights([path.name for path in folder.iterdir()]):
        if not name.endswith(".safetensors"):
            continue
        try:
            entries = safetensors.deserialize((folder / name).read_bytes())  # type: ignore[no-untyped-call]
        except safetensors.SafetensorError as error:
            raise ValueError(f"{name} is damaged: {error}") from None
        for key, entry in entries:
            weights[key] = _array(key, entry)
    return weights


def _array(key: str, entry: Mapping[str, Any]) -> NDArray[Any]:
    if entry["dtype"] == "BF16":  # the upper half of a float32
        halves = np.frombuffer(entry["data"], "<u2").astype(np.uint32) << 16
        return halves.view(np.float32).reshape(entry["shape"])
    if entry["dtype"] not in _DTYPES:
        raise ValueError(f"{key} has the unsupported number format {entry['dtype']}")
    return np.frombuffer(entry["data"], _DTYPES[entry["dtype"]]).reshape(entry["shape"])


def _vocabularies(folder: Path, config: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the source and the target tokens by id, as CTranslate2 numbers them."""
    source = _tokens(folder, "vocab.json")
    target = _tokens(folder, "target_vocab.json") if (folder / "target_vocab.json").is_file() else source
    if config["model_type"] == "marian":
        # Transformers starts the decoder with an added <pad>; CTranslate2 starts it with zeros.
        return _without_pad(source), _without_pad(target)
    return source[: int(config["vocab_size"])], target[: int(config["vocab_size"])]


def _tokens(folder: Path, name: str) -> list[str]:
    if (folder / name).is_file():
        ids: dict[str, int] = settings.read_object(folder / name)
    else:
        import tokenizers

        ids = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab()
    tokens = sorted(ids, key=lambda token: ids[token])
    if [ids[token] for token in tokens] != list(range(len(tokens))):
        raise ValueError("the ids of its vocabulary have gaps")
    return tokens


def _without_pad(tokens: list[str]) -> list[str]:
    return tokens[:-1] if tokens[-1] == "<pad>" else tokens


def _spec(config: Mapping[str, Any], weights: Weights, vocabularies: tuple[list[str], list[str]]) -> Any:
    """Build CTranslate2's specification of a model."""
    from ctranslate2.specs import transformer_spec

    marian = config["model_type"] == "marian"
    layers = int(config["encoder_layers"]), int(config["decoder_layers"])
    if max(layers) > _MAX_LAYERS:
        raise ValueError("config.json states more layers than any such model has")
    spec = transformer_spec.TransformerSpec.from_config(
        layers,
        int(config["encoder_attention_heads"]),
        pre_norm=False,
        activation=_activation(str(config["activation_function"])),
        layernorm_embedding=not marian,
    )
    head = alignment_head(config) if "alignment_head" in config else None
    spec.decoder.start_from_zero_embedding = marian
    _fill(spec.encoder, weights, "encoder", config)
    _fill(spec.decoder, weights, "decoder", config, head)
    projection, bias = spec.decoder.projection, weights.get("final_logits_bias")
    projection.weight = _first(weights, "lm_head.weight", *_EMBEDDINGS["decoder"])
    if bias is not None and bias.any():
        projection.bias = bias.squeeze()
    source, target = vocabularies
    if marian:
        _cut(spec.encoder.embeddings[0], len(source))
        _cut(spec.decoder.embeddings, len(target))
        _cut(projection, len(target))
    spec.register_source_vocabulary(source)
    spec.register_target_vocabulary(target)
    spec.config.decoder_start_token = "</s>" if marian else target[int(config["decoder_start_token_id"])]
    if head:
        spec.decoder.alignment_layer = type(spec.decoder.alignment_layer)(head.layer)
    return spec


def _activation(name: str) -> Any:
    from ctranslate2.specs.common_spec import Activation

    known = {
        "gelu": Activation.GELU,
        "gelu_new": Activation.GELUTanh,
        "relu": Activation.RELU,
        "silu": Activation.SWISH,
        "swish": Activation.SWISH,
    }
    if name not in known:
        raise ValueError(f"CTranslate2 does not support its activation function {name!r}")
    return known[name]


def _cut(spec: Any, tokens: int) -> None:
    """Remove the row of <pad>, which is the last one."""
    if spec.weight.shape[0] == tokens + 1:
        spec.weight = spec.weight[:-1]
    if isinstance(getattr(spec, "bias", None), np.ndarray) and spec.bias.shape[0] == tokens + 1:
        spec.bias = spec.bias[:-1]


def _fill(
    spec: Any, weights: Weights, side: str, config: Mapping[str, Any], head: AlignmentHead | None = None
) -> None:
    """Set the weights of the encoder or the decoder."""
    scope = f"model.{side}"
    width = int(config["d_model"])
    spec.scale_embeddings = math.sqrt(width) if config.get("scale_embedding") else 1.0
    embeddings = _first(weights, *_EMBEDDINGS[side])
    (spec.embeddings[0] if isinstance(spec.embeddings, list) else spec.embeddings).weight = embeddings
    if config["model_type"] == "marian":
        table = _sinusoids(int(config["max_position_embeddings"]), width)
        spec.position_encodings.encodings = table.astype(embeddings.dtype)
    else:
        spec.position_encodings.encodings = weights[f"{scope}.embed_positions.weight"][_BART_OFFSET:]
        _norm(spec.layernorm_embedding, weights, f"{scope}.layernorm_embedding")
    for i, layer in enumerate(spec.layer):
        name = f"{scope}.layers.{i}"
        _attend(layer.self_attention, weights, f"{name}.self_attn", fused=True)
        if side == "decoder":
            first = head.head if head and head.layer % len(spec.layer) == i else 0
            heads = int(config["decoder_attention_heads"])
            _attend(layer.attention, weights, f"{name}.encoder_attn", first=first, heads=heads)
        _linear(layer.ffn.linear_0, weights, f"{name}.fc1")
        _linear(layer.ffn.linear_1, weights, f"{name}.fc2")
        _norm(layer.ffn.layer_norm, weights, f"{name}.final_layer_norm")


def _first(weights: Weights, *names: str) -> NDArray[Any]:
    """Return the first of these weights found in a checkpoint."""
    return weights[next((name for name in names if name in weights), names[0])]


def _attend(
    spec: Any, weights: Weights, name: str, *, fused: bool = False, first: int = 0, heads: int = 1
) -> None:
    """Set the weights of an attention layer, with one of its heads moved to the front.

    CTranslate2 returns the attention of the first head. The sum over heads, and so the output, stays
    the same.
    """
    from ctranslate2.converters import utils
    from ctranslate2.specs import common_spec

    query, key, value, out = (common_spec.LinearSpec() for _ in range(4))
    for linear, part in ((query, "q_proj"), (key, "k_proj"), (value, "v_proj"), (out, "out_proj")):
        _linear(linear, weights, f"{name}.{part}")
    if first:
        order = _swapped(out.weight.shape[1], out.weight.shape[1] // heads, first)
        for linear in (query, key, value):
            linear.weight, linear.bias = linear.weight[order], linear.bias[order]
        out.weight = out.weight[:, order]
    if fused:
        utils.fuse_linear(spec.linear[0], [query, key, value])
    else:
        utils.fuse_linear(spec.linear[0], [query])
        utils.fuse_linear(spec.linear[1], [key, value])
    spec.linear[-1].weight, spec.linear[-1].bias = out.weight, out.bias
    _norm(spec.layer_norm, weights, f"{name}_layer_norm")


def _swapped(rows: int, width: int, head: int) -> NDArray[np.intp]:
    """Return the order of rows in which a head of this width has changed places with the first one."""
    order = np.arange(rows)
    first, chosen = slice(0, width), slice(head * width, (head + 1) * width)
    order[first], order[chosen] = order[chosen].copy(), order[first].copy()
    return order


def _linear(spec: Any, weights: Weights, name: str) -> None:
    spec.weight, spec.bias = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _sinusoids(positions: int, width: int) -> NDArray[np.float32]:
    """Return Marian's position table: sines in the first half of each row, cosines in the second.

    It is that of Transformers' `MarianSinusoidalPositionalEmbedding`, and checkpoints leave it out.
    """
    columns = np.arange(width)
    angles = np.arange(positions)[:, None] / np.power(10000, 2 * (columns // 2) / width)
    return np.concatenate([np.sin(angles[:, 0::2]), np.cos(angles[:, 1::2])], axis=1).astype(np.float32)

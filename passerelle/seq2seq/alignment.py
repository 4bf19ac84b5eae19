"""The attention head of a model that aligns target tokens with source tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class AlignmentHead:
    """A cross-attention head of the decoder.

    OPUS-MT's `transformer-align` models were trained to align with the first head of their last
    layer, and Marian's default is the same. In a model that was trained without alignments,
    another head may align far better, and not at the step that writes a token but at the next
    one, which reads it (Chen et al. 2020, Accurate Word Alignment Induction from Neural Machine
    Translation). Such a model names its head in its config.json:
    `"alignment_head": {"layer": 0, "head": 3, "shifted": true}`.

    Attributes:
        layer: index in the decoder; negative ones count from the last.
        head: index in the layer.
        shifted: whether it aligns the token that the step reads, rather than the one that it writes.
    """

    layer: int = -1
    head: int = 0
    shifted: bool = False


def alignment_head(config: Mapping[str, Any]) -> AlignmentHead:
    """Return the head that a config.json names, else the one that Marian trains.

    Raises:
        ValueError: the entry is incomplete, or the model has no such head.
    """
    named = config.get("alignment_head")
    if named is None:
        return AlignmentHead()
    try:
        layers, heads = int(config["decoder_layers"]), int(config["decoder_attention_heads"])
        head = AlignmentHead(int(named["layer"]), int(named["head"]), bool(named["shifted"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise ValueError("alignment_head in config.json needs layer, head and shifted") from None
    if not (-layers <= head.layer < layers and 0 <= head.head < heads):
        raise ValueError(f"config.json names alignment head {named}, which the model does not have")
    return head

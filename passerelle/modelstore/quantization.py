"""Quantize weights so that products of 8-bit integers are exact on every processor."""

from pathlib import Path
from typing import Any

import numpy as np

# Processors without VNNI add two products of 8-bit integers in 16 bits. CTranslate2 shifts activations to
# 0 … 255 and quantizes weights to ±127, with which such a sum saturates and the output changes; ±63 fits.
LARGEST_WEIGHT = 63


def write(spec: Any, output: Path, quantization: str) -> None:
    """Write a model in CTranslate2's format.

    Args:
        spec: the model, as one of CTranslate2's converters loads it.
        output: folder to write; created.
        quantization: number format of the stored weights: `int8`, `float32`, …

    Raises:
        ValueError: a weight is missing.
    """
    from ctranslate2.specs.model_spec import visit_spec

    spec.validate()
    if quantization == "int8":
        spec.optimize()
        visit_spec(spec, _quantize)
    else:
        spec.optimize(quantization=quantization)
    output.mkdir(parents=True)
    spec.save(str(output))


def _quantize(spec: Any, name: str, value: Any) -> None:
    """Replace a matrix with 8-bit integers and a scale for each row; leave other values as they are."""
    from ctranslate2.specs.model_spec import NumpyVariable, Variable

    key = name.rsplit("/", 1)[-1]
    if not isinstance(value, Variable) or value.is_scalar() or not hasattr(spec, f"{key}_scale"):
        return
    weights = value.to("float32").numpy()
    rows = weights.reshape(len(weights), -1)
    largest = np.abs(rows).max(axis=1)
    largest[largest == 0] = LARGEST_WEIGHT
    # CTranslate2 divides by the scale: it must be finite.
    least = LARGEST_WEIGHT / np.finfo(np.float32).max
    scale = (LARGEST_WEIGHT / np.maximum(largest, least)).astype(np.float32)
    quantized = np.rint(rows * scale[:, None]).astype(np.int8).reshape(weights.shape)
    setattr(spec, key, NumpyVariable(quantized))
    setattr(spec, f"{key}_scale", NumpyVariable(scale))

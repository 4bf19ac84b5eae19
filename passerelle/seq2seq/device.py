"""Choose the device that a model runs on and its number format."""

from typing import Literal

from passerelle.errors import ModelError

Device = Literal["cpu", "cuda"]
DEVICES = ("auto", "cpu", "cuda")

# Up to this size of the int8 weights, a GPU computes in float16, which is a little faster (CTranslate2's
# README, OPUS-MT on an A10G: 9,297 tokens per second against 8,363 with int8) but takes twice the memory;
# above it, int8 with float16 saves memory.
FLOAT16_BYTES = 1_000_000_000


def choose(device: str, *, gpus: int) -> Device:
    """Choose the device.

    Args:
        device: `cpu`, `cuda`, or `auto` to use a GPU if there is one.
        gpus: number of GPUs that the engine can use.

    Raises:
        ModelError: it is none of these, or a GPU is requested and there is none.
    """
    if device not in DEVICES:
        raise ModelError(f"The device is {device!r}, but must be one of {', '.join(DEVICES)}.")
    if device == "cuda" and not gpus:
        raise ModelError(
            "No GPU can be used: either there is none, or NVIDIA's driver is missing or hidden "
            "(CUDA_VISIBLE_DEVICES). Install the driver, or choose --device cpu."
        )
    return "cuda" if gpus and device != "cpu" else "cpu"


def resolve(device: str) -> Device:
    """Choose the device on this machine, so that an unavailable one is reported before any work.

    Raises:
        ModelError: see `choose`.
    """
    import ctranslate2

    return choose(device, gpus=ctranslate2.get_cuda_device_count())


def ctranslate2_type(device: Device, supported: set[str], weights_bytes: int) -> str:
    """Choose CTranslate2's number format for int8 weights.

    Args:
        device: device that the model runs on.
        supported: the result of `ctranslate2.get_supported_compute_types(device)`.
        weights_bytes: size of the stored weights.
    """
    if device == "cpu":
        return "int8"
    halves = ("float16", "int8_float16") if weights_bytes <= FLOAT16_BYTES else ("int8_float16", "float16")
    return next((name for name in (*halves, "int8_float32", "float32") if name in supported), "default")


def torch_type(device: Device, *, bfloat16: bool) -> Literal["bfloat16", "float16", "float32"]:
    """Choose torch's number format.

    Checkpoints are often float16, which is slow and inexact on a CPU, and in which some models trained in
    bfloat16 (T5) overflow even on a GPU.

    Args:
        device: where the model runs.
        bfloat16: whether the GPU supports it.
    """
    if device == "cpu":
        return "float32"
    return "bfloat16" if bfloat16 else "float16"


def missing_library(error: Exception) -> ModelError | None:
    """Return advice for an error about missing CUDA libraries; None for other errors."""
    text = " ".join(str(error).split())
    if "is not found or cannot be loaded" not in text and "CUDA driver version is insufficient" not in text:
        return None
    return ModelError(
        f"The GPU cannot be used ({text.rstrip('.')[:160]}): install cuBLAS for CUDA 12 "
        "(pip install nvidia-cublas-cu12, and add its lib folder to LD_LIBRARY_PATH), update the "
        "driver, or choose --device cpu."
    )

"""Convert one model: `python -m passerelle.modelstore.conversion_child FOLDER OUTPUT QUANTIZATION`.

This runs in a separate process, with limits on time and memory, because the files are untrusted. Marian,
BART and OPUS-MT checkpoints are converted without torch; it is imported only for weights that are a pickle,
read by its restricted unpickler (`weights_only`), and for other architectures.
"""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from passerelle.modelstore import formats, marian_bart, settings, shortlist
from passerelle.modelstore.conversion import SAFETENSORS
from passerelle.modelstore.quantization import write

# The array with the settings of Marian's weights, a C string of YAML.
_MARIAN_SETTINGS = "special:model.yml"


def main(arguments: list[str]) -> None:
    """Convert a model in this process.

    Args:
        arguments: FOLDER, OUTPUT and QUANTIZATION.
    """
    folder, output, quantization = Path(arguments[0]), Path(arguments[1]) / "converted", arguments[2]
    if quantization == SAFETENSORS:
        _to_safetensors(folder, output)
    elif (form := formats.identify(folder)) in ("opus", "marian"):
        _hide_torch()
        (_from_opus if form == "opus" else _from_marian)(folder, output, quantization)
    elif settings.read_object(folder / "config.json").get("model_type") not in marian_bart.ARCHITECTURES:
        _from_transformers(folder, output, quantization)
    elif formats.is_pickle(folder):
        marian_bart.convert(folder, output, quantization, _read_pickle(folder))
    else:
        _hide_torch()
        marian_bart.convert(folder, output, quantization, marian_bart.read_weights(folder))
        shortlist.convert(folder, output)


def _hide_torch() -> None:
    """Keep CTranslate2's converters from importing torch, which takes seconds and is not needed."""
    for name in ("huggingface_hub", "torch", "transformers"):
        sys.modules[name] = None  # type: ignore[assignment]


def _read_pickle(folder: Path) -> dict[str, Any]:
    """Read pickled weights with torch's restricted unpickler; bfloat16 becomes float32."""
    import torch

    weights = torch.load(folder / formats.PICKLE, map_location="cpu", weights_only=True)
    return {
        name: (tensor.float() if tensor.dtype == torch.bfloat16 else tensor).numpy()
        for name, tensor in weights.items()
    }


def _from_transformers(folder: Path, output: Path, quantization: str) -> None:
    import transformers
    from ctranslate2.converters import TransformersConverter

    # CTranslate2 4.8 reads these from every PEGASUS; in Transformers 5 they exist only if the checkpoint's
    # config.json has them.
    for name, before in (("normalize_before", True), ("normalize_embedding", False)):
        if not hasattr(transformers.PegasusConfig, name):
            setattr(transformers.PegasusConfig, name, before)

    class Converter(TransformersConverter):  # type: ignore[misc]
        """A converter that loads only the files of this folder, and runs none of their code."""

        def load_model(self, model_class: Any, model_name_or_path: str, **options: Any) -> Any:
            return model_class.from_pretrained(model_name_or_path, **options, **_loading(folder))

        def load_tokenizer(self, tokenizer_class: Any, model_name_or_path: str, **options: Any) -> Any:
            options |= {"local_files_only": True, "trust_remote_code": False}
            return tokenizer_class.from_pretrained(model_name_or_path, **options)

    _convert(Converter(str(folder)), output, quantization)


def _loading(folder: Path) -> dict[str, bool]:
    """Return options that make Transformers load weights safely: no pickle that could run code."""
    return {
        "use_safetensors": not formats.is_pickle(folder),
        "weights_only": True,
        "local_files_only": True,
        "trust_remote_code": False,
    }


def _to_safetensors(folder: Path, output: Path) -> None:
    """Copy a folder, with its pickled weights as safetensors, which need no Transformers to write."""
    from safetensors.numpy import save_file

    output.mkdir()
    save_file(_read_pickle(folder), output / formats.SAFETENSORS, metadata={"format": "pt"})
    for name in formats.DESCRIPTION | formats.TOKENIZER:
        if (folder / name).is_file():
            shutil.copyfile(folder / name, output / name)


def _from_opus(folder: Path, output: Path, quantization: str) -> None:
    from ctranslate2.converters import OpusMTConverter

    decoder = formats.read_opus_decoder(folder)
    for name in decoder["models"]:
        _check_marian(folder / name)
    _convert(OpusMTConverter(str(folder)), output, quantization)
    _complete(output, int(decoder.get("beam-size", 4)), float(decoder.get("normalize", 1)))
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(folder / name, output / name)


def _from_marian(folder: Path, output: Path, quantization: str) -> None:
    """Convert a checkpoint whose vocabulary is its SentencePiece model, piece by piece."""
    import sentencepiece
    from ctranslate2.converters import marian

    weights, vocabulary = formats.marian_files([path.name for path in folder.iterdir()])
    _check_marian(folder / weights)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(folder / vocabulary))
    pieces: list[str] = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
    # CTranslate2's converter reads only vocabularies that are YAML files.
    marian.load_vocab = lambda path: list(pieces)
    _convert(marian.MarianConverter(str(folder / weights), [vocabulary, vocabulary]), output, quantization)
    _complete(output, beam_size=4, length_penalty=1)
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(folder / vocabulary, output / name)


def _convert(converter: Any, output: Path, quantization: str) -> None:
    """Convert with one of CTranslate2's converters; its own `convert` would quantize to the full 8 bits."""
    write(converter._load(), output, quantization)


def _check_marian(weights: Path) -> None:
    """Raise an error if the settings in Marian's weights are not those of a model; see `read_yaml`."""
    import numpy as np

    with np.load(weights) as arrays:
        if _MARIAN_SETTINGS in arrays:
            formats.read_yaml(arrays[_MARIAN_SETTINGS].tobytes().rstrip(b"\0"))


def _complete(output: Path, beam_size: int, length_penalty: float) -> None:
    """Write the files that configure a converted Marian checkpoint."""
    # The tokenizer adds the end-of-sentence token, as for every other model.
    config = json.loads((output / "config.json").read_text(encoding="utf-8"))
    (output / "config.json").write_text(json.dumps(config | {"add_source_eos": False}), encoding="utf-8")
    settings = {"num_beams": beam_size, "length_penalty": length_penalty, "max_length": 512}
    (output / "generation_config.json").write_text(json.dumps(settings), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])

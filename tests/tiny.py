"""Make small models in the formats of the hub."""

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import sentencepiece

from passerelle.modelstore import proving

ROOT = Path(__file__).resolve().parent.parent
EMBEDDED = ROOT / "models" / "fr-en"
ANSWER = "The government of Vietnam said that it would build three new bridges over the Mekong river."


def lines() -> list[str]:
    """Return at least 2,000 lines in several languages: lines of the repository, and parts of them."""
    found: list[str] = []
    for path in [
        *sorted((ROOT / "tests" / "data").glob("*.txt")),
        *sorted((ROOT / "examples").glob("*.txt")),
    ]:
        found += path.read_text(encoding="utf-8").splitlines()
    found += [
        line.source for code in ("ar", "de", "el", "ja", "ko", "ru", "zh") for line in proving.sentences(code)
    ]
    found = [line for line in dict.fromkeys(found) if line.strip()]
    words = [line.split() for line in found]
    size = 1
    while len(found) < 2000:
        found += [" ".join(line[i : i + size]) for line in words for i in range(0, len(line), size)]
        found = list(dict.fromkeys(found))
        size += 2
    return found


def marian(folder: Path, *, pickle: bool = False) -> Path:
    """Copy the embedded model, as a working model in opus-mt's layout."""
    shutil.copytree(EMBEDDED, folder)
    (folder / "README.md").unlink()
    if pickle:
        import torch
        from safetensors.torch import load_file

        torch.save(load_file(folder / "model.safetensors"), folder / "pytorch_model.bin")
        (folder / "model.safetensors").unlink()
    return folder


def translator(folder: Path, pairs: list[tuple[str, str]]) -> Path:
    """Train a one-layer Marian model to memorize these sentences and their translations."""
    import torch
    import transformers

    folder.mkdir(parents=True)
    texts = [text for pair in pairs for text in pair]
    for side in ("source", "target"):
        spiece(folder / f"{side}.spm", texts * 20, 300)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    ordinary = [pieces.id_to_piece(i) for i in range(3, len(pieces))]
    vocabulary = {token: i for i, token in enumerate(["</s>", "<unk>", *ordinary, "<pad>"])}
    pad = vocabulary["<pad>"]
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "MarianTokenizer"}))
    torch.manual_seed(0)
    sizes = {"layers": 1, "attention_heads": 2, "ffn_dim": 128}
    config = transformers.MarianConfig(
        **{f"{side}_{name}": size for side in ("encoder", "decoder") for name, size in sizes.items()},
        vocab_size=len(vocabulary),
        d_model=64,
        max_position_embeddings=512,
        activation_function="swish",
        scale_embedding=True,
        dropout=0.0,
        pad_token_id=pad,
        eos_token_id=0,
        decoder_start_token_id=pad,
        forced_eos_token_id=0,
    )
    model: Any = transformers.MarianMTModel(config)

    def batch(texts: list[str]) -> Any:
        rows = [[vocabulary.get(t, 1) for t in pieces.encode(text, out_type=str)] + [0] for text in texts]
        width = max(map(len, rows))
        return torch.tensor([row + [pad] * (width - len(row)) for row in rows])

    sources, targets = (batch([pair[side] for pair in pairs]) for side in (0, 1))
    labels = targets.masked_fill(targets == pad, -100)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    for _ in range(600):
        optimizer.zero_grad()
        loss = model(input_ids=sources, attention_mask=sources != pad, labels=labels).loss
        loss.backward()
        optimizer.step()
        if loss < 0.02:
            break
    model.generation_config.update(num_beams=2, max_length=100)
    model.save_pretrained(folder)
    return folder


def spiece(path: Path, texts: list[str], size: int, **options: Any) -> None:
    """Train a SentencePiece model with the normalizer of T5 and PEGASUS."""
    raw = path.with_suffix(".raw")
    raw.write_text("\n".join(texts), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(raw),
        model_prefix=str(path.with_suffix("")),
        vocab_size=size,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
        **options,
    )
    raw.unlink()
    path.with_suffix(".vocab").unlink()
    path.with_suffix("").with_suffix(".model").replace(path)


def bart_tokenizer(folder: Path, texts: list[str], size: int = 400) -> None:
    """Write BART's byte-level BPE: vocab.json and merges.txt."""
    import tokenizers

    bpe = tokenizers.ByteLevelBPETokenizer()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    bpe.train_from_iterator(texts, vocab_size=size, special_tokens=special, show_progress=False)
    bpe.save_model(str(folder))
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "BartTokenizer"}))


def t5_tokenizer(folder: Path, texts: list[str], size: int = 400) -> None:
    """Write T5's spiece.model: padding is 0, the end of sentence 1, unknown 2."""
    spiece(folder / "spiece.model", texts, size, pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "T5Tokenizer"}))


def pegasus_tokenizer(folder: Path, texts: list[str], size: int = 400) -> None:
    """Write PEGASUS's spiece.model: T5's with a piece for line breaks; Transformers adds 103 tokens."""
    ids = {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": -1}
    spiece(folder / "spiece.model", texts, size, user_defined_symbols=["<n>"], **ids)
    (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PegasusTokenizer"}))


TOKENIZERS = {"bart": bart_tokenizer, "t5": t5_tokenizer, "pegasus": pegasus_tokenizer}


def summarizer(folder: Path, architecture: str, *, steps: int = 0, window: int = 512) -> Path:
    """Train a one-layer summarizer; with enough steps it memorizes the golden paragraph.

    Args:
        folder: created if needed.
        architecture: `bart`, `t5` or `pegasus`.
        steps: training steps; 0 leaves the weights random.
        window: number of positions.
    """
    import torch
    import transformers

    folder.mkdir(parents=True, exist_ok=True)
    texts = [proving.PARAGRAPH, ANSWER, "summarize: "] * 20
    {"bart": bart_tokenizer, "t5": t5_tokenizer, "pegasus": pegasus_tokenizer}[architecture](
        folder, texts, 300
    )
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    torch.manual_seed(0)
    size = len(tokenizer)
    sizes = {"d_model": 64, "vocab_size": size, "dropout": 0.0, "dropout_rate": 0.0}
    layers = {
        "encoder_layers": 1,
        "decoder_layers": 1,
        "encoder_attention_heads": 2,
        "decoder_attention_heads": 2,
        "encoder_ffn_dim": 64,
        "decoder_ffn_dim": 64,
        "max_position_embeddings": window,
    }
    model: Any
    prefix = ""
    if architecture == "bart":
        config = transformers.BartConfig(
            **sizes, **layers, bos_token_id=0, pad_token_id=1, eos_token_id=2, decoder_start_token_id=2
        )
        model = transformers.BartForConditionalGeneration(config)
    elif architecture == "pegasus":
        config = transformers.PegasusConfig(**sizes, **layers, pad_token_id=0, eos_token_id=1)
        config.decoder_start_token_id = 0
        model = transformers.PegasusForConditionalGeneration(config)
    else:
        prefix = "summarize: "
        task = {"prefix": prefix, "num_beams": 2, "max_length": 60, "min_length": 5}
        config = transformers.T5Config(
            **sizes, d_ff=64, d_kv=32, num_heads=2, num_layers=1, n_positions=window, decoder_start_token_id=0
        )
        config.task_specific_params = {"summarization": task}
        model = transformers.T5ForConditionalGeneration(config)
    source = tokenizer(prefix + proving.PARAGRAPH, return_tensors="pt").input_ids
    target = tokenizer(ANSWER, return_tensors="pt").input_ids
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(steps):
        optimizer.zero_grad()
        loss = model(input_ids=source, labels=target).loss
        loss.backward()
        optimizer.step()
        if loss < 0.01:
            break
    if architecture != "t5":
        model.generation_config.update(num_beams=2, min_length=5, max_length=60)
    model.save_pretrained(folder)
    return folder


def marian_weights() -> dict[str, Any]:
    """Return the embedded model's weights under Marian's names."""
    import numpy as np
    import yaml
    from safetensors.numpy import load_file

    config = json.loads((EMBEDDED / "config.json").read_text())
    stored = load_file(EMBEDDED / "model.safetensors")
    tensors = {name: value.astype(np.float32) for name, value in stored.items()}
    weights: dict[str, Any] = {
        "Wemb": tensors["model.shared.weight"][:-1],
        "decoder_ff_logit_out_b": tensors["final_logits_bias"][:, :-1],
    }
    for side in ("encoder", "decoder"):
        for i in range(config[f"{side}_layers"]):
            here, there = f"model.{side}.layers.{i}", f"{side}_l{i + 1}"
            blocks = {"self_attn": "self"} | ({"encoder_attn": "context"} if side == "decoder" else {})
            for theirs, ours in blocks.items():
                for part, letter in (("q_proj", "q"), ("k_proj", "k"), ("v_proj", "v"), ("out_proj", "o")):
                    weights[f"{there}_{ours}_W{letter}"] = tensors[f"{here}.{theirs}.{part}.weight"].T
                    weights[f"{there}_{ours}_b{letter}"] = tensors[f"{here}.{theirs}.{part}.bias"][None]
                weights[f"{there}_{ours}_Wo_ln_scale"] = tensors[f"{here}.{theirs}_layer_norm.weight"][None]
                weights[f"{there}_{ours}_Wo_ln_bias"] = tensors[f"{here}.{theirs}_layer_norm.bias"][None]
            for number in (1, 2):
                weights[f"{there}_ffn_W{number}"] = tensors[f"{here}.fc{number}.weight"].T
                weights[f"{there}_ffn_b{number}"] = tensors[f"{here}.fc{number}.bias"][None]
            weights[f"{there}_ffn_ffn_ln_scale"] = tensors[f"{here}.final_layer_norm.weight"][None]
            weights[f"{there}_ffn_ffn_ln_bias"] = tensors[f"{here}.final_layer_norm.bias"][None]
    settings = {
        "type": "transformer",
        "transformer-decoder-autoreg": "self-attention",
        "transformer-no-projection": False,
        "transformer-ffn-activation": "swish",
        "transformer-preprocess": "",
        "transformer-postprocess": "dan",
        "transformer-postprocess-emb": "d",
        "transformer-guided-alignment-layer": "last",
        "transformer-heads": config["encoder_attention_heads"],
        "enc-depth": config["encoder_layers"],
        "dec-depth": config["decoder_layers"],
    }
    text = yaml.safe_dump(settings).encode() + b"\0"
    weights["special:model.yml"] = np.frombuffer(text, np.int8)
    return weights


def hplt_checkpoint(folder: Path) -> Path:
    """Write the embedded model as HPLT publishes models: Marian weights and a SentencePiece vocabulary."""
    import numpy as np

    folder.mkdir(parents=True)
    np.savez(folder / "model.npz.best-chrf.npz", **marian_weights())
    shutil.copyfile(EMBEDDED / "source.spm", folder / "model.vi-en.spm")
    pieces = json.loads((EMBEDDED / "vocab.json").read_text(encoding="utf-8"))
    vocab = "".join(f"{piece}\t-1.0\n" for piece in pieces if piece != "<pad>")
    (folder / "model.vi-en.vocab").write_text(vocab, encoding="utf-8")
    (folder / "README.md").write_text("# a card")
    return folder


def opus_archive(path: Path) -> Path:
    """Write the embedded model as OPUS-MT publishes models: an archive of Marian's own files."""
    import numpy as np
    import yaml

    vocabulary = json.loads((EMBEDDED / "vocab.json").read_text(encoding="utf-8"))
    # Marian's vocabulary has no padding token; here it is the last one, and is dropped.
    assert vocabulary.pop("<pad>") == len(vocabulary)
    folder = path.with_suffix("")
    folder.mkdir(parents=True)
    np.savez(folder / "opus.bpe.npz", **marian_weights())
    entries = (f"{json.dumps(token, ensure_ascii=False)}: {number}\n" for token, number in vocabulary.items())
    (folder / "opus.vocab.yml").write_text("".join(entries), encoding="utf-8")
    decoder = {"models": ["opus.bpe.npz"], "vocabs": ["opus.vocab.yml"] * 2, "beam-size": 6, "normalize": 1}
    (folder / "decoder.yml").write_text(yaml.safe_dump(decoder))
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(EMBEDDED / name, folder / name)
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, file.name)
        archive.writestr("README.md", "# a card")
        archive.writestr("preprocess.sh", "exit 1")
    shutil.rmtree(folder)
    return path

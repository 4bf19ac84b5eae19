"""Other model formats, their tokenizers, the test sentences of models, and devices."""

import json
import shutil
import zipfile
from pathlib import Path
from types import SimpleNamespace

import ctranslate2
import pytest
import tiny

from passerelle.errors import ModelError, RefusedModel
from passerelle.modelstore import conversion, formats, hub, proving, registry
from passerelle.modelstore.loading import Model, load, load_folder
from passerelle.seq2seq import device
from passerelle.seq2seq.options import DecodingOptions
from passerelle.seq2seq.tokenizer import MarianTokenizer, SentencePieceTokenizer, load_tokenizer

OPTIONS = DecodingOptions(max_source_tokens=200, max_target_tokens=200)
SENTENCES = [golden.source for golden in proving.sentences("fr")[:6]]


def translated(model: Model) -> list[str]:
    return [model.tokenizer.decode_target(found[0].tokens) for found in model.run(SENTENCES, OPTIONS)]


def translates_alike(model: Model, other: Model) -> bool:
    """Return whether two models have the same translations, or some with scores that tie up to rounding."""
    pairs = [
        (a[0], b[0])
        for a, b in zip(model.run(SENTENCES, OPTIONS), other.run(SENTENCES, OPTIONS), strict=True)
    ]
    same = [a.tokens == b.tokens for a, b in pairs]
    return sum(same) >= len(same) - 1 and all(abs(a.score - b.score) < 0.02 for a, b in pairs)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.opus_archive(tmp_path_factory.mktemp("opus") / "opus-2026-01-01.zip")


@pytest.mark.slow
def test_an_opus_archive_and_its_folder_translate_like_the_hub_model(archive: Path, tmp_path: Path) -> None:
    hub = load_folder(tiny.EMBEDDED)
    model = load_folder(archive)
    assert translates_alike(model, hub)
    assert (model.architecture, model.positions, model.generation.beam_size) == ("marian", 512, 6)
    folder = tmp_path / "unpacked"
    folder.mkdir()
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    models = tmp_path / "models.txt"
    models.write_text("translate fr ./unpacked - CC-BY-4.0\n")
    assert translates_alike(load("translate", "fr", models), hub)
    # Everything is in the cache, so nothing is unpacked the second time.
    assert len(conversion.conversions(conversion.content_hash(archive))) == 1


@pytest.mark.slow
def test_a_marian_checkpoint_with_its_own_vocabulary_translates_like_the_hub_model(tmp_path: Path) -> None:
    """Convert a checkpoint in HPLT's layout without torch; the real checkpoints have not been tried."""
    folder = tiny.hplt_checkpoint(tmp_path / "translate-vi-en")
    assert formats.identify(folder) == "marian"
    model = load_folder(folder)
    assert translates_alike(model, load_folder(tiny.EMBEDDED))
    assert (model.architecture, model.positions, model.generation.beam_size) == ("marian", 512, 4)
    (folder / "model.npz.best-chrf.npz").write_bytes(b"PK no weights")
    with pytest.raises(ModelError, match="could not be converted"):
        load_folder(folder)


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((), ("model.npz.best-chrf.npz", "model.vi-en.spm")),
        # The older checkpoints, whose cards advise against using their Transformers version.
        (
            ("config.json", "pytorch_model.bin", "source.spm", "target.spm", "vocab.json"),
            ("model.npz.best-chrf.npz", "model.vi-en.spm"),
        ),
        (
            ("config.json", "model.safetensors", "source.spm", "target.spm"),
            ("config.json", "source.spm", "target.spm", "model.safetensors"),
        ),
        (("model.en-vi.spm",), ()),
        (("model.npz",), ()),
    ],
)
def test_only_the_needed_files_of_a_marian_checkpoint_are_chosen(
    others: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    names = ("README.md", "model.npz.best-chrf.npz", "model.vi-en.spm", "model.vi-en.vocab", *others)
    assert hub.needed(names) == expected


def test_a_converted_folder_is_used_unchanged(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "converted"
    shutil.copytree(conversion.converted(tiny.EMBEDDED), folder)
    assert formats.identify(folder) is None  # its tokenizer is missing
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(tiny.EMBEDDED / name, folder / name)
    assert formats.identify(folder) == "ctranslate2"
    assert formats.positions_of_ctranslate2(folder) == 1024
    expected = translated(load_folder(tiny.EMBEDDED))
    model = load_folder(folder)
    assert translated(model) == expected
    # CTranslate2's own converter for Marian lets the engine add the end of sentence.
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"add_source_eos": True}))
    model = load_folder(folder)
    assert translated(model) == expected
    [[hypothesis]] = model.run(SENTENCES[:1], OPTIONS)
    source = model.tokenizer.encode_source(SENTENCES[0])
    [attention] = model.engine.attention([source], [hypothesis.tokens])
    assert attention.shape == (len(hypothesis.tokens) + 1, len(source))
    whole = (folder / "source.spm").read_bytes()
    (folder / "source.spm").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match=r"cannot be used with its tokenizer .* fetch it again\.$"):
        load_folder(folder)
    (folder / "config.json").unlink()
    with pytest.raises(ModelError, match=r"cannot be used with CTranslate2 .* fetch it again\.$"):
        load_folder(folder)


# Ten levels of mappings, each of which merges the one before ten times.
BOMB = "\nm0: &m0 {a: 1}\n" + "".join(
    f"m{i}: &m{i}\n  <<: [{', '.join([f'*m{i - 1}'] * 10)}]\n" for i in range(1, 10)
)


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("outside", "names files that are not in its folder"),
        ("broken", "is missing or broken"),
        ("aliases", "YAML aliases, which no model needs"),
        ("aliases in the weights", r"could not be converted .*YAML aliases, which no model needs"),
        ("ssru", "could not be converted"),
    ],
)
@pytest.mark.slow
def test_an_opus_model_that_cannot_be_converted_is_an_error(
    archive: Path, tmp_path: Path, fault: str, complaint: str
) -> None:
    folder = tmp_path / "opus"
    folder.mkdir()
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    decoder = (folder / "decoder.yml").read_text()
    if fault == "outside":
        (tmp_path / "elsewhere.npz").write_bytes((folder / "opus.bpe.npz").read_bytes())
        (folder / "decoder.yml").write_text(decoder.replace("opus.bpe.npz", "../elsewhere.npz"))
    elif fault == "broken":
        (folder / "decoder.yml").write_text("models: [")
    elif fault == "aliases":
        (folder / "decoder.yml").write_text(decoder + BOMB)
    elif fault == "aliases in the weights":
        import numpy as np

        with np.load(folder / "opus.bpe.npz") as stored:
            arrays = dict(stored)
        settings = arrays["special:model.yml"].tobytes().rstrip(b"\0") + BOMB.encode() + b"\0"
        arrays["special:model.yml"] = np.frombuffer(settings, np.int8)
        np.savez(folder / "opus.bpe.npz", **arrays)
    else:
        import numpy as np

        with np.load(folder / "opus.bpe.npz") as stored:
            arrays = dict(stored)
        text = arrays["special:model.yml"].tobytes().replace(b"self-attention", b"rnn-attention-")
        arrays["special:model.yml"] = np.frombuffer(text, np.int8)
        np.savez(folder / "opus.bpe.npz", **arrays)
    with pytest.raises(ModelError, match=complaint) as error:
        load_folder(folder)
    assert "\n" not in str(error.value)


def test_a_hostile_archive_writes_nothing_outside_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in" / "evil.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../evil.yml", "x")
        archive.writestr("/evil.npz", bytes(10_000_000))
        archive.writestr("run.sh", "x")
    target = tmp_path / "in" / "out"
    target.mkdir()
    formats.unpack_opus(path, target)
    assert {p.name for p in tmp_path.rglob("*") if p.is_file()} == {"evil.zip", "evil.yml", "evil.npz"}
    assert {p.name for p in target.iterdir()} == {"evil.yml", "evil.npz"}
    monkeypatch.setattr(formats, "_MAX_ARCHIVE_BYTES", 1_000_000)
    with pytest.raises(ModelError, match="larger than any"):
        formats.unpack_opus(path, target)
    whole = path.read_bytes()
    path.write_bytes(whole[:500])
    assert formats.identify(path) is None
    monkeypatch.undo()
    # The compressed data of the largest file, damaged.
    at = whole.index(b"/evil.npz") + len(b"/evil.npz")
    path.write_bytes(whole[:at] + b"\xff" * 40 + whole[at + 40 :])
    with pytest.raises(ModelError, match="cannot be unpacked"):
        formats.unpack_opus(path, target)
    with pytest.raises(ModelError, match="cannot be unpacked"):
        formats.unpack_opus(path, target)


@pytest.mark.parametrize(
    ("tokens", "before"),
    [([], []), (["eng", "deu"], [">>eng<<"]), (["en", "fr"], [">>en<<"])],
)
@pytest.mark.parametrize("form", ["vocab.json", "shared_vocabulary.json", "source_vocabulary.txt"])
def test_a_model_of_several_languages_is_asked_for_english(
    tmp_path: Path, tokens: list[str], before: list[str], form: str
) -> None:
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(tiny.EMBEDDED / name, tmp_path / name)
    vocabulary = ["</s>", "<unk>", *(f">>{token}<<" for token in tokens), "▁Bonjour"]
    listing = {"vocab.json": {token: i for i, token in enumerate(vocabulary)}}.get(form, vocabulary)
    text = "\n".join(vocabulary) if form.endswith(".txt") else json.dumps(listing)
    (tmp_path / form).write_text(text, encoding="utf-8")
    tokenizer = MarianTokenizer(tmp_path)
    plain = load_tokenizer(tiny.EMBEDDED).encode_source("Bonjour !")
    assert tokenizer.encode_source("Bonjour !") == [*before, *plain]
    assert tokenizer.decode_target([*before, "▁Hello", "</s>"]) == "Hello"
    # Target tokens in the text itself have no effect.
    assert ">>deu<<" not in tokenizer.encode_source(">>deu<< Bonjour !")


def test_a_model_that_cannot_write_english_is_refused(tmp_path: Path) -> None:
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(tiny.EMBEDDED / name, tmp_path / name)
    (tmp_path / "vocab.json").write_text('{"</s>": 0, ">>fra<<": 1, ">>deu<<": 2}')
    with pytest.raises(ModelError, match=", not English"):
        load_tokenizer(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("architecture", "form"),
    [
        ("marian", "as published"),
        *((name, form) for name in tiny.TOKENIZERS for form in ("as published", "tokenizer.json")),
    ],
)
@pytest.mark.soak
def test_tokens_match_those_of_transformers_on_2000_lines(
    tmp_path: Path, architecture: str, form: str
) -> None:
    import transformers

    lines = tiny.lines()
    assert len(lines) >= 2000
    if architecture == "marian":
        folder = tiny.EMBEDDED
    else:
        folder = tmp_path
        tiny.TOKENIZERS[architecture](folder, lines[::3], 3000)
    theirs = transformers.AutoTokenizer.from_pretrained(folder)
    if form == "tokenizer.json":
        theirs.save_pretrained(folder)
        (folder / "spiece.model").unlink(missing_ok=True)
        theirs = transformers.AutoTokenizer.from_pretrained(folder)
    ours = load_tokenizer(folder)
    known = theirs.get_vocab()
    ties = 0
    odd = ["two  spaces", "a\ttab and\na line", "é à “quotes” …", "e\u0301", "½ ²", "🙂🙂 🙂", "日本 日本"]
    for line in [*lines[:2000], *odd]:
        text = " ".join(line.split()) if line.startswith(" ") else line.rstrip()
        expected = theirs.convert_ids_to_tokens(theirs(text)["input_ids"])
        tokens = [t if t in known else "<unk>" for t in ours.encode_source(text)]
        if (
            tokens != expected
        ):  # the same pieces in another order are equally probable: `0000 000`, `000 0000`
            assert sorted(tokens) == sorted(expected), text
            assert "".join(tokens) == "".join(expected), text
            ties += 1
    # SentencePiece and its Rust port may break ties differently.
    assert ties <= (5 if isinstance(ours, SentencePieceTokenizer) else 0)


@pytest.mark.parametrize("language", sorted(proving._SENTENCES))
def test_each_language_has_three_different_test_sentences(language: str) -> None:
    goldens = proving.sentences(language)
    assert len({item.source for item in goldens}) == 3
    assert all(item.expected for item in goldens)


def test_other_languages_are_tested_with_names_from_the_cldr() -> None:
    for language in ("lt", "sw", "eu", "lv"):
        goldens = proving.sentences(language)
        assert [words for item in goldens for words in item.expected][:1] == [("Monday",)]
        assert len(goldens) == 3
        assert "Monday" not in goldens[0].source
    assert proving.sentences("zxx") == ()
    proving.check_translations("zxx", (), ())


def test_right_translations_and_summaries_pass_and_wrong_ones_fail() -> None:
    goldens = proving.sentences("fr")
    right = ["The President has arrived in Paris on Monday.", "Kids drink water.", "War in Ukraine: 3 years"]
    proving.check_translations("fr", goldens, right)
    for wrong in (
        [*right[:2], ""],
        [*right[:2], "the the the the"],
        ["Paris", "water", "war"],
        ["Le président est arrivé lundi.", "Les enfants boivent.", "La guerre dure."],
    ):
        with pytest.raises(RefusedModel, match="it translates 'fr' wrongly"):
            proving.check_translations("fr", goldens, wrong)
    proving.check_summary(proving.PARAGRAPH, tiny.ANSWER)
    for summary, why in (
        ("", "writes nothing"),
        (proving.PARAGRAPH + tiny.ANSWER, "longer than the text"),
        ("A bridge of lies: Vietnam's footballers build hopes for gold.", "not based on the text"),
        ("The government will build bridges. " * 6, "repeats itself"),
        ("Some villagers fear that they will lose their land.", "misses what"),
    ):
        with pytest.raises(RefusedModel, match=why):
            proving.check_summary(proving.PARAGRAPH, summary)


def test_the_device_is_chosen_and_missing_libraries_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    assert device.choose("auto", gpus=0) == device.choose("cpu", gpus=2) == "cpu"
    assert device.choose("auto", gpus=1) == device.choose("cuda", gpus=1) == "cuda"
    with pytest.raises(ModelError, match="No GPU can be used"):
        device.choose("cuda", gpus=0)
    with pytest.raises(ModelError, match="must be one of auto, cpu, cuda"):
        device.choose("tpu", gpus=1)
    every = {"int8", "float16", "int8_float16", "int8_float32", "float32"}
    assert device.ctranslate2_type("cpu", every, 1) == "int8"
    assert device.ctranslate2_type("cuda", every, 100_000_000) == "float16"
    assert device.ctranslate2_type("cuda", every, 3_000_000_000) == "int8_float16"
    assert device.ctranslate2_type("cuda", {"int8_float32", "float32"}, 1) == "int8_float32"
    assert device.torch_type("cpu", bfloat16=True) == "float32"
    assert device.torch_type("cuda", bfloat16=True) == "bfloat16"
    assert device.torch_type("cuda", bfloat16=False) == "float16"
    missing = device.missing_library(RuntimeError("Library libcublas.so.12 is not found or cannot be loaded"))
    assert missing is not None
    assert "nvidia-cublas-cu12" in str(missing)
    assert device.missing_library(RuntimeError("CUDA out of memory")) is None
    monkeypatch.setattr(ctranslate2, "get_cuda_device_count", lambda: 0)
    with pytest.raises(ModelError, match="No GPU can be used"):
        load_folder(tiny.EMBEDDED, device="cuda")


def test_without_gpu_libraries_auto_uses_the_cpu_and_cuda_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = ctranslate2.Translator

    def translator(folder: str, *, device: str, **options: object) -> ctranslate2.Translator:
        if device == "cuda":
            raise RuntimeError("Library libcublas.so.12 is not found or cannot be loaded")
        return real(folder, device=device, **options)

    fake = SimpleNamespace(**vars(ctranslate2))
    fake.get_cuda_device_count = lambda: 1
    fake.get_supported_compute_types = lambda device: {"float16", "int8", "float32"}
    fake.Translator = translator
    monkeypatch.setattr("passerelle.seq2seq.ct2.ctranslate2", fake)
    model = load_folder(tiny.EMBEDDED)
    assert model.engine.signature.endswith("|int8_float32")
    assert "install cuBLAS" in caplog.text
    with pytest.raises(ModelError, match="install cuBLAS"):
        load_folder(tiny.EMBEDDED, device="cuda")


def test_a_line_is_added_to_the_users_own_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "config" / "models.txt"
    monkeypatch.setattr(registry, "user_models_file", lambda: own)
    before = registry.load()
    spec = registry.add("translate de Helsinki-NLP/opus-mt-de-en main CC-BY-4.0")
    assert (spec.file, spec.languages, spec.commit) == (own, ("de",), None)
    assert registry.load() == (*registry.load(own), *before)
    assert registry.source_languages() == ("de", "fr", "vi")
    monkeypatch.chdir(tiny.ROOT)
    assert registry.add("translate fr ./models/fr-en - MIT").folder == tiny.EMBEDDED
    assert registry.choose("translate", "fr")[0].licence == "MIT"
    for line, complaint in (
        ("translate de ../../etc/passwd - x", "/etc/passwd is not a complete model"),
        (f"translate de {tmp_path}/x/../absent - MIT", f"^{tmp_path}/absent is not a complete model"),
        ("translate de ~nobody-of-this-name/x - MIT", "~nobody-of-this-name/x is not a complete model"),
        ("translate fr", "2 columns"),
        ("paint fr a/b main MIT", "the role is 'paint'"),
        ("translate fr a/b main MIT\ntranslate vi a/b main MIT", "A model is one line"),
        ("translate de Helsinki-NLP/opus-mt-de-en main CC-BY-4.0", "is already in"),
    ):
        with pytest.raises(ModelError, match=complaint):
            registry.add(line)
    assert len(own.read_text().splitlines()) == 2
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="cannot be written"):
        registry.add("translate it a/b main MIT", tmp_path / "file" / "models.txt")


def test_a_pinned_branch_is_found_only_at_its_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models = tmp_path / "models.txt"
    models.write_text("translate fr a/b refs/pr/7@a580dbb MIT\ntranslate fr a/b refs/pr/7@bbbbbbb MIT\n")
    commit = "a580dbb" + "0" * 33
    storage = tmp_path / "models--a--b"
    tiny.marian(storage / "snapshots" / commit)
    (storage / "refs" / "refs" / "pr").mkdir(parents=True)
    (storage / "refs" / "refs" / "pr" / "7").write_text(commit)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    right, wrong = registry.load(models)
    assert registry.find(right) == storage / "snapshots" / commit
    assert registry.find(wrong) is None
    assert right.label == "a/b@a580dbb"

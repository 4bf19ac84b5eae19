"""Untrusted models and models files: types and sizes of files, code, invalid settings, damage."""

import json
import logging
import os
import random
import shutil
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

from passerelle import storage
from passerelle.errors import HubError, ModelError, PasserelleError, RefusedModel
from passerelle.modelstore import (
    conversion,
    formats,
    hashing,
    loading,
    records,
    registry,
    settings,
    store,
    untrusted,
    verifying,
)
from passerelle.modelstore.hub_transfer import RemoteFile

EMBEDDED = registry.default_models_file().parent / "models" / "fr-en"
CANARY = "import pathlib; pathlib.Path(__file__).with_suffix('.ran').touch()\n"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """Return a copy of the embedded model, with links to its large files."""
    folder = tmp_path / "stranger"
    folder.mkdir()
    for file in EMBEDDED.iterdir():
        if file.suffix == ".json" and "vocab" not in file.name:
            shutil.copy(file, folder)
        else:
            (folder / file.name).symlink_to(file)
    return folder


def change(path: Path, **values: Any) -> None:
    """Set keys in a JSON file."""
    content = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(content | values), encoding="utf-8")


def test_the_embedded_models_have_no_problem() -> None:
    for folder in EMBEDDED.parent.iterdir():
        assert untrusted.problem(folder) is None


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("config.json", {"auto_map": {"AutoConfig": "evil.EvilConfig"}}, "auto_map: evil.EvilConfig"),
        ("config.json", {"auto_map": {"AutoModelForSeq2SeqLM": "a/b--evil.M"}}, "auto_map: a/b--evil.M"),
        (
            "tokenizer_config.json",
            {"auto_map": {"AutoTokenizer": ["evil.T", None]}},
            "auto_map: ['evil.T', None]",
        ),
        ("generation_config.json", {"custom_generate": "a/b"}, "custom_generate: a/b"),
        (
            "config.json",
            {"custom_pipelines": {"x": {"impl": "evil.P"}}},
            "custom_pipelines: {'impl': 'evil.P'}",
        ),
        ("config.json", {"decoder": {"deep": [{"auto_map": {"AutoConfig": "evil.C"}}]}}, "auto_map: evil.C"),
        ("config.json", {"_attn_implementation": "a/kernel"}, "_attn_implementation: a/kernel"),
        ("special_tokens_map.json", {"auto_map": "evil.T"}, "auto_map: evil.T"),
        ("config.4.0.0.json", {"auto_map": {"AutoConfig": "evil.C"}}, "auto_map: evil.C"),
        ("adapter_config.json", {"auto_map": {"base": "evil.C"}}, "auto_map: evil.C"),
        ("adapter_config.json", {"auto_mapping": {"parent_library": "evil"}}, "auto_mapping: evil"),
        ("Tokenizer_Config.json", {"auto_map": "evil.T"}, "auto_map: evil.T"),
    ],
)
def test_a_model_that_names_code_is_refused_with_the_setting(
    model: Path, own_cache: Path, name: str, values: dict[str, Any], code: str
) -> None:
    (model / "evil.py").write_text(CANARY)
    change(model / name, **values)
    with pytest.raises(RefusedModel) as error:
        loading.load_folder(model)
    refers = f"{name} refers to code in the model ({code}), which Passerelle never runs"
    assert str(error.value) == f"The model stranger is not used: {refers}."
    assert not (model / "evil.ran").exists()


def test_settings_that_only_look_like_code_are_used(model: Path) -> None:
    change(model / "config.json", auto_map={}, _attn_implementation="eager", note="auto_map")
    assert untrusted.problem(model) is None


def test_the_next_model_is_used_instead_of_one_that_names_code(
    model: Path, own_cache: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    change(model / "config.json", auto_map={"AutoConfig": "evil.EvilConfig"})
    models_file = tmp_path / "models.txt"
    models_file.write_text(f"translate fr {model} - X\ntranslate fr {EMBEDDED} - X\n")
    with caplog.at_level(logging.WARNING, logger="passerelle"):
        used = loading.first_usable(
            "translate",
            "fr",
            models_file,
            # The second model need not be loaded here.
            lambda spec, folder: loading.load_spec(spec, folder) if folder == model else folder,
        )
    assert used == EMBEDDED
    assert "auto_map: evil.EvilConfig" in caplog.text
    state = store.states(models_file)[0]
    assert (state.state, "never runs" in state.reason) == ("refused", True)
    assert "is yours and was kept" in store.remove(str(model), models_file)[0]


@pytest.mark.parametrize(
    ("name", "size"),
    [
        *(
            ("config.json", 4_000_001),
            ("generation_config.json", 4_000_001),
            ("tokenizer_config.json", 5_000_000),
        ),
        *(
            ("model.safetensors.index.json", 4_000_001),
            ("decoder.yml", 100_001),
            ("opus.vocab.yml", 8_000_001),
        ),
        *(("vocab.json", 64_000_001), ("source.spm", 64_000_001), ("shared_vocabulary.txt", 64_000_001)),
        ("model.safetensors", 16_000_000_001),
    ],
)
def test_an_oversized_file_of_a_model_is_not_read(model: Path, name: str, size: int) -> None:
    (model / name).unlink(missing_ok=True)
    with (model / name).open("wb") as file:
        file.truncate(size)
    begun = time.process_time()
    with pytest.raises(RefusedModel, match=rf"{name} is larger than [\d.]+ MB"):
        conversion.content_hash(model)
    assert time.process_time() - begun < 1
    (model / name).unlink()


def test_a_sparse_file_is_not_hashed(model: Path) -> None:
    weights = model / "model.safetensors"
    weights.unlink()
    with weights.open("wb") as file:
        file.write(b"x" * 100_000)
        file.truncate(15_000_000_000)
    begun = time.process_time()
    with pytest.raises(RefusedModel, match=r"model\.safetensors is a sparse file"):
        loading.load_folder(model)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "link to nothing"])
def test_special_files_in_a_model_are_refused(model: Path, kind: str) -> None:
    vocabulary = model / "vocab.json"
    vocabulary.unlink()
    if kind == "pipe":
        os.mkfifo(vocabulary)
    elif kind == "device":
        vocabulary.symlink_to("/dev/zero")
    elif kind == "folder":
        vocabulary.mkdir()
    else:
        vocabulary.symlink_to("nothing")
    with pytest.raises(ModelError) as error:
        loading.load_folder(model)
    assert "\n" not in str(error.value)
    if kind in ("pipe", "device"):
        assert str(error.value) == "The model stranger is not used: vocab.json is not a regular file."


@pytest.mark.parametrize("kind", ["pipe", "device", "large", "sparse"])
def test_special_or_oversized_models_files_are_refused(tmp_path: Path, kind: str) -> None:
    models_file = tmp_path / "models.txt"
    if kind == "pipe":
        os.mkfifo(models_file)
    elif kind == "device":
        models_file.symlink_to("/dev/zero")
    elif kind == "large":
        models_file.write_bytes(b"# \n" * 400_000)
    else:
        os.truncate(os.open(models_file, os.O_CREAT | os.O_WRONLY), 900_000_000)
    begun = time.process_time()
    with pytest.raises(
        ModelError, match=r"cannot be read: it is (not a regular file|larger than 1 MB, or sparse)"
    ):
        registry.load(models_file)
    with pytest.raises(ModelError):
        registry.add("translate fr a/b main MIT", models_file)
    assert time.process_time() - begun < 1


def test_a_file_within_its_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"12345")
    assert storage.read_regular(path, 5) == b"12345"
    with pytest.raises(OSError, match="larger"):
        storage.read_regular(path, 4)


@pytest.mark.parametrize("member", ["decoder.yml", "opus.vocab.yml", "source.spm"])
def test_an_archive_is_unpacked_only_up_to_the_size_limit(tmp_path: Path, member: str) -> None:
    archive = tmp_path / "opus.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made, made.open(member, "w") as file:
        for _ in range(70):
            file.write(b"a," * 500_000)
    (tmp_path / "out").mkdir()
    with pytest.raises(ModelError, match=f"{member} in opus.zip is larger than any file of an OPUS-MT model"):
        formats.unpack_opus(archive, tmp_path / "out")
    assert sum(path.stat().st_size for path in (tmp_path / "out").iterdir()) <= 64_000_000


def test_an_oversized_file_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace as Some

    from passerelle.modelstore import hub

    sizes = {"config.json": 5_000_000, "vocab.json": 10, "source.spm": 10, "target.spm": 10}
    files = [RemoteFile(name, size, "0" * 40) for name, size in {**sizes, "model.safetensors": 10}.items()]
    siblings = [Some(rfilename=f.name, size=f.size, lfs=None, blob_id=f.hash) for f in files]
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("passerelle.modelstore.hub_connection.reach", lambda endpoint: None)
    monkeypatch.setattr(
        "huggingface_hub.HfApi",
        lambda **options: Some(model_info=lambda *a, **k: Some(sha="0" * 40, siblings=siblings)),
    )
    [spec] = registry.load(_one_line(Path(os.environ["XDG_CONFIG_HOME"])))
    with pytest.raises(HubError, match=r"a/b is not fetched: config\.json is larger than 4 MB"):
        hub.look_up(spec)


def _one_line(folder: Path) -> Path:
    path = folder / "one.txt"
    path.write_text("translate fr a/b main MIT\n")
    return path


@pytest.mark.parametrize(
    "text", ["", "[]", "5", "null", "{", "[" * 100_000, '{"a": ' * 50_000, "\xff", '{"a": 1e999}x']
)
def test_invalid_settings_files_are_a_clear_error(model: Path, text: str) -> None:
    (model / "generation_config.json").write_text(text, encoding="latin-1")
    with pytest.raises(ModelError, match=r"generation_config\.json is missing or broken"):
        settings.generation(model, {})


@pytest.mark.parametrize("value", ["four", "4", [4], {}, -1, 0, 65, 1e999, float("nan"), 10**400, [[]]])
def test_a_setting_out_of_bounds_is_a_clear_error(model: Path, value: Any) -> None:
    change(model / "generation_config.json", num_beams=value)
    with pytest.raises(ModelError, match=r"num_beams is .*, but must be a number from 1 to 64\); fetch"):
        settings.generation(model, {})


@pytest.mark.parametrize("key", ["length_penalty", "no_repeat_ngram_size", "min_length", "max_length"])
def test_every_setting_is_checked_for_bounds(model: Path, key: str) -> None:
    values: tuple[Any, ...] = ("x", 1e30, -1e30, [])
    for value in values:
        change(model / "generation_config.json", **{key: value})
        with pytest.raises(ModelError, match=key):
            settings.generation(model, {})


def test_valid_settings_of_the_model_are_used(model: Path) -> None:
    change(model / "generation_config.json", num_beams=6.0, length_penalty=0.8, max_length=None, min_length=0)
    found = settings.generation(model, {"max_length": 99})
    assert (found.beam_size, found.length_penalty, found.max_target_tokens) == (6, 0.8, 512)
    assert found.min_target_tokens == 1


@pytest.mark.parametrize("value", ["x", [], 7, 1e999, -5])
def test_an_invalid_window_is_a_clear_error(model: Path, value: Any) -> None:
    change(model / "config.json", max_position_embeddings=value or "x")
    with pytest.raises(ModelError, match="max_position_embeddings"):
        settings.whole_number(model / "config.json", "max_position_embeddings", value)


@pytest.mark.parametrize("prefix", [5, ["x"], "x" * 201])
def test_an_invalid_prefix_is_a_clear_error(prefix: Any) -> None:
    with pytest.raises(ModelError, match="prefix of a task"):
        settings.prefix({"prefix": prefix})


@pytest.mark.parametrize(
    "text",
    [
        '{"proven": 5}',
        '{"proven": {"a": 1}}',
        '{"proven": [[1]]}',
        '{"proven": null}',
        "5",
        "[" * 9999,
        "\x00",
    ],
)
def test_a_damaged_test_record_is_ignored(own_cache: Path, text: str) -> None:
    path = own_cache / "proofs" / "abc.json"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert not records.is_proven("abc", "translate fr ct2")
    assert not records.has_proof("abc", "translate", "fr")
    records.note_proof("abc", "translate fr ct2")
    assert records.is_proven("abc", "translate fr ct2")
    assert records.has_proof("abc", "translate", "fr")


@pytest.mark.parametrize(
    "text",
    ['{"reasons": 5}', '{"reasons": {"translate fr": 5}}', '{"reason": "of an older version"}', "5", "\x00"],
)
def test_a_damaged_record_of_a_refusal_is_ignored(own_cache: Path, tmp_path: Path, text: str) -> None:
    records.refuse(tmp_path, "translate", ["fr"], "it babbles")
    [path] = (own_cache / "refused").iterdir()
    state = json.loads(path.read_text())["state"]
    path.write_text(text.replace("{", f'{{"state": "{state}", ', 1))
    assert records.refusals(tmp_path, "translate", ["fr"]) == {}
    records.refuse(tmp_path, "translate", ["fr", "vi"], "it stutters")
    records.refuse(tmp_path, "summarize", ["en"], "it rambles")
    stutters = {"fr": "it stutters", "vi": "it stutters"}
    assert records.refusals(tmp_path, "translate", ["fr", "vi", "en"]) == stutters
    assert records.refusals(tmp_path, "summarize", ["en", "fr"]) == {"en": "it rambles"}


def damage(model_bin: Path, share: float) -> None:
    """Overwrite a share of the bytes of a converted model's weights."""
    data = bytearray(model_bin.read_bytes())
    chance = random.Random(1)
    for place in range(len(data) // 5, len(data), round(1 / share)):
        data[place] = chance.randrange(256)
    model_bin.write_bytes(data)


def _converting(folder: Path, output: Path, quantization: str) -> None:
    """Write a fake conversion, since a real one takes half a minute."""
    made = output / "converted"
    made.mkdir()
    (made / "model.bin").write_bytes(random.Random(7).randbytes(100_000))
    (made / "shared_vocabulary.json").write_text('["a", "b"]')
    (made / "config.json").write_text("{}")


@pytest.mark.parametrize("what", ["weights", "one byte", "vocabulary", "missing", "hashes", "more"])
def test_a_damaged_conversion_is_made_again(
    own_cache: Path, what: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion, "_convert", _converting)
    made = conversion.converted(EMBEDDED)
    before = conversion._hashes(made)
    if what == "weights":
        damage(made / "model.bin", 0.05)
    elif what == "one byte":
        with (made / "model.bin").open("r+b") as file:
            file.seek(60_000)
            byte = file.read(1)
            file.seek(60_000)
            file.write(bytes([byte[0] ^ 1]))
    elif what == "vocabulary":
        (made / "shared_vocabulary.json").write_text('["a"]')
    elif what == "missing":
        (made / "config.json").unlink()
    elif what == "hashes":
        (made / "passerelle.json").write_text("{}")
    else:
        (made / "extra.json").write_text("{}")
    with caplog.at_level(logging.WARNING, logger="passerelle"):
        assert conversion.converted(EMBEDDED) == made
    assert "has changed; converting again" in caplog.text
    assert conversion._hashes(made) == before
    caplog.clear()
    assert conversion.converted(EMBEDDED) == made
    assert caplog.text == ""


def test_conversions_swapped_between_models_are_made_again(
    own_cache: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def convert(folder: Path, output: Path, quantization: str) -> None:
        _converting(folder, output, quantization)
        (output / "converted" / "model.bin").write_bytes(folder.name.encode())

    monkeypatch.setattr(conversion, "_convert", convert)
    one, other = EMBEDDED, EMBEDDED.with_name("vi-en")
    folders = conversion.converted(one), conversion.converted(other)
    folders[0].rename(own_cache / "aside")
    folders[1].rename(folders[0])
    (own_cache / "aside").rename(folders[1])
    with caplog.at_level(logging.WARNING, logger="passerelle"):
        made = conversion.converted(one), conversion.converted(other)
    assert [folder.joinpath("model.bin").read_bytes() for folder in made] == [b"fr-en", b"vi-en"]
    assert caplog.text.count("has changed; converting again") == 2


def test_verify_finds_damage_that_leaves_file_times_unchanged(
    own_cache: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion, "_convert", _converting)
    monkeypatch.setattr(hashing, "_SETTLED_NS", 0)
    weights = conversion.converted(EMBEDDED) / "model.bin"
    conversion.converted(EMBEDDED)
    damage(weights, 0.05)
    # As if the bytes had changed on the disk itself.
    record = hashing._record(weights.parent)
    kept = json.loads(record.read_text(encoding="utf-8"))
    kept["model.bin"]["state"] = hashing._state(weights.stat())
    record.write_text(json.dumps(kept), encoding="utf-8")
    conversion.converted(EMBEDDED)
    assert "has changed" not in caplog.text
    monkeypatch.setattr(verifying, "load_spec", lambda spec, folder: conversion.converted(folder))
    models_file = tmp_path / "models.txt"
    models_file.write_text(f"translate fr {EMBEDDED} - X\n")
    with caplog.at_level(logging.WARNING, logger="passerelle"):
        assert [verified.problems for verified in verifying.verify("all", models_file)] == [()]
    assert "has changed; converting again" in caplog.text


def test_refused_model_is_a_passerelle_error() -> None:
    assert issubclass(RefusedModel, PasserelleError)

"""Fetching models from a local stand-in hub, and everything that can go wrong on the way."""

import errno
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import fakehub
import pytest
import tiny

from passerelle.errors import HubError, ModelError
from passerelle.modelstore import (
    conversion,
    fetching,
    hub,
    hub_cache,
    hub_connection,
    hub_transfer,
    proving,
    records,
    registry,
    store,
    verifying,
)
from passerelle.modelstore.loading import load, load_folder
from passerelle.modelstore.progress import ModelProgress
from passerelle.seq2seq.options import DecodingOptions
from translate.translator import Translator

ID = "Helsinki-NLP/opus-mt-fr-en"
COMMIT = "b4a9a384c2ec68a224bbd2ee3fd5df0c71ca5b1b"
# Bytes on disk after the connection breaks at 12 MB: downloads are written in pieces of 1 MiB.
KEPT = 11 * 1024**2
SUMMARY = DecodingOptions(max_source_tokens=512, max_target_tokens=60, beam_size=1)
LINE = f"translate fr {ID} {COMMIT} Apache-2.0\n"


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a working model, with extra files that Passerelle does not need."""
    folder = tiny.marian(tmp_path_factory.mktemp("models") / "good")
    for name in ("tf_model.h5", "rust_model.ot", "README.md"):
        (folder / name).write_bytes(b"x" * 200_000)
    return folder


@pytest.fixture
def served() -> Iterator[fakehub.Hub]:
    with fakehub.running() as running:
        yield running


@pytest.fixture(autouse=True)
def online(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, served: fakehub.Hub) -> None:
    """Give the test its own caches, and the stand-in hub in place of the real one."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", served.address)
    template = served.address + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr(hub_transfer, "PAUSE_SECONDS", 0.0)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return write(tmp_path, LINE)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "models.txt"
    path.write_text(text, encoding="utf-8")
    return path


def fetched(models: Path, **options: object) -> fetching.Fetched:
    [one] = fetching.fetch("all", models, **options)  # type: ignore[arg-type]
    return one


def ranges(served: fakehub.Hub) -> list[str]:
    """Return the Range headers that the host of large files received."""
    return [wanted for _, path, _, wanted in served.requests if wanted and path.startswith("/store/")]


def listed(models: Path) -> hub.Listing:
    return hub.look_up(registry.load(models)[0])


@pytest.mark.slow
def test_a_model_is_fetched_converted_and_tested(served: fakehub.Hub, good: Path, models: Path) -> None:
    served.add(ID, good, commit=COMMIT)
    progress: list[ModelProgress] = []
    assert fetched(models, on_progress=progress.append).state == "ready"
    _, folder = registry.choose("translate", "fr", models)
    assert folder.name == COMMIT
    assert {path.name for path in folder.iterdir()} == {
        *("config.json", "generation_config.json", "tokenizer_config.json", "vocab.json"),
        *("model.safetensors", "source.spm", "target.spm"),
    }
    assert conversion.conversions(conversion.content_hash(folder))
    assert records.refusals(folder, "translate", ["fr"]) == {}

    stages = list(dict.fromkeys(one.stage for one in progress))
    assert stages == ["looking", "downloading", "converting", "ready"]
    loads = [one for one in progress if one.stage == "downloading"]
    assert [one.done for one in loads] == sorted(one.done for one in loads)
    assert loads[-1].done == loads[-1].total == sum(p.stat().st_size for p in folder.iterdir())

    served.requests.clear()
    assert fetched(models).state == "here"
    assert served.requests == []
    [state] = store.states(models)
    assert (state.state, state.used_for, state.pickle) == ("present", ("fr",), False)


def test_file_names_that_lead_out_of_the_cache_are_ignored(
    served: fakehub.Hub, good: Path, tmp_path: Path, models: Path
) -> None:
    sharded = tmp_path / "sharded"
    shutil.copytree(good, sharded)
    (sharded / "model.safetensors").rename(sharded / "model-1.safetensors")
    (sharded / "model.safetensors.index.json").write_text("{}")
    served.add(ID, sharded, commit=COMMIT)
    served.strange = {"model-/../../../x.safetensors", "model-\\..\\x.safetensors"}
    names = {file.name for file in listed(models).files}
    assert "model-1.safetensors" in names
    assert not {name for name in names if ".." in name}


def test_safetensors_of_a_pull_request_are_preferred_to_a_pickle(
    served: fakehub.Hub, good: Path, tmp_path: Path
) -> None:
    served.add(ID, good, commit="a580dbb" + "0" * 33, revision="refs/pr/7")
    models = write(tmp_path, f"translate fr {ID} refs/pr/7@a580dbb Apache-2.0\n{LINE}")
    assert fetched(models).spec.label == f"{ID}@a580dbb"
    assert registry.choose("translate", "fr", models)[0].revision == "refs/pr/7"


def test_a_moved_branch_is_skipped_for_the_next_line(served: fakehub.Hub, good: Path, tmp_path: Path) -> None:
    served.add(ID, good, commit="f" * 40, revision="refs/pr/7")
    models = write(tmp_path, f"translate fr {ID} refs/pr/7@a580dbb Apache-2.0\n")
    with pytest.raises(HubError, match="is now commit fffffff, not a580dbb, which line 1 of"):
        hub.look_up(registry.load(models)[0])
    served.add(ID, good, commit=COMMIT)
    models = write(tmp_path, f"translate fr {ID} refs/pr/7@a580dbb Apache-2.0\n{LINE}")
    assert fetched(models).spec.line == 2
    assert registry.choose("translate", "fr", models)[0].line == 2


@pytest.mark.slow
def test_a_pickle_is_read_only_in_a_child_process_and_reported(
    served: fakehub.Hub, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.add(ID, tiny.marian(tmp_path / "pickle", pickle=True), commit=COMMIT)
    one = fetched(models)
    assert one.state == "ready"
    assert "restricted unpickler" in one.note
    [state] = store.states(models)
    assert state.pickle

    assert state.folder
    monkeypatch.setattr("torch.load", lambda *_, **__: pytest.fail("a pickle was read in this process"))
    model = load_folder(state.folder, engine="torch")
    options = DecodingOptions(max_source_tokens=64, max_target_tokens=64)
    assert "Paris" in model.tokenizer.decode_target(model.run(["Paris est belle."], options)[0][0].tokens)


@pytest.mark.slow
def test_a_pickle_that_runs_code_is_refused(served: fakehub.Hub, tmp_path: Path, models: Path) -> None:
    import torch

    folder = tiny.marian(tmp_path / "evil", pickle=True)
    witness = tmp_path / "witness"

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {witness}",)

    torch.save({"model.shared.weight": Evil()}, folder / "pytorch_model.bin")
    served.add(ID, folder, commit=COMMIT)
    one = fetched(models)
    assert one.state == "failed"
    assert "could not be converted" in one.reason
    assert not witness.exists()


def test_a_broken_connection_is_resumed_at_once(served: fakehub.Hub, good: Path, models: Path) -> None:
    served.add(ID, good, commit=COMMIT)
    served.cut = [12_000_000]
    hub.download(registry.load(models)[0], listed(models))
    assert ranges(served) == [f"bytes={KEPT}-"]
    assert registry.find(registry.load(models)[0])


def test_an_interrupted_download_resumes_in_the_next_run(
    served: fakehub.Hub, good: Path, models: Path, tmp_path: Path
) -> None:
    served.add(ID, good, commit=COMMIT)
    spec = registry.load(models)[0]
    listing = listed(models)
    served.cut = [12_000_000, *[0] * 5]
    with pytest.raises(HubError, match=r"was interrupted \(.*\); run the command again to resume it"):
        hub.download(spec, listing)
    assert registry.find(spec) is None
    [left] = (tmp_path / "hub").rglob("*.incomplete")
    came = left.stat().st_size
    assert came == KEPT

    served.requests.clear()
    counts: list[int] = []
    hub.download(spec, listing, on_bytes=counts.append)
    assert ranges(served) == [f"bytes={came}-"]
    assert sum(counts) == listing.size
    assert registry.find(spec)
    assert not list((tmp_path / "hub").rglob("*.incomplete"))


@pytest.mark.parametrize("name", ["model.safetensors", "config.json"])
def test_a_file_with_a_wrong_hash_is_deleted(
    served: fakehub.Hub, good: Path, models: Path, name: str
) -> None:
    served.add(ID, good, commit=COMMIT)
    served.spoilt = {name}
    one = fetched(models)
    assert one.state == "failed"
    assert f"{name} of" in one.reason
    assert "was damaged in transit" in one.reason
    assert registry.find(registry.load(models)[0]) is None
    served.spoilt = set()
    assert fetched(models).state == "ready"


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("revision", f"{ID} has no revision {COMMIT}; correct line 1 of"),
        ("model", f"has no model {ID}; check its id"),
        ("private", f"has no model {ID}; check its id or, if it is private, set HF_TOKEN"),
        ("broken", "answers with an error (503); try again later"),
        ("lost", "lacks vocab.json, though it lists it"),
        ("bare", "has no weights and tokenizer that can be used"),
    ],
)
def test_missing_models_and_files_are_one_sentence_errors(
    served: fakehub.Hub, good: Path, models: Path, tmp_path: Path, fault: str, complaint: str
) -> None:
    folder = good
    if fault == "bare":
        folder = tmp_path / "bare"
        folder.mkdir()
        (folder / "config.json").write_text("{}")
    if fault != "model":
        served.add(ID, folder, commit="0" * 40 if fault == "revision" else COMMIT)
    served.private = fault == "private"
    served.broken = fault == "broken"
    served.lost = {"vocab.json"} if fault == "lost" else set()
    one = fetched(models)
    assert one.state == "failed"
    assert complaint in one.reason
    assert "\n" not in one.reason


def test_the_token_is_sent_only_to_the_hub(
    served: fakehub.Hub, good: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.add(ID, good, commit=COMMIT)
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with fakehub.running() as mirror:
        mirror.add(ID, good, commit=COMMIT)
        spec = registry.load(models)[0]
        hub.look_up(spec, mirror.address)
        hub.download(spec, hub.look_up(spec, mirror.address), endpoint=mirror.address)
        assert mirror.requests
        assert {token for _, _, token, _ in mirror.requests} == {None}
    hub_cache.remove(registry.find(spec) or Path())
    served.private = True
    hub.download(spec, hub.look_up(spec))
    tokens = {path.startswith("/store/"): token for _, path, token, _ in served.requests}
    assert tokens == {False: "Bearer hf_secret", True: None}


def test_too_little_disk_space_is_reported_before_fetching(
    served: fakehub.Hub, good: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.add(ID, good, commit=COMMIT)
    usage = shutil.disk_usage("/")._replace(free=50_000_000)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    one = fetched(models)
    assert one.state == "failed"
    assert "has only 50 MB free; free some space" in one.reason
    assert not served.paths("model.safetensors")
    assert not served.paths("config.json")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_disk_that_fills_up_is_reported(
    served: fakehub.Hub, good: Path, models: Path, tmp_path: Path
) -> None:
    served.add(ID, good, commit=COMMIT)
    listing = listed(models)
    storage = tmp_path / "hub" / f"models--{ID.replace('/', '--')}"
    (storage / "blobs").mkdir(parents=True)
    hub_transfer.partial_path(storage, listing.files[-1]).symlink_to("/dev/full")
    with pytest.raises(HubError, match=os.strerror(errno.ENOSPC)):
        hub.download(registry.load(models)[0], listing)
    assert registry.find(registry.load(models)[0]) is None


def test_a_missing_network_is_reported_within_five_seconds(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert hub_connection.CONNECT_SECONDS < 5
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    [one] = fetching.fetch("all", models, source=address)
    assert "cannot be reached" in one.reason
    assert "--from FOLDER" in one.reason

    # The wait for a resolver that does not answer is limited too.
    monkeypatch.setattr(hub_connection, "CONNECT_SECONDS", 0.2)
    ended = threading.Event()

    def hang(*_: object, **__: object) -> socket.socket:
        ended.wait()
        raise OSError("too late")

    monkeypatch.setattr("socket.create_connection", hang)
    [one] = fetching.fetch("all", models)
    assert "cannot be reached (no answer)" in one.reason
    ended.set()


def test_a_malformed_proxy_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://user:pa/ss@proxy:8080")
    with pytest.raises(HubError, match="proxy is malformed"):
        hub_connection.reach("http://hub.example")


def test_offline_mode_and_invalid_addresses_are_reported(
    models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [one] = fetching.fetch("all", models, source="http://")
    assert "is not the address of a hub" in one.reason
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert "HF_HUB_OFFLINE is set" in fetched(models).reason


def test_a_server_that_is_not_a_hub_is_reported(models: Path, served: fakehub.Hub, tmp_path: Path) -> None:
    served.page = b"<html>Welcome to the hotel's network</html>"
    assert "does not respond as a model hub should" in fetched(models).reason
    served.page = b""
    served.add(ID, tmp_path / "none", commit="no hash")
    (tmp_path / "none").mkdir()
    served.repositories[ID].revisions[COMMIT] = served.repositories[ID].revisions["main"]
    assert "states no commit" in fetched(models).reason


@pytest.mark.parametrize("layout", ["cache", "home", "ids", "names", "itself"])
def test_a_model_is_copied_from_a_folder(good: Path, models: Path, tmp_path: Path, layout: str) -> None:
    source = tmp_path / "stick"
    places = {
        "cache": source / f"models--{ID.replace('/', '--')}" / "snapshots" / COMMIT,
        "home": source / "hub" / f"models--{ID.replace('/', '--')}" / "snapshots" / COMMIT,
        "ids": source / ID,
        "names": source / "opus-mt-fr-en",
        "itself": source,
    }
    shutil.copytree(good, places[layout])
    progress: list[ModelProgress] = []
    one = fetched(models, source=str(source), on_progress=progress.append)
    assert (one.state, one.reason) == ("ready", "")
    assert "copying" in {step.stage for step in progress}
    folder = registry.find(registry.load(models)[0])
    assert folder
    assert folder.is_relative_to(tmp_path / "data")
    assert not (folder / "tf_model.h5").exists()
    [verified] = verifying.verify("all", models)
    assert verified.problems == ()
    assert verified.compared == verified.files == 7


def test_a_folder_without_the_revision_or_with_a_damaged_file_is_refused(
    served: fakehub.Hub, good: Path, models: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    other = stick / f"models--{ID.replace('/', '--')}" / "snapshots" / ("0" * 40)
    shutil.copytree(good, other)
    assert "has no Helsinki-NLP/opus-mt-fr-en at b4a9a38" in fetched(models, source=str(stick)).reason
    assert "is not a folder" in fetched(models, source=str(tmp_path / "none")).reason
    assert "'ftp://x' is not a source of models" in fetched(models, source="ftp://x").reason

    served.add(ID, good, commit=COMMIT)
    spec = registry.load(models)[0]
    folder = hub.download(spec, listed(models))
    damaged = tmp_path / "damaged"
    shutil.copytree(tmp_path / "hub", damaged, symlinks=True)
    hub_cache.remove(folder)
    weights = (damaged / folder.relative_to(tmp_path / "hub") / "model.safetensors").resolve()
    weights.write_bytes(bytes(weights.stat().st_size))
    assert "is damaged" in fetched(models, source=str(damaged)).reason
    assert registry.find(spec) is None
    assert not [p for p in (tmp_path / "data").rglob("*") if p.is_file()]


def test_verify_finds_changed_files_and_remove_deletes_all_files(
    served: fakehub.Hub, good: Path, models: Path, tmp_path: Path
) -> None:
    served.add(ID, good, commit=COMMIT)
    assert fetched(models).state == "ready"
    [verified] = verifying.verify("all", models)
    assert (verified.problems, verified.compared, verified.files) == ((), 7, 7)
    spec, folder = registry.choose("translate", "fr", models)
    vocabulary = (folder / "vocab.json").resolve()
    vocabulary.write_bytes(vocabulary.read_bytes().replace(b"the", b"teh", 1))
    [verified] = verifying.verify(ID, models)
    assert verified.problems == ("vocab.json has changed since it was fetched (its hash differs)",)

    content = conversion.content_hash(folder)
    [line] = store.remove(ID, models)
    assert line.startswith(f"{spec.label} was removed (")
    assert registry.find(spec) is None
    assert not conversion.conversions(content)
    assert not [p for p in (tmp_path / "hub").rglob("blobs/*") if p.is_file()]
    assert store.remove(ID, models) == ("It is not on this machine.",)


def test_failures_to_remove_or_read_are_one_sentence_errors(
    good: Path, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = registry.load(models)[0]
    folder = spec.imported
    assert folder
    shutil.copytree(good, folder)
    rmtree = shutil.rmtree

    def denied(path: Path, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise PermissionError(13, "Permission denied", str(path))
        rmtree(path, ignore_errors=True)

    with monkeypatch.context() as patch:
        patch.setattr("passerelle.modelstore.store.shutil.rmtree", denied)
        with pytest.raises(ModelError, match=r"completely \(Permission denied\); check the permissions of /"):
            store.remove(ID, models)

    def unreadable(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr("passerelle.modelstore.conversion.content_hash", unreadable)
        [verified] = verifying.verify(ID, models)
        assert verified.problems == (f"{folder} cannot be read: Permission denied",)
    in_the_way = records._refusals(folder)
    in_the_way.mkdir(parents=True)
    with pytest.raises(ModelError, match=r"The records of .* cannot be deleted"):
        store.remove(ID, models)
    in_the_way.rmdir()
    assert store.remove(ID, models)[0].startswith(f"{spec.label} was removed")


@pytest.mark.parametrize("wanted", ["None", "", "opus-mt"])
def test_only_whole_names_of_models_match(models: Path, wanted: str) -> None:
    with pytest.raises(ModelError, match="has no model"):
        store.pick(wanted, models)


def test_embedded_models_cannot_be_removed() -> None:
    with pytest.raises(ModelError, match="came with Passerelle and cannot be removed"):
        store.remove("./models/fr-en")
    with pytest.raises(ModelError, match="has no model 'nobody/nothing'"):
        list(fetching.fetch("nobody/nothing"))


@pytest.mark.slow
def test_a_model_that_fails_its_test_is_skipped_for_the_next(
    served: fakehub.Hub, good: Path, tmp_path: Path
) -> None:
    from safetensors.numpy import load_file, save_file

    broken = tmp_path / "broken"
    shutil.copytree(good, broken)
    weights = load_file(broken / "model.safetensors")
    weights["model.encoder.layers.0.fc1.weight"] = -20 * weights["model.encoder.layers.0.fc1.weight"]
    weights["model.shared.weight"] = weights["model.shared.weight"][::-1].copy()
    save_file(weights, broken / "model.safetensors", {"format": "pt"})
    served.add(ID, broken, commit=COMMIT)
    models = write(tmp_path, f"{LINE}translate fr {tiny.EMBEDDED} - MIT\n")
    [one] = fetching.fetch(ID, models)
    assert one.state == "failed"
    assert "is not used: it translates 'fr' wrongly:" in one.reason
    assert "were expected" in one.reason
    folder = registry.find(registry.load(models)[0])
    assert folder
    assert not conversion.conversions(conversion.content_hash(folder))
    state = store.states(models)[0]
    assert (state.state, state.used_for) == ("refused", ())
    assert registry.choose("translate", "fr", models)[1] == tiny.EMBEDDED
    again = next(iter(fetching.fetch(ID, models)))
    assert (again.state, "translates 'fr' wrongly" in again.reason) == ("failed", True)


@pytest.mark.slow
def test_a_model_refused_for_one_language_is_used_for_its_others(own_cache: Path, tmp_path: Path) -> None:
    french, vietnamese = registry.embedded("translate", "fr"), registry.embedded("translate", "vi")
    models = write(tmp_path, f"translate fr+vi {vietnamese} - MIT\ntranslate fr {french} - MIT\n")
    assert load("translate", "fr", models).name == french.name
    assert load("translate", "vi", models).name == vietnamese.name
    listed = store.states(models)
    assert [(state.state, state.used_for) for state in listed] == [("present", ("vi",)), ("present", ("fr",))]
    assert "it translates 'fr' wrongly:" in listed[0].reason
    assert listed[1].reason == ""
    # Its line is tested as a whole again, and its conversion is kept for the other language.
    [one] = fetching.fetch(str(vietnamese), models)
    assert one.state == "here"
    assert one.note.startswith("not used for fr: it translates 'fr' wrongly:")
    [verified] = verifying.verify(str(vietnamese), models)
    assert verified.problems == (listed[0].reason,)
    assert conversion.conversions(conversion.content_hash(vietnamese))


@pytest.mark.slow
def test_a_model_loaded_for_one_language_is_tested_for_the_next(own_cache: Path, tmp_path: Path) -> None:
    french, vietnamese = registry.embedded("translate", "fr"), registry.embedded("translate", "vi")
    lines = [
        f"translate {code} {folder} - MIT\n"
        for code, folder in (("vi", vietnamese), ("fr", vietnamese), ("fr", french))
    ]
    translator = Translator(models_file=write(tmp_path, "".join(lines)))
    assert vietnamese.name in translator.translate("Ngày mai ở Hà Nội trời sẽ có mưa rất to.").signature
    assert french.name in translator.translate("Il pleuvra beaucoup demain à Paris.").signature


@pytest.mark.slow
@pytest.mark.parametrize("architecture", ["bart", pytest.param("pegasus", marks=pytest.mark.soak)])
def test_a_trained_summarizer_passes_its_test_and_a_random_one_fails(
    served: fakehub.Hub, tmp_path: Path, architecture: str
) -> None:
    served.add("some/random", tiny.summarizer(tmp_path / "random", architecture))
    served.add("some/trained", tiny.summarizer(tmp_path / "trained", architecture, steps=400))
    models = write(tmp_path, "summarize en some/random main MIT\nsummarize en some/trained main MIT\n")
    random, trained = fetching.fetch("summarize", models)
    assert random.state == "failed"
    assert "is not used: " in random.reason
    assert (trained.state, trained.reason) == ("ready", "")
    model = load("summarize", "en", models)
    assert (model.architecture, model.positions, model.prefix) == (architecture, 512, "")
    assert model.engine.signature.startswith("ct2-")
    for engine in (model, load("summarize", "en", models, engine="torch")):
        [[hypothesis]] = engine.run([proving.PARAGRAPH], SUMMARY)
        assert engine.tokenizer.decode_target(hypothesis.tokens) == tiny.ANSWER


@pytest.mark.soak
def test_t5_gets_its_prefix_and_matches_torch(served: fakehub.Hub, tmp_path: Path) -> None:
    folder = tiny.summarizer(tmp_path / "t5", "t5", steps=30)
    served.add("some/random", tiny.summarizer(tmp_path / "random", "t5"))
    served.add("some/t5", folder)
    models = write(tmp_path, "summarize en some/random main MIT\nsummarize en some/t5 main MIT\n")
    random, trained = fetching.fetch("summarize", models)
    assert "is not used: its summary" in random.reason
    assert (trained.state, trained.reason) == ("ready", "")
    ours = load_folder(folder, role="summarize", quantization="float32")
    theirs = load_folder(folder, role="summarize", engine="torch")
    assert ours.engine.signature.startswith("ct2-")
    assert ours.prefix == theirs.prefix == "summarize: "
    assert ours.positions == 512 - len(ours.tokenizer.encode_target("summarize: "))
    assert (ours.generation.beam_size, ours.generation.min_target_tokens) == (2, 5)
    assert load_folder(folder, role="translate").prefix == ""
    longest = " ".join(["river"] * 240)
    for text in (proving.PARAGRAPH, tiny.ANSWER, longest):
        [[a]], [[b]] = ours.run([text], SUMMARY), theirs.run([text], SUMMARY)
        assert a.tokens == b.tokens


@pytest.mark.slow
def test_the_hub_variables_of_the_environment_are_used(
    served: fakehub.Hub, good: Path, models: Path, tmp_path: Path
) -> None:
    """Run the command in a subprocess with HF_HOME, HF_ENDPOINT and HF_TOKEN."""
    served.add(ID, good, commit=COMMIT)
    served.private = True
    home = tmp_path / "home"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment |= {"HF_HOME": str(home), "HF_ENDPOINT": served.address, "HF_TOKEN": "hf_secret"}
    command = [sys.executable, "-m", "passerelle", "models"]
    done = subprocess.run(
        [*command, "fetch", ID, "--models", str(models)],
        env=environment,
        cwd=tiny.ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{ID}@b4a9a38: ready\n", "")
    assert (home / "hub" / f"models--{ID.replace('/', '--')}" / "snapshots" / COMMIT / "config.json").exists()
    listing = subprocess.run(
        [*command, "list", "--models", str(models)],
        env=environment | {"HF_HUB_OFFLINE": "1"},
        cwd=tiny.ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert listing.stdout.splitlines()[1].split()[4:7] == ["present", "23", "MB"]


def test_damaged_records_are_read_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "a" / "record.json"
    records.write(path, {"x": 1})
    assert records.read(path) == {"x": 1}
    path.write_text("{")
    assert records.read(path) == {}
    path.write_text(json.dumps([1]))
    assert records.read(path) == {}

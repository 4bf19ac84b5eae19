import os
from pathlib import Path

import pytest
from limits import within

from passerelle.errors import ModelError
from passerelle.modelstore import registry

GOOD = "translate fr Helsinki-NLP/opus-mt-fr-en main Apache-2.0\n"


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "models.txt"
    path.write_text(text, encoding="utf-8")
    return path


def model_folder(path: Path) -> Path:
    path.mkdir(parents=True)
    (path / "config.json").write_text("{}")
    for name in ("model.safetensors", "source.spm", "target.spm"):
        (path / name).write_bytes(b"x")
    return path


def test_the_bundled_list_ends_with_the_embedded_models() -> None:
    specs = registry.load()
    for role in ("translate", "summarize"):
        last = [s for s in specs if s.role == role][-1]
        assert last.folder is not None
        assert registry.find(last) == last.folder


def test_hub_models_of_the_bundled_list_are_pinned() -> None:
    """Each is pinned to a commit; only those for which no commit is known follow a branch."""
    hub = [spec for spec in registry.load(registry.default_models_file()) if spec.folder is None]
    assert {spec.location for spec in hub if spec.commit is None} == {
        "HPLT/translate-vi-en-v2.0-hplt",
        "Helsinki-NLP/opus-mt-de-en",
    }
    for spec in hub:
        pickle = [other for other in hub if other.location == spec.location][1:]
        # The hub's conversion to safetensors comes before the pickle, whose revision is a whole commit.
        assert all(other.revision == other.commit and len(other.commit or "") == 40 for other in pickle)


def test_source_languages_keep_the_order_of_the_file() -> None:
    assert registry.source_languages() == ("fr", "vi", "de")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("translate fr Helsinki-NLP/opus-mt-fr-en main", "4 columns"),
        ("translate fr a/b main MIT extra", "6 columns"),
        ("paint fr a/b main MIT", "role"),
        ("translate French a/b main MIT", "language"),
        ("translate fr+ a/b main MIT", "language"),
        ("translate fr not-a-model main MIT", "neither a folder"),
        ("translate fr ../../a/b/c?d main MIT", None),
        ("translate fr a/b ../main MIT", "revision"),
        ("translate fr me/opus--fr-en main MIT", "hub id"),
        ("translate fr me/opus.git main MIT", "hub id"),
        ("translate fr me/opus- main MIT", "hub id"),
        ("translate fr me/öpus main MIT", "hub id"),
    ],
)
def test_a_malformed_line_is_a_one_sentence_error_with_its_number(
    tmp_path: Path, line: str, complaint: str | None
) -> None:
    path = write(tmp_path, f"# models\n\n{GOOD}{line}\n")
    if complaint is None:  # an odd name is a missing folder, not a syntax error
        assert registry.find(registry.load(path)[1]) is None
        return
    with pytest.raises(ModelError) as error:
        registry.load(path)
    message = str(error.value)
    assert message.startswith("models.txt line 4:")
    assert complaint in message
    assert message.count("\n") == 0


def test_an_empty_or_missing_list_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="contains no model"):
        registry.load(write(tmp_path, "# nothing\n"))
    with pytest.raises(ModelError, match="cannot be read"):
        registry.load(tmp_path / "absent.txt")


def test_an_unreadable_config_folder_is_a_one_sentence_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/" + "x" * 300)
    with pytest.raises(ModelError, match="cannot be read: File name too long"):
        registry.load()


def test_the_first_installed_model_is_chosen(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        GOOD + "translate fr ./second - MIT\ntranslate fr ./third - MIT\n",
    )
    model_folder(tmp_path / "third")
    assert registry.choose("translate", "fr", path)[1] == tmp_path / "third"
    model_folder(tmp_path / "second")
    assert registry.choose("translate", "fr", path)[1] == tmp_path / "second"


def test_a_hub_model_in_the_cache_is_found_by_its_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = "b4a9a384c2ec68a224bbd2ee3fd5df0c71ca5b1b"
    hub = tmp_path / "hub"
    snapshot = model_folder(hub / "models--Helsinki-NLP--opus-mt-fr-en" / "snapshots" / commit)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(hub))
    spec = registry.load(write(tmp_path, GOOD.replace("main", commit)))[0]
    assert registry.find(spec) == snapshot
    other = registry.load(write(tmp_path, GOOD.replace("main", "0" * 40)))[0]
    assert registry.find(other) is None


@pytest.mark.parametrize("kind", ["commit", "pipe", "holes", "bytes", "nothing"])
def test_a_branch_in_the_cache_is_followed_only_if_it_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    hub = tmp_path / "hub"
    repository = hub / "models--Helsinki-NLP--opus-mt-fr-en"
    snapshot = model_folder(repository / "snapshots" / ("a" * 40))
    ref = repository / "refs" / "main"
    ref.parent.mkdir()
    if kind == "commit":
        ref.write_text("a" * 40 + "\n")
    elif kind == "pipe":
        os.mkfifo(ref)
    elif kind == "holes":
        with ref.open("wb") as file:
            file.truncate(1 << 37)
    elif kind == "bytes":
        ref.write_bytes(b"\xff" * 40)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(hub))
    [spec] = registry.load(write(tmp_path, GOOD))
    with within(30):
        assert registry.find(spec) == (snapshot if kind == "commit" else None)


@pytest.mark.parametrize("lost", ["config.json", "model.safetensors", "source.spm"])
def test_an_incomplete_model_is_not_installed(tmp_path: Path, lost: str) -> None:
    path = write(tmp_path, "translate fr ./half - MIT\n")
    model_folder(tmp_path / "half")
    (tmp_path / "half" / lost).unlink()
    with pytest.raises(ModelError, match="is on this machine"):
        registry.choose("translate", "fr", path)


def test_a_language_without_a_model_lists_the_available_ones() -> None:
    with pytest.raises(ModelError, match=r"translates Spanish.*French, Vietnamese and German"):
        registry.choose("translate", "es")

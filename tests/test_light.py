"""Passerelle without its extras, and conversion without torch."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
import tiny

from passerelle.errors import ModelError, PasserelleError
from passerelle.modelstore import conversion, loading, marian_bart

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = ("gradio", "gradio_client", "starlette", "torch", "transformers")


@pytest.fixture
def light(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an environment with an empty cache in which packages of extras cannot be imported."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        f"import sys\nfor name in {EXTRAS!r}:\n    sys.modules[name] = None\n"
    )
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), str(ROOT)]))
    monkeypatch.setenv("PASSERELLE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path


def run(*arguments: str | Path, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, timeout=300)


@pytest.mark.slow
def test_without_extras_articles_are_briefed(light: Path) -> None:
    code = (
        "import sys; from passerelle import Briefer; from pathlib import Path;"
        "briefer = Briefer(memory=False);"
        "text = Path('examples/navettes-hai-phong.fr.txt').read_text(encoding='utf-8');"
        "print(briefer.brief(text).to_markdown()); print('fingerprint', briefer.fingerprint());"
        f"print(sorted(name for name in {EXTRAS!r} if sys.modules.get(name)))"
    )
    done = run("-c", code)
    assert done.returncode == 0, done.stderr
    assert "Hai Phong" in done.stdout
    assert len(done.stdout.split("fingerprint ")[1].split()[0]) == 64
    assert done.stdout.rstrip().endswith("[]")


@pytest.mark.slow
def test_without_extras_a_batch_runs(light: Path) -> None:
    article = ROOT / "examples" / "navettes-hai-phong.fr.txt"
    done = run("-m", "passerelle", "batch", article, "--out", light / "out")
    assert done.returncode == 0, done.stderr
    assert len(list((light / "out").rglob("*.json"))) == 1


@pytest.mark.slow
def test_without_its_extra_the_page_says_how_to_install_it(light: Path) -> None:
    done = run("-m", "passerelle", "app", "--no-browser")
    assert done.returncode != 0
    assert "pip install 'passerelle[page]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_pickle_without_torch_says_how_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE_CACHE", str(tmp_path / "cache"))
    conversion._cache_home.cache_clear()
    folder = tmp_path / "model"
    shutil.copytree(tiny.EMBEDDED, folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    for name in ("torch", "transformers"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ModelError, match=r"pickle.*pip install 'passerelle\[torch\]'"):
        loading.load_folder(folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"model_type": "mbart"}))
    with pytest.raises(PasserelleError, match=r"runs on torch.*pip install 'passerelle\[torch\]'"):
        loading.load_folder(folder)
    conversion._cache_home.cache_clear()


@pytest.fixture(params=["marian", "bart"])
def checkpoint(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    if request.param == "bart":
        return tiny.summarizer(folder, "bart")
    shutil.copytree(tiny.EMBEDDED, folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    del config["alignment_head"]  # changes the order of heads in our conversion only; see test_engines
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


@pytest.mark.slow
def test_our_conversion_equals_that_of_ctranslate2(
    checkpoint: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import transformers
    from ctranslate2.converters import TransformersConverter

    # CTranslate2 4.8 reads this from every BART; Transformers 5 sets it only if the checkpoint does.
    monkeypatch.setattr(transformers.BartConfig, "normalize_before", False, raising=False)
    marian_bart.convert(checkpoint, tmp_path / "ours", "float32", marian_bart.read_weights(checkpoint))
    TransformersConverter(str(checkpoint)).convert(str(tmp_path / "theirs"), quantization="float32")
    for name in ("config.json", "shared_vocabulary.json", "model.bin"):
        assert (tmp_path / "ours" / name).read_bytes() == (tmp_path / "theirs" / name).read_bytes()


def test_weights_in_bfloat16_are_read_without_torch(tmp_path: Path) -> None:
    values = np.array([[1.0, -2.5], [0.15625, 3.0e20]], np.float32)
    halves = (values.view(np.uint32) >> 16).astype(np.uint16)
    header = json.dumps({"a": {"dtype": "BF16", "shape": [2, 2], "data_offsets": [0, 8]}}).encode()
    content = len(header).to_bytes(8, "little") + header + halves.tobytes()
    (tmp_path / "model.safetensors").write_bytes(content)
    read = marian_bart.read_weights(tmp_path)["a"]
    assert read.dtype == np.float32
    assert np.array_equal(read, (halves.astype(np.uint32) << 16).view(np.float32))


@pytest.mark.parametrize(
    "name", ["model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight"]
)
def test_tied_embeddings_are_found_under_any_name(name: str, tmp_path: Path) -> None:
    """Read tied embeddings under each name, since the hub's safetensors bot keeps only one of them."""
    weights = marian_bart.read_weights(tiny.EMBEDDED)
    marian_bart.convert(tiny.EMBEDDED, tmp_path / "shared", "int8", weights)
    renamed = {name if key == "model.shared.weight" else key: value for key, value in weights.items()}
    marian_bart.convert(tiny.EMBEDDED, tmp_path / "renamed", "int8", renamed)
    contents = [(tmp_path / side / "model.bin").read_bytes() for side in ("shared", "renamed")]
    assert contents[0] == contents[1]


def test_a_missing_weight_is_an_error(tmp_path: Path) -> None:
    weights = safetensors.numpy.load_file(tiny.EMBEDDED / "model.safetensors")
    del weights["model.decoder.layers.1.fc2.bias"]
    with pytest.raises(KeyError, match="fc2"):
        marian_bart.convert(tiny.EMBEDDED, tmp_path / "out", "int8", weights)
    assert not (tmp_path / "out").exists()

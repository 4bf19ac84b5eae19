import logging
import subprocess
import sys
from pathlib import Path

import pytest

from passerelle.errors import ModelError
from passerelle.modelstore import conversion, registry

EMBEDDED = registry.default_models_file().parent / "models" / "fr-en"


@pytest.mark.slow
@pytest.mark.soak
def test_concurrent_processes_share_one_conversion(own_cache: Path) -> None:
    code = (
        "from pathlib import Path; from passerelle.modelstore.conversion import converted; import sys;"
        f"print(converted(Path({str(EMBEDDED)!r}))); assert 'torch' not in sys.modules"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    outputs = [process.communicate(timeout=300)[0].strip() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert outputs[0] == outputs[1]
    folders = [p for p in (own_cache / "ctranslate2").iterdir() if p.is_dir()]
    assert [str(p) for p in folders] == [outputs[0]]
    assert (folders[0] / "model.bin").exists()


def test_the_cache_key_depends_on_the_content(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    before = conversion.content_hash(tmp_path)
    (tmp_path / "README.md").write_text("a card does not change the model")
    assert conversion.content_hash(tmp_path) == before
    (tmp_path / "config.json").write_text("{ }")
    assert conversion.content_hash(tmp_path) != before


def test_an_unwritable_cache_falls_back_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("a file where the folder should be")
    monkeypatch.setenv("PASSERELLE_CACHE", str(blocked))
    conversion._cache_home.cache_clear()
    try:
        with caplog.at_level(logging.WARNING, logger="passerelle"):
            home = conversion._cache_home()
        assert home.is_dir()
        assert not home.is_relative_to(tmp_path)
        assert "PASSERELLE_CACHE" in caplog.text
    finally:
        conversion._cache_home.cache_clear()


@pytest.mark.slow
def test_a_failed_conversion_leaves_no_files(tmp_path: Path, own_cache: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "config.json").write_text('{"model_type": "marian"}')
    (broken / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(ModelError) as error:
        conversion.converted(broken)
    assert "\n" not in str(error.value)
    assert [p for p in (own_cache / "ctranslate2").iterdir() if p.is_dir()] == []

"""Words after opening quotation marks and brackets are tokenized as after a space."""

import json
import shutil
from pathlib import Path

import pytest

from passerelle.modelstore import loading, registry
from passerelle.seq2seq.openings import SpacedTokenizer, join_openings, space_openings

TEXTS = [
    ('He spoke of a "clear escalation" (in 2024).', 'He spoke of a " clear escalation" ( in 2024).'),
    ('"No," she said. ("Never.")', '" No," she said. (" Never.")'),
    ("The 'Islamic State' took 3 (12 %) towns.", "The ' Islamic State' took 3 (12 %) towns."),
    ("It's the workers' flat, f(x), rock'n'roll.", "It's the workers' flat, f(x), rock'n'roll."),
    ("“Đây là nhà tôi”, ông nói.", "“ Đây là nhà tôi”, ông nói."),
    ("", ""),
]


@pytest.mark.parametrize(("text", "spaced"), TEXTS)
def test_opening_marks_are_spaced_and_joined_again(text: str, spaced: str) -> None:
    assert space_openings(text) == spaced
    assert join_openings(spaced) == text
    assert join_openings(text) == text
    assert space_openings(spaced) == spaced


def embedded_with(folder: Path, spaced: bool) -> loading.Model:
    """Load a copy of the French model that was trained with or without the spaces, by its config.json."""
    shutil.copytree(registry.embedded("translate", "fr"), folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"spaced_openings": spaced}), encoding="utf-8")
    return loading.load_folder(folder)


@pytest.mark.parametrize("spaced", [True, False])
def test_config_json_decides_whether_a_model_is_given_spaces(tmp_path: Path, spaced: bool) -> None:
    model = embedded_with(tmp_path / "model", spaced)
    text = 'a "expressed wish"'
    tokens = model.tokenizer.encode_target(text)
    assert ("▁expressed" in tokens) is spaced
    assert model.tokenizer.encode_source(text)[: len(tokens)] == tokens
    assert model.tokenizer.decode_target(tokens) == text
    assert isinstance(model.tokenizer, SpacedTokenizer) is spaced

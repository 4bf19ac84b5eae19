"""Sharing of SentencePiece models among files with the same content."""

from pathlib import Path

import pytest
from tokenizers import Regex, Tokenizer, models, pre_tokenizers

from passerelle.errors import ModelError
from passerelle.modelstore import loading, registry
from passerelle.seq2seq.tokenizer import FastTokenizer, MarianTokenizer

MODELS = registry.default_models_file().parent / "models"


def test_files_with_the_same_content_share_a_model() -> None:
    made = [MarianTokenizer(path.parent) for path in sorted(MODELS.glob("*/source.spm"))]
    sides = {id(side) for one in made for side in (one._source, one._target)}
    assert len(sides) == len({path.read_bytes() for path in MODELS.glob("*/*.spm")})
    for one in made:
        assert one.decode_target(one.encode_target("The harbour was closed.")) == "The harbour was closed."


def test_a_broken_file_is_an_error_that_names_the_model(tmp_path: Path) -> None:
    for path in (MODELS / "brief-en").iterdir():
        (tmp_path / path.name).write_bytes(b"?" if path.suffix == ".spm" else path.read_bytes())
    with pytest.raises(ModelError, match=r"cannot be used with its tokenizer \(.*\); fetch it again"):
        loading.load_folder(tmp_path)


@pytest.mark.slow
def test_a_pattern_that_takes_exponential_time_is_an_ordinary_error(tmp_path: Path) -> None:
    tokenizer = Tokenizer(models.WordLevel({"a": 0, "?": 1}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("(x+x+)+y"), "removed")
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    loaded = FastTokenizer(tmp_path)
    assert loaded.encode_target("a") == ["a"]
    for encode in (loaded.encode_target, loaded.encode_source):
        with pytest.raises(ValueError, match="the tokenizer failed"):
            encode("x" * 40)

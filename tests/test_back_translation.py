"""Synthetic pairs: made by the reverse model, filtered, and tagged when they are packed."""

import gzip
from pathlib import Path

import pytest
from typer.testing import CliRunner

from training import back_translation, corpora, packing
from training.__main__ import program
from training.errors import TrainingError
from training.prepare import Preparation, load_pieces, prepare
from translate import reverse

SPM = Path(__file__).parent.parent / "models" / "fr-en" / "source.spm"
NEWS = (
    "The president of the republic will visit the city of Paris on Monday.",
    "The government has decided to reduce the price of water.",
    "Two people were injured in an accident near the station this morning.",
    "Too short.",
)
LISTING = """
[[corpus]]
name = "made"
language = "fr"
share = 2
news = true
synthetic = true
source = "translated for this test"
licence = "Apache-2.0"
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mono")
    with gzip.open(folder / "news.gz", "wt", encoding="utf-8") as file:
        print(*NEWS, NEWS[0], sep="\n", file=file)
    asked = ["back-translate", folder / "news.gz", "--out", folder / "made", "--language", "fr"]
    result = CliRunner().invoke(program, list(map(str, asked)))
    assert result.exit_code == 0, result.output
    (folder / "list.toml").write_text(LISTING, encoding="utf-8")
    return folder


def test_news_is_translated_back_line_by_line(made: Path) -> None:
    french, english = ((made / f"made.{code}").read_text().splitlines() for code in ("fr", "en"))
    assert sorted(english) == sorted(NEWS[:3])
    [president] = [f for f, e in zip(french, english, strict=True) if e == NEWS[0]]
    assert president.startswith("Le président")
    assert "Paris" in president


def test_a_synthetic_source_is_tagged_and_gets_no_hints(made: Path, tmp_path: Path) -> None:
    how = Preparation("translate", SPM, made / "list.toml", hints="all")
    prepare(made, tmp_path, how, report=lambda line: None)
    pieces, packed = load_pieces(SPM), packing.load(tmp_path / "epoch.npz")
    french = (made / "made.fr").read_text().splitlines()
    assert len(packed) == 2 * len(french)
    for i in range(len(packed)):
        first, *rest = (pieces.id_to_piece(int(t)) for t in packed.pair(i)[0][:-1])
        assert first == back_translation.TAG
        assert pieces.decode(rest) in french


def test_the_tag_is_not_a_language_of_the_reverse_model() -> None:
    assert back_translation.TAG not in reverse.TAGS.values()
    assert not any(corpus.synthetic for corpus in corpora.load())


@pytest.mark.parametrize(
    ("source", "english", "plausible"),
    [
        ("Le maire a ouvert une école.", "The mayor opened a school.", True),
        ("Le maire.", "The mayor opened a school in the old town on Monday.", False),
        ("Le maire a ouvert une école dans la vieille ville lundi dernier.", "The mayor opened it.", False),
        ("de la de la de la ville", "of the town of the town", False),
    ],
)
def test_loops_and_unequal_lengths_are_left_out(source: str, english: str, plausible: bool) -> None:
    assert back_translation.is_plausible(source, english) is plausible


def test_a_language_without_a_reverse_model_is_a_clear_error(made: Path) -> None:
    with pytest.raises(TrainingError, match="no reverse model for 'de'; it translates into fr and vi"):
        back_translation.command([made / "news.gz"], made / "other", "de")

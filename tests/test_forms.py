"""The list of English words used by the check for invented words, and how it is counted."""

import gzip
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from passerelle.languages.words import english_forms
from training import forms
from training.__main__ import program
from training.errors import TrainingError
from translate.checks import check

LIST = """
[[corpus]]
name = "one"
language = "fr"
share = 1
source = "s"
licence = "l"

[[corpus]]
name = "two"
language = "fr"
share = 1
source = "s"
licence = "l"
"""


def test_only_english_words_are_counted(tmp_path: Path) -> None:
    (tmp_path / "list.toml").write_text(LIST)
    (tmp_path / "one.fr").write_text("Il réfrigère le tofoo.\nsame line here\n" + "x\n" * 10)
    (tmp_path / "one.en").write_text("He quzzles the tofoo.\nsame line here\n" + "A frobnicator.\n" * 10)
    (tmp_path / "two.fr").write_text("Un.\nDeux.\n")
    (tmp_path / "two.en").write_text("She quzzles Zorbax.\nThe wriggling snipp.\n")
    more = "poireau\tleek or gromph\n" + "wrigglng wriggling\n" * 10 + "wriggling\n" * 200
    (tmp_path / "more.tsv").write_text(more, encoding="utf-8")
    done = CliRunner().invoke(
        program,
        [
            *("forms", str(tmp_path), "--out", str(tmp_path / "forms.gz")),
            *("--list", str(tmp_path / "list.toml"), "--more", "more.tsv"),
        ],
    )
    assert done.exit_code == 0, done.output
    found = gzip.decompress((tmp_path / "forms.gz").read_bytes()).decode().split()
    # Counted: words in two corpora, ten times in one, or in the dictionary. Left out: words of the source,
    # names, misspellings of a frequent word, and words in a single line.
    assert found == ["frobnicator", "leek", "quzzles", "wriggling"]
    with pytest.raises(TrainingError, match="is not in"):
        forms.make(tmp_path, tmp_path, tmp_path / "list.toml", ("none.tsv",))


def test_the_bundled_list_has_inflected_forms_and_no_misspellings() -> None:
    listed = english_forms()
    assert 70_000 < len(listed) < 90_000
    for word in (
        "wrongdoing",
        "penalised",
        "unanimously",
        "thatched",
        "refugees",
        "tariffs",
        "biodiversity",
    ):
        assert word in listed
    assert not {"ennegated", "mugsss", "dynitel", "goverment", "recieved", "riziers"} & listed
    assert all(word.islower() and len(word) > 3 for word in listed)


def test_most_words_with_a_changed_letter_are_found() -> None:
    chance = random.Random(5)
    words = sorted(chance.sample(sorted(w for w in english_forms() if len(w) > 6), 300))
    noticed = 0
    for word in words:
        at = chance.randrange(1, len(word) - 1)
        changed = word[:at] + chance.choice("bcdfghjklmnpqrtvwxz") + word[at + 1 :]
        noticed += any(f.check == "invented" for f in check("Un.", f"A {changed}.", "fr"))
        assert not [f for f in check("Un.", f"A {word}.", "fr") if f.check == "invented"]
    assert noticed >= 0.9 * len(words)

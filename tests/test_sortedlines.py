"""Tables that are searched in the form in which they are stored."""

import gzip
import math
from pathlib import Path

import pytest

from passerelle.languages.sortedlines import SortedLines
from translate import coverage


def written(lines: list[str], path: Path) -> SortedLines:
    path.write_bytes(gzip.compress("".join(f"{line}\n" for line in sorted(lines)).encode()))
    return SortedLines.read(path)


def test_every_key_is_found_in_any_block(tmp_path: Path) -> None:
    table = {f"mot{i * 7919 % 10_000}é": str(i) for i in range(3_000)}
    lines = written([f"{key}\t{value}\tmore" for key, value in table.items()], tmp_path / "a.gz")
    assert len(lines.keys) > 10
    assert {key: lines.rest(key) for key in table} == {key: f"{value}\tmore" for key, value in table.items()}
    assert [lines.rest(key) for key in ("mot", "mot1", "a", "zzz", "", "\ud800", "3")] == [None] * 7


def test_a_key_may_have_two_fields(tmp_path: Path) -> None:
    table = {f"{side}\t{word}": f"{word}!" for side in "st" for word in map(str, range(2_000))}
    path = tmp_path / "a.gz"
    written([f"{key}\t{value}" for key, value in table.items()], path)
    lines = SortedLines.read(path, fields=2)
    assert {key: lines.rest(key) for key in table} == table
    assert lines.rest("s") is None
    assert lines.rest("u\t1") is None


def test_a_missing_and_an_empty_file_have_no_lines(tmp_path: Path) -> None:
    assert SortedLines.read(tmp_path / "none.gz").rest("a") is None
    assert written([], tmp_path / "empty.gz").rest("a") is None


@pytest.mark.parametrize("language", ["fr", "vi"])
def test_surprisal_follows_from_the_stored_counts(language: str) -> None:
    path = coverage._FILES / f"coverage.{language}.tsv.gz"
    lines = [line.split("\t") for line in gzip.decompress(path.read_bytes()).decode().splitlines()]
    assert len({(side, word) for side, word, *_ in lines}) == len(lines) > 20_000
    for side, word, places, without in lines[::20]:
        share = (int(without) + 2.8) / (int(places) + 8)
        assert coverage._surprisal(side, word, language) == pytest.approx(-math.log(share), rel=1e-12)


def test_an_unknown_word_has_the_average_surprisal() -> None:
    assert coverage._surprisal("s", "zzyzx", "fr") == -math.log(0.35)
    assert coverage._surprisal("t", "zzyzx", "xx") == -math.log(0.35)

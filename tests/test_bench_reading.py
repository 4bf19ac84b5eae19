"""The reading benchmark: sentence splitting on CoNLL-U files, and pages in the layouts of the gold sets."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import _splitting, reading

CONLLU = """# newdoc id = a
# sent_id = 1
# text = Le maire a dit non.
1\tLe\tle\tDET\t_\t_\t2\tdet\t_\t_

# text = M. Riou proteste !
# text = Un titre sans point
# text = La halle ouvre en mai.
# newpar
# text = Elle ferme en juin.
"""


def test_paragraphs_end_at_conllu_marks_and_after_headings() -> None:
    assert list(_splitting.paragraphs(iter(CONLLU.splitlines()))) == [
        ["Le maire a dit non.", "M. Riou proteste !", "Un titre sans point"],
        ["La halle ouvre en mai."],
        ["Elle ferme en juin."],
    ]


def test_a_paragraph_has_ten_sentences_at_most() -> None:
    lines = [f"# text = La phrase {i} est là." for i in range(23)]
    assert [len(each) for each in _splitting.paragraphs(iter(lines))] == [10, 10, 3]


def test_sentence_ends_do_not_depend_on_white_space() -> None:
    assert _splitting.ends(["Un mot.", " Deux  mots. ", "Trois."]) == {6, 15}


def test_compare_counts_ends_inside_paragraphs(tmp_path: Path) -> None:
    file = tmp_path / "a.conllu"
    file.write_text(CONLLU, encoding="utf-8")
    found = _splitting.compare([file], "fr")["passerelle"]
    assert (found.right, found.wrong, found.missed) == (2, 0, 0)


def test_wrong_splits_lower_the_score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.conllu"
    file.write_text(CONLLU, encoding="utf-8")
    monkeypatch.setattr(
        _splitting, "splitters", lambda _: {"stops": lambda text: re.split(r"(?<=\.) ", text)}
    )
    found = _splitting.compare([file], "fr")["stops"]
    assert (found.right, found.wrong, found.missed) == (1, 1, 1)


def test_the_processor_time_of_a_child_counts_while_it_runs() -> None:
    code = "import time\nwhile time.process_time() < 0.3: pass\nprint(flush=True)\ninput()"
    before = reading.processor_seconds()
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout
        child.stdout.readline()
        running = reading.processor_seconds() - before
        child.communicate(b"\n")
    assert 0.3 <= running <= reading.processor_seconds() - before


@pytest.mark.parametrize(("part", "pages"), [("all", 3), ("even", 2), ("odd", 1)])
def test_the_pages_of_a_folder_are_read_by_part(
    tmp_path: Path, part: str, pages: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prose = "Le conseil municipal de Brest a voté mardi soir le budget de la halle, après trois heures. "
    gold = {}
    (tmp_path / "cache").mkdir()
    for i in range(3):
        body = "".join(f"<p>{prose}Vote {n}.</p>" for n in range(6))
        page = f"<!DOCTYPE html><html><body><article><h1>Titre {i}</h1>{body}</article></body></html>"
        (tmp_path / "cache" / f"{i}.html").write_text(page, encoding="utf-8")
        gold[f"https://a.fr/{i}"] = {"file": f"{i}.html", "with": ["voté mardi"], "without": ["cookies"]}
    (tmp_path / "evaldata.json").write_text(json.dumps(gold), encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["reading", str(tmp_path), "--part", part, "--systems", "passerelle"])
    reading.main()
    assert not reading._declares(reading.Page("a", b"<html><body>"), "fr")
    assert reading._declares(reading.Page("a", b"<html class=a lang='FR-be'>"), "fr")
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith(f"{pages} pages")
    assert printed[-1].split()[1:4] == ["1.000", "1.000", "1.000"]

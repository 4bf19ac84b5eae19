import json
import re
from pathlib import Path

import pytest

from bench.recall import DATA

TABLES = sorted((DATA / "reference").glob("*.tsv"))


def test_the_set_has_articles_in_both_languages() -> None:
    assert {table.stem.rpartition(".")[2] for table in TABLES} == {"fr", "vi"}
    assert len(TABLES) == 24


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_every_fact_occurs_in_the_article_and_its_reference(table: Path) -> None:
    article = (DATA / f"{table.stem}.txt").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.read_text(encoding="utf-8").splitlines()]
    position = 0
    for source, _ in rows:
        position = article.index(source, position) + len(source)
    facts = json.loads(table.with_suffix(".facts.json").read_text(encoding="utf-8"))
    assert 3 <= len(facts) <= 5
    for fact in facts:
        english = " ".join(rows[k][1] for k in fact["sources"])
        for group in fact["must"]:
            assert any(
                re.search(rf"(?<!\w){re.escape(word)}(?!\w)", english, re.IGNORECASE) for word in group
            )

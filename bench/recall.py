"""Measure the key facts that a brief selects and states: `python -m bench.recall [FOLDER ...] [--part odd]`.

A folder contains articles and `reference/`, as described in bench/news/README.md. A fact is selected if
the brief cites one of its source sentences, and stated if the brief contains its words.
"""

import argparse
import json
import re
from dataclasses import dataclass
from pathlib import Path

from passerelle import Briefer, Briefing

DATA = Path(__file__).parent / "news"


@dataclass(frozen=True, slots=True)
class Recall:
    """The key facts that one brief selects and states.

    Attributes:
        selected: for each fact, whether the brief cites a sentence that states it.
        stated: for each fact, whether the brief contains its words.
        words: length of the brief without its heading.
    """

    selected: tuple[bool, ...]
    stated: tuple[bool, ...]
    words: int


def measure(briefing: Briefing, table: Path) -> Recall:
    """Compare a briefing with the key facts of its article.

    Args:
        briefing: the briefing of the table's article.
        table: `NAME.LANG.tsv`, next to its `NAME.LANG.facts.json`.
    """
    sources = [line.split("\t")[0] for line in table.read_text(encoding="utf-8").splitlines()]
    facts = json.loads(table.with_suffix(".facts.json").read_text(encoding="utf-8"))
    brief = briefing.brief
    used = {briefing.translation.segments[i].source.strip() for s in brief.sentences for i in s.evidence}
    rows = {k for k, row in enumerate(sources) for text in used if text and (text in row or row in text)}
    return Recall(
        tuple(bool(rows & set(fact["sources"])) for fact in facts),
        tuple(all(any(_has(brief.text, word) for word in group) for group in fact["must"]) for fact in facts),
        brief.words,
    )


def _has(text: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) is not None


def main() -> None:
    """Print one line per article, and the total."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[DATA])
    parser.add_argument(
        "--part", choices=("all", "even", "odd"), default="all", help="which articles of each folder to use"
    )
    arguments = parser.parse_args()
    first, step = {"all": (0, 1), "even": (0, 2), "odd": (1, 2)}[arguments.part]
    briefer = Briefer()
    results = []
    for folder in arguments.folders:
        for table in sorted((folder / "reference").glob("*.tsv"))[first::step]:
            article = folder / f"{table.stem}.txt"
            if not article.exists():
                print(f"{table.stem}: {article} does not exist; put the article next to reference/.")
                continue
            briefing = briefer.brief(article, language=table.stem.rpartition(".")[2])
            result = measure(briefing, table)
            results.append(result)
            news = "stated" if result.stated[0] else "selected" if result.selected[0] else "missed"
            counts = f"selected {sum(result.selected)}, stated {sum(result.stated)} of {len(result.stated)}"
            print(f"{table.stem:20} {counts}, news {news}, {result.words} words")
    if results:
        total = sum(len(result.stated) for result in results)
        print(
            f"{len(results)} articles: {sum(sum(r.selected) for r in results) / total:.0%} of {total} facts "
            f"selected, {sum(sum(r.stated) for r in results) / total:.0%} stated; news selected in "
            f"{sum(r.selected[0] for r in results)}, stated in {sum(r.stated[0] for r in results)}; "
            f"{sum(r.words for r in results) / len(results):.0f} words"
        )


if __name__ == "__main__":
    main()

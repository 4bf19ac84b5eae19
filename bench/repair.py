"""Measure whether repairs help: `python -m bench.repair FOLDER [--lines N]`.

It counts repaired sentences that are better than, the same as, and worse than the model's first output, by
sentence chrF against the reference (sacreBLEU) and by how much of the source the English covers (the lexicon,
`translate.coverage`). Sentences whose repair changes no word count as the same.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from bench.checks import language_of
from bench.fidelity import SETS, translate
from translate import Translator
from translate.coverage import uncovered

# Smaller differences are ignored: in chrF (0 to 100), and in the surprisal of uncovered words.
SAME_CHRF, SAME_COVERAGE = 0.5, 0.1


def judged(better: float, tolerance: float) -> str:
    """Return `better`, `same` or `worse` for a difference."""
    return "better" if better > tolerance else "worse" if better < -tolerance else "same"


def tally(
    lines: Sequence[tuple[str, str, str, str]], language: str
) -> tuple[Counter[str], Counter[str], list[tuple[float, str, str, str]]]:
    """Count repaired lines.

    Args:
        lines: source, reference, English before and after.
        language: ISO 639-1 code of the sources.

    Returns:
        The counts by chrF and by coverage, and for each line the difference in chrF, the source, before and
        after.
    """
    metric = CHRF()
    by_chrf, by_coverage = Counter[str](), Counter[str]()
    listed = []
    for source, reference, before, after in lines:
        if before == after:
            continue
        old, new = (metric.sentence_score(text, [reference]).score for text in (before, after))
        by_chrf[judged(new - old, SAME_CHRF)] += 1
        gain = uncovered(source, before, language) - uncovered(source, after, language)
        by_coverage[judged(gain, SAME_COVERAGE)] += 1
        listed.append((new - old, source, before, after))
    return by_chrf, by_coverage, sorted(listed)


def main() -> None:
    """Print one line per set and, with --show, every repaired line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder with NAME.src and NAME.ref")
    parser.add_argument("--sets", nargs="+", default=SETS, metavar="NAME", help="names of the sets to use")
    parser.add_argument("--lines", type=int, default=500, help="use only the first N lines of each set")
    parser.add_argument("--show", action="store_true", help="print the repaired sentences, worst first")
    arguments = parser.parse_args()
    total: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for name in arguments.sets:
        prefix = arguments.folder / name
        sides = (Path(f"{prefix}.{end}").read_text(encoding="utf-8").split("\n") for end in ("src", "ref"))
        chosen = [(s, r) for s, r in zip(*sides, strict=True) if s.strip()][: arguments.lines]
        language = language_of(prefix)
        before, after, _ = translate([s for s, _ in chosen], Translator(language))
        lines = [(s, r, b, a) for (s, r), b, a in zip(chosen, before, after, strict=True)]
        by_chrf, by_coverage, listed = tally(lines, language)
        total[0].update(by_chrf)
        total[1].update(by_coverage)
        print(
            f"{name}, {len(lines)} lines: {row(by_chrf)} by chrF, {row(by_coverage)} by coverage",
            flush=True,
        )
        if arguments.show:
            show(listed)
    print(f"all: {row(total[0])} by chrF, {row(total[1])} by coverage")


def comparison_parser(description: str) -> argparse.ArgumentParser:
    """Return a parser for the options shared by all benchmarks that compare two ways to translate."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder", type=Path, help="folder of the evaluation sets")
    parser.add_argument("--language", choices=("fr", "vi"), default="fr")
    parser.add_argument("--model", type=Path, help="a translation model; the embedded one by default")
    parser.add_argument("--show", action="store_true", help="print the changed lines, worst first")
    return parser


def show(listed: Sequence[tuple[float, str, str, str]]) -> None:
    """Print the lines that `tally` lists."""
    for difference, source, old, new in listed:
        print(f"  {difference:+.1f}\n    {source}\n    {old}\n    {new}")


def corpus_scores(references: Sequence[str], before: Sequence[str], after: Sequence[str]) -> str:
    """Return BLEU and chrF of all lines before and after, as text."""
    changes = []
    for metric in (BLEU(), CHRF()):
        old, new = (metric.corpus_score(english, [references]).score for english in (before, after))
        changes.append(f"{old:.2f} to {new:.2f}")
    return f"BLEU {changes[0]}, chrF {changes[1]}"


def row(counts: Counter[str]) -> str:
    """Return counts as text: `3 better / 1 same / 0 worse`."""
    return " / ".join(f"{counts[key]} {key}" for key in ("better", "same", "worse"))


if __name__ == "__main__":
    main()

"""Measure the information lost in translation: `python -m bench.fidelity FOLDER [--lines N]`.

It counts names and numbers that occur in both a source line and its reference but not in the English, both in
the model's first output and after checks and repair. The counting is independent of the checks, so that they
do not judge themselves. BLEU and chrF (sacreBLEU) are reported as well, since repairs must not make the rest
worse.
"""

import argparse
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from passerelle.spans import Span
from translate import Translation, Translator

SETS = (
    "newstest2013.fra-eng",
    "tatoeba.fra-eng",
    "iwslt2012.vie-eng",
    "iwslt2013.vie-eng",
    "tatoeba.vie-eng",
)
_LANGUAGES = {"fra": "fr", "vie": "vi"}
_NAME = re.compile(r"(?<!\w)[^\W\d_]{4,}(?!\w)")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?(?=(?:st|nd|rd|th|e|er)?(?!\w))")
_SMALL = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty
""".split()


@dataclass(frozen=True, slots=True)
class Losses:
    """The losses of one system over a set.

    Attributes:
        names, names_lost: number of capitalized words of at least four letters that are in both source and
            reference, and how many of these are missing from the English.
        lines, lines_losing: number of lines with such a name, and how many of these lack one.
        numbers, numbers_lost: the same for numbers in digits, ignoring separators.
        bleu, chrf: over the whole set, as computed by sacreBLEU.
    """

    names: int
    names_lost: int
    lines: int
    lines_losing: int
    numbers: int
    numbers_lost: int
    bleu: float
    chrf: float


def names(text: str) -> list[str]:
    """Return the distinct capitalized words of at least four letters."""
    return list(dict.fromkeys(w for w in _NAME.findall(text) if w[0].isupper()))


def numbers(text: str) -> list[str]:
    """Return the distinct numbers in digits, without separators."""
    return list(dict.fromkeys(re.sub(r"\D", "", n) for n in _NUMBER.findall(text)))


def losses(sources: Sequence[str], outputs: Sequence[str], references: Sequence[str]) -> Losses:
    """Count the names and numbers that the outputs lack."""
    lost_names = lost_numbers = all_names = all_numbers = lines = losing = 0
    for source, output, reference in zip(sources, outputs, references, strict=True):
        wanted = set(names(source)) & set(_NAME.findall(reference))
        missing = wanted - set(_NAME.findall(output))
        all_names, lost_names = all_names + len(wanted), lost_names + len(missing)
        lines, losing = lines + bool(wanted), losing + bool(missing)
        digits = set(numbers(source)) & set(numbers(reference))
        words = set(output.casefold().split())
        written = set(numbers(output)) | {str(n) for n, word in enumerate(_SMALL) if word in words}
        all_numbers, lost_numbers = all_numbers + len(digits), lost_numbers + len(digits - written)
    bleu, chrf = BLEU(), CHRF()
    return Losses(
        names=all_names,
        names_lost=lost_names,
        lines=lines,
        lines_losing=losing,
        numbers=all_numbers,
        numbers_lost=lost_numbers,
        bleu=bleu.corpus_score(list(outputs), [list(references)]).score,
        chrf=chrf.corpus_score(list(outputs), [list(references)]).score,
    )


def translate(lines: Sequence[str], translator: Translator) -> tuple[list[str], list[str], Translation]:
    """Translate lines; return the model's English and the repaired English of each, and the translation."""
    spans, position = [], 0
    for line in lines:
        spans.append(Span(position, position + len(line)))
        position += len(line) + 1
    translation = translator.translate("\n".join(lines), spans)
    before: list[list[str]] = [[] for _ in lines]
    after: list[list[str]] = [[] for _ in lines]
    i = 0
    for segment in translation.segments:
        while segment.start >= spans[i].end:
            i += 1
        before[i].append(segment.repair.output if segment.repair else segment.target)
        after[i].append(segment.target)
    return [" ".join(line) for line in before], [" ".join(line) for line in after], translation


def main() -> None:
    """Print one table per set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder with NAME.src and NAME.ref")
    parser.add_argument("--sets", nargs="+", default=SETS, metavar="NAME", help="names of the sets to use")
    parser.add_argument("--lines", type=int, help="use only the first N lines of each set")
    arguments = parser.parse_args()
    for name in arguments.sets:
        sources, references = (
            (arguments.folder / f"{name}.{end}").read_text(encoding="utf-8").split("\n")[: arguments.lines]
            for end in ("src", "ref")
        )
        pairs = [(s, r) for s, r in zip(sources, references, strict=True) if s.strip()]
        sources, references = [s for s, _ in pairs], [r for _, r in pairs]
        started = time.perf_counter()
        language = _LANGUAGES[name.rpartition(".")[2].partition("-")[0]]
        before, after, translation = translate(sources, Translator(language))
        seconds = time.perf_counter() - started
        rows = [losses(sources, outputs, references) for outputs in (before, after)]
        repaired = sum(segment.repair is not None for segment in translation.segments)
        found = sum(bool(segment.findings) for segment in translation.segments)
        print(f"\n{name}, {len(sources)} lines, {translation.signature}, {seconds:.0f} s")
        print(
            f"{'':10}{'names kept':>12}{'lines losing a name':>22}{'numbers lost':>18}{'BLEU':>8}{'chrF':>8}"
        )
        for title, row in zip(("model", "repaired"), rows, strict=True):
            kept = f"{1 - row.names_lost / max(1, row.names):.1%} of {row.names}"
            losing = f"{row.lines_losing / max(1, row.lines):.1%} of {row.lines}"
            lost = f"{row.numbers_lost / max(1, row.numbers):.1%} of {row.numbers}"
            print(f"{title:10}{kept:>15}{losing:>19}{lost:>18}{row.bleu:8.2f}{row.chrf:8.2f}")
        print(f"{repaired} of {len(translation.segments)} segments repaired, {found} with findings left")
    for metric in (BLEU(), CHRF()):
        metric.corpus_score(["a"], [["a"]])
        print(f"{metric.get_signature()}")


if __name__ == "__main__":
    main()

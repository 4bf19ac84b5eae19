"""Measure sentence splitting against CoNLL-U files, for `bench.reading`.

The sentences of a file are joined by spaces into paragraphs of up to ten. A paragraph also ends where the
file's own does (`# newpar`, `# newdoc`), and after a sentence without a final full stop, which in an article
is a heading or a list item on its own line. Sentence ends inside paragraphs are counted, located by the
number of preceding characters without white space, so that a system's handling of spaces does not matter.
"""

import importlib
import importlib.util
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_PARAGRAPH_SENTENCES = 10
_STOPS = ".!?…"
_CLOSING = "\"'”’»)] \xa0"

Splitter = Callable[[str], Sequence[str]]


@dataclass(slots=True)
class SplitScore:
    """The totals of one system: right, wrong and missed sentence ends, and seconds."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    seconds: float = 0.0


def paragraphs(lines: Iterator[str]) -> Iterator[list[str]]:
    """Yield the sentences of each paragraph of a CoNLL-U file.

    Args:
        lines: the lines of the file.
    """
    sentences: list[str] = []
    for line in lines:
        name, _, value = line.partition("=")
        name = name.strip()
        if sentences and (
            line.startswith(("# newpar", "# newdoc")) or len(sentences) == _PARAGRAPH_SENTENCES
        ):
            yield sentences
            sentences = []
        if name == "# text" and (text := " ".join(value.split())):
            sentences.append(text)
            if text.rstrip(_CLOSING)[-1:] not in _STOPS:
                yield sentences
                sentences = []
    if sentences:
        yield sentences


def splitters(language: str) -> dict[str, Splitter]:
    """Return Passerelle and the other installed splitters that support the language."""
    from passerelle.languages.sentences import sentences

    found: dict[str, Splitter] = {
        "passerelle": lambda text: [text[s.start : s.end] for s in sentences(text, language)]
    }
    has_pysbd = importlib.util.find_spec("pysbd") is not None
    if has_pysbd and language in importlib.import_module("pysbd.languages").LANGUAGE_CODES:
        found["pysbd"] = importlib.import_module("pysbd").Segmenter(language=language).segment
    if importlib.util.find_spec("sentencex"):
        segment = importlib.import_module("sentencex").segment
        found["sentencex"] = lambda text: list(segment(language, text))
    return found


def ends(sentences: Sequence[str]) -> set[int]:
    """Return the end of every sentence but the last, as the number of preceding non-space characters."""
    places: set[int] = set()
    at = 0
    for sentence in sentences:
        at += len("".join(sentence.split()))
        places.add(at)
    return places - {at}


def compare(files: Sequence[Path], language: str) -> dict[str, SplitScore]:
    """Split all paragraphs of CoNLL-U files with each system.

    Args:
        files: CoNLL-U files.
        language: ISO 639-1 code of their text.
    """
    systems = splitters(language)
    sums = {name: SplitScore() for name in systems}
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for gold in paragraphs(lines):
                wanted, text = ends(gold), " ".join(gold)
                for name, split in systems.items():
                    start = time.perf_counter()
                    got = ends(split(text))
                    each = sums[name]
                    each.seconds += time.perf_counter() - start
                    each.right += len(got & wanted)
                    each.wrong += len(got - wanted)
                    each.missed += len(wanted - got)
    return sums


def report(sums: dict[str, SplitScore]) -> None:
    """Print one row per system."""
    columns = ("P", "R", "F", "right", "wrong", "missed", "s")
    print(" " * 20, *(f"{column:>6}" for column in columns))
    for name, each in sums.items():
        precision = each.right / max(1, each.right + each.wrong)
        recall = each.right / max(1, each.right + each.missed)
        f = 2 * precision * recall / ((precision + recall) or 1)
        print(
            f"{name:20} {precision:6.3f} {recall:6.3f} {f:6.3f} {each.right:6} {each.wrong:6} "
            f"{each.missed:6} {each.seconds:6.2f}"
        )
    for name in ("pysbd", "sentencex"):
        if importlib.util.find_spec(name) is None:
            print(f"{name} is not installed; to compare with it, run: pip install {name}")

"""Measure word alignment: `python -m bench.alignment [--language CODE] [FOLDER] [--write]`.

The figure is the alignment error rate (Och and Ney 2003, A Systematic Comparison of Various Statistical
Alignment Models) on the hand-aligned sentences of tests/data/alignments.tsv. With `--write`, every
cross-attention head is tried first, and the best one is recorded in the model's config.json: do this
once for new weights.
"""

import argparse
import itertools
import json
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from passerelle.modelstore import loading as seq2seq_model
from passerelle.modelstore import registry
from translate.decoding import SentenceModel
from translate.wordalignment import align, words

GOLD = Path(__file__).resolve().parent.parent / "tests" / "data" / "alignments.tsv"
Links = frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Gold:
    """A sentence, its English, and links between their words; sure links are also possible links."""

    language: str
    source: str
    target: str
    sure: Links
    possible: Links


def read_gold(path: Path = GOLD) -> list[Gold]:
    """Read the hand-aligned sentences.

    Raises:
        ValueError: a link names a word that is missing or occurs more than once.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    return [_parse(line) for line in lines if not line.startswith("#")]


def _parse(line: str) -> Gold:
    language, source, target, written = line.split("\t")
    sure: set[tuple[int, int]] = set()
    possible: set[tuple[int, int]] = set()
    for link in written.split():
        left, sign, right = re.split("([=~])", link, maxsplit=1)
        pairs = {(_find(s, source), _find(t, target)) for s in left.split("+") for t in right.split("+")}
        possible |= pairs
        if sign == "=":
            sure |= pairs
    return Gold(language, source, target, frozenset(sure), frozenset(possible))


def _find(name: str, text: str) -> int:
    word, _, number = name.partition("#")
    places = [i for i, span in enumerate(words(text)) if text[span.start : span.end] == word]
    if len(places) != 1 and not number:
        raise ValueError(f"{word!r} occurs {len(places)} times in {text!r}")
    return places[int(number or 1) - 1]


def error_rate(found: Sequence[Links], gold: Sequence[Gold]) -> float:
    """Return 1 - (|A∩S| + |A∩P|) / (|A| + |S|), over all sentences together."""
    both = sum(len(a & g.sure) + len(a & g.possible) for a, g in zip(found, gold, strict=True))
    return 1 - both / sum(len(a) + len(g.sure) for a, g in zip(found, gold, strict=True))


def measure(model: seq2seq_model.Model, gold: Sequence[Gold]) -> float:
    """Return the alignment error rate of a model on hand-aligned sentences."""
    found = []
    for sentence in gold:
        encode = SentenceModel(model, sentence.language).encode
        [alignment] = align(model, [(sentence.source, sentence.target)], encode)
        left = {span: i for i, span in enumerate(words(sentence.source))}
        right = {span: i for i, span in enumerate(words(sentence.target))}
        found.append(frozenset((left[s], right[t]) for s, t in alignment))
    return error_rate(found, gold)


def choose_head(folder: Path, gold: Sequence[Gold]) -> None:
    """Record the cross-attention head with the lowest error rate in a model's config.json."""
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    rates = []
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(shutil.copytree(folder, Path(temporary) / folder.name))
        for layer, head, shifted in itertools.product(
            range(config["decoder_layers"]), range(config["decoder_attention_heads"]), (False, True)
        ):
            config["alignment_head"] = {"head": head, "layer": layer, "shifted": shifted}
            (copy / "config.json").write_text(json.dumps(config), encoding="utf-8")
            rate = measure(seq2seq_model.load_folder(copy, engine="torch"), gold)
            rates.append((rate, layer, head, shifted))
            print(f"layer {layer} head {head} {'shifted' if shifted else '       '} {rate:.3f}")
    _, layer, head, shifted = min(rates)
    config["alignment_head"] = {"head": head, "layer": layer, "shifted": shifted}
    path.write_text(json.dumps(config, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def main() -> None:
    """Print the error rate for each language."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", help="a model; by default the embedded ones")
    parser.add_argument("--language", metavar="CODE", help="use only sentences in this language")
    parser.add_argument(
        "--write", action="store_true", help="try all heads and record the best one in config.json"
    )
    arguments = parser.parse_args()
    gold = read_gold()
    for language in sorted({g.language for g in gold}):
        if arguments.language not in (None, language):
            continue
        part = [g for g in gold if g.language == language]
        folder = arguments.folder or registry.embedded("translate", language)
        if arguments.write:
            choose_head(folder, part)
        model = seq2seq_model.load_folder(folder)
        rate = measure(model, part)
        print(f"{language}: alignment error rate {rate:.3f}, {len(part)} sentences")
        print(f"    {model.signature} {model.alignment_head}")


if __name__ == "__main__":
    main()

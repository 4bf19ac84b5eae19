"""Measure reranking of n-best lists: `python -m bench.rerank --sets DIR [--limit N]`.

The hypotheses of one beam are reordered by a weighted sum of the forward log-probability, that of the reverse
model (noisy channel, Yee et al. 2019, https://arxiv.org/abs/1908.05731), length, the number of source words
with a lexicon translation, and agreement with the other hypotheses (minimum Bayes risk with chrF,
Eikema and Aziz 2020, https://aclanthology.org/2020.coling-main.398). Weights are chosen by mean chrF of
sentences, on the even lines of newstest2013 and on iwslt2012; results are reported on the odd lines of
newstest2013 and on iwslt2013.
"""

import itertools
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from bench.quality import DEFAULT_SETS, MAX_TARGET_TOKENS, EvaluationSet, find_sets, half
from passerelle.cli.run import run
from passerelle.console import terminal
from passerelle.languages import lexicon
from passerelle.modelstore import registry
from passerelle.modelstore.loading import Model, load_folder
from passerelle.seq2seq.options import DecodingOptions
from training.lexicon import FUNCTION_WORDS
from translate import reverse
from translate.decoding import SentenceModel
from translate.normalize import normalize

HYPOTHESES = 8
# Weights to try, by feature; the weight of `forward` is 1.
GRID: dict[str, tuple[float, ...]] = {
    "reverse": (0, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0),
    "length": (0, 0.1, 0.2, 0.3, 0.5, 0.8),
    "lexicon": (0, 0.5, 1.0, 2.0),
    "agreement": (0, 3, 6, 12, 25),
}
# The reported systems, with the features that each may use.
SYSTEMS: dict[str, frozenset[str]] = {
    "first of the beam": frozenset(),
    "length": frozenset({"length"}),
    "noisy channel": frozenset({"reverse", "length"}),
    "agreement": frozenset({"length", "agreement"}),
    "noisy channel, lexicon": frozenset({"reverse", "length", "lexicon"}),
    "all": frozenset(GRID),
}


@dataclass(frozen=True)
class Lists:
    """The n-best lists of a set.

    Attributes:
        references: line by line.
        texts: hypotheses of each line, padded with the first one.
        features: arrays of shape (lines, hypotheses) by name, including `forward`.
        chrf: sentence chrF of each hypothesis, 0 to 100.
    """

    references: tuple[str, ...]
    texts: list[list[str]]
    features: dict[str, NDArray[np.float64]]
    chrf: NDArray[np.float64]


def collect(forward: Model, backward: Model, evaluation: EvaluationSet) -> Lists:
    """Translate a set and compute the features of all hypotheses."""
    options = DecodingOptions(
        max_source_tokens=forward.positions,
        max_target_tokens=min(MAX_TARGET_TOKENS, forward.positions - 1),
        beam_size=HYPOTHESES,
        num_hypotheses=HYPOTHESES,
        length_penalty=forward.generation.length_penalty,
    )
    sources = [normalize(source).text for source in evaluation.sources]
    encode = SentenceModel(forward, evaluation.language).encode
    n_best = forward.engine.run([encode(source) for source in sources], options)
    texts = [[forward.tokenizer.decode_target(h.tokens).strip() for h in hypotheses] for hypotheses in n_best]
    lengths = _rows([[len(h.tokens) + 1 for h in hypotheses] for hypotheses in n_best])
    means = _rows([[h.score for h in hypotheses] for hypotheses in n_best])
    texts = [(line + line[:1] * HYPOTHESES)[:HYPOTHESES] for line in texts]
    flat = [source for source in sources for _ in range(HYPOTHESES)]
    scores = reverse.score(backward, flat, list(itertools.chain(*texts)), evaluation.language)
    source_lengths = np.array([[len(forward.tokenizer.encode_source(source))] for source in sources])
    metric = CHRF()
    return Lists(
        references=evaluation.references,
        texts=texts,
        features={
            "forward": means * lengths,
            "reverse": np.array(scores).reshape(len(sources), HYPOTHESES) * source_lengths,
            "length": lengths,
            "lexicon": np.array(
                [_supported(s, line, evaluation.language) for s, line in zip(sources, texts, strict=True)]
            ),
            "agreement": np.array([_agreement(line, metric) for line in texts]),
        },
        chrf=np.array(
            [
                [metric.sentence_score(text, [reference]).score for text in line]
                for line, reference in zip(texts, evaluation.references, strict=True)
            ]
        ),
    )


def _rows(values: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Return an array of one row per line, padded with the row's first value."""
    return np.array([([*line] + [line[0]] * HYPOTHESES)[:HYPOTHESES] for line in values], np.float64)


def _supported(source: str, texts: Sequence[str], language: str) -> list[float]:
    """Return for each hypothesis how many source words have a lexicon translation in it."""
    entries = [found.entry for found in lexicon.find(source, language)]
    wanted = [
        {english for english, _ in entry.translations if not set(english.split()) <= FUNCTION_WORDS}
        for entry in entries
    ]
    counts = []
    for text in texts:
        padded = f" {' '.join(lexicon.words(text))} "
        counts.append(float(sum(any(f" {english} " in padded for english in some) for some in wanted)))
    return counts


def _agreement(texts: Sequence[str], metric: CHRF) -> list[float]:
    """Return for each hypothesis its mean chrF with all of them as references, from 0 to 1."""
    known = {
        (text, other): metric.sentence_score(text, [other]).score / 100
        for text, other in itertools.product(dict.fromkeys(texts), repeat=2)
    }
    return [sum(known[text, other] for other in texts) / len(texts) for text in texts]


def choose(lists: Lists, weights: dict[str, float]) -> NDArray[np.int64]:
    """Return the index of each line's best hypothesis under the weighted sum."""
    total = lists.features["forward"] + sum(
        weight * lists.features[name] for name, weight in weights.items() if weight
    )
    return np.asarray(total.argmax(axis=1), np.int64)


def tune(lists: Lists, allowed: frozenset[str]) -> dict[str, float]:
    """Return the grid weights with the best mean sentence chrF; other features get weight 0."""
    names = sorted(allowed)
    best, chosen = -1.0, dict.fromkeys(names, 0.0)
    for values in itertools.product(*(GRID[name] for name in names)):
        weights = dict(zip(names, values, strict=True))
        found = float(np.take_along_axis(lists.chrf, choose(lists, weights)[:, None], axis=1).mean())
        if found > best + 1e-9:
            best, chosen = found, weights
    return chosen


def _part(evaluation: EvaluationSet, remainder: int) -> EvaluationSet:
    """Return the even or odd lines, counted from 1, as a set with a name of its own."""
    return replace(half(evaluation, remainder), name=f"{evaluation.name}/{'even odd'.split()[remainder]}")


def measure(
    sets: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the evaluation sets.")] = DEFAULT_SETS,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Use only the first N lines of each set.")
    ] = None,
) -> None:
    """Tune and measure reranking, separately for French and Vietnamese."""
    backward = load_folder(reverse.folder())
    found = {evaluation.name: evaluation for evaluation in find_sets(sets, limit)}
    pairs = (
        (_part(found["newstest2013"], 0), _part(found["newstest2013"], 1)),
        (found["iwslt2012"], found["iwslt2013"]),
    )
    console = terminal()
    for tuning, reported in pairs:
        forward = load_folder(registry.embedded("translate", reported.language))
        started = time.perf_counter()
        tuned_on, lists = (collect(forward, backward, evaluation) for evaluation in (tuning, reported))
        seconds = time.perf_counter() - started
        console.print(f"tuned on {tuning.name}, {len(tuning.sources)} lines; {seconds:.0f} s for both sets")
        for name, allowed in SYSTEMS.items():
            weights = tune(tuned_on, allowed)
            chosen = [line[i] for line, i in zip(lists.texts, choose(lists, weights), strict=True)]
            _report(name, reported, chosen, weights)
        oracle = [line[i] for line, i in zip(lists.texts, lists.chrf.argmax(axis=1), strict=True)]
        _report("oracle, by chrF", reported, oracle, {})


def _report(name: str, evaluation: EvaluationSet, outputs: Sequence[str], weights: dict[str, float]) -> None:
    references = [list(evaluation.references)]
    bleu, chrf = (metric.corpus_score(outputs, references).score for metric in (BLEU(), CHRF()))
    written = " ".join(f"{feature}:{weight:g}" for feature, weight in weights.items() if weight)
    terminal().print(f"{evaluation.name:18} {len(outputs):5} {name:24} {bleu:6.2f} {chrf:6.2f}  {written}")


if __name__ == "__main__":
    run(measure)

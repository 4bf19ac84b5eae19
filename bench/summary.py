"""Measure the quality and speed of briefs: `python -m bench.summary [--data DIR] [--limit N] [--page FILE]`.

Each set is a JSON Lines file with `doc`, `sum` and `title`. For each article, a standard brief is compared
with `bench._baselines` at the same number of words. ROUGE is computed by Google's `rouge-score` with
stemming, as is common since See et al. 2017; intervals come from a paired bootstrap over articles
(Koehn 2004). The constants of `summarize/select.py` and `worth.py` were chosen on the even articles of the
CNN/DM sample, counted from 0; `--part odd` leaves these out.
"""

import argparse
import html
import json
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from rouge_score import rouge_scorer

from bench._baselines import NAMES, baseline
from passerelle.languages.sentences import sentences as split
from summarize import Brief, BriefSentence, Summarizer
from summarize.anaphora import references, refers_back
from summarize.faithful import unsupported
from summarize.grammar import defects
from summarize.words import content_words, stem

METRICS = ("rouge1", "rouge2", "rougeLsum")
PAGE_BRIEFS = 30
# Minimum ROUGE-L F of two sentences that count as having the same content.
REDUNDANT = 0.5
# Sets with fewer sentences per text on average count as sets of headlines.
_HEADLINE_SENTENCES = 4
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Document:
    """A text with a human summary."""

    segments: tuple[str, ...]
    reference: tuple[str, ...]
    title: str | None

    @property
    def words(self) -> int:
        """The length of the text in words."""
        return sum(len(segment.split()) for segment in self.segments)


def read(path: Path, limit: int | None) -> list[Document]:
    """Read the documents of a JSON Lines file with `doc`, `sum` and `title`."""
    lines = path.read_text(encoding="utf-8").splitlines()[:limit]
    return [
        Document(_sentences(row["doc"]), _sentences(row["sum"]), row.get("title"))
        for row in map(json.loads, lines)
    ]


def _sentences(text: str) -> tuple[str, ...]:
    return tuple(text[span.start : span.end] for span in split(text, "en"))


@dataclass(frozen=True, slots=True)
class SystemScores:
    """The scores of a system on all documents.

    Attributes:
        scores: ROUGE-1, -2 and -Lsum for each document, F1 in percent.
        words: mean length.
        ratio: length relative to the document, in percent.
        novel: share of bigrams that are not in the document, in percent.
        unsupported: share of sentences with a number, date or name that their evidence lacks, in percent.
        faulty: share of sentences with any fault of `summarize.faithful`, in percent.
        broken: share of sentences with a defect of `summarize.grammar`, in percent.
        redundant: share of summaries with two sentences of the same content, in percent.
        dangling: share of summaries with a dangling reference at the start of a sentence, in percent.
    """

    scores: tuple[tuple[float, ...], ...]
    words: float
    ratio: float
    novel: float
    unsupported: float
    faulty: float
    broken: float
    redundant: float
    dangling: float

    def mean(self, metric: str) -> float:
        """Return the mean of a metric over the documents."""
        return statistics.fmean(scores[METRICS.index(metric)] for scores in self.scores)


def measure(documents: Sequence[Document], briefs: Sequence[Sequence[BriefSentence]]) -> SystemScores:
    """Score a system's sentences for each document."""
    scorer = rouge_scorer.RougeScorer(METRICS, use_stemmer=True)
    scores, lengths, ratios = [], [], []
    bigrams = novel = wrong = faulty = broken = total = redundant = dangling = 0
    for document, sentences in zip(documents, briefs, strict=True):
        text = "\n".join(sentence.text for sentence in sentences)
        rouge = scorer.score("\n".join(document.reference), text)
        scores.append(tuple(100 * rouge[metric].fmeasure for metric in METRICS))
        lengths.append(len(text.split()))
        ratios.append(100 * lengths[-1] / document.words)
        texts = [sentence.text for sentence in sentences]
        redundant += redundancy(texts) > REDUNDANT
        dangling += any(dangles(document, sentences, k) for k in range(len(sentences)))
        known = {pair for segment in document.segments for pair in _bigrams(segment)}
        for sentence in sentences:
            total += 1
            pairs = _bigrams(sentence.text)
            bigrams += len(pairs)
            novel += sum(pair not in known for pair in pairs)
            faults = unsupported(sentence.text, [document.segments[i] for i in sentence.evidence])
            wrong += any(fault in ("number", "date", "name") for fault in faults)
            faulty += bool(faults)
            broken += bool(defects(sentence.text))

    def percent(part: int, whole: int) -> float:
        return 100 * part / max(1, whole)

    return SystemScores(
        tuple(scores),
        statistics.fmean(lengths),
        statistics.fmean(ratios),
        percent(novel, bigrams),
        percent(wrong, total),
        percent(faulty, total),
        percent(broken, total),
        percent(redundant, len(documents)),
        percent(dangling, len(documents)),
    )


def redundancy(texts: Sequence[str]) -> float:
    """Return the largest ROUGE-L F between two of the sentences, 0 to 1."""
    scorer = rouge_scorer.RougeScorer(("rougeL",), use_stemmer=True)
    return max((scorer.score(a, b)["rougeL"].fmeasure for a, b in combinations(texts, 2)), default=0.0)


def dangles(document: Document, sentences: Sequence[BriefSentence], k: int) -> bool:
    """Return whether sentence `k` of a summary starts with a dangling reference."""
    sentence = sentences[k]
    before = {i for other in sentences[:k] for i in other.evidence}
    first = min(sentence.evidence[:1] or (0,))
    if refers_back(sentence.text) and first and first - 1 not in before:
        return True
    nouns = set(map(stem, references(sentence.text)))
    said = " ".join((document.title or "", *(other.text for other in sentences[:k])))
    return first - 1 not in before and not nouns <= set(map(stem, content_words(said)))


def _bigrams(text: str) -> list[tuple[str, str]]:
    words = [word.strip(".,;:!?\"'“”()").casefold() for word in text.split()]
    return list(pairwise(word for word in words if word))


def interval(first: SystemScores, second: SystemScores, metric: str) -> tuple[float, float]:
    """Compute the 95% interval of the difference of two systems, by paired bootstrap."""
    column = METRICS.index(metric)
    differences = [a[column] - b[column] for a, b in zip(first.scores, second.scores, strict=True)]
    draw = random.Random(0)
    means = sorted(statistics.fmean(draw.choices(differences, k=len(differences))) for _ in range(RESAMPLES))
    return means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES)]


def _plain(document: Document, texts: Sequence[str]) -> list[BriefSentence]:
    """Convert sentences of a document, or beginnings of them, to brief sentences."""
    found = []
    start = 0
    for text in texts:
        i = next(
            i for i, s in enumerate(document.segments) if i >= start and " ".join(s.split()).startswith(text)
        )
        found.append(BriefSentence(text, (i,), 1.0, "selected"))
        start = i + 1
    return found


def compare(documents: Sequence[Document], summarizer: Summarizer) -> None:
    """Print a table of systems, the differences, and the speed."""
    summarizer.summarize(documents[0].segments)  # load the model before timing
    started = time.perf_counter()
    standard = [summarizer.summarize(d.segments, title=d.title) for d in documents]
    seconds = time.perf_counter() - started
    systems: dict[str, list[Sequence[BriefSentence]]] = {"brief, standard": [b.sentences for b in standard]}
    for length in ("short", "long"):
        briefs = [summarizer.summarize(d.segments, title=d.title, length=length) for d in documents]
        systems[f"brief, {length}"] = [b.sentences for b in briefs]
    for count in (2, 3):
        systems[f"lead-{count}"] = [_plain(d, _flat(d.segments[:count])) for d in documents]
    for name in NAMES:
        systems[f"{name}, words of standard"] = [
            _plain(d, baseline(name, _flat(d.segments), b.words))
            for d, b in zip(documents, standard, strict=True)
        ]
    results = {name: measure(documents, briefs) for name, briefs in systems.items()}
    heads = (
        "R1",
        "R2",
        "RLsum",
        "words",
        "ratio%",
        "novel%",
        "unsupp%",
        "faulty%",
        "broken%",
        "redun%",
        "dangl%",
    )
    print(f"{'':27}" + "".join(f"{head:>8}" for head in heads))
    for name, r in results.items():
        rest = [r.words, r.ratio, r.novel, r.unsupported, r.faulty, r.broken, r.redundant, r.dangling]
        figures = [*(r.mean(metric) for metric in METRICS), *rest]
        print(f"{name:27}" + "".join(f"{figure:8.2f}" for figure in figures))
    print("\nDifference between the standard brief and each baseline, 95% interval:")
    for name in NAMES:
        other = results[f"{name}, words of standard"]
        rows = (interval(results["brief, standard"], other, metric) for metric in METRICS)
        text = ", ".join(
            f"{m} {low:+.2f} to {high:+.2f}" for m, (low, high) in zip(METRICS, rows, strict=True)
        )
        print(f"{name:9} {text}")
    words = sum(document.words for document in documents)
    print(
        f"{len(documents)} articles, {words} words: {words / seconds:,.0f} words per second (standard length)"
    )


def _flat(segments: Sequence[str]) -> list[str]:
    return [" ".join(segment.split()) for segment in segments]


def headlines(documents: Sequence[Document], summarizer: Summarizer) -> None:
    """Print how close the headlines of short news are to the published ones."""
    scorer = rouge_scorer.RougeScorer(("rouge1", "rouge2", "rougeL"), use_stemmer=True)
    rows: dict[str, list[tuple[float, ...]]] = {"first sentence": [], "headline": []}
    for document in documents:
        made = summarizer.summarize(document.segments).headline
        for name, text in (("first sentence", document.segments[0]), ("headline", made.text if made else "")):
            rouge = scorer.score(" ".join(document.reference), text)
            rows[name].append((*(100 * score.fmeasure for score in rouge.values()), len(text.split())))
    print(f"{'':24}" + "".join(f"{head:>9}" for head in ("R1", "R2", "RL", "words")))
    for name, scores in rows.items():
        means = (statistics.fmean(column) for column in zip(*scores, strict=True))
        print(f"{name:24}" + "".join(f"{figure:9.2f}" for figure in means))


def page(documents: Sequence[Document], summarizer: Summarizer) -> str:
    """Render an HTML page with briefs next to the references."""
    step = max(1, len(documents) // PAGE_BRIEFS)
    chosen = documents[::step][:PAGE_BRIEFS]
    rows = [
        _row(document, summarizer.summarize(document.segments, title=document.title)) for document in chosen
    ]
    style = (
        "body{font:15px/1.45 system-ui;margin:2rem auto;max-width:80rem}table{border-collapse:collapse}"
        "td,th{vertical-align:top;text-align:left;padding:.8rem;border-top:1px solid #bbb;width:33%}"
        "small{color:#666}del{color:#a33}mark{background:#fd8}"
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Briefs</title><style>{style}</style>'
        f"<table><tr><th>Brief<th>Its evidence<th>Reference and lead-3</tr>{''.join(rows)}</table></html>\n"
    )


def _row(document: Document, brief: Brief) -> str:
    made, shown = [], []
    for sentence in brief.sentences:
        evidence = [document.segments[i] for i in sentence.evidence]
        flags = [*defects(sentence.text), *unsupported(sentence.text, evidence)]
        notes = html.escape("; ".join((sentence.method, *sentence.steps)))
        marks = f" <mark>{html.escape(', '.join(flags))}</mark>" if flags else ""
        made.append(f"<p>{html.escape(sentence.text)}{marks}<br><small>{notes}</small></p>")
        numbers = ", ".join(str(i + 1) for i in sentence.evidence)
        shown.append(f"<p><small>[{numbers}]</small> {html.escape(' … '.join(evidence))}</p>")
    headline = f"<h3>{html.escape(brief.headline.text)}</h3>" if brief.headline else ""
    length = sum(len(sentence.text.split()) for sentence in brief.sentences)
    other = f"<p>{html.escape(' '.join(document.reference))}</p><p><small>lead-3</small> "
    other += html.escape(" ".join(document.segments[:3])) + "</p>"
    size = f"<small>{length} of {document.words} words</small>"
    return f"<tr><td>{headline}{''.join(made)}{size}<td>{''.join(shown)}<td>{other}</tr>"


def main() -> None:
    """Print the tables, or write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    folder = Path(__file__).resolve().parent.parent.parent / "shared" / "eval" / "sum"
    parser.add_argument("--data", type=Path, default=folder, help="folder of the evaluation sets")
    parser.add_argument("--limit", type=int, help="maximum number of documents per set")
    parser.add_argument(
        "--part", choices=("all", "even", "odd"), default="all", help="which documents of each set to use"
    )
    parser.add_argument("--page", type=Path, metavar="FILE", help="write a page of 30 briefs instead")
    arguments = parser.parse_args()
    summarizer = Summarizer()
    first, step = {"all": (0, 1), "even": (0, 2), "odd": (1, 2)}[arguments.part]
    for path in sorted(arguments.data.glob("*.jsonl")):
        documents = read(path, arguments.limit)[first::step]
        short = statistics.fmean(len(d.segments) for d in documents) < _HEADLINE_SENTENCES
        if arguments.page and not short:
            arguments.page.write_text(page(documents, summarizer), encoding="utf-8")
            return
        if not arguments.page:
            print(f"\n{path.stem}")
            (headlines if short else compare)(documents, summarizer)


if __name__ == "__main__":
    main()

"""Quality and speed of briefs: `python -m bench.summary [--data FOLDER] [--limit N] [--page FILE]`.

Against the first three sentences of an article (lead-3, the baseline that news is hardest to beat
on) and against the selection alone, without compression. ROUGE is Google's `rouge-score` with
stemming, as the summarisation papers since See et al. 2017 have it; the interval is a paired
bootstrap over articles (Koehn 2004).
"""

import argparse
import html
import json
import random
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from rouge_score import rouge_scorer

from passerelle.languages.sentences import sentences as split
from summarize import Brief, BriefSentence, Summarizer
from summarize.faithful import unsupported
from summarize.grammar import defects
from summarize.select import select
from summarize.summarizer import sentence_count

METRICS = ("rouge1", "rouge2", "rougeLsum")
# The goal: lead-3's ROUGE-Lsum at this share of its length.
SHARE = 0.6
PAGE_BRIEFS = 20
RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Document:
    """A text with the summary that a person wrote."""

    segments: tuple[str, ...]
    reference: tuple[str, ...]
    title: str | None

    @property
    def words(self) -> int:
        """How long the text is."""
        return sum(len(segment.split()) for segment in self.segments)


def read(path: Path, limit: int | None) -> list[Document]:
    """Documents of a file of JSON lines with `doc`, `sum` and `title`."""
    lines = path.read_text(encoding="utf-8").splitlines()[:limit]
    return [
        Document(_sentences(row["doc"]), _sentences(row["sum"]), row.get("title"))
        for row in map(json.loads, lines)
    ]


def _sentences(text: str) -> tuple[str, ...]:
    return tuple(text[span.start : span.end] for span in split(text, "en"))


@dataclass(frozen=True, slots=True)
class SystemScores:
    """What a system gives for all documents.

    Attributes:
        scores: for each document ROUGE-1, -2 and -Lsum, F1 in percent.
        words: mean length.
        ratio: length over that of the document, in percent.
        novel: share of bigrams that the document does not have, in percent.
        unsupported: share of sentences with a number, date or name that their evidence lacks, in percent.
        faulty: share of sentences with any fault of `summarize.faithful`, in percent.
        broken: share of sentences with a defect of `summarize.grammar`, in percent.
    """

    scores: tuple[tuple[float, ...], ...]
    words: float
    ratio: float
    novel: float
    unsupported: float
    faulty: float
    broken: float

    def mean(self, metric: str) -> float:
        """Mean of a metric over the documents."""
        return statistics.fmean(scores[METRICS.index(metric)] for scores in self.scores)


def measure(documents: Sequence[Document], briefs: Sequence[Sequence[BriefSentence]]) -> SystemScores:
    """Score the sentences that a system gives for each document."""
    scorer = rouge_scorer.RougeScorer(METRICS, use_stemmer=True)
    scores, lengths, ratios = [], [], []
    bigrams = novel = wrong = faulty = broken = total = 0
    for document, sentences in zip(documents, briefs, strict=True):
        text = "\n".join(sentence.text for sentence in sentences)
        rouge = scorer.score("\n".join(document.reference), text)
        scores.append(tuple(100 * rouge[metric].fmeasure for metric in METRICS))
        lengths.append(len(text.split()))
        ratios.append(100 * lengths[-1] / document.words)
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
    )


def _bigrams(text: str) -> list[tuple[str, str]]:
    words = [word.strip(".,;:!?\"'“”()").casefold() for word in text.split()]
    return list(pairwise(word for word in words if word))


def interval(first: SystemScores, second: SystemScores, metric: str) -> tuple[float, float]:
    """Compute the 95 % interval of the difference of two systems, by paired bootstrap."""
    column = METRICS.index(metric)
    differences = [a[column] - b[column] for a, b in zip(first.scores, second.scores, strict=True)]
    draw = random.Random(0)
    means = sorted(statistics.fmean(draw.choices(differences, k=len(differences))) for _ in range(RESAMPLES))
    return means[int(0.025 * RESAMPLES)], means[int(0.975 * RESAMPLES)]


def _plain(document: Document, indices: Iterable[int]) -> list[BriefSentence]:
    return [BriefSentence(document.segments[i], (i,), 1.0, "selected") for i in indices]


def _lead(document: Document) -> list[BriefSentence]:
    return _plain(document, range(min(3, len(document.segments))))


def _budget(document: Document) -> int:
    """`SHARE` of the words of lead-3."""
    return max(10, int(SHARE * sum(len(sentence.text.split()) for sentence in _lead(document))))


def compare(documents: Sequence[Document], summarizer: Summarizer) -> None:
    """Print a table of systems, the goal, and the speed."""
    first = documents[0]
    summarizer.summarize(first.segments)  # the model is loaded by now
    started = time.perf_counter()
    standard = [summarizer.summarize(d.segments, title=d.title) for d in documents]
    seconds = time.perf_counter() - started

    def brief(length: Callable[[Document], object]) -> list[Sequence[BriefSentence]]:
        return [
            summarizer.summarize(d.segments, title=d.title, length=length(d)).sentences  # type: ignore[arg-type]
            for d in documents
        ]

    def selection(length: str) -> list[Sequence[BriefSentence]]:
        return [
            _plain(d, select(d.segments, sentence_count(len(d.segments), length), d.title))  # type: ignore[arg-type]
            for d in documents
        ]

    share = f"brief, {SHARE:.0%} of lead-3"
    systems: dict[str, Sequence[Sequence[BriefSentence]]] = {
        "lead-3": [_lead(d) for d in documents],
        "selection, standard": selection("standard"),
        "selection, short": selection("short"),
        "brief, standard": [b.sentences for b in standard],
        "brief, short": brief(lambda _: "short"),
        "brief, long": brief(lambda _: "long"),
        share: brief(_budget),
    }
    results = {name: measure(documents, briefs) for name, briefs in systems.items()}
    heads = ("R1", "R2", "RLsum", "words", "ratio%", "novel%", "unsupp%", "faulty%", "broken%")
    print(f"{'':24}" + "".join(f"{head:>9}" for head in heads))
    for name, result in results.items():
        rouge = [result.mean(metric) for metric in METRICS]
        rest = [result.words, result.ratio, result.novel, result.unsupported, result.faulty, result.broken]
        print(f"{name:24}" + "".join(f"{figure:9.2f}" for figure in [*rouge, *rest]))
    print("\nROUGE-Lsum against lead-3, 95 % interval:")
    for name in ("brief, short", share):
        low, high = interval(results[name], results["lead-3"], "rougeLsum")
        length = results[name].words / results["lead-3"].words
        print(f"{name:24} {low:+.2f} to {high:+.2f} at {length:.0%} of its length")
    words = sum(document.words for document in documents)
    print(
        f"{len(documents)} articles, {words} words: {words / seconds:,.0f} words a second (standard length)"
    )


def headlines(documents: Sequence[Document], summarizer: Summarizer) -> None:
    """Print how near the headlines of short news come to those that were printed."""
    scorer = rouge_scorer.RougeScorer(("rouge1", "rouge2", "rougeL"), use_stemmer=True)
    rows: dict[str, list[tuple[float, ...]]] = {"first sentence": [], "headline": []}
    for document in documents:
        made = summarizer.summarize(document.segments).headline
        for name, text in (("first sentence", document.segments[0]), ("headline", made.text if made else "")):
            rouge = scorer.score(" ".join(document.reference), text)
            rows[name].append((*(100 * score.fmeasure for score in rouge.values()), len(text.split())))
    print(f"\n{'':24}" + "".join(f"{head:>9}" for head in ("R1", "R2", "RL", "words")))
    for name, scores in rows.items():
        means = (statistics.fmean(column) for column in zip(*scores, strict=True))
        print(f"{name:24}" + "".join(f"{figure:9.2f}" for figure in means))


def page(documents: Sequence[Document], summarizer: Summarizer) -> str:
    """Render an HTML page of briefs beside the references."""
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
    parser.add_argument("--limit", type=int, help="documents of each set at most")
    parser.add_argument("--page", type=Path, metavar="FILE", help="write 20 briefs side by side instead")
    arguments = parser.parse_args()
    summarizer = Summarizer()
    articles = read(arguments.data / "cnndm_valid_cased300.jsonl", arguments.limit)
    if arguments.page:
        arguments.page.write_text(page(articles, summarizer), encoding="utf-8")
        return
    compare(articles, summarizer)
    headlines(read(arguments.data / "headline_news_test500.jsonl", arguments.limit), summarizer)


if __name__ == "__main__":
    main()

"""Measure whether looking up lost words helps: `python -m bench.lookup FOLDER [--lines N]`.

It translates the odd lines of sets with and without `translate.lookup`, leaving out checks and repairs. It
prints BLEU and chrF of all lines (sacreBLEU), and how many of the changed lines are better, the same and
worse by sentence chrF. The thresholds of `translate.lookup` were chosen on even lines of newstest2013.
"""

import time

from bench.quality import find_sets, half
from bench.repair import comparison_parser, corpus_scores, row, show, tally
from passerelle.modelstore import registry
from passerelle.modelstore.loading import load_folder
from translate.decoding import SentenceModel
from translate.lookup import look_up


def main() -> None:
    """Print one row per set and, with --show, every changed line."""
    assert __doc__
    parser = comparison_parser(__doc__.splitlines()[0])
    parser.add_argument("--lines", type=int, default=300, help="number of odd lines per set")
    arguments = parser.parse_args()
    language = arguments.language
    folder = arguments.model or registry.embedded("translate", language)
    model = SentenceModel(load_folder(folder), language)
    for found in find_sets(arguments.folder, language=language):
        evaluation = half(found, 1, arguments.lines)
        pairs = list(zip(evaluation.sources, evaluation.references, strict=True))
        # Longer lines are divided first.
        sources, references = zip(*(pair for pair in pairs if model.fits(pair[0])), strict=True)
        begun = time.perf_counter()
        n_best = dict(zip(sources, model.run(sources), strict=True))
        decoded = time.perf_counter()
        better = look_up(n_best, model)
        ended = time.perf_counter()
        before = [n_best[source][0].text for source in sources]
        after = [better.get(source, n_best[source][0]).text for source in sources]
        counts, _, listed = tally(list(zip(sources, references, before, after, strict=True)), language)
        print(
            f"{evaluation.name} {language}, {len(sources)} lines: "
            f"{corpus_scores(references, before, after)}; {row(counts)}; "
            f"{(ended - decoded) / (decoded - begun):.2f} times the decoding time",
            flush=True,
        )
        if arguments.show:
            show(listed)


if __name__ == "__main__":
    main()

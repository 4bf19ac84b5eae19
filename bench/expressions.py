"""Measure whether the listed expressions help: `python -m bench.expressions FOLDER [--language vi]`.

It translates the lines that contain an expression of `passerelle/languages/lexicons`, without checks and
repairs, first without the expressions and then with them. It prints BLEU and chrF (sacreBLEU), and how many
of the changed lines are better, the same and worse by sentence chrF. The expressions were chosen by hand and
by their counts in the training corpora, not on these sets.
"""

from collections.abc import Sequence
from unittest import mock

from bench.quality import find_sets
from bench.repair import comparison_parser, corpus_scores, row, show, tally
from passerelle.languages import lexicon
from passerelle.modelstore import registry
from passerelle.modelstore.loading import load_folder
from translate import coverage
from translate.decoding import SentenceModel
from translate.lookup import look_up


def main() -> None:
    """Print one row per set and, with --show, every changed line."""
    assert __doc__
    arguments = comparison_parser(__doc__.splitlines()[0]).parse_args()
    language = arguments.language
    model = SentenceModel(load_folder(arguments.model or registry.embedded("translate", language)), language)
    for found in find_sets(arguments.folder, language=language):
        pairs = [
            (source, reference)
            for source, reference in zip(found.sources, found.references, strict=True)
            if any(one.entry.expression for one in lexicon.find(source, language)) and model.fits(source)
        ]
        if not pairs:
            continue
        sources, references = zip(*pairs, strict=True)
        after = _translated(model, sources)
        with mock.patch.object(lexicon, "_expression", return_value=None):
            _forget()
            before = _translated(model, sources)
        _forget()
        counts, _, listed = tally(list(zip(sources, references, before, after, strict=True)), language)
        print(
            f"{found.name} {language}, {len(sources)} of {len(found.sources)} lines: "
            f"{corpus_scores(references, before, after)}; {row(counts)}",
            flush=True,
        )
        if arguments.show:
            show(listed)


def _forget() -> None:
    """Clear the caches whose content depends on the expressions."""
    for cached in (lexicon._find_in_sentence, coverage._known, coverage.compare, coverage.supported):
        cached.cache_clear()


def _translated(model: SentenceModel, sources: Sequence[str]) -> list[str]:
    """Translate sources, looking up lost words."""
    n_best = dict(zip(sources, model.run(sources), strict=True))
    better = look_up(n_best, model)
    return [better.get(source, n_best[source][0]).text for source in sources]


if __name__ == "__main__":
    main()

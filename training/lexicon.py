"""Build a lexicon of source words and their English from word alignments.

Words are aligned by eflomal (Östling and Tiedemann 2016, https://ufal.mff.cuni.cz/pbml/106) in both
directions, and the alignments symmetrized by grow-diag-final-and (Koehn et al. 2003,
https://aclanthology.org/N03-1017). Consistent phrase pairs (same paper) are counted: one source word, or a
Vietnamese unit of several syllables, with up to three English words. French forms also count for their
lemma.
"""

import math
import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from passerelle import languages
from passerelle.languages.lexicon import ENOUGH, LANGUAGES, words
from training import corpora
from training.errors import TrainingError
from training.tables import write_lines

# Corpora to leave out: derived from other corpora, or from dictionaries with an incompatible licence.
MADE = ("caps", "symbols", "dict")
# Pairs per corpus, as a multiple of its share in training, but at most the whole corpus.
OVER_SHARE = 4
LONGEST_SENTENCE = 60
# Maximum number of English words in a translation.
LONGEST_TARGET = 3
# Languages whose forms also count for their lemma.
INFLECTED = ("fr",)
# Translations to keep: minimum count and share of a word's translations, and maximum number.
LEAST_COUNT, LEAST_SHARE, MOST_TRANSLATIONS = 2, 0.01, 12
# A word seen at most this often keeps translations that were seen once.
RARE = 3
# A unit of several syllables: minimum count, consistency, and association of its parts (normalized pointwise
# mutual information, Bouma 2009).
LEAST_UNIT, LEAST_CONSISTENT, LEAST_NPMI = 3, 0.4, 0.35
# Translations after the first must be this much more likely for the word than for other words.
LEAST_LIFT = 5
# This many of the most frequent words count as function words.
GRAMMAR = 40

_DIGIT = re.compile(r"\d")
_ARTICLE = re.compile(r"^(?:the|an?) (?=.)")
# English function words, which do not count as the translation of a word.
FUNCTION_WORDS = frozenset("a an and at by for from in is it of on or s t that the this to was with".split())

Pair = tuple[tuple[str, ...], tuple[str, ...]]
Links = frozenset[tuple[int, int]]
Table = dict[str, Counter[str]]


def make(
    folder: Path, scratch: Path, language: str, listing: Path = corpora.LIST, *, limit: int | None = None
) -> Table:
    """Align the corpora of a language and count translations.

    Args:
        folder: the corpora, or tar archives of them.
        scratch: a folder to unpack archives into.
        language: ISO 639-1 code, `fr` or `vi`.
        listing: the list of corpora.
        limit: maximum number of pairs per corpus.

    Returns:
        Filtered translations with counts, for each word or unit of words joined by spaces.

    Raises:
        TrainingError: a corpus is missing or broken, or there are none, or eflomal is not installed.
    """
    wanted = [
        corpus
        for corpus in corpora.load(listing)
        if corpus.language == language
        and corpus.form == "parallel"
        and corpus.share > 0
        and Path(corpus.name).name not in MADE
    ]
    corpora.unpack(folder, frozenset(path for corpus in wanted for path in corpus.files), scratch)
    pairs = [pair for corpus in wanted for pair in _sample(corpus, (folder, scratch), limit)]
    if not pairs:
        raise TrainingError(f"{folder} has no corpus for a lexicon of {language!r}; see {listing}.")
    found = count(pairs, align(pairs), languages.LANGUAGES[language].word_parts)
    table = filtered(found, pairs)
    return add_lemmas(table, lemma_of(language)) if language in INFLECTED else table


def _sample(corpus: corpora.Corpus, roots: tuple[Path, ...], limit: int | None) -> Iterator[Pair]:
    rng = random.Random(corpus.name)
    taken = 0
    for source, target in corpora.pairs(corpus, roots):
        if taken == limit:
            return
        if rng.random() >= corpus.share * OVER_SHARE:
            continue
        pair = tuple(words(source)), tuple(words(target))
        if all(0 < len(side) <= LONGEST_SENTENCE for side in pair):
            taken += 1
            yield pair


def align(pairs: Sequence[Pair]) -> Iterator[Links]:
    """Align the words of sentence pairs.

    Raises:
        TrainingError: eflomal is not installed.
    """
    try:
        import eflomal
    except ImportError:
        raise TrainingError("Word alignment needs eflomal; run `pip install eflomal`.") from None
    with tempfile.TemporaryDirectory() as scratch:
        forward, backward = (Path(scratch) / name for name in ("forward", "backward"))
        eflomal.Aligner().align(
            [" ".join(source) + "\n" for source, _ in pairs],
            [" ".join(target) + "\n" for _, target in pairs],
            links_filename_fwd=str(forward),
            links_filename_rev=str(backward),
        )
        with forward.open(encoding="ascii") as first, backward.open(encoding="ascii") as second:
            for one, other in zip(first, second, strict=True):
                yield symmetrize(_links(one), _links(other))


def _links(line: str) -> Links:
    return frozenset((int(s), int(t)) for s, _, t in (link.partition("-") for link in line.split()))


def symmetrize(forward: Links, backward: Links) -> Links:
    """Symmetrize the alignments of two directions by grow-diag-final-and.

    Args:
        forward: links as positions of source and target words, each target word with one source word.
        backward: likewise, each source word with one target word.
    """
    links = set(forward & backward)
    union = forward | backward
    sources, targets = {s for s, _ in links}, {t for _, t in links}

    def add(link: tuple[int, int]) -> None:
        links.add(link)
        sources.add(link[0])
        targets.add(link[1])

    waiting = list(links)
    while waiting:
        s, t = waiting.pop()
        for link in ((s + i, t + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
            if link in union and link not in links and (link[0] not in sources or link[1] not in targets):
                add(link)
                waiting.append(link)
    for direction in (forward, backward):
        for link in sorted(direction - links):
            if link[0] not in sources and link[1] not in targets:
                add(link)
    return frozenset(links)


def count(pairs: Iterable[Pair], alignments: Iterable[Links], longest: int) -> Table:
    """Count consistent phrase pairs with up to `longest` source words."""
    table: Table = {}
    for (source, target), links in zip(pairs, alignments, strict=True):
        for first, last, begin, end in _consistent(links, longest):
            table.setdefault(" ".join(source[first : last + 1]), Counter())[
                " ".join(target[begin : end + 1])
            ] += 1
    return table


def _consistent(links: Links, longest: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield consistent phrase pairs: first and last source position, first and last target position."""
    forward: dict[int, list[int]] = {}
    backward: dict[int, list[int]] = {}
    for s, t in links:
        forward.setdefault(s, []).append(t)
        backward.setdefault(t, []).append(s)
    for first in forward:
        begin, end = math.inf, -1
        for last in range(first, first + longest):
            if last not in forward:
                break
            begin, end = min(begin, *forward[last]), max(end, *forward[last])
            if end - begin >= LONGEST_TARGET:
                break
            inside = range(int(begin), end + 1)
            if all(t in backward and first <= min(backward[t]) <= max(backward[t]) <= last for t in inside):
                yield first, last, int(begin), end


def filtered(table: Table, pairs: Iterable[Pair]) -> Table:
    """Remove noise: rare translations, and runs of words that are not a unit."""
    joined = {key: _without_articles(counts) for key, counts in table.items() if not _DIGIT.search(key)}
    common: Counter[str] = Counter()
    for key, counts in joined.items():
        if " " not in key:
            common.update(counts)
    whole = common.total()
    kept = {
        key: best
        for key, counts in joined.items()
        if (best := _best(key, counts, lambda english: common[english] / whole))
    }
    runs = {key for key in kept if " " in key and joined[key].total() >= LEAST_UNIT}
    seen = _occurrences(runs, pairs)
    every = sum(number for key, number in seen.items() if " " not in key)
    loose = {
        key for key in kept if " " in key and not (key in runs and _is_unit(key, joined[key], seen, every))
    }
    kept = {key: counts for key, counts in kept.items() if key not in loose}
    grammar = {key for key, _ in seen.most_common(GRAMMAR)}
    return {key: counts for key, counts in kept.items() if " " not in key or not _is_sum(key, kept, grammar)}


def _without_articles(counts: Counter[str]) -> Counter[str]:
    bare: Counter[str] = Counter()
    for english, number in counts.items():
        bare[_ARTICLE.sub("", english)] += number
    return bare


def _best(key: str, counts: Counter[str], probability: Callable[[str], float]) -> Counter[str]:
    whole = counts.total()
    least = 1 if whole <= RARE and " " not in key else max(LEAST_COUNT, LEAST_SHARE * whole)
    best = [
        (english, number)
        for rank, (english, number) in enumerate(counts.most_common(MOST_TRANSLATIONS))
        if number >= least and (rank == 0 or number / whole >= LEAST_LIFT * probability(english))
    ]
    # A rare name that is the same on both sides is uninformative.
    return Counter() if [english for english, _ in best] == [key] and whole <= RARE else Counter(dict(best))


def _occurrences(runs: set[str], pairs: Iterable[Pair]) -> Counter[str]:
    """Count the occurrences of single words and of these word sequences."""
    seen: Counter[str] = Counter()
    longest = max((key.count(" ") + 1 for key in runs), default=1)
    for source, _ in pairs:
        seen.update(source)
        for size in range(2, longest + 1):
            found = (" ".join(source[i : i + size]) for i in range(len(source) - size + 1))
            seen.update(run for run in found if run in runs)
    return seen


def _is_sum(key: str, table: Table, grammar: set[str]) -> bool:
    """Return whether the meaning of a unit is that of its parts, so that it need not be listed."""
    wanted = _top(table[key]) - FUNCTION_WORDS
    parts = key.split(" ")
    for at in range(1, len(parts)):
        halves = [table.get(" ".join(part), Counter()) for part in (parts[:at], parts[at:])]
        left, right = (_top(half) for half in halves)
        if len(wanted) > 1 and wanted & left and wanted & right and wanted <= left | right:
            return True
        # A function word plus a unit that has the same meaning alone.
        for word, half in ((parts[0], halves[1]), (parts[-1], halves[0])):
            if word in grammar and wanted <= _top(half):
                return True
    return not wanted


def _top(counts: Counter[str]) -> set[str]:
    """Return the words of the most frequent translation."""
    return {word for english, _ in counts.most_common(1) for word in english.split(" ")}


def _is_unit(key: str, counts: Counter[str], seen: Counter[str], every: int) -> bool:
    if counts.total() < LEAST_CONSISTENT * seen[key]:
        return False
    probability = seen[key] / every
    parts = key.split(" ")
    apart = math.prod(seen[part] / every for part in parts)
    # For more than two words as in Van de Cruys 2011; the division makes the maximum 1.
    return math.log(probability / apart) / (-math.log(probability) * (len(parts) - 1)) >= LEAST_NPMI


def lemma_of(language: str) -> Callable[[str], str]:
    """Return a function that lemmatizes a word of a language."""
    import simplemma

    return lambda word: str(simplemma.lemmatize(word, lang=language))


def add_lemmas(table: Table, lemma: Callable[[str], str]) -> Table:
    """Also count every form for its lemma."""
    added: Table = {}
    for word, counts in table.items():
        base = lemma(word).casefold()
        if base != word:
            added.setdefault(base, Counter()).update(counts)
    joined = dict(table)
    for base, counts in added.items():
        whole = table.get(base, Counter()) + counts
        joined[base] = Counter(dict(whole.most_common(MOST_TRANSLATIONS)))
    return joined


def lemmas(table: Table, language: str) -> dict[str, str]:
    """Map forms that are missing from a lexicon, or too rare, to lemmas that it contains."""
    from simplemma.strategies import DefaultDictionaryFactory

    lemma = lemma_of(language)
    forms = (form.casefold() for form in DefaultDictionaryFactory().get_dictionary(language))
    pairs = {form: lemma(form).casefold() for form in forms if table.get(form, Counter()).total() < ENOUGH}
    return {form: base for form, base in pairs.items() if base != form and base in table}


def write(table: Table, path: Path) -> None:
    """Write a lexicon with gzip: `word<TAB>english=count<TAB>…`, most frequent translation first."""
    write_lines(
        (
            "\t".join([word, *(f"{english}={number}" for english, number in counts.most_common())])
            for word, counts in table.items()
        ),
        path,
    )


def command(
    folder: Annotated[
        Path, typer.Argument(metavar="CORPORA", help="Folder of the corpora, or of their archives.")
    ],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder to write LANGUAGE.tsv.gz to.")],
    listing: Annotated[Path, typer.Option("--list", metavar="FILE", help="List of corpora.")] = corpora.LIST,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Maximum number of pairs per corpus.")
    ] = None,
) -> None:
    """Align the corpora and write the lexicons."""
    with tempfile.TemporaryDirectory() as scratch:
        for language in LANGUAGES:
            table = make(folder, Path(scratch), language, listing, limit=limit)
            write(table, out / f"{language}.tsv.gz")
            if language in INFLECTED:
                forms = lemmas(table, language)
                write_lines(
                    (f"{form}\t{base}" for form, base in forms.items()), out / f"{language}.lemmas.tsv.gz"
                )
            print(f"{language}: {len(table)} words")

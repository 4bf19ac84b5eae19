"""Measure how well the cross-check finds seeded differences: `python -m bench.crosscheck [FOLDER] [--show]`.

A folder contains short articles in French and Vietnamese with changes to apply to them, as in
tests/data/crosscheck. Each change is applied alone, which gives a pair of articles that differ in one
point; an equal number of pairs without differences is made from parts of the articles, some with two
sentences of one version joined. A difference counts if it is shown by default (not weak).
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from passerelle.article import Article, Block
from passerelle.crosscheck.compare import crosscheck
from passerelle.crosscheck.types import ONE_SIDED, Crosscheck, TranslatedArticle
from passerelle.errors import ArticleError
from passerelle.languages.sentences import sentences
from passerelle.spans import Span
from translate import Segment, Translation, Translator

DATA = Path(__file__).resolve().parent.parent / "tests" / "data" / "crosscheck"
LANGUAGES = ("fr", "vi")
KINDS = ("number", "date", "name", "quotation", "negation", "drop", "claim", "move")
SHOWN_AS = {
    ("drop", 0): "original_only",
    ("drop", 1): "version_only",
    ("claim", 0): "version_only",
    ("claim", 1): "original_only",
}

Paragraphs = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change to one version.

    Attributes:
        kind: one of `KINDS`.
        side: 0 for the French, 1 for the Vietnamese.
        old, new: the words replaced and their replacement; for other kinds, the last two columns of the line.
    """

    kind: str
    side: int
    old: str
    new: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """An article in two languages and the changes to apply: paragraphs of sentences, parallel in both."""

    name: str
    versions: tuple[Paragraphs, Paragraphs]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Two versions and the change made to one of them.

    Attributes:
        name: name of the article and the change.
        versions: paragraphs of sentences.
        change: the change; None if they do not differ.
        where: the number of the changed sentence in each version; None if a version lacks it.
    """

    name: str
    versions: tuple[Paragraphs, Paragraphs]
    change: Change | None = None
    where: tuple[int | None, int | None] = (None, None)


@dataclass
class Tally:
    """Counts for one kind of difference."""

    seeded: int = 0
    found: int = 0
    false: int = 0

    @property
    def precision(self) -> float:
        """The share of shown differences that were seeded; 1 if none is shown."""
        return self.found / (self.found + self.false) if self.found + self.false else 1.0

    @property
    def recall(self) -> float:
        """The share of seeded differences that are shown."""
        return self.found / self.seeded if self.seeded else 1.0


def load(folder: Path) -> list[Base]:
    """Read the articles of a folder."""
    return [_parse(path) for path in sorted(folder.glob("*.txt"))]


def _parse(path: Path) -> Base:
    body, _, changes = path.read_text(encoding="utf-8").partition("---\n")
    blocks = [block.splitlines() for block in body.strip().split("\n\n")]
    versions = tuple(tuple(tuple(block[side::2]) for block in blocks) for side in (0, 1))
    found = []
    for line in changes.splitlines():
        head, *rest = (part.strip() for part in line.split("|"))
        kind, side, *number = head.split()
        found.append(Change(kind, LANGUAGES.index(side), *number, *rest))
    return Base(path.stem, (versions[0], versions[1]), tuple(found))


def cases(base: Base) -> list[Case]:
    """Return a case for each change of an article applied alone, and as many cases without any."""
    changed = [_changed(base, change) for change in base.changes]
    return [*changed, *_unchanged(base, len(changed))]


def _changed(base: Base, change: Change) -> Case:
    versions = list(base.versions)
    own = versions[change.side]
    flat = [sentence for paragraph in own for sentence in paragraph]
    name = f"{base.name}: {change.kind} {LANGUAGES[change.side]} {change.old}"
    here: int | None
    there: int | None
    if change.kind == "move":
        first, second = int(change.old) - 1, int(change.new) - 1
        order = [k for k in range(len(own)) if k != first]
        order.insert(order.index(second) + 1, first)
        versions[change.side] = tuple(own[k] for k in order)
        return Case(name, (versions[0], versions[1]), change)
    if change.kind in ("drop", "claim"):
        number = int(change.old) - 1
        parts = [[(i, s) for i, s in _numbered(own) if i in ids] for ids in _ids(own)]
        for part in parts:
            for k, (i, _) in enumerate(part):
                if i == number:
                    part[k : k + 1] = [part[k], (-1, change.new)] if change.kind == "claim" else []
                    break
        versions[change.side] = tuple(tuple(s for _, s in part) for part in parts if part)
        here, there = (number + 1, None) if change.kind == "claim" else (None, number)
    else:
        (here,) = (i for i, sentence in enumerate(flat) if change.old in sentence)
        versions[change.side] = tuple(
            tuple(s.replace(change.old, change.new) for s in paragraph) for paragraph in own
        )
        there = here
    where = (here, there) if change.side == 0 else (there, here)
    return Case(name, (versions[0], versions[1]), change, where)


def _numbered(paragraphs: Paragraphs) -> list[tuple[int, str]]:
    return list(enumerate(sentence for paragraph in paragraphs for sentence in paragraph))


def _ids(paragraphs: Paragraphs) -> Iterator[range]:
    start = 0
    for paragraph in paragraphs:
        yield range(start, start + len(paragraph))
        start += len(paragraph)


def _unchanged(base: Base, count: int) -> list[Case]:
    """Return an article unchanged, with sentences joined, and runs of its paragraphs, longest first."""
    size = len(base.versions[0])
    found = [Case(f"{base.name}: whole", base.versions)]
    found += [Case(f"{base.name}: joined {LANGUAGES[side]}", _joined(base, side)) for side in (0, 1)]
    for length in range(size - 1, 1, -1):
        for start in range(size - length + 1):
            part = slice(start, start + length)
            versions = (base.versions[0][part], base.versions[1][part])
            found.append(Case(f"{base.name}: paragraphs {start + 1} to {start + length}", versions))
    return found[:count]


def _joined(base: Base, side: int) -> tuple[Paragraphs, Paragraphs]:
    """Join the first two sentences of the second-last paragraph."""
    versions = list(base.versions)
    paragraphs = list(versions[side])
    k = next(k for k in range(len(paragraphs) - 1, -1, -1) if len(paragraphs[k]) > 1)
    first, second, *rest = paragraphs[k]
    paragraphs[k] = (f"{first.rstrip('.')} ; {second[0].lower()}{second[1:]}", *rest)
    versions[side] = tuple(paragraphs)
    return versions[0], versions[1]


class TranslatedArticles:
    """Creates articles with their translations; translates a sentence shared by several only once."""

    def __init__(self) -> None:
        self._translator = {language: Translator(language) for language in LANGUAGES}
        self._english: dict[str, str] = {}
        self._known: dict[tuple[str, str], float] = {}

    def prepare(self, paragraphs: Iterable[Paragraphs], language: str) -> None:
        """Translate all sentences of many articles together."""
        new = dict.fromkeys(
            sentence
            for article in paragraphs
            for text in _texts(article)
            for sentence in _split(text, language)
        )
        lines = [sentence for sentence in new if sentence not in self._english]
        translation = self._translator[language].translate("\n".join(lines), _line_spans(lines))
        self._english |= {segment.source: segment.target for segment in translation.segments}

    def likelihoods(self, sources: Sequence[str], english: Sequence[str], language: str) -> list[float]:
        """See `Translator.likelihoods`; results are cached."""
        asked = list(zip(sources, english, strict=True))
        new = [pair for pair in dict.fromkeys(asked) if pair not in self._known]
        if new:
            figures = self._translator[language].likelihoods(
                [s for s, _ in new], [e for _, e in new], language
            )
            self._known |= dict(zip(new, figures, strict=True))
        return [self._known[pair] for pair in asked]

    def make(self, paragraphs: Paragraphs, language: str) -> TranslatedArticle:
        """Return an article and its English; all of its sentences must have been prepared."""
        text, target = "", ""
        blocks, segments = [], []
        for paragraph in _texts(paragraphs):
            start = len(text)
            position = 0
            for span in sentences(paragraph, language):
                source = paragraph[span.start : span.end]
                english = self._english[source]
                gap = paragraph[position : span.start]
                target += gap
                at, there = start + span.start, len(target)
                segments.append(
                    Segment(source, english, at, at + len(source), there, there + len(english), score=-0.5)
                )
                target += english
                position = span.end
            text += paragraph
            blocks.append(Block("paragraph", start, len(text)))
            text, target = text + "\n\n", target + "\n\n"
        return TranslatedArticle(
            Article(text, tuple(blocks), language), Translation(text, target, tuple(segments), language, "")
        )


def _texts(paragraphs: Paragraphs) -> list[str]:
    return [" ".join(paragraph) for paragraph in paragraphs]


def _split(text: str, language: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text, language)]


def _line_spans(lines: Sequence[str]) -> list[Span]:
    spans, start = [], 0
    for line in lines:
        spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return spans


def evaluate(
    bases: Sequence[Base], report: Callable[[str], None] = lambda line: None
) -> tuple[dict[str, Tally], Counter[str]]:
    """Run every case.

    Args:
        bases: the articles.
        report: called with a line for each mistake.

    Returns:
        Tallies by kind of seeded change, and counts: pairs of articles, expected and found links between
            sentences, and pairs of unrelated articles with how many of them were recognized.
    """
    everything = [(base, case) for base in bases for case in cases(base)]
    articles = TranslatedArticles()
    for side, language in enumerate(LANGUAGES):
        articles.prepare([case.versions[side] for _, case in everything], language)
    tallies = {kind: Tally() for kind in (*KINDS, "none")}
    counts: Counter[str] = Counter()
    for _, case in everything:
        version, original = (articles.make(case.versions[s], LANGUAGES[s]) for s in (0, 1))
        counts["changed" if case.change else "unchanged"] += 1
        try:
            result = crosscheck(version, original, articles.likelihoods)
        except ArticleError:
            report(f"{case.name}: mistaken for unrelated articles")
            counts["refused"] += 1
            if case.change:
                tallies[case.change.kind].seeded += 1
            elif "joined" not in case.name:
                counts["links"] += sum(map(len, case.versions[0]))
            continue
        _score(case, result, tallies, counts, report, (version, original))
    for a, b in permutations(bases, 2):
        counts["unrelated"] += 1
        try:
            pair = articles.make(a.versions[0], "fr"), articles.make(b.versions[1], "vi")
            crosscheck(*pair, articles.likelihoods)
            report(f"{a.name} and {b.name}: mistaken for one story")
        except ArticleError:
            counts["distinguished"] += 1
    return tallies, counts


def _score(
    case: Case,
    result: Crosscheck,
    tallies: dict[str, Tally],
    counts: Counter[str],
    report: Callable[[str], None],
    texts: tuple[TranslatedArticle, TranslatedArticle],
) -> None:
    change = case.change
    hit = False
    wanted = SHOWN_AS.get((change.kind, change.side), change.kind) if change else None
    for difference in result.firm:
        places = [{i for i, _ in side} for side in (difference.version, difference.original)]
        here = all(w is None or not p or w in p for w, p in zip(case.where, places, strict=True)) and any(
            w is not None and w in p for w, p in zip(case.where, places, strict=True)
        )
        if change and difference.kind == wanted and here:
            hit = True
            continue
        if change and here and change.kind in ("number", "date", "name", "quotation", "negation"):
            continue  # any difference reported for the changed sentence counts
        alone = difference.kind in ONE_SIDED
        tallies["drop" if alone else difference.kind].false += 1
        words = [[texts[k].translation.segments[i].source for i in sorted(places[k])] for k in (0, 1)]
        report(f"{case.name}: false {difference.kind}: {difference.label} {words}")
    if not change or change.kind != "move":
        for pair in result.pairs:
            if pair.moved:
                tallies["move"].false += 1
                report(f"{case.name}: false move: {pair.version} {pair.original}")
    if change:
        if change.kind == "move":
            hit = any(pair.moved for pair in result.pairs)
        tallies[change.kind].seeded += 1
        tallies[change.kind].found += hit
        if not hit:
            weak = [d for d in result.differences if d.weak and d.kind == wanted]
            report(f"{case.name}: missed" + (" (weak)" if weak else ""))
    if change is None and "joined" not in case.name:
        size = sum(map(len, case.versions[0]))
        found = {(i, j) for pair in result.pairs for i in pair.version for j in pair.original}
        counts["links"] += size
        counts["links found"] += sum((i, i) in found for i in range(size))


def main() -> None:
    """Print precision and recall by kind."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=DATA, help="folder of the articles")
    parser.add_argument("--show", action="store_true", help="print every mistake")
    parser.add_argument(
        "--only", default="", help="only articles whose name begins with one of these letters"
    )
    arguments = parser.parse_args()
    bases = [b for b in load(arguments.folder) if not arguments.only or b.name[0] in arguments.only]
    tallies, counts = evaluate(bases, print if arguments.show else lambda line: None)
    print(f"{counts['changed']} pairs with a change, {counts['unchanged']} without")
    print(f"{'':10} {'seeded':>6} {'found':>6} {'false':>6} {'precision':>9} {'recall':>6}")
    # Content in only one version is one kind of difference, whether it was dropped or added.
    alone = Tally(
        *(getattr(tallies["drop"], f) + getattr(tallies["claim"], f) for f in ("seeded", "found", "false"))
    )
    for kind, tally in (*tallies.items(), ("one-sided", alone)):
        if kind != "none":
            print(
                f"{kind:10} {tally.seeded:6} {tally.found:6} {tally.false:6} "
                f"{tally.precision:9.2f} {tally.recall:6.2f}"
            )
    print(f"sentences aligned correctly: {counts['links found']} of {counts['links']}")
    print(f"versions wrongly refused as unrelated: {counts['refused']}")
    print(f"unrelated articles recognized: {counts['distinguished']} of {counts['unrelated']}")


if __name__ == "__main__":
    main()

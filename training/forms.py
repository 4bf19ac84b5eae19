"""Build the list of English words in all their forms (`languages/words/forms.en.txt.gz`) from corpora.

The check for invented words uses it. A word in lower case on the English side of a corpus is listed
if simplemma's dictionary has it, or if it has at least `PLACES` occurrences in at least `SOURCES` corpora,
unless it is one letter away from a dictionary word that is `SLIP_RATIO` times as frequent: a typo
(`goverment`). Words that are also on the other side of the line are not counted, since they may be foreign;
nor are lines that are the same in both languages.

The bundled list was made, with the list of corpora that is stored in their folder, by

    python -m training forms CORPORA --out passerelle/languages/words/forms.en.txt.gz
        --list CORPORA/corpora.toml --more mono.en.gz --more mono2.en.gz
        --more dict/fr-en.tsv --more dict/vi-en.tsv
"""

import re
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from pathlib import Path
from string import ascii_lowercase
from typing import Annotated

import simplemma
import typer

from passerelle.languages.tokens import composed
from training import corpora
from training.corpora import Corpus
from training.errors import TrainingError
from training.tables import write_lines

SOURCES, PLACES = 2, 2
# A word in only one corpus needs more occurrences.
PLACES_IN_ONE = 10
SLIP_RATIO = 20
# Shorter words are not looked up; longer strings are not words.
_SHORTEST, _LONGEST = 4, 30

_WORD = re.compile(r"[^\W\d_]+")


def make(folder: Path, scratch: Path, listing: Path, more: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Count the forms of English words.

    Args:
        folder: the corpora, or tar archives of them, as for `prepare`.
        scratch: a folder to unpack archives into.
        listing: the list of corpora; those with English sentences are counted.
        more: paths of other files in `folder`, with one sentence or `foreign<TAB>English` per line.

    Returns:
        Words in lower case, sorted by code points.

    Raises:
        TrainingError: a corpus is missing or broken, or none is listed.
    """
    wanted = [corpus for corpus in corpora.load(listing) if corpus.form in ("parallel", "news")]
    if not wanted and not more:
        raise TrainingError(f"{listing} lists no English text; add a corpus.")
    files = frozenset(path for corpus in wanted for path in corpus.files) | frozenset(more)
    corpora.unpack(folder, files, scratch)
    roots = (folder, scratch)
    places, sources = Counter[str](), Counter[str]()
    for pairs in (*(_pairs(corpus, roots) for corpus in wanted), *(corpora.lines(m, roots) for m in more)):
        counted = Counter(word for source, target in pairs for word in words(source, target))
        places.update(counted)
        sources.update(counted.keys())
    known = {word for word in places if simplemma.is_known(word, lang="en")}
    often = {
        word for word in places if places[word] >= (PLACES if sources[word] >= SOURCES else PLACES_IN_ONE)
    }
    return tuple(sorted(known | {word for word in often - known if not is_slip(word, places, known)}))


def is_slip(word: str, places: Mapping[str, int], known: Set[str]) -> bool:
    """Return whether a word is likely to be a misspelling of a known word.

    Args:
        word: a word that is not in the dictionary.
        places: number of occurrences of each word.
        known: words of the dictionary.
    """
    return any(near in known and places[near] >= SLIP_RATIO * places[word] for near in _neighbours(word))


def _neighbours(word: str) -> Iterator[str]:
    """Yield strings one edit away: a letter added, dropped or changed, or two swapped (Damerau 1964)."""
    for i in range(len(word) + 1):
        before, after = word[:i], word[i:]
        yield from (before + letter + after for letter in ascii_lowercase)
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in ascii_lowercase)
            yield before + after[1:2] + after[:1] + after[2:]


def _pairs(corpus: Corpus, roots: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    pairs = corpora.pairs(corpus, roots)
    return (("", line) for _, line in pairs) if corpus.form == "news" else pairs


def words(source: str, target: str) -> Iterator[str]:
    """Yield the words to count in an English line.

    Args:
        source: the line that it translates, or nothing.
        target: the line.
    """
    if source == target:
        return
    given = set(_WORD.findall(source.lower()))
    for word in _WORD.findall(composed(target)[0]):
        if _SHORTEST <= len(word) <= _LONGEST and word.islower() and word not in given:
            yield word


def command(
    folder: Annotated[
        Path, typer.Argument(metavar="CORPORA", help="Folder of the corpora, or of their archives.")
    ],
    out: Annotated[Path, typer.Option(metavar="FILE", help="File to write, such as forms.en.txt.gz.")],
    listing: Annotated[Path, typer.Option("--list", metavar="FILE", help="List of corpora.")] = corpora.LIST,
    more: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="Another file in CORPORA: one sentence, or foreign<TAB>English, per line (repeatable).",
        ),
    ] = None,
) -> None:
    """Count the forms of English words that the check for invented words needs."""
    with tempfile.TemporaryDirectory() as scratch:
        found = make(folder, Path(scratch), listing, tuple(more or ()))
    write_lines(found, out)
    print(f"{len(found)} words")

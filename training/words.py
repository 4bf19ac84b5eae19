"""Build the lists of common words that distinguish names from other capitalized words.

A word is counted where its capitalization is informative: inside a sentence, and not in a headline. It is
common if it is in lower case

- in at least three of ten occurrences, and in at least two corpora (three for English and Vietnamese);
- in one of eight, if it is French or English and occurs at least 200 times (`Conseil`, `Article`);
- at all, if the English of the line has no similar word in at least half of the occurrences (`État`, `Dieu`):
  a name would recur, spelled alike (`Kirby`) or transcribed (`Poutine`, `Putin`). Words that no two
  corpora have in lower case are left out here: `Benoît`, `Catalogne`, whose English differs too much.

The last two rules leave out the names of `passerelle.facts.exonyms` (and the syllables of Vietnamese ones:
`Mỹ`, `Nam`); that table in turn leaves out common words.

The English list also has words shared with another language: those in lower case in two English corpora that
are also in another list. Words of one letter are in no list, and lines that are the same in both languages
do not count. For Vietnamese, syllables are counted, since spaces separate syllables.

The bundled lists are older and were not made by this script. From the corpora of corpora.toml it makes
27,558 English words, 39,840 French ones and 4,132 Vietnamese syllables; the bundled lists have 21,130,
26,860 and 2,967, nearly all of which are among them. With the new lists, the checks report nothing on about
as many human translations (`python -m bench.checks`), but find fewer dropped names, since common words are
not treated as names and `Paris` would be common. So they do not replace the bundled lists.
"""

import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated

import typer
from babel.core import Locale

from passerelle.facts.exonyms import exonyms
from passerelle.facts.mentions import words_missing
from passerelle.languages.tokens import composed, fold
from training import corpora
from training.corpora import Corpus
from training.errors import TrainingError

# Minimum number of corpora that have a common word in lower case.
SOURCES = {"fr": 2, "vi": 3, "en": 3}
SMALL = 0.3
FREQUENT, FREQUENT_SMALL = 200, 0.125
# In Vietnamese, syllables of names often occur in lower case in other words.
FREQUENT_LANGUAGES = ("en", "fr")
SHARED_SOURCES = 2
# Number of occurrences in which to look for a similar word, and the share that must lack one.
PLACES = 200
UNLIKE = 0.5
# A line with a larger share of capitals is a headline in English title case.
HEADLINE = 0.7

_WORD_OR_OPENING = re.compile(r"[^\W\d_]+|[.!?…:;«»\"“”„‘(\[*•|/—–]")


@dataclass
class Counts:
    """The capitalization of a language's words, case-folded.

    Attributes:
        small: number of occurrences in lower case.
        capital: number of capitalized occurrences inside a sentence.
        sources: corpora with lower-case occurrences.
    """

    small: Counter[str] = field(default_factory=Counter)
    capital: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)

    def share(self, word: str) -> float:
        """Return the share of a word's occurrences in lower case."""
        return self.small[word] / (self.small[word] + self.capital[word] or 1)


def places(text: str) -> Iterator[str]:
    """Yield the words of a line whose capitalization is informative."""
    found = _WORD_OR_OPENING.findall(composed(text)[0])
    words = [word for word in found if word[0].isalpha()]
    if len(words) < 2 or sum(word[0].isupper() for word in words) >= HEADLINE * len(words):
        return
    inside = False
    for word in found:
        if not word[0].isalpha():
            inside = False
            continue
        if len(word) > 1 and (inside or not word[0].isupper()):
            yield word
        inside = True


def make(folder: Path, scratch: Path, listing: Path = corpora.LIST) -> dict[str, tuple[str, ...]]:
    """Count the common words of French, Vietnamese and English.

    Args:
        folder: the corpora, or tar archives of them, as for `prepare`.
        scratch: a folder to unpack archives into.
        listing: the list of corpora; only parallel ones are counted.

    Returns:
        By language (ISO 639-1), words in lower case, sorted by code points.

    Raises:
        TrainingError: a corpus is missing or broken, or none is listed.
    """
    wanted = [corpus for corpus in corpora.load(listing) if corpus.form == "parallel" and corpus.share > 0]
    if not wanted:
        raise TrainingError(f"{listing} lists no parallel text; add a corpus.")
    corpora.unpack(folder, frozenset(path for corpus in wanted for path in corpus.files), scratch)
    roots = (folder, scratch)
    counts = _count(wanted, roots)
    lists = {language: _small(counts[language], language, SOURCES.get(language, 3)) for language in counts}
    for language in lists.keys() - {"en"}:
        lists[language] |= _translated(language, counts[language], lists[language], wanted, roots)
    shared = frozenset[str]().union(*(lists[language] for language in lists.keys() - {"en"}))
    lists["en"] |= _small(counts["en"], "en", SHARED_SOURCES) & shared
    return {language: tuple(sorted(found)) for language, found in sorted(lists.items())}


def write(lists: dict[str, tuple[str, ...]], out: Path) -> None:
    """Write `LANGUAGE.txt`, one word per line, for each list."""
    out.mkdir(parents=True, exist_ok=True)
    for language, found in lists.items():
        (out / f"{language}.txt").write_text("".join(f"{word}\n" for word in found), encoding="utf-8")


def _count(wanted: list[Corpus], roots: tuple[Path, ...]) -> dict[str, Counts]:
    counts = {language: Counts() for language in ("en", *(corpus.language for corpus in wanted))}
    for corpus in wanted:
        seen: dict[str, Counter[str]] = {corpus.language: Counter(), "en": Counter()}
        for source, target in corpora.pairs(corpus, roots):
            if source != target:
                seen[corpus.language].update(places(source))
                seen["en"].update(places(target))
        for language, words in seen.items():
            small: set[str] = set()
            for word, number in words.items():
                folded = word.casefold()
                if word[0].isupper():
                    counts[language].capital[folded] += number
                else:
                    counts[language].small[folded] += number
                    small.add(folded)
            counts[language].sources.update(small)
    return counts


def _small(counts: Counts, language: str, sources: int) -> frozenset[str]:
    """Return words that are in lower case often enough, in enough corpora."""
    names = _names(language)

    def least(word: str) -> float:
        often = counts.small[word] + counts.capital[word] >= FREQUENT
        often = often and language in FREQUENT_LANGUAGES and word not in names
        return FREQUENT_SMALL if often else SMALL

    return frozenset(
        word
        for word, number in counts.sources.items()
        if number >= sources and counts.share(word) >= least(word)
    )


def _translated(
    language: str,
    counts: Counts,
    known: frozenset[str],
    wanted: list[Corpus],
    roots: tuple[Path, ...],
) -> frozenset[str]:
    """Return capitalized words that become a different word in English, as names do not."""
    names = _names(language)
    asked = {
        word
        for word, number in counts.sources.items()
        if number >= 2 and word not in known and word not in names
    }
    looked, unlike = Counter[str](), Counter[str]()
    for corpus in wanted:
        if corpus.language != language:
            continue
        for source, target in corpora.pairs(corpus, roots):
            for word in places(source):
                folded = word.casefold()
                if word[0].isupper() and folded in asked and looked[folded] < PLACES:
                    looked[folded] += 1
                    unlike[folded] += bool(words_missing((fold(word),), target))
    return frozenset(word for word, n in looked.items() if unlike[word] >= UNLIKE * n)


@cache
def _names(language: str) -> frozenset[str]:
    """Return one-word names of places, languages and organizations, from CLDR and the exonym tables."""
    locale = Locale.parse(language)
    cities = (zone["city"] for zone in locale.time_zones.values() if "city" in zone)
    zones = (str(name).rpartition("/")[2] for name in Locale.parse("en").time_zones)
    every = {name.casefold() for name in (*locale.territories.values(), *locale.languages.values())}
    every.update(name.casefold() for name in (*cities, *zones))
    every.update(exonyms(language))
    if language == "vi":
        every.update(syllable for name in tuple(every) for syllable in name.split())
    return frozenset(name for name in every if name.isalpha())


def command(
    folder: Annotated[
        Path, typer.Argument(metavar="CORPORA", help="Folder of the corpora, or of their archives.")
    ],
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder to write LANGUAGE.txt files to.")],
    listing: Annotated[Path, typer.Option("--list", metavar="FILE", help="List of corpora.")] = corpora.LIST,
) -> None:
    """Build the lists of common words that distinguish names from other words."""
    with tempfile.TemporaryDirectory() as scratch:
        lists = make(folder, Path(scratch), listing)
    write(lists, out)
    for language, found in lists.items():
        print(f"{language}: {len(found)} words")

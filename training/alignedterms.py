"""Find terms of one or more words and their English in aligned pairs, for hints that must be used.

`training.hints` knows the English of single words from the lexicon; consistent phrase pairs of a word
alignment (Koehn et al. 2003, https://aclanthology.org/N03-1017) also give the English of several words, and
of idioms, which cannot be translated word for word.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from passerelle.languages import lexicon
from passerelle.languages.lexicon import WORD
from training.hints import MOST_TERMS, base_form
from training.lexicon import Links
from translate import hints
from translate.coverage import LIGHT, stem
from translate.hints import Hint

# Share of pairs that get terms, and share of the terms with several words.
TERM_PAIRS, SEVERAL = 0.4, 0.65
# Share of terms that are given in glossary form, which the model has to inflect.
BASE_FORM = 0.4
# Maximum number of words of a term and of its English.
LONGEST = 4
# Terms contain none of these characters, and neither begin nor end with one of these words.
_MARKS = frozenset('.,;:()«»"!?[]“”…–—/')
_EDGES = frozenset("le la les l de des du d un une et à au aux en the a an of to and".split())


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its English, with the positions of their words.

    Attributes:
        source, english: the texts.
        words, english_words: half-open offsets of the words in them.
    """

    source: str
    english: str
    words: tuple[tuple[int, int], ...]
    english_words: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, source: str, english: str) -> "Pair":
        """Find the words of a sentence and its English."""
        return cls(
            source, english, *(tuple(m.span() for m in WORD.finditer(text)) for text in (source, english))
        )

    def aligned(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the words of both sides for `training.lexicon.align`, at least one per side."""
        sides = ((self.source, self.words), (self.english, self.english_words))
        first, second = (tuple(text[a:b].casefold() for a, b in places) or ("-",) for text, places in sides)
        return first, second


@dataclass(frozen=True, slots=True)
class Term:
    """Words of a source and their English.

    Attributes:
        first, last: the positions of its first and last word in the source.
        english: as spelled in the pair.
    """

    first: int
    last: int
    english: str

    @property
    def places(self) -> range:
        """Positions of the words in the source."""
        return range(self.first, self.last + 1)


def find(pair: Pair, links: Links) -> Iterator[Term]:
    """Yield the terms of a pair: consistent with its alignment, not only function words, not copied."""
    forth: dict[int, list[int]] = defaultdict(list)
    back: dict[int, list[int]] = defaultdict(list)
    for here, there in links:
        forth[here].append(there)
        back[there].append(here)
    for first in sorted(forth):
        for last in range(first, min(first + LONGEST, len(pair.words))):
            if last not in forth:
                continue
            targets = [target for word in range(first, last + 1) for target in forth.get(word, ())]
            begin, end = min(targets), max(targets)
            linked = (word for target in range(begin, end + 1) for word in back.get(target, ()))
            if end - begin >= LONGEST or not all(first <= word <= last for word in linked):
                continue
            source = pair.source[pair.words[first][0] : pair.words[last][1]]
            english = pair.english[pair.english_words[begin][0] : pair.english_words[end][1]]
            if _is_term(source, english):
                yield Term(first, last, english)


def _is_term(source: str, english: str) -> bool:
    if _MARKS & {*source, *english} or source.casefold() == english.casefold():
        return False
    sides = [WORD.findall(text.casefold()) for text in (source, english)]
    if any(word in _EDGES for words in sides for word in (words[0], words[-1])) or sides[1][-1] in LIGHT:
        return False
    return not all(word in LIGHT or len(word) < LONGEST for word in sides[1])


def expressions(pair: Pair, language: str) -> Iterator[Hint]:
    """Yield the expressions of a source whose English, inflected or not, is in the reference."""
    stems = {stem(word) for word in WORD.findall(pair.english)}
    for found in lexicon.find(pair.source, language):
        for english in found.entry.expression:
            words = [stem(word) for word in WORD.findall(english)]
            if stems.issuperset([word for word in words if word not in LIGHT] or words):
                yield Hint(found.start, found.end, found.entry.expression[:1], required=True)
                break


def hinted(
    source: Sequence[str],
    pair: Pair,
    links: Links,
    language: str,
    encode: Callable[[str], Sequence[str]],
    rng: random.Random,
    *,
    candidates: bool,
) -> list[str]:
    """Insert hints into the source of an aligned pair: expressions, candidates and, for some pairs, terms.

    Args:
        source: the pieces of `pair.source`, without `</s>`.
        pair: the pair.
        links: its alignment.
        language: ISO 639-1 code of the source.
        encode: splits English into pieces.
        rng: random number generator.
        candidates: whether rare words get candidates.
    """
    found = list(expressions(pair, language))
    if rng.random() < TERM_PAIRS:
        found += _drawn(pair, list(find(pair, links)), found, rng)
    if candidates:
        found += hints.candidates(pair.source, language, lexicon.words(pair.english))
    return hints.insert(source, found, encode)


def _drawn(pair: Pair, terms: Sequence[Term], taken: Iterable[Hint], rng: random.Random) -> Iterator[Hint]:
    """Draw terms that overlap neither each other nor other hints."""
    inside = [(hint.start, hint.end) for hint in taken]
    free = [i for i, (start, end) in enumerate(pair.words) if all(end <= a or b <= start for a, b in inside)]
    left = set(free)
    for _ in range(rng.randint(1, MOST_TERMS)):
        fit = [term for term in terms if left.issuperset(term.places)]
        several = [term for term in fit if term.first < term.last]
        pool = several if several and rng.random() < SEVERAL else [t for t in fit if t.first == t.last]
        if not pool:
            continue
        term = rng.choice(pool)
        left -= {*term.places}
        english = base_form(term.english) if rng.random() < BASE_FORM else term.english
        yield Hint(pair.words[term.first][0], pair.words[term.last][1], (english,), required=True)

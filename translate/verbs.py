"""Find where an English sentence seems to lack a verb.

A logistic regression scores each place between two words, by the classes of the words around it and the
finite verbs of its clause. `python -m training verbs CORPORA --out FOLDER` fits it on sentences from which
verbs were removed.
"""

import gzip
import re
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from passerelle.languages import words
from passerelle.spans import Span

FOLDER = Path(words.__file__).parent
CLASSES, WEIGHTS = "classes.en.tsv.gz", "verbs.en.gz"
# Number of slots into which features are hashed.
SLOTS = 1 << 17
# Weights are stored as integer multiples of this.
SCALE = 1 / 32
_MOST_TOKENS = 200
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
_CONTRACTED = re.compile(r"(?:n['’]t|['’](?:s|re|ve|ll|d|m))$")
_FINITE = frozenset(
    "is are was were has have had do does did will would can could should must may might shall".split()
)
_BOUNDARIES = frozenset(
    "and but that which who because when while if where as than or although though whether what how why so"
    ' , ; : ( ) " “ ” — – - ! ?'.split()
)
# Classes of words that are not in the table, by ending.
_ENDINGS = (("ed", "DE"), ("ing", "G"), ("ly", "R"), ("tion", "N"), ("ness", "N"), ("s", "S"))
_ENDINGS_OF_ADJECTIVES = ("al", "ous", "ive", "able")


def tokens(text: str) -> list[tuple[str, Span]]:
    """Return the words and marks of an English text, with their places."""
    return [(m.group(), Span(*m.span())) for m in _TOKEN.finditer(text)]


def classed(written: Sequence[str], table: Mapping[str, str]) -> list[str]:
    """Return the class of each word: letters for its possible classes; for a function word, the word itself.

    The letters: N and S nouns (singular, plural), P names, J adjectives, R adverbs, V base forms, D past
    tenses, E past participles, Z third persons, G forms in -ing, C numbers.

    Args:
        written: words and marks of a sentence.
        table: the classes of known words; see `classes`.
    """
    return [_class(word, table, first=i == 0) for i, word in enumerate(written)]


def _class(word: str, table: Mapping[str, str], *, first: bool) -> str:
    low = word.casefold()
    if not word[0].isalnum():
        return word
    if word[0].isdigit():
        return "C"
    known = table.get(low)
    if known and (not word[0].isupper() or first or known == low):
        return known
    if not known and (contracted := _CONTRACTED.search(low)):
        return contracted.group().replace("’", "'")
    if word[0].isupper():
        return "P"
    if found := next((kind for ending, kind in _ENDINGS if low.endswith(ending)), None):
        return found
    return "J" if low.endswith(_ENDINGS_OF_ADJECTIVES) or "-" in word else "N"


def _finiteness(kind: str) -> int:
    """Return 2 for a finite verb, 1 for a possible one, 0 otherwise."""
    if kind in _FINITE or kind in ("D", "Z") or "'" in kind:
        return 2
    return int(kind.isupper() and ("D" in kind or "Z" in kind or kind == "V"))


def _counts(kinds: Sequence[str]) -> list[tuple[int, int, int]]:
    """Count finite verbs, possible ones and words before each token, from the start of its clause."""
    found = [(0, 0, 0)]
    sure = perhaps = length = 0
    for kind in kinds:
        if kind in _BOUNDARIES:
            sure = perhaps = length = 0
        else:
            finite = _finiteness(kind)
            sure, perhaps, length = sure + (finite == 2), perhaps + (finite == 1), length + 1
        found.append((min(sure, 2), min(perhaps, 2), min(length, 6)))
    return found


def features(kinds: Sequence[str]) -> list[list[int]]:
    """Return the slots of the active features for each place between two tokens.

    Args:
        kinds: the classes of a sentence's tokens.
    """
    before, after = _counts(kinds), _counts(kinds[::-1])[::-1]
    finite = [_finiteness(kind) for kind in kinds]
    total, perhaps = min(2, finite.count(2)), min(2, len(finite) - finite.count(0))
    around = ["^", "^", *kinds, "$", "$", "$"]
    places = []
    for i in range(1, len(kinds)):
        l2, l1, r1, r2 = around[i : i + 4]
        (b0, b1, b2), (a0, a1, a2) = before[i], after[i]
        counts = f"{b0}{b1}{a0}{a1}"
        true = (
            f"a{l1} {r1}", f"b{l2} {l1}", f"c{r1} {r2}", f"d{l2} {l1} {r1}", f"e{l1} {r1} {r2}",
            f"f{l2} {l1} {r1} {r2}", f"g{l1}", f"h{r1}", f"i{counts}", f"j{l1} {counts}", f"k{r1} {counts}",
            f"l{l1} {r1} {b0}{a0}", f"m{b2}{a2}", f"n{total}{perhaps}", f"o{l1} {r1} {total}",
            f"p{b2} {l1} {b0}{b1}",
        )  # fmt: skip
        places.append([zlib.crc32(name.encode(errors="replace")) % SLOTS for name in true])
    return places


@cache
def classes() -> Mapping[str, str]:
    """Return the classes of English words: letters, or for function words the word itself."""
    lines = gzip.decompress((FOLDER / CLASSES).read_bytes()).decode().splitlines()
    return dict(line.split("\t") for line in lines)


@cache
def _weights() -> NDArray[np.float32]:
    """Return one weight per slot, then the bias."""
    kept = np.frombuffer(gzip.decompress((FOLDER / WEIGHTS).read_bytes()), np.int16)
    return kept.astype(np.float32) * SCALE


def doubt(text: str) -> tuple[float, Span] | None:
    """Return the highest log-odds of a missing verb in a text, and the words around that place.

    Args:
        text: an English sentence.

    Returns:
        None if there are fewer than two words and marks, or more than 200.
    """
    found = tokens(text)
    if not 2 <= len(found) <= _MOST_TOKENS:
        return None
    weights = _weights()
    slots = np.array(features(classed([word for word, _ in found], classes())))
    odds = weights[slots].sum(1) + weights[-1]
    for i, ((word, _), (after, _)) in enumerate(pairwise(found)):
        if word.casefold() == "been" and after.casefold() == "to":
            odds[i] = -np.inf  # `have been to Hanoi` lacks nothing
    place = int(odds.argmax())
    return float(odds[place]), Span(found[place][1].start, found[place + 1][1].end)

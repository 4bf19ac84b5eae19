"""Hints: English for source words, inserted into the source after them.

Two kinds, as in Dinu et al. 2019 (https://aclanthology.org/P19-1294) and Zhong and Chiang 2020
(https://arxiv.org/abs/2010.05380). Candidates come from the lexicon, for words that are rare in the
training data; the model decides whether to use them, and how to inflect them. A term, such as one from a
glossary, must be used; if it translates several words, a special piece marks where they begin. Only a model
that was trained on such sources understands hints (`python -m training prepare --hints`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from passerelle.languages import lexicon

# Byte pieces that no text contains; they open and close candidates and terms.
CANDIDATES = ("<0x04>", "<0x05>")
TERM = ("<0x06>", "<0x07>")
# Precedes the first of several words that a term translates.
BEGIN = "<0x08>"
# A word with at least this count in the lexicon needs no candidates.
RARE = 50
# Maximum number of candidates, and the minimum frequency of each relative to the first.
MOST, LEAST_PART = 2, 0.5


@dataclass(frozen=True, slots=True)
class Hint:
    """English for a source word, or for several.

    Attributes:
        start, end: half-open offsets of the words in the text of the pieces (see `text_of`).
        english: candidates, most likely first, or one term.
        required: whether the translation must use it.
    """

    start: int
    end: int
    english: tuple[str, ...]
    required: bool = False


def text_of(pieces: Sequence[str]) -> tuple[str, list[int]]:
    """Join SentencePiece pieces into text, and return where each piece ends in it.

    Byte pieces (`<0xE2>`) together make a character; invalid sequences become U+FFFD.
    """
    joined = "".join(pieces)
    if "<0x" not in joined:
        return joined.replace("▁", " "), list(accumulate(map(len, pieces)))
    parts: list[str] = []
    held = b""
    for piece in [*pieces, ""]:
        is_byte = len(piece) == 6 and piece.startswith("<0x") and piece.endswith(">")
        if held and not is_byte:
            parts[-1] = held.decode(errors="replace")
            held = b""
        if is_byte:
            held += bytes.fromhex(piece[3:5])
        parts.append("" if is_byte else piece.replace("▁", " "))
    return "".join(parts[:-1]), list(accumulate(map(len, parts[:-1])))


def candidates(text: str, language: str, translation: Sequence[str] | None = None) -> list[Hint]:
    """Return lexicon candidates for the rare words of a text.

    Args:
        text: the source.
        language: ISO 639-1 code.
        translation: in training, the words of the reference. The lexicon was counted on the same text, so
            the count of a translation in the reference is reduced by one; otherwise the model would learn
            to trust entries that only this sentence supports.
    """
    own = f" {' '.join(translation)} " if translation is not None else ""
    hints = []
    for found in lexicon.find(text, language):
        if found.entry.expression:
            # Candidates are inserted after a single word.
            if " " not in found.entry.word:
                hints.append(Hint(found.start, found.end, found.entry.expression[:1]))
            continue
        # The entry is that of another form because this form is rare.
        own_form = " ".join(lexicon.words(text[found.start : found.end])) == found.entry.word
        if own_form and found.entry.count >= RARE:
            continue
        counts = [(english, n - (f" {english} " in own)) for english, n in found.entry.translations]
        counts = [(english, n) for english, n in counts if n > 0]
        most = max((n for _, n in counts), default=0)
        kept = [english for english, n in counts if n >= LEAST_PART * most][:MOST]
        if kept and kept != [found.entry.word]:
            hints.append(Hint(found.start, found.end, tuple(kept)))
    return hints


def required(text: str, language: str, english: Mapping[str, str]) -> list[Hint]:
    """Return hints with the English that the words of a text must have.

    Args:
        text: the source.
        language: ISO 639-1 code.
        english: the required English, by lexicon entry (`LexiconEntry.word`).
    """
    if not english:
        return []
    return [
        Hint(one.start, one.end, (english[one.entry.word],), required=True)
        for one in lexicon.find(text, language)
        if one.entry.word in english
    ]


def insert(pieces: Sequence[str], hints: Sequence[Hint], encode: Callable[[str], Sequence[str]]) -> list[str]:
    """Write hints after their words.

    Args:
        pieces: the pieces of a source, without `</s>`.
        hints: the hints, in any order; of several that end in the same piece, a required one counts, else
            the first.
        encode: converts English to pieces.
    """
    text, ends = text_of(pieces)
    following: dict[int, Hint] = {}
    for hint in sorted(hints, key=lambda hint: not hint.required):
        at = next((i for i, end in enumerate(ends) if end >= hint.end), None)
        if at is not None:
            following.setdefault(at, hint)
    begins = {
        next(i for i, end in enumerate(ends) if end > hint.start)
        for hint in following.values()
        if hint.required and len(lexicon.WORD.findall(text, hint.start, hint.end)) > 1
    }
    written: list[str] = []
    for i, piece in enumerate(pieces):
        written += [BEGIN, piece] if i in begins else [piece]
        if here := following.get(i):
            first, last = TERM if here.required else CANDIDATES
            written += [first, *(p for english in here.english for p in encode(english)), last]
    return written


def remove(pieces: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return a source without the hints that `insert` added, and map its pieces to the result.

    Args:
        pieces: the return value of `insert`; `</s>` may follow.

    Returns:
        The pieces of the source alone, and for each of `pieces` its index there or, if it belongs to a hint,
        the index of the piece before it (0 at the start).
    """
    kept: list[str] = []
    owners: list[int] = []
    inside = False
    for piece in pieces:
        opens, closes = piece in (CANDIDATES[0], TERM[0]), piece in (CANDIDATES[1], TERM[1])
        if not (inside or opens or closes or piece == BEGIN):
            kept.append(piece)
        inside = opens or (inside and not closes)
        owners.append(max(0, len(kept) - 1))
    return kept, owners

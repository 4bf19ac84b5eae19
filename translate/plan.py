"""Cut a text into sentences, and each sentence into pieces that are translated or copied."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from passerelle.languages import TARGET
from passerelle.languages.identify import is_english
from passerelle.languages.sentences import sentences
from passerelle.spans import Span, stripped
from translate.clauses import clauses
from translate.masks import PROTECTED

# Copied text: bars that separate unrelated text, which models turn into words; timestamps of subtitles and
# transcripts.
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_COPIED = re.compile(
    rf"[|¦│]+|^\s*(?:[\[(]{_TIME}[\])]|{_TIME}\s*--?>\s*{_TIME}|\d{{1,2}}:\d{{2}}:\d{{2}}(?:[.,]\d{{1,3}})?)"
)
# A speaker label of one to four words, in lower case because `translate.capitals` wrote it so.
_LABEL = re.compile(r"\s*(?P<label>[^\W\d_]{1,30}(?:['’ .-]{1,2}[^\W\d_]{1,30}){0,3}\s?:)(?=\s+\S)")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence.

    Attributes:
        span: where it is in the source text.
        copied: whether it is passed through unchanged; otherwise the model translates it.
    """

    span: Span
    copied: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its pieces, in order; text between two pieces is kept."""

    span: Span
    pieces: tuple[Piece, ...]


def plan(
    text: str, language: str, spans: Iterable[Span] | None, fits: Callable[[str], bool]
) -> list[Sentence]:
    """Cut text into sentences, and each sentence into copied and translated pieces.

    Args:
        text: the source text.
        language: its ISO 639-1 code.
        spans: the paragraphs, in order; a line break inside one is white space. None for the whole text, in
            which a line break ends a sentence unless `sentences` finds the text hard-wrapped.
        fits: returns whether a text is short enough for the model.
    """
    return [
        Sentence(span, _pieces(text, span, language, fits))
        for part in ([Span(0, len(text))] if spans is None else spans)
        for span in sentences(text, language, part.start, part.end, wrapped=spans is not None)
    ]


def _pieces(text: str, span: Span, language: str, fits: Callable[[str], bool]) -> tuple[Piece, ...]:
    sentence = text[span.start : span.end]
    if language == TARGET or is_english(sentence, language):
        return (Piece(span, copied=True),)
    pieces: list[Piece] = []
    start = 0

    def prose(end: int) -> None:
        pieces.extend(_prose(text, span.start + start, span.start + end, fits))

    for match in _COPIED.finditer(sentence):
        prose(match.start())
        pieces.append(
            Piece(stripped(text, span.start + match.start(), span.start + match.end()), copied=True)
        )
        start = match.end()
    label = _LABEL.match(sentence, start)
    if label and label["label"][0].islower():
        place = label.span("label")
        pieces.append(Piece(Span(span.start + place[0], span.start + place[1]), copied=False))
        start = label.end()
    prose(len(sentence))
    return tuple(pieces)


def _prose(text: str, start: int, end: int, fits: Callable[[str], bool]) -> list[Piece]:
    """Return the pieces of a part without the text that `_COPIED` matches; none if it is only white space."""
    span = stripped(text, start, end)
    start, end = span.start, span.end
    if start == end:
        return []
    if not _LETTER.search(PROTECTED.sub("", text[start:end])):
        return [Piece(span, copied=True)]
    if fits(text[start:end]):
        return [Piece(span, copied=False)]
    return [
        Piece(span, copied=not _LETTER.search(text, span.start, span.end))
        for span in clauses(text, start, end, fits)
    ]

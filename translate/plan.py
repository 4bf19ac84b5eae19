"""What goes to the model and what passes through: the pieces of every sentence."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from passerelle.languages.identify import is_english
from passerelle.languages.sentences import sentences, stripped
from passerelle.spans import Span
from passerelle.urls import WEB_ADDRESS
from translate.clauses import clauses

# Web and e-mail addresses. No possessive guesswork: an address ends at white space or a
# bracket or quotation mark, and closing punctuation is the sentence's. Bars stand between things
# that are no prose together; models make words of them.
_COPIED = re.compile(
    rf"{WEB_ADDRESS.pattern}"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"
    r"|[|¦│]+",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence.

    Attributes:
        span: where it stands in the source text.
        copied: passes through untouched; otherwise the model translates it.
    """

    span: Span
    copied: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its pieces, in order; what lies between two pieces is kept."""

    span: Span
    pieces: tuple[Piece, ...]


def plan(
    text: str, language: str, spans: Iterable[Span] | None, fits: Callable[[str], bool]
) -> list[Sentence]:
    """Cut text into sentences, and each sentence into what is copied and what is translated.

    Args:
        text: the source text.
        language: its ISO 639-1 code.
        spans: the paragraphs to look at, in order; a line break in one is white space. None for the
            whole text, in which a line break ends a sentence unless `sentences` finds it hard-wrapped.
        fits: whether a text is short enough for the model.
    """
    return [
        Sentence(span, _pieces(text, span, language, fits))
        for part in ([Span(0, len(text))] if spans is None else spans)
        for span in sentences(text, language, part.start, part.end, wrapped=spans is not None)
    ]


def _pieces(text: str, span: Span, language: str, fits: Callable[[str], bool]) -> tuple[Piece, ...]:
    sentence = text[span.start : span.end]
    if language == "en" or is_english(sentence, language):
        return (Piece(span, copied=True),)
    pieces: list[Piece] = []
    start = span.start
    for match in _COPIED.finditer(text, span.start, span.end):
        pieces += _prose(text, start, match.start(), language, fits)
        pieces.append(Piece(Span(match.start(), match.end()), copied=True))
        start = match.end()
    pieces += _prose(text, start, span.end, language, fits)
    return tuple(pieces)


def _prose(text: str, start: int, end: int, language: str, fits: Callable[[str], bool]) -> list[Piece]:
    """The pieces of a part where nothing is copied; none if it is white space alone."""
    span = stripped(text, start, end)
    start, end = span.start, span.end
    if start == end:
        return []
    if not _LETTER.search(text, start, end):
        return [Piece(span, copied=True)]
    if fits(text[start:end]):
        return [Piece(span, copied=False)]
    return [
        Piece(span, copied=not _LETTER.search(text, span.start, span.end))
        for span in clauses(text, start, end, fits)
    ]

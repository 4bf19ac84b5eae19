"""What a parser hands on: a text, and where its lines and paragraphs stand."""

from collections.abc import Iterable
from dataclasses import dataclass

from passerelle.article.types import BlockKind

# White space, and the characters of no width that editors and browsers leave at line ends.
BLANK = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of text that stands by itself: a line, a paragraph, a heading.

    Attributes:
        start: offset of its first character in `Content.text`.
        end: offset after its last character.
        kind: what the input's markup says it is; None to tell by its words.
        links: addresses that links within it lead to.
    """

    start: int
    end: int
    kind: BlockKind | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Content:
    """A text and its passages, in order and without overlap; `encoding` as in `Article`."""

    text: str
    passages: tuple[Passage, ...]
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage that has no place in a text yet; fields as in `Passage`."""

    text: str
    kind: BlockKind | None = None
    links: tuple[str, ...] = ()


def assemble(pieces: Iterable[Piece]) -> Content:
    """Set pieces one below the other, with a blank line between two."""
    passages: list[Passage] = []
    texts: list[str] = []
    position = 0
    for piece in pieces:
        text = exportable(piece.text)
        passages.append(Passage(position, position + len(text), piece.kind, piece.links))
        texts.append(text)
        position += len(text) + 2
    return Content("\n\n".join(texts), tuple(passages))


def exportable(text: str) -> str:
    """The text with U+FFFD for what no file can hold: lone surrogates and NULs.

    Pairs of surrogates become the character that they stand for.
    """
    if "\0" not in text and text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without the blanks at both ends; an empty one if there is nothing else."""
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip(BLANK))
    return start, max(start, start + len(inner.strip(BLANK)))


def has_letters(text: str) -> bool:
    """Whether a text holds at least one letter of any script."""
    return any(map(str.isalpha, text))

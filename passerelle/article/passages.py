"""The result of a parser: a text and the ranges of its lines and paragraphs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from passerelle.article import letters
from passerelle.article.types import BlockKind
from passerelle.errors import ArticleError

# Limits of an article. Without them, merely reading a file of 20 MB would take minutes and gigabytes.
MAX_CHARACTERS, MAX_PASSAGES = 1_000_000, 50_000
# White space, and the zero-width characters that editors and browsers leave at line ends.
BLANK = " \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff" + "".join(
    map(chr, range(0x2000, 0x200B))
)
# Soft hyphens, and zero-width characters inside a word of Latin letters.
INVISIBLE = re.compile("\\xad|(?<=[a-zA-ZÀ-ỿ])[\\u200b-\\u200d\\u2060\\ufeff]+(?=[a-zA-ZÀ-ỿ])")


# The notice about text that the author struck out or hid.
STRUCK = "Struck-through or hidden text has been left out."


@dataclass(frozen=True, slots=True)
class Passage:
    """A separate run of text: a line, a paragraph, a heading.

    Attributes:
        start: offset of its first character in `ParsedText.text`.
        end: offset after its last character.
        kind: its kind by the input's markup; None to classify it by its words.
        links: addresses of the links in it.
    """

    start: int
    end: int
    kind: BlockKind | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """Metadata of an article from its file or page; fields as in `Article`."""

    date: str | None = None
    author: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A text and its passages, in order and without overlap; `encoding` and `notices` as in `Article`."""

    text: str
    passages: tuple[Passage, ...]
    encoding: str = "utf-8"
    notices: tuple[str, ...] = ()
    about: About = About()


@dataclass(frozen=True, slots=True)
class ExtractedPassage:
    """An extracted passage that is not yet part of a text; fields as in `Passage`.

    Attributes:
        linked: whether all of its text is link text.
        element: the element that it was extracted from, such as `p`, `item` or `head`; empty if unknown.
    """

    text: str
    kind: BlockKind | None = None
    links: tuple[str, ...] = ()
    linked: bool = False
    element: str = ""


def assemble(
    pieces: Iterable[ExtractedPassage], notices: tuple[str, ...] = (), about: About = About()
) -> ParsedText:
    """Join pieces into a text, separated by blank lines, and repair its letters."""
    pieces = list(pieces)
    repair = letters.find_repair("\n".join(piece.text for piece in pieces))
    passages: list[Passage] = []
    texts: list[str] = []
    position = 0
    for piece in pieces:
        text = exportable(INVISIBLE.sub("", repair.apply(piece.text) if repair else piece.text))
        passages.append(Passage(position, position + len(text), piece.kind, piece.links))
        texts.append(text)
        position += len(text) + 2
    if repair:
        notices = (*notices, repair.notice)
    return ParsedText("\n\n".join(texts), tuple(passages), notices=notices, about=about)


def check_length(text: str, label: str) -> None:
    """Refuse a text that is longer than any article.

    Raises:
        ArticleError: it has too many characters.
    """
    if len(text) > MAX_CHARACTERS:
        raise too_long(label)


def too_long(label: str) -> ArticleError:
    """Return the error for a text that is longer than any article."""
    return ArticleError(f"{label} has more than {MAX_CHARACTERS:,} characters; give one article at a time.")


def check_count(passages: int, label: str) -> None:
    """Refuse a text with more lines and paragraphs than any article.

    Raises:
        ArticleError: it has too many.
    """
    if passages > MAX_PASSAGES:
        raise ArticleError(f"{label} has more than {MAX_PASSAGES:,} paragraphs; give one article at a time.")


def exportable(text: str) -> str:
    """Replace characters that files cannot contain, lone surrogates and NULs, with U+FFFD.

    Pairs of surrogates become the character that they encode.
    """
    if "\0" not in text and text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a range without white space at both ends; an empty one if it contains only white space."""
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip(BLANK))
    return start, max(start, start + len(inner.strip(BLANK)))


def has_letters(text: str) -> bool:
    """Return whether a text has at least one letter of any script."""
    return any(map(str.isalpha, text))

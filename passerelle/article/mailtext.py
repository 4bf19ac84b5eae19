"""Find an e-mail's own text, without quoted text, lines that programs add, and earlier headers."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from passerelle.article.passages import ExtractedPassage, has_letters
from passerelle.article.phrases import any_of, clean

# `TR: RE: `, `Fwd: `, `RE[2] : `
_PREFIX = re.compile(
    rf"\s*(?:{any_of('forward_prefix')}|{any_of('reply_prefix')})\s*(?:\[\d{{1,3}}\])?\s*[:：]\s*",
    re.IGNORECASE,
)
_REPLY = re.compile(rf"\s*(?:{any_of('reply_prefix')})\s*(?:\[\d{{1,3}}\])?\s*[:：]", re.IGNORECASE)
_MAX_PREFIXES = 10
_ADDED = re.compile(any_of("mail"), re.IGNORECASE | re.DOTALL)
_ATTRIBUTION = re.compile(rf"(?=.*\d).{{0,300}}\b(?:{any_of('wrote')})\s*[:：]", re.IGNORECASE | re.DOTALL)
_FIELD = re.compile(rf"\*?(?:{any_of('mail_field')})\s?[:：]\*?\s*\S.*", re.IGNORECASE | re.DOTALL)
_RULE = re.compile(r"_{10,}|[-=*]{3,}\s*[^\W\d_][^\n]{2,60}?\s*[-=*]{3,}")
_MIN_FIELDS = 2
_MAX_ADDED_CHARACTERS = 1_000
# RFC 3676: a line that ends with a space continues on the next line, unless that is quoted or the signature.
_SOFT_END = re.compile(r"(?<!^--)(?<=[^\s>]) \n(?![>\n])", re.MULTILINE)
_QUOTED = (
    "//*[contains(concat(' ', @class, ' '), ' gmail_quote ') or @id='divRplyFwdMsg' or @id='appendonsend']"
)
_CITED = "//blockquote[@type='cite']"
_EDGES = frozenset("blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table td th tr ul".split())


def subject(text: str) -> str:
    """Return a subject without the prefixes of replies and forwarded messages."""
    text = " ".join(text.split())
    for _ in range(_MAX_PREFIXES):
        shorter = _PREFIX.sub("", text, count=1) if _PREFIX.match(text) else text
        if shorter == text or not has_letters(shorter):
            break
        text = shorter
    return text


def is_reply(text: str) -> bool:
    """Return whether a subject is that of a reply."""
    return _REPLY.match(text) is not None


def is_quoted(text: str) -> bool:
    """Return whether a line is quoted from an earlier message: `> Bonjour`."""
    return text.startswith(">")


def earlier(pieces: Sequence[ExtractedPassage], *, reply: bool) -> list[str]:
    """Return the texts from earlier messages: quoted lines, and what is below a header."""
    start = _start(pieces, _header(pieces), reply)
    return [piece.text for i, piece in enumerate(pieces) if is_quoted(piece.text) or i >= start]


def unflowed(text: str) -> str:
    """Join the lines of a text in the format `flowed` (RFC 3676)."""
    return _SOFT_END.sub(" ", text)


def marked(pieces: Sequence[ExtractedPassage], *, reply: bool) -> Iterator[ExtractedPassage]:
    """Yield the pieces of a message, with what is not its own text marked as boilerplate.

    Args:
        pieces: all pieces in order.
        reply: whether the message is a reply; an earlier message below a header is then not its own text.
    """
    lines = [clean(piece.text) for piece in pieces]
    header = _header(pieces)
    below = _start(pieces, header, reply)
    for number, (piece, line) in enumerate(zip(pieces, lines, strict=True)):
        added = (
            number in header
            or number >= below
            or _RULE.fullmatch(piece.text.strip()) is not None
            or (
                len(line) <= _MAX_ADDED_CHARACTERS
                and (_ADDED.fullmatch(line) or _ATTRIBUTION.fullmatch(line))
            )
        )
        if added and piece.kind in (None, "paragraph"):
            yield ExtractedPassage(piece.text, "boilerplate", piece.links)
        else:
            yield piece


def _start(pieces: Sequence[ExtractedPassage], header: range, reply: bool) -> int:
    """Return where an earlier message begins, below its header; the number of pieces if there is none."""
    own = any(has_letters(clean(piece.text)) for piece in pieces[: header.start])
    return header.stop if reply and header and own else len(pieces)


def _header(pieces: Sequence[ExtractedPassage]) -> range:
    """Return where the fields of an earlier message are: `De : …`, `Envoyé : …`."""
    number = 0
    while number < len(pieces):
        end = number
        while end < len(pieces) and _FIELD.fullmatch(pieces[end].text.strip()):
            end += 1
        fields = sum(len(_lines_of_fields(pieces[i].text)) for i in range(number, end))
        if fields >= _MIN_FIELDS:
            return range(number, end)
        number = end + 1
    return range(0)


def _lines_of_fields(text: str) -> list[str]:
    return [line for line in text.split("\n") if _FIELD.fullmatch(line.strip())]


def without_quoted(source: str) -> tuple[str, list[str]]:
    """Return the page of a reply without the messages that it quotes, unless it has no text of its own.

    Returns:
        The page, and the lines of the quoted messages.
    """
    from lxml import html

    if not source.strip():
        return source, []
    parser = html.HTMLParser(encoding="utf-8")
    tree: Any = html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    lines: list[str] = []
    for element in tree.xpath(f"{_QUOTED} | {_CITED}"):
        if element.getparent() is None:
            continue
        dropped = [element]
        if element.get("id") == "divRplyFwdMsg" or element.get("id") == "appendonsend":
            dropped += element.itersiblings()
        for each in dropped:
            lines += _lines(each)
            each.drop_tree()
    if not has_letters("".join(tree.itertext())):
        return source, []
    return html.tostring(tree, encoding="unicode"), lines


def _lines(element: Any) -> Iterator[str]:
    """Yield the lines of an element: the text between the edges of its blocks, and of line breaks."""
    from lxml import etree

    line: list[str] = []
    for event, part in etree.iterwalk(element, events=("start", "end", "comment")):
        if part.tag in _EDGES:
            yield from filter(None, [" ".join("".join(line).split())])
            line = []
        if event == "start" or part is not element:
            line.append((part.text if event == "start" else part.tail) or "")
    yield from filter(None, [" ".join("".join(line).split())])

"""Read web pages: the story found by trafilatura, and the captions that it drops."""

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from passerelle.article import (
    about,
    boxes,
    containers,
    elements,
    extracted,
    headline,
    inline,
    margins,
    pagekind,
    pagetree,
    selection,
    structured,
    substitutes,
    unshown,
)
from passerelle.article.captions import drop_figures, keep_captions
from passerelle.article.decoding import decode
from passerelle.article.margins import key
from passerelle.article.passages import STRUCK, ExtractedPassage, ParsedText, assemble
from passerelle.errors import ArticleError
from passerelle.languages import get

# trafilatura's warnings belong in a log; anything that the user must know is an ArticleError.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
# Labels that browsers treat as Windows-1252.
_WINDOWS_1252 = frozenset("ascii us-ascii iso-8859-1 iso8859-1 latin1 latin-1 windows-1252".split())
# Codecs of the web. Python has others, some of which are extremely slow on crafted bytes.
_WEB_CODEC = re.compile(r"(?:utf-?8|windows-|cp|iso-?8859-?|latin|mac|koi8|gb|big5|euc-|shift)[\w-]*")
_TAG = re.compile(r"<(?:p|div|article|section|span|h[1-6]|br|table|ul|a)\b[^<>]*>", re.IGNORECASE)
_PAGE = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.{0,2000}?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_NO_STORY = (
    "{} has no article that can be separated from the rest of the page; save the article's own page, "
    "or paste its text."
)
_SOFT_HYPHEN = re.compile(r"&(?:[sS][hH][yY]|#173|#[xX][aA][dD]);")
# Minimum length of an `articleBody` that is more than a lead, in characters.
_MIN_STATED_CHARACTERS = 300
# Length of a page's text, in characters, below which trafilatura may have merged its paragraphs.
_SHORT_PAGE_CHARACTERS = 1000
# trafilatura's `MIN_EXTRACTED_SIZE`.
_FAILED_CHARACTERS = 250
# With at least this many pieces, the paragraphs have not been merged into one.
_MIN_PIECES = 3


@dataclass(frozen=True, slots=True)
class _Page:
    """A page whose elements have been rewritten for extraction.

    Attributes:
        tree: its root element.
        elements: all its elements, kept because lxml would otherwise create a new object at each visit of an
            element, some 30 times.
        named: the result of `elements.names`.
        statements: its structured data.
        signs: the signs of its kind.
        served: what it is made of.
        title: its title, or an empty string.
        lines: its lines.
        beside: all prose in the container of its story.
        struck: whether prose was left out because its author struck it out.
        converted: the notice about the conversion of its letters, if any.
    """

    tree: Any
    elements: tuple[Any, ...]
    named: str
    statements: list[structured.Statement]
    signs: pagekind.Signs
    served: substitutes.Served
    title: str
    lines: list[margins.PageLine]
    beside: tuple[str, ...]
    struck: bool
    converted: str | None


def decode_page(data: bytes, charset: str = "") -> tuple[str, str] | None:
    """Decode a page, given the codec that it declares; see `passerelle.article.decoding.decode`.

    Args:
        data: source of the page.
        charset: the codec that its container names, which takes precedence; may be empty.
    """
    if b"\0" in data and _MARKUP.search(data[:4096]):
        data = data.replace(b"\0", b"")
    declared = None
    match = _DECLARED.search(data[:4096])
    if name := charset or (match[1].decode("ascii").lower() if match else ""):
        if name in _WINDOWS_1252:
            declared = "cp1252"
        elif _WEB_CODEC.fullmatch(name):
            declared = name
    return decode(data, declared)


def is_page(text: str) -> bool:
    """Return whether a text is the source of a web page."""
    return _PAGE.match(text) is not None


def looks_like_page(data: bytes) -> bool:
    """Return whether the beginning of a file has the tags of a web page, before it is decoded."""
    return _MARKUP.search(data[:4096]) is not None


def has_tags(text: str) -> bool:
    """Return whether a text has at least one HTML tag."""
    return _TAG.search(text) is not None


def parse(text: str, encoding: str, label: str) -> ParsedText:
    """Extract the story of a page: title, paragraphs and captions, and what the page says about it.

    Args:
        text: source of the page.
        encoding: the codec that it was decoded with.
        label: the page's name in error messages.

    Raises:
        ArticleError: it has too many tags or no story, or is not an article but, for example, an error page.
    """
    page = _prepared(text, label)
    tree, statements, page_lines = page.tree, page.statements, page.lines
    title = page.title
    with selection.limited_to(page.named):
        pieces = _story(page, lambda: _prepared(text, label))
    if stated := _stated(statements, pieces):
        pieces = stated
    if reason := substitutes.reason(page.served, page_lines, pieces):
        raise ArticleError(reason.format(label))
    if title:
        page_title = next((key(element.text or "") for element in tree.iter("title")), "")
        pieces = [piece for piece in pieces if not headline.repeats(piece.text, title, page_title)]
    if not pieces:
        raise ArticleError(_NO_STORY.format(label))
    pieces = [piece for piece in pieces if not margins.is_breadcrumb(piece.text, title)]
    known = about.about(tree, statements, [line.text for line in page_lines])
    kinds = pagekind.PageFacts(
        statements,
        page.signs,
        title,
        [line.text for line in page_lines],
        pieces,
        sum(len(piece.text) for piece in pieces if piece.linked) / (_characters(pieces) or 1),
        pagekind.teaser_share(page_lines, pieces),
    )
    notices = pagekind.notices(kinds)
    if not notices and substitutes.is_thin(page.served, pieces):
        notices = (substitutes.THIN,)
    elif not notices and (notice := boxes.left_out(page.beside, pieces, title)):
        notices = (notice,)
    notices = (*notices, *([STRUCK] if page.struck else []), *([page.converted] if page.converted else []))
    if pagekind.COOKIE_WALL not in notices:
        pieces = margins.without_prompts(pieces)
    heading = [ExtractedPassage(title, "title")] if title else []
    content = assemble([*heading, *margins.without_links(list(margins.stamped(pieces, known)))])
    return replace(content, encoding=encoding, notices=(*content.notices, *notices), about=known)


def _prepared(text: str, label: str) -> _Page:
    """Parse the source of a page, and rewrite its elements for extraction."""
    # trafilatura does not accept a fragment without a body as a page.
    source = text if is_page(text) else f"<html><body><article>{text}</article></body></html>"
    tree = pagetree.load(source, label)
    if tree is None:
        raise ArticleError(_NO_STORY.format(label))
    every = tuple(tree.iter())
    hyphens = "\xad" in text or _SOFT_HYPHEN.search(text) is not None
    converted = inline.convert_letters(tree) if hyphens else None
    statements = structured.statements(tree)
    named = elements.names(tree)
    unshown.drop_archive(tree, named)
    elements.rewrite(tree, text, named)
    signs = pagekind.signs(tree)
    served = substitutes.served(tree)
    struck = inline.prepare(tree, _quotation(tree), named)
    headlines = [" ".join(each.headline.split()) for each in statements if structured.is_article(each)]
    title = headline.find(tree, headlines, [each.publisher for each in statements])
    lines = margins.lines(tree)
    beside = boxes.keep_boxes(lines)
    containers.frame(tree)
    return _Page(tree, every, named, statements, signs, served, title or "", lines, beside, struck, converted)


def _story(page: _Page, again: Callable[[], _Page]) -> list[ExtractedPassage]:
    """Return the passages of the story of a page, without its title.

    Args:
        page: the page, whose elements are changed.
        again: prepares the page once more, without these changes.
    """
    tree, page_lines, beside = page.tree, page.lines, page.beside
    captions = keep_captions(tree)
    pieces = _extract(tree, captions, page_lines, beside)
    narrative = [piece for piece in pieces if piece.kind != "caption"]
    if _characters(narrative) < _characters(pieces) - _characters(narrative):
        # The captions of a gallery may be mistaken for the story, and the story for boilerplate.
        bare = again().tree
        drop_figures(bare)
        without = _extract(bare, set(), page_lines, beside)
        text = " ".join(key(piece.text) for piece in without)
        captioned = sum(len(caption) for caption in captions if caption in text)
        if len(text) - captioned > 2 * _characters(narrative):
            pieces = [*without, *(piece for piece in pieces if piece.kind == "caption")]
    if _is_doubtful(tree, pieces):
        # trafilatura treats such a short text as a failure, and returns all text of the page as one
        # paragraph.
        separate = _extract(tree, captions, page_lines, beside, least=1)
        if separate and _words(pieces) <= _words(separate):
            pieces = separate
    if len(pieces) >= _MIN_PIECES:
        return pieces
    return [part for piece in pieces for part in margins.split_lines(piece, page_lines)]


def _is_doubtful(tree: Any, pieces: Sequence[ExtractedPassage]) -> bool:
    """Return whether trafilatura may have found a text too short for its rules, and merged its paragraphs."""
    size = _characters(pieces)
    if size >= _SHORT_PAGE_CHARACTERS or size < _FAILED_CHARACTERS or len(pieces) < _MIN_PIECES:
        return size < _SHORT_PAGE_CHARACTERS
    return elements.paragraph_characters(tree) < elements.MIN_PARAGRAPHS_CHARACTERS


def _extract(
    tree: Any,
    captions: set[str],
    page_lines: Sequence[margins.PageLine],
    beside: Sequence[str],
    least: int | None = None,
) -> list[ExtractedPassage]:
    """Extract passages with trafilatura, with the lead and the source line around them; none if it fails.

    Args:
        tree: the page, which is not changed.
        captions: texts of paragraphs that are captions, as returned by `margins.key`.
        page_lines: all lines of the page.
        beside: prose in the container of the story.
        least: minimum number of characters of a story; None for trafilatura's default.
    """
    import trafilatura
    from trafilatura.settings import DEFAULT_CONFIG, use_config

    config = DEFAULT_CONFIG
    if least is not None:
        config = use_config()
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(least))
    # In its default format, trafilatura would also write the body as text.
    document: Any = trafilatura.bare_extraction(
        tree, output_format="xml", include_comments=False, include_links=True, config=config
    )
    if document is None or document.body is None:
        return []
    body = list(extracted.pieces(document.body, captions))
    return [*margins.lead(page_lines, body, beside), *body, *margins.source(page_lines, body)]


def _stated(
    statements: Sequence[structured.Statement], pieces: Sequence[ExtractedPassage]
) -> list[ExtractedPassage] | None:
    """Return the story from structured data if the page itself shows less than half of it."""
    body = max((each.body for each in statements if structured.is_article(each)), key=len, default="")
    shown = [piece for piece in pieces if piece.kind != "caption"]
    if len(body) < _MIN_STATED_CHARACTERS:
        return None
    lines = structured.paragraphs(body)
    words = {word for line in lines for word in line.split()}
    covered = len(words & _words(shown)) / (len(words) or 1)
    run_together = len(shown) == 1 and len(lines) > 1 and covered > 0.9
    if covered > 0.5 and not run_together:
        return None
    return [ExtractedPassage(line) for line in lines]


def _characters(pieces: Iterable[ExtractedPassage]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _quotation(tree: Any) -> tuple[str, str]:
    """Return the quotation marks of the language that a page declares."""
    record = get((tree.get("lang") or "")[:2].lower())
    return record.quotation if record else ("“", "”")


def _words(pieces: Iterable[ExtractedPassage]) -> set[str]:
    return {word for piece in pieces for word in piece.text.split()}

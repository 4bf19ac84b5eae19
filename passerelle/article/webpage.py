"""Web pages: the story that trafilatura finds, and the captions that it drops."""

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from passerelle.article import margins
from passerelle.article.decoding import decode
from passerelle.article.margins import key, text_of
from passerelle.article.passages import ExtractedPassage, ParsedText, assemble, has_letters
from passerelle.article.rules import MAX_CAPTION
from passerelle.errors import ArticleError

# Its warnings belong in a log; anything that a person must know is an ArticleError.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE
)
# Labels that browsers treat as Windows-1252.
_WINDOWS_1252 = frozenset("ascii us-ascii iso-8859-1 iso8859-1 latin1 latin-1 windows-1252".split())
# Codecs of the web. Python has others, some of which are extremely slow on crafted bytes.
_WEB_CODEC = re.compile(r"(?:utf-?8|windows-|cp|iso-?8859-?|latin|mac|koi8|gb|big5|euc-|shift)[\w-]*")
_TAG = re.compile(r"<(?:p|div|article|section|span|h[1-6]|br|table|ul|a)\b[^<>]*>", re.IGNORECASE)
_PAGE = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.{0,2000}?-->)\s*+)*+<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKS = frozenset(
    {"p", "head", "item", "list", "quote", "table", "row", "cell", "code", "div", "lb", "ab", "body"}
)
# Characters of a page's text, title included, below which trafilatura may have merged its paragraphs.
_SHORT_PAGE_CHARACTERS = 1000


def decode_page(data: bytes) -> tuple[str, str] | None:
    """Decode a page, given the codec that it declares; see `passerelle.article.decoding.decode`."""
    declared = None
    if match := _DECLARED.search(data[:4096]):
        name = match[1].decode("ascii").lower()
        if name in _WINDOWS_1252:
            declared = "cp1252"
        elif _WEB_CODEC.fullmatch(name):
            declared = name
    return decode(data, declared)


def is_page(text: str) -> bool:
    """Tell whether a text is the source of a web page."""
    return _PAGE.match(text) is not None


def has_tags(text: str) -> bool:
    """Tell whether a text has at least one HTML tag."""
    return _TAG.search(text) is not None


def parse(text: str, encoding: str, label: str) -> ParsedText:
    """Extract the story of a page: title, paragraphs and captions.

    Args:
        text: source of the page.
        encoding: the codec that it was decoded with.
        label: how to name the page in an error.

    Raises:
        ArticleError: no story is found in it.
    """
    # A fragment without a body is not a page to trafilatura.
    page = text if is_page(text) else f"<html><body><article>{text}</article></body></html>"
    pieces = _extract(page)
    if pieces is None:
        raise ArticleError(
            f"{label} has no article that can be separated from the rest of the page; "
            "save the article's own page, or paste its text."
        )
    if sum(len(piece.text) for piece in pieces) < _SHORT_PAGE_CHARACTERS:
        # trafilatura takes so short a text for a failure, and returns all text of the page as one paragraph.
        apart = _extract(page, least=1)
        if apart and _words(pieces) <= _words(apart):
            pieces = apart
    content = assemble(pieces)
    return replace(content, encoding=encoding)


def _extract(page: str, least: int | None = None) -> list[ExtractedPassage] | None:
    """Extract passages with trafilatura, title first; None if it finds nothing.

    Args:
        page: source of the page.
        least: characters from which an extract is a story; None for trafilatura's default.
    """
    import trafilatura
    from trafilatura.settings import DEFAULT_CONFIG, use_config

    tree = trafilatura.load_html(page)
    if tree is None:
        return None
    _drop_code(tree)
    for element in tree.iter("br"):
        element.tail = f" {element.tail or ''}"
    page_lines = margins.lines(tree)
    captions = _keep_captions(tree)
    config = DEFAULT_CONFIG
    if least is not None:
        config = use_config()
        config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(least))
    document: Any = trafilatura.bare_extraction(
        tree, include_comments=False, include_links=True, with_metadata=True, config=config
    )
    if document is None or document.body is None:
        return None
    body = list(_pieces(document.body, captions))
    pieces = [*margins.lead(page_lines, body), *body, *margins.source(page_lines, body)]
    title = margins.SPACES.sub(" ", document.title or "").strip()
    if title and has_letters(title):
        return [ExtractedPassage(title, "title"), *(piece for piece in pieces if piece.text != title)]
    return pieces


def _words(pieces: Iterable[ExtractedPassage]) -> set[str]:
    return {word for piece in pieces for word in piece.text.split()}


def _drop_code(tree: Any) -> None:
    """Remove scripts and styles inside lines of text; those elsewhere hold metadata and are kept."""
    for element in tree.xpath("//*[self::h1 or self::h2 or self::h3 or self::p or self::title]//*"):
        if element.tag in ("script", "style", "template"):
            element.drop_tree()


def _keep_captions(tree: Any) -> set[str]:
    """Replace every picture with a caption by a paragraph, as extraction drops pictures.

    Returns:
        The captions' texts, as `margins.key` has them.
    """
    captions: set[str] = set()
    for figure in list(tree.xpath("//figure[not(ancestor::figure)]")):
        captions |= _unframe(tree, figure)
    for element in list(tree.xpath("//figcaption | //*[contains(@class, 'aption')]")):
        caption = text_of(element)
        if key(caption) in captions or not _is_caption(element, caption):
            continue
        frame = next(
            (
                a
                for a in islice(element.iterancestors("figure", "table", "div"), 4)
                if _says_only(a, caption) and a.xpath(".//img | .//picture | .//svg | .//video")
            ),
            element if element.tag in ("figcaption", "p", "div") else None,
        )
        if frame is None or frame.getparent() is None:
            continue
        _put(tree, frame, [caption])
        captions.add(key(caption))
    return captions


def _says_only(element: Any, text: str) -> bool:
    """Tell whether an element has a given text and no other; stops reading at the first difference."""
    wanted, at = "".join(text.split()), 0
    for part in element.itertext():
        said = "".join(part.split())
        if not wanted.startswith(said, at):
            return False
        at += len(said)
    return at == len(wanted)


def _unframe(tree: Any, figure: Any) -> set[str]:
    """Replace a figure by its captions; a table, quotation or listing in it is kept."""
    found = [(element, text_of(element)) for element in figure.iter("figcaption")]
    found = [(element, caption) for element, caption in found if _is_caption(element, caption)]
    if figure.xpath(".//table | .//blockquote | .//pre"):
        # trafilatura ignores figures.
        for element in figure.iter("figure"):
            element.tag = "div"
        for element, caption in found:
            _put(tree, element, [caption])
    elif found and figure.getparent() is not None:
        _put(tree, figure, [caption for _, caption in found])
    return {key(caption) for _, caption in found}


def _is_caption(element: Any, caption: str) -> bool:
    return has_letters(caption) and len(caption) <= MAX_CAPTION and not element.xpath(".//img | .//p//p")


def _put(tree: Any, element: Any, texts: Sequence[str]) -> None:
    """Replace an element by paragraphs."""
    parent, tail = element.getparent(), element.tail
    place = parent.index(element)
    parent.remove(element)
    for offset, text in enumerate(texts):
        paragraph = tree.makeelement("p")
        paragraph.text = text
        paragraph.tail = tail if offset == len(texts) - 1 else None
        parent.insert(place + offset, paragraph)


def _pieces(body: Any, captions: set[str]) -> Iterator[ExtractedPassage]:
    """Yield every innermost block of an extracted body."""
    buffer: list[str] = []
    links: list[str] = []

    def flush() -> Iterator[ExtractedPassage]:
        text = margins.SPACES.sub(" ", "".join(buffer)).strip()
        if text:
            yield ExtractedPassage(text, "caption" if key(text) in captions else None, tuple(links))
        buffer.clear()
        links.clear()

    # Not recursive, as a page may be nested arbitrarily deep.
    stack: list[tuple[Any, bool]] = [(body, True)]
    while stack:
        element, entering = stack.pop()
        if element.tag in _BLOCKS:
            yield from flush()
        if entering:
            if element.tag == "ref" and element.get("target"):
                links.append(element.get("target"))
            buffer.append(element.text or "")
            stack.append((element, False))
            stack.extend((child, True) for child in reversed(element))
        elif element is not body:
            buffer.append(element.tail or "")
    yield from flush()

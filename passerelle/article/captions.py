"""Keep the captions of a page's pictures, which trafilatura drops with the pictures."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from passerelle.article.margins import SPACES, key, text_of
from passerelle.article.passages import has_letters
from passerelle.article.phrases import any_markup, markup_of
from passerelle.article.rules import is_boilerplate

_NAMED = re.compile(
    rf"caption|(?<![a-z])(?:{any_markup('caption')})(?![a-z])"
    r"|(?<![a-z])(?:image|img|media|photo|picture)[-_]{1,2}(?:credits?|desc|description)(?![a-z])",
    re.IGNORECASE,
)
# Parts of these names, searched for first because that is faster; capitals in them are rare.
_PARTS = ("aption", "esc", "redit", *(name[1:] for name in markup_of("caption")))
# Marks the border between parts of a caption that only a style sheet separates: `La halle.Photo Jean Petit`.
_EDGE = "\0"
_MEETING = re.compile(r"(?<=[\w.!?…)»”])\0+(?=[^\W\da-zà-ÿ]|[(©])")
_IN_WORDS = frozenset("a abbr b em i mark strong sub sup u".split())
_PICTURE_NAME = re.compile(r"(?<![a-z])(?:picture|photo|image|pic|img)(?![a-z])", re.IGNORECASE)
_PICTURES = ("img", "picture", "svg", "video")
_MAX_CELLS = 6
# Maximum characters of an element marked up as a caption; text that only reads like one is shorter.
_MAX_MARKED_CAPTION = 600
_SMALL = ("em", "i", "small", "span", "cite")


def keep_captions(tree: Any) -> set[str]:
    """Replace every captioned picture with a paragraph of its caption, since extraction drops pictures.

    Returns:
        The captions' texts, as returned by `margins.key`.
    """
    captions: set[str] = set()
    for figure in list(tree.xpath("//figure[not(ancestor::figure)]")):
        captions |= _unframe(tree, figure)
    for element in list(_marked_captions(tree)):
        caption = _text(element)
        if key(caption) in captions or not _is_caption(element, caption):
            continue
        frame = next(
            (
                a
                for a in islice(element.iterancestors("figure", "table", "div", "p"), 4)
                if _has_only_text(a, caption) and next(a.iter(*_PICTURES), None) is not None
            ),
            element if element.tag in ("figcaption", "p", "div") else None,
        )
        if frame is None or frame.getparent() is None:
            continue
        _replace_by_paragraphs(tree, frame, [caption])
        captions.add(key(caption))
    return captions


def drop_figures(tree: Any) -> None:
    """Remove the figures with a caption, except those with a table, a quotation or a listing."""
    for figure in tree.xpath("//figure[.//figcaption and not(.//table or .//blockquote or .//pre)]"):
        if figure.getparent() is not None:
            figure.drop_tree()


def _marked_captions(tree: Any) -> Iterator[Any]:
    """Yield elements that are captions by their tag, their class, or their place under a picture."""
    for element in tree.xpath("descendant-or-self::*[@class or self::figcaption]"):
        if _is_caption_name(element.get("class") or "") or element.tag == "figcaption":
            yield element
    for table in tree.iter("table"):
        # A picture above its caption, in a table of one column.
        if _PICTURE_NAME.search(table.get("class") or "") and next(table.iter("img"), None) is not None:
            yield from islice(table.iter("td", "p"), _MAX_CELLS)
    for picture in tree.iter("img"):
        # `<p><img><em>The hall, on Tuesday</em></p>`
        following = picture.getnext()
        if following is not None and following.tag == "br":
            following = following.getnext()
        parent = picture.getparent()
        if (
            following is not None
            and following.tag in _SMALL
            and parent is not None
            and parent.tag in ("p", "div")
        ):
            text = text_of(following)
            if has_letters(text) and _has_only_text(parent, text):
                yield following


# Cached, since most names occur on many elements.
@lru_cache(maxsize=4096)
def _is_caption_name(names: str) -> bool:
    return any(part in names for part in _PARTS) and _NAMED.search(names) is not None


def _text(element: Any) -> str:
    """Return the text of a caption, with a space between parts that only a style sheet separates."""
    from lxml import etree

    parts: list[str] = []
    for event, part in etree.iterwalk(element, events=("start", "end")):
        parts.append("" if part.tag in _IN_WORDS else _EDGE)
        if event == "start" or part is not element:
            parts.append((part.text if event == "start" else part.tail) or "")
    text = _MEETING.sub(" ", "".join(parts)).replace(_EDGE, "")
    return SPACES.sub(" ", text).strip()


def _has_only_text(element: Any, text: str) -> bool:
    """Return whether an element has a given text and no other; stop reading at the first difference."""
    wanted, at = "".join(text.split()), 0
    for part in element.itertext():
        said = "".join(part.split())
        if not wanted.startswith(said, at):
            return False
        at += len(said)
    return at == len(wanted)


def _unframe(tree: Any, figure: Any) -> set[str]:
    """Replace a figure with its captions; a table, quotation or listing in it is kept."""
    found = [(element, _text(element)) for element in figure.iter("figcaption")]
    found = [(element, caption) for element, caption in found if _is_caption(element, caption)]
    if figure.xpath(".//table | .//blockquote | .//pre"):
        # trafilatura ignores figures.
        for element in figure.iter("figure"):
            element.tag = "div"
        for element, caption in found:
            _replace_by_paragraphs(tree, element, [caption])
    elif found and figure.getparent() is not None:
        _replace_by_paragraphs(tree, figure, [caption for _, caption in found])
    return {key(caption) for _, caption in found}


def _is_caption(element: Any, caption: str) -> bool:
    if not has_letters(caption) or len(caption) > _MAX_MARKED_CAPTION or is_boilerplate(caption):
        return False
    return not element.xpath(".//img | .//p//p")


def _replace_by_paragraphs(tree: Any, element: Any, texts: Sequence[str]) -> None:
    """Replace an element with paragraphs."""
    tail, element.tail = element.tail, None
    for text in texts:
        paragraph = tree.makeelement("p")
        paragraph.text = text
        element.addprevious(paragraph)
    paragraph.tail = tail
    element.getparent().remove(element)

"""Keep boxes of prose between a story's paragraphs, and find prose beside them that is left out.

trafilatura deletes `aside`, `footer` and `menu` anywhere, and every element with a class such as `sidebar` or
`tags`. Between two paragraphs of a story, these hold an explanation, a key figure or a list more often
than the page's furniture, which has names of its own.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from passerelle.article import rules
from passerelle.article.margins import PageLine, key, text_of
from passerelle.article.passages import ExtractedPassage
from passerelle.article.phrases import any_markup
from passerelle.article.unshown import HIDDEN

# Elements that trafilatura deletes with the text in them, and their replacements.
_DELETED = {"aside": "section", "dialog": "section", "fieldset": "section", "footer": "section"}
_DELETED |= {"form": "section", "menu": "ul"}
_WRAPPERS = frozenset(("div", "section", "span"))
_NAMED = frozenset("details div dl ol p section ul".split())
_BLOCKS = frozenset("blockquote dd div dl dt h1 h2 h3 h4 h5 h6 li ol p pre section table ul".split())
# Names of the furniture of a page, in a class, an id or a role: parts that are not about the article's
# subject, or are about its author.
_FURNITURE = re.compile(
    r"(?<![a-z])(?:ads?|adv|advert\w*|auth?ors?|avatar|banner|bio|breadcrumbs?|byline|caption|comments?"
    r"|cookies?|copyright|credits?|cta|donat\w*|disqus|follow|gallery|image|img|login"
    r"|media[-_]+desc\w*|menu|messenger|meta|nav|navigation|navbar|outbrain|pagination|paywall|photo|player|popular|popup|promo\w*|pub|rating"
    r"|recirc\w*|recommend\w*|share|sharing|search|signature|sign-?up|slideshow|social|sponsor\w*"
    rf"|subscri\w*|taboola|teasers?|trending|video|most-?(?:read|viewed)|{any_markup('furniture')}"
    rf"|{any_markup('author')})(?![a-z])"
    rf"|newsletter|related|relate|read-?(?:more|next|also)|tag-?cloud|more-?from|{any_markup('related')}",
    re.IGNORECASE,
)
_CONTROLS = ("input", "select", "textarea", "button")
_NO_WORD = re.compile(r"[\W_]+")
_MIN_PROSE_CHARACTERS = 30
# Share of a box's text that may be links.
_MAX_LINKED = 0.5
_MAX_NAMED, _MAX_DEPTH, _MAX_BOXES = 40, 12, 200
_SHOWN_CHARACTERS = 60
# First or last words of the class of a quotation, such as `quote-box` and `block_quote`.
_QUOTATION_WORDS = frozenset("blockquote citation pullquote quote".split())
_QUOTATION_PARTS_OF_WORDS = ("citation", "quote")
_QUOTATION_PARTS = frozenset("cite div footer p small span".split())
_MAX_QUOTATION_ELEMENTS, _MAX_QUOTATION_CHARACTERS = 40, 1000


def keep_boxes(page: Sequence[PageLine]) -> tuple[str, ...]:
    """Make boxes of prose between a story's paragraphs part of it.

    Args:
        page: the lines of a page, whose elements are changed.

    Returns:
        All prose inside the container of the story, outside of furniture, in order.
    """
    lines = [line for line in page if _is_prose(line)]
    container, root = _containers(lines)
    if root is None:
        return ()
    place = {element: number for number, element in enumerate(root.iter())}
    boxes = _outermost(root)
    boxed = {element for box in boxes for element in box.iter()}
    inside = [line for line in lines if line.element in place]
    story = [line for line in inside if line.element not in boxed]
    if len(story) < 2:
        return ()
    first, last = place[story[0].element], place[story[-1].element]
    story_text = _squeezed(line.text for line in story) if boxes else ""
    beside = {
        place[line.element]: line.text
        for line in story
        if not _is_furniture(line.element, root) and next(line.element.iter(*_CONTROLS), None) is None
    }
    if 2 * sum(line.element.tag == "p" for line in story) > len(story):
        # trafilatura may then read only the paragraphs.
        for element in [line.element for line in story if line.element.tag == "div"]:
            if place[element] in beside and first < place[element] < last:
                _open(element)
    for box in [*boxes, *_named_children(container, {line.element for line in story})]:
        # A sentence of the story may be repeated in a box, in large letters.
        if not _is_box(box, root) or (box in boxed and _squeezed([_text(box)]) in story_text):
            continue
        between = first < place[box] < last
        if between:
            _open(box)
        if box in boxed and (between or rules.ends_sentence(_text(box))):
            beside[place[box]] = _text(box)
    return tuple(beside[at] for at in sorted(beside))


def keep_quotations(tree: Any) -> None:
    """Keep all parts of quotations, such as the speaker, which extraction may delete by tag or class."""
    for quotation in filter(_is_quotation, list(tree.iter("blockquote", "div", "figure"))):
        for element in islice(quotation.iterdescendants(), _MAX_QUOTATION_ELEMENTS):
            if element.tag in _QUOTATION_PARTS:
                element.attrib.pop("class", None)
                element.attrib.pop("id", None)
            if element.tag == "footer":
                element.tag = "p"


def left_out(beside: Sequence[str], pieces: Iterable[ExtractedPassage], title: str) -> str | None:
    """Return a notice about prose beside a story that is not part of it, or None.

    Args:
        beside: the result of `keep_boxes`.
        pieces: the pieces of the story.
        title: its title.
    """
    pieces = list(pieces)
    read = {key(piece.text) for piece in pieces}
    unread = [text for text in beside if key(text) not in read and not _is_around(text)]
    story_text = _squeezed([title, *(piece.text for piece in pieces)]) if unread else ""
    lost = [text for text in unread if _squeezed([text]) not in story_text]
    if not lost:
        return None
    shown = lost[0] if len(lost[0]) <= _SHOWN_CHARACTERS else f"{lost[0][:_SHOWN_CHARACTERS].rstrip()}…"
    if len(lost) == 1:
        return f"A passage beside the story was left out: “{shown}”"
    return f"{len(lost)} passages beside the story were left out; the first is “{shown}”"


def _is_around(text: str) -> bool:
    return rules.is_boilerplate(text) or rules.is_dateline(text) or rules.is_caption(text)


def is_named(element: Any) -> bool:
    """Return whether the class, id or role of an element names furniture."""
    return _is_furniture_name(_names(element))


# Cached, since most names occur on many elements.
@lru_cache(maxsize=4096)
def _is_furniture_name(names: str) -> bool:
    return bool(names) and _FURNITURE.search(names) is not None


def _is_quotation(element: Any) -> bool:
    if element.tag == "blockquote":
        return True
    named = (element.get("class") or "").lower()
    if not any(part in named for part in _QUOTATION_PARTS_OF_WORDS):
        return False
    names = [name.split("-") for name in named.replace("_", "-").split()]
    if not any(part in _QUOTATION_WORDS for name in names for part in (name[0], name[-1])):
        return False
    texts = islice(element.itertext(), _MAX_QUOTATION_CHARACTERS)
    return sum(map(len, texts)) < _MAX_QUOTATION_CHARACTERS


def _is_prose(line: PageLine) -> bool:
    return (
        len(line.text) >= _MIN_PROSE_CHARACTERS
        and not (line.linked or line.aside or line.heading)
        and rules.ends_sentence(line.text)
    )


def _containers(lines: Iterable[PageLine]) -> tuple[Any, Any]:
    """Return the parent of most of the prose, and the `article` around it or else the parent itself."""
    sizes: Counter[Any] = Counter()
    for line in lines:
        element = line.element
        # Each paragraph may be in a division of its own.
        while (parent := element.getparent()) is not None and len(parent) == 1 and parent.tag in _WRAPPERS:
            element = parent
        if parent is not None:
            sizes[parent] += len(line.text)
    if not sizes:
        return None, None
    container = sizes.most_common(1)[0][0]
    return container, next(islice(container.iterancestors("article"), 1), container)


def _outermost(root: Any) -> list[Any]:
    """Return the outermost elements below a root that trafilatura deletes by their tag."""
    found: list[Any] = []
    inner: set[Any] = set()
    for element in root.iter(*_DELETED):
        if element is not root and element not in inner and len(found) < _MAX_BOXES:
            found.append(element)
            inner.update(element.iter(*_DELETED))
    return found


def _named_children(container: Any, story: Collection[Any]) -> list[Any]:
    """Return the children of a container that trafilatura may delete by their class."""
    # A page whose paragraphs are all `div` is read unchanged.
    children = (
        child for child in container if child.tag in _NAMED and (child.tag == "p" or child not in story)
    )
    return [child for child in islice(children, _MAX_BOXES) if child.get("class") or child.get("id")]


def _is_furniture(element: Any, root: Any) -> bool:
    """Return whether an element is furniture or not shown, judging by its names and those around it."""
    for each in islice([element, *islice(element.iterancestors(), _MAX_DEPTH)], _MAX_DEPTH):
        if each is root:
            return False
        if is_named(each) or HIDDEN.search(each.get("style") or ""):
            return True
    return False


def _names(element: Any) -> str:
    return " ".join(filter(None, map(element.get, ("class", "id", "role"))))


def _is_box(box: Any, root: Any) -> bool:
    text = _text(box)
    if len(text) < _MIN_PROSE_CHARACTERS or not (rules.ends_sentence(text) or len(box.findall(".//li")) > 1):
        return False
    linked = sum(len(text_of(link)) for link in box.iter("a"))
    if linked > _MAX_LINKED * len(text) or next(box.iter(*_CONTROLS), None) is not None:
        return False
    inner = any(map(is_named, islice(box.iterdescendants(), _MAX_NAMED)))
    return not inner and not _is_furniture(box, root)


def _text(box: Any) -> str:
    """Return the text of a box, with spaces between its blocks."""
    from lxml import etree

    if not len(box):
        return key(box.text or "")
    parts: list[str] = []
    for event, element in etree.iterwalk(box, events=("start", "end")):
        parts.append(" " if element.tag in _BLOCKS else "")
        inside = event == "start" or element is not box
        parts.append(((element.text if event == "start" else element.tail) or "") if inside else "")
    return key("".join(parts))


def _open(box: Any) -> None:
    """Remove the tags and attributes for which trafilatura would delete a box."""
    for element in box.iter():
        # trafilatura drops text directly in a division beside paragraphs.
        if element.tag == "footer" and not any(each.tag in _BLOCKS for each in element.iterdescendants()):
            element.tag = "p"
        element.tag = _DELETED.get(element.tag, element.tag)
        if element.tag in ("legend", "summary"):
            element.tag = "p"
        for name in ("class", "id", "role"):
            element.attrib.pop(name, None)
    if not any(element.tag in _BLOCKS for element in box.iterdescendants()):
        box.tag = "p"


def _squeezed(texts: Iterable[str]) -> str:
    """Return texts without spaces and marks, which extraction may change."""
    return _NO_WORD.sub("", " ".join(texts)).casefold()

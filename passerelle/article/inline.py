"""Prepare a page's tree, so that extraction keeps the words of the prose unchanged.

trafilatura deletes elements that contain words of a sentence (`time`, `button`), cuts a sentence at a `q`,
and joins footnote marks to numbers. Each step here rewrites one kind of element in place, in one pass
over the tree, into what a reader of the page sees.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from passerelle.article import rules
from passerelle.article.boxes import keep_quotations
from passerelle.article.mathml import linear
from passerelle.article.passages import INVISIBLE
from passerelle.article.superscripts import INLINE, MAX_DEPTH, PLAIN, lower, replace, text_before

# Blocks whose text is prose, and elements inside a line of it.
_PROSE = frozenset("p li blockquote td th dd dt figcaption".split())
_DIVISIONS = frozenset("div section article main".split())
# The main heading is read before, with its kicker.
_HEADINGS = frozenset("h2 h3 h4 h5 h6".split())
# Cells, and elements that may be the only content of one.
_CELLS = frozenset("td th dd dt li".split())
_VALUES = frozenset("abbr acronym data meter output time".split())
# Appended to text that trafilatura would mistake for a share button or a copy; deleted after extraction.
KEPT = "\u2060"
_DROPPED_ITEM = re.compile(
    r"\W*(?:drucken|e-?mail|facebook|flipboard|google|instagram|linkedin|mail|pdf|pinterest|pocket|print|qq"
    r"|reddit|twitter|wechat|weibo|whatsapp|xing)\W*",
    re.IGNORECASE,
)
# Elements that trafilatura deletes, or deletes by their class, with the words of a sentence in them.
_WORDS = (
    "abbr",
    "acronym",
    "button",
    "code",
    "data",
    "dfn",
    "label",
    "meter",
    "noindex",
    "output",
    "span",
    "time",
)
_BLOCK = frozenset(
    "address article aside blockquote dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4"
    " h5 h6 header hr iframe li main nav noscript ol p pre script section style table ul".split()
)
_CONTAINERS = ("div", "section", "article", "main", "body")
_LITERAL = frozenset(("script", "style", "template", "code", "pre", "textarea", "title"))
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_TAG_PAIR = re.compile(
    r"<(b|i|em|strong|u|span|a|p|sup|sub|small)\b[^<>]{0,300}>([^<>]*)</\1>", re.IGNORECASE
)
# An acute accent or a prime typed as an apostrophe: `l´avion`.
_ACCENT_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[´ʹ](?=[^\W\d_])")
_SENTENCE_END = re.compile(r"[.!?…:][»”\"')\s]*$")
_PLACE_NAME = re.compile(r"location|stamp|dateline|place|city|lieu", re.IGNORECASE)
_SHOWN_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)(?![\w-])", re.IGNORECASE)
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:\s*line-through", re.IGNORECASE)
# Consent panels, by the names used in the software that generates them.
_CONSENT_NAME = re.compile(
    r"cookie[-_]?(?:banner|bar|box|consent|law|notice|modal|panel|popup|policy|settings|description)"
    r"|(?<![a-z])(?:axeptio|borlabs|cmplz|cookiebot|didomi|onetrust|tarteaucitron|orejime)|consent-?(?:banner|manager)",
    re.IGNORECASE,
)
_MAX_PANELS = 20
# Maximum length, in characters, of a repeated paragraph that trafilatura keeps.
_MAX_KEPT_CHARACTERS = 50
# Minimum length, in characters, of a `div`'s own text for it to count as a paragraph.
_MIN_PROSE_CHARACTERS = 250
# Minimum length, in characters, of all paragraphs for trafilatura to ignore prose in a `div`.
_MIN_PARAGRAPHS_CHARACTERS = 750


def prepare(tree: Any, quotation: tuple[str, str]) -> bool:
    """Rewrite a page's tree in place, in time linear in its size.

    Args:
        tree: the root element, as lxml parses it.
        quotation: the quotation marks of the page's language.

    Returns:
        Whether prose was left out because its author struck it out.
    """
    from lxml import etree

    _drop_code(tree)
    _drop_consent(tree)
    _clean_text(tree)
    styled = list(tree.iterfind(".//*[@style]"))
    struck = _drop_struck(tree, styled)
    for element in list(tree.iter("math")):
        replace(element, linear(element))
    _quote(tree, quotation)
    lower(tree, styled)
    keep_quotations(tree)
    # Must come before the steps that create paragraphs.
    lost = _loses_divs(tree)
    for element in list(tree.iter(*_CONTAINERS, *_CELLS)):
        _wrap_runs(element, divs_are_lost=lost)
    _separate_shown_blocks(styled)
    _separate_stamps(tree)
    for element in list(tree.iter(*_WORDS)):
        _keep_words(element)
    for element in list(tree.iter("a")):
        # An address is text, which extraction would drop with a line that has too many links.
        if (element.get("href") or "").startswith("mailto:") and any(
            a.tag in _PROSE for a in islice(element.iterancestors(), 2)
        ):
            element.tag = PLAIN
            element.attrib.clear()
    for element in list(tree.iter("label")):
        # A label kept above is part of a sentence; others belong to form fields.
        replace(element, "")
    for element in tree.iter("li", "td", "th"):
        if (
            len(element) == 0
            and element.text
            and len(element.text) < 40
            and _DROPPED_ITEM.fullmatch(element.text)
        ):
            element.text += KEPT
    for element in tree.iter("br"):
        element.tail = f" {element.tail or ''}"
    _mark_repeated(tree)
    etree.strip_tags(tree, PLAIN)
    return struck


def _drop_code(tree: Any) -> None:
    """Remove scripts and styles, except structured data."""
    for element in list(tree.iter("script", "style", "template")):
        if "json" not in (element.get("type") or "") and element.getparent() is not None:
            replace(element, "")


def _drop_consent(tree: Any) -> None:
    """Remove the panels in which a page asks for consent to cookies, unless they are most of the page."""
    panels = [
        element
        for element in tree.iter("div", "section", "aside", "form", "dialog", "p")
        if _CONSENT_NAME.search(f"{element.get('id') or ''} {element.get('class') or ''}")
    ]
    if panels:
        found = set(panels)
        whole = sum(map(len, tree.itertext()))
        outer = [e for e in panels if not any(a in found for a in islice(e.iterancestors(), MAX_DEPTH))]
        if 2 * sum(len(text) for e in outer[:_MAX_PANELS] for text in e.itertext()) < whole:
            for element in outer[:_MAX_PANELS]:
                replace(element, "")


def _clean_text(tree: Any) -> None:
    """Remove soft hyphens, and fix doubly escaped entities and accents typed as apostrophes."""
    for element in tree.iter():
        if element.text and element.tag not in _LITERAL and isinstance(element.tag, str):
            element.text = clean(element.text)
        if element.tail:
            element.tail = clean(element.tail)


def clean(text: str) -> str:
    """Return text as its author meant it, without markup that was escaped by mistake."""
    if not text.isascii():
        text = INVISIBLE.sub("", text)
    if "&" in text and _ENTITY.search(text):
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text).replace("\xad", "")
    if "</" in text:
        text = _TAG_PAIR.sub(r"\2", text)
    return _ACCENT_APOSTROPHE.sub("'", text) if "´" in text or "ʹ" in text else text


def _drop_struck(tree: Any, styled: Sequence[Any]) -> bool:
    """Remove text that the author struck out or hid, unless that is most of the page (an unclosed tag).

    Returns:
        Whether some of it was struck out in a line of prose.
    """
    in_line = [e for e in styled if e.tag in INLINE or e.tag in ("p", "li")]
    struck = [*tree.iter("s", "strike", "del"), *(e for e in in_line if _STRUCK.search(e.get("style")))]
    hidden = [e for e in in_line if _HIDDEN.search(e.get("style"))]
    hidden += [e for e in tree.iterfind(".//*[@hidden]") if e.tag in ("p", "span", "li")]
    found = [*struck, *hidden]
    whole = sum(map(len, tree.itertext())) if found else 0
    if 2 * sum(len(text) for e in found for text in e.itertext()) >= whole:
        return False
    in_prose = any(a.tag in _PROSE for e in struck for a in islice(e.iterancestors(), 2))
    for element in found:
        replace(element, "")
    return in_prose


def _quote(tree: Any, quotation: tuple[str, str]) -> None:
    """Replace `q`, whose marks the browser draws, by its text in quotation marks."""
    found = list(tree.iter("q"))
    inner = {
        element for element in found if any(a.tag == "q" for a in islice(element.iterancestors(), MAX_DEPTH))
    }
    for element in found:
        marks = (
            ("“", "”")
            if element in inner and quotation[0] != "“"
            else ("‘", "’")
            if element in inner
            else quotation
        )
        if "".join(islice(element.itertext(), 3)).lstrip()[:1] not in tuple('«“"„‘'):
            element.text = marks[0] + (element.text or "").lstrip()
            if len(element):
                element[-1].tail = (element[-1].tail or "").rstrip() + marks[1]
            else:
                element.text = element.text.rstrip() + marks[1]
        element.tag = PLAIN
        element.attrib.clear()


def _keep_words(element: Any) -> None:
    """Keep the words of an element that extraction would delete from the sentence that they belong to."""
    parent = element.getparent()
    block = parent
    for _ in range(MAX_DEPTH):
        if block is None or block.tag not in INLINE:
            break
        block = block.getparent()
    if block is None or any(e.tag in _BLOCK for e in islice(element.iter(), 1, 40)):
        return
    heading = block.tag in _HEADINGS and element.tag in _VALUES
    division = block.tag in _DIVISIONS and rules.ends_sentence(_own_text(block))
    if not (block.tag in _PROSE or heading or division):
        return
    before, after = text_before(element), (element.tail or "").strip()
    goes_on = bool(before.strip()) and not _SENTENCE_END.search(before)
    alone = block is parent and block.tag in _CELLS and len(block) == 1 and element.tag in _VALUES
    if after or goes_on or alone:
        element.tag = PLAIN
        element.attrib.clear()


def _separate_stamps(tree: Any) -> None:
    """Put a space or a dash between the first element of a paragraph and adjacent text.

    A style sheet draws the gap after `<span class="location-stamp">Hà Nội</span>Thành phố …`.
    """
    for element in tree.iter("span", "strong", "b", "em", "i", "a", "small"):
        tail = element.tail
        parent = element.getparent()
        if parent is None or element.getprevious() is not None or (parent.text or "").strip():
            continue
        following = element.getnext() if not tail else None
        if following is not None and following.tag not in ("span", "strong", "b", "em", "i", "a"):
            continue
        after = tail or (following.text if following is not None else None) or ""
        text = "".join(islice(element.itertext(), 8)).strip()
        if len(text) < 3 or not ((text[-1].isalpha() or text[-1] == ")") and after[:1].isupper()):
            continue
        names = f"{element.get('class') or ''} {element.get('id') or ''}"
        # `OUI`, or `You` of `YouTube` in bold: only a place or a word in capitals ends there.
        if _PLACE_NAME.search(names) or text == text.upper():
            element.tail = f" - {tail or ''}"
        elif text[-1].islower() or text[-1] == ")":
            element.tail = f" {tail or ''}"


def _separate_shown_blocks(styled: Iterable[Any]) -> None:
    """Put spaces around inline elements that a style makes blocks."""
    for element in styled:
        if element.tag in INLINE and _SHOWN_AS_BLOCK.search(element.get("style") or ""):
            element.text, element.tail = f" {element.text or ''}", f" {element.tail or ''}"


def _wrap_runs(element: Any, *, divs_are_lost: bool) -> None:
    """Make a paragraph of each run of text between blocks: `Les faits<div>Mardi soir</div>à Lyon, …`.

    Args:
        element: the element that contains the blocks.
        divs_are_lost: whether extraction ignores prose in a `div`, which then becomes a paragraph.
    """
    children = list(element)
    inner = [c for c in children if c.tag in _BLOCK]
    if inner and element.tag in _CELLS and not any(c.tag in ("div", "p") for c in inner):
        return  # `<li>A city<ul>…`
    for child in children if inner else ():
        if child.tag in INLINE:
            child.tail = f"{child.tail or ''} "
    mixed = bool(inner) and (
        _is_said(element.text) or any(_is_said(c.tail) or _heads_prose(c) for c in children)
    )
    leaves = [
        c for c in inner if c.tag == "div" and not any(e.tag in _BLOCK for e in islice(c.iter(), 1, 200))
    ]
    if mixed or (divs_are_lost and any(map(_is_prose, leaves))):
        for child in leaves:
            child.tag = "p"
    if not mixed:
        return
    for run in list(_runs(element, children)):
        paragraph = element.makeelement("p")
        text, members, place = run
        if not (_is_said(text) or any(_is_said("".join(m.itertext())) or _is_said(m.tail) for m in members)):
            continue
        paragraph.text = text
        if place is None:
            element.text = None
            element.insert(0, paragraph)
        else:
            place.tail = None
            place.addnext(paragraph)
        paragraph.extend(members)


def _heads_prose(element: Any) -> bool:
    """Return whether an inline element is a line above a paragraph: `<span>Les faits</span><div>Jeudi, …`."""
    following = element.getnext()
    return (
        element.tag in INLINE
        and element.tag != "a"
        and following is not None
        and following.tag in ("div", "p")
        and rules.ends_sentence(_own_text(following))
        and _is_said(text := "".join(islice(element.itertext(), 4)))
        and not rules.ends_sentence(text)
    )


def _runs(element: Any, children: list[Any]) -> Iterator[tuple[str | None, list[Any], Any]]:
    """Yield the text, the inline elements and the block before each run."""
    text, members, place = element.text, list[Any](), None
    for child in children:
        if child.tag in _BLOCK or not isinstance(child.tag, str):
            yield text, members, place
            text, members, place = child.tail, [], child
        else:
            members.append(child)
    yield text, members, place


def _mark_repeated(tree: Any) -> None:
    """Mark a paragraph that repeats the previous one, since extraction drops the second."""
    for element in tree.iter("p"):
        before = element.getprevious()
        if (
            before is not None
            and before.tag == "p"
            and len(element) == 0
            and element.text
            and len(element.text) > _MAX_KEPT_CHARACTERS
            and element.text == before.text
        ):
            element.text += KEPT


def _loses_divs(tree: Any) -> bool:
    """Return whether trafilatura reads only the paragraphs of a page, as they contain most of its prose."""
    whole = sum(len(text) for p in tree.iter("p") for text in p.itertext())
    return whole >= max(_MIN_PARAGRAPHS_CHARACTERS, sum(len(_own_text(div)) for div in tree.iter("div")))


def _own_text(element: Any) -> str:
    return ((element.text or "") + "".join(child.tail or "" for child in element)).strip()


def _is_prose(element: Any) -> bool:
    """Return whether an element's own text contains the end of a sentence."""
    own = _own_text(element)
    return len(own) >= _MIN_PROSE_CHARACTERS and rules.ends_sentence(own)


def _is_said(text: str | None) -> bool:
    return bool(text) and any(map(str.isalpha, text or ""))

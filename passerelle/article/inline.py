"""Prepare a page's tree, so that extraction keeps the words of the prose unchanged.

trafilatura deletes elements that contain words of a sentence (`time`, `button`), cuts a sentence at a `q`,
and joins footnote marks to numbers. Each step here rewrites one kind of element in place, in one pass
over the tree, into what a reader of the page sees.
"""

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from passerelle.article import rules
from passerelle.article.margins import SPACES
from passerelle.article.mathml import linear
from passerelle.article.passages import INVISIBLE
from passerelle.article.raised import raised
from passerelle.characters import SUBSCRIPTS

# Blocks whose text is prose, and elements inside a line of it.
_PROSE = frozenset("p li blockquote td th dd dt figcaption".split())
# Replaces an element whose text must be kept as part of its line; all are removed at the end.
_PLAIN = "nobr"
# Appended to text that trafilatura would mistake for a share button or a copy; deleted after extraction.
KEPT = "\u2060"
_DROPPED_ITEM = re.compile(
    r"\W*(?:drucken|e-?mail|facebook|flipboard|google|instagram|linkedin|mail|pdf|pinterest|pocket|print|qq"
    r"|reddit|twitter|wechat|weibo|whatsapp|xing)\W*",
    re.IGNORECASE,
)
_INLINE = frozenset(
    "a abbr b bdi cite data del dfn em font i ins label mark q s small span strong u var".split()
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
_INDEX = re.compile(r"[+\-−]?\d{1,3}")
_NOTE_NAME = re.compile(r"note|(?<![a-z])(?:fn|ref|cite)|reference", re.IGNORECASE)
_PLACE_NAME = re.compile(r"location|stamp|dateline|place|city|lieu", re.IGNORECASE)
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
# Maximum nesting depth at which an element's enclosing block is looked up.
_MAX_DEPTH = 12


def prepare(tree: Any, quotation: tuple[str, str]) -> None:
    """Rewrite a page's tree in place, in time linear in its size.

    Args:
        tree: the root element, as lxml parses it.
        quotation: the quotation marks of the page's language.
    """
    from lxml import etree

    _drop_code(tree)
    _drop_consent(tree)
    _clean_text(tree)
    _drop_struck(tree)
    for element in list(tree.iter("math")):
        _replace(element, linear(element))
    _quote(tree, quotation)
    for element in list(tree.iter("sup", "sub")):
        _lower(element)
    for element in list(tree.iter("footer")):
        if any(a.tag == "blockquote" for a in islice(element.iterancestors(), _MAX_DEPTH)):
            element.tag = "p"
    # Must come before the steps that create paragraphs.
    lost = _loses_divs(tree)
    for element in list(tree.iter(*_CONTAINERS)):
        _wrap_runs(element, divs_are_lost=lost)
    _separate_stamps(tree)
    for element in list(tree.iter(*_WORDS)):
        _keep_words(element)
    for element in list(tree.iter("a")):
        # An address is text, which extraction would drop with a line that has too many links.
        if (element.get("href") or "").startswith("mailto:") and any(
            a.tag in _PROSE for a in islice(element.iterancestors(), 2)
        ):
            element.tag = _PLAIN
            element.attrib.clear()
    for element in list(tree.iter("label")):
        # A label kept above is part of a sentence; others belong to form fields.
        _replace(element, "")
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
    etree.strip_tags(tree, _PLAIN)


def _drop_code(tree: Any) -> None:
    """Remove scripts and styles, except structured data."""
    for element in list(tree.iter("script", "style", "template")):
        if "json" not in (element.get("type") or "") and element.getparent() is not None:
            _replace(element, "")


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
        outer = [e for e in panels if not any(a in found for a in islice(e.iterancestors(), _MAX_DEPTH))]
        if 2 * sum(len(text) for e in outer[:_MAX_PANELS] for text in e.itertext()) < whole:
            for element in outer[:_MAX_PANELS]:
                _replace(element, "")


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


def _drop_struck(tree: Any) -> None:
    """Remove text that the author struck out or hid, unless that is most of the page (an unclosed tag)."""
    struck = list(tree.iter("s", "strike", "del"))
    struck += [e for e in tree.iter("span") if _STRUCK.search(e.get("style") or "")]
    struck += [e for e in tree.iter("p", "span", "li") if e.get("hidden") is not None]
    if not struck:
        return
    whole = sum(map(len, tree.itertext()))
    if 2 * sum(len(text) for e in struck for text in e.itertext()) < whole:
        for element in struck:
            _replace(element, "")


def _quote(tree: Any, quotation: tuple[str, str]) -> None:
    """Replace `q`, whose marks the browser draws, by its text in quotation marks."""
    found = list(tree.iter("q"))
    inner = {
        element for element in found if any(a.tag == "q" for a in islice(element.iterancestors(), _MAX_DEPTH))
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
        element.tag = _PLAIN
        element.attrib.clear()


def _lower(element: Any) -> None:
    """Put superscripts and subscripts in the line: a power as `10⁴`, `1er` unchanged; drop note marks."""
    text = SPACES.sub(" ", "".join(element.itertext())).strip()
    before = _text_before(element)
    if element.tag == "sub":
        if _INDEX.fullmatch(text) and before[-1:].isdigit():
            _replace(element, text.translate(SUBSCRIPTS))
        return
    line = raised(before, text, note=_is_note(element))
    if line != text:
        _replace(element, line)


def _is_note(element: Any) -> bool:
    """Return whether a superscript is the mark of a note, judging by its link or name."""
    for each in [element, *element.iter("a"), *islice(element.iterancestors("a"), 1)]:
        names = " ".join(filter(None, (each.get("class"), each.get("id"), each.get("role"), each.get("rel"))))
        if _NOTE_NAME.search(names) or (each.get("href") or "").startswith("#"):
            return True
    return False


def _text_before(element: Any) -> str:
    """Return the end of the text before an element in its line."""
    parts: list[str] = []
    for _ in range(_MAX_DEPTH):
        previous = element.getprevious()
        parent = element.getparent()
        if previous is not None:
            parts.append((previous.tail or "")[-40:])
            if not (previous.tail or "").strip():
                parts.append("".join(previous.itertext())[-40:] if len(previous) < _MAX_DEPTH else "")
            break
        if parent is None:
            break
        parts.append((parent.text or "")[-40:])
        if parts[-1].strip() or parent.tag not in _INLINE:
            break
        element = parent
    return "".join(reversed(parts))


def _keep_words(element: Any) -> None:
    """Keep the words of an element that extraction would delete from the sentence that they belong to."""
    parent = element.getparent()
    block = parent
    for _ in range(_MAX_DEPTH):
        if block is None or block.tag not in _INLINE:
            break
        block = block.getparent()
    if (
        block is None
        or block.tag not in _PROSE
        or any(e.tag in _BLOCK for e in islice(element.iter(), 1, 40))
    ):
        return
    before, after = _text_before(element), (element.tail or "").strip()
    goes_on = bool(before.strip()) and not _SENTENCE_END.search(before)
    if after or goes_on:
        element.tag = _PLAIN
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


def _wrap_runs(element: Any, *, divs_are_lost: bool) -> None:
    """Make a paragraph of each run of text between blocks: `Les faits<div>Mardi soir</div>à Lyon, …`.

    Args:
        element: the element that contains the blocks.
        divs_are_lost: whether extraction ignores prose in a `div`, which then becomes a paragraph.
    """
    children = list(element)
    inner = [c for c in children if c.tag in _BLOCK]
    mixed = bool(inner) and (_is_said(element.text) or any(_is_said(c.tail) for c in children))
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


def _replace(element: Any, text: str) -> None:
    """Replace an element's content by a text; merging it with adjacent text would take quadratic time."""
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = _PLAIN, text or None, tail

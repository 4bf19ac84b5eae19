"""Prepare a page's tree, so that extraction keeps the words of the prose unchanged.

trafilatura deletes elements that contain words of a sentence (`time`, `button`), cuts a sentence at a `q`,
and joins footnote marks to numbers. Each step here rewrites one kind of element in place, in one pass
over the tree, into what a reader of the page sees.
"""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from passerelle.article import elements, letters, rules, unshown
from passerelle.article.boxes import keep_quotations
from passerelle.article.mathml import linear
from passerelle.article.passages import INVISIBLE
from passerelle.article.phrases import any_markup
from passerelle.article.superscripts import INLINE, MAX_DEPTH, PLAIN, lower, replace, text_before
from passerelle.article.unshown import PROSE

_DIVISIONS = frozenset("div section article main".split())
# The main heading has already been read, with its kicker.
_HEADINGS = frozenset("h2 h3 h4 h5 h6".split())
# Cells, and elements that may be the only content of one.
_CELLS = frozenset("td th dd dt li".split())
_VALUES = frozenset("abbr acronym data meter output progress time".split())
# Appended to text that trafilatura would mistake for a share button or a copy; deleted after extraction.
KEPT = "\u2060"
_DROPPED_ITEM = re.compile(
    r"\W*(?:drucken|e-?mail|facebook|flipboard|google|instagram|linkedin|mail|pdf|pinterest|pocket|print|qq"
    r"|reddit|twitter|wechat|weibo|whatsapp|xing)\W*",
    re.IGNORECASE,
)
# Elements that trafilatura deletes, or deletes by their class, with the words of a sentence in them.
_WORDS = tuple("abbr acronym button code data dfn label meter noindex output progress span time".split())
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
_VOID_TAG = re.compile(r"<(?:br|hr|img)\b[^<>]{0,300}>", re.IGNORECASE)
# An accent or a prime typed as an apostrophe: `l´avion`.
_ACCENTS = tuple("´ʹ`")
# Characters that `clean` may change; a single character class finds them fastest.
_CLEANED = re.compile(
    rf"[&<\xad\u200b\u200c\u200d\u2060\ufeff{''.join(_ACCENTS)}]"
    "(?:(?<![&<])|(?<=&)(?=[#a-zA-Z])|(?<=<)(?=[abehipsuABEHIPSU]))"
)
_ACCENT_APOSTROPHE = re.compile(r"(?<=[^\W\d_])[´ʹ`](?=[^\W\d_])")
_SENTENCE_END = re.compile(r"[.!?…:][»”\"')\s]*$")
_OPENING_QUOTES = tuple('«“"„‘')
_PLACE_NAME = re.compile(rf"location|stamp|dateline|place|city|{any_markup('place')}", re.IGNORECASE)
_SHOWN_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)(?![\w-])", re.IGNORECASE)
# Minimum number of spaces in a sentence that announces a list.
_MIN_ANNOUNCING_SPACES = 3
# Maximum length, in characters, of a repeated paragraph that trafilatura keeps.
_MAX_KEPT_CHARACTERS = 50
# Minimum length, in characters, of a `div`'s own text for it to count as a paragraph.
_MIN_PROSE_CHARACTERS = 250


def prepare(tree: Any, quotation: tuple[str, str], named: str) -> bool:
    """Rewrite a page's tree in place, in time linear in its size.

    Args:
        tree: the root element, as lxml parses it.
        quotation: the quotation marks of the page's language.
        named: the result of `elements.names`.

    Returns:
        Whether prose was left out because its author struck it out.
    """
    from lxml import etree

    unshown.drop_code(tree)
    unshown.drop_spoken(tree, named)
    unshown.drop_consent(tree, named)
    _clean_text(tree)
    _replace_outdated(tree)
    styled = tree.xpath(".//*[@style or @hidden]")
    struck = unshown.drop_struck(tree, styled, named)
    for element in list(tree.iter("math")):
        replace(element, linear(element))
    _quote(tree, quotation)
    lower(tree, styled)
    keep_quotations(tree)
    # This must be done before the steps that create paragraphs.
    lost = _loses_divs(tree)
    for element in list(tree.iter(*_CONTAINERS, *_CELLS)):
        _wrap_runs(element, divs_are_lost=lost)
    _separate_shown_blocks(styled)
    _separate_stamps(tree)
    for element in list(tree.iter(*_WORDS)):
        _keep_words(element)
    for element in [*_addresses(tree), *_announced_links(tree)]:
        # These links are part of the text; extraction would drop a line or list with too many links.
        element.tag = PLAIN
        element.attrib.clear()
    for element in list(tree.iter("label")):
        # Labels kept above are part of a sentence; the others belong to form fields.
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


def convert_letters(tree: Any) -> str | None:
    """Convert a page in an old encoding, in which a soft hyphen, removed later, may be a letter.

    Returns:
        The notice about the conversion, or None if there was nothing to convert.
    """
    repair = letters.find_conversion("\n".join(text for p in tree.iter("p") for text in p.itertext()))
    if repair is None:
        return None
    for element in tree.iter():
        if element.text and isinstance(element.tag, str) and element.tag not in _LITERAL - {"title"}:
            element.text = repair.apply(element.text)
        if element.tail:
            element.tail = repair.apply(element.tail)
    for element in tree.iter("meta"):
        if element.get("content"):
            element.set("content", repair.apply(element.get("content")))
    return repair.notice


def _clean_text(tree: Any) -> None:
    """Remove soft hyphens, and fix doubly escaped entities and accents typed as apostrophes."""
    if not _CLEANED.search(tree.xpath("string()", smart_strings=False)):
        return
    for element in tree.iter():
        text, tail = element.text, element.tail
        if text and _CLEANED.search(text) and element.tag not in _LITERAL and isinstance(element.tag, str):
            element.text = clean(text)
        if tail and _CLEANED.search(tail):
            element.tail = clean(tail)


def clean(text: str) -> str:
    """Return text as its author meant it, without markup that was escaped by mistake."""
    if not text.isascii():
        text = INVISIBLE.sub("", text)
    if "&" in text and _ENTITY.search(text):
        text = _ENTITY.sub(lambda match: html.unescape(match[0]), text).replace("\xad", "")
    if "<" in text:
        text = _VOID_TAG.sub(" ", _TAG_PAIR.sub(r"\2", text))
    return _ACCENT_APOSTROPHE.sub("'", text) if any(accent in text for accent in _ACCENTS) else text


def _replace_outdated(tree: Any) -> None:
    """Replace `center`, and `li` outside of a list, which extraction drops."""
    for element in tree.iter("center", "li"):
        if element.tag == "center":
            element.tag = "div"
        elif (parent := element.getparent()) is not None and parent.tag not in ("ul", "ol", "menu", "dir"):
            element.tag = "div" if any(e.tag in _BLOCK for e in islice(element.iter(), 1, 40)) else "p"


def _quote(tree: Any, quotation: tuple[str, str]) -> None:
    """Replace `q`, whose marks the browser draws, with its text in quotation marks."""
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
        if "".join(islice(element.itertext(), 3)).lstrip()[:1] not in _OPENING_QUOTES:
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
    if not (block.tag in PROSE or heading or division):
        return
    before, after = text_before(element), (element.tail or "").strip()
    goes_on = bool(before.strip()) and not _SENTENCE_END.search(before)
    alone = block is parent and block.tag in _CELLS and len(block) == 1 and element.tag in _VALUES
    if after or goes_on or alone:
        element.tag = PLAIN
        element.attrib.clear()


def _addresses(tree: Any) -> list[Any]:
    """Return the links to e-mail addresses in prose."""
    return [
        link
        for link in tree.iter("a")
        if (link.get("href") or "").startswith("mailto:")
        and any(a.tag in PROSE for a in islice(link.iterancestors(), 2))
    ]


def _announced_links(tree: Any) -> list[Any]:
    """Return the links in lists between two paragraphs, the first of which announces the list.

    `Trois lois sont en cause :`, but not `Lire aussi :`.
    """
    found: list[Any] = []
    for listing in tree.iter("ul", "ol"):
        before, after = listing.getprevious(), listing.getnext()
        if before is None or after is None or before.tag != "p" or after.tag != "p":
            continue
        announcement = "".join(before.itertext()).strip()
        if (
            announcement.endswith(":")
            and announcement.count(" ") >= _MIN_ANNOUNCING_SPACES
            and not rules.is_boilerplate(announcement)
        ):
            found += listing.iter("a")
    return found


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
        if not (after[:1].isalnum() or after[:1].isupper() or after[:1] in _OPENING_QUOTES):
            continue
        text = "".join(islice(element.itertext(), 8)).strip()
        if len(text) < 3 or not (text[-1].isalpha() or text[-1] == ")"):
            continue
        place = _PLACE_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        if not (after[:1].isupper() or place):
            continue
        # A dash after a place or a word in capitals, a space after any other word.
        if place or text == text.upper():
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
    if not children:
        return
    inner = [c for c in children if c.tag in _BLOCK]
    if not inner:
        return
    if element.tag in _CELLS and not any(c.tag in ("div", "p") for c in inner):
        return  # `<li>A city<ul>…`
    for child in children:
        if child.tag in INLINE:
            child.tail = f"{child.tail or ''} "
    mixed = _has_words(element.text) or any(_has_words(c.tail) or _heads_prose(c) for c in children)
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
        if not (
            _has_words(text) or any(_has_words("".join(m.itertext())) or _has_words(m.tail) for m in members)
        ):
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
        and _has_words(text := "".join(islice(element.itertext(), 4)))
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
    whole = elements.paragraph_characters(tree)
    own = (len(_own_text(div)) for div in tree.iter("div"))
    return whole >= elements.MIN_PARAGRAPHS_CHARACTERS and whole >= sum(own)


def _own_text(element: Any) -> str:
    return ((element.text or "") + "".join(child.tail or "" for child in element)).strip()


def _is_prose(element: Any) -> bool:
    """Return whether an element's own text contains the end of a sentence."""
    own = _own_text(element)
    return len(own) >= _MIN_PROSE_CHARACTERS and rules.ends_sentence(own)


def _has_words(text: str | None) -> bool:
    return bool(text) and any(map(str.isalpha, text or ""))

"""Find the lead and the source line of a page, just before and after the story found by trafilatura.

trafilatura keeps the container of the paragraphs. Many newspapers put the lead above it, and the
source line below.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import Any

from passerelle.article import rules
from passerelle.article.passages import About, ExtractedPassage, has_letters
from passerelle.article.phrases import any_markup
from passerelle.article.sources import MAX_SOURCE_WORDS, MAX_URL, source_line

# Names of the lead in a class, an id or an itemprop.
_LEAD = re.compile(
    rf"(?<![a-z])(?:{any_markup('lead')}|standfirst|lead|lede|desc|description|summary|intro|excerpt"
    r"|subtitle|sub-title|dek)(?![a-z])",
    re.IGNORECASE,
)
_COMMENTS = re.compile(rf"comment|disqus|related|{any_markup('comments')}", re.IGNORECASE)
_LEAF = frozenset("p h1 h2 h3 h4 div section header footer strong em span".split())
_BLOCK = frozenset("p h1 h2 h3 h4 div section ul ol table article header footer figure".split())
_CRUMB = re.compile(r"\s+[>›»/]+\s*|\s*[>›]\s+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
SPACES = re.compile(r"[ \t\r\n\f]+")
_MAX_CRUMB_CHARACTERS = 400
# Number of lines at the end that may contain the author's name, and minimum length of a paragraph that is
# certainly part of the story.
_MAX_SIGNATURE_LINES, _MIN_PROSE_CHARACTERS = 3, 100
_MIN_LEAD_CHARACTERS, _MAX_LEAD_CHARACTERS = 40, 1500
# Number of lines after the story in which to look for the source line.
_MAX_LINES_AFTER = 15


@dataclass(frozen=True, slots=True)
class PageLine:
    """A piece of a page that contains no other block.

    Attributes:
        text: its text.
        links: addresses of the links in it.
        lead: whether the page marks it as the lead.
        heading: whether it is the page's main heading.
        aside: whether it is a reader's comment, or about another article.
        linked: whether all of its text is that of a link.
        element: the element that it is the text of.
        key: its text in normal form, see `key`.
    """

    text: str
    links: tuple[str, ...]
    lead: bool
    heading: bool
    aside: bool
    linked: bool
    element: Any = field(compare=False, repr=False)
    key: str = field(compare=False, repr=False)


def text_of(element: Any) -> str:
    """Return the text of an element, with single spaces."""
    text = "".join(element.itertext()) if len(element) else element.text or ""
    return single_spaced(text).strip()


def single_spaced(text: str) -> str:
    """Return a text with one space for each run of white space other than no-break spaces."""
    # Several times faster than a regular expression.
    for space in "\n\t\r\f":
        text = text.replace(space, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def key(text: str) -> str:
    """Return a text in normal form, for comparison.

    trafilatura replaces some no-break spaces with plain ones but keeps others.
    """
    return " ".join(text.split())


def lines(tree: Any) -> list[PageLine]:
    """Return the lines of a page in order."""
    holders = _block_parents(tree)
    found: list[PageLine] = []
    marks: dict[Any, tuple[bool, bool]] = {}
    for element in tree.iter(*_LEAF):
        if element in holders:
            continue
        inner = element.tag in ("strong", "em", "span")
        if inner and (
            element.getparent() is None or element.getparent().tag not in ("div", "section", "header")
        ):
            continue
        text = text_of(element)
        if has_letters(text) and not (found and inner and found[-1].text == text):
            found.append(_line(element, text, marks))
    return found


def _block_parents(tree: Any) -> set[Any]:
    """Return the elements with a block in them; each is visited once."""
    holders: set[Any] = set()
    for element in tree.iter(*_BLOCK):
        above = element.getparent()
        while above is not None and above not in holders:
            holders.add(above)
            above = above.getparent()
    return holders


def _line(element: Any, text: str, marks: dict[Any, tuple[bool, bool]]) -> PageLine:
    """Return a line; `marks` caches what the names of elements say about them."""
    above = list(islice(element.iterancestors(), 3))
    for each in (element, *above):
        if each not in marks:
            marks[each] = _roles(_names(each))
    links = [a for a in element.iter("a") if a.get("href")]
    return PageLine(
        text,
        tuple(a.get("href") for a in links),
        lead=any(marks[each][0] for each in (element, *above[:1])),
        heading=element.tag == "h1" or any(a.tag == "h1" for a in above[:2]),
        aside=any(marks[each][1] for each in (element, *above)),
        linked=sum(len(text_of(a)) for a in links) >= len(text),
        element=element,
        key=key(text),
    )


# Cached, since most names occur on many elements.
@lru_cache(maxsize=4096)
def _roles(names: str) -> tuple[bool, bool]:
    """Return whether an element's names are those of a lead, and those of comments or links to articles."""
    return _LEAD.search(names) is not None, _COMMENTS.search(names) is not None


def _names(element: Any) -> str:
    return " ".join(filter(None, (element.get("class"), element.get("id"), element.get("itemprop"))))


def lead(
    page: Sequence[PageLine], pieces: Sequence[ExtractedPassage], beside: Sequence[str] = ()
) -> Iterator[ExtractedPassage]:
    """Find the lead between the page's heading and the first paragraph, unless a piece already has it.

    Args:
        page: the result of `lines`.
        pieces: the pieces of the story, without its title.
        beside: prose in the container of the story, which may include a lead that is not named as one.
    """
    keys = [key(piece.text) for piece in pieces]
    known = set(keys)
    first = next((i for i, line in enumerate(page) if not line.heading and line.key in known), 0)
    heading = max((i for i, line in enumerate(page[:first]) if line.heading), default=None)
    if heading is None:
        return
    for line in page[heading + 1 : first]:
        fits = _MIN_LEAD_CHARACTERS <= len(line.text) <= _MAX_LEAD_CHARACTERS
        named = line.lead or (line.text in beside and not rules.is_dateline(line.text))
        if (
            named
            and fits
            and not line.aside
            and not (rules.is_boilerplate(line.text) or rules.is_caption(line.text))
        ):
            # A lead with a line break is two pieces.
            if line.key not in " ".join(keys):
                yield ExtractedPassage(line.text, None, line.links)
            return


def split_lines(piece: ExtractedPassage, page: Sequence[PageLine]) -> list[ExtractedPassage]:
    """Split a piece that joins several lines of the page.

    Args:
        piece: a piece as extracted.
        page: the result of `lines`.
    """
    text = key(piece.text)
    parts: list[ExtractedPassage] = []
    at = 0
    for line in page:
        if text.startswith(line.key, at):
            parts.append(ExtractedPassage(line.key, piece.kind, line.links, line.linked, "head"))
            at += len(line.key)
            at += text[at : at + 1] == " "
    whole = at >= len(text) and len(parts) > 1
    return parts if whole else [piece]


def source(page: Sequence[PageLine], pieces: Sequence[ExtractedPassage]) -> Iterator[ExtractedPassage]:
    """Find the source line just after the story, unless a piece already has it."""
    known = {key(piece.text) for piece in pieces}
    last = max((i for i, line in enumerate(page) if line.key in known), default=len(page))
    for line in page[last + 1 : last + 1 + _MAX_LINES_AFTER]:
        if line.aside or len(line.text) > MAX_SOURCE_WORDS + MAX_URL:
            continue
        found = source_line(line.text, line.links)
        if found and found.url and found.rank > 1:
            yield ExtractedPassage(line.text, None, line.links)
            return


def stamped(pieces: Sequence[ExtractedPassage], known: About) -> Iterator[ExtractedPassage]:
    """Yield the pieces, with a date or the author's name around a story marked as boilerplate."""
    begun = False
    paragraphs = 0
    # Several dates are a chronology, or those of an event.
    dates = [piece.kind is None and _is_stamp(piece.text) for piece in pieces]
    dated = sum(dates) == 1
    for number, piece in enumerate(pieces):
        # Below the lead, or at the end.
        outside = paragraphs < 2 or number >= len(pieces) - _MAX_SIGNATURE_LINES
        stamp = piece.kind is None and (
            (not begun and rules.is_date(piece.text))
            or (dated and dates[number] and outside and piece.element != "head")
            or (outside and (rules.is_byline(piece.text) or _is_author(piece.text, known)))
        )
        # `12. Mai 2026` is a date, which does not end a sentence.
        begun = begun or (not stamp and rules.ends_sentence(piece.text))
        paragraphs += len(piece.text) >= _MIN_PROSE_CHARACTERS
        yield replace(piece, kind="boilerplate") if stamp else piece


def without_prompts(pieces: Sequence[ExtractedPassage]) -> list[ExtractedPassage]:
    """Mark text about cookies and, after the story, about subscriptions as boilerplate."""
    found = list(pieces)
    for order in (range(len(found)), range(len(found) - 1, -1, -1)):
        asked = False
        for i in order:
            # Text about cookies next to a consent request is part of the request.
            about = "cookie" in found[i].text.casefold()
            asked = about and (asked or rules.is_consent(found[i].text))
            if asked and found[i].kind is None:
                found[i] = replace(found[i], kind="boilerplate")
    long = (i for i, piece in enumerate(found) if len(piece.text) >= _MIN_PROSE_CHARACTERS)
    narrative = [i for i in long if not rules.is_boilerplate(found[i].text)]
    after = range(narrative[-1] + 1, len(found)) if narrative else range(0)
    charged = next((i for i in after if rules.is_paywall(found[i].text)), None)
    if charged is None:
        return found
    for i in after:
        piece = found[i]
        if piece.kind is None and (i > charged or piece.text.rstrip(' »”"')[-1:] not in ".!?…"):
            found[i] = replace(piece, kind="boilerplate")
    return found


def without_links(pieces: Iterable[ExtractedPassage]) -> list[ExtractedPassage]:
    """Mark links to other articles as boilerplate: link-only paragraphs, and links after the story."""
    found = [
        replace(piece, kind="boilerplate")
        if piece.linked
        and piece.element in ("p", "")
        and piece.kind is None
        and not rules.ends_sentence(piece.text)
        else piece
        for piece in pieces
    ]
    dropped = False
    for i in range(len(found) - 1, 0, -1):
        piece = found[i]
        title = dropped and piece.element == "head"
        if piece.kind is None and ((piece.linked and not source_line(piece.text, piece.links)) or title):
            found[i] = replace(piece, kind="boilerplate")
            dropped = True
        elif piece.kind != "boilerplate" and not rules.is_boilerplate(piece.text):
            break
    return found


def _is_stamp(line: str) -> bool:
    return (rules.is_date(line) or rules.is_placed_date(line)) and len(_YEAR.findall(line)) < 2


def _is_author(line: str, known: About) -> bool:
    """Return whether a line has only the author, `Par` and the name of the outlet."""
    if not known.author or len(line) > MAX_SOURCE_WORDS:
        return False
    rest = line.casefold()
    for name in [*known.author.split("; "), *([known.outlet] if known.outlet else [])]:
        rest = rest.replace(name.casefold(), " ")
    return rest != line.casefold() and rules.is_byline_rest(rest)


def is_breadcrumb(line: str, title: str) -> bool:
    """Return whether a line is a breadcrumb trail: `Accueil > Société > Le titre`."""
    if len(line) > _MAX_CRUMB_CHARACTERS or line.endswith("."):
        return False
    parts = [part.strip() for part in _CRUMB.split(line)]
    first, last = parts[0], parts[-1]
    return len(parts) > 1 and (
        rules.is_home(first) or (len(parts) > 2 and bool(last) and key(title).startswith(key(last)))
    )

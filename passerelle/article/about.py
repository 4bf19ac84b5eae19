"""Find the date, author and outlet of a page's article in its head, structured data or byline."""

import html
import logging
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from passerelle.article import rules
from passerelle.article.margins import text_of
from passerelle.article.passages import About, has_letters
from passerelle.article.phrases import any_markup, any_of
from passerelle.article.structured import Statement, is_article
from passerelle.languages import LANGUAGES
from passerelle.languages.dateforms import months
from passerelle.listing import alternatives

# htmldate logs pages that it cannot read; a page without a date is not an error.
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

_ISO_DAY = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")
_MONTHS = {
    name: number
    for code, record in LANGUAGES.items()
    for name, number in months(code, record.dates.months).items()
    if not name.isdigit()
}
_MONTH = alternatives(map(re.escape, _MONTHS))
_SUFFIXES = alternatives(suffix for record in LANGUAGES.values() for suffix in record.numerals.suffixes)
_BEFORE_YEAR = alternatives(word for record in LANGUAGES.values() for word in record.dates.before_year)
# `12 mai 2026`, `ngày 12 tháng 5 năm 2026`, and `12/5/2026`, the day first.
_WRITTEN_DAY = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:(?:{_SUFFIXES}|\.)? +(?P<name>{_MONTH})\.?,?(?: (?:{_BEFORE_YEAR}))? "
    r"|[/.-](?P<figure>\d{1,2})[/.-])(?P<year>20\d\d)(?!\d)"
)
_MAX_LINES = 60
_AUTHOR_META = (
    "author",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "byl",
)
_OUTLET_META = ("og:site_name", "application-name", "dc.publisher", "publisher")
_META = frozenset((*_AUTHOR_META, *_OUTLET_META))
_BYLINE = re.compile(
    rf"(?<![a-z])(?:author|byline|writer|signature|{any_markup('author')})(?![a-z]{{3}})", re.IGNORECASE
)
_NO_BYLINE = re.compile(r"comment|bio|about|related|avatar|image|photo|social|follow|box|list", re.IGNORECASE)
_NO_NAME = re.compile(r"https?:|www\.|@|\d{2}|[|<>{}]")
# A name both under and next to a picture: `Anne RiouAnne Riou`.
_TWICE = re.compile(r"(\S.{4,60}?)\s*\1$")
MAX_AUTHOR_CHARACTERS, MAX_OUTLET_CHARACTERS = 200, 80
_MAX_BYLINES = 40


_BEFORE_NAME = re.compile(rf"^\W*(?:{any_of('author_before')})\b\s*:?\s*", re.IGNORECASE)
_AFTER_NAME = re.compile(
    rf"\s+(?:[|•·—–]|-|(?:{any_of('date_before')}) \d|\d{{1,2}}[/.]\d)|,? \("
    rf"|, (?:{any_of('place_before')}) (?=[^\W\d_])|\s*[•|]\s*"
)
# `Anne Riou, le` is what is left of `Anne Riou, le <time>…</time>`.
_LEFT_OVER = re.compile(rf"\s+(?:{any_of('date_before')})$", re.IGNORECASE)


def about(tree: Any, statements: Sequence[Statement], lines: Sequence[str] = ()) -> About:
    """Return the date, author and outlet of a page's article; each is None if the page does not state it.

    Args:
        tree: the page.
        statements: its structured data.
        lines: the lines of the page, one of which may be only a date.
    """
    articles = [each for each in statements if is_article(each)]
    meta = _meta(tree)
    publishers = (each.publisher for each in articles)
    outlet = next(filter(None, (*(meta.get(name) for name in _OUTLET_META), *publishers)), None)
    date = _date(tree, articles) or _written_date(lines)
    return About(date, _author(tree, articles, meta), _short(outlet))


def _meta(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or "").lower()
        content = element.get("content") or ""
        if name in _META and content.strip():
            found.setdefault(name, " ".join(html.unescape(content).split()))
    return found


def _short(outlet: str | None) -> str | None:
    return (
        outlet.lstrip("@")
        if outlet and len(outlet) <= MAX_OUTLET_CHARACTERS and has_letters(outlet)
        else None
    )


def _date(tree: Any, articles: Sequence[Statement]) -> str | None:
    for each in articles:
        if match := _ISO_DAY.match(each.date):
            return match[0]
    from htmldate import find_date

    try:
        found = find_date(tree, extensive_search=False, original_date=True)
    except Exception:  # its parsers raise many kinds of errors on malformed dates
        return None
    return found if found and _ISO_DAY.fullmatch(found) else None


def _written_date(lines: Sequence[str]) -> str | None:
    """Return the date of a line such as `Publié le 12 mai 2026 à 14 h` near the beginning of a page."""
    for line in islice(lines, _MAX_LINES):
        if not (rules.is_published(line) or rules.is_date(line)):
            continue
        for match in _WRITTEN_DAY.finditer(line.casefold()):
            month = _MONTHS[match["name"]] if match["name"] else int(match["figure"])
            day = f"{match['year']}-{month:02}-{int(match['day']):02}"
            if _ISO_DAY.fullmatch(day):
                return day
    return None


def _author(tree: Any, articles: Sequence[Statement], meta: dict[str, str]) -> str | None:
    for each in articles:
        if names := [name for name in each.authors if _is_name(name)]:
            return _joined(names)
    for key in _AUTHOR_META:
        if _is_name(name := clean_name(meta.get(key, ""))):
            return name
    found: list[str] = []
    for element in islice(_bylines(tree), _MAX_BYLINES):
        name = clean_name(text_of(element))
        if _is_name(name) and not any(name in other or other in name for other in found):
            found.append(name)
        if len(found) == 3:
            break
    return _joined(found[:1]) if found else None


def _bylines(tree: Any) -> Any:
    """Yield the elements that a page marks as the author, the most reliable first."""
    later = []
    for element in tree.iter("a", "span", "div", "p", "address", "strong", "h3", "h4", "cite", "li"):
        names = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("itemprop"))))
        if element.get("rel") == "author" or element.get("itemprop") == "author":
            yield element
        elif names and _is_byline_name(names):
            later.append(element)
    yield from later


# Cached, since most names occur on many elements.
@lru_cache(maxsize=4096)
def _is_byline_name(names: str) -> bool:
    return _BYLINE.search(names) is not None and not _NO_BYLINE.search(names)


def clean_name(text: str) -> str:
    """Return a name without repetition, `Par` before it or a date after it."""
    text = _BEFORE_NAME.sub("", " ".join(text.split()))
    text = _AFTER_NAME.split(text)[0]
    text = _TWICE.sub(r"\1", text)
    return _LEFT_OVER.sub("", text.strip(" ,.;:-–")).strip(" ,")


def _is_name(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= 12
        and len(text) <= MAX_AUTHOR_CHARACTERS
        and has_letters(text)
        and text[0].isalpha()
        and not _NO_NAME.search(text)
    )


def _joined(names: Sequence[str]) -> str:
    return "; ".join(names)[:MAX_AUTHOR_CHARACTERS]

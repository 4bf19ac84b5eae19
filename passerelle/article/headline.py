"""Find the title of a page, from its heading or its head, without the name of the site."""

import html
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from passerelle.article.margins import text_of
from passerelle.article.passages import has_letters
from passerelle.article.phrases import any_markup
from passerelle.characters import normalized

MAX_TITLE_CHARACTERS = 300
_SEPARATOR = re.compile(r"\s+(?:[|•·—–»«›‹⁄~*:/-]|::|//|>>|<<|\|\|)\s+|\s*[|»•]\s*|(?<=[^\s\d])\s*::\s*")
_HEADLINE = re.compile(
    r"(?<![a-z])(?:headline|(?:post|entry|article|story|single|detail)[-_]*title|title[-_]*(?:post|detail|news|article))",
    re.IGNORECASE,
)
# A line above the headline, inside the same heading.
_KICKER = re.compile(
    r"(?<![a-z])(?:kicker|overline|over-?title|roofline|topline|eyebrow|label|category|prefix|date|time|pretitle"
    rf"|pre-title|super-?title|{any_markup('kicker')})",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?<![a-z])(?:logo|brand|site-?(?:title|name|header)|blog-?title|nav|menu|sidebar|widget|related|comment|cookie|footer|teaser)",
    re.IGNORECASE,
)
# Minimum share of a heading's words in the title from the head for the two to be considered the same.
_MIN_COMMON = 0.6
# Minimum share of a title tag's words in other titles for it to be considered about the same thing.
_MIN_SHARED = 0.4
_TITLE_META = ("og:title", "twitter:title", "dc.title", "title")
_MAX_HEADINGS = 60
_MAX_SITE_WORDS = 6
# Maximum words in the name of a site or section, in such a name that another one follows, and in a line above
# the headline; minimum words of a title.
_MAX_NAME_WORDS, _MAX_SECOND_NAME_WORDS, _MAX_KICKER_WORDS, _MIN_TITLE_WORDS = 4, 2, 2, 4
# Spaces and marks that a text may have in addition to the title that it repeats.
_MAX_ORNAMENTS = 40
_MAX_SITE_CHARACTERS = 80
# `POLITIQUE - `
_SECTION = re.compile(r"[^\Wa-zà-ÿ][^\W\da-zà-ÿ ]{2,29}\s*[|•·»:–—-]\s+")
_DIVIDED = re.compile(r"\s*[|•·»]\s*\S")
# The bonus of an `h1` that is not part of the page's furniture.
_IS_HEADING = 0.2


def find(tree: Any, headlines: Sequence[str], names: Iterable[str]) -> str | None:
    """Find the title of a page's article.

    The headings are compared with the title in the head, since a page's first heading may be its logo, and
    the title in the head usually includes the site's name.

    Args:
        tree: the page.
        headlines: headlines in structured data.
        names: known names of the site.
    """
    page_title = next((" ".join(text_of(e).split()) for e in tree.iter("title")), "")
    titles = [*filter(_is_title, (*_meta(tree, _TITLE_META), *headlines))]
    # The title tag may contain only the site's name.
    if _is_title(page_title) and (not titles or _agreement(page_title, titles) >= _MIN_SHARED):
        titles.append(page_title)
    # Some pages give their headline as the name of the site.
    known = {
        _plain(name) for name in (*names, *_site_names(tree)) if name and len(name.split()) <= _MAX_SITE_WORDS
    }
    headings = list(_headings(tree, known))
    best = max(headings, key=lambda h: _agreement(h[0], titles) + h[1], default=None)
    alone = [text for text, bonus in headings if bonus >= _IS_HEADING]
    # Without other evidence, the title tag may be that of the site or section.
    if best and (
        _agreement(best[0], titles) >= _MIN_COMMON or (len(alone) == 1 and set(titles) <= {page_title})
    ):
        found = best[0] if _agreement(best[0], titles) >= _MIN_COMMON else alone[0]
        return next((text for text in titles if _is_below(text, found)), found)
    for text in titles:
        if stripped := without_site(text, known, titles):
            return stripped
    return headings[0][0] if headings else None


def _is_title(text: str) -> bool:
    return has_letters(text) and len(text) <= 2 * MAX_TITLE_CHARACTERS


def _meta(tree: Any, names: Sequence[str]) -> list[str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = (element.get("property") or element.get("name") or "").lower()
        if name in names and element.get("content"):
            found.setdefault(name, " ".join(html.unescape(element.get("content")).split()))
    return [found[name] for name in names if name in found]


def _site_names(tree: Any) -> list[str]:
    """Return the names of a site: those that the page states, and the labels of its host name."""
    names = _meta(
        tree, ("og:site_name", "application-name", "apple-mobile-web-app-title", "twitter:site", "publisher")
    )
    for address in [
        *_meta(tree, ("og:url",)),
        *(e.get("href") or "" for e in tree.iter("link") if e.get("rel") == "canonical"),
    ]:
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            continue
        labels = [label for label in host.split(".") if label not in ("www", "m")]
        names += [host, ".".join(labels), *labels[:-1]]
    return [name.lstrip("@") for name in names]


def _headings(tree: Any, known: set[str]) -> Iterable[tuple[str, float]]:
    """Yield headings that may be the title, with a bonus for those that the page marks as such."""
    for element in islice(tree.iter("h1", "h2"), _MAX_HEADINGS):
        text = _without_kicker(element)
        names = " ".join(
            filter(
                None,
                (
                    n
                    for e in (element, *islice(element.iterancestors(), 2))
                    for n in (e.get("class"), e.get("id"))
                ),
            )
        )
        own = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("itemprop"))))
        if not has_letters(text) or len(text) > MAX_TITLE_CHARACTERS or _plain(text) in known:
            continue
        bonus = (
            0.2 * (element.tag == "h1")
            + 0.1 * bool(_HEADLINE.search(own))
            - 0.2 * bool(_FURNITURE.search(names))
        )
        yield text, bonus


def _without_kicker(element: Any) -> str:
    """Return the text of a heading, without a kicker at its start."""
    whole = text_of(element)
    for child in islice(element.iter("span", "div", "strong", "small", "em", "p", "time", "a"), 4):
        kicker = text_of(child)
        named = child.tag == "time" or _KICKER.search(f"{child.get('class') or ''} {child.get('id') or ''}")
        if named and kicker and whole.startswith(kicker) and has_letters(whole[len(kicker) :]):
            return whole[len(kicker) :].lstrip(" :|–-")
    return whole


def _is_below(title: str, heading: str) -> bool:
    """Return whether a heading is a kicker without markup of its own, with a title below it."""
    kicker = heading.removesuffix(title)
    return (
        kicker != heading
        and kicker[-1:] == " "
        and kicker[-2:-1].isalnum()  # not `EN DIRECT. `
        and len(kicker.split()) <= _MAX_KICKER_WORDS
        and len(title.split()) >= _MIN_TITLE_WORDS
    )


def _agreement(heading: str, titles: Sequence[str]) -> float:
    """Return how well a heading agrees with the closest title in the head or structured data, from 0 to 1."""
    words = _words(heading)
    best = 0.0
    for text in titles:
        others = _words(text)
        common = len(words & others)
        if common:
            best = max(best, common / len(words) * (0.7 + 0.3 * common / len(others)))
    return best


def without_site(text: str, known: set[str], titles: Sequence[str]) -> str:
    """Return a title without the name of the site or section that follows or precedes it."""
    for other in titles:
        if (
            len(other) < len(text)
            and len(_words(other)) > 2
            and text.startswith(other)
            and _SEPARATOR.match(text, len(other))
        ):
            return without_site(other, known, ())
    parts = _SEPARATOR.split(text)
    if len(parts) == 1:
        return text
    kept = [part for part in parts if part and not _is_site(part, known)]
    if not kept:
        return text
    first, last = parts.index(kept[0]), len(parts) - 1 - parts[::-1].index(kept[-1])
    start, end = text.index(kept[0]), text.rindex(kept[-1]) + len(kept[-1])
    marks = list(_SEPARATOR.finditer(text, start, end))
    if first == 0 and marks and len(_words(kept[-1])) <= _MAX_NAME_WORDS:
        # The name of an unknown site, or of the section before a known one: `Title - Sport - Site`.
        before = _words(text[start : marks[-1].start()])
        divided = "|" in marks[-1][0]
        known_site = last < len(parts) - 1
        least = _MIN_TITLE_WORDS if not divided or known_site else len(_words(kept[-1])) + 1
        if len(before) >= least and (not known_site or len(_words(kept[-1])) <= _MAX_SECOND_NAME_WORDS):
            end = marks[-1].start()
            if not known_site and len(marks) > 1:
                # `Title - Sport - Unknown site`
                section = _words(text[marks[-2].end() : end])
                title = _words(text[start : marks[-2].start()])
                if len(section) <= _MAX_SECOND_NAME_WORDS and len(title) >= _MIN_TITLE_WORDS:
                    end = marks[-2].start()
    return text[start:end].strip()


def _is_site(part: str, known: set[str]) -> bool:
    plain = _plain(part)
    squeezed = plain.replace(" ", "")
    return any(plain == name or squeezed == name.replace(" ", "") for name in known) or bool(
        re.fullmatch(
            r"(?:www\.)?[\w-]+\.(?:[a-z]{2,3}|info|news)(?:\.[a-z]{2})?|\d{1,2}\.\d{1,2}\.\d{2,4}|", plain
        )
    )


def same(text: str, title: str) -> bool:
    """Return whether a text is a title, ignoring quotation marks, case and spaces."""
    return len(text) <= 2 * len(title) + _MAX_ORNAMENTS and _bare(text) == _bare(title)


def repeats(text: str, title: str, page_title: str = "") -> bool:
    """Return whether a text is a title, alone or with the names of a section and a site beside it.

    Args:
        text: a text.
        title: the title.
        page_title: the title in the head of the page, which often ends with the site's name.
    """
    if same(text, title) or (page_title and same(text, page_title)):
        return True
    section = _SECTION.match(text)
    if section and same(text[section.end() :], title):
        return True
    begins = text.startswith(title) and len(text) <= len(title) + _MAX_SITE_CHARACTERS
    return begins and _DIVIDED.match(text, len(title)) is not None


@lru_cache(maxsize=256)
def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, normalized("NFKC", text).casefold()))


def _plain(text: str) -> str:
    return " ".join(normalized("NFKC", text).casefold().split())


@lru_cache(maxsize=256)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", _plain(text)))

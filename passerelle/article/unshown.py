"""Remove what a page does not show as its text: code, consent panels, struck-out and hidden text."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from passerelle.article.superscripts import INLINE, MAX_DEPTH, replace

# Blocks whose text is prose.
PROSE = frozenset("p li blockquote td th dd dt figcaption".split())
# An inline style that hides an element.
HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:\s*line-through", re.IGNORECASE)
_STRUCK_NAME = re.compile(
    r"(?:^|[\s_-])(?:strike(?:d|through)?|line-?through|struck)(?:$|[\s_-])", re.IGNORECASE
)
# Elements that the attribute `hidden` hides with all their text.
_HIDEABLE = frozenset("aside div li ol p section span ul".split())
# Consent panels, by the names used in the software that generates them.
_CONSENT_NAME = re.compile(
    r"cookie[-_]?(?:banner|bar|box|consent|law|notice|modal|panel|popup|policy|settings|description)"
    r"|(?<![a-z])(?:axeptio|borlabs|cmplz|cookiebot|didomi|onetrust|tarteaucitron|orejime)|consent-?(?:banner|manager)",
    re.IGNORECASE,
)
# The frame around a page in web.archive.org, in the former cache of Google and in Google's translations.
_ADDED_NAMES = ("wm-ipp", "google-cache-hdr", "gt-nvframe", "google-src-text")
_ADDED = (
    "//*[@id='wm-ipp-base' or @id='wm-ipp' or @id='wm-ipp-print' or @id='donato' or @id='gt-nvframe'"
    " or contains(@id, 'google-cache-hdr') or @class='google-src-text']"
)
# Parts of the names above, whose presence is much faster to test.
_CONSENT_PARTS = tuple("axeptio borlabs cmplz consent cookie didomi onetrust orejime tarteaucitron".split())
_STRUCK_PARTS = ("strike", "struck", "through")
_SPOKEN = ("sr-only", "hidden", "screen-reader")
_MAX_PANELS = 20


def drop_code(tree: Any) -> None:
    """Remove scripts and styles, except structured data; a template may hold what a custom element shows."""
    for element in tree.iterfind(".//template[@shadowrootmode]"):
        element.tag = "div"
    for element in list(tree.iter("script", "style", "template")):
        if "json" not in (element.get("type") or "") and element.getparent() is not None:
            replace(element, "")


def drop_archive(tree: Any, named: str) -> None:
    """Remove what an archive, a cache or a translation service adds to a page, such as its own dates.

    Args:
        tree: the page.
        named: the result of `elements.names`.
    """
    if any(name in named for name in _ADDED_NAMES):
        for element in tree.xpath(_ADDED):
            if element.getparent() is not None:
                replace(element, "")


def drop_spoken(tree: Any, named: str) -> None:
    """Remove text for screen readers that repeats what is shown beside it: `$5` and `5 dollars`."""
    if not any(name in named for name in _SPOKEN):
        return
    spans = [each for each in tree.iter("span") if any(name in (each.get("class") or "") for name in _SPOKEN)]
    for element in spans:
        shown = element.getprevious()
        if shown is not None and shown.get("aria-hidden") == "true" and not (shown.tail or "").strip():
            replace(element, "")


def drop_consent(tree: Any, named: str) -> None:
    """Remove the panels in which a page asks for consent to cookies, unless they are most of the page."""
    if not _has_part(named, _CONSENT_PARTS):
        return
    panels = [
        element
        for element in tree.iter("div", "section", "aside", "form", "dialog", "p")
        if any(name and _is_consent_name(name) for name in (element.get("id"), element.get("class")))
    ]
    if panels:
        found = set(panels)
        whole = sum(map(len, tree.itertext()))
        outer = [e for e in panels if not any(a in found for a in islice(e.iterancestors(), MAX_DEPTH))]
        if 2 * sum(len(text) for e in outer[:_MAX_PANELS] for text in e.itertext()) < whole:
            for element in outer[:_MAX_PANELS]:
                replace(element, "")


def drop_struck(tree: Any, styled: Sequence[Any], named: str) -> bool:
    """Remove text that the author struck out or hid, unless that is most of the page (an unclosed tag).

    Args:
        tree: the page.
        styled: its elements with a style or the attribute `hidden`.
        named: the result of `elements.names`.

    Returns:
        Whether some of it was struck out in a line of prose.
    """
    in_line = [e for e in styled if e.tag in INLINE or e.tag in ("p", "li")]
    struck = [*tree.iter("s", "strike", "del"), *(e for e in in_line if _STRUCK.search(e.get("style") or ""))]
    if _has_part(named, _STRUCK_PARTS) and _STRUCK_NAME.search(named):
        struck += [e for e in tree.iter("span", "em", "font") if _STRUCK_NAME.search(e.get("class") or "")]
    hidden = [e for e in in_line if HIDDEN.search(e.get("style") or "")]
    hidden += [e for e in styled if e.get("hidden") is not None and e.tag in _HIDEABLE]
    whole = sum(map(len, tree.itertext())) if struck or hidden else 0
    in_prose = False
    for found in (struck, hidden):
        if 2 * sum(len(text) for e in found for text in e.itertext()) < whole:
            in_prose = in_prose or (found is struck and any(map(_is_in_prose, struck)))
            for element in found:
                replace(element, "")
    return in_prose


# Cached, since most names occur on many elements.
@lru_cache(maxsize=4096)
def _is_consent_name(name: str) -> bool:
    return _has_part(name, _CONSENT_PARTS) and _CONSENT_NAME.search(name) is not None


def _has_part(names: str, parts: Iterable[str]) -> bool:
    names = names.lower()
    return any(part in names for part in parts)


def _is_in_prose(element: Any) -> bool:
    """Return whether an element is part of a line of prose, or contains one."""
    around = [*islice(element.iterancestors(), 2), *islice(element.iterdescendants(), 1)]
    return any(each.tag in PROSE for each in around)

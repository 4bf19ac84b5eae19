"""Recognize pages that a site serves instead of an article, such as error pages and checks for robots.

They often come with status 200. A briefing of one would only translate the site's notice, and comparing it
with a version of the article would report differences that do not exist.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any
from urllib.parse import urljoin

from passerelle.article import rules
from passerelle.article.margins import PageLine, text_of
from passerelle.article.passages import ExtractedPassage
from passerelle.article.phrases import any_of, clean
from passerelle.article.sources import plausible_url
from passerelle.urls import MAY_HAVE_ADDRESS, WEB_ADDRESS

# Length of a story, in characters, that a script may have to complete.
_THIN_CHARACTERS = 200
THIN = (
    f"The page has fewer than {_THIN_CHARACTERS} characters of prose; if the article is longer, open it in a "
    "browser, and paste its text from there."
)
_SAVE = "open it in a browser, and save it there once it shows the article"
_COPY = "open it in a browser, and paste the article's text from there"
_FORWARDS = "{} only leads to another page; give its address instead: {}"
_FRAMES = "{} only shows another page in a frame; open that page in a separate window, and save it."


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of page that is served instead of an article.

    Attributes:
        form: matches each of its lines as a whole.
        message: what to tell the user, with `{}` in place of the page's name.
        asks: whether articles have such lines too, as a request to readers before the rest of the text.
    """

    form: re.Pattern[str]
    message: str
    asks: bool = False


def _kind(field: str, message: str, *, asks: bool = False) -> _Kind:
    return _Kind(re.compile(any_of(field), re.IGNORECASE | re.DOTALL), message, asks)


# The first that fits is reported: a check for robots also mentions JavaScript and denied access.
_KINDS = (
    _kind("robot_check", f"{{}} is a check for robots, not an article; {_SAVE}."),
    _kind(
        "not_found",
        "{} is only an error page: the site has no such page, or no longer has it; check the address, or "
        "look for the article under its title.",
    ),
    _kind("denied", f"{{}} is only an error page: the site does not serve the article to everyone; {_SAVE}."),
    _kind(
        "failure",
        "{} is only an error page: the site is out of order or under maintenance; try again later.",
    ),
    _kind(
        "login",
        "{} asks its readers to log in; log in with a browser, save the article there and open the saved "
        "file instead.",
        asks=True,
    ),
    _kind("script_needed", f"{{}} shows its article only with JavaScript; {_COPY}.", asks=True),
)
_LOGIN, _SCRIPTS = _KINDS[-2:]
# Maximum number of other characters on a page that is a substitute: if its title and another line say so, if
# its title or main heading does, if only other lines do, and if articles have such lines too.
_MAX_OTHER_CHARACTERS, _MAX_OTHER_HEADED, _MAX_OTHER_UNHEADED, _MAX_OTHER_ASKING = 6000, 500, 150, 60
# Minimum words of a line that is not a heading: shorter ones, such as `Se connecter`, are in articles too.
_MIN_ASKING_WORDS = 4
_MAX_LINE_CHARACTERS, _MIN_PROSE_CHARACTERS, _MAX_TEXT_CHARACTERS = 400, 40, 300
_MAX_REFRESH_SECONDS, _MAX_SCRIPT_CHARACTERS = 30, 5000
_MOVED = re.compile(
    r"(?:30[1278] )?(?:document moved|found|moved permanently|object moved|redirect\w*)\W*", re.IGNORECASE
)
# `Désolé, …`, `Oups ! …`, `Xin lỗi, …`
_OPENING = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)?\s*[,!.…:–—-]+\s+")
_SEPARATOR = re.compile(r"\s+[|–—·›:-]\s+|\s*\|\s*")
_REFRESH = re.compile(
    r"\s*(?P<seconds>\d{1,4})\s*(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?(?P<url>[^'\"\s]+)", re.IGNORECASE
)
_LOCATION = re.compile(
    r"location(?:\.href)?\s*=\s*['\"](?P<set>https?://[^'\"\s]+)"
    r"|location\.(?:replace|assign)\(\s*['\"](?P<call>https?://[^'\"\s]+)",
)


@dataclass(frozen=True, slots=True)
class Served:
    """What a page is made of, before its elements are rewritten.

    Attributes:
        title: the title in its head.
        unscripted: lines that it shows only without JavaScript.
        scripts: number of its scripts that run.
        password: whether it has a field for a password.
        frames: whether it shows other pages in frames.
        target: the address that it leads to by itself, if any.
    """

    title: str = ""
    unscripted: tuple[str, ...] = ()
    scripts: int = 0
    password: bool = False
    frames: bool = False
    target: str | None = None


def served(tree: Any) -> Served:
    """Collect what a page is made of, before its elements are rewritten.

    Args:
        tree: its root element.
    """
    scripts = [e for e in tree.iter("script") if "json" not in (e.get("type") or "")]
    return Served(
        next((text_of(e) for e in tree.iter("title")), ""),
        tuple(text for e in tree.iter("noscript") for text in _own_lines(e)),
        len(scripts),
        any((e.get("type") or "").lower() == "password" for e in tree.iter("input")),
        next(tree.iter("frame", "iframe"), None) is not None,
        next(_targets(tree, scripts), None),
    )


def _own_lines(element: Any) -> Iterator[str]:
    yield text_of(element)
    yield from (text_of(e) for e in islice(element.iter("p", "div", "h1", "h2", "span", "strong"), 20))


def _targets(tree: Any, scripts: Sequence[Any]) -> Iterator[str]:
    base = next((e.get("href") for e in tree.iter("link") if e.get("rel") == "canonical"), "") or ""
    for element in tree.iter("meta"):
        if (element.get("http-equiv") or "").lower() == "refresh":
            found = _REFRESH.match(element.get("content") or "")
            if found and int(found["seconds"]) <= _MAX_REFRESH_SECONDS:
                yield from filter(None, [plausible_url(urljoin(base, found["url"]))])
    for script in scripts:
        if moved := _LOCATION.search((script.text or "")[:_MAX_SCRIPT_CHARACTERS]):
            yield from filter(None, [plausible_url(moved["set"] or moved["call"])])


def reason(page: Served, lines: Sequence[PageLine], pieces: Sequence[ExtractedPassage]) -> str | None:
    """Return why a page is not an article and what to do, `{}` being its name; None if it may be one.

    Args:
        page: the result of `served`.
        lines: all lines of the page.
        pieces: what would be read as its story, without the title.
    """
    if _has_prose(pieces, _MAX_OTHER_CHARACTERS):
        return None
    prose = [piece.text for piece in pieces if _is_prose(piece)]
    first = next((line.text for line in lines if line.heading), "")
    title, heading = frozenset(_parts(page.title)), frozenset(_parts(first))
    titled = any(_says(kind, text) for kind in _KINDS for text in title)
    # Lines that may be the page's own words are short, so that most articles need no search.
    if sum(map(len, prose)) >= (_MAX_OTHER_CHARACTERS if titled else 3 * _MAX_OTHER_HEADED):
        return None
    others = {clean(text) for text in (*(line.text for line in lines), *(p.text for p in pieces))} - title
    unscripted = {clean(text) for text in page.unscripted}
    every = (*title, *heading, *others, *unscripted)
    matched = {text for text in every if any(_says(kind, text) for kind in _KINDS)}
    other = sum(len(text) for text in prose if not _consists_of(text, matched))
    for kind in _KINDS:
        if other < _limit(
            kind,
            *({text for text in each if _says(kind, text)} for each in (title, heading, others, unscripted)),
        ):
            return kind.message
    left = [piece for piece in pieces if clean(piece.text) not in matched]
    return _by_structure(page, lines, left, other)


def is_thin(page: Served, pieces: Sequence[ExtractedPassage]) -> bool:
    """Return whether a page with scripts has hardly any prose, as if they had not run.

    Args:
        page: the result of `served`.
        pieces: the story, without the title.
    """
    sentences = (piece for piece in pieces if rules.ends_sentence(piece.text))
    return page.scripts > 0 and not _has_prose(sentences, _THIN_CHARACTERS)


def _limit(kind: _Kind, title: set[str], heading: set[str], others: set[str], unscripted: set[str]) -> int:
    """Return how much other text a page of a kind has at most, in characters.

    Args:
        kind: the kind.
        title: the parts of the title in the head that say that the page is of this kind.
        heading: the parts of the main heading that do.
        others: other lines that do; an article may have one of them, in a dialog that is not shown.
        unscripted: lines shown without JavaScript that do.
    """
    if kind.asks and not (title or heading):
        return _MAX_OTHER_ASKING if unscripted or any(map(_asks, others)) else 0
    if kind.asks:
        return _MAX_OTHER_UNHEADED
    if title and others:
        return _MAX_OTHER_CHARACTERS
    if title or heading:
        return _MAX_OTHER_HEADED
    return _MAX_OTHER_UNHEADED if others or unscripted else 0


def _asks(text: str) -> bool:
    return len(text.split()) >= _MIN_ASKING_WORDS


def _by_structure(
    page: Served, lines: Sequence[PageLine], pieces: Sequence[ExtractedPassage], other: int
) -> str | None:
    """Return why a page with hardly any text is not an article."""
    text = sum(len(line.text) for line in lines if not line.linked)
    if other < _MAX_OTHER_ASKING and text < _MAX_TEXT_CHARACTERS:
        if target := page.target or _only_target(page, lines):
            # Braces are escaped, since the result is a format string.
            return _FORWARDS.format("{}", target.replace("{", "%7B").replace("}", "%7D"))
        if page.password:
            return _LOGIN.message
        if page.frames and not pieces:
            return _FRAMES
    has_sentence = any(piece.kind == "caption" or rules.ends_sentence(piece.text) for piece in pieces)
    bare = not has_sentence and sum(len(piece.text) for piece in pieces) < _MAX_OTHER_UNHEADED
    return _SCRIPTS.message if page.scripts and bare else None


def _only_target(page: Served, lines: Sequence[PageLine]) -> str | None:
    """Return the address of the only link of a page, if the page says that it leads there."""
    links = {link for line in lines for link in line.links}
    link = plausible_url(next(iter(links))) if len(links) == 1 else None
    moved = any(_MOVED.fullmatch(clean(each)) for each in _headings(page, lines))
    return link if moved or link in {line.text for line in lines} else None


def _headings(page: Served, lines: Sequence[PageLine]) -> Iterator[str]:
    yield page.title
    yield from (line.text for line in lines if line.heading)


def _parts(title: str) -> Iterator[str]:
    """Yield a title, and its parts without the name of the site."""
    if len(title) <= _MAX_LINE_CHARACTERS:
        yield from filter(None, map(clean, (title, *_SEPARATOR.split(title))))


def _says(kind: _Kind, text: str) -> bool:
    if len(text) > _MAX_LINE_CHARACTERS:
        return False
    opening = _OPENING.match(text)
    rest = text[opening.end() :] if opening else ""
    return any(each and kind.form.fullmatch(each) for each in (text, rest))


def _has_prose(pieces: Iterable[ExtractedPassage], least: int) -> bool:
    """Return whether pieces have at least `least` characters of prose; stop reading once they have."""
    found = accumulate(len(piece.text) for piece in pieces if _is_prose(piece))
    return any(characters >= least for characters in found)


def _is_prose(piece: ExtractedPassage) -> bool:
    return (
        (not piece.linked or rules.ends_sentence(piece.text))
        and piece.kind != "caption"
        and _length_without_addresses(piece.text) >= _MIN_PROSE_CHARACTERS
        and not rules.is_boilerplate(piece.text)
    )


def _length_without_addresses(text: str) -> int:
    """Return the length of a text without addresses."""
    return len(WEB_ADDRESS.sub("", text)) if MAY_HAVE_ADDRESS.search(text) else len(text)


def _consists_of(text: str, matched: set[str]) -> bool:
    """Return whether a piece consists of matched lines; extraction joins the lines of a short page."""
    rest = clean(text)
    if rest in matched:
        return True
    for line in sorted(matched, key=len, reverse=True):
        rest = rest.replace(line, " ")
    return len(rest.strip()) < _MIN_PROSE_CHARACTERS

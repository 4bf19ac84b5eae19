"""Detect special kinds of pages and describe them in notices for the reader."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from passerelle.article import rules
from passerelle.article.margins import PageLine, key, text_of
from passerelle.article.passages import ExtractedPassage, has_letters
from passerelle.article.phrases import any_of
from passerelle.article.structured import Statement, is_article

PAYWALL = "Only the beginning of the article is on this page."
LIVE_BLOG = "This page is a live blog: many short entries, which may not be in chronological order."
GALLERY = "This page is a picture gallery: most of its text is captions."
INDEX = "This page lists several articles; to read one of them, open its own page."
COOKIE_WALL = "The page asks for consent to cookies first; save it from a browser where the article is shown."
VIDEO = "This page is about a video; only the text around it can be read."

# Length of a story that is hardly more than a lead, and of one that is hardly an article, in characters.
_SHORT_STORY_CHARACTERS, _TEASER_CHARACTERS = 2500, 800
_MAX_WALL_CHARACTERS = 20_000
_MIN_GALLERY_CAPTIONS = 6
_MIN_INDEX_ITEMS = 8
# Minimum length of a linked heading and maximum length of the paragraph below it, in characters, and the
# minimum share of such paragraphs in an index.
_MIN_HEADING_CHARACTERS, _MAX_TEASER_CHARACTERS, _MIN_TEASER_SHARE = 15, 400, 0.5
_MIN_LIVE_ENTRIES = 5
_TIME = re.compile(r"\W*(?:[01]?\d|2[0-4]) ?[h:.] ?[0-5]\d\b(?! ?[-–%])")
# Maximum length, in characters, of one article's entry in a list of articles.
_MAX_ENTRY_CHARACTERS = 600
_ARTICLE_TYPES = re.compile(r"^article$", re.IGNORECASE)
_VIDEO_NAME = re.compile(
    r"(?<![a-z])(?:video|players?)(?![a-z])|(?:youtube(?:-nocookie)?|vimeo|dailymotion|brightcove)\.",
    re.IGNORECASE,
)


# For text in small letters: ignoring case takes three times as long.
_CONSENT = re.compile(any_of("consent"))
_LIVE = re.compile(rf"(?<![^\W_])(?:{any_of('live')})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signs:
    """What the elements of a page say about its kind.

    Attributes:
        page_type: its `og:type`, such as `article` or `video.other`; empty if it has none.
        locked: whether the publisher says that the article must be paid for.
        videos: number of players.
        times: number of elements with only a time of day.
        entries: the texts of entries that link to other articles.
    """

    page_type: str = ""
    locked: bool = False
    videos: int = 0
    times: int = 0
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageFacts:
    """Evidence for the kind of a page.

    Attributes:
        statements: its structured data.
        signs: the result of `signs`.
        title: the title of its article.
        lines: all lines of the page, the story's and others.
        pieces: the pieces of the story, without the title.
        link_share: share of the story's characters that are link text.
        teaser_share: share of the story's characters in paragraphs below a linked heading.
    """

    statements: Sequence[Statement]
    signs: Signs
    title: str
    lines: Sequence[str]
    pieces: Sequence[ExtractedPassage]
    link_share: float
    teaser_share: float


def signs(tree: Any) -> Signs:
    """Collect the signs of a page's kind, before its elements are rewritten."""
    meta = {e.get("property"): (e.get("content") or "").lower() for e in tree.iter("meta")}
    frames = sum(bool(_VIDEO_NAME.search(e.get("src") or "")) for e in tree.iter("iframe", "embed"))
    return Signs(
        meta.get("og:type", ""),
        meta.get("article:content_tier") == "locked",
        frames + sum(1 for _ in tree.iter("video")),
        sum(bool(_TIME.match(text_of(each))) for each in tree.iter("time")),
        tuple(filter(None, map(_entry, tree.iter("article")))),
    )


def _entry(article: Any) -> str:
    """Return the text of an element that only announces an article; empty for an article itself."""
    text = text_of(article)
    announces = (
        len(text) <= _MAX_ENTRY_CHARACTERS
        and next(article.iter("h2", "h3", "h4"), None) is not None
        and (next(article.iter("a"), None) is not None or next(article.iterancestors("a"), None) is not None)
    )
    return text if announces else ""


def teaser_share(lines: Sequence[PageLine], pieces: Sequence[ExtractedPassage]) -> float:
    """Return the share of a story that is short paragraphs below linked headings, as on a front page.

    Args:
        lines: all lines of the page.
        pieces: the pieces of the story.
    """
    found = [
        line
        for heading, line in pairwise(lines)
        if heading.linked
        and not line.linked
        and len(heading.text) >= _MIN_HEADING_CHARACTERS
        and len(line.text) <= _MAX_TEASER_CHARACTERS
    ]
    keys = {key(piece.text) for piece in pieces} if len(found) >= _MIN_INDEX_ITEMS else set()
    found = [line for line in found if line.key in keys]
    if len(found) < _MIN_INDEX_ITEMS:
        return 0.0
    return sum(len(line.text) for line in found) / (sum(len(piece.text) for piece in pieces) or 1)


def notices(page: PageFacts) -> tuple[str, ...]:
    """Return the notices about the kind of a page, one sentence each."""
    story = [
        piece for piece in page.pieces if piece.kind != "caption" and not rules.is_boilerplate(piece.text)
    ]
    size = sum(len(piece.text) for piece in story)
    types = {name for each in page.statements for name in each.types}
    found = []
    if _is_cookie_wall(story, size):
        return (COOKIE_WALL,)
    if _is_cut(page, size):
        found.append(PAYWALL)
    if _is_live(page, types):
        found.append(LIVE_BLOG)
    captions = [piece for piece in page.pieces if piece.kind == "caption"]
    galleries = {"ImageGallery", "MediaGallery"} & types
    if (len(captions) >= _MIN_GALLERY_CAPTIONS and sum(len(c.text) for c in captions) > size) or (
        galleries and size < _TEASER_CHARACTERS
    ):
        found.append(GALLERY)
    elif _is_video(page, types, size):
        found.append(VIDEO)
    elif not found and _is_index(page, types, story):
        found.append(INDEX)
    return tuple(found)


def _is_cookie_wall(story: Sequence[ExtractedPassage], size: int) -> bool:
    if size > _MAX_WALL_CHARACTERS:
        return False
    rest = 0
    for piece in story:
        text = piece.text.lower()
        if "cookie" not in text and not _CONSENT.search(text):
            rest += len(piece.text)
            if rest >= _TEASER_CHARACTERS:
                return False
    return rest < size - rest and any(_CONSENT.search(piece.text.lower()) for piece in story)


def _is_cut(page: PageFacts, size: int) -> bool:
    if any(rules.is_paywall(line) for line in page.lines):
        return size < 2 * _SHORT_STORY_CHARACTERS
    charged = page.signs.locked or any(not each.free for each in page.statements if is_article(each))
    return charged and size < _SHORT_STORY_CHARACTERS / 2


def _is_live(page: PageFacts, types: Iterable[str]) -> bool:
    if "LiveBlogPosting" in types:
        return True
    if not _LIVE.search(page.title):
        return False
    # A line with only a time has no letters, so it is among the pieces but not the lines.
    times = [piece.text for piece in page.pieces if not has_letters(piece.text)]
    entries = sum(bool(_TIME.match(line)) and len(line) < 200 for line in [*page.lines, *times])
    return max(entries, page.signs.times) >= _MIN_LIVE_ENTRIES


def _is_video(page: PageFacts, types: Iterable[str], size: int) -> bool:
    if size >= _TEASER_CHARACTERS:
        return False
    return (
        page.signs.page_type.startswith("video")
        or ("VideoObject" in types and (page.signs.videos > 0 or size < _TEASER_CHARACTERS / 2))
        or (page.signs.videos > 0 and size < _TEASER_CHARACTERS / 2)
    )


def _entry_share(page: PageFacts, story: Sequence[ExtractedPassage]) -> float:
    """Return the share of a story that is in entries about other articles."""
    if len(page.signs.entries) < _MIN_INDEX_ITEMS:
        return 0.0
    entries = " ".join(map(key, page.signs.entries))
    size = sum(len(piece.text) for piece in story) or 1
    return sum(len(piece.text) for piece in story if key(piece.text) in entries) / size


def _is_index(page: PageFacts, types: set[str], story: Sequence[ExtractedPassage]) -> bool:
    if _ARTICLE_TYPES.match(page.signs.page_type):
        return False
    if max(page.teaser_share, _entry_share(page, story)) > _MIN_TEASER_SHARE and not any(
        map(is_article, page.statements)
    ):
        return True
    if len(story) < _MIN_INDEX_ITEMS:
        return False
    unfinished = sum(not rules.ends_sentence(piece.text) for piece in story)
    listed = bool({"CollectionPage", "ItemList", "SearchResultsPage"} & types)
    return page.link_share > 0.5 or (unfinished > 0.7 * len(story) and (listed or page.link_share > 0.3))

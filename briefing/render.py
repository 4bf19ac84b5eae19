"""A briefing as HTML: the view that the page shows, and a file that needs nothing else."""

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from article.model import Article, Block
from briefing.blocks import english_title, within
from briefing.model import Briefing, Timings
from briefing.pipeline import ModelInUse
from summarize.model import Brief, BriefSentence
from translate.language import language_name
from translate.model import Segment

_TEMPLATES = Path(__file__).resolve().parent / "templates"
ICON = _TEMPLATES / "icon.svg"

# What a method is called, and what that means.
_METHODS = {
    "compressed": ("Shortened", "A sentence of the translation with parts of it left out"),
    "selected": ("Word for word", "A sentence of the translation as it stands"),
    "generated": ("Reworded", "Written by the model in words of its own"),
}
_ADDRESS = re.compile(r"https?://[^\s<>\"“”«»]*[^\s<>\"“”«».,;:!?'’)\]}|]", re.IGNORECASE)
# Characters that HTML has no place for; shown as the replacement character.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Of a paragraph that waits for its English: characters a line, and lines at most.
_LINE, _LINES = 70, 6


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of text: a segment (`index`), a link (`href`), or what stands between these."""

    text: str
    index: int | None = None
    href: str | None = None
    copied: bool = False
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """One block of the article and its English, with the lines of it that are still to come."""

    kind: str
    source: tuple[_Part, ...]
    target: tuple[_Part, ...] = ()
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class _Claim:
    """A sentence of the brief, and in words how it was made and how well it is supported."""

    text: str
    evidence: tuple[int, ...]
    method: str
    explanation: str
    support: str
    truncated: bool


def to_html(briefing: Briefing) -> str:
    """A briefing as one HTML file: nothing is loaded from anywhere, and it prints well.

    Args:
        briefing: what to show.

    Returns:
        A whole page. Its content security policy allows its own style sheet and script alone.
    """
    article = briefing.article
    english = english_title(article, briefing.translation.segments)
    script = view_js()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    view = reading_view(
        article,
        briefing.translation.segments,
        brief=briefing.brief,
        signature=briefing.signature,
        timings=briefing.timings,
    )
    return _render(
        "page.html.jinja",
        title=english or article.name or "Briefing",
        title_language="en" if english else "",
        view=Markup(view),
        css=Markup(view_css()),
        js=Markup(script),
        script_hash=f"sha256-{digest}",
    )


def reading_view(
    article: Article,
    segments: Sequence[Segment],
    *,
    total: int | None = None,
    brief: Brief | None = None,
    signature: str | None = None,
    timings: Timings | None = None,
    stopped: bool = False,
) -> str:
    """Original and English side by side, as an HTML fragment with every text escaped.

    Args:
        article: what was read.
        segments: the segments translated so far, in reading order.
        total: how many there will be, while the work goes on; None when it is done.
        brief: the brief, once it is there.
        signature: what made it.
        timings: how long it took.
        stopped: the work was given up before its end: nothing more will come.
    """
    state = "done" if total is None else "stopped" if stopped else "working"
    return _render(
        "view.html.jinja",
        article=article,
        alone=article.language == "en",
        language=language_name(article.language),
        origin=_origin(article.source_url),
        rows=list(_rows(article, segments, waiting=state == "working")),
        brief=brief,
        claims=[_claim(sentence, segments) for sentence in brief.sentences] if brief else [],
        cited={i for sentence in brief.sentences for i in sentence.evidence} if brief else set(),
        state=state,
        done=len(segments),
        total=total,
        signature=signature,
        timings=timings,
    )


def masthead() -> str:
    """The head of the page."""
    return _note("masthead")


def invitation() -> str:
    """The line that says how to begin."""
    return _note("invitation")


def waiting() -> str:
    """What stands in place of the view until the article is read."""
    return _note("waiting")


def notice(message: str) -> str:
    """What went wrong, in place of the view."""
    return _note("notice", message)


def models_note(models: Sequence[ModelInUse]) -> str:
    """Which models are in use, and how to get better ones."""
    roles: dict[str, list[str]] = {}
    for use in models:
        language = language_name(use.language)
        roles.setdefault(use.name, []).append(language if use.role == "translate" else "the brief")
    uses = [{"name": name, "roles": " and ".join(what)} for name, what in roles.items()]
    return _note("models", uses, any(use.embedded for use in models))


@cache
def page_css() -> str:
    """The style sheet of what stands around the view on the page."""
    return (_TEMPLATES / "page.css").read_text(encoding="utf-8")


@cache
def view_css() -> str:
    """The style sheet of `reading_view`; every rule is bound to its classes."""
    return (_TEMPLATES / "view.css").read_text(encoding="utf-8")


@cache
def view_js() -> str:
    """The script of `reading_view`; it listens on the document, so views may come and go."""
    return (_TEMPLATES / "view.js").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )


def _render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(values)


def _note(macro: str, *arguments: object) -> str:
    return str(getattr(_environment().get_template("notes.html.jinja").module, macro)(*arguments))


def _finalize(value: object) -> object:
    """Clean what a template prints, but not what is HTML already."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", value)
    return value


def _claim(sentence: BriefSentence, segments: Sequence[Segment]) -> _Claim:
    method, explanation = _METHODS[sentence.method]
    # Rounded down: what is not all must not look like it.
    support = "all" if sentence.support >= 1 else f"{int(100 * sentence.support)}% of"
    truncated = any(segments[i].truncated for i in sentence.evidence)
    return _Claim(sentence.text, sentence.evidence, method, explanation, support, truncated)


def _origin(address: str | None) -> _Part | None:
    """The address that the article names as its source: a link only if it leads to a web page."""
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return _Part(address)
    return _Part(address, href=address if parts.scheme in ("http", "https") and parts.netloc else None)


def _rows(article: Article, segments: Sequence[Segment], *, waiting: bool) -> Iterator[_Row]:
    reached = segments[-1].end if segments else 0
    for block in article.blocks:
        if not block.translatable:
            yield _Row(block.kind, tuple(_with_links(article.block_text(block))))
            continue
        inside = within(segments, block)
        rest = article.text[max(block.start, reached) : block.end].strip() if waiting else ""
        yield _Row(
            block.kind,
            tuple(_source(article.text, block, segments, inside)),
            tuple(_target(article.text, segments, inside)),
            waiting=min(ceil(len(rest) / _LINE), _LINES),
        )


def _source(text: str, block: Block, segments: Sequence[Segment], inside: range) -> Iterator[_Part]:
    position = block.start
    for i in inside:
        segment = segments[i]
        if segment.start > position:
            yield _Part(text[position : segment.start])
        yield _Part(segment.source, i)
        position = segment.end
    if position < block.end:
        yield _Part(text[position : block.end])


def _target(text: str, segments: Sequence[Segment], inside: range) -> Iterator[_Part]:
    for i in inside:
        segment = segments[i]
        if i > inside.start:
            yield _Part(text[segments[i - 1].end : segment.start])
        yield _Part(segment.target, i, copied=segment.kind == "copied", truncated=segment.truncated)


def _with_links(text: str) -> Iterator[_Part]:
    """Text with its web addresses as links; nothing but http and https becomes one."""
    position = 0
    for match in _ADDRESS.finditer(text):
        yield _Part(text[position : match.start()])
        yield _Part(match[0], href=match[0])
        position = match.end()
    yield _Part(text[position:])

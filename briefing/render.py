"""A briefing as HTML: the view that the page shows, and a file that needs nothing else."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from article.model import Article, Block
from briefing.blocks import within
from briefing.model import Briefing, Timings
from briefing.pipeline import ModelInUse
from summarize.model import Brief
from translate.model import Segment

_TEMPLATES = Path(__file__).resolve().parent / "templates"
_METHODS = {
    "compressed": "Shortened from the text",
    "selected": "Taken from the text",
    "generated": "Written by the model",
}
_LANGUAGES = {"fr": "French", "vi": "Vietnamese", "en": "English"}
_ADDRESS = re.compile(r"https?://\S+")
# Characters that HTML has no place for; shown as the replacement character.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class _Part:
    """A run of text: a segment (`index`), or what stands between segments."""

    text: str
    index: int | None = None
    href: str | None = None
    copied: bool = False
    truncated: bool = False
    pending: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """One block of the article and its English."""

    kind: str
    source: tuple[_Part, ...]
    target: tuple[_Part, ...]


def to_html(briefing: Briefing) -> str:
    """A briefing as one HTML file: nothing is loaded from anywhere, and it prints well."""
    script = view_js()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    view = reading_view(
        briefing.article,
        briefing.translation.segments,
        brief=briefing.brief,
        signature=briefing.signature,
        timings=briefing.timings,
    )
    return (
        _environment()
        .get_template("page.html.jinja")
        .render(
            article=briefing.article,
            title=_clean(briefing.article.title or briefing.article.name or "Passerelle"),
            view=Markup(view),
            css=Markup(view_css()),
            js=Markup(script),
            script_hash=f"sha256-{digest}",
        )
    )


def reading_view(
    article: Article,
    segments: Sequence[Segment],
    *,
    total: int | None = None,
    brief: Brief | None = None,
    signature: str | None = None,
    timings: Timings | None = None,
) -> str:
    """Original and English side by side, as an HTML fragment with every text escaped.

    Args:
        article: what was read.
        segments: the segments translated so far.
        total: how many there will be; None if that is all.
        brief: the brief, once it is there.
        signature: what made it.
        timings: how long it took.
    """
    rows = _rows(article, segments, waiting=total is not None and len(segments) < total)
    return (
        _environment()
        .get_template("view.html.jinja")
        .render(
            article=article,
            language=_LANGUAGES.get(article.language, article.language),
            rows=rows,
            brief=brief,
            methods=_METHODS,
            cut={i for i, segment in enumerate(segments) if segment.truncated},
            done=len(segments),
            total=total,
            signature=signature,
            timings=timings,
        )
    )


def masthead() -> str:
    """The head of the page."""
    return _note("masthead")


def notice(message: str) -> str:
    """What went wrong, in place of the view."""
    return _note("notice", message)


def models_note(models: Sequence[ModelInUse]) -> str:
    """Which models are in use, and how to get better ones."""
    roles: dict[str, list[str]] = {}
    for use in models:
        language = _LANGUAGES.get(use.language, use.language)
        roles.setdefault(use.name, []).append(language if use.role == "translate" else "the brief")
    uses = [{"name": name, "roles": " and ".join(what)} for name, what in roles.items()]
    return _note("models", uses, any(use.embedded for use in models))


def _note(macro: str, *arguments: object) -> str:
    return str(getattr(_environment().get_template("notes.html.jinja").module, macro)(*arguments))


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


def _finalize(value: object) -> object:
    """Clean what a template prints, but not what is HTML already."""
    return _clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _rows(article: Article, segments: Sequence[Segment], *, waiting: bool) -> list[_Row]:
    rows = []
    for block in article.blocks:
        inside = within(segments, block)
        source = _source(article.text, block, segments, inside)
        target: tuple[_Part, ...] = ()
        if block.translatable:
            target = _target(article.text, segments, inside)
            translated = segments[inside[-1]].end if inside else block.start
            if waiting and inside.stop == len(segments) and article.text[translated : block.end].strip():
                target += (_Part("", index=-1, pending=True),)
        rows.append(_Row(block.kind, source, target))
    return rows


def _source(text: str, block: Block, segments: Sequence[Segment], inside: range) -> tuple[_Part, ...]:
    if not block.translatable:
        return tuple(_with_links(text[block.start : block.end]))
    parts: list[_Part] = []
    position = block.start
    for i in inside:
        segment = segments[i]
        if segment.start > position:
            parts.append(_Part(text[position : segment.start]))
        parts.append(_Part(segment.source, i))
        position = segment.end
    if position < block.end:
        parts.append(_Part(text[position : block.end]))
    return tuple(parts)


def _target(text: str, segments: Sequence[Segment], inside: range) -> tuple[_Part, ...]:
    parts: list[_Part] = []
    for i in inside:
        if parts:
            parts.append(_Part(text[segments[i - 1].end : segments[i].start]))
        segment = segments[i]
        parts.append(_Part(segment.target, i, copied=segment.kind == "copied", truncated=segment.truncated))
    return tuple(parts)


def _with_links(text: str) -> list[_Part]:
    """Text with its web addresses as links; nothing but http and https becomes one."""
    parts: list[_Part] = []
    position = 0
    for match in _ADDRESS.finditer(text):
        parts.append(_Part(text[position : match.start()]))
        parts.append(_Part(match[0], href=match[0]))
        position = match.end()
    return [*parts, _Part(text[position:])]

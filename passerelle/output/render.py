"""The reading view: an HTML fragment shown by the page and contained in an HTML file."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from passerelle.article import Article
from passerelle.briefing.events import ArticleFetching
from passerelle.briefing.progress import BriefingProgress, VersionProgress
from passerelle.briefing.types import Briefing, Side
from passerelle.crosscheck.labels import agreement_label, difference_line
from passerelle.crosscheck.types import Agreement, Difference
from passerelle.languages.identify import language_name
from passerelle.output import wording
from passerelle.output.keys import Key, keys
from passerelle.output.marks import SentenceMarks, SentenceNote
from passerelle.output.rows import BlockRow, ShownVersion, rows_of, shown_version, side_by_side
from passerelle.urls import host
from summarize.types import BriefSentence
from translate.types import Segment

TEMPLATES = Path(__file__).resolve().parent / "templates"
ICON = TEMPLATES / "icon.svg"

# Characters that HTML does not allow; shown as the replacement character.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """A sentence of the brief, with descriptions of how it was made and how well it is supported.

    Attributes:
        agreement, agreed: which versions support it, as a value and in words.
        cut: for a shortened sentence, the full sentence in runs, each with whether it was left out.
    """

    text: str
    evidence: tuple[Key, ...]
    method: str
    explanation: str
    steps: tuple[str, ...]
    support: str
    agreement: Agreement | None
    agreed: str
    truncated: bool
    cut: tuple[tuple[str, bool], ...] | None


@dataclass(frozen=True, slots=True)
class ShownDifference:
    """A difference between the versions, with the sentences that it concerns."""

    line: str
    quote: str | None
    keys: tuple[Key, ...]


def reading_view(
    briefing: Briefing,
    fetched: ArticleFetching | None = None,
    *,
    ask: str | None = None,
    changed: str = "",
) -> str:
    """Return the texts side by side with the brief: an HTML fragment, every text escaped.

    With an original, it also shows the two versions side by side and their differences. The heading is not
    shown: it belongs above the view.

    Args:
        briefing: the briefing to show.
        fetched: where the original came from, if it was fetched just now.
        ask: host from which to offer to fetch the original; empty for none, None if there is no server to do
            it.
        changed: how the brief differs from the one that was shown before, in a sentence; may be empty.
    """
    article, brief = briefing.article, briefing.brief
    check, source = briefing.crosscheck, briefing.original
    version = SentenceMarks(
        "version", briefing.translation.segments, check, {i for s in brief.sentences for i in s.evidence}
    )
    other = SentenceMarks("original", source.translation.segments, check) if source else None
    versions = list(_versions(briefing, version, other))
    notes = [*version.notes(), *(other.notes() if other else ())]
    return _marked(
        "view.html.jinja",
        state="done",
        versions=versions,
        show="both" if source and check else "version",
        brief=brief,
        caution=briefing.caution,
        heading=briefing.heading or "",
        claims=list(_claims(briefing)),
        check=check,
        firm=[_point(d, briefing) for d in check.firm] if check else [],
        weak=[_point(d, briefing) for d in check.differences if d.weak] if check else [],
        notes=notes,
        problem=briefing.original_problem,
        fetching=fetched,
        where=None,
        tab=wording.tab_title(briefing),
        identity=identity(article),
        ask=ask,
        changed=changed,
        host=host(article.source_url),
        differences=wording.differences(briefing) if check else "",
        matched=wording.matched(briefing) if check else "",
        possible=wording.possible(briefing) if check else "",
        signature=briefing.signature,
        timings=briefing.timings if briefing.timings.total else None,
    )


def progress_view(progress: BriefingProgress) -> str:
    """Return the reading view of a briefing in progress, or of one that was stopped."""
    going = not progress.stopped
    versions: list[ShownVersion] = []
    notes: list[SentenceNote] = []
    sides: tuple[tuple[Side, VersionProgress | None], ...] = (
        ("version", progress.version),
        ("original", progress.original),
    )
    for side, part in sides:
        if part:
            marks = SentenceMarks(side, part.segments)
            rows = rows_of(part.article, marks, waiting=going)
            versions.append(shown_version(part.article, marks, rows, part.total))
            notes += marks.notes()
    return _marked(
        "view.html.jinja",
        state="working" if going else "stopped",
        versions=versions,
        show="version",
        brief=None,
        caution=None,
        heading="",
        claims=[],
        check=None,
        firm=[],
        weak=[],
        notes=notes,
        problem=progress.problem,
        fetching=progress.fetching,
        where=progress.where(),
        tab="",
        identity=identity(progress.version.article) if progress.version else "",
        ask=None,
        changed="",
        host=host(progress.version.article.source_url) if progress.version else "",
        differences="",
        matched="",
        possible="",
        signature=None,
        timings=None,
    )


@cache
def view_css() -> str:
    """Return the style sheet of `reading_view`; every rule is scoped to its classes."""
    return (TEMPLATES / "view.css").read_text(encoding="utf-8")


@cache
def view_js() -> str:
    """Return the script of `reading_view`; it listens on the document, so views may be replaced."""
    return (TEMPLATES / "view.js").read_text(encoding="utf-8")


@cache
def environment(*folders: Path) -> Environment:
    """Make an environment for the templates of these folders: it escapes every value.

    Args:
        folders: where to look for templates; the first one found is used.
    """
    return Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
    )


def template(name: str, **values: object) -> str:
    """Fill in a template of this folder."""
    return environment(TEMPLATES).get_template(name).render(values)


def _versions(
    briefing: Briefing, version: SentenceMarks, other: SentenceMarks | None
) -> Iterator[ShownVersion]:
    """Yield the version, and the original if there is one, with their rows."""
    article, check, source = briefing.article, briefing.crosscheck, briefing.original
    rows: Iterable[BlockRow] = rows_of(article, version)
    if source and other and check:
        rows = side_by_side(rows, article, version, other, check, source.article)
    yield shown_version(article, version, rows)
    if source and other:
        named = article.source_url if check else None  # a text that was not compared may be another one
        yield shown_version(source.article, other, rows_of(source.article, other), known_as=named)


def _marked(name: str, **values: object) -> str:
    """Fill in the template of a view, which is marked with a digest of itself.

    A new view may be written into the elements of the old one; the scripts recognize it by its mark.
    """
    view = template(name, **values)
    return view.replace(' data-state="', f' data-drawn="{_digest(view)}" data-state="', 1)


def identity(article: Article) -> str:
    """Return a short text that is the same whenever this article is shown and differs for any other one."""
    return _digest(article.text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _finalize(value: object) -> object:
    """Clean a value that a template prints, unless it is HTML already."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", value)
    return value


def _claims(briefing: Briefing) -> Iterator[ShownClaim]:
    agreement: Sequence[Agreement | None] = briefing.agreement or [None] * len(briefing.brief.sentences)
    language = language_name(briefing.article.language)
    for sentence, agrees in zip(briefing.brief.sentences, agreement, strict=True):
        yield _claim(sentence, briefing.translation.segments, agrees, language)


def _claim(
    sentence: BriefSentence, segments: Sequence[Segment], agreement: Agreement | None, language: str
) -> ShownClaim:
    method, explanation = wording.METHODS[sentence.method]
    # Rounded down, so that 99.9% is not shown as 100%.
    support = "All of" if sentence.support >= 1 else f"{int(100 * sentence.support)}% of"
    truncated = any(segments[i].truncated for i in sentence.evidence)
    return ShownClaim(
        sentence.text,
        keys("version", sentence.evidence),
        method,
        explanation,
        sentence.steps,
        support,
        agreement,
        agreement_label(agreement, language) if agreement else "",
        truncated,
        tuple(wording.cut_words(segments[sentence.evidence[0]].target, sentence.text))
        if sentence.method == "compressed" and sentence.evidence
        else None,
    )


def _point(difference: Difference, briefing: Briefing) -> ShownDifference:
    """Return a difference for the list; quote a sentence that only one version has."""
    assert briefing.crosscheck
    assert briefing.original
    pair = briefing.crosscheck.pairs[difference.pair]
    version = [i for i, _ in difference.version] or pair.version
    original = [i for i, _ in difference.original] or pair.original
    quoted = []
    if difference.kind == "version_only":
        quoted = [briefing.translation.segments[i].target for i in version]
    elif difference.kind == "original_only":
        quoted = [briefing.original.translation.segments[i].target for i in original]
    places = dict.fromkeys((*keys("version", version), *keys("original", original)))
    return ShownDifference(difference_line(difference), " ".join(quoted) or None, tuple(places))

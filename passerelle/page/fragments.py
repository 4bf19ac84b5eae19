"""Fragments of the page around the reading view: HTML from templates, every value escaped."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from markupsafe import Markup

from passerelle.briefing import Briefing
from passerelle.briefing.progress import BriefingProgress
from passerelle.languages.identify import language_name
from passerelle.listing import listed
from passerelle.modelstore.conversion import megabytes
from passerelle.modelstore.in_use import ModelInUse
from passerelle.modelstore.progress import ModelProgress, Stage
from passerelle.modelstore.store import ModelState
from passerelle.output import render, wording
from passerelle.page.queue import QueuedArticle

# Maximum length of the title above a result; a narrow window shows less of it.
MAX_LINE_CHARS = 200
TEMPLATES = Path(__file__).resolve().parent / "templates"
# The page's scripts, in the order in which they run.
_SCRIPTS = ("store.js", "unfinished.js", "corrections.js", "page.js")
# Language names that take the article `an`: Arabic and Urdu, but not Ukrainian.
_VOWEL = re.compile("[AEIO]|U[rz]")
# Stages of a job on a model.
_STAGES: dict[Stage, str] = {
    "looking": "checking its files …",
    "downloading": "downloading",
    "copying": "copying",
    "converting": "converting and testing …",
    "ready": "ready",
}


def masthead() -> str:
    """Return the header of the page."""
    return _note("masthead")


def invitation(uses: Sequence[ModelInUse]) -> str:
    """Return the line that says how to start."""
    return _note("invitation", kind_of_article(uses))


def kind_of_article(uses: Sequence[ModelInUse]) -> str:
    """Return what the models in use can read, such as `a French or Vietnamese article`."""
    names = listed((language_name(use.language) for use in uses if use.role == "translate"), "or")
    return f"{_with_article(names)} article" if names else "an article"


def _with_article(name: str) -> str:
    return f"{'an' if _VOWEL.match(name) else 'a'} {name}"


def line(briefing: Briefing, applying: str = "", *, example: bool = False) -> str:
    """Return the line above a result that replaces the form: the article's name and the actions.

    Args:
        briefing: the briefing that is shown.
        applying: the change that is being made to it, in words; until it is done, no files are offered.
        example: whether the article is one of the examples.
    """
    title, language = wording.tab_title(briefing, MAX_LINE_CHARS), language_name(briefing.article.language)
    return _note("line", title, language, applying, example)


def unfinished(state: str) -> str:
    """Return the line above an unfinished article: the current step, or that it was stopped."""
    return _note("unfinished", state)


def queue(articles: Sequence[QueuedArticle], left: str, beyond: int = 0) -> str:
    """Return the queue of several articles: the state of each, and the time left.

    Args:
        articles: those that are briefed.
        left: the time left, in words.
        beyond: how many articles were left out because the queue was full.
    """
    states = [article.state for article in articles]
    return _note("queue", articles, states.count("done"), states.count("failed"), left, beyond)


def today() -> str:
    """Return the container of the list of today's briefings, which the page's script fills."""
    return _note("today")


def left() -> str:
    """Return the container of work that a reload ended, which the page's script fills."""
    return _note("left")


def waiting(progress: BriefingProgress | None = None, *, first: bool = False) -> str:
    """Return the placeholder of the view until the article is read.

    Args:
        progress: how far the work has got; None at the beginning.
        first: whether no article has been briefed since the page was started.
    """
    return _note("waiting", progress.where() if progress else "", first)


def waiting_for_first(*, first: bool = False) -> str:
    """Return the placeholder of the view until the first article of a queue is done; see `waiting`."""
    return _note("waiting", "The first article opens here when it is done.", first)


def notice(message: str) -> str:
    """Return an error to show instead of the view."""
    return _note("notice", message)


def unknown_language(language: str, known: Sequence[str]) -> str:
    """Return the sentence that says that no model translates the article's language."""
    name = language_name(language)
    return (
        f"This looks like {name}. Passerelle reads {listed(map(language_name, known))}; choose the language "
        f"above if that is wrong, or add {_with_article(name)} model."
    )


def remark(message: str, *, trouble: bool = False) -> str:
    """Return the line next to an option: the choice, or its error."""
    return _note("remark", message, trouble)


def question(text: str) -> str:
    """Return the question of whether to delete a model, with its two answers."""
    return _note("question", text)


def glossary_form() -> str:
    """Return the explanation of a glossary's format, shown until one is chosen."""
    return _note("glossary")


def add_form() -> str:
    """Return the explanation of a line of models.txt."""
    return _note("add_form")


def models_note(models: Sequence[ModelInUse]) -> str:
    """Return the note on the models in use and on how to get better ones."""
    roles: dict[str, list[str]] = {}
    for use in models:
        roles.setdefault(use.name, []).append(
            language_name(use.language) if use.role == "translate" else "the brief"
        )
    uses = [{"name": name, "roles": listed(what)} for name, what in roles.items()]
    return _note("models", uses, any(use.embedded for use in models))


def offer(models: Sequence[ModelState]) -> str:
    """Return the offer of better models than the embedded ones; empty if there are none.

    Only a model with a published figure is said to be better. The page's script shows those that read the
    article.
    """
    offered = [
        {
            "wanted": model.spec.location,
            "codes": " ".join(model.spec.languages),
            "languages": listed(map(language_name, model.spec.languages)),
            "size": megabytes(model.size) if model.size else "",
            "measured": bool(model.quality),
        }
        for model in models
    ]
    return _note("offer", offered)


def offer_work(work: str) -> str:
    """Return the progress of fetching a better model, to show instead of its offer.

    Args:
        work: the return value of `model_work`.
    """
    return _note("offer_work", Markup(work))


def offer_end(note: str, *, retry: str | None = None, again: bool = False) -> str:
    """Return how fetching a better model ended, and what to do next.

    Args:
        note: the return value of `remark`.
        retry: the model to try again.
        again: whether to offer a new translation of the article that is shown.
    """
    return _note("offer_end", Markup(note), retry, again)


def models_table(models: Sequence[ModelState]) -> str:
    """Return the table of models: what each is for, and its state in a few words."""
    lines = [
        {
            "role": "Translation" if model.spec.role == "translate" else "Brief",
            "languages": listed(map(language_name, model.spec.languages)),
            "name": model.spec.label,
            "size": "" if model.size is None else megabytes(model.size),
            "quality": model.quality,
            "licence": model.spec.licence,
            "state": _state(model),
            "refused": model.state == "refused",
        }
        for model in models
    ]
    return _note("table", lines)


def _state(model: ModelState) -> str:
    if model.state == "refused":
        return f"not used: {model.reason}"
    if model.state == "absent":
        return "not on this machine"
    summing_up = model.spec.role == "summarize"
    purposes = ["the brief"] if summing_up else [language_name(code) for code in model.used_for]
    use = f"in use for {listed(purposes)}" if model.used_for else "on this machine"
    return f"{use}; {model.reason}" if model.reason else use


def model_work(progress: ModelProgress | None, left: str = "") -> str:
    """Return the progress of a job on a model.

    Args:
        progress: how far the job has got; None if it is waiting for its turn.
        left: the time left, in words; may be empty.
    """
    if progress is None:
        return _note("work", "Waiting …", 0, 0, "")
    stage = f"{progress.model}: {_STAGES[progress.stage]}"
    amount = (
        f"{progress.done / 1e6:.0f} of {megabytes(progress.total)}"
        if progress.total < 1e9
        else (f"{progress.done / 1e9:.1f} of {megabytes(progress.total)}")
    )
    amounts = ", ".join(filter(None, [amount, left])) if progress.total else ""
    return _note("work", stage, progress.done, progress.total, amounts)


@cache
def page_css() -> str:
    """Return the style sheet of the page around the view."""
    return (TEMPLATES / "page.css").read_text(encoding="utf-8")


@cache
def page_js() -> str:
    """Return the scripts of the page around the view, as one."""
    return "".join((TEMPLATES / name).read_text(encoding="utf-8") for name in _SCRIPTS)


def _note(macro: str, *arguments: object) -> str:
    template = render.environment(TEMPLATES, render.TEMPLATES).get_template("fragments.html.jinja")
    return str(getattr(template.module, macro)(*arguments))

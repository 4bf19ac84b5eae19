"""The page's event handlers and sessions, tested without a browser."""

import asyncio
import json
import pickle
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import fakehub
import gradio as gr
import pytest
import tiny
import versions
from pages import ScriptedBriefer

from passerelle.article import Article, read
from passerelle.briefing import Briefer, Request
from passerelle.errors import AbsentModel, ArticleError, LanguageError, ModelError
from passerelle.modelstore import registry
from passerelle.modelstore.in_use import models_in_use
from passerelle.output import FORMATS, document, render
from passerelle.output.wording import brief_change
from passerelle.page import brief_handlers, fragments, model_jobs, steps
from passerelle.page.access import Access
from passerelle.page.blocks import REFUSED, PageBlocks
from passerelle.page.brief_handlers import BriefHandlers
from passerelle.page.downloads import file_stem, write_files
from passerelle.page.examples import EXAMPLES, examples
from passerelle.page.kept import keep
from passerelle.page.launch import build
from passerelle.page.layout import NO_FILE, UNSEEN, Layout, build_layout
from passerelle.page.model_handlers import ModelHandlers
from passerelle.page.option_handlers import OptionHandlers
from passerelle.page.result_handlers import ResultHandlers
from passerelle.page.session import Session, Sessions
from summarize.types import Brief, BriefSentence, Headline
from translate import Glossary
from translate.memory import Memory

ROOT = Path(__file__).parent.parent
TEXT = "Le ministre est arrivé à Berlin mardi. Il pleut à Paris.\n"
OPUS = "Helsinki-NLP/opus-mt-fr-en"
COMMIT = "a580dbb" + "1" * 33


@dataclass
class Visit:
    """A page and one visitor."""

    briefer: Any
    layout: Layout
    briefs: BriefHandlers
    models: ModelHandlers
    request: Any = field(default_factory=lambda: SimpleNamespace(session_hash="visitor"))

    def values(self, **given: Any) -> dict[Any, Any]:
        """Return the values of the widgets: the defaults, except for those given by name."""
        form, options, panel = self.layout.form, self.layout.options, self.layout.models
        widgets = {
            **{name: getattr(form, name) for name in ("article", "opened", "language", "upload")},
            **{name: getattr(options, name) for name in ("length", "fetch", "original", "opened_original")},
            **{
                name: getattr(form, name)
                for name in ("message", "current", "made_with", "kept_id", "corrections", "saved_copy")
            },
            **{"opened_glossary": options.opened_glossary, "opened_memory": options.opened_memory},
            "settings": options.settings,
            **{"model": panel.model, "line": panel.line},
        }
        defaults = dict.fromkeys(widgets) | {"language": "", "original": "", "length": "standard"}
        defaults |= {"article": TEXT, "fetch": True, "settings": {}}
        return {widgets[name]: value for name, value in (defaults | given).items()}

    def brief(self, **given: Any) -> list[dict[Any, Any]]:
        """Brief the text; return all changes of the page."""
        begun = self.briefs.begin(self.request)
        return [begun, *self.briefs.brief_text(self.values(**given), self.request)]

    def last(self, changes: list[dict[Any, Any]], widget: Any) -> Any:
        """Return the last value that a widget was set to."""
        return [change[widget] for change in changes if widget in change][-1]

    def view(self, changes: list[dict[Any, Any]]) -> str:
        """Return the last view."""
        return str(self.last(changes, self.layout.view))


def example_texts() -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in examples()}


@cache
def widgets(models_file: Path | None) -> Layout:
    """Build the widgets once, since handlers do not change them and Gradio takes a second."""
    uses, states = models_in_use(models_file), model_jobs.states(models_file)
    with gr.Blocks():
        return build_layout(example_texts(), uses, states, memory=True)


def opened(briefer: Any, models_file: Path | None = None) -> Visit:
    layout, sessions = widgets(models_file), Sessions()
    briefs = BriefHandlers(briefer, layout, sessions, example_texts(), models_file)
    return Visit(briefer, layout, briefs, ModelHandlers(layout, sessions, models_file))


@pytest.fixture(autouse=True)
def loops_of_gradio(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close the event loops that Gradio creates when it builds a page outside a loop."""
    made: list[asyncio.AbstractEventLoop] = []
    make = asyncio.new_event_loop

    def remembered() -> asyncio.AbstractEventLoop:
        made.append(make())
        return made[-1]

    monkeypatch.setattr(asyncio, "new_event_loop", remembered)
    yield
    for loop in made:
        loop.close()
    if made:
        asyncio.set_event_loop(None)


@pytest.fixture
def visit() -> Visit:
    return opened(ScriptedBriefer())


def test_a_briefing_is_shown_sentence_by_sentence(visit: Visit) -> None:
    changes = visit.brief()
    form, view = visit.layout.form, visit.layout.view
    assert changes[0][form.brief]["interactive"] is False
    assert changes[0][form.stop]["interactive"] is True
    views = [change[view] for change in changes if view in change]
    # The files come with the view, so that those of the previous article are never offered for this one.
    [done] = [change for change in changes if 'data-state="done"' in str(change.get(view))]
    assert all(done[button]["interactive"] is True for button in form.downloads.values())
    assert "Reading the article" in views[0]
    assert any('data-state="working"' in html for html in views)
    assert 'data-state="done"' in views[-1]
    assert visit.last(changes, form.brief)["interactive"] is True
    assert visit.last(changes, form.stop) == gr.update(value="Stop", interactive=False)


def test_only_the_first_article_is_said_to_take_longer(visit: Visit) -> None:
    view = visit.layout.view
    assert "takes longer" in visit.brief()[0][view]
    assert "takes longer" not in visit.briefs.begin(visit.request)[view]


def test_the_view_is_not_redrawn_for_every_sentence(visit: Visit) -> None:
    views = [change for change in visit.brief() if visit.layout.view in change]
    assert len(views) < len(versions.briefing().translation.segments)


def test_the_first_sentence_is_shown_even_if_it_comes_at_once(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "time", SimpleNamespace(monotonic=lambda: 1000.0))
    views = [change[visit.layout.view] for change in visit.brief() if visit.layout.view in change]
    working = [view for view in views if 'data-state="working"' in view]
    done = [len(re.findall(r'id="pv-version-\d+-target"', view)) for view in working]
    assert done == [0, 1, len(versions.briefing().translation.segments)]


def test_options_are_passed_on(visit: Visit) -> None:
    glossary = Glossary(())
    visit.brief(language="vi", length="long", fetch=False, original="  Một.  ", opened_glossary=glossary)
    assert visit.briefer.requests == [
        Request(
            TEXT,
            language="vi",
            original="Một.",
            fetch=frozenset(),
            glossary=glossary,
            length="long",
            align_words=True,
        )
    ]
    changes = visit.brief(original="Một.")
    assert visit.last(changes, visit.layout.options.original) == ""  # not for the next article
    visit.brief()
    assert visit.briefer.requests[2].original is None
    assert visit.briefer.requests[1].language is None


def test_an_uploaded_original_takes_precedence_over_its_text(visit: Visit, tmp_path: Path) -> None:
    options = visit.layout.options
    changes = OptionHandlers(visit.layout).open_original(
        str(ROOT / "examples" / "mekong-donnees-eau.vi.html")
    )
    article = changes[options.opened_original]
    assert "mekong-donnees-eau.vi.html, in Vietnamese" in changes[options.original_note]
    visit.brief(original=changes[options.original], opened_original=article)
    assert visit.briefer.requests[0].original is article
    assert visit.briefs.forget_original() == {options.opened_original: None, options.original_note: ""}

    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 and nothing more")
    changes = OptionHandlers(visit.layout).open_original(str(bad))
    assert changes[options.opened_original] is None
    assert 'role="alert"' in changes[options.original_note]


def test_a_glossary_is_used_until_it_is_removed(visit: Visit, tmp_path: Path) -> None:
    options = visit.layout.options
    path = tmp_path / "terms <b>.csv"
    path.write_text("bac,high-school diploma,fr\n", encoding="utf-8")
    changes = OptionHandlers(visit.layout).open_glossary(str(path))
    assert isinstance(changes[options.opened_glossary], Glossary)
    assert "Using terms &lt;b&gt;.csv: 1 term." in changes[options.glossary_note]
    assert changes[options.clear_glossary]["visible"] is True
    assert OptionHandlers(visit.layout).remove_glossary()[options.opened_glossary] is None

    path.write_bytes(b"\x00\xff" * 50)
    changes = OptionHandlers(visit.layout).open_glossary(str(path))
    assert changes[options.opened_glossary] is None
    assert "No glossary is used." in changes[options.glossary_note]
    assert changes[options.clear_glossary]["visible"] == UNSEEN


def test_a_translation_memory_is_used_until_it_is_removed(visit: Visit, tmp_path: Path) -> None:
    form, options, handlers = visit.layout.form, visit.layout.options, OptionHandlers(visit.layout)
    terms, memory = tmp_path / "terms.csv", tmp_path / "memory.tmx"
    terms.write_text("bac,high-school diploma,fr\n", encoding="utf-8")
    pairs = {"Il pleut à Paris.": "It rains in Paris.", "mairie": "town hall"}
    variant = '<tuv xml:lang="{}"><seg>{}</seg></tuv>'
    units = [f"<tu>{variant.format('fr', a)}{variant.format('en', b)}</tu>" for a, b in pairs.items()]
    memory.write_text(f"<tmx><body>{''.join(units)}</body></tmx>", encoding="utf-8")

    def opening(path: Path, before: dict[Any, Any]) -> dict[Any, Any]:
        states = (options.opened_glossary, options.opened_memory, options.opened_names)
        return handlers.open_glossary(str(path), *map(before.get, states))

    alone = opening(memory, {})
    assert form.corrections not in alone
    assert (
        "Using memory.tmx: 1 sentence. 1 short unit left out: only sentences are used."
        in alone[options.glossary_note]
    )
    assert alone[options.clear_glossary]["visible"] is True
    assert alone[options.clear_glossary]["value"] == "Remove translation memory"

    both = opening(memory, opening(terms, {}))
    assert "Using terms.csv: 1 term. Using memory.tmx: 1 sentence." in both[options.glossary_note]
    assert both[options.clear_glossary]["value"] == "Remove glossary and translation memory"
    terms.write_bytes(b"\x00\xff" * 50)
    failed = opening(terms, both)
    assert "Still using terms.csv: 1 term. Still using memory.tmx" in failed[options.glossary_note]
    assert failed[options.opened_glossary] is both[options.opened_glossary]

    values = visit.values(opened_memory=failed[options.opened_memory])
    for path in EXAMPLES:  # opening an example or another briefing keeps it
        shown = visit.briefs.show_example(ROOT / "examples" / path)(visit.request)
        assert options.opened_memory not in shown
    list(visit.briefs.brief_text(values, visit.request))
    list(visit.briefs.brief_example(next(iter(visit.briefs.examples)))(values, visit.request))
    assert [asked.remembered for asked in visit.briefer.requests] == [
        {"Il pleut à Paris.": "It rains in Paris."}
    ] * 2
    assert not any(asked.corrections for asked in visit.briefer.requests)

    removed = handlers.remove_glossary()
    assert (removed[options.opened_glossary], removed[options.opened_memory]) == (None, {})
    assert removed[options.clear_glossary]["visible"] == UNSEEN


def test_a_correction_leaves_the_other_sentences_and_the_original_as_they_are(visit: Visit) -> None:
    current, results = versions.briefing(), ResultHandlers(visit.briefs)
    assert current.original
    message = json.dumps({"do": "edit", "edits": [{"key": "version-0", "text": "Another sentence."}]})
    given = {
        "current": current,
        "fetch": True,
        "original": "Un autre texte.",
        "opened_glossary": Glossary(()),
    }
    list(results.act(visit.values(message=message, **given), visit.request))
    [asked] = visit.briefer.requests
    assert asked.earlier is current
    assert asked.original is current.original.article
    alone = versions.alone("The original was not fetched.")
    list(results.act(visit.values(message=message, **given | {"current": alone}), visit.request))
    asked = visit.briefer.requests[1]
    assert (asked.earlier, asked.original, asked.fetch) == (alone, None, False)
    message = json.dumps({"do": "compare", "text": "Văn bản."})
    list(results.act(visit.values(message=message, **given), visit.request))
    asked = visit.briefer.requests[2]
    assert (asked.earlier, asked.original) == (current, "Văn bản.")


def test_saved_translations_are_cleared(visit: Visit) -> None:
    note = OptionHandlers(visit.layout).clear_memory()[visit.layout.options.memory_note]
    assert re.search(r"Cleared [\d,]+ saved sentences\.", note)
    assert Memory().clear() == 0


@pytest.mark.parametrize(
    ("sites", "label"),
    [
        (["a.example"], "Ask again before fetching from a.example"),
        (["a.example", "b.example"], "Ask again before fetching from 2 sites"),
    ],
)
def test_the_consent_to_fetch_from_sites_can_be_withdrawn(visit: Visit, sites: list[str], label: str) -> None:
    settings, button = visit.layout.options.settings, visit.layout.options.ask_again
    values = visit.values(fetch=False, settings={"sites": sites})
    shown = next(ResultHandlers(visit.briefs).arrive(values, visit.request))[button]
    assert (shown["value"], shown["visible"]) == (label, True)
    assert visit.briefs.asked("Bonjour.", values).fetch == frozenset(sites)
    changes = OptionHandlers(visit.layout).ask_again(values)
    assert changes[button]["visible"] == UNSEEN
    values = visit.values(fetch=False, settings=changes[settings])
    assert not visit.briefs.asked("Bonjour.", values).fetch
    shown = next(ResultHandlers(visit.briefs).arrive(values, visit.request))[button]
    assert shown["visible"] == UNSEEN


def test_a_file_is_briefed_and_shown(visit: Visit, tmp_path: Path) -> None:
    visit.briefs.begin(visit.request)
    path = tmp_path / "article.html"
    changes = list(visit.briefs.brief_file(visit.values(upload=str(path)), visit.request))
    assert visit.briefer.requests[0].source == path
    article = versions.briefing().article
    assert visit.last(changes, visit.layout.form.article) == article.text
    assert visit.last(changes, visit.layout.form.opened) == article


def test_typed_text_is_not_changed(visit: Visit) -> None:
    assert not any(visit.layout.form.article in change for change in visit.brief())
    fetched = visit.brief(article="https://example.com/article.html")
    assert visit.last(fetched, visit.layout.form.article) == versions.briefing().article.text


def test_the_link_of_an_uploaded_file_is_kept_until_its_text_is_edited(visit: Visit) -> None:
    article = replace(read(TEXT, languages=["fr"]), source_url="https://example.com:8443/a.html")
    shown = article.text.replace("\n", "\r\n")
    visit.brief(article=shown, opened=article)
    [source] = [request.source for request in visit.briefer.requests]
    assert isinstance(source, Article)
    assert source.source_url == article.source_url
    visit.brief(article=shown, opened=article, language="vi")
    source = visit.briefer.requests[1].source
    assert isinstance(source, Article)
    assert source.language == "vi"
    visit.brief(article=shown + "!", opened=article)
    assert visit.briefer.requests[2].source == shown + "!"


def test_an_unreadable_article_shows_its_error_escaped(visit: Visit) -> None:
    visit.briefer.error = ArticleError("<b>No</b> article.")
    changes = visit.brief()
    assert 'role="alert">&lt;b&gt;No&lt;/b&gt; article.</div>' in visit.view(changes)
    assert visit.last(changes, visit.layout.form.brief)["interactive"] is True


@pytest.mark.parametrize(
    ("code", "model"), [("de", "a German model"), ("it", "an Italian model"), ("uk", "a Ukrainian model")]
)
def test_the_message_about_a_language_without_a_model_gives_advice(
    visit: Visit, code: str, model: str
) -> None:
    said = (
        f"This looks like {model.split()[1]}. Passerelle reads French and Vietnamese; choose the language "
        f"above if that is wrong, or add {model}."
    )
    for error in (LanguageError, AbsentModel):
        visit.briefer.error = pickle.loads(pickle.dumps(error("for a terminal", code)))
        assert f'role="alert">{said}</div>' in visit.view(visit.brief())


def test_an_unexpected_error_shows_one_sentence(visit: Visit, caplog: pytest.LogCaptureFixture) -> None:
    visit.briefer.error = ZeroDivisionError("inside")
    changes = visit.brief()
    assert "Something went wrong. Try again, or paste the text of the article." in visit.view(changes)
    assert "inside" not in visit.view(changes)
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize("kind", list(FORMATS))
def test_files_can_be_downloaded(visit: Visit, kind: str) -> None:
    visit.briefs.begin(visit.request)
    changes = visit.briefs.brief_text(visit.values(), visit.request)
    widget = visit.layout.form.downloads[kind]
    button = next(change[widget] for change in changes if change.get(widget, {}).get("value"))
    path = Path(button["value"])  # it exists until the generator continues
    assert button["interactive"] is True
    ending = re.escape(FORMATS[kind].endings[0])
    assert re.fullmatch(rf"[a-z0-9]+(-[a-z0-9]+)+{ending}", path.name)
    content = path.read_bytes()
    made = versions.briefing()
    assert content == FORMATS[kind].content(made)
    if kind == "json":
        assert json.loads(content)["article"]["text"] == made.article.text


def test_a_briefing_can_be_stopped(visit: Visit) -> None:
    def stop(done: int) -> None:
        if done == 3:
            assert visit.briefs.stop(visit.request)[visit.layout.form.stop]["value"] == "Stopping …"

    visit.briefer.meanwhile = stop
    changes = visit.brief()
    assert "Stopped after 3 of 13 sentences" in visit.view(changes)
    assert 'data-state="stopped"' in visit.view(changes)
    assert visit.last(changes, visit.layout.form.brief)["interactive"] is True
    assert not any(change.get(visit.layout.form.downloads["json"], {}).get("value") for change in changes)
    # Neither the status line nor the files of the previous article remain.
    assert "<strong>Translating …</strong>" in changes[0][visit.layout.line]
    assert "<strong>Stopped</strong>" in visit.last(changes, visit.layout.line)


def test_a_queued_briefing_can_be_stopped(visit: Visit) -> None:
    form = visit.layout.form
    visit.briefs.begin(visit.request)
    changes = visit.briefs.stop(visit.request)
    assert "Stopped before it began." in changes[visit.layout.view]
    assert "Stopped" in changes[visit.layout.line]
    assert changes[form.brief]["interactive"] is True
    assert list(visit.briefs.brief_text(visit.values(), visit.request)) == [
        {form.brief: gr.update(interactive=True)}
    ]
    assert visit.briefer.requests == []
    assert 'data-state="done"' in visit.view(visit.brief())


def test_a_queue_that_is_stopped_before_it_begins_briefs_nothing(visit: Visit) -> None:
    form = visit.layout.form
    visit.briefs.begin(visit.request)
    visit.briefs.stop(visit.request)
    values = visit.values(article="https://a.example/1\nhttps://a.example/2")
    assert list(visit.briefs.brief_text(values, visit.request)) == [{form.brief: gr.update(interactive=True)}]
    assert visit.briefer.requests == []


def test_a_queue_that_is_stopped_shows_what_was_not_briefed(visit: Visit) -> None:
    def stop(done: int) -> None:
        if len(visit.briefer.requests) == 2:
            visit.briefs.stop(visit.request)

    visit.briefer.meanwhile = stop
    changes = visit.brief(article="\n".join(f"https://a.example/{n}" for n in range(4)))
    assert len(visit.briefer.requests) == 2
    queue = visit.last(changes, visit.layout.queue)
    assert "1 of 4 articles, 3 not briefed" in queue
    assert queue.count("Stopped.") == 3
    assert 'data-page="stop"' not in queue
    assert 'aria-label="Close the queue"' in queue


def test_an_unexpected_error_in_a_queue_fails_its_article_alone(
    visit: Visit, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(done: int) -> None:
        if len(visit.briefer.requests) == 2:
            raise ZeroDivisionError("inside")

    visit.briefer.meanwhile = fail
    changes = visit.brief(article="https://a.example/1\nhttps://a.example/2\nhttps://a.example/3")
    assert len(visit.briefer.requests) == 3
    queue = visit.last(changes, visit.layout.queue)
    assert "2 of 3 articles, 1 not briefed" in queue
    assert "Something went wrong. Try again, or paste the text of the article." in queue
    assert "inside" not in queue
    assert "ZeroDivisionError" in caplog.text
    assert visit.last(changes, visit.layout.form.brief)["interactive"] is True


def test_a_queue_gives_all_its_briefings_once_more_at_its_end(visit: Visit) -> None:
    form = visit.layout.form
    changes = visit.brief(article="https://a.example/1\nhttps://a.example/2")
    kept = [change[form.kept] for change in changes if form.kept in change]
    assert [json.loads(each)["id"] for each in kept[:-1]] == [each["id"] for each in json.loads(kept[-1])]
    assert len(kept) == 3


def test_a_queue_explains_an_unknown_language_like_a_single_article(visit: Visit) -> None:
    def refuse(done: int) -> None:
        raise LanguageError("for a terminal", "de")

    visit.briefer.meanwhile = refuse
    changes = visit.brief(article="https://a.example/1\nhttps://a.example/2")
    queue = visit.last(changes, visit.layout.queue)
    assert queue.count("This looks like German. Passerelle reads French and Vietnamese;") == 2
    assert "terminal" not in queue


def test_articles_beyond_the_limit_of_a_queue_are_announced(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brief_handlers, "MAX_QUEUE", 2)
    changes = visit.brief(article="\n".join(f"https://a.example/{n}" for n in range(5)))
    assert len(visit.briefer.requests) == 2
    queue = visit.last(changes, visit.layout.queue)
    assert "2 of 2 articles" in queue
    assert "A queue holds at most 2 articles; add the other 3 when it is done." in queue


def test_a_briefing_goes_on_without_the_page_when_another_is_opened(visit: Visit) -> None:
    kept = {"id": "x", "briefing": document(versions.briefing())}
    message = json.dumps({"do": "restore", "kept": kept})
    results, form = ResultHandlers(visit.briefs), visit.layout.form

    def leave(done: int) -> None:
        if done == 3:
            list(results.act(visit.values(message=message), visit.request))

    visit.briefer.meanwhile = leave
    changes = visit.brief()
    assert set(changes[-2]) == {form.kept}
    assert json.loads(changes[-2][form.kept])["quiet"] is True
    assert changes[-1] == visit.briefs.idle()
    assert not any('data-state="done"' in str(change.get(visit.layout.view)) for change in changes)

    def fail(done: int) -> None:
        leave(done)
        if done == 4:
            raise ArticleError("Not this one.")

    visit.briefer.meanwhile = fail
    said = {visit.layout.queue: fragments.remark("Not this one.", trouble=True)}
    assert visit.brief()[-1] == visit.briefs.idle() | said

    visit.briefer.meanwhile = leave
    queued = visit.brief(article="https://a.example/1\nhttps://a.example/2")
    assert not any('data-state="done"' in str(change.get(visit.layout.view)) for change in queued)
    assert sum(form.kept in change for change in queued) == 3  # each, and both again at the end

    visit.briefer.meanwhile = lambda done: None
    assert 'data-state="done"' in visit.view(visit.brief())


def test_a_restored_briefing_is_made_again_with_its_own_length(visit: Visit) -> None:
    results, form, options = ResultHandlers(visit.briefs), visit.layout.form, visit.layout.options
    kept = {
        "id": "x",
        "briefing": document(versions.briefing()),
        "options": {"length": "long", "language": "fr"},
    }
    message = json.dumps({"do": "restore", "kept": kept})
    changes = list(results.act(visit.values(message=message, length="short"), visit.request))
    assert not any(options.length in change for change in changes)  # it is the visitor's setting
    assert visit.last(changes, form.language) == "fr"
    assert json.loads(visit.last(changes, form.kept))["options"] == kept["options"]
    shown = {name: visit.last(changes, getattr(form, name)) for name in ("current", "made_with", "kept_id")}
    shown |= {
        "length": "short",
        "message": json.dumps({"do": "edit", "edits": [{"key": "version-1", "text": "Rain."}]}),
    }
    again = list(results.act(visit.values(**shown), visit.request))
    assert visit.briefer.requests[-1].length == "long"
    assert visit.briefer.requests[-1].corrections == {
        shown["current"].translation.segments[1].source: "Rain."
    }
    assert json.loads(visit.last(again, form.kept))["options"] == kept["options"]


def test_a_full_disk_does_not_hide_the_briefing(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/proc/none")
    changes = visit.brief()
    assert 'data-state="done"' in visit.view(changes)
    assert (
        "The files of this briefing cannot be written (No such file or directory); check that the folder"
        in visit.last(changes, visit.layout.queue)
    )
    assert all(visit.last(changes, button) == NO_FILE for button in visit.layout.form.downloads.values())
    assert visit.last(changes, visit.layout.form.brief)["interactive"] is True


def test_only_a_briefing_that_has_not_begun_is_shown_as_waiting(visit: Visit) -> None:
    visit.brief()
    changes = visit.briefs.refuse(visit.request)
    assert visit.layout.view not in changes
    assert "Some of the result could not be shown." in changes[visit.layout.queue]
    assert changes[visit.layout.form.brief]["interactive"] is True
    visit.briefs.begin(visit.request)
    assert "Too many articles are waiting" in visit.briefs.refuse(visit.request)[visit.layout.view]


def test_a_page_that_opens_while_the_queue_is_full_says_so(visit: Visit) -> None:
    visit.briefs.open_page(visit.request)
    changes = visit.briefs.refuse(visit.request)
    assert "Too many articles are waiting" in changes[visit.layout.view]
    assert "Translating" not in changes[visit.layout.line]
    assert changes[visit.layout.form.brief]["interactive"] is True


def test_the_files_of_a_result_are_offered_again(visit: Visit) -> None:
    results = ResultHandlers(visit.briefs)
    values = visit.values(message=json.dumps({"do": "files"}), current=versions.briefing())
    [change] = list(results.act(values, visit.request))
    assert set(change) == set(visit.layout.form.downloads.values())
    assert all(Path(update["value"]).suffix and update["interactive"] for update in change.values())


def test_an_action_that_is_not_accepted_leaves_the_result_and_running_work(visit: Visit) -> None:
    session = visit.briefs.sessions.get(visit.request.session_hash)
    session.queue_briefing()
    token = session.start_briefing()
    changes = ResultHandlers(visit.briefs).refuse()
    assert list(changes) == [visit.layout.queue]
    assert "too many articles are waiting" in changes[visit.layout.queue]
    assert not session.is_stopped(token)


def test_a_correction_that_fails_leaves_the_result(visit: Visit) -> None:
    def fail(done: int) -> None:
        raise MemoryError

    visit.briefer.meanwhile = fail
    message = json.dumps({"do": "edit", "edits": [{"key": "version-2", "text": "Rain."}]})
    values = visit.values(message=message, current=versions.briefing())
    changes = list(ResultHandlers(visit.briefs).act(values, visit.request))
    assert not any(visit.layout.view in change for change in changes)
    assert visit.last(changes, visit.layout.line) == fragments.line(versions.briefing(), example=True)
    assert visit.last(changes, visit.layout.queue)
    assert not any(visit.layout.form.corrections in change for change in changes)


def test_corrections_count_once_they_are_applied(visit: Visit) -> None:
    form, current = visit.layout.form, versions.briefing()
    sources = [segment.source for segment in current.translation.segments]
    edits = [
        {"key": f"version-{number}", "text": text} for number, text in ((2, "Rain."), (5, "Snow."), (7, ""))
    ]
    message = json.dumps({"do": "edit", "edits": [*edits, "x", {"key": "version-99", "text": "Wind."}]})
    before = {sources[2]: "Hail.", sources[7]: "Fog.", "Ailleurs.": "Elsewhere."}
    values = visit.values(message=message, current=current, corrections=before)
    changes = list(ResultHandlers(visit.briefs).act(values, visit.request))
    applied = {sources[2]: "Rain.", sources[5]: "Snow.", "Ailleurs.": "Elsewhere."}
    assert visit.briefer.requests[-1].corrections == applied
    [index] = [i for i, change in enumerate(changes) if form.corrections in change]
    assert changes[index][form.corrections] == applied
    assert visit.layout.view in changes[index]


def test_an_example_is_marked_as_one(visit: Visit) -> None:
    text = next(iter(visit.briefs.examples.values()))
    example = replace(versions.briefing(), article=read(text.replace("\n", "\r\n"), language="fr"))
    own = replace(example, article=read(f"{text}\nIl pleut.", language="fr"))
    assert "· example" in visit.briefs.line_of(example)
    assert "· example" not in visit.briefs.line_of(own)


def test_an_action_is_for_the_article_that_the_page_showed(visit: Visit) -> None:
    results, current = ResultHandlers(visit.briefs), versions.briefing()
    assert current.original
    another = replace(current, article=read("Un autre article.", language="fr"))
    shown = render.identity(current.article)
    asked: list[dict[str, Any]] = [{"do": "fetch"}, {"do": "compare", "text": "Văn bản."}]
    asked.append({"do": "edit", "edits": [{"key": "version-2", "text": "Rain."}]})
    for action in asked:
        message = json.dumps({**action, "article": shown})
        [change] = results.act(visit.values(message=message, current=another), visit.request)
        assert list(change) == [visit.layout.queue]
        assert "another article was shown by then" in change[visit.layout.queue]
    assert visit.briefer.requests == []
    for action in asked:
        message = json.dumps({**action, "article": shown})
        list(results.act(visit.values(message=message, current=current), visit.request))
    assert len(visit.briefer.requests) == 3


def test_a_correction_is_for_the_sentence_that_the_page_showed(visit: Visit) -> None:
    results, current = ResultHandlers(visit.briefs), versions.briefing()
    source = current.translation.segments[2].source
    for shown, applied in ((f" {source}\ufffd", {source: "Rain."}), ("Ailleurs.", None), (5, None)):
        edit = {"key": "version-2", "source": shown, "text": "Rain."}
        message = json.dumps({"do": "edit", "edits": [edit]})
        changes = list(results.act(visit.values(message=message, current=current), visit.request))
        assert changes
        made = visit.briefer.requests.pop().corrections if visit.briefer.requests else None
        assert made == applied


def test_a_correction_says_how_it_changes_the_brief(visit: Visit) -> None:
    made = versions.briefing()
    message = json.dumps({"do": "edit", "edits": [{"key": "version-2", "text": "Rain."}]})
    for kept, says in (([0, 1], "it now also cites 11."), ([0, 1, 2], "")):
        brief = replace(made.brief, sentences=tuple(made.brief.sentences[i] for i in kept))
        current = replace(made, brief=brief)
        values = visit.values(message=message, current=current)
        view = visit.view(list(ResultHandlers(visit.briefs).act(values, visit.request)))
        assert ("The brief changed: " in view) == bool(says)
        assert says in view


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ([[0], [6]], [[0], [6]], ""),
        ([[0], [6]], [[6, 0]], ""),
        ([[0], [6]], [[0], [3, 4]], "The brief changed: it now cites 4 and 5 instead of 7."),
        ([[0]], [[0], [6]], "The brief changed: it now also cites 7."),
        ([[0], [6]], [[6]], "The brief changed: it no longer cites 1."),
    ],
)
def test_a_change_of_the_brief_is_one_line(
    before: list[list[int]], after: list[list[int]], says: str
) -> None:
    made = [
        Brief(tuple(BriefSentence("", tuple(i), 1.0, "selected") for i in each), (), "")
        for each in (before, after)
    ]
    assert brief_change(*made) == says


def test_every_queued_job_says_when_it_was_not_accepted() -> None:
    page = build(Briefer(memory=False))
    jobs = [made for made in page.fns.values() if made.concurrency_id == "brief"]
    followed = {made.trigger_after for made in page.fns.values() if made.trigger_only_on_failure}
    assert len(jobs) > 4
    assert {made._id for made in jobs} <= followed


@pytest.mark.parametrize(
    "message",
    ["[" * 200_000, "[]", "5", '"do"', "", '{"do": "restore", "kept": ' + "[" * 500 + "]" * 500 + "}"]
    + [
        json.dumps({"do": "edit", "edits": [{"key": f"version-{key}"}]})
        for key in ("9" * 5000, "²", "-1", "", "99999")
    ],
)
def test_malformed_messages_from_programs_change_nothing(visit: Visit, message: str) -> None:
    current = versions.briefing()
    results = ResultHandlers(visit.briefs)
    values = visit.values(message=message, current=current)
    for change in results.act(values, visit.request):
        assert "Traceback" not in str(change)
    visit.briefs.open_page(visit.request)
    list(results.arrive(values, visit.request))
    list(visit.models.better({visit.layout.form.message: message, **values}, visit.request))
    assert visit.briefer.requests == [] or "restore" not in message


@pytest.mark.parametrize(("text", "says"), [("Rain.", "Applying the corr"), ("", "Undoing the corr")])
def test_no_files_are_offered_while_a_correction_is_applied(visit: Visit, text: str, says: str) -> None:
    visit.briefs.begin(visit.request)
    message = json.dumps({"do": "edit", "edits": [{"key": "version-5", "text": text}]})
    values = visit.values(message=message, current=versions.briefing())
    first, *others = ResultHandlers(visit.briefs).act(values, visit.request)
    downloads = visit.layout.form.downloads.values()
    assert says in first[visit.layout.line]
    assert visit.layout.view not in first
    assert all(first[button] == NO_FILE for button in downloads)
    assert "pv-applying" not in visit.last(others, visit.layout.line)
    assert {visit.last(others, button)["interactive"] for button in downloads} == {True}


@pytest.mark.parametrize(
    ("stored", "requests", "article"),
    [
        ({"today": 0}, 1, None),
        ({"today": 2}, 0, None),
        ({"own": True}, 0, None),
        (
            {"kept": {"id": "x", "briefing": document(versions.briefing())}},
            0,
            versions.briefing().article.text,
        ),
    ],
)
def test_only_the_first_visit_of_a_day_begins_with_an_example(
    visit: Visit, stored: Any, requests: int, article: str | None
) -> None:
    visit.briefs.open_page(visit.request)
    values = visit.values(message=json.dumps(stored))
    changes = list(ResultHandlers(visit.briefs).arrive(values, visit.request))
    assert len(visit.briefer.requests) == requests
    shown = [change[visit.layout.form.article] for change in changes if visit.layout.form.article in change]
    assert shown == ([] if article is None else [article])
    assert visit.last(changes, visit.layout.form.brief)["interactive"] is True


@pytest.mark.parametrize("kept", [True, False])
def test_the_page_does_not_open_with_a_result_once_the_visitor_has_begun(visit: Visit, kept: bool) -> None:
    results, form = ResultHandlers(visit.briefs), visit.layout.form
    stored = {"kept": {"id": "x", "briefing": document(versions.briefing())}} if kept else {"today": 0}
    arrival = visit.values(message=json.dumps(stored))

    # By briefing an article before the example has come.
    visit.briefs.open_page(visit.request)
    visit.briefs.begin(visit.request)
    [settings] = results.arrive(arrival, visit.request)
    assert form.brief not in settings
    assert 'data-state="done"' in visit.view(list(visit.briefs.brief_text(visit.values(), visit.request)))

    # By typing while it comes.
    visit.briefs.open_page(visit.request)
    opening = results.arrive(arrival, visit.request)
    for _ in range(2):
        next(opening)
    [own] = results.act(visit.values(message='{"do": "own"}'), visit.request)
    assert own[visit.layout.view] == own[visit.layout.line] == ""
    assert own[form.brief]["interactive"] is True
    assert form.article not in own
    assert list(opening) == [gr.skip()]

    # By stopping it before it begins.
    visit.briefs.open_page(visit.request)
    assert "Stopped before it began" in visit.briefs.stop(visit.request)[visit.layout.view]
    assert visit.layout.view not in list(results.arrive(arrival, visit.request))[-1]


def test_a_newer_briefing_replaces_an_older_one(visit: Visit) -> None:
    visit.briefs.begin(visit.request)
    older = visit.briefs.brief_text(visit.values(), visit.request)
    next(older)
    next(older)
    assert 'data-state="done"' in visit.view(visit.brief())
    # Gradio sends the last change again when a handler ends.
    assert list(older) == [gr.skip()]


def test_visitors_do_not_stop_each_other(visit: Visit) -> None:
    visit.briefs.begin(visit.request)
    other = SimpleNamespace(session_hash="other")
    visit.briefs.begin(other)  # type: ignore[arg-type]
    visit.briefs.stop(other)  # type: ignore[arg-type]
    changes = list(visit.briefs.brief_text(visit.values(), visit.request))
    assert 'data-state="done"' in visit.view(changes)


def test_leaving_the_page_stops_its_briefing(visit: Visit) -> None:
    visit.briefer.meanwhile = lambda done: visit.briefs.leave(visit.request) if done == 2 else None
    assert "Stopped after 2 of" in visit.view(visit.brief())


def test_examples_come_with_their_originals(visit: Visit) -> None:
    assert [path.name for path in visit.briefs.examples] == list(EXAMPLES)
    given = []
    for path, text in visit.briefs.examples.items():
        shown = visit.briefs.show_example(path)(visit.request)
        assert shown[visit.layout.form.article] == text
        assert shown[visit.layout.form.language] == shown[visit.layout.options.original] == ""
        assert shown[visit.layout.options.opened_original] is None
        list(visit.briefs.brief_example(path)(visit.values(original="an earlier one"), visit.request))
        request = visit.briefer.requests[-1]
        assert (request.source, request.fetch) == (text, False)
        assert request.original is None or isinstance(request.original, Path)
        given.append(request.original and request.original.name)
    assert given == ["navettes-hai-phong.vi.html", "mekong-donnees-eau.vi.html", None]


def test_a_session_tracks_queued_and_stopped_briefings() -> None:
    session = Session()
    assert session.start_briefing() is None
    session.queue_briefing()
    first = session.start_briefing()
    assert first
    assert not session.is_stopped(first)
    session.queue_briefing()
    assert session.is_superseded(first)
    assert session.is_stopped(first)
    assert session.stop_briefing() is True
    assert session.stop_briefing() is False
    assert not session.is_superseded(first)

    session.ask_removal("a")
    assert not session.confirms_removal("b")
    session.ask_removal("a")
    assert session.confirms_removal("a")
    assert not session.confirms_removal("a")
    session.ask_removal("a")
    stop = session.start_model_job()
    assert not session.confirms_removal("a")
    session.stop_model_job()
    assert stop.is_set()


def test_all_visits_can_be_ended() -> None:
    sessions = Sessions()
    session = sessions.get("a")
    session.queue_briefing()
    token, stop = session.start_briefing(), session.start_model_job()
    sessions.close_all()
    assert session.is_stopped(token)
    assert stop.is_set()
    assert sessions.get("a") is not session


def test_work_that_is_queued_when_all_visits_end_does_not_begin(visit: Visit) -> None:
    message = json.dumps({"do": "edit", "edits": [{"key": "version-2", "text": "Rain."}]})
    values = visit.values(message=message, current=versions.briefing())
    visit.briefs.sessions.close_all()
    list(ResultHandlers(visit.briefs).act(values, visit.request))
    visit.briefs.open_page(visit.request)
    list(ResultHandlers(visit.briefs).arrive(visit.values(message="{}"), visit.request))
    visit.brief()
    assert visit.briefer.requests == []
    assert visit.models.sessions.get("visitor").start_model_job().is_set()


def test_titles_in_lists_are_whole(visit: Visit) -> None:
    words = "Le port de Dunkerque a rouvert lundi après une longue grève des dockers et des pilotes"
    made = versions.echoed(replace(read("Il pleut.", language="fr"), name=words))
    assert json.loads(keep(made, {}))["title"] == words


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("Rain in Paris, and snow!", "rain-in-paris-and-snow"),
        ("Đà Nẵng's new quay: 1,5 km", "da-nangs-new-quay-1-5-km"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "briefing-con"),
        ("<script>…", "script"),
        ("雨", "briefing"),
        ("word " * 40, "-".join(["word"] * 12)),
        ("x" * 300, "x" * 60),
    ],
)
def test_files_are_named_after_the_article(title: str, stem: str, tmp_path: Path) -> None:
    made = versions.briefing()
    first = replace(made.translation.segments[0], target=title)
    segments = (first, *made.translation.segments[1:])
    made = replace(made, translation=replace(made.translation, segments=segments))
    files = write_files(made, tmp_path)
    assert {kind: path.name for kind, path in files.items()} == {
        name: f"{stem}{row.endings[0]}" for name, row in FORMATS.items()
    }
    assert all(path.parent == tmp_path and path.is_file() for path in files.values())


def test_files_of_an_article_without_a_title_are_named_after_its_headline() -> None:
    made = versions.briefing()
    assert file_stem(made) == "the-port-city-of-hai-phong-will-put-its-first-electric-river"
    named = replace(made, brief=replace(made.brief, headline=Headline("First Electric Buses Sail", (0,))))
    assert file_stem(named) == "first-electric-buses-sail"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[fakehub.Hub]:
    """Serve a local hub, and give the test its own caches and list of models."""
    with fakehub.running() as running:
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", running.address)
        template = running.address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr("passerelle.modelstore.hub_transfer.PAUSE_SECONDS", 0.0)
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
            monkeypatch.setenv(name, str(tmp_path / name.lower()))
        monkeypatch.delenv("HF_TOKEN", raising=False)
        yield running


def status(visit: Visit, changes: list[dict[Any, Any]]) -> str:
    html = visit.last(changes, visit.layout.models.status)
    return re.sub(r"<[^>]+>", "", str(html))


@pytest.mark.slow
def test_a_model_is_fetched_tested_and_removed(hub: fakehub.Hub, tmp_path: Path) -> None:
    hub.add(OPUS, tiny.marian(tmp_path / "good"), commit=COMMIT, revision="refs/pr/7")
    visit = opened(ScriptedBriefer())
    panel, values = visit.layout.models, visit.values(model=OPUS)
    changes = list(visit.models.fetch(values, visit.request))
    assert all(changes[0][button]["interactive"] is False for button in visit.models.jobs)
    assert changes[0][panel.stop]["visible"] is True
    works = " ".join(change[panel.status] for change in changes[:-1])
    assert f"{OPUS}: downloading" in works
    assert f"{OPUS}: converting and testing" in works
    assert status(visit, changes) == f"{OPUS}@a580dbb is ready; the next article uses it."
    assert all(changes[-1][button]["interactive"] is True for button in visit.models.jobs)
    assert changes[-1][panel.stop]["visible"] == UNSEEN
    assert f"{OPUS}@a580dbb</code> for French" in changes[-1][panel.in_use]
    assert "in use for French" in changes[-1][panel.table]

    changes = list(visit.models.test(values, visit.request))
    assert status(visit, changes) == (
        f"{OPUS}@a580dbb passes its test; 7 of 7 files match their known hashes."
    )

    asked = list(visit.models.remove(values, visit.request))
    assert re.fullmatch(r"Delete this model \(\d+ MB\)\? Delete Keep", status(visit, asked))
    assert len(asked) == 1
    list(visit.models.test(values, visit.request))  # after another job, removal must be confirmed again
    assert len(list(visit.models.remove(values, visit.request))) == 1
    done = list(visit.models.remove(values, visit.request))
    assert OPUS in status(visit, done)
    assert not any(
        state.folder for state in model_jobs.states() if state.spec.location == OPUS and not state.embedded
    )


@pytest.mark.slow
def test_fetching_an_offered_model_can_be_stopped_and_resumed(hub: fakehub.Hub, tmp_path: Path) -> None:
    hub.gate = threading.Event()
    hub.add(OPUS, tiny.marian(tmp_path / "good"), commit=COMMIT, revision="refs/pr/7")
    visit = opened(ScriptedBriefer())
    offer = visit.layout.models.offer
    shown = visit.models.show_models("", visit.request)[offer]
    assert f'data-better="{OPUS}" data-languages="fr">Get a better French model (301 MB)</button>' in shown
    values = visit.values(message=json.dumps({"model": OPUS}), current=versions.briefing())
    job = visit.models.better(values, visit.request)
    for change in job:
        if "downloading" in change[offer]:
            break
    assert 'data-page="stop-model"' in change[offer]
    assert visit.models.stop(visit.request)[visit.layout.models.stop]["value"] == "Stopping …"
    hub.gate.set()
    end = list(job)
    assert status(visit, end) == "Stopped. What was downloaded is kept; press Fetch to resume."
    assert f'data-better="{OPUS}">Try again' in end[-1][offer]
    end = list(visit.models.better(values, visit.request))
    assert status(visit, end) == f"{OPUS}@a580dbb is ready; the next article uses it."
    assert 'data-page="again">Translate this article again' in end[-1][offer]
    assert OPUS not in visit.models.show_models("", visit.request)[offer]
    # An installed model is not offered, and only offered models can be fetched through this handler.
    for message in (json.dumps({"model": OPUS}), '{"model": "fr-en"}', "[]", ""):
        asked = visit.values(message=message)
        [change] = visit.models.better(asked, visit.request)
        assert change == {offer: visit.models.show_models("", visit.request)[offer]}


def test_visitors_of_a_public_page_are_offered_no_models(visit: Visit) -> None:
    headers = SimpleNamespace(headers={}, scope={"server": ("127.0.0.1", 7860)})
    request: Any = SimpleNamespace(session_hash="visitor", request=headers)
    visit.models.access = Access(public_urls=("https://brief.example.org",))
    assert visit.models.show_models("", request)[visit.layout.models.offer] == ""
    values = visit.values(message=json.dumps({"model": OPUS}))
    assert list(visit.models.better(values, request)) == [{visit.layout.models.offer: ""}]


def test_a_queued_model_job_can_be_stopped(visit: Visit) -> None:
    with model_jobs._job_lock:
        job = visit.models.test(visit.values(model="fr-en"), visit.request)
        assert "Waiting …" in next(job)[visit.layout.models.status]
        visit.models.stop(visit.request)
        assert status(visit, list(job)) == "Stopped. The model was not tested."


def test_a_model_that_cannot_be_fetched_is_a_one_sentence_error(hub: fakehub.Hub) -> None:
    hub.add(OPUS, ROOT / "examples", commit="f" * 40)
    visit = opened(ScriptedBriefer())
    values = visit.values(model=OPUS)
    changes = list(visit.models.test(values, visit.request))
    assert status(visit, changes) == f"{OPUS} is not on this machine; fetch it first."
    # Nothing would be deleted, so no confirmation is needed.
    changes = list(visit.models.remove(values, visit.request))
    assert status(visit, changes) == "It is not on this machine."
    changes = list(visit.models.remove(visit.values(model="brief-en"), visit.request))
    assert "brief-en" in status(visit, changes)
    assert 'role="alert"' in visit.last(changes, visit.layout.models.status)


@pytest.mark.slow
def test_a_model_without_known_hashes_is_not_said_to_differ_from_them(visit: Visit) -> None:
    changes = list(visit.models.test(visit.values(model="brief-en"), visit.request))
    said = "brief-en passes its test; no hashes of its files are known to compare them with."
    assert status(visit, changes) == said


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("x" * 2000, "A model is one line of"),
        ("one two", "2 columns, but needs 5"),
        ("one", "has 1 column, but needs 5"),
        ("", "A model is one line of"),
        ("<img/src=x/onerror=window.hacked=1> b c d e", "the role is '&lt;img"),
    ],
)
def test_an_invalid_model_line_is_a_one_sentence_error(
    line: str, answer: str, hub: fakehub.Hub, visit: Visit, tmp_path: Path
) -> None:
    changes = visit.models.add(visit.values(line=line))
    assert list(changes) == [visit.layout.models.status]
    assert answer in changes[visit.layout.models.status].replace("&#39;", "'")
    assert not (tmp_path / "xdg_config_home").exists()


def test_a_line_is_added_to_the_list_of_models(hub: fakehub.Hub, visit: Visit, tmp_path: Path) -> None:
    panel = visit.layout.models
    changes = visit.models.add(visit.values(line="translate de example/opus-mt-de-en main MIT"))
    own = tmp_path / "xdg_config_home" / "passerelle" / "models.txt"
    assert status(visit, [changes]) == f"example/opus-mt-de-en@main was added to {own}; fetch it now."
    assert changes[panel.line] == ""
    assert changes[panel.model]["value"] == "example/opus-mt-de-en"
    assert "example/opus-mt-de-en@main" in changes[panel.table]
    assert own.read_text() == "translate  de  example/opus-mt-de-en  main  MIT\n"


def test_a_line_that_was_added_can_be_removed(hub: fakehub.Hub, visit: Visit, tmp_path: Path) -> None:
    panel, line = visit.layout.models, "translate de example/opus-mt-de-en main MIT"
    visit.models.add(visit.values(line=line))
    own = tmp_path / "xdg_config_home" / "passerelle" / "models.txt"
    own.write_text(f"# mine\n{own.read_text()}translate de example/other main MIT\n")
    values = visit.values(model="example/opus-mt-de-en")
    asked = list(visit.models.remove(values, visit.request))
    assert status(visit, asked) == f"Remove this model from {own}? Delete Keep"
    done = list(visit.models.remove(values, visit.request))
    assert status(visit, done) == f"example/opus-mt-de-en@main was removed from {own}."
    assert own.read_text() == "# mine\ntranslate de example/other main MIT\n"
    assert "example/opus-mt-de-en" not in done[-1][panel.table]
    assert done[-1][panel.model]["value"] == "example/other"
    # A line that came with Passerelle stays.
    for _ in range(2):
        changes = list(visit.models.remove(visit.values(model=OPUS), visit.request))
    assert status(visit, changes) == "It is not on this machine."
    assert any(spec.location == OPUS for spec in registry.load())


def test_the_last_line_of_a_given_list_of_models_stays(tmp_path: Path) -> None:
    own = tmp_path / "models.txt"
    own.write_text("translate fr example/a main MIT\n")
    with pytest.raises(ModelError, match="contains no other model"):
        registry.remove("example/a", own)
    assert registry.own_lines("example/a", registry.default_models_file()) == ()


@pytest.mark.slow
def test_a_model_that_fails_its_test_is_not_used(hub: fakehub.Hub, visit: Visit, tmp_path: Path) -> None:
    babble = tiny.summarizer(tmp_path / "babble", "bart")
    changes = visit.models.add(visit.values(line=f"summarize en {babble} - MIT"))
    assert "the next article uses it if it passes its test" in status(visit, [changes])
    done = list(visit.models.fetch(visit.values(model=str(babble)), visit.request))
    assert "babble is not used" in status(visit, done)
    assert "not used: " in done[-1][visit.layout.models.table]
    assert "brief-en" in done[-1][visit.layout.models.in_use]


def test_the_chosen_language_is_kept_while_it_is_available(visit: Visit) -> None:
    language = visit.layout.form.language
    assert visit.models.show_models("vi", visit.request)[language]["value"] == "vi"
    assert visit.models.show_models("de", visit.request)[language]["value"] == ""


def test_an_unreadable_models_file_is_a_one_sentence_error(visit: Visit, tmp_path: Path) -> None:
    visit.models.models_file = tmp_path / "none.txt"
    changes = visit.models.show_models("", visit.request)
    assert list(changes) == [visit.layout.models.table]
    assert 'role="alert"' in changes[visit.layout.models.table]


def test_a_file_that_is_not_an_article_is_a_one_sentence_error(tmp_path: Path) -> None:
    visit = opened(Briefer(memory=False))
    path = tmp_path / "article.pdf"
    path.write_bytes(b"%PDF-1.4 and nothing more")
    visit.briefs.begin(visit.request)
    changes = list(visit.briefs.brief_file(visit.values(upload=str(path)), visit.request))
    assert re.search(r'role="alert">article\.pdf [^<]+\.</div>$', visit.view(changes))


def test_an_address_that_cannot_be_fetched_is_a_one_sentence_error() -> None:
    visit = opened(Briefer(memory=False))
    view = visit.view(visit.brief(article="https://127.0.0.1/article.html"))
    assert re.search(r"The article was not fetched: [^<]+\.</div>$", view)
    assert "The text is empty" in visit.view(visit.brief(article="   "))


def test_the_text_box_never_opens_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    secret = tmp_path / "secret.txt"
    secret.write_text("Les tulipes fleurissent en avril.", encoding="utf-8")
    visit = opened(Briefer(memory=False))
    for text in ("/etc/passwd", "secret.txt", str(secret)):
        view = visit.view(visit.brief(article=text))
        assert "is the name of a file, not the text of an article" in view
        assert "root:" not in view
        assert "tulip" not in view


def test_every_example_has_a_label() -> None:
    assert {path.name for path in examples()} == set(EXAMPLES)


def test_only_briefings_and_model_jobs_are_queued() -> None:
    """A queued Stop would wait for the briefing that it should stop, and a new briefing for the old one."""
    page = build(ScriptedBriefer())  # type: ignore[arg-type]
    queued = {fn.name for fn in page.fns.values() if fn.queue is not False} - {"leave"}
    briefings = {"brief_text", "brief_file", "handler", "act", "arrive", "compare_file"}
    assert queued == briefings | {"fetch", "better", "test", "remove"}
    assert {"begin", "stop", "add", "show_models", "leave"} <= {fn.name for fn in page.fns.values()}


def test_gradio_computes_no_statistics_after_events() -> None:
    queue: Any = build(ScriptedBriefer())._queue  # type: ignore[arg-type]
    queue.events_recorded = 1000
    ended = [{"function": "brief_text", "status": "success", "process_time": 1.0}]
    assert queue.compute_analytics_summary(ended) == {"functions": {}}


def test_components_with_the_same_schema_share_it() -> None:
    with gr.Blocks():
        one, other = gr.DownloadButton("a"), gr.DownloadButton("b", visible=False)
        single, several = gr.UploadButton("a"), gr.UploadButton("b", file_count="multiple")
        again = gr.UploadButton("c", file_count="multiple")
    assert one.api_info() is other.api_info()
    assert several.api_info() is again.api_info()
    kinds: list[Any] = [button.api_info()["type"] for button in (single, several)]
    assert kinds == ["object", "array"]


def test_an_original_that_cannot_be_fetched_is_a_one_sentence_error() -> None:
    visit = opened(Briefer(memory=False))
    view = visit.view(visit.brief(original="https://127.0.0.1/article.html"))
    assert re.search(r"The original was not fetched: [^<]+\.</p>", view)
    assert 'data-state="done"' in view


@pytest.mark.slow
def test_app_py_builds_demo_on_first_use() -> None:
    code = (
        "import sys, app; assert 'gradio' not in sys.modules; "
        "from app import demo; import gradio; assert isinstance(demo, gradio.Blocks); "
        "import app; assert app.demo is demo; assert not hasattr(app, 'other')"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=120)


@pytest.mark.parametrize(
    ("error", "said"),
    [(MemoryError(), "not enough memory"), (OSError(28, "full"), "no space left"), (TypeError(), REFUSED)],
)
def test_a_request_that_fails_says_what_has_run_out(
    monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    async def failing(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(gr.Blocks, "process_api", failing)
    with pytest.raises(gr.Error, match=said):
        asyncio.run(PageBlocks(Access()).process_api())

"""HTML fragments of the page around the reading view."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import lxml.html
import pytest

from passerelle.modelstore import registry, store
from passerelle.modelstore.in_use import ModelInUse
from passerelle.modelstore.progress import ModelProgress, Stage
from passerelle.page import fragments, model_jobs
from passerelle.page.pace import Pace, time_left


def parsed(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(html)


def text_of(node: lxml.html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def test_models_are_listed_with_their_states() -> None:
    spec = registry.load()[0]
    bad = "<b>babble</b>"

    def state(state: Literal["present", "absent", "refused"], *used_for: str) -> store.ModelState:
        reason = bad if state == "refused" else ""
        return store.ModelState(spec, None, state, reason, 312_000_000, bad, used_for, False, False)

    summing_up = replace(state("present", "en"), spec=replace(spec, role="summarize", licence=bad), size=None)
    models = [state("present", "fr", "vi"), state("present"), state("absent"), state("refused"), summing_up]
    rows = [
        [text_of(cell) for cell in row.iter("td")]
        for row in parsed(fragments.models_table(models)).iter("tr")
    ][1:]
    assert rows[0][:5] == ["Translation", "French", spec.label, "312 MB", bad]
    assert rows[4][3:6] == ["", bad, bad]
    assert [row[-1] for row in rows] == [
        "in use for French and Vietnamese",
        "on this machine",
        "not on this machine",
        f"not used: {bad}",
        "in use for the brief",
    ]


def test_a_model_job_shows_its_progress() -> None:
    view = fragments.model_work(ModelProgress("<b>x</b>/y", "downloading", 12_000_000, 312_000_000))
    [bar] = parsed(view).iter("progress")
    assert text_of(parsed(view)) == "<b>x</b>/y: downloading 12 of 312 MB"
    assert (bar.get("value"), bar.get("max")) == ("12000000", "312000000")
    assert text_of(parsed(fragments.model_work(ModelProgress("m", "downloading", 10**8, 2 * 10**9)))) == (
        "m: downloading 0.1 of 2.0 GB"
    )
    for event in (None, ModelProgress("m", "converting")):
        [bar] = parsed(fragments.model_work(event)).iter("progress")
        assert bar.get("max") is None


def test_a_message_is_escaped_and_has_a_role() -> None:
    [good] = parsed(f"<div>{fragments.remark('<b>a.csv</b>')}</div>")
    [bad] = parsed(f"<div>{fragments.remark('<b>no</b>', trouble=True)}</div>")
    assert (good.get("role"), good.text_content()) == ("status", "<b>a.csv</b>")
    assert (bad.get("role"), bad.text_content()) == ("alert", "<b>no</b>")
    assert fragments.remark("") == ""


def test_notes_are_escaped() -> None:
    assert "<script>" not in fragments.notice("<script>alert(1)</script>")
    use = ModelInUse("translate", "fr", "<b>x</b>", Path("/x"), False)
    note = fragments.models_note([use])
    assert "<b>" not in note
    assert "trying out" not in note
    assert "trying out" in fragments.models_note([replace(use, embedded=True)])


def test_models_in_use_are_listed_once_with_their_languages_and_roles() -> None:
    uses = [
        ModelInUse("translate", "fr", "small#1", Path("/x"), True),
        ModelInUse("translate", "vi", "small#1", Path("/x"), True),
        ModelInUse("summarize", "en", "brief#2", Path("/y"), True),
    ]
    text = " ".join(parsed(fragments.models_note(uses)).text_content().split())
    assert text.startswith("Models in use: small#1 for French and Vietnamese, brief#2 for the brief.")


def test_a_better_model_is_offered_once_and_only_in_place_of_an_embedded_one() -> None:
    states = store.states()
    offered = model_jobs.better(states)
    names = ["Helsinki-NLP/opus-mt-fr-en", "HPLT/translate-vi-en-v2.0-hplt"]
    assert [state.spec.location for state in offered] == names
    view = parsed(fragments.offer(offered))
    assert text_of(view) == (
        "Small models in use. Get a better French model (301 MB) Try a full-size Vietnamese model ×"
    )
    assert [node.get("data-better") for node in view.iter("button")] == [*names, None]
    assert [node.get("data-languages") for node in view.iter("button")] == ["fr", "vi", None]
    assert fragments.offer([]) == ""
    fetched = [replace(state, state="present", folder=Path("x")) for state in states]
    assert model_jobs.better(fetched) == []
    used = [replace(state, used_for=()) if state.embedded else state for state in states]
    assert model_jobs.better(used) == []


def test_a_model_is_listed_once_unless_two_revisions_are_installed() -> None:
    states = store.states()
    opus = [state for state in states if state.spec.location == "Helsinki-NLP/opus-mt-fr-en"]
    assert len(opus) == 2

    def listed(*here: bool) -> list[str]:
        given = [
            replace(s, folder=Path(str(i)) if h else None)
            for i, (s, h) in enumerate(zip(opus, here, strict=True))
        ]
        return [state.spec.label for state in model_jobs.one_each(given)]

    first, second = (state.spec.label for state in opus)
    assert listed(False, False) == [first]
    assert listed(False, True) == [second]
    assert listed(True, True) == [first, second]
    assert len({state.spec.location for state in states}) == len(model_jobs.one_each(states))


def test_a_download_shows_the_time_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    pace, total = Pace(), 300_000_000

    def left(done: int, stage: Stage = "downloading") -> str:
        return time_left(pace.left(ModelProgress("m", stage, done, total)))

    assert left(100_000_000) == ""  # from an earlier attempt
    now = 1.0
    assert left(101_000_000) == ""
    now = 10.0
    assert left(110_000_000) == "about 3 minutes left"
    now = 100.0
    assert left(290_000_000) == "less than a minute left"
    assert left(0, "converting") == ""
    view = fragments.model_work(ModelProgress("m", "downloading", 110_000_000, total), "about 3 minutes left")
    assert text_of(parsed(view)) == "m: downloading 110 of 300 MB, about 3 minutes left"

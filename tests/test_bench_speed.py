"""The steps that the benchmark of speed leaves out."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import pytest
from scripted import scripted

from bench.speed import without_checks, without_look_up, without_repairs
from passerelle.spans import Span
from translate import Glossary, lookup, repair
from translate.decoding import SentenceModel, Task
from translate.plan import Piece

SOURCE, WRONG, RIGHT = "Il a 42 ans.", "He is 24.", "He is 42."


@pytest.mark.parametrize(
    ("context", "english", "checks"),
    [
        (nullcontext, RIGHT, set()),
        (without_look_up, RIGHT, set()),
        (without_repairs, WRONG, {"number"}),
        (without_checks, WRONG, set()),
    ],
)
def test_checks_and_repairs_can_be_left_out(
    context: Callable[[], AbstractContextManager[None]],
    english: str,
    checks: set[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("translate.reverse.scores", lambda *_: None)
    model = SentenceModel(scripted(lambda _: [WRONG, RIGHT]), "fr")
    task = Task(SOURCE, (Piece(Span(0, len(SOURCE)), copied=False),))
    with context():
        [result] = repair.translate([task], model, "fr", Glossary())
    assert result.draft.text == english
    assert {finding.check for finding in result.findings or ()} == checks


def test_the_look_up_can_be_left_out() -> None:
    look_up = lookup.look_up
    for context in (without_look_up, without_repairs, without_checks):
        with context():
            assert lookup.look_up({}, SentenceModel(scripted(lambda _: []))) == {}
            assert lookup.look_up is not look_up
    assert lookup.look_up is look_up

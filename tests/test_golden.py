"""The stored outputs of the embedded models, and the versions that belong to them."""

import copy
import json
from typing import Any

import pytest

from bench import golden


@pytest.fixture(scope="module")
def kept() -> dict[str, Any]:
    return dict(json.loads(golden.GOLDEN.read_text(encoding="utf-8")))


@pytest.mark.slow
def test_outputs_match_the_stored_ones(kept: dict[str, Any]) -> None:
    """Compare the outputs; after an intended change, follow the message."""
    assert (len(kept["lines"]), len(kept["briefings"])) == (60, 3)
    now = golden.outputs()
    message = golden.problem(kept, now)
    assert message is None, message
    assert now == kept


def changed(kept: dict[str, Any], part: str, **versions: int) -> dict[str, Any]:
    now = copy.deepcopy(kept) | versions
    if part == "target":
        now["lines"][7]["segments"][0]["target"] += "!"
    elif part == "finding":
        now["lines"][7]["segments"][0]["findings"].append("A word is missing.")
    elif part == "brief":
        now["briefings"]["cables-sous-marins.fr.txt"]["brief"][0]["text"] += "!"
    elif part == "model":
        now["models"]["fr-en"] = "0"
        now["lines"][7]["segments"][0]["target"] += "!"
    return now


@pytest.mark.parametrize(
    ("part", "versions", "message"),
    [
        ("", {}, None),
        ("target", {}, golden.RAISE_TRANSLATION),
        ("target", {"briefing_version": 1000}, golden.RAISE_TRANSLATION),
        ("target", {"translation_version": 1000}, golden.WRITE),
        ("finding", {}, golden.WRITE),
        ("brief", {}, golden.RAISE_BRIEFING),
        ("brief", {"briefing_version": 1000}, golden.WRITE),
        # A new version of translations also keeps saved briefings from being reused.
        ("brief", {"translation_version": 1000}, golden.WRITE),
        ("model", {}, golden.WRITE),
    ],
)
def test_a_changed_output_requires_a_new_version(
    kept: dict[str, Any], part: str, versions: dict[str, int], message: str | None
) -> None:
    assert golden.problem(kept, changed(kept, part, **versions)) == message

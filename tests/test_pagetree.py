"""Needless work on a page's tree is skipped, and the result is the same as with it."""

from typing import Any

import pytest

from passerelle.article import formats, pagetree

SENTENCE = "Le conseil municipal a adopté mardi soir le budget de la médiathèque, après un long débat. "
STORY = "".join(f"<p>{number}. {SENTENCE * 3}</p>" for number in range(6))
LISTING = "".join(f"<li><a href='/{i}'>Un autre article du jour, le numéro {i}</a></li>" for i in range(150))
ALONE = f"<html><body><article><h1>Budget voté</h1>{STORY}</article></body></html>"
BESIDE = f"<html><body><ul>{LISTING}</ul><article><h1>Budget voté</h1>{STORY}</article></body></html>"


def _decisions(page: str, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    found: list[bool] = []
    decide = pagetree._is_final

    def recorded(*arguments: Any) -> bool:
        found.append(decide(*arguments))
        return found[-1]

    monkeypatch.setattr(pagetree, "_is_final", recorded)
    formats.parse_text(page, extension=".html")
    return found


@pytest.mark.parametrize(("page", "final"), [(ALONE, True), (BESIDE, False)])
def test_other_extractors_run_only_if_they_could_find_more(
    page: str, final: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _decisions(page, monkeypatch) == [final]


def test_leaving_out_other_extractors_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = formats.parse_text(ALONE, extension=".html")
    monkeypatch.setattr(pagetree, "_is_final", lambda *_: False)
    assert formats.parse_text(ALONE, extension=".html") == quick
    assert "6. Le conseil" not in quick.text
    assert "5. Le conseil" in quick.text


@pytest.mark.parametrize(("page", "covered"), [(ALONE, True), (BESIDE.replace(LISTING, LISTING * 4), False)])
def test_a_page_is_measured_only_if_its_story_may_be_a_small_part_of_it(
    page: str, covered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[bool] = []
    decide = pagetree._covers_page

    def recorded(*arguments: Any) -> bool:
        found.append(decide(*arguments))
        return found[-1]

    monkeypatch.setattr(pagetree, "_covers_page", recorded)
    quick = formats.parse_text(page, extension=".html")
    assert found == [covered]
    monkeypatch.setattr(pagetree, "_covers_page", lambda *_: False)
    assert formats.parse_text(page, extension=".html") == quick


@pytest.mark.parametrize("before", ["", "<p>a</p>" * 300, f"<p>{'a' * 1500}</p>", "é" * 999])
def test_a_long_tag_keeps_its_first_attributes_and_the_rest_is_unchanged(before: str) -> None:
    attributes = "".join(f" a{number}='{number}'" for number in range(600))
    after = f"<script>{'x' * 5000}</script><p>end"
    found = pagetree._with_short_tags(f"{before}<div{attributes}>{after}")
    assert found.startswith(f"{before}<div a0='0' ")
    assert found.endswith(f">{after}")
    assert "a499='499'" in found
    assert "a500=" not in found


def test_a_page_without_long_tags_is_unchanged() -> None:
    page = f"<html>{'<p class=a>b</p>' * 500}<script>{'x' * 5000}</script>{'y' * 2500}"
    assert pagetree._with_short_tags(page) == page

"""Saved briefings, the index of a batch and a printed article, in headless Chromium without a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import versions
from browsing import HIGHLIGHTED, expect_highlighted, expect_readable
from playwright.sync_api import Browser, Page, expect
from test_batch_index import HOSTILE, entry

from passerelle.article import read
from passerelle.article.passages import BLANK
from passerelle.batch.index import write_index
from passerelle.spans import Span
from translate.types import Finding, Repair

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def exported(tmp_path: Path) -> str:
    """Save a briefing of two versions with a finding, a repair and linked words; return its address."""
    made = versions.briefing()
    segments = list(made.translation.segments)
    sixth = segments[5]

    def span(text: str, words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    segments[5] = replace(
        sixth,
        findings=(Finding("number", "Look at the number.", (span(sixth.source, "18"),)),),
        alignment=((span(sixth.source, "ligne"), span(sixth.target, "line")),),
    )
    segments[7] = replace(segments[7], repair=Repair("What the model had.", ("a wider beam",)))
    segments[11] = replace(segments[11], truncated=True)
    path = tmp_path / "two.html"
    made = replace(made, translation=replace(made.translation, segments=tuple(segments)))
    path.write_text(made.to_html(), encoding="utf-8")
    return path.as_uri()


@contextmanager
def opened(chromium: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Open a saved briefing; fail if it requests anything else or writes to the console."""
    context = chromium.new_context(
        **{"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", **options}
    )
    page = context.new_page()
    said: list[str] = []
    requests: list[str] = []
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda r: requests.append(r.url))
    page.goto(address)
    yield page
    context.close()
    assert said == []
    assert requests == [address]


def test_all_texts_of_a_pair_are_highlighted(chromium: Browser, exported: str) -> None:
    with opened(chromium, exported) as page:
        for segment in ("version-5", "original-6"):
            page.locator(f".pv-target [data-segment='{segment}']:visible").hover()
            keys = page.eval_on_selector_all(HIGHLIGHTED, "nodes => nodes.map((n) => n.dataset.segment)")
            assert set(keys) == {"version-5", "original-6"}
        page.locator("#pv-version-6-target").hover()  # it has no partner
        expect_highlighted(page, "pv-version-6-source", "pv-version-6-target")


def test_arrow_keys_move_through_both_versions(chromium: Browser, exported: str) -> None:
    with opened(chromium, exported) as page:
        page.locator("#pv-version-5-source").focus()
        for key, segment, language in (
            ("ArrowRight", "version-5", "en"),
            ("ArrowRight", "original-6", "en"),
            ("ArrowRight", "original-6", "vi"),
            ("ArrowRight", "original-6", "vi"),
            ("ArrowDown", "original-7", "vi"),
            ("ArrowLeft", "original-7", "en"),
            ("ArrowLeft", "version-7", "en"),
            ("ArrowLeft", "version-7", "fr"),
            ("ArrowUp", "version-6", "fr"),
        ):
            page.keyboard.press(key)
            at = page.evaluate(
                "[document.activeElement.dataset.segment, document.activeElement.closest('[lang]').lang]"
            )
            assert at == [segment, language]


def test_a_difference_leads_to_its_sentences(chromium: Browser, exported: str) -> None:
    with opened(chromium, exported, viewport={"width": 1000, "height": 600}) as page:
        point = page.locator(".pv-point").nth(2)
        point.click()
        expect(point).to_have_attribute("aria-pressed", "true")
        expect(page.locator("#pv-version-10-target")).to_be_in_viewport()
        keys = page.eval_on_selector_all(".pv-chosen", "nodes => nodes.map((n) => n.dataset.segment)")
        assert set(keys) == {"version-10", "original-10"}
        page.locator(".pv-versions").get_by_role("button", name="French").click()
        page.locator(".pv-point").nth(3).click()  # only in the original, which becomes visible
        expect(page.locator(".pv-other.pv-target [data-segment=original-12]")).to_be_in_viewport()


def test_findings_are_explained_in_a_note(chromium: Browser, exported: str) -> None:
    with opened(chromium, exported) as page:
        tip = page.locator(".pv-tip")
        expect(tip).to_be_hidden()
        page.locator("#pv-version-5-target").hover()
        expect(tip).to_contain_text("Look at the number.")
        tip.hover()
        expect(tip).to_be_visible()
        page.keyboard.press("Escape")
        expect(tip).to_be_hidden()
        page.wait_for_timeout(300)  # browsers report the element under a pointer that has not moved
        expect(tip).to_be_hidden()
        page.mouse.move(0, 0)
        page.locator(
            "#pv-version-5-target ~ .pv-tag"
        ).first.hover()  # the tag after a sentence shows its note too
        expect(tip).to_contain_text("Look at the number.")
        page.keyboard.press("Escape")
        following = page.locator("[data-next]")
        for number, text in ((1, "Look at the number."), (2, "The model stopped early"), (1, "Look at")):
            following.click()
            expect(tip).to_contain_text(text)
            expect(page.locator(".pv-at")).to_have_text(f"To check: {number} of 2")
            expect(page.locator(":focus")).to_be_in_viewport()
        page.locator("#pv-version-7-target").hover()
        expect(tip).to_contain_text("Repaired: a wider beam. The model wrote: What the model had.")


def test_the_enter_key_shows_the_actions_and_takes_none(chromium: Browser, exported: str) -> None:
    with opened(chromium, exported) as page:
        page.evaluate("document.addEventListener('click', () => (window.pressed = true))")
        page.locator("#pv-version-5-target").focus()
        page.keyboard.press("Enter")
        copy = page.locator(".pv-tip").get_by_role("button")
        expect(copy).to_be_focused()
        expect(copy).to_have_text("Copy with source")
        assert page.evaluate("window.pressed") is None


def test_findings_can_be_read_on_a_phone(chromium: Browser, exported: str) -> None:
    with opened(chromium, exported, viewport={"width": 500, "height": 844}, has_touch=True) as page:
        difference, next_check = (page.locator(f".pv-counts > {part}") for part in ("strong", "button"))
        counted, follows = difference.bounding_box(), next_check.bounding_box()
        assert counted
        assert follows
        assert follows["x"] - counted["x"] - counted["width"] > 4
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator("[data-next]").tap()
        tip = page.locator(".pv-tip")
        expect(tip).to_contain_text("Look at the number.")
        box = tip.bounding_box()
        assert box
        assert box["x"] == 0
        assert box["y"] + box["height"] == 844  # at the bottom of the window
        page.locator("#pv-version-12-target").tap()
        expect(tip).to_contain_text("Copy with source")
        page.locator("#pv-version-5-target ~ .pv-tag").first.tap()
        expect(tip).to_contain_text("Look at the number.")


def test_a_word_highlights_its_translation(chromium: Browser, exported: str) -> None:
    with opened(chromium, exported) as page:

        def shows(*words: str) -> None:
            page.wait_for_function(
                "words => [...CSS.highlights.get('pv-word')].map(String).sort().join() === words",
                arg=",".join(words),
            )

        box = page.evaluate(
            """() => {
              const text = document.querySelector("#pv-version-5-source").firstChild;
              text.parentElement.scrollIntoView({ block: "center" });
              const range = document.createRange();
              range.setStart(text, text.data.indexOf("ligne") + 1);
              range.setEnd(text, text.data.indexOf("ligne") + 3);
              const { x, y, width, height } = range.getBoundingClientRect();
              return [x + width / 2, y + height / 2];
            }"""
        )
        page.mouse.move(*box)
        shows("ligne", "line")
        page.mouse.move(0, 0)
        shows()
        page.locator("#pv-version-5-target").focus()
        page.keyboard.press("Shift+ArrowRight")
        shows("ligne", "line")
        expect(page.locator("body > .pv-unseen")).to_have_text("ligne")
        page.keyboard.press("ArrowDown")
        shows()


def sizes(page: Page, *widths: int) -> Iterator[int]:
    """Resize the window to each width, in light and dark mode."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            yield width


@pytest.mark.parametrize("widths", [(390,), pytest.param((1440, 1000, 390), marks=pytest.mark.soak)])
def test_two_versions_fit_the_window_with_enough_contrast(
    chromium: Browser, exported: str, widths: tuple[int, ...]
) -> None:
    with opened(chromium, exported) as page:
        page.locator("summary").first.click()
        for width in sizes(page, *widths):
            for choice in ("French", "Vietnamese", "Both versions"):
                page.locator(".pv-versions").get_by_role("button", name=choice).click()
                expect_readable(page, width)


def test_clicking_a_heading_sorts_the_index(tmp_path: Path, chromium: Browser) -> None:
    entries = [entry(2, "Zebra", 10), entry(30, HOSTILE, 9), entry(4, "apple", 1)]
    path = write_index(tmp_path, entries, ["html"])
    page = chromium.new_page()
    page.goto(path.as_uri())

    def column(number: int) -> list[str]:
        return [cell.strip() for cell in page.locator(f"tbody td:nth-child({number})").all_inner_texts()]

    assert column(4) == ["10", "9", "1"]
    page.get_by_role("button", name="Sentences to check").click()
    assert column(4) == ["1", "9", "10"]
    page.get_by_role("button", name="Sentences to check").click()
    assert column(4) == ["10", "9", "1"]
    page.get_by_role("button", name="Words").click()
    assert column(6) == ["200", "400", "3000"]
    page.get_by_role("button", name="Article").click()
    assert column(6)[-2:] == ["400", "200"]  # sorted without regard to case: apple before Zebra
    assert page.title() == "Briefings · Passerelle"
    page.close()


def test_a_page_printed_by_a_browser_is_read(chromium: Browser) -> None:
    """Read a page printed by Chromium, whose fonts for Vietnamese change within words."""
    path = versions.EXAMPLES / "mekong-donnees-eau.vi.html"
    printed = chromium.new_page()
    printed.goto(path.as_uri())
    article = read(printed.pdf(display_header_footer=True))
    printed.close()
    story = read(path)
    assert article.language == "vi"
    assert article.title == story.title
    found = {article.block_text(block) for block in article.blocks if block.kind == "paragraph"}
    assert {story.block_text(block) for block in story.blocks if block.kind == "paragraph"} <= found
    assert not article.text.strip(BLANK).endswith("/2")

"""What the page does around the reading view, driven in headless Chromium over a briefer without models."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import versions
from pages import Served, serving
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

pytestmark = [pytest.mark.slow, pytest.mark.browser]

HOSTILE = "<img src=x onerror='window.hacked = 1'><script>window.hacked = 1</script>${window.hacked = 1}"
FOCUS = (
    "document.activeElement.id || document.activeElement.dataset.segment || document.activeElement.tagName"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("files")) as served:
        yield served


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        executable = shutil.which("chromium") or playwright.chromium.executable_path
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield from opened(context, served)


def opened(context: BrowserContext, served: Served) -> Iterator[Page]:
    page = context.new_page()
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(served.address)
    done(page)
    yield page
    assert page.evaluate("window.hacked === undefined")
    context.close()
    assert said == []


def done(page: Page) -> None:
    expect(page.locator("#reading .pv-view")).to_have_attribute("data-state", "done")
    page.wait_for_function("history.state?.kept")
    expect(page.locator("#brief")).to_be_enabled()


def brief(page: Page, text: str) -> None:
    page.evaluate("document.querySelector('#reading .pv-view').old = true")
    page.get_by_role("button", name="Change").click()
    page.get_by_label("Article", exact=True).fill(text)
    page.keyboard.press("Control+Enter")
    page.wait_for_function("document.querySelector('#reading .pv-view[data-state=done]')?.old === undefined")
    page.wait_for_function("document.querySelector('#reading .pv-view[data-state=done]')")


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_the_result_has_the_page(page: Page, served: Served) -> None:
    box = page.get_by_label("Article", exact=True)
    brief(page, HOSTILE)
    expect(box).to_be_hidden()
    expect(page).to_have_title("navettes-hai-phong.fr.txt · Passerelle")
    page.wait_for_function("document.activeElement.id === 'reading'")
    for width in (1440, 1024, 390):
        page.set_viewport_size({"width": width, "height": 844})
        top = page.locator(".pv-rail h2").bounding_box()
        assert top
        assert top["y"] <= 200
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate("getComputedStyle(document.querySelector('.pv-rail')).overflowY") == "visible"
        small = page.evaluate(
            """() => [...document.querySelectorAll('.pv-view button, #line button, #brief')]
            .filter((node) => node.offsetParent).map((node) => [node, node.getBoundingClientRect()])
            .filter(([, box]) => box.width < 24 || box.height < 24).map(([node]) => node.outerHTML)"""
        )
        assert small == []
    page.set_viewport_size({"width": 1440, "height": 900})

    # Differences, one after the other, both places lit.
    seen = []
    for key in "nnnnp":
        page.keyboard.press(key)
        keys = page.eval_on_selector_all(".pv-chosen", "nodes => nodes.map((n) => n.dataset.segment)")
        seen.append((page.locator(".pv-at").inner_text()[:6], sorted(set(keys))))
    assert seen == [
        ("1 of 4", ["original-6", "version-5"]),
        ("2 of 4", ["version-6"]),
        ("3 of 4", ["original-10", "version-10"]),
        ("4 of 4", ["original-12"]),
        ("3 of 4", ["original-10", "version-10"]),
    ]
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("next or previous difference")
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUS) != "BODY"
    page.keyboard.press("o")
    expect(page.locator(".pv-versions [aria-pressed=true]")).to_have_text("French")
    page.keyboard.press("o")
    page.keyboard.press("o")

    page.get_by_role("button", name="Copy brief").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert copied(page).startswith(versions.VERSION[0])
    page.get_by_role("button", name="Copy English").click()
    has = "(text) => navigator.clipboard.readText().then((t) => t.includes(text))"
    page.wait_for_function(has, arg=versions.VERSION[11])
    page.locator("#pv-version-5-target").click()
    page.get_by_role("button", name="Copy with source").click()
    page.wait_for_function(has, arg="(fr: La première")
    page.get_by_role("button", name="English only").click()
    expect(page.locator("#pv-version-5-source")).to_be_hidden()
    expect(page.locator("#pv-version-5-target")).to_be_visible()
    page.get_by_role("button", name="Save as").click()
    for kind, ending in (("docx", "docx"), ("xliff", "xlf"), ("tmx", "tmx")):
        with page.expect_download() as waiting:
            page.locator(f"#download-{kind}").click()
        assert waiting.value.suggested_filename.endswith(f".{ending}")


def test_the_first_key_leads_past_the_head_to_the_result(page: Page) -> None:
    page.reload()
    done(page)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the result")
    expect(skip).to_be_focused()
    box = skip.bounding_box()
    assert box
    assert box["width"] > 100
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUS) == "reading"
    assert page.evaluate("location.hash") == ""


def test_work_is_kept_and_corrected(page: Page) -> None:
    sentence = page.locator("#pv-version-5-target")
    sentence.click()
    page.get_by_role("button", name="Edit").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(f"The line {HOSTILE}")
    page.keyboard.press("Enter")
    expect(sentence).to_have_class(re.compile("pv-edited"))
    expect(sentence).to_have_text(f"The line {HOSTILE}")
    assert page.evaluate(FOCUS) != "BODY"
    page.wait_for_timeout(300)  # the browser has stored it
    page.reload()
    done(page)
    expect(sentence).to_have_class(re.compile("pv-edited"))
    expect(page.get_by_label("Article", exact=True)).to_have_value(re.compile("La ville portuaire"))
    brief(page, "Il pleut.")
    expect(sentence).to_have_class(re.compile("pv-edited"))  # never overwritten
    page.keyboard.press("Escape")
    sentence.click()
    page.get_by_role("button", name="Undo edit").click()
    expect(sentence).not_to_have_class(re.compile("pv-edited"))
    expect(sentence).to_have_text(versions.VERSION[5])


def test_several_articles_wait_in_a_queue(page: Page, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.txt" for name in ("one", "two <b>", "three")]
    for path in paths:
        path.write_text("Il pleut.", encoding="utf-8")
    page.get_by_test_id("Open files-upload-button").set_input_files(paths)
    queue = page.locator(".pv-queue")
    expect(queue).to_contain_text("3 of 3 articles")
    expect(queue.locator("[data-kept]")).to_have_count(3)
    queue.locator("[data-kept]").last.click()
    page.wait_for_function("document.activeElement.id === 'reading'")
    page.get_by_role("button", name="Today (").click()
    assert page.locator(".pv-today li").count() >= 3
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("[data-forget]").first.click()
    expect(page.locator("#queue script, #today script")).to_have_count(0)

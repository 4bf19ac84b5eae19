"""The page around the reading view, in headless Chromium with a scripted briefer."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from typing import Any

import fakehub
import pytest
import tiny
import versions
from axe_playwright_python.sync_playwright import Axe
from browsing import READY, leaving, reused
from pages import ALONE, ECHO, FETCHED, GERMAN, UNREACHED, Served, serving
from playwright.sync_api import Browser, Locator, Page, Route, expect

from passerelle.page.access import Access

pytestmark = [pytest.mark.slow, pytest.mark.browser]

HOSTILE = "<img src=x onerror='window.hacked = 1'><script>window.hacked = 1</script>${window.hacked = 1}"
PAYLOADS = (Path(__file__).parent / "data" / "xss.txt").read_text(encoding="utf-8").splitlines()
# Counts the effects of payloads, whether calls or assignments.
WATCH = """
  window.hacks = 0;
  const hack = () => (window.hacks += 1);
  Object.defineProperty(window, "hacked", { get: () => hack, set: hack });
"""
FOCUS = (
    "document.activeElement.id || document.activeElement.dataset.segment || document.activeElement.tagName"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("files")
    page = tmp_path_factory.mktemp("site") / "page.html"
    page.write_text(payload_page(), encoding="utf-8")
    with serving(folder, PAGE_FETCHED=str(page)) as served:
        yield served


@contextmanager
def visit(chromium: Browser, served: Served, **options: Any) -> Iterator[Page]:
    """Open the page with the first example briefed; fail on console errors and on payloads that ran."""
    with window(chromium, **options) as page:
        page.goto(served.address)
        done(page)
        yield page


@contextmanager
def window(chromium: Browser, **options: Any) -> Iterator[Page]:
    """Open an empty window; fail on console errors and on payloads that ran."""
    given = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce", **options}
    context = chromium.new_context(**given)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    said: list[str] = []
    page.on("console", lambda m: said.append(f"{m.text} {m.location}") if m.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script(WATCH)
    yield page
    assert page.evaluate("window.hacks") == 0
    context.close()
    # Logged if the page is reloaded during a request of Gradio, or if a test refuses one. After a lost
    # connection, Gradio asks for `app_id`, which the guard refuses.
    left = ("AbortError", "Connection errored out", "503 (Service Unavailable)", "gradio_api/app_id")
    assert [line for line in said if not any(part in line for part in left)] == []


@pytest.fixture
def page(chromium: Browser, served: Served) -> Iterator[Page]:
    with visit(chromium, served) as page:
        yield page


@pytest.fixture(scope="module")
def current(chromium: Browser, served: Served) -> Iterator[Callable[[], Page]]:
    with reused(lambda: visit(chromium, served)) as current:
        yield current


@pytest.fixture
def example(current: Callable[[], Page]) -> Page:
    """Return a page with the first example, shared by tests that leave the briefing as it is."""
    return current()


def done(page: Page) -> None:
    """Wait until the last briefing is shown and saved, and the page is ready for another."""
    page.wait_for_function(f"{READY} && history.state?.kept")


@contextmanager
def finishing(page: Page) -> Iterator[None]:
    """Wait after the `with` block until a new view is shown, saved and done."""
    with leaving(page):
        yield
    done(page)


def brief(page: Page, text: str) -> None:
    with finishing(page):
        page.get_by_role("button", name="Change").click()
        page.get_by_label("Article", exact=True).fill(text)
        page.keyboard.press("Control+Enter")


def covers(page: Page, key: str) -> bool:
    """Return whether the note covers a part of this sentence, in one language or the other."""
    count = page.evaluate(
        """(key) => {
          const tip = document.querySelector(".pv-tip").getBoundingClientRect();
          return [...document.querySelectorAll(`.pv-view [data-segment="${key}"]`)]
            .filter((node) => node.offsetParent)
            .flatMap((node) => [...node.getClientRects()])
            .filter((box) => box.left < tip.right && box.right > tip.left &&
              box.top < tip.bottom && box.bottom > tip.top).length;
        }""",
        key,
    )
    return bool(count)


def copies(page: Page, text: str) -> None:
    """Wait until the clipboard contains this text."""
    page.wait_for_function("(text) => navigator.clipboard.readText().then((t) => t.includes(text))", arg=text)


def keeps(page: Page, text: str) -> None:
    """Wait until the browser's database contains this text."""
    page.wait_for_function(
        """(text) => new Promise((found) => {
          const opening = indexedDB.open("passerelle");
          opening.onsuccess = () => {
            const asked = opening.result.transaction("work").objectStore("work").getAll();
            asked.onsuccess = () => {
              opening.result.close();
              found(JSON.stringify(asked.result).includes(text));
            };
          };
        })""",
        arg=text,
    )


def test_the_result_fills_the_page(page: Page, served: Served) -> None:
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
    page.set_viewport_size({"width": 1440, "height": 900})

    # Step through the differences; both places of each are highlighted.
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
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_contain_text("next or previous mark")
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUS) != "BODY"
    page.keyboard.press("o")
    expect(page.locator(".pv-versions [aria-pressed=true]")).to_have_text("French")
    page.keyboard.press("o")
    page.keyboard.press("o")

    page.get_by_role("button", name="Copy brief").click()
    copies(page, "\nThe first tests will take place on October 3.")
    page.get_by_role("button", name="Copy English").click()
    copies(page, versions.VERSION[11])
    page.locator("#pv-version-5-target").click()
    page.get_by_role("button", name="Copy with source").click()
    copies(page, "(fr: La première")
    assert "http" not in page.evaluate("navigator.clipboard.readText()")  # only the original's is known
    page.get_by_role("button", name="English only").click()
    expect(page.locator("#pv-version-5-source")).to_be_hidden()
    expect(page.locator("#pv-version-5-target")).to_be_visible()
    page.get_by_role("button", name="Save as").click()
    for kind, ending in (("docx", "docx"), ("xliff", "xlf"), ("tmx", "tmx")):
        with page.expect_download() as waiting:
            page.locator(f"#download-{kind}").click()
        assert waiting.value.suggested_filename.endswith(f".{ending}")
    page.locator('.pv-other.pv-target [data-segment="original-6"]').click()
    page.get_by_role("button", name="Copy with source").click()
    copies(page, "https://")


def test_the_skip_link_leads_to_the_result(example: Page) -> None:
    page = example
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


def test_a_new_window_shows_todays_list_and_an_empty_form(page: Page, served: Served) -> None:
    other = page.context.new_page()
    other.goto(served.address)
    listed = other.locator(".pv-today [data-kept]")
    expect(listed).to_have_count(1)
    box = other.get_by_label("Article", exact=True)
    expect(box).to_have_value("")
    expect(box).to_be_visible()
    expect(other.locator("#reading .pv-view")).to_have_count(0)
    listed.click()
    done(other)
    expect(other.locator("#pv-version-5-target")).to_have_text(versions.VERSION[5])

    # On the next day, the list is empty and the first example is shown again.
    other.evaluate(
        """() => new Promise((changed) => {
          const opening = indexedDB.open("passerelle");
          opening.onsuccess = () => {
            const change = opening.result.transaction("work", "readwrite");
            const store = change.objectStore("work");
            store.getAll().onsuccess = (event) =>
              event.target.result.forEach((entry) => store.put({ ...entry, day: "Sat Nov 01 2025" }));
            change.oncomplete = () => opening.result.close() ?? changed();
          };
        })"""
    )
    next_day = page.context.new_page()
    next_day.goto(served.address)
    done(next_day)
    expect(next_day.locator(".pv-today [data-kept]")).to_have_count(1)


def test_the_length_is_remembered_and_the_language_is_not(page: Page, served: Served) -> None:
    page.get_by_role("button", name="Change").click()
    page.locator("#options > button").click()
    page.get_by_role("radio", name="Short").check()
    page.get_by_role("radio", name="Vietnamese").check()
    with finishing(page):
        page.keyboard.press("Control+Enter")
    # A language is chosen for one article alone.
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_role("radio", name="Vietnamese")).to_be_checked()
    page.get_by_role("button", name="New article").click()
    expect(page.get_by_role("radio", name="Automatic")).to_be_checked()
    for window in (page, page.context.new_page()):
        if window is page:
            page.reload()
            done(page)
        else:
            window.goto(served.address)
            expect(window.locator(".pv-today [data-kept]")).to_have_count(1)
        window.locator("#options > button").evaluate("(button) => button.click()")
        expect(window.get_by_role("radio", name="Short", include_hidden=True)).to_be_checked()


def test_files_and_addresses_can_be_dropped_or_pasted(page: Page) -> None:
    give = """([type, names, text]) => {
      const data = new DataTransfer();
      names.forEach((name) => data.items.add(new File(["Il pleut."], name, { type: "text/plain" })));
      if (text) data.setData("text/plain", text);
      const options = { bubbles: true, cancelable: true };
      document.querySelector("#reading").dispatchEvent(
        type === "paste"
          ? new ClipboardEvent("paste", { clipboardData: data, ...options })
          : new DragEvent("drop", { dataTransfer: data, ...options }));
    }"""
    queue, box = page.locator(".pv-queue"), page.get_by_label("Article", exact=True)
    for kind, names in (("drop", ["a.txt", "b.txt"]), ("paste", ["c.txt", "d.txt", "e.txt"])):
        with finishing(page):
            page.evaluate(give, [kind, names, ""])
            expect(queue).to_contain_text(f"{len(names)} of {len(names)} articles")
    for kind in ("drop", "paste"):
        text = f"{FETCHED}{kind}.html\n{FETCHED.removeprefix('https://')}2.html"
        page.evaluate(give, [kind, [], text])
        expect(box).to_have_value(text)
        expect(box).to_be_focused()
        with finishing(page):
            page.get_by_role("button", name="Translate and brief").click()
            expect(queue).to_contain_text("2 of 2 articles")


def test_a_printed_page_has_only_the_briefing_with_larger_english(example: Page) -> None:
    page = example
    size = """(column) => Math.min(...[...document.querySelectorAll(`.pv-paragraph > .pv-${column} p`)]
      .filter((node) => node.checkVisibility()).map((node) => parseFloat(getComputedStyle(node).fontSize)))"""
    page.emulate_media(media="print")
    assert page.evaluate(size, "target") > page.evaluate(size, "source") > 8
    for hidden in ("#form", "#offer", "#models", "#today", ".pv-does", ".pv-bar", ".pv-takes", ".pv-choices"):
        expect(page.locator(hidden).first).to_be_hidden()
    for shown in (".pv-claim", ".pv-point", "#line strong", ".pv-foot"):
        expect(page.locator(shown).first).to_be_visible()
    heading = page.get_by_role("heading", name="4 differences").bounding_box()
    assert heading
    assert heading["width"] > 100
    page.emulate_media(media="screen")


# The smaller of width and height, in pixels, of what can be tapped, except for sentences and links.
TARGETS = """() => [...document.querySelectorAll("button, summary, textarea, label:has(> input)")]
  .filter((node) => node.checkVisibility() && !node.closest(".pv-claim, .pv-unseen"))
  .map((node) => [node.innerText, node.getBoundingClientRect()])
  .map(([text, { width, height }]) => [Math.min(width, height), text])
  .filter(([size, text]) => size > 1 && !text.startsWith("http"))"""


def test_a_phone_has_large_targets_and_needs_no_pointer(chromium: Browser, served: Served) -> None:
    options = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with visit(chromium, served, color_scheme="dark", **options) as page:
        assert [target for target in page.evaluate(TARGETS) if target[0] < 38] == []
        assert page.evaluate(
            "() => [...document.querySelectorAll('.pv-note a')].every((n) => n.offsetWidth >= 36)"
        )
        expect(page.locator(".pv-keys")).to_be_hidden()
        page.locator(".pv-note [title]").first.tap()
        expect(page.locator(".pv-said")).to_contain_text("content words are in the cited sentences")

        # Back from the evidence to the same place of the brief, not to the page before.
        kept = page.evaluate("history.state.kept")
        page.evaluate("scrollTo(0, 100)")
        page.locator(".pv-note a").first.tap()
        page.wait_for_function("scrollY > 600")
        page.evaluate("history.back()")
        page.wait_for_function("scrollY === 100")
        assert page.evaluate("history.state.kept") == kept
        expect(page.locator("#reading .pv-view")).to_have_attribute("data-state", "done")

        page.get_by_text("→", exact=True).tap()
        at = page.locator(".pv-at")
        expect(at).to_contain_text("Vietnamese")
        assert at.evaluate("(node) => node.scrollWidth <= node.clientWidth + 1")

        # Letters twice as large.
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        beyond = """() => [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility())
          .filter((node) => node.getBoundingClientRect().right > 391 && !node.closest(".pv-unseen, strong"))
          .map((node) => `${node.tagName}.${node.className}`)"""
        assert page.evaluate(beyond) == []
        page.evaluate("document.documentElement.style.fontSize = ''")

        page.get_by_role("button", name="Change").tap()
        page.locator("#options > button").tap()
        expect(page.locator("#fetch")).to_be_visible()
        assert [target for target in page.evaluate(TARGETS) if target[0] < 38] == []
        placeholder = (
            "(node) => [getComputedStyle(node, '::placeholder').color, getComputedStyle(node).color]"
        )
        assert page.locator(".pv-original textarea").evaluate(placeholder)[0] == "rgb(170, 163, 149)"

        # Paper is white, in dark mode too.
        page.emulate_media(media="print")
        colours = """() => [getComputedStyle(document.querySelector(".gradio-container")).backgroundColor,
          getComputedStyle(document.querySelector(".pv-note a")).color]"""
        assert page.evaluate(colours) == ["rgb(255, 255, 255)", "rgb(143, 47, 34)"]


def test_models_are_offered_for_the_languages_of_the_article(page: Page) -> None:
    offered = page.locator("#offer [data-better]:visible")
    expect(offered).to_have_text(["Get a better French model (301 MB)", "Try a full-size Vietnamese model"])
    brief(page, f"{ECHO} Il pleut.")
    expect(offered).to_have_text(["Get a better French model (301 MB)"])
    page.get_by_role("button", name="Not now").click()
    expect(page.locator("#offer")).to_be_hidden()
    page.reload()
    done(page)
    expect(page.locator("#offer")).to_be_hidden()


def test_corrections_are_saved_and_can_be_undone(page: Page) -> None:
    sentence = page.locator("#pv-version-5-target")
    sentence.click()
    page.get_by_role("button", name="Edit").click()
    guide = page.get_by_text("Press Enter to save the change, or Esc to discard it.")
    expect(guide).to_be_visible()
    expect(sentence).to_have_accessible_description("Press Enter to save the change, or Esc to discard it.")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("Discarded")
    page.keyboard.press("Escape")
    expect(sentence).to_have_text(versions.VERSION[5])
    expect(guide).to_be_hidden()
    sentence.click()
    page.get_by_role("button", name="Edit").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(f"The line {HOSTILE}")
    page.keyboard.press("Enter")
    expect(sentence).to_have_class(re.compile("pv-edited"))
    expect(sentence).to_have_text(f"The line {HOSTILE}")
    assert page.evaluate(FOCUS) != "BODY"
    keeps(page, "The line <img")
    page.reload()
    done(page)
    expect(sentence).to_have_class(re.compile("pv-edited"))
    expect(page.get_by_label("Article", exact=True)).to_have_value(re.compile("La ville portuaire"))
    page.get_by_role("button", name="Save as").click()
    for kind in ("txt", "tmx"):
        with page.expect_download() as waiting:
            page.locator(f"#download-{kind}").click()
        assert "window.hacked = 1</script>" in unescape(Path(waiting.value.path()).read_text("utf-8"))
    brief(page, "Il pleut.")
    expect(sentence).to_have_class(re.compile("pv-edited"))  # a new briefing does not overwrite it
    page.keyboard.press("Escape")
    sentence.click()
    page.get_by_role("button", name="Undo edit").click()
    expect(sentence).not_to_have_class(re.compile("pv-edited"))
    expect(sentence).to_have_text(versions.VERSION[5])


def test_an_edit_goes_on_while_another_one_is_applied(chromium: Browser, tmp_path: Path) -> None:
    with serving(tmp_path, PAGE_PAUSE="0.3") as slow, visit(chromium, slow) as page:
        line, save = page.locator("#line"), page.get_by_role("button", name="Save as")
        first, second = page.locator("#pv-version-5-target"), page.locator("#pv-version-8-target")
        save.click()
        expect(page.locator("#download-txt")).to_be_visible()
        for sentence, text in ((first, "The line is short."), (second, "Half written")):
            sentence.click()
            editing(page)
            page.keyboard.press("Control+A")
            page.keyboard.insert_text(text)
            if sentence is first:
                page.keyboard.press("Enter")
                expect(save).to_be_disabled()
                expect(page.locator("#saves")).to_be_hidden()
                expect(line).to_contain_text("Applying the correction …")
                expect(page.locator(".pv-tip")).to_be_hidden()
        for _ in " written":
            page.keyboard.press("ArrowLeft")
        expect(first).to_have_class(re.compile("pv-edited"))
        expect(second).to_be_focused()
        expect(second).to_have_text("Half written")
        expect(page.get_by_text("Press Enter to save the change")).to_be_visible()
        page.keyboard.type(" is")
        page.keyboard.press("Enter")
        for sentence, text in ((first, "The line is short."), (second, "Half is written")):
            expect(sentence).to_have_class(re.compile("pv-edited"))
            expect(sentence).to_have_text(text)
        expect(save).to_be_enabled()
        expect(page.locator("#download-txt")).to_be_visible()
        expect(line).not_to_contain_text("Applying")

        # While another article is translated, and after it was stopped, today's briefings can be opened.
        page.get_by_role("button", name="Change").click()
        page.get_by_label("Article", exact=True).fill("Il pleut.")
        page.keyboard.press("Control+Enter")
        listed = page.get_by_role("button", name="Today (1)")
        expect(line).to_contain_text("Translating")
        expect(listed).to_be_visible()
        page.locator("#reading [data-page=stop]").click()
        expect(line).to_contain_text("Stopped")
        expect(listed).to_be_visible()
        page.get_by_role("button", name="New article").click()
        expect(page.get_by_label("Article", exact=True)).to_have_value("")


def corrects(page: Page, number: int, text: str) -> None:
    """Write the English of a sentence and save it."""
    page.locator(f"#pv-version-{number}-target").click()
    editing(page)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)
    page.keyboard.press("Enter")


def test_a_correction_is_applied_or_being_applied_or_kept_for_another_try(
    chromium: Browser, tmp_path: Path
) -> None:
    with serving(tmp_path, PAGE_PAUSE="0.5") as slow, visit(chromium, slow) as page:
        sentence, left = page.locator("#pv-version-5-target"), page.locator("#left .pv-unsaved")
        state = "data-correction"
        # A reload ends the work on it.
        corrects(page, 5, "The first line is 21 km long and links the port.")
        expect(sentence).to_have_attribute(state, "sent")
        expect(sentence).to_have_text("The first line is 21 km long and links the port.")
        page.reload()
        done(page)
        expect(sentence).to_have_attribute(state, "failed")
        expect(sentence).to_have_text("The first line is 21 km long and links the port.")
        expect(left).to_contain_text("Not saved: your correction of sentence 6.")
        left.get_by_role("button", name="Try again").click()
        expect(sentence).to_have_attribute(state, "sent")
        expect(sentence).to_have_class(re.compile("pv-edited"))
        expect(sentence).not_to_have_attribute(state, re.compile("."))
        expect(left).to_be_hidden()
        # It contradicts its source.
        expect(page.locator("#pv-why-version-5")).to_contain_text("18")
        expect(page.locator("#pv-version-5-target + .pv-tag-check")).to_contain_text("number")

        # The queue of the server is full.
        page.route(
            "**/gradio_api/queue/join*", lambda route: route.fulfill(status=503, json={"detail": "full"})
        )
        corrects(page, 8, "A boat is small.")
        other = page.locator("#pv-version-8-target")
        expect(other).to_have_attribute(state, "failed")
        expect(other).to_have_text("A boat is small.")
        page.unroute("**/gradio_api/queue/join*")
        left.get_by_role("button", name="Discard").click()
        expect(other).to_have_text(versions.VERSION[8])
        expect(other).not_to_have_attribute(state, re.compile("."))

        # Another article is begun before it is applied.
        before = page.evaluate("history.state.kept")
        with finishing(page):
            corrects(page, 8, "A boat is large.")
            page.evaluate(
                """(text) => {
                  const box = document.querySelector("#article textarea");
                  box.value = text;
                  box.dispatchEvent(new Event("input", { bubbles: true }));
                  document.querySelector("#brief").click();
                }""",
                f"{ECHO} Il pleut.",
            )
        expect(left).to_be_hidden()
        page.wait_for_function("(before) => history.state.kept !== before", arg=before)
        page.go_back()
        expect(other).to_have_text("A boat is large.")
        expect(other).to_have_attribute(state, "failed")
        other.click()
        page.locator(".pv-tip").get_by_role("button", name="Try again").click()
        expect(other).to_have_class(re.compile("pv-edited"))
        expect(left).to_be_hidden()
        page.reload()
        done(page)
        expect(other).to_have_text("A boat is large.")
        expect(left).to_be_hidden()


def test_a_correction_is_not_applied_to_another_article(page: Page) -> None:
    sentence, save = page.locator("#pv-version-5-target"), page.get_by_role("button", name="Save as")
    # What the page shows has been replaced on the server.
    name = "document.querySelector('#reading .pv-view').dataset.article"
    article = page.evaluate(f"(() => {{ const now = {name}; {name} = 'before'; return now; }})()")
    corrects(page, 5, "The line is short.")
    expect(page.locator("#queue")).to_contain_text("another article was shown by then")
    expect(sentence).to_have_attribute("data-correction", "failed")
    expect(sentence).to_have_text("The line is short.")
    expect(save).to_be_enabled()
    page.evaluate(f"(article) => {{ {name} = article; }}", article)
    corrects(page, 5, "The line is long.")
    expect(sentence).to_have_class(re.compile("pv-edited"))
    expect(page.locator("#queue .pv-remark")).to_have_count(0)
    # Below the line, one list is open at a time, and Esc closes it.
    save.click()
    expect(page.locator("#saves")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#saves")).to_be_hidden()
    expect(save).to_be_focused()


def test_several_sentences_can_be_edited_at_once(page: Page) -> None:
    first, second = page.locator("#pv-version-1-target"), page.locator("#pv-version-8-target")
    view = "document.querySelector('#reading .pv-view')"
    sent = page.evaluate(f"{view}.outerHTML")
    page.evaluate("document.querySelector('#brief').disabled = true")
    corrects(page, 1, "First.")
    expect(first).to_have_attribute("contenteditable", "plaintext-only")
    corrects(page, 8, "Second.")
    for sentence, text in ((first, "First."), (second, "Second.")):
        expect(sentence).to_have_attribute("contenteditable", "plaintext-only")
        expect(sentence).to_have_text(text)
    page.evaluate(f"(html) => {{ {view}.outerHTML = html; }}", sent)  # as another correction does
    for sentence, text in ((first, "First."), (second, "Second.")):
        expect(sentence).to_have_attribute("contenteditable", "plaintext-only")
        expect(sentence).to_have_text(text)
    expect(second).to_be_focused()
    page.evaluate("document.querySelector('#brief').disabled = false")
    page.keyboard.press("Enter")
    first.focus()
    page.keyboard.press("Enter")
    for sentence, text in ((first, "First."), (second, "Second.")):
        expect(sentence).to_have_class(re.compile("pv-edited"))
        expect(sentence).to_have_text(text)


def test_an_edit_can_be_ended_without_a_keyboard(chromium: Browser, served: Served) -> None:
    options = {"viewport": {"width": 390, "height": 700}, "has_touch": True, "is_mobile": True}
    with visit(chromium, served, **options) as page:
        sentence, tip = page.locator("#pv-version-5-target"), page.locator(".pv-tip")
        for name, text in (("Cancel", versions.VERSION[5]), ("Save", "Short.")):
            sentence.tap()
            tip.get_by_role("button", name="Edit", exact=True).tap()
            page.keyboard.press("Control+A")
            page.keyboard.insert_text("Short.")
            button = tip.get_by_role("button", name=name)
            expect(button).to_be_in_viewport()
            # Beside the sentence: a keyboard on the screen covers the end of the window.
            [above, below] = [node.bounding_box() for node in (sentence, tip)]
            assert above
            assert below
            assert below["y"] < above["y"] + 150
            button.tap()
            expect(sentence).to_have_text(text)
            expect(sentence).not_to_have_attribute("contenteditable", re.compile("."))
        expect(sentence).to_have_class(re.compile("pv-edited"))


def test_a_note_is_hidden_with_its_sentence(example: Page) -> None:
    page = example
    page.locator("#pv-version-5-source").click()
    tip = page.locator(".pv-tip")
    expect(tip).to_be_visible()
    page.keyboard.press("Control")  # leaves the note open
    page.evaluate("document.querySelector('.pv-toggle [data-show=target]').click()")
    expect(page.locator("#pv-version-5-source")).to_be_hidden()
    expect(tip).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('resize'))")
    expect(tip).to_be_hidden()
    page.evaluate("document.querySelector('.pv-toggle [data-show=both]').click()")


def test_work_that_a_reload_ended_is_offered_again(chromium: Browser, tmp_path: Path) -> None:
    with serving(tmp_path, PAGE_PAUSE="0.4") as slow, visit(chromium, slow) as page:
        left, box = page.locator("#left section"), page.get_by_label("Article", exact=True)
        page.get_by_role("button", name="Change").click()
        page.get_by_role("radio", name="Vietnamese").check()
        box.fill("Il pleut à Brest.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#line")).to_contain_text("Translating")
        # The requests of a page that is being left may fail before the page is gone.
        page.evaluate("dispatchEvent(new Event('beforeunload'))")
        page.evaluate("document.querySelector('#brief').disabled = false")
        page.reload()
        done(page)
        expect(left).to_contain_text(
            "An article was not done when the page was reloaded: “Il pleut à Brest.”."
        )
        with finishing(page):
            left.get_by_role("button", name="Resume").click()
        expect(left).to_be_hidden()
        expect(box).to_have_value("Il pleut à Brest.")
        expect(page.get_by_role("radio", name="Vietnamese", include_hidden=True)).to_be_checked()
        page.reload()
        done(page)
        expect(left).to_be_hidden()

        paths = [tmp_path / f"{name}.txt" for name in ("one", "two", "three")]
        for path in paths:
            path.write_text("Il pleut.", encoding="utf-8")
        page.get_by_test_id("Open files-upload-button").set_input_files(paths)
        expect(page.locator(".pv-queue")).to_contain_text("1 of 3 articles")
        page.reload()
        done(page)
        expect(left).to_contain_text(
            "2 of 3 articles were not done when the page was reloaded: “two.txt”, “three.txt”."
        )
        left.get_by_role("button", name="Resume").click()
        expect(page.locator(".pv-queue")).to_contain_text("2 of 2 articles")
        done(page)

        # A comparison belongs to its article.
        brief(page, f"{ALONE} Il pleut.")
        page.get_by_role("button", name="Fetch", exact=True).click()
        expect(page.locator("#line")).to_contain_text("Translating")
        page.reload()
        done(page)
        expect(left).to_contain_text(
            "The comparison with the original was not done when the page was reloaded."
        )
        left.get_by_role("button", name="Discard").click()
        expect(left).to_be_hidden()


def test_no_files_of_another_article_are_offered(page: Page) -> None:
    held: list[Route] = []
    brief(page, f"{ECHO} Il pleut.")
    page.get_by_role("button", name="Today (2)").click()
    page.route("**/gradio_api/queue/join*", lambda route: held.append(route))
    page.locator(".pv-today [data-kept]").last.click()
    save = page.get_by_role("button", name="Save as")
    expect(save).to_be_disabled()
    for route in held:
        route.continue_()
    page.unroute("**/gradio_api/queue/join*")
    expect(page.locator("#pv-version-5-target")).to_have_text(versions.VERSION[5])
    expect(save).to_be_enabled()
    save.click()
    with page.expect_download() as waiting:
        page.locator("#download-txt").click()
    assert versions.VERSION[5] in Path(waiting.value.path()).read_text("utf-8")


def test_the_bar_names_the_mark_that_the_reader_is_at(page: Page) -> None:
    at, points = page.locator(".pv-at"), page.locator(".pv-differences .pv-point")
    page.keyboard.press("n")
    expect(at).to_contain_text("1 of 4")
    points.nth(1).click()
    expect(at).to_contain_text("2 of 4")
    page.keyboard.press("Escape")
    expect(at).to_be_empty()
    page.keyboard.press("n")
    expect(at).to_contain_text("3 of 4")
    page.locator("#pv-version-8-target").click()
    expect(at).to_be_empty()
    expect(page.locator(".pv-chosen")).to_have_count(0)
    # From the last button of a note, Tab moves to what follows its sentence; it does not leave the page.
    page.keyboard.press("Enter")
    tip = page.locator(".pv-tip")
    expect(tip.locator("button")).not_to_have_count(0)
    for _ in range(tip.locator("button").count()):
        assert page.evaluate("document.activeElement.closest('.pv-tip') !== null")
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.pv-tip') === null")
    assert page.evaluate(FOCUS) != "BODY"


def test_a_note_keeps_clear_of_the_sentences_when_the_page_has_scrolled(
    chromium: Browser, served: Served
) -> None:
    with visit(chromium, served, reduced_motion="no-preference") as page:
        page.evaluate("window.addEventListener('scrollend', () => (window.scrolled = true))")
        page.keyboard.press("n")
        page.wait_for_function("window.scrolled")
        assert not covers(page, "version-5")


def test_n_goes_through_the_marks_from_any_place_and_in_every_article(page: Page) -> None:
    at = page.locator(".pv-at")
    redraw = "document.querySelector('#reading .html-container').innerHTML += ''"
    settled = "() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))"
    for number, place in ((1, "document.body.scrollHeight"), (2, "600"), (3, "0")):
        page.evaluate(f"scrollTo(0, {place})")
        page.evaluate(settled)
        page.keyboard.press("n")
        expect(at).to_contain_text(f"{number} of 4")
        page.evaluate(settled)
        assert page.evaluate("document.activeElement.dataset.segment") is not None
        expect(page.locator(":focus")).to_be_in_viewport()
    brief(page, f"{ALONE} Il pleut.")
    page.keyboard.press("n")
    expect(page.get_by_role("status").filter(has_text="Nothing to check.")).to_be_visible()
    for text in ("Il pleut. Il neige. Il vente.", "Il gèle. Il fait beau. Il grêle."):
        brief(page, f"{ECHO} {text}")
        for number in (1, 2):
            page.keyboard.press("n")
            expect(at).to_contain_text(f"To check: {number} of 3")
    page.evaluate(redraw)  # as a correction does
    page.keyboard.press("n")
    expect(at).to_contain_text("To check: 3 of 3")


def test_the_focus_moves_on_when_its_control_is_redrawn_or_removed(page: Page, tmp_path: Path) -> None:
    queued(page)
    redraw = "(place) => { const node = document.querySelector(place); node.innerHTML = node.innerHTML; }"
    controls = (
        ("#queue .html-container", "#queue [data-kept] >> nth=1"),
        ("#reading .html-container", ".pv-claim >> nth=1"),
        ("#reading .html-container", ".pv-versions [data-versions=original]"),
        ("#line .html-container", "#line [data-page=save]"),
    )
    for place, control in controls:
        page.locator(control).focus()
        page.evaluate(redraw, place)
        expect(page.locator(control)).to_be_focused()
    page.evaluate(
        "document.querySelector('#queue .html-container').innerHTML = '<p class=pv-remark>Full</p>'"
    )
    expect(page.get_by_text("Full", exact=True)).to_be_visible()
    for _ in range(page.locator("#today [data-forget]").count()):
        page.locator("#today [data-forget]").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.matches('[data-unforget]')")


def test_several_articles_are_briefed_in_a_queue(page: Page, tmp_path: Path) -> None:
    page.get_by_role("button", name="Change").click()
    paths = [tmp_path / f"{name}.txt" for name in ("one", "two <b>", "three")]
    for path in paths:
        path.write_text("Il pleut.", encoding="utf-8")
    page.get_by_test_id("Open files-upload-button").set_input_files(paths)
    queue = page.locator(".pv-queue")
    expect(queue).to_contain_text("3 of 3 articles")
    expect(queue.locator("[data-kept]")).to_have_count(3)
    expect(page.get_by_label("Article", exact=True)).to_be_hidden()
    expect(queue.locator("ol")).to_be_visible()
    expect(queue.locator("[data-kept]").first).to_have_attribute("aria-current", "true")
    queue.locator("[data-kept]").last.click()
    page.wait_for_function("document.activeElement.id === 'reading'")
    expect(queue.locator("[data-kept]").last).to_have_attribute("aria-current", "true")
    expect(queue.locator("[data-kept][aria-current]")).to_have_count(1)
    # What was opened is not below a list that is done.
    expect(queue).to_contain_text("3 of 3 articles")
    expect(queue.locator("ol")).to_be_hidden()
    page.get_by_role("button", name="Show the list").click()
    expect(queue.locator("ol")).to_be_visible()
    page.get_by_role("button", name="Hide the list").click()
    expect(queue.locator("ol")).to_be_hidden()
    page.get_by_role("button", name="Today (4)").click()  # the three and the example have been saved
    expect(page.locator(".pv-today li")).to_have_count(4)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".pv-today [data-kept]").evaluate_all(  # none is cut
        "nodes => nodes.every((node) => node.scrollWidth <= node.clientWidth + 1)"
    )
    page.locator("[data-forget]").first.click()
    expect(page.locator("#queue script, #today script")).to_have_count(0)
    expect(page.locator(".pv-today [data-kept]")).to_have_count(3)
    undo = page.get_by_role("button", name="Undo: keep")
    expect(undo).to_be_focused()
    undo.click()
    expect(page.locator(".pv-today [data-kept]")).to_have_count(4)
    expect(undo).to_have_count(0)
    page.locator(".pv-today [data-kept]").first.click()
    done(page)


def test_a_briefing_can_be_opened_while_it_is_being_saved(page: Page) -> None:
    page.evaluate(
        """() => new Promise((given) => {
          const opening = indexedDB.open("passerelle");
          opening.onsuccess = () => {
            const asked = opening.result.transaction("work").objectStore("work").getAll();
            asked.onsuccess = () => {
              opening.result.close();
              for (const id of ["one", "two"]) {
                passerellePage.keep(JSON.stringify({ ...asked.result[0].kept, id, title: id, quiet: true }));
              }
              const button = document.createElement("button");
              button.dataset.kept = "two";
              document.querySelector("#queue").append(button);
              button.click();
              button.remove();
              given();
            };
          };
        })"""
    )
    page.wait_for_function("history.state.kept === 'two'")
    done(page)
    page.get_by_role("button", name="Today (3)").click()
    expect(page.locator(".pv-today [data-kept]")).to_have_count(3)


# --- The original -----------------------------------------------------------------------


def asking(page: Page) -> Locator:
    return page.get_by_text("Fetch the original from bao.example.org?")


def compared(page: Page) -> None:
    expect(page.locator(".pv-counts")).to_contain_text("4 differences")
    expect(page.locator(".pv-problem")).to_have_count(0)


def test_an_original_is_fetched_after_consent(page: Page) -> None:
    brief(page, f"{ALONE} Il pleut.")
    expect(asking(page)).to_be_visible()
    page.emulate_media(media="print")
    expect(asking(page)).to_be_hidden()
    page.emulate_media(media="screen")
    with finishing(page):
        page.get_by_role("button", name="Fetch", exact=True).click()
    compared(page)
    brief(page, f"{ALONE} Il neige.")  # the consent was for one fetch
    expect(asking(page)).to_be_visible()
    with finishing(page):
        page.get_by_role("button", name="Always for this site").click()
    compared(page)
    brief(page, f"{ALONE} Il vente.")
    compared(page)
    page.reload()
    done(page)
    brief(page, f"{ALONE} Il grêle.")
    compared(page)
    page.get_by_role("button", name="Change").click()
    page.locator("#options > button").click()
    page.get_by_role("button", name="Ask again before fetching from bao.example.org").click()
    expect(page.locator("#ask-again")).to_be_hidden()
    page.get_by_role("button", name="Back to the result").click()
    brief(page, f"{ALONE} Il gèle.")
    expect(asking(page)).to_be_visible()


def test_an_unreachable_original_can_be_pasted_or_opened(page: Page) -> None:
    brief(page, f"{UNREACHED} Il pleut.")
    with finishing(page):
        page.get_by_role("button", name="Fetch", exact=True).click()
    problem = page.locator(".pv-problem")
    expect(problem).to_have_count(1)
    expect(problem).to_contain_text("Original not reached (bao.example.org).")
    expect(problem).to_contain_text("the site does not answer")
    expect(problem).to_be_in_viewport()
    page.get_by_role("button", name="Paste it").click()
    field = page.get_by_label("The original: its text or its address")
    expect(field).to_be_focused()
    field.fill("Bến tàu đã mở cửa.")
    with finishing(page):
        page.get_by_role("button", name="Compare").click()
    compared(page)

    brief(page, f"{UNREACHED} Il neige.")
    with finishing(page):
        page.get_by_role("button", name="Fetch", exact=True).click()
    with finishing(page), page.expect_file_chooser() as choosing:
        page.get_by_role("button", name="Open a saved copy").click()
        choosing.value.set_files(versions.EXAMPLES / "navettes-hai-phong.vi.html")
    compared(page)


def test_back_shows_the_previous_briefing(page: Page) -> None:
    box = page.get_by_label("Article", exact=True)
    for text in (f"{ECHO} Il pleut à Paris.", f"{ECHO} Il neige à Lyon."):
        before = page.evaluate("history.state.kept")
        brief(page, text)
        page.wait_for_function("(before) => history.state.kept !== before", arg=before)
    first = page.locator("#pv-version-0-target")
    expect(first).to_have_text(f"{ECHO} Il neige à Lyon.")
    for step, text in ((page.go_back, "Il pleut à Paris."), (page.go_forward, "Il neige à Lyon.")):
        step()
        expect(first).to_have_text(f"{ECHO} {text}")
        done(page)
        expect(box).to_have_value(f"{ECHO} {text}")
    page.reload()
    expect(first).to_have_text(f"{ECHO} Il neige à Lyon.")
    done(page)


def test_a_shortcut_on_a_busy_page_shows_a_message(example: Page) -> None:
    page = example
    page.evaluate("document.querySelector('#brief').disabled = true")
    page.keyboard.press("Control+Enter")
    said = page.get_by_role("status").filter(has_text="Still working. Stop it first, or wait")
    expect(said).to_be_visible()
    # A correction would end the articles that are being worked on: it waits, and is not lost.
    sentence = page.locator("#pv-version-8-target")
    sentence.click()
    page.get_by_role("button", name="Edit").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("Typed.")
    page.evaluate("document.querySelector('.pv-said').textContent = ''")
    page.keyboard.press("Enter")
    expect(said).to_be_visible()
    expect(sentence).to_be_focused()
    expect(sentence).to_have_text("Typed.")
    expect(sentence).to_have_attribute("contenteditable", "plaintext-only")
    page.evaluate("document.querySelector('#brief').disabled = false")
    page.keyboard.press("Enter")
    expect(sentence).to_have_class(re.compile("pv-edited"))
    expect(sentence).to_have_text("Typed.")


def test_a_redrawn_view_keeps_the_reading_position(example: Page) -> None:
    page = example
    place = "document.querySelector('#pv-version-8-target').getBoundingClientRect().top"
    page.evaluate(f"scrollBy(0, {place} - 300)")
    page.wait_for_function(f"Math.abs({place} - 300) < 1")
    page.evaluate("() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))")
    page.evaluate(
        """() => {
          const box = document.querySelector("#reading .html-container");
          box.innerHTML = `<div style="height: 500px"></div>${box.innerHTML}`;
        }"""
    )
    page.wait_for_function(f"Math.abs({place} - 300) < 1")
    page.evaluate("document.querySelector('#reading .html-container > div').remove()")
    page.evaluate("scrollTo(0, 0)")


def test_an_error_below_the_form_is_brought_into_view(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 700})
    empty(page)
    alert = page.locator("#reading [role=alert]")
    expect(alert).to_be_in_viewport(ratio=0.99)
    assert page.evaluate(FOCUS) == "reading"


def test_back_to_the_result_folds_the_form(example: Page) -> None:
    page = example
    page.get_by_role("button", name="Change").click()
    box = page.get_by_label("Article", exact=True)
    expect(box).to_be_focused()
    page.get_by_role("button", name="Back to the result").click()
    expect(box).to_be_hidden()
    assert page.evaluate(FOCUS) == "reading"
    expect(page.get_by_role("button", name="Change")).to_have_attribute("aria-expanded", "false")


def test_an_example_in_progress_is_dropped_when_the_visitor_types(chromium: Browser, tmp_path: Path) -> None:
    with serving(tmp_path, PAGE_PAUSE="0.5") as slow, window(chromium) as page:
        page.goto(slow.address)
        expect(page.locator("#reading .pv-view[data-state=working]")).to_be_visible()
        page.get_by_role("button", name="Change").click()
        box = page.get_by_label("Article", exact=True)
        expect(box).to_be_focused()
        page.keyboard.type("Il pleut. ")
        expect(page.locator("#reading .pv-view")).to_have_count(0)
        expect(page.locator("#brief")).to_be_enabled()
        expect(box).to_be_focused()
        expect(box).to_have_value(re.compile("Il pleut"))


def test_a_visitor_who_types_before_the_example_comes_keeps_the_form(
    chromium: Browser, tmp_path: Path
) -> None:
    waiting: list[Route] = []
    with serving(tmp_path, PAGE_PAUSE="0.5") as slow, window(chromium) as page:
        page.route("**/gradio_api/run/predict", lambda route: waiting.append(route))
        page.goto(slow.address)
        box = page.get_by_label("Article", exact=True)
        box.click()
        page.keyboard.type("Il pleut. ")
        for request in waiting:
            request.continue_()
        page.unroute("**/gradio_api/run/predict")
        expect(page.locator("#brief")).to_be_enabled()
        page.wait_for_timeout(2000)  # time for the example
        expect(page.locator("#reading .pv-view")).to_have_count(0)
        expect(box).to_be_focused()
        expect(box).to_have_value(re.compile("Il pleut"))


def test_a_note_does_not_cover_its_sentence_or_the_linked_ones(example: Page) -> None:
    page = example
    tip = page.locator(".pv-tip")
    for width, height in ((1440, 900), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        for number in range(len(versions.VERSION)):
            page.locator(f"#pv-version-{number}-target").evaluate(
                "(node) => { node.scrollIntoView({ block: 'center' }); node.click(); }"
            )
            expect(tip).to_be_visible()
            assert not covers(page, f"version-{number}")
            page.keyboard.press("Escape")


# --- Hostile input ----------------------------------------------------------------------


def payload_page(payloads: Sequence[str] = PAYLOADS) -> str:
    """Return a web page whose title and paragraphs are escaped payloads."""
    paragraphs = "".join(f"<p>{ECHO} {escape(line)} La ville en parle.</p>" for line in payloads)
    title = escape(" ".join(payloads[:12]))
    return (
        f"<html><head><title>{title}</title></head>"
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


# Elements that no template contains, and event-handler attributes.
PLANTED = """() => {
  const places = ":is(#reading, #line, #today, #queue, #offer, #models, .pv-tip)";
  const tags = "script, iframe, object, embed, base, meta, link, style, math, form, marquee, image, img, " +
    "video, audio, x, svg svg, svg script, svg use, svg animate";
  const runs = ({ name, value }) => name.startsWith("on") || /^\\s*(javascript|data):/i.test(value);
  return [
    ...document.querySelectorAll(`${places} :is(${tags})`),
    ...[...document.querySelectorAll(".pv, .pv *")].filter((node) => [...node.attributes].some(runs)),
  ].map((node) => node.outerHTML.slice(0, 200));
}"""


def expect_no_markup(page: Page) -> None:
    assert page.evaluate(PLANTED) == []


@pytest.mark.parametrize("payloads", [PAYLOADS[::4], pytest.param(PAYLOADS, marks=pytest.mark.soak)], ids=len)
def test_payloads_from_every_input_are_shown_as_text(
    chromium: Browser, served: Served, tmp_path: Path, payloads: list[str]
) -> None:
    assert len(PAYLOADS) == 60
    # With the CSP bypassed, only escaping prevents a script from running.
    with visit(chromium, served, bypass_csp=True) as page:
        text = "\n\n".join(f"{ECHO} {line} La ville en parle." for line in payloads)
        brief(page, text)
        expect(page.locator("#pv-version-0-target")).to_contain_text("<script>hacked()</script>")
        expect_no_markup(page)
        page.locator("#pv-version-1-target").click()
        expect_no_markup(page)  # and opens its note
        page.keyboard.press("Escape")

        # Payloads in the original, the glossary and a translation memory.
        page.get_by_role("button", name="Change").click()
        page.locator("#options > button").click()
        expect(page.locator("#fetch")).to_be_visible()
        glossary = tmp_path / "terms <img src=x onerror=hacked()>.csv"
        glossary.write_text("".join(f'"{line.replace(chr(34), chr(34) * 2)}",x,fr\n' for line in payloads))
        memory = tmp_path / "memory <svg onload=hacked()>.tmx"
        units = "".join(
            f"<tu><tuv xml:lang='fr'><seg>{escape(line)}</seg></tuv>"
            f"<tuv xml:lang='en'><seg>{escape(line)}</seg></tuv></tu>"
            for line in payloads
        )
        memory.write_text(f"<tmx version='1.4'><header srclang='fr'/><body>{units}</body></tmx>")
        for path in (glossary, memory):
            page.locator("#open-glossary").locator("xpath=..").locator("input[type=file]").set_input_files(
                path
            )
            expect(page.get_by_text(f"Using {path.name[:6]}")).to_be_visible()
            expect_no_markup(page)
        page.get_by_label("The original, if you have it").fill(text)
        with finishing(page):
            page.keyboard.press("Control+Enter")
        expect(page.locator(".pv-other").first).to_contain_text("<script>hacked()</script>")
        expect_no_markup(page)
        page.keyboard.press("n")
        expect_no_markup(page)

        # Payloads in files and their names, titles, a queue, and the list of today's briefings.
        names = [line for line in payloads if "/" not in line and len(line) < 100][: len(payloads) // 7]
        paths = [tmp_path / f"{name}.html" for name in names]
        for path in paths:
            path.write_text(payload_page(payloads), encoding="utf-8")
        with finishing(page):
            page.get_by_test_id("Open files-upload-button").set_input_files(paths)
            expect(page.locator(".pv-queue")).to_contain_text(f"{len(paths)} of {len(paths)} articles")
        page.get_by_role("button", name="Today (").click()
        expect_no_markup(page)

        # Payloads in a fetched page and the name of a model.
        brief(page, f"{FETCHED}a.html")
        expect(page.locator(".pv-title .pv-source")).to_contain_text("<script>hacked()</script>")
        expect_no_markup(page)
        page.locator("#models > button").click()
        for line in PAYLOADS[:4]:
            page.get_by_label("Line for models.txt").fill(f"{line.replace(' ', '/')} b c d e")
            page.locator("#add-model").click()
            expect(page.locator("#about-model [role=alert]")).to_be_visible()
            expect_no_markup(page)


# --- Accessibility ----------------------------------------------------------------------


# Controls smaller than 24 by 24 pixels, except links in running text; elements that take the focus without a
# role, except the sentences; and at widths from 1024 pixels, buttons that wrap to a line of their own.
FAULTS = """() => {
  const seen = (node) => node.checkVisibility({ visibilityProperty: true });
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const name = (node) => node.outerHTML.slice(0, 160);
  const inline = ":is(.pv-s, .pv-meta, .pv-link, .pv-boilerplate) a, .pv-skip, [contenteditable]";
  const small = all("a[href], button, input, textarea, select, summary, [tabindex='0']:not(.pv-s)")
    .filter((node) => !node.matches(inline)).map((node) => [node, (node.closest("label") ?? node)])
    .map(([node, target]) => [node, target.getBoundingClientRect()])
    .filter(([, box]) => box.width < 24 || box.height < 24)
    .map(([node, box]) => `small, ${box.width} by ${box.height}: ${name(node)}`);
  const plain = all("[tabindex]:not(.pv-s, a, button, input, textarea, select, summary, [role])")
    .map((node) => `no role: ${name(node)}`);
  const rows = ".pv-does, .pv-takes, .pv-choices, .pv-actions, .pv-tools, .pv-line";
  const alone = innerWidth < 1024 ? [] : all(rows)
    .filter((row) => {
      const boxes = [...row.children].filter(seen).map((node) => [node, node.getBoundingClientRect()]);
      const [last, box] = boxes.at(-1) ?? [];
      const before = boxes.slice(0, -1).map(([, other]) => other);
      return last?.matches("button") && before.filter(({ bottom }) => bottom <= box.top).length > 1 &&
        before.every(({ bottom }) => bottom <= box.top);
    }).map((row) => `wraps alone: ${name(row.lastElementChild)}`);
  return [...small, ...plain, ...alone];
}"""


def note(page: Page) -> None:
    page.locator("#pv-version-5-target").click()


def editing(page: Page) -> None:
    page.get_by_role("button", name="Edit", exact=True).click()


def keys(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()


def form(page: Page) -> None:
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Change").click()
    page.locator("#options > button").click()
    expect(page.locator("#fetch")).to_be_visible()


def folded(page: Page) -> None:
    page.locator("#options > button").click()
    page.get_by_role("button", name="Back to the result").click()


def asked(page: Page) -> None:
    brief(page, f"{UNREACHED} Il pleut.")
    page.get_by_role("button", name="Save as").click()


def unreached(page: Page) -> None:
    with finishing(page):
        page.get_by_role("button", name="Fetch", exact=True).click()
    page.get_by_role("button", name="Paste it").click()


def queued(page: Page) -> None:
    names = [path.name for path in sorted(versions.EXAMPLES.glob("*.txt"))[:2]]
    with finishing(page):
        page.get_by_test_id("Open files-upload-button").set_input_files(
            [versions.EXAMPLES / n for n in names]
        )
        expect(page.locator(".pv-queue")).to_contain_text("2 of 2 articles")
    page.get_by_role("button", name="Today (").click()


def empty(page: Page) -> None:
    """Brief an article that is refused, so that there is no result."""
    page.get_by_role("button", name="New article").click()
    page.get_by_label("Article", exact=True).fill(f"{GERMAN} Es regnet.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reading [role=alert]")).to_contain_text("This looks like German.")


def models(page: Page) -> None:
    page.locator("#models > button").click()
    expect(page.locator("#fetch-model")).to_be_visible()


STATES: tuple[Callable[[Page], None], ...] = (
    done, note, editing, keys, form, folded, asked, unreached, queued, empty, models,
)  # fmt: skip


WIDTHS = (390, 1024, 1440)


# Colours that are still changing, such as those of a button that has just been enabled, are ignored.
SETTLED = """() => Promise.all(document.getAnimations()
    .filter(each => each.effect.getComputedTiming().iterations !== Infinity)
    .map(each => each.finished.catch(() => null)))"""


@pytest.mark.parametrize(
    ("scheme", "every"),
    [
        ("light", False),
        pytest.param("light", True, marks=pytest.mark.soak),
        pytest.param("dark", True, marks=pytest.mark.soak),
    ],
)
def test_no_state_of_the_page_has_accessibility_violations(
    chromium: Browser, served: Served, scheme: str, every: bool
) -> None:
    """Check each state of the page at one width, or at every one of them."""
    found: list[str] = []
    with visit(chromium, served, color_scheme=scheme) as page:
        for number, state in enumerate(STATES):
            state(page)
            if number and page.evaluate(FOCUS) == "BODY":
                found.append(f"{state.__name__} leaves the focus nowhere")
            for width in WIDTHS if every else [WIDTHS[number % len(WIDTHS)]]:
                page.set_viewport_size({"width": width, "height": 900})
                page.evaluate(SETTLED)
                violations = Axe().run(page).response["violations"]
                for broken in violations:
                    nodes = [node["html"][:160] for node in broken["nodes"]]
                    found.append(f"{state.__name__} {width} {broken['id']}: {nodes}")
                found += [f"{state.__name__} {width} {fault}" for fault in page.evaluate(FAULTS)]
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    found.append(f"{state.__name__} {width} sticks out to {wide}")
    assert not found, "\n".join(found)


# --- Models -----------------------------------------------------------------------------


OPUS = "Helsinki-NLP/opus-mt-fr-en"


def test_a_model_is_offered_fetched_tested_and_removed(chromium: Browser, tmp_path: Path) -> None:
    """Act as a visitor in the browser, without loading the model; test_app loads it."""
    names = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "PASSERELLE_CACHE", "HF_HUB_CACHE")
    own = {name: str(tmp_path / name.lower()) for name in names}
    files = tmp_path / "files"
    files.mkdir()
    with (
        fakehub.running() as hub,
        serving(files, Access(token="t0ken"), PAGE_HUB=hub.address, **own) as served,
        visit(chromium, replace(served, address=f"{served.address}?token=t0ken")) as page,
    ):
        hub.add(OPUS, tiny.marian(tmp_path / "good"), commit="a580dbb" + "1" * 33, revision="refs/pr/7")
        page.locator("#models > button").click()
        offer, about = page.locator("#offer"), page.locator("#about-model")
        row = page.locator(".pv-table tbody tr", has_text=f"{OPUS}@a580dbb")
        field = page.get_by_label("Line for models.txt")
        field.fill("translate de example/opus-mt-de-en main MIT")
        field.press("Enter")
        expect(about).to_contain_text("example/opus-mt-de-en@main was added to ")

        offer.get_by_role("button", name="Get a better French model (301 MB)").click()
        for place in (offer, about):
            expect(place).to_contain_text(f"{OPUS}@a580dbb is ready; the next article uses it.")
        expect(row).to_contain_text("in use for French")
        with finishing(page):
            offer.get_by_role("button", name="Translate this article again").click()
        expect(offer.get_by_role("button")).to_have_count(0)

        page.get_by_label("Model", exact=True).click()
        page.get_by_role("option").filter(has_text=OPUS).click()
        page.locator("#test-model").click()
        expect(about).to_contain_text("passes its test; 7 of 7 files match")
        page.locator("#remove-model").click()
        expect(about).to_contain_text("Delete this model")
        page.locator("[data-page=delete]").click()
        expect(about).to_contain_text(f"{OPUS}@a580dbb was removed")
        expect(row).to_contain_text("not on this machine")

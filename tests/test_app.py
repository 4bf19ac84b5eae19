"""The page, driven in a real headless Chromium."""

import json
import os
import re
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import fakehub
import lxml.html
import pytest
import tiny
from browsing import HIGHLIGHTED, READY, expect_highlighted, expect_readable, leaving, reused
from playwright.sync_api import Browser, Download, Page, expect

from bench import _served
from passerelle.modelstore import registry
from passerelle.page.examples import EXAMPLES

pytestmark = [pytest.mark.slow, pytest.mark.browser]

ROOT = Path(__file__).parent.parent
TEXT = (
    "Le ministre est arrivé à Berlin mardi. Il pleut à Paris.\n\n"
    "Le président a signé un accord de cinq ans.\n"
)
HOSTILE = (
    "<script>window.hacked = 1</script> <img src=x onerror='window.hacked = 1'> est une phrase. "
    "${window.hacked = 1} et {{ 7 * 7 }} en sont une autre.\n"
)
LONG = [
    f"Le ministre numéro {n} est arrivé à Berlin mardi. Le président a signé {n} accords de cinq ans.\n\n"
    for n in range(500)
]
# Milliseconds; generous, since no test here measures time and the machine may be slow.
PATIENCE = 120_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("scratch")) as page:
        yield page.address


@contextmanager
def running(scratch: Path, environment: Mapping[str, str] | None = None) -> Iterator[_served.ServedPage]:
    """Run `app.py` in a subprocess; afterwards, check that no temporary file is left."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {name: os.environ[name] for name in ("XDG_CONFIG_HOME", "PASSERELLE_CACHE")}
    own |= {"TMPDIR": str(scratch), "HTTP_PROXY": "http://127.0.0.1:9"}
    with _served.served({**own, **(environment or {})}, [str(ROOT / "app.py"), "--port", str(port)]) as page:
        assert page.address == f"http://127.0.0.1:{port}/"
        yield page
    assert "Traceback" not in "".join(page.output)
    assert list(scratch.glob("passerelle-*")) == []


@contextmanager
def visit(chromium: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Open the page with the first example briefed; fail on foreign requests and console errors."""
    context = chromium.new_context(**{"viewport": {"width": 1440, "height": 900}, **options})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    origin = address.partition("?")[0]
    foreign: list[str] = []
    errors: list[str] = []
    page.on(
        "request",
        lambda r: None if r.url.startswith((origin, "data:", "blob:")) else foreign.append(r.url),
    )
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    finished(page)
    yield page
    context.close()
    assert foreign == []
    assert errors == []


@pytest.fixture(scope="module")
def current(chromium: Browser, address: str) -> Iterator[Callable[[], Page]]:
    with reused(lambda: visit(chromium, address)) as current:
        yield current


@pytest.fixture
def page(current: Callable[[], Page]) -> Page:
    """Return a page that several tests share; each of them briefs what it needs."""
    page = current()
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="no-preference")
    return page


def brief(page: Page, text: str) -> None:
    # As if pasted: typing a thousand lines takes a browser seconds.
    page.get_by_label("Article", exact=True).evaluate(
        "(box, text) => { box.value = text; box.dispatchEvent(new Event('input', { bubbles: true })); }", text
    )
    with leaving(page):
        page.keyboard.press("Control+Enter")


def unfold(page: Page) -> None:
    """Show the form, which is folded after a briefing."""
    if not page.locator("html.pv-open").count():
        page.get_by_role("button", name="Change").click()


def finished(page: Page) -> None:
    """Wait until the briefing is shown and the page is ready for another, as keyboard shortcuts require."""
    page.wait_for_function(READY)


def sentences(page: Page, column: str) -> Any:
    """Return the visible sentences, of whichever version is shown."""
    return page.locator(f".pv-{column} [data-segment]:visible")


def alone(page: Page) -> None:
    """Brief an example that has no original."""
    unfold(page)
    with leaving(page):
        page.get_by_role("button", name="Undersea cables").click()
    finished(page)


COLUMNS = ("source", "target")


def highlighted(page: Page) -> list[str]:
    """Return the ids of the sentences highlighted by pointer, focus or selection."""
    found: list[str] = page.eval_on_selector_all(HIGHLIGHTED, "nodes => nodes.map((n) => n.id)")
    return sorted(found)


def test_the_first_visit_shows_a_briefed_example(page: Page) -> None:
    first = (ROOT / "examples" / next(iter(EXAMPLES))).read_text(encoding="utf-8")
    expect(page.get_by_label("Article", exact=True)).to_have_value(first)
    expect(page.get_by_label("Article", exact=True)).to_be_hidden()
    count = sentences(page, "source").count()
    assert count > 20
    expect(sentences(page, "target")).to_have_count(count)
    assert 1 <= page.locator(".pv-claim").count() <= 6
    expect(page.locator(".pv-partners").first).to_contain_text("French sentences match the original")
    assert page.locator(".pv-point").count() > 1
    expect(page.get_by_text("The embedded models are for trying out")).to_be_visible()
    expect(page.get_by_role("button", name="Get a better French model (301 MB)")).to_be_visible()
    expect(page.get_by_text("Models in use:")).to_contain_text(re.compile("fr-en.*vi-en"))
    for word in ("Gradio", "Use via API", "Settings"):
        expect(page.get_by_text(word)).to_have_count(0)
    page.locator("#models > button").click()
    expect(page.locator(".pv-table tbody tr")).to_have_count(len({spec.location for spec in registry.load()}))
    expect(page.locator(".pv-table")).to_contain_text("in use for Vietnamese")
    page.locator("#models > button").click()


def test_the_page_fits_the_window_with_enough_contrast(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.locator(".pv-claim").first.click()
    for width in (1440, 820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        expect_readable(page, width)


def test_another_example_can_be_chosen(page: Page) -> None:
    second = (ROOT / "examples" / "mekong-donnees-eau.fr.txt").read_text(encoding="utf-8")
    unfold(page)
    with leaving(page):
        page.get_by_role("button", name="Water in the Mekong").click()
    expect(page.get_by_label("Article", exact=True)).to_have_value(second)
    finished(page)
    # In the original's column, a title that only the original has comes first.
    own = page.locator(".pv-source:not(.pv-other) [data-segment]:visible")
    expect(own.first).to_contain_text(second[:20])


def test_a_visitors_own_text_is_briefed(page: Page) -> None:
    brief(page, TEXT)
    expect(sentences(page, "source")).to_have_count(3)
    expect(sentences(page, "target")).to_have_count(3)
    expect(page.locator("#pv-version-0-target")).to_contain_text("Berlin")
    finished(page)


def test_sentences_appear_as_they_are_translated(page: Page) -> None:
    page.evaluate(
        """() => {
          window.seen = [];
          window.observer = new MutationObserver(() => {
            const progress = document.querySelector(".pv-progress");
            const there = document.querySelectorAll(".pv-target [data-segment]").length;
            if (progress) window.seen.push([progress.textContent, there]);
          });
          window.observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        }"""
    )
    brief(page, "".join(LONG[:40]))
    finished(page)
    page.evaluate("window.observer.disconnect()")
    seen = page.evaluate("window.seen")
    partial = {text: there for text, there in seen if re.fullmatch(r"\d+ of 80 sentences", text)}
    assert any(partial.values())
    assert all(int(text.split()[0]) == there for text, there in partial.items())
    assert seen[-1] == ["All 80 sentences are translated; writing the brief …", 80]


def test_a_briefing_can_be_stopped(page: Page) -> None:
    brief(page, "".join(LONG))
    page.wait_for_function(
        "document.querySelector('.pv-progress')?.textContent.includes('of 1000 sentences')"
    )
    page.locator("#stop").evaluate("(node) => node.click()")
    expect(page.locator(".pv-progress")).to_have_text(re.compile(r"^Stopped after \d+ of 1000 sentences$"))
    expect(page.locator("#brief")).to_be_enabled()
    expect(page.locator("#download-json")).to_be_hidden()


def test_saved_translations_can_be_cleared(page: Page) -> None:
    unfold(page)
    page.locator("#options > button").click()
    expect(page.get_by_text("Translated sentences are saved on this machine")).to_be_visible()
    page.locator("#clear-memory").click()
    expect(page.get_by_text(re.compile(r"^Cleared [\d,]+ saved sentences\.$"))).to_be_visible()


def test_partners_are_highlighted_by_hover_and_keyboard(page: Page) -> None:
    brief(page, TEXT)
    finished(page)
    page.locator("#pv-version-1-source").hover()
    expect_highlighted(page, "pv-version-1-source", "pv-version-1-target")
    page.locator("#pv-version-2-target").hover()
    expect_highlighted(page, "pv-version-2-source", "pv-version-2-target")
    page.mouse.move(0, 0)
    expect_highlighted(page)
    page.locator("#pv-version-0-source").focus()
    expect_highlighted(page, "pv-version-0-source", "pv-version-0-target")
    for key, focused, number in (
        ("ArrowDown", "pv-version-1-source", 1),
        ("ArrowDown", "pv-version-2-source", 2),
        ("ArrowRight", "pv-version-2-target", 2),
        ("ArrowUp", "pv-version-1-target", 1),
        ("ArrowLeft", "pv-version-1-source", 1),
    ):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.id") == focused
        expect_highlighted(page, f"pv-version-{number}-source", f"pv-version-{number}-target")


def test_a_sentence_of_the_brief_highlights_its_evidence(page: Page) -> None:
    alone(page)
    claim = page.locator(".pv-claim").last
    claim.click()
    evidence = (claim.get_attribute("data-evidence") or "").split()
    page.mouse.move(0, 0)
    expect(claim).to_have_attribute("aria-pressed", "true")
    expect_highlighted(page, *(f"pv-{key}-{column}" for key in evidence for column in COLUMNS))
    expect(page.locator(f"#pv-{evidence[0]}-source")).to_be_in_viewport()
    expect(page.locator(f"#pv-{evidence[0]}-target")).to_be_in_viewport()
    expect(claim).to_be_in_viewport()  # the rail stays next to the text
    page.keyboard.press("Escape")
    expect_highlighted(page)
    claim.focus()
    page.keyboard.press("Enter")
    expect(claim).to_have_attribute("aria-pressed", "true")

    # In a small window, it stays highlighted while the page scrolls.
    page.keyboard.press("Escape")
    expect_highlighted(page)
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 800, "height": 500})
    claim.click()
    expect(page.locator(f"#pv-{evidence[0]}-target")).to_be_in_viewport()
    page.locator("#pv-version-0-source").hover()  # the pointer moves over another sentence
    expect_highlighted(
        page, *(f"pv-{key}-{column}" for key in {*evidence, "version-0"} for column in COLUMNS)
    )


def test_highlights_survive_a_redraw(page: Page) -> None:
    brief(page, TEXT * 8)
    finished(page)
    claim = page.locator(".pv-claim").first
    claim.click()
    page.mouse.move(0, 0)
    before = highlighted(page)
    assert before
    with leaving(page):
        page.keyboard.press("Control+Enter")
    finished(page)
    expect(claim).to_have_attribute("aria-pressed", "true")
    expect_highlighted(page, *before)


def test_hostile_text_is_shown_as_text(page: Page) -> None:
    brief(page, HOSTILE + TEXT)
    expect(page.locator("#pv-version-0-source")).to_contain_text("<script>")
    finished(page)
    expect(page.locator(".pv-row .pv-source[lang]")).to_have_count(3)
    assert page.evaluate("window.hacked") is None
    assert "{{ 7 * 7 }}" in page.locator("#reading .pv-source[lang]").first.inner_text()
    assert page.locator("#reading :is(script, img)").count() == 0


def test_briefing_an_uploaded_file_again_keeps_its_link_to_the_original(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "article <b>.html"
    source = "<p>Source : <a href='https://example.com:8443/article.html'>Journal</a></p>"
    path.write_text(
        f"<html><body><article><h1>La pluie</h1><p>{TEXT * 3}</p>{source}</article></body></html>"
    )
    said = page.locator(".pv-problem")
    with leaving(page):
        page.get_by_test_id("Open files-upload-button").set_input_files(path)
    finished(page)
    expect(page.locator(".pv-title .pv-source")).to_have_text("La pluie")
    expect(page.get_by_label("Article", exact=True)).to_have_value(re.compile("La pluie"))
    expect(said).to_be_visible()
    with leaving(page):
        page.keyboard.press("Control+Enter")
    finished(page)
    expect(said).to_be_visible()


def test_a_file_that_is_not_an_article_gives_a_message_on_the_page(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n and more")
    page.get_by_test_id("Open files-upload-button").set_input_files(path)
    expect(page.locator("#reading [role=alert]")).to_contain_text(
        "photo.png is a picture (PNG); give the article as .txt"
    )
    expect(page.get_by_label("Article", exact=True)).to_be_visible()
    expect(page.get_by_test_id("toast-body")).to_have_count(0)
    expect(page.locator("#brief")).to_be_enabled()
    german = "Der Minister ist am Dienstag in Berlin angekommen. Heute regnet es in ganz Deutschland."
    page.get_by_label("Article", exact=True).fill(german)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reading [role=alert]")).to_contain_text(
        "This looks like German. Passerelle reads French and Vietnamese; choose the language above"
    )


def downloaded(page: Page, kind: str) -> Download:
    """Save the briefing in a format; the menu of formats may be open already."""
    link = page.locator(f"#download-{kind}")
    if not link.is_visible():
        page.get_by_role("button", name="Save as").click()
    with page.expect_download() as waiting:
        link.click()
    return waiting.value


def test_downloaded_files_contain_the_briefing(page: Page) -> None:
    brief(page, TEXT)
    expect(sentences(page, "target")).to_have_count(3)
    finished(page)
    content = {}
    for kind in ("html", "md", "json"):
        download = downloaded(page, kind)
        assert re.fullmatch(rf"[a-z0-9]+(-[a-z0-9]+)+\.{kind}", download.suggested_filename)
        assert "berlin" in download.suggested_filename
        content[kind] = Path(download.path()).read_text(encoding="utf-8")
    assert json.loads(content["json"])["article"]["text"] == TEXT
    assert len(lxml.html.fromstring(content["html"]).xpath("//*[@data-segment]")) == 6
    assert "> \\[1\\] Le ministre" in content["md"]


def test_the_saved_file_works_on_its_own(page: Page, tmp_path: Path) -> None:
    alone(page)
    path = tmp_path / "briefing.html"
    downloaded(page, "html").save_as(path)
    file = page.context.new_page()
    said: list[str] = []
    requests: list[str] = []
    file.on("console", lambda m: said.append(m.text))
    file.on("request", lambda r: requests.append(r.url))
    file.goto(path.as_uri())
    file.locator("#pv-version-1-source").hover()
    expect_highlighted(file, "pv-version-1-source", "pv-version-1-target")
    claim = file.locator(".pv-claim").first
    claim.click()
    expect(claim).to_have_attribute("aria-pressed", "true")
    file.close()
    assert said == []
    assert requests == [path.as_uri()]


def test_on_a_phone_in_dark_mode_one_language_can_be_hidden(chromium: Browser, address: str) -> None:
    # Gradio chooses its colours on page load.
    options = {"color_scheme": "dark", "reduced_motion": "reduce", "has_touch": True}
    with visit(chromium, address, viewport={"width": 390, "height": 844}, **options) as page:
        expect_readable(page, 390)
        alone(page)
        source, target = page.locator("#pv-version-0-source"), page.locator("#pv-version-0-target")
        one, other = target.bounding_box(), source.bounding_box()
        assert one
        assert other
        assert one["y"] < other["y"]  # the English is above the French
        page.get_by_role("button", name="English only").click()
        expect(source).to_be_hidden()
        expect(target).to_be_visible()
        page.get_by_role("button", name="French", exact=True).click()
        expect(source).to_be_visible()
        expect(target).to_be_hidden()
        page.get_by_role("button", name="Both").click()
        page.locator("#pv-version-1-target").tap()
        expect_highlighted(page, "pv-version-1-source", "pv-version-1-target")
        for width in (1440, 820):
            page.set_viewport_size({"width": width, "height": 900})
            expect_readable(page, width)


def give_original(page: Page, text: str) -> None:
    unfold(page)
    expect(page.get_by_label("Article", exact=True)).to_be_visible()
    if not page.locator("#fetch").is_visible():
        page.locator("#options > button").click()
        alone(page)  # by the time this is done, new fields have their event handlers
        unfold(page)
    page.get_by_label("The original, if you have it").fill(text)


def test_a_pasted_or_opened_original_is_compared(chromium: Browser, address: str) -> None:
    with visit(chromium, address) as page:
        give_original(
            page, "Bộ trưởng đã đến Berlin hôm thứ Ba.\n\nTổng thống đã ký một thỏa thuận bảy năm.\n"
        )
        brief(page, TEXT)
        finished(page)
        expect(page.locator(".pv-partners").first).to_contain_text("of 3 French sentences match")
        for choice, shown, hidden in (
            ("French", "#pv-version-0-source", ".pv-other"),
            ("Vietnamese", "#pv-original-0-source", "#pv-version-0-source"),
            ("Both versions", "#pv-version-0-source", "#pv-original-0-source"),
        ):
            button = page.locator(".pv-versions").get_by_role("button", name=choice)
            button.click()
            expect(button).to_have_attribute("aria-pressed", "true")
            expect(page.locator(shown)).to_be_visible()
            expect(page.locator(hidden).first).to_be_hidden()

        give_original(page, "")
        with page.expect_file_chooser() as choosing:
            page.locator("#open-original").click()
        choosing.value.set_files(ROOT / "examples" / "mekong-donnees-eau.vi.html")
        expect(page.get_by_text("mekong-donnees-eau.vi.html, in Vietnamese")).to_be_visible()
        brief(page, (ROOT / "examples" / "mekong-donnees-eau.fr.txt").read_text(encoding="utf-8"))
        finished(page)
        expect(page.locator("[data-version=original] h3").first).to_contain_text("sông Mê Công")


OPUS = "Helsinki-NLP/opus-mt-fr-en"


@contextmanager
def with_hub(chromium: Browser, tmp_path: Path, hub: str) -> Iterator[Page]:
    """Open a page with its own caches, list of models and hub, and unfold its models."""
    environment = {"HF_HOME": str(tmp_path / "home"), "HF_HUB_CACHE": str(tmp_path / "home" / "hub")}
    environment |= {"HF_ENDPOINT": hub, "HF_HUB_OFFLINE": "0", "NO_PROXY": "127.0.0.1,localhost"}
    environment |= {
        name: str(tmp_path / name.lower())
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "PASSERELLE_CACHE")
    }
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with running(scratch, environment) as served, visit(chromium, served.owner) as page:
        page.locator("#models > button").click()
        yield page


def choose_model(page: Page, name: str) -> None:
    page.get_by_label("Model", exact=True).click()
    page.get_by_role("option").filter(has_text=name).click()


def remove(page: Page) -> None:
    """Press Remove and confirm."""
    page.locator("#remove-model").click()
    expect(page.locator("#about-model")).to_contain_text("Delete this model")
    page.locator("[data-page=delete]").click()


def row(page: Page, name: str) -> Any:
    return page.locator(".pv-table tbody tr", has_text=name)


@pytest.mark.soak  # test_page tests the same without loading the models
def test_a_model_is_added_fetched_used_and_removed(chromium: Browser, tmp_path: Path) -> None:
    good = tiny.marian(tmp_path / "good")
    with fakehub.running() as hub:
        hub.add(OPUS, good, commit="a580dbb" + "1" * 33, revision="refs/pr/7")
        with with_hub(chromium, tmp_path, hub.address) as page:
            page.evaluate(
                """() => {
                  window.stages = [];
                  new MutationObserver(() => {
                    const work = document.querySelector("#offer .pv-work");
                    if (work) window.stages.push(work.textContent.trim());
                  }).observe(document.body, { subtree: true, childList: true, characterData: true });
                }"""
            )
            about = page.locator("#about-model")
            field = page.get_by_label("Line for models.txt")
            field.fill("<img/src=x/onerror=window.hacked=1> b c d e")
            page.locator("#add-model").click()
            expect(about.get_by_role("alert")).to_contain_text("the role is '<img")
            assert page.evaluate("window.hacked === undefined")
            field.fill("translate de example/opus-mt-de-en main MIT")
            field.press("Enter")
            expect(about).to_contain_text("example/opus-mt-de-en@main was added to ")
            expect(page.get_by_label("Model", exact=True)).to_have_value("example/opus-mt-de-en")
            expect(row(page, "example/opus-mt-de-en@main")).to_contain_text("not on this machine")

            offer = page.locator("#offer")
            offer.get_by_role("button", name="Get a better French model (301 MB)").click()
            for place in (offer, about):
                expect(place).to_contain_text(f"{OPUS}@a580dbb is ready; the next article uses it.")
            stages = " ".join(page.evaluate("window.stages"))
            assert re.search(rf"{OPUS}: downloading\s+\d+ of \d+ MB", stages)
            assert f"{OPUS}: converting and testing" in stages
            expect(row(page, f"{OPUS}@a580dbb")).to_contain_text("in use for French")
            expect(page.get_by_text("Models in use:")).to_contain_text(f"{OPUS}@a580dbb for French")
            expect(page.locator("#fetch-model")).to_be_enabled()

            with leaving(page):
                offer.get_by_role("button", name="Translate this article again").click()
            finished(page)
            expect(page.locator(".pv-foot code")).to_contain_text(OPUS)
            expect(offer.get_by_role("button")).to_have_count(0)

            choose_model(page, OPUS)
            page.locator("#test-model").click()
            expect(about).to_contain_text("passes its test; 7 of 7 files match")
            remove(page)
            expect(about.get_by_role("status")).to_have_text(
                re.compile(rf"^{OPUS}@a580dbb was removed \(\d+ MB\)\.$")
            )
            expect(row(page, f"{OPUS}@a580dbb")).to_contain_text("not on this machine")
            brief(page, TEXT)
            finished(page)
            expect(page.locator(".pv-foot code")).not_to_contain_text(OPUS)


def test_the_page_serves_no_local_files(address: str) -> None:
    for path in ("gradio_api/file=/etc/passwd", f"gradio_api/file={ROOT / 'pyproject.toml'}"):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(address + path)

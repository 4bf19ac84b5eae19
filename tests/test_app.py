"""The page, driven in a real headless Chromium."""

import json
import re
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

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


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "app.py", "--port", str(port), "--no-browser"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout
    try:
        for line in process.stdout:
            if str(port) in line:
                break
        else:
            pytest.fail("the page did not start")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=20)
        process.stdout.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    assert executable, "The tests of the page need Chromium: run make test, which installs it."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """The page with the first example briefed; no foreign request, no error in the console."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    foreign: list[str] = []
    errors: list[str] = []
    page.on(
        "request",
        lambda r: (
            None
            if r.url.startswith((address, "data:", "blob:", address.replace("http", "ws")))
            else foreign.append(r.url)
        ),
    )
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address)
    page.locator(".pv-brief").wait_for()
    yield page
    context.close()
    assert foreign == []
    assert errors == []


def brief(page: Page, text: str) -> None:
    page.get_by_label("Article", exact=True).fill(text)
    page.locator("#brief-it").click()


def test_the_first_visit_shows_an_example(page: Page) -> None:
    assert page.locator(".pv-source [data-segment]").count() > 10
    assert (
        page.locator(".pv-target [data-segment]").count() == page.locator(".pv-source [data-segment]").count()
    )
    assert 2 <= page.locator(".pv-claim").count() <= 4
    expect(page.get_by_text("The embedded models are small and young")).to_be_visible()


def test_own_text_is_briefed(page: Page) -> None:
    brief(page, TEXT)
    expect(page.locator(".pv-source [data-segment]")).to_have_count(3)
    expect(page.locator(".pv-target [data-segment]")).to_have_count(3)
    expect(page.locator(".pv-target [data-segment='0']")).to_contain_text("Berlin")
    page.locator(".pv-brief").wait_for()


def test_partners_light_up_by_hover_and_by_keyboard(page: Page) -> None:
    page.locator(".pv-source [data-segment='1']").hover()
    expect(page.locator(".pv-target [data-segment='1']")).to_have_class(re.compile("pv-on"))
    expect(page.locator(".pv-on")).to_have_count(2)
    page.locator(".pv-target [data-segment='2']").focus()
    expect(page.locator(".pv-source [data-segment='2']")).to_have_class(re.compile("pv-on"))
    expect(page.locator(".pv-on")).to_have_count(2)


def test_a_sentence_of_the_brief_lights_its_evidence(page: Page) -> None:
    claim = page.locator(".pv-claim").last
    claim.click()
    evidence = (claim.get_attribute("data-evidence") or "").split()
    # The page has scrolled under the pointer, which still stands where it clicked.
    page.wait_for_timeout(1500)
    expect(page.locator(".pv-chosen")).to_have_count(2 * len(evidence))
    for index in evidence:
        expect(page.locator(f".pv-target [data-segment='{index}']")).to_have_class(re.compile("pv-chosen"))
        expect(page.locator(f".pv-target [data-segment='{index}']")).to_be_in_viewport()


def test_the_newest_run_is_the_one_that_is_shown(page: Page) -> None:
    brief(page, "Il pleut à Paris depuis ce matin. Le président est arrivé à Berlin.\n\n" * 300)
    page.locator(".pv-progress").wait_for()
    brief(page, TEXT)
    expect(page.locator(".pv-target [data-segment]")).to_have_count(3)
    page.locator(".pv-brief").wait_for()
    page.wait_for_timeout(2000)
    expect(page.locator(".pv-target [data-segment]")).to_have_count(3)


def test_hostile_text_does_nothing(page: Page) -> None:
    brief(page, HOSTILE + TEXT)
    expect(page.locator(".pv-source [data-segment='0']")).to_contain_text("<script>")
    page.locator(".pv-brief").wait_for()
    expect(page.locator(".pv-source")).to_have_count(3)
    assert page.evaluate("window.hacked") is None
    assert "49" not in page.locator("#reading").inner_text()


def test_what_cannot_be_read_is_one_sentence(page: Page) -> None:
    brief(page, "   ")
    expect(page.get_by_role("alert")).to_have_text(re.compile(r"^The text is empty; .+\.$"))
    brief(page, TEXT)
    expect(page.locator(".pv-target [data-segment]")).to_have_count(3)


def test_a_file_is_briefed(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "article <b>.html"
    path.write_text(f"<html><body><article><h1>La pluie</h1><p>{TEXT * 3}</p></article></body></html>")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator(".pv-title .pv-source")).to_have_text("La pluie")
    expect(page.get_by_label("Article", exact=True)).to_have_value(re.compile("La pluie"))


@pytest.mark.parametrize("kind", ["html", "md", "json"])
def test_downloads(page: Page, kind: str) -> None:
    brief(page, TEXT)
    expect(page.locator(".pv-target [data-segment]")).to_have_count(3)
    page.locator(".pv-brief").wait_for()
    button = page.locator(f"#download-{kind}")
    expect(button).to_be_enabled()
    with page.expect_download() as waiting:
        button.click()
    assert waiting.value.suggested_filename == f"briefing.{kind}"
    content = Path(waiting.value.path()).read_text(encoding="utf-8")
    if kind == "json":
        assert json.loads(content)["article"]["text"] == TEXT
    elif kind == "html":
        assert len(lxml.html.fromstring(content).xpath("//*[@data-segment]")) == 6
    else:
        assert "> \\[1\\] Le ministre" in content


@pytest.mark.parametrize(
    ("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
)
def test_nothing_sticks_out_and_text_can_be_read(
    chromium: Browser, address: str, width: int, scheme: str
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.locator(".pv-brief").wait_for(timeout=60_000)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) >= 4.5
    context.close()


# WCAG 2 contrast of the reading text against the view's background.
CONTRAST = """() => {
  const view = document.querySelector(".pv"), text = document.querySelector(".pv-note");
  const light = (colour) => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map(Number).map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const card = getComputedStyle(document.querySelector(".pv-brief")).backgroundColor;
  const [a, b] = [light(getComputedStyle(text).color), light(card)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}"""


def test_the_page_serves_no_file_of_the_machine(address: str) -> None:
    for path in ("gradio_api/file=/etc/passwd", f"gradio_api/file={ROOT / 'pyproject.toml'}"):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(address + path)

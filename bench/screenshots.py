"""Take screenshots of the page's main states: `python -m bench.screenshots FOLDER [--until STATE]`.

Every state is captured at widths of 1440, 1024 and 390 pixels, in light and dark mode:
FOLDER/1440-light-result.png and so on. The README shows two of them; `make screenshots` copies them.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, expect

from bench._served import chromium, served
from passerelle.page.examples import examples

# Width and height of a window, in CSS pixels.
WINDOWS = ((1440, 900), (1024, 768), (390, 844))
SCHEMES = ("light", "dark")
# Timeout, in milliseconds, which allows for a slow machine.
_PATIENCE_MS = 180_000
_ASKING = "Undersea cables"
# Scroll to the sentence of a note, as if the window had always had this size.
_IN_SIGHT = """() => {
  document.activeElement?.closest(".pv-s")?.scrollIntoView({ block: "center" });
  dispatchEvent(new Event("resize"));
}"""


def finished(page: Page) -> None:
    """Wait until a briefing is shown and another one may start."""
    expect(page.locator("#reading .pv-view")).to_have_attribute("data-state", "done")
    expect(page.locator("#brief")).to_be_enabled()


def result(page: Page) -> None:
    """Show two versions side by side."""
    finished(page)


def difference(page: Page) -> None:
    """Go to the first difference between the two."""
    page.keyboard.press("n")


def note(page: Page) -> None:
    """Show the actions on a sentence."""
    page.locator("#pv-version-5-target").click()


def edit(page: Page) -> None:
    """Correct the English of a sentence."""
    page.get_by_role("button", name="Edit", exact=True).click()


def keys(page: Page) -> None:
    """Show the list of keyboard shortcuts."""
    page.keyboard.press("Escape")
    page.keyboard.press("?")


def form(page: Page) -> None:
    """Show the form with its options."""
    page.keyboard.press("Escape")
    page.evaluate("scrollTo(0, 0)")
    page.get_by_role("button", name="Change").click()
    page.locator("#options > button").click()
    expect(page.locator("#fetch")).to_be_visible()


def asking(page: Page) -> None:
    """Show an article whose original has not been fetched."""
    page.locator("#options > button").click()
    page.get_by_role("button", name=_ASKING).click()
    expect(page.locator(".pv-ask")).to_be_visible()
    finished(page)


def unreached(page: Page) -> None:
    """Show an article whose original cannot be fetched, since addresses in the examples are fictitious."""
    page.get_by_role("button", name="Fetch", exact=True).first.click()
    expect(page.locator(".pv-unreached")).to_be_visible()
    finished(page)


def saving(page: Page) -> None:
    """Show the formats to save in."""
    page.get_by_role("button", name="Save as").click()
    expect(page.locator("#download-html")).to_be_visible()


def today(page: Page) -> None:
    """Show today's briefings, which takes the place of the formats."""
    page.get_by_role("button", name="Today (").click()
    expect(page.locator("#download-html")).to_be_hidden()


def queue(page: Page) -> None:
    """Show several articles that were opened together."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder, path.name) for path in examples()]
        for path, example in zip(paths, examples(), strict=True):
            path.write_bytes(example.read_bytes())
        paths[-1].write_bytes(b"\x89PNG\r\n\x1a\n and more")
        page.get_by_test_id("Open files-upload-button").set_input_files(paths)
        expect(page.locator(".pv-queue")).to_contain_text(
            f"{len(paths) - 1} of {len(paths)} articles, 1 not briefed"
        )
        finished(page)
    page.evaluate("scrollTo(0, 0)")


def error(page: Page) -> None:
    """Show the error for a text that cannot be briefed."""
    page.get_by_role("button", name="Change").click()
    page.get_by_label("Article", exact=True).fill("Der Minister ist am Dienstag in Berlin angekommen.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reading [role=alert]")).to_be_visible()


def models(page: Page) -> None:
    """Show the table of models."""
    page.locator("#models > button").click()
    page.locator(".pv-table").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#models').scrollIntoView()")


STATES: tuple[Callable[[Page], None], ...] = (
    result, difference, note, edit, keys, form, asking, unreached, saving, today, queue, error, models,
)  # fmt: skip


def take(browser: Browser, address: str, folder: Path, scheme: str, last: str) -> None:
    """Go through the states in one window, and take a screenshot of each at every size.

    Args:
        browser: a browser.
        address: the address of the page.
        folder: the folder for the screenshots.
        scheme: `light` or `dark`; Gradio chooses its colours when the page is loaded.
        last: name of the state after which to stop.
    """
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(_PATIENCE_MS)
    expect.set_options(timeout=_PATIENCE_MS)
    page.set_viewport_size({"width": WINDOWS[0][0], "height": WINDOWS[0][1]})
    page.goto(address)
    finished(page)
    for state in STATES:
        state(page)
        for width, height in WINDOWS:
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(_IN_SIGHT)
            page.screenshot(path=folder / f"{width}-{scheme}-{state.__name__}.png", animations="disabled")
        page.set_viewport_size({"width": WINDOWS[0][0], "height": WINDOWS[0][1]})
        if state.__name__ == last:
            break
    context.close()


def main() -> None:
    """Take the screenshots."""
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="folder for the pictures; created if necessary")
    parser.add_argument("--until", default=STATES[-1].__name__, help="the last state to capture")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    with served() as page, chromium() as browser:
        for scheme in SCHEMES:
            take(browser, page.address, arguments.folder, scheme, arguments.until)


if __name__ == "__main__":
    main()

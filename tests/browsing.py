"""Helpers for the tests that run in a browser."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

from playwright.sync_api import Page

# Whether a briefing is shown and another one may start.
READY = """document.querySelector("#reading .pv-view")?.dataset.state === "done" &&
  document.querySelector("#brief")?.disabled === false"""


@contextmanager
def reused(visit: Callable[[], AbstractContextManager[Page]]) -> Iterator[Callable[[], Page]]:
    """Yield a function that returns the same page while it is ready, and the page of a new visit otherwise.

    Loading the page takes a browser seconds. After a test that ends without a briefing,
    or that fails halfway, the next one needs a new visit.
    """
    with ExitStack() as visits:
        pages: list[Page] = []

        def current() -> Page:
            if not pages or not pages[-1].evaluate(READY):
                pages.append(visits.enter_context(visit()))
            page = pages[-1]
            for _ in range(3):  # closes a pinned note, hides another, and clears the selection
                page.keyboard.press("Escape")
            page.mouse.move(0, 0)
            return page

        yield current


@contextmanager
def leaving(page: Page) -> Iterator[None]:
    """Wait after the `with` block until the view has been replaced, if only by one in progress."""
    page.evaluate("document.querySelector('#reading .pv').old = true")
    yield
    page.wait_for_function("!document.querySelector('#reading .pv')?.old")


# Sentences that the pointer, the focus or a selection highlights.
HIGHLIGHTED = ".pv-s:is(.pv-on, .pv-chosen)"


def expect_highlighted(page: Page, *ids: str) -> None:
    """Wait until exactly these sentences are highlighted; browsers deliver touch events with a delay."""
    page.wait_for_function(
        f"ids => [...document.querySelectorAll('{HIGHLIGHTED}')].map((n) => n.id).sort().join(' ') === ids",
        arg=" ".join(sorted(ids)),
    )


def expect_readable(page: Page, width: int) -> None:
    """Check that nothing overflows the window and that every text has the contrast required by WCAG 2 AA."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    contrasts = page.evaluate(CONTRAST)
    assert len(contrasts) > 40
    assert [c for c in contrasts if c[0] < 4.5] == []


# The WCAG 2 contrast of every text on the page with its background, lowest first.
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((v) => v / 255)
      .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const background = (node) => {
    for (; node; node = node.parentElement) {
      const colour = rgba(getComputedStyle(node).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !node.offsetParent || node.closest(":disabled")) continue;
    const [a, b] = [light(rgba(getComputedStyle(node).color)), light(background(node))].sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), walker.currentNode.textContent.trim().slice(0, 40)]);
  }
  return found.sort((x, y) => x[0] - y[0]);
}"""

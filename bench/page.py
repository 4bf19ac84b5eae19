"""Measure the speed of the page: `python -m bench.page ARTICLE... [--visitors 16] [--runs 3]`.

With a real headless Chromium, it measures the seconds from the command until the page can be used and, for
comparison, the same for a Gradio page with a single button. It also measures the server's memory, and the
seconds from the click until the first English sentence and the brief are shown. Then it simulates the given
number of simultaneous visitors over HTTP, each with a different article, and reports the slowest first
sentence and the slowest brief; `--runs 0` measures only these. If there are fewer articles than visitors, the
articles are divided, since a sentence that two visitors have is translated once. It uses the models of this
machine and no translation memory. Run it on an otherwise idle machine.
"""

import argparse
import json
import re
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Browser, expect

from bench._served import ServedPage, chromium, served
from passerelle.page.examples import examples

_PATIENCE_SECONDS = 600.0
# A text in each language.
_SHORT = ("Le musée est fermé tous les lundis.", "Bảo tàng đóng cửa vào thứ hai hằng tuần.")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
_FIRST_SENTENCE = "#reading .pv-target [data-segment]"
# HTML of the first English sentence in a view.
_FIRST_SENTENCE_HTML = 'id=\\"pv-version-0-target\\"'
_DONE_HTML = 'data-state=\\"done\\"'
# A page with a single button, which prints its address like the page itself.
_EMPTY_PAGE = """
import gradio
with gradio.Blocks() as page:
    gradio.Button("Brief", elem_id="brief")
_, address, _ = page.launch(prevent_thread_lock=True, quiet=True, ssr_mode=False)
print(address + "?token=none", flush=True)
page.block_thread()
"""


def megabytes(process: int, kind: str = "VmHWM") -> float:
    """Return the peak (`VmHWM`) or present (`VmRSS`) memory of a process in MB; 0 if Linux does not say."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return 0.0
    [line] = [line for line in status.read_text().splitlines() if line.startswith(kind)]
    return int(line.split()[1]) * 1024 / 1e6


def empty_page(browser: Browser) -> dict[str, float]:
    """Return the seconds until a page with a single button can be used, and the memory it takes."""
    started = time.perf_counter()
    with served({"GRADIO_ANALYTICS_ENABLED": "False"}, ("-c", _EMPTY_PAGE)) as page_at:
        page = browser.new_page()
        page.goto(page_at.address)
        page.locator("#brief").wait_for(state="attached")
        ready = time.perf_counter() - started
        page.close()
        return {"empty page ready": ready, "empty page MB": megabytes(page_at.process)}


def one_visitor(browser: Browser, page_at: ServedPage, started: float, text: str) -> dict[str, float]:
    """Return the seconds that one visitor waits.

    Args:
        browser: a browser.
        page_at: the served page.
        started: when its command was started (`time.perf_counter`).
        text: the article.
    """
    at_first = megabytes(page_at.process, "VmRSS")
    page = browser.new_page()
    page.set_default_timeout(_PATIENCE_SECONDS * 1000)
    expect.set_options(timeout=_PATIENCE_SECONDS * 1000)
    page.goto(page_at.address)
    page.locator("#brief").wait_for(state="attached")
    ready = time.perf_counter() - started
    expect(page.locator("#reading .pv-view")).to_have_attribute("data-state", "done")
    expect(page.locator("#brief")).to_be_enabled()
    example = time.perf_counter() - started
    page.get_by_role("button", name="New article").click()
    page.get_by_label("Article", exact=True).fill(text)
    page.evaluate("document.querySelector('#reading .pv-view').remove()")
    asked = time.perf_counter()
    page.keyboard.press("Control+Enter")
    page.locator(_FIRST_SENTENCE).first.wait_for(state="attached")
    first = time.perf_counter() - asked
    page.locator("#reading .pv-view[data-state=done]").wait_for(state="attached")
    end = time.perf_counter() - asked
    page.close()
    return {
        "page ready": ready,
        "example shown": example,
        "first sentence": first,
        "brief shown": end,
        "MB when served": at_first,
        "peak MB": megabytes(page_at.process),
    }


@dataclass
class Visitor:
    """A visitor over HTTP: sends a browser's requests for a press of the button, and reads the answers.

    Attributes:
        address: address of the page.
        name: its session.
        seconds: seconds from the click until the first sentence and the end.
    """

    address: str
    name: str
    seconds: dict[str, float] = field(default_factory=dict)

    def brief(self, text: str, *, leave: bool = False, opened: Callable[[], object] = lambda: None) -> None:
        """Open the page and brief an article.

        Args:
            text: the article.
            leave: whether to leave at the first sentence.
            opened: called when the page is open, before the button is pressed.

        Raises:
            RuntimeError: the page does not accept it, or ends without a briefing.
        """
        with httpx.Client(base_url=self.address, timeout=_PATIENCE_SECONDS, trust_env=False) as client:
            config = client.get("config").json()
            begin, work = _events(config)
            call = {"session_hash": self.name}
            for event in config["dependencies"]:
                if event["queue"] is False and any(what == "load" for _, what in event["targets"]):
                    body = {**call, "fn_index": event["id"], "data": _inputs(config, event, "")}
                    client.post("gradio_api/run/predict", json=body)
            opened()
            begun = time.perf_counter()
            client.post("gradio_api/run/predict", json={**call, "fn_index": begin["id"], "data": []})
            data = _inputs(config, work, text)
            body = {**call, "fn_index": work["id"], "data": data}
            asked = client.post("gradio_api/queue/join", json=body)
            if asked.status_code != 200:
                raise RuntimeError(f"The page answered with status {asked.status_code}: {asked.text[:200]}")
            with client.stream("GET", "gradio_api/queue/data", params=call) as answer:
                for line in answer.iter_lines():
                    passed = time.perf_counter() - begun
                    if _FIRST_SENTENCE_HTML in line:
                        self.seconds.setdefault("first", passed)
                        if leave:
                            return
                    if _DONE_HTML in line:
                        self.seconds.setdefault("end", passed)
                    if '"process_completed"' in line:
                        break
        if "end" not in self.seconds:
            raise RuntimeError("A visitor got no briefing.")


def _events(config: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the immediate event of the button, and the queued one that follows."""
    [button] = [part["id"] for part in config["components"] if part["props"].get("elem_id") == "brief"]
    events = config["dependencies"]
    [begin] = [event for event in events if [button, "click"] in [list(t) for t in event["targets"]]]
    work = next(
        event
        for event in events
        if event.get("trigger_after") == begin["id"] and not event.get("trigger_only_on_failure")
    )
    return begin, work


def _inputs(config: dict[str, Any], event: dict[str, Any], text: str) -> list[Any]:
    """Return the values of the widgets, with this article in the text box."""
    parts = {part["id"]: part["props"] for part in config["components"]}
    return [
        text if parts[number].get("elem_id") == "article" else parts[number].get("value")
        for number in event["inputs"]
    ]


def different(texts: list[str], count: int) -> list[str]:
    """Return this many articles that share no sentence.

    Args:
        texts: articles; each is divided into as many parts as are needed.
        count: number of articles to return.

    Raises:
        ValueError: they have too few sentences.
    """
    parts = max(1, -(-count // len(texts)))
    seen: set[str] = set()
    found = []
    for text in texts:
        new = [s for s in dict.fromkeys(_SENTENCE_END.split(text.strip())) if s not in seen]
        seen.update(new)
        size = len(new) // parts
        found += [" ".join(new[n * size : (n + 1) * size]) for n in range(parts) if size]
    if len(found) < count:
        raise ValueError(f"There are too few sentences for {count} different articles; give more articles.")
    return found[:count]


def at_once(page_at: ServedPage, texts: list[str]) -> dict[str, float]:
    """Return the slowest first sentence and brief of one visitor per text, and the server's peak memory.

    The models are loaded before, since only the first visitor of a server waits for that.
    """
    for number, text in enumerate(_SHORT):
        Visitor(page_at.address, f"earlier {number}").brief(text)
    waited = many_visitors(page_at.address, texts)
    name = f"slowest of {len(texts)}"
    return {
        f"{name}: first sentence": max(w["first"] for w in waited),
        f"{name}: brief shown": max(w["end"] for w in waited),
        f"peak MB with {len(texts)}": megabytes(page_at.process),
    }


def many_visitors(address: str, texts: list[str]) -> list[dict[str, float]]:
    """Open the page as one visitor per text, then brief all texts at once; return each one's seconds."""
    together = threading.Barrier(len(texts))
    visitors = [Visitor(address, f"visitor {n}") for n in range(len(texts))]
    threads = [
        threading.Thread(target=visitor.brief, args=(text,), kwargs={"opened": together.wait})
        for visitor, text in zip(visitors, texts, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [visitor.seconds for visitor in visitors]


def alone(text: str, runs: int, dealt: list[str]) -> dict[str, float]:
    """Return medians over runs of one visitor, and the figures of many at once at the end of the last.

    Args:
        text: the article of the single visitor.
        runs: number of runs, each with a new server.
        dealt: the articles of the others; none to leave them out.
    """
    made, figures = [], {}
    with chromium() as browser:
        for run in range(runs):
            started = time.perf_counter()
            with served() as page:
                measured = one_visitor(browser, page, started, text)
                if run == runs - 1 and dealt:
                    figures = at_once(page, dealt)
            empty = empty_page(browser)
            ratio = {"ready, times empty page": measured["page ready"] / empty["empty page ready"]}
            made.append(empty | measured | ratio)
    return {name: statistics.median(run[name] for run in made) for name in made[0]} | figures


def main() -> None:
    """Print medians over runs of one visitor, then the slowest of many."""
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path, nargs="+", help="the single visitor is given the first one")
    parser.add_argument(
        "--visitors", type=int, default=16, help="number of simultaneous visitors; 0 for none"
    )
    parser.add_argument("--runs", type=int, default=3, help="number of runs of a single visitor; 0 for none")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in arguments.articles]
    text = texts[0]
    if any(text == path.read_text(encoding="utf-8") for path in examples()):
        parser.error("The page has prepared its examples in advance; give another article.")
    try:
        dealt = different(texts, arguments.visitors)
    except ValueError as error:
        parser.error(str(error))
    if arguments.runs:
        figures = alone(text, arguments.runs, dealt)
    else:
        with served() as page:
            figures = at_once(page, dealt)
    if arguments.json:
        print(json.dumps(figures))
        return
    if arguments.runs:
        print(f"{len(text.split())} words, median of {arguments.runs}")
    sizes = [len(each.split()) for each in dealt]
    if sizes:
        print(f"{len(sizes)} different articles at once, of {min(sizes)} to {max(sizes)} words")
    print("in seconds, except MB")
    for name, figure in figures.items():
        print(f"{name:32} {figure:8.1f}")


if __name__ == "__main__":
    main()

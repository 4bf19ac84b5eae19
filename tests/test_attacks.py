"""Attacks on the page by other web pages, in headless Chromium."""

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pages import Served, serving
from playwright.sync_api import Browser

from passerelle.page.access import Access

pytestmark = [pytest.mark.slow, pytest.mark.browser]

EVIL = """<!doctype html><title>evil</title><script>
async function attempt(work) { try { return await work(); } catch (error) { return "refused"; } }
async function attack(target, add) {
  const post = (path, body, headers) => fetch(target + path, {method: "POST", body, headers});
  const said = {};
  said.config = await attempt(async () => (await fetch(target + "/config")).status);
  said.run = await attempt(async () => (await post("/gradio_api/run/predict",
    JSON.stringify({fn_index: add, data: ["", ""], session_hash: "evil"}),
    {"Content-Type": "application/json"})).status);
  // Needs no preflight: a form that any page may send.
  said.simple = await attempt(async () => (await fetch(target + "/gradio_api/run/predict",
    {method: "POST", mode: "no-cors", body: "{}"})).type);
  const form = new FormData();
  form.append("files", new Blob(["x"]), "opus.zip");
  said.upload = await attempt(async () => (await post("/gradio_api/upload", form)).status);
  said.image = await new Promise(done => {
    const image = new Image();
    image.onload = () => done("loaded");
    image.onerror = () => done("refused");
    image.src = target + "/favicon.ico";
  });
  return said;
}
</script>"""


class Site(http.server.BaseHTTPRequestHandler):
    """Another website, with a page that attacks and a page that embeds ours in a frame."""

    page = 0

    def do_GET(self) -> None:
        framed = (
            f"<!doctype html><iframe id=f width=800 height=600 src=http://127.0.0.1:{self.page}/></iframe>"
        )
        body = (framed if self.path == "/frame" else EVIL).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Suppress the log."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("files"), Access(token="t0ken")) as page:
        yield page


@pytest.fixture(scope="module")
def evil(served: Served) -> Iterator[int]:
    Site.page = served.port
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "x.localhost", "evil.example"])
def test_another_site_can_neither_read_nor_change_anything(
    served: Served, evil: int, chromium: Browser, name: str
) -> None:
    page = chromium.new_page()
    page.goto(f"http://evil.example:{evil}/")
    add = served.handlers["add"][0]
    said = page.evaluate(f"attack('http://{name}:{served.port}', {add})")
    page.close()
    assert said.pop("simple") in ("refused", "opaque")
    assert said == {"config": "refused", "run": "refused", "upload": "refused", "image": "refused"}
    assert list(served.files.rglob("opus.zip")) == []


def test_dns_rebinding_is_refused(served: Served, chromium: Browser) -> None:
    page = chromium.new_page()
    answer = page.goto(f"http://evil.example:{served.port}/")
    assert answer
    assert answer.status == 403
    assert "gradio" not in page.content()
    said = page.evaluate("fetch('/config').then(answer => answer.status).catch(() => 'refused')")
    page.close()
    assert said in (403, "refused")


def test_another_site_cannot_frame_the_page(served: Served, evil: int, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(f"http://evil.example:{evil}/frame")
    framed = page.frames[1]
    assert "127.0.0.1" not in framed.url or "Passerelle" not in framed.content()
    page.close()


def test_an_injected_script_does_not_run(served: Served, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(served.address)
    page.locator("#brief").wait_for()
    page.evaluate(
        """() => {
            window.hacked = [];
            document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=\\"hacked.push('handler')\\">");
            const script = document.createElement("script");
            script.textContent = "hacked.push('inline')";
            document.body.append(script);
            const link = document.createElement("a");
            link.href = "javascript:hacked.push('link')";
            document.body.append(link);
            link.click();
        }"""
    )
    page.wait_for_timeout(500)
    assert page.evaluate("window.hacked") == []
    sent = page.evaluate("fetch('http://127.0.0.1:9/x').then(() => 'sent').catch(error => String(error))")
    assert "sent" not in sent
    page.close()


def test_the_owner_token_becomes_an_http_only_cookie(served: Served, chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{served.address}?token=t0ken")
    assert page.url == served.address
    assert page.evaluate("document.cookie") == ""
    [cookie] = context.cookies()
    assert (cookie["value"], cookie["httpOnly"], cookie["sameSite"]) == ("t0ken", True, "Strict")
    values = ["translate fr /no/such - MIT" if w == "add-line" else "" for w in served.handlers["add"][1]]
    body = {"fn_index": served.handlers["add"][0], "data": values, "session_hash": "owner"}
    said = page.evaluate(
        "body => fetch('/gradio_api/run/predict', {method: 'POST', body, "
        "headers: {'Content-Type': 'application/json'}}).then(answer => answer.text())",
        json.dumps(body),
    )
    assert "is not a complete model" in said
    context.close()

"""Untrusted files are parsed in a reusable child process, which is ended at the deadline or on request."""

import signal
import threading
import time
from pathlib import Path

import pytest

from passerelle.article import formats, read, sandbox
from passerelle.article.blocks import classified
from passerelle.errors import ArticleError

EXAMPLES = Path(__file__).parent.parent / "examples"
PAGE = (EXAMPLES / "mekong-donnees-eau.vi.html").read_bytes()
# Enough paragraphs to keep every extractor busy for seconds.
SLOW = b"<html><body>" + b"<p>a" * 60_000


def test_a_child_parses_like_this_process() -> None:
    assert sandbox.parse(PAGE, ".html", "a.html") == classified(formats.parse(PAGE, ".html", "a.html"))


def test_a_child_parses_a_pasted_page_like_this_process() -> None:
    source = PAGE.decode().replace("<p>", "<p>\ud83d\ude00 ", 1)
    made = formats.parse_text(source.encode("utf-16", "surrogatepass").decode("utf-16"))
    assert read(source).text == made.text
    assert "\U0001f600" in made.text


def test_a_slow_pasted_page_ends_only_its_child(monkeypatch: pytest.MonkeyPatch) -> None:
    read(PAGE.decode())
    monkeypatch.setattr(sandbox, "MAX_SECONDS", 0.5)
    with pytest.raises(ArticleError, match=r"The text takes more than 10 seconds to read; save"):
        read("<html><body><p>" + "m<b>2</b> " * 45_000)


def test_one_child_serves_many_files() -> None:
    read(PAGE, name="a.html")
    first = list(sandbox._idle)
    assert first
    for _ in range(5):
        read(PAGE, name="a.html")
    assert sandbox._idle == first
    clock = time.perf_counter()
    read(PAGE, name="a.html")
    assert time.perf_counter() - clock < 10


def test_refusals_of_the_child_are_raised() -> None:
    with pytest.raises(ArticleError, match=r"a\.docx is damaged or cut short"):
        read(b"PK\x03\x04nothing", name="a.docx")
    read(PAGE, name="a.html")


def test_a_slow_file_ends_only_its_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "MAX_SECONDS", 0.5)
    read(PAGE, name="warm.html")
    with pytest.raises(ArticleError, match=r"takes more than 10 seconds to read; save"):
        read(SLOW, name="slow.html")
    monkeypatch.setattr(sandbox, "MAX_SECONDS", 20)
    assert read(PAGE, name="a.html").language == "vi"


def test_exceeding_the_cpu_limit_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox._Child, "parse", _exhausted)
    with pytest.raises(ArticleError, match=r"takes more than 10 seconds to read; save"):
        read(PAGE, name="a.html")


def _exhausted(child: sandbox._Child, *_: object) -> None:
    child.began = True
    child._process.send_signal(signal.SIGXCPU)
    child._process.wait()


def test_parsing_can_be_stopped() -> None:
    outcome: list[Exception] = []

    def work() -> None:
        try:
            read(SLOW, name="slow.html")
        except ArticleError as error:
            outcome.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    while thread.ident not in sandbox._at_work:
        time.sleep(0.01)
    sandbox.stop(thread.ident)
    thread.join(5)
    assert not thread.is_alive()
    assert outcome


def test_a_killed_child_is_replaced() -> None:
    read(PAGE, name="a.html")
    for child in sandbox._idle:
        child._process.kill()
    assert read(PAGE, name="a.html").language == "vi"

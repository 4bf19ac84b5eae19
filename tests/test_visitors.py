"""Many visitors of the page, over real HTTP: the queue, limits, files and fair turns."""

import asyncio
import errno
import http.client
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import httpx
import pytest
import versions
from filelock import FileLock
from gradio.state_holder import SessionState
from pages import ScriptedBriefer, Served, serving
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from test_page_handlers import loops_of_gradio, opened  # noqa: F401

from passerelle.article import sandbox
from passerelle.briefing import (
    ArticleFetching,
    ArticleRead,
    Briefer,
    Briefing,
    Request,
    SegmentsTranslated,
)
from passerelle.errors import ArticleError, PasserelleError
from passerelle.page import files
from passerelle.page.access import access
from passerelle.page.blocks import MAX_WAITING, PageBlocks
from passerelle.page.brief_handlers import MAX_AT_ONCE
from passerelle.page.guard import MAX_FORM_BYTES, MAX_UPLOAD_BYTES, _bounded
from passerelle.page.launch import MAX_BRIEFINGS, MAX_QUEUED
from passerelle.page.libretranslate import _answered
from passerelle.page.prepared import MAX_KEPT, PreparedBriefings
from passerelle.page.session import MAX_SESSIONS, Sessions
from passerelle.page.states import CLOSED_SECONDS, VisitorState, VisitorStates
from passerelle.page.turns import Fairness
from passerelle.page.work import MAX_JOBS, MAX_WAITING_JOBS, BusyError, Workers
from passerelle.turns import Priority, Turns


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a page without requests."""
    with serving(tmp_path_factory.mktemp("files")) as page:
        yield page


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Served]:
    """Serve a page on which an article takes a minute."""
    with serving(tmp_path, PAGE_PAUSE="5") as page:
        yield page


def join(served: Served, visitor: str) -> int:
    """Request a briefing; return the HTTP status."""
    served.run("begin", [], visitor)
    return served.join("brief_text", served.defaults("brief_text"), visitor).status_code


@pytest.mark.soak
def test_a_full_queue_is_reported_and_the_button_is_enabled_again(busy: Served) -> None:
    codes = [join(busy, f"visitor {n}") for n in range(MAX_BRIEFINGS + MAX_QUEUED + 8)]
    assert codes.count(503) >= 4
    assert set(codes) == {200, 503}
    # The page's reaction (`failure`).
    busy.run("begin", [], "late")
    answer = busy.run("refuse", [], "late").json()["data"]
    assert "Too many articles are waiting for their turn. Try again in a minute." in str(answer[1])
    buttons = [update["interactive"] for update in answer[3:]]
    assert buttons == [True, False]
    chained = [
        d for d in busy.client.get("config").json()["dependencies"] if d["id"] in busy.numbers("refuse")
    ]
    assert chained
    assert all(d["trigger_only_on_failure"] for d in chained)


# Serves a page on which every sentence takes a minute, which nothing can interrupt.
SLOW_PAGE = """
import time
from pages import ScriptedBriefer
from passerelle.page.access import Access
from passerelle.page.launch import Serving, launch
launch(ScriptedBriefer(meanwhile=lambda done: time.sleep(60)), Access(), Serving(browser=False))
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGTERM")
def test_the_page_ends_at_once_although_many_visitors_wait(tmp_path: Path) -> None:
    tests = Path(__file__).parent
    environment = {**os.environ, "PYTHONPATH": f"{tests.parent}{os.pathsep}{tests}", "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", SLOW_PAGE]
    options: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, env=environment, **options) as program, ExitStack() as cleanup:
        cleanup.callback(program.kill)
        assert program.stdout
        address = next(word for line in program.stdout for word in line.split() if word.startswith("http"))
        with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
            config = client.get("config").json()
            [button] = [w["id"] for w in config["components"] if w["props"].get("elem_id") == "brief"]
            [begin] = [d["id"] for d in config["dependencies"] if [button, "click"] in d["targets"]]
            values = {widget["id"]: widget["props"].get("value") for widget in config["components"]}
            [box] = [w["id"] for w in config["components"] if w["props"].get("elem_id") == "article"]
            values[box] = "Il pleut à Paris. Il neige à Lyon."
            made = next(d for d in config["dependencies"] if d["trigger_after"] == begin)
            for n in range(MAX_BRIEFINGS + 4):
                visitor = {"session_hash": f"visitor{n}"}
                client.post("gradio_api/run/predict", json={"fn_index": begin, "data": [], **visitor})
                data = [values[widget] for widget in made["inputs"]]
                joined = client.post(
                    "gradio_api/queue/join", json={"fn_index": made["id"], "data": data, **visitor}
                )
                assert joined.status_code == 200
            time.sleep(1)
            program.send_signal(signal.SIGTERM)
            assert program.wait(30) == 0
        assert "error" not in program.stdout.read()
        assert list(tmp_path.glob("passerelle-page-*")) == []


@pytest.mark.slow
def test_the_page_removes_the_conversions_that_its_cache_could_not_keep(tmp_path: Path) -> None:
    program = (
        "from passerelle.modelstore import conversion\n"
        "from passerelle.page import launch\n"
        "print(conversion._temporary_home().is_dir())\n"
        "launch._exit_at_once()\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[1])}
    made = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert made.stdout == "True\n"
    assert list(tmp_path.glob("passerelle-models-*")) == []


@pytest.mark.soak
def test_places_in_the_queue_are_limited_for_each_visitor(busy: Served) -> None:
    for n in range(MAX_BRIEFINGS):
        assert join(busy, f"visitor {n}") == 200
    time.sleep(1)
    codes = [join(busy, "greedy") for _ in range(20)]
    assert codes == [200] * MAX_WAITING + [503] * (20 - MAX_WAITING)
    assert join(busy, "another") == 200


def test_the_number_and_size_of_files_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILES", 5)
    monkeypatch.setattr(files, "MAX_BYTES", 1000)
    for n in range(9):
        path = tmp_path / f"hash{n}" / "a.txt"
        path.parent.mkdir()
        path.write_bytes(b"x" * 300)
        os.utime(path, (1000 + n, 1000 + n))
    new = tmp_path / "new" / "a.txt"
    new.parent.mkdir()
    new.write_bytes(b"x" * 300)
    files.prune(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hash7", "hash8", "new"]
    for n in range(20):
        path = tmp_path / f"recent{n}" / "a.txt"
        path.parent.mkdir()
        path.write_bytes(b"x" * 300)
    files.prune(tmp_path)
    assert len(list(tmp_path.glob("recent*"))) == 20  # recent files are kept, since they are about to be used
    files.prune(tmp_path / "missing")


def test_the_folders_of_killed_pages_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for name in ("killed", "running", "new"):
        path = tmp_path / f"passerelle-page-{name}" / "hash" / "article.txt"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"x")
    running = FileLock(tmp_path / "passerelle-page-running" / ".lock")
    with running:
        for name in ("killed", "running"):
            os.utime(tmp_path / f"passerelle-page-{name}", (1000, 1000))
        (tmp_path / "passerelle-page-link").symlink_to(tmp_path / "passerelle-page-new")
        with files.own_folder() as own:
            assert own.stat().st_mode & 0o077 == 0
            left = {path.name.removeprefix("passerelle-page-") for path in tmp_path.iterdir()}
            assert left == {"running", "new", "link", own.name.removeprefix("passerelle-page-")}
    assert not own.exists()
    assert (tmp_path / "passerelle-page-new" / "hash" / "article.txt").exists()


def test_a_machine_without_a_temporary_folder_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/proc/none"])
    with pytest.raises(PasserelleError, match="set TMPDIR to one that can"), files.own_folder():
        pass


def test_a_full_disk_is_reported_to_programs() -> None:
    async def full(request: HttpRequest) -> Response:
        raise OSError(errno.ENOSPC, "No space left on device", "/tmp/file.txt")

    answer = asyncio.run(_answered(full, HttpRequest({"type": "http"})))
    assert answer.status_code == 500
    assert json.loads(bytes(answer.body)) == {
        "error": "Cannot write the translated file: No space left on device"
    }


def test_files_dated_in_the_future_are_removed_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_FILES", 2)
    for name, age in (("future", -90_000), ("later", -80_000), ("old", 7200), ("recent", 3600)):
        path = tmp_path / name / "a.txt"
        path.parent.mkdir()
        path.write_bytes(b"x")
        os.utime(path, (time.time() - age, time.time() - age))
    files.prune(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old", "recent"]


@pytest.mark.slow
def test_an_interrupted_upload_is_deleted(idle: Served) -> None:
    def unfinished() -> list[Path]:
        return [path for path in idle.files.iterdir() if path.is_file()]

    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    connection = http.client.HTTPConnection("127.0.0.1", idle.port)
    connection.putrequest("POST", "/gradio_api/upload")
    connection.putheader("Content-Type", "multipart/form-data; boundary=b")
    connection.putheader("Content-Length", "1000000")
    connection.endheaders(head + b"x" * 500_000)
    end = time.monotonic() + 20
    while not (unfinished() and unfinished()[0].stat().st_size) and time.monotonic() < end:
        time.sleep(0.05)
    connection.close()
    [left] = unfinished()
    idle.client.post("gradio_api/upload", files={"files": ("b.txt", b"Il pleut.")})
    assert left.exists()  # it might still be arriving
    os.utime(left, (time.time() - 400, time.time() - 400))
    idle.client.post("gradio_api/upload", files={"files": ("c.txt", b"Il neige.")})
    assert unfinished() == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "kind", "most"),
    [
        ("gradio_api/run/predict", "application/json", MAX_FORM_BYTES),
        ("translate_file", "application/json", MAX_FORM_BYTES),
        ("gradio_api/upload", "multipart/form-data; boundary=X", MAX_UPLOAD_BYTES),
        ("translate_file", "multipart/form-data; boundary=X", MAX_UPLOAD_BYTES),
    ],
)
def test_the_size_of_a_request_is_limited(idle: Served, path: str, kind: str, most: int) -> None:
    def large() -> Iterator[bytes]:
        for _ in range(most // 1_000_000 + 3):
            yield b" " * 1_000_000

    stated = http.client.HTTPConnection("127.0.0.1", idle.port, timeout=20)
    stated.putrequest("POST", f"/{path}")
    stated.putheader("Content-Type", kind)
    stated.putheader("Content-Length", str(most + 1))
    stated.endheaders()
    assert stated.getresponse().status == 413
    stated.close()
    chunked = idle.client.post(path, content=large(), headers={"content-type": kind})
    assert chunked.status_code >= 400
    assert idle.client.get("config").status_code == 200


def test_a_client_that_sends_too_much_is_cut_off() -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"x" * 500, "more_body": True}

    async def kinds() -> list[str]:
        async with asyncio.timeout(60) as arrival:
            bounded = _bounded(receive, arrival, 1000)
            return [(await bounded())["type"] for _ in range(3)]

    assert asyncio.run(kinds()) == ["http.request", "http.request", "http.disconnect"]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processor time is read from /proc")
def test_an_idle_page_uses_no_cpu(idle: Served) -> None:
    def used() -> float:
        fields = Path(f"/proc/{idle.process}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    seconds = 3
    for _ in range(5):  # earlier requests may still be running
        before = used()
        time.sleep(seconds)
        if (used() - before) / seconds < 0.01:
            return
    pytest.fail("An idle page uses the processor.")


def test_sessions_of_inactive_visitors_are_dropped() -> None:
    sessions = Sessions()
    first = sessions.get("first")
    first.queue_briefing()
    token = first.start_briefing()
    assert token
    kept = sessions.get("kept")
    for n in range(MAX_SESSIONS):
        sessions.get(f"visitor {n}")
        sessions.get("kept")
    assert first.is_stopped(token)
    assert sessions.get("first") is not first
    assert sessions.get("kept") is kept
    assert len(sessions._sessions) == MAX_SESSIONS


@pytest.mark.soak
def test_sixteen_visitors_at_once_each_get_a_first_sentence_and_may_leave() -> None:
    visit = opened(Briefer(memory=False))
    first, last = dict[int, float](), dict[int, str]()
    together = threading.Barrier(16)
    visit.brief(article="Il pleut à Paris.", language="fr")  # loads the models

    def brief(number: int) -> None:
        request: Any = SimpleNamespace(session_hash=f"visitor {number}")
        text = "".join(f"Le ministre numéro {n} de Paris-{number} est arrivé mardi.\n\n" for n in range(30))
        together.wait(30)
        begun = time.monotonic()
        visit.briefs.begin(request)
        changes = visit.briefs.brief_text(visit.values(article=text, language="fr"), request)
        for change in changes:
            if f"Paris-{number}" in (view := str(change.get(visit.layout.view, ""))) and "arrived" in view:
                first.setdefault(number, time.monotonic() - begun)
                last[number] = view
                if number % 4 == 0:
                    break
        if number % 8 == 0:
            visit.briefs.leave(request)
        changes.close()  # type: ignore[attr-defined]

    threads = [threading.Thread(target=brief, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert not any(thread.is_alive() for thread in threads)
    assert set(first) == set(range(16))
    assert max(first.values()) < 10, sorted(first.values())
    assert all('data-state="done"' in last[number] for number in range(16) if number % 4)
    assert (visit.briefs.fairness._first._free, visit.briefs.fairness._later._free) == (
        MAX_AT_ONCE,
        MAX_AT_ONCE,
    )


def test_the_page_keeps_only_the_values_of_a_visitor() -> None:
    with gr.Blocks() as page:
        text, state = gr.Textbox("x" * 1000), gr.State({"a": 1})
    states = VisitorStates()
    states.set_blocks(page)
    values = states["visitor"]
    # Everything that Gradio's own class has.
    assert vars(values).keys() == vars(SessionState(page)).keys()
    assert values[state._id] == {"a": 1}
    values[state._id] = {"b": 2}
    values._update_value_in_config(text._id, "long")
    values._update_config(text._id)
    assert (values[state._id], values[text._id]) == ({"b": 2}, text)
    assert list(values.components) == []
    assert states["visitor"] is values
    assert states["another"][state._id] == {"a": 1}
    assert values._state_ttl.keys() == {state._id}
    values.is_closed = True
    past = datetime.now() - timedelta(seconds=CLOSED_SECONDS + 1)
    values._state_ttl[state._id] = (math.inf, past)
    states.delete_all_expired_state()  # type: ignore[no-untyped-call]
    assert values.state_data == {}


def test_only_widgets_that_change_are_created_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with PageBlocks(access()) as page:
        press, stop = gr.Button(elem_id="go"), gr.Button(elem_id="stop")
        view, kept = gr.HTML(), gr.State("kept")
        press.click(lambda: None, None, [press, view, kept, stop])
    created: list[Any] = []
    create = gr.Button.__init__

    def counted(self: gr.Button, *args: Any, **options: Any) -> None:
        created.append(options["elem_id"])
        create(self, *args, **options)

    monkeypatch.setattr(gr.Button, "__init__", counted)
    state = VisitorState(page)
    predicted = {view: "<p>shown</p>", stop: gr.update(interactive=False)}
    changes = asyncio.run(page.postprocess_data(page.fns[0], predicted, state))
    unchanged = {"__type__": "update"}
    assert changes == [unchanged, "<p>shown</p>", None, {"__type__": "update", "interactive": False}]
    assert created == ["stop"]
    assert state[kept._id] == "kept"


def test_turns_are_given_in_order() -> None:
    turns = Turns(1)
    order: list[str] = []
    begun, all_wait = threading.Event(), threading.Event()

    def work(name: str) -> None:
        with turns.turn():
            order.append(name)

    def hold() -> None:
        for n in range(2):
            with turns.turn():
                begun.set()
                all_wait.wait(60)
                order.append(f"holder {n}")

    threads = [threading.Thread(target=hold)]
    threads[0].start()
    assert begun.wait(60)
    for name in "abc":
        threads.append(threading.Thread(target=work, args=(name,)))
        threads[-1].start()
        while len(turns._waiting) < len(threads) - 1:
            time.sleep(0.001)
    all_wait.set()
    for thread in threads:
        thread.join(60)
    assert order == ["holder 0", "a", "b", "c", "holder 1"]
    assert turns._free == 1


def test_a_long_article_does_not_delay_the_first_sentence_of_another() -> None:
    fairness = Fairness(1)
    made = ArticleRead(versions.briefing().article, 1)
    inside = threading.Event()
    leave = threading.Event()

    def long() -> Iterator[Any]:
        for n in range(10):
            if n == Fairness.FIRST_EVENTS:
                inside.set()
                leave.wait(10)
            yield made

    worker = threading.Thread(target=lambda: list(fairness.share(long())))
    worker.start()
    assert inside.wait(5)
    begun = time.monotonic()
    events = fairness.share(iter([made] * 10))
    for _ in range(Fairness.FIRST_EVENTS):
        next(events)
    assert time.monotonic() - begun < 2
    leave.set()
    assert len(list(events)) == 10 - Fairness.FIRST_EVENTS
    worker.join(5)


@pytest.mark.slow
def test_a_short_article_does_not_wait_for_a_long_one_with_real_models() -> None:
    fairness = Fairness(MAX_AT_ONCE)
    briefer = Briefer(memory=False)
    half_way, order = threading.Event(), []

    def brief(name: str, text: str) -> None:
        for event in fairness.share(briefer.events(Request(text, language="fr"))):
            if isinstance(event, SegmentsTranslated):
                order.append((name, event.done))
                if name == "long" and event.done > 20:
                    half_way.set()

    long = "".join(f"Le ministre numéro {n} est arrivé mardi.\n\n" for n in range(200))
    worker = threading.Thread(target=brief, args=("long", long))
    worker.start()
    assert half_way.wait(120)
    brief("short", "Il pleut à Paris. Il neige à Lyon.")
    worker.join(120)
    first = next(i for i, (name, _) in enumerate(order) if name == "short")
    between = [done for name, done in order[:first] if name == "long"]
    # Before the short article's first sentence, the long one finishes only its current group and a few more.
    assert between[-1] < 200
    assert order[-1][0] == "long"
    assert len([done for done in between if done > 20]) <= 3


def test_no_group_is_started_while_a_first_sentence_is_awaited() -> None:
    fairness = Fairness(1)
    made = ArticleRead(versions.briefing().article, 1)
    order: list[str] = []
    inside, leave = threading.Event(), threading.Event()

    def steps(name: str) -> Iterator[Any]:
        for n in range(4):
            if (name, n) == ("new", 1):
                inside.set()
                leave.wait(10)
            order.append(f"{name} {n}")
            yield made

    older, waiting = fairness.share(steps("older")), fairness.share(steps("waiting"))
    for _ in range(Fairness.FIRST_EVENTS):
        next(older)
    next(waiting)
    newer = threading.Thread(target=lambda: list(fairness.share(steps("new"))))
    newer.start()
    assert inside.wait(5)
    rest = threading.Thread(target=lambda: list(older))
    rest.start()
    time.sleep(0.1)
    assert order == ["older 0", "older 1", "waiting 0", "new 0"]
    leave.set()
    while len(order) < 5:
        time.sleep(0.001)
    time.sleep(0.1)  # between its two events, an article is waiting too
    assert order[4:] == ["new 1"]
    next(waiting)
    newer.join(5)
    rest.join(5)
    assert len(order) == 2 * 4 + Fairness.FIRST_EVENTS


def test_urgent_work_delays_other_work_for_a_limited_time() -> None:
    priority = Priority(0.1)
    with priority.first(), priority.first():
        begun = time.monotonic()
        priority.give_way()
        assert 0.1 <= time.monotonic() - begun < 5
        begun = time.monotonic()
        for _ in range(100):
            priority.give_way()  # work that takes long is no longer urgent
        assert time.monotonic() - begun < 5
    priority = Priority(3600)
    with priority.first():
        pass
    priority.give_way()


def test_waiting_for_a_site_does_not_hold_a_turn() -> None:
    fairness = Fairness(1)
    reached = threading.Event()
    leave = threading.Event()
    fetching = ArticleFetching("https://a.example/", "version")
    made = ArticleRead(versions.briefing().article, 1)

    def slow() -> Iterator[Any]:
        yield fetching
        reached.set()
        leave.wait(10)
        yield made

    worker = threading.Thread(target=lambda: list(fairness.share(slow())))
    worker.start()
    assert reached.wait(5)
    assert len(list(fairness.share(iter([made] * 6)))) == 6
    leave.set()
    worker.join(5)


def test_waiting_for_a_child_that_reads_a_file_does_not_hold_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    fairness = Fairness(1)
    reached, leave = threading.Event(), threading.Event()
    made = ArticleRead(versions.briefing().article, 1)

    def slow(child: sandbox._Child, *_: object) -> dict[str, Any]:
        reached.set()
        leave.wait(10)
        return {"state": "refused", "message": "It is too slow."}

    monkeypatch.setattr(sandbox._Child, "parse", slow)

    free: list[int] = []

    def reading() -> Iterator[Any]:
        with pytest.raises(ArticleError, match="too slow"):
            sandbox.parse(b"x", ".html", "a.html")
        free.append(fairness._first._free)
        yield made

    worker = threading.Thread(target=lambda: list(fairness.share(reading())))
    worker.start()
    assert reached.wait(30)
    assert len(list(fairness.share(iter([made] * 6)))) == 6
    leave.set()
    worker.join(5)
    assert free == [0]
    assert (fairness._first._free, fairness._later._free) == (1, 1)


def test_a_turn_is_returned_when_an_article_fails() -> None:
    fairness = Fairness(1)

    def broken() -> Iterator[Any]:
        raise ValueError("broken")
        yield

    for _ in range(3):
        with pytest.raises(ValueError, match="broken"):
            list(fairness.share(broken()))
    assert fairness._first._free == 1


def test_an_example_is_briefed_once_for_all_visitors() -> None:
    briefer = ScriptedBriefer()
    prepared = PreparedBriefings(cast(Briefer, briefer), Fairness(1), ["an example"])

    def last(request: Request) -> Briefing:
        *_, view, made = prepared.steps(request, lambda: False)
        assert isinstance(view, str)
        assert isinstance(made, Briefing)
        return made

    first = last(Request("an example"))
    assert last(Request("an example")) is first
    assert len(briefer.requests) == 1
    last(Request("an example", length="short"))
    last(Request("another text"))
    last(Request("another text"))
    corrected = Request("an example", corrections={"Bonjour.": "Hello."})
    assert last(corrected) is last(corrected)
    assert len(briefer.requests) == 5
    stopped = prepared.steps(Request("an example", length="long"), lambda: True)
    assert not any(isinstance(step, Briefing) for step in stopped)
    last(Request("an example", length="long"))
    assert len(briefer.requests) == 7
    for words in range(20, 60):
        last(Request("an example", length=words))
    assert len(prepared._made) == MAX_KEPT


def test_examples_are_briefed_in_advance() -> None:
    briefer = ScriptedBriefer()
    prepared = PreparedBriefings(cast(Briefer, briefer), Fairness(1), ["a", "b"])
    end_of_work = prepared.prepare([Request("a"), Request("b")], rest=0)
    end = time.monotonic() + 10
    while len(prepared._made) < 2 and time.monotonic() < end:
        time.sleep(0.01)
    end_of_work()
    assert [step for step in prepared.steps(Request("b"), lambda: False) if isinstance(step, Briefing)]
    assert len(briefer.requests) == 2


def test_examples_are_not_prepared_while_the_first_visitors_come() -> None:
    briefer = ScriptedBriefer()
    prepared = PreparedBriefings(cast(Briefer, briefer), Fairness(1), ["a"])
    end_of_work = prepared.prepare([Request("a")])
    time.sleep(0.2)
    end_of_work()
    assert briefer.requests == []


def test_jobs_of_programs_are_limited() -> None:
    leave = threading.Event()
    begun: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        leave.wait(10)
        return number

    async def ask() -> list[int | BaseException]:
        workers = Workers()
        tasks = [
            asyncio.ensure_future(workers.run(partial(work, n)))
            for n in range(MAX_JOBS + MAX_WAITING_JOBS + 3)
        ]
        while len(begun) < MAX_JOBS:
            await asyncio.sleep(0.01)
        leave.set()
        return await asyncio.gather(*tasks, return_exceptions=True)

    answers = asyncio.run(ask())
    refused = [answer for answer in answers if isinstance(answer, BusyError)]
    assert len(refused) == 3
    assert [answer for answer in answers if isinstance(answer, int)] == list(
        range(MAX_JOBS + MAX_WAITING_JOBS)
    )

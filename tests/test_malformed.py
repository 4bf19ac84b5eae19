"""Malformed requests to the page's own interface: each gets a one-sentence error; no traceback is printed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pages import Served, serving

pytestmark = pytest.mark.slow

FILE = {"_type": "gradio.FileData"}
# Each is sent as the value of every widget at once.
VALUES = [
    *map(json.dumps, (None, True, -1, 10**40, 1.5, "", "x", "\ud800", "\0", "https://example.org/")),
    *map(json.dumps, ([], {}, [None], [[1], "x"], {"__type__": "update", "value": 1}, {"briefing": {}})),
    *map(json.dumps, ({"id": [], "briefing": 1}, {"path": "/etc/passwd", "meta": FILE}, {"path": "x"})),
    *map(json.dumps, ([{"path": None, "meta": FILE}], {"path": 5, "meta": FILE}, "x" * 100_000)),
    *("NaN", "1e999", "-Infinity", "1" * 5000, "[" * 400 + "]" * 400),
]
# Each is sent in place of a field of a well-formed request.
FIELDS: dict[str, list[Any]] = {
    "fn_index": [-1, 10**6, 10**40, "0", None, 1.5, []],
    "session_hash": [None, 5, "", [], "x" * 100_000, "\ud800", "../x"],
    "data": [None, "x", 5, {}, [[]], [[[]]]],
    "event_data": [5, [], {"index": "x"}, {"target": 1, "_data": None}],
    "trigger_id": [-1, 10**9, 3, "x"],
    "batched": [True, None, "x"],
    "event_id": ["x", 5],
    "simple_format": [True],
    "oauth_token": ["x"],
    "request": [{}],
}
BODIES = [b"", b"{", b"[]", b"null", b"5", b'"x"', b"\xff", b"{}", b'{"data": []}', b"[" * 100_000, b"{" * 9]
# Gradio reads the page's address from these only when a job begins.
ADDRESSES = [
    *(("x-forwarded-host", host) for host in ("a:b", "[::1", "[zz]", "[zz], a")),
    *(("x-gradio-server", address) for address in ("http://a:b", "x://[1::2::3]")),
]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "terminal.txt"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, log: Path) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("files"), PAGE_LOG=str(log), PAGE_REAL="offline") as page:
        yield page


def post(served: Served, path: str, body: str | bytes, **headers: str) -> httpx.Response:
    content = body.encode() if isinstance(body, str) else body
    headers = {"content-type": "application/json", **headers}
    answer = served.client.post(f"gradio_api/{path}", content=content, headers=headers)
    assert "Traceback" not in answer.text
    return answer


def events(served: Served) -> list[tuple[int, int]]:
    """Return the id of each event of the page that has a handler, and how many inputs it takes."""
    found = served.client.get("config").json()["dependencies"]
    return [(event["id"], len(event["inputs"])) for event in found if event["backend_fn"]]


def finish(served: Served, visitor: str) -> str:
    """Return the messages about a job, once it has ended."""
    address = "gradio_api/queue/data"
    with served.client.stream("GET", address, params={"session_hash": visitor}) as answer:
        return "\n".join(answer.iter_lines())


def check_log(served: Served, log: Path) -> None:
    """Check that the page printed nothing about the requests, and still answers."""
    assert served.client.get("").status_code == 200
    assert log.read_text(encoding="utf-8", errors="replace") == ""


def test_values_of_any_type_get_at_most_a_one_sentence_error(served: Served, log: Path) -> None:
    said = set()
    for number, count in events(served):
        for value in VALUES:
            for inputs in {count} if value != '"x"' else {count, 0, count + 1}:
                body = (
                    f'{{"fn_index": {number}, "session_hash": "v", "data": [{",".join([value] * inputs)}]}}'
                )
                answer = post(served, "run/predict", body)
                if answer.status_code == 500:
                    said.add(answer.json()["error"])
    assert None not in said
    assert "The page cannot use these values; reload it and try again." in said
    check_log(served, log)


@pytest.mark.soak
def test_queued_jobs_with_values_of_any_type_end(served: Served, log: Path) -> None:
    for number, count in events(served):
        for place, value in enumerate(("null", "1" * 40, '"x"', "{}", "[]", "NaN")):
            visitor = f"queued {number} {place}"
            data = ",".join([value] * count)
            body = f'{{"fn_index": {number}, "session_hash": "{visitor}", "data": [{data}]}}'
            if post(served, "queue/join", body).status_code == 200:
                assert '"process_completed"' in finish(served, visitor)
    check_log(served, log)


@pytest.mark.parametrize("route", ["run/predict", "queue/join", "call/translate", "call/v2/translate"])
def test_fields_and_bodies_of_any_kind_are_refused_quietly(served: Served, log: Path, route: str) -> None:
    number, inputs = served.handlers["brief_text"]
    data = [None] * len(inputs)
    for field, values in FIELDS.items():
        for place, value in enumerate(values):
            visitor = f"{route} {field} {place}"
            body = {"fn_index": number, "session_hash": visitor, "data": data, field: value}
            answer = post(served, route, json.dumps(body))
            if answer.status_code == 200 and route == "queue/join" and field != "session_hash":
                finish(served, visitor)
    for content in BODIES:
        assert post(served, route, content).status_code < 500
    check_log(served, log)


def test_an_address_that_gradio_cannot_read_is_refused_before_a_job_begins(served: Served, log: Path) -> None:
    body = json.dumps({"fn_index": served.handlers["begin"][0], "session_hash": "v", "data": []})
    for name, address in ADDRESSES:
        assert post(served, "queue/join", body, **{name: address}).status_code == 400
    check_log(served, log)

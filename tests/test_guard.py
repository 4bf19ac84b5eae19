"""The guard of the page, over real HTTP: which requests are allowed, and the security headers."""

import asyncio
import base64
import hashlib
import http.client
import re
import signal
import socket
import time
from collections.abc import Iterator
from typing import Any, cast

import pytest
from limits import within
from pages import Served, serving
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from passerelle.errors import PasserelleError
from passerelle.page import heap, launch
from passerelle.page.access import Access, access
from passerelle.page.guard import _READ, _WRITE, Guard
from passerelle.page.rate import MAX_VISITORS, Rate, visitor_of

TOKEN = "t0ken"
PUBLIC = "https://brief.example.org"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("files"), Access(token=TOKEN)) as page:
        yield page


@pytest.fixture(scope="module")
def hosted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve a page at a public address, as if through a reverse proxy; one site may frame it."""
    who = Access((PUBLIC,), ("https://huggingface.co",), TOKEN)
    with serving(tmp_path_factory.mktemp("files"), who) as page:
        yield page


def status(served: Served, path: str, headers: list[tuple[str, str]], method: str = "GET") -> int:
    """Return the status of a request with exactly these headers."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in headers:
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse().status
    connection.close()
    return answer


@pytest.mark.slow
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LocalHost", "[::1]"])
def test_the_page_answers_to_names_of_the_loopback_interface(served: Served, name: str) -> None:
    assert status(served, "/config", [("Host", f"{name}:{served.port}")]) == 200


@pytest.mark.slow
@pytest.mark.parametrize(
    "host",
    [
        *("x.localhost:{port}", "localhost.:{port}", "evil.example:{port}", "evil.example", "127.0.0.1"),
        *(
            "localhost",
            "127.0.0.1:1",
            "127.0.0.1.:{port}",
            "127.0.0.1:{port}.evil.example",
            "127.0.0.2:{port}",
        ),
        *(
            "0.0.0.0:{port}",
            "192.0.2.1:{port}",
            "a@127.0.0.1:{port}",
            "127.0.0.1:{port}/",
            "[::ffff:127.0.0.1]:{port}",
            "[::1]",
        ),
        *("[0:0:0:0:0:0:0:1]:{port}", "[::1%25lo]:{port}", "::1:{port}", "127.0.0.1:0{port}", "127.0.0.1:"),
        *("127.1:{port}", "2130706433:{port}", "", ":{port}", "localhost:{port}:{port}", "localhost, a"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("OPTIONS", "/config"), ("POST", "/gradio_api/upload")]
)
def test_other_host_names_are_refused(served: Served, host: str, method: str, path: str) -> None:
    assert status(served, path, [("Host", host.format(port=served.port))], method) == 403


@pytest.mark.slow
def test_a_request_with_two_hosts_or_none_is_refused(served: Served) -> None:
    right = ("Host", f"127.0.0.1:{served.port}")
    assert status(served, "/", [right, ("Host", "evil.example")]) in (400, 403)
    assert status(served, "/", []) in (400, 403)


@pytest.mark.slow
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://x.localhost:{port}"},
        {"Origin": "http://localhost:{port}"},
        {"Origin": "http://127.0.0.1"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "https://127.0.0.1:{port}"},
        {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "Something"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(
            ("GET", "/config"),
            ("GET", "/theme.css"),
            ("GET", "/gradio_api/heartbeat/x"),
            ("GET", "/assets/x.js"),
        ),
        *(("POST", "/"), ("POST", "/gradio_api/run/predict"), ("POST", "/gradio_api/queue/join")),
        *(("POST", "/gradio_api/upload"), ("OPTIONS", "/gradio_api/upload"), ("HEAD", "/config")),
    ],
)
def test_another_site_cannot_use_the_page(
    served: Served, method: str, path: str, headers: dict[str, str]
) -> None:
    given = {name: value.format(port=served.port) for name, value in headers.items()}
    assert served.client.request(method, path, headers=given).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://127.0.0.1:{port}"},
        {"Origin": "http://127.0.0.1:{port}", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
def test_the_page_itself_and_programs_can_use_it(served: Served, headers: dict[str, str]) -> None:
    given = {name: value.format(port=served.port) for name, value in headers.items()}
    assert served.run("stop", [], headers=given).status_code == 200
    assert served.client.get("config", headers=given).status_code == 200


@pytest.mark.slow
def test_a_link_from_another_site_opens_the_page(served: Served) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert served.client.get("", headers=headers).status_code == 200


# The routes of Gradio 6.31 that the page needs; all others are closed.
OPEN = {
    *("/", "/config", "/config/", "/theme.css", "/gradio_api/theme.css", "/favicon.ico", "/robots.txt"),
    *("/manifest.json", "/assets/{path:path}", "/static/{path:path}", "/svelte/{path:path}"),
    *("/gradio_api/info", "/gradio_api/info/", "/gradio_api/startup-events"),
    *("/gradio_api/heartbeat/{session_hash}", "/gradio_api/queue/data", "/gradio_api/upload_progress"),
    *("/gradio_api/file={path_or_url:path}", "/gradio_api/run/{api_name}", "/gradio_api/run/{api_name}/"),
    *("/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/cancel"),
    *("/gradio_api/reset", "/gradio_api/reset/"),
    # Routes for programs.
    *("/gradio_api/openapi.json", "/gradio_api/call/{api_name}", "/gradio_api/call/{api_name}/"),
    *("/gradio_api/call/v2/{api_name}", "/gradio_api/call/v2/{api_name}/"),
    *("/gradio_api/call/{api_name}/{event_id}", "/gradio_api/call/v2/{api_name}/{event_id}"),
    *("/translate", "/detect", "/translate_file", "/languages", "/health", "/frontend/settings"),
    "/download_file/{name}",
}


@pytest.mark.slow
def test_every_route_that_the_page_does_not_need_is_closed(served: Served) -> None:
    found = set()
    for method, route in served.routes:
        path = re.sub(r"\{[^}]*\}", "1", route)
        pattern = _READ if method in ("GET", "HEAD") else _WRITE
        if pattern.fullmatch(path):
            found.add(route)
        else:
            answer = served.client.request(method, path)
            assert answer.status_code == 403, (method, path)
    assert found == OPEN


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [
        *("/monitoring", "/monitoring/", "/monitoring/summary", "/MONITORING", "/gradio_api/runs", "/docs"),
        *(
            "/gradio_api/run-history/records",
            "/gradio_api/dev/reload",
            "/gradio_api/proxy=https://a.hf.space/",
        ),
        *("/gradio_api/vibe-code", "/gradio_api/token", "/gradio_api/mcp/sse", "/gradio_api/mcp/messages/"),
        *("/gradio_api/deep_link", "/pwa_icon/100000", "/gradio_api/file/etc/passwd", "/openapi.json"),
        *("/gradio_api/custom_component/1/client/component/x", "/login", "/gradio_api/app_id", "/unknown"),
    ],
)
def test_other_gradio_routes_are_closed(served: Served, path: str) -> None:
    assert served.client.get(path).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        *(
            "http://127.0.0.1:{port}/config",
            "https://example.org/",
            "HTTP://example.org/",
            "%68ttp://a.example/",
        ),
        *(
            "http:%2F%2Fa.example/",
            "//a.example/",
            "file:///etc/passwd",
            "/etc/passwd",
            "http://[::1]:{port}/",
        ),
        *(
            "{folder}/../../etc/passwd",
            "{folder}%2F..%2Fx",
            "%2Fetc%2Fpasswd",
            "ftp://a.example/",
            " http://a/",
        ),
        *("{folder}x/y", "README.md", "/proc/self/environ", "."),
    ],
)
def test_no_address_and_no_other_file_is_served(served: Served, name: str) -> None:
    path = f"/gradio_api/file={name.format(port=served.port, folder=served.files)}"
    assert served.client.get(path).status_code == 403
    assert served.client.head(path).status_code == 403


@pytest.mark.slow
def test_an_uploaded_file_is_served_as_a_download_that_runs_nothing(served: Served) -> None:
    uploaded = served.client.post("gradio_api/upload", files={"files": ("a.html", b"<script>1</script>")})
    answer = served.client.get(f"gradio_api/file={uploaded.json()[0]}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.slow
@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:{port}/config", "https://example.org/x.txt", "HTTP://a/"]
)
@pytest.mark.parametrize("smuggled", [False, True])
def test_a_file_that_is_an_address_is_not_fetched(served: Served, address: str, smuggled: bool) -> None:
    # `serving` checks that no connection was made.
    file = {"path": address.format(port=served.port), "meta": {"_type": "gradio.FileData"}}
    answer = served.run("open_glossary", [[{"deep": file}] if smuggled else file])
    assert answer.status_code == 500
    assert answer.json() == {"error": "Upload the file itself; its address is not accepted."} | answer.json()


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", ["/etc/passwd", "{files}/../../etc/passwd", "http://127.0.0.1:{port}/config"]
)
def test_no_input_of_any_handler_opens_another_file(served: Served, path: str) -> None:
    # `serving` checks that no connection was made.
    named = path.format(files=served.files, port=served.port)
    file = {"path": named, "url": named, "orig_name": "a.txt", "meta": {"_type": "gradio.FileData"}}
    refused = 0
    for name in served.handlers:
        given = served.defaults(name)
        for place in range(len(given)):
            values = [*given[:place], [{"deep": file}, file], *given[place + 1 :]]
            answer = served.run(name, values, "stranger")
            assert "root:" not in answer.text, (name, place)
            refused += answer.status_code == 500  # the page keeps some values itself and ignores these
    assert refused > 30
    assert not list(served.files.rglob("passwd"))


@pytest.mark.slow
def test_responses_carry_the_security_headers(served: Served) -> None:
    headers = served.client.get("").headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["frame-ancestors"] == "'none'"
    assert policy["default-src"] == "'none'"
    assert "'unsafe-inline'" not in policy["script-src"]
    assert not re.search(r"https?:|\*", headers["content-security-policy"])


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["identity", "br", "gzip"])
def test_the_policy_contains_the_hash_of_each_script(served: Served, encoding: str) -> None:
    answer = served.client.get("", headers={"Accept-Encoding": encoding})
    scripts = re.findall(r"<script(?:\s+(?!src)[\w-]+)*>(.*?)</script>", answer.text, re.DOTALL)
    assert len(scripts) >= 4
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]


@pytest.mark.slow
def test_refusals_have_security_headers_and_give_advice(served: Served) -> None:
    answer = served.client.get("", headers={"Host": "evil.example"})
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.text.startswith("This page is not served under that name. Open http://127.0.0.1:")


@pytest.mark.slow
def test_websockets_are_refused(served: Served) -> None:
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": base64.b64encode(b"0" * 16).decode()}
    assert served.client.get("gradio_api/queue/join", headers=headers | key).status_code in (400, 403, 426)


@pytest.mark.slow
@pytest.mark.parametrize("host", ["brief.example.org", "BRIEF.example.org", "127.0.0.1:{port}"])
def test_a_hosted_page_answers_to_its_public_address(hosted: Served, host: str) -> None:
    answer = hosted.client.get("", headers={"Host": host.format(port=hosted.port)})
    assert answer.status_code == 200
    assert "frame-ancestors https://huggingface.co" in answer.headers["content-security-policy"]
    assert "x-frame-options" not in answer.headers


@pytest.mark.slow
@pytest.mark.parametrize("host", ["example.org", "evil.brief.example.org", "brief.example.org:8080"])
def test_a_hosted_page_answers_to_no_other_name(hosted: Served, host: str) -> None:
    assert hosted.client.get("", headers={"Host": host}).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize(
    ("origin", "expected"),
    [(PUBLIC, 200), ("http://brief.example.org", 403), ("https://huggingface.co", 403), ("null", 403)],
)
def test_a_hosted_page_accepts_requests_from_its_own_origin(
    hosted: Served, origin: str, expected: int
) -> None:
    headers = {"Host": "brief.example.org", "Origin": origin}
    assert hosted.run("stop", [], headers=headers).status_code == expected


LINE = "translate fr /no/such/folder - MIT"


def _added(served: Served, line: str, headers: dict[str, str] | None = None) -> str:
    """Try to add a model; return the page's answer."""
    values = [line if widget == "add-line" else "" for widget in served.handlers["add"][1]]
    return str(served.run("add", values, headers=headers).json()["data"][0])


@pytest.mark.slow
@pytest.mark.parametrize("how", ["header", "cookie"])
def test_adding_a_folder_as_a_model_needs_the_token(served: Served, how: str) -> None:
    assert "open the address with ?token=" in _added(served, LINE)
    wrong = {"X-Passerelle-Token": "wrong", "Cookie": f"passerelle-{served.port}=wrong"}
    assert "open the address with ?token=" in _added(served, LINE, wrong)
    right = {"X-Passerelle-Token": TOKEN}
    if how == "cookie":
        entry = served.client.get("", params={"token": TOKEN})
        assert (entry.status_code, entry.headers["location"]) == (303, "./")
        cookie = entry.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        right = {"Cookie": cookie.partition(";")[0]}
        served.client.cookies.clear()
    assert "/no/such/folder is not a complete model" in _added(served, LINE, right)


@pytest.mark.slow
@pytest.mark.parametrize("given", ["", "wrong", "t0ke", "é", "t0ken "])
def test_a_wrong_token_gives_no_owner_rights(served: Served, given: str) -> None:
    entry = served.client.get("", params={"token": given})
    assert entry.status_code == 303
    assert "set-cookie" not in entry.headers


@pytest.mark.slow
@pytest.mark.parametrize(
    "location", ["upload/../x", "./x", "~", "a/b/c", "C:\\x", "zip", "file:///x", "../a/b"]
)
def test_only_hub_ids_can_be_added_without_the_token(served: Served, location: str) -> None:
    assert "open the address with ?token=" in _added(served, f"translate fr {location} - MIT")


@pytest.mark.slow
def test_a_hub_id_needs_no_token_on_a_local_page(served: Served) -> None:
    assert "6 columns, but needs 5" in _added(served, "translate fr a/b main MIT extra")


@pytest.mark.slow
def test_a_hosted_page_lets_only_its_owner_change_models(hosted: Served) -> None:
    line = "translate fr a/b main MIT extra"
    assert "open the address with ?token=" in _added(hosted, line)
    owner = {"X-Passerelle-Token": TOKEN}
    assert "6 columns" in _added(hosted, line, owner)


@pytest.mark.slow
def test_visitors_from_other_machines_cannot_change_the_owners_settings(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with serving(tmp_path_factory.mktemp("files"), Access(token=TOKEN, host="0.0.0.0")) as shared:
        line, owner = "translate fr a/b main MIT extra", {"X-Passerelle-Token": TOKEN}
        assert "open the address with ?token=" in _added(shared, line)
        assert "6 columns" in _added(shared, line, owner)
        for name in ("fetch", "remove"):
            inputs = shared.handlers[name][1]
            values = ["Helsinki-NLP/opus-mt-fr-en" if widget == "model" else "" for widget in inputs]
            assert "open the address with ?token=" in shared.run(name, values).text
        assert "open the address with ?token=" in shared.run("clear_memory", []).text


def test_a_page_that_other_machines_can_reach_is_shared() -> None:
    assert [Access(host=name).is_shared for name in ("127.0.0.1", "::1", "localhost")] == [False] * 3
    assert [Access(host=name).is_shared for name in ("0.0.0.0", "::", "desk.example")] == [True] * 3
    assert Access((PUBLIC,)).is_shared


def test_a_space_takes_its_address_from_space_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPACE_HOST", "me-brief.hf.space")
    assert access().public_urls == ("https://me-brief.hf.space",)
    assert access().frame_ancestors == ("https://huggingface.co",)
    assert access(host="0.0.0.0").requests_per_minute is None
    monkeypatch.setenv("PASSERELLE_PUBLIC_URL", "https://a.example http://B.example:80/x")
    monkeypatch.setenv("PASSERELLE_FRAME_ANCESTOR", "https://c.example:8443/")
    assert access().public_urls == ("https://a.example", "http://b.example")
    assert access().frame_ancestors == ("https://c.example:8443",)
    assert access(["https://[::1]:8443"], ["http://d.example"]).public_urls == ("https://[::1]:8443",)


@pytest.mark.parametrize(
    "address", ["example.org", "ftp://a.example", "https://", "https://a b/", "https://a:x/"]
)
def test_an_invalid_public_address_is_a_one_sentence_error(address: str) -> None:
    with pytest.raises(PasserelleError, match="is not the address of a page"):
        access([address])


def test_each_page_has_its_own_token_which_its_repr_hides() -> None:
    assert Access().token != Access().token
    assert len(Access().token) >= 20
    assert TOKEN not in repr(Access(token=TOKEN))


def refusal_of(
    app: ASGIApp,
    *received: Message,
    who: Access | None = None,
    headers: dict[bytes, bytes] | None = None,
) -> tuple[int, bytes]:
    """Post a request of these messages, after which no more arrive; return the answer's status and body."""
    messages, sent = list(received), list[Message]()

    async def receive() -> Message:
        if messages:
            return messages.pop(0)
        await asyncio.sleep(60)
        raise AssertionError("nobody waits that long")

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/gradio_api/queue/join", "query_string": b""}
    given = {b"host": b"127.0.0.1:7860", **(headers or {})}
    scope |= {"headers": list(given.items()), "server": ("127.0.0.1", 7860), "root_path": ""}
    asyncio.run(Guard(app, who or Access(token=TOKEN))(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


async def reads_all(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    await PlainTextResponse(await request.body())(scope, receive, send)


def test_a_request_that_arrives_too_slowly_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passerelle.page.guard.MAX_BODY_SECONDS", 0.1)
    whole: Message = {"type": "http.request", "body": b"whole", "more_body": False}
    assert refusal_of(reads_all, {**whole, "more_body": True})[0] == 408
    assert refusal_of(reads_all, whole) == (200, b"whole")


def test_no_request_is_begun_without_enough_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []

    async def answers(scope: Scope, receive: Receive, send: Send) -> None:
        begun.append(scope["path"])
        await PlainTextResponse("answered")(scope, receive, send)

    whole: Message = {"type": "http.request", "body": b"whole", "more_body": False}
    with monkeypatch.context() as patch:
        patch.setattr(heap, "_NEEDED_BYTES", 1 << 60)
        status, said = refusal_of(answers, whole)
    assert (status, begun) == (503, [])
    assert b"There is not enough memory; close other programs" in said
    assert refusal_of(answers, whole)[0] == 200


def test_a_response_may_take_longer_than_its_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passerelle.page.guard.MAX_BODY_SECONDS", 0.1)

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        body = await Request(scope, receive).body()
        await asyncio.sleep(0.2)
        await PlainTextResponse(body)(scope, receive, send)

    assert refusal_of(slow, {"type": "http.request", "body": b"a"}) == (200, b"a")


def test_an_error_in_the_application_ends_in_a_refusal() -> None:
    async def fails(scope: Scope, receive: Receive, send: Send) -> None:
        raise KeyError("session")

    status_code, body = refusal_of(fails)
    assert status_code == 400
    assert b"cannot read this request" in body


@pytest.mark.slow
@pytest.mark.parametrize(
    "given", [b"Basic \xe9", b"Basic ZZ", b"Basic", b"\xff \xff", b"Basic /w==", b"Basic ="]
)
def test_malformed_credentials_are_refused(given: bytes) -> None:
    who = Access(token=TOKEN, users=("desk:secret",))
    assert refusal_of(reads_all, who=who, headers={b"authorization": given})[0] == 401


def test_headers_that_cannot_be_read_are_refused() -> None:
    code, body = refusal_of(reads_all, headers={b"content-length": b"9" * 5000})
    assert (code, body) == (400, b"The page cannot read this request.\n")


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/gradio_api/queue/join", "application/json", b"{"),
        ("/gradio_api/queue/join", "application/json", b"[1]"),
        ("/gradio_api/queue/join", "application/json", b'{"data": 5, "fn_index": "x"}'),
        (
            "/gradio_api/queue/join",
            "application/json",
            b'{"data": [], "fn_index": 9999, "session_hash": "a"}',
        ),
        ("/gradio_api/queue/join", "application/json", b"\xff\xfe"),
        ("/gradio_api/upload", "multipart/form-data", b""),
        ("/gradio_api/upload", "multipart/form-data; boundary=b", b"--b\r\nnothing"),
        ("/gradio_api/upload", "text/plain", b"nothing"),
        ("/gradio_api/run/nothing", "application/json", b'{"data": []}'),
        ("/gradio_api/cancel", "application/json", b"{}"),
        ("/gradio_api/reset", "application/json", b"null"),
    ],
)
def test_a_malformed_request_is_refused(served: Served, path: str, kind: str, body: bytes) -> None:
    answer = served.client.post(path, content=body, headers={"content-type": kind})
    assert answer.status_code >= 400 or answer.json() == []  # contains no file
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("listening", "host", "expected"),
    [
        *(
            ("0.0.0.0", name, True)
            for name in ("192.0.2.7:7860", "127.0.0.1:8080", "localhost:8080", "[::1]:7860")
        ),
        *(
            ("0.0.0.0", name, True)
            for name in ("[2001:db8::1]:7860", "192.0.2.7", f"{socket.gethostname()}:7860")
        ),
        *(
            ("0.0.0.0", name, False)
            for name in ("evil.example:7860", "x.localhost:7860", "192.0.2.7.nip.io:7860")
        ),
        *(("::", name, False) for name in ("2130706433:7860", "127.1:7860", "", ":7860", "a@127.0.0.1:7860")),
        *(("192.0.2.7", name, True) for name in ("192.0.2.7:7860",)),
        *(("192.0.2.7", name, False) for name in ("192.0.2.7:80", "192.0.2.8:7860", "localhost:7860")),
        ("desk.example", "Desk.example:7860", True),
        ("2001:db8::1", "[2001:db8::1]:7860", True),
        ("127.0.0.1", "localhost:7860", True),
        ("127.0.0.1", "192.0.2.7:7860", False),
    ],
)
def test_a_page_answers_to_the_address_it_listens_on(listening: str, host: str, expected: bool) -> None:
    assert (Access(host=listening).origin(host, 7860) is not None) is expected


def test_other_machines_need_a_password_or_open() -> None:
    with pytest.raises(PasserelleError, match=r"add --auth USER:PASSWORD .* or --open to let anyone in"):
        access(host="0.0.0.0")
    assert access(host="0.0.0.0", everybody=True).requests_per_minute == 60
    assert access(host="0.0.0.0", users=["a:b"], requests_per_minute=0).requests_per_minute is None
    assert access(host="localhost").requests_per_minute is None
    assert access(["https://brief.example.org"]).requests_per_minute == 60
    assert access(["https://brief.example.org"], requests_per_minute=0).requests_per_minute is None
    for user in ("desk", "desk:", ":secret", ""):
        with pytest.raises(PasserelleError, match="--auth takes a user name and a password"):
            access(users=[user])
    assert "secret" not in repr(access(users=["desk:secret"]))


def test_a_visitor_is_an_ipv4_address_or_an_ipv6_network() -> None:
    assert visitor_of("192.0.2.7") == visitor_of("::ffff:192.0.2.7") == "192.0.2.7"
    assert visitor_of("2001:db8::1") == visitor_of("2001:db8::2%eth0") != visitor_of("2001:db8:0:1::1")
    assert visitor_of("testclient") == "testclient"


def test_the_rate_limit_recovers_over_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    rate = Rate(6, clock=lambda: now)
    assert [rate.wait("a") for _ in range(7)] == [0] * 6 + [10]
    assert rate.wait("b") == 0
    now = 9.0
    assert rate.wait("a") == 1
    now = 10.0
    assert [rate.wait("a"), rate.wait("a")] == [0, 10]
    now = 1000.0
    assert [rate.wait("a", cost=0) for _ in range(9)] == [0] * 9
    assert [rate.wait("a") for _ in range(7)] == [0] * 6 + [10]
    for n in range(MAX_VISITORS):
        rate.wait(f"visitor {n}")
    assert rate.wait("a") == 0  # visitors without recent requests are dropped


@pytest.mark.parametrize(
    ("cookies", "expected"),
    [
        ("passerelle-7860=t0ken", True),
        ("a=b; passerelle-7860=t0ken; c", True),
        ('odd name=[]{}; x="a;b"; passerelle-7860=t0ken', True),
        ("passerelle-7861=t0ken", False),
        ("passerelle-7860=t0ke", False),
        ("xpasserelle-7860=t0ken", False),
        ("passerelle-7860", False),
        ("", False),
        (f'passerelle-7860="{chr(92) * 1_000_000}"', False),
    ],
)
def test_only_the_right_cookie_makes_an_owner(cookies: str, expected: bool) -> None:
    with within(30):
        assert Access(token=TOKEN).is_owner({"cookie": cookies}, 7860) is expected


def test_the_page_gives_up_if_another_program_answers_at_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    class Waiting:
        def launch(self, **_: object) -> None:
            time.sleep(60)

    monkeypatch.setattr(launch, "MAX_START_SECONDS", 0.2)
    before = signal.getsignal(signal.SIGALRM)
    with pytest.raises(PasserelleError, match=r"not answer at its own address within 0\.2 seconds"):
        launch._serve(cast(Any, Waiting()), Access(host="0.0.0.0"), launch.Serving())
    assert signal.getsignal(signal.SIGALRM) == before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)

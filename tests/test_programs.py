"""Programmatic access over HTTP: Gradio's client, curl, OpenAPI, MCP, LibreTranslate's clients."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from gradio_client import Client
from gradio_client.exceptions import AppError
from libretranslatepy import LibreTranslateAPI
from pages import Served, serving

from passerelle.output import json as output_json
from passerelle.page.access import Access
from passerelle.page.libretranslate import MAX_ALTERNATIVES
from passerelle.page.texts import MAX_CHARACTERS, MAX_TEXTS

# Each test starts a server or sends requests to one.
pytestmark = pytest.mark.slow

ARTICLE = (
    "Le port de Marseille accueille un nouveau ferry\n\n"
    "Le port de Marseille a accueilli lundi un nouveau ferry électrique de 120 mètres. "
    "Il transportera 800 passagers vers la Corse dès le mois de juin, selon la compagnie.\n\n"
    "Les syndicats demandent 45 emplois de plus. La compagnie répondra avant le 12 mars."
)
RAIN = "Il pleut à Paris."


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("files"), PAGE_REAL="offline", PAGE_MCP="1") as page:
        yield page


@pytest.fixture(scope="module")
def client(served: Served) -> Iterator[Client]:
    client = Client(served.address, verbose=False, analytics_enabled=False)
    yield client
    client.close()


# --- Gradio's API --------------------------------------------------------------------


def test_a_gradio_client_translates(client: Client) -> None:
    made = client.predict(RAIN, language="fr", api_name="/translate")
    assert made["source_language"] == "fr"
    assert "Paris" in made["text"]
    [segment] = made["segments"]
    assert segment["source"] == RAIN
    assert made["text"][segment["target_start"] : segment["target_end"]] == segment["target"]
    assert segment["confidence"] in ("good", "check", "unreliable")


def test_a_gradio_client_can_pass_a_glossary(client: Client) -> None:
    made = client.predict(
        "M. Lefèvre aime les chemins de fer.", "fr", "chemin de fer, railroad", api_name="/translate"
    )
    # The term is inserted if the model accepts it, and reported otherwise.
    assert "railroad" in json.dumps(made["segments"])


def test_a_gradio_client_briefs(client: Client) -> None:
    made = client.predict(ARTICLE, length="short", api_name="/brief")
    schema = json.loads((Path(output_json.__file__).parent / "briefing.schema.json").read_text())
    jsonschema.validate(made, schema)
    assert made["brief"]["text"]
    assert made["article"]["language"] == "fr"


def test_a_gradio_client_lists_languages(client: Client) -> None:
    found = client.predict(api_name="/languages")
    assert {"fr": "French", "vi": "Vietnamese", "en": "English"}.items() <= found.items()


@pytest.mark.parametrize(
    ("arguments", "name", "reason"),
    [
        ((RAIN, "xx"), "/translate", "No model translates from 'xx'; use one of fr, vi"),
        (("a" * (MAX_CHARACTERS + 1),), "/translate", "characters; send at most 100,000"),
        ((RAIN, "fr", ","), "/translate", "."),
        (("https://example.org/a.html",), "/brief", "fetching is turned off here"),
        ((ARTICLE, "auto", "tiny"), "/brief", "short, standard, long"),
        (("",), "/brief", "empty"),
    ],
)
def test_errors_are_one_sentence(client: Client, arguments: tuple[Any, ...], name: str, reason: str) -> None:
    with pytest.raises(AppError) as caught:
        client.predict(*arguments, api_name=name)
    assert reason in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_text_never_opens_a_file(client: Client) -> None:
    made = client.predict("/etc/passwd", "fr", api_name="/translate")
    assert "root:" not in json.dumps(made)


@pytest.mark.parametrize(
    ("route", "values"),
    [("call/v2/translate", {"text": RAIN, "language": "fr"}), ("call/translate", {"data": [RAIN, "fr", ""]})],
)
def test_plain_http_requests_translate(served: Served, route: str, values: dict[str, Any]) -> None:
    kind = ["-H", "Content-Type: application/json"]
    where = f"{served.address}gradio_api/{route}"
    asked = subprocess.run(
        ["curl", "-s", where, *kind, "-d", json.dumps(values)], capture_output=True, check=True
    )
    result = f"{served.address}gradio_api/call/translate/{json.loads(asked.stdout)['event_id']}"
    answer = subprocess.run(["curl", "-sN", result], capture_output=True, check=True, timeout=60)
    lines = answer.stdout.decode().splitlines()
    assert lines[0] == "event: complete"
    assert "Paris" in json.loads(lines[1].removeprefix("data: "))[0]["text"]


def test_the_endpoints_are_described(served: Served) -> None:
    paths = served.client.get("gradio_api/openapi.json").json()["paths"]
    assert {"/call/v2/translate", "/call/v2/brief", "/call/v2/languages"} <= {
        "/" + path.partition("gradio_api/")[2] for path in paths
    }
    info = served.client.get("gradio_api/info").json()["named_endpoints"]
    assert set(info) == {"/translate", "/brief", "/languages"}
    parameters = {p["parameter_name"]: p["type"]["type"] for p in info["/brief"]["parameters"]}
    assert parameters == {
        "article": "string",
        "language": "string",
        "length": "string",
        "fetch": "boolean",
        "glossary": "string",
    }
    assert info["/brief"]["description"].startswith("Translate a news article into English and write a brief")


async def tools(address: str) -> list[str]:
    """Return the names of the tools that a page offers to MCP clients."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async with (
        streamable_http_client(f"{address}gradio_api/mcp/") as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        return [tool.name for tool in (await session.list_tools()).tools]


def test_an_mcp_client_uses_the_endpoints_as_tools(served: Served) -> None:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async def use() -> tuple[dict[str, Any], Any, Any]:
        async with (
            streamable_http_client(f"{served.address}gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = {tool.name: tool for tool in (await session.list_tools()).tools}
            made = await session.call_tool("translate", {"text": RAIN, "language": "fr"})
            refused = await session.call_tool("translate", {"text": RAIN, "language": "xx"})
            return tools, made, refused

    tools, made, refused = asyncio.run(use())
    assert set(tools) == {"translate", "brief", "languages"}
    assert tools["translate"].description.startswith("Translate a text into English, sentence by sentence")
    properties = tools["translate"].inputSchema["properties"]
    assert properties["language"]["description"].startswith("ISO 639-1 code of the text")
    assert not made.isError
    assert "Paris" in made.content[0].text
    assert refused.isError
    assert "No model translates from 'xx'" in refused.content[0].text


# --- LibreTranslate's interface ----------------------------------------------------------


@pytest.fixture(scope="module")
def libre(served: Served) -> LibreTranslateAPI:
    return LibreTranslateAPI(served.address)


def ask(served: Served, path: str = "translate", **values: Any) -> httpx.Response:
    return served.client.post(path, json={"source": "fr", "target": "en", **values})


def test_the_libretranslate_client_works_unchanged(libre: LibreTranslateAPI) -> None:
    assert "Paris" in libre.translate(RAIN, "fr", "en")
    assert libre.translate("Line one.\nLine two.", "en", "en") == "Line one.\nLine two."
    [found] = libre.detect("Les syndicats demandent plus d’emplois au port.")
    assert found["language"] == "fr"
    assert 50 < found["confidence"] <= 100
    assert {"code": "fr", "name": "French", "targets": ["en"]} in libre.languages()


def test_a_list_of_texts_gives_a_list(served: Served) -> None:
    texts = [RAIN, "Les syndicats demandent 45 emplois.", ""]
    made = ask(served, q=texts).json()
    assert list(made) == ["translatedText"]
    assert "Paris" in made["translatedText"][0]
    assert "45" in made["translatedText"][1]
    assert made["translatedText"][2] == ""


def test_languages_are_detected_for_each_text(served: Served) -> None:
    texts = [
        "Les syndicats demandent plus d’emplois au port de Marseille.",
        "Hôm nay trời mưa ở Hà Nội và nhiều đường phố bị ngập.",
    ]
    made = ask(served, q=texts, source="auto").json()
    assert [found["language"] for found in made["detectedLanguage"]] == ["fr", "vi"]
    assert "Marseille" in made["translatedText"][0]
    assert "Hanoi" in made["translatedText"][1].replace("Ha Noi", "Hanoi")


def test_alternatives_differ_from_the_translation(served: Served) -> None:
    made = ask(served, q="Les syndicats demandent des emplois au port.", alternatives=3).json()
    assert 1 <= len(made["alternatives"]) <= 3
    assert made["translatedText"] not in made["alternatives"]
    assert len(set(made["alternatives"])) == len(made["alternatives"])


def test_html_keeps_its_tags(served: Served) -> None:
    given = '<p class="a">Le port de <b>Marseille</b> &amp; le ferry.</p><script>var a = "le port";</script>'
    made = ask(served, q=given, format="html").json()["translatedText"]
    assert made.startswith('<p class="a">')
    assert made.endswith('</p><script>var a = "le port";</script>')
    assert "<b>Marseille</b>" in made
    assert "&amp;" in made


def test_the_language_of_html_ignores_its_tags(served: Served) -> None:
    tags = "<div class='the article of the day and the news that they have read'>"
    given = f"{tags * 3}<p>Les syndicats demandent plus d’emplois au port de Marseille.</p>{'</div>' * 3}"
    made = ask(served, q=given, source="auto", format="html").json()
    assert made["detectedLanguage"]["language"] == "fr"
    assert made["translatedText"].startswith(tags * 3)


@pytest.mark.parametrize(
    "text", ["Il pleut à Paris.", "Il%20pleut%20%C3%A0%20Paris.", "Il+pleut+%c3%a0+Paris."]
)
def test_forms_are_read_as_utf_8_whether_percent_encoded_or_not(served: Served, text: str) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    body = f"q={text}&source=fr&target=en".encode()
    made = served.client.post("translate", content=body, headers=form).json()
    assert made == ask(served, q=RAIN).json()
    many = served.client.post("translate", content=body + b"&a=b" * 100, headers=form)
    assert (many.status_code, many.json()) == (400, {"error": "Invalid request: missing q parameter"})


def test_a_lone_surrogate_is_replaced(served: Served) -> None:
    body = b'{"q": "Il pleut \\ud800 \\u00e0 Paris.", "source": "fr", "target": "en"}'
    made = served.client.post("translate", content=body, headers={"Content-Type": "application/json"})
    assert "Paris" in made.json()["translatedText"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, "Invalid request: missing q parameter"),
        ({"q": RAIN, "source": ""}, "Invalid request: missing source parameter"),
        ({"q": RAIN, "target": None}, "Invalid request: missing target parameter"),
        ({"q": RAIN, "source": "xx"}, "xx is not supported"),
        ({"q": RAIN, "target": "fr"}, "fr is not supported"),
        ({"q": RAIN, "format": "rtf"}, "rtf format is not supported"),
        ({"q": RAIN, "alternatives": "x"}, "Invalid request: alternatives parameter is not a number"),
        (
            {"q": RAIN, "alternatives": 99},
            f"Invalid request: alternatives parameter must be <= {MAX_ALTERNATIVES}",
        ),
        ({"q": [1, 2]}, "Invalid request: missing q parameter"),
        ({"q": {"a": 1}}, "Invalid request: missing q parameter"),
        (
            {"q": "a" * (MAX_CHARACTERS + 1)},
            f"Invalid request: request ({MAX_CHARACTERS + 1}) exceeds text limit ({MAX_CHARACTERS})",
        ),
        (
            {"q": ["a"] * (MAX_TEXTS + 1)},
            f"Invalid request: request ({MAX_TEXTS + 1}) exceeds text limit ({MAX_TEXTS})",
        ),
    ],
)
def test_errors_match_those_of_libretranslate(served: Served, values: dict[str, Any], reason: str) -> None:
    answer = ask(served, **values)
    assert (answer.status_code, answer.json()) == (400, {"error": reason})


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"\xff", b"[" * 100_000])
def test_a_body_that_is_not_json_is_refused(served: Served, body: bytes) -> None:
    answer = served.client.post("translate", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()) == (400, {"error": "Invalid JSON format"})


def test_another_site_is_refused_in_the_same_error_format(served: Served) -> None:
    answer = served.client.post("translate", json={"q": RAIN}, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert list(answer.json()) == ["error"]


def test_the_health_and_settings_endpoints_answer(served: Served) -> None:
    assert served.client.get("health").json() == {"status": "ok"}
    assert served.client.get("frontend/settings").json()["keyRequired"] is False


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", ARTICLE.encode(), ".txt"),
        ("a.html", f"<h1>Le port</h1><p>{RAIN} <i>Le ferry</i></p>".encode(), ".html"),
        ("a.srt", "1\n00:00:01,000 --> 00:00:03,000\nIl pleut à Paris.\n".encode(), ".txt"),
    ],
)
def test_a_file_is_translated(served: Served, name: str, content: bytes, expected: str) -> None:
    made = served.client.post(
        "translate_file", files={"file": (name, content)}, data={"source": "fr", "target": "en"}
    )
    address = made.json()["translatedFileUrl"]
    assert address.startswith(f"{served.address}download_file/")
    assert address.endswith(expected)
    answer = served.client.get(address)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "Paris" in answer.text or "Marseille" in answer.text
    assert ("<i>" in answer.text) == (expected == ".html")


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "Invalid request: missing file parameter"),
        ({"file": ("a.exe", b"MZ")}, "Invalid request: file format not supported"),
        ({"file": ("a.txt", b"  ")}, "a.txt is empty; put the text of an article in it."),
        ({"file": ("../../a.pdf", b"%PDF-1.4")}, "a.pdf is damaged"),
    ],
)
def test_a_file_that_cannot_be_translated_is_an_error(served: Served, files: Any, reason: str) -> None:
    made = served.client.post("translate_file", files=files, data={"source": "fr", "target": "en"})
    assert made.status_code == 400
    assert reason in made.json()["error"]


@pytest.mark.parametrize("name", ["x.txt", "..txt", "a/../../etc.passwd", ".txt", "%2e%2e.txt", "a.b.c"])
def test_no_other_file_is_downloaded(served: Served, name: str) -> None:
    assert served.client.get(f"download_file/{name}").status_code in (400, 403)


# --- Access control --------------------------------------------------------------------------


OWNER = {"X-Passerelle-Token": "t0ken"}


def test_everyone_but_the_owner_needs_the_password(tmp_path: Path) -> None:
    who = Access(token="t0ken", users=("desk:se:cret",))
    with serving(tmp_path, who, PAGE_REAL="1", PAGE_MCP="1") as page:
        for path in ("", "config", "gradio_api/info", "gradio_api/openapi.json"):
            refused = page.client.get(path)
            assert refused.status_code == 401, path
            assert refused.headers["www-authenticate"].startswith("Basic realm=")
            assert page.client.get(path, auth=("desk", "se:cret")).status_code == 200
            assert page.client.get(path, headers=OWNER).status_code == 200
        assert page.client.get("health").status_code == 200
        # LibreTranslate's clients ask for these before they have a key.
        assert "fr" in [row["code"] for row in page.client.get("languages").json()]
        for who_asks, asks in (
            ({}, True),
            ({"auth": ("desk", "se:cret")}, True),
            ({"headers": OWNER}, False),
        ):
            settings = page.client.get("frontend/settings", **who_asks).json()
            assert (settings["apiKeys"], settings["keyRequired"]) == (asks, asks)
        assert page.run("stop", []).status_code == 401
        # LibreTranslate's clients send an API key.
        assert "Paris" in LibreTranslateAPI(page.address, "desk:se:cret").translate(RAIN, "fr", "en")
        missing = ask(page, q=RAIN)
        assert (missing.status_code, list(missing.json())) == (400, ["error"])
        wrong = ask(page, q=RAIN, api_key="desk:wrong")
        assert (wrong.status_code, wrong.json()) == (403, {"error": "Invalid API key"})
        address = page.address.replace("://", "://desk:se%3Acret@")
        client = Client(address, verbose=False)
        assert client.predict(api_name="/languages")["fr"] == "French"
        client.close()
        assert set(asyncio.run(tools(address))) == {"translate", "brief", "languages"}
        for _ in range(12):
            assert page.client.get("config", auth=("desk", "wrong")).status_code == 401
        assert (
            page.client.get("config", auth=("desk", "se:cret")).status_code == 401
        )  # locked out for a minute


def test_requests_per_minute_are_limited_for_each_visitor(tmp_path: Path) -> None:
    with serving(tmp_path, Access(requests_per_minute=5)) as page:
        codes = [page.client.post("detect").status_code for _ in range(7)]
        assert codes == [400] * 5 + [429] * 2
        slow = page.client.post("detect")
        assert slow.json() == {"error": "Slowdown: 5 per 1 minute"}
        assert 1 <= int(slow.headers["retry-after"]) <= 12
        assert page.run("stop", []).status_code == 429
        assert page.client.get("config").status_code == 200
        # A proxy on this machine states the visitor's address.
        assert page.client.post("detect", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 400


def test_a_page_is_served_under_a_root_path(tmp_path: Path) -> None:
    with serving(tmp_path, Access(("https://example.org",)), PAGE_ROOT="/brief") as page:
        headers = {"Host": "example.org", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "example.org"}
        for path in ("config", "brief/config"):
            answer = page.client.get(path, headers=headers)
            assert answer.json()["root"] == "https://example.org/brief", path
        assert page.client.get("brief/health", headers=headers).json() == {"status": "ok"}
        assert page.client.get("brief/monitoring", headers=headers).status_code == 403


# --- The examples in the documentation -------------------------------------------------------


def documented(kind: str) -> list[str]:
    text = (Path(__file__).parent.parent / "docs" / "server.md").read_text(encoding="utf-8")
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("code", documented("python"), ids=["gradio_client", "mcp", "libretranslatepy"])
def test_the_documented_python_examples_run(served: Served, code: str) -> None:
    code = code.replace("http://127.0.0.1:7860/", served.address)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert "Paris" in done.stdout, done.stderr


def test_the_documented_curl_lines_run(served: Served) -> None:
    [lines] = documented("console")
    first, second = re.findall(r"^\$ (.*)$", lines.replace("http://127.0.0.1:7860/", served.address), re.M)
    asked = subprocess.run(first, shell=True, capture_output=True, check=True)
    second = second.replace("EVENT_ID", json.loads(asked.stdout)["event_id"])
    assert "Paris" in subprocess.run(second, shell=True, capture_output=True, text=True, check=True).stdout

"""Fetching a page: refused addresses, limits on time and size, results, cache and robots.txt.

A stand-in site listens on the loopback address. The tests set what names resolve to
(`Network.resolve`) and where a connection to a checked address goes (`Network.connect`);
the checks are the same as in production.
"""

import gzip
import json
import socket
import ssl
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trustme

from passerelle import __version__
from passerelle.article.address import is_public, parse
from passerelle.article.download import MAX_WIRE_BYTES, Network, direct_connection, system_resolver
from passerelle.article.fetch import fetch
from passerelle.article.outgoing import Proxy, proxy, user_agent
from passerelle.article.types import Article
from passerelle.errors import ArticleError

PUBLIC = "93.184.215.14"
PUBLIC6 = "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
TABLE = Path(__file__).parent / "data" / "hostile_urls.txt"

PARAGRAPHS = (
    "Sáng nay, tại Đà Nẵng, hơn hai trăm thuyền trưởng trẻ đã dự buổi tập huấn về an toàn trên biển "
    "do chi cục thủy sản thành phố tổ chức.",
    "Bà Lê Thị Hoài, phó chi cục trưởng, cho biết mỗi tàu sẽ được lắp một thiết bị định vị mới trước "
    "tháng mười hai năm nay.",
    "Theo kế hoạch, các lớp học tiếp theo sẽ mở ở Quảng Ngãi và Bình Định, với sự hỗ trợ của hai trường "
    "đại học trong vùng.",
)
TITLE = "Ngư dân Đà Nẵng học cách đi biển an toàn"
PAGE = (
    f'<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{TITLE}</title></head><body>'
    f"<nav><a href='/'>Trang chủ</a></nav><article><h1>{TITLE}</h1>"
    + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    + "</article></body></html>"
)

Answer = bytes | Callable[[socket.socket], None]


def reply(
    body: bytes | str = PAGE, status: str = "200 OK", content_type: str | None = "text/html", **headers: str
) -> bytes:
    """Return an HTTP response; underscores in header names become hyphens."""
    data = body.encode() if isinstance(body, str) else body
    fields = {"Content_Length": str(len(data)), **headers}
    if content_type:
        fields["Content_Type"] = content_type
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + data


def redirect(location: str, status: str = "302 Found") -> bytes:
    return reply(b"", status, None, Location=location)


@dataclass
class Site:
    """A listener on the loopback address that counts connections."""

    family: socket.AddressFamily = socket.AF_INET
    tls: ssl.SSLContext | None = None
    pages: dict[str, Answer] = field(default_factory=dict)
    peers: list[Any] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    dialled: list[tuple[str, int]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    _own: int = 0

    def __post_init__(self) -> None:
        self._listener = socket.create_server(
            ("::1" if self.family == socket.AF_INET6 else "127.0.0.1", 0), family=self.family
        )
        self.where = self._listener.getsockname()[:2]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, peer = self._listener.accept()
            except OSError:
                return
            self.peers.append(peer)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        # The code under test may hang up at any time.
        with suppress(OSError), client:
            client.settimeout(10)
            stream = self.tls.wrap_socket(client, server_side=True) if self.tls else client
            with stream:
                head = b""
                while b"\r\n\r\n" not in head:
                    if not (data := stream.recv(65536)):
                        return
                    head += data
                request = head.decode("latin-1")
                self.requests.append(request)
                answer = self.pages.get(request.split(" ")[1], reply("", "404 Not Found"))
                if callable(answer):
                    answer(stream)
                else:
                    stream.sendall(answer)

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # otherwise `accept` runs once more
        self._listener.close()

    def settled(self) -> int:
        """Return the number of connections once one of our own, made after them, has been counted."""
        with socket.create_connection(self.where) as own:
            name = own.getsockname()
            while name not in self.peers:
                threading.Event().wait(0.005)
        self._own += 1
        return len(self.peers) - self._own

    def network(
        self,
        answers: dict[str, list[str]] | None = None,
        *,
        seconds: float = 10,
        resolve: Callable[[str, int], list[str]] | None = None,
        **others: Any,
    ) -> Network:
        """Return a network on which every connection of `fetch` leads to this site."""

        def look_up(host: str, port: int) -> list[str]:
            self.asked.append(host)
            return resolve(host, port) if resolve else (answers or {}).get(host, [PUBLIC])

        def connect(address: str, port: int, timeout: float) -> socket.socket:
            self.dialled.append((address, port))
            return socket.create_connection(self.where, timeout)

        return Network(**{"resolve": look_up, "connect": connect, "seconds": seconds, "delay": 0.0, **others})


@pytest.fixture
def site() -> Iterator[Site]:
    with_site = Site()
    yield with_site
    with_site.close()


@pytest.fixture
def get(site: Site, tmp_path: Path) -> Callable[..., Article]:
    """Return a function that fetches from the stand-in site, with a cache for this test."""

    def get(url: str = "http://news.example/", *, network: Network | None = None, **options: Any) -> Article:
        return fetch(
            url, language="vi", network=network or site.network(), cache_folder=tmp_path / "pages", **options
        )

    return get


def refused(get: Callable[..., Article], url: str = "http://news.example/", **options: Any) -> str:
    """Return the error message of a refused fetch."""
    with pytest.raises(ArticleError) as caught:
        get(url, **options)
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 300
    return message


# --- Addresses ---------------------------------------------------------------------


def table(kind: str) -> list[tuple[str, list[str]]]:
    rows = []
    for line in TABLE.read_text(encoding="utf-8").split("\n"):
        if line.startswith(f"{kind} "):
            url, end = json.JSONDecoder().raw_decode(line[len(kind) + 1 :])
            rows.append((url, line[len(kind) + 1 + end :].split()))
    return rows


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://user:password@news.example/", "user name or password"),
        ("news.example/tin", "starting with https://"),
        ("file:///etc/passwd", "starting with https://"),
        ("http://news.example:8080/", "without its port"),
        ("http://news.example/a b", "white space"),
        ("http://127.0.0.1/", "private network"),
        ("http://127.1/", "malformed"),
        ("http://localhost/", "full name"),
        ("http://pаypal.example/", "alphabets"),
        ("http://news.example/" + "a" * 5000, "longer than"),
    ],
)
def test_refusals_give_the_reason(url: str, words: str, get: Callable[..., Article]) -> None:
    assert words in refused(get, url)


def test_every_row_of_the_table_is_used() -> None:
    lines = [x for x in TABLE.read_text(encoding="utf-8").split("\n") if x and not x.startswith("#")]
    assert len(table("spelling")) + len(table("answer")) == len(lines) > 60


@pytest.fixture(scope="module", params=["127.0.0.1", "::1"])
def loopback(request: pytest.FixtureRequest) -> Iterator[Site]:
    try:
        site = Site(socket.AF_INET6 if ":" in request.param else socket.AF_INET)
    except OSError:
        pytest.skip("this machine has no IPv6 loopback address")
    yield site
    site.close()


def accepted(**options: Any) -> list[str]:
    """Return the hostile spellings that `fetch` does not refuse; all in one test, as each takes no time."""
    found = []
    for url, _ in table("spelling"):
        with suppress(ArticleError):
            fetch(url, **options)
            found.append(url)
    return found


def test_hostile_spellings_connect_to_nothing(loopback: Site, tmp_path: Path) -> None:
    # This resolver makes every name public, so the spelling alone must be refused.
    network = loopback.network(resolve=lambda host, port: [PUBLIC])
    asked = len(loopback.asked)
    assert accepted(network=network, cache_folder=tmp_path) == []
    assert loopback.asked[asked:] == []
    assert loopback.dialled == []


@pytest.mark.parametrize(("url", "answers"), table("answer"))
def test_names_that_resolve_to_private_addresses_connect_to_nothing(
    url: str, answers: list[str], loopback: Site, tmp_path: Path
) -> None:
    asked = len(loopback.asked)
    with pytest.raises(ArticleError, match="private network"):
        fetch(url, network=loopback.network(resolve=lambda host, port: answers), cache_folder=tmp_path)
    assert len(loopback.asked) == asked + 1
    assert loopback.dialled == []


def test_nothing_reached_the_listeners(loopback: Site) -> None:
    """After the whole table, expect no connections; a control connection must be counted."""
    assert loopback.settled() == 0
    with loopback.network().connect(PUBLIC, 80, 5):
        pass
    assert loopback.settled() == 1


def test_hostile_spellings_do_not_use_the_real_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def touched(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("the network was used")

    monkeypatch.setattr(socket, "getaddrinfo", touched)
    monkeypatch.setattr(socket.socket, "connect", touched)
    assert accepted() == []


@pytest.mark.parametrize("name", ["http_proxy", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "PASSERELLE_ALLOW"])
def test_no_environment_variable_allows_the_loopback_address(
    name: str, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "http://{}:{}".format(*site.where))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", site.where)])
    with pytest.raises(ArticleError, match="private network"):
        fetch("http://news.example/")
    monkeypatch.undo()
    assert site.settled() == 0


@pytest.mark.parametrize(
    "address", [PUBLIC, PUBLIC6, "8.8.8.8", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"]
)
def test_public_addresses_are_recognized(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://News.Example", "https://news.example/"),
        ("http://news.example.:80?a#b", "http://news.example/?a"),
        ("https://news.example/Tin-tức/đi?q=ă%20b&c=[d]", None),
        ("https://báo.example/", "https://xn--bo-mia.example/"),
        ("https://ba\u0301o.example/", "https://xn--bo-mia.example/"),
        ("https://пример.example/", "https://xn--e1afmkfd.example/"),
        ("https://news.example:80/", "https://news.example:80/"),
        ("http://8.8.8.8/a", "http://8.8.8.8/a"),
        ("http://[2606:2800:21F:CB07:6820:80DA:AF6B:8B2C]/", f"http://[{PUBLIC6}]/"),
    ],
)
def test_valid_addresses_are_normalized(url: str, canonical: str | None) -> None:
    address = parse(url)
    assert address.url.isascii()
    assert address.url == (canonical or address.url)
    assert parse(address.url) == address


# --- Redirects and look-ups that change ---------------------------------------------


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "//127.0.0.1/",
        "//localhost/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://inner.example/",
        "//inner.example/",
        "https://inner.example/",
        "http://news.example:22/",
        "http://user:password@news.example/",
        "http://news.example@127.0.0.1/",
        "http://127.0.0.1\t/",
        "/two\twords",
        "\\\\127.0.0.1\\",
        "/\\127.0.0.1/",
        "file:///etc/passwd",
        "ftp://news.example/",
        "gopher://127.0.0.1:80/_",
        "data:text/html,<p>x",
        "javascript:alert(1)",
        "http://[",
    ],
)
def test_redirects_are_checked(location: str, site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = redirect(location)
    refused(get, network=site.network({"inner.example": ["10.0.0.1"]}))
    assert site.dialled == [(PUBLIC, 80)]
    assert site.settled() == 1


@pytest.mark.parametrize("status", ["301 Moved", "303 See Other", "307 Temporary", "308 Permanent"])
def test_redirects_of_every_status_are_checked(status: str, site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = redirect("http://127.0.0.1/", status)
    assert "private network" in refused(get)
    assert site.settled() == 1


def test_a_cached_redirect_is_checked_again(site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = reply(
        b"", "301 Moved", None, Location="http://inner.example/", Cache_Control="max-age=99"
    )
    for _ in range(2):
        refused(get, network=site.network({"inner.example": ["10.0.0.1"]}))
    assert site.settled() == 1


def test_redirect_loops_end(site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = redirect("http://news.example/")
    assert "more than 3 times" in refused(get)
    assert site.settled() == 4


def test_three_redirects_are_followed_and_a_fourth_is_not(site: Site, get: Callable[..., Article]) -> None:
    site.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(4)} | {"/4": reply()}
    assert get("http://news.example/1").name == "http://news.example/4"
    refused(get, "http://news.example/0")


@pytest.mark.parametrize("home", ["/", "/fr/", "/index.html"])
def test_a_redirect_to_the_home_page_is_refused(home: str, site: Site, get: Callable[..., Article]) -> None:
    site.pages |= {"/halle": redirect(home), home: reply()}
    assert "leads to the home page of news.example" in refused(get, "http://news.example/halle")
    assert get(f"http://news.example{home}").title == TITLE


def test_the_page_that_a_search_engine_leads_to_is_fetched(site: Site, get: Callable[..., Article]) -> None:
    site.pages["/halle"] = reply()
    wrapped = "https://www.google.com/url?q=http%3A%2F%2Fnews.example%2Fhalle"
    assert get(wrapped).name == "http://news.example/halle"


def test_the_address_that_was_checked_is_the_one_used(site: Site, get: Callable[..., Article]) -> None:
    """Resolve a name whose address changes a moment later (DNS rebinding)."""
    answers = iter([[PUBLIC], ["127.0.0.1"], ["127.0.0.1"]])
    site.pages["/"] = reply()
    assert get(network=site.network(resolve=lambda host, port: next(answers))).title == TITLE
    assert site.dialled == [(PUBLIC, 80)]
    assert site.asked == ["news.example"]


def test_a_redirect_resolves_the_name_again(site: Site, get: Callable[..., Article]) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    site.pages["/"] = redirect("/next")
    assert "private network" in refused(get, network=site.network(resolve=lambda host, port: next(answers)))
    assert site.dialled == [(PUBLIC, 80)]


def test_the_real_connection_uses_the_given_address(
    site: Site, get: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Call the default `connect`, which takes an IP address and resolves no names."""
    dialled: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda self, where: dialled.append(where[:2]))
    direct_connection(PUBLIC, 443, 5).close()
    assert dialled == [(PUBLIC, 443)]
    monkeypatch.undo()
    direct_connection(site.where[0], site.where[1], 5).close()
    assert system_resolver("127.0.0.1", 80) == ["127.0.0.1"]


def test_the_next_address_is_tried_if_one_fails(site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = reply()
    network = site.network({"news.example": [PUBLIC6, PUBLIC]})
    tried = []

    def connect(address: str, port: int, timeout: float) -> socket.socket:
        tried.append(address)
        if ":" in address:
            raise OSError(101, "Network is unreachable")
        return network.connect(address, port, timeout)

    assert get(network=Network(network.resolve, connect, seconds=10)).title == TITLE
    assert tried == [PUBLIC6, PUBLIC]


# --- Proxies -----------------------------------------------------------------------


def test_the_proxies_of_the_environment_are_not_used(
    site: Site, get: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = Site()
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://{}:{}".format(*proxy.where))
        monkeypatch.setenv(name.upper(), "http://{}:{}".format(*proxy.where))
    site.pages["/"] = reply()
    assert get().title == TITLE
    assert proxy.settled() == 0
    proxy.close()


PROXY = Proxy("proxy.example", 3128, "user:secret")


def test_a_page_is_fetched_through_the_configured_proxy(site: Site, get: Callable[..., Article]) -> None:
    site.pages["http://news.example/tin"] = reply()
    network = site.network(proxy=PROXY)
    assert get("http://news.example/tin", network=network).title == TITLE
    assert site.dialled == [("proxy.example", 3128)]
    assert site.asked == []  # the proxy resolves names
    [request] = site.requests
    assert request.startswith("GET http://news.example/tin HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic dXNlcjpzZWNyZXQ=" in request


def test_a_proxy_is_not_asked_for_private_addresses(site: Site, get: Callable[..., Article]) -> None:
    site.pages["http://news.example/tin"] = redirect("http://169.254.169.254/latest/")
    for address in ("http://127.0.0.1/", "http://news.example/tin"):
        assert "this computer" in refused(get, address, network=site.network(proxy=PROXY))
    assert len(site.requests) == 1


@pytest.mark.parametrize(("status", "expected"), [("200 OK", TITLE), ("403 Forbidden", None)])
def test_a_proxy_sees_only_the_host_of_an_https_page(
    site: Site,
    get: Callable[..., Article],
    authority: tuple[trustme.CA, str],
    status: str,
    expected: str | None,
) -> None:
    secure(site, authority[0], "news.example")
    site.pages["/tin"] = reply()
    lines: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        inside, _ = listener.accept()
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += inside.recv(1)
        lines.extend(head.decode().split("\r\n"))
        inside.sendall(f"HTTP/1.1 {status}\r\n\r\n".encode())
        if expected:
            with socket.create_connection(site.where) as outside:
                back = threading.Thread(target=pipe, args=(outside, inside))
                back.start()
                pipe(inside, outside)
                back.join(10)
        inside.close()

    def pipe(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    thread = threading.Thread(target=serve)
    thread.start()
    network = Network(
        connect=lambda host, port, timeout: socket.create_connection(listener.getsockname(), timeout),
        ca_file=authority[1],
        seconds=10,
        proxy=PROXY,
    )
    if expected:
        assert get("https://news.example/tin", network=network).title == expected
    else:
        assert "news.example" in refused(get, "https://news.example/tin", network=network)
    thread.join(10)
    listener.close()
    assert lines[0].startswith("CONNECT news.example:443 HTTP/1.")
    assert "Proxy-Authorization: Basic dXNlcjpzZWNyZXQ=" in lines


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", None),
        ("http://proxy.example:3128", Proxy("proxy.example", 3128)),
        ("http://[::1]:8080/", Proxy("::1", 8080)),
        ("http://a%40b:c%3Ad@proxy.example", Proxy("proxy.example", 80, "a@b:c:d")),
        *(
            (wrong, ArticleError)
            for wrong in ("proxy.example:3128", "https://p.example", "socks5://p", "http://")
        ),
        *((wrong, ArticleError) for wrong in ("http://p:x", "http://p/path", "http://a b", "http://[")),
    ],
)
def test_passerelle_proxy_sets_the_proxy_for_articles(
    given: str, expected: Proxy | type[ArticleError] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE_PROXY", given)
    if expected is ArticleError:
        with pytest.raises(
            ArticleError, match=r"PASSERELLE_PROXY is not the address of an HTTP proxy; write it as"
        ):
            proxy()
    else:
        assert proxy() == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", f"Passerelle/{__version__}"),
        ("desk@newsroom.example", f"Passerelle/{__version__} (+desk@newsroom.example)"),
        (" https://newsroom.example/bot ", f"Passerelle/{__version__} (+https://newsroom.example/bot)"),
        *(
            (wrong, None)
            for wrong in ("Jane", "a@b)", "a@b\r\nX: y", "é@b.example", "a@b c", "@", "a@" * 200)
        ),
    ],
)
def test_passerelle_contact_sets_the_contact_address(
    given: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE_CONTACT", given)
    if expected is None:
        with pytest.raises(ArticleError, match="PASSERELLE_CONTACT is not a contact address; give an e-mail"):
            user_agent()
    else:
        assert user_agent() == expected


def test_an_error_mentions_an_unused_proxy(
    site: Site, get: Callable[..., Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(address: str, port: int, timeout: float) -> socket.socket:
        raise OSError(101, "Network is unreachable")

    network = site.network(connect=connect)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    assert "proxy" not in refused(get, network=network)
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert "proxy" in refused(get, network=network)


# --- Bounds ------------------------------------------------------------------------

SLOW = 0.2


def drip(head: bytes, piece: bytes) -> Callable[[socket.socket], None]:
    """Return an answer that sends a piece every 50 ms, for far longer than a fetch may take."""

    def answer(stream: socket.socket) -> None:
        stream.sendall(head)
        pause = threading.Event()
        for _ in range(100):
            pause.wait(0.05)
            stream.sendall(piece)

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        drip(b"", b""),
        drip(b"", b"H"),
        drip(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nA: ", b"b"),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"<p>"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999\r\n\r\n", b"a"),
        drip(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"
        ),
        drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
        drip(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
            gzip.compress(b""),
        ),
    ],
    ids="silence status headers header continue body length chunks chunk-size gzip".split(),
)
def test_slow_answers_end_at_the_deadline(answer: Answer, site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = answer
    assert "within 0.2 seconds" in refused(get, network=site.network(seconds=SLOW))


def test_a_slow_look_up_ends_at_the_deadline(site: Site, get: Callable[..., Article]) -> None:
    answered = threading.Event()
    finished = []

    def resolve(host: str, port: int) -> list[str]:
        finished.append(answered.wait(5))
        return [PUBLIC]

    assert "within 0.2 seconds" in refused(get, network=site.network(seconds=SLOW, resolve=resolve))
    assert finished == []
    answered.set()
    assert site.dialled == []


def test_a_slow_handshake_ends_at_the_deadline(site: Site, get: Callable[..., Article]) -> None:
    # The stand-in never completes the handshake.
    assert "within 0.2 seconds" in refused(get, "https://news.example/", network=site.network(seconds=SLOW))


def test_redirects_share_one_deadline(site: Site, get: Callable[..., Article]) -> None:
    def later(answer: bytes) -> Callable[[socket.socket], None]:
        def send(stream: socket.socket) -> None:
            threading.Event().wait(SLOW * 0.6)
            stream.sendall(answer)

        return send

    site.pages |= {"/": later(redirect("/2")), "/2": later(redirect("/3")), "/3": reply()}
    assert "within 0.2 seconds" in refused(get, network=site.network(seconds=SLOW))


class Flood:
    """Sends until the client hangs up, and counts the bytes."""

    def __init__(self, head: bytes, piece: bytes) -> None:
        self.head, self.piece, self.sent = head, piece, 0
        self.done = threading.Event()

    def __call__(self, stream: socket.socket) -> None:
        try:
            stream.sendall(self.head)
            while self.sent < 20 * MAX_WIRE_BYTES:
                stream.sendall(self.piece)
                self.sent += len(self.piece)
        finally:
            self.done.set()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (HEAD + b"\r\n", b"<p>abc" * 50_000),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"8000\r\n" + b"a" * 0x8000 + b"\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", (b"1;" + b"x" * 30_000 + b"\r\na\r\n")),
        (HEAD + b"Content-Encoding: gzip\r\n\r\n", gzip.compress(b"") * 5_000),
        (b"", b"HTTP/1.1 100 Continue\r\nA: b\r\n\r\n" * 5_000),
    ],
    ids="body chunks chunk-extensions empty-gzip-members continue".split(),
)
@pytest.mark.soak
def test_floods_end_at_the_size_limit(
    head: bytes, piece: bytes, site: Site, get: Callable[..., Article]
) -> None:
    flood = Flood(head, piece)
    site.pages["/"] = flood
    # More seconds than the default, which a busy machine may need for floods of small pieces.
    assert "larger than 10 MB" in refused(get, network=site.network(seconds=120))
    assert flood.done.wait(10)
    assert flood.sent < 3 * MAX_WIRE_BYTES  # includes the data in the sockets' buffers


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5_000,
        b"HTTP/1.1 200 OK\r\nA: " + b"b" * 1_000_000 + b"\r\n",
        b"HTTP/1.1 200 " + b"O" * 1_000_000 + b"\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"\0" * 100 + b"\r\n",
        b"",
        HEAD + b"Content-Length: 5\r\nContent-Length: 50\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n",
    ],
    ids="many long status ssh zeros nothing two-lengths bad-chunk negative-chunk".split(),
)
def test_answers_that_are_not_http_are_refused(head: bytes, site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = head + b"\r\n"
    assert "closed the connection" in refused(get)


def test_a_declared_length_over_the_limit_is_not_read(site: Site, get: Callable[..., Article]) -> None:
    flood = Flood(HEAD + b"Content-Length: 999999999999\r\n\r\n", b"a" * 65536)
    site.pages["/"] = flood
    assert "larger than 10 MB" in refused(get)
    assert flood.done.wait(10)
    assert flood.sent < MAX_WIRE_BYTES


def test_a_body_shorter_than_declared_is_refused(site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = reply(Content_Length=str(len(PAGE.encode()) + 5))
    assert "closed the connection" in refused(get)


def test_a_body_longer_than_declared_is_cut(site: Site, get: Callable[..., Article]) -> None:
    first = PAGE[: PAGE.index(PARAGRAPHS[1])].encode()
    site.pages["/"] = reply(Content_Length=str(len(first)))
    article = get()
    assert PARAGRAPHS[0] in article.text
    assert PARAGRAPHS[1] not in article.text


def zeros(size: int, wbits: int) -> bytes:
    packer = zlib.compressobj(9, wbits=wbits)
    return b"".join(packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "wbits"), [("gzip", 31), ("x-gzip", 31), ("deflate", 15), ("deflate", -15), ("GZIP", 31)]
)
def test_compression_bombs_end_at_the_size_limit(
    encoding: str, wbits: int, site: Site, get: Callable[..., Article]
) -> None:
    site.pages["/"] = reply(zeros(60_000_000, wbits), Content_Encoding=encoding)
    tracemalloc.start()
    try:
        assert "20 MB unpacked" in refused(get)
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "encoding", ["br", "zstd", "gzip, gzip", "gzip,gzip,gzip,gzip,gzip,gzip", "compress", "x"]
)
def test_unrequested_compressions_are_refused(encoding: str, site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = reply(gzip.compress(gzip.compress(PAGE.encode())), Content_Encoding=encoding)
    assert "compression" in refused(get)


def test_damaged_compression_is_refused(site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = reply(gzip.compress(PAGE.encode())[:20] + b"\xff" * 400, Content_Encoding="gzip")
    assert "damaged" in refused(get)


# --- Statuses and content -----------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (401, "subscription"),
        (402, "subscription"),
        (403, "subscription"),
        (451, "subscription"),
        (404, "no such page"),
        (410, "no such page"),
        (429, "a few minutes"),
        (500, "later"),
        (503, "later"),
        (204, "other than a page"),
        (206, "other than a page"),
        (304, "other than a page"),
        (418, "other than a page"),
        (302, "other than a page"),  # without a Location header
    ],
)
def test_error_statuses_are_explained(
    status: int, words: str, site: Site, get: Callable[..., Article]
) -> None:
    site.pages["/"] = reply("", f"{status} Whatever")
    message = refused(get)
    assert words in message
    assert f"status {status}" in message


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(socket.EAI_AGAIN, "Temporary failure"), "network seems to be down"),
        (socket.gaierror(socket.EAI_NONAME, "Name not known"), "No site called news.example"),
        (OSError(101, "Network is unreachable"), "check the network"),
    ],
)
def test_failed_name_resolution_is_reported(
    error: OSError, words: str, site: Site, get: Callable[..., Article]
) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise error

    assert words in refused(get, network=site.network(resolve=resolve))


def test_an_empty_resolver_answer_is_reported(site: Site, get: Callable[..., Article]) -> None:
    assert "No site called" in refused(get, network=site.network(resolve=lambda host, port: []))


def test_a_closed_port_is_reported(site: Site, get: Callable[..., Article]) -> None:
    network = site.network()
    site.close()
    assert "cannot be reached" in refused(get, network=network)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("image/png", b"\x89PNG\r\n\x1a\n"),
        ("video/mp4", b"x"),
        ("application/json", b"{}"),
        ("application/octet-stream", PAGE.encode()),
        ("application/zip", b"PK\x03\x04"),
        ("text/html\tx; a", PAGE.encode()),
        ("text/html", b"PK\x03\x04\x14\0\0\0word/document.xml"),
        ("text/plain", b"\x7fELF\x02\x01\x01\0"),
        (None, b"\x89PNG\r\n\x1a\n\0\0"),
        ("application/pdf", b"MZ\x90\0\x03\0"),
    ],
)
def test_other_content_is_refused(
    content_type: str | None, body: bytes, site: Site, get: Callable[..., Article]
) -> None:
    site.pages["/"] = reply(body, content_type=content_type)
    assert ", not to a web page" in refused(get)


def test_the_body_of_other_content_is_not_read(site: Site, get: Callable[..., Article]) -> None:
    flood = Flood(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n", b"a" * 65536)
    site.pages["/"] = flood
    assert "video/mp4" in refused(get)
    assert flood.done.wait(10)
    assert flood.sent < MAX_WIRE_BYTES


@pytest.mark.parametrize(
    "body", ["", " \r\n ", "<html><body></body></html>", "<html><script>go()</script></html>"]
)
def test_a_page_without_an_article_is_refused(body: str, site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = reply(body)
    refused(get)


def test_a_meta_refresh_is_not_followed(site: Site, get: Callable[..., Article]) -> None:
    refresh = '<meta http-equiv="refresh" content="0;url=http://127.0.0.1/">'
    site.pages["/"] = reply(PAGE.replace("<title>", refresh + "<title>"), Refresh="0; url=/elsewhere")
    assert get().title == TITLE
    assert len(site.requests) == 1


# --- Good pages ---------------------------------------------------------------------


def check_story(article: Article) -> None:
    story = [article.block_text(block) for block in article.story()]
    assert [x for x in story if x != TITLE] == list(PARAGRAPHS)
    assert article.language == "vi"


def test_a_long_address_is_kept_in_full(site: Site, get: Callable[..., Article]) -> None:
    path = f"/{'tin-' * 60}.html"
    site.pages[path] = reply(PAGE.encode())
    assert get(f"http://news.example{path}").name == f"http://news.example{path}"


@pytest.mark.parametrize("coding", ["identity", "gzip", "deflate", "chunked"])
def test_a_page_is_read(coding: str, site: Site, get: Callable[..., Article]) -> None:
    body = PAGE.encode()
    if coding == "chunked":
        chunks = b"".join(b"%x\r\n%b\r\n" % (len(c), c) for c in (body[:100], body[100:])) + b"0\r\n\r\n"
        site.pages["/tin?so=1"] = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks
    else:
        packed = {"gzip": gzip.compress(body), "deflate": zlib.compress(body)}.get(coding, body)
        site.pages["/tin?so=1"] = reply(packed, Content_Encoding=coding)
    article = get("http://news.example/tin?so=1#dau")
    check_story(article)
    assert article.title == TITLE
    assert article.name == "http://news.example/tin?so=1"
    assert site.dialled == [(PUBLIC, 80)]
    (request,) = site.requests
    lines = request.split("\r\n")
    assert lines[0] == "GET /tin?so=1 HTTP/1.1"
    assert "Host: news.example" in lines
    assert f"user-agent: passerelle/{__version__}" in map(str.lower, lines)
    assert "cookie" not in request.lower()


@pytest.mark.parametrize(
    "content_type", ["text/html", None, "application/xhtml+xml", "TEXT/HTML; charset=UTF-8"]
)
def test_media_types_of_pages_are_accepted(
    content_type: str | None, site: Site, get: Callable[..., Article]
) -> None:
    site.pages["/"] = reply(content_type=content_type)
    check_story(get())


def test_a_page_without_its_head_is_read(site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = reply(PAGE[PAGE.index("<nav>") :], content_type="text/html; charset=utf-8")
    article = get()
    assert "<p>" not in article.text
    assert PARAGRAPHS[2] in article.text


@pytest.mark.parametrize(
    "charset", ["windows-1258", "utf-16le", "UTF-8", "unheard-of", "unicode_escape", "zlib_codec"]
)
def test_the_encoding_of_the_header_is_used(charset: str, site: Site, get: Callable[..., Article]) -> None:
    """Read Windows-1258, in which tone marks are separate characters."""
    import unicodedata

    page = PAGE.replace('<meta charset="utf-8">', "")
    if charset == "windows-1258":
        page = "".join(
            unicodedata.normalize("NFC", base) + mark
            for c in unicodedata.normalize("NFC", page)
            for base, mark in [split_tone(c)]
        )
    codec = charset if charset in ("windows-1258", "utf-16le") else "utf-8"
    site.pages["/"] = reply(page.encode(codec), content_type=f'text/html; charset="{charset}"')
    text = unicodedata.normalize("NFC", get().text)
    assert PARAGRAPHS[1] in text


def split_tone(character: str) -> tuple[str, str]:
    """Split a Vietnamese letter into its base letter and its tone mark."""
    import unicodedata

    parts = unicodedata.normalize("NFD", character)
    tones = "".join(c for c in parts if c in "\u0300\u0301\u0303\u0309\u0323")
    return "".join(c for c in parts if c not in tones), tones


def test_a_plain_text_is_read(site: Site, get: Callable[..., Article]) -> None:
    site.pages["/tin.txt"] = reply(
        "\n\n".join([TITLE, *PARAGRAPHS]), content_type="text/plain; charset=utf-8"
    )
    article = get("http://news.example/tin.txt")
    check_story(article)
    assert article.text.startswith(TITLE)


def small_pdf(lines: list[str]) -> bytes:
    """Return a PDF of one page in Helvetica."""
    content = "BT /F1 12 Tf 14 TL 72 720 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    data, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n"
    table = "0000000000 65535 f \n" + "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    return (
        f"{data}xref\n0 {len(objects) + 1}\n{table}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    ).encode()


@pytest.mark.parametrize("content_type", ["application/pdf", None])
def test_a_pdf_is_read(content_type: str | None, site: Site, get: Callable[..., Article]) -> None:
    site.pages["/tin"] = reply(
        small_pdf(["Le port de Da Nang accueille une formation", "des jeunes capitaines de la province."]),
        content_type=content_type,
    )
    assert "capitaines" in get("http://news.example/tin").text


@pytest.mark.parametrize(
    "location",
    [
        "/tin/m%C3%B3i",
        "/tin/mói",
        "m/../tin/mói",
        "http://www.news.example/tin/mói",
        "//news.example/tin/mói",
    ],
)
def test_a_redirect_is_followed(location: str, site: Site, get: Callable[..., Article]) -> None:
    # As real sites send it: UTF-8 in a header.
    site.pages |= {"/": redirect(location.encode().decode("latin-1")), "/tin/m%C3%B3i": reply()}
    article = get()
    check_story(article)
    assert article.name is not None
    assert article.name.endswith("news.example/tin/m%C3%B3i")
    assert len(site.requests) == 2


# --- TLS ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[trustme.CA, str]:
    authority = trustme.CA()
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return authority, str(path)


def secure(site: Site, authority: trustme.CA, *names: str) -> list[str | None]:
    """Give a site a certificate; return the list of the names that clients request (SNI)."""
    asked: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    context.sni_callback = lambda _sock, name, _context: asked.append(name)
    site.tls = context
    return asked


def test_tls_checks_the_name_although_the_connection_uses_an_address(
    site: Site, get: Callable[..., Article], authority: tuple[trustme.CA, str]
) -> None:
    asked = secure(site, authority[0], "news.example")
    site.pages["/"] = reply()
    check_story(get("https://news.example./", network=site.network(ca_file=authority[1])))
    assert asked == ["news.example"]
    assert site.dialled == [(PUBLIC, 443)]


@pytest.mark.parametrize("names", [("other.example",), (PUBLIC,), ("*.news.example",)])
def test_a_certificate_for_another_name_is_refused(
    names: tuple[str, ...], site: Site, get: Callable[..., Article], authority: tuple[trustme.CA, str]
) -> None:
    secure(site, authority[0], *names)
    site.pages["/"] = reply()
    assert "is not valid" in refused(get, "https://news.example/", network=site.network(ca_file=authority[1]))
    assert site.requests == []


def test_a_certificate_of_an_unknown_authority_is_refused(
    site: Site, get: Callable[..., Article], authority: tuple[trustme.CA, str]
) -> None:
    secure(site, trustme.CA(), "news.example")
    network = site.network(ca_file=authority[1])
    assert "is not valid" in refused(get, "https://news.example/", network=network)
    assert "is not valid" in refused(get, "https://news.example/", network=site.network())


def test_a_server_without_tls_is_refused(site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = reply()

    def plain(address: str, port: int, timeout: float) -> socket.socket:
        ours, theirs = socket.socketpair()
        theirs.sendall(reply())
        theirs.close()
        return ours

    message = refused(get, "https://news.example/", network=site.network(connect=plain))
    assert "secure connection" in message or "closed the connection" in message


def test_slow_bodies_over_tls_end_at_the_deadline(
    site: Site, get: Callable[..., Article], authority: tuple[trustme.CA, str]
) -> None:
    secure(site, authority[0], "news.example")
    site.pages["/"] = drip(HEAD + b"\r\n", b"<p>")
    network = site.network(ca_file=authority[1], seconds=SLOW * 2)
    assert "within 0.4 seconds" in refused(get, "https://news.example/", network=network)


# --- Cache --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("validator", "question"),
    [({"ETag": '"a1"'}, 'if-none-match: "a1"'), ({"Last_Modified": "Mon, 05 Jan 2026 08:00:00 GMT"}, None)],
)
def test_a_cached_page_is_revalidated(
    validator: dict[str, str], question: str | None, site: Site, get: Callable[..., Article]
) -> None:
    site.pages["/"] = reply(Cache_Control="no-cache", **validator)
    first = get()
    site.pages["/"] = reply(b"", "304 Not Modified", None, **validator)
    assert get() == first
    assert len(site.requests) == 2
    assert (question or "if-modified-since: mon, 05 jan 2026") in site.requests[1].lower()


def test_a_changed_page_replaces_the_cached_one(site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = reply(Cache_Control="no-cache", ETag='"a1"')
    get()
    site.pages["/"] = reply(PAGE.replace("Quảng Ngãi", "Khánh Hòa"), Cache_Control="no-cache", ETag='"a2"')
    assert "Khánh Hòa" in get().text


def test_a_fresh_cached_page_needs_no_network(site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = reply(
        gzip.compress(PAGE.encode()), Content_Encoding="gzip", Cache_Control="max-age=600"
    )
    first = get()
    site.close()
    assert get() == first
    assert len(site.requests) == 1


@pytest.mark.parametrize("control", ["no-store", "max-age=0"])
def test_uncacheable_pages_are_fetched_again(control: str, site: Site, get: Callable[..., Article]) -> None:
    site.pages["/"] = reply(Cache_Control=control)
    get()
    get()
    assert len(site.requests) == 2


def test_the_cache_is_private_and_has_no_cookies(
    site: Site, get: Callable[..., Article], tmp_path: Path
) -> None:
    site.pages["/"] = reply(Cache_Control="max-age=600", Set_Cookie="id=whoareyou")
    get()
    folder = tmp_path / "pages"
    kept = b"".join(path.read_bytes() for path in folder.iterdir())
    assert PARAGRAPHS[0].encode() in kept
    assert b"whoareyou" not in kept
    assert folder.stat().st_mode & 0o077 == 0


def test_fetching_works_with_an_unwritable_cache(site: Site, tmp_path: Path) -> None:
    site.pages["/"] = reply(Cache_Control="max-age=600")
    file = tmp_path / "file"
    file.write_text("")
    for _ in range(2):
        check_story(fetch("http://news.example/", language="vi", network=site.network(), cache_folder=file))
    assert len(site.requests) == 2


def test_fetching_works_with_a_damaged_cache(
    site: Site, get: Callable[..., Article], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    site.pages["/"] = reply(Cache_Control="max-age=600")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "pages.db").write_bytes(b"no database" * 1000)
    check_story(get())
    assert capfd.readouterr().err == ""


# --- robots.txt ---------------------------------------------------------------------


def robots(text: str) -> bytes:
    return reply(text, content_type="text/plain")


def test_robots_are_obeyed_when_polite(site: Site, get: Callable[..., Article]) -> None:
    site.pages |= {
        "/robots.txt": robots("User-agent: *\nDisallow: /kin\n\nUser-agent: passerelle\nDisallow: /mat\n"),
        "/mat/1": reply(),
        "/kin/1": reply(),
    }
    assert "does not let programs" in refused(get, "http://news.example/mat/1", polite=True)
    assert len(site.requests) == 1
    check_story(get("http://news.example/kin/1", polite=True))
    check_story(get("http://news.example/mat/1"))


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /*/print", "/mat/1/print", False),
        ("Disallow: /*/print", "/print", True),
        ("Disallow: /*.php$", "/mat/1.php", False),
        ("Disallow: /*.php$", "/mat/1.php5", True),
        ("Disallow: /\nAllow: /mat/", "/mat/1", True),
        ("Allow: /mat/\nDisallow: /mat/1", "/mat/1", False),
    ],
)
def test_robots_rules_have_wildcards_and_the_longest_decides(
    rules: str, path: str, allowed: bool, site: Site, get: Callable[..., Article]
) -> None:
    """RFC 9309, section 2.2, which the standard library's parser does not follow."""
    site.pages |= {"/robots.txt": robots(f"User-agent: *\n{rules}\n"), path: reply()}
    if allowed:
        check_story(get(f"http://news.example{path}", polite=True))
    else:
        assert "does not let programs" in refused(get, f"http://news.example{path}", polite=True)


def test_robots_rules_apply_to_redirect_targets(site: Site, get: Callable[..., Article]) -> None:
    site.pages |= {
        "/robots.txt": robots("User-agent: *\nDisallow: /mat\n"),
        "/": redirect("/mat/1"),
        "/mat/1": reply(),
    }
    assert "does not let programs" in refused(get, polite=True)
    assert [r.split()[1] for r in site.requests] == ["/robots.txt", "/"]


@pytest.mark.parametrize(
    "answer",
    [
        reply("", "404 Not Found"),
        reply("", "403 Forbidden"),
        robots(""),
        robots("\0\xff" * 50),
        redirect("/r2"),
    ],
    ids="404 403 empty nonsense redirect".split(),
)
def test_sites_without_rules_allow_fetching(answer: bytes, site: Site, get: Callable[..., Article]) -> None:
    site.pages |= {"/robots.txt": answer, "/": reply()}
    check_story(get(polite=True))


@pytest.mark.parametrize("status", ["500 Oops", "503 Busy", "429 Slow down"])
def test_temporarily_unavailable_rules_forbid_fetching(
    status: str, site: Site, get: Callable[..., Article]
) -> None:
    site.pages |= {"/robots.txt": reply("", status), "/": reply()}
    assert "try again later" in refused(get, polite=True)
    assert len(site.requests) == 1


def test_requests_for_robots_txt_pass_the_same_checks(site: Site, get: Callable[..., Article]) -> None:
    site.pages |= {"/robots.txt": redirect("http://127.0.0.1/robots.txt"), "/": reply()}
    assert "private network" in refused(get, polite=True)
    assert site.settled() == 1


def listed(*lines: str, times: int) -> str:
    return "".join(f"{line.format(i)}\n" for line in lines for i in range(times))


@pytest.mark.parametrize(
    "rules",
    [
        listed("User-agent: bot{}", "Disallow: /{}", times=8000),
        listed("User-agent: bot{}\n#\nSitemap: x\nallow # :", "Disallow: /{}", times=4000),
        listed("User-agent: bot{}", times=9000) * 2,
    ],
    ids=["programs and rules", "programs apart", "programs twice"],
)
def test_rules_that_would_take_minutes_to_read_forbid_fetching(
    rules: str, site: Site, get: Callable[..., Article]
) -> None:
    site.pages |= {"/robots.txt": robots(rules), "/": reply()}
    assert "robots.txt with too many rules to read" in refused(get, polite=True)


def test_rules_for_many_programs_are_read(site: Site, get: Callable[..., Article]) -> None:
    rules = listed("User-agent: bot{}\nDisallow: /\nCrawl-delay: 1\nSitemap: x\n", times=3000)
    site.pages |= {"/robots.txt": robots(f"{rules}User-agent: *\nDisallow: /{'*a' * 500}b\n")}
    site.pages |= {f"/{'a' * 3000}": reply()}
    check_story(get(f"http://news.example/{'a' * 3000}", polite=True))

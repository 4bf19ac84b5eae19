"""The original in the pipeline: given, fetched or missing; uses the stand-in site of test_fetch."""

import itertools
import json
import ssl
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from socket import socket

import pytest
import trustme
from test_fetch import Site, reply
from typer.testing import CliRunner

from passerelle.article import fetch, pagecache, read
from passerelle.batch.inputs import file_items
from passerelle.batch.run import process
from passerelle.batch.types import BatchSettings
from passerelle.briefing import (
    ArticleFetching,
    ArticleRead,
    Briefer,
    BriefingFinished,
    OriginalMissing,
    SegmentsTranslated,
)
from passerelle.briefing.reading import BackgroundReading
from passerelle.cli import main as passerelle
from passerelle.crosscheck import compare
from passerelle.errors import ArticleError

EXAMPLES = Path(__file__).parent.parent / "examples"
VERSION, ORIGINAL = EXAMPLES / "navettes-hai-phong.fr.txt", EXAMPLES / "navettes-hai-phong.vi.html"
PATH = "/giao-thong/hai-phong-tau-buyt-dien-30417.html"


@pytest.fixture(scope="module")
def briefer() -> Briefer:
    return Briefer()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Site]:
    """Serve the site that the example links to; all fetches go to it."""
    authority = trustme.CA()
    certificates = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(certificates))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("bao.example.org").configure_cert(tls)
    site = Site(tls=tls, pages={PATH: reply(ORIGINAL.read_bytes())})
    monkeypatch.setattr(pagecache, "default_folder", lambda: tmp_path / "pages")
    network = site.network(ca_file=str(certificates))
    monkeypatch.setattr(fetch, "fetch", partial(fetch.fetch, network=network))
    yield site
    site.close()


def paths(site: Site) -> list[str]:
    return [request.split(" ")[1] for request in site.requests]


def test_the_linked_original_is_fetched_translated_and_compared(briefer: Briefer, site: Site) -> None:
    events = list(briefer.events(VERSION, fetch=True))
    kinds = [(type(event), getattr(event, "side", None)) for event in events]
    assert list(dict.fromkeys(kinds)) == [
        (ArticleRead, "version"),
        (ArticleFetching, "original"),
        (SegmentsTranslated, "version"),
        (ArticleRead, "original"),
        (SegmentsTranslated, "original"),
        (BriefingFinished, None),
    ]
    fetching = next(event for event in events if isinstance(event, ArticleFetching))
    assert fetching == ArticleFetching(f"https://bao.example.org{PATH}", "bao.example.org", side="original")
    assert paths(site) == [PATH]

    finished = events[-1]
    assert isinstance(finished, BriefingFinished)
    briefing = finished.briefing
    assert briefing.original
    assert briefing.crosscheck
    assert briefing.original_problem is None
    segments = [
        s for e in events if isinstance(e, SegmentsTranslated) and e.side == "original" for s in e.segments
    ]
    assert [s.source for s in segments] == [s.source for s in briefing.original.translation.segments]
    # Afterwards, only repairs confirmed by the other version change a segment.
    assert all(s in segments or s.repair for s in briefing.original.translation.segments)
    assert (briefing.original.article.language, briefing.original.article.title) == (
        "vi",
        "Hải Phòng sắp có tàu buýt điện",
    )
    assert {("number", 5), ("date", 10), ("version_only", 6)} <= {
        (d.kind, d.version[0][0]) for d in briefing.crosscheck.firm if d.version
    }
    assert len(briefing.agreement) == len(briefing.brief.sentences)
    assert "|original.vi:" in briefing.signature
    assert briefing.timings.original > 0


def test_the_original_is_fetched_while_the_article_is_translated(briefer: Briefer, site: Site) -> None:
    asked = threading.Event()

    def answer(stream: socket) -> None:
        asked.set()
        stream.sendall(reply(ORIGINAL.read_bytes()))

    site.pages[PATH] = answer
    events = briefer.events(VERSION, fetch=True)
    assert isinstance(next(events), ArticleRead)
    assert isinstance(next(events), ArticleFetching)
    assert not asked.is_set()  # the event comes before the request
    assert isinstance(next(events), SegmentsTranslated)
    assert asked.wait(timeout=60)  # although the next event has not been requested
    events.close()  # type: ignore[attr-defined]


def test_the_language_is_identified_among_those_of_the_models(site: Site) -> None:
    page = "<html><body><p>Il governo ha comprato le navi.</p></body></html>"  # too short to be certain
    site.pages[PATH] = reply(page.encode())
    reading = BackgroundReading(f"https://bao.example.org{PATH}", languages=("fr", "it"), polite=False)
    reading.start()
    assert reading.wait(60)
    assert reading.article().language == "it"


def test_waiting_for_a_slow_site_can_be_stopped(briefer: Briefer, site: Site) -> None:
    asked, leave = threading.Event(), threading.Event()

    def answer(stream: socket) -> None:
        asked.set()
        leave.wait(60)
        stream.sendall(reply(b"late"))

    site.pages[PATH] = answer
    events = briefer.events(VERSION, fetch=True)
    repeated = list(itertools.islice((event for event in events if isinstance(event, ArticleFetching)), 2))
    assert asked.wait(60)
    assert len(set(repeated)) == 1
    assert len(repeated) == 2
    events.close()  # type: ignore[attr-defined]
    leave.set()


def test_nothing_is_fetched_without_a_request(briefer: Briefer, site: Site) -> None:
    briefing = briefer.brief(VERSION)
    assert (briefing.original, briefing.original_problem, briefing.crosscheck) == (None, None, None)
    assert briefing.agreement == ()
    given = briefer.brief(VERSION, original=ORIGINAL, fetch=True)
    assert given.crosscheck
    assert site.settled() == 0


@pytest.mark.slow
def test_the_original_may_be_given_in_any_form(briefer: Briefer, site: Site) -> None:
    by_file = briefer.brief(VERSION, original=ORIGINAL)
    assert by_file.original
    for original in (ORIGINAL.read_bytes(), read(ORIGINAL), f" https://bao.example.org{PATH}\n"):
        briefing = briefer.brief(VERSION, original=original)
        assert briefing.crosscheck == by_file.crosscheck
    text = "\n\n".join(
        by_file.original.article.block_text(block) for block in list(by_file.original.article.story())[1:]
    )
    briefing = briefer.brief(VERSION, original=text)
    assert briefing.crosscheck
    assert briefing.crosscheck.version_partners == by_file.crosscheck.version_partners  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("original", "words"),
    [
        (VERSION, "is in French, like the article"),
        (EXAMPLES / "missing.html", "does not exist"),
        ("", "is empty"),
        (b"\x00\x01\x02" * 500, ""),
        (EXAMPLES / "mekong-donnees-eau.vi.html", "does not match this article"),
        ("Mưa to ở Huế. " * 6000, "far too many for an article"),
        ("https://user:secret@bao.example.org/", "The original was not fetched: the address contains"),
        ("http://127.0.0.1/", "The original was not fetched: the address leads to this computer"),
    ],
)
def test_an_unusable_original_does_not_affect_the_article(
    original: Path | str | bytes, words: str, briefer: Briefer, site: Site
) -> None:
    events = list(briefer.events(VERSION, original=original))
    (missing,) = (event for event in events if isinstance(event, OriginalMissing))
    finished = events[-1]
    assert isinstance(finished, BriefingFinished)
    briefing = finished.briefing
    assert briefing.original_problem == missing.reason
    assert words in missing.reason
    assert missing.reason.endswith(".")
    assert "\n" not in missing.reason
    assert briefing.crosscheck is None
    assert briefing.agreement == ()
    assert len(briefing.translation.segments) == 13
    assert briefing.brief.sentences
    assert site.settled() == 0


def test_a_failed_fetch_is_reported_in_one_sentence(briefer: Briefer, site: Site) -> None:
    for answer, words in (
        (reply("", "404 Not Found"), "has no such page"),
        (reply("<!doctype html><p>1 2 3</p>"), "no letters"),
        (reply(b"\x89PNG", content_type="image/png"), "image/png"),
    ):
        site.pages[PATH] = answer
        briefing = briefer.brief(VERSION, fetch=True)
        assert briefing.original_problem
        assert briefing.original_problem.startswith("The original was not fetched: ")
        assert words in briefing.original_problem
        assert briefing.original is None
        assert briefing.brief.sentences


def test_an_unexpected_error_does_not_affect_the_article(
    briefer: Briefer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr(fetch, "fetch", broken)
    for options in ({"fetch": True}, {"original": ORIGINAL}):
        monkeypatch.setattr(compare, "crosscheck", broken)
        made = briefer.brief(VERSION, **options)
        assert made.original_problem
        assert "\n" not in made.original_problem
        assert made.brief.sentences


@pytest.mark.slow
def test_a_batch_obeys_robots_txt_and_counts_differences(
    briefer: Briefer, site: Site, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    items = file_items([VERSION], out)
    (without,) = process(items, out, briefer)
    assert (without.differences, without.problem, without.linked) == (None, None, True)
    assert site.settled() == 0

    fetch = BatchSettings(fetch=True)
    site.pages["/robots.txt"] = reply("User-agent: *\nDisallow: /", content_type="text/plain")
    (forbidden,) = process(items, out, briefer, fetch)
    assert forbidden.state == "done"
    assert forbidden.problem
    assert "does not let programs fetch" in forbidden.problem
    assert PATH not in paths(site)

    site.pages["/robots.txt"] = reply("User-agent: *\nAllow: /", content_type="text/plain")
    (again,) = process(items, out, briefer, fetch)
    assert (again.state, again.problem) == ("skipped", forbidden.problem)
    (done,) = process(items, out, briefer, fetch, retry_failed=True)  # the original was missing
    content = json.loads((out / f"{VERSION.stem}.json").read_text(encoding="utf-8"))
    assert done.differences == sum(not d["weak"] for d in content["crosscheck"]["differences"])
    assert done.differences >= 3
    (skipped,) = process(items, out, briefer, fetch, retry_failed=True)
    assert (skipped.state, skipped.differences) == ("skipped", done.differences)


@pytest.mark.slow
def test_the_command_line_compares_with_a_file(tmp_path: Path) -> None:
    run = partial(CliRunner().invoke, passerelle.program)
    result = run(["brief", str(VERSION), "--original", str(ORIGINAL)])
    assert (result.exit_code, result.stderr) == (0, "")
    assert "French 18 kilomètres, Vietnamese 16 km" in result.stdout
    assert "French sentences match the original" in result.stdout
    assert any(line.startswith("• ") and line.endswith(")") for line in result.stdout.splitlines())
    result = run(["brief", str(VERSION), "--original", str(tmp_path / "none.html")])
    assert (result.exit_code, result.stdout) == (1, "")
    assert str(result.exception).startswith(f"{tmp_path / 'none.html'} does not exist; check its path.")
    # A requested comparison that fails also sets the exit status, and is reported once.
    result = run(["brief", str(VERSION), "--original", str(VERSION)])
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.count("cannot be an original and its translation") == 1


def test_an_article_is_fetched_from_its_address(briefer: Briefer, site: Site) -> None:
    url = f"https://bao.example.org{PATH}"
    events = list(briefer.events(f" {url}\n"))
    assert events[0] == ArticleFetching(url, "bao.example.org")
    read_event = next(event for event in events if isinstance(event, ArticleRead))
    assert (read_event.article.name, read_event.article.language) == (url, "vi")
    assert read_event.article.title == "Hải Phòng sắp có tàu buýt điện"
    assert isinstance(events[-1], BriefingFinished)
    site.pages[PATH] = reply("", "404 Not Found")
    pages = CliRunner().invoke(passerelle.program, ["brief", url.replace("30417", "1")])
    assert (pages.exit_code, pages.stdout) == (1, "")
    assert str(pages.exception).startswith("The article was not fetched: ")
    with pytest.raises(ArticleError, match=r"^The article was not fetched: .*\.$"):
        briefer.brief("https://127.0.0.1/a.html")


@pytest.mark.slow
def test_the_command_line_fetches_only_with_fetch(site: Site) -> None:
    run = partial(CliRunner().invoke, passerelle.program)
    offer = (
        "The article links to its original at bao.example.org; add --fetch to fetch it and compare the two.\n"
    )
    plain = run(["brief", str(VERSION)])
    assert (plain.exit_code, plain.stderr) == (0, offer)
    assert run(["brief", str(VERSION), "--no-fetch", "--quiet"]).stderr == ""
    assert site.settled() == 0
    result = run(["brief", str(VERSION), "--format", "json", "--fetch"])
    assert json.loads(result.stdout)["crosscheck"]["differences"]
    assert result.stderr == ""


def test_an_original_given_by_address_is_fetched(site: Site) -> None:
    address = f"https://bao.example.org{PATH}"
    result = CliRunner().invoke(
        passerelle.program, ["brief", str(VERSION), "--original", address, "--format", "json"]
    )
    assert json.loads(result.stdout)["crosscheck"]["differences"]
    assert site.settled() == 1


def test_a_batch_says_once_how_many_originals_were_not_fetched(site: Site, tmp_path: Path) -> None:
    run = partial(CliRunner().invoke, passerelle.program)
    result = run(["batch", str(VERSION), "--out", str(tmp_path / "a")])
    assert "1 article links to its original; add --fetch to fetch it and compare the two.\n" in result.stderr
    assert site.settled() == 0


@pytest.mark.slow
def test_a_batch_table_has_a_column_for_differences(site: Site, tmp_path: Path) -> None:
    run = partial(CliRunner().invoke, passerelle.program)
    assert "Differences" not in run(["batch", str(VERSION), "--out", str(tmp_path / "a")]).stdout
    result = run(["batch", str(VERSION), "--out", str(tmp_path / "b"), "--fetch"])
    assert "Differences" in result.stdout
    assert "1 done" in result.stdout

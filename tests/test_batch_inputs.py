"""Inputs of a batch: lists, tables, addresses and feeds, and the command-line options for them."""

import csv
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import typer
from limits import within
from test_batch import ARTICLE, write
from test_fetch import Site, reply
from typer.testing import CliRunner

from passerelle.article import courtesy, fetch, pagecache
from passerelle.batch import feeds
from passerelle.batch import rows as tables
from passerelle.batch.feeds import MAX_SITEMAPS, addresses
from passerelle.batch.inputs import Inputs, collect
from passerelle.batch.rows import MAX_ROW, count_rows, rows
from passerelle.batch.types import Item
from passerelle.cli import main as passerelle
from passerelle.cli.batch import _lines
from passerelle.errors import ArticleError, BatchError, PasserelleError

RUN = partial(CliRunner().invoke, passerelle.program)
STORY = (
    "<html lang='fr'><head><title>Le pain</title></head><body><article><h1>Le prix du pain</h1>"
    "<p>Les prix ont baissé de 12 % depuis lundi dans toutes les villes du pays.</p>"
    "<p>Il pleut à Paris depuis ce matin et le marché reste ouvert.</p></article></body></html>"
)
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Le journal</title>
<link>http://a.example/</link>
<item><title>Un</title><link>http://a.example/un</link></item>
<item><title>Deux</title><link>/deux?x=1&amp;y=2</link></item>
<item><title>Un encore</title><link>http://a.example/un</link></item>
<item><title>Piège</title><link>javascript:alert(1)</link></item>
<item><title>Fichier</title><link>file:///etc/passwd</link></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>a</title>
<link rel="alternate" href="http://a.example/un"/></entry></feed>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc> http://a.example/un </loc></url>
<url><loc>http://a.example/deux</loc></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
<loc>http://a.example/map-1.xml</loc></sitemap></sitemapindex>"""
BOMB = """<?xml version="1.0"?><!DOCTYPE urlset [
<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
<urlset><url><loc>http://a.example/&c;</loc></url><url><loc>http://a.example/&x;</loc></url></urlset>"""


def no_reading(url: str) -> tuple[str, bytes]:
    raise AssertionError(url)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (RSS, ["http://a.example/un", "http://a.example/deux?x=1&y=2"]),
        (ATOM, ["http://a.example/un"]),
        (SITEMAP, ["http://a.example/un", "http://a.example/deux"]),
        ("<urlset/>", []),
        ('<rss version="2.0"/>', []),
        (RSS[: RSS.index("<item><title>Deux")], ["http://a.example/un"]),
    ],
)
def test_feeds_and_sitemaps_list_their_articles(content: str, found: list[str]) -> None:
    assert list(addresses("http://a.example/feed", content.encode(), no_reading)) == found


def test_a_sitemap_index_is_followed_one_level_deep() -> None:
    asked: list[str] = []

    def read(url: str) -> tuple[str, bytes]:
        asked.append(url)
        return url, SITEMAP.encode()

    assert len(list(addresses("x", INDEX.encode(), read))) == 2
    assert asked == ["http://a.example/map-1.xml"]
    many = "<sitemapindex>" + "<sitemap><loc>http://a.example/</loc></sitemap>" * 200 + "</sitemapindex>"
    list(addresses("x", many.encode(), read))
    assert len(asked) == 1 + MAX_SITEMAPS
    with pytest.raises(BatchError, match="sitemap"):
        list(addresses("x", INDEX.encode(), lambda url: (url, INDEX.encode())))


def test_a_feed_expands_no_entities_and_reads_no_files() -> None:
    found = list(addresses("x", BOMB.encode(), no_reading))
    assert sum(map(len, found)) < 200
    assert "root:" not in "".join(found)


@pytest.mark.parametrize("content", [b"", b"<html><p>x</p></html>", b"\0\xff" * 50, b"plain", b"<a><b>"])
def test_a_page_that_is_not_a_feed_is_an_error(content: bytes) -> None:
    with pytest.raises(BatchError, match="neither an RSS or Atom feed nor a sitemap"):
        list(addresses("http://a.example/x", content, no_reading))


def test_rows_of_tables_keep_their_ids(tmp_path: Path) -> None:
    table = {"body": [ARTICLE, "", "Il pleut."], "key": [7, 8, None]}
    pq.write_table(pa.table(table), tmp_path / "t.parquet")
    lines = [json.dumps({"body": b, "key": k}) for b, k in zip(*table.values(), strict=True)]
    write(tmp_path / "t.jsonl", "\n".join([*lines[:2], "", "{broken", "[1]", lines[2]]))
    write(tmp_path / "t.csv", f'key,body\n7,"{ARTICLE}"\n8,\n,Il pleut.\n')
    for name in ("t.parquet", "t.jsonl", "t.csv"):
        items = list(rows(tmp_path / name, f"../{name}", "body", "key"))
        assert (items[0].id, items[0].source, items[0].kind) == ("7", ARTICLE, "text")
        assert items[1].error == "The row has no text in 'body'; add it."
        assert items[-1].id == f"../{name}#{len(items)}"
        assert items[-1].source == "Il pleut."
        wrong = list(rows(tmp_path / name, "x", "text", None))
        assert wrong
        assert all("no column 'text'" in (item.error or "") or "JSON" in (item.error or "") for item in wrong)
    broken = [item.error for item in rows(tmp_path / "t.jsonl", "x", "body", "key")][2:4]
    assert broken == ["The line is not JSON; correct it.", "The line is not a JSON object; correct it."]


def test_a_small_parquet_file_cannot_fill_the_memory(tmp_path: Path) -> None:
    texts = pa.DictionaryArray.from_arrays(
        pa.array([0, 1] * 100, pa.int32()), ["Il pleut.", "x" * (MAX_ROW + 1)]
    )
    pq.write_table(pa.table({"text": texts}), tmp_path / "bomb.parquet", compression="zstd")
    assert (tmp_path / "bomb.parquet").stat().st_size < 100_000
    before = pa.total_allocated_bytes()
    most = 0
    for number, item in enumerate(rows(tmp_path / "bomb.parquet", "x", "text", None)):
        most = max(most, pa.total_allocated_bytes() - before)
        assert (item.source, item.error) == [
            ("Il pleut.", None),
            ("", "The row has a cell of more than 20 MB; shorten it."),
        ][number % 2]
    assert number == 199
    assert most < 10 * MAX_ROW


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.parquet", b"no parquet"),
        ("a.parquet", b""),
        ("a.csv", b'text\n"\0open'),
        ("a.jsonl", b"[" * 200_000),
        ("a.jsonl", b"\xff\xfe\n"),
        ("none.jsonl", None),
    ],
)
def test_an_unreadable_table_fails_without_ending_the_batch(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        write(tmp_path / name, content)
    for item in rows(tmp_path / name, "x", "text", None):
        assert item.error or item.source
    items = list(
        collect(Inputs([str(tmp_path / name), str(write(tmp_path / "b.txt"))]), tmp_path / "o").items
    )
    assert items[-1].id == "../b.txt"


def test_a_missing_folder_does_not_end_the_batch(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    found = collect(Inputs([f"{tmp_path}/none/", str(tmp_path / "a.txt")]), tmp_path / "o").items
    errors = []
    for item in found:
        try:
            item.digest()
        except BatchError as error:
            errors.append(str(error))
    assert errors == ["There is no such file or folder; check the path."]


def test_odd_ids_and_lines_do_not_end_the_batch(tmp_path: Path) -> None:
    text = json.dumps("Les prix ont baissé de 12 %. Il pleut à Paris.")
    ids = ['"\\ud800"', '"x\\u0000y"', '"' + "z" * 100_000 + '"', "[1]", "true", '"../../etc"', '"<b>"']
    write(tmp_path / "t.jsonl", "".join(f'{{"id": {key}, "text": {text}}}\n' for key in ids))
    listed = write(tmp_path / "list", f"{tmp_path}/t.jsonl\n{tmp_path}/\0x\n".encode())
    result = RUN(["batch", "--from", str(listed), "--out", str(tmp_path / "out"), "--language", "fr"])
    # Two errors: an id that is a list fails its row, and the path with a NUL cannot exist.
    done = len(ids) - 1
    assert f"{done} done, 0 skipped, 2 failed" in result.stdout
    assert len(list((tmp_path / "out").glob("*.json"))) == done
    assert len(result.stdout) + len(result.stderr) < 20_000
    again = RUN(["batch", "--from", str(listed), "--out", str(tmp_path / "out"), "--language", "fr"])
    assert f"0 done, {done} skipped, 2 failed" in again.stdout


def test_a_limit_takes_the_first_articles(tmp_path: Path) -> None:
    write(tmp_path / "t.jsonl", '{"text": "Un."}\n' * 9)
    found = collect(Inputs([str(tmp_path / "t.jsonl")], limit=4), tmp_path)
    assert (found.total, len(list(found.items))) == (4, 4)
    assert collect(Inputs([str(tmp_path / "t.jsonl")]), tmp_path).total == 9


def test_an_address_in_a_table_is_not_fetched(tmp_path: Path) -> None:
    from passerelle.batch.types import BatchSettings
    from passerelle.batch.work import work
    from passerelle.briefing import Briefer

    (made,) = work(Briefer(), [Item("1", "1", "https://example.org/", "text")], BatchSettings(language="fr"))
    assert "fetched" not in (made.error or "")  # the fixture `nothing_else_fetches` would detect a connection


def test_text_in_a_table_never_opens_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from passerelle.batch.types import BatchSettings
    from passerelle.batch.work import work
    from passerelle.briefing import Briefer

    monkeypatch.chdir(tmp_path)
    secret = write(tmp_path / "secret.txt", "Les tulipes fleurissent en avril.")
    texts = ["/etc/passwd", "secret.txt", str(secret), secret.as_uri()]
    write(tmp_path / "t.jsonl", "".join(json.dumps({"text": text}) + "\n" for text in texts))
    items = list(rows(tmp_path / "t.jsonl", "t", "text", None))
    made = work(Briefer(), items, BatchSettings(formats=("json",), language="fr", records=True))
    assert len(made) == len(texts)
    for result in made:
        written = b"".join(result.documents.values()).decode() + (result.record or "") + (result.error or "")
        assert written
        assert "root:" not in written
        assert "tulip" not in written


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Site]:
    site = Site()
    site.pages |= {
        "/robots.txt": reply("User-agent: *\nDisallow: /non\nCrawl-delay: 0.3", content_type="text/plain"),
        "/un": reply(STORY),
        "/deux": reply(STORY),
        "/non": reply(STORY),
        "/rss": reply(RSS, content_type="application/rss+xml"),
    }
    monkeypatch.setattr(pagecache, "default_folder", lambda: tmp_path / "pages")
    for name in ("fetch", "fetch_feed"):
        monkeypatch.setattr(fetch, name, partial(getattr(fetch, name), network=site.network()))
    monkeypatch.setattr("passerelle.batch.inputs.fetch_feed", fetch.fetch_feed)
    yield site
    site.close()


def asked(site: Site) -> list[str]:
    return [request.split()[1] for request in site.requests if "robots" not in request.split()[1]]


def test_pages_are_fetched_politely_one_at_a_time(site: Site, tmp_path: Path) -> None:
    listed = write(
        tmp_path / "urls",
        "# mine\nhttp://a.example/un\n\nhttp://a.example/non\nhttp://a.example/un\n"
        "http://a.example/deux\nhttp://127.0.0.1/\nftp://x/y\n",
    )
    start = time.monotonic()
    result = RUN(["batch", "--urls", str(listed), "--out", str(tmp_path / "out"), "--language", "fr"])
    assert result.exit_code == 1
    assert "2 done, 0 skipped, 3 failed" in result.stdout
    assert re.search(r"a\.example/non: .*a\.example .*programs", result.stderr)
    assert re.search(r"ftp://x/y: .*web address; .*https://", result.stderr)
    assert sorted(asked(site)) == ["/deux", "/un"]
    assert time.monotonic() - start > 0.6  # two delays between three requests
    assert sorted(path.name for path in (tmp_path / "out").glob("*.html")) == [
        "deux.html",
        "index.html",
        "un.html",
    ]
    again = RUN(["batch", "--urls", str(listed), "--out", str(tmp_path / "out"), "--language", "fr"])
    assert "0 done, 2 skipped, 3 failed" in again.stdout
    assert len(asked(site)) == 2


def test_the_articles_of_a_feed_are_briefed(site: Site, tmp_path: Path) -> None:
    options = ["--out", str(tmp_path / "out"), "--language", "fr", "--limit", "1"]
    result = RUN(["batch", "--feed", "http://a.example/rss", *options])
    assert (result.exit_code, asked(site)) == (0, ["/rss", "/un"])
    assert (tmp_path / "out" / "un.html").exists()
    result = RUN(["batch", "--feed", str(tmp_path / "none.xml"), *options])
    assert result.exit_code == 1
    assert "cannot be read (No such file or directory)" in result.stderr


def test_a_host_receives_one_request_at_a_time(tmp_path: Path) -> None:
    start = time.monotonic()
    for delay in (0.3, 0.2, 0.0):
        with courtesy.turn("a.example", tmp_path, lambda d=delay: d):  # type: ignore[misc]
            pass
    assert 0.5 <= time.monotonic() - start < 3
    with courtesy.turn("b.example", tmp_path, lambda: 1e9):
        pass
    mark = next(p for p in tmp_path.iterdir() if p.suffix != ".lock" and float(p.read_text()) > time.time())
    assert float(mark.read_text()) < time.time() + courtesy.MAX_DELAY + 1
    with pytest.raises(ArticleError), courtesy.turn("c.example", tmp_path, lambda: 0.0):
        raise ArticleError("x")


def test_lists_dry_run_log_and_ignored_files_work(tmp_path: Path) -> None:
    news = tmp_path / "news"
    for name in ("a.txt", "b.txt", "~$a.docx", "notes.rst", ".hidden"):
        write(news / name)
    listed, log, out = (
        write(tmp_path / "list", f"{news}\n{news}/missing.txt\n"),
        tmp_path / "log",
        tmp_path / "out",
    )
    command = ["batch", "--from", str(listed), "--out", str(out), "--language", "fr", "--log", str(log)]
    dry = RUN([*command, "--dry-run"])
    assert dry.exit_code == 0
    assert dry.stdout.count("would be briefed") == 3
    assert "There is no such file or folder; check the path." in dry.stdout
    assert "1 cannot be read; nothing was written." in dry.stdout
    assert not out.exists()
    assert re.search(r"^Ignored\b.*: .*$", dry.stderr, re.MULTILINE)
    assert all(name in dry.stderr for name in ("~$a.docx", "notes.rst", ".hidden"))
    result = RUN(command)
    assert result.exit_code == 1
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert sorted(entry["state"] for entry in entries) == ["done", "done", "failed"]
    assert all(entry["time"].startswith("20") for entry in entries)
    assert "2 done and unchanged" in RUN([*command, "--dry-run"]).stdout
    piped = CliRunner().invoke(
        passerelle.program,
        ["batch", "--from", "-", "--out", str(out), "--language", "fr"],
        input=f"{news}/a.txt\n",
    )
    assert "0 done, 1 skipped, 0 failed" in piped.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["no-such-folder/"], "no-such-folder/ does not exist; check the path."),
        (["nothing"], "nothing does not exist"),
        ([], "There is nothing to read"),
        (["--from", "no-list"], "the list no-list cannot be read"),
        (["--from", "-", "--urls", "-"], "cannot both read standard input"),
        (["--engine", "dask", "."], "'dask' is not an engine; choose local or ray."),
        (
            ["--engine", "ray", "--format", "html", "."],
            "the ray engine writes jsonl or parquet; choose one of them.",
        ),
        (["--engine", "ray", "--force", "."], "work only with the local engine"),
        (["--workers", "0", "."], "greater than or equal to 1"),
    ],
)
def test_the_messages_about_wrong_batch_options_give_advice(
    options: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = RUN(["batch", *options, "--out", "out"])
    assert result.exit_code == 2
    assert message in " ".join(re.sub("[│╭╰─╮╯]", " ", result.stderr).split())
    assert os.listdir() == []  # noqa: PTH208


@pytest.mark.parametrize("link", ["http://[x", "//[x/y", "http://ex\u2100mple.com/", "http://[::1"])
def test_a_malformed_link_of_a_feed_is_left_out(link: str) -> None:
    content = RSS.replace("http://a.example/un", link, 1)
    assert "http://a.example/un" in list(addresses("http://a.example/feed", content.encode(), no_reading))


def test_a_feed_that_takes_too_long_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_SECONDS", 1.0)
    flood = b"\n" * 300_000 + RSS.partition("?>")[2].encode()
    with within(30), pytest.raises(BatchError, match="takes more than 1 seconds to read; check it"):
        list(addresses("http://a.example/feed", flood, no_reading))


def test_a_malformed_address_in_a_list_does_not_end_the_batch(tmp_path: Path) -> None:
    urls = write(tmp_path / "urls", "http://[x\nhttps://ex\u2100mple.com/\n")
    result = RUN(["batch", "--urls", str(urls), "--out", str(tmp_path / "out"), "--language", "fr"])
    assert "0 done, 0 skipped, 2 failed" in result.stdout
    assert result.stderr.count("the address is malformed") == 2


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet"])
def test_a_table_that_is_a_pipe_is_not_opened(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with within(30):
        assert count_rows(tmp_path / name) == 0
        [item] = rows(tmp_path / name, "x", "text", None)
    assert item.error == "The table cannot be read: it is a pipe, a device or a folder; check the file."


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [("a.jsonl", '{"text": "a"}\n{"text": "b"}', 2), ("a.csv", "text\na\nb\n", 2), ("a.csv", "text", 0)],
)
def test_the_last_row_counts_without_a_line_end(tmp_path: Path, name: str, text: str, count: int) -> None:
    (tmp_path / name).write_text(text)
    assert count_rows(tmp_path / name) == count


def test_a_sparse_table_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.truncate(1 << 37)
    with within(30):
        assert count_rows(tmp_path / "a.jsonl") == 0
        [item] = rows(tmp_path / "a.jsonl", "x", "text", None)
    assert item.error == "The table cannot be read: most of it is empty; check the file."


def test_an_endless_line_of_csv_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROW", 1000)
    path = write(tmp_path / "a.csv", "id,text\n1,Il pleut.\n2,Il pleut." + ",x" * 1000)
    first, last = rows(path, "x", "text", None)
    assert (first.source, first.error) == ("Il pleut.", None)
    assert last.error
    assert "a line has more than" in last.error
    path = write(tmp_path / "b.csv", f"id,{'t' * 990}\r\n1,Il pleut.\r\n")
    [item] = rows(path, "x", "text", None)
    assert item.error
    assert len(item.error) < 300
    # Other CSV readers in this process, such as that of glossaries, keep their limit.
    assert csv.field_size_limit() > 1000


def test_a_list_on_standard_input_may_contain_any_path(tmp_path: Path) -> None:
    odd = [os.fsencode(tmp_path) + name for name in (b"/caf\xe9.txt", "/a\u2028b\x85c.txt".encode())]
    for name in odd:
        write(Path(os.fsdecode(name)))
    out = ["--out", str(tmp_path / "out"), "--language", "fr"]
    result = RUN(["batch", "--from", "-", *out], input=b"\r\n".join(odd))
    assert "2 done, 0 skipped, 0 failed" in result.stdout


@pytest.mark.parametrize("kind", ["pipe", "device", "holes", "long"])
def test_a_list_that_may_never_end_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    listed = tmp_path / "list"
    if kind == "pipe":
        os.mkfifo(listed)
    elif kind == "device":
        listed.symlink_to("/dev/zero")
    elif kind == "holes":
        with listed.open("wb") as file:
            file.truncate(1 << 37)
    else:
        monkeypatch.setattr("passerelle.cli.batch.MAX_LIST_BYTES", 1000)
        listed.write_bytes(b"a.txt\n" * 200)
    with within(30), pytest.raises(typer.BadParameter, match="give a file, or - for standard input"):
        _lines(str(listed), "--from")


def test_a_list_on_standard_input_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("passerelle.cli.batch.MAX_LIST_BYTES", 1000)
    monkeypatch.setattr("passerelle.cli.batch.read_input", lambda most: b"a\n" * (most // 2 + 1))
    with pytest.raises(typer.BadParameter, match="larger than"):
        _lines("-", "--urls")


def test_a_list_on_closed_standard_input_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(PasserelleError, match="Standard input is closed"):
        _lines("-", "--from")


def test_requests_are_spaced_even_if_their_hosts_cannot_be_recorded(tmp_path: Path) -> None:
    folder = write(tmp_path / "file") / "hosts"
    start = time.monotonic()
    for _ in range(2):
        with courtesy.turn("a.example", folder, lambda: 0.3):
            pass
    assert 0.3 <= time.monotonic() - start < 3


def test_a_feed_whose_first_element_has_an_impossible_name_is_refused() -> None:
    damaged = b'<?xml version="1.0"?><urlsethttp://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>'
    with pytest.raises(BatchError, match="neither an RSS or Atom feed nor a sitemap"):
        list(feeds.addresses("https://a.example/map.xml", damaged, lambda address: (address, b"")))

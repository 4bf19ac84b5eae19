"""The HTML index of a batch."""

from pathlib import Path

from passerelle.batch.index import write_index
from passerelle.batch.manifest import ManifestEntry

HOSTILE = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">"


def entry(number: int, heading: str | None, flags: int = 0, error: str | None = None) -> ManifestEntry:
    return ManifestEntry(
        number=number,
        id=f"../{number}.txt",
        label=f"news/{number}.txt",
        name=f"a{number}",
        state="failed" if error else "done",
        input_sha256="",
        settings="",
        error=error,
        problem=None,
        language="fr",
        heading=heading,
        brief=None if error else f"{heading} in short.",
        flags=flags,
        differences=None,
        words=number * 100,
        sentences=1,
        recorded=0,
    )


def test_the_index_escapes_texts_and_links_existing_documents(tmp_path: Path) -> None:
    (tmp_path / "a1.html").touch()
    (tmp_path / "a2.md").touch()
    entries = [entry(1, HOSTILE), entry(2, "B", 3), entry(3, None, error="It is <b>empty</b>.")]
    page = write_index(tmp_path, entries, ["md", "html"]).read_text(encoding="utf-8")
    assert "<img" not in page
    assert page.count("<script>") == 1
    assert "It is &lt;b&gt;empty&lt;/b&gt;." in page
    assert '<a href="./a1.html">' in page
    assert '<a href="./a2.md">B</a>' in page
    assert "a3." not in page
    assert "http" not in page.replace('http-equiv="', "")


def test_a_foreign_index_page_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    assert write_index(tmp_path, [], []).name == "passerelle-index.html"
    assert (tmp_path / "index.html").read_text() == "mine"

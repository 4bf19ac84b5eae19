import logging
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from lxml import etree

from passerelle.errors import TranslationError
from translate import Translator
from translate.decoding import Draft, SentenceModel
from translate.memory import Memory, MemoryEntry, default_path, key

ROOT = Path(__file__).resolve().parent.parent


def entry(text: str, detail: str = "{}") -> MemoryEntry:
    return MemoryEntry("fr", text, text.upper(), detail)


def test_entries_are_read_back_by_another_instance(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "memory.sqlite3"
    Memory(path).put([(key("a"), entry("un")), (key("b"), entry("deux"))])
    assert Memory(path).get([key("a"), key("c")]) == {key("a"): entry("un")}
    Memory(path).put([(key("a"), entry("une"))])
    assert Memory(path).get([key("a")]) == {key("a"): entry("une")}
    assert Memory(path).stats().entries == 2


def test_more_keys_than_fit_one_sql_statement_can_be_read(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m")
    memory.put([(key(str(i)), entry(str(i))) for i in range(1201)])
    assert len(memory.get([key(str(i)) for i in range(1201)])) == 1201


def test_keys_depend_on_every_part() -> None:
    assert len({key("ab", "c"), key("a", "bc"), key("a", "b", "c"), key("abc")}) == 4


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX permissions")
def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "data" / "memory.sqlite3"
    memory = Memory(path)
    memory.put([(key("a"), entry("un"))])
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    for file in path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_a_full_memory_drops_the_least_recently_used_entries(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m", max_bytes=12_000)
    memory.put([(key("old"), entry("x" * 1000))])
    memory.put([(key("used"), entry("y" * 1000))])
    with sqlite3.connect(memory.path) as connection:
        connection.execute("UPDATE entry SET used = used - 90000 - 10 * (source LIKE 'x%')")
    connection.close()
    assert memory.get([key("used")])
    memory.put([(key(str(i)), entry("z" * 1000)) for i in range(4)])
    assert set(memory.get([key("old"), key("used"), key("3")])) == {key("used"), key("3")}
    with sqlite3.connect(memory.path) as connection:
        assert connection.execute("SELECT bytes FROM total").fetchone()[0] <= 12_000
        assert (
            connection.execute("SELECT sum(bytes) FROM entry").fetchone()
            == connection.execute("SELECT bytes FROM total").fetchone()
        )
    connection.close()


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_is_set_aside_and_replaced(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "m"
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING, "passerelle"):
        memory = Memory(path)
        memory.put([(key("a"), entry("un"))])
    assert memory.get([key("a")]) == {key("a"): entry("un")}
    assert path.with_name("m.damaged").read_bytes() == content
    assert "set aside" in caplog.text


def test_a_file_without_its_tables_is_set_aside(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m")
    memory.put([(key("a"), entry("un"))])
    memory.close()
    with sqlite3.connect(memory.path) as connection:
        connection.execute("DROP TABLE entry")
    connection.close()
    memory.put([(key("a"), entry("un"))])
    assert memory.get([key("a")])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET target = CASE target WHEN 'UN' THEN 'DEUX' ELSE 'UN' END",
        "UPDATE entry SET target = lower(target)",
        "UPDATE entry SET source = source || '.'",
        "UPDATE entry SET detail = '[]'",
        "UPDATE entry SET target = x'00ff'",
        "UPDATE entry SET checksum = x'00'",
        # The text and checksum of another entry under this key.
        "CREATE TEMP TABLE other AS SELECT * FROM entry; UPDATE entry SET (source, target, checksum) = "
        "(SELECT o.source, o.target, o.checksum FROM other o WHERE o.key != entry.key)",
    ],
)
def test_an_entry_with_a_wrong_checksum_is_ignored(
    tmp_path: Path, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    memory = Memory(tmp_path / "m")
    keys = [key("a"), key("b")]
    memory.put([(keys[0], entry("un")), (keys[1], entry("deux"))])
    whole = memory.get(keys)
    assert len(whole) == 2
    memory.close()
    with sqlite3.connect(memory.path) as connection:
        connection.executescript(change)
    connection.close()
    with caplog.at_level(logging.WARNING, "passerelle"):
        assert memory.get(keys) == {}
    assert "A saved translation was damaged" in caplog.text
    assert "<tu " not in "".join(memory.tmx("1"))
    memory.put(whole.items())
    assert memory.get(keys) == whole


def test_a_file_with_other_tables_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "m"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE entry (key BLOB PRIMARY KEY, target TEXT)")
        connection.execute("PRAGMA user_version = 1")
    connection.close()
    memory = Memory(path)
    memory.put([(key("b"), entry("deux"))])
    assert memory.get([key("b")]) == {key("b"): entry("deux")}
    assert path.with_name("m.damaged").exists()


def test_a_file_replaced_by_another_process_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m"
    path.write_bytes(b"no database at all" * 100)
    slow, fast = Memory(path), Memory(path)
    plain = Memory._set_aside

    def late(memory: Memory) -> bool:
        if memory is slow:  # The other process finds the damage too, and replaces the file first.
            fast.put([(key("a"), entry("un"))])
        return plain(memory)

    monkeypatch.setattr(Memory, "_set_aside", late)
    slow.put([(key("b"), entry("deux"))])
    assert set(slow.get([key("a"), key("b")])) == {key("a"), key("b")}
    assert (tmp_path / "m.damaged").read_bytes() == b"no database at all" * 100


@pytest.mark.parametrize("folder", ["/dev/null", "/dev/null/deep", "/proc/x", "/proc/x/y"])
@pytest.mark.skipif(sys.platform != "linux", reason="uses paths that nobody can write to on Linux")
def test_an_impossible_location_is_an_error(folder: str) -> None:
    memory = Memory(Path(folder, "m"))
    assert memory.get([key("a")]) == {}
    for ask in (memory.stats, memory.clear, lambda: list(memory.tmx("1"))):
        with pytest.raises(TranslationError, match=r"cannot be used \((No such|Not a|Permission)[^\n]*\.$"):
            ask()


def test_translation_works_with_an_unwritable_location(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file" / "m")
    memory.put([(key("a"), entry("un"))])
    assert memory.get([key("a")]) == {}
    nameless = Memory(tmp_path / ("m" * 300))  # too long for a file name
    assert nameless.get([key("a")]) == {}
    with pytest.raises(TranslationError, match="cannot be used"):
        nameless.stats()
    folder = Memory(tmp_path)
    folder.put([(key("a"), entry("un"))])
    assert folder.get([key("a")]) == {}
    with pytest.raises(TranslationError, match="cannot be used"):
        folder.clear()


def test_a_locked_file_is_skipped_after_a_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translate.memory._BUSY_MS", 50)
    memory = Memory(tmp_path / "m")
    memory.put([(key("a"), entry("un"))])
    other = sqlite3.connect(memory.path)
    other.execute("BEGIN IMMEDIATE")
    memory.put([(key("b"), entry("deux"))])
    assert set(memory.get([key("a"), key("b")])) == {key("a")}
    other.rollback()
    other.close()
    assert memory.clear() == 1


def test_only_entries_with_a_lone_surrogate_are_dropped(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m")
    memory.put([(key("a"), entry("\ud800")), (key("b"), entry("deux"))])
    assert memory.stats().entries == 1


@pytest.mark.slow
def test_processes_can_write_concurrently(tmp_path: Path) -> None:
    path = tmp_path / "m"
    code = (
        "import sys; from pathlib import Path; from translate.memory import *\n"
        f"memory = Memory(Path({str(path)!r}))\n"
        "for i in range(60):\n"
        "    memory.put([(key(sys.argv[1], str(i)), MemoryEntry('fr', 's', 't', '{}'))])\n"
        "    assert memory.get([key(sys.argv[1], str(i))])\n"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code, str(n)], cwd=ROOT) for n in range(4)]
    assert [process.wait(timeout=120) for process in processes] == [0] * 4
    assert Memory(path).stats().entries == 240


def test_clear_erases_the_text_from_the_files(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m")
    memory.put([(key("a"), entry("geheimnis"))])
    assert memory.clear() == 1
    assert memory.stats().entries == 0
    memory.close()
    assert not any(b"geheimnis" in file.read_bytes() for file in tmp_path.iterdir())
    assert Memory(tmp_path / "absent").clear() == 0


def test_tmx_is_well_formed_for_any_text(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "m")
    nasty = "<b> & \x00\x0b\x1f ]]> \ufffe \"' 日本"
    memory.put([(key("a"), entry(nasty)), (key("b"), MemoryEntry("vi", "Chào.", "Hello.", "{}"))])
    text = "".join(memory.tmx("1.2"))
    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False)
    tree = etree.fromstring(text.encode(), parser)
    assert tree.get("version") == "1.4"
    assert tree.find("header").get("segtype") == "sentence"
    segments = [
        [(tuv.get("{http://www.w3.org/XML/1998/namespace}lang"), tuv.findtext("seg")) for tuv in unit]
        for unit in tree.iter("tu")
    ]
    assert segments[0][0][1] == "<b> &  ]]>  \"' 日本"
    assert segments[1] == [("vi", "Chào."), ("en", "Hello.")]


def test_a_second_translator_does_not_run_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSERELLE_DATA", str(tmp_path))
    text = "Il pleut à Quimper. M. Lefèvre a acheté 4 500 actions."
    first = Translator("fr", memory=True).translate(text)
    assert default_path().is_relative_to(tmp_path)
    later = Translator("fr", memory=True)

    asked: list[str] = []
    run = SentenceModel.run

    def watched(model: SentenceModel, texts: Sequence[str]) -> list[list[Draft]]:
        asked.extend(texts)
        return run(model, texts)

    monkeypatch.setattr(SentenceModel, "run", watched)
    assert later.translate(text) == first
    assert asked == []
    assert Translator("fr").translate(text) == first
    assert asked


def test_an_entry_changed_by_hand_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PASSERELLE_DATA", str(tmp_path))
    first = Translator("fr", memory=True).translate("Il pleut.")
    with sqlite3.connect(default_path()) as connection:
        connection.execute("""UPDATE entry SET detail = '{"draft": [1]}'""")
    connection.close()
    assert Translator("fr", memory=True).translate("Il pleut.") == first


def test_an_io_error_is_retried_with_a_new_connection(tmp_path: Path) -> None:
    used: list[sqlite3.Connection] = []

    def work(connection: sqlite3.Connection) -> int:
        used.append(connection)
        if len(used) == 1:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHORT_READ
            raise error
        return 7

    assert Memory(tmp_path / "memory.sqlite3")._try(work) == 7
    assert len({id(connection) for connection in used}) == 2

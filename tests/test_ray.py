"""Batches on a local Ray cluster, and briefers inside other frameworks."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from test_batch import ARTICLE, brief, corpus, write

from passerelle.batch.inputs import file_items
from passerelle.batch.parts import (
    ParquetSlice,
    PartFolder,
    divided,
    inputs_signature,
    listed,
    part_size,
    work_on_part,
)
from passerelle.batch.run import process, with_formats
from passerelle.batch.types import BatchSettings, Item
from passerelle.briefing import Briefer
from passerelle.errors import BatchError

ROOT = Path(__file__).parent.parent
# Two workers; one is killed once the first part exists.
KILLED = """
import os, signal, sys
from pathlib import Path
from passerelle import Briefer
from passerelle.batch.inputs import file_items
from passerelle.batch.on_ray import process_on_ray
from passerelle.batch.types import BatchSettings

news, out, kill = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "kill"
items = file_items(sorted(news.iterdir()), Path(out))
count = 0
for _ in process_on_ray(items, out, Briefer(), BatchSettings(language="fr"), workers=2):
    count += 1
    if kill:
        kill = False
        for folder in Path("/proc").iterdir():
            try:
                name = (folder / "cmdline").read_bytes()
                ours = os.environ["PASSERELLE_TEST"].encode() in (folder / "environ").read_bytes()
            except OSError:
                continue
            if ours and name.startswith(b"ray::") and b"Briefing" in name:
                os.kill(int(folder.name), signal.SIGKILL)
                print("killed one", file=sys.stderr)
                break
print(count)
"""


def ray(news: Path, out: Path, kill: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", KILLED, str(news), str(out), kill],
        cwd=ROOT,
        env=os.environ | {"PASSERELLE_TEST": str(out), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=500,
    )


def joined(out: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(out.glob("part-*.jsonl")))


@pytest.mark.soak
def test_ray_with_a_killed_worker_writes_the_same_records_as_the_local_engine(tmp_path: Path) -> None:
    news = corpus(tmp_path, 60)
    brief(sorted(news.iterdir()), tmp_path / "local", Briefer(), formats=["jsonl"])
    local = (tmp_path / "local" / "briefings.jsonl").read_bytes()
    assert local.count(b"\n") == 60
    done = ray(news, tmp_path / "ray", "kill")
    assert "killed one" in done.stderr
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "60"), done.stderr
    assert joined(tmp_path / "ray") == local
    # Existing parts are not made again.
    (tmp_path / "ray" / "part-00000003.jsonl").unlink()
    done = ray(news, tmp_path / "ray", "no")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "8"), done.stderr
    assert joined(tmp_path / "ray") == local
    assert not list((tmp_path / "ray").glob(".part-*"))


def test_files_and_rows_are_divided_into_parts() -> None:
    items = [Item(str(n), str(n), "", "text") for n in range(3)]
    parts = list(divided([*items, ParquetSlice("a", 0, 9), ParquetSlice("b", 0, 2)], 4))
    assert [part.number for part in parts] == [0, 1, 2, 3]
    found = [[s.id if isinstance(s, Item) else (s.uri, s.start, s.count) for s in p.sources] for p in parts]
    assert found == [["0", "1", "2", ("a", 0, 1)], [("a", 1, 4)], [("a", 5, 4)], [("b", 0, 2)]]


def test_records_of_parts_equal_those_of_a_local_batch(tmp_path: Path) -> None:
    texts = [ARTICLE, "", *(f"Le train numéro {n} est parti. Il pleut à Paris." for n in range(9)), None]
    ids = [f"id-{n}" for n in range(len(texts))]
    source = tmp_path / "in" / "news.parquet"
    source.parent.mkdir()
    pq.write_table(pa.table({"text": texts, "id": ids}), source, row_group_size=5)
    settings = with_formats(BatchSettings(language="fr"), ["jsonl"])
    from passerelle.batch.rows import rows

    list(process(rows(source, "x", "text", None), tmp_path / "out", Briefer(), settings, formats=["jsonl"]))
    local = (tmp_path / "out" / "briefings.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["id"] for line in local] == ids
    slices = list(listed(f"file://{source.parent}", "text", None))
    made = [
        result.record for part in divided(slices, 8) for result in work_on_part(Briefer(), part, settings)
    ]
    assert [record.encode() for record in made if record] == local


def test_files_of_another_file_system_are_read_by_the_worker(tmp_path: Path) -> None:
    write(tmp_path / "in" / "b" / "a.txt")
    write(tmp_path / "in" / "c.rst")
    (source,) = listed(f"file://{tmp_path}/in", "text", None)
    assert isinstance(source, Item)
    (part,) = divided([source, Item(f"file://{tmp_path}/none.txt", "", f"file://{tmp_path}/none.txt", "uri")])
    settings = with_formats(BatchSettings(language="fr"), ["jsonl"])
    made, missing = work_on_part(Briefer(), part, settings)
    assert json.loads(made.record or "")["briefing"]["article"]["name"] == "a.txt"
    assert "cannot be read" in (missing.error or "")
    with pytest.raises(BatchError, match="does not exist"):
        list(listed(f"file://{tmp_path}/nothing", "text", None))
    with pytest.raises(BatchError, match="not the address of a file system"):
        list(listed("gopher://x/y", "text", None))


def test_a_folder_of_parts_belongs_to_one_batch(tmp_path: Path) -> None:
    items = file_items([write(tmp_path / "a.txt"), write(tmp_path / "b.txt")], tmp_path)
    folder = PartFolder(f"file://{tmp_path}/out", "jsonl")
    one = inputs_signature(items, "settings")
    assert folder.begin(one, 8) == 8
    assert folder.begin(one, 256) == 8
    folder.write(3, [b"{}"])
    assert folder.finished() == {3}
    assert (tmp_path / "out" / "part-00000003.jsonl").read_bytes() == b"{}\n"
    for other in (inputs_signature(items, "others"), inputs_signature(items[:1], "settings")):
        with pytest.raises(BatchError, match="another input or other settings"):
            folder.begin(other, 8)


@pytest.mark.parametrize(
    ("count", "workers", "size"), [(0, 1, 8), (60, 2, 8), (100, 2, 16), (10**8, 64, 256)]
)
def test_the_size_of_parts_depends_on_the_input(count: int, workers: int, size: int) -> None:
    assert part_size([ParquetSlice("a", 0, count)], workers) == size


@pytest.mark.soak
def test_the_examples_in_scale_md_run(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 3
    for block in blocks[:2]:
        done = subprocess.run(
            [sys.executable, "-c", block],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        assert "Prices fell by 12%" in done.stdout
    # The third needs Java; only its function for Spark is run, on a frame as Spark would pass it.
    code = blocks[2][: blocks[2].index("spark = ")].replace("from pyspark.sql import SparkSession\n", "")
    code += 'print(next(brief_frames(iter([pd.DataFrame({"text": ["Les prix ont baissé de 12 %."]})]))))'
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "12%" in done.stdout

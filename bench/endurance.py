"""Run the page and a batch together for a long time: `python -m bench.endurance ARTICLE... [--minutes 30]`.

Two simulated visitors brief the articles over HTTP, each time with a different last sentence; every fifth
time, they leave as soon as the first sentence is translated. A batch briefs the same articles over and over.
At the start, every minute and at the end it prints the memory, threads and open files of the page's process,
and the number and size of temporary files. It uses the models of this machine and no translation memory. It
needs Linux.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx

from bench._served import served
from bench.page import Visitor

ROOT = Path(__file__).parent.parent
_REPORT_SECONDS = 60.0
# Longer than the page needs to notice that a visitor has left.
_REST_SECONDS = 30.0


def state(process: int, temporary: Path) -> str:
    """Return the resources in use: those of a process, and the temporary files."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    fields = dict(line.split(":", 1) for line in status.splitlines())
    opened = sum(1 for _ in Path(f"/proc/{process}/fd").iterdir())
    sizes = list(_sizes(temporary))
    memory = int(fields["VmRSS"].split()[0]) * 1024 / 1e6
    return (
        f"{memory:6.0f} MB  {int(fields['Threads']):3} threads  {opened:3} open files  "
        f"{len(sizes):4} temporary files with {sum(sizes) / 1e6:.1f} MB"
    )


def _sizes(folder: Path) -> Iterator[int]:
    """Yield the sizes of the files in a folder, ignoring files that are removed meanwhile."""
    for here, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                yield Path(here, name).stat().st_size


def visit(address: str, name: str, texts: list[str], ending: threading.Event, done: Counter[str]) -> None:
    """Brief the articles in turn until the end, each time as a new visitor."""
    number = 0
    while not ending.is_set():
        number += 1
        text = f"{texts[number % len(texts)]}\n\nLe numéro {name} {number} est paru mardi.\n"
        visitor = Visitor(address, f"visitor {name} {number}")
        try:
            visitor.brief(text, leave=number % 5 == 0)
            done["left" if number % 5 == 0 else "briefed"] += 1
        except (RuntimeError, httpx.HTTPError) as error:
            done["failed"] += 1
            print(f"visitor {name} {number}: {error}", flush=True)


def brief_folder(
    articles: list[str], out: Path, temporary: Path, ending: threading.Event, done: Counter[str]
) -> None:
    """Brief the articles into a folder, over and over, until the end."""
    command = [sys.executable, str(ROOT / "batch.py"), *articles, "--out", str(out), "--force", "-q"]
    while not ending.is_set():
        run = subprocess.run(
            command,
            env={**os.environ, "TMPDIR": str(temporary)},
            capture_output=True,
            text=True,
            check=False,
        )
        done["batches" if run.returncode == 0 else "failed batches"] += 1
        if run.returncode:
            print(run.stderr[-500:], flush=True)


def main() -> None:
    """Run the page and the batch for the given time, and print the resources in use."""
    assert __doc__
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", nargs="+", help="text files")
    parser.add_argument("--minutes", type=float, default=30.0, help="how long to run (default: 30)")
    arguments = parser.parse_args()
    texts = [Path(article).read_text(encoding="utf-8") for article in arguments.articles]
    ending, done = threading.Event(), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        temporary, out = Path(name, "temporary"), Path(name, "out")
        temporary.mkdir()
        with served({"TMPDIR": str(temporary)}) as page:
            work = [
                threading.Thread(target=visit, args=(page.address, each, texts, ending, done))
                for each in "ab"
            ]
            given = (arguments.articles, out, temporary, ending, done)
            work.append(threading.Thread(target=brief_folder, args=given))
            print(f"  0 min  {state(page.process, temporary)}", flush=True)
            for thread in work:
                thread.start()
            try:
                end = time.monotonic() + 60 * arguments.minutes
                begun = time.monotonic()
                while (left := end - time.monotonic()) > 0:
                    time.sleep(min(left, _REPORT_SECONDS))
                    minutes = (time.monotonic() - begun) / 60
                    print(f"{minutes:3.0f} min  {state(page.process, temporary)}  {dict(done)}", flush=True)
            finally:
                ending.set()
                for thread in work:
                    thread.join()
            time.sleep(_REST_SECONDS)
            print(f"    end  {state(page.process, temporary)}  {dict(done)}", flush=True)
    sys.exit(bool(done["failed"] or done["failed batches"]))


if __name__ == "__main__":
    main()

"""Measure how a batch scales: `python -m bench.scale [--sizes 10,100,1000] [--articles 48] [--plot FILE]`.

It prints documents per second with one and two workers, on the local engine and on Ray; then, for a growing
number of documents, the CPU seconds of each and the peak memory. Every run is a separate process with its own
output folder, and compared runs alternate. On a shared machine, compare CPU seconds.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
# Sentences per document.
SENTENCES = 8


@dataclass(frozen=True, slots=True)
class ScaleRun:
    """One run of a batch.

    Attributes:
        documents: number of documents.
        wall: wall-clock seconds, including start-up.
        cpu: CPU seconds of all processes, including start-up; with Ray, of those that have been waited for.
        peak: peak memory of the largest process, in megabytes.
    """

    documents: int
    wall: float
    cpu: float
    peak: float


def corpus(folder: Path, size: int) -> list[Path]:
    """Write numbered documents of shuffled sentences from a French example; return their paths."""
    text = (EXAMPLES / "navettes-hai-phong.fr.txt").read_text(encoding="utf-8")
    sentences = [s.strip() for line in text.splitlines() for s in line.split(". ") if len(s.split()) > 5]
    folder.mkdir(parents=True)
    paths = []
    for number in range(size):
        chosen = random.Random(number).sample(sentences, k=min(SENTENCES - 1, len(sentences)))
        body = "\n\n".join(f"{sentence.rstrip('.')}." for sentence in chosen)
        paths.append(folder / f"{number:06}.txt")
        paths[-1].write_text(f"Le document numéro {number} est publié.\n\n{body}\n", encoding="utf-8")
    return paths


def measure(size: int, *options: str) -> ScaleRun:
    """Brief this many documents in a separate process.

    Raises:
        SystemExit: the batch fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        corpus(Path(folder, "news"), size)
        command = [sys.executable, "-m", "passerelle", "batch", f"{folder}/news", "--out", f"{folder}/out"]
        start = time.perf_counter()
        pid = os.posix_spawn(sys.executable, [*command, "--language", "fr", "-q", *options], os.environ)
        _, status, own = os.wait4(pid, 0)
        wall = time.perf_counter() - start
    if status:
        raise SystemExit(
            f"The batch of {size} documents ended with status {os.waitstatus_to_exitcode(status)}."
        )
    cpu = own.ru_utime + own.ru_stime  # with those of its workers
    return ScaleRun(size, wall, cpu, own.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024))


def speeds(documents: int, runs: int, engines: Sequence[str]) -> None:
    """Print documents per second without start-up, and the ratio of two workers to one."""
    results: dict[tuple[str, int], list[float]] = {(e, w): [] for e in engines for w in (1, 2)}
    for _ in range(runs):
        for (engine, workers), found in results.items():
            # One thread per worker, even for a single worker.
            os.environ["OMP_NUM_THREADS"] = str(workers) if engine == "local" else "1"
            options = ("--engine", engine, "--workers", str(workers), "--format", "jsonl")
            small, large = (measure(size, *options) for size in (documents // 6, documents))
            seconds = large.wall - small.wall  # not positive if the machine was too busy to tell
            found.append((large.documents - small.documents) / seconds if seconds > 0 else float("nan"))
    del os.environ["OMP_NUM_THREADS"]
    print(f"{'engine':8} {'workers':>7} {'documents/s':>12}   (median of {runs}, without start-up)")
    for (engine, workers), found in results.items():
        spread = f"from {min(found):.2f} to {max(found):.2f}"
        print(f"{engine:8} {workers:7} {statistics.median(found):12.2f}   {spread}")
    for engine in engines:
        ratios = [b / a for a, b in zip(results[engine, 1], results[engine, 2], strict=True)]
        print(f"{engine}: two workers are {statistics.median(ratios):.2f} times as fast as one")


def growth(sizes: Sequence[int]) -> Iterator[tuple[ScaleRun, float]]:
    """Print and yield the CPU seconds per document without start-up, for each size."""
    start = measure(1)
    print(f"\nstart-up with one document: {start.cpu:.2f} CPU seconds")
    print(f"{'documents':>9} {'CPU s each':>11} {'without start-up':>17} {'peak MB':>8} {'documents/s':>12}")
    for size in sizes:
        run = measure(size)
        each = (run.cpu - start.cpu) / (size - 1)
        print(
            f"{size:9} {run.cpu / size:11.4f} {each:17.4f} {run.peak:8.0f} {size / run.wall:12.2f}",
            flush=True,
        )
        yield run, each


def plot(runs: Sequence[tuple[ScaleRun, float]], path: Path) -> None:
    """Plot the CPU seconds per document by number of documents."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "passerelle"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(6, 3.2), layout="constrained")
    sizes = [run.documents for run, _ in runs]
    axes.plot(sizes, [run.cpu / run.documents for run, _ in runs], "o-", label="with start-up")
    axes.plot(sizes, [each for _, each in runs], "s-", label="without start-up")
    axes.set(xscale="log", xlabel="documents", ylabel="CPU seconds per document", ylim=(0, None))
    axes.legend()
    figure.savefig(path, metadata={"Date": None})


def main() -> None:
    """Measure, print and, if requested, plot."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--articles", type=int, default=48, help="number of documents in runs that measure speed"
    )
    parser.add_argument(
        "--runs", type=int, default=3, help="number of runs that measure speed; 0 to leave these out"
    )
    parser.add_argument("--engines", default="local,ray", help="engines whose speed to measure")
    parser.add_argument(
        "--sizes", default="10,100,1000", help="numbers of documents; 10,100,1000,10000 takes an hour"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE", help="plot CPU seconds per document as SVG")
    arguments = parser.parse_args()
    if arguments.runs:
        speeds(arguments.articles, arguments.runs, arguments.engines.split(","))
    runs = list(growth([int(size) for size in arguments.sizes.split(",")]))
    if arguments.plot:
        plot(runs, arguments.plot)


if __name__ == "__main__":
    main()

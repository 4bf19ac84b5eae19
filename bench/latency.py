"""Measure the time to brief an article: `python -m bench.latency ARTICLE [--runs N]`.

Every run is a separate process, so that start-up counts. CTranslate2 and torch alternate: on a
shared machine, only their ratio is meaningful.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from passerelle.errors import PasserelleError


def measure(article: Path, engine: str) -> dict[str, float]:
    """Brief one article in this process; return seconds to milestones, and peak memory in MB."""
    started = time.perf_counter()
    from passerelle.briefing import Briefer, BriefingFinished, SegmentsTranslated

    imported = time.perf_counter()
    first = words = 0.0
    # Without the translation memory, which would make every run but the first meaningless.
    for event in Briefer(engine=engine, memory=False).events(article):  # type: ignore[arg-type]
        if isinstance(event, SegmentsTranslated) and not first:
            first = time.perf_counter()
        if isinstance(event, BriefingFinished):
            words = len(event.briefing.article.text.split())
    ended = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "import": imported - started,
        "first sentence": first - started,
        "all": ended - started,
        "words": words,
        "peak MB": peak / (1024**2 if sys.platform == "darwin" else 1024),
        "torch imported": float("torch" in sys.modules),
    }


def main() -> None:
    """Print the medians over alternating runs of each engine, and the ratio of the two."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("article", type=Path, help="a file")
    parser.add_argument("--runs", type=int, default=5, help="number of runs of each engine (default: 5)")
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.engine:
        try:
            print(json.dumps(measure(arguments.article, arguments.engine)))
        except PasserelleError as error:
            sys.exit(str(error))
        return
    results: dict[str, list[dict[str, float]]] = {"ctranslate2": [], "torch": []}
    for _ in range(arguments.runs):
        for engine, runs in results.items():
            command = [sys.executable, "-m", "bench.latency", str(arguments.article), "--engine", engine]
            started = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True)
            total = time.perf_counter() - started
            if done.returncode:
                sys.exit(done.stderr.strip())
            runs.append(json.loads(done.stdout.splitlines()[-1]) | {"process": total})
    medians = {
        engine: {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        for engine, runs in results.items()
    }
    print(f"{'median of ' + str(arguments.runs):16} {'ctranslate2':>12} {'torch':>12} {'ratio':>8}")
    for name, ours in medians["ctranslate2"].items():
        theirs = medians["torch"][name]
        ratio = f"{theirs / ours:8.1f}" if ours and name not in ("words", "torch imported") else ""
        print(f"{name:16} {ours:12.2f} {theirs:12.2f} {ratio}")


if __name__ == "__main__":
    main()

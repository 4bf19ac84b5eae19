"""Record the embedded models' output for 60 sentences and three articles: `python -m bench.golden [--write]`.

Without `--write`, it prints what has changed since the outputs were stored. The sentences are those of
tests/data/alignments.tsv, the articles those of examples/, with their originals.
"""

import argparse
import difflib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.alignment import read_gold
from passerelle import Briefer, Briefing
from passerelle.briefing.pipeline import BRIEFING_VERSION
from passerelle.modelstore import conversion, registry
from translate import Segment, Translator
from translate.recall import TRANSLATION_VERSION

LANGUAGES = ("fr", "vi")
_ROOT = Path(__file__).resolve().parent.parent
GOLDEN = _ROOT / "tests" / "data" / "golden.json"
RAISE_TRANSLATION = (
    "Translations have changed, but users' saved translations would still be used: raise TRANSLATION_VERSION "
    "in translate/recall.py, then run `python -m bench.golden --write`."
)
RAISE_BRIEFING = (
    "Briefings have changed, but a second batch would not redo them: raise BRIEFING_VERSION in "
    "passerelle/briefing/pipeline.py, then run `python -m bench.golden --write`."
)
# Processors with other instructions round sums differently, which now and then changes a word. These settings
# are read once per process.
INSTRUCTIONS = {"CT2_USE_MKL": "0", "CT2_FORCE_CPU_ISA": "AVX2", "ONEDNN_MAX_CPU_ISA": "AVX2"}
WRITE = "The outputs have changed: review what `python -m bench.golden` prints, then run it with `--write`."


def outputs() -> dict[str, Any]:
    """Return versions, models' hashes, each sentence's English with findings and repair, and briefings.

    They are computed by a process of their own with `INSTRUCTIONS`.

    Raises:
        CalledProcessError: that process failed.
    """
    command = [sys.executable, "-m", "bench.golden", "--print"]
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, cwd=_ROOT, env=os.environ | INSTRUCTIONS
    )
    return dict(json.loads(done.stdout))


def _computed() -> dict[str, Any]:
    models = [
        *(registry.embedded("translate", code) for code in LANGUAGES),
        registry.embedded("summarize", "en"),
    ]
    return {
        "models": {folder.name: conversion.content_hash(folder) for folder in models},
        "translation_version": TRANSLATION_VERSION,
        "briefing_version": BRIEFING_VERSION,
        "lines": _lines(),
        "briefings": _briefings(),
    }


def _lines() -> list[dict[str, Any]]:
    gold = read_gold()
    lines = []
    for language in LANGUAGES:
        translator = Translator(language)
        for sentence in (g.source for g in gold if g.language == language):
            segments = translator.translate(sentence).segments
            lines.append(
                {"language": language, "source": sentence, "segments": list(map(_segment, segments))}
            )
    return lines


def _segment(segment: Segment) -> dict[str, Any]:
    return {
        "target": segment.target,
        "findings": [finding.message for finding in segment.findings],
        "repair": list(segment.repair.steps) if segment.repair else [],
    }


def _briefings() -> dict[str, Any]:
    briefer = Briefer()
    found = {}
    for path in sorted((_ROOT / "examples").glob("*.fr.txt")):
        original = path.with_name(path.name.replace(".fr.txt", ".vi.html"))
        found[path.name] = _briefing(briefer.brief(path, original=original if original.exists() else None))
    return found


def _briefing(briefing: Briefing) -> dict[str, Any]:
    """Return the content of a briefing without scores, which differ between processors."""
    translations = [briefing.translation, *([briefing.original.translation] if briefing.original else [])]
    return {
        "brief": [
            {"text": sentence.text, "evidence": list(sentence.evidence), "steps": list(sentence.steps)}
            for sentence in briefing.brief.sentences
        ],
        "agreement": list(briefing.agreement),
        "differences": [d.label for d in briefing.crosscheck.firm] if briefing.crosscheck else [],
        "sentences": [[s.target for s in translation.segments] for translation in translations],
    }


def problem(kept: dict[str, Any], now: dict[str, Any]) -> str | None:
    """Explain how to handle changed outputs; return None if none have changed.

    Args:
        kept: the outputs stored in the repository.
        now: the outputs of this version.
    """
    if kept == now:
        return None
    if kept["models"] == now["models"]:
        said = [[_said(line) for line in each["lines"]] for each in (kept, now)]
        same = kept["translation_version"] == now["translation_version"]
        if same and said[0] != said[1]:
            return RAISE_TRANSLATION
        same = same and kept["briefing_version"] == now["briefing_version"]
        if same and kept["briefings"] != now["briefings"]:
            return RAISE_BRIEFING
    return WRITE


def _said(line: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Return what the translation memory stores for a sentence; findings are recomputed at each use."""
    return [(segment["target"], segment["repair"]) for segment in line["segments"]]


def main() -> None:
    """Compare the outputs, or write them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="store the current outputs")
    parser.add_argument("--print", action="store_true", help="print the outputs of this process as JSON")
    arguments = parser.parse_args()
    if arguments.print:
        json.dump(_computed(), sys.stdout)
        return
    kept, now = json.loads(GOLDEN.read_text(encoding="utf-8")), outputs()
    message = problem(kept, now)
    if arguments.write and message in (None, WRITE):
        GOLDEN.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return
    for part in ("lines", "briefings"):
        before, after = (json.dumps(each[part], ensure_ascii=False, indent=1) for each in (kept, now))
        sys.stdout.writelines(
            line + "\n"
            for line in difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=4)
        )
    sys.exit(message)


if __name__ == "__main__":
    main()

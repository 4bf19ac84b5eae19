"""What the embedded model makes of 60 sentences: `python -m bench.golden [--write]`.

Without `--write`, what has changed since the outputs were kept is printed. The sentences are those
of tests/data/alignments.tsv.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bench.alignment import read_gold
from passerelle.modelstore import conversion, registry
from translate import Segment, Translator

GOLDEN = Path(__file__).resolve().parent.parent / "tests" / "data" / "golden.json"


def outputs() -> dict[str, Any]:
    """Return the model's hash, and for each sentence its English with findings and repair."""
    folder = registry.default_models_file().parent / "models" / "fr-vi-en"
    gold = read_gold()
    lines = []
    for language in ("fr", "vi"):
        translator = Translator(language)
        for sentence in (g.source for g in gold if g.language == language):
            segments = translator.translate(sentence).segments
            lines.append({"language": language, "source": sentence, "segments": list(map(_line, segments))})
    return {"model": conversion.content_hash(folder), "lines": lines}


def _line(segment: Segment) -> dict[str, Any]:
    return {
        "target": segment.target,
        "findings": [finding.message for finding in segment.findings],
        "repair": list(segment.repair.steps) if segment.repair else [],
    }


def main() -> None:
    """Compare, or write anew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--write", action="store_true", help="keep the outputs of now")
    arguments = parser.parse_args()
    now = outputs()
    if arguments.write:
        GOLDEN.write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return
    kept = json.loads(GOLDEN.read_text(encoding="utf-8"))
    changed = [pair for pair in zip(kept["lines"], now["lines"], strict=True) if pair[0] != pair[1]]
    for before, after in changed:
        print(f"{before['source']}\n- {before['segments']}\n+ {after['segments']}")
    sys.exit(bool(changed))


if __name__ == "__main__":
    main()

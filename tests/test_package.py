"""`import passerelle`: its names and import time."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import passerelle
from passerelle import errors

ROOT = Path(__file__).parent.parent
MAX_IMPORT_SECONDS = 0.1


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def test_importing_passerelle_is_fast() -> None:
    """Measure processor time, which does not depend on other programs; take the fastest of five runs."""
    code = "import time; a = time.process_time(); import passerelle; print(time.process_time() - a)"
    assert min(float(run(code)) for _ in range(5)) < MAX_IMPORT_SECONDS


def test_importing_passerelle_loads_no_heavy_library() -> None:
    heavy = {"torch", "transformers", "ctranslate2", "gradio", "numpy", "trafilatura", "typer", "rich"}
    assert run(f"import sys, passerelle; print(sorted({heavy} & set(sys.modules)))") == "[]"


def test_passerelle_has_all_public_names() -> None:
    assert set(passerelle.__all__) == {
        "Article",
        "Briefer",
        "Briefing",
        "Glossary",
        "PasserelleError",
        "Summarizer",
        "Translator",
        "__version__",
        "brief",
        "fetch",
        "read",
    }
    for name in passerelle.__all__:
        assert getattr(passerelle, name) is not None
        assert name in dir(passerelle)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = passerelle.nothing


def test_public_names_are_the_objects_of_their_packages() -> None:
    code = (
        "from translate import Translator, Glossary; from summarize import Summarizer; import passerelle;"
        "print(passerelle.Translator is Translator, passerelle.Glossary is Glossary,"
        " passerelle.Summarizer is Summarizer)"
    )
    assert run(code) == "True True True"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["article", "briefing", "cli.main", "crosscheck.compare", "facts", "output"])
def test_each_package_can_be_imported_first(name: str) -> None:
    assert run(f"import passerelle.{name}") == ""


def test_the_error_tree_matches_its_docstring() -> None:
    def drawn(error: type[BaseException], indent: str = "") -> Iterator[str]:
        below = [child for child in error.__subclasses__() if child.__module__ == errors.__name__]
        for number, child in enumerate(below, 1):
            last = number == len(below)
            yield f"{indent}{'└── ' if last else '├── '}{child.__name__}"
            yield from drawn(child, indent + ("    " if last else "│   "))

    text = errors.__doc__ or ""
    tree = [
        line.partition("  ")[0] if line[0] in "├└" else line[:4] + line[4:].partition("  ")[0]
        for line in text.splitlines()
        if line[:1] in ("├", "└", " ", "│") and line.strip()
    ]
    assert tree == list(drawn(passerelle.PasserelleError))

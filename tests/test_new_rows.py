"""A check and an export format need one file and one row each: add one of each."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from test_export import briefing

from passerelle.briefing.types import Briefing
from passerelle.cli.batch import _formats
from passerelle.cli.options import choose_format
from passerelle.output import FORMATS, ExportFormat
from passerelle.page.downloads import write_files
from passerelle.spans import Span
from translate import checks
from translate.types import Finding


def capitals(pair: checks.CheckedPair) -> Iterator[Finding]:
    if pair.target.isupper() and not pair.source.isupper():
        yield Finding("capitals", "The English is in capitals.", (), (Span(0, len(pair.target)),))


def test_a_new_check_reaches_repair_briefs_and_exports(monkeypatch: pytest.MonkeyPatch) -> None:
    row = checks.Check("capitals", "the capitals", 1.5, True, capitals)
    monkeypatch.setattr(checks, "CHECKS", (*checks.CHECKS, row))
    monkeypatch.setitem(checks._BY_NAME, row.name, row)
    findings = checks.check("L’eau monte.", "WATER RISES.", "fr")
    assert [finding.message for finding in findings] == ["The English is in capitals."]
    assert checks.penalty(findings) == 1.5
    assert checks.blocks_brief(findings)
    made = briefing()
    segments = list(made.translation.segments)
    segments[1] = replace(segments[1], findings=findings)
    made = replace(made, translation=replace(made.translation, segments=tuple(segments)))
    assert "check the capitals" in made.to_html()
    assert "The English is in capitals." in made.to_markdown()
    assert Briefing.from_json(made.to_json()) == made


def test_a_new_format_reaches_page_batch_and_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("passerelle.output.titles")
    vars(module)["write"] = lambda made: f"{made.heading}\n"
    monkeypatch.setitem(sys.modules, module.__name__, module)
    row = ExportFormat("titles", "Title", (".title",), "text/plain", "titles")
    monkeypatch.setitem(FORMATS, row.name, row)
    made = briefing()
    assert choose_format(None, Path("a.title")).write(made) == f"{made.heading}\n"
    assert _formats(["titles"], "local") == ("titles",)
    assert write_files(made, tmp_path)["titles"].read_text(encoding="utf-8") == f"{made.heading}\n"

"""Rules for the whole product's code: size, names, comparisons with language codes, tables."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from passerelle.languages import LANGUAGES

ROOT = Path(__file__).parent.parent
MAX_FUNCTION_LINES, MAX_FILE_LINES = 60, 400
FILES = [
    *(ROOT / "app.py", ROOT / "batch.py"),
    *(
        path
        for room in ("passerelle", "translate", "summarize")
        for path in sorted((ROOT / room).rglob("*.py"))
    ),
]
# A language's tables of words.
TABLES = {ROOT / "passerelle" / "languages" / f"{code}.py" for code in LANGUAGES}
# Longer than they should be until they are divided.
LONG_FILES = {
    "passerelle/languages/sentences.py",
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def long_functions(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield node.name


def compared_codes(tree: ast.Module) -> Iterator[int]:
    """The lines in which something is compared with a language's code, or looked up among codes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            operands = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            operands = [node.value]
        else:
            continue
        for operand in operands:
            literals = operand.elts if isinstance(operand, ast.Tuple | ast.List | ast.Set) else [operand]
            if any(isinstance(literal, ast.Constant) and literal.value in LANGUAGES for literal in literals):
                yield operand.lineno


def test_no_function_is_too_long(trees: dict[Path, ast.Module]) -> None:
    long = {f"{name(path)}: {function}" for path, tree in trees.items() for function in long_functions(tree)}
    assert long == set()


def test_no_file_is_too_long() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    long = {name(path) for path, count in lines.items() if count > MAX_FILE_LINES and path not in TABLES}
    assert long <= LONG_FILES


def test_no_class_name_is_used_twice(trees: dict[Path, ast.Module]) -> None:
    classes = Counter(
        node.name for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    )
    assert [found for found, count in classes.items() if count > 1] == []


def test_only_languages_compares_with_language_codes(trees: dict[Path, ast.Module]) -> None:
    rooms = {path: tree for path, tree in trees.items() if path.parent.name != "languages"}
    found = {name(path): list(compared_codes(tree)) for path, tree in rooms.items()}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "code", ['x == "fr"', '"vi" != x', 'x in ("en", "fr")', "match x:\n    case 'de':\n        pass"]
)
def test_a_comparison_with_a_language_code_is_seen(code: str) -> None:
    assert list(compared_codes(ast.parse(code))) != []


@pytest.mark.parametrize("code", ['find(x, "en") == y', 'x == "other"', 'table["fr"]'])
def test_other_uses_of_a_language_code_are_not(code: str) -> None:
    assert list(compared_codes(ast.parse(code))) == []


def duplicates(tree: ast.Module) -> Iterator[str]:
    """Keys and words that a table in the source has twice; in the record itself they are one."""
    for node in ast.walk(tree):
        entries: list[object] = []
        if not isinstance(node, ast.expr):
            continue
        if isinstance(node, ast.Dict):
            entries = [key.value for key in node.keys if isinstance(key, ast.Constant)]
        elif isinstance(node, ast.Tuple | ast.List | ast.Set):
            entries = [item.value for item in node.elts if isinstance(item, ast.Constant)]
            entries = [entry for entry in entries if isinstance(entry, str) and entry]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "words":
            [text] = node.args
            entries = [*str(text.value).split()] if isinstance(text, ast.Constant) else []
        for entry, count in Counter(entries).items():
            if count > 1:
                yield f"line {node.lineno}: {entry}"


def test_no_table_of_a_language_has_an_entry_twice(trees: dict[Path, ast.Module]) -> None:
    records = {path: tree for path, tree in trees.items() if path.parent.name == "languages"}
    found = {name(path): list(duplicates(tree)) for path, tree in records.items()}
    assert {path: entries for path, entries in found.items() if entries} == {}


@pytest.mark.parametrize("code", ['words("a b a")', '{"a": 1, "b": 2, "a": 3}', '("a", "b", "a")'])
def test_an_entry_that_is_there_twice_is_seen(code: str) -> None:
    assert list(duplicates(ast.parse(code))) == ["line 1: a"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_record_is_immutable_data(code: str) -> None:
    record = LANGUAGES[code]
    assert is_dataclass(record)
    assert record.code == code
    for part in fields(record):
        assert not isinstance(getattr(record, part.name), list | set), part.name

"""Rules for the product's code: sizes, class names, language codes, duplicate entries, wording."""

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path

import pytest

from passerelle.languages import LANGUAGES, SOURCES
from passerelle.languages.words import common_words

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
TOOLS = [path for folder in ("bench", "training") for path in sorted((ROOT / folder).rglob("*.py"))]
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
# Files with tables of words.
TABLES = {ROOT / "passerelle" / "languages" / f"{code}.py" for code in LANGUAGES}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@dataclass(frozen=True)
class Module:
    """What the rules need to know about a file.

    Attributes:
        lines: number of lines.
        long: functions that are too long.
        classes: names of classes.
        compared: lines that compare with a language code.
        duplicates: duplicate entries of tables.
        imported: top-level packages that are imported anywhere in the file.
        foreign: words of other languages in strings.
    """

    lines: int
    long: list[str]
    classes: list[str]
    compared: list[int]
    duplicates: list[str]
    imported: set[str]
    foreign: set[str]


def module(path: Path) -> Module:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return Module(
        lines=len(source.splitlines()),
        long=list(long_functions(nodes)),
        classes=[node.name for node in nodes if isinstance(node, ast.ClassDef)],
        compared=list(compared_codes(nodes)),
        duplicates=list(duplicates(nodes)) if path.parent.name == "languages" else [],
        imported={package.partition(".")[0] for package in imported},
        foreign=foreign_words(tree),
    )


@pytest.fixture(scope="module")
def modules() -> dict[Path, Module]:
    """Return the files of the product; their trees are not kept, as they would slow down the other tests."""
    return {path: module(path) for path in FILES}


def long_functions(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                yield node.name


def compared_codes(nodes: Iterable[ast.AST]) -> Iterator[int]:
    """Yield the lines that compare something with a language code, or assign a code to a variable."""
    for node in nodes:
        if isinstance(node, ast.Compare):
            operands = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue | ast.Assign):
            operands = [node.value]
        else:
            continue
        for operand in operands:
            literals = operand.elts if isinstance(operand, ast.Tuple | ast.List | ast.Set) else [operand]
            if any(isinstance(literal, ast.Constant) and literal.value in LANGUAGES for literal in literals):
                yield operand.lineno


def foreign_words(tree: ast.Module) -> set[str]:
    """Return the accented words in strings other than docstrings that are common in another language."""
    strings = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.isascii()
    ]
    docstrings = {
        ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, DOCUMENTED)
    }
    words = {w.lower() for text in strings if text not in docstrings for w in re.findall(r"[^\W\d_]+", text)}
    return {
        w for w in words if w.isalpha() and not w.isascii() and any(w in common_words(c) for c in SOURCES)
    }


def test_no_function_is_too_long(modules: dict[Path, Module]) -> None:
    every = modules | {path: module(path) for path in TOOLS}
    assert {name(path): found.long for path, found in every.items() if found.long} == {}


def test_no_file_is_too_long(modules: dict[Path, Module]) -> None:
    lines = {path: found.lines for path, found in modules.items() if path not in TABLES}
    lines |= {path: len(path.read_text(encoding="utf-8").splitlines()) for path in TOOLS}
    assert {name(path): count for path, count in lines.items() if count > MAX_FILE_LINES} == {}


def test_no_class_name_is_used_twice(modules: dict[Path, Module]) -> None:
    classes = Counter(found for module in modules.values() for found in module.classes)
    assert [found for found, count in classes.items() if count > 1] == []


def test_only_the_languages_package_compares_with_language_codes(modules: dict[Path, Module]) -> None:
    rooms = {path: found for path, found in modules.items() if path.parent.name != "languages"}
    assert {name(path): found.compared for path, found in rooms.items() if found.compared} == {}


def test_words_of_other_languages_are_only_in_their_records(modules: dict[Path, Module]) -> None:
    rooms = {path: found for path, found in modules.items() if path.parent.name != "languages"}
    users = {name(path) for path, found in rooms.items() if found.foreign}
    assert users == {"passerelle/modelstore/proving.py"}  # test sentences


def test_words_of_other_languages_are_detected() -> None:
    assert foreign_words(ast.parse('_LABEL = re.compile("(?:theo|référence)")')) == {"référence"}
    assert foreign_words(ast.parse('"""Find `référence`."""')) == set()


def test_only_a_few_files_import_torch_or_transformers(modules: dict[Path, Module]) -> None:
    users = {name(path) for path, found in modules.items() if found.imported & {"torch", "transformers"}}
    assert users == {
        "passerelle/modelstore/conversion_child.py",
        "passerelle/seq2seq/reference.py",
        "passerelle/seq2seq/tokenizer.py",  # the tokenizers of models that run on the reference engine
    }


@pytest.mark.parametrize(
    "code",
    [
        'x == "fr"',
        '_TARGET = "en"',
        '"vi" != x',
        'x in ("en", "fr")',
        "match x:\n    case 'de':\n        pass",
    ],
)
def test_comparisons_with_language_codes_are_detected(code: str) -> None:
    assert list(compared_codes(ast.walk(ast.parse(code)))) != []


@pytest.mark.parametrize("code", ['find(x, "en") == y', 'x == "other"', 'table["fr"]'])
def test_other_uses_of_language_codes_are_allowed(code: str) -> None:
    assert list(compared_codes(ast.walk(ast.parse(code)))) == []


def duplicates(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield duplicate keys and words of tables in the source, which the record itself would merge."""
    for node in nodes:
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


def test_tables_of_languages_have_no_duplicate_entries(modules: dict[Path, Module]) -> None:
    assert {name(path): found.duplicates for path, found in modules.items() if found.duplicates} == {}


@pytest.mark.parametrize("code", ['words("a b a")', '{"a": 1, "b": 2, "a": 3}', '("a", "b", "a")'])
def test_duplicate_entries_are_detected(code: str) -> None:
    assert list(duplicates(ast.walk(ast.parse(code)))) == ["line 1: a"]


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_record_is_immutable_data(code: str) -> None:
    record = LANGUAGES[code]
    assert is_dataclass(record)
    assert record.code == code
    for part in fields(record):
        assert not isinstance(getattr(record, part.name), list | set), part.name


# Odd phrases that this project once used, in any form; `stand-in` is allowed.
ODD_PHRASES = re.compile(
    r"\b(stands?(?!-in)|stood|standing|behind|mend(s|ed|ing)?|(told|tells?) of|whatever comes"
    r"|(is|are|be) told|(first|of) so many|lean(s|ing)?|drawn anew|let(s|ting)? go of"
    r"|web sites?|missing in (the|its|their)|(put|puts|putting) right|broken off)\b",
    re.IGNORECASE,
)


def prose(source: str, strings: bool) -> Iterator[tuple[int, str]]:
    """Yield a module's comments, docstrings and names; with `strings`, its messages too."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
        elif token.type == tokenize.NAME:
            yield token.start[0], token.string.replace("_", " ")
    tree = ast.parse(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, DOCUMENTED) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            message = strings and re.search(
                r"[A-Z.:;,]", node.value
            )  # has punctuation, unlike a list of words
            if id(node) in docstrings or message:
                yield node.lineno, node.value


def written() -> Iterator[tuple[str, int, str]]:
    """Yield (file, line, text) of everything written for people."""
    for folder in ("passerelle", "translate", "summarize", "bench", "training", "tests"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if path.name != Path(__file__).name and path not in TABLES:
                source = path.read_text(encoding="utf-8")
                if ODD_PHRASES.search(source.replace("_", " ")):  # tokenizing every file would take seconds
                    texts = prose(source, strings=folder != "tests")
                    yield from ((name(path), line, text) for line, text in texts)
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "models").rglob("*.md")]
    endings = (".js", ".css", ".html", ".jinja")
    templates = [path for path in (ROOT / "passerelle").rglob("*") if path.suffix in endings]
    for path in [*pages, *templates]:
        lines = path.read_text(encoding="utf-8").splitlines()
        yield from ((name(path), i, line) for i, line in enumerate(lines, start=1))


def test_prose_is_plain_english() -> None:
    found = [
        f"{file}:{line}: {match[0]}" for file, line, text in written() if (match := ODD_PHRASES.search(text))
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        "x = 1  # what stands there",
        'def f():\n    """Mend it."""',
        'print("It lies behind.")',
        "# A word is missing in the English.",
        "# A web site.",
        "# The reader is told.",
        "def leans_back(): ...",
        "def test_what_lies_behind(): ...",
    ],
)
def test_odd_phrases_are_detected(code: str) -> None:
    assert any(ODD_PHRASES.search(text) for _, text in prose(code, strings=True))


@pytest.mark.parametrize(
    "code", ['x = "within behind despite".split()', "# A stand-in for the hub.", "x = understand"]
)
def test_other_phrases_are_allowed(code: str) -> None:
    assert not any(ODD_PHRASES.search(text) for _, text in prose(code, strings=True))


def test_contributing_lists_every_bench() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `python -m bench\.(\w+)", text, re.MULTILINE))
    assert listed == {path.stem for path in (ROOT / "bench").glob("[!_]*.py")}


def test_every_promise_of_the_security_policy_names_tests_that_exist() -> None:
    lines = (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    promises = [line for line in lines if line.startswith("|")][2:]
    assert len(promises) > 20
    for promise in promises:
        named = re.findall(r"`([^`]+)`", promise.split("|")[2])
        files = [name for name in named if name.startswith("tests/")]
        assert files, promise
        content = "".join((ROOT / name).read_text(encoding="utf-8") for name in files)
        assert all(f"def {name}(" in content for name in set(named) - set(files)), promise

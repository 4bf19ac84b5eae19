import ast
import os
import re
import shlex
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from collections.abc import Sequence
from functools import cache
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = ("passerelle", "summarize", "translate")
FRONTS = ("app.py", "batch.py")
# Modules that need no extra.
LIGHT = (
    *("passerelle/article", "passerelle/briefing", "passerelle/cli", "passerelle/crosscheck"),
    *("passerelle/facts", "passerelle/languages", "passerelle/output", "summarize", "translate"),
)


def requirements(*extras: str) -> list[Requirement]:
    project = PROJECT["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return [Requirement(line) for line in lines]


def needed() -> dict[str, str]:
    """Return the version of every package that `make test` needs, following requirements recursively."""
    # The dependencies of a CUDA build of torch differ between machines.
    cuda = re.compile("nvidia-.*|cuda-.*|triton")
    found: dict[str, str] = {}
    seen: set[str] = set()
    left = requirements("page", "mcp", "parquet", "ray", "torch", "dev", "bench", "training")
    while left:
        requirement = left.pop()
        extras = requirement.extras or {""}
        name = canonicalize_name(requirement.name)
        if cuda.fullmatch(name) or (key := f"{name}{sorted(extras)}") in seen:
            continue
        seen.add(key)
        package = distribution(name)
        found[name] = package.version.split("+")[0]
        for line in package.requires or []:
            further = Requirement(line)
            if not further.marker or any(further.marker.evaluate({"extra": extra}) for extra in extras):
                left.append(further)
    return found


def test_the_lock_has_the_pinned_versions_with_their_hashes() -> None:
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE))
    pinned = {canonicalize_name(name): version for name, version in pinned.items()}
    entries = re.findall(
        r"^([\w.-]+)(?:\[.*?\])?==([^\s;]+).*?((?:\\\n +--hash=sha256:[0-9a-f]{64} ?)+)$",
        (ROOT / "requirements.lock").read_text(),
        re.MULTILINE,
    )
    locked = {canonicalize_name(name): version for name, version, _ in entries}
    assert set(needed()) - set(locked) == {"torch"}
    assert {name: pinned[name] for name in locked if name in pinned} == {
        name: version for name, version in locked.items() if name in pinned
    }


@pytest.mark.slow
def test_make_soak_selects_the_tests_that_no_other_target_runs() -> None:
    [recipe] = re.findall(r"^soak:.*\n\t(\$\(PYTEST\) .+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    [pytest_] = re.findall(r"^PYTEST := \$\(BIN\)/(.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    arguments = shlex.split(recipe.replace("$(PYTEST)", pytest_))
    command = [sys.executable, "-m", *arguments, "--collect-only", "--quiet", "tests/test_normalize.py"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    collected = {line.split("::")[-1] for line in run.stdout.splitlines() if "::" in line}
    assert any("[200000-" in name for name in collected)  # marked soak
    assert len(collected) > 2  # and those of hypothesis


def test_every_package_is_pinned_to_its_installed_version() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    pins = {canonicalize_name(name): version for name, version in pairs}
    assert set(needed().items()) - set(pins.items()) == set()


distributions = cache(packages_distributions)


@cache
def imports(path: Path) -> tuple[str, ...]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module.split(".")[0])
    return tuple(found)


@pytest.mark.parametrize(
    ("places", "extras"),
    [
        ((*PACKAGES, *FRONTS), ("page", "ray", "torch")),
        (LIGHT, ()),
        (("bench",), ("page", "torch", "bench")),
        (("training",), ("torch", "training")),
        (("tests",), ("page", "mcp", "ray", "torch", "dev", "bench", "training")),
    ],
)
def test_every_imported_library_is_a_requirement(places: tuple[str, ...], extras: tuple[str, ...]) -> None:
    files = [file for place in places for file in ROOT.glob(f"{place}/**/*.py")]
    files += [ROOT / place for place in places if place in FRONTS]
    own = {
        *PACKAGES,
        "bench",
        "training",
        *(path.stem for path in [*ROOT.glob("*.py"), *ROOT.glob("tests/*.py")]),
    }
    known = distributions()
    required = {canonicalize_name(requirement.name) for requirement in requirements(*extras)}
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in files
        for name in imports(path)
        if name not in own | sys.stdlib_module_names
        and required.isdisjoint(canonicalize_name(package) for package in known.get(name, []))
    }
    assert missing == set()


# Modules that may import packages of an extra, after checking for it with `passerelle.extras`.
OF_EXTRAS = {"reference.py", "conversion_child.py", "tokenizer.py"}


def test_only_a_few_files_import_packages_of_extras() -> None:
    light = {canonicalize_name(requirement.name) for requirement in requirements()}
    extras = {canonicalize_name(requirement.name) for requirement in requirements("page", "torch")} - light
    known = distributions()
    found = {
        path.relative_to(ROOT).as_posix()
        for place in PACKAGES
        for path in ROOT.glob(f"{place}/**/*.py")
        for name in imports(path)
        if path.parent.name != "page" and path.name not in OF_EXTRAS
        if {canonicalize_name(package) for package in known.get(name, [])} & extras
    }
    assert found == set()


def run(command: Sequence[str | Path], cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)


def test_the_editable_install_serves_every_folder(tmp_path: Path) -> None:
    names = ", ".join([*PACKAGES, *(front.removesuffix(".py") for front in FRONTS)])
    done = run([sys.executable, "-c", f"import {names}; print(batch.__file__)"], cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert Path(done.stdout.strip()) == ROOT / "batch.py"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    done = run([*pip, "--wheel-dir", folder, ROOT], cwd=folder)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("passerelle-*.whl")
    return path


@pytest.mark.slow
def test_the_wheel_contains_exactly_the_files_of_the_checkout(wheel: Path) -> None:
    wanted = {"passerelle/modelstore/models.txt"}
    for package in PACKAGES:
        files = (path for path in (ROOT / package).rglob("*") if path.is_file() and path.suffix != ".pyc")
        wanted |= {path.relative_to(ROOT).as_posix() for path in files}
    for folder, place in (("models", "passerelle/modelstore"), ("examples", "passerelle/page")):
        files = (path for path in (ROOT / folder).rglob("*") if path.is_file())
        wanted |= {f"{place}/{path.relative_to(ROOT).as_posix()}" for path in files}
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == wanted


# Runs at start-up of the new environment and logs every file opened or folder listed in the checkout.
WATCH = """
import sys
def watch(event, arguments):
    if event in ("open", "os.listdir", "os.scandir") and isinstance(arguments[0], str):
        if arguments[0].startswith({root!r}) and not arguments[0].startswith({allowed!r}):
            with open({log!r}, "a") as log:
                log.write(arguments[0] + "\\n")
sys.addaudithook(watch)
"""


@pytest.mark.slow
def test_the_wheel_works_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False, symlinks=os.name != "nt")
    python = environment / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    assert (
        run([*pip, "install", "--no-deps", "--no-index", "--no-compile", wheel], cwd=tmp_path).returncode == 0
    )
    # Libraries come from this environment; its .pth files, such as that of the editable install, are
    # not processed there.
    libraries = sysconfig.get_path("purelib")
    find = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(run([python, "-c", find], cwd=tmp_path).stdout.strip())
    (packages / "libraries.pth").write_text(f"{libraries}\n")
    log = tmp_path / "log"
    watch = WATCH.format(root=f"{ROOT}{os.sep}", allowed=libraries, log=str(log))
    (packages / "sitecustomize.py").write_text(watch)

    command = python.with_name("passerelle")
    example = packages / "passerelle" / "page" / "examples" / "mekong-donnees-eau.fr.txt"
    for arguments, expected in (
        (["models", "list"], "./models/fr-en"),
        (["brief", "--quiet", example], "\n• "),
    ):
        done = run([command, *arguments], cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert expected in done.stdout
    assert not log.exists(), log.read_text()

    run([python, "-c", f"open({str(ROOT / 'models.txt')!r})"], cwd=tmp_path)
    assert log.read_text() == f"{ROOT / 'models.txt'}\n"  # a control: the hook works

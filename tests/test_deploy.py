"""Deployments of the page: the container, the compose file, the hosted Space and the wheel."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from packaging.requirements import Requirement

from passerelle import __version__

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
SPACE = ROOT / "deploy" / "space"
SPACE_HOST = "desk-passerelle.hf.space"


def test_the_dockerfile_passes_its_linter() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([linter, ROOT / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_container_runs_unprivileged_on_cpu_with_one_volume() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (.+)$", last, re.M) == ["1000"]
    assert re.findall(r"^VOLUME (.+)$", last, re.M) == ["/data"]
    assert "/health" in last
    assert "torch" not in re.sub(r"sed -i '/\^torch==/d'", "", last)
    # Every folder that is written to is in the volume.
    folders = re.findall(r"\b(?:HF_HOME|XDG_\w+|HOME)=(\S+)", last)
    assert len(folders) == 5
    assert all(folder.startswith("/data") for folder in folders)


def test_the_compose_file_publishes_the_page_on_this_machine_only() -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    service = compose["services"]["passerelle"]
    assert service["ports"] == ["127.0.0.1:7860:7860"]
    assert service["volumes"] == ["data:/data"]
    assert set(compose["volumes"]) == {"data"}


def test_the_space_requires_this_version_and_a_matching_gradio() -> None:
    front = yaml.safe_load((SPACE / "README.md").read_text(encoding="utf-8").split("---")[1])
    assert front["sdk"] == "gradio"
    assert (SPACE / front["app_file"]).is_file()
    lines = (SPACE / "requirements.txt").read_text().splitlines()
    [requirement] = [Requirement(line) for line in lines if line]
    assert requirement.name == "passerelle"
    assert requirement.specifier.contains(__version__, prereleases=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert requirement.extras <= set(project["optional-dependencies"])
    gradio = next(
        Requirement(line) for line in project["optional-dependencies"]["page"] if line.startswith("gradio>")
    )
    assert gradio.specifier.contains(front["sdk_version"])


@contextmanager
def started(command: list[str], folder: Path, address: str, **variables: str) -> Iterator[httpx.Client]:
    """Start a page; yield a client once it answers at the address."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "GRADIO_ANALYTICS_ENABLED": "False", **variables}
    with (folder / "log.txt").open("w+") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
                end = time.monotonic() + 90
                while True:
                    with suppress(httpx.TransportError):
                        client.get("health")
                        break
                    log.seek(0)
                    assert process.poll() is None, log.read()
                    assert time.monotonic() < end, log.read()
                    time.sleep(0.2)
                yield client
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.mark.slow
@pytest.mark.parametrize(
    "program",
    [
        [sys.executable],
        pytest.param([str(Path(sys.executable).with_name("gradio"))], marks=pytest.mark.soak),
    ],
)
def test_a_space_starts_and_answers_to_its_own_name(program: list[str], tmp_path: Path) -> None:
    for name in ("app.py", "requirements.txt", "README.md"):
        shutil.copy(SPACE / name, tmp_path)
    port = free_port()
    # Variables that Hugging Face sets in a Space.
    variables = {
        "GRADIO_SERVER_NAME": "0.0.0.0",
        "GRADIO_SERVER_PORT": str(port),
        "SPACE_HOST": SPACE_HOST,
        "SPACE_ID": "desk/passerelle",
        "SYSTEM": "spaces",
    }
    with started([*program, "app.py"], tmp_path, f"http://127.0.0.1:{port}/", **variables) as client:
        host = {"Host": SPACE_HOST, "X-Forwarded-Proto": "https"}
        page = client.get("", headers=host)
        assert page.status_code == 200
        assert "frame-ancestors https://huggingface.co;" in page.headers["content-security-policy"] + ";"
        assert client.get("", headers={"Host": "evil.example"}).status_code == 403
        asked = {"q": "Il pleut à Paris.", "source": "fr", "target": "en"}
        made = client.post("translate", headers=host, json=asked).json()
        assert "Paris" in made["translatedText"]


@pytest.mark.slow
def test_the_command_serves_other_machines_with_a_password(tmp_path: Path) -> None:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "passerelle",
        "app",
        "--no-browser",
        "--no-memory",
        "--mcp",
        "--no-fetch",
    ]
    command += ["--host", "0.0.0.0", "--port", str(port), "--root-path", "/brief"]
    with started(command, tmp_path, f"http://127.0.0.1:{port}/", PASSERELLE_AUTH="desk:secret") as client:
        assert client.get("config").status_code == 401
        assert client.get("brief/config", auth=("desk", "secret")).json()["root"].endswith("/brief")
        key = {"q": "Il pleut à Paris.", "source": "fr", "target": "en", "api_key": "desk:secret"}
        assert "Paris" in client.post("translate", json=key).json()["translatedText"]
        article = {"data": ["https://example.org/a.html", "fr", "standard", False, ""]}
        asked = client.post("gradio_api/call/brief", json=article, auth=("desk", "secret")).json()
        answer = client.get(f"gradio_api/call/brief/{asked['event_id']}", auth=("desk", "secret"))
        assert "fetching is turned off here" in answer.text


@pytest.mark.slow
def test_another_address_needs_a_password_or_open() -> None:
    command = [sys.executable, "-m", "passerelle", "app", "--no-browser", "--host", "0.0.0.0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "--auth USER:PASSWORD" in done.stderr
    assert done.stderr.count("\n") == 1


# --- The wheel --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create an empty environment and install the wheel with the steps of the Dockerfile."""
    source, home = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("environment")
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    for name in allowed:
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(place, source / name)
    venv.create(home, with_pip=True)
    pip = [str(home / "bin" / "pip")]
    subprocess.run(
        [*pip, "wheel", "-q", "--no-deps", "--wheel-dir", home / "wheels", "."], cwd=source, check=True
    )
    [wheel] = (home / "wheels").glob("passerelle-*.whl")
    pins = [
        line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("torch==")
    ]
    constraints = home / "constraints.txt"
    constraints.write_text("\n".join(pins))
    subprocess.run([*pip, "install", "-q", "--constraint", constraints, f"{wheel}[page,mcp]"], check=True)
    return home


def output(environment: Path, *command: str, folder: Path) -> str:
    variables: dict[str, Any] = {**os.environ, "XDG_CACHE_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    variables.pop("PYTHONPATH", None)
    return subprocess.run(
        [environment / "bin" / command[0], *command[1:]],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.soak
def test_the_wheel_works_in_an_empty_environment(environment: Path, tmp_path: Path) -> None:
    assert output(environment, "passerelle", "--version", folder=tmp_path) == f"passerelle {__version__}\n"
    article = tmp_path / "a.txt"
    article.write_text(
        "Le port de Marseille a accueilli lundi un nouveau ferry électrique.", encoding="utf-8"
    )
    assert "Marseille" in output(environment, "passerelle", "translate", "a.txt", folder=tmp_path)
    made = json.loads(
        output(environment, "passerelle", "brief", "a.txt", "--format", "json", folder=tmp_path)
    )
    assert made["translation"]["text"]
    installed = {path.name.lower() for path in environment.glob("lib/python*/site-packages/*")}
    assert not installed & {"torch", "transformers"}


@pytest.mark.soak
def test_the_page_of_the_wheel_starts_as_the_container_starts_it(environment: Path, tmp_path: Path) -> None:
    entry = json.loads(re.findall(r"^ENTRYPOINT (.+)$", DOCKERFILE, re.M)[0])
    port = free_port()
    command = [str(environment / "bin" / entry[0]), *entry[1:]]
    command[command.index("7860")] = str(port)
    variables = {"PYTHONPATH": "", "XDG_CACHE_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    with started(command, tmp_path, f"http://127.0.0.1:{port}/", **variables) as client:
        assert client.get("health").json() == {"status": "ok"}
        assert client.get("").status_code == 200


@pytest.mark.soak
def test_the_wheel_runs_in_a_temporary_environment(environment: Path, tmp_path: Path) -> None:
    """Start it with `uv tool run`, which creates an environment for one command, as `pipx run` does."""
    [wheel] = (environment / "wheels").glob("passerelle-*.whl")
    command = [str(Path(sys.executable).with_name("uv")), "tool", "run", "--python", sys.executable]
    command += ["--constraints", str(environment / "constraints.txt"), "--from", str(wheel)]
    command += ["passerelle", "--version"]
    variables = {
        **os.environ,
        "UV_CACHE_DIR": str(tmp_path / "cache"),
        "UV_TOOL_DIR": str(tmp_path / "tools"),
    }
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"passerelle {__version__}\n"), done.stderr


@pytest.mark.soak
def test_the_wheel_leaves_nothing_in_the_environment(environment: Path) -> None:
    subprocess.run([environment / "bin" / "pip", "uninstall", "-q", "-y", "passerelle"], check=True)
    left = [
        path
        for name in ("passerelle", "translate", "summarize")
        for path in environment.glob(f"lib/python*/site-packages/{name}*")
    ]
    assert left == []
    assert not (environment / "bin" / "passerelle").exists()

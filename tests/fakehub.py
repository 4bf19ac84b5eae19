"""A local stand-in for the Hugging Face hub: the API, addresses and headers that its library relies on.

Written from the source of huggingface_hub 2.4 (`HfApi.model_info`, `list_repo_tree` and `resolve_revision`,
`get_hf_file_metadata`, `parse_xet_file_data_from_response`, `utils/_http.py`) and the hub's public pages on
its API, rate limits and Xet storage; not recorded from the hub itself.
"""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Larger files are in Xet storage: served by another host after a redirect, and identified by their SHA-256.
# Git has a pointer file in their place, with its own hash; Xet has a third hash.
LFS_BYTES = 100_000


@dataclass
class Repository:
    """A model repository: its revisions, each a commit and the folder with its files."""

    revisions: dict[str, tuple[str, Path]]


@dataclass
class Hub:
    """A running hub.

    Attributes:
        address: the URL for HF_ENDPOINT or --from.
        repositories: the models, by id.
        requests: method, path, Authorization and Range of each request.
        cut: the number of bytes of the weights after which the connection breaks, for each attempt.
        spoilt: names of files whose content does not match the stated hash.
        lost: names of files that are listed but missing.
        strange: additional names to list.
        private: models are visible only with a token.
        broken: every response is an error.
        page: if set, the body of every response.
        gate: weights are withheld until this event is set.
        limits: Retry-After values; each of the next requests is answered with 429 and one of them.
        store: the host that serves large files.
        ranges: whether that host honours Range; otherwise it sends whole files.
    """

    address: str
    repositories: dict[str, Repository] = field(default_factory=dict)
    requests: list[tuple[str, str, str | None, str | None]] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    spoilt: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    strange: set[str] = field(default_factory=set)
    private: bool = False
    broken: bool = False
    page: bytes = b""
    gate: threading.Event | None = None
    limits: list[str] = field(default_factory=list)
    store: str = ""
    ranges: bool = True

    def add(self, model: str, folder: Path, *, commit: str = "1" * 40, revision: str = "main") -> None:
        """Publish a folder as a model repository."""
        repository = self.repositories.setdefault(model, Repository({}))
        repository.revisions[revision] = repository.revisions[commit] = (commit, folder)

    def paths(self, name: str) -> list[str]:
        """Return the requested paths that end in `name`."""
        return [path for method, path, *_ in self.requests if method == "GET" and path.endswith(name)]


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _git_blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def _pointer(content: bytes) -> bytes:
    """Return the Git LFS pointer of a large file."""
    return (
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{_sha256(content)}\nsize {len(content)}\n"
    ).encode()


def xet_hash(content: bytes) -> str:
    """Return a hash of 64 digits that differs from the SHA-256, like Xet's."""
    return hashlib.blake2b(content, digest_size=32).hexdigest()


@contextmanager
def running() -> Iterator[Hub]:
    """Run a hub inside a `with` block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:
            self.answer()

        def do_GET(self) -> None:
            self.answer()

        def log_message(self, *_: object) -> None:
            pass

        def answer(self) -> None:
            path = unquote(urlsplit(self.path).path)
            if path == "/api/agent-harnesses":  # huggingface_hub itself asks for it, once a day
                self.send(404, b"")
                return
            hub.requests.append(
                (self.command, path, self.headers.get("Authorization"), self.headers.get("Range"))
            )
            if hub.limits:
                self.send(429, b"", {"Retry-After": hub.limits.pop(0)})
            elif hub.broken:
                self.send(503, b"out of order")
            elif hub.page:
                self.send(200, hub.page)
            elif "/tree/" in path:
                self.tree(*path.removeprefix("/api/models/").split("/tree/"))
            elif "/xet-read-token/" in path:
                self.send(500, b"Xet is not spoken here")
            elif path.startswith("/api/models/"):
                model, _, revision = path.removeprefix("/api/models/").partition("/revision/")
                self.describe(model, revision)
            elif path.startswith("/store/"):
                self.large(path.removeprefix("/store/"))
            else:
                model, _, rest = path.strip("/").partition("/resolve/")
                self.resolve(model, rest)

        def find(self, model: str, revision: str) -> tuple[str, Path] | None:
            repository = hub.repositories.get(model)
            if repository is None or (hub.private and not self.headers.get("Authorization")):
                self.send(
                    401, b"", {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"}
                )
                return None
            if revision not in repository.revisions:
                self.send(404, b"", {"X-Error-Code": "RevisionNotFound", "X-Error-Message": "Invalid rev id"})
                return None
            return repository.revisions[revision]

        def describe(self, model: str, revision: str) -> None:
            found = self.find(model, revision)
            if found is None:
                return
            commit, folder = found
            siblings = []
            for file in sorted(folder.iterdir()):
                content = file.read_bytes()
                sibling: dict[str, object] = {"rfilename": file.name, "size": len(content)}
                sibling["blobId"] = _git_blob(content)
                if len(content) > LFS_BYTES:
                    sibling["blobId"] = _git_blob(_pointer(content))
                    sibling["lfs"] = {"sha256": _sha256(content), "size": len(content), "pointerSize": 134}
                siblings.append(sibling)
            siblings += [{"rfilename": n, "size": 1, "blobId": "0" * 40} for n in sorted(hub.strange)]
            text = json.dumps({"id": model, "modelId": model, "sha": commit, "siblings": siblings})
            self.send(200, text.encode(), {"Content-Type": "application/json"})

        def tree(self, model: str, revision: str) -> None:
            found = self.find(model, revision)
            if found is None:
                return
            entries = []
            for file in sorted(found[1].iterdir()):
                content = file.read_bytes()
                entry: dict[str, object] = {"type": "file", "path": file.name, "size": len(content)}
                entry["oid"] = _git_blob(content)
                if len(content) > LFS_BYTES:
                    entry["oid"] = _git_blob(_pointer(content))
                    entry["lfs"] = {"oid": _sha256(content), "size": len(content), "pointerSize": 134}
                    entry["xetHash"] = xet_hash(content)
                entries.append(entry)
            self.send(200, json.dumps(entries).encode(), {"Content-Type": "application/json"})

        def resolve(self, model: str, rest: str) -> None:
            repository = hub.repositories.get(model)
            revision = (
                next((r for r in repository.revisions if rest.startswith(f"{r}/")), "") if repository else ""
            )
            found = self.find(model, revision or rest.rpartition("/")[0])
            if found is None:
                return
            commit, folder = found
            name = rest.removeprefix(f"{revision}/")
            headers = {"X-Repo-Commit": commit}
            if name in hub.lost or not (folder / name).is_file():
                self.send(404, b"", headers | {"X-Error-Code": "EntryNotFound"})
                return
            content = (folder / name).read_bytes()
            if len(content) > LFS_BYTES:
                headers |= {
                    "X-Linked-Size": str(len(content)),
                    "X-Linked-ETag": f'"{_sha256(content)}"',
                    "ETag": f'"{_git_blob(_pointer(content))}"',
                    "X-Xet-Hash": xet_hash(content),
                    "Link": f'<{hub.address}/api/models/{model}/xet-read-token/{commit}>; rel="xet-auth"',
                    "Location": f"{hub.store}/store/{folder.as_posix().strip('/')}/{name}",
                }
                self.send(302, b"", headers)
                return
            stated = content
            if name in hub.spoilt:
                content = bytes(len(content))
            self.send(200, content, headers | {"ETag": f'"{_git_blob(stated)}"'})

        def large(self, path: str) -> None:
            file = Path("/", path)
            content = file.read_bytes()
            if file.name in hub.spoilt:
                content = bytes(len(content))
            wanted = self.headers.get("Range") if hub.ranges else None
            start = int((wanted or "bytes=0-").removeprefix("bytes=").partition("-")[0])
            part = content[start:]
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(part)))
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.end_headers()
            if hub.gate and self.command == "GET" and file.suffix == ".safetensors":
                hub.gate.wait(60)
            if hub.cut and self.command == "GET" and file.suffix == ".safetensors":
                self.wfile.write(part[: hub.cut.pop(0)])
                self.close_connection = True
                return
            self.wfile.write(part)

        def send(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    port = server.server_address[1]
    hub = Hub(f"http://127.0.0.1:{port}")
    hub.store = f"http://localhost:{port}"  # a different host to clients, so no token may be sent to it
    # By default, the server checks for its shutdown only every half second.
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

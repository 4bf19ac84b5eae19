"""Download one file from the hub into its cache on this machine, resuming an earlier attempt.

The hub's library resumes within one call only, and deletes the partial file when that fails. The file comes
over plain HTTPS rather than the Xet protocol: hf_xet 1.8 restarts an interrupted file from the beginning, and
continues to download after its callback has raised an error.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx2
from huggingface_hub.utils import build_hf_headers, get_session, hf_raise_for_status

from passerelle.modelstore import hub_cache, hub_connection

# How many times in a row a connection may break before any data is received, and the pause before a retry.
MAX_ATTEMPTS, PAUSE_SECONDS = 5, 1.0
# How long a connected hub may take to answer, and how long a download may stall.
ANSWER_SECONDS = 30
_CHUNK_BYTES = 1 << 20

OnBytes = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the hub lists it.

    Attributes:
        name: its name in the repository's root.
        size: its size in bytes.
        hash: SHA-256 of a large file (Git LFS, Xet); the git blob's SHA-1 of
            any other.
    """

    name: str
    size: int
    hash: str


class DamagedError(Exception):
    """The received file does not have the hash stated by the hub; it has been deleted."""


def download(file: RemoteFile, address: str, storage: Path, token: bool | None, on_bytes: OnBytes) -> None:
    """Download a file into `blobs/`, named by its hash.

    Args:
        file: the file, as the hub lists it.
        address: its address at the hub, which may redirect to another host; that gets no token.
        storage: the model's folder in the hub's cache.
        token: False to send none; None to send the one from the environment.
        on_bytes: called with the number of bytes received since the last call, which is negative if a server
            sends the file from the beginning again.

    Raises:
        DamagedError: its hash is not the stated one.
        HfHubHTTPError: the hub refuses it.
        httpx2.TransportError: the connection breaks repeatedly; what was received is kept.
        OSError: it cannot be written.
    """
    blob, unfinished = storage / "blobs" / file.hash, partial_path(storage, file)
    if blob.is_file():  # another file with the same content, or another revision
        on_bytes(file.size)
        return
    blob.parent.mkdir(parents=True, exist_ok=True)
    headers = build_hf_headers(token=token) | {"Accept-Encoding": "identity"}
    receive = partial(_receive, file, address, headers, unfinished, on_bytes)
    on_bytes(min(_size(unfinished), file.size))
    failures = 0
    while True:
        before = _size(unfinished)
        try:
            hub_connection.patiently(receive, lambda: on_bytes(0))
            break
        except httpx2.TransportError:
            failures = 0 if _size(unfinished) > before else failures + 1
            if failures >= MAX_ATTEMPTS:
                raise
            on_bytes(0)
            time.sleep(PAUSE_SECONDS)
    if not hub_cache.matches(unfinished, file.hash):
        unfinished.unlink()
        raise DamagedError(file.name)
    unfinished.replace(blob)


def partial_path(storage: Path, file: RemoteFile) -> Path:
    """Return the path of a file until it is complete."""
    return storage / "blobs" / f"{file.hash}.passerelle.incomplete"


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _receive(
    file: RemoteFile, address: str, headers: dict[str, str], unfinished: Path, on_bytes: OnBytes
) -> None:
    """Append the missing part of a file to its partial file, in one request."""
    with unfinished.open("ab") as target:
        done = target.tell()
        if done > file.size:
            target.truncate(0)
            done = 0
        if done == file.size and done:  # a server refuses a range that begins at the end
            return
        if done:
            headers = headers | {"Range": f"bytes={done}-"}
        with get_session().stream("GET", address, headers=headers, timeout=ANSWER_SECONDS) as response:
            hf_raise_for_status(response)
            if done and response.status_code != 206:  # the range was ignored
                target.truncate(0)
                on_bytes(-done)
                done = 0
            for chunk in response.iter_bytes(_CHUNK_BYTES):
                target.write(chunk)
                done += len(chunk)
                on_bytes(len(chunk))
                if done > file.size:
                    break
        if done < file.size:
            raise httpx2.RemoteProtocolError("the file ended early")

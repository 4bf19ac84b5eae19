"""Models from the Hugging Face hub or a mirror of it, into the hub's own cache.

What the hub's library reads from the environment counts here too: HF_HOME and HF_HUB_CACHE
(where the cache is), HF_ENDPOINT (a mirror), HF_TOKEN, HF_HUB_OFFLINE, HTTPS_PROXY.

Only the files that are needed are fetched, at the revision that models.txt pins, and each is
held against the hash that the hub states for it before it counts. A download that was cut
goes on where it stopped.
"""

import hashlib
import queue
import re
import shutil
import socket
import threading
import urllib.request
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import filelock
import huggingface_hub
from huggingface_hub import constants, errors, file_download
from huggingface_hub.utils._headers import build_hf_headers
from huggingface_hub.utils.tqdm import tqdm

from passerelle.errors import HubError
from passerelle.modelstore import formats
from passerelle.modelstore.conversion import check_space
from passerelle.modelstore.registry import ModelSpec
from passerelle.seq2seq.tokenizer import tokenizer_kind

# Seconds until a hub that cannot be reached is given up, name resolution included; and until
# one that has been reached must have answered.
CONNECT_SECONDS, ANSWER_SECONDS = 4, 30
# A conversion to int8 takes at most half of what float16 weights do.
_CONVERSION_SHARE = 0.5
_HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
# The hub's library has it from httpx, under a name that changes with its version.
_HTTP_ERROR: type[Exception] = errors.HTTPError  # type: ignore[attr-defined]
_TRANSPORT_ERROR: type[Exception] = import_module(_HTTP_ERROR.__module__.split(".")[0]).TransportError

OnBytes = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the hub states it.

    Attributes:
        name: in the repository's root.
        size: bytes.
        hash: SHA-256 of a large file, which git has elsewhere (LFS); the git blob's SHA-1 of
            any other.
    """

    name: str
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a model that are needed.

    Attributes:
        commit: full hash of the commit that they are from.
        files: small ones first.
    """

    commit: str
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def look_up(spec: ModelSpec, endpoint: str | None = None) -> Listing:
    """Ask the hub for a model's files at its pinned revision.

    Args:
        spec: a hub model.
        endpoint: address of a mirror; None for HF_ENDPOINT, else the hub itself.

    Raises:
        HubError: the hub cannot be reached within seconds, does not have the model or the
            revision, or the revision is not the pinned commit.
    """
    if constants.HF_HUB_OFFLINE:
        raise HubError(
            "HF_HUB_OFFLINE is set, so nothing is downloaded; unset it, or use: "
            "passerelle models fetch --from FOLDER."
        )
    reach(endpoint or constants.ENDPOINT)
    with _in_words(spec, endpoint):
        info = huggingface_hub.HfApi(endpoint=endpoint, token=_token(endpoint)).model_info(
            spec.location, revision=spec.revision, files_metadata=True, timeout=ANSWER_SECONDS
        )
    if not info.sha or not _HASH.fullmatch(info.sha):
        raise HubError(f"{_place(endpoint)} names no commit for {spec.location}; it is no mirror of the hub.")
    if spec.commit and not info.sha.startswith(spec.commit):
        raise HubError(
            f"{spec.revision} of {spec.location} is commit {info.sha[:7]} now and not {spec.commit[:7]}, "
            f"as line {spec.line} of {spec.file} wants it; look at what changed before you change the line."
        )
    files = {}
    for sibling in info.siblings or []:
        stated = sibling.lfs.sha256 if sibling.lfs else sibling.blob_id
        # What lies deeper is not needed, and such a name could lead out of the cache.
        root = "/" not in sibling.rfilename and "\\" not in sibling.rfilename
        if root and sibling.size is not None and stated and _HASH.fullmatch(stated):
            files[sibling.rfilename] = RemoteFile(sibling.rfilename, sibling.size, stated)
    wanted = needed(files)
    if not wanted:
        raise HubError(
            f"{spec.location} has no weights and tokenizer that can be used at {spec.short_revision}; "
            "choose another model or revision."
        )
    return Listing(info.sha, tuple(sorted((files[name] for name in wanted), key=lambda file: file.size)))


def needed(names: Collection[str]) -> tuple[str, ...]:
    """Of a model's files those that are needed; none where weights or tokenizer are missing.

    Safetensors go before a pickle, and either before a conversion.
    """
    chosen = formats.weights(names)
    described = sorted((formats.DESCRIPTION | formats.TOKENIZER) & set(names))
    if not chosen or "config.json" not in described or tokenizer_kind(set(described)) is None:
        return ()
    return (*described, *chosen)


def download(
    spec: ModelSpec, listing: Listing, *, endpoint: str | None = None, on_bytes: OnBytes | None = None
) -> Path:
    """Fetch what is not in the hub's cache yet, and hold all of it against the stated hashes.

    Args:
        spec: a hub model.
        listing: its files, from `look_up`.
        endpoint: as for `look_up`.
        on_bytes: called with the number of bytes that have come since the last call; what was
            here before counts at once.

    Returns:
        The folder, in the hub's cache.

    Raises:
        HubError: the download fails; what has come is kept for the next time, unless it is wrong.
        ModelError: the disk has no room.
    """
    on_bytes = on_bytes or (lambda count: None)
    cache = Path(constants.HF_HUB_CACHE)
    name = file_download.repo_folder_name(repo_id=spec.location, repo_type="model")
    folder = cache / name / "snapshots" / listing.commit
    missing = [file for file in listing.files if not (folder / file.name).exists()]
    partials = [path for file in missing if (path := _partial(cache / name, file)).exists()]
    need = sum(file.size for file in missing) - sum(path.stat().st_size for path in partials)
    check_space(cache, need + int(listing.size * _CONVERSION_SHARE), f"fetch {spec.location}")
    try:
        with _alone(cache / ".locks" / name, spec):
            # The description is last: without it a folder is no model, whatever else has come.
            for file in sorted(listing.files, key=lambda file: file.name == "config.json"):
                with _in_words(spec, endpoint):
                    try:
                        _fetch(spec, file, listing.commit, cache / name, endpoint, on_bytes)
                    except (_TRANSPORT_ERROR, TimeoutError):
                        raise _cut(spec) from None
            with _in_words(spec, endpoint):
                _name_revision(spec, listing, endpoint)
    except OSError as error:
        raise HubError(
            f"{spec.location} cannot be written to {cache}: {error.strerror or error}. Make room or set "
            "HF_HOME to another folder; what has come is kept."
        ) from None
    return folder


def _fetch(
    spec: ModelSpec, file: RemoteFile, commit: str, storage: Path, endpoint: str | None, on_bytes: OnBytes
) -> None:
    """One file; see `download`."""
    path = storage / "snapshots" / commit / file.name
    if not path.exists():
        address = huggingface_hub.hf_hub_url(spec.location, file.name, revision=commit, endpoint=endpoint)
        metadata = huggingface_hub.get_hf_file_metadata(
            address, token=_token(endpoint), timeout=ANSWER_SECONDS, endpoint=endpoint
        )
        blob = storage / "blobs" / (metadata.etag or "")
        chunked = metadata.xet_file_data is not None and huggingface_hub.utils.is_xet_available()
        if blob.is_file():  # another file with the same content, or another revision
            on_bytes(file.size)
            on_bytes = _ignore
        elif not chunked and _HASH.fullmatch(metadata.etag or ""):
            _resume(metadata.location, address, file, _partial(storage, file), blob, endpoint, on_bytes)
            on_bytes = _ignore
        huggingface_hub.hf_hub_download(
            spec.location,
            file.name,
            revision=commit,
            endpoint=endpoint,
            token=_token(endpoint),
            etag_timeout=ANSWER_SECONDS,
            tqdm_class=_bar(on_bytes),
        )
    else:
        on_bytes(file.size)
    if not matches(path, file.hash):
        blob = path.resolve()
        path.unlink()
        if blob.is_relative_to(storage.resolve()):
            blob.unlink(missing_ok=True)
        raise _damaged(spec.location, file)


def _resume(
    location: str,
    address: str,
    file: RemoteFile,
    partial: Path,
    blob: Path,
    endpoint: str | None,
    on_bytes: OnBytes,
) -> None:
    """Fetch a file into the cache's store, from where an earlier attempt stopped.

    The hub's library goes on within a call, but throws away what it has when that fails.
    """
    blob.parent.mkdir(parents=True, exist_ok=True)
    headers = build_hf_headers(token=_token(endpoint))
    if urlsplit(location).netloc != urlsplit(address).netloc:  # a store elsewhere gets no token
        headers.pop("authorization", None)
    with partial.open("ab") as target:
        done = target.tell()
        if done > file.size:
            target.truncate(0)
            done = 0
        on_bytes(done)
        if done < file.size:  # A server refuses to go on from the end.
            file_download.http_get(
                location,
                target,
                resume_size=done,
                headers=headers,
                expected_size=file.size,
                tqdm_class=_bar(on_bytes),
            )
    if not matches(partial, file.hash):
        partial.unlink()
        raise _damaged(address, file)
    partial.replace(blob)


def _name_revision(spec: ModelSpec, listing: Listing, endpoint: str | None) -> None:
    """Let the cache know which commit a branch is at, so that the model is found by it."""
    if spec.revision != listing.commit:
        huggingface_hub.hf_hub_download(
            spec.location,
            "config.json",
            revision=spec.revision,
            endpoint=endpoint,
            token=_token(endpoint),
            etag_timeout=ANSWER_SECONDS,
        )


def matches(path: Path, stated: str) -> bool:
    """Whether a file has the hash that the hub states; see `RemoteFile.hash`."""
    with path.open("rb") as file:
        if len(stated) == 64:
            return hashlib.file_digest(file, "sha256").hexdigest() == stated
        digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
        while block := file.read(1 << 20):
            digest.update(block)
        return digest.hexdigest() == stated


def stated_hash(path: Path) -> str | None:
    """The hash that the hub stated for a file in its cache, where the cache has kept it."""
    name = path.resolve().name if path.is_symlink() else ""
    return name if _HASH.fullmatch(name) else None


def remove(folder: Path) -> None:
    """Remove a revision from the hub's cache, with the files that no other revision has.

    Args:
        folder: its folder, as `registry.find` gives it.

    Raises:
        HubError: the cache is gone, or is none.
        OSError: the folder cannot be removed.
    """
    cache = folder.parent.parent.parent
    try:
        found = huggingface_hub.scan_cache_dir(cache)
    except (errors.CacheNotFound, ValueError) as error:
        raise HubError(f"{cache} is not a cache of the hub ({error}); remove {folder} by hand.") from None
    found.delete_revisions(folder.name).execute()
    if folder.exists():  # It only warns of what it cannot remove.
        shutil.rmtree(folder)
    storage = folder.parent.parent
    for left in storage.glob("blobs/*.incomplete"):
        left.unlink()


def remove_partial(location: str) -> int:
    """Remove what an interrupted download has left; returns its bytes."""
    name = file_download.repo_folder_name(repo_id=location, repo_type="model")
    total = 0
    for left in (Path(constants.HF_HUB_CACHE) / name / "blobs").glob("*.incomplete"):
        total += left.stat().st_size
        left.unlink()
    return total


def reach(endpoint: str) -> None:
    """Connect to the hub, or to the proxy on the way to it, and hang up.

    Raises:
        HubError: there is no answer within `CONNECT_SECONDS`, or the address is no web address.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise HubError(f"{endpoint!r} is not the address of a hub; it begins with https:// or http://.")
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if proxy and not urllib.request.proxy_bypass(host):
        try:
            through = urlsplit(proxy if "://" in proxy else f"http://{proxy}")
            host, port = through.hostname or host, through.port or port
        except ValueError:
            raise HubError(
                "The address of the proxy is malformed: write the signs of its password that are not "
                "letters or digits as %XX in the environment's proxy variables."
            ) from None
    # A thread of its own, because nothing bounds the time that name resolution takes.
    answers: queue.SimpleQueue[OSError | None] = queue.SimpleQueue()

    def connect() -> None:
        try:
            socket.create_connection((host, port), timeout=CONNECT_SECONDS).close()
            answers.put(None)
        except (OSError, UnicodeError) as error:
            answers.put(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=connect, daemon=True).start()
    try:
        failure = answers.get(timeout=CONNECT_SECONDS)
    except queue.Empty:
        failure = TimeoutError("no answer")
    if failure:
        raise _unreachable(endpoint, failure)


def _unreachable(endpoint: str | None, error: Exception) -> HubError:
    reason = " ".join(str(getattr(error, "strerror", None) or error).split())[:120].rstrip(".")
    return HubError(
        f"{_place(endpoint)} cannot be reached ({reason}): check the network, or bring the model from "
        "another machine and fetch it with: passerelle models fetch --from FOLDER."
    )


def _place(endpoint: str | None) -> str:
    address = endpoint or constants.ENDPOINT
    return f"The hub at {urlsplit(address).netloc or address}"


def _damaged(location: str, file: RemoteFile) -> HubError:
    return HubError(
        f"{file.name} of {location} has arrived damaged (its hash is not the one that the hub states) "
        "and was thrown away; fetch it again."
    )


@contextmanager
def _in_words(spec: ModelSpec, endpoint: str | None) -> Iterator[None]:
    """Say what went wrong on the way in one sentence."""
    try:
        yield
    except errors.GatedRepoError:
        raise HubError(
            f"{spec.location} is for those who have accepted its terms on the hub; do so and set HF_TOKEN."
        ) from None
    except errors.RevisionNotFoundError:
        raise HubError(
            f"{spec.location} has no revision {spec.revision}; correct line {spec.line} of {spec.file}."
        ) from None
    except errors.RepositoryNotFoundError:
        raise HubError(
            f"{_place(endpoint)} has no model {spec.location}, or shows it to some only (then set HF_TOKEN)."
        ) from None
    except errors.RemoteEntryNotFoundError as error:
        name = urlsplit(str(error.response.url)).path.rpartition("/")[2]
        raise HubError(
            f"{_place(endpoint)} lacks {name}, which it lists of {spec.location}; try another one."
        ) from None
    except errors.HfHubHTTPError as error:
        status = error.response.status_code
        advice = "try again later" if status == 429 or status >= 500 else "check that it is one"
        raise HubError(f"{_place(endpoint)} answers with an error ({status}); {advice}.") from None
    except (errors.LocalEntryNotFoundError, errors.FileMetadataError, ValueError) as error:
        reason = " ".join(str(error).split())[:150].rstrip(".")
        raise HubError(
            f"{_place(endpoint)} does not answer as the hub does ({reason}); check its address."
        ) from None
    except _HTTP_ERROR as error:
        raise _unreachable(endpoint, error) from None
    except OSError as error:
        if "Consistency check failed" in str(error):
            raise _cut(spec) from None
        raise


def _cut(spec: ModelSpec) -> HubError:
    return HubError(f"The download of {spec.location} was cut; the same command goes on from there.")


@contextmanager
def _alone(folder: Path, spec: ModelSpec) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with filelock.FileLock(folder / "passerelle.lock", timeout=0):
            yield
    except filelock.Timeout:
        raise HubError(
            f"{spec.location} is being fetched by another process; wait until it is done."
        ) from None


def _partial(storage: Path, file: RemoteFile) -> Path:
    return storage / "blobs" / f"{file.hash}.passerelle.incomplete"


def _token(endpoint: str | None) -> bool | None:
    """The user's token (None) goes to the hub that the environment names, never to another one."""
    return None if endpoint in (None, constants.ENDPOINT) else False


def _ignore(count: int) -> None:
    pass


def _bar(on_bytes: OnBytes) -> type[Any]:
    """A progress bar that shows nothing and passes on what it is told."""

    class Bar(tqdm):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options | {"disable": True})  # type: ignore[no-untyped-call]

        def update(self, n: float | None = 1) -> bool | None:
            on_bytes(int(n or 0))
            return None

    return Bar

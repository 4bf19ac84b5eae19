"""Fetch models from the Hugging Face hub, or a mirror of it, into the hub's own cache.

The environment variables of the hub's library apply: HF_HOME and HF_HUB_CACHE (where the cache is),
HF_ENDPOINT (a mirror), HF_TOKEN, HF_HUB_OFFLINE, HTTPS_PROXY.

Only the files that are needed are fetched, at the revision that models.txt pins, and each is compared
with the hash that the hub states for it before it is used. An interrupted download is resumed.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import filelock
import huggingface_hub
from huggingface_hub import constants, file_download
from huggingface_hub.utils._headers import build_hf_headers
from huggingface_hub.utils.tqdm import tqdm

from passerelle.errors import HubError
from passerelle.modelstore import formats, hub_cache, hub_connection, untrusted
from passerelle.modelstore.conversion import check_space
from passerelle.modelstore.hub_cache import HASH
from passerelle.modelstore.registry import ModelSpec
from passerelle.seq2seq.tokenizer import tokenizer_kind

# How long a hub that has been reached may take to answer.
ANSWER_SECONDS = 30
# A conversion to int8 takes at most half the size of float16 weights.
_CONVERSION_RATIO = 0.5

OnBytes = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file as the hub lists it.

    Attributes:
        name: in the repository's root.
        size: bytes.
        hash: SHA-256 of a large file (Git LFS); the git blob's SHA-1 of
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
        files: the smallest first.
    """

    commit: str
    files: tuple[RemoteFile, ...]

    @property
    def size(self) -> int:
        """The size of all files in bytes."""
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
    hub_connection.reach(endpoint or constants.ENDPOINT)
    with hub_connection.in_words(spec, endpoint):
        info = huggingface_hub.HfApi(endpoint=endpoint, token=hub_connection.token(endpoint)).model_info(
            spec.location, revision=spec.revision, files_metadata=True, timeout=ANSWER_SECONDS
        )
    if not info.sha or not HASH.fullmatch(info.sha):
        raise HubError(
            f"{hub_connection.place(endpoint)} names no commit for {spec.location}, so it is not a mirror "
            "of the hub; check the address."
        )
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
        if root and sibling.size is not None and stated and HASH.fullmatch(stated):
            files[sibling.rfilename] = RemoteFile(sibling.rfilename, sibling.size, stated)
    wanted = needed(files)
    if not wanted:
        raise HubError(
            f"{spec.location} has no weights and tokenizer that can be used at {spec.short_revision}; "
            "choose another model or revision."
        )
    for name in wanted:
        if reason := untrusted.size_problem(name, files[name].size):
            raise HubError(f"{spec.location} is not fetched: {reason}; choose another model or revision.")
    return Listing(info.sha, tuple(sorted((files[name] for name in wanted), key=lambda file: file.size)))


def needed(names: Collection[str]) -> tuple[str, ...]:
    """Select the files of a model that are needed; () where weights or tokenizer are missing.

    Safetensors are preferred to a pickle, and either to a conversion.
    """
    chosen = formats.weights(names)
    described = sorted((formats.DESCRIPTION | formats.TOKENIZER) & set(names))
    if not chosen or "config.json" not in described or tokenizer_kind(set(described)) is None:
        return ()
    return (*described, *chosen)


def download(
    spec: ModelSpec, listing: Listing, *, endpoint: str | None = None, on_bytes: OnBytes | None = None
) -> Path:
    """Fetch the files that the hub's cache lacks, and compare all of them with the stated hashes.

    Args:
        spec: a hub model.
        listing: its files, from `look_up`.
        endpoint: as for `look_up`.
        on_bytes: called with the number of bytes received since the last call; files that are
            already here count at once.

    Returns:
        The folder, in the hub's cache.

    Raises:
        HubError: the download fails; what was received is kept for the next attempt, unless it is damaged.
        ModelError: the disk has too little free space.
    """
    on_bytes = on_bytes or (lambda count: None)
    cache = Path(constants.HF_HUB_CACHE)
    name = file_download.repo_folder_name(repo_id=spec.location, repo_type="model")
    folder = cache / name / "snapshots" / listing.commit
    missing = [file for file in listing.files if not (folder / file.name).exists()]
    partials = [path for file in missing if (path := _partial(cache / name, file)).exists()]
    need = sum(file.size for file in missing) - sum(path.stat().st_size for path in partials)
    check_space(cache, need + int(listing.size * _CONVERSION_RATIO), f"fetch {spec.location}")
    try:
        with _alone(cache / ".locks" / name, spec):
            # config.json is last: a folder without it does not count as a model.
            for file in sorted(listing.files, key=lambda file: file.name == "config.json"):
                with hub_connection.in_words(spec, endpoint):
                    try:
                        _fetch(spec, file, listing.commit, cache / name, endpoint, on_bytes)
                    except (hub_connection.TRANSPORT_ERROR, TimeoutError):
                        raise hub_connection.cut(spec) from None
            with hub_connection.in_words(spec, endpoint):
                _name_revision(spec, listing, endpoint)
    except OSError as error:
        raise HubError(
            f"{spec.location} cannot be written to {cache}: {error.strerror or error}. Make room, or set "
            "HF_HOME to another folder; the part that was downloaded is kept."
        ) from None
    return folder


def _fetch(
    spec: ModelSpec, file: RemoteFile, commit: str, storage: Path, endpoint: str | None, on_bytes: OnBytes
) -> None:
    """Fetch one file; see `download`."""
    path = storage / "snapshots" / commit / file.name
    if not path.exists():
        address = huggingface_hub.hf_hub_url(spec.location, file.name, revision=commit, endpoint=endpoint)
        metadata = huggingface_hub.get_hf_file_metadata(
            address, token=hub_connection.token(endpoint), timeout=ANSWER_SECONDS, endpoint=endpoint
        )
        blob = storage / "blobs" / (metadata.etag or "")
        chunked = metadata.xet_file_data is not None and huggingface_hub.utils.is_xet_available()
        if blob.is_file():  # another file with the same content, or another revision
            on_bytes(file.size)
            on_bytes = _ignore
        elif not chunked and HASH.fullmatch(metadata.etag or ""):
            _resume(metadata.location, address, file, _partial(storage, file), blob, endpoint, on_bytes)
            on_bytes = _ignore
        huggingface_hub.hf_hub_download(
            spec.location,
            file.name,
            revision=commit,
            endpoint=endpoint,
            token=hub_connection.token(endpoint),
            etag_timeout=ANSWER_SECONDS,
            tqdm_class=_bar(on_bytes),
        )
    else:
        on_bytes(file.size)
    if not hub_cache.matches(path, file.hash):
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
    """Download a file into the cache, resuming an earlier attempt.

    The hub's library resumes within one call only, and deletes the partial file when that fails.
    """
    blob.parent.mkdir(parents=True, exist_ok=True)
    headers = build_hf_headers(token=hub_connection.token(endpoint))
    if urlsplit(location).netloc != urlsplit(address).netloc:  # another host gets no token
        headers.pop("authorization", None)
    with partial.open("ab") as target:
        done = target.tell()
        if done > file.size:
            target.truncate(0)
            done = 0
        on_bytes(done)
        if done < file.size:  # A server refuses a range that begins at the end.
            file_download.http_get(
                location,
                target,
                resume_size=done,
                headers=headers,
                expected_size=file.size,
                tqdm_class=_bar(on_bytes),
            )
    if not hub_cache.matches(partial, file.hash):
        partial.unlink()
        raise _damaged(address, file)
    partial.replace(blob)


def _damaged(location: str, file: RemoteFile) -> HubError:
    return HubError(
        f"{file.name} of {location} was damaged on the way (its hash is not the one that the hub states) "
        "and has been deleted; fetch it again."
    )


def _name_revision(spec: ModelSpec, listing: Listing, endpoint: str | None) -> None:
    """Record in the cache which commit a branch is at, so that the model is found by the branch."""
    if spec.revision != listing.commit:
        huggingface_hub.hf_hub_download(
            spec.location,
            "config.json",
            revision=spec.revision,
            endpoint=endpoint,
            token=hub_connection.token(endpoint),
            etag_timeout=ANSWER_SECONDS,
        )


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


def _ignore(count: int) -> None:
    pass


def _bar(on_bytes: OnBytes) -> type[Any]:
    """Return a progress bar class that shows nothing and passes the counts on."""

    class Bar(tqdm):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options | {"disable": True})  # type: ignore[no-untyped-call]

        def update(self, n: float | None = 1) -> bool | None:
            on_bytes(int(n or 0))
            return None

    return Bar

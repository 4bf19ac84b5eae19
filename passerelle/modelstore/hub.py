"""Fetch models from the Hugging Face hub, or a mirror of it, into the hub's own cache.

The environment variables of the hub's library apply: HF_HOME and HF_HUB_CACHE (where the cache is),
HF_ENDPOINT (a mirror), HF_TOKEN, HF_HUB_OFFLINE, HTTPS_PROXY.

Only the files that are needed are fetched, at the revision pinned in models.txt, and each is compared
with the hash stated by the hub before it is used. An interrupted download is resumed.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import filelock
import huggingface_hub
from huggingface_hub import constants
from huggingface_hub.utils import tqdm

from passerelle import extras
from passerelle.errors import HubError, remedy
from passerelle.modelstore import formats, hub_cache, hub_connection, hub_transfer, untrusted
from passerelle.modelstore.conversion import check_space
from passerelle.modelstore.hub_cache import HASH
from passerelle.modelstore.hub_transfer import ANSWER_SECONDS, OnBytes, RemoteFile
from passerelle.modelstore.registry import ModelSpec
from passerelle.seq2seq.tokenizer import tokenizer_kind

# A conversion to int8 takes at most half the size of float16 weights.
_CONVERSION_RATIO = 0.5


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a model that are needed.

    Attributes:
        commit: full hash of their commit.
        files: the files, smallest first.
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
        HubError: HF_HUB_OFFLINE is set; the hub cannot be reached within seconds, or does not have the model
            or the revision; the revision is not the pinned commit, lacks weights or a tokenizer, or has too
            large a file; or the weights are a pickle and torch, which reads them, is not installed.
    """
    if constants.HF_HUB_OFFLINE:
        raise HubError(
            "HF_HUB_OFFLINE is set, so nothing is downloaded; unset it, or use: "
            "passerelle models fetch --from FOLDER."
        )
    hub_connection.reach(endpoint or constants.ENDPOINT)
    ask = partial(_api(endpoint).model_info, spec.location, revision=spec.revision, files_metadata=True)
    with hub_connection.in_words(spec, endpoint):
        info = hub_connection.patiently(partial(ask, timeout=ANSWER_SECONDS))
    if not info.sha or not HASH.fullmatch(info.sha):
        raise HubError(
            f"{hub_connection.place(endpoint)} states no commit for {spec.location}, so it is not a mirror "
            "of the hub; check the address."
        )
    if spec.commit and not info.sha.startswith(spec.commit):
        raise HubError(
            f"{spec.revision} of {spec.location} is now commit {info.sha[:7]}, not {spec.commit[:7]}, "
            f"which line {spec.line} of {spec.file} asks for; review what changed before you change the line."
        )
    files = _remote_files(info.siblings or [])
    wanted = needed(files)
    if not wanted:
        raise HubError(
            f"{spec.location} has no weights and tokenizer that can be used at {spec.short_revision}; "
            "choose another model or revision."
        )
    if formats.PICKLE in wanted and not extras.has("torch"):
        raise HubError(
            f"The weights of {spec.label} are a pickle, which only torch can read; "
            "install it with: pip install 'passerelle[torch]'"
        )
    for name in wanted:
        if reason := untrusted.size_problem(name, files[name].size):
            raise HubError(f"{spec.location} is not fetched: {reason}; choose another model or revision.")
    return Listing(info.sha, tuple(sorted((files[name] for name in wanted), key=lambda file: file.size)))


def compare(spec: ModelSpec, folder: Path) -> dict[str, bool]:
    """Compare the files of a model on this machine with the hashes that the hub states for them now.

    Args:
        spec: a hub model.
        folder: its folder; one in the hub's cache is compared at its own commit.

    Returns:
        Whether each file that the hub has too is the same, by name.

    Raises:
        HubError: HF_HUB_OFFLINE is set, or the hub cannot be reached or lacks the model or the revision.
    """
    if constants.HF_HUB_OFFLINE:
        raise HubError("HF_HUB_OFFLINE is set, so the hub is not asked for its hashes; unset it.")
    hub_connection.reach(constants.ENDPOINT)
    revision = folder.name if HASH.fullmatch(folder.name) else spec.revision
    ask = partial(_api(None).verify_repo_checksums, spec.location, revision=revision, local_dir=folder)
    with hub_connection.in_words(spec, None):
        found = hub_connection.patiently(ask)
    different = {mismatch["path"] for mismatch in found.mismatches}
    names = {path.name for path in folder.iterdir() if path.is_file()} - set(found.extra_paths)
    return {name: name not in different for name in names}


def _remote_files(siblings: Collection[Any]) -> dict[str, RemoteFile]:
    """Return the files in the root of a repository by name."""
    files = {}
    for sibling in siblings:
        stated = sibling.lfs.sha256 if sibling.lfs else sibling.blob_id
        # Files in subfolders are not needed, and their names could lead out of the cache.
        root = "/" not in sibling.rfilename and "\\" not in sibling.rfilename
        if root and sibling.size is not None and stated and HASH.fullmatch(stated):
            files[sibling.rfilename] = RemoteFile(sibling.rfilename, sibling.size, stated)
    return files


def needed(names: Collection[str]) -> tuple[str, ...]:
    """Select the files of a model that are needed; () if weights or tokenizer are missing.

    Safetensors are preferred to a pickle, and either of them to a conversion.
    """
    if marian := formats.marian_files(names):
        return marian
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
        on_bytes: see `hub_transfer.download`; files already on this machine count at once. An error that
            it raises ends the download.

    Returns:
        The folder, in the hub's cache.

    Raises:
        HubError: the download fails; what was received is kept for the next attempt, unless it is damaged.
        ResourceError: the disk has too little free space.
    """
    on_bytes = on_bytes or (lambda count: None)
    cache = Path(constants.HF_HUB_CACHE)
    if cache.parts[0] == "~":  # the hub's library found no home
        raise HubError("There is no home folder to keep models in; set HF_HOME to a folder for them.")
    storage = cache / hub_cache.folder_name(spec.location)
    folder = storage / "snapshots" / listing.commit
    missing = [file for file in listing.files if not (folder / file.name).exists()]
    partials = [path for file in missing if (path := hub_transfer.partial_path(storage, file)).exists()]
    need = sum(file.size for file in missing) - sum(path.stat().st_size for path in partials)
    check_space(cache, need + int(listing.size * _CONVERSION_RATIO), f"fetch {spec.location}")
    try:
        with _alone(cache / ".locks" / storage.name, spec):
            on_bytes(listing.size - sum(file.size for file in missing))
            for file in missing:
                _download_file(spec, file, listing.commit, storage, endpoint, on_bytes)
            with hub_connection.in_words(spec, endpoint):
                _link(spec, listing, endpoint)
            for file in listing.files:
                _check(spec, file, folder / file.name, storage)
    except OSError as error:
        raise HubError(
            f"{spec.location} cannot be written to {cache}: {error.strerror or error}; {remedy(error)}, or "
            "set HF_HOME to another folder; the part that was downloaded is kept."
        ) from None
    return folder


def _download_file(
    spec: ModelSpec, file: RemoteFile, commit: str, storage: Path, endpoint: str | None, on_bytes: OnBytes
) -> None:
    address = huggingface_hub.hf_hub_url(spec.location, file.name, revision=commit, endpoint=endpoint)
    with hub_connection.in_words(spec, endpoint):
        try:
            hub_transfer.download(file, address, storage, hub_connection.token(endpoint), on_bytes)
        except hub_transfer.DamagedError:
            raise _damaged(spec, file) from None


def _link(spec: ModelSpec, listing: Listing, endpoint: str | None) -> None:
    """Let the hub's library build the snapshot from `blobs/`, and record the revision's commit.

    The model is later found by its branch, so a branch that has moved in the meantime is an error.
    """
    names = [file.name for file in listing.files]
    hub_connection.patiently(
        partial(
            huggingface_hub.snapshot_download,
            spec.location,
            revision=listing.commit,
            allow_patterns=names,
            endpoint=endpoint,
            token=hub_connection.token(endpoint),
            etag_timeout=ANSWER_SECONDS,
            max_workers=1,
            tqdm_class=_SilentBar,
        )
    )
    if spec.revision != listing.commit:
        resolve = partial(_api(endpoint).resolve_revision, spec.location, revision=spec.revision)
        if hub_connection.patiently(resolve).resolved != listing.commit:
            raise HubError(f"{spec.label} changed on the hub while it was being fetched; fetch it again.")


class _SilentBar(tqdm):
    """A progress bar that shows nothing."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options | {"disable": True})  # type: ignore[no-untyped-call]


def _check(spec: ModelSpec, file: RemoteFile, path: Path, storage: Path) -> None:
    """Compare a file of the snapshot with its stated hash; one that differs is deleted.

    Raises:
        HubError: it differs.
    """
    if path.is_file() and hub_cache.matches(path, file.hash):
        return
    content = path.resolve()
    path.unlink(missing_ok=True)
    if content.is_relative_to(storage.resolve()):
        content.unlink(missing_ok=True)
    raise _damaged(spec, file)


def _damaged(spec: ModelSpec, file: RemoteFile) -> HubError:
    return HubError(
        f"{file.name} of {spec.location} was damaged in transit (its hash differs from the "
        "hub's) and has been deleted; fetch it again."
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


def _api(endpoint: str | None) -> huggingface_hub.HfApi:
    return huggingface_hub.HfApi(endpoint=endpoint, token=hub_connection.token(endpoint))

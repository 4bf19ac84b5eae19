"""The hub's cache on this machine: hashes of its files, and their removal.

Layout of a model in it (huggingface_hub, "Manage the cache system"): files by hash in `blobs/`, and in
`snapshots/COMMIT/` links to them by name.
"""

import hashlib
import re
import shutil
from pathlib import Path

import huggingface_hub
from huggingface_hub import constants, errors, file_download

from passerelle.errors import HubError

# A git blob's SHA-1 or a SHA-256.
HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def matches(path: Path, stated: str) -> bool:
    """Return whether a file has the hash that the hub states; see `hub.RemoteFile.hash`."""
    with path.open("rb") as file:
        if len(stated) == 64:
            return hashlib.file_digest(file, "sha256").hexdigest() == stated
        digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
        while block := file.read(1 << 20):
            digest.update(block)
        return digest.hexdigest() == stated


def stated_hash(path: Path) -> str | None:
    """Return the hash that the hub stated for a file in its cache; None where the cache has not kept it."""
    name = path.resolve().name if path.is_symlink() else ""
    return name if HASH.fullmatch(name) else None


def remove(folder: Path) -> None:
    """Remove a revision from the hub's cache, with the files that no other revision has.

    Args:
        folder: its folder, as `registry.find` gives it.

    Raises:
        HubError: the folder is not in a cache of the hub.
        OSError: the folder cannot be removed.
    """
    cache = folder.parent.parent.parent
    try:
        found = huggingface_hub.scan_cache_dir(cache)
    except (errors.CacheNotFound, ValueError) as error:
        raise HubError(f"{cache} is not a cache of the hub ({error}); delete {folder} yourself.") from None
    found.delete_revisions(folder.name).execute()
    if folder.exists():  # The library only logs what it cannot remove.
        shutil.rmtree(folder)
    storage = folder.parent.parent
    for left in storage.glob("blobs/*.incomplete"):
        left.unlink()


def remove_partial(location: str) -> int:
    """Remove the partial files of an interrupted download, and return their size in bytes."""
    name = file_download.repo_folder_name(repo_id=location, repo_type="model")
    total = 0
    for left in (Path(constants.HF_HUB_CACHE) / name / "blobs").glob("*.incomplete"):
        total += left.stat().st_size
        left.unlink()
    return total

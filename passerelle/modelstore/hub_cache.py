"""The hub's cache on this machine: hashes of its files, and their removal.

Layout of a model in it (huggingface_hub, "Manage the cache system"): files by hash in `blobs/`, and in
`snapshots/COMMIT/` links to them by name.
"""

import hashlib
import re
import shutil
from pathlib import Path

import huggingface_hub
from huggingface_hub import constants, errors

from passerelle.errors import HubError

# A git blob's SHA-1 or a SHA-256.
HASH = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def matches(path: Path, stated: str) -> bool:
    """Return whether a file has the hash stated by the hub; see `hub_transfer.RemoteFile.hash`.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        if len(stated) == 64:
            return hashlib.file_digest(file, "sha256").hexdigest() == stated
        digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
        while block := file.read(1 << 20):
            digest.update(block)
        return digest.hexdigest() == stated


def stated_hash(path: Path) -> str | None:
    """Return the hash that the hub stated for a file in its cache; None if the cache has not kept it.

    A snapshot's link points to `blobs/HASH`. That may in turn be a link into a store shared by all
    models, where files are named by their Xet hash, so only the first link is followed.
    """
    name = path.readlink().name if path.is_symlink() else ""
    return name if HASH.fullmatch(name) else None


def folder_name(location: str) -> str:
    """Return the name of a model's folder in the cache: `models--Helsinki-NLP--opus-mt-fr-en`."""
    return f"models--{location.replace('/', '--')}"


def dangling(folder: Path) -> list[str]:
    """Return the names of broken links in a model's folder."""
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.is_symlink() and not path.exists())


def remove(folder: Path) -> None:
    """Remove a revision from the hub's cache, with the files that no other revision uses.

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
    if folder.exists():  # The library only logs files that it cannot remove.
        shutil.rmtree(folder)
    storage = folder.parent.parent
    for left in storage.glob("blobs/*.incomplete"):
        left.unlink()


def remove_partial(location: str) -> int:
    """Remove the partial files of an interrupted download, and return their size in bytes.

    Raises:
        OSError: one of them cannot be removed.
    """
    total = 0
    for left in (Path(constants.HF_HUB_CACHE) / folder_name(location) / "blobs").glob("*.incomplete"):
        total += left.stat().st_size
        left.unlink()
    return total

"""A private HTTP cache on disk, following RFC 9111."""

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

import hishel

from passerelle.article.download import Reply
from passerelle.storage import cache_home

MAX_BYTES = 100_000_000
# The only headers that are kept; cookies are not.
_KEPT = frozenset(
    "age cache-control content-type date etag expires last-modified location retry-after vary".split()
)
_OPTIONS = hishel.CacheOptions(shared=False)

# The library logs a traceback when it continues without the cache; only programs that configure logging show
# it.
logging.getLogger("hishel").addHandler(logging.NullHandler())


def default_folder() -> Path:
    """Return the default folder of the cache, in the user's cache folder."""
    return cache_home() / "pages"


def get(
    url: str, headers: Mapping[str, str], send: Callable[[Mapping[str, str]], Reply], folder: Path
) -> Reply:
    """Answer from the cache if the site allows it, else send the request and store the response.

    Args:
        url: the page's address.
        headers: headers of the request.
        send: sends the request; called with `headers` and, to revalidate a stored page, with
            `If-None-Match` or `If-Modified-Since` as well.
        folder: where pages are stored, at most 100 MB. If it cannot be written to, nothing
            is stored.

    Raises:
        Exception: any that `send` raises; nothing is stored then.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return send(headers)
    storage = hishel.SqliteStorage(database_path=folder / "pages.db", max_size=MAX_BYTES)
    try:
        response = _respond(url, headers, send, storage)
        # An entry is stored only once its body has been read to the end.
        body = b"".join(response.stream or ())  # type: ignore[arg-type]
        return Reply(response.status_code, dict(response.headers), body)
    finally:
        storage.close()


def _respond(
    url: str,
    headers: Mapping[str, str],
    send: Callable[[Mapping[str, str]], Reply],
    storage: hishel.BaseStorage,
) -> hishel.Response:
    request = hishel.Request("GET", url, hishel.Headers({k.lower(): v for k, v in headers.items()}))
    state: hishel.AnyState = hishel.IdleClient(options=_OPTIONS)
    while True:
        match state:
            case hishel.IdleClient():
                state = state.next(request, storage.get_entries(url))
            case hishel.CacheMiss() | hishel.NeedRevalidation():
                reply = send(dict(state.request.headers))
                kept = {name: value for name, value in reply.headers.items() if name in _KEPT}
                state = state.next(hishel.Response(reply.status, hishel.Headers(kept), iter([reply.body])))
            case hishel.NeedToBeUpdated():
                for entry in state.updating_entries:
                    storage.update_headers(entry.id, entry.response.headers)
                state = state.next()
            case hishel.InvalidateEntries():
                for entry_id in state.entry_ids:
                    storage.remove_entry(entry_id)
                state = state.next()
            case hishel.StoreAndUse():
                return storage.create_entry(request, state.response, url).response
            case hishel.CouldNotBeStored():
                return state.response
            case hishel.FromCache():
                return state.entry.response

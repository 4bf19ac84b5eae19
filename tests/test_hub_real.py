"""Behaviour of the real hub: Xet storage, shared blobs, rate limits, other hosts, moved refs."""

import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import fakehub
import httpx2
import huggingface_hub
import pytest
import tiny
from huggingface_hub.utils import _shared_blobs, close_session

from passerelle.errors import HubError
from passerelle.modelstore import (
    fetching,
    hub,
    hub_cache,
    hub_connection,
    hub_transfer,
    records,
    registry,
    verifying,
)

ID = "Helsinki-NLP/opus-mt-fr-en"
COMMIT = "b4a9a384c2ec68a224bbd2ee3fd5df0c71ca5b1b"
LINE = f"translate fr {ID} {COMMIT} Apache-2.0\n"
WEIGHTS = "model.safetensors"


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, good: Path) -> Iterator[fakehub.Hub]:
    """Serve a hub with one model in place of the real one, and give the test its own caches."""
    with fakehub.running() as running:
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hub"))
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", running.address)
        template = running.address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
        monkeypatch.delenv("HF_TOKEN", raising=False)
        monkeypatch.setattr(hub_transfer, "PAUSE_SECONDS", 0.0)
        running.add(ID, good, commit=COMMIT)
        yield running


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a model folder whose weights do not work, since few of these tests need them."""
    folder = tmp_path_factory.mktemp("models") / "good"
    folder.mkdir()
    for name in ("config.json", "vocab.json", "source.spm", "target.spm"):
        shutil.copyfile(tiny.EMBEDDED / name, folder / name)
    (folder / WEIGHTS).write_bytes(bytes(range(256)) * 12_000)
    return folder


@pytest.fixture
def spec(tmp_path: Path) -> registry.ModelSpec:
    return write(tmp_path, LINE)


def write(tmp_path: Path, line: str) -> registry.ModelSpec:
    path = tmp_path / "models.txt"
    path.write_text(line, encoding="utf-8")
    return registry.load(path)[0]


def shared(tmp_path: Path, folder: Path) -> Path:
    """Move the weights of a snapshot to the store shared by all models; return the file in the store."""
    blob = folder / (folder / WEIGHTS).readlink()
    xet = fakehub.xet_hash(blob.read_bytes())
    assert _shared_blobs.publish_blob_to_shared_store(
        blob_path=str(blob), xet_hash=xet, cache_dir=str(tmp_path / "hub"), expected_size=blob.stat().st_size
    )
    return _shared_blobs.shared_blob_path(tmp_path / "hub", xet)


def problems(spec: registry.ModelSpec, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    monkeypatch.setattr(verifying, "load_spec", lambda *_: None)  # the weights cannot translate
    [verified] = verifying.verify(ID, spec.file)
    return verified.problems


def test_a_file_in_the_shared_store_is_verified_by_the_hash_of_the_hub(
    served: fakehub.Hub, spec: registry.ModelSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = hub.download(spec, hub.look_up(spec))
    stored = shared(tmp_path, folder)
    assert (folder / WEIGHTS).resolve() == stored.resolve()
    stated = hub_cache.stated_hash(folder / WEIGHTS)
    assert stated not in (None, stored.name)
    assert hub_cache.matches(folder / WEIGHTS, stated or "")
    assert problems(spec, monkeypatch) == ()
    api = huggingface_hub.HfApi()
    assert api.verify_repo_checksums(ID, revision=COMMIT).mismatches == []

    stored.chmod(0o644)
    stored.write_bytes(bytes(stored.stat().st_size))
    assert problems(spec, monkeypatch) == (f"{WEIGHTS} has changed since it was fetched (its hash differs)",)
    [mismatch] = api.verify_repo_checksums(ID, revision=COMMIT).mismatches
    assert mismatch["path"] == WEIGHTS


def test_a_copied_cache_with_a_shared_store_is_usable(
    served: fakehub.Hub, spec: registry.ModelSpec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared(tmp_path, hub.download(spec, hub.look_up(spec)))
    stick = tmp_path / "stick"
    shutil.copytree(tmp_path / "hub", stick, symlinks=True)
    shutil.rmtree(tmp_path / "hub")
    monkeypatch.setattr(fetching, "load_spec", lambda *_: None)
    [one] = fetching.fetch(ID, spec.file, source=str(stick))
    assert (one.state, one.reason) == ("ready", "")

    # The model's folder alone lacks the store; the snapshots alone lack all files.
    for parts in ([f"models--{ID.replace('/', '--')}"], [f"models--{ID.replace('/', '--')}", "snapshots"]):
        shutil.rmtree(tmp_path / "data", ignore_errors=True)
        part = tmp_path / f"part-{len(parts)}"
        shutil.copytree(stick.joinpath(*parts), part.joinpath(*parts), symlinks=True)
        [one] = fetching.fetch(ID, spec.file, source=str(part))
        assert one.state == "failed"
        assert "consists of links to files that were not copied with it" in one.reason


def test_a_recorded_hash_takes_precedence_over_a_file_name(
    served: fakehub.Hub, spec: registry.ModelSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = hub.download(spec, hub.look_up(spec))
    records.note_fetched(ID, COMMIT, folder, {"from": "hub"})
    other = (folder / "config.json").resolve().with_name("0" * 64)
    (folder / "config.json").resolve().rename(other)
    (folder / "config.json").unlink()
    (folder / "config.json").symlink_to(other)
    assert problems(spec, monkeypatch) == ()


def test_xet_is_not_used_and_progress_counts_each_byte_once(
    served: fakehub.Hub, spec: registry.ModelSpec
) -> None:
    listing = hub.look_up(spec)
    counts: list[int] = []
    hub.download(spec, listing, on_bytes=counts.append)
    assert sum(counts) == listing.size
    assert not [path for _, path, *_ in served.requests if "xet-read-token" in path]


def test_stop_ends_a_download_and_the_next_run_resumes(
    served: fakehub.Hub, spec: registry.ModelSpec, tmp_path: Path
) -> None:
    class Stop(Exception):
        pass

    listing = hub.look_up(spec)
    smaller = listing.size - listing.files[-1].size
    came = 0

    def stop(count: int) -> None:
        nonlocal came
        came += count
        if came > smaller + 1_000_000:
            raise Stop

    with pytest.raises(Stop):
        hub.download(spec, listing, on_bytes=stop)
    [left] = (tmp_path / "hub").rglob("*.incomplete")
    size = left.stat().st_size
    assert 1_000_000 < size < listing.files[-1].size
    requests = len(served.requests)
    time.sleep(0.2)
    assert len(served.requests) == requests
    assert left.stat().st_size == size
    hub.download(spec, listing)
    assert {wanted for *_, wanted in served.requests if wanted} == {f"bytes={size}-"}


def test_without_range_support_the_file_is_downloaded_again(
    served: fakehub.Hub, spec: registry.ModelSpec
) -> None:
    listing = hub.look_up(spec)
    served.ranges = False
    served.cut = [2_000_000]
    counts: list[int] = []
    hub.download(spec, listing, on_bytes=counts.append)
    assert sum(counts) == listing.size
    assert min(counts) < 0
    assert registry.find(spec)


def test_a_marian_checkpoint_needs_two_files(served: fakehub.Hub, tmp_path: Path) -> None:
    checkpoint = tmp_path / "checkpoint"
    checkpoint.mkdir()
    for name in ("model.npz.best-chrf.npz", "model.vi-en.spm", "model.vi-en.vocab", "README.md"):
        (checkpoint / name).write_bytes(bytes(200_000))
    served.add("HPLT/translate-vi-en-v2.0-hplt", checkpoint)
    spec = write(tmp_path, "translate vi HPLT/translate-vi-en-v2.0-hplt main CC-BY-4.0\n")
    folder = hub.download(spec, hub.look_up(spec))
    assert {path.name for path in folder.iterdir()} == {"model.npz.best-chrf.npz", "model.vi-en.spm"}
    assert registry.find(spec) == folder


def test_a_cache_without_links_is_verified_by_recorded_hashes(
    served: fakehub.Hub, spec: registry.ModelSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Simulate Windows, where few users may create links."""
    monkeypatch.setattr("huggingface_hub.file_download.are_symlinks_supported", lambda cache_dir=None: False)
    folder = hub.download(spec, hub.look_up(spec))
    records.note_fetched(ID, COMMIT, folder, {"from": "hub"})
    assert not (folder / WEIGHTS).is_symlink()
    assert hub_cache.stated_hash(folder / WEIGHTS) is None
    assert problems(spec, monkeypatch) == ()
    (folder / WEIGHTS).write_bytes(b"other")
    assert problems(spec, monkeypatch) == (f"{WEIGHTS} has changed since it was fetched (its hash differs)",)


def test_a_copy_without_recorded_hashes_is_compared_with_those_of_the_hub(
    served: fakehub.Hub, spec: registry.ModelSpec, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "load_spec", lambda *_: None)  # the weights cannot translate
    assert spec.imported
    shutil.copytree(good, spec.imported)
    (spec.imported / "notes.txt").write_text("not at the hub")

    def verified(*, ask_hub: bool) -> tuple[tuple[str, ...], int]:
        [one] = verifying.verify(ID, spec.file, ask_hub=ask_hub)
        return one.problems, one.compared

    assert verified(ask_hub=False) == ((), 0)
    assert served.requests == []
    assert verified(ask_hub=True) == ((), 5)
    weights = spec.imported / WEIGHTS
    weights.write_bytes(bytes(weights.stat().st_size))
    assert verified(ask_hub=False) == ((), 0)
    assert verified(ask_hub=True) == ((f"{WEIGHTS} differs from the hub's",), 5)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    [problem], _ = verified(ask_hub=True)
    assert problem.startswith("HF_HUB_OFFLINE is set")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    [problem], _ = verified(ask_hub=True)
    assert "127.0.0.1:9 cannot be reached (Connection refused)" in problem


def test_a_rate_limit_is_waited_for(
    served: fakehub.Hub, spec: registry.ModelSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    clock = [0.0]

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        clock[0] += seconds

    watch = SimpleNamespace(sleep=sleep, monotonic=lambda: clock[0], time=time.time)
    monkeypatch.setattr(hub_connection, "time", watch)
    served.limits = ["7"]
    listing = hub.look_up(spec)
    assert sum(waits) == pytest.approx(7)
    served.limits = ["3"]
    hub.download(spec, listing)
    assert sum(waits) == pytest.approx(10)


def test_a_rate_limit_of_an_hour_is_an_error(served: fakehub.Hub, spec: registry.ModelSpec) -> None:
    served.limits = ["3600"]
    with pytest.raises(HubError, match=r"limits requests and asks for a wait of 3600 seconds.*HF_TOKEN"):
        hub.look_up(spec)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "17"}, 17),
        ({"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"Retry-After": "soon"}, hub_connection.WAIT_SECONDS),
        ({}, hub_connection.WAIT_SECONDS),
        ({"RateLimit": '"api";r=0;t=55', "Retry-After": "1"}, 55),
    ],
)
def test_every_form_of_rate_limit_is_understood(headers: dict[str, str], seconds: float) -> None:
    response = httpx2.Response(429, headers=headers, request=httpx2.Request("GET", "https://hub.example"))
    assert hub_connection.limited(huggingface_hub.errors.HfHubHTTPError("", response=response)) == seconds


def test_a_blocked_host_is_named(served: fakehub.Hub, spec: registry.ModelSpec) -> None:
    listing = hub.look_up(spec)
    served.store = "http://127.0.0.1:9"
    with pytest.raises(HubError, match=r"sends the files of its models from 127\.0\.0\.1:9, which cannot be"):
        hub.download(spec, listing)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConnectionError("CAS service error: connection refused"), "was interrupted (CAS service error"),
        (TimeoutError("no answer for 60 s"), "was interrupted (no answer for 60 s)"),
        (RuntimeError("Data processing error"), "was interrupted (Data processing error)"),
        (OSError("Consistency check failed"), "was interrupted (Consistency check failed)"),
        (PermissionError(13, "Permission denied"), "cannot be written to"),
        (OSError(28, "No space left on device"), "cannot be written to"),
        (httpx2.ReadTimeout("timed out"), "was interrupted (timed out)"),
    ],
)
def test_builtin_errors_give_the_right_message(
    served: fakehub.Hub,
    spec: registry.ModelSpec,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    said: str,
) -> None:
    """Raise the builtin errors of hf_xet, which have an errno only if a system call failed."""
    listing = hub.look_up(spec)

    def fail(*_: object, **__: object) -> str:
        raise error

    monkeypatch.setattr("huggingface_hub.snapshot_download", fail)
    with pytest.raises(HubError) as raised:
        hub.download(spec, listing)
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_refusing_proxy_is_reported(
    served: fakehub.Hub, spec: registry.ModelSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:9")
    with pytest.raises(HubError, match="pip install socksio"):
        hub_connection.reach("https://hub.example")
    request = httpx2.Request("GET", "https://hub.example/x")
    refusal = httpx2.ProxyError("407 Proxy Authentication Required", request=request)
    said = str(hub_connection.unreachable("https://hub.example", refusal))
    assert "The proxy does not allow connections to hub.example (407 Proxy Authentication Required)" in said


def test_a_model_is_fetched_through_the_proxy_of_the_environment(
    served: fakehub.Hub, spec: registry.ModelSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Use the stand-in hub as the proxy, since it also answers requests with absolute URLs."""
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://hub.invalid")
    template = "http://hub.invalid/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr("huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE", template)
    served.store = "http://store.invalid"
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, served.address)
    close_session()
    try:
        assert registry.find(spec) is None
        hub.download(spec, hub.look_up(spec))
        assert registry.find(spec)
    finally:
        close_session()


def test_a_pinned_commit_is_found_when_another_program_has_moved_the_branch(
    served: fakehub.Hub, good: Path, tmp_path: Path
) -> None:
    served.add(ID, good, commit="a580dbb" + "0" * 33, revision="refs/pr/7")
    spec = write(tmp_path, f"translate fr {ID} refs/pr/7@a580dbb Apache-2.0\n")
    folder = hub.download(spec, hub.look_up(spec))
    ref = folder.parents[1] / "refs" / "refs" / "pr" / "7"
    assert ref.read_text() == folder.name
    ref.write_text("f" * 40)
    assert registry.find(spec) == folder


def test_a_branch_that_moves_during_the_download_is_reported(
    served: fakehub.Hub, good: Path, tmp_path: Path
) -> None:
    spec = write(tmp_path, f"translate fr {ID} main Apache-2.0\n")
    listing = hub.look_up(spec)
    served.add(ID, good, commit="e" * 40)
    with pytest.raises(HubError, match="changed on the hub while it was being fetched; fetch it again"):
        hub.download(spec, listing)
    assert hub.download(spec, hub.look_up(spec)) == registry.find(spec)


def test_a_pickle_is_not_fetched_without_torch(
    served: fakehub.Hub, good: Path, tmp_path: Path, spec: registry.ModelSpec, monkeypatch: pytest.MonkeyPatch
) -> None:
    pickle = tmp_path / "pickle"
    shutil.copytree(good, pickle)
    (pickle / WEIGHTS).rename(pickle / "pytorch_model.bin")
    served.add(ID, pickle, commit=COMMIT)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(
        HubError, match=r"pickle, which only torch can read.*pip install 'passerelle\[torch\]'"
    ):
        hub.look_up(spec)
    assert not served.paths("pytorch_model.bin")

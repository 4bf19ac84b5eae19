"""Train from the packed files of a run's folder, writing checkpoints to it."""

import json
import math
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import torch
from torch import Tensor

from training import batches, checkpoint, packing
from training import network as net
from training.batches import NO_LABEL, Batch
from training.checkpoint import CHECKPOINT, STABLE, WEIGHTS, Progress
from training.errors import TrainingError
from training.loss import linear_cross_entropy, matrix_type
from training.network import PRESETS, Preset, PresetName
from training.packing import Packed
from training.prepare import load_pieces
from training.schedule import Decay, factor

LABEL_SMOOTHING = 0.1
LARGEST_GRADIENT = 1.0
LOG_STEPS = 100
VALIDATION_BATCH = 64

Stop = Callable[[Progress], bool]
# Print without buffering, even if the output goes to a file.
show = partial(print, flush=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Training settings.

    Attributes:
        preset: size of the network and its learning rates.
        tokens: total number of target tokens to train on; the decay ends there.
        minutes: time to train for, instead of `tokens`.
        decay: share of `tokens` or `minutes` over which the learning rate falls; 1 for all of it.
        rate: factor for the preset's learning rates.
        accumulate: batches per update; two, at a lower rate, are better late in training.
        start: weights to start from (a model folder, `.safetensors`), or another run's `.pt`, whose
            optimizer state and token count are also restored.
        embeddings: initial embeddings, if there is nothing else to start from.
        seed: seed of the weights and of the order of the data.
        save_minutes: time between checkpoints.
        device: `cpu`, `cuda`, or `auto` to use a GPU if there is one.
        threads: torch's threads on a CPU; 0 for as many as this process may use.
    """

    preset: PresetName = "small"
    tokens: int | None = None
    minutes: float | None = None
    decay: float = 0.2
    rate: float = 1.0
    accumulate: int = 1
    start: Path | None = None
    embeddings: Path | None = None
    seed: int = 1
    save_minutes: float = 10.0
    device: str = "auto"
    threads: int = 0


def never(progress: Progress) -> bool:
    """Return False: do not stop before the end."""
    del progress
    return False


def train(
    run: Path, settings: Settings, *, should_stop: Stop = never, report: Callable[[str], None] = show
) -> Progress | None:
    """Train, or resume from the checkpoint in a run's folder.

    A run that was stopped and resumed makes the same steps as an uninterrupted one, if its length is
    given in tokens. SIGTERM and SIGINT write a checkpoint after the current step and end training.

    Args:
        run: the folder that `prepare` created.
        settings: how to train.
        should_stop: called before each step; True has the same effect as SIGTERM.
        report: called with each line of progress.

    Returns:
        The progress at the end; None if it was stopped before that.

    Raises:
        TrainingError: the folder or the settings cannot be used for training.
    """
    check(settings)
    with _threads(settings.threads), _stopping() as stopped:
        trainer = _Trainer(run, settings, report)
        return trainer.run(lambda progress: stopped() or should_stop(progress))


def check(settings: Settings) -> None:
    """Check that training is possible with these settings.

    Raises:
        TrainingError: it is not; the message says why.
    """
    if settings.preset not in PRESETS:
        raise TrainingError(f"There is no preset {settings.preset!r}; choose one of {', '.join(PRESETS)}.")
    if (settings.tokens is None) == (settings.minutes is None):
        raise TrainingError(
            "Give either the number of target tokens (--tokens) or the minutes to train for (--minutes)."
        )
    if settings.tokens is not None and settings.tokens < 1:
        raise TrainingError("Training needs at least one target token.")
    if settings.minutes is not None and settings.minutes <= 0:
        raise TrainingError("The minutes to train for must be more than 0.")
    if settings.accumulate < 1 or settings.rate <= 0:
        raise TrainingError("An update needs at least one batch, and a learning rate above 0.")
    if settings.start and not settings.start.exists():
        raise TrainingError(f"There is nothing to start from at {settings.start}; check the path.")


def check_pieces(start: Path, spm: Path) -> None:
    """Refuse to start from a model folder with a different SentencePiece model.

    Raises:
        TrainingError: the models differ.
    """
    pieces = start / "source.spm"
    if pieces.is_file() and pieces.read_bytes() != spm.read_bytes():
        raise TrainingError(
            f"The model to start from, {start}, has a different SentencePiece model than {spm}; "
            f"prepare another run with --spm {pieces}."
        )


def held_out_loss(run: Path, weights: dict[str, Tensor], device: str = "auto") -> dict[str, float]:
    """Return the mean negative log-likelihood per target token on each held-out set of a run, by name.

    Args:
        run: the folder that `prepare` created.
        weights: as returned by `network.load_weights`.
        device: `cpu`, `cuda` or `auto`.
    """
    vocabulary = weights[net.SHARED].shape[0]
    network = net.build(net.shape_of(weights), vocabulary)
    net.put_weights(network, weights)
    return _validate(network.to(pick(device)), held_out(run))


def held_out(run: Path) -> dict[str, Packed]:
    """Load the held-out sets of a run, keyed by name, such as `fr`."""
    return {path.stem.removeprefix("dev-"): packing.load(path) for path in sorted(run.glob("dev-*.npz"))}


def pick(device: str) -> str:
    """Return the device to use; `auto` is a GPU when there is one."""
    return ("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device


class _Trainer:
    """The state of one call of `train`."""

    def __init__(self, run: Path, settings: Settings, report: Callable[[str], None]) -> None:
        self._folder = run
        self._settings = settings
        self._report = report
        self._preset: Preset = PRESETS[settings.preset]
        self._device = pick(settings.device)
        if not (run / "prepared.json").exists():
            raise TrainingError(
                f"{run} is not prepared; run `python -m training prepare CORPORA {run}` first."
            )
        vocabulary = load_pieces(run / "spm.model").get_piece_size() + 1
        torch.manual_seed(settings.seed)
        self._network = net.build(self._preset.shape, vocabulary, dropout=self._preset.dropout)
        self._network.to(self._device).train()
        if self._device == "cuda":
            self._network.set_attn_implementation("sdpa")
        self._optimizers = net.optimizers(self._network, self._preset)
        self._progress = self._start()
        self._dev = held_out(run)

    def _start(self) -> Progress:
        """Resume from this run's checkpoint, else start from the model that the settings name."""
        start, own = self._settings.start, self._folder / CHECKPOINT
        if own.exists() or (start and start.suffix == ".pt"):
            path = own if own.exists() else start
            assert path is not None
            progress = checkpoint.restore(path, self._network, self._optimizers, self._device)
            if path != own:
                # Another run's clock and decay do not apply to this one.
                progress = replace(progress, first=progress.seen, seconds=0.0, decay=None)
            decay, tokens = progress.decay, self._settings.tokens
            whole = self._whole()
            # A decay of zero length was started after the end had passed.
            passed = decay and not decay.length and decay.end > whole
            if decay and not passed and not math.isclose(decay.end, whole):
                raise TrainingError(
                    f"The learning rate of {self._folder} is already decaying towards the end of the run; "
                    f"continue in another folder with --start {self._folder / STABLE}."
                )
            if tokens is not None and progress.seen >= tokens and not decay:
                raise TrainingError(
                    f"{path} has already seen {progress.seen} target tokens, which count towards --tokens; "
                    "give more."
                )
            self._report(f"resumed at step {progress.step}, {progress.seen} target tokens")
            return progress
        if start:
            check_pieces(start, self._folder / "spm.model")
            net.put_weights(self._network, net.load_weights(start))
        elif self._settings.embeddings:
            net.put_embeddings(self._network, self._settings.embeddings)
        return Progress()

    def run(self, should_stop: Stop) -> Progress | None:
        begun, spent, seen_before = time.monotonic(), self._progress.seconds, self._progress.seen
        saved = begun
        likelihoods: list[Tensor] = []
        packed: Packed | None = None
        stream: Iterator[tuple[int, int, Any]] = iter(())
        with (self._folder / "log.jsonl").open("a", encoding="utf-8") as log:
            while True:
                now = time.monotonic()
                progress = self._progress = replace(self._progress, seconds=spent + now - begun)
                if progress.decay is None and (decay := self._decay(progress)):
                    self._save(STABLE)
                    progress = self._progress = checkpoint.begun(progress, decay)
                    packed = None
                if progress.decay and self._now(progress) >= progress.decay.end:
                    self._log(log, final=True)
                    return self._progress
                if should_stop(progress):
                    self._save(CHECKPOINT)
                    self._report(f"stopped at step {progress.step}; the same command resumes there")
                    return None
                if now - saved > 60 * self._settings.save_minutes:
                    saved = now
                    self._log(log)
                    checkpoint.keep_weights(self._folder / WEIGHTS, self._network, progress)
                if packed is None:
                    packed = packing.load(self._folder / ("decay.npz" if progress.decay else "epoch.npz"))
                    stream = self._stream(packed, progress)
                together = list(islice(stream, self._settings.accumulate))
                epoch, number, _ = together[-1]
                likelihood, tokens = self._step(packed, [indices for _, _, indices in together])
                likelihoods.append(likelihood)
                self._progress = replace(
                    progress,
                    step=progress.step + 1,
                    seen=progress.seen + tokens,
                    epoch=epoch,
                    batch=number + 1,
                )
                if self._progress.step % LOG_STEPS == 0:
                    mean = float(torch.stack(likelihoods).mean())
                    done = self._progress.seen
                    rate = (done - seen_before) / (time.monotonic() - begun)
                    self._report(
                        f"step {self._progress.step}  loss {mean:.3f}  {done / 1e6:.2f} M target tokens"
                        f"  {rate:.0f} a second"
                    )
                    likelihoods.clear()

    def _decay(self, progress: Progress) -> Decay | None:
        """Return the decay if it is time to start it, else None."""
        now, whole = self._now(progress), self._whole()
        return Decay(now, max(0.0, whole - now)) if now >= whole * (1 - self._settings.decay) else None

    def _whole(self) -> float:
        """Return the run's length, in target tokens or in seconds."""
        tokens, minutes = self._settings.tokens, self._settings.minutes
        return tokens if tokens is not None else 60 * (minutes or 0.0)

    def _now(self, progress: Progress) -> float:
        """Return the position of the run, in the unit of its length."""
        return progress.seen if self._settings.tokens is not None else progress.seconds

    def _stream(self, packed: Packed, progress: Progress) -> Iterator[tuple[int, int, Any]]:
        """Yield the epoch, number and pairs of every batch from here on, endlessly."""
        epoch, skip = progress.epoch, progress.batch
        while True:
            order = batches.epoch(packed, self._preset.batch_tokens, self._settings.seed, epoch)
            for number, indices in enumerate(order):
                if number >= skip:
                    yield epoch, number, indices
            epoch, skip = epoch + 1, 0

    def _step(self, packed: Packed, together: Sequence[Any]) -> tuple[Tensor, int]:
        """Make one update; return the mean negative log-likelihood and the number of target tokens."""
        progress, padding = self._progress, self._network.config.pad_token_id
        left = progress.decay.left(self._now(progress)) if progress.decay else 1.0
        scale = self._settings.rate * factor(progress.seen, self._preset.warmup, left)
        for optimizer, rate in zip(self._optimizers, (self._preset.adam, self._preset.muon), strict=True):
            for group in optimizer.param_groups:
                group["lr"] = rate * scale
        collated = [batches.collate(packed, indices, padding) for indices in together]
        shares = [int((batch.labels != NO_LABEL).sum()) for batch in collated]
        tokens, likelihoods = sum(shares), []
        for batch, share in zip(collated, shares, strict=True):
            loss, likelihood, _ = _loss(self._network, batch, LABEL_SMOOTHING)
            (loss * (share / tokens)).backward()  # type: ignore[no-untyped-call]
            likelihoods.append(likelihood * (share / tokens))
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), LARGEST_GRADIENT)
        for optimizer in self._optimizers:
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        return torch.stack(likelihoods).sum(), tokens

    def _log(self, log: Any, *, final: bool = False) -> None:
        """Validate, log and save."""
        losses = _validate(self._network, self._dev)
        progress = self._progress
        entry = {"step": progress.step, "seen": progress.seen, "seconds": round(progress.seconds), **losses}
        print(json.dumps(entry | ({"final": True} if final else {})), file=log, flush=True)
        figures = "  ".join(f"{name} {loss:.4f}" for name, loss in losses.items())
        self._report(f"held-out loss per token at step {progress.step}: {figures or 'nothing is held out'}")
        self._save(CHECKPOINT)
        if final:
            checkpoint.keep_weights(self._folder / WEIGHTS, self._network, progress)

    def _save(self, name: str) -> None:
        checkpoint.save(self._folder / name, self._network, self._optimizers, self._progress)


def _loss(network: Any, batch: Batch, smoothing: float) -> tuple[Tensor, Tensor, int]:
    device = network.device
    padding = network.config.pad_token_id
    source, prefix, labels = (t.to(device) for t in (batch.source, batch.prefix, batch.labels))
    low = matrix_type(device)
    with torch.autocast(device.type, dtype=torch.bfloat16, enabled=low == torch.bfloat16):
        states = network.model(
            input_ids=source, attention_mask=(source != padding).long(), decoder_input_ids=prefix
        ).last_hidden_state
    flat = labels.reshape(-1)
    kept = flat != NO_LABEL
    # Without the padding, which is the last id and is never generated.
    output = network.model.shared.weight[:padding]
    loss, likelihood = linear_cross_entropy(
        states.reshape(-1, states.shape[-1])[kept], output, flat[kept], smoothing
    )
    return loss, likelihood, int(kept.sum())


def _validate(network: Any, dev: dict[str, Packed]) -> dict[str, float]:
    losses = {}
    network.eval()
    with torch.no_grad():
        for name, packed in dev.items():
            total = tokens = 0.0
            order = np.argsort(np.diff(packed.target_offsets), kind="stable")
            for start in range(0, len(order), VALIDATION_BATCH):
                indices = order[start : start + VALIDATION_BATCH]
                batch = batches.collate(packed, indices, network.config.pad_token_id)
                _, likelihood, count = _loss(network, batch, 0.0)
                total, tokens = total + float(likelihood) * count, tokens + count
            losses[name] = round(total / tokens, 4)
    network.train()
    return losses


@contextmanager
def _threads(count: int) -> Iterator[None]:
    before = torch.get_num_threads()
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    torch.set_num_threads(count or available or 1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def _stopping() -> Iterator[Callable[[], bool]]:
    """Yield a function that returns whether SIGTERM or SIGINT has arrived; False outside the main thread."""
    received: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        del frame
        received.append(number)

    before: dict[signal.Signals, Any] = {}
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            before[number] = signal.signal(number, note)
    except ValueError:
        pass
    try:
        yield lambda: bool(received)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

"""Prepare the packed files of a run from corpora.

A run's folder contains `epoch.npz`, the training data for the constant learning rate; `decay.npz`, the data
for its decay (news twice as often; for the compressor, only compressions); `dev-CODE.npz`, held-out news by
language; `spm.model`; and `prepared.json`, which records what went into them.
"""

import hashlib
import json
import random
import shutil
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

import sentencepiece

from passerelle.modelstore.loading import Hints
from passerelle.modelstore.registry import embedded
from passerelle.seq2seq.openings import space_openings
from training import corpora, names, noise
from training import hints as learning
from training.back_translation import TAG
from training.checkpoint import CHECKPOINT
from training.corpora import Corpus, Task
from training.errors import TrainingError
from training.packing import LARGEST_VOCABULARY, Packer
from translate.normalize import normalize

# Longer sentences are divided before they are translated (translate/decoding.py).
MAX_TOKENS = 160
# Maximum length ratio of a translation. A compression may be shorter.
MAX_RATIO, RATIO_SLACK = 2.5, 8
# One pair in HELD_OUT is not used for training; the news pairs among these, up to this many per language, are
# the held-out sets.
HELD_OUT = 100
MAX_HELD_OUT = 500
CHUNK = 10_000
# Kudo (2018) finds 0.1 best with a separate vocabulary for each language; here, that doubles the length of a
# sentence, while 0.3 makes it a fifth longer.
SAMPLING_ALPHA = 0.3

Tokens = list[int]


@dataclass(frozen=True, slots=True)
class Preparation:
    """How corpora are prepared.

    Attributes:
        task: which corpora of the list are wanted.
        spm: the SentencePiece model; None for the corpora's own (see `default_spm`).
        listing: the list of corpora.
        join: share of pairs that are also added joined with the next pair, for longer context.
        sample: share of copies whose source is segmented by sampling (subword regularization, Kudo 2018).
        hints: what to insert into sources (training/hints.py): `terms` for English that must be used,
            `all` for candidates for rare words too, None for nothing.
        language: ISO 639-1 code of the corpora to use; None for those of all languages.
    """

    task: Task = "translate"
    spm: Path | None = None
    listing: Path = corpora.LIST
    join: float = 0.0
    sample: float = 0.0
    hints: Hints | None = None
    language: str | None = None

    def wanted(self) -> list[Corpus]:
        """Return the corpora to use.

        Raises:
            TrainingError: the list has none.
        """
        found = [
            corpus
            for corpus in corpora.load(self.listing)
            if corpus.task == self.task and corpus.share > 0 and self.language in (None, corpus.language)
        ]
        if not found:
            which = f"no corpus in {self.language!r}" if self.language else "no corpus"
            raise TrainingError(f"{self.listing} lists {which} for the task {self.task}; add one.")
        return found

    @property
    def spaced_openings(self) -> bool:
        """Return whether text gets spaces after opening marks (`passerelle.seq2seq.openings`)."""
        return self.task == "translate"

    def record(self) -> dict[str, object]:
        """Return the inputs of a run, to distinguish it from other runs.

        Raises:
            TrainingError: the list of corpora or the SentencePiece model cannot be read.
        """
        known: dict[str, object] = {
            "task": self.task,
            "list": _sha256(self.listing),
            "join": self.join,
            "sample": self.sample,
            "hints": self.hints,
            "language": self.language,
            "spaced_openings": self.spaced_openings,
        }
        return known | ({"spm": _sha256(self.spm)} if self.spm else {})


@dataclass(frozen=True, slots=True)
class Prepared:
    """The data taken from a corpus.

    Attributes:
        name: name of the corpus.
        pairs: number of pairs kept.
        epoch, decay: number of them in each packed file, including repeats.
        held_out: number of pairs in the held-out set.
    """

    name: str
    pairs: int
    epoch: int
    decay: int
    held_out: int


def prepare(
    folder: Path, run: Path, how: Preparation, *, report: Callable[[str], None] = print
) -> tuple[Prepared, ...]:
    """Unpack, normalize, tokenize and pack corpora.

    Args:
        folder: the corpora, or tar archives of them.
        run: the run's folder; created if necessary.
        how: which corpora, and what is done with them.
        report: called with one line for each corpus.

    Raises:
        TrainingError: a corpus or the SentencePiece model is missing or broken, the run's folder cannot
            be created, or it contains a trained run that was prepared with other options.
    """
    if not folder.is_dir():
        raise TrainingError(f"There is no folder {folder}; name the one that the corpora are in.")
    wanted, spm = how.wanted(), how.spm or default_spm(folder)
    pieces = load_pieces(spm)
    made = replace(how, spm=spm).record()
    if (run / "prepared.json").exists() and (run / CHECKPOINT).exists():
        check_prepared(run, made)
    try:
        run.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingError(f"The folder {run} cannot be created: {error.strerror or error}.") from None
    done, tokens = _packed(folder, run, how, wanted, pieces, report)
    if not (run / CHECKPOINT).exists():
        (run / "embeddings.npy").unlink(missing_ok=True)
    shutil.copyfile(spm, run / "spm.model")
    summary = {
        "task": how.task,
        "made_of": made,
        "target_tokens": tokens,
        "corpora": [asdict(entry) for entry in done],
    }
    (run / "prepared.json").write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    return tuple(done)


def _packed(
    folder: Path,
    run: Path,
    how: Preparation,
    wanted: Sequence[Corpus],
    pieces: sentencepiece.SentencePieceProcessor,
    report: Callable[[str], None],
) -> tuple[list[Prepared], dict[str, int]]:
    """Write the packed files of corpora.

    Returns:
        The data taken from each corpus, and the number of target tokens in each packed file.
    """
    sentencepiece.set_random_generator_seed(1)
    text = run / "text"
    corpora.unpack(folder, frozenset(path for corpus in wanted for path in corpus.files), text)
    done = []
    with ExitStack() as stack:
        epoch, decay = (stack.enter_context(Packer(run / name)) for name in ("epoch.npz", "decay.npz"))
        dev = {
            language: stack.enter_context(Packer(run / f"dev-{language}.npz"))
            for language in dict.fromkeys(corpus.language for corpus in wanted)
        }
        for corpus in wanted:
            pack = _Pack(corpus, pieces, epoch, decay, dev[corpus.language], how)
            done.append(pack.run(_pairs(corpus, (folder, text))))
            report(f"{done[-1].pairs:>8} pairs, {done[-1].epoch:>8} in an epoch  {corpus.name}")
        if not len(epoch):
            raise TrainingError(f"No pair in {folder} is suitable for training; check the files.")
        if not len(decay):
            raise TrainingError(
                f"{folder} has no compressions, but the end of training uses nothing else; list some."
            )
        report(f"{len(epoch):>8} pairs, {epoch.target_tokens} target tokens in an epoch")
    # Files derived from an earlier preparation are removed too.
    for path in run.glob("dev-*.npz"):
        language = path.stem.removeprefix("dev-")
        if language not in dev or not len(dev[language]):
            path.unlink()
    return done, {"epoch": epoch.target_tokens, "decay": decay.target_tokens}


def default_spm(folder: Path) -> Path:
    """Return a corpora folder's SentencePiece model, or that of the embedded models if it has none."""
    own = folder / "spm16k.model"
    return own if own.exists() else embedded("translate", "fr") / "source.spm"


def check_prepared(run: Path, wanted: dict[str, object]) -> None:
    """Refuse a run that was prepared with other options.

    Raises:
        TrainingError: one of the options differs, or the record of them cannot be read.
    """
    try:
        made = json.loads((run / "prepared.json").read_text(encoding="utf-8"))
        known = made.get("made_of", {"task": made["task"]})
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise TrainingError(
            f"{run / 'prepared.json'} cannot be read ({error}); name another folder."
        ) from None
    for name, value in wanted.items():
        if name in known and known[name] != value:
            raise TrainingError(f"{run} was prepared with other options ({name}); name another folder.")


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise TrainingError(f"{path} cannot be read: {error.strerror or error}; check the path.") from None


def load_pieces(path: Path) -> sentencepiece.SentencePieceProcessor:
    """Read a SentencePiece model.

    Raises:
        TrainingError: it cannot be read, or its ids are not Marian's.
    """
    try:
        pieces = sentencepiece.SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError):
        raise TrainingError(f"The SentencePiece model {path} cannot be read; name one with --spm.") from None
    if pieces.eos_id() != 0 or pieces.unk_id() != 1 or pieces.get_piece_size() >= LARGEST_VOCABULARY:
        raise TrainingError(
            f"{path} must have </s> as id 0, <unk> as id 1 and at most 65,535 pieces; see --spm."
        )
    return pieces


def _pairs(corpus: Corpus, roots: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    if corpus.form == "names":
        yield from names.pairs(corpus.language)
        return
    rng = random.Random(corpus.name)
    other = ""
    for source, target in corpora.pairs(corpus, roots):
        yield (noise.pad(source, other, rng) if corpus.form == "news" else source), target
        other = target


@dataclass
class _Pack:
    """One corpus being written to the packed files."""

    corpus: Corpus
    pieces: sentencepiece.SentencePieceProcessor
    epoch: Packer
    decay: Packer
    dev: Packer
    how: Preparation

    def run(self, pairs: Iterator[tuple[str, str]]) -> Prepared:
        kept = held_out = 0
        before = len(self.epoch), len(self.decay)
        rng = random.Random(self.corpus.name)
        previous: tuple[Tokens, Tokens] | None = None
        while chunk := [(self._normalized(s), self._normalized(t)) for s, t in islice(pairs, CHUNK)]:
            sources, targets = (self.pieces.encode([pair[side] for pair in chunk]) for side in (0, 1))
            for (text, _), source, target in zip(chunk, sources, targets, strict=True):
                if not self._fits(source, target):
                    previous = None
                    continue
                # Decided by a hash of the text, so a sentence is held out of every corpus that contains it.
                if self._held_out_of and zlib.crc32(text.encode()) % HELD_OUT == 0:
                    if self.corpus.news and len(self.dev) < MAX_HELD_OUT:
                        self.dev.add(self._as_translated(source), target)
                        held_out += 1
                    previous = None
                    continue
                kept += 1
                self._add(source, target, rng)
                if previous and rng.random() < self.how.join:
                    joined = previous[0] + source, previous[1] + target
                    if self._fits(*joined):
                        self._add(*joined, rng)
                previous = source, target
        return Prepared(
            self.corpus.name, kept, len(self.epoch) - before[0], len(self.decay) - before[1], held_out
        )

    def _normalized(self, text: str) -> str:
        plain = normalize(text).text
        return space_openings(plain) if self.how.spaced_openings else plain

    @property
    def _held_out_of(self) -> bool:
        """Return whether sentences of this corpus may be held out."""
        return self.corpus.form != "names" and not self.corpus.synthetic

    def _fits(self, source: Tokens, target: Tokens) -> bool:
        if not 0 < len(source) <= MAX_TOKENS or not 0 < len(target) <= MAX_TOKENS:
            return False
        long = len(target) > MAX_RATIO * len(source) + RATIO_SLACK
        short = len(source) > MAX_RATIO * len(target) + RATIO_SLACK
        return not long and (not short or self.corpus.task == "compress")

    def _add(self, source: Tokens, target: Tokens, rng: random.Random) -> None:
        self._add_copies(self.epoch, source, target, _times(self.corpus.share, rng), rng)
        if self.corpus.form != "news":
            share = self.corpus.share * (2 if self.corpus.news else 1)
            self._add_copies(self.decay, source, target, _times(share, rng), rng)

    def _add_copies(
        self, packer: Packer, source: Tokens, target: Tokens, times: int, rng: random.Random
    ) -> None:
        if self.corpus.synthetic:
            packer.add([self.pieces.piece_to_id(TAG), *source], target, times)
            return
        if not self.how.sample and not self.how.hints:
            packer.add(source, target, times)
            return
        for _ in range(times):
            tokens = self._resegment(source) if rng.random() < self.how.sample else source
            if self.how.hints:
                sides = (self._strings(tokens), self._strings(target))
                tokens = self._bounded(
                    learning.hinted(*sides, self.corpus.language, self._encode, rng, self.how.hints), tokens
                )
            packer.add(tokens, target)

    def _as_translated(self, source: Tokens) -> Tokens:
        if self.how.hints != "all":
            return source
        pieces = learning.with_candidates(self._strings(source), self.corpus.language, self._encode)
        return self._bounded(pieces, source)

    def _resegment(self, tokens: Tokens) -> Tokens:
        """Return another segmentation of the same text, sampled from SentencePiece's lattice."""
        text = self.pieces.decode(tokens)
        drawn = self.pieces.encode(text, enable_sampling=True, alpha=SAMPLING_ALPHA, nbest_size=-1)
        return drawn if 0 < len(drawn) <= MAX_TOKENS else tokens

    def _strings(self, tokens: Tokens) -> list[str]:
        return [self.pieces.id_to_piece(token) for token in tokens]

    def _encode(self, text: str) -> list[str]:
        return list(self.pieces.encode(text, out_type=str))

    def _bounded(self, pieces: list[str], otherwise: Tokens) -> Tokens:
        return [self.pieces.piece_to_id(p) for p in pieces] if len(pieces) <= MAX_TOKENS else otherwise


def _times(share: float, rng: random.Random) -> int:
    """Return how often a pair is written; a fraction is a probability."""
    return int(share) + (rng.random() < share - int(share))

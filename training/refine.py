"""Derive a run from another: with the model's own best hypotheses, and hints from a word alignment.

The hypothesis of a pair's n-best list that is most similar to the reference becomes its target
(sequence-level interpolation, Kim and Rush 2016, https://arxiv.org/abs/1606.07947, with the model as its own
teacher): a small model learns such targets more easily than free translations. Other pairs keep their
references.
"""

import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from sentencepiece import SentencePieceProcessor

from passerelle.modelstore.loading import Model, load_folder
from passerelle.seq2seq.openings import join_openings
from passerelle.seq2seq.options import DecodingOptions
from training import alignedterms, packing
from training.alignedterms import Pair
from training.back_translation import TAG
from training.errors import TrainingError
from training.lexicon import align
from training.packing import Packed, Packer
from training.prepare import MAX_TOKENS, load_pieces
from translate import hints

BEAM = 8
# Targets of pairs to translate, in tokens; the n-best lists of shorter ones differ little.
SHORTEST, LONGEST = 8, 70
# If even the best hypothesis is less similar to the reference, it does not become the target.
LEAST_LIKE = 0.3
# Target tokens of other pairs, as a multiple of those of the hypotheses.
OTHERS = 2
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class _Row:
    """A pair of the new run, its source without hints.

    Attributes:
        source: pieces.
        target: tokens.
        tagged: whether the source is synthetic.
    """

    source: list[str]
    target: list[int]
    tagged: bool


def likeness(hypothesis: str, reference: str) -> float:
    """Return the mean of a hypothesis's sentence chrF and BLEU, from 0 to 1."""
    from sacrebleu import sentence_bleu, sentence_chrf

    found = sentence_chrf(hypothesis, [reference]).score, sentence_bleu(hypothesis, [reference]).score
    return sum(found) / 200


def choose(packed: Packed, count: int, tag: int, rng: random.Random) -> list[int]:
    """Draw pairs with real sources and different targets, at most `count`."""
    chosen, seen = [], set()
    for i in rng.sample(range(len(packed)), len(packed)):
        source, target = packed.pair(i)
        if source[0] == tag or not SHORTEST < len(target) <= LONGEST or target.tobytes() in seen:
            continue
        seen.add(target.tobytes())
        chosen.append(i)
        if len(chosen) == count:
            break
    return chosen


def best(
    model: Model, packed: Packed, chosen: Sequence[int], pieces: SentencePieceProcessor
) -> Iterator[tuple[int, list[int]]]:
    """Yield the index of each pair with a hypothesis similar enough to the reference, and its tokens."""
    options = DecodingOptions(
        max_source_tokens=model.positions,
        max_target_tokens=model.positions - 1,
        beam_size=BEAM,
        num_hypotheses=BEAM,
    )
    for start in range(0, len(chosen), CHUNK):
        chunk = chosen[start : start + CHUNK]
        sources = [pieces.id_to_piece(packed.pair(i)[0].tolist()) for i in chunk]
        for i, n_best in zip(chunk, model.engine.run(sources, options), strict=True):
            reference = join_openings(pieces.decode(packed.pair(i)[1][:-1].tolist()))
            texts = [model.tokenizer.decode_target(one.tokens) for one in n_best]
            near = [likeness(text, reference) for text in texts]
            if max(near) >= LEAST_LIKE:
                tokens = n_best[int(np.argmax(near))].tokens
                yield i, pieces.piece_to_id(list(tokens))


def rows(
    model: Model, packed: Packed, chosen: Sequence[int], pieces: SentencePieceProcessor, rng: random.Random
) -> list[_Row]:
    """Return the pairs of the new run: best hypotheses, and others drawn at random."""
    hypotheses = dict(best(model, packed, chosen, pieces))
    left = OTHERS * sum(len(tokens) + 1 for tokens in hypotheses.values())
    pairs = list(hypotheses.items())
    for i in rng.sample(range(len(packed)), len(packed)):
        if left <= 0:
            break
        if i not in hypotheses:
            target = packed.pair(i)[1][:-1].tolist()
            pairs.append((i, target))
            left -= len(target) + 1
    found = []
    for i, target in pairs:
        source, _ = hints.remove(pieces.id_to_piece(packed.pair(i)[0][:-1].tolist()))
        tagged = source[:1] == [TAG]
        found.append(_Row(source[tagged:], target, tagged))
    return found


def write(
    found: Sequence[_Row], path: Path, language: str, pieces: SentencePieceProcessor, kind: str
) -> tuple[int, int]:
    """Align the pairs and write them with hints.

    Args:
        found: the pairs.
        path: the packed file to write.
        language: ISO 639-1 code of the sources.
        pieces: the SentencePiece model.
        kind: `all` for candidates for rare words too, `terms` for terms alone.

    Returns:
        The numbers of pairs and of target tokens.
    """

    def encode(text: str) -> list[str]:
        return list(pieces.encode(text, out_type=str))

    def text(tokens: Sequence[int]) -> str:
        return hints.text_of(pieces.id_to_piece(list(tokens)))[0]

    rng = random.Random(path.name)
    pairs = [Pair.of(hints.text_of(row.source)[0], text(row.target)) for row in found]
    with Packer(path) as packer:
        for row, pair, links in zip(found, pairs, align([pair.aligned() for pair in pairs]), strict=True):
            source = alignedterms.hinted(
                row.source, pair, links, language, encode, rng, candidates=kind == "all"
            )
            if len(source) > MAX_TOKENS:
                source = row.source
            packer.add(pieces.piece_to_id([TAG] * row.tagged + source), row.target)
        return len(packer), packer.target_tokens


def command(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of the prepared run.")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of the new run.")],
    folder: Annotated[Path, typer.Option("--model", metavar="FOLDER", help="The model that translates.")],
    language: Annotated[str, typer.Option(metavar="CODE", help="Language of the sources, fr or vi.")],
    count: Annotated[
        int, typer.Option("--pairs", metavar="N", min=1, help="Number of pairs to translate.")
    ] = 26_000,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed for drawing the pairs.")] = 1,
) -> None:
    """Derive a run from the model's best hypotheses and aligned terms, to continue training with."""
    pieces = load_pieces(run / "spm.model")
    packed = packing.load(run / "epoch.npz")
    model = load_folder(folder)
    if not model.hints:
        raise TrainingError(f"{folder} does not accept hints; name a model that was trained with --hints.")
    rng = random.Random(seed)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for path in (run / "spm.model", run / "prepared.json", *run.glob("dev-*.npz")):
            shutil.copyfile(path, out / path.name)
    except OSError as error:
        raise TrainingError(f"{out} cannot be written: {error.strerror or error}; name another.") from None
    chosen = choose(packed, count, pieces.piece_to_id(TAG), rng)
    pairs, tokens = write(
        rows(model, packed, chosen, pieces, rng), out / "epoch.npz", language, pieces, model.hints
    )
    shutil.copyfile(out / "epoch.npz", out / "decay.npz")
    print(f"{pairs} pairs, {tokens} target tokens: {out}")

"""Make synthetic pairs: English text, and its translation by the reverse model (Sennrich et al. 2016).

The sources of such pairs begin with a tag, so that the model learns fluent English from them without taking
their sources for real ones (Caswell et al. 2019, https://arxiv.org/abs/1906.06442).
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from passerelle.modelstore.loading import Model
from passerelle.seq2seq.options import DecodingOptions
from training import corpora
from training.errors import TrainingError
from translate import reverse

# The first piece of a synthetic source; no text contains this byte piece.
TAG = "<0x03>"
# Lengths of the English sentences to translate, in words.
MIN_WORDS, MAX_WORDS = 5, 38
# A source with a lower mean log-probability per piece is left out: the worst quarter.
MIN_SCORE = -1.1
# Smallest and largest length ratio (source to English, in characters) of the pairs to keep.
MIN_RATIO, MAX_RATIO = 0.5, 2.0
# A source in which the same two words follow each other this often is a loop.
LOOP = 3
CHUNK = 2_000


def pairs(model: Model, sentences: Sequence[str], language: str) -> Iterator[tuple[str, str]]:
    """Translate English sentences back, leaving out translations that the model is unsure of.

    Args:
        model: English to French or Vietnamese.
        sentences: English.
        language: ISO 639-1 code of the language to translate into, `fr` or `vi`.

    Yields:
        Source and English of each pair that is kept.
    """
    options = DecodingOptions(
        max_source_tokens=model.positions, max_target_tokens=model.positions - 1, beam_size=1
    )
    for start in range(0, len(sentences), CHUNK):
        chunk = sentences[start : start + CHUNK]
        encoded = [reverse.encode(model, sentence, language) for sentence in chunk]
        for sentence, hypotheses in zip(chunk, model.engine.run(encoded, options), strict=True):
            best = hypotheses[0]
            source = model.tokenizer.decode_target(best.tokens).strip()
            if best.finished and best.score >= MIN_SCORE and is_plausible(source, sentence):
                yield source, sentence


def is_plausible(source: str, english: str) -> bool:
    """Return whether a source is about as long as its English and contains no loop."""
    words = source.split()
    most = max(Counter(pairwise(words)).values(), default=0)
    return most < LOOP and MIN_RATIO <= len(source) / max(1, len(english)) <= MAX_RATIO


def choose(lines: Sequence[str], count: int, seed: int) -> list[str]:
    """Draw at most `count` different sentences of suitable length, in random order."""
    fit = sorted({line for line in lines if MIN_WORDS <= len(line.split()) <= MAX_WORDS})
    random.Random(seed).shuffle(fit)
    return fit[:count]


def command(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="English text, a sentence per line.")],
    out: Annotated[
        Path, typer.Option(metavar="NAME", help="NAME.fr (or .vi) and NAME.en are written, line by line.")
    ],
    language: Annotated[str, typer.Option(metavar="CODE", help="Language to translate into: fr or vi.")],
    count: Annotated[
        int, typer.Option(metavar="N", min=1, help="Number of sentences to translate.")
    ] = 60_000,
    seed: Annotated[int, typer.Option(metavar="N", help="Seed for drawing the sentences.")] = 1,
) -> None:
    """Translate English news with the reverse model, as a corpus to list with `synthetic = true`."""
    model = reverse.embedded()
    if model is None or language not in reverse.TAGS:
        known = " and ".join(reverse.TAGS)
        raise TrainingError(f"There is no reverse model for {language!r}; it translates into {known}.")
    lines = [line for file in files for _, line in corpora.lines(file.name, (file.parent,))]
    kept = 0
    try:
        with (
            out.with_name(f"{out.name}.{language}").open("w", encoding="utf-8") as sources,
            out.with_name(f"{out.name}.en").open("w", encoding="utf-8") as english,
        ):
            for source, target in pairs(model, choose(lines, count, seed), language):
                sources.write(source + "\n")
                english.write(target + "\n")
                kept += 1
    except OSError as error:
        raise TrainingError(f"{out} cannot be written: {error.strerror or error}; name another.") from None
    print(f"{kept} pairs: {out}.{language}, {out}.en")

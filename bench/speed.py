"""Measure translation speed: `python -m bench.speed --sets DIR [--sentences N] [--rounds N] [--files N]`.

All systems translate the same sentences with the same model, alternating in each round; the output is their
speed relative to the one that the table names, so that other work on the machine affects both equally.
The figure is the median over the rounds, with minimum and maximum. CPU is the processor time of that
one divided by the system's: more stable on a busy machine, but it does not show idle cores.

Raw CTranslate2 maps tokens to tokens, with one thread per worker and one worker per core: the upper limit. It
gets the tokens that Translator decodes first, with the hints that the model expects, and the same beam.
The model of opus-mt's size has random weights and output of a fixed length.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any
from unittest import mock

import ctranslate2
import typer

from bench.quality import DEFAULT_SETS, MAX_TARGET_TOKENS, EvaluationError, find_sets
from passerelle.briefing.group import brief_group
from passerelle.briefing.pipeline import Briefer
from passerelle.briefing.request import as_request
from passerelle.cli.run import run
from passerelle.console import terminal
from passerelle.modelstore import conversion, marian_bart, registry
from passerelle.modelstore.loading import load_folder
from passerelle.seq2seq.ct2 import available_cores
from passerelle.seq2seq.tokenizer import load_tokenizer
from summarize import Summarizer
from translate import Translator, lookup, reverse, work
from translate.decoding import MAX_SOURCE_TOKENS, SentenceModel
from translate.normalize import normalize

BEAM_SIZE, BATCH_SENTENCES, BATCH_TOKENS = 4, 16, 1024
# Transformers is so slow that it translates only this many sentences.
TRANSFORMERS_SENTENCES = 32
# Length of every hypothesis, and every source, of the model with random weights.
FIXED_TOKENS, RANDOM_SENTENCES = 24, 32
OPUS_VOCABULARY, OPUS_WIDTH, OPUS_LAYERS, OPUS_HEADS, OPUS_FFN = 59514, 512, 6, 8, 2048

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """How long something took.

    Attributes:
        wall: wall-clock seconds.
        cpu: seconds of processor time, of all threads and children.
    """

    wall: float
    cpu: float


def timed(work: Work) -> Timing:
    """Time a single run."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Timing(time.perf_counter() - wall, time.process_time() - cpu)


def ratios(systems: dict[str, Work], against: str, rounds: int) -> dict[str, list[tuple[Timing, Timing]]]:
    """Time systems in alternation; return for each its timings, and those of the system `against`.

    The latter is run before each of the others, so that both run under the same conditions.
    """
    timings: dict[str, list[tuple[Timing, Timing]]] = {name: [] for name in systems if name != against}
    for _ in range(rounds):
        for name, pairs in timings.items():
            base = timed(systems[against])
            pairs.append((timed(systems[name]), base))
    return timings


def report(title: str, timings: dict[str, list[tuple[Timing, Timing]]], sentences: int) -> None:
    """Print a table: sentences per second, and speed relative to the system that each was timed against."""
    console = terminal()
    console.print(f"\n{title}\n{'':42} {'per s':>7} {'ratio':>6}  {'(min-max)':>13} {'CPU':>6}")
    for name, pairs in timings.items():
        wall = [base.wall / own.wall for own, base in pairs]
        cpu = statistics.median(base.cpu / own.cpu for own, base in pairs)
        speed = sentences / statistics.median(own.wall for own, _ in pairs)
        spread = f"({min(wall):.2f}-{max(wall):.2f})"
        console.print(f"{name:42} {speed:7.1f} {statistics.median(wall):6.2f}  {spread:>13} {cpu:6.2f}")


def raw(folder: Path, sources: Sequence[Sequence[str]], length: int | None = None) -> Work:
    """Return a function that decodes token sequences with CTranslate2 alone.

    Args:
        folder: a converted model.
        sources: tokens of each sentence.
        length: length of every output; None if the model ends it.
    """
    translator = ctranslate2.Translator(
        str(folder), compute_type="int8", inter_threads=available_cores(), intra_threads=1
    )
    tokens = [list(source) for source in sources]
    return lambda: translator.translate_batch(
        tokens,
        beam_size=BEAM_SIZE,
        max_batch_size=min(BATCH_TOKENS, max(256, sum(map(len, tokens)) // available_cores())),
        batch_type="tokens",
        min_decoding_length=length or 1,
        max_decoding_length=length or MAX_TARGET_TOKENS,
    )


def transformers_generate(model: Any, rows: Sequence[Sequence[int]], length: int | None = None) -> Work:
    """Return a function that runs Transformers' `generate` with beam 4.

    Each batch holds 16 sentences of similar length.

    Args:
        model: a MarianMTModel.
        rows: token ids of each sentence.
        length: length of every output; None if the model ends it.
    """
    import torch

    ordered = sorted(rows, key=len)
    pad = model.config.pad_token_id
    limits = (
        {"min_new_tokens": length, "max_new_tokens": length} if length else {"max_length": MAX_TARGET_TOKENS}
    )

    @torch.inference_mode()
    def generate() -> None:
        for i in range(0, len(ordered), BATCH_SENTENCES):
            batch = ordered[i : i + BATCH_SENTENCES]
            width = max(map(len, batch))
            ids = torch.tensor([[*row, *[pad] * (width - len(row))] for row in batch])
            model.generate(
                input_ids=ids,
                attention_mask=(ids != pad).long(),
                num_beams=BEAM_SIZE,
                do_sample=False,
                **limits,
            )

    return generate


@contextmanager
def without_repairs() -> Iterator[None]:
    """Check sentences, but neither look up lost words nor repair anything: every sentence is decoded once."""
    with (
        mock.patch.object(lookup, "look_up", return_value={}),
        mock.patch.object(work, "penalty", return_value=0.0),
        mock.patch.object(work.Work, "has_wrong_words", new=False),
    ):
        yield


@contextmanager
def without_checks() -> Iterator[None]:
    """Decode each sentence once, and do nothing else."""
    with without_repairs(), mock.patch.object(work, "examine", return_value=()):
        yield


@contextmanager
def without_look_up() -> Iterator[None]:
    """Check and repair sentences, but do not look up lost words."""
    with mock.patch.object(lookup, "look_up", return_value={}):
        yield


def translation(language: str, sentences: Sequence[str]) -> dict[str, Work]:
    """Return functions that run `Translator.translate`, with and without its steps after decoding."""
    translator = Translator(language)

    def whole() -> None:
        translator.forget()
        translator.translate(sentences)

    def within(context: Callable[[], AbstractContextManager[None]]) -> Work:
        def partly() -> None:
            with context():
                whole()

        return partly

    known = Translator(language)
    known.translate(sentences)
    return {
        "Translator, decoding alone": within(without_checks),
        "Translator, checks, no repairs": within(without_repairs),
        "Translator, checks and repairs, no look-up": within(without_look_up),
        "Translator, checks and repairs": whole,
        "Translator, all in the translation memory": lambda: known.translate(sentences),
    }


def reverse_scoring(language: str, sentences: Sequence[str], hypotheses: Sequence[str]) -> Work:
    """Return a function that scores one hypothesis per sentence with the reverse model."""
    model = load_folder(reverse.folder())
    return lambda: reverse.score(model, sentences, hypotheses, language)


def embedded(language: str, sentences: Sequence[str], rounds: int) -> None:
    """Measure the embedded model."""
    import transformers

    folder = registry.embedded("translate", language)
    tokenizer = load_tokenizer(folder)
    encode = SentenceModel(load_folder(folder), language).encode
    sources = [encode(sentence) for sentence in sentences]
    plain = [tokenizer.encode_source(normalize(sentence).text) for sentence in sentences]
    converted = conversion.converted(folder)
    systems = {
        "raw": raw(converted, sources),
        "raw CTranslate2, sources without hints": raw(converted, plain),
    } | translation(language, sentences)
    outputs = [one.text for one in Translator(language).translate(sentences)]
    systems["reverse scores of one hypothesis"] = reverse_scoring(language, sentences, outputs)
    timings = ratios(systems, "raw", rounds)
    base = statistics.median(base.wall for pairs in timings.values() for _, base in pairs)
    console = terminal()
    console.print(
        f"{len(sentences)} sentences, {language}-en; raw CTranslate2 {len(sentences) / base:.1f} per second"
    )
    report("embedded model: speed as a ratio to raw CTranslate2", timings, len(sentences))

    few = sentences[:: max(1, len(sentences) // TRANSFORMERS_SENTENCES)][:TRANSFORMERS_SENTENCES]
    names = [tokenizer.encode_source(normalize(sentence).text) for sentence in few]
    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    rows = [[vocabulary.get(token, vocabulary["<unk>"]) for token in source] for source in names]
    model = transformers.MarianMTModel.from_pretrained(folder).float().eval()
    systems = {"transformers": transformers_generate(model, rows), "raw CTranslate2": raw(converted, names)}
    some = translation(language, few)
    for name in ("Translator, checks, no repairs", "Translator, checks and repairs"):
        systems[name] = some[name]
    title = f"embedded model, {len(few)} of the sentences: speed as a ratio to transformers"
    report(title, ratios(systems, "transformers", 1 + rounds // 3), len(few))


def opus_sized(rounds: int) -> None:
    """Measure a model with opus-mt's architecture and random weights."""
    import torch
    import transformers

    torch.manual_seed(0)
    sides = {"layers": OPUS_LAYERS, "attention_heads": OPUS_HEADS, "ffn_dim": OPUS_FFN}
    config = transformers.MarianConfig(
        **{f"{side}_{name}": size for side in ("encoder", "decoder") for name, size in sides.items()},
        vocab_size=OPUS_VOCABULARY,
        d_model=OPUS_WIDTH,
        max_position_embeddings=512,
        activation_function="swish",
        scale_embedding=True,
        static_position_embeddings=True,
        pad_token_id=OPUS_VOCABULARY - 1,
        eos_token_id=0,
        decoder_start_token_id=OPUS_VOCABULARY - 1,
        forced_eos_token_id=None,
    )
    model: Any = transformers.MarianMTModel(config).eval()
    generator = torch.Generator().manual_seed(1)
    drawn = torch.randint(2, OPUS_VOCABULARY - 1, (RANDOM_SENTENCES, FIXED_TOKENS), generator=generator)
    rows = [[*row, 0] for row in drawn.tolist()]
    names = {0: "</s>", 1: "<unk>", OPUS_VOCABULARY - 1: "<pad>"}
    tokens = [names.get(i, f"t{i}") for i in range(OPUS_VOCABULARY)]
    with tempfile.TemporaryDirectory() as temporary:
        folder, converted = Path(temporary) / "model", Path(temporary) / "converted"
        model.save_pretrained(folder)
        vocabulary = {token: i for i, token in enumerate(tokens)}
        (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
        marian_bart.convert(folder, converted, "int8", marian_bart.read_weights(folder))
        systems = {
            "transformers": transformers_generate(model, rows, FIXED_TOKENS),
            "raw CTranslate2": raw(converted, [[tokens[i] for i in row] for row in rows], FIXED_TOKENS),
        }
        timings = ratios(systems, "transformers", 1 + rounds // 3)
    title = f"opus-mt's size, random weights, {FIXED_TOKENS} tokens in and out: as a ratio to transformers"
    report(title, timings, RANDOM_SENTENCES)


def batch(language: str, sentences: Sequence[str], files: int, rounds: int) -> None:
    """Compare briefing many files with translating and summarizing the same texts."""
    size = -(-len(sentences) // files)
    texts = ["\n\n".join(sentences[i : i + size]) for i in range(0, len(sentences), size)]
    translator, summarizer, briefer = Translator(language), Summarizer(), Briefer()

    def parts() -> None:
        translator.forget()
        for done in translator.translate(texts):
            summarizer.summarize([segment.target for segment in done.segments])

    with tempfile.TemporaryDirectory() as temporary:
        requests = []
        for i, text in enumerate(texts):
            path = Path(temporary) / f"{i}.txt"
            path.write_text(text, encoding="utf-8")
            requests.append(as_request(path, language=language, fetch=False))
        parts()
        systems: dict[str, Work] = {"parts": parts, "briefings": lambda: brief_group(briefer, requests)}
        timings = ratios(systems, "parts", rounds)
    report(f"{len(texts)} files: speed as a ratio to Translator and Summarizer", timings, len(sentences))


def measure(
    sets: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the evaluation sets.")] = DEFAULT_SETS,
    evaluation: Annotated[str, typer.Option("--set", help="Name of the set.")] = "newstest2013",
    language: Annotated[str, typer.Option(help="Source language.")] = "fr",
    sentences: Annotated[
        int, typer.Option(metavar="N", min=1, help="Number of sentences, from line 1000 on.")
    ] = 301,
    rounds: Annotated[int, typer.Option(metavar="N", min=1, help="Number of rounds.")] = 3,
    files: Annotated[int, typer.Option(metavar="N", min=1, help="Number of files in the batch.")] = 30,
) -> None:
    """Measure raw CTranslate2, Transformers, Translator and batch on the same sentences."""
    chosen = [s for s in find_sets(sets) if (s.name, s.language) == (evaluation, language)]
    if not chosen:
        raise EvaluationError(
            f"There is no set {evaluation} for {language} in {sets}; name another with --set."
        )
    # Only sentences within Translator's limit: it divides longer ones, and raw CTranslate2 does not.
    short = [s for s in chosen[0].sources[1000:] if len(s) < 2 * MAX_SOURCE_TOKENS][:sentences]
    embedded(language, short, rounds)
    batch(language, short, files, rounds)
    opus_sized(rounds)


if __name__ == "__main__":
    run(measure)

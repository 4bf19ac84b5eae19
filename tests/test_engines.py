"""CTranslate2 compared with the reference implementation in torch."""

import shutil
import struct
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tiny
from numpy.typing import NDArray

from passerelle.modelstore import conversion, marian_bart, registry
from passerelle.modelstore import loading as seq2seq_model
from passerelle.modelstore.loading import Model
from passerelle.seq2seq import ct2
from passerelle.seq2seq.openings import join_openings, space_openings
from passerelle.seq2seq.options import DecodingOptions
from summarize.compress import common_tokens

MODELS = registry.default_models_file().parent / "models"
SENTENCES = Path(__file__).parent / "data" / "sentences.fr-vi.txt"


@cache
def load(engine: str) -> Model:
    if engine == "torch":
        return seq2seq_model.load_folder(MODELS / "fr-en", engine="torch")
    return seq2seq_model.load_folder(MODELS / "fr-en", quantization=engine)


def options(**changes: object) -> DecodingOptions:
    return DecodingOptions(**({"max_source_tokens": 160, "max_target_tokens": 200} | changes))  # type: ignore[arg-type]


def lines(count: int) -> list[str]:
    return SENTENCES.read_text(encoding="utf-8").splitlines()[:count]


@pytest.mark.soak
def test_greedy_output_matches_the_reference_on_98_of_100_sentences() -> None:
    texts = lines(100)
    assert len(texts) == 100
    greedy = options(beam_size=1)
    ours, theirs = load("float32").run(texts, greedy), load("torch").run(texts, greedy)
    same = [a[0].tokens == b[0].tokens for a, b in zip(ours, theirs, strict=True)]
    assert sum(same) >= 98
    for a, b, equal in zip(ours, theirs, same, strict=True):
        if equal:
            assert a[0].score == pytest.approx(b[0].score, abs=2e-3)


@pytest.mark.slow
def test_beams_scores_and_attention_match_the_reference() -> None:
    texts = lines(4)
    beam = options(beam_size=4, num_hypotheses=3)
    ours, theirs = load("float32").run(texts, beam), load("torch").run(texts, beam)
    agreeing = 0
    for a, b in zip(ours, theirs, strict=True):
        assert len(a) == len(b) == 3
        if a[0].tokens != b[0].tokens:  # a tie up to rounding
            continue
        agreeing += 1
        assert a[0].score == pytest.approx(b[0].score, abs=2e-3)
    assert agreeing >= 3
    sources = [load("torch").tokenizer.encode_source(text) for text in texts]
    targets = [hypotheses[1].tokens for hypotheses in theirs]
    pairs = [load(engine).engine.attention(sources, targets) for engine in ("float32", "torch")]
    for source, target, c, d in zip(sources, targets, *pairs, strict=True):
        assert c.shape == d.shape == (len(target) + 1, len(source))
        assert np.abs(c - d).max() < 1e-2
    for engine in ("float32", "torch"):
        scores = load(engine).engine.score(sources, targets)
        assert scores == pytest.approx([hypotheses[1].score for hypotheses in theirs], abs=5e-3)


@pytest.mark.slow
def test_int8_stays_near_float32() -> None:
    texts = lines(20)
    int8, full = load("int8").run(texts, options()), load("float32").run(texts, options())
    for a, b in zip(int8, full, strict=True):
        assert a[0].score == pytest.approx(b[0].score, abs=0.15)


def integers(converted: Path) -> dict[str, NDArray[np.int8]]:
    """Read the matrices of 8-bit integers in a file of CTranslate2 (`ModelSpec._serialize`)."""
    with (converted / "model.bin").open("rb") as file:

        def number(format: str) -> int:
            return int(struct.unpack(f"<{format}", file.read(struct.calcsize(format)))[0])

        def text() -> str:
            return file.read(number("H"))[:-1].decode()

        _, _, _ = number("I"), text(), number("I")
        found = {}
        for _ in range(number("I")):
            name, shape, kind = text(), [number("I") for _ in range(number("B"))], number("B")
            content = file.read(number("I"))
            if kind == 1 and len(shape) == 2:
                found[name] = np.frombuffer(content, np.int8).reshape(shape)
        return found


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: MODELS / "fr-en",
        lambda folder: tiny.opus_archive(folder / "opus-2020-01-01.zip"),
        lambda folder: tiny.hplt_checkpoint(folder / "hplt"),
        pytest.param(lambda folder: tiny.summarizer(folder / "pegasus", "pegasus"), marks=pytest.mark.slow),
    ],
    ids=["hub", "opus", "marian", "other"],
)
def test_sums_of_two_8_bit_products_fit_16_bits(make: Callable[[Path], Path], tmp_path: Path) -> None:
    """Processors without VNNI saturate such sums if they do not fit, which changes the English."""
    matrices = integers(conversion.converted(make(tmp_path)))
    assert len(matrices) > 10
    for name, matrix in matrices.items():
        assert np.abs(matrix).max() == 63, name
        assert 2 * 255 * int(np.abs(matrix).max()) < 2**15


def test_quantized_weights_stay_within_half_a_step(tmp_path: Path) -> None:
    weights = dict(marian_bart.read_weights(tiny.EMBEDDED))
    weights["model.encoder.layers.0.fc1.weight"] = weights["model.encoder.layers.0.fc1.weight"].copy()
    weights["model.encoder.layers.0.fc1.weight"][3] = 0
    marian_bart.convert(tiny.EMBEDDED, tmp_path / "out", "int8", weights)
    matrix = integers(tmp_path / "out")["encoder/layer_0/ffn/linear_0/weight"]
    rows = weights["model.encoder.layers.0.fc1.weight"].astype(np.float32)
    step = np.abs(rows).max(axis=1, keepdims=True) / 63
    assert np.abs(matrix * step - rows).max() <= step.max() / 2 * 1.01
    assert not matrix[3].any()


@pytest.mark.parametrize("engine", ["int8", pytest.param("torch", marks=pytest.mark.slow)])
def test_output_is_restricted_to_the_given_vocabulary(engine: str) -> None:
    model = load(engine)
    allowed = frozenset(model.tokenizer.encode_target("The cat and the dog of North Korea, again."))
    for hypotheses in model.run(lines(3), options(vocabulary=allowed, max_target_tokens=20)):
        assert hypotheses[0].tokens
        assert set(hypotheses[0].tokens) <= allowed


def test_the_vocabulary_map_changes_no_output(tmp_path: Path) -> None:
    model = seq2seq_model.load_folder(MODELS / "brief-en")
    converted = conversion.converted(MODELS / "brief-en")
    ignored = shutil.ignore_patterns(ct2.VOCABULARY_MAP)
    shutil.copytree(converted, tmp_path / "without", ignore=ignored)
    mapped, without = ct2.CTranslate2Engine(converted), ct2.CTranslate2Engine(tmp_path / "without")
    for text in (
        "The minister, who had said little until then, met the union on Tuesday in Paris, his office said.",
        "According to the operator, 24 ships will link the port to the island from September.",
    ):
        source = model.tokenizer.encode_source(text)
        allowed = common_tokens(model.tokenizer).union(source)
        assert mapped._restriction([source], allowed)["use_vmap"]
        wanted = options(vocabulary=allowed, num_hypotheses=4)
        [ours], [theirs] = mapped.run([source], wanted), without.run([source], wanted)
        assert [h.tokens for h in ours] == [h.tokens for h in theirs]
        assert [h.score for h in ours] == pytest.approx([h.score for h in theirs], abs=1e-4)


def test_a_vocabulary_map_is_not_used_if_it_lacks_or_adds_tokens(tmp_path: Path) -> None:
    model = seq2seq_model.load_folder(MODELS / "brief-en")
    source = model.tokenizer.encode_source("The ship left.")
    allowed = common_tokens(model.tokenizer).union(source)
    converted = shutil.copytree(conversion.converted(MODELS / "brief-en"), tmp_path / "converted")
    engine = ct2.CTranslate2Engine(converted)
    assert "use_vmap" in engine._restriction([source, source], allowed)
    for other in (allowed | {"▁Thursday"}, allowed - {source[0]}):
        assert "use_vmap" not in engine._restriction([source], other)
    assert "use_vmap" not in engine._restriction([source, []], allowed)
    path = converted / ct2.VOCABULARY_MAP
    path.write_text(path.read_text(encoding="utf-8") + "left\tright\n", encoding="utf-8")
    assert "use_vmap" not in ct2.CTranslate2Engine(converted)._restriction([source], allowed)


@pytest.mark.parametrize("engine", ["int8", pytest.param("torch", marks=pytest.mark.slow)])
def test_a_reached_limit_is_reported_and_an_overlong_source_refused(engine: str) -> None:
    model = load(engine)
    [[hypothesis]] = model.run(lines(1), options(max_target_tokens=3))
    assert len(hypothesis.tokens) == 3
    assert not hypothesis.finished
    [[whole]] = model.run(lines(1), options())
    assert whole.finished
    with pytest.raises(ValueError, match="over the limit of 5"):
        model.run(lines(1), options(max_source_tokens=5))


def test_a_batch_keeps_its_order() -> None:
    model, texts = load("int8"), lines(30)
    together = model.run(texts, options(beam_size=1))
    alone = [model.run([text], options(beam_size=1))[0] for text in texts[:5]]
    assert [h[0].tokens for h in together[:5]] == [h[0].tokens for h in alone]


def test_inconsistent_options_are_refused() -> None:
    with pytest.raises(ValueError, match="beam"):
        options(beam_size=2, num_hypotheses=3)
    with pytest.raises(ValueError, match="start at 1"):
        options(max_target_tokens=0)


@pytest.mark.slow
def test_tokens_match_those_of_transformers() -> None:
    import transformers

    theirs = transformers.AutoTokenizer.from_pretrained(MODELS / "fr-en")
    ours = load("int8").tokenizer
    for text in lines(100):
        ids = theirs(space_openings(text))["input_ids"]
        expected = theirs.convert_ids_to_tokens(ids)
        known = theirs.get_vocab()
        assert [t if t in known else "<unk>" for t in ours.encode_source(text)] == expected
        assert ours.decode_target(expected) == join_openings(theirs.decode(ids, skip_special_tokens=True))


@pytest.mark.slow
def test_engines_agree_on_target_scores() -> None:
    models = [load("float32"), load("torch")]
    texts = [("Il pleut à Paris.", "It is raining in Paris."), ("Bonjour.", "Soap.")]
    sources = [models[0].tokenizer.encode_source(source) for source, _ in texts]
    targets = [models[0].tokenizer.encode_target(target) for _, target in texts]
    scores = [model.engine.score(sources, targets) for model in models]
    assert scores[0] == pytest.approx(scores[1], abs=5e-3)
    assert scores[0][0] > scores[0][1]
    assert models[0].engine.score([], []) == []


@pytest.mark.slow
def test_torch_loads_one_model_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import transformers

    load_one, at_once, most = transformers.AutoModelForSeq2SeqLM.from_pretrained, 0, 0

    def counted(*arguments: Any, **options: Any) -> Any:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        time.sleep(0.1)
        model = load_one(*arguments, **options)
        at_once -= 1
        return model

    monkeypatch.setattr(transformers.AutoModelForSeq2SeqLM, "from_pretrained", counted)
    with ThreadPoolExecutor(2) as pool:
        folders = [MODELS / "fr-en", MODELS / "brief-en"]
        found = list(pool.map(lambda path: seq2seq_model.load_folder(path, engine="torch"), folders))
    assert (most, len(found)) == (1, 2)

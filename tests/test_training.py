import gzip
import io
import json
import random
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file
from typer.testing import CliRunner, Result

from bench.quality import EvaluationError, find_sets, measure
from passerelle.errors import ModelError
from passerelle.modelstore.loading import load_folder
from passerelle.seq2seq.openings import SpacedTokenizer
from passerelle.seq2seq.options import DecodingOptions
from training import batches, corpora, names, network, noise, packing
from training.__main__ import program
from training.checkpoint import CHECKPOINT, STABLE, Progress
from training.errors import TrainingError
from training.export import export, history_of
from training.loss import linear_cross_entropy, matrix_type
from training.prepare import Preparation, Prepared, load_pieces, prepare
from training.schedule import Decay, factor
from training.trainer import Settings, _Trainer, held_out_loss, train
from translate import Translator, hints

ROOT = Path(__file__).resolve().parent.parent
SPM = ROOT / "models" / "fr-en" / "source.spm"
FRENCH = ("Le maire", "La ministre", "Le directeur", "La présidente", "Le médecin", "La juge")
ENGLISH = ("The mayor", "The minister", "The director", "The president", "The doctor", "The judge")
VIETNAMESE = ("Thị trưởng", "Bộ trưởng", "Giám đốc", "Tổng thống", "Bác sĩ", "Thẩm phán")
PLACES = (
    ("à Lyon", "ở Lyon", "in Lyon"),
    ("à Hanoï", "ở Hà Nội", "in Hanoi"),
    ("à Rome", "ở Rome", "in Rome"),
)

LISTING = """
[[corpus]]
name = "own/news"
language = "fr"
share = 1.5
news = true
source = "written for this test"
licence = "Apache-2.0"

[[corpus]]
name = "own/nouvelles"
language = "vi"
share = 2
news = true
source = "written for this test"
licence = "Apache-2.0"

[[corpus]]
name = "unused"
language = "fr"
share = 0
source = "not there"
licence = "none"

[[corpus]]
name = "shorter.tsv.gz"
language = "en"
form = "compressions"
share = 2
news = true
source = "written for this test"
licence = "Apache-2.0"

[[corpus]]
name = "english.txt"
language = "en"
form = "news"
share = 1
source = "written for this test"
licence = "Apache-2.0"
"""


def sentences() -> tuple[list[str], list[str], list[str]]:
    """Return parallel lines of French, Vietnamese and English."""
    french, vietnamese, english = [], [], []
    for i in range(10, 30):
        for (a, b, c), (fr, vi, en) in zip(
            zip(FRENCH, VIETNAMESE, ENGLISH, strict=True), PLACES * 2, strict=True
        ):
            french.append(f"{a} a « ouvert {i} écoles » {fr} mardi.")
            vietnamese.append(f"{b} đã mở {i} trường học {vi} hôm thứ Ba.")
            english.append(f"{c} “opened {i} schools” {en} on Tuesday.")
    return french, vietnamese, english


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write corpora in all accepted forms: an archive, a folder, compressed files."""
    folder = tmp_path_factory.mktemp("corpora")
    french, vietnamese, english = sentences()
    (folder / "own").mkdir()
    (folder / "own" / "nouvelles.vi").write_text("\n".join(vietnamese) + "\n", encoding="utf-8")
    (folder / "own" / "nouvelles.en").write_text("\n".join(english) + "\n", encoding="utf-8")
    with tarfile.open(folder / "own.tar.xz", "w:xz") as tar:
        for name, lines in (("own/news.fr", french), ("own/news.en", english), ("own/other.fr", ["x"])):
            data = ("\n".join(lines) + "\n").encode()
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    with gzip.open(folder / "shorter.tsv.gz", "wt", encoding="utf-8") as file:
        for line in english:
            print(line, line.partition(" in ")[0] + ".", sep="\t", file=file)
    (folder / "english.txt").write_text("\n".join(english) + "\n", encoding="utf-8")
    (folder / "corpora.toml").write_text(LISTING, encoding="utf-8")
    return folder


def prepare_from(
    material: Path, run: Path, listing: Path | None = None, **options: Any
) -> tuple[Prepared, ...]:
    """Prepare a run quietly, with the list of corpora in `material` by default."""
    how = Preparation(spm=SPM, listing=listing or material / "corpora.toml", **options)
    return prepare(material, run, how, report=lambda line: None)


@pytest.fixture(scope="module")
def prepared(material: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("run")
    prepare_from(material, run)
    return run


def copy_of(prepared: Path, to: Path) -> Path:
    to.mkdir()
    for path in prepared.iterdir():
        if path.is_file():
            (to / path.name).symlink_to(path)
    return to


def test_the_bundled_list_is_complete() -> None:
    listed = corpora.load()
    assert len({corpus.name for corpus in listed}) == len(listed)
    assert {corpus.task for corpus in listed} == {"translate", "compress"}
    assert {corpus.language for corpus in listed} == {"fr", "vi", "en"}
    assert all(corpus.source and corpus.licence for corpus in listed)


def test_written_pairs_are_complete_and_none_is_in_the_test_set() -> None:
    written = [corpus for corpus in corpora.load() if corpus.form == "written"]
    assert {corpus.language for corpus in written} == {"fr", "vi"}
    test_sets = {each.language: set(each.sources) for each in find_sets(ROOT / "bench" / "sets")}
    for corpus in written:
        path = corpora.WRITTEN / f"{corpus.name}.tsv"
        pairs = list(corpora.pairs(corpus, ()))
        assert len(pairs) == len(path.read_text(encoding="utf-8").splitlines())
        sources = {source for source, _ in pairs}
        assert len(sources) == len(pairs)
        assert not sources & test_sets[corpus.language]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("share = 1.5", "share = -1", "share must be"),
        ('"own/news"', '"../news"', "below the folder"),
        ('"own/news"', '"/news"', "below the folder"),
        ('form = "news"', 'form = "verse"', "form must be"),
        ('licence = "none"', "", "licence is missing"),
        ("[[corpus]]", "[[corpus", "cannot be read"),
        ('form = "compressions"', 'form = "names"', "only for fr and vi"),
    ],
)
def test_a_malformed_list_is_a_specific_error(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "list.toml"
    path.write_text(LISTING.replace(old, new), encoding="utf-8")
    with pytest.raises(TrainingError, match=says):
        corpora.load(path)


def test_a_list_in_single_brackets_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "list.toml"
    path.write_text('[corpus]\nname = "own/news"\n', encoding="utf-8")
    with pytest.raises(TrainingError, match="double brackets"):
        corpora.load(path)


def test_packed_pairs_are_those_of_the_corpora(prepared: Path, material: Path) -> None:
    pieces = load_pieces(SPM)
    packed = packing.load(prepared / "epoch.npz")
    texts = {
        tuple(pieces.decode([int(t) for t in side[:-1]]) for side in packed.pair(i))
        for i in range(len(packed))
    }
    assert all(int(packed.pair(i)[side][-1]) == packing.END for i in range(len(packed)) for side in (0, 1))
    # Normalized as for translation, with straight quotation marks and a space after opening ones.
    assert (
        'Le maire a " ouvert 13 écoles" à Lyon mardi.',
        'The mayor " opened 13 schools" in Lyon on Tuesday.',
    ) in texts
    summary = {c["name"]: c for c in json.loads((prepared / "prepared.json").read_text())["corpora"]}
    french, vietnamese = summary["own/news"], summary["own/nouvelles"]
    assert french["pairs"] + french["held_out"] <= 120
    assert vietnamese["epoch"] == 2 * vietnamese["pairs"]
    assert vietnamese["decay"] == 4 * vietnamese["pairs"]
    assert french["pairs"] < french["epoch"] < 2 * french["pairs"]
    assert french["decay"] == 3 * french["pairs"]
    assert len(packed) == french["epoch"] + vietnamese["epoch"]
    assert not (prepared / "text" / "own" / "other.fr").exists()
    held = [path.name for path in prepared.glob("dev-*.npz")]
    assert held, "nothing is held out"
    for name in held:
        dev = packing.load(prepared / name)
        for i in range(len(dev)):
            pair = tuple(pieces.decode([int(t) for t in side[:-1]]) for side in dev.pair(i))
            assert pair not in texts


def test_joined_pairs_are_two_sentences_on_both_sides(material: Path, tmp_path: Path) -> None:
    prepare_from(material, tmp_path, join=1.0)
    pieces = load_pieces(SPM)
    packed = packing.load(tmp_path / "epoch.npz")
    joined = [
        [pieces.decode([int(t) for t in side[:-1]]) for side in packed.pair(i)] for i in range(len(packed))
    ]
    twice = [pair for pair in joined if pair[0].count(".") == 2]
    assert twice
    assert all(pair[1].count(".") == 2 for pair in twice)


def test_sampled_sources_are_the_same_text_in_other_pieces(material: Path, tmp_path: Path) -> None:
    for name, share in (("plain", 0.0), ("sampled", 1.0)):
        prepare_from(material, tmp_path / name, sample=share)
    pieces = load_pieces(SPM)
    texts: dict[str, set[tuple[str, ...]]] = {}
    for name in ("plain", "sampled"):
        packed = packing.load(tmp_path / name / "decay.npz")
        sides = [[[int(t) for t in side[:-1]] for side in packed.pair(i)] for i in range(len(packed))]
        texts[name] = {tuple(pieces.decode(side) for side in pair) for pair in sides}
        as_translated = [pieces.encode(pieces.decode(source)) == source for source, _ in sides]
        assert all(as_translated) if name == "plain" else sum(as_translated) < len(sides) / 2
        assert all(pieces.encode(pieces.decode(target)) == target for _, target in sides)
    assert texts["plain"] == texts["sampled"]
    # Held-out sources are segmented without sampling, as in translation.
    held_out = [packing.load(tmp_path / name / "dev-fr.npz").source for name in ("plain", "sampled")]
    assert held_out[0].tolist() == held_out[1].tolist()


def test_hints_are_only_in_sources(material: Path, tmp_path: Path) -> None:
    prepare_from(material, tmp_path, hints="all")
    pieces = load_pieces(SPM)
    packed = packing.load(tmp_path / "epoch.npz")
    terms = 0
    for i in range(len(packed)):
        source, target = ([pieces.id_to_piece(int(t)) for t in side[:-1]] for side in packed.pair(i))
        assert not set(target) & {*hints.TERM, *hints.CANDIDATES}
        bare, _ = hints.remove(source)
        assert bare == pieces.encode(pieces.decode(bare), out_type=str)
        terms += hints.TERM[0] in source
    assert 0.05 * len(packed) < terms < 0.3 * len(packed)


def test_the_decay_has_only_compressions(material: Path, tmp_path: Path) -> None:
    compressions, news = prepare_from(material, tmp_path, task="compress")
    assert news.epoch == news.pairs > 0 == news.decay
    assert compressions.epoch == 2 * compressions.pairs
    assert compressions.decay == 4 * compressions.pairs > 0


def test_a_missing_or_uneven_corpus_is_named(material: Path, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    for name in ("news.fr", "news.en", "nouvelles.vi", "nouvelles.en"):
        (tmp_path / "own" / name).write_text("Un.\nDeux.\n", encoding="utf-8")
    (tmp_path / "own" / "nouvelles.en").write_text("One.\n", encoding="utf-8")
    listing = material / "corpora.toml"
    with pytest.raises(TrainingError, match=r"nouvelles\.vi and .*nouvelles\.en differ"):
        prepare_from(tmp_path, tmp_path / "run", listing)
    (tmp_path / "own" / "nouvelles.en").unlink()
    with pytest.raises(TrainingError, match=r"nouvelles\.en is not in"):
        prepare_from(tmp_path, tmp_path / "run", listing)
    assert not list((tmp_path / "run").glob("*.npz"))


def test_a_damaged_archive_is_a_clear_error(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar.xz", "w:xz") as tar:
        data = random.Random(1).randbytes(200_000)
        member = tarfile.TarInfo("own/news.fr")
        member.size = len(data)
        tar.addfile(member, io.BytesIO(data))
    whole = (tmp_path / "a.tar.xz").read_bytes()
    for broken in (whole[: len(whole) // 2], whole[:9_000] + bytes(64) + whole[9_064:], b"no archive"):
        (tmp_path / "a.tar.xz").write_bytes(broken)
        with pytest.raises(TrainingError, match="fetch it again"):
            corpora.unpack(tmp_path, frozenset({"own/news.fr"}), tmp_path / "out")
        assert not (tmp_path / "out" / "own" / "news.fr").exists()


def test_an_archive_of_a_whole_folder_is_unpacked(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "all.tar", "w") as tar:
        member = tarfile.TarInfo("./own/news.fr")
        member.size = 1
        # `tar --append` adds a changed file after the old one.
        tar.addfile(member, io.BytesIO(b"a"))
        tar.addfile(member, io.BytesIO(b"x"))
    corpora.unpack(tmp_path, frozenset({"own/news.fr"}), tmp_path / "out")
    assert (tmp_path / "out" / "own" / "news.fr").read_bytes() == b"x"


def test_a_link_in_an_archive_is_not_followed(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as tar:
        member = tarfile.TarInfo("own/news.fr")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(member)
    corpora.unpack(tmp_path, frozenset({"own/news.fr"}), tmp_path / "out")
    assert not (tmp_path / "out" / "own" / "news.fr").exists()


def test_invalid_lines_do_not_shift_the_pairs_after_them(tmp_path: Path) -> None:
    lines = [b"un", b"x" * (corpora.MAX_LINE_BYTES + 1), b"\xff", b"quatre" * 1000, b"cinq\rcinq"]
    (tmp_path / "a.fr").write_bytes(b"\n".join(lines))
    (tmp_path / "a.en").write_bytes(b"one\ntwo\nthree\nfour\nfive\n")
    corpus = corpora.Corpus("a", "fr", 1, "", "")
    found = list(corpora.pairs(corpus, (tmp_path,)))
    assert [target for _, target in found] == ["one", "four", "five"]


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        ("fr", "Le gouvernement des États-Unis a", "The government of the United States announced"),
        ("fr", "En Allemagne, plusieurs", "In Germany, several"),
        ("fr", "Au Royaume-Uni, plusieurs", "In the United Kingdom, several"),
        ("fr", "Le gouvernement d’Israël a", "The government of Israel announced"),
        ("fr", "La réunion a eu lieu au Caire.", "The meeting took place in Cairo."),
        ("vi", "Chính phủ Hoa Kỳ đã", "The government of the United States announced"),
        ("vi", "Cuộc họp đã diễn ra tại Thượng Hải.", "The meeting took place in Shanghai."),
    ],
)
def test_names_are_put_into_sentences(language: str, source: str, target: str) -> None:
    assert any(
        first.startswith(source) and second.startswith(target) for first, second in names.pairs(language)
    )


def test_common_words_but_not_names_are_counted(tmp_path: Path) -> None:
    pairs = [
        ("Hier le maire a vu Kirby et Dieu.", "Yesterday the mayor saw Kirby and God."),
        ("Puis le maire a quitté l'État pour Moscou.", "Then the mayor left the State for Moscow."),
        ("Non, un dieu et un état : le vote.", "No, a god and a condition: the ballot."),
        ("Le Titre De La Une", "The Headline Of The Page"),
        ("ship the patch", "ship the patch"),
    ]
    entry = '[[corpus]]\nname = "{}"\nlanguage = "fr"\nshare = 1\nsource = ""\nlicence = ""\n'
    names = ("one", "two", "three", "four")
    listing = tmp_path / "list.toml"
    listing.write_text("".join(map(entry.format, names)))
    for name in names[:3]:
        for language, side in (("fr", 0), ("en", 1)):
            (tmp_path / f"{name}.{language}").write_text("".join(f"{pair[side]}\n" for pair in pairs))
    (tmp_path / "four.fr").write_text("un mot rare\n")
    (tmp_path / "four.en").write_text("a scarce word\n")
    out = tmp_path / "out"
    command = [str(tmp_path), "--list", str(listing), "--out", str(out)]
    assert CliRunner().invoke(program, ["words", *command]).exit_code == 0
    french, english = ((out / f"{language}.txt").read_text().split() for language in ("fr", "en"))
    assert {"dieu", "état", "maire", "vote", "pour"} <= set(french)
    assert french == sorted(french)
    assert not {"kirby", "moscou", "rare", "titre", "patch", "a", "l"} & set(french)
    assert {"mayor", "ballot", "god"} <= set(english)
    assert not {"kirby", "moscow", "headline", "scarce"} & set(english)


@given(st.lists(st.sampled_from("a b c d e f".split()), max_size=9), st.integers())
def test_noise_only_inserts_words(words: list[str], seed: int) -> None:
    noisy = noise.pad(" ".join(words), "v w x y z", random.Random(seed)).split()
    kept = iter(noisy)
    assert all(word in kept for word in words)
    assert len(noisy) > len(words) or not words
    assert noisy[:1] == words[:1]


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), min_size=1, max_size=60), st.integers(0, 9)
)
def test_every_pair_is_in_exactly_one_batch_of_an_epoch(lengths: list[tuple[int, int]], seed: int) -> None:
    source, target = (np.cumsum([0, *(pair[side] for pair in lengths)]) for side in (0, 1))
    packed = packing.Packed(np.zeros(source[-1], np.uint16), np.zeros(target[-1], np.uint16), source, target)
    found = list(batches.epoch(packed, 64, seed, 0))
    assert sorted(i for batch in found for i in batch) == list(range(len(lengths)))
    assert all((a == b).all() for a, b in zip(found, batches.epoch(packed, 64, seed, 0), strict=True))
    for batch in found:
        tensors = batches.collate(packed, batch, 7)
        assert len(batch) == 1 or tensors.source.numel() + tensors.labels.numel() <= 2 * 64
        assert tensors.source.ne(7).sum() == sum(lengths[i][0] for i in batch)
        assert tensors.labels.ne(batches.NO_LABEL).sum() == sum(lengths[i][1] for i in batch)


@pytest.mark.parametrize(
    ("capability", "wanted"),
    [("DEFAULT", torch.float32), ("AVX2", torch.float32), ("AVX512", torch.bfloat16)],
)
def test_matrices_are_multiplied_in_a_type_that_the_processor_has(
    capability: str, wanted: torch.dtype, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    assert matrix_type(torch.device("cpu")) == wanted
    assert matrix_type(torch.device("cuda")) == torch.bfloat16


def test_the_loss_and_its_gradients_match_those_of_torch() -> None:
    torch.manual_seed(0)
    # Values that bfloat16 represents exactly, so that only the arithmetic differs.
    states = torch.randn(300, 16).bfloat16().float().requires_grad_()
    weight = torch.randn(50, 16).bfloat16().float().requires_grad_()
    labels = torch.randint(0, 50, (300,))
    loss, likelihood = linear_cross_entropy(states, weight, labels, 0.1)
    loss.backward()  # type: ignore[no-untyped-call]
    ours = states.grad, weight.grad
    states.grad = weight.grad = None
    logits = states @ weight.T
    wanted = torch.nn.functional.cross_entropy(logits, labels, label_smoothing=0.1)
    wanted.backward()  # type: ignore[no-untyped-call]
    torch.testing.assert_close(loss, wanted, rtol=1e-2, atol=1e-3)
    torch.testing.assert_close(
        likelihood, torch.nn.functional.cross_entropy(logits, labels), rtol=1e-2, atol=1e-3
    )
    for found, expected in zip(ours, (states.grad, weight.grad), strict=True):
        torch.testing.assert_close(found, expected, rtol=5e-2, atol=2e-4)


def test_the_learning_rate_warms_up_stays_and_decays() -> None:
    decay = Decay(start=800, length=200)
    assert factor(0, 100) == 0.01
    assert factor(49, 100) == 0.5
    assert factor(500, 100) == factor(800, 100, decay.left(800)) == 1.0
    assert factor(900, 100, decay.left(900)) == 0.5
    assert factor(1000, 100, decay.left(1000)) == factor(2000, 100, decay.left(2000)) == 0.01
    assert Decay(start=800, length=0).left(800) == 0.0


def run_of(prepared: Path, folder: Path, steps: list[int], *, seed: int = 1, tokens: int = 6_000) -> Path:
    """Train a smoke run to its end, interrupted and resumed after each of these steps."""
    run = copy_of(prepared, folder)
    wanted = Settings(
        preset="smoke", tokens=tokens, decay=0.4, seed=seed, save_minutes=1e9, threads=1, device="cpu"
    )
    for stop in steps:

        def reached(progress: Progress, stop: int = stop) -> bool:
            return progress.step >= stop

        stopped = train(run, wanted, should_stop=reached, report=lambda line: None)
        assert stopped is None
    done = train(run, wanted, report=lambda line: None)
    assert done is not None
    assert done.seen >= tokens
    return run


@pytest.mark.slow
@pytest.mark.soak
def test_an_interrupted_run_ends_with_the_same_weights(prepared: Path, tmp_path: Path) -> None:
    whole = run_of(prepared, tmp_path / "whole", [])
    # Interrupted once before the decay and once during it.
    parts = run_of(prepared, tmp_path / "parts", [5, 11])
    contents = [torch.load(run / CHECKPOINT, weights_only=True) for run in (whole, parts)]
    assert contents[0]["step"] == contents[1]["step"] > 11
    assert contents[0]["progress"]["decay"] == contents[1]["progress"]["decay"] is not None
    assert (parts / STABLE).exists()
    first, second = (network.load_weights(run / CHECKPOINT) for run in (whole, parts))
    for name, tensor in first.items():
        torch.testing.assert_close(second[name], tensor, rtol=1e-4, atol=1e-5, msg=name)
    losses = [held_out_loss(run, w, "cpu") for run, w in ((whole, first), (parts, second))]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    # It has learned: the loss is better than chance.
    assert all(loss < np.log(16_000) - 1 for loss in losses[0].values())


@pytest.mark.slow
def test_training_can_start_from_checkpoints_of_the_older_format(prepared: Path, tmp_path: Path) -> None:
    run = run_of(prepared, tmp_path / "first", [], tokens=1_500)
    content = torch.load(run / STABLE, weights_only=True)
    older = {name: content[name] for name in ("model", "opts", "step", "seen")}
    # The older format counted the fixed position embeddings as a parameter without a gradient.
    (group,) = older["opts"][0]["param_groups"]
    state = older["opts"][0]["state"]
    older["opts"][0]["state"] = {i + (i > 0): value for i, value in state.items()}
    group["params"] = list(range(len(group["params"]) + 1))
    torch.save(older, tmp_path / "older.pt")
    second = copy_of(prepared, tmp_path / "second")
    wanted = Settings(
        preset="smoke",
        tokens=content["seen"] + 1_000,
        decay=0.0,
        threads=1,
        device="cpu",
        start=tmp_path / "older.pt",
    )
    progress = train(second, wanted, report=lambda line: None)
    assert progress is not None
    assert progress.first == content["seen"]
    assert progress.step > content["step"]
    with pytest.raises(TrainingError, match="preset"):
        train(
            copy_of(prepared, tmp_path / "third"), replace(wanted, preset="small"), report=lambda line: None
        )


@pytest.mark.slow
def test_one_command_trains_a_model_folder_from_corpora(material: Path, tmp_path: Path) -> None:
    out = tmp_path / "fr-en"
    done = command(
        "run", material, "--out", out, "--preset", "smoke", "--spm", SPM, "--list", material / "corpora.toml",
        "--tokens", "3000", "--threads", "1", "--save-minutes", "0.01",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    stored = load_file(out / "model.safetensors")
    assert {tensor.dtype for tensor in stored.values()} == {torch.float16}
    assert network.shape_of(stored) == network.PRESETS["smoke"].shape
    shipped = {path.name for path in (ROOT / "models" / "fr-en").iterdir()}
    # The model card and the calibration are made by other commands.
    shipped -= {"README.md", "confidence.json"}
    assert shipped <= {path.name for path in out.iterdir()}
    history = json.loads((out / "training.json").read_text())
    assert history["seen"] >= 3_000
    assert set(history["corpora"]) == {"own/news", "own/nouvelles"}
    # The command is reproducible, without paths of this machine.
    assert history["command"] == (
        "python -m training run CORPORA --out FOLDER --spm FILE --list FILE --preset smoke --tokens 3000"
    )
    # Passerelle loads the folder as a model, and refuses it since it has learned so little.
    models = tmp_path / "models.txt"
    models.write_text(f"translate fr+vi {out} - Apache-2.0\n", encoding="utf-8")
    with pytest.raises(ModelError, match="it translates 'fr' wrongly"):
        Translator("fr", models).translate("Le maire a ouvert 12 écoles à Lyon mardi.")
    # The folder's model computes the same as the run's weights.
    run = tmp_path / "fr-en.run"
    exact = network.load_weights(run / "averaged.safetensors")
    for name, tensor in network.load_weights(out).items():
        torch.testing.assert_close(tensor, exact[name], rtol=1e-3, atol=1e-4)
    texts = ["Le maire a ouvert 12 écoles à Lyon mardi.", "Bác sĩ đã mở 20 trường học ở Rome hôm thứ Ba."]
    options = DecodingOptions(max_source_tokens=64, max_target_tokens=20, beam_size=2)
    fast = load_folder(out, quantization="float32", device="cpu")
    slow = load_folder(out, engine="torch", device="cpu")
    tokens = [[n_best[0].tokens for n_best in model.run(texts, options)] for model in (fast, slow)]
    assert tokens[0] == tokens[1]


@pytest.mark.slow
@pytest.mark.soak
def test_sigterm_writes_a_checkpoint_to_resume_from(prepared: Path, tmp_path: Path) -> None:
    run = copy_of(prepared, tmp_path / "run")
    command = [
        sys.executable, "-m", "training", "train", str(run), "--preset", "smoke", "--tokens", "100000000",
        "--no-embeddings", "--threads", "1",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    while process.poll() is None and not (run / "log.jsonl").exists():  # opened when training starts
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 3
    assert "the same command resumes there" in output
    step = torch.load(run / CHECKPOINT, weights_only=True)["step"]
    assert f"stopped at step {step};" in output


@pytest.mark.slow
def test_averaging_computes_the_mean_and_refuses_other_sizes(tmp_path: Path) -> None:
    first, second = ({n: torch.full_like(w, v) for n, w in tiny().items()} for v in (1.0, 4.0))
    network.save_weights(first, tmp_path / "1.safetensors")
    network.save_weights(second, tmp_path / "2.safetensors")
    mean = network.average([tmp_path / "1.safetensors", tmp_path / "2.safetensors"])
    assert all((w == 2.5).all() for w in mean.values())
    with pytest.raises(TrainingError, match="differs in size"):
        network.average([tmp_path / "1.safetensors", ROOT / "models" / "fr-en"])
    (tmp_path / "3.safetensors").write_bytes(b"nothing")
    with pytest.raises(TrainingError, match="contains no Marian weights"):
        network.load_weights(tmp_path / "3.safetensors")


def tiny() -> dict[str, torch.Tensor]:
    return network.weights(network.build(network.PRESETS["smoke"].shape, 100))


@pytest.mark.slow
def test_exporting_the_embedded_weights_reproduces_the_model(tmp_path: Path) -> None:
    shipped = ROOT / "models" / "fr-en"
    export(
        network.load_weights(shipped),
        SPM,
        tmp_path,
        source="fr",
        history={"hints": "all", "spaced_openings": True},
    )
    first, second = (load_file(folder / "model.safetensors") for folder in (shipped, tmp_path))
    assert first.keys() == second.keys()
    assert all(torch.equal(first[name], second[name]) for name in first)
    assert (tmp_path / "model.safetensors").stat().st_size == (shipped / "model.safetensors").stat().st_size
    # `bench.alignment --write` adds the alignment head afterwards.
    config = json.loads((shipped / "config.json").read_bytes())
    del config["alignment_head"]
    assert json.loads((tmp_path / "config.json").read_bytes()) == config
    for name in ("generation_config.json", "tokenizer_config.json", "vocab.json", "source.spm"):
        assert (tmp_path / name).read_bytes() == (shipped / name).read_bytes(), name


@pytest.mark.slow
def test_the_task_and_the_length_of_a_run_cannot_change(
    prepared: Path, material: Path, tmp_path: Path
) -> None:
    run = copy_of(prepared, tmp_path / "run")
    asked = ["run", str(material), "--out", str(tmp_path / "m"), "--work", str(run), "--spm", str(SPM)]
    asked += ["--preset", "smoke", "--no-embeddings", "--list", str(material / "corpora.toml")]
    for more, says in (
        (["--task", "compress"], "other options (task)"),
        (["--join", "1"], "other options (join)"),
    ):
        result = CliRunner().invoke(program, [*asked, "--tokens", "500", *more])
        assert says in str(result.exception)
    short = Settings(preset="smoke", tokens=600, decay=0.5)
    assert train(run, short, report=lambda line: None)
    with pytest.raises(TrainingError, match=r"is already decaying.*--start .*stable\.pt"):
        train(run, replace(short, tokens=900), report=lambda line: None)
    other = copy_of(prepared, tmp_path / "other")
    with pytest.raises(TrainingError, match="has already seen"):
        train(other, replace(short, tokens=100, start=run / STABLE), report=lambda line: None)
    with pytest.raises(TrainingError, match="is not prepared"):
        train(tmp_path / "none", short)


@pytest.mark.slow
def test_a_decay_over_the_whole_time_ends_on_time(prepared: Path, tmp_path: Path) -> None:
    run = copy_of(prepared, tmp_path / "run")
    progress = train(run, Settings(preset="smoke", minutes=0.02, decay=1.0), report=lambda line: None)
    assert progress
    assert progress.decay
    assert progress.decay.end == pytest.approx(1.2)
    assert progress.seconds >= 1.2
    assert progress.seen > 0


@pytest.mark.slow
def test_accumulating_two_batches_equals_one_large_batch(prepared: Path, tmp_path: Path) -> None:
    packed = packing.load(prepared / "epoch.npz")
    small, large = np.arange(3), np.arange(3, 20)
    learnt = []
    for name, together in (("apart", [small, large]), ("whole", [np.arange(20)])):
        asked = Settings(preset="smoke", tokens=1, device="cpu", threads=1)
        trainer = _Trainer(copy_of(prepared, tmp_path / name), asked, lambda line: None)
        likelihood, tokens = trainer._step(packed, together)
        learnt.append((float(likelihood), tokens, network.weights(trainer._network)[network.SHARED]))
    (first, tokens, apart), (second, as_many, whole) = learnt
    assert tokens == as_many
    assert first == pytest.approx(second, rel=1e-3)
    # Adam's first step is the sign of the gradient, which is random for gradients near 0.
    assert (apart - whole).abs().gt(1e-6).float().mean() < 0.02


@pytest.mark.slow
def test_a_finished_run_can_be_rerun_but_not_lengthened(prepared: Path, tmp_path: Path) -> None:
    run = copy_of(prepared, tmp_path / "run")
    wanted = Settings(preset="smoke", tokens=1_000, decay=0.0, threads=1, device="cpu")
    first = train(run, wanted, report=lambda line: None)
    assert first
    assert first.seen > 1_000
    assert train(run, wanted, report=lambda line: None) is not None
    with pytest.raises(TrainingError, match="is already decaying"):
        train(run, replace(wanted, tokens=9_000), report=lambda line: None)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--tokens", "500", "--preset", "lage"), "no preset"),
        ((), "either the number of target tokens"),
        (("--minutes", "0"), "more than 0"),
        (("--tokens", "500", "--rate", "0"), "above 0"),
        (("--tokens", "500", "--start", "no/such"), "nothing to start from"),
    ],
)
def test_invalid_options_are_reported_before_any_work(
    material: Path, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    result = CliRunner().invoke(program, ["run", str(material), "--out", str(tmp_path / "m"), *arguments])
    assert says in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_trained_run_cannot_be_prepared_with_other_options(
    prepared: Path, material: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    run.mkdir()
    shutil.copyfile(prepared / "prepared.json", run / "prepared.json")
    (run / CHECKPOINT).touch()
    with pytest.raises(TrainingError, match=r"prepared with other options \(join\)"):
        prepare_from(material, run, join=1.0)


def test_one_language_can_be_prepared_alone(material: Path, tmp_path: Path) -> None:
    [done] = prepare_from(material, tmp_path / "run", language="vi")
    assert done.name == "own/nouvelles"
    assert not list((tmp_path / "run").glob("dev-fr.npz"))
    assert json.loads((tmp_path / "run" / "prepared.json").read_text())["made_of"]["language"] == "vi"
    with pytest.raises(TrainingError, match="lists no corpus in 'de' for the task translate"):
        prepare_from(material, tmp_path / "other", language="de")


def test_a_failed_preparation_keeps_the_existing_files(
    prepared: Path, material: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    shutil.copytree(prepared, run)
    (run / "embeddings.npy").touch()
    before = sorted(path.name for path in run.iterdir())
    listing = tmp_path / "list.toml"
    listing.write_text((material / "corpora.toml").read_text().replace("own/news", "own/missing"))
    with pytest.raises(TrainingError, match="own/missing"):
        prepare_from(material, run, listing)
    assert sorted(path.name for path in run.iterdir()) == before
    prepare_from(material, run)
    assert not (run / "embeddings.npy").exists()


@pytest.mark.slow
def test_a_start_with_other_sentencepiece_pieces_is_refused(prepared: Path, tmp_path: Path) -> None:
    run, start = copy_of(prepared, tmp_path / "run"), tmp_path / "start"
    start.mkdir()
    (start / "source.spm").write_bytes(b"other")
    with pytest.raises(TrainingError, match="a different SentencePiece model"):
        train(run, Settings(preset="smoke", tokens=1, start=start), report=lambda line: None)


def test_the_compress_task_needs_compressions(material: Path, tmp_path: Path) -> None:
    listing = tmp_path / "list.toml"
    listing.write_text(
        '[[corpus]]\nname = "english.txt"\nlanguage = "en"\nform = "news"\nshare = 1\n'
        'source = "x"\nlicence = "x"\n',
        encoding="utf-8",
    )
    with pytest.raises(TrainingError, match="has no compressions"):
        prepare_from(material, tmp_path / "run", listing, task="compress")


def test_unwritable_weights_are_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="cannot be written"):
        network.save_weights({"x": torch.zeros(1)}, tmp_path / "missing" / "x.safetensors")


@pytest.mark.slow
def test_an_export_without_a_history_removes_an_older_one(tmp_path: Path) -> None:
    weights = network.load_weights(ROOT / "models" / "fr-en")
    export(weights, SPM, tmp_path, source="fr", history={"seen": 1, "hints": "all", "spaced_openings": True})
    assert (tmp_path / "training.json").exists()
    assert load_folder(tmp_path).hints
    assert isinstance(load_folder(tmp_path).tokenizer, SpacedTokenizer)
    export(weights, SPM, tmp_path, source="fr")
    assert not (tmp_path / "training.json").exists()


def test_a_length_in_both_units_or_neither_is_refused(prepared: Path) -> None:
    for given_length in ({}, {"tokens": 1, "minutes": 1.0}):
        with pytest.raises(TrainingError, match="either the number of target tokens"):
            train(prepared, Settings(**given_length))  # type: ignore[arg-type]
    for no_update in ({"accumulate": 0}, {"rate": 0.0}):
        with pytest.raises(TrainingError, match="at least one batch"):
            train(prepared, Settings(tokens=1, **no_update))


def test_an_untrained_run_has_no_history(prepared: Path) -> None:
    with pytest.raises(TrainingError, match="train first"):
        history_of(prepared)


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write evaluation sets of our own sentences, in the layout of the real ones."""
    folder = tmp_path_factory.mktemp("sets")
    french, vietnamese, english = sentences()
    for name, lines in (("own.fra-eng", french), ("own.vie-eng", vietnamese)):
        (folder / f"{name}.src").write_text("\n".join(lines) + "\n", encoding="utf-8")
        (folder / f"{name}.ref").write_text("\n".join(english) + "\n", encoding="utf-8")
    (folder / "sum").mkdir()
    rows = [json.dumps({"doc": line, "sum": "", "title": None}) + "\n" for line in english]
    (folder / "sum" / "headline_news_test500.jsonl").write_text("".join(rows), encoding="utf-8")
    return folder


def command(*arguments: str | Path) -> Result:
    """Run a command of `training` in this process, which has imported torch already."""
    return CliRunner().invoke(program, [*map(str, arguments)])


@pytest.mark.slow
def test_bench_quality_prints_a_table_of_models_and_sets(
    sets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    measure(sets, None, 6)
    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading.split() == ["model", "set", "lines", "BLEU", "chrF", "sentences/s"]
    assert [row.split()[:4] for row in rows[:2]] == [
        ["fr-en", "own", "fr-en", "6"],
        ["vi-en", "own", "vi-en", "6"],
    ]
    assert [row.split()[0] for row in rows[2:]] == ["BLEU", "chrF2"]
    assert all("version:" in row for row in rows[2:])


def test_missing_or_uneven_sets_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="name a folder of files such as newstest2013"):
        find_sets(tmp_path / "nowhere")
    (tmp_path / "a.fra-eng.src").write_text("Un.\nDeux.\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="cannot be read"):
        find_sets(tmp_path)
    (tmp_path / "a.fra-eng.ref").write_text("One.\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="different number of lines"):
        find_sets(tmp_path)


@pytest.mark.slow
def test_evaluate_exits_with_1_unless_the_model_is_better(sets: Path, tmp_path: Path) -> None:
    export(tiny_of(SPM), SPM, tmp_path / "fresh", source="fr")
    shipped = ROOT / "models" / "fr-en"
    worse = command("evaluate", tmp_path / "fresh", "--sets", sets, "--limit", "6")
    assert worse.exit_code == 1, worse.output
    assert worse.stdout.splitlines()[-1].endswith("better on 0 sets, worse on 2")
    better = command(
        "evaluate", shipped, "--against", tmp_path / "fresh", "--sets", sets, "--limit", "6",
        "--language", "fr",
    )  # fmt: skip
    assert better.exit_code == 0, better.output
    assert better.stdout.splitlines()[-1].endswith("better on 1 sets, worse on 0")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "task"), [("fr-en", "translate"), ("brief-en", "compress")])
def test_a_card_contains_the_measurements(sets: Path, tmp_path: Path, name: str, task: str) -> None:
    folder = tmp_path / name
    shutil.copytree(ROOT / "models" / name, folder)
    (folder / "README.md").unlink()
    history = {
        "seen": 12_345_678,
        "hours": 2.5,
        "first": 2_000_000,
        "corpora": {"vi-en/evbnews": 43_031, "mono.en.gz": 9, "own/x": 7},
        "language": "fr",
    }
    (folder / "training.json").write_text(json.dumps(history), encoding="utf-8")
    done = command("card", folder, "--task", task, "--sets", sets, "--limit", "5")
    assert done.exit_code == 0, done.output
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert card.startswith(f"# {name}\n\n")
    if task == "translate":
        told = "12.3 million target tokens, 2.0 million of them by the run that it started from, 2.5 hours"
        assert told in card
    else:
        assert "12.3 million target tokens, 2.5 hours" in card
    for heading in ("Quality", "Weaknesses", "Data", "How to reproduce it"):
        assert f"\n\n## {heading}\n\n" in card
    assert "\n\n**Licence.** For evaluation and personal use" in card
    listed = {"translate": "| vi-en/evbnews | 43031 |", "compress": "| mono.en.gz | 9 |"}
    assert [line in card for line in listed.values()] == [task == key for key in listed]
    assert "| own/x | 7 | not in " in card
    # Unlisted corpora may contain lines of the evaluation sets, so the card does not claim otherwise.
    assert "No line of the evaluation sets" not in card
    if task == "translate":
        assert "\n\nFrench to English, one sentence at a time" in card
        assert "| own fr-en | 5 |" in card
        assert "| own vi-en |" not in card
        assert "--minutes 150 --hints all --language fr\n$ python" in card
        assert "--sets DIR --language fr\n$ python" in card
        assert "`BLEU nrefs:1|" in card
    else:
        assert "first output on 5 news sentences" in card


@pytest.mark.slow
def test_the_card_of_the_reverse_model_measures_both_languages(sets: Path, tmp_path: Path) -> None:
    folder = tmp_path / "en-fr-vi"
    shutil.copytree(ROOT / "models" / "en-fr-vi", folder)
    (folder / "README.md").unlink()
    done = command("card", folder, "--task", "reverse", "--sets", sets, "--limit", "5")
    assert done.exit_code == 0, done.output
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert "\n\nTrained on 12.8 million target tokens, 2.6 hours" in card
    assert re.search(r"\| own en-fr \| 5 \| \d+\.\d \| \d+\.\d \| \d+\.\d% \|", card)
    assert "| own en-vi | 5 |" in card


def tiny_of(spm: Path) -> dict[str, torch.Tensor]:
    torch.manual_seed(0)
    vocabulary = load_pieces(spm).get_piece_size() + 1
    return network.weights(network.build(network.PRESETS["smoke"].shape, vocabulary))

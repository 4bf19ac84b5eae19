import json
import shutil
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from bench.alignment import error_rate, measure, read_gold
from passerelle.errors import ModelError
from passerelle.modelstore import loading as seq2seq_model
from passerelle.modelstore import registry
from passerelle.modelstore.loading import Model
from passerelle.seq2seq.alignment import AlignmentHead, alignment_head
from translate import Translator
from translate.normalize import normalize
from translate.wordalignment import align, token_spans, words


@cache
def model(language: str = "fr") -> Model:
    return seq2seq_model.load_folder(registry.embedded("translate", language))


def pairs(source: str, target: str) -> set[tuple[str, str]]:
    [alignment] = align(model(), [(source, target)])
    return {(source[s.start : s.end], target[t.start : t.end]) for s, t in alignment}


@pytest.mark.parametrize(("language", "most"), [("fr", 0.11), ("vi", 0.17)])
def test_the_alignment_error_rate_meets_its_target(language: str, most: float) -> None:
    """Measure on hand-aligned sentences; `bench.alignment --write` finds the best heads of new weights."""
    gold = [g for g in read_gold() if g.language == language]
    assert len(gold) == 30
    assert measure(model(language), gold) < most


def test_wrong_and_missing_links_raise_the_error_rate() -> None:
    gold = read_gold()[:2]
    assert error_rate([g.sure for g in gold], gold) == 0
    assert error_rate([frozenset(), frozenset()], gold) == 1
    assert error_rate([g.possible for g in gold], gold) == 0
    assert 0 < error_rate([gold[0].sure, gold[1].sure | {(0, 99)}], gold) < 0.1


def test_words_have_offsets() -> None:
    text = "L'an 1,5 : Phạm-Minh, cafe\u0301 4.500."
    assert [text[w.start : w.end] for w in words(text)] == [
        "L", "an", "1,5", "Phạm", "Minh", "cafe\u0301", "4.500",
    ]  # fmt: skip


def test_tokens_map_back_to_the_text_before_normalization() -> None:
    text = "« Le cafe\u0301\u00a0ﬁn… »"
    normalized = normalize(text)
    tokens = model().tokenizer.encode_source(normalized.text)
    spans = token_spans(tokens, normalized)
    assert spans[-1] is None  # </s>
    found = [text[s.start : s.end] for s in spans if s]
    assert "".join(found).replace(" ", "").replace("\u00a0", "").startswith("«Lecafe\u0301ﬁ")
    assert all(a.end <= b.end for a, b in pairwise([s for s in spans if s]))


def test_names_and_numbers_align() -> None:
    found = pairs(
        "M. Lefèvre a acheté 4.500 actions à Quimper.", "In Quimper, Mr Lefèvre bought 4.500 shares."
    )
    assert {("Quimper", "Quimper"), ("Lefèvre", "Lefèvre"), ("4.500", "4.500")} <= found


def test_empty_sides_have_no_links() -> None:
    assert pairs("...", "...") == set()
    assert pairs("Oui", "!") == set()


def test_segments_have_an_alignment_on_request() -> None:
    text = "Écrire à presse@example.org mardi.\nIl pleut à Paris.\n25/10/2024"
    translator = Translator("fr")
    assert all(s.alignment is None for s in translator.translate(text).segments)
    for segment in translator.translate(text, align_words=True).segments:
        assert segment.alignment
        for source, target in segment.alignment:
            assert segment.source[source.start : source.end].strip()
            assert segment.target[target.start : target.end].strip()
    first = translator.translate(text, align_words=True).segments[0]
    assert first.alignment is not None
    links = [(first.source[s.start : s.end], first.target[t.start : t.end]) for s, t in first.alignment]
    assert links.count(("example", "example")) == 1


def test_a_divided_sentence_is_aligned_in_all_its_parts() -> None:
    clauses = [
        "le ministre a visité Berlin",
        "la délégation a quitté Paris",
        "le maire a salué Londres",
    ] * 8
    text = ", et ".join(clauses) + "."
    [segment] = Translator("fr").translate(text, align_words=True).segments
    assert segment.alignment is not None
    linked = {s for s, _ in segment.alignment}
    assert len(linked) > 0.6 * len(words(text))
    # Each part is aligned with its own translation, so the first and the last Berlin are far apart.
    berlin = [t.start for s, t in segment.alignment if text[s.start : s.end] == "Berlin"]
    assert min(berlin) < 0.2 * len(segment.target)
    assert max(berlin) > 0.8 * len(segment.target)


def test_the_alignment_head_is_read_from_the_config_and_validated() -> None:
    config = {"decoder_layers": 2, "decoder_attention_heads": 4}
    assert alignment_head(config) == AlignmentHead(-1, 0, shifted=False)
    named = {"layer": 1, "head": 3, "shifted": True}
    assert alignment_head(config | {"alignment_head": named}) == AlignmentHead(1, 3, shifted=True)
    wrongs: list[object] = [{}, [], 3, named | {"head": 4}, named | {"layer": 2}, named | {"layer": "x"}]
    for wrong in wrongs:
        with pytest.raises(ValueError, match="alignment"):
            alignment_head(config | {"alignment_head": wrong})


def test_an_impossible_alignment_head_is_a_clear_error(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    shutil.copytree(registry.embedded("translate", "fr"), folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"alignment_head": {"layer": 9}}))
    with pytest.raises(ModelError, match="fetch it again"):
        seq2seq_model.load_folder(folder)

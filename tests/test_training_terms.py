import random
from pathlib import Path

import pytest
from typer.testing import CliRunner

from passerelle.languages import lexicon
from passerelle.modelstore import registry
from training import alignedterms, expressions, packing, refine
from training.__main__ import program
from training.alignedterms import Pair, Term
from training.errors import TrainingError
from training.hints import base_form
from training.packing import Packer
from training.prepare import load_pieces
from translate.hints import BEGIN, TERM

MODEL = registry.embedded("translate", "fr")
PIECES = load_pieces(MODEL / "source.spm")


def encode(text: str) -> list[str]:
    return list(PIECES.encode(text, out_type=str))


PAIR = Pair.of("Deux têtes de série perdent hier, à Paris.", "Two seeds lose yesterday, in Paris.")
# têtes, de and série with seeds; perdent with lose.
LINKS = frozenset({(0, 0), (1, 1), (2, 1), (3, 1), (4, 2), (5, 3), (6, 4), (7, 5)})


def test_terms_are_consistent_with_the_alignment() -> None:
    found = set(alignedterms.find(PAIR, LINKS))
    assert Term(1, 3, "seeds") in found
    assert Term(0, 3, "Two seeds") in found
    assert Term(4, 4, "lose") in found
    assert not [t for t in found if t.first in (1, 2, 3) and t.last < 3]  # a part of what `seeds` translates


def test_terms_cross_no_punctuation_and_begin_with_no_article() -> None:
    for term in alignedterms.find(PAIR, LINKS):
        assert "," not in term.english
        assert term.first != 6  # à
    assert Term(7, 7, "Paris") not in set(alignedterms.find(PAIR, LINKS))  # the same in English


@pytest.mark.parametrize(
    ("source", "english", "expected"),
    [
        ("Ils ont été mis en examen.", "They were charged.", ["charge"]),
        ("Ils ont été mis en examen.", "They were examined.", []),
        ("Trois balles de match sauvées.", "Three match points saved.", ["match points"]),
    ],
)
def test_expressions_count_if_their_english_is_in_the_reference(
    source: str, english: str, expected: list[str]
) -> None:
    found = list(alignedterms.expressions(Pair.of(source, english), "fr"))
    assert [hint.english[0] for hint in found] == expected


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("charged", "charge"),
        ("Seeds", "seed"),
        ("match points", "match point"),
        ("sounded the alarm", "sound the alarm"),
        ("NATO", "NATO"),
        ("countries", "country"),
        ("Analysis", "analysis"),
    ],
)
def test_base_form_is_a_singular_or_an_infinitive(english: str, expected: str) -> None:
    assert base_form(english) == expected


def test_a_pair_gets_its_expressions_and_at_most_three_terms() -> None:
    source = encode(PAIR.source)
    counts = set()
    for seed in range(60):
        written = alignedterms.hinted(
            source, PAIR, LINKS, "fr", encode, random.Random(seed), candidates=False
        )
        assert written.count(BEGIN) <= written.count(TERM[0])
        at = written.index(BEGIN) if BEGIN in written else 0
        counts.add(written.count(TERM[0]))
        text = PIECES.decode([p for p in written[at:] if p not in (BEGIN, *TERM)])
        assert "série seeds" in text  # the expression, whatever was drawn
    assert counts == {1, 2, 3}


@pytest.mark.parametrize("language", ["fr", "vi"])
def test_the_lexicon_has_every_form_of_the_listed_expressions(language: str) -> None:
    table = expressions.expand(language)
    assert table
    for form in random.Random(1).sample(sorted(table), 100):
        [found] = lexicon.find(form, language)
        assert found.entry.expression == table[form]
    assert len(table) == len(lexicon.expressions(language))


def test_a_language_without_a_list_of_expressions_is_refused() -> None:
    with pytest.raises(TrainingError, match="no list of expressions for de"):
        expressions.expand("de")


def test_likeness_is_greatest_for_the_reference() -> None:
    reference = "The Senate rejected the bill."
    near = [refine.likeness(text, reference) for text in (reference, "The Senate rejected it.", "Rain fell.")]
    assert near[0] == pytest.approx(1)
    assert near == sorted(near, reverse=True)


def pack(path: Path, pairs: list[tuple[str, str]]) -> None:
    with Packer(path) as packer:
        for source, target in pairs:
            packer.add(PIECES.encode(source), PIECES.encode(target))


NEWS = [
    (
        "Le Sénat a rejeté le projet de loi mardi soir à Paris.",
        "The Senate rejected the bill in Paris on Tuesday evening.",
    ),
    (
        "Les pêcheurs réparent leurs filets dans le port.",
        "Fishermen mend their nets in the harbor.",
    ),
    ("La grève des cheminots a commencé ce matin.", "The railway workers' strike began this morning."),
    ("Trois personnes ont été blessées dans l'accident.", "Three people were injured in the accident."),
]

NAMES = ("Un maire", "Un préfet", "Un ministre", "Un banquier", "Un avocat", "Un député", "Un médecin")


def test_only_real_pairs_of_suitable_length_are_translated(tmp_path: Path) -> None:
    synthetic = ("<0x03> " + NEWS[0][0], "A synthetic sentence of a fit length, seen once.")
    pack(tmp_path / "epoch.npz", [*NEWS, *NEWS, ("Oui.", "Yes."), synthetic])
    packed = packing.load(tmp_path / "epoch.npz")
    chosen = refine.choose(packed, 100, PIECES.piece_to_id("<0x03>"), random.Random(1))
    targets = {PIECES.decode(packed.pair(i)[1][:-1].tolist()) for i in chosen}
    assert targets >= {english for _, english in NEWS}
    assert "Yes." not in targets
    assert len(targets) == len(chosen)


@pytest.mark.slow
def test_refine_makes_a_run_of_hypotheses_with_hints(tmp_path: Path) -> None:
    run, out = tmp_path / "run", tmp_path / "out"
    run.mkdir()
    (run / "spm.model").write_bytes((MODEL / "source.spm").read_bytes())
    (run / "prepared.json").write_text("{}")
    news = [(f"{name} a été mis en examen vendredi.", f"{name} was charged on Friday.") for name in NAMES]
    pack(run / "epoch.npz", news)
    arguments = ["refine", str(run), str(out), "--model", str(MODEL), "--language", "fr", "--pairs", "1"]
    result = CliRunner().invoke(program, arguments)
    assert result.exit_code == 0, result.output
    packed = packing.load(out / "decay.npz")
    assert 2 < len(packed) < len(NAMES)
    charged = 0
    for i in range(len(packed)):
        source, target = (PIECES.id_to_piece(side.tolist()) for side in packed.pair(i))
        begins, ends = ([j for j, piece in enumerate(source) if piece == mark] for mark in TERM)
        terms = [PIECES.decode(source[j + 1 : k]) for j, k in zip(begins, ends, strict=True)]
        assert all(term.lower() in PIECES.decode(target).lower() for term in terms)
        # `mis en examen` has several words, which the alignment, a random process, may not all find.
        charged += BEGIN in source and "charge" in {term.removesuffix("d") for term in terms}
    assert charged

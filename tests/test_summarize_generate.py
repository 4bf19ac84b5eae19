from collections.abc import Sequence

import pytest
from scripted import ScriptedEngine, scripted

from passerelle.modelstore import loading as seq2seq_model
from summarize import BriefSentence, Summarizer
from summarize.evidence import evidence_for
from summarize.faithful import unsupported
from summarize.generate import generate

TEXT = (
    "The port of Norland will close for 12 days in March, harbour master John Kirby said on Monday.",
    "Workers have to replace two cranes that were built in 1968.",
    "The ministry said it was concerned about the price of grain.",
    "Fishermen do not expect to lose money during the closure.",
    "Rotterdam may take most of the ships that cannot land in Norland.",
    "The cranes were made by a firm in Hamburg, which Emmanuel Roth led until 1980.",
)


@pytest.mark.parametrize(
    ("sentence", "faults"),
    [
        ("The port of Norland will close for 12 days, John Kirby said.", ()),
        ("The port of Norland will close for 21 days, Kirby said.", ("number",)),
        ("The port of Norland will close for 12 days in May, Kirby said.", ("date",)),
        ("The port of Norland will close for 12 days, Paul Kirby said.", ("name",)),
        ("The port of Norland will close for 12 days in March.", ("attribution",)),
        ("The ministry was concerned about the price of grain.", ("attribution",)),
        ("The ministry said it was concerned about grain.", ()),
        ("The ministry said it was “alarmed about the price”.", ("quotation",)),
        ("The ministry said it was “concerned about the price”.", ()),
        ("Fishermen expect to lose money during the closure.", ("negation",)),
        ("Fishermen don't expect to lose money.", ()),
        ("Workers do not have to replace two cranes.", ("negation",)),
        ("Rotterdam will take most of the ships.", ("certainty",)),
        ("Rotterdam may take most of the ships.", ()),
    ],
)
def test_unsupported_content_is_named(sentence: str, faults: tuple[str, ...]) -> None:
    evidence = evidence_for(sentence, TEXT)
    assert unsupported(sentence, [TEXT[i] for i in evidence]) == faults


def test_mixing_the_names_of_two_people_is_unsupported() -> None:
    both = ["John Kirby met Emmanuel Roth in Hamburg."]
    assert unsupported("Emmanuel Kirby met Roth.", both) == ("name",)
    assert unsupported("Kirby met Roth in Hamburg.", both) == ()


def test_the_month_may_is_not_a_hedge() -> None:
    evidence = ["Rotterdam may take the ships in May."]
    assert unsupported("Rotterdam will take the ships in May.", evidence) == ("certainty",)
    assert unsupported("The port closed after a fire.", ["The port closed in May after a fire."]) == ()


def test_supported_sentences_are_kept_with_their_evidence() -> None:
    model = scripted(
        lambda _: ["The port closes for 12 days, Kirby said. Workers replace two cranes built in 1968."]
    )
    written, omissions = generate(TEXT, model)
    assert [(s.evidence[0], s.method, s.steps) for s in written] == [
        (0, "generated", ()),
        (1, "generated", ()),
    ]
    assert omissions == []


def test_an_unsupported_sentence_is_taken_from_another_hypothesis() -> None:
    model = scripted(
        lambda _: [
            "The port of Norland will close for 21 days, Kirby said.",
            "The port of Norland will close for 13 days, Kirby said.",
            "The port will close for 12 days, John Kirby said.",
        ]
    )
    (sentence,), omissions = generate(TEXT, model)
    assert sentence.text == "The port will close for 12 days, John Kirby said."
    assert sentence.method == "generated"
    assert "hypothesis 3" in sentence.steps[0]
    assert "number" in sentence.steps[0]
    assert omissions == []


def test_a_sentence_of_the_text_replaces_one_with_no_supported_hypothesis() -> None:
    def fallback(i: int) -> BriefSentence:
        return BriefSentence(TEXT[i], (i,), 1.0, "selected")

    model = scripted(lambda _: ["The port of Norland will close for 21 days, Kirby said."])
    (sentence,), omissions = generate(TEXT, model, fallback=fallback)
    assert (sentence.text, sentence.evidence, sentence.method) == (TEXT[0], (0,), "replaced")
    assert omissions == []


def test_a_generated_sentence_may_depend_only_on_one_in_the_brief() -> None:
    first = "The ministry said it was concerned about grain."
    written, _ = generate(TEXT, scripted(lambda _: [f"{first} They replace two cranes built in 1968."]))
    assert [s.text for s in written] == [first, "They replace two cranes built in 1968."]
    alone, omissions = generate(TEXT, scripted(lambda _: ["They replace two cranes built in 1968."]))
    assert alone == []
    assert omissions[0].reasons == ("an opening that refers to something not in the brief",)
    lost = "The port of Norland will close for 21 days, Kirby said."
    after, _ = generate(TEXT, scripted(lambda _: [f"{lost} They replace two cranes built in 1968."]))
    assert after == []


def test_an_unsupported_sentence_without_a_replacement_is_omitted_and_reported() -> None:
    babble = "Penguins from Chile bought 5 castles."
    written, omissions = generate(TEXT, scripted(lambda _: [babble]))
    assert written == []
    assert [omission.text for omission in omissions] == [babble]
    assert omissions[0].reasons


def test_a_sentence_truncated_by_the_limit_is_not_used() -> None:
    model = scripted(lambda _: ["Workers replace two cranes built in 1968. The port closes for"], cut=True)
    written, _ = generate(TEXT, model)
    assert [s.text for s in written] == ["Workers replace two cranes built in 1968."]


def test_repeated_sentences_are_dropped() -> None:
    model = scripted(lambda _: ["Workers replace two cranes. Workers replace the two cranes."])
    assert len(generate(TEXT, model)[0]) == 1


def first_sentence(text: str) -> Sequence[str]:
    return [text.split(" . ")[0].partition(".")[0] + "."]


def numbered(count: int) -> list[str]:
    words = "alder birch cedar elm fir hazel larch maple oak pine rowan spruce willow yew".split()
    trees = [(words[k % 14], words[k // 14 % 14], words[k // 196 % 14]) for k in range(count)]
    return [f"Forester {k} planted {a} and {b} beside lake {c} {k}." for k, (a, b, c) in enumerate(trees)]


def test_long_text_is_summarized_in_levels_with_evidence_in_the_text() -> None:
    segments = numbered(600)
    model = scripted(first_sentence, positions=64)
    written, omissions = generate(segments, model, at_most=4)
    assert isinstance(model.engine, ScriptedEngine)
    assert len(model.engine.asked) >= 3
    assert 1 <= len(written) <= 4
    assert omissions == []
    for sentence in written:
        assert sentence.text == segments[sentence.evidence[0]]
    # The first level reads every segment exactly once.
    assert " ".join(model.engine.asked[0]) == " ".join(segments)


def test_windows_end_between_paragraphs() -> None:
    segments = numbered(12)
    model = scripted(first_sentence, positions=60)
    generate(segments, model, paragraphs=[0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2], at_most=8)
    assert isinstance(model.engine, ScriptedEngine)
    starts = [text.split()[1] for text in model.engine.asked[0]]
    assert set(starts) >= {"0", "4", "7"}


def test_a_sentence_longer_than_the_window_is_read_in_parts() -> None:
    words = [f"word{k}" for k in range(500)]
    model = scripted(lambda _: [], positions=40)
    generate([" ".join(words)], model)
    assert isinstance(model.engine, ScriptedEngine)
    assert " ".join(model.engine.asked[0]).split() == words


def test_generation_by_parts_writes_a_sentence_for_each_part() -> None:
    model = scripted(first_sentence)
    written, _ = generate(numbered(40), model, parts=2, at_most=8)
    assert len(written) == 2


class Scripted(Summarizer):
    """A summarizer with a given model."""

    def __init__(self, model: seq2seq_model.Model) -> None:
        super().__init__()
        self._given = model

    def _model(self) -> seq2seq_model.Model:
        return self._given


def test_a_generated_brief_contains_nothing_unsupported() -> None:
    model = scripted(
        lambda _: [
            "The port of Norland will close for 99 days, Kirby said. Penguins bought castles. "
            "Workers have to replace two cranes that were built in 1968."
        ]
    )
    brief = Scripted(model).summarize(list(TEXT), length="standard")
    assert [s.method for s in brief.sentences] == ["replaced", "generated"]
    assert [o.text for o in brief.omissions] == ["Penguins bought castles."]
    for sentence in brief.sentences:
        assert unsupported(sentence.text, [TEXT[i] for i in sentence.evidence]) == ()


def test_empty_output_is_replaced_by_sentences_of_the_text() -> None:
    brief = Scripted(scripted(lambda _: ["", ""])).summarize(list(TEXT))
    assert len(brief.sentences) == 3
    assert {s.method for s in brief.sentences} <= {"selected", "compressed"}


def test_a_word_limit_applies_to_generated_sentences() -> None:
    model = scripted(first_sentence, positions=30)
    brief = Scripted(model).summarize(numbered(30), length=25)
    assert 0 < brief.words <= 25

from bench._baselines import NAMES, baseline
from bench.summary import Document, dangles, measure, redundancy
from summarize import BriefSentence

SEGMENTS = (
    "The council of Norland closed the old port on Monday.",
    "Fishermen of the island protested against the closure of the port.",
    "They blocked the road to the capital for three hours.",
    "A new port will open in May, the council said.",
)


def test_baselines_have_the_same_number_of_words() -> None:
    for name in NAMES:
        found = baseline(name, SEGMENTS, 15)
        assert sum(len(sentence.split()) for sentence in found) == 15
        assert all(any(segment.startswith(sentence) for segment in SEGMENTS) for sentence in found)
    assert baseline("lead", SEGMENTS, 12) == [SEGMENTS[0], "Fishermen of"]


def test_sentences_with_the_same_content_are_redundant() -> None:
    assert redundancy(["A woman of 33 was convicted of murder.", "A woman was convicted of murder."]) > 0.5
    assert redundancy(SEGMENTS) < 0.5
    assert redundancy(SEGMENTS[:1]) == 0


def test_a_reference_dangles_without_its_antecedent() -> None:
    document = Document(SEGMENTS, ("The port is closed.",), None)
    first, second, third, _ = (BriefSentence(text, (i,), 1.0, "selected") for i, text in enumerate(SEGMENTS))
    assert dangles(document, [first, third], 1)
    assert not dangles(document, [first, second, third], 2)
    assert measure([document], [[first, third]]).dangling == 100
    assert measure([document], [[first, second, third]]).dangling == 0

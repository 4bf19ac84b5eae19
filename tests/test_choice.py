"""The sentences of a brief are chosen best first, and shortened if the limit requires it."""

from collections.abc import Sequence

import numpy as np
import pytest

from summarize import Summarizer
from summarize.select import Ranking, greedy, rank
from summarize.worth import tells_nothing


def ranking_of(relevance: Sequence[float]) -> Ranking:
    """Return a ranking of sentences that have nothing in common; the first one is the lead."""
    count = len(relevance)
    return Ranking(
        rows=tuple(range(count)),
        relevance=np.array(relevance),
        similarity=np.eye(count),
        needs={},
        named={},
        nouns={},
        lead=0,
        stems=(frozenset(),) * count,
        known=frozenset(),
        paragraphs=(),
    )


def test_a_brief_has_its_lead_even_if_that_exceeds_the_limit() -> None:
    size = [90, 10].__getitem__
    assert greedy(ranking_of([0.5, 1.0]), size, 6, 80, whole_first=True) == [0]
    assert greedy(ranking_of([0.5, 1.0]), size, 6, 80) == [1]


def test_a_sentence_that_exceeds_the_limit_is_passed_over() -> None:
    assert greedy(ranking_of([1.0, 0.9, 0.6, 0.5]), [20, 70, 25, 25].__getitem__, 6, 80) == [0, 2, 3]
    assert greedy(ranking_of([1.0, 0.3, 0.9, 0.8]), [5, 5, 5, 5].__getitem__, 3, 80) == [0, 2, 3]


DRIVERS = (
    "About 45,000 drivers have yet to withdraw money in e-wallets, an average of 1.7 million dong per person."
)
SHORT = [
    "The company was founded by two brothers.",
    "The ministry wants a report on the closure.",
    "Customers must apply online for a refund.",
]
LONG = [
    "The two brothers must pay every single driver a full refund and must also give the court a list of "
    "houses.",
    "The ministry and the police want a new report on the closure and a list of all the banks that lent "
    "money.",
    "The mayor and the council of the capital have offered the workers a new office, a new loan and two "
    "million euros.",
]


@pytest.mark.parametrize(
    ("others", "method"), [(SHORT, "selected"), (LONG[:2], "selected"), (LONG, "compressed")]
)
def test_a_sentence_is_shortened_only_if_the_limit_requires_it(others: list[str], method: str) -> None:
    text = [DRIVERS, *others, "It rained.", "It snowed.", "It rained."]
    brief = Summarizer().summarize(text, title="Drivers have yet to withdraw money")
    assert brief.words <= 80
    assert {sentence.evidence[0] for sentence in brief.sentences} >= set(range(len(others) + 1))
    assert brief.sentences[0].method == method
    assert (brief.sentences[0].text == DRIVERS) is (method == "selected")


@pytest.mark.parametrize(
    ("sentence", "empty"),
    [
        ("How do you explain that increase?", True),
        ("“Will the state follow?”", True),
        ("Thank you for following us, this live blog is over.", True),
        ("THE MINISTER: Good evening to all of you.", True),
        ("Hello and welcome to this live blog about the storms.", True),
        ("Thanks to the rain of last week, the fires are out.", False),
        ("“Will the state follow?” asked the director of the institute.", False),
        ("The welcome to the president was cool.", False),
    ],
)
def test_questions_and_courtesies_tell_nothing(sentence: str, empty: bool) -> None:
    assert tells_nothing(sentence) is empty


def test_questions_and_courtesies_are_chosen_only_if_there_is_nothing_else() -> None:
    news = ["The port of Norland will open again on Monday.", "Some 140 ships are waiting to be unloaded."]
    assert rank(["Thank you for following our live blog.", *news, "How long will that take?"]).rows == (1, 2)
    assert rank(["How long will that take?", "Who will pay for the strike?"]).rows == (0, 1)

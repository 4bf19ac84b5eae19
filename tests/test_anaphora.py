"""References to earlier sentences, which would dangle at the start of a brief, are found in all forms."""

import pytest

from summarize import Summarizer
from summarize.anaphora import pointed_at, refers_back, same_pronoun
from summarize.select import rank


@pytest.mark.parametrize(
    "sentence",
    [
        "Nevertheless no one voted against the bill.",
        "Yet nobody in the upper house voted for the bill.",
        "In exchange, Senegal will fit all of its canoes with beacons.",
        "In response, the ministry closed the port of Norland.",
        "Two days later, the ministry closed the port of Norland.",
        "A year earlier, the port of Norland had closed.",
        "The next day, the ministry closed the port of Norland.",
        "The following morning the ministry closed the port.",
        "Since then, the ministry has closed two ports.",
        "Despite this, the ministry closed the port of Norland.",
        "To solve this problem, schools will still open at seven.",
        "Under these measures, the ports of Norland would close.",
        "Among them, 27% say that they thought of giving up.",
        "A third of them were known to the police of Norland.",
        "With him, the party won three elections in Norland.",
        "In a statement, it said that the port would close.",
        "On Monday, he said that the port would close.",
        "In New York, he said that the port would close.",
        "As a result the port of Norland closed.",
        "Both sides signed the treaty in Norland.",
        "Neither side signed the treaty in Norland.",
        "The former said that the port would close.",
        "The two ministers signed a treaty.",
    ],
)
def test_a_reference_to_an_earlier_sentence_is_found(sentence: str) -> None:
    assert refers_back(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The former director of the home was sentenced on Thursday.",
        "The former president of Norland died on Monday.",
        "The two-year plan of the ministry was published on Monday.",
        "Both Norland and Sudland signed the treaty.",
        "Neither Norland nor Sudland signed the treaty.",
        "As a result of the strike, the port closed.",
        "Instead of a bridge, the town will build a ferry.",
        "In addition to the port, the ministry closed a station.",
        "In return for the port, the ministry will get a station.",
        "On the following day of the fair, the port closed.",
        "According to Anna Berg, she will close the port.",
        "The shop, the last in this village of 480 people, closed.",
        "In Montbrel, the last shop in this village was bought.",
        "For those who live there, the port is a home.",
        "This week the port of Norland closed.",
        "In the course of this year, the port closed.",
        "In May, the agency said it had closed the port.",
        "The agency, as it has said, closed the port.",
        "Ten days before the vote, the minister resigned.",
        "After the vote in Norland, the minister resigned.",
    ],
)
def test_a_sentence_that_can_be_read_alone_refers_to_nothing(sentence: str) -> None:
    assert not refers_back(sentence)


@pytest.mark.parametrize(
    ("sentence", "nouns"),
    [
        ("The management justifies this plan with the fall in sales.", ("plan",)),
        ("The unions reject these new measures.", ("measure",)),
        ("The minister said so this week.", ()),
        ("The plan was published, but this plan is not final.", ()),
        ("In Montbrel, the last shop in this village closed.", ()),
        ("“We reject this plan,” the unions said.", ()),
        ("The unions say this is not enough.", ()),
    ],
)
def test_a_noun_after_this_is_a_reference(sentence: str, nouns: tuple[str, ...]) -> None:
    assert tuple(noun.removesuffix("s") for noun in pointed_at(sentence)) == nouns


def test_a_sentence_with_this_and_a_noun_needs_that_noun_before_it() -> None:
    sentences = [
        "The firm Alvera will close three of its nine plants in Norland by the end of May.",
        "Orders from abroad have fallen by a third since the spring, said the finance director.",
        "The management justifies this plan with the price of energy in Norland.",
        "The plan for the closures was made by a firm of consultants from the capital.",
        "The unions of Norland reject this plan and call for a strike on Monday.",
    ]
    ranking = rank(sentences)
    assert not ranking.is_clear(2, [0])
    assert ranking.is_clear(2, [1])
    assert ranking.is_clear(4, [0, 3])
    assert rank(sentences, "Alvera publishes its plan").is_clear(2, [0])


def test_a_pronoun_takes_the_name_from_a_sentence_with_the_same_pronoun() -> None:
    sentences = [
        "Officials met again in Geneva on Monday to discuss the budget of the agency.",
        "Maria Lopez presented a plan for the ports of the region.",
        "She wants 40 million euros for 12 ports by 2030.",
        "She also asked for a fund of 3 million euros for fishermen.",
        "He refused to answer.",
    ]
    ranking = rank(sentences)
    assert ranking.named[3] == ("Maria Lopez", 1)
    assert 4 not in ranking.named
    assert same_pronoun("Her staff agreed.", "She agreed.")
    assert not same_pronoun("She agreed.", "She spoke to Anna Berg.")


def test_a_name_from_an_earlier_sentence_is_evidence() -> None:
    sentences = [
        "The agency of Norland closed the port in the capital on Monday after a long debate.",
        "Maria Lopez told.",
        "She told.",
        "She also asked for a fund of 3 million euros for the fishermen of the port in the capital.",
    ]
    brief = Summarizer().summarize(sentences, length=36)
    last = brief.sentences[-1]
    assert last.text.startswith("[Maria Lopez] ")
    assert last.evidence == (3, 1)
    assert last.steps[-1].startswith("“She” is Maria Lopez, named in an earlier sentence")

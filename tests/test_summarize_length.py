from itertools import pairwise

import pytest

from passerelle.errors import LengthError
from summarize import Length, Summarizer, parse_length
from summarize.anaphora import mentioned_before, refers_back, resolve
from summarize.compress import faults, shortenings
from summarize.grammar import defects, parse
from summarize.headline import headline_of
from summarize.select import MAX_ROWS, rank
from summarize.shorten import removals, without, without_connective

SUBJECTS = "ministry harbour railway hospital museum council factory university theatre airport".split()
VERBS = "opened closed replaced repaired moved rented sold painted measured insured".split()
THINGS = "cranes boats engines wards statues budgets turbines libraries stages runways".split()


def article(words: int) -> list[str]:
    """Return different sentences of ten words each."""
    parts = [(SUBJECTS[k % 10], VERBS[k // 10 % 10], THINGS[k // 7 % 10]) for k in range(words // 10)]
    return [f"The {a} of Norland {b} {k} {c} in district {k % 89}." for k, (a, b, c) in enumerate(parts)]


@pytest.fixture(scope="module")
def summarizer() -> Summarizer:
    return Summarizer()


@pytest.mark.parametrize("words", [50, 5_000, pytest.param(100_000, marks=pytest.mark.soak)])
def test_input_of_any_length_is_summarized(summarizer: Summarizer, words: int) -> None:
    segments = article(words)
    brief = summarizer.summarize(segments)
    assert 3 <= len(brief.sentences) <= 6
    for sentence in brief.sentences:
        assert all(0 <= i < len(segments) for i in sentence.evidence)
        assert sentence.support == 1


def test_a_long_text_of_short_lines_is_summarized(summarizer: Summarizer) -> None:
    text = "".join(f"{sentence}\n" for sentence in article(40_000))
    brief = summarizer.summarize(text)
    for sentence in brief.sentences:
        assert brief.segments[sentence.evidence[0]].startswith(sentence.text.removesuffix("."))


def test_a_long_title_is_shortened(summarizer: Summarizer) -> None:
    title = (
        "The old council of Norland (elected in the spring) closed the port of the city because the cranes "
        "had fallen into the river"
    )
    brief = summarizer.summarize(article(400), title=title)
    assert brief.headline
    assert len(brief.headline.text.split()) < len(title.split())
    assert not brief.headline.text.endswith(".")


def test_sentences_at_the_end_of_a_long_text_can_be_chosen() -> None:
    segments = article(60_000)
    assert len(segments) > 10 * MAX_ROWS
    last = len(segments) - 1
    segments[last] = "The ministry of Norland opened cranes beside the ministry, the harbour and the railway."
    assert last in rank(segments, title="Ministry of Norland opened cranes beside the harbour").rows


def test_the_similarity_matrix_of_a_long_text_is_bounded() -> None:
    assert rank(article(50_000)).similarity.size <= MAX_ROWS**2


@pytest.mark.parametrize(("length", "least", "most"), [("short", 2, 2), ("standard", 6, 6), ("long", 6, 8)])
def test_named_lengths_set_the_number_of_sentences(
    summarizer: Summarizer, length: str, least: int, most: int
) -> None:
    brief = summarizer.summarize(article(400), length=parse_length(length))
    assert least <= len(brief.sentences) <= most


@pytest.mark.parametrize("limit", [12, 30, 75])
def test_a_word_limit_is_kept_with_whole_sentences(summarizer: Summarizer, limit: int) -> None:
    brief = summarizer.summarize(article(400), length=limit)
    assert 0.8 * limit <= brief.words <= limit
    assert all(sentence.text.endswith(".") for sentence in brief.sentences)


def test_if_no_sentence_fits_the_limit_one_is_used_whole(summarizer: Summarizer) -> None:
    segments = [
        "The harbour master of Norland counts every boat and every crane on the quay of the town by hand.",
        "The old railway company of Norland never sold its stations and bridges and engines to others.",
    ]
    (sentence,) = summarizer.summarize(segments, length=10).sentences
    assert len(sentence.text.split()) > 10
    assert defects(sentence.text) == []


@pytest.mark.parametrize(
    ("text", "length"), [("short", "short"), (" Long ", "long"), ("60", 60), ("2000", 2000)]
)
def test_valid_lengths_are_parsed(text: str, length: Length) -> None:
    assert parse_length(text) == length


@pytest.mark.parametrize("text", ["", "tiny", "-5", "9", "2001", "1e3", "६०", "9" * 5000])
def test_invalid_lengths_are_refused(text: str) -> None:
    with pytest.raises(LengthError, match="give short, standard, long or a word limit"):
        parse_length(text)
    with pytest.raises(LengthError):
        Summarizer().summarize("A text.", length=True)


def test_the_title_is_the_headline(summarizer: Summarizer) -> None:
    brief = summarizer.summarize(article(400), title="Norland repairs its harbour. More inside.")
    assert brief.headline is not None
    assert (brief.headline.text, brief.headline.evidence) == ("Norland repairs its harbour", ())


def test_without_a_title_the_headline_is_a_shorter_form_of_the_lead(summarizer: Summarizer) -> None:
    segments = ["It rained.", *article(400)]
    brief = summarizer.summarize(segments, eligible=range(1, len(segments)))
    assert brief.headline is not None
    (index,) = brief.headline.evidence
    assert index == brief.sentences[0].evidence[0] == 1
    assert brief.headline.text == "Ministry of Norland opened 0 cranes in district 0"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- apples\n- pears\n- plums\n- grapes", "apples"),
        (
            "“Not today,” she said. “Not tomorrow either,” he said. “Never,” they said. “Why?” we asked.",
            "said",
        ),
        ("1 2 3\n4 5 6\n7 8 9\n10 11 12", "1"),
        ("def f(x):\n    return x + 1\n\nprint(f(2))\n", "print"),
        ("WINNERS\n1. Anna Berg 12:30\n2. Paul Kirby 12:45\n3. Eva Roth 13:01\n4. Max Stein 13:40", "Berg"),
    ],
)
def test_text_that_is_not_prose_is_excerpted(summarizer: Summarizer, text: str, found: str) -> None:
    brief = summarizer.summarize(text)
    assert found in brief.text
    assert all(sentence.support == 1 for sentence in brief.sentences)


@pytest.mark.parametrize("text", ["", " \n ", "…", "***\n---\n***"])
def test_a_text_without_words_has_no_brief(summarizer: Summarizer, text: str) -> None:
    brief = summarizer.summarize(text)
    assert (brief.sentences, brief.headline) == ((), None)


def test_a_dependent_sentence_is_not_chosen_alone() -> None:
    segments = article(200)
    segments[7] = "The harbour master of Norland resigned from his post over the price of the cranes."
    segments[8] = "He said that the council of Norland had sold the cranes, the boats and the engines."
    ranking = rank(segments)
    assert ranking.needs[8] == 7
    others = set(range(len(segments))) - {8}
    assert ranking.best([0], others) is None
    assert ranking.best([7], others) == 8


def test_a_sentence_whose_antecedent_is_not_usable_is_not_chosen(summarizer: Summarizer) -> None:
    segments = [
        "The transport minister of Norland visited the old harbour on Monday with the mayor.",
        "Resident Tran Thi B ennegated the tariffs of the cranes.",
        "She added that the tariffs of the harbour were far too high for the boats of Norland.",
        "The harbour has four cranes and two hundred boats, which bring fish to Norland.",
    ]
    brief = summarizer.summarize(segments, eligible=[0, 2, 3], length="long")
    assert {i for sentence in brief.sentences for i in sentence.evidence} == {0, 3}


def test_the_antecedent_of_a_sentence_is_evidence_too(summarizer: Summarizer) -> None:
    segments = [
        "Harbour master John Kirby (pictured on the left with his brother and his dog) resigned in Norland.",
        "He said that the council had sold the cranes, the boats and the harbour.",
    ]
    brief = summarizer.summarize(segments, length=22)
    assert [sentence.evidence for sentence in brief.sentences] == [(0,), (1, 0)]


def test_a_quotation_without_its_speaker_is_not_chosen_alone() -> None:
    segments = [
        "Anna Berg spoke to reporters in Norland on the quay.",
        "“We will sell the boats and the engines.”",
    ]
    assert rank([*segments, *article(100)]).needs == {1: 0}
    spoken = "“We will sell the boats,” Anna Berg said on the quay."
    assert rank([spoken, *article(100)]).needs == {}


def test_sentences_in_both_versions_are_preferred() -> None:
    segments = article(300)
    first = rank(segments).best(())
    other = next(i for i in range(5, 30) if i != first)
    assert rank(segments, confirmed=range(other, 30)).relevance[other] > rank(segments).relevance[other]


def test_confirmed_sentences_are_given_by_segment_index(summarizer: Summarizer) -> None:
    segments = ["Chapter one", "Norland.", *article(300)]
    usable = range(2, len(segments))
    confirmed = {2 + 11, 2 + 12, 2 + 13, 2 + 14}
    with_it = summarizer.summarize(segments, eligible=usable, confirmed=confirmed)
    without_it = summarizer.summarize(segments, eligible=usable)
    hits = [sum(s.evidence[0] in confirmed for s in brief.sentences) for brief in (with_it, without_it)]
    assert hits[0] > hits[1]


def reduced(sentence: str, kind: str) -> list[str]:
    return [without(sentence, [part]) for part in removals(sentence, details=True) if part.kind == kind]


@pytest.mark.parametrize(
    ("sentence", "kind", "shorter"),
    [
        ("However, the port of Norland closed early.", "connective", "The port of Norland closed early."),
        ("But the port of Norland closed early.", "connective", "The port of Norland closed early."),
        ("Germany also warned the port of Norland.", "connective", "Germany warned the port of Norland."),
        (
            "The port (built in 1920) closed early this year.",
            "aside",
            "The port closed early this year.",
        ),
        (
            "After months of talks, the two sides signed a treaty.",
            "opening",
            "The two sides signed a treaty.",
        ),
        (
            "The plan of Norland – it was approved in May – will cost the city a lot.",
            "aside",
            "The plan of Norland will cost the city a lot.",
        ),
        (
            "The bridge that opened in 2021—after years of delays—carries many cars a day.",
            "aside",
            "The bridge that opened in 2021 carries many cars a day.",
        ),
        (
            "Anna Berg, who took office in May, closed the port.",
            "insertion",
            "Anna Berg closed the port.",
        ),
        (
            "The council closed the old port because the cranes had fallen.",
            "tail",
            "The council closed the old port.",
        ),
        (
            "The council closed the old port in the U.S. because the cranes had fallen.",
            "tail",
            "The council closed the old port in the U.S.",
        ),
        (
            "The council closed the port on Monday for repairs.",
            "date",
            "The council closed the port for repairs.",
        ),
    ],
)
def test_removable_parts_are_found(sentence: str, kind: str, shorter: str) -> None:
    assert shorter in reduced(sentence, kind)


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("The port of Norland will close, the ministry said.", "said"),
        ("According to the ministry, the port of Norland will close.", "According"),
        ("The port of Norland will close if the cranes fall.", "if"),
        ("The port of Norland did not close because of the storm.", "because"),
        ("Anna Berg said that the port, along with the harbour, will close.", "will close"),
        ("The old council said imposing taxes on boats was wrong.", "wrong"),
        ("The council of Norland put the old crane into the museum.", "museum"),
        ("“We will sell the boats in May because we must,” Anna Berg said.", "because we must"),
        ("The port lies between the river in Norland and the sea.", "and the sea"),
        ("She is as tall as her sister in Norland is today.", "as her sister"),
        ("So far the port of Norland has made no loss.", "So far"),
        ("All the ministers (except for one) signed the declaration in Manila.", "except"),
        ("The (former) head of the port was arrested in Norland.", "former"),
        ("Then President Nguyen Xuan Phuc signed the decree in Hanoi.", "Then"),
        ("So Young-soo, a director of the port, opened the cranes.", "So Young-soo"),
        ("The minister, who resigned on Monday,", "who resigned"),
        ("Djokovic won 6–4, 7–5 on Sunday in Melbourne.", "6–4, 7–5"),
        ("The wars of 1914–1918 and 1939–1945 killed millions of people.", "1914–1918 and 1939–1945"),
        ("The 2021–2025 plan of the council was published on Monday in Hanoi.", "2021–2025"),
        ("The ministers did not meet on Monday to discuss the port.", "on Monday"),
        ("The report says Norland has now surpassed Sudland in terms of users per 100 people.", "in terms"),
        ("Students remind us that canteens are closed in the evening in 40% of cities.", "in 40%"),
        (
            "A fan ran onto the field in the 90th minute, soon after the home side scored a goal.",
            "soon after",
        ),
        ("The leaders of Norland made public their support for armed groups.", "for armed groups"),
        ("The wombat has mistaken her new friend for a fellow marsupial.", "for a fellow"),
        ("The minister had come round to the idea and was now backtracking again.", "now backtracking"),
        ("In December the navy paid Bay Shipbreaking of Norland, Sudland, a penny to scrap it.", "a penny"),
        ("The council of Norland deleted every picture of the port that showed the house.", "showed"),
        ("The film will include the Iron Man and quite possibly the new hero.", "the new hero"),
        ("Compared with our own moon, the planet Mercury reflects much less of the light.", "Compared"),
        ("The two students of the university have more than sports in common.", "in common"),
        ("The dog that won the prize of Norland died the day after taking part.", "after taking part"),
        ("Poor districts of Norland were defined as tracts where half have no work.", "where half"),
        ("Prices rose by 4% in Norland in May, but fell again in June.", "fell again"),
    ],
)
def test_required_parts_are_not_removed(sentence: str, kept: str) -> None:
    assert kept in sentence
    assert all(kept in without(sentence, [part]) for part in removals(sentence, details=True))


@pytest.mark.parametrize(
    ("sentence", "defect"),
    [
        ("The port of Norland closed early.", None),
        ("Why did the port of Norland close?", None),
        ("On Monday, the port of Norland.", "no main clause"),
        ("As Norland recovers, the harbour.", "no main clause"),
        ("The ministry spoke of the possibility that the port of Norland.", "no verb after that"),
        ("the port of Norland closed early.", "opening"),
        ("The port of Norland closed", "ending"),
        ("The port of Norland closed the.", "dangling"),
        ("“The port of Norland closed early.", "unbalanced"),
        ("The port of of Norland closed early.", "repetition"),
        ("The port " + "of the sea " * 40 + "closed.", "too long"),
        ("…", "no words"),
        ("The port of Norland closed early, .", "dangling"),
        ("The port of Norland closed early. .", "dangling"),
        ("The port (it closed): Norland.", "no main clause"),
        ("Look at that beautiful port of Norland!'", "unbalanced"),
    ],
)
def test_defects_of_sentences_are_found(sentence: str, defect: str | None) -> None:
    assert (defects(sentence) == []) if defect is None else (defect in defects(sentence))


@pytest.mark.parametrize("text", ["x" * 5000, "a " * 3000, "\x00", "'’“\"'", "-- … --", "日本語", "😀"])
def test_tokens_of_any_text_are_in_order(text: str) -> None:
    tokens = parse(text)
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))
    removals(text)


def test_sentences_inside_a_long_quotation_depend_on_it() -> None:
    segments = [
        'Anna Berg said on the quay: "We will sell all of the boats.',
        "Nobody wants them in this country any more.",
        'The engines go next year."',
        "The harbour of Norland has nine cranes and two piers.",
        "“We count them,” John Kirby said, “every day of the year.”",
    ]
    needs = rank(segments).needs
    assert {1, 2} <= set(needs)
    assert not {3, 4} & set(needs)


@pytest.mark.parametrize(
    ("sentence", "dependent"),
    [
        ("He said so on Monday.", True),
        ("For five years he has governed Norland.", True),
        ("For five years Anna Berg has said that she would go.", False),
        ("However, they left the port.", True),
        ("This week the port closed.", False),
        ("It is clear that the port closed.", False),
        ("It closed the port.", True),
        ("There were nine cranes in the port.", False),
        ("The two sides signed a treaty.", True),
        ("The first, 90 km long, ends in Norland.", True),
        ("The first crane fell.", False),
        ("According to this text, Norland will pay.", True),
        ("The rebels have been under pressure ever since in the old town.", True),
        ("The rebels have been under pressure ever since the siege of the old town.", False),
    ],
)
def test_sentences_that_refer_back_are_found(sentence: str, dependent: bool) -> None:
    assert refers_back(sentence) is dependent


def test_connectives_are_removed() -> None:
    assert without_connective("The band and Anna Berg left.") == "The band and Anna Berg left."
    assert without_connective("On the same day, Germany agreed.") == "Germany agreed."
    assert without_connective("So far, so good.") == "So far, so good."


@pytest.mark.parametrize(
    ("before", "sentence", "alone"),
    [
        (
            "Agriculture Minister Bertrand Leclercq regretted the vote.",
            "He said the government would not give up.",
            "[Bertrand Leclercq] said the government would not give up.",
        ),
        (
            "“It is over,” said Hélène Marchetti.",
            "However, she also confirmed that she would resign.",
            "[Hélène Marchetti] also confirmed that she would resign.",
        ),
        (
            "Camille Dufresne, 19, won in Norland on Sunday.",
            "Her coach was delighted.",
            "[Camille Dufresne’s] coach was delighted.",
        ),
        ("The wife of Emmanuel Macron arrived.", "She spoke to the crowd.", None),
        ("Emmanuel Macron and Olaf Scholz met.", "He left the room.", None),
        ("South Korea said on Monday that it would act.", "She left the room.", None),
        ("The ministry of the capital said no.", "He left the room.", None),
        ("Anna Berg said no.", "They left the room.", None),
        ("Anna Berg said no.", "Berg left the room.", None),
    ],
)
def test_a_pronoun_is_replaced_by_an_unambiguous_name(before: str, sentence: str, alone: str | None) -> None:
    found = resolve(sentence, before)
    assert (found.text if found else None) == alone


@pytest.mark.parametrize(
    ("sentence", "noun"),
    [
        ("The text, which was read in March, would calculate pensions.", "text"),
        ("The measures would cost 640 million euros.", "measure"),
        ("The two men left the shop.", "men"),
        ("However, the project was stopped.", "project"),
        ("The text of the treaty was published.", None),
        ("The bill that the Senate rejected was long.", None),
        ("The government stopped the project.", None),
        ("Norland stopped the project.", None),
    ],
)
def test_nouns_mentioned_before_are_found(sentence: str, noun: str | None) -> None:
    assert mentioned_before(sentence) == noun


def test_a_definite_noun_needs_its_antecedent_or_the_title() -> None:
    segments = [
        "The Senate of Norland rejected on Tuesday a bill on the pensions of farmers.",
        "Nobody in the chamber spoke for more than ten minutes.",
        "The bill would calculate pensions on the best 25 years.",
        "Nobody in the gallery clapped when the chamber voted.",
        "The project would cost 640 million euros a year.",
    ]
    ranking = rank(segments)
    assert ranking.is_clear(2, [0])
    assert not ranking.is_clear(2, [])
    assert not ranking.is_clear(4, [0])
    assert ranking.is_clear(4, [3])
    assert rank(segments, "A costly project").is_clear(4, [])


@pytest.mark.parametrize(
    ("segments", "title", "lead"),
    [
        (
            [
                "How long can a text survive without a majority?",
                "Four months, is the answer from the capital of Norland.",
                "Prime Minister Claire Vaudrey announced on Wednesday that she would withdraw the bill.",
            ],
            "Prime Minister Vaudrey withdraws the bill",
            2,
        ),
        (
            [
                "“We will never leave this place,” said a farmer at the gate.",
                "The council of Norland voted on Monday to close the old harbour.",
                "The harbour has four cranes and two hundred boats.",
            ],
            None,
            1,
        ),
    ],
)
def test_the_lead_is_the_news_sentence(segments: list[str], title: str | None, lead: int) -> None:
    ranking = rank(segments, title)
    assert ranking.lead == lead
    assert ranking.best([]) == lead


@pytest.mark.parametrize(
    ("sentence", "headline"),
    [
        (
            "Norland refuses to discuss the content of the treaty.",
            "Norland refuses to discuss content of treaty",
        ),
        ("“The end,” said a man in The Hague.", "“The end,” said man in The Hague"),
        (
            "The council of Norland closed the old port of the city on Monday, after months of talks with "
            "the fishermen of the island.",
            "The council of Norland closed the old port of the city",
        ),
        ("Four people died.", "Four people died"),
    ],
)
def test_a_headline_is_made_from_a_sentence(sentence: str, headline: str) -> None:
    assert headline_of(sentence) == headline


@pytest.mark.parametrize("place", ["PARIS - ", "HANOI (VNS) — ", "NEW YORK, (AP) – "])
def test_a_dateline_is_removed(summarizer: Summarizer, place: str) -> None:
    segments = [f"{place}The Senate of Norland rejected a bill on the pensions of farmers.", *article(200)]
    brief = summarizer.summarize(segments)
    assert brief.sentences[0].text == "The Senate of Norland rejected a bill on the pensions of farmers."
    assert brief.headline is not None
    assert not brief.headline.text.startswith(place[:5])


def test_cutting_the_phrase_of_a_participle_is_a_fault() -> None:
    sentence = (
        "A student in three skips a meal, according to an investigation published on Tuesday by the council."
    )
    shorter = "A student in three skips a meal, according to an investigation published."
    assert faults(sentence, shorter) == ["ending"]
    assert faults(sentence, sentence.replace(" on Tuesday", "")) == []


def test_a_clause_joined_by_but_keeps_its_phrases() -> None:
    sentence = (
        "Norland remains the largest market, but the sharpest rise came in exports from the south of Sudland."
    )
    other = "Norland remains the largest market, but the sharpest rise from Sudland, where demand grew."
    shorter = [without(other, [part]) for part in removals(other, details=True)]
    assert "but the sharpest rise." not in " ".join(shorter)
    assert all("Norland remains" in without(sentence, [part]) for part in removals(sentence, details=True))


def test_the_lead_is_shortened_to_fit_a_limit(summarizer: Summarizer) -> None:
    segments = [
        "The council of Norland closed the old port of the city on Monday, after months of talks.",
        "Anna Berg, who took office in May, opened two hospitals because the old ones had closed.",
        "After a long debate, the university sold nine houses in the capital to a company from Sudland.",
    ]
    [sentence] = summarizer.summarize(segments, length=12).sentences
    assert sentence.text == "The council of Norland closed the old port of the city."
    assert sentence.method == "compressed"


def test_forms_of_a_sentence_become_shorter() -> None:
    sentence = (
        "The council of Norland (elected in the spring) closed the old port of the city on Monday, after "
        "months of talks with fishermen."
    )
    sizes = [len(form.text) for form in shortenings(sentence, None)]
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) > 2
    assert all(faults(sentence, form.text) == [] for form in shortenings(sentence, None))
    assert shortenings("Four people died.", None) == []

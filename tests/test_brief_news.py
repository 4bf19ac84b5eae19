"""A brief opens with the news, and shortening does not change the meaning of a sentence."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from passerelle.article.types import Block
from passerelle.briefing.blocks import doubtful, referring, rows
from passerelle.spans import Span
from summarize import Summarizer
from summarize.anaphora import refers_back
from summarize.compress import compress, shortenings
from summarize.select import rank
from summarize.shorten import removals, without
from summarize.worth import worth
from translate.types import Finding, Segment

TITLE = "Senate rejects the pension bill"
NEWS = (
    "The Senate rejected the pension bill on Tuesday evening by 171 votes against 167, inflicting an "
    "unexpected revers on the government."
)
REST = [
    "Nearly 1.1 million pensioners in the country were affected by the reform.",
    "The minister of agriculture regretted the vote and said that he would not give up.",
    "A joint committee of both chambers must meet on 18 November in Paris.",
    "According to a poll published on Monday, 68% of the voters are in favour of it.",
    "Several senators of the majority abstained, and the prime minister was absent.",
]


@pytest.fixture(scope="module")
def summarizer() -> Summarizer:
    return Summarizer()


def test_the_news_sentence_is_shortened_to_omit_a_doubtful_word(summarizer: Summarizer) -> None:
    brief = summarizer.summarize(
        [NEWS, *REST], eligible=range(1, 6), doubtful={0: ["revers"]}, title=TITLE, length=45
    )
    first = brief.sentences[0]
    assert first.text == "The Senate rejected the pension bill on Tuesday evening by 171 votes against 167."
    assert first.evidence == (0,)
    assert first.steps == ("left out: inflicting an unexpected revers on the government",)


def test_a_sentence_with_a_doubtful_word_is_used_only_as_the_news_sentence(
    summarizer: Summarizer,
) -> None:
    news = "The Senat rejected the pension bill on Tuesday evening by 171 votes against 167."
    told = summarizer.summarize([news, *REST], eligible=range(1, 6), doubtful={0: ["Senat"]}, title=TITLE)
    assert told.sentences[0].evidence == (0,)
    last = summarizer.summarize([*REST, news], eligible=range(5), doubtful={5: ["Senat"]}, length="long")
    assert all(5 not in sentence.evidence for sentence in last.sentences)


def test_a_sentence_without_doubtful_words_is_preferred_as_the_news_sentence() -> None:
    texts = ["The Senat rejected the pension bill.", "The Senate has rejected the pension bill today.", *REST]
    assert rank(texts, TITLE, barred={0}).lead == 1
    assert rank([texts[0], *REST], TITLE, barred={0}).lead == 0


def test_doubtful_words_come_from_findings_about_words() -> None:
    sound = Segment("Bonjour.", "Hello there.", 0, 8, 0, 12, confidence="check")
    invented = replace(sound, findings=(Finding("invented", "", (), (Span(0, 5),)),))
    repeated = replace(invented, findings=(*invented.findings, Finding("repetition", "", (), (Span(0, 5),))))
    unreliable = replace(invented, confidence="unreliable")
    block = Block("paragraph", 0, 8)
    found = [doubtful([one], [block]) for one in (sound, invented, repeated, unreliable)]
    assert found == [{}, {0: ("Hello",)}, {}, {}]


def test_rows_of_a_table_become_sentences_without_its_headings() -> None:
    def found(*lines: str) -> dict[int, str]:
        segments = [Segment(line, line, 0, len(line), 0, len(line)) for line in lines]
        return rows(segments, range(len(lines)))

    table = ("| City | Winner | Votes |", "| Lyon | Anne Dubois | 45,200 |", "Nantes | Paul Martin | 38,100")
    assert found(*table) == {1: "Lyon, Anne Dubois, 45,200.", 2: "Nantes, Paul Martin, 38,100."}
    assert found("Lyon | Anne Dubois", "Nantes | Paul Martin") == {
        0: "Lyon, Anne Dubois.",
        1: "Nantes, Paul Martin.",
    }
    assert found(*table, "The results are final.") == {}
    assert found("One cell |", *table) == {}
    assert found() == {}


def test_a_first_line_without_a_full_stop_is_the_heading(summarizer: Summarizer) -> None:
    line = "Senate rejects the pension bill after a long debate"
    brief = summarizer.summarize([line, *REST, *SENTENCES], paragraphs=range(11))
    assert brief.headline is not None
    assert brief.headline.text == line
    assert all(0 not in sentence.evidence for sentence in brief.sentences)
    assert all(sentence.text.endswith(".") for sentence in brief.sentences)


@pytest.mark.parametrize("limit", [40, 60, 80, 100])
def test_a_word_limit_is_filled_to_within_a_tenth(summarizer: Summarizer, limit: int) -> None:
    brief = summarizer.summarize([NEWS, *REST, *SENTENCES], title=TITLE, length=limit)
    assert 0.9 * limit <= brief.words <= limit
    assert brief.sentences[0].evidence == (0,)


def test_a_sentence_that_fits_the_limit_is_not_shortened(summarizer: Summarizer) -> None:
    lead = "The old port of Norland was closed by the council on Monday, in spite of protests."
    [sentence] = summarizer.summarize([lead, *REST], length=16).sentences
    assert (sentence.text, sentence.method) == (lead, "selected")


@pytest.mark.parametrize("step", [16, pytest.param(4, marks=pytest.mark.soak)])
def test_a_name_inserted_for_a_pronoun_counts_toward_the_limit(summarizer: Summarizer, step: int) -> None:
    text = [
        "Prime Minister Anna Berg presented the budget of the country to both chambers.",
        "She promised lower taxes for families with children in the coming year.",
        *REST,
    ]
    for limit in range(12, 80, step):
        assert summarizer.summarize(text, length=limit).words <= limit


SENTENCES = [
    "The law was presented in March by the government of the prime minister.",
    "It was adopted at first reading by the other chamber in the same month.",
    "The association of farmers called for a demonstration in the capital next week.",
    "The court of auditors had criticised the cost of the reform in a report last year.",
    "The budget of the state is to be adopted by both chambers before the end of the year.",
]


def test_events_rank_above_background_details() -> None:
    plain = "The company closed three plants in the north of the country on Monday morning."
    quoted = "“The company closed three plants in the north of the country on Monday morning.”"
    mine = "We heard that they closed three plants in the north of the country on Monday."
    assert worth(plain) > worth(mine) > worth(quoted)
    assert worth(plain) > worth("The company closed plants on Monday.")


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("A stadium ban still applies to women in Iran, officials of the league confirmed.", "in Iran"),
        ("The law allows doctors to sedate patients who are unable to give their consent.", "who are unable"),
        ("There is a 19% increase in pizza orders and a 9% rise in dessert orders.", "in dessert orders"),
        ("The director was sentenced on Thursday to five years in prison for fraud.", "in prison"),
        (
            "The fault was noticed at the same point in the mission as the leak on Wednesday.",
            "in the mission",
        ),
        ("One day in June the nightmare arrived on a walkway just feet from her door.", "from her door"),
        ("The speech was made at the Fourth World Conference on Women in 1995.", "on Women"),
        ("The shop, the last in a village of 480 residents, was bought by 214 of them.", "residents"),
        ("Two bills passed on Monday and will have the opportunity for a vote by the House.", "for a vote"),
        ("The mansion in the hills was a gilded cage for the former companion.", "for the former"),
        ("The singer died at her home in Douarnenez, aged 88, announced her daughter.", "aged 88"),
        ("The workers of Norland voted on Saturday morning the end of their strike.", "on Saturday"),
        (
            "Norland ordered a stay of execution of a man who was convicted while he was 14 years old.",
            "while he was 14",
        ),
        (
            "The first trials of the boats will take place on October 3, in the presence of experts.",
            "on October 3",
        ),
        ("A group of fans were caught on camera, pushing a man off the train.", "pushing a man"),
        ("The UK has now surpassed Germany in terms of broadband users per 100 people.", "in terms of"),
    ],
)
def test_phrases_that_limit_a_statement_are_not_removed(sentence: str, kept: str) -> None:
    assert kept in sentence
    assert all(kept in without(sentence, [part]) for part in removals(sentence, details=True))


@pytest.mark.parametrize(
    ("sentence", "shorter"),
    [
        (
            "Two men were arrested by the police at the border in the town of Diffa on Monday night.",
            "Two men were arrested by the police at the border.",
        ),
        (
            "Nigerians will go to the polls on 28 March, which is a date that was set in May.",
            "Nigerians will go to the polls on 28 March.",
        ),
        (
            "The agency, which has 200 employees, closed its office.",
            "The agency closed its office.",
        ),
    ],
)
def test_details_of_events_can_be_removed(sentence: str, shorter: str) -> None:
    assert shorter in [without(sentence, [part]) for part in removals(sentence, details=True)]


@pytest.mark.parametrize(
    ("sentence", "shorter"),
    [
        (
            "Anna Berg, however, won the race in Norland on Sunday.",
            "Anna Berg won the race in Norland on Sunday.",
        ),
        (
            "She is far from an isolated case: one student in three skips a meal for lack of money.",
            "One student in three skips a meal for lack of money.",
        ),
        (
            "Hanoi - From 1 January next year, the citizens of Chile will need no visas.",
            "From 1 January next year, the citizens of Chile will need no visas.",
        ),
    ],
)
def test_connectives_and_datelines_are_removed(sentence: str, shorter: str) -> None:
    result = compress(sentence, None)
    assert result is not None
    assert result.text == shorter


def test_two_club_names_are_not_a_dateline() -> None:
    sentence = "Bayern Munich – Real Madrid ended 2–1 on Sunday in Munich."
    assert all(without(sentence, [part]).startswith("Bayern") for part in removals(sentence, details=True))


def test_a_sentence_with_of_them_refers_back() -> None:
    assert refers_back("Two of them were already known to the police.")
    assert refers_back("27% of these had thought of giving up.")
    assert not refers_back("Two of the suspects were already known to the police.")


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("14 dealers in Norland declared losses in early March of 320 million.", "of 320 million"),
        ("The director was sentenced to five years in prison on Thursday for fraud.", "for fraud"),
        ("The conflict broke out on April 21 after a reform of the working hours.", "after a reform"),
        (
            "The museum returned the painting, stolen in the war, to the heirs of its owner.",
            "to the heirs",
        ),
        ("The shop must sell for 700 euros a day, against 520 euros in the time of its owner.", "against"),
        ("The rain has reached 410 mm in three days, the highest in 30 years.", "the highest"),
        ("Next month, shops will sell 300 boxes of this medicine to the clients.", "Next month"),
        ("From Monday, shops will no longer sell more than two boxes to each client.", "From Monday"),
        ("In Norland alone, 14 dealers have declared losses since the start of March.", "alone"),
    ],
)
def test_a_brief_keeps_what_says_which_one_when_and_why(sentence: str, kept: str) -> None:
    assert kept in sentence
    assert all(kept in without(sentence, [part]) for part in removals(sentence))


def test_words_of_the_title_are_not_cut() -> None:
    sentence = "It will take eight days to empty the streets, with the help of 60 trucks from the capital."
    [form] = shortenings(sentence, None)
    assert form.text == "It will take eight days to empty the streets."
    assert shortenings(sentence, None, title={"truck"}) == []


def test_a_connective_after_the_verb_is_left_out() -> None:
    result = compress("The analysis was therefore repeated in three laboratories of the country.", None)
    assert result is not None
    assert result.text == "The analysis was repeated in three laboratories of the country."


POINTING = {
    "fr": (
        "Cette réforme est reportée.",
        "Ce dernier a déclaré forfait.",
        "Ces derniers ont refusé.",
        "Ce jour-là, il pleuvait.",
        "Cette année-là, il a plu.",
        "Or, cette mesure coûte cher.",
        "Dans cette affaire, il nie.",
        "Ces 60 salariés partent.",
        "Selon ce rapport, l'eau manque.",
        "Celle-ci entrera en vigueur.",
        "Cette mesure du mois de mai a échoué.",
    ),
    "vi": (
        "Chính sách này giúp công ty.",
        "Ngôi chùa ấy đã bị phá hủy.",
        "Năm doanh nghiệp này lỗ.",
        "2 người này bị bắt.",
        "Trong vụ việc này, ông vô tội.",
        "Sau vụ tai nạn này, đường bị chặn.",
        "Ngày hội này thu hút khách.",
    ),
    "de": (
        "Diese Reform kommt.",
        "Diesen Plan lehnt er ab.",
        "Jener Rat tagte.",
    ),
}
FREE = {
    "fr": (
        "Cet après-midi, il pleut.",
        "Ces prochains jours, il fera froid.",
        "Ces trois derniers mois ont été secs.",
        "Ce trimestre, la banque gagne.",
        "Ce 1er mai, ils défilent.",
        "Ce fut un succès.",
        "Ce n'est pas vrai.",
        "Ce sont les élus qui décident.",
        "Ce mardi, le maire a parlé.",
        "Cette semaine, le conseil vote.",
    ),
    "vi": (
        "Cuối tuần này, hội đồng họp.",
        "Thứ Bảy này trời mưa.",
        "Ngay sau đó, ông rời đi.",
        "Bên cạnh đó, giá tăng.",
        "Kể từ đó, giá giảm.",
        "Ai đó đã gọi.",
        "Một ngày nào đó, ông về.",
        "Trong đó, ba người chết.",
        "Lần này, họ thắng.",
    ),
    "de": (
        "Diese Woche tagt der Rat.",
        "Dieses Frühjahr war kalt.",
        "Dieser Freitag ist frei.",
        "Der Rat tagt.",
    ),
    "es": ("Esta reforma llega tarde.",),
}


def segments_of(lines: Sequence[str]) -> list[Segment]:
    return [Segment(line, line, 0, len(line), 0, len(line)) for line in lines]


@pytest.mark.parametrize("language", list(POINTING))
def test_sentences_that_point_back_are_known_by_their_source(language: str) -> None:
    segments = segments_of(POINTING[language])
    assert [s.source for i, s in enumerate(segments) if i not in referring(language, segments)] == []


@pytest.mark.parametrize("language", list(FREE))
def test_times_and_connectives_do_not_point_back(language: str) -> None:
    segments = segments_of(FREE[language])
    assert [segments[i].source for i in referring(language, segments)] == []


def test_a_sentence_that_points_back_in_its_source_needs_the_one_before_it(summarizer: Summarizer) -> None:
    policy = "The policy helped the company to win 45,000 drivers but cost 1,900 million in four years."
    segments = [NEWS, *REST[:4], policy, REST[4]]
    assert rank(segments).needs.get(5) is None
    bound = rank(segments, referring={5})
    assert bound.needs[5] == 4
    assert not bound.is_clear(5, {0, 1})
    brief = summarizer.summarize([NEWS, policy, *REST], title=TITLE, referring={1})
    assert [s.evidence for s in brief.sentences if 1 in s.evidence] == [(1, 0)]


def test_the_answer_to_a_question_is_not_the_lead() -> None:
    answer = "The Senate rejects the pension bill, as it has often done."
    assert rank([answer, NEWS, *REST], TITLE).lead == 0
    assert rank(["Will the Senate reject the bill?", answer, NEWS, *REST], TITLE).lead == 2


def test_a_doubtful_word_goes_even_with_a_word_of_the_title(summarizer: Summarizer) -> None:
    news = NEWS.replace("unexpected revers", "unexpected pension revers")
    brief = summarizer.summarize([news, *REST], eligible=range(1, 6), doubtful={0: ["revers"]}, title=TITLE)
    assert "revers" not in brief.text


def test_a_heading_keeps_the_attribution_and_the_denial(summarizer: Summarizer) -> None:
    accused = (
        "The former minister received bribes of 3 million from a builder in the south of the country for "
        "more than four years, which he denies, prosecutors said."
    )
    headline = summarizer.summarize([accused, *REST]).headline
    assert headline is not None
    assert headline.text.endswith("which he denies, prosecutors said")


def test_a_sentence_without_its_explanation_is_not_brought_along() -> None:
    title = "Bronze bell of the year 1100 found in a pond of Norland"
    segments = [
        "A farmer of the village was cleaning his pond last month.",
        "He hit something hard with his spade.",
        "It is a bronze bell of the year 1100, one of three found in Norland, said the museum.",
        *REST,
    ]
    ranking = rank(segments, title)
    assert ranking.lead == 2
    assert ranking.best({2}) != 1


def test_a_lead_that_refers_to_the_sentence_before_it_brings_that_along(summarizer: Summarizer) -> None:
    title = "Bronze bell of the year 1100 found in a pond of Norland"
    segments = [
        "A farmer of the village hit something hard in his pond last month.",
        "It is a bronze bell of the year 1100, one of three found in Norland, said the museum.",
        *REST,
    ]
    brief = summarizer.summarize(segments, title=title)
    assert {0, 1} <= {sentence.evidence[0] for sentence in brief.sentences}

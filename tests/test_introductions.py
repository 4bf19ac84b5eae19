"""People whom a brief would name by surname alone get their full names."""

import pytest

from summarize.introductions import introduce
from summarize.types import BriefSentence

TEXTS = (
    "The last words of Gilles Peyronnet did not move the court.",
    "Nadia Ferrand, a nurse, had raised the alarm.",
    "Jean Dupont and Marie Dupont own the home in New York.",
    "According to Prime Minister Pham Minh Chinh, the law will change.",
    "Lawyers from Omaha, and Da Nang, near York, were there.",
)


def introduced(text: str, shown: str = "", room: int | None = None) -> BriefSentence:
    [made] = introduce([BriefSentence(text, (5,), 1.0, "selected")], (*TEXTS, text), shown, room)
    return made


@pytest.mark.parametrize(
    ("text", "wanted", "said"),
    [
        (
            "Mr Peyronnet will also have to pay damages.",
            "Mr [Gilles] Peyronnet will also have to pay damages.",
            0,
        ),
        ("The home fired Ferrand in May.", "The home fired [Nadia] Ferrand in May.", 1),
        ("Chinh's party voted for it.", "[Pham Minh] Chinh's party voted for it.", 3),
    ],
)
def test_a_surname_alone_gets_the_full_name(text: str, wanted: str, said: int) -> None:
    made = introduced(text)
    assert made.text == wanted
    assert made.evidence == (5, said)
    assert "named in an earlier sentence" in made.steps[-1]
    assert made.support == 1.0


@pytest.mark.parametrize(
    "text",
    [
        "Dupont left the home.",  # one of two
        "Gilles Peyronnet will pay.",
        "The Peyronnet Group will pay.",
        "York is far away.",
        "Nang is far away.",
        "The court adjourned.",
    ],
)
def test_a_sentence_without_a_known_surname_alone_stays(text: str) -> None:
    assert introduced(text).text == text


def test_nobody_is_introduced_twice() -> None:
    texts = (*TEXTS, "Peyronnet will pay.", "Peyronnet is 58.")
    sentences = [BriefSentence(texts[k], (k,), 1.0, "selected") for k in (5, 6)]
    made = introduce(sentences, texts, "", None)
    assert [sentence.text for sentence in made] == ["[Gilles] Peyronnet will pay.", "Peyronnet is 58."]
    assert introduced("Peyronnet will pay.", shown="Gilles Peyronnet sentenced").text == "Peyronnet will pay."


def test_a_name_is_added_only_where_the_word_limit_has_room() -> None:
    assert introduced("Peyronnet will pay.", room=0).text == "Peyronnet will pay."
    assert introduced("Peyronnet will pay.", room=1).text == "[Gilles] Peyronnet will pay."


def test_a_sentence_with_three_segments_of_evidence_stays() -> None:
    sentence = BriefSentence("Peyronnet will pay.", (5, 1, 2), 1.0, "generated")
    assert introduce([sentence], (*TEXTS, sentence.text), "", None) == [sentence]

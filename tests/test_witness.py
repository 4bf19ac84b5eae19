"""Suspected errors are confirmed or refuted by the reverse model."""

import pytest

from passerelle.spans import Span
from translate import reverse
from translate.checks import check
from translate.checks.contrast import affirmed, negated
from translate.witness import LEAST, Kind, Suspicion, confirmed

SOURCE, RIGHT, WRONG = (
    "Le maire a vendu sa maison mardi.",
    "The mayor sold his house on Tuesday.",
    "The mayor his house on Tuesday.",
)


def test_the_source_is_scored_given_each_translation() -> None:
    totals = reverse.totals(SOURCE, [RIGHT, WRONG], "fr")
    means = reverse.scores([SOURCE, SOURCE], [RIGHT, WRONG], "fr")
    assert totals is not None
    assert means is not None
    assert totals[1] < totals[0] - 5
    assert totals[0] / totals[1] == pytest.approx(means[0] / means[1], rel=0.05)
    assert reverse.totals("Er kam.", ["He came."], "de") is None


def test_a_translation_is_scored_once(monkeypatch: pytest.MonkeyPatch) -> None:
    source, first, second = "Il part à l'aube.", "He leaves at dawn.", "He comes."
    once = reverse.totals(source, [first], "fr")
    asked: list[str] = []
    score = reverse.score

    def counted(model: object, sources: list[str], english: list[str], language: str) -> list[float]:
        asked.extend(english)
        return score(model, sources, english, language)  # type: ignore[arg-type]

    monkeypatch.setattr(reverse, "score", counted)
    both = reverse.totals(source, [first, second, first], "fr")
    assert asked == [second]
    assert once is not None
    assert both is not None
    assert [both[0], both[2]] == [once[0], once[0]]
    means = reverse.scores([source, source], [second, "He left at dawn."], "fr")
    assert asked == [second, "He left at dawn."]
    assert means is not None
    assert means[0] < means[1]
    with pytest.raises(ValueError, match="longer"):
        reverse.scores([source], [first, second], "fr")


@pytest.mark.parametrize("kind", ["phrase removed", "verb removed", "negation lost"])
def test_a_suspicion_holds_if_the_source_is_more_probable_without_the_error(kind: Kind) -> None:
    odds = LEAST[kind].odds + 1
    assert confirmed(Suspicion(kind, odds, RIGHT, sure=False), SOURCE, WRONG, "fr")
    assert not confirmed(Suspicion(kind, odds, WRONG, sure=True), SOURCE, RIGHT, "fr")
    assert not confirmed(Suspicion(kind, LEAST[kind].odds, RIGHT, sure=True), SOURCE, WRONG, "fr")


def test_without_a_reverse_model_the_check_decides_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reverse, "embedded", lambda: None)
    for sure in (False, True):
        assert confirmed(Suspicion("addition", 3.0, WRONG, sure=sure), SOURCE, RIGHT, "fr") == sure


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("He did not sign it.", "not", "He did sign it."),
        ("He can't come.", "can't", "He can come."),
        ("They won’t come.", "won’t", "They will come."),
        ("He cannot come.", "cannot", "He can come."),
        ("Nobody came.", "Nobody", "somebody came."),
        ("He has no money.", "no", "He has money."),
    ],
)
def test_a_negation_is_taken_out(text: str, word: str, expected: str) -> None:
    start = text.index(word)
    assert affirmed(text, Span(start, start + len(word))) == expected


@pytest.mark.parametrize(
    ("text", "share", "expected"),
    [
        ("He has signed and will leave.", 0.1, "He has not signed and will leave."),
        ("He has signed and will leave.", 0.9, "He has signed and will not leave."),
        ("The mayor signed it.", 0.4, "The mayor not signed it."),
        ("Yes", 0.0, "not Yes"),
    ],
)
def test_a_negation_is_put_in(text: str, share: float, expected: str) -> None:
    assert negated(text, share) == expected


@pytest.mark.parametrize(
    ("language", "source", "target", "name"),
    [
        ("fr", "Elle a reçu une lettre de sa mère hier.", "She a letter from her mother yesterday.", "verb"),
        ("fr", "Le maire n'a pas signé le contrat.", "The mayor signed the contract.", "negation"),
        ("fr", "Le maire a signé le contrat.", "The mayor did not sign the contract.", "negation"),
        ("vi", "Thị trưởng không ký hợp đồng.", "The mayor signed the contract.", "negation"),
    ],
)
def test_the_checks_report_what_the_reverse_model_confirms(
    language: str, source: str, target: str, name: str
) -> None:
    assert name in {finding.check for finding in check(source, target, language)}

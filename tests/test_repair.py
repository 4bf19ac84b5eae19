import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import scripted

from passerelle.facts import Fact, find
from passerelle.languages.tokens import fold
from passerelle.modelstore import registry
from passerelle.spans import Span
from translate import Glossary, Translator, proof, repair, reverse, work
from translate.checks import check, penalty, shape
from translate.checks.base import CheckedPair
from translate.decoding import Draft, Part, SentenceModel, Task, replaced
from translate.edits import edits
from translate.losses import drops
from translate.placing import Edit, undoubled, whole
from translate.plan import Piece
from translate.proof import Question
from translate.recall import Result
from translate.spelling import spelled_differently, spellings
from translate.types import Finding
from translate.wordalignment import words
from translate.wording import is_sound, is_word, written

NONE = Glossary()


@pytest.fixture(scope="module")
def french() -> Translator:
    return Translator("fr")


def straight(source: str, target: str) -> tuple[tuple[Span, Span], ...]:
    """Align the words in order: the first with the first, and so on."""
    return tuple(zip(words(source), words(target), strict=False))


def repaired(source: str, *hypotheses: str) -> Result:
    """Translate and repair a French sentence with a model that has these hypotheses."""
    task = Task(source, (Piece(Span(0, len(source)), copied=False),))
    [result] = repair.translate([task], SentenceModel(scripted(lambda _: hypotheses), "fr"), "fr", NONE)
    return result


def applied(
    source: str,
    target: str,
    check: str,
    lost: str,
    witness: tuple[str, ...] = (),
    language: str = "fr",
) -> set[str]:
    fact = next(f for f in find(source, language) if f.kind == check and lost in f.text)
    finding = Finding(check, "x", (Span(fact.start, fact.end),))
    found = edits(
        finding,
        source,
        target,
        straight(source, target),
        language=language,
        terms=(),
        witness=witness,
    )
    return {target[: e.span.start] + e.words + target[e.span.end :] for e in found}


def test_a_name_replaces_only_another_name() -> None:
    assert applied("Hier Lefèvre dort.", "Yesterday Lefre sleeps.", "name", "Lefèvre") == {
        "Yesterday Lefèvre sleeps."
    }
    assert applied("Hier Lefèvre dort.", "Yesterday he sleeps.", "name", "Lefèvre") == set()


def test_a_name_with_an_english_form_is_replaced_by_it() -> None:
    assert applied("Selon Moscou, non.", "Says Moskow, no.", "name", "Moscou") == {"Says Moscow, no."}


def test_a_number_replaces_another_in_english_notation() -> None:
    assert "It cost 4,500 francs." in applied(
        "Cela coûte 4 500 francs.", "It cost 4400 francs.", "number", "4 500"
    )
    assert "It cost 3.4 million francs." in applied(
        "Cela coûte 3,4 millions de francs.", "It cost 3.9 million francs.", "number", "3,4"
    )
    assert applied("Cela coûte 4 500 francs.", "It cost many francs.", "number", "4 500") == set()


def test_the_currency_of_a_number_is_restored() -> None:
    assert applied("Cela coûte 310 roupies.", "It cost 310 roups.", "number", "310") == {
        "It cost 310 rupees.",
        "It cost 310 rupees roups.",
    }
    assert applied("Un total de 17 dollars.", "A total of 17 investment.", "number", "17") == {
        "A total of 17 dollars.",
        "A total of 17 dollars investment.",
    }
    assert applied("Un quota de 40 %, oui.", "A quota of 40, yes.", "number", "40") == {
        "A quota of 40%, yes."
    }
    assert applied("Cela coûte 1 dollar.", "It costs 1.", "number", "1") == {"It costs 1 dollar."}
    assert applied("Il court 10 km.", "He runs 10.", "number", "10") == set()


def test_the_wording_of_the_other_version_is_preferred() -> None:
    found = applied("Selon Ivanof, non.", "Says Iwan, no.", "name", "Ivanof", ("Ivanov said no.",))
    assert "Says Ivanov, no." in found


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("On 12/9, the city opens.", {"On September 12, the city opens."}),
        ("On 12-9-2024, the city opens.", {"On September 12, the city opens."}),
        ("On October 12, the city opens.", {"On September 12, the city opens."}),
        ("On 12 October, the city opens.", {"On September 12, the city opens."}),
        # Unchanged: a day with an unknown month name, and a number of something else.
        ("On 12 Octobre, the city opens.", {"On September 12 Octobre, the city opens."}),
        ("On 12 September the city opens.", {"On September 12 the city opens."}),
        ("On 17 boats the city opens.", set()),
        ("On v12/9b the city opens.", set()),
    ],
)
def test_a_date_replaces_a_whole_date(target: str, expected: set[str]) -> None:
    source = "Ngày 12/9, thành phố mở cửa."
    witness = ("On September 12, the city opened.",)
    assert applied(source, target, "date", "12/9", witness, "vi") == expected


def test_replacing_a_number_in_words_keeps_its_unit() -> None:
    assert applied("Quinze ans de prison.", "Five years in prison.", "number", "Quinze") == {
        "15 years in prison."
    }
    assert applied("Quinze ans de prison.", "One year in prison.", "number", "Quinze") == set()
    assert "It cost 15 million euros." in applied(
        "Cela coûte quinze millions d’euros.", "It cost five million euros.", "number", "quinze"
    )


def test_a_month_is_not_repeated() -> None:
    found = applied("Le 25 octobre, oui.", "On 25 October-ish, yes.", "date", "25", ("On October 25, yes.",))
    assert not any("25 October-" in text or "October October" in text for text in found)
    assert undoubled(Edit(Span(3, 5), "October 25"), "On 25 October, yes.") is None


@pytest.mark.parametrize(
    ("target", "old", "wording", "expected"),
    [
        ("the Union said", "Union", "the EU", "the EU said"),
        ("a Union said", "Union", "the EU", "the EU said"),
        ("Kim Jong Unn said", "Jong Unn", "Kim Jong Un", "Kim Jong Un said"),
        ("3.9 million cars", "3.9", "3.4 million", "3.4 million cars"),
        ("Kim said", "said", "Kim", "Kim"),
        ("Kim, said", "said", "Kim", "Kim, Kim"),
        ("said Kim Jong", "said", "Jong Kim", None),
        ("said Kim Jong", "said", "Kim Jong Un", None),
    ],
)
def test_an_edit_absorbs_adjacent_words_that_it_repeats(
    target: str, old: str, wording: str, expected: str | None
) -> None:
    start = target.index(old)
    edit = undoubled(Edit(Span(start, start + len(old)), wording), target)
    made = edit and target[: edit.span.start] + edit.words + target[edit.span.end :]
    assert made == expected


@pytest.mark.parametrize(
    ("text", "part", "token"),
    [
        ("on 12/9, the", "12", "12/9"),
        ("at 14:30.", "30", "14:30"),
        ("cost 4 500 francs", "500", "4 500"),
        ("cost 4,400.50 francs", "400", "4,400.50"),
        ("in 2012 300 people", "300", "300"),
        ("an F-16 flew", "16", "F-16"),
        ("the U.S. said", "U", "U.S"),
        ("Mr O'Brien said", "Brien", "O'Brien"),
        ("in Saint-Denis", "Saint", "Saint-Denis"),
        ("Moscow's envoy", "Moscow", "Moscow"),
        ("pro-Moscow forces", "Moscow", "Moscow"),
        ("a 10-year plan", "10", "10"),
        ("the 12th day", "12", "12th"),
        ("see example.org now", "example", "example.org"),
    ],
)
def test_a_span_is_extended_to_its_whole_token(text: str, part: str, token: str) -> None:
    start = text.index(part)
    span = whole(text, Span(start, start + len(part)))
    assert text[span.start : span.end] == token


WORDS = st.sampled_from(
    "On the a Kim Jong-un Unn said 12/9 4 500 12 9 3.9 million October 25 2012 300 14:30 F-16 10-year 12th "
    "U.S. O'Brien Moskow's pro-Moskow Saint-Denis , . of September".split()
)
LOST: list[tuple[str, str, str]] = [
    ("Ngày 12/9, ông Kim Jong Un nói 4.500 người ở Moscow năm 2012.", "date", "12/9"),
    ("Ngày 12/9, ông Kim Jong Un nói 4.500 người ở Moscow năm 2012.", "number", "4.500"),
    ("Ngày 12/9, ông Kim Jong Un nói 4.500 người ở Moscow năm 2012.", "name", "Kim Jong Un"),
    ("Ngày 12/9, ông Kim Jong Un nói 4.500 người ở Moscow năm 2012.", "date", "2012"),
]


@given(st.lists(WORDS, min_size=1, max_size=12).map(" ".join), st.sampled_from(LOST), st.randoms())
def test_an_edit_splits_no_token_and_repeats_no_word(
    target: str, lost: tuple[str, str, str], chance: Random
) -> None:
    source, check, text = lost
    fact = next(f for f in find(source, "vi") if f.kind == check and text in f.text)
    span = Span(fact.start, fact.end)
    there = words(target)
    links = tuple((s, chance.choice(there)) for s in words(source) if there and s.start < span.end)
    witness = ("On September 12, Kim Jong Un said that there are 4,500 in Moscow, since 2012.",)
    finding = Finding(check, "x", (span,), tuple(chance.sample(there, min(1, len(there)))))
    for edit in edits(finding, source, target, links, language="vi", terms=(), witness=witness):
        assert whole(target, edit.span) == edit.span
        made = target[: edit.span.start] + edit.words + target[edit.span.end :]
        end = edit.span.start + len(edit.words)
        assert whole(made, Span(edit.span.start, end)) == Span(edit.span.start, end)
        assert not set(doubled(made)) - set(doubled(target)) - set(doubled(edit.words))


def doubled(text: str) -> list[str]:
    return [match[1].casefold() for match in re.finditer(r"\b(\w+)\s+(?=\1\b)", text, re.IGNORECASE)]


SEASON = "The port saw three vessels that automne."


@pytest.mark.parametrize(
    ("other", "dropped"),
    [
        ("The port saw three vessels that.", True),
        ("The port saw three vessels only then.", True),
        ("The port saw three vessels that automn.", True),
        ("The port saw three vessels thisautomne.", True),
        ("The port saw three vessels that autumn.", False),
        ("The harbour saw three ships that autumn.", False),
        ("Three vessels came that fall.", False),
    ],
)
def test_leaving_out_an_untranslated_word_is_not_a_repair(other: str, dropped: bool) -> None:
    at = SEASON.index("automne")
    assert drops(SEASON, other, [Span(at, at + 7)]) is dropped


def test_a_hypothesis_that_omits_content_is_not_a_repair() -> None:
    season = "Le port a vu trois navires cet automne."

    def best(*hypotheses: str) -> str:
        model = SentenceModel(scripted(lambda _: hypotheses))
        task = Task(season, (Piece(Span(0, len(season)), copied=False),))
        return repair.translate([task], model, "fr", NONE)[0].draft.text

    assert best(SEASON, "The port saw three vessels.") == SEASON
    better = "The port saw three vessels that autumn."
    assert best(SEASON, "The port saw three vessels.", better) == better


def counted_work(monkeypatch: pytest.MonkeyPatch, text: str) -> tuple[int, int, int]:
    """Translate with a model that loses every number; count segments, checks and decoded texts."""
    checks: list[tuple[Any, ...]] = []
    asked: list[str] = []
    check, decode = work.examine, SentenceModel.decode

    def examine(*arguments: Any, **options: Any) -> tuple[Finding, ...]:
        checks.append(arguments)
        return check(*arguments, **options)

    def decoded(model: SentenceModel, texts: Sequence[str], *arguments: Any) -> list[list[Draft]]:
        asked.extend(texts)
        return decode(model, texts, *arguments)

    model = SentenceModel(scripted(lambda _: [f"It is {word}." for word in ("so", "not so", "thus")]))
    monkeypatch.setattr(work, "examine", examine)
    monkeypatch.setattr(SentenceModel, "decode", decoded)
    translator = Translator("fr")
    monkeypatch.setattr(translator, "_load", lambda language: model)
    return len(translator.translate(text).segments), len(checks), len(asked)


@pytest.mark.slow
def test_an_overlong_sentence_is_checked_once_and_not_repaired(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words = "le ministre a vu 45 chevaux et 12 bateaux à Brest avec Mme Lefèvre en mars dernier "
    for size in (800, 16_000):
        text = " ".join((words * (size // 16 + 1)).split()[:size])
        segments, checks, asked = counted_work(monkeypatch, text)
        monkeypatch.undo()
        # No more work than for sentences that are left unrepaired.
        assert segments <= len(text) // 700 + 1
        assert segments <= checks <= segments + 8  # the last segment may be short, and so be repaired
        assert asked <= 4 * segments
    _, checks, _ = counted_work(monkeypatch, f"Hier {words.strip()}.")
    assert checks > 1


def test_spelling_corrections_do_not_change_addresses() -> None:
    source, target = "Ainsi Makelele dort.", "Thus Makele.com sleeps."
    misspelled = spelled_differently(source, target, "fr")
    assert misspelled
    assert not list(spellings(source, target, misspelled, straight(source, target), list, "fr"))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Le port de Hai Phong dort.", "The port of Hải Phòng sleeps.", "The port of Hai Phong sleeps."),
        ("Le lac Bala dort.", "The lake Bàla sleeps.", "The lake Bala sleeps."),
        # Without its accents, a name is well spelled in English.
        ("Le port de Hải Phòng dort.", "The port of Hai Phong sleeps.", "The port of Hai Phong sleeps."),
        ("Le lac Éléazar dort.", "The lake Eleazar sleeps.", "The lake Eleazar sleeps."),
    ],
)
def test_a_name_gets_no_accents_that_its_source_does_not_have(
    source: str, target: str, expected: str
) -> None:
    misspelled = spelled_differently(source, target, "fr")
    for edit in spellings(source, target, misspelled, straight(source, target), list, "fr"):
        target = target[: edit.span.start] + edit.words + target[edit.span.end :]
    assert target == expected


def test_a_misspelled_name_gets_the_spelling_of_the_source() -> None:
    source, target = "Ainsi Makelele et Moscou dorment.", "Thus Makele and Moscow sleep."
    misspelled = spelled_differently(source, target, "fr")
    assert [source[s.start : s.end] for s in misspelled] == ["Makelele"]
    [edit] = spellings(source, target, misspelled, straight(source, target), list, "fr")
    assert (target[edit.span.start : edit.span.end], edit.words) == ("Makele", "Makelele")
    # A word that is one piece of the model's vocabulary is not misspelled.
    assert not list(
        spellings(source, target, misspelled, straight(source, target), lambda word: [word], "fr")
    )


@pytest.mark.parametrize(
    ("source", "target", "was", "name"),
    [
        ("M. Duc a précisé", "Mr Duke specified that", "Duke", "Duc"),
        ("Mme Blanc a précisé", "Mrs. White specified that", "White", "Blanc"),
    ],
)
def test_a_translated_surname_gets_the_spelling_of_the_source(
    source: str, target: str, was: str, name: str
) -> None:
    misspelled = spelled_differently(source, target, "fr")
    [edit] = spellings(source, target, misspelled, straight(source, target), lambda word: [word], "fr")
    assert (target[edit.span.start : edit.span.end], edit.words) == (was, name)


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("Staline", "Stalin"),
        ("Loukachenko", "Lukashenko"),
        ("Gorbatchev", "Gorbachev"),
        ("Prigojine", "Prigozhin"),
        ("Brejnev", "Brezhnev"),
        ("Khrouchtchev", "Khrushchev"),
        ("Choïgou", "Shoigu"),
    ],
)
def test_a_name_from_another_script_keeps_its_english_spelling(french: str, english: str) -> None:
    source, target = f"Hier {french} dormait.", f"Yesterday {english} slept."
    misspelled = spelled_differently(source, target, "fr")
    assert list(spellings(source, target, misspelled, straight(source, target), list, "fr")) == []


@pytest.mark.parametrize(("french", "english"), [("Thierry", "Therry"), ("Delphine", "Delphin")])
def test_a_misspelled_french_name_gets_its_own_spelling(french: str, english: str) -> None:
    source, target = f"Hier {french} dormait.", f"Yesterday {english} slept."
    misspelled = spelled_differently(source, target, "fr")
    [edit] = spellings(source, target, misspelled, straight(source, target), list, "fr")
    assert edit.words == french


def test_a_lost_given_name_is_inserted_before_its_surname() -> None:
    source, target = "Hier Willard Boyle dormait.", "Yesterday President Boyle slept."
    misspelled = spelled_differently(source, target, "fr")
    assert [source[s.start : s.end] for s in misspelled] == ["Willard"]
    [edit] = spellings(source, target, misspelled, (), list, "fr")
    assert target[: edit.span.start] + edit.words + target[edit.span.end :] == (
        "Yesterday President Willard Boyle slept."
    )
    for other in ("Yesterday Anthony Boyle slept.", "Boyle and Boyle slept.", "He slept."):
        assert list(spellings(source, other, misspelled, (), list, "fr")) == []


def test_an_edit_shifts_the_parts_after_it() -> None:
    parts = (Part(Span(0, 5), Span(0, 5)), Part(Span(6, 9), Span(6, 9)))
    draft = replaced(Draft("Hello you", -1.0, 3, False, parts), Span(0, 5), "Hi")
    assert draft.text == "Hi you"
    assert [(p.target.start, p.target.end) for p in draft.parts] == [(0, 2), (3, 6)]


def test_a_repaired_segment_keeps_the_output_of_the_model(french: Translator) -> None:
    text = "Mme Kathrin Deschauer a rencontré Sergueï Ryabkov à Pyongyang. M. Lefèvre est arrivé à 9h30."
    repaired = [s for s in french.translate(text).segments if s.repair]
    assert repaired
    for segment in repaired:
        assert segment.repair is not None
        assert segment.repair.steps
        assert segment.repair.output != segment.target
        before = work.examine(segment.source, segment.repair.output, "fr", NONE)
        assert penalty(segment.findings) <= penalty(before)


def test_a_sentence_without_findings_is_not_repaired(
    french: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("translate.work.examine", lambda *_, **__: ())
    monkeypatch.setattr("translate.work.spelled_differently", lambda *_: [])
    asked: list[int] = []
    decode = SentenceModel.decode

    def counted(model: SentenceModel, texts: Sequence[str], *arguments: Any) -> list[list[Draft]]:
        asked.append(len(texts))
        return decode(model, texts, *arguments)

    monkeypatch.setattr(SentenceModel, "decode", counted)
    [segment] = french.translate("La récolte de blé a été mauvaise en Bretagne cet été-là.").segments
    assert segment.repair is None
    assert [count for count in asked if count] == [1]


def test_repair_does_not_depend_on_the_other_sentences(french: Translator) -> None:
    first, second = "M. Lefèvre a visité Quimper.", "Il a parlé à Mme Bündchen de 4 500 emplois."
    together = Translator("fr").translate(f"{first} {second}").segments
    assert [s.target for s in together] == [french.translate(t).text for t in (first, second)]


def test_the_other_version_confirms_a_lost_name(french: Translator) -> None:
    translation = french.translate("Il pleut. Le général Dubrovnikov a salué la foule.")
    segment = translation.segments[1]
    start = segment.source.index("Dubrovnikov")
    lost = Finding("name", "lost", (Span(start, start + 11),))
    broken = segment.target.replace("Dubrovnikov", "Smith")
    changed = replace(
        segment, target=broken, findings=(lost,), repair=None, target_end=segment.target_start + len(broken)
    )
    text = translation.text[: segment.target_start] + broken
    damaged = replace(translation, text=text, segments=(translation.segments[0], changed))
    assert french.confirm(damaged, {}) is damaged
    confirmed = french.confirm(damaged, {1: ["General Dubrovnikov greeted the crowd."]})
    assert "Dubrovnikov" in confirmed.segments[1].target
    assert confirmed.text[confirmed.segments[1].target_start : confirmed.segments[1].target_end] == (
        confirmed.segments[1].target
    )
    assert confirmed.segments[1].repair is not None
    assert confirmed.segments[1].repair.output == broken
    assert confirmed.segments[0] == translation.segments[0]


@pytest.mark.parametrize(
    "target",
    [
        "It raised 40,000,000 M€.",
        "The project has VND3,200 billion dong.",
        "It costs €40 euros.",
        "A loan of 3 million million euros.",
        "It aims at $1,200,000,000 Md de dollars.",
    ],
)
def test_an_amount_with_two_scales_or_currencies_is_refused(target: str) -> None:
    assert not is_sound(target)


@pytest.mark.parametrize(
    "target", ["€40 million", "VND3,200 billion was spent.", "It costs 40 euros or $45.", "20,000 dong"]
)
def test_an_amount_with_one_scale_and_currency_is_sound(target: str) -> None:
    assert is_sound(target)


@pytest.mark.parametrize(
    ("language", "source", "check", "wanted"),
    [
        ("fr", "Cela coûte 3,4 millions d'euros.", "number", "3.4 million euros"),
        ("fr", "Une hausse de 12 % en mai.", "number", "12%"),
        ("fr", "Environ une dizaine de blessés.", "number", None),
        ("vi", "Giá là 3.200 tỷ đồng.", "number", "3.2 trillion dong"),
        ("fr", "Le maire voit Lefèvre demain.", "name", "Lefèvre"),
        ("fr", "Le maire part à Londres demain.", "name", "London"),
    ],
)
def test_a_lost_fact_is_written_in_english_form(
    language: str, source: str, check: str, wanted: str | None
) -> None:
    fact = next(f for f in find(source, language) if f.kind == check)
    assert written(Finding(check, "", (Span(fact.start, fact.end),)), source, language) == wanted


def test_a_repair_introduces_no_finding_of_another_kind() -> None:
    source = "Le maire a vu 12 soldats à Lyon."
    hypotheses = ["The mayor saw soldiers in Lyon.", "The mayor never saw 12 soldiers in Lyon."]
    result = repaired(source, *hypotheses)
    assert "never" not in result.draft.text


@pytest.mark.parametrize(
    ("source", "output", "expected"),
    [
        ("Il craint une crise d'asthme.", "He fears an asthme crisis.", "He fears an asthma crisis."),
        ("Ils ont exprimé un vœu.", 'They "exprimed a wish".', 'They "expressed a wish".'),
        ("Il est sur l'orbite.", "He is on a orbite.", "He is on an orbit."),
        # Nothing shows what this word should be.
        ("Il porte un manteau.", "He wears a plivonk.", "He wears a plivonk."),
        # It is a word of the source.
        ("Il aime la bohème.", "He loves the bohème.", "He loves the bohème."),
    ],
)
def test_a_made_up_word_that_copies_a_source_word_is_replaced(
    source: str, output: str, expected: str
) -> None:
    result = repaired(source, output)
    assert result.draft.text == expected
    assert bool(result.steps) is (output != expected)


def test_a_repair_does_not_reduce_coverage_of_the_source() -> None:
    source = "Le trajet dure 12 minutes en voiture."
    hypotheses = ["The journey takes minutes by car.", "The traffic jam takes 12 minutes by wall."]
    result = repaired(source, *hypotheses)
    assert "traffic jam" not in result.draft.text


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Khởi Nghĩa", True),
        ("Miền Ngược", True),
        ("Đất Hứa", True),
        ("Nguyễn Văn Trỗi", False),
        ("Phạm Minh Chính", False),
        ("Hùng Vương", False),
        ("Nam Hải", False),
        ("Bình Dương", False),
    ],
)
def test_capitalized_words_of_the_lexicon_are_not_names(name: str, word: bool) -> None:
    assert is_word(Fact("name", 0, len(name), name, fold(name)), "vi") is word


def test_words_that_are_not_names_are_not_inserted() -> None:
    source = "Gần hai năm đã trôi qua từ khi cuộc Khởi Nghĩa ở Libya nổ ra."
    fact = next(f for f in find(source, "vi", ("name",)) if f.text == "Khởi Nghĩa")
    assert written(Finding("name", "", (Span(fact.start, fact.end),)), source, "vi") is None


@pytest.mark.parametrize(
    ("source", "english"),
    [
        ("Ils manifestent sur la place Tahrir au Caire.", "They protest on Tahrir Square in Cairo."),
        ("La fin du calendrier Maya approche.", "The end of the Mayan calendar is near."),
    ],
)
def test_an_english_name_is_not_a_misspelling(source: str, english: str) -> None:
    misspelled = spelled_differently(source, english, "fr")
    assert not list(spellings(source, english, misspelled, straight(source, english), list, "fr"))


@pytest.mark.parametrize(
    ("source", "hypotheses", "taken"),
    [
        (  # The finding disappears, but the source does not become more likely.
            "Adressez-vous à mon collègue.",
            ["Do not speak to my colleague.", "Listen to my garden."],
            0,
        ),
        (
            "Le maire a vu 12 soldats à Lyon.",
            ["The mayor saw soldiers.", "The mayor saw 12 soldiers in Lyon."],
            1,
        ),
    ],
)
def test_a_repair_must_make_the_source_more_likely(source: str, hypotheses: list[str], taken: int) -> None:
    result = repaired(source, *hypotheses)
    assert result.draft.text == hypotheses[taken]


def test_no_translation_is_checked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    source = "Le maire a vu 12 soldats à Lyon."
    hypotheses = ["The mayor saw soldiers.", "The mayor saw 12 soldiers.", "The mayor saw soldiers in Lyon."]
    checked: list[str] = []

    def counted(source: str, target: str, language: str, **options: Any) -> Any:
        checked.append(target)
        return check(source, target, language, **options)

    monkeypatch.setattr(work, "check", counted)
    repaired(source, *hypotheses)
    assert set(hypotheses) <= set(checked)
    assert len(checked) == len(set(checked))


@pytest.mark.parametrize(
    ("source", "english", "aligned"),
    [
        # An invented word, and one without a counterpart: no edit depends on where words are aligned.
        ("Il mange une pomme.", "He eats a blornk.", False),
        ("Le gouvernement a annoncé une augmentation des salaires.", "The government announced.", False),
        ("Il a mangé 12 pommes.", "He ate 13 apples.", True),
        ("Il a vu Higelin à la gare.", "He saw Higs at the station.", True),
    ],
)
def test_words_are_aligned_only_where_an_edit_needs_it(
    source: str, english: str, aligned: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    align_all = work.align_all

    def note(works: Sequence[work.Work], model: SentenceModel) -> None:
        asked.extend(one.source for one in works)
        align_all(works, model)

    monkeypatch.setattr(repair, "align_all", note)
    monkeypatch.setattr(work, "align_all", note)
    repaired(source, english)
    assert bool(asked) is aligned


def test_gains_are_score_differences_or_none_without_a_model() -> None:
    dog = Question("Le chien dort.", "The cat eats.", ("The dog sleeps.", "The cat eats."))
    rain = Question("Il pleut.", "It snows.", ("It rains.",))
    [found, other] = proof.gains([dog, rain], "fr")
    assert found is not None
    assert found[0] > 1
    assert found[1] == pytest.approx(0, abs=0.02)
    assert other is not None
    assert other[0] > 1
    assert proof.gains([dog, rain], "de") == [None, None]


def test_the_candidates_of_a_document_are_scored_in_one_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    hypotheses = {
        "Le maire a vu 12 soldats à Lyon.": ["The mayor saw soldiers.", "The mayor saw 12 soldiers in Lyon."],
        "Le ministre a acheté 15 vélos.": [
            "The minister bought bicycles.",
            "The minister bought 15 bicycles.",
        ],
        "Il pleut.": ["It rains."],
    }
    model = SentenceModel(scripted(lambda text: hypotheses[text]), "fr")
    tasks = [Task(source, (Piece(Span(0, len(source)), copied=False),)) for source in hypotheses]
    alone = [repair.translate([task], model, "fr", NONE)[0] for task in tasks]
    sizes = []
    scores = reverse.scores

    def counted(sources: Sequence[str], english: Sequence[str], language: str) -> list[float] | None:
        sizes.append(len(sources))
        return scores(sources, english, language)

    monkeypatch.setattr(reverse, "scores", counted)
    together = repair.translate(tasks, model, "fr", NONE)
    assert sizes == [4]
    assert [result.draft.text for result in together] == [texts[-1] for texts in hypotheses.values()]
    assert together == alone


def test_each_step_receives_the_answers_to_its_own_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    def scores(sources: Sequence[str], english: Sequence[str], language: str) -> list[float]:
        return [float(text) for text in english]

    monkeypatch.setattr(reverse, "scores", scores)
    seen: list[tuple[str, proof.Gains]] = []

    def step(name: str, *changes: int) -> proof.Step:
        for change in changes:
            seen.append((name, (yield Question(name, "1", (str(1 + change), "1")))))

    proof.take([step("a", 1, 2), step("b"), step("c", 3)], "fr")
    assert seen == [("a", [1.0, 0.0]), ("c", [3.0, 0.0]), ("a", [2.0, 0.0])]


def test_without_a_reverse_model_the_checks_alone_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reverse, "embedded", lambda: None)
    source = "Le maire a vu 12 soldats à Lyon."
    hypotheses = ["The mayor saw soldiers.", "The mayor saw 12 soldiers in Lyon."]
    result = repaired(source, *hypotheses)
    assert result.draft.text == hypotheses[1]


@pytest.mark.parametrize(
    ("target", "made"),
    [
        ("They are in custody in custody today.", "They are in custody today."),
        ("The port of the the town closed.", "The port of the town closed."),
        ("I'm sorry I'm sorry I'm sorry I'm late.", "I'm sorry I'm late."),
    ],
)
def test_words_said_several_times_are_said_once(target: str, made: str) -> None:
    (finding,) = shape.repetition(CheckedPair("Oui.", target, "fr"))
    (edit,) = edits(finding, "Oui.", target, (), language="fr", terms=())
    assert target[: edit.span.start] + edit.words + target[edit.span.end :] == made


def test_a_phrase_said_twice_is_repaired() -> None:
    result = repaired("Ils sont en garde à vue.", "They are in custody in custody.")
    assert result.draft.text == "They are in custody."
    assert result.steps == ("“in custody in custody” replaced by “in custody”",)


def test_without_a_reverse_model_there_are_no_scores(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(registry, "default_models_file", lambda: tmp_path / "models.txt")
    reverse._load.cache_clear()
    assert reverse.scores(["Bonjour."], ["Hello."], "fr") is None
    reverse._load.cache_clear()


def test_a_term_replaces_the_whole_phrase() -> None:
    source, target = "Les câbles sous-marins sont coupés.", "The submarine cables are cut."
    glossary = Glossary.read("câble sous-marin,subsea cable,fr")
    [occurrence] = glossary.find(source, "fr")
    finding = Finding("glossary", "", (occurrence.span,))
    at = target.index("cables")
    alignment = ((Span(4, 10), Span(at, at + 6)),)
    [edit] = edits(finding, source, target, alignment, language="fr", terms=[occurrence])
    made = target[: edit.span.start] + edit.words + target[edit.span.end :]
    assert made == "The subsea cables are cut."


def test_what_a_person_wrote_is_not_repaired(french: Translator) -> None:
    [segment] = french.translate("La ville a acheté 24 bateaux.").segments
    wrong = replace(
        segment, target="The city bought 25 boats.", findings=(Finding("number", "24 is missing."),)
    )
    model = french._load("fr")
    witness = ["The city bought 24 boats."]
    for kind in ("edited", "remembered", "copied"):
        written = replace(wrong, kind=kind)
        assert repair.with_witness(written, witness, model, "fr", NONE) is written

import random
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.languages.sentences import LONGEST_QUOTATION, LONGEST_SENTENCE, sentences
from passerelle.spans import Span
from translate.clauses import clauses

DATA = Path(__file__).parent / "data"
BOUNDARY = "‖"


def table(language: str) -> list[str]:
    lines = (DATA / f"split.{language}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


CASES = [(language, case) for language in ("fr", "vi", "en") for case in table(language)]


def split(text: str, language: str = "fr") -> list[str]:
    return [text[span.start : span.end] for span in sentences(text, language)]


def check_cover(text: str, spans: list[Span], start: int, end: int) -> None:
    """Check that spans are in order and stripped, and that only white space lies between them."""
    position = start
    for span in spans:
        assert position <= span.start < span.end <= end
        assert not text[position : span.start].strip()
        sentence = text[span.start : span.end]
        assert sentence == sentence.strip()
        position = span.end
    assert not text[position:end].strip()


# One test checks all cases and shows those that fail, since hundreds of separate tests would take longer.
def test_the_cases_of_the_tables_are_split() -> None:
    wrong = {}
    for language, case in CASES:
        expected = [sentence.strip() for sentence in case.split(BOUNDARY)]
        if (found := split(case.replace(BOUNDARY, ""), language)) != expected:
            wrong[language, case] = found
    assert wrong == {}


def test_decomposed_text_is_split_at_the_same_places() -> None:
    """Split decomposed text, as from a Mac; the sentence ends are the same."""
    wrong = {}
    for language, case in CASES:
        expected = [unicodedata.normalize("NFD", sentence.strip()) for sentence in case.split(BOUNDARY)]
        if (found := split(unicodedata.normalize("NFD", case.replace(BOUNDARY, "")), language)) != expected:
            wrong[language, case] = found
    assert wrong == {}


def test_a_single_sentence_is_not_split() -> None:
    alone = [(language, part.strip()) for language, case in CASES for part in case.split(BOUNDARY)]
    found = {(language, sentence): split(sentence, language) for language, sentence in alone}
    assert {key: parts for key, parts in found.items() if parts != [key[1]]} == {}


@pytest.mark.parametrize("space", [" ", "\u00a0", "\u202f", "  ", "\t"])
def test_any_white_space_separates_sentences(space: str) -> None:
    assert split(f"C'est fini{space}! Elle reste.{space}« Oui{space}»{space}") == [
        f"C'est fini{space}!",
        "Elle reste.",
        f"« Oui{space}»",
    ]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028", "\n \n", "\n\n"])
def test_a_line_break_ends_a_sentence(line_break: str) -> None:
    assert split(f"Un titre sans point{line_break}un début en minuscule") == [
        "Un titre sans point",
        "un début en minuscule",
    ]


WRAPPED = """\
Le ministre des Affaires étrangères est arrivé lundi à Berlin, où il doit
rencontrer son homologue allemand. Les deux hommes parleront de la sécurité
en mer et du prix du gaz, a déclaré le porte-parole du gouvernement M.
Schmidt. Une conférence de presse est prévue mardi."""


def test_a_hard_wrapped_paragraph_is_joined() -> None:
    text = f"Rencontre à Berlin\n\n{WRAPPED}\n\nUne autre ligne."
    assert [" ".join(sentence.split()) for sentence in split(text)] == [
        "Rencontre à Berlin",
        "Le ministre des Affaires étrangères est arrivé lundi à Berlin, où il doit rencontrer son "
        "homologue allemand.",
        "Les deux hommes parleront de la sécurité en mer et du prix du gaz, a déclaré le porte-parole "
        "du gouvernement M. Schmidt.",
        "Une conférence de presse est prévue mardi.",
        "Une autre ligne.",
    ]


def test_a_no_break_space_is_not_a_wrapping_point() -> None:
    text = (
        "Le ministre des Affaires étrangères est arrivé lundi à Berlin, où il dit :\n"
        "« Nous parlerons de la sécurité en mer et du prix du gaz avec notre hôte »\n"
        "a-t-il déclaré à la presse."
    ).replace("« ", "«\xa0")
    assert len(sentences(text, "fr")) == 1


def test_lines_marked_as_wrapped_are_joined_at_any_width() -> None:
    text = "Le ministre est arrivé lundi à Berlin\npour y rencontrer son homologue.\n\nIl repart demain"
    found = [text[s.start : s.end] for s in sentences(text, "fr", wrapped=True)]
    assert found == [*text.split("\n\n")]
    assert len(sentences(text, "fr")) == 3


@pytest.mark.parametrize(
    "text",
    [
        # Lines with room for the next word.
        WRAPPED.replace("où il doit\n", "où\nil doit\n"),
        # Too narrow, too wide.
        "Le ministre est arrivé lundi à Berlin pour y\nrencontrer son homologue allemand",
        f"Le ministre {'très ' * 20}important\nest arrivé",
        # A list whose lines are of similar width.
        "Renforcement de la coopération militaire entre les deux pays voisins ;\n"
        "assistance mutuelle en cas d'attaque contre l'une des deux parties ;",
        # One whole sentence per line.
        "Le ministre des Affaires étrangères est arrivé lundi matin à Berlin.\n"
        "Les deux hommes parleront de la sécurité en mer et du prix du gaz.",
    ],
)
def test_other_line_breaks_end_a_sentence(text: str) -> None:
    lines = text.split("\n")
    starts = {span.start for span in sentences(text, "fr")}
    position = 0
    for line in lines:
        assert position in starts
        position += len(line) + 1


def test_a_long_quotation_is_split_at_its_full_stops() -> None:
    inner = "Nous devons agir avant la fin de cette année."
    short = f"« {inner} Ensuite, il sera tard », dit-il."
    long = f"« {inner} {inner} {inner} Ensuite, il sera tard », dit-il."
    assert len(short) <= LONGEST_QUOTATION < len(long)
    assert split(short) == [short]
    assert split(long) == [f"« {inner}", inner, inner, "Ensuite, il sera tard », dit-il."]


def test_an_unclosed_quotation_mark_does_not_prevent_splitting() -> None:
    assert split("« Il a parlé. Elle écoute. Il part.") == ["« Il a parlé.", "Elle écoute.", "Il part."]
    assert split('Il a dit "oui. Elle écoute. Il part.')[1:] == ["Elle écoute.", "Il part."]


def test_a_language_without_a_record_is_split_by_general_rules() -> None:
    text = "Maandag kwam Dr. Müller aan. Hij bleef, m. n. voor J. Kirby. „Waarom? Ik weet niet“, zei hij."
    assert split(text, "nl") == [
        "Maandag kwam Dr. Müller aan.",
        "Hij bleef, m. n. voor J. Kirby.",
        "„Waarom? Ik weet niet“, zei hij.",
    ]
    assert split("第一句。第二句！第三句", "zh") == ["第一句。", "第二句！", "第三句"]
    assert split("هل انتهى؟ نعم. شكرا", "ar") == ["هل انتهى؟", "نعم.", "شكرا"]


def test_empty_text_has_no_sentences() -> None:
    assert sentences("", "fr") == []
    assert sentences(" \n\u00a0\n", "fr") == []


PIECES = [
    *"«»“”\"'’()[]…–-.!?,;:\n ",
    *["\u00a0", "\u200b", "e\u0301", "...", ". ", " « ", " » ", "M. ", "TS. ", "J.-P. ", "v.v. ", "etc. "],
    *["www.a.fr", "Le", "ministre", "Ông", "U.S.", "12", "3,5", "中。", "🎉", "1. "],
]
texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=80)


@given(text=texts, language=st.sampled_from(["fr", "vi", "en", "de"]))
def test_spans_cover_any_text(text: str, language: str) -> None:
    check_cover(text, sentences(text, language), 0, len(text))


@given(text=texts, bounds=st.tuples(st.integers(0, 80), st.integers(0, 80)))
def test_a_part_is_split_as_if_it_were_alone(text: str, bounds: tuple[int, int]) -> None:
    start, end = sorted(min(bound, len(text)) for bound in bounds)
    alone = sentences(text[start:end], "fr")
    assert sentences(text, "fr", start, end) == [Span(s.start + start, s.end + start) for s in alone]


@given(
    words=st.lists(
        st.sampled_from(
            ["Le", "ministre", "M.", "J.-P.", "12", "etc.", "fini.", "Non !", "Où ?", "Et…", "www.a.fr"]
        )
    )
)
def test_splitting_is_idempotent(words: list[str]) -> None:
    for sentence in split(" ".join(words)):
        assert split(sentence) == [sentence]


# Pieces that would take hours in quadratic time when repeated.
HOSTILE = [
    "a. ",
    ". ",
    ".",
    "A. « ",
    'A. "',
    "(",
    ".)",
    "a ! ! ",
    "M. A",
    "« ",
    "’",
    "www.",
    "\u0301",
    " ",
    "\n",
    "🇫🇷",
]


@pytest.mark.parametrize("times", [15_000, pytest.param(60_000, marks=pytest.mark.soak)])
@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_texts_take_linear_time(piece: str, times: int) -> None:
    text = f"Un{piece * times} Fin"
    begun = time.process_time()
    check_cover(text, sentences(text, "fr"), 0, len(text))
    check_cover(text, clauses(text, 0, len(text), lambda part: len(part) < 500), 0, len(text))
    assert time.process_time() - begun < 30


def shorter_than(limit: int) -> Callable[[str], bool]:
    return lambda part: len(part) < limit


def divide(text: str, limit: int) -> list[str]:
    return [text[s.start : s.end] for s in clauses(text, 0, len(text), shorter_than(limit))]


@pytest.mark.parametrize(
    "case",
    [
        "Le président a parlé de la mer, du gaz et du riz ;‖ la presse, elle, a parlé du prix de la viande.",
        "Le président a parlé de la mer, du gaz et du riz :‖ la presse, elle, a parlé du prix de la viande.",
        "Le président russe a parlé, lundi, de la mer,‖ mais la presse a parlé, mardi, de la viande.",
        "Le président russe a parlé lundi de la mer,‖ la presse a parlé mardi du prix de la viande.",
        "Le président russe a parlé lundi de la mer –‖ la presse a parlé mardi du prix de la viande.",
        "Le président russe a parlé lundi de la mer‖ (la presse a parlé mardi du prix de la viande).",
        "Le président russe a parlé lundi de la mer‖ et la presse a parlé mardi du prix de la viande.",
        "Le président russe a parlé lundi matin de la mer‖ qu'il a vue mardi pour la première fois.",
        "« Le président russe a parlé lundi de la mer.‖ La presse, mardi, du prix de la viande », dit-il.",
        "Tổng thống Nga đã nói về biển vào thứ hai,‖ trong khi báo chí nói về giá thịt vào thứ ba.",
        "Tổng thống Nga đã nói về biển vào thứ hai‖ nhưng báo chí nói về giá thịt vào thứ ba vừa rồi.",
        "The president spoke about the sea on Monday,‖ while the press spoke about the price of meat.",
    ],
)
def test_clauses_are_split_at_the_best_boundary(case: str) -> None:
    text = case.replace(BOUNDARY, "")
    assert divide(text, len(text) - 20) == [piece.strip() for piece in case.split(BOUNDARY)]


def test_a_fitting_sentence_is_not_divided() -> None:
    assert clauses("  Il vient ; elle part. ", 1, 24, shorter_than(30)) == [Span(2, 23)]
    assert clauses(" \n ", 0, 3, shorter_than(1)) == []


def test_pieces_are_of_similar_length() -> None:
    pieces = divide("mot " * 100, 150)
    assert len(pieces) == 3
    assert max(map(len, pieces)) - min(map(len, pieces)) <= 8


def test_an_extra_piece_is_allowed_to_avoid_splitting_a_clause() -> None:
    text = "Le président russe a parlé lundi, la presse de la capitale a écouté, le pays attend."
    assert divide(text, 55) == [
        "Le président russe a parlé lundi,",
        "la presse de la capitale a écouté, le pays attend.",
    ]
    assert divide(text, 45) == [
        "Le président russe a parlé lundi,",
        "la presse de la capitale a écouté,",
        "le pays attend.",
    ]


def test_numbers_and_guillemets_are_not_split() -> None:
    text = "Le pays compte environ vingt ou plutôt 125 000 000 habitants « exactement » selon la radio"
    for limit in range(30, len(text)):
        for piece in divide(text, limit):
            assert piece.count("«") == piece.count("»")
            assert "125 000 000" in piece or "0" not in piece


@pytest.mark.parametrize("word", ["a", "e\u0301\u0323", "👩\u200d🚀", "🇫🇷", "👍🏽", "\ud83d\ude80", "中"])
def test_an_overlong_word_is_split_between_graphemes(word: str) -> None:
    limit = 3 * len(word) + 1
    assert divide(f"Un {word * 10}", limit)[-1] == word * 3
    assert set("".join(divide(word * 10, limit)).split(word)) == {""}
    assert all(len(piece) % len(word) == 0 for piece in divide(word * 10, limit))


@given(text=texts, limit=st.integers(1, 30))
def test_clauses_fit_the_limit_and_cover_the_text(text: str, limit: int) -> None:
    spans = clauses(text, 0, len(text), shorter_than(limit))
    check_cover(text, spans, 0, len(text))
    if limit > 8:  # The longest grapheme in these texts.
        assert all(s.end - s.start < limit for s in spans if "\u0301" not in text[s.start : s.end])


@given(st.lists(st.integers(1, 9), min_size=1, max_size=40), st.integers(10, 60))
def test_the_number_of_pieces_is_minimal(lengths: list[int], limit: int) -> None:
    """Compare with greedy filling, which is optimal for words without preferred boundaries."""
    words = ["x" * length for length in lengths]
    needed, room = 1, limit - 1
    for word in words:
        if room < len(word):
            needed, room = needed + 1, limit - 1
        room -= len(word) + 1
    assert len(divide(" ".join(words), limit)) == needed


@given(text=texts, start=st.integers(0, 40), seed=st.integers())
def test_any_predicate_terminates(text: str, start: int, seed: int) -> None:
    """Use predicates that are inconsistent, or always false; neither may loop forever."""
    start = min(start, len(text))
    source = random.Random(seed)
    check_cover(text, clauses(text, start, len(text), lambda _: source.random() < 0.5), start, len(text))
    check_cover(text, clauses(text, start, len(text), lambda _: False), start, len(text))


@pytest.mark.parametrize("text", ["mot " * 5000, "x" * 20_000, "Il vient, et elle part ; il dort. " * 600])
def test_the_predicate_is_called_a_limited_number_of_times(text: str) -> None:
    calls: list[int] = []

    def fits(part: str) -> bool:
        calls.append(len(part))
        return len(part) < 400

    pieces = clauses(text, 0, len(text), fits)
    assert len(pieces) < len(text) / 150
    assert len(calls) < 2 * len(text)


@pytest.mark.parametrize(
    ("piece", "last"),
    [
        ("le ministre est venu, puis reparti ", ","),
        ("le ministre est venu puis reparti ", "r"),
        ("x", "x"),
        ("e\u0301", "\u0301"),
        ("他们来了，", "，"),
        ("(...] ", "]"),
    ],
)
def test_an_endless_sentence_is_split_at_the_best_boundary(piece: str, last: str) -> None:
    text = piece * (1_000_000 // len(piece))
    spans = sentences(text, "fr")
    check_cover(text, spans, 0, len(text))
    assert max(span.end - span.start for span in spans) <= LONGEST_SENTENCE
    assert len(spans) <= 2 * len(text) // LONGEST_SENTENCE + 1
    if last == "r":
        assert {text[s.end - 1] for s in spans[:-1]} <= set("etnusr")
        assert all(text[s.end].isspace() for s in spans[:-1])
    else:
        assert {text[s.end - 1] for s in spans[:-1]} == {last}
    assert [Span(s.start, s.end) for s in spans] == [
        Span(s.start + part.start, s.start + part.end)
        for s in spans
        for part in sentences(text[s.start : s.end], "fr")
    ]


def test_a_sentence_of_the_maximum_length_is_not_split() -> None:
    sentence = "a" * (LONGEST_SENTENCE - 1) + "."
    assert split(sentence) == [sentence]
    assert split(f"x{sentence}") == [f"x{sentence[:-1]}", "."]

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from passerelle.errors import TranslationError
from passerelle.languages.sentences import LONGEST_SENTENCE
from passerelle.spans import Span
from translate import Translation, Translator

SENTENCES = Path(__file__).parent / "data" / "sentences.fr-vi.txt"
FRENCH = (
    "  Le ministre a rencontré son homologue à Berlin. Il a quitté la ville mardi.\n\n"
    "« Nous sommes prêts », a déclaré M. Durand.\r\n"
    "\tVoir https://example.org/a?b=c, ou écrire à presse@example.org.\n"
    "25/10/2024\n"
)


@pytest.fixture(scope="module")
def french() -> Translator:
    return Translator("fr")


def check_offsets(translation: Translation) -> None:
    """Check that both texts consist of their segments, with the same white space between them."""
    position = target_position = 0
    for segment in translation.segments:
        gap = translation.source_text[position : segment.start]
        assert not gap.strip()
        assert translation.text[target_position : segment.target_start] == gap
        assert translation.source_text[segment.start : segment.end] == segment.source
        assert translation.text[segment.target_start : segment.target_end] == segment.target
        position, target_position = segment.end, segment.target_end
    assert translation.text[target_position:] == translation.source_text[position:]


def test_paragraphs_lines_and_spaces_are_preserved(french: Translator) -> None:
    translation = french.translate(FRENCH)
    check_offsets(translation)
    assert translation.text.startswith("  ")
    assert translation.text.endswith("\n")
    assert translation.text.count("\n\n") == 1
    assert translation.text.count("\r\n") == 1
    assert [s.source for s in translation.segments][:3] == [
        "Le ministre a rencontré son homologue à Berlin.",
        "Il a quitté la ville mardi.",
        "« Nous sommes prêts », a déclaré M. Durand.",
    ]
    assert "Berlin" in translation.segments[0].target


def test_vertical_bars_are_kept(french: Translator) -> None:
    text = "Une photo. (Source : Reuters) |"
    [_, credit] = french.translate(text).segments
    assert credit.target.endswith(") |")
    assert len(credit.target) < len(credit.source) + 4


def test_addresses_and_numbers_are_unchanged(french: Translator) -> None:
    translation = french.translate(FRENCH)
    assert "https://example.org/a?b=c" in translation.text
    assert "presse@example.org" in translation.text
    assert translation.segments[-1].target == "25/10/2024"
    assert translation.segments[-1].kind == "copied"
    assert translation.segments[-1].score is None


def test_an_english_line_is_copied(french: Translator) -> None:
    english = "The minister said that he would not be there for the meeting with the press."
    translation = french.translate(f"Le ministre était absent.\n{english}\n")
    assert translation.segments[-1].target == english
    assert translation.segments[-1].kind == "copied"
    assert translation.segments[0].kind == "translated"


def test_an_overlong_sentence_is_divided_without_truncation(french: Translator) -> None:
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()[:60]
    text = ", et ".join(line.rstrip(".") for line in lines if "«" not in line) + "."
    translation = french.translate(text)
    assert len(translation.segments) == len(text) // LONGEST_SENTENCE + 1
    assert " ".join(segment.source for segment in translation.segments) == text
    assert not any(segment.truncated for segment in translation.segments)
    # Names from every part of the sentence are translated.
    names = ("Berlin", "Geneva", "Rotterdam", "European", "Japan", "Paris", "Beijing", "Durand")
    assert sum(name in translation.text for name in names) >= 5
    assert translation.text.count(".") < len(lines) / 2


def test_only_the_given_spans_are_translated(french: Translator) -> None:
    text = "Comment (0)\nLe ministre est à Berlin.\nPartager"
    start = text.index("Le")
    translation = french.translate(text, [Span(start, start + len("Le ministre est à Berlin."))])
    assert len(translation.segments) == 1
    assert translation.text.startswith("Comment (0)\n")
    assert translation.text.endswith("\nPartager")


def test_vietnamese_is_identified_and_translated() -> None:
    translation = Translator().translate("Thủ tướng sẽ thăm Bắc Kinh vào tuần tới.")
    assert translation.source_language == "vi"
    assert "beijing" in translation.text.lower()


def test_english_is_returned_unchanged() -> None:
    text = "The Prime Minister will visit Beijing next week, and he will meet the president there."
    assert Translator().translate(text).text == text


def test_a_language_without_a_model_is_a_clear_error() -> None:
    with pytest.raises(TranslationError, match=r"in Spanish,.*French: fr.*Vietnamese: vi.*German: de"):
        Translator("es").translate("El ministro está en Madrid.")


def test_a_repeated_sentence_has_the_same_translation(french: Translator) -> None:
    translation = french.translate("Le ministre est absent. Il pleut à Paris. Le ministre est absent.")
    assert translation.segments[0].target == translation.segments[2].target


def test_segments_arrive_in_order_and_the_first_alone(french: Translator) -> None:
    job = french.start("Il pleut à Paris. " * 3 + "Le ministre est absent. " * 3)
    batches = list(job.run())
    assert len(batches[0]) == 1
    flat = tuple(segment for batch in batches for segment in batch)
    assert flat == job.translation().segments
    check_offsets(job.translation())


@pytest.mark.slow
@settings(max_examples=10)  # each translates three times
@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    st.sampled_from(["\n", "\r\n", " ", "\u2028", "\x0b", "\u00a0"]),
)
def test_offsets_hold_for_any_text(text: str, space: str) -> None:
    check_offsets(
        Translator("fr").translate(space.join([text, "Il pleut.", text]))
        if text
        else Translator("fr").translate(space)
    )


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "42", "🙂", "\u0301", "—"])
def test_texts_without_sentences_are_returned_unchanged(french: Translator, text: str) -> None:
    translation = french.translate(text)
    assert translation.text == text
    check_offsets(translation)


@pytest.mark.slow
def test_neither_torch_nor_transformers_is_imported() -> None:
    code = (
        "import sys, translate; t = translate.Translator('fr').translate('Il pleut à Paris.');"
        "assert t.text; assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_translation_is_likelier_given_its_own_source() -> None:
    translator = Translator()
    rain, sun = "Il pleut à Paris depuis trois jours.", "Le ministre a démissionné lundi soir."
    english = translator.translate(rain).text
    own, other = translator.likelihoods([rain, sun], [english, english], "fr")
    assert other < own - 1 < 0
    long = "Il pleut à Paris et " * 200
    assert translator.likelihoods([long], [english * 100], "fr")[0] < 0


def test_a_list_of_texts_gives_a_list_of_translations() -> None:
    translator = Translator("fr")
    texts = ["Il pleut.", "Elle part demain.", "Il pleut."]
    found = translator.translate(texts)
    assert [one.source_text for one in found] == texts
    assert [one.text for one in found] == [Translator("fr").translate(text).text for text in texts]
    assert translator.translate([]) == []


@pytest.mark.parametrize("text", [None, 7, ["Il pleut.", None]])
def test_input_of_a_wrong_type_is_a_clear_error(text: Any) -> None:
    with pytest.raises(TypeError, match="translate takes a text or a list of texts, not "):
        Translator("fr").translate(text)

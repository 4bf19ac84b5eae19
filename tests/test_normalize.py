import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.normalize import normalize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("« C'est fini », dit-il.", '"C\'est fini", dit-il.'),
        ("«\u00a0C’est fini\u202f»", '"C\'est fini"'),
        ("«C'est fini»", '"C\'est fini"'),
        ("Il dit «\u200b\u00a0 oui \ufeff» !", 'Il dit "oui" !'),
        ("« » «", '"" "'),
        ("“Xong” „ja‟ ‘a’ ‛b ʼc", "\"Xong\" \"ja\" 'a' 'b 'c"),
        ("l’État", "l'État"),
        ("1\u202f500\u00a0000 euros", "1 500 000 euros"),
        ("un\tdeux\r\n\u2009trois\u3000quatre", "un deux trois quatre"),
        (" \u00a0\n un \u2028", "un"),
        ("co\u00adopé\u200brer\u200c\u200d\ufeff", "coopérer"),
        ("a\x00b\x07c\x7fd\x9fe\x85f", "abcde f"),
        ("a \u200b \u200d b", "a b"),
        ("e\u0301te\u0301", "été"),
        ("e\u200b\u0301", "é"),
        ("Vie\u0323\u0302t Nam, Vie\u0302\u0323t Nam", "Việt Nam, Việt Nam"),
        ("\u1112\u1161\u11ab", "한"),
        ("u" + "\u0301" * 40 + "x", "ú" + "\u0301" * 29 + "x"),
        ("12，５", "12，５"),
        ("", ""),
        (" ", ""),
        ("\u200b", ""),
    ],
)
def test_text_is_normalized(text: str, expected: str) -> None:
    assert normalize(text).text == expected


@pytest.mark.parametrize(
    ("text", "offsets"),
    [
        ("« a »", (0, 2, 4, 5)),
        ("«a»", (0, 1, 2, 3)),
        ("  a \n b ", (2, 3, 6, 8)),
        ("a\u200b b", (0, 2, 3, 4)),
        ("e\u0301te\u0301", (0, 2, 3, 5)),
        ("« e\u0323\u0302 »", (0, 2, 6, 7)),
        # The dot below composes; the acute accent remains a separate character.
        ("e\u0301\u0323x", (0, 1, 3, 4)),
        ("a\u0301\u0301x", (0, 2, 3, 4)),
        ("\u0344x", (0, 0, 1, 2)),
        (" ", (1,)),
        ("", (0,)),
    ],
)
def test_every_character_has_its_offset(text: str, offsets: tuple[int, ...]) -> None:
    assert normalize(text).offsets == offsets


ALPHABET = [
    *" *\n\t\u00a0\u202f«»“”„‘’ʼ\"'\u200b\ufeff\xad\x00abXYZ09.é\u0301\u0323\u0302\u0344eoư한中",
    "\u1112\u1161\u11ab",
]
texts = st.lists(st.sampled_from(ALPHABET), max_size=50).map("".join) | st.text(max_size=50)


def test_markdown_bold_marks_are_removed() -> None:
    assert (
        normalize("Le maire de **Lyon** a *bien* dit ** : 3 * 4.").text
        == "Le maire de Lyon a *bien* dit : 3 * 4."
    )


@given(texts)
def test_offsets_point_into_the_given_text(text: str) -> None:
    normalized = normalize(text)
    offsets = normalized.offsets
    assert len(offsets) == len(normalized.text) + 1
    assert offsets[-1] == len(text)
    assert list(offsets) == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets[:-1])
    for character, offset in zip(normalized.text, offsets, strict=False):
        if character.isascii() and character.isalnum():
            # NFC maps the Kelvin sign to K.
            assert unicodedata.normalize("NFC", text[offset]) == character
        if character == " ":
            assert text[offset].isspace()


@given(texts)
def test_normalizing_is_idempotent(text: str) -> None:
    once = normalize(text).text
    again = normalize(once)
    assert again.text == once
    assert again.offsets == tuple(range(len(once) + 1))


@given(texts)
def test_no_letter_is_lost(text: str) -> None:
    """Compare the letters and digits with those of the whole text in NFC."""
    invisible = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\xad"))
    visible = "".join(c for c in text.translate(invisible) if c.isspace() or unicodedata.category(c) != "Cc")
    plain = re.sub(r"\*\*+", "", visible)  # a mark may follow the asterisks of Markdown's bold
    expected = [c for c in unicodedata.normalize("NFC", plain) if c.isalnum()]
    replaced = [c for c in normalize(text).text if c.isalnum()]
    assert replaced == [c for c in expected if c != "ʼ"]  # a letter in Unicode, normalized to an apostrophe


@pytest.mark.parametrize(
    "piece", ["e\u0301", "\u0301", "\u0344\u0301", "\u0301\u0323", "\u0f73", " ", "« ", " \u200b", "»"]
)
@pytest.mark.parametrize("times", [50_000, pytest.param(200_000, marks=pytest.mark.soak)])
def test_hostile_texts_take_linear_time(piece: str, times: int) -> None:
    """Normalize texts that would take hours in quadratic time."""
    text = f"a{piece * times}b"
    begun = time.process_time()
    normalized = normalize(text)
    assert time.process_time() - begun < 10
    assert normalized.text[0] in "aáạä"
    assert normalized.text[-1] == "b"
    assert normalized.offsets[-2] == len(text) - 1

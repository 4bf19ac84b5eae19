import time

import pytest

from passerelle.spans import Span
from translate import Translator
from translate.masks import amounts, cover, protected, symbols, uncover
from translate.reading import read


@pytest.mark.parametrize(
    ("language", "given", "wanted"),
    [
        ("fr", "Le budget est de 12 M d'euros.", "Le budget est de 12 millions d'euros."),
        ("fr", "Elle a levé 40 M€.", "Elle a levé 40 millions d’euros."),
        ("fr", "Ils visent 1,2 Md de dollars.", "Ils visent 1,2 milliards de dollars."),
        (
            "fr",
            "Il manque 3 Mds€ et 2 mia de francs.",
            "Il manque 3 milliards d’euros et 2 milliards de francs.",
        ),
        ("fr", "Une aide de 20 k€, puis de 1,5 k€.", "Une aide de 20 000 euros, puis de 1 500 euros."),
        ("fr", "Réunion à 9h, puis à 14h30.", "Réunion à 9:00, puis à 14:30."),
        ("fr", "Ouvert de 9h à 17h.", "Ouvert de 9:00 à 17:00."),
        ("fr", "Un trajet de 2h30.", "Un trajet de 2h30."),
        ("fr", "Lyon est à 9 heures de route.", "Lyon est à 9 heures de route."),
        ("fr", "À 8 heures du matin.", "À 8 heures du matin."),
        ("fr", "Il a bu 1½ litre et ¾ de verre.", "Il a bu 1,5 litre et 3/4 de verre."),
        ("fr", "l´eau et le `mot`", "l'eau et le “mot”"),
        ("fr", "Le comit&eacute; a dit&nbsp;: l&#8217;eau.", "Le comité a dit\xa0: l’eau."),
        ("fr", "<p>Il a <b>dit</b> non.</p><p>Oui.</p>", "Il a dit non. Oui."),
        ("fr", "a < b et c > d, <inconnu>", "a < b et c > d, <inconnu>"),
        ("fr", "L'&amp;eacute;t&amp;eacute;, AT&amp;amp;T.", "L'été, AT&T."),
        (
            "fr",
            "10<sup>4</sup> arbres, 12 500<sup>1</sup> habitants.",
            "10⁴ arbres, 12 500 habitants.",
        ),
        ("fr", "LE MAIRE REFUSE DE SIGNER.", "Le maire refuse de signer."),
        ("fr", "« IL A TOUT VU », dit-elle.", "« Il a tout vu », dit-elle."),
        ("fr", "La SNCF et la RATP.", "La SNCF et la RATP."),
        ("fr", "SNCF RATP EDF", "SNCF RATP EDF"),
        ("fr", "[00:01:05] MAIRE : Oui.", "[00:01:05] maire : Oui."),
        ("vi", "GIÁ VÀNG TĂNG MẠNH Ở HÀ NỘI", "Giá vàng tăng mạnh ở Hà Nội"),
        ("vi", "ÔNG PHẠM MINH CHÍNH ĐẾN PARIS", "Ông Phạm Minh Chính đến Paris"),
        ("vi", "Thủ Tướng Yêu Cầu Điều Tra Vụ Cháy", "Thủ tướng yêu cầu điều tra vụ cháy"),
        ("vi", "Nguyễn Văn Hải, Trần Thị Lan", "Nguyễn Văn Hải, Trần Thị Lan"),
        ("vi", "Ðà Nẵng đƣợc 5 tr đồng", "Đà Nẵng được 5 triệu đồng"),
        ("vi", "Nǎm nay, Ǎn mừng tại Ɖà Lạt", "Năm nay, Ăn mừng tại Đà Lạt"),
        ("vi", "Họp lúc 9h ngày 12/5, từ 19h30.", "Họp lúc 9:00 ngày 12/5, từ 19:30."),
        ("vi", "Bay trong 9 giờ, lúc 9h sáng.", "Bay trong 9 giờ, lúc 9 giờ sáng."),
        ("xx", "SOME TEXT IN CAPITALS", "SOME TEXT IN CAPITALS"),
    ],
)
def test_a_text_is_read_as_intended(language: str, given: str, wanted: str) -> None:
    assert read(given, language).text == wanted


def test_spans_map_back_to_the_given_text() -> None:
    given = "Le comit&eacute; a <b>vot&eacute;</b> 40 M€ hier."
    reading = read(given, "fr")

    def back(words: str) -> str:
        start = reading.text.index(words)
        span = reading.back(Span(start, start + len(words)))
        return given[span.start : span.end]

    assert back("comité") == "comit&eacute;"
    assert back("voté") == "vot&eacute;"
    assert back("millions d’euros") == " M€"
    assert back("hier") == "hier"
    assert reading.forth(Span(0, len(given))) == Span(0, len(reading.text))


@pytest.mark.parametrize(
    "text", ["LE MAIRE A DIT NON. " * 4000, "&eacute;" * 20_000, "<b" * 20_000, "`" * 50_000]
)
def test_reading_takes_linear_time(text: str) -> None:
    started = time.process_time()
    read(text, "fr")
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Voir lecourrier.fr ou mairie-exemple.fr/conseil.", ["lecourrier.fr", "mairie-exemple.fr/conseil"]),
        ("Écrivez à jean.petit@exemple.fr !", ["jean.petit@exemple.fr"]),
        ("Le @maire_lyon et #StopBruit, n° 1, #1", ["@maire_lyon", "#StopBruit"]),
        ("Les articles R. 123-4 et L. 111-1 du code", ["R. 123-4", "L. 111-1"]),
        ("La version 14.2.1 du 12.05.2024", ["14.2.1"]),
        ("1.234.567 habitants, 3-1, 12/5", []),
        ("Nghị định 15/2020/NĐ-CP", ["15/2020/NĐ-CP"]),
        ("La plaque AB-123-CD", ["AB-123-CD"]),
        ("Fin. Le maire part. M. Petit aussi.", []),
    ],
)
def test_addresses_and_codes_are_masked(text: str, wanted: list[str]) -> None:
    assert [mask.english for mask in protected(text)] == wanted


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("fr", "Il faisait moins 5 degrés.", [("moins 5", "-5")]),
        ("fr", "Il faisait moins vingt degrés.", [("moins vingt", "-20")]),
        ("fr", "une baisse de -0,3 %", [("-0,3", "-0.3")]),
        ("vi", "xuống âm 3 độ C", [("âm 3", "-3")]),
        ("fr", "Le cours est de 1,0823 dollar.", [("1,0823", "1.0823")]),
        ("fr", "Il coûte 12 $ CA.", [("12 $ CA", "C$12")]),
        ("fr", "Au moins 5 personnes.", []),
    ],
)
def test_amounts_that_models_misread_are_replaced_by_their_english(
    language: str, text: str, wanted: list[tuple[str, str]]
) -> None:
    found = [(text[m.span.start : m.span.end], m.english) for m in amounts(text, language)]
    assert found == wanted


def test_a_lost_or_doubled_mask_is_detected() -> None:
    covered = cover("Voir a.fr ou X1.", protected("Voir a.fr ou X1."))
    assert covered == ("Voir X2 ou X1.", {"X2": "a.fr"})
    assert uncover("See X2 or X1.", covered[1]) == "See a.fr or X1."
    assert uncover("See X2 or X2.", covered[1]) is None
    assert uncover("See it.", covered[1]) is None


def test_adjacent_symbols_are_one_mask() -> None:
    assert [mask.english for mask in symbols("Note ★★☆ ≥ 5, 👩‍👧 ⚠️!")] == ["★★☆", "≥", "👩‍👧", "⚠️"]


@pytest.fixture(scope="module")
def french() -> Translator:
    return Translator("fr")


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("Le site lecourrier.fr est hors service.", "lecourrier.fr"),
        ("Suivez @ville_lyon et #Climat2030 ce soir.", "#Climat2030"),
        ("Il faut une note ≤ 10 pour échouer.", "≤ 10"),
        ("Le film reçoit ★★★★☆ dans Télérama.", "★★★★☆"),
        ("La route est fermée ⚠️ jusqu'à lundi.", "⚠️"),
        ("Le club a gagné 3-1 👏👏 !", "👏👏"),
        ("Selon l'article R. 123-4 du code, la peine est de 3 ans.", "R. 123-4"),
        ("Il faisait moins 5 degrés à Lyon.", "-5"),
    ],
)
def test_masked_text_appears_in_the_translation(french: Translator, source: str, kept: str) -> None:
    assert kept in french.translate(source).text


def test_text_in_capitals_is_translated_into_capitals(french: Translator) -> None:
    translation = french.translate("LE PRÉSIDENT A REFUSÉ DE SIGNER LE TEXTE.\nIl part.")
    first, second = translation.segments
    assert first.source == "LE PRÉSIDENT A REFUSÉ DE SIGNER LE TEXTE."
    assert "PRESIDENT" in first.target
    assert "REFUSED" in first.target
    assert first.target.isupper()
    assert not second.target.isupper()


def test_segments_have_offsets_into_the_given_text(french: Translator) -> None:
    text = "<p>Le comit&eacute; a vot&eacute;.</p>\n\n<p>Il part.</p>"
    translation = french.translate(text, align_words=True)
    assert translation.source_text == text
    assert [text[s.start : s.end] for s in translation.segments] == [s.source for s in translation.segments]
    assert translation.segments[0].source == "Le comit&eacute; a vot&eacute;."
    assert "&" not in translation.text
    assert "<" not in translation.text
    alignment = translation.segments[0].alignment
    assert alignment
    assert any(translation.segments[0].source[s.start : s.end] == "comit&eacute;" for s, _ in alignment)

"""Texts garbled by a wrong encoding or written in an old one."""

import subprocess
import sys

import pytest
from ftfy.badness import BADNESS_RE, MOJIBAKE_CATEGORIES, is_bad
from hypothesis import given
from hypothesis import strategies as st

from passerelle.article import read, reader
from passerelle.article.letters import find_repair, is_garbled
from passerelle.article.reader import in_language
from passerelle.languages.legacy import LEGACY_ENCODINGS

TCVN3 = "Thµnh phè §µ N½ng khëi c«ng cÇu míi trong th¸ng t¸m."
VNI = "Thaønh phoá Ñaø Naüng khôûi coâng caàu môùi trong thaùng taùm."
VISCII = b"Th\xe0nh ph\xaf \xd0\xe0 N\xc7ng kh\xb7i c\xf4ng c\xa5u m\xbei trong th\xe1ng t\xe1m."
VIQR = "Tha`nh pho^' DDa` Na(~ng kho+?i co^ng ca^`u mo+'i trong tha'ng ta'm."
UNICODE = "Thành phố Đà Nẵng khởi công cầu mới trong tháng tám."


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("TCVN3", TCVN3.encode("latin-1")),
        ("VNI", VNI.encode("cp1252")),
        ("VISCII", VISCII),
        ("VIQR", VIQR.encode("ascii")),
    ],
)
def test_old_vietnamese_encodings_are_converted(name: str, data: bytes) -> None:
    article = read(data, name="a.txt")
    assert article.text == UNICODE
    assert article.language == "vi"
    assert article.notices == (f"The text was in {name}, an old encoding, and has been converted.",)


@pytest.mark.parametrize(
    ("name", "line"), [("TCVN3", TCVN3), ("VNI", VNI), ("VISCII", VISCII.decode("latin-1"))]
)
@pytest.mark.parametrize(
    "around",
    [
        "À l'aéroport, un théâtre aérien a été créé ; l'été dernier, la société a été condamnée à Orléans.",
        "Toàn bộ công trình được bàn giao; khoá học mới bắt đầu hoà nhịp với các trường trong tỉnh.",
    ],
)
def test_one_paragraph_in_an_old_encoding_is_converted_and_the_others_are_not(
    name: str, line: str, around: str
) -> None:
    for count in (1, 5):  # a part of the text, and most of it
        lines, right = "\n\n".join([line] * count), "\n\n".join([UNICODE] * count)
        article = read(f"{around}\n\n{lines}\n\n{around}")
        assert article.text == f"{around}\n\n{right}\n\n{around}"
    assert f"was in {name}, an old encoding" in article.notices[0]


@pytest.mark.parametrize("text", [TCVN3, VNI, VISCII.decode("latin-1")])
def test_pasted_text_is_converted_too(text: str) -> None:
    assert read(text).text == UNICODE


def test_a_page_and_its_title_are_converted() -> None:
    paragraphs = "".join(f"<p>{TCVN3} {TCVN3} {number}.</p>" for number in range(5))
    page = f"<html><body><article><h1>{TCVN3[:20]}</h1>{paragraphs}</article></body></html>"
    article = read(page.encode("latin-1"), name="a.html")
    assert UNICODE in article.text
    assert "µ" not in article.text


@pytest.mark.parametrize("form", ["\xad", "&shy;", "&#173;"])
def test_a_page_keeps_soft_hyphens_that_are_letters(form: str) -> None:
    line = f"Ng\xadêi d©n ®\xadîc mêi, n\xadíc s«ng d©ng cao ngµy mai. {TCVN3}".replace("\xad", form)
    paragraphs = "".join(f"<p>{line} {number}.</p>" for number in range(4))
    page = (
        f"<html><head><title>N\xadíc s«ng</title></head><body><article>{paragraphs}</article></body></html>"
    )
    article = read(page.encode("latin-1"), name="a.html")
    assert "Người dân được mời, nước sông dâng cao ngày mai." in article.text
    assert article.notices == ("The text was in TCVN3, an old encoding, and has been converted.",)


def test_tcvn3_words_in_capitals_are_converted_to_capitals() -> None:
    assert (
        LEGACY_ENCODINGS["TCVN3"].convert("TæNG C¤NG TY vµ §¶ng L¹ng S¬n") == "TỔNG CÔNG TY và Đảng Lạng Sơn"
    )


def test_soft_hyphens_and_minus_signs_can_be_letters() -> None:
    text = "Thñ t−íng ®−îc mêi, n\xadíc s«ng d©ng cao ngµy mai"
    assert read(text).text == "Thủ tướng được mời, nước sông dâng cao ngày mai"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (
            "Le maire a refusÃ© la mÃ©diathÃ¨que, trop chÃ¨re.",
            "Le maire a refusé la médiathèque, trop chère.",
        ),
        ("Lâ€™Ã©cole coÃ»te 12Â\xa0â‚¬ par Ã©lÃ¨ve.", "L’école coûte 12\xa0€ par élève."),
        ("Le maire d\x92Alès n\x92a pas de c\x9cur.", "Le maire d’Alès n’a pas de cœur."),
        ("ThÃ nh phá»‘ Háº£i PhÃ²ng cÃ´ng bá»‘.", "Thành phố Hải Phòng công bố."),
        (
            "Le maire a refus├® la m├®diath├¿que, tr├¿s ch├¿re.",
            "Le maire a refusé la médiathèque, très chère.",
        ),
        (UNICODE.encode().decode("latin-1"), UNICODE),
        (UNICODE.encode().decode("latin-1").encode().decode("latin-1"), UNICODE),
    ],
)
def test_garbled_utf8_is_repaired(text: str, right: str) -> None:
    article = read(text)
    assert article.text == right
    assert "“Ã©” for “é”" in article.notices[0]


def test_the_ligature_of_latin_9_is_read() -> None:
    data = "Le chœur a coûté 12 € à l'Œuvre, dit la maire.".encode("iso8859-15")
    article = read(data, name="a.txt")
    assert (article.text, article.encoding, article.notices) == (
        "Le chœur a coûté 12 € à l'Œuvre, dit la maire.",
        "iso8859-15",
        (),
    )
    pasted = read("Le ch½ur a coûté 12 ¤ à l'¼uvre, dit la maire.")
    assert pasted.text == article.text
    assert len(pasted.notices) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Ajoutez ½ litre de lait et 1½ cuillère, soit ¼ du total.",
        "L'œuvre d'Ångström est à Malmö, près d'Århus : naïveté, ambiguë, où ça ?",
        "Thành phố Hải Phòng công bố kế hoạch xây cầu mới.",
        "Ðà Nẵng chi 3.200 tỷ ðồng.",
        "Der Bürgermeister von Köln hat die Straße für Fußgänger geöffnet.",
        "El año pasado, la niña comió piñas en São Paulo com pão.",
        "Il a payé 3 livresé€« neuves ».",
        "Ô rage ! Le naïf maçon gère à Nîmes.",
    ],
)
def test_correct_text_is_unchanged(text: str) -> None:
    assert find_repair(text) is None
    assert read(text).text == text


@pytest.mark.parametrize("language", [None, "vi"])
def test_vietnamese_without_diacritics_has_a_notice(language: str | None) -> None:
    text = "Thanh pho Da Nang khoi cong cau moi trong thang tam. Du an do nha nuoc va doanh nghiep gop von."
    article = read(text, language=language)
    assert article.language == "vi"
    assert article.notices == (
        "The text is Vietnamese without diacritics, which the models cannot read; give it with diacritics.",
    )


@pytest.mark.parametrize(
    "text",
    [
        UNICODE,
        "Le maire a dit mardi que la ville a un nouveau pont sur la Seine, pour dix millions.",
        "Le maire de Da Nang, Nguyen Van Hung, a dit que le pont ouvrira en mai pour tous.",
        "The mayor said on Monday that the city can do more than that for the people in the long run.",
        "Da Nang, Hai Phong, Can Tho, Hue",
    ],
)
def test_other_texts_have_no_notice(text: str) -> None:
    assert read(text).notices == ()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Le mаire а rеfusé lа médiаthèque.", "Le maire a refusé la médiathèque."),
        ("Thành рhố Hải Рhòng хây cầu.", "Thành phố Hải Phòng xây cầu."),
    ],
)
def test_letters_of_other_scripts_in_latin_words_are_replaced(text: str, right: str) -> None:
    article = read(text)
    assert article.text == right
    assert "Cyrillic letters that look like Latin ones" in article.notices[0]


@pytest.mark.parametrize(
    "text", ["Le journal « Правда » et « ТАСС » l'ont dit.", "Une particule α, 5 µm et la Région Ω."]
)
def test_words_in_other_scripts_are_unchanged(text: str) -> None:
    assert find_repair(text) is None


# Every character that ftfy's pattern names, and some that it does not.
_NAMED = sorted(
    {c for c in BADNESS_RE.pattern + "".join(MOJIBAKE_CATEGORIES.values()) if not c.isascii()}
    | set("aZ \n.1'°éèàçêÉÀ«»“”’…–\u00a0đĐơưăớựỨŒœÂÃß")
    | {"\x80", "\x9f"}
)


def test_every_sequence_that_ftfy_finds_bad_is_found() -> None:
    pairs = (f"a{a}{b}a" for a in _NAMED for b in _NAMED)
    assert [pair for pair in pairs if is_bad(pair) and not is_garbled(pair)] == []


@given(st.text(st.sampled_from(_NAMED), max_size=7))
def test_longer_sequences_that_ftfy_finds_bad_are_found(text: str) -> None:
    assert is_garbled(text) == is_bad(text)


def test_ordinary_text_is_read_without_ftfy() -> None:
    text = (
        "L’État a « créé » — à l’été… — 5 000 € d’œuvres ; « Où ? », dit-il. "
        "Người dân thành phố Đà Nẵng được nước bạn giúp đỡ, “ông nói”."
    )
    code = f"import sys; from passerelle.article.letters import find_repair; print(find_repair({text!r}))"
    code += "; print('ftfy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["None", "False"]


@pytest.mark.parametrize(
    "text",
    [
        "Le maire a refus=C3=A9 la m=C3=A9diath=C3=A8que, tr=C3=A8s ch=C3=A8re.",
        "Le maire a refus=E9 la m=E9diath=E8que, tr=E8s =\nch=E8re.",
        "Le maire a refus\\u00e9 la m\\u00e9diath\\u00e8que, tr\\u00e8s ch\\u00e8re.",
    ],
)
def test_letters_written_as_codes_are_decoded(text: str) -> None:
    article = read(text, language="fr")
    assert article.text == "Le maire a refusé la médiathèque, très chère."
    assert "written as codes" in article.notices[0]


def test_an_address_with_codes_is_kept() -> None:
    text = "Le plan est sur https://brest.example/a?b=C3&c=A9&d=E8 depuis hier."
    assert read(text, language="fr").text == text


@pytest.mark.parametrize("mark", ["?", "\ufffd"])
def test_lost_letters_have_a_notice(mark: str) -> None:
    text = f"Le maire a refus{mark} la m{mark}diath{mark}que, tr{mark}s ch{mark}re pour la ville."
    article = read(text, language="fr")
    assert article.text == text
    assert "letters of the text were lost" in article.notices[0]


def test_one_lost_letter_is_not_called_several() -> None:
    article = read("Le maire a refus\ufffd la nouvelle piscine.", language="fr")
    assert article.notices[0].startswith("A letter of the text was lost before it was saved")


@pytest.mark.parametrize("text", ["Quoi?Non!", "Pourquoi ? Le maire se tait.", "Voir /page?id=3&a?b ici."])
def test_questions_are_not_taken_for_lost_letters(text: str) -> None:
    assert find_repair(text) is None


def test_a_text_in_another_language_than_the_one_chosen_has_a_notice() -> None:
    french = "Le ministre est arrivé à Berlin mardi, où il doit rencontrer la chancelière et les députés."
    english = "The mayor of Paris said on Tuesday that the quays would be closed to all cars until autumn."
    said = "The text looks like {}, but was read as {}, as chosen; if that is wrong, choose another language"
    for text, chosen, names in (
        (french, "vi", ("French", "Vietnamese")),
        (english, "fr", ("English", "French")),
        (
            "Thu tuong da den Ha Noi vao thu ba de du hop quoc hoi, va noi ve cac bien phap cua chinh phu",
            "fr",
            ("Vietnamese", "French"),
        ),
    ):
        article = read(text, language=chosen)
        assert article.language == chosen
        [notice] = article.notices
        assert notice.startswith(said.format(*names))
        assert in_language(article, None).notices != article.notices  # it goes when the choice does
    wrong = read(french, language="vi")
    assert in_language(wrong, "vi") == wrong
    assert in_language(wrong, None) == in_language(wrong, "fr") == read(french)
    assert in_language(read(french), "vi") == wrong
    # Too short, or names alone; or a language that cannot be identified.
    for text, chosen in (
        ("Il pleut.", "vi"),
        ("Jean Dupont, Marie Curie, Hà Nội, Paris, Lyon", "fr"),
        (french, "co"),
    ):
        assert read(text, language=chosen).notices == ()


def test_french_without_accents_has_a_notice() -> None:
    text = "Le maire a ete elu apres le debat, ou l'ecole a ete fermee. La societe a deja ete condamnee."
    assert read(text, language="fr").notices == (
        "The text is French without accents, and the models may misread words that need them; "
        "give it with accents.",
    )
    assert read("Le maire a dit mardi que la ville a un nouveau pont.", language="fr").notices == ()


def test_the_chosen_language_of_a_new_article_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    monkeypatch.setattr(reader, "_wrong_language", lambda _, language, __: checked.append(language))
    assert read("Le maire a dit non. Il le répète.", language="fr").language == "fr"
    assert checked == ["fr"]

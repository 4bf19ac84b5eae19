"""Reading plain text: blocks, the address of the original, limits."""

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from passerelle.article import Article, read
from passerelle.article.passages import BLANK, MAX_CHARACTERS, MAX_PASSAGES
from passerelle.article.reader import MAX_FILE_BYTES
from passerelle.article.rules import is_boilerplate, is_caption
from passerelle.article.sources import plausible_url, source_line
from passerelle.article.webpage import is_page
from passerelle.errors import ArticleError

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.fr.txt"))

LEAD = "Le gouvernement a présenté mardi un plan de soutien aux pêcheurs de la côte, jugé trop timide."
BODY = "Les syndicats, reçus dans l'après-midi, demandent un calendrier plus précis et des aides directes."


def kinds(article: Article) -> list[str]:
    return [block.kind for block in article.blocks]


def texts(article: Article, kind: str) -> list[str]:
    return [article.block_text(block) for block in article.blocks if block.kind == kind]


def assert_covered(article: Article) -> None:
    """Check that blocks are ordered and not empty, and that only white space and borders lie outside them."""
    position = 0
    for block in article.blocks:
        assert position <= block.start < block.end <= len(article.text)
        assert not article.text[position : block.start].strip(BLANK + "|")
        assert article.block_text(block).strip(BLANK) == article.block_text(block)
        position = block.end
    assert not article.text[position:].strip(BLANK + "|")


def refusal(source: Path | str | bytes, name: str | None = None, language: str | None = "fr") -> str:
    with pytest.raises(ArticleError) as caught:
        read(source, name=name, language=language)
    message = str(caught.value)
    assert message.isprintable()
    assert message.endswith(".")
    assert ";" in message, "must say what is wrong, then what to do"
    return message


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_a_translated_article_is_divided_into_blocks(path: Path) -> None:
    article = read(path)
    found = kinds(article)
    assert found[:3] == ["paragraph", "caption", "paragraph"]
    assert found[-2:] == ["link", "boilerplate"]
    assert set(found[3:-2]) == {"paragraph"}
    assert texts(article, "link") == [f"Source : {article.source_url}"]
    assert texts(article, "boilerplate") == ["Comment (0)"]
    assert (article.language, article.name, article.title) == ("fr", path.name, None)
    assert article.text.encode(article.encoding) == path.read_bytes()
    assert_covered(article)


def test_importing_loads_no_parser() -> None:
    heavy = ["trafilatura", "pdfplumber", "docx", "markdown_it", "py3langid", "numpy", "charset_normalizer"]
    code = f"import sys, passerelle.article; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "[]"


TITLES = {
    "headline, blank line": (f"Un plan pour les pêcheurs\n\n{LEAD}\n\n{BODY}", "Un plan pour les pêcheurs"),
    "headline, no blank line": (f"Un plan pour les pêcheurs\n{LEAD}\n{BODY}", "Un plan pour les pêcheurs"),
    "question": (f"Faut-il aider les pêcheurs ?\n{LEAD}", "Faut-il aider les pêcheurs ?"),
    "after a share bar": (f"Partager\nUn plan pour les pêcheurs\n{LEAD}", "Un plan pour les pêcheurs"),
    "after a byte order mark": (f"\ufeffUn plan pour les pêcheurs\n{LEAD}", "Un plan pour les pêcheurs"),
    "Vietnamese": (
        "Chính phủ công bố gói hỗ trợ ngư dân\n"
        "Chính phủ hôm thứ Ba đã công bố kế hoạch hỗ trợ ngư dân ven biển, bị cho là quá dè dặt.",
        "Chính phủ công bố gói hỗ trợ ngư dân",
    ),
    "before a date": (
        f"Un plan pour les pêcheurs\nPublié le 12 mars 2025 à 10h12\n\n{LEAD}",
        "Un plan pour les pêcheurs",
    ),
    "before a byline": (f"Un plan pour les pêcheurs\nPar Jean Dupont\n{LEAD}", "Un plan pour les pêcheurs"),
    "after a section": (f"INTERNATIONAL\nUn plan pour les pêcheurs\n{LEAD}", "Un plan pour les pêcheurs"),
    "with a title in it": (f"Vietnam : M. To Lam en visite\n{LEAD}", "Vietnam : M. To Lam en visite"),
    "a number at the start": (
        "12 morts dans un naufrage\nDouze pêcheurs sont morts mardi dans un naufrage, a dit la préfecture.",
        "12 morts dans un naufrage",
    ),
    "like a caption": (
        "Photo : l'exposition de l'été\nL'exposition de l'été ouvre mardi à Arles. Elle montre 300 images.",
        "Photo : l'exposition de l'été",
    ),
    "like a source": (
        "Source : le Rhône se vide\nLe Rhône se vide, selon un rapport publié mardi. Il a baissé de 12 cm.",
        "Source : le Rhône se vide",
    ),
    "a byline with a name in the lead": (
        "Par Jean Petit\nLe maire, Jean Petit, a été élu mardi par 12 voix. Il succède à Anne Riou.",
        None,
    ),
    "a lead is none": (f"{LEAD}\n{BODY}", None),
    "a short sentence is none": (f"Le plan est prêt.\n\n{LEAD}", None),
    "a quotation is none": (f"« Le plan est prêt. »\n{LEAD}", None),
    "a line alone is none": ("Un plan pour les pêcheurs", None),
    "a date is none": (f"Publié le 25 octobre 2024\n{LEAD}", None),
    "a list is none": ("Pommes\nPoires de saison\nRaisins", None),
}


@pytest.mark.parametrize(("text", "title"), TITLES.values(), ids=TITLES)
def test_the_title_is_found(text: str, title: str | None) -> None:
    article = read(text, language="fr")
    assert article.title == title
    assert_covered(article)


WRAPPED = """Un plan pour les pêcheurs de la côte

Le gouvernement a présenté mardi un plan de soutien aux pêcheurs de
la côte, jugé trop timide. Les syndicats demandent des aides
directes.

Un deuxième paragraphe, lui aussi réparti sur plusieurs lignes du
fichier, finit ainsi.
Source : https://www.example.com/une/adresse/tres/longue/qui/depasse/les/quatre-vingts/colonnes.html
Comment (0)
"""


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    article = read(WRAPPED, language="fr")
    assert kinds(article) == ["title", "paragraph", "paragraph", "link", "boilerplate"]
    assert texts(article, "paragraph")[0].endswith("aides\ndirectes.")
    assert_covered(article)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"{LEAD}\n{BODY}", 2),
        (f"{LEAD}\n\n{BODY}\n{LEAD}", 3),
        ("Un premier fait.\nUn second fait.\nUn troisième fait.", 3),
        ("Il faut :\n- du pain\n- du vin\n- des fruits", 4),
        (f"{LEAD}\r\n{BODY}\r{LEAD}\u2028{BODY}", 4),
        ("Le vent\nse lève", 2),
        ("Pommes\nPoires\nRaisins", 3),
    ],
)
def test_lines_are_paragraphs(text: str, count: int) -> None:
    article = read(text, language="fr")
    assert kinds(article) == ["paragraph"] * count
    assert article.text == text
    assert_covered(article)


CAPTIONS = [
    "Image de soldats à l'exercice. (Source : Japan Times) |",
    "Un navire câblier au large. (Source : Horizon Images)",
    "Un navire câblier au large |",
    "Photo : AFP",
    "Photo: VNA",
    "Crédit photo : Marie Exemple",
    "© Agence Exemple",
    "Ảnh: TTXVN",
    "(Nguồn: Reuters)",
    "Thủ tướng phát biểu tại hội nghị. Ảnh: VGP",
    "Quang cảnh hội nghị. (Ảnh: TTXVN)",
    "Quang cảnh hội nghị. Ảnh: Đức Mẫu.",
    "Le port de Da Nang, en mai. - Photo : Horizon Images",
    "Le port de Da Nang (photo d'illustration)",
    "Ảnh minh họa",
    "Em bé trước giờ phẫu thuật (Ảnh do gia đình cung cấp)",
    "Le port de Marseille (photographie : Jean Martin)",
]
NO_CAPTIONS = [
    LEAD,
    "Le photographe a publié une photo : elle montre deux enfants.",
    "Le PIB a augmenté de 2 % (source : Institut de la statistique).",
    "Il a publié sa photo. Elle a fait le tour du monde.",
    "Un. Deux. Trois phrases entières. (Source : Institut)",
    "L'image du pays s'améliore, selon le ministre.",
    "Bức ảnh được chụp tại Cần Thơ.",
    "Bắt ba bị can (hình sự)",
    "Lúa chết hàng loạt (ảnh hưởng của bão số 3)",
    "Trois ans ferme pour l'auteur (photographe amateur)",
    f"{LEAD} {BODY} {LEAD} {BODY} (Photo : AFP)",
]


@pytest.mark.parametrize("line", CAPTIONS)
def test_captions_are_recognized(line: str) -> None:
    assert is_caption(line)
    assert kinds(read(f"{LEAD}\n{line}\n{BODY}", language="fr")) == ["paragraph", "caption", "paragraph"]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Image de soldats. (Source : Japan Times) |", "Image de soldats. (Source : Japan Times)"),
        ("Un navire câblier au large\xa0|", "Un navire câblier au large"),
        ("Paris | Lyon |", "Paris | Lyon |"),
        ("| Paris |", "| Paris |"),
        ("|", "|"),
    ],
)
def test_the_border_of_a_cell_is_not_part_of_a_caption(line: str, shown: str) -> None:
    article = read(f"{LEAD}\n{line}\n{BODY}", language="fr")
    assert [article.block_text(block) for block in article.blocks] == [LEAD, shown, BODY]
    assert line in article.text
    assert_covered(article)


@pytest.mark.parametrize("line", NO_CAPTIONS)
def test_other_lines_are_not_captions(line: str) -> None:
    assert not is_caption(line)


U = "https://www.example.com/a/b-1.html"
SOURCES = [
    (f"Source : {U}", U),
    (f"Source: {U}.", U),
    (f"Source\xa0: {U}", U),
    (f"SOURCE : <{U}>", U),
    (f"Sources : Journal Exemple, {U}", U),
    (f"Nguồn: {U}", U),
    (f"Nguo\u0302\u0300n: {U}", U),
    (f"Theo {U}", U),
    (f"Theo Báo Mẫu ({U})", U),
    (f"(Theo Báo Mẫu, {U})".replace(",", " -"), U),
    (f"Lien : {U}", U),
    (f"Lire l'article original : {U}", U),
    (f"D’après Journal Exemple ({U})", U),
    (U, U),
    (f"({U})", U),
    (f"[Journal Exemple]({U})", U),
    (f"- Source : [Journal Exemple]({U})", U),
    (f"**Source :** [Journal Exemple]({U})", U),
    ("Source : https://fr.example.org/wiki/Navire_(marine)", "https://fr.example.org/wiki/Navire_(marine)"),
    ("Source : http://báo.example.vn/x?a=1&b=%20#c", "http://báo.example.vn/x?a=1&b=%20#c"),
    (f"Source originale : {U}", U),
    (f"Source de l'article : {U}", U),
    (f"Source (vietnamien) : {U}", U),
    (f"Source VnExpress : {U}", U),
    (f"Lire l'article original sur VnExpress : {U}", U),
    (f"Lien vers l'article original : {U}", U),
    (f"Article original en vietnamien : {U}", U),
    (f"Texte original : {U}", U),
    (f"Article d'origine : {U}", U),
    (f"Publié initialement sur {U}", U),
    (f"Traduit du vietnamien par An Nguyen. Source : {U}", U),
    (f"Source : {U} (en vietnamien)", U),
    (f"Source : {U.removeprefix('https://')}", U),
    ("Source : vnexpress.net", None),
    ("Source : Agence Exemple", None),
    ("Theo TTXVN", None),
    ("(Theo Đài Truyền hình Mẫu)", None),
]
NO_SOURCES = [
    f"Le rapport, publié sur {U}, décrit la situation.",
    f"Le rapport complet se trouve à l'adresse {U}",
    f"Selon le ministère, la source est {U}.",
    f"Source d'inquiétude pour les riverains, le barrage de {U}",
    "Source : le ministère a publié ses chiffres. Ils sont bons.",
    "Source : ftp://files.example.com/a",
    "Source : http://localhost/a",
    "Source : http://user:secret@www.example.com/",
    f"Adresse du musée : {U}",
    f"Sources diplomatiques {U}",
    "Theo kế hoạch, hội nghị sẽ diễn ra vào tháng 11.",
    f"Theo kế hoạch, hội nghị được giới thiệu tại {U}",
    LEAD,
]


@pytest.mark.parametrize(("line", "url"), SOURCES)
def test_a_source_line_is_a_link_to_the_original(line: str, url: str | None) -> None:
    article = read(f"{LEAD}\n{BODY}\n{line}\nComment (0)", language="fr")
    assert kinds(article) == ["paragraph", "paragraph", "link", "boilerplate"]
    assert article.source_url == url


@pytest.mark.parametrize("line", NO_SOURCES)
def test_other_lines_do_not_name_a_source(line: str) -> None:
    assert source_line(line) is None
    assert read(f"{LEAD}\n{line}", language="fr").source_url is None


@pytest.mark.parametrize(
    ("lines", "url"),
    [
        ([LEAD, f"Source : {U}", "https://other.example.com/"], U),
        ([LEAD, "Lien : https://other.example.com/", f"Source : {U}", "Lien : https://last.example.com"], U),
        ([LEAD, f"Source : {U}", "URL : https://other.example.com/"], U),
        ([LEAD, "Source : https://first.example.com/", BODY, f"Source : {U}"], U),
        ([LEAD, "https://embedded.example.com/video", BODY], None),
        ([LEAD, "https://embedded.example.com/video", BODY, U], U),
    ],
)
def test_the_original_is_chosen_among_several_addresses(lines: list[str], url: str | None) -> None:
    assert read("\n".join(lines), language="fr").source_url == url


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://example.com", "https://example.com"),
        ("https://example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com/a).", "https://example.com/a"),
        ("https://example.com/a…", "https://example.com/a"),
        ("https://example.com:99999/", None),
        ("https://example", None),
        ("https://10.0.0.1/", None),
        ("https://[::1]/", None),
        ("https://[bad/", None),
        ("https://-example.com/", None),
        ("https://example.c0m1/", None),
        ("javascript:alert(1)", None),
        ("https://example.com\\@evil.example/", None),
        ("https://example.com/\u202egpj.exe", None),
        ("https://example.com/" + "a" * 3000, None),
    ],
)
def test_implausible_addresses_are_dropped(address: str, url: str | None) -> None:
    assert plausible_url(address) == url


BOILERPLATE = [
    "Comment (0)",
    "Comments",
    "Commentaires (3)",
    "0 commentaire",
    "Bình luận",
    "Bình luận (12)",
    unicodedata.normalize("NFD", "Bình luận"),
    "Partager",
    "Share",
    "Chia sẻ",
    "Facebook Twitter Zalo",
    "Partager sur Facebook | Twitter | LinkedIn",
    "Copier le lien",
    "In bài viết",
    "Lire aussi : Le plan de relance, point par point",
    "À lire aussi",
    "Xem thêm: Giá gạo tăng nhẹ",
    "Xem thêm >>",
    "Tin liên quan",
    "Từ khóa: Mê Công, hạn hán",
    "Abonnez-vous à notre newsletter pour ne rien manquer",
    "Abonnez-vous !",
    "Inscrivez-vous à notre lettre d'information",
    "Suivez-nous sur Facebook",
    "Theo dõi chúng tôi trên Facebook và Zalo",
    "© 2024 Journal Exemple",
    "Journal Exemple. Tous droits réservés",
    "Publicité",
    "* * *",
    "-----",
    "Soyez le premier à commenter",
    "Lire aussi | Inondations : le bilan s'alourdit",
    "À LIRE AUSSI - Le typhon approche",
    "À lire aussi Le typhon approche des côtes",
    "Lire aussi notre analyse : le typhon",
    "À lire : notre dossier",
    "Article réservé aux abonnés",
    "(c) AFP 2024",
]
NO_BOILERPLATE = [
    "Partager les richesses est difficile, a dit M. X.",
    "Partager l'article 5 de la loi en deux, voilà l'idée.",
    "Facebook a annoncé mardi un partenariat avec Twitter.",
    "Commentaires acerbes et sourires crispés ont marqué la soirée.",
    "12 partages ont été proposés aux héritiers.",
    "Abonnez-vous aux idées nouvelles, a lancé le ministre.",
    "« Abonnez-vous à notre newsletter », répète le site.",
    "Inscrivez-vous sur les listes électorales avant le 4 mars, rappelle la mairie.",
    "Lire aussi bien que parler : tel est le but du programme.",
    "À lire aussi les œuvres de Sartre, selon la ministre.",
    "© 2026 est la mention que porte chaque page du manuscrit, selon l'expert.",
    "Voir aussi peu de monde dans les rues inquiète les commerçants.",
    "Publicité mensongère : trois sociétés ont été condamnées.",
    "Chia sẻ dữ liệu nước là điều cần thiết, ông Lâm nói.",
    "Bình luận về sự việc, ông Lâm cho rằng cần hành động.",
    "Xem thêm một bộ phim là điều ông mong muốn.",
    "2024",
    "(c) le taux sera porté à 12 % d'ici à 2030 ;",
    "Theo dõi tài khoản Facebook của nghi phạm, cảnh sát phát hiện nhiều bài đăng kích động.",
    "Đăng ký kênh YouTube sẽ là bắt buộc từ năm 2026.",
    LEAD,
]


@pytest.mark.parametrize("line", BOILERPLATE)
def test_boilerplate_is_recognized(line: str) -> None:
    assert is_boilerplate(line)
    assert kinds(read(f"{LEAD}\n{line}\n{BODY}", language="fr")) == ["paragraph", "boilerplate", "paragraph"]


@pytest.mark.parametrize("line", NO_BOILERPLATE)
def test_other_lines_are_not_boilerplate(line: str) -> None:
    assert not is_boilerplate(line)


@pytest.mark.slow
@given(st.text(max_size=300))
def test_any_text_is_kept_and_covered_by_blocks(text: str) -> None:
    # Two words, since a single one may be a file name.
    article = read(f"a b{text}", language="fr")
    assert_covered(article)
    if article.notices:
        return  # It looked like garbled text and was repaired.
    assert article.text == f"a b{text}".replace("\0", "\ufffd")
    assert article.text.encode(article.encoding)


CODECS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "cp1258"]
WORDS = st.sampled_from([LEAD, BODY, "é", "à", "« œuvre »", "€", "\n", "\r\n", "\r", "\t", "\xa0", "ờ", "a"])


@given(st.lists(WORDS, min_size=1, max_size=12).map("".join), st.sampled_from(CODECS))
def test_a_text_file_round_trips_byte_for_byte(text: str, codec: str) -> None:
    data = f"L'été. {text}".encode(codec, "ignore")
    article = read(data, language="fr", name="article.txt")
    assert article.text.encode(article.encoding) == data
    assert_covered(article)


@given(st.binary(max_size=400))
@example(b"<html\x000")  # looks like a page, but is not
@example(b"<html>a")
def test_any_bytes_round_trip_or_are_refused(data: bytes) -> None:
    try:
        article = read(data, language="fr", name="article.txt")
    except ArticleError:
        return
    exact = not article.notices and "\ufffd" not in article.text and not is_page(data.decode("latin-1"))
    assert not exact or article.text.encode(article.encoding) == data


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_a_broken_byte_damages_no_other_character(name: str) -> None:
    french = f"{LEAD} « C’est l’été à Hanoï », dit-il. {BODY}"
    text = f'<!doctype html><meta charset="utf-8"><p>{french}</p>' if name.endswith("html") else french
    broken = text.encode().replace("’".encode(), b"\x92", 1)
    assert french.replace("’", "\ufffd", 1) in read(broken, language="fr", name=name).text
    cut = f"{french}é".encode()[:-1]
    assert read(cut, language="fr", name="a.txt").text == f"{french}\ufffd"


def to_cp1258(text: str) -> bytes:
    """Encode Vietnamese as Windows does, with most tone marks after their letter."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    data = b""
    for character in text:
        decomposed = unicodedata.normalize("NFD", character)
        letter = unicodedata.normalize("NFC", decomposed.translate(dict.fromkeys(map(ord, tones))))
        data += letter.encode("cp1258") + "".join(c for c in decomposed if c in tones).encode("cp1258")
    return data


@pytest.mark.parametrize("codec", ["cp1252", "mac_roman", "cp850"])
def test_old_french_encodings_are_distinguished(codec: str) -> None:
    text = "Le conseil a adopté hier le plan à Brest, où l'élève a été fêté. C'est déjà Noël."
    article = read(text.encode(codec), name="a.txt")
    assert (article.text, article.encoding) == (text, codec)


def test_legacy_encodings_are_recognized() -> None:
    french = f"{LEAD}\n« C'est l'été », dit-il… 5 €"
    assert read(french.encode("cp1252")).text == french
    vietnamese = "Bốn nước hạ lưu sông Mê Công đã nhất trí chia sẻ số liệu nước hằng ngày."
    article = read(to_cp1258(vietnamese))
    assert (article.encoding, article.language) == ("cp1258", "vi")
    assert read(french.encode("utf-16-be"), name="a.txt").text == french
    assert read(b"\xfe\xff" + french.encode("utf-16-be")).text.lstrip("\ufeff") == french


def test_surrogates_and_nul_cannot_reach_an_export() -> None:
    article = read(f"{LEAD} \ud83d\ude00 \ud800 \0 fin", language="fr")
    assert article.text == f"{LEAD} 😀 \ufffd \ufffd fin"


def test_the_language_is_given_or_identified() -> None:
    assert read(LEAD, language="fr-FR").language == "fr"
    assert (
        read("The minister said on Tuesday that the fishermen would be paid within a month.").language == "en"
    )
    assert read(LEAD).language == "fr"
    german = "Die Bundesregierung hat am Dienstag einen Plan vorgestellt, der den Fischern helfen soll."
    assert read(german).language == "de"
    assert read(german, language="fr").language == "fr"
    assert "language code" in refusal(LEAD, language="français!\n")


def test_names_are_cleaned_and_shortened() -> None:
    assert read(LEAD, language="fr").name is None
    assert read(LEAD, language="fr", name="  Dépêche\n\x1b[31m du\u202e jour ").name == "Dépêche [31m du jour"
    name = read(LEAD, language="fr", name="x" * 10_000 + ".txt").name
    assert name is not None
    assert len(name) <= 120
    assert name.endswith(".txt")


REFUSED: dict[str, tuple[str | bytes, str]] = {
    "no text": ("", "is empty"),
    "white space": (" \n\t ", "is empty"),
    "no bytes": (b"", "is empty"),
    "no letters": ("12 345\n67 %", "no letters"),
    "a mark alone": (b"\xef\xbb\xbf", "no letters"),
    "furniture alone": ("Source : https://www.example.com/\nComment (0)", "no paragraph"),
    "too long a text": ("a" * (MAX_CHARACTERS + 1), "1,000,000 characters"),
    "too long in a file": (b"a" * (MAX_CHARACTERS + 1), "1,000,000 characters"),
    "too many lines": ("a\n" * (MAX_PASSAGES + 1), "50,000 paragraphs"),
    "too many lines in a file": (b"a\n" * (MAX_FILE_BYTES // 2), "1,000,000 characters"),
    "too large": (b"a" * (MAX_FILE_BYTES + 1), "larger than 20 MB"),
    "NUL": (b"Bonjour\0\0\0 tout le monde", "is not text"),
    "noise": (bytes(range(256)) * 4, "is not text"),
    "controls": (b"Bonjour \x01\x02\x03\x04 le monde", "is not text"),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (PNG)"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture (JPEG)"),
    "gzip": (b"\x1f\x8b\x08\0abc", "gzip"),
    "RTF": (rb"{\rtf1\ansi Bonjour}", "RTF"),
}


@pytest.mark.parametrize(("source", "reason"), REFUSED.values(), ids=REFUSED)
def test_unusable_sources_are_refused_with_a_reason(source: str | bytes, reason: str) -> None:
    assert reason in refusal(source)
    named = refusal(source, name="une\ndépêche\x07.txt")
    assert reason in named
    assert named.startswith("une dépêche .txt ")


def test_paths_that_are_not_articles_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "absent.txt") == "absent.txt does not exist; check its path."
    assert "is a folder" in refusal(tmp_path)
    assert "cannot be opened" in refusal(tmp_path / "a\0b.txt")
    assert "cannot be opened" in refusal(tmp_path / ("a" * 300))
    (tmp_path / "file").write_text(LEAD)
    assert "cannot be opened" in refusal(tmp_path / "file" / "inside.txt")
    assert "device or a pipe" in refusal(Path(os.devnull))
    os.mkfifo(tmp_path / "pipe")
    assert "device or a pipe" in refusal(tmp_path / "pipe")
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    assert "larger than 20 MB" in refusal(large)


def test_a_file_without_read_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(LEAD)
    path.chmod(0)
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        assert "is not readable" in refusal(path)
    finally:
        os.seteuid(was)


@pytest.mark.parametrize("name", ["LICENSE", "a.b", "depeche", "mon article.txt"])
def test_a_text_never_opens_a_file(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(LEAD)
    assert read(name, language="fr").text == name
    assert refusal(str(tmp_path / name).replace(" ", "_")).startswith("“")


@pytest.mark.parametrize(
    "text",
    ["/etc/passwd", "../a.txt", "~/a", r"C:\a\b", "file:///etc/passwd", "article.txt", " x/dépêche.PDF\n"],
)
def test_a_file_name_given_as_text_is_refused(text: str) -> None:
    message = refusal(text)
    assert message.startswith(f"“{text.strip()}” is the name of a file")
    assert message.endswith(f'(in Python, pass Path("{text.strip()}")).')


@pytest.mark.parametrize("text", ["www.lemonde.fr/x.html", "lemonde.fr", "bao.example.org/a?b=1\n"])
def test_an_address_without_a_scheme_is_refused(text: str) -> None:
    address = text.strip()
    assert (
        refusal(text)
        == f"“{address}” is a web address without http:// or https://; give https://{address} instead."
    )


def test_a_web_address_given_as_text_is_refused() -> None:
    assert "fetch it with passerelle.fetch" in refusal("https://www.lemonde.fr/x.html")


@pytest.mark.parametrize(
    "text", ["Bonjour", "Bonjour.", "J.-C.", "3.5km", "oui/non", "article.txt est un fichier"]
)
def test_other_one_word_texts_are_read(text: str) -> None:
    assert read(text, language="fr").text == text


@pytest.mark.parametrize("source", [None, 3, ["Bonjour"], object()])
def test_a_source_of_a_wrong_type_is_refused(source: object) -> None:
    with pytest.raises(ArticleError, match=f"cannot be read from {type(source).__name__}; give its text"):
        read(source)  # type: ignore[arg-type]

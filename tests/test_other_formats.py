"""OpenDocument, EPUB, subtitles and e-mail."""

import io
import zipfile
from email.message import EmailMessage

import pytest

from passerelle.article import Article, formats, read
from passerelle.article.formats import EXTENSIONS, SUPPORTED
from passerelle.cli.translate import translate
from passerelle.errors import ArticleError

LEAD = "Le port de Lorient a rouvert mardi après deux semaines de grève, selon la capitainerie."
REST = "Les premiers navires sont entrés à l'aube, sous les applaudissements des dockers."
ODF = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)
STYLES = (
    '<style:style style:name="up"><style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="out"><style:text-properties style:text-line-through-style="solid"/>'
    "</style:style>"
    '<style:style style:name="gone"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="P1" style:parent-style-name="Title"/>'
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1"'
    ' style:num-suffix="."/></text:list-style>'
)


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "is_parsed_apart", lambda *_: False)


def blocks(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.block_text(block)) for block in article.blocks]


def archive(mimetype: str, parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("mimetype", mimetype)
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def odt(body: str, **parts: str) -> Article:
    content = (
        f"<office:document-content {ODF}><office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    data = archive("application/vnd.oasis.opendocument.text", {"content.xml": content, **parts})
    return read(data, name="a.odt", language="fr")


def p(text: str) -> str:
    return f"<text:p>{text}</text:p>"


class TestOpenDocument:
    def test_title_paragraphs_and_links(self) -> None:
        article = odt(
            f'<text:p text:style-name="P1">Lorient rouvre</text:p>{p(LEAD)}'
            + p('Source : <text:a xlink:href="https://example.com/port">le port</text:a>')
        )
        assert blocks(article) == [
            ("title", "Lorient rouvre"),
            ("paragraph", LEAD),
            ("link", "Source : le port"),
        ]
        assert article.source_url == "https://example.com/port"

    def test_a_first_heading_is_the_title(self) -> None:
        article = odt(f'<text:h text:outline-level="1">Lorient rouvre</text:h>{p(LEAD)}')
        assert article.title == "Lorient rouvre"

    def test_notes_follow_the_text(self) -> None:
        note = (
            "<text:note><text:note-citation>1</text:note-citation>"
            f"<text:note-body>{p('Par douze voix.')}</text:note-body></text:note>"
        )
        assert odt(p(f"{LEAD[:-1]}{note}.") + p(REST)).text.split("\n\n") == [LEAD, REST, "Par douze voix."]

    def test_struck_hidden_and_deleted_text_is_left_out(self) -> None:
        article = odt(
            f"<text:tracked-changes><text:changed-region>{p('Ancien.')}</text:changed-region>"
            "</text:tracked-changes>"
            + p(LEAD)
            + p(
                'Le quai coûte <text:span text:style-name="out">2</text:span> 3 millions'
                '<text:span text:style-name="gone"> secrets</text:span>.'
            )
        )
        assert article.text.split("\n\n") == [LEAD, "Le quai coûte 3 millions."]
        assert article.notices == ("Struck-through or hidden text has been left out.",)

    def test_superscripts_spaces_and_breaks_are_read(self) -> None:
        article = odt(
            p(LEAD)
            + p(
                'Il y a 10<text:span text:style-name="up">5</text:span><text:s/>caisses<text:tab/>ici'
                "<text:line-break/>et là-bas aussi."
            )
        )
        assert article.text.split("\n\n")[1:] == ["Il y a 10⁵ caisses ici", "et là-bas aussi."]

    def test_lists_and_tables(self) -> None:
        items = "".join(f"<text:list-item>{p(text)}</text:list-item>" for text in ("Un quai.", "Deux grues."))
        row = "<table:table-row>" + "<table:table-cell>%s</table:table-cell>" * 2 + "</table:table-row>"
        table = "".join(row % (p(a), p(b)) for a, b in (("Mois", "Navires"), ("Mai", "12")))
        article = odt(
            p(LEAD) + f'<text:list text:style-name="L1">{items}</text:list>'
            f"<text:list>{items}</text:list><table:table>{table}</table:table>"
        )
        assert article.text.split("\n\n")[1:] == [
            "1. Un quai.",
            "2. Deux grues.",
            "Un quai.",
            "Deux grues.",
            "Mois | Navires",
            "Mai | 12",
        ]

    def test_an_encrypted_document_is_refused(self) -> None:
        manifest = "<manifest><encryption-data/></manifest>"
        with pytest.raises(ArticleError, match="protected by a password"):
            odt(p(LEAD), **{"META-INF/manifest.xml": manifest})

    def test_a_document_of_too_many_paragraphs_is_refused(self) -> None:
        with pytest.raises(ArticleError, match="more than 50,000 paragraphs"):
            odt(p("a") * 50_001)


def epub(*chapters: str, metadata: str = "", **parts: str) -> Article:
    items = "".join(
        f'<item id="c{n}" href="c%20{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in range(len(chapters))
    )
    order = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f'{metadata}</metadata><manifest>{items}<item id="n" href="nav.xhtml" properties="nav"'
        ' media-type="application/xhtml+xml"/></manifest>'
        f'<spine><itemref idref="n"/>{order}</spine></package>'
    )
    content = {
        "META-INF/container.xml": '<container><rootfile full-path="o/p.opf"/></container>',
        "o/p.opf": package,
        "o/nav.xhtml": "<html><body><nav>Sommaire</nav></body></html>",
        **{
            f"o/c {n}.xhtml": f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{chapter}</body></html>'
            for n, chapter in enumerate(chapters)
        },
        **parts,
    }
    return read(archive("application/epub+zip", content), name="a.epub", language="fr")


class TestEpub:
    def test_chapters_in_reading_order(self) -> None:
        metadata = (
            "<dc:title>Le port</dc:title><dc:creator>Anne Morel</dc:creator><dc:date>2026-05-12</dc:date>"
        )
        article = epub(f"<p>{LEAD}</p>", f"<div><p>{REST}</p></div>", metadata=metadata)
        assert blocks(article) == [("title", "Le port"), ("paragraph", LEAD), ("paragraph", REST)]
        assert (article.author, article.date) == ("Anne Morel", "2026-05-12")

    def test_inline_elements(self) -> None:
        article = epub(
            f"<h1>Le port</h1><p>{LEAD}</p><blockquote>Un <em>mot</em><br/>puis 10<sup>4</sup> autres"
            "<sup>2</sup>.<p>Un paragraphe dedans.</p>Et après.</blockquote><p>Prix : <del>3</del> 4 €.</p>"
        )
        assert article.text.split("\n\n") == [
            "Le port",
            LEAD,
            "Un mot puis 10⁴ autres.",
            "Un paragraphe dedans.",
            "Et après.",
            "Prix : 4 €.",
        ]

    def test_quotations_hidden_text_and_entities(self) -> None:
        article = epub(
            f"<p>{LEAD}</p><p>Un <q>café</q>&nbsp;noir &agrave; 2 &lt; 3.</p>"
            "<p hidden='hidden'>Un secret.</p>"
        )
        assert article.text.split("\n\n")[1:] == ["Un “café” noir à 2 < 3."]
        assert article.notices == ()

    def test_struck_text_has_a_notice(self) -> None:
        article = epub(f"<p>{LEAD}</p><p>Prix : <del>3</del> 4 €.</p>")
        assert article.text.endswith("Prix : 4 €.")
        assert article.notices == ("Struck-through or hidden text has been left out.",)

    def test_notes_follow_the_text_without_their_marks(self) -> None:
        ops = 'xmlns:epub="http://www.idpf.org/2007/ops"'
        article = epub(
            f'<div {ops}><p>{LEAD[:-1]}<a epub:type="noteref" href="#n">1</a>.</p>'
            f'<aside epub:type="footnote" id="n"><p>Selon le port.</p></aside><p>{REST}</p></div>'
        )
        assert article.text.split("\n\n") == [LEAD, REST, "Selon le port."]

    def test_a_table_is_read_by_rows(self) -> None:
        rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in (("Port", "Prix"), ("Brest", "2 €")))
        article = epub(f"<p>{LEAD}</p><table>{rows}</table>")
        assert article.text.split("\n\n")[1:] == ["Port | Prix", "Brest | 2 €"]

    def test_copy_protection_is_refused(self) -> None:
        encryption = '<encryption><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></encryption>'
        with pytest.raises(ArticleError, match="copy-protected"):
            epub(f"<p>{LEAD}</p>", **{"META-INF/encryption.xml": encryption})


SRT = """1
00:00:01,000 --> 00:00:03,500
<i>Le port de Lorient a rouvert</i>

2
00:00:03,600 --> 00:00:06,000
mardi, après deux semaines de grève.

3
00:00:12,000 --> 00:00:14,000 X1:40
{\\an8}Les dockers applaudissent.
- Enfin !
"""
VTT = """WEBVTT - Le port

STYLE
::cue { color: white }

NOTE Une remarque.

00:01.000 --> 00:03.500 align:start
<v Anne Morel>Le port de Lorient &amp; ses quais</v>

intro
00:03.500 --> 00:05.000
Le port de Lorient &amp; ses quais
ont rouvert mardi.
"""


class TestSubtitles:
    @pytest.mark.parametrize("name", ["a.srt", "a.fr.txt", ""])
    @pytest.mark.parametrize("text", [SRT, SRT.replace("\n", "\r\n"), f"\ufeff{SRT}"])
    def test_subrip(self, name: str, text: str) -> None:
        article = read(text.encode(), name=name, language="fr")
        assert article.text.split("\n\n") == [
            "Le port de Lorient a rouvert mardi, après deux semaines de grève.",
            "Les dockers applaudissent.",
            "- Enfin !",
        ]

    def test_cues_may_follow_each_other_without_a_blank_line(self) -> None:
        cues = "1\n00:00:01,000 --> 00:00:03,000\nIl y a\n2\n00:00:03,500 --> 00:00:05,000\n12\n{}"
        text = cues.format("3\n00:00:05,500 --> 00:00:07,000\ndockers au port.\n")
        assert read(text.encode(), name="a.srt", language="fr").text == "Il y a 12 dockers au port."

    def test_pasted_subtitles_are_read(self) -> None:
        assert "-->" not in read(SRT, language="fr").text

    def test_webvtt(self) -> None:
        article = read(VTT.encode(), name="a.vtt", language="fr")
        assert "Anne Morel : Le port de Lorient & ses quais" in article.text
        assert article.text.endswith("ont rouvert mardi.")
        assert "remarque" not in article.text
        assert "color" not in article.text

    def test_an_arrow_does_not_make_a_text_subtitles(self) -> None:
        text = f"Titre\n\n{LEAD} Voir 00:01 --> la suite."
        assert read(text, language="fr").text == text


def message(**headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = "Anne Morel <anne@example.com>"
    made["To"] = "Jean <jean@example.com>"
    made["Date"] = "Tue, 12 May 2026 08:00:00 +0200"
    made["Subject"] = "Le port rouvre à l'aube"
    for name, value in headers.items():
        made[name] = value
    return made


class TestMail:
    @pytest.mark.parametrize("name", ["a.eml", "a.txt"])
    def test_plain_text(self, name: str) -> None:
        made = message()
        made.set_content(f"{LEAD}\n\n{REST}\n\n> Bonjour, et ce port ?\n\n-- \nAnne, 06 00 00 00 00\n")
        article = read(made.as_bytes(), name=name, language="fr")
        assert blocks(article)[:3] == [
            ("title", "Le port rouvre à l'aube"),
            ("paragraph", LEAD),
            ("paragraph", REST),
        ]
        assert {kind for kind, _ in blocks(article)[3:]} == {"boilerplate"}
        assert (article.author, article.date) == ("Anne Morel", "2026-05-12")

    def test_html_and_attachments(self) -> None:
        made = message()
        made.set_content(
            f"<html><body><article><h2>Port</h2><p>{LEAD}</p><p>{REST}</p></article></body></html>",
            subtype="html",
        )
        made.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
        article = read(made.as_bytes(), name="a.eml", language="fr")
        assert article.title == "Le port rouvre à l'aube"
        assert LEAD in article.text
        assert article.notices == ("1 attachment is not part of the text; open them separately.",)

    def test_a_plain_text_that_only_replaces_a_page_is_not_read(self) -> None:
        made = message()
        made.set_content("Votre messagerie n'affiche pas le HTML.")
        made.add_alternative(
            f"<html><body><article><p>{LEAD}</p><p>{REST}</p></article></body></html>", subtype="html"
        )
        assert blocks(read(made.as_bytes(), name="a.eml", language="fr"))[1:] == [
            ("paragraph", LEAD),
            ("paragraph", REST),
        ]

    @pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
    def test_a_text_without_a_charset_is_decoded(self, codec: str) -> None:
        head = b"From: Anne <anne@example.com>\r\nSubject: Port\r\n\r\n"
        article = read(head + f"{LEAD} Les élus ont voté.".encode(codec), name="a.eml", language="fr")
        assert article.text.endswith("Les élus ont voté.")
        assert article.notices == ()

    def test_a_first_line_with_a_colon_does_not_make_a_text_mail(self) -> None:
        text = f"Date: mardi\nSujet: le port\n\n{LEAD}"
        assert read(text.encode(), name="a.txt", language="fr").text == text

    def test_a_message_without_text_is_refused(self) -> None:
        with pytest.raises(ArticleError, match="has no text in it"):
            read(message().as_bytes(), name="a.eml")


def test_every_format_is_documented_and_has_extensions() -> None:
    assert SUPPORTED in (translate.__doc__ or "")
    assert set(EXTENSIONS) >= {
        ".txt",
        ".md",
        ".html",
        ".docx",
        ".docm",
        ".odt",
        ".pdf",
        ".epub",
        ".srt",
        ".vtt",
        ".eml",
    }

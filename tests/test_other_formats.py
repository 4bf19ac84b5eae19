"""OpenDocument, EPUB, subtitles and e-mail."""

import io
import plistlib
import textwrap
import zipfile
from email.message import EmailMessage

import pytest

from passerelle.article import Article, formats, mail, read
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
    def test_title_paragraphs_and_links_are_read(self) -> None:
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

    def test_a_hidden_paragraph_and_a_table_of_contents_are_left_out(self) -> None:
        index = f"<text:index-body>{p('Le port 1')}</text:index-body>"
        contents = f"<text:table-of-content>{index}</text:table-of-content>"
        hidden = p('<text:hidden-paragraph text:condition="a" text:is-hidden="true"/>Un secret.')
        shown = p(f'<text:hidden-paragraph text:condition="a"/>{REST}')
        article = odt(contents + p(LEAD) + hidden + shown)
        assert article.text.split("\n\n") == [LEAD, REST]
        assert article.notices == ("Struck-through or hidden text has been left out.",)

    @pytest.mark.parametrize("name", ["a.fodt", "a.xml"])
    def test_a_document_as_one_xml_file_is_read(self, name: str) -> None:
        kind = 'office:mimetype="application/vnd.oasis.opendocument.text"'
        body = f"<office:body><office:text>{p(LEAD)}{p(REST)}</office:text></office:body>"
        data = f"<?xml version='1.0' encoding='UTF-8'?><office:document {ODF} {kind}>{body}</office:document>"
        assert read(data.encode(), name=name, language="fr").text.split("\n\n") == [LEAD, REST]

    def test_lists_and_tables_are_read(self) -> None:
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
    def test_chapters_are_read_in_reading_order(self) -> None:
        metadata = (
            "<dc:title>Le port</dc:title><dc:creator>Anne Morel</dc:creator><dc:date>2026-05-12</dc:date>"
        )
        article = epub(f"<p>{LEAD}</p>", f"<div><p>{REST}</p></div>", metadata=metadata)
        assert blocks(article) == [("title", "Le port"), ("paragraph", LEAD), ("paragraph", REST)]
        assert (article.author, article.date) == ("Anne Morel", "2026-05-12")

    def test_inline_elements_are_read(self) -> None:
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

    def test_quotations_and_entities_are_read_and_hidden_text_left_out(self) -> None:
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

    @pytest.mark.parametrize(
        "kind", ["role='doc-pagebreak'", "xmlns:e='http://www.idpf.org/2007/ops' e:type='pagebreak'"]
    )
    def test_numbers_of_printed_pages_are_left_out(self, kind: str) -> None:
        article = epub(f"<p>{LEAD[:20]}<span {kind}>12</span>{LEAD[20:]}</p><p>{REST}</p>")
        assert article.text.split("\n\n") == [LEAD, REST]

    @pytest.mark.parametrize("letter", ["<img src='l.png' alt='L'/>", "<span class='dropcap'>L</span>"])
    def test_a_drop_capital_is_joined_to_its_word(self, letter: str) -> None:
        article = epub(f"<p>{letter}{LEAD[1:]}</p><p>{REST}</p>")
        assert article.text.split("\n\n") == [LEAD, REST]

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
    def test_subrip_is_read(self, name: str, text: str) -> None:
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

    def test_webvtt_is_read(self) -> None:
        article = read(VTT.encode(), name="a.vtt", language="fr")
        assert "Anne Morel : Le port de Lorient & ses quais" in article.text
        assert article.text.endswith("ont rouvert mardi.")
        assert "remarque" not in article.text
        assert "color" not in article.text

    @pytest.mark.parametrize("name", ["a.txt", "a.srt"])
    @pytest.mark.parametrize(
        "text",
        [
            f"0:00:01.000,0:00:03.000\n{LEAD}\n\n0:00:06.000,0:00:08.000\n{REST}\n",
            "[Script Info]\nTitle: a\n\n[Events]\nFormat: Layer, Start, End, Style\n"
            "Dialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,{\\an8}"
            + LEAD.replace(" mardi", "\\Nmardi")
            + "\n"
            f"Dialogue: 0,0:00:06.00,0:00:08.00,Default,,0,0,0,,{REST}\n",
            '<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1s" end="3s">'
            f'{LEAD.replace(" mardi", "<br/>mardi")}</p><p begin="6s" end="8s"><span>{REST}</span></p></div>'
            "</body></tt>",
            f"0:01\n{LEAD}\n0:06\n{REST[:42]}\n0:07\n{REST[42:]}\n",
            f"[00:00:01] {LEAD}\n[00:00:06] {REST[:42]}\n[00:00:07] {REST[42:]}\n",
        ],
        ids=["SubViewer", "SubStation Alpha", "TTML", "transcript", "transcript in brackets"],
    )
    def test_other_formats_are_read_without_times(self, text: str, name: str) -> None:
        article = read(text.encode(), name=name, language="fr")
        assert " ".join(text for _, text in blocks(article)) == f"{LEAD} {REST}"

    def test_a_programme_of_events_is_not_a_transcript(self) -> None:
        text = f"9:00 Ouverture du port\n10:30 {LEAD}\n14:00 {REST}"
        assert read(text, language="fr").text == text

    def test_sounds_and_credits_are_left_out(self) -> None:
        lines = ["♪ Musique douce", "[Applaudissements]", LEAD, "(rires)", REST, "Sous-titres : Amara.org"]
        cues = (f"{i}\n00:00:{10 + i},000 --> 00:00:{11 + i},000\n{line}\n" for i, line in enumerate(lines))
        article = read("\n".join(cues).encode(), name="a.srt", language="fr")
        assert (
            " ".join(article.block_text(block) for block in article.story()) == f"Musique douce {LEAD} {REST}"
        )
        assert article.notices == ("Descriptions of sounds, such as “[applause]”, have been left out.",)

    def test_a_text_with_an_arrow_is_not_taken_for_subtitles(self) -> None:
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
    def test_a_message_in_plain_text_is_read(self, name: str) -> None:
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

    def test_a_message_in_html_is_read_and_attachments_are_reported(self) -> None:
        made = message()
        made.set_content(
            f"<html><body><article><h2>Port</h2><p>{LEAD}</p><p>{REST}</p></article></body></html>",
            subtype="html",
        )
        made.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
        article = read(made.as_bytes(), name="a.eml", language="fr")
        assert article.title == "Le port rouvre à l'aube"
        assert LEAD in article.text
        assert article.notices == ("1 attachment is not part of the text; open it separately.",)

    def test_a_plain_text_that_only_says_to_read_the_html_is_left_out(self) -> None:
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

    def test_a_text_whose_first_line_has_a_colon_is_not_taken_for_mail(self) -> None:
        text = f"Date: mardi\nSujet: le port\n\n{LEAD}"
        assert read(text.encode(), name="a.txt", language="fr").text == text

    @pytest.mark.parametrize(
        ("subject", "title"),
        [
            ("TR: RE: Le port rouvre", "Le port rouvre"),
            ("Fwd : Le port rouvre", "Le port rouvre"),
            ("RE[2]: Le port rouvre", "Le port rouvre"),
            ("Chuyển tiếp: Cảng mở lại", "Cảng mở lại"),
            ("Retour : le port rouvre", "Retour : le port rouvre"),
            ("RE:", "RE:"),
        ],
    )
    def test_the_prefixes_of_a_subject_are_removed(self, subject: str, title: str) -> None:
        made = EmailMessage()
        made["From"], made["Subject"] = "anne@example.com", subject
        made.set_content(f"{LEAD}\n\n{REST}")
        assert read(made.as_bytes(), name="a.eml", language="fr").title == title

    @pytest.mark.parametrize(
        "added",
        [
            "Le lun. 11 mai 2026 à 10:03, Jean Petit <jean@example.com> a écrit :",
            "On Mon, May 11, 2026 at 10:03 AM Jean Petit <jean@example.com> wrote:",
            "Vào Th 2, 11 thg 5, 2026 vào lúc 10:03 Jean Petit đã viết:",
            "Envoyé de mon iPhone",
            "Pour vous désabonner de cette liste, cliquez ici : https://example.com/u",
            "Ce message et les pièces jointes sont confidentiels et réservés à leurs destinataires.",
            "De : Jean Petit <jean@example.com>\nEnvoyé : lundi 11 mai 2026 10:03\nObjet : Le port",
            "-----Message d'origine-----",
            "---------- Forwarded message ---------\nFrom: Jean <j@example.com>\nDate: 11 mai 2026 à 10:03",
        ],
    )
    @pytest.mark.parametrize("last", [True, False])
    def test_lines_that_programs_add_are_boilerplate(self, added: str, last: bool) -> None:
        parts = [LEAD, REST, added] if last else [added, LEAD, REST]
        made = message()
        made.set_content("\n\n".join(parts))
        found = blocks(read(made.as_bytes(), name="a.eml", language="fr"))[1:]
        assert [text for kind, text in found if kind == "paragraph"] == [LEAD, REST]
        assert {kind for kind, _ in found} == {"paragraph", "boilerplate"}

    @pytest.mark.parametrize(
        "line",
        ["À : c'est le mot du jour.", "Ce message a été lu par le maire.", "Le maire a écrit : « Non »."],
    )
    def test_prose_that_resembles_lines_added_by_programs_is_kept(self, line: str) -> None:
        made = message()
        made.set_content(f"{LEAD}\n\n{line}\n\n{REST}")
        assert ("paragraph", line) in blocks(read(made.as_bytes(), name="a.eml", language="fr"))

    @pytest.mark.parametrize(
        ("subject", "kind"), [("RE: Le port", "boilerplate"), ("TR: Le port", "paragraph")]
    )
    def test_an_earlier_message_is_text_only_if_it_is_forwarded(self, subject: str, kind: str) -> None:
        made = EmailMessage()
        made["From"], made["Subject"] = "anne@example.com", subject
        made.set_content(f"{LEAD}\n\nDe : Jean <j@example.com>\nEnvoyé : lundi 11 mai 2026\n\n{REST}")
        assert blocks(read(made.as_bytes(), name="a.eml", language="fr"))[-1] == (kind, REST)

    @pytest.mark.parametrize(
        "quoted",
        [
            "<div class='gmail_quote'>Le lundi, Jean :<br><blockquote>Où est le <b>port</b> ?</blockquote>",
            "<div id='divRplyFwdMsg'>Le lundi, Jean :</div><div><p>Où est le port ?</p></div>",
            "<blockquote type='cite'><div>Le lundi, Jean :</div><div>Où est le port ?</div></blockquote>",
        ],
    )
    def test_the_quoted_page_of_a_reply_is_boilerplate(self, quoted: str) -> None:
        made = EmailMessage()
        made["From"], made["Subject"] = "anne@example.com", "Re: Le port"
        made.set_content(f"<html><body><p>{LEAD}</p><p>{REST}</p>{quoted}</body></html>", subtype="html")
        assert blocks(read(made.as_bytes(), name="a.eml")) == [
            ("title", "Le port"),
            ("paragraph", LEAD),
            ("paragraph", REST),
            ("boilerplate", "Le lundi, Jean :"),
            ("boilerplate", "Où est le port ?"),
        ]

    def test_a_quoted_message_has_a_notice(self) -> None:
        earlier = (
            f"{LEAD} Les travaux dureront trois semaines, et la route sera fermée tous les jours. {REST}"
        )
        lines = "\n".join(f"> {part}" for part in textwrap.wrap(earlier, 60))
        plain, page, short = message(), message(), message()
        page.replace_header("Subject", "Re: Le port")
        plain.set_content(f"{REST}\n\n{lines}\n")
        cited = f"<blockquote type='cite'><p>{earlier}</p></blockquote>"
        page.set_content(f"<html><body><p>{LEAD}</p><p>{REST}</p>{cited}</body></html>", subtype="html")
        disclaimer = (
            "Ce message et ses pièces jointes sont confidentiels et destinés à leurs seuls destinataires, "
        )
        disclaimer += (
            "qui doivent les détruire et prévenir l'expéditeur si ce message leur est parvenu par erreur."
        )
        short.replace_header("Subject", "Re: Le port")
        short.set_content(f"{LEAD}\n\n{REST}\n\n> Bonjour, et ce port ?\n\n-- \n{disclaimer}\n")
        notices = [read(m.as_bytes(), name="a.eml", language="fr").notices for m in (plain, page, short)]
        assert notices == [(mail.QUOTES,), (mail.QUOTES,), ()]

    def test_a_reply_without_text_of_its_own_has_no_notice(self) -> None:
        made = message()
        made.replace_header("Subject", "Re: Le port")
        made.set_content(
            f"De : Jean\nEnvoyé : mardi 12 mai 2026\nObjet : Le port\n\n{LEAD}\n\n{REST}\n\n{LEAD}\n"
        )
        article = read(made.as_bytes(), name="a.eml", language="fr")
        assert ("paragraph", REST) in blocks(article)
        assert article.notices == ()

    def test_lines_of_flowed_text_are_joined(self) -> None:
        made = message()
        made.set_content(f"{LEAD[:30].strip()} \n{LEAD[30:].strip()}\n\n{REST}", params={"format": "flowed"})
        assert blocks(read(made.as_bytes(), name="a.eml", language="fr"))[1:] == [
            ("paragraph", f"{LEAD[:30].strip()} {LEAD[30:].strip()}"),
            ("paragraph", REST),
        ]

    def test_a_message_forwarded_as_an_attachment_is_read(self) -> None:
        inner = message()
        inner.set_content(f"{LEAD}\n\n{REST}")
        made = EmailMessage()
        made["From"], made["Subject"] = "jean@example.com", "TR"
        made.set_content("Voir ci-joint.")
        made.add_attachment(inner)
        article = read(made.as_bytes(), name="a.eml", language="fr")
        assert [text for _, text in blocks(article)] == ["Le port rouvre à l'aube", LEAD, REST]

    def test_a_message_without_text_is_refused(self) -> None:
        with pytest.raises(ArticleError, match="contains no text"):
            read(message().as_bytes(), name="a.eml")


def test_every_format_is_documented_and_has_extensions() -> None:
    assert SUPPORTED in " ".join((translate.__doc__ or "").split())
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


class TestSavedPages:
    PAGE = (
        '<html lang="fr"><head><title>Le port rouvre - Le Ponant</title>'
        '<meta name="author" content="Anne Morel"></head><body>'
        f"<article><h1>Le port rouvre</h1><p>{LEAD}</p><p>{REST}</p></article></body></html>"
    )

    def mhtml(self, sender: str = "<Saved by Blink>", charset: str = "utf-8") -> bytes:
        head = (
            f"From: {sender}\r\nSubject: Le port rouvre - Le Ponant\r\n"
            "Date: Tue, 12 May 2026 09:33:21 -0000\r\n"
            'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n'
        )
        page = f'--b\r\nContent-Type: text/html; charset="{charset}"\r\n\r\n{self.PAGE}\r\n'
        picture = "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO\r\n"
        frame = "--b\r\nContent-Type: text/html\r\n\r\n<p>Une publicité.</p>\r\n--b--\r\n"
        return f"{head}{page}{picture}{frame}".encode(charset)

    @pytest.mark.parametrize("charset", ["utf-8", "windows-1252"])
    @pytest.mark.parametrize("name", ["a.mhtml", "a.mht", "a"])
    def test_a_page_saved_by_chrome_is_read_as_a_page(self, name: str, charset: str) -> None:
        article = read(self.mhtml(charset=charset), name=name, language="fr")
        assert blocks(article) == [("title", "Le port rouvre"), ("paragraph", LEAD), ("paragraph", REST)]
        assert (article.author, article.notices) == ("Anne Morel", ())

    def test_a_page_saved_by_safari_is_read_as_a_page(self) -> None:
        main = {"WebResourceData": self.PAGE.encode(), "WebResourceTextEncodingName": "UTF-8"}
        archive = plistlib.dumps({"WebMainResource": main}, fmt=plistlib.FMT_BINARY)
        article = read(archive, name="a.webarchive", language="fr")
        assert blocks(article) == [("title", "Le port rouvre"), ("paragraph", LEAD), ("paragraph", REST)]

    @pytest.mark.parametrize(
        "data", [plistlib.dumps([1], fmt=plistlib.FMT_BINARY), b"From: <Saved by Blink>\n\n"]
    )
    def test_a_file_without_a_page_is_refused(self, data: bytes) -> None:
        with pytest.raises(ArticleError, match=r"a\.mhtml contains no page"):
            read(data, name="a.mhtml")

    def test_a_damaged_archive_is_refused(self) -> None:
        with pytest.raises(ArticleError, match="damaged or not a valid saved page"):
            read(b"bplist00" + bytes(40), name="a.webarchive")

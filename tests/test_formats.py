"""Markdown, web pages, Word documents and PDF files."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from pdfs import Word, column, pdf_file

from passerelle.article import Article, archives, formats, read, sandbox
from passerelle.article.pdf import MAX_PAGES
from passerelle.errors import ArticleError

EXAMPLES = Path(__file__).parent.parent / "examples"
FRENCH = (EXAMPLES / "cables-sous-marins.fr.txt").read_text(encoding="utf-8").splitlines()
LEAD, CAPTION, *STORY, SOURCE, COUNTER = FRENCH
TITLE = "L'Asie du Sud-Est veut réparer plus vite ses câbles"
URL = SOURCE.removeprefix("Source : ")


def blocks(article: Article) -> list[tuple[str, str]]:
    """Return the kind and text of every block; check that only white space lies outside."""
    position = 0
    for block in article.blocks:
        assert position <= block.start < block.end <= len(article.text)
        position = block.end
    return [(block.kind, article.block_text(block)) for block in article.blocks]


def kinds(article: Article) -> list[str]:
    return [kind for kind, _ in blocks(article)]


def refusal(data: bytes | Path, name: str | None = "essai.bin") -> str:
    with pytest.raises(ArticleError) as caught:
        read(data, name=name, language="fr")
    message = str(caught.value)
    assert message.isprintable()
    assert message.endswith(".")
    assert ";" in message, "must say what is wrong, then what to do"
    return message


EXPECTED = [
    ("title", TITLE),
    ("paragraph", LEAD),
    ("caption", CAPTION.removesuffix(" |")),
    *(("paragraph", line) for line in STORY),
]


class TestMarkdown:
    TEXT = f"""---
title: "Le titre du document"
date: 2024-10-25
---

![Une rizière au Vietnam](a.jpg)

## Un *intertitre* ##

{LEAD}
{STORY[0]}

> {STORY[1]}

- {STORY[2]}
1. {STORY[3]}

    {STORY[4]}

```
du code
```

[Partager](https://share.example.com/)

Lire aussi : [autre](https://a.example.com)

Source : [Journal](https://www.example.com/article_(1))
"""

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("name", ["a.md", "A.MARKDOWN"])
    def test_every_block_has_its_kind(self, end: str, name: str) -> None:
        data = self.TEXT.replace("\n", end).encode()
        article = read(data, name=name, language="fr")
        assert article.text.encode(article.encoding) == data
        assert blocks(article) == [
            ("title", "Le titre du document"),
            ("caption", "Une rizière au Vietnam"),
            ("paragraph", "Un *intertitre*"),
            ("paragraph", LEAD),
            ("paragraph", STORY[0]),
            ("paragraph", STORY[1]),
            ("paragraph", STORY[2]),
            ("paragraph", STORY[3]),
            ("paragraph", STORY[4]),
            ("boilerplate", f"```{end}du code{end}```"),
            ("link", "[Partager](https://share.example.com/)"),
            ("boilerplate", "Lire aussi : [autre](https://a.example.com)"),
            ("link", "Source : [Journal](https://www.example.com/article_(1))"),
        ]
        assert article.source_url == "https://www.example.com/article_(1)"

    def test_the_first_heading_is_the_title(self) -> None:
        article = read(
            f"Chapeau.\n\nUn titre\n========\n\n# Deux\n\n{LEAD}".encode(), name="a.md", language="fr"
        )
        assert [kind for kind, _ in blocks(article)] == ["paragraph", "title", "paragraph", "paragraph"]
        assert article.title == "Un titre"

    def test_hard_wrapped_lines_are_joined(self) -> None:
        wrapped = "Une phrase assez longue pour que sa ligne soit\ncoupee en deux ici."
        quoted = "> Une citation elle aussi assez longue pour que\n> sa ligne soit coupee."
        data = f"# Titre\n\n{wrapped}\n\n{quoted}\n".encode()
        article = read(data, name="a.md", language="fr")
        assert kinds(article) == ["title", "paragraph", "paragraph"]

    def test_a_horizontal_rule_is_neither_front_matter_nor_a_title(self) -> None:
        text = f"---\n\n{LEAD}\n\n{STORY[0]}\n\n---\n\n{STORY[1]}\n\n{STORY[2]}\n---\n\n{STORY[3]}\n"
        article = read(text.encode(), name="a.md", language="fr")
        assert blocks(article) == [("paragraph", line) for line in (LEAD, *STORY[:4])]

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_empty_front_matter_is_ignored(self, end: str) -> None:
        text = f"---{end}---{end}{end}{LEAD}{end}"
        assert ("paragraph", LEAD) in blocks(read(text.encode(), name="a.md", language="fr"))

    def test_plain_text_keeps_its_hashes(self) -> None:
        assert blocks(read(f"# {LEAD}".encode(), name="a.txt", language="fr")) == [("paragraph", f"# {LEAD}")]


def page(body: str, head: str = '<meta charset="utf-8">') -> str:
    return (
        f"<!DOCTYPE html><html><head>{head}<title>{TITLE} | Journal</title></head><body>{body}</body></html>"
    )


def paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


FIGURE = f"<figure><img src=a.jpg><figcaption>{CAPTION.removesuffix(' |')}</figcaption></figure>"


def story(last: str = "", figure: str = FIGURE) -> str:
    body = f"<h1>{TITLE}</h1><p>{LEAD}</p>{figure}{paragraphs(STORY)}{last}"
    return f"<nav><a href=/>Accueil</a></nav><article>{body}</article>"


class TestWebPage:
    def test_the_vietnamese_example_is_read(self) -> None:
        path = EXAMPLES / "mekong-donnees-eau.vi.html"
        article = read(path)
        french = read(EXAMPLES / "mekong-donnees-eau.fr.txt")
        assert (article.language, article.name, article.source_url) == ("vi", path.name, None)
        assert article.title == "Bốn nước hạ lưu sông Mê Công chia sẻ dữ liệu nước hằng ngày"
        # The French example is its translation, paragraph by paragraph.
        assert kinds(article) == ["title", *(block.kind for block in french.story())]
        assert article.text.count("Chia sẻ") == 0
        assert "Bạn đọc" not in article.text

    def test_a_very_short_page_keeps_its_paragraphs(self) -> None:
        short = ["Le pont de Can Tho a rouvert mardi.", "Les camions restent interdits."]
        article = read(page(f"<h1>{TITLE}</h1>{paragraphs(short)}").encode(), language="fr")
        assert blocks(article) == [("title", TITLE), *(("paragraph", line) for line in short)]

    def test_text_outside_paragraphs_is_kept_on_a_short_page(self) -> None:
        article = read(
            page("Le pont a rouvert.<p>Les camions restent interdits.</p>").encode(), language="fr"
        )
        assert "Le pont a rouvert." in article.text
        assert "Les camions restent interdits." in article.text

    def test_every_block_has_its_kind(self) -> None:
        last = f"<p>Source : <a href='{URL}'>Journal Exemple</a></p>"
        article = read(page(story(last)).encode(), language="fr")
        assert blocks(article) == [*EXPECTED, ("link", "Source : Journal Exemple")]
        assert article.source_url == URL
        assert article.text == "\n\n".join(text for _, text in blocks(article))

    @pytest.mark.parametrize(
        "figure",
        [
            "<table class=ImageTable><tr><td class=Image><img src=a.jpg></td></tr>"
            "<tr><td class=Caption>{}</td></tr></table>",
            "<div class=wp-caption><img src=a.jpg><p class=wp-caption-text>{}</p></div>",
            "<figure><picture><img src=a.jpg></picture><figcaption><p>{}</p></figcaption></figure>",
        ],
    )
    def test_captions_are_found(self, figure: str) -> None:
        text = "Un navire câblier au large de Da Nang"
        article = read(page(story(figure=figure.format(text))).encode(), language="fr")
        assert blocks(article)[:4] == [*EXPECTED[:2], ("caption", text), EXPECTED[3]]

    @pytest.mark.parametrize(
        "lead",
        [
            "<div class='article__sapo cms-desc'>{}</div>",
            "<h2 class='detail-sapo'>{}</h2>",
            "<header><p class='article__desc'>{}</p></header>",
        ],
    )
    def test_text_outside_the_body_is_kept(self, lead: str) -> None:
        body = f"<div class='article__body' itemprop='articleBody'>{paragraphs(STORY * 3)}</div>"
        source = f"<p>Lire l’article original sur <a href='{URL}'>Journal</a></p>"
        teaser = (
            "<div class=related><p class=description>Un autre article, dont on dit ici le sujet.</p></div>"
        )
        html = page(f"<h1>{TITLE}</h1>{lead.format(LEAD)}{body}{source}{teaser}")
        article = read(html.encode(), language="fr")
        assert blocks(article) == [
            ("title", TITLE),
            ("paragraph", LEAD),
            *(("paragraph", line) for line in STORY * 3),
            ("link", "Lire l’article original sur Journal"),
        ]
        assert article.source_url == URL

    def test_no_break_spaces_divide_nothing(self) -> None:
        lead, caption = (
            "Le ministre\xa0: «\xa0une réponse\xa0» est attendue mardi à Hanoï, dit-on.",
            "Hanoï\xa0: le port",
        )
        figure = f"<figure><img src=a.jpg><figcaption>{caption}</figcaption></figure>"
        source = f"<p>Source\xa0: {URL}</p>"
        body = f"<h1>{TITLE}</h1><p class=article__desc>{lead}</p>{figure}{paragraphs(STORY * 2)}{source}"
        found = [
            (kind, " ".join(text.split()))
            for kind, text in blocks(read(page(f"<article>{body}</article>").encode(), language="fr"))
        ]
        assert found.count(("paragraph", " ".join(lead.split()))) == 1
        assert found.count(("caption", " ".join(caption.split()))) == 1
        assert [kind for kind, _ in found].count("link") == 1

    def test_a_lead_with_a_line_break_is_read_once(self) -> None:
        first, second = "Le ministre est attendu mardi à Hanoï.", "Il y restera deux jours, dit-on."
        lead = f"<p class=article__sapo>{first}<br>{second}</p>"
        article = read(page(f"<article><h1>{TITLE}</h1>{lead}{paragraphs(STORY * 2)}</article>").encode())
        assert article.text.count(first) == article.text.count(second) == 1

    def test_comments_without_a_page_take_little_time(self) -> None:
        text = "<!-- wp:paragraph -->\n" * 60 + f"<p>{LEAD}</p>"
        assert LEAD in read(text.encode(), name="a.html", language="fr").text

    @pytest.mark.parametrize("count", [800, pytest.param(3000, marks=pytest.mark.soak)])
    def test_many_captions_take_little_time(self, count: int) -> None:
        figures = "".join(f"<img src=a.jpg><p class=caption>Image {i}</p>" for i in range(count))
        article = read(page(f"<article><div>{figures}</div>{paragraphs(STORY)}</article>").encode())
        assert STORY[0] in article.text

    def test_text_inside_a_figure_is_kept(self) -> None:
        figures = (
            "<figure><table><tr><td>Hanoï et sa région</td></tr></table>"
            "<figcaption>Un tableau</figcaption></figure>"
            "<figure><img src=a.jpg><figcaption>Un bateau</figcaption>"
            "<figcaption>Photo : VNA</figcaption></figure>"
            "<figure><blockquote><p>Une phrase mise en avant.</p></blockquote></figure>"
            "<figure><figure><img><figcaption>Un</figcaption></figure><figcaption>Tous</figcaption></figure>"
        )
        found = blocks(read(page(story(figure=figures)).encode(), language="fr"))
        assert found[2:9] == [
            ("paragraph", "Hanoï et sa région"),
            ("caption", "Un tableau"),
            ("caption", "Un bateau"),
            ("caption", "Photo : VNA"),
            ("paragraph", "Une phrase mise en avant."),
            ("caption", "Un"),
            ("caption", "Tous"),
        ]

    def test_line_breaks_divide_lines(self) -> None:
        body = "<br><br>".join([LEAD, *STORY, f"Source : <a href={URL}>https://www.example.com/…</a>"])
        article = read(page(f"<h1>{TITLE}</h1><div class=entry-content>{body}</div>").encode(), language="fr")
        assert kinds(article) == ["title", *["paragraph"] * (1 + len(STORY)), "link"]
        assert article.source_url == URL

    @pytest.mark.parametrize(
        ("codec", "head"),
        [
            ("utf-8", ""),
            ("utf-8", '<meta charset="iso-8859-1">'),
            ("cp1252", '<meta charset="iso-8859-1">'),
            ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
            ("cp1252", '<meta charset="no-such-codec">'),
            ("mac_roman", '<meta charset="mac_roman">'),
            ("utf-16", ""),
        ],
    )
    def test_encodings_are_detected(self, codec: str, head: str) -> None:
        article = read(page(story(), head).encode(codec), name="a.html", language="fr")
        assert blocks(article) == EXPECTED
        assert article.encoding == codec

    def test_the_format_depends_on_the_content_and_not_the_name(self) -> None:
        assert blocks(read(page(story()).encode(), name="a.txt", language="fr")) == EXPECTED
        plain = read(f"{LEAD}\nUn signe < b ou > c.".encode(), name="a.html", language="fr")
        assert kinds(plain) == ["paragraph", "paragraph"]
        fragment = read(paragraphs([LEAD, *STORY]).encode(), name="a.htm", language="fr")
        assert kinds(fragment) == ["paragraph"] * (1 + len(STORY))

    @pytest.mark.parametrize("body", ["", "<div>" * 5000 + LEAD + "</div>" * 5000])
    def test_a_page_without_an_article_is_refused(self, body: str) -> None:
        assert "has no article" in refusal(page(body).replace(TITLE, "1").encode(), "a.html")

    def test_entities_of_invalid_characters_are_replaced(self) -> None:
        article = read(
            page(story("<p>Une fin &#0; &#xd800; &#x1f600; de phrase.</p>")).encode(), language="fr"
        )
        assert article.text.encode()
        assert "\0" not in article.text


def document(*lines: tuple[str, str]) -> Any:
    made = docx.Document()
    for style, text in lines:
        made.add_paragraph(text, style)
    return made


def saved(made: Any) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


class TestWord:
    def test_every_block_has_its_kind(self) -> None:
        made = document(("Title", TITLE), ("Normal", LEAD), ("Caption", "Un navire câblier au large"))
        made.add_heading("Un intertitre", 1)
        for line in STORY:
            made.add_paragraph(line)
        made.add_paragraph(f"Partager\n{SOURCE}\n{COUNTER}")
        article = read(saved(made), language="fr")
        assert blocks(article) == [
            *EXPECTED[:2],
            ("caption", "Un navire câblier au large"),
            ("paragraph", "Un intertitre"),
            *EXPECTED[3:],
            ("boilerplate", "Partager"),
            ("link", SOURCE),
            ("boilerplate", COUNTER),
        ]
        assert article.source_url == URL

    def test_the_first_heading_is_the_title_if_no_title_is_marked(self) -> None:
        article = read(saved(document(("Heading 1", TITLE), ("Normal", LEAD))), language="fr")
        assert blocks(article) == EXPECTED[:2]

    def test_tables_insertions_links_and_controls_are_read(self) -> None:
        made = document(("Normal", LEAD))
        made.add_table(1, 1).cell(0, 0).text = STORY[0]
        paragraph = made.add_paragraph("Les ministres ")._p
        for xml in (
            "<w:del {}><w:r><w:delText>ne </w:delText></w:r></w:del>",
            "<w:ins {}><w:r><w:t>ont approuvé</w:t></w:r></w:ins>",
            "<w:sdt {}><w:sdtContent><w:r><w:tab/><w:t>le texte.</w:t></w:r></w:sdtContent></w:sdt>",
        ):
            paragraph.append(parse_xml(xml.format(nsdecls("w"))))
        source = made.add_paragraph("Source : ")
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), made.part.relate_to(URL, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        link.append(source.add_run("Journal Exemple")._r)
        source._p.append(link)
        article = read(saved(made), language="fr")
        assert blocks(article) == [
            ("paragraph", LEAD),
            ("paragraph", STORY[0]),
            ("paragraph", "Les ministres ont approuvé le texte."),
            ("link", "Source : Journal Exemple"),
        ]
        assert article.source_url == URL

    def test_the_format_depends_on_the_content_and_not_the_name(self) -> None:
        assert kinds(read(saved(document(("Normal", LEAD))), name="a.txt", language="fr")) == ["paragraph"]

    def test_unusable_files_are_refused_with_a_reason(self) -> None:
        whole = saved(document(("Normal", LEAD)))
        assert "damaged" in refusal(whole[: len(whole) // 2])
        assert "no letters" in refusal(saved(document(("Normal", "12"))))
        assert "older or password-protected" in refusal(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600))

    def test_other_zip_archives_are_refused(self) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("content.xml", LEAD)
        assert "is an archive, not a document" in refusal(file.getvalue())

    def test_the_main_part_may_have_another_name(self) -> None:
        file = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(saved(document(("Normal", LEAD))))) as whole,
            zipfile.ZipFile(file, "w") as archive,
        ):
            for name in whole.namelist():
                data = whole.read(name).replace(b"word/document.xml", b"word/document2.xml")
                archive.writestr(name.replace("word/document", "word/document2"), data)
        assert blocks(read(file.getvalue(), language="fr")) == [("paragraph", LEAD)]

    def test_an_archive_of_too_many_parts_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(formats, "is_parsed_apart", lambda *_: False)
        monkeypatch.setattr(archives, "MAX_PARTS", 3)
        assert "has more than 3 parts" in refusal(saved(document(("Normal", LEAD))))

    def test_a_decompression_bomb_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(formats, "is_parsed_apart", lambda *_: False)
        monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 1_000_000)
        data = saved(document(("Normal", "a" * 2_000_000)))
        assert len(data) < 100_000
        assert "MB when unpacked" in refusal(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = archive.getinfo("word/document.xml").file_size
        lie = data.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
        assert "damaged" in refusal(lie)


def pdf_blocks(*pages: list[Word]) -> list[tuple[str, str]]:
    return blocks(read(pdf_file(pages), language="fr"))


class TestPdf:
    def test_lines_are_joined_into_paragraphs(self) -> None:
        head: list[Word] = [
            (50, 770, 8, "Journal Exemple"),
            (50, 740, 20, "Un titre sur"),
            (50, 716, 20, "deux lignes"),
        ]
        lines = [
            "Les ministres veulent réduire de moitié le temps de répa-",
            "ration des câbles sous-marins. Les câblo-",
            "opérateurs jugent l'objectif réaliste. La réparation a-t-",
            "elle un prix, demande le Sud-",
            "Est ? Cette ligne sert à voir les mots câblo-opérateurs.",
            "",
            "Un deuxième paragraphe, après un blanc, va jusqu'au",
            "bout.",
            "Partager",
            "Source : https://www.example.com/monde/asie/cables-sous-",
            "marins-58127.html",
            "Comment (0)",
        ]
        assert pdf_blocks([*head, *column(lines, top=680)]) == [
            ("boilerplate", "Journal Exemple"),
            ("title", "Un titre sur deux lignes"),
            (
                "paragraph",
                "Les ministres veulent réduire de moitié le temps de réparation des câbles "
                "sous-marins. Les câblo-opérateurs jugent l'objectif réaliste. La réparation a-t-elle "
                "un prix, demande le Sud-Est ? Cette ligne sert à voir les mots câblo-opérateurs.",
            ),
            ("paragraph", "Un deuxième paragraphe, après un blanc, va jusqu'au bout."),
            ("boilerplate", "Partager"),
            ("link", "Source : https://www.example.com/monde/asie/cables-sous-marins-58127.html"),
            ("boilerplate", "Comment (0)"),
        ]

    def test_indents_begin_paragraphs(self) -> None:
        lines = [
            "  Premier paragraphe, dont la première ligne est rentrée",
            "et la deuxième non, comme dans un livre ou un journal.",
            "  Un court.",
            "  Deuxième paragraphe, dont la première ligne est rentrée",
            "et la deuxième non, comme dans un livre ou un journal.",
        ]
        assert [text[:8] for _, text in pdf_blocks(column(lines))] == ["Premier ", "Un court", "Deuxième"]

    def test_a_sentence_continues_in_the_next_column_or_page(self) -> None:
        first = column(["Une phrase qui commence dans une", "colonne et continue dans la"], top=60 + 15 * 2)
        second = column(["suivante, puis sur la deuxième"], left=320, top=740)
        assert pdf_blocks(
            [*first, *second, (290, 30, 8, "1/2")],
            [*column(["page de ce journal."], top=740), (290, 30, 8, "2/2")],
        ) == [
            (
                "paragraph",
                "Une phrase qui commence dans une colonne et continue dans la suivante, "
                "puis sur la deuxième page de ce journal.",
            )
        ]

    def test_running_heads_are_left_out(self) -> None:
        pages = [
            [
                (50, 780, 8, f"Journal Exemple - {n}"),
                *column([f"Phrase {n} de la page."]),
                (290, 20, 8, str(n)),
            ]
            for n in (1, 2, 3)
        ]
        assert [text for _, text in pdf_blocks(*pages)] == [f"Phrase {n} de la page." for n in (1, 2, 3)]

    def test_the_format_depends_on_the_content_and_not_the_name(self) -> None:
        data = pdf_file([column(["Une phrase de PDF."])])
        assert blocks(read(data, name="a.txt", language="fr")) == [("paragraph", "Une phrase de PDF.")]

    def test_unusable_files_are_refused_with_a_reason(self) -> None:
        whole = pdf_file([column(["Une phrase de PDF."])])
        assert "damaged" in refusal(whole[:200])
        assert "text recognition" in refusal(pdf_file([[]]))
        assert "text recognition" in refusal(pdf_file([column(["12"])]))
        assert "201 pages" in refusal(pdf_file([[]] * (MAX_PAGES + 1)))
        # Glyphs that map to no letter: no better than a picture.
        unmapped = pdf_file([column(["Une phrase de PDF."])]).replace(
            b"/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding",
            b"/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2"
            b"/BaseFont/A/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]",
        )
        assert "text recognition" in refusal(unmapped)
        owner, user, file = "11" * 32, "22" * 32, "00" * 16
        lock = f"/ID[<{file}><{file}>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{owner}>/U<{user}>>>"
        assert "protected by a password" in refusal(pdf_file([column(["Une phrase."])], lock))

    @pytest.mark.slow
    @pytest.mark.soak
    def test_a_decompression_bomb_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sandbox, "MAX_MEMORY_BYTES", 600_000_000)
        packer = zlib.compressobj(9)
        bomb = b"".join(packer.compress(bytes(1 << 24)) for _ in range(64)) + packer.flush()
        assert len(bomb) < 1_100_000
        # On a busy machine, the limit on processor time may be reached before that on memory.
        said = refusal(pdf_file([column(["Une phrase de PDF."])], more=bomb))
        assert "PDF" in said or "takes more than" in said

    @pytest.mark.soak
    def test_a_file_that_takes_too_long_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sandbox, "MAX_SECONDS", 0.0)
        assert "takes more than" in refusal(pdf_file([column(["Une phrase de PDF."])]))


def test_scripts_inside_a_line_are_not_text() -> None:
    page = (
        f"<html><body><article><h1>{TITLE} <script>var x=1;</script><em>ensemble</em></h1>"
        f"<p>{LEAD}<style>p {{}}</style></p>"
        + "".join(f"<p>{line}</p>" for line in STORY)
        + "</article></body></html>"
    )
    article = read(page.encode(), name="page.html", language="fr")
    assert article.title == f"{TITLE} ensemble"
    assert "var x" not in article.text
    assert "p {" not in article.text


def test_an_outlook_message_and_an_xml_file_are_refused_by_name() -> None:
    outlook = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "__substg1.0_0037001F".encode("utf-16-le")
    with pytest.raises(ArticleError, match=r"^a\.msg is an Outlook message; save it as \.eml"):
        read(outlook, name="a.msg")
    with pytest.raises(ArticleError, match=r"^a\.xml is an XML file, not an article"):
        read(b'<?xml version="1.0"?><rss><channel><title>Le port</title></channel></rss>', name="a.xml")


@pytest.mark.parametrize(
    ("data", "extension", "apart"),
    [
        (b"%PDF-1.7", ".pdf", True),
        (b"PK\x03\x04", ".docx", True),
        (b"<p>Le port", ".html", True),
        (
            b'<office:document office:mimetype="application/vnd.oasis.opendocument.text">',
            ".fodt",
            True,
        ),
        (b"Le port a rouvert.", ".txt", False),
        (b"# Le port", ".md", False),
    ],
)
def test_everything_but_text_is_parsed_in_a_child_process(data: bytes, extension: str, apart: bool) -> None:
    assert formats.is_parsed_apart(data, extension) == apart

"""Word documents: notes, formatting, list numbers, tables, formulas, other document types."""

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from passerelle.article import Article, read
from passerelle.article.raised import raised

FIRST = "La région a voté lundi un plan de 30 millions d'euros pour ses lycées, après deux jours de débats."
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def paragraph(xml: str) -> Any:
    return parse_xml(
        f'<w:p {nsdecls("w", "r")} xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
        f' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">{xml}</w:p>'
    )


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def saved(
    made: Any, parts: dict[str, str] | None = None, replacements: dict[bytes, bytes] | None = None
) -> bytes:
    """Return a document with parts added and bytes replaced in all parts."""
    file = io.BytesIO()
    made.save(file)
    out = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            for before, after in (replacements or {}).items():
                content = content.replace(before, after)
            if parts and name.endswith("document.xml.rels"):
                relations = "".join(
                    f'<Relationship Id="rIdX{part}" Target="{part}.xml" Type="http://schemas.openxmlformats.org'
                    f'/officeDocument/2006/relationships/{part}"/>'
                    for part in parts
                )
                content = content.replace(b"</Relationships>", relations.encode() + b"</Relationships>")
            new.writestr(name, content)
        for part, added in (parts or {}).items():
            new.writestr(f"word/{part}.xml", added)
    return out.getvalue()


def read_with(*paragraphs: str, **options: Any) -> Article:
    made = docx.Document()
    made.add_paragraph(FIRST)
    for xml in paragraphs:
        made.element.body.insert(len(made.element.body) - 1, paragraph(xml))
    return read(saved(made, **options), name="a.docx", language="fr")


def last(article: Article) -> str:
    return article.block_text(article.blocks[-1])


@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_follow_the_text_without_their_marks(kind: str) -> None:
    ns = nsdecls("w")
    notes = (
        f'<w:{kind}s {ns}><w:{kind} w:id="0" w:type="separator"><w:p/></w:{kind}>'
        f'<w:{kind} w:id="3"><w:p><w:r><w:{kind}Ref/></w:r>{run(" Dix-neuf voix contre six.")}'
        f"</w:p></w:{kind}>"
        f'<w:{kind} w:id="4"><w:p>{run("Sans les absents.")}</w:p></w:{kind}></w:{kind}s>'
    )
    body = (
        run("Le plan est adopté")
        + f'<w:r><w:{kind}Reference w:id="3"/></w:r>'
        + run(" de peu")
        + f'<w:r><w:{kind}Reference w:id="4"/></w:r>'
        + run(".")
    )
    article = read_with(body, parts={f"{kind}s": notes})
    assert [article.block_text(block) for block in article.blocks[1:]] == [
        "Le plan est adopté de peu.",
        "Dix-neuf voix contre six.",
        "Sans les absents.",
    ]


def test_a_mark_that_the_author_has_chosen_is_left_out() -> None:
    note = f'<w:footnote w:id="2"><w:p>{run("Une note.")}</w:p></w:footnote>'
    notes = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>"
    mark = '<w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>*</w:t></w:r>'
    article = read_with(run("Le plan") + mark + run(" est voté."), parts={"footnotes": notes})
    assert article.text.split("\n\n")[1:] == ["Le plan est voté.", "Une note."]


@pytest.mark.parametrize(
    "formatting", ["<w:strike/>", "<w:dstrike/>", "<w:vanish/>", '<w:strike w:val="1"/>']
)
def test_struck_and_hidden_text_is_left_out_with_a_notice(formatting: str) -> None:
    article = read_with(run("Il coûte ") + run("5 millions", formatting) + run(" 6 millions."))
    assert last(article) == "Il coûte 6 millions."
    assert article.notices == ("Struck-through or hidden text has been left out.",)


def test_formatting_switched_off_is_ignored() -> None:
    article = read_with(
        run("Il coûte ") + run("6 millions", '<w:strike w:val="0"/><w:vanish w:val="false"/>') + run(".")
    )
    assert last(article) == "Il coûte 6 millions."
    assert article.notices == ()


def test_text_struck_by_a_style_is_left_out() -> None:
    made = docx.Document()
    style = made.styles.add_style("Rayé", WD_STYLE_TYPE.CHARACTER)
    style.font.strike = True
    line = made.add_paragraph(f"{FIRST} Le prix est de ")
    line.add_run("7 euros", style)
    line.add_run(" 8 euros.")
    assert last(read(saved(made), name="a.docx")).endswith("Le prix est de 8 euros.")


@pytest.mark.parametrize(
    ("before", "small", "after", "text"),
    [
        ("Il y a 10", "6", " arbres.", "Il y a 10⁶ arbres."),
        ("Soit 3 × 10", "-3", " g.", "Soit 3 × 10⁻³ g."),
        ("Une salle de 40 m", "2", " à louer.", "Une salle de 40 m² à louer."),
        ("Il y a 8 400", "1", " habitants.", "Il y a 8 400 habitants."),
        ("Le vote de 2023", "2", " compte.", "Le vote de 2023 compte."),
        ("Selon l'institut", "[3]", ", oui.", "Selon l'institut, oui."),
        ("Le 1", "er", " juin.", "Le 1er juin."),
        ("Le café coûte 12", "50", " francs.", "Le café coûte 12,50 francs."),
        ("Au XIX", "e", " siècle.", "Au XIXe siècle."),
        ("M", "me", " Petit.", "Mme Petit."),
        ("Le n", "o", " 5.", "Le no 5."),
        ("Le club", "*", " gagne.", "Le club gagne."),
    ],
)
def test_raised_text_is_read_as_a_superscript_or_note(before: str, small: str, after: str, text: str) -> None:
    article = read_with(run(before) + run(small, '<w:vertAlign w:val="superscript"/>') + run(after))
    assert last(article) == text


def test_text_raised_by_position_is_raised() -> None:
    power = run("4", '<w:position w:val="6"/><w:sz w:val="14"/>')
    assert last(read_with(run("Il y a 10") + power + run(" arbres."))) == "Il y a 10⁴ arbres."
    nudged = run("4", '<w:position w:val="1"/>')
    assert last(read_with(run("Il y a 10") + nudged + run(" arbres."))) == "Il y a 104 arbres."


def test_zero_width_characters_inside_words_are_removed() -> None:
    assert last(read_with(run("Le gou\u200bver\u00adnement vote."))) == "Le gouvernement vote."


def test_a_power_may_be_in_several_runs() -> None:
    small = '<w:vertAlign w:val="superscript"/>'
    assert (
        last(read_with(run("Il faut 10") + run("1", small) + run("2", small) + run(" ans.")))
        == "Il faut 10¹² ans."
    )
    assert raised("", "1") == "1 "


@pytest.mark.parametrize(
    ("font", "code", "text"),
    [("Symbol", "F0A3", "≤"), ("Symbol", "F0B1", "±"), ("Symbol", "F061", "α"), ("Wingdings", "F0FC", "✓")],
)
def test_symbols_are_read(font: str, code: str, text: str) -> None:
    article = read_with(
        run("Le seuil ") + f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>' + run(" 3 %.")
    )
    assert last(article) == f"Le seuil {text} 3 %."


def test_private_use_characters_of_the_symbol_font_are_read() -> None:
    article = read_with(run("Le seuil ") + run("\uf0b3", '<w:rFonts w:ascii="Symbol"/>') + run(" 3 %."))
    assert last(article) == "Le seuil ≥ 3 %."


def test_formulas_are_read() -> None:
    formula = (
        "<m:oMath><m:r><m:t>E=m</m:t></m:r><m:sSup><m:e><m:r><m:t>c</m:t></m:r></m:e>"
        "<m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup><m:r><m:t>+</m:t></m:r>"
        "<m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>"
    )
    assert last(read_with(run("On écrit ") + formula + run("."))) == "On écrit E=mc²+a/b."


def test_an_emoji_with_a_fallback_is_read_once() -> None:
    emoji = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="w16se"><w:t>?</w:t></mc:Choice>'
        "<mc:Fallback><w:t>😀</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert last(read_with(run("Bravo ") + emoji + run(" !"))) == "Bravo 😀 !"


def mathematics(*parts: str) -> str:
    """Return Office Math: each part is markup, or text for a run."""
    return "".join(part if part.startswith("<") else f"<m:r><m:t>{part}</m:t></m:r>" for part in parts)


def element(name: str, *, pr: str = "", **children: str) -> str:
    inside = "".join(f"<m:{tag}>{mathematics(text)}</m:{tag}>" for tag, text in children.items())
    return f"<m:{name}><m:{name}Pr>{pr}</m:{name}Pr>{inside}</m:{name}>"


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        (element("nary", pr='<m:chr m:val="∑"/>', sub="i=1", sup="n", e="x"), "∑_(i=1)ⁿ x"),
        (element("nary", sub="0", sup="1", e="f(x)dx"), "∫₀¹ f(x)dx"),
        (element("f", num="a+b", den="2"), "(a+b)/2"),
        (element("f", num="1", den=element("f", num="a", den="b")), "1/(a/b)"),
        (element("sSup", e="x", sup="n+1"), "xⁿ⁺¹"),
        (element("sSup", e="x", sup="a+1"), "x^(a+1)"),
        (element("sSup", e="10", sup="−3"), "10⁻³"),
        (element("sSub", e="H", sub="2"), "H₂"),
        (element("sSub", e="x", sub="i"), "x_i"),
        (element("d", e="a+b"), "(a+b)"),
        (element("d", pr='<m:begChr m:val="["/><m:endChr m:val="["/>', e="0, 1"), "[0, 1["),
        (element("d", pr='<m:begChr m:val="{"/><m:endChr m:val=""/>', e="x"), "{x"),
        (element("rad", deg="", e="x+1"), "√(x+1)"),
        (element("rad", deg="3", e="8"), "³√8"),
        (element("func", fName="cos", e="x"), "cos x"),
        (element("limLow", e="lim", lim="x→0"), "lim_(x→0)"),
        ("<w:ins><m:r><m:t>y</m:t></m:r></w:ins><w:del><m:r><m:t>z</m:t></m:r></w:del>", "y"),
    ],
)
def test_a_formula_is_read_as_one_line(formula: str, line: str) -> None:
    read = read_with(run("Soit ") + f"<m:oMath>{formula}</m:oMath>" + run("."))
    assert last(read) == f"Soit {line}."


def test_the_prompt_of_an_empty_field_is_left_out() -> None:
    empty = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>%s</w:sdtContent></w:sdt>"
    filled = "<w:sdt><w:sdtPr/><w:sdtContent>%s</w:sdtContent></w:sdt>"
    line = empty % run("Cliquez ici pour entrer du texte.") + run("Le plan est ") + filled % run("voté.")
    assert last(read_with(line)) == "Le plan est voté."


@pytest.mark.parametrize(("letter", "rest"), [("L", "e plan est voté."), ("À ", "Lyon, il est voté.")])
def test_a_drop_capital_is_joined_to_its_paragraph(letter: str, rest: str) -> None:
    frame = '<w:pPr><w:framePr w:dropCap="drop" w:lines="3"/></w:pPr>'
    assert read_with(frame + run(letter), run(rest)).text.split("\n\n")[1:] == [letter + rest]


def test_paragraphs_whose_break_has_been_deleted_are_joined() -> None:
    deleted = '<w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>'
    article = read_with(deleted + run("Le plan "), run("est voté."), run("Il entre en vigueur."))
    assert article.text.split("\n\n")[1:] == ["Le plan est voté.", "Il entre en vigueur."]


def test_a_part_in_another_format_has_a_notice() -> None:
    made = docx.Document()
    made.add_paragraph(FIRST)
    made.element.body.insert(1, parse_xml(f'<w:altChunk {nsdecls("w", "r")} r:id="rId99"/>'))
    assert read(saved(made), name="a.docx", language="fr").notices == (
        "A part of the document in another format has been left out; open it in Word, and save it again.",
    )


def test_a_table_of_contents_is_left_out() -> None:
    made = docx.Document()
    made.styles.add_style("TOC 1", WD_STYLE_TYPE.PARAGRAPH)
    made.add_paragraph("Le plan\t3", style="TOC 1")
    made.add_paragraph(FIRST)
    article = read(saved(made), name="a.docx", language="fr")
    assert [article.block_text(block) for block in article.story()] == [FIRST]


def test_lists_keep_their_numbers() -> None:
    made = docx.Document()
    made.add_paragraph(FIRST)
    for text in ("Le bus est gratuit.", "Le train ne l'est pas."):
        made.add_paragraph(text, style="List Number")
    made.add_paragraph("Sans numéro.", style="List Bullet")
    made.add_paragraph("Le vélo est prêté.", style="List Number")
    article = read(saved(made), name="a.docx", language="fr")
    assert [article.block_text(block) for block in article.blocks[1:]] == [
        "1. Le bus est gratuit.",
        "2. Le train ne l'est pas.",
        "Sans numéro.",
        "3. Le vélo est prêté.",
    ]


def test_a_table_of_figures_is_read_row_by_row() -> None:
    made = docx.Document()
    made.add_paragraph(FIRST)
    table = made.add_table(rows=3, cols=3)
    rows = (("Ville", "2024", "2025"), ("Nantes", "12", "15"), ("Brest", "", "9"))
    for cells, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    article = read(saved(made), name="a.docx", language="fr")
    assert article.text.split("\n\n")[1:] == ["Ville | 2024 | 2025", "Nantes | 12 | 15", "Brest |  | 9"]


def test_a_cell_may_have_two_short_lines() -> None:
    made = docx.Document()
    made.add_paragraph(FIRST)
    table = made.add_table(2, 2)
    for cell, text in zip(table._cells, ["Ville", "Coût", "Brest\nFinistère", "4 M€"], strict=True):
        cell.text = text
    assert read(saved(made), name="a.docx").text.split("\n\n")[1:] == [
        "Ville | Coût",
        "Brest Finistère | 4 M€",
    ]


def test_a_table_may_have_a_heading_over_all_columns() -> None:
    made = docx.Document()
    made.add_paragraph(FIRST)
    table = made.add_table(rows=3, cols=2)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Étals par ville"
    for cells, texts in zip(table.rows[1:], (("Nantes", "12"), ("Brest", "9")), strict=True):
        for cell, text in zip(cells.cells, texts, strict=True):
            cell.text = text
    article = read(saved(made), name="a.docx", language="fr")
    assert article.text.split("\n\n")[1:] == ["Étals par ville", "Nantes | 12", "Brest | 9"]


def test_a_table_for_layout_is_read_by_paragraphs() -> None:
    made = docx.Document()
    cells = made.add_table(rows=1, cols=2).rows[0].cells
    cells[0].text = FIRST
    cells[1].text = "Le second vote a lieu mardi, selon la présidente de la région."
    cells[1].add_paragraph("Il sera serré.", style="List Number")
    article = read(saved(made), name="a.docx", language="fr")
    assert article.text.split("\n\n") == [
        FIRST,
        "Le second vote a lieu mardi, selon la présidente de la région.",
        "1. Il sera serré.",
    ]


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_documents_with_macros_and_templates_are_read(kind: str) -> None:
    made = docx.Document()
    made.add_paragraph(FIRST)
    data = saved(made, replacements={MAIN.encode(): kind.encode()})
    assert read(data, name="a.docm", language="fr").text == FIRST


def test_strict_documents_are_read() -> None:
    made = docx.Document()
    made.add_heading("Un plan pour les lycées", 0)
    made.add_paragraph(FIRST)
    data = saved(
        made,
        replacements={
            b"http://schemas.openxmlformats.org/officeDocument/2006": b"http://purl.oclc.org/ooxml/officeDocument",
            b"http://schemas.openxmlformats.org/wordprocessingml/2006": b"http://purl.oclc.org/ooxml/wordprocessingml",
        },
    )
    article = read(data, name="a.docx", language="fr")
    assert (article.title, last(article)) == ("Un plan pour les lycées", FIRST)


def test_a_docm_file_is_read_by_its_suffix(tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph(FIRST)
    path = tmp_path / "a.docm"
    path.write_bytes(
        saved(made, replacements={MAIN.encode(): b"application/vnd.ms-word.document.macroEnabled.main+xml"})
    )
    assert read(path, language="fr").text == FIRST

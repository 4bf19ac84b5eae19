"""A briefing as a Word document, with source text and English side by side."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from passerelle.briefing.types import Briefing
from passerelle.languages.identify import language_name
from passerelle.output import wording
from passerelle.output.keys import Key, keys
from passerelle.output.xml import xml_text
from translate.types import Segment

if TYPE_CHECKING:
    import docx

Rows = Iterable[Sequence[tuple[Key, Segment]]]
# Timestamp of every file in the archive, so that the same briefing gives the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


def write(briefing: Briefing) -> bytes:
    """Return a Word document: heading, brief, differences, then a table with one paragraph per row."""
    import docx  # imported here because it takes a tenth of a command's start-up time
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18)
    document.core_properties.title = xml_text(wording.title(briefing))[:255]
    document.core_properties.author = "Passerelle"
    document.add_heading(_line(wording.title(briefing)), 0)
    article = briefing.article
    named = article.source_url and f"Original named in the article: {article.source_url}"
    for line in filter(None, (article.byline, named, *wording.notices(briefing))):
        document.add_paragraph(_line(line))
    if briefing.brief.sentences:
        document.add_heading("Brief", 1)
    for sentence, agreement in wording.claims(briefing):
        numbers = wording.numbers(keys("version", sentence.evidence))
        document.add_paragraph(_line(f"{sentence.text} {numbers} {agreement}"), style="List Bullet")
    for line in filter(None, (briefing.caution, briefing.original_problem)):
        document.add_paragraph(_line(line))
    if briefing.crosscheck:
        document.add_heading(_line(wording.differences(briefing)), 1)
        document.add_paragraph(_line(wording.matched(briefing)))
        for line in wording.difference_lines(briefing, weak=False):
            document.add_paragraph(_line(line), style="List Bullet")
        if possible := wording.possible(briefing):
            document.add_paragraph(f"{possible}:")
        for line in wording.difference_lines(briefing, weak=True):
            document.add_paragraph(_line(line), style="List Bullet")
    language = language_name(article.language)
    document.add_heading(f"English and {_line(language)}", 1)
    _table(document, ("English", language), wording.paragraphs(article, briefing.translation))
    if briefing.original:
        original = briefing.original
        language = language_name(original.article.language)
        document.add_heading(f"The {_line(language)} original", 1)
        rows = wording.paragraphs(original.article, original.translation, "original")
        _table(document, ("English", language), rows)
    for heading, remarks in wording.remarks(briefing).items():
        document.add_heading(heading, 1)
        for remark in remarks:
            document.add_paragraph(_line(remark), style="List Bullet")
    document.add_paragraph(_line(wording.made_by(briefing)))
    return _packed(document)


def _table(document: "docx.document.Document", heads: tuple[str, str], rows: Rows) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Pt

    table = document.add_table(rows=1, cols=2, style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(_line(head)).bold = True
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # repeated on every page
    for paragraph in rows:
        english, source = table.add_row().cells
        for key, segment in paragraph:
            marked = wording.marked(key, segment).strip("[]")
            for cell, name, text in ((english, marked, segment.target), (source, key.name, segment.source)):
                number = cell.paragraphs[0].add_run(f"{name}\N{NO-BREAK SPACE}")
                number.font.superscript, number.font.size = True, Pt(8)
                run = cell.paragraphs[0].add_run(f"{_line(text)} ")
                # Word would mark every word of the other language as misspelled.
                run.font.no_proof = True if cell is source else None


def _line(text: str) -> str:
    return xml_text(wording.one_line(text))


def _packed(document: "docx.document.Document") -> bytes:
    """Return the bytes of a document without its creation time."""
    made, fixed = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _DATE), source.read(name), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()

"""Exchange formats: XLIFF, TMX, Word and TBX, read back with the libraries that other tools use."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pytest
import versions
from docx.oxml.ns import qn
from limits import within
from lxml import etree

from passerelle.briefing import Briefing
from passerelle.briefing.corrections import GivenEnglish, replaced
from passerelle.errors import TranslationError
from passerelle.output import FORMATS
from passerelle.output.xliff import NAMESPACE
from translate import Glossary, exchange
from translate.exchange import units
from translate.types import Finding

HOSTILE = "a\x00b <script>&amp;]]> \ud800 🙂.com"


def edited() -> Briefing:
    """Return two versions with a corrected sentence, a finding, and characters that XML cannot contain."""
    made = versions.briefing()
    segments = list(made.translation.segments)
    segments[2] = replace(segments[2], findings=(Finding("name", HOSTILE),))
    segments[3] = replace(segments[3], confidence="unreliable")
    translation = replace(made.translation, segments=tuple(segments))
    return replace(
        made, translation=replaced(translation, GivenEnglish({segments[1].source: HOSTILE}).applied)
    )


def parsed(name: str) -> etree._Element:
    return etree.fromstring(FORMATS[name].content(edited()))


def test_xliff_has_the_structure_of_the_schema() -> None:
    root, made = parsed("xliff"), edited()
    x = {"x": NAMESPACE}
    assert root.tag == f"{{{NAMESPACE}}}xliff"
    assert dict(root.attrib) == {"version": "2.0", "srcLang": "fr", "trgLang": "en"}
    children = {
        "xliff": ["file"], "file": ["unit"], "unit": ["notes", "segment", "ignorable"],
        "notes": ["note"], "segment": ["source", "target"], "ignorable": ["source"],
        "note": [], "source": [], "target": [],
    }  # fmt: skip
    needed = {"file": {"id"}, "unit": {"id"}}
    allowed = {
        "file": {"id", "original"}, "unit": {"id"}, "segment": {"id", "state"}, "ignorable": {"id"},
        "note": {"category", "appliesTo"},
    }  # fmt: skip
    for node in root.iter():
        name = etree.QName(node).localname
        names = [etree.QName(child).localname for child in node]
        assert set(names) <= set(children[name])
        own = {key for key in node.attrib if not key.startswith("{")}
        assert needed.get(name, set()) <= own
        assert name == "xliff" or own <= allowed.get(name, set())
        if name == "unit":
            assert "segment" in names  # at least one, after the notes
            assert "notes" not in names[1:]
            ids = [child.get("id") for child in node if child.get("id")]
            assert len(ids) == len(set(ids))
    assert {s.get("state") for s in root.iterfind(".//x:segment", x)} <= {
        "initial", "translated", "reviewed", "final",
    }  # fmt: skip
    sources = [s.text for s in root.iterfind(".//x:segment/x:source", x)]
    assert sources == [s.source for s in made.translation.segments]
    assert [s.get("state") for s in root.iterfind(".//x:segment", x)].count("reviewed") == 1
    assert "".join(n.text or "" for n in root.iterfind(".//x:note", x)).startswith("a�b <script>")


def test_xliff_names_the_article_and_not_its_original() -> None:
    made = edited()
    pasted = replace(made, article=replace(made.article, name=None))
    for briefing, name in ((made, made.article.name), (pasted, "French article")):
        [file] = etree.fromstring(FORMATS["xliff"].content(briefing))
        assert file.get("original") == name


def test_tmx_is_read_back_as_a_translation_memory() -> None:
    root, made = parsed("tmx"), edited()
    assert (root.tag, root.get("version")) == ("tmx", "1.4")
    header = root.find("header")
    assert header is not None
    assert set(header.attrib) == {
        "creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype",
    }  # fmt: skip
    units = exchange.units(FORMATS["tmx"].content(made).decode())
    assert made.original
    assert len(units) == 12 + 14  # unreliable sentences are not written to a memory
    assert (units[0].source, units[0].target, units[0].language) == (
        made.translation.segments[0].source,
        versions.VERSION[0],
        "fr",
    )
    assert units[-1].language == "vi"
    assert [p.text for p in root.iterfind(".//prop")].count("person") == 1


def test_sentences_from_a_translation_memory_are_not_those_of_a_person() -> None:
    made = versions.briefing()
    first, *others = made.translation.segments
    translation = replace(made.translation, segments=(replace(first, kind="remembered"), *others))
    made = replace(made, translation=translation)
    assert ">memory</prop>" in FORMATS["tmx"].content(made).decode()
    assert "person" not in FORMATS["tmx"].content(made).decode()
    assert "reviewed" not in FORMATS["xliff"].content(made).decode()
    page = FORMATS["html"].content(made).decode()
    assert '<span class="pv-tag pv-tag-edited">from your translation memory</span>' in page
    assert Briefing.from_json(made.to_json()) == made


def test_a_word_document_has_the_texts_side_by_side() -> None:
    content, made = FORMATS["docx"].content(edited()), edited()
    assert content == FORMATS["docx"].content(edited())
    document = docx.Document(io.BytesIO(content))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "4 differences from the Vietnamese original" in said
    assert "The first tests will take place on October 3. [11] (The versions differ)" in said
    article, original = document.tables
    assert [cell.text for cell in article.rows[0].cells] == ["English", "French"]
    english, french = article.rows[1].cells
    assert versions.VERSION[0] in english.text
    assert made.translation.segments[0].source in french.text
    assert "1 possible difference:\n" in said  # the plain text refers to the other formats for it
    assert any(
        "\N{NO-BREAK SPACE}" in cell.text and ", unreliable" in cell.text for cell in article.columns[0].cells
    )
    assert not any(", unreliable" in cell.text for cell in article.columns[1].cells)
    # Word does not check the spelling of the other language, and repeats the head on every page.
    assert all(run.font.no_proof for run in french.paragraphs[0].runs[1::2])
    assert not any(run.font.no_proof for run in english.paragraphs[0].runs)
    head = article.rows[0]._tr.get_or_add_trPr()
    assert head.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in original.rows[0].cells] == ["English", "Vietnamese"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None


def test_sentences_edited_by_hand_are_marked_in_texts_and_documents() -> None:
    made = edited()
    [number] = [n for n, s in enumerate(made.translation.segments, start=1) if s.kind == "edited"]
    mark = f"{number}, edited by hand"
    assert FORMATS["txt"].content(made).decode().count(f"[{mark}]") == 1
    assert FORMATS["md"].content(made).decode().count(mark) == 1
    table = docx.Document(io.BytesIO(FORMATS["docx"].content(made))).tables[0]
    assert sum(cell.text.count(mark) for cell in table.columns[0].cells) == 1
    assert not any(mark in cell.text for cell in table.columns[1].cells)


TBX = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="1"><langSec xml:lang="fr-FR"><termSec><term>maire</term></termSec></langSec>
<langSec xml:lang="en"><termSec><term>mayor</term></termSec></langSec></conceptEntry></body></text></tbx>"""
MARTIF = """<martif type="TBX" xml:lang="en"><text><body><termEntry id="1">
<langSet xml:lang="vi"><tig><term>thủ tướng</term></tig></langSet>
<langSet xml:lang="en-GB"><ntig><termGrp><term>prime minister</term></termGrp></ntig></langSet>
</termEntry></body></text></martif>"""
# Its units lie within each other.
NESTED = (
    "<tmx><body>"
    + "<tu>" * 250
    + '<tuv xml:lang="fr"><seg>maire</seg></tuv><tuv xml:lang="en"><seg>mayor</seg></tuv>' * 10_000
    + "</tu>" * 250
    + "</body></tmx>"
)
NESTED_TERMS = (
    "<tbx><text><body>"
    + '<termEntry><langSet xml:lang="fr"><tig><term>maire</term></tig></langSet><langSet xml:lang="en">' * 60
    + "<tig><term>mayor</term></tig>" * 30_000
    + "</langSet></termEntry>" * 60
    + "</body></text></tbx>"
)
TMX = """<?xml version="1.0" encoding="UTF-16"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd"><tmx version="1.4"><header/><body>
<tu><tuv xml:lang="en-US"><seg>high-school <bpt i="1">x</bpt>diploma</seg></tuv>
<tuv xml:lang="fr"><seg>bac</seg></tuv></tu>
<tu><tuv xml:lang="fr"><seg>Il pleut à Paris.</seg></tuv>
<tuv xml:lang="EN"><seg>It rains in Paris.</seg></tuv></tu>
</body></tmx>"""


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        (TBX, [("maire", "mayor", "fr")]),
        (MARTIF, [("thủ tướng", "prime minister", "vi")]),
        (TMX, [("bac", "high-school diploma", "fr")]),
    ],
)
def test_tbx_and_tmx_are_read_as_glossaries(text: str, terms: list[tuple[str, ...]], tmp_path: Path) -> None:
    path = tmp_path / "terms.xml"
    path.write_text(text, encoding="utf-8")
    for source in (text, text.encode(), path):
        assert [(t.source, t.target, t.language) for t in Glossary.read(source).terms] == terms


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<tmx><body>", "not well-formed XML"),
        ("<html></html>", "neither TMX nor TBX"),
        ("<tmx><body><tu/></body></tmx>", "contains no English translations"),
        (TMX.replace("bac", "Il pleut."), "sentences rather than terms"),
        (
            '<!DOCTYPE t [<!ENTITY x SYSTEM "file:///etc/passwd">]><tmx>&x;</tmx>',
            "contains no English translations",
        ),
        ('<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><tmx>&b;</tmx>', "no English"),
    ],
)
def test_a_malformed_exchange_file_is_a_one_sentence_error(text: str, said: str) -> None:
    with pytest.raises(TranslationError, match=said):
        Glossary.read(text)


@pytest.mark.parametrize(("text", "count"), [(NESTED, 10_000), (NESTED_TERMS, 1)])
def test_units_within_units_are_read_in_linear_time(text: str, count: int) -> None:
    with within(10):
        assert len(units(text)) == count

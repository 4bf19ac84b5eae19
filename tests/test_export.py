import io
import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import docx
import lxml.html
import pytest
import versions
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from passerelle.article.types import Article, Block
from passerelle.briefing.types import Briefing, Timings
from passerelle.output import FORMATS
from passerelle.output.json import write as to_json
from passerelle.output.markdown import escape
from passerelle.output.markdown import write as to_markdown
from passerelle.output.text import write as to_text
from passerelle.spans import Span
from summarize.types import Brief, BriefSentence, Headline, Omission
from translate.types import Finding, Repair, Segment, Translation

# The strictest renderer: all extensions of the library, and addresses become links.
RENDERER = MarkdownIt("js-default", {"html": True, "linkify": True})

SEGMENTS = [("Crue à Huế", "Flood in Huế"), ("L’eau monte.", "Water rises."), ("« Partez »", "“Leave”")]


def briefing(sources: list[tuple[str, str]] = SEGMENTS, name: str | None = "crue.txt") -> Briefing:
    """Return a briefing whose first segment is the title and the others one paragraph."""
    segments, source, target = [], "", ""
    for i, (french, english) in enumerate(sources):
        gap = "" if i == 0 else "\n\n" if i == 1 else " "
        source, target = source + gap, target + gap
        segments.append(
            Segment(
                source=french,
                target=english,
                start=len(source),
                end=len(source) + len(french),
                target_start=len(target),
                target_end=len(target) + len(english),
                score=-0.25 if i else None,
                kind="translated" if i else "copied",
                truncated=i == 2,
            )
        )
        source, target = source + french, target + english
    text = f"{source}\nSource : https://example.org/a"
    blocks = (
        Block("title", segments[0].start, segments[0].end),
        Block("paragraph", segments[1].start, segments[-1].end),
        Block("link", len(source) + 1, len(text)),
    )
    sentence = BriefSentence(sources[1][1], (2, 1), 0.75, "compressed", ("left out: today",))
    return Briefing(
        article=Article(text, blocks, "fr", "https://example.org/a", name),
        translation=Translation(text, target, tuple(segments), "fr", "fr-en#1|int8"),
        brief=Brief(
            (sentence,),
            tuple(s.target for s in segments),
            "brief-en#2|int8",
            Headline("Water rises", (1,)),
            (Omission("Fire.", ("the text does not support it",)),),
        ),
        timings=Timings(0.5, 1.25, 0.25),
        signature="passerelle:1|translate.fr:x|summarize.en:y",
    )


def test_export_formats_have_unique_names_and_endings() -> None:
    assert list(FORMATS) == [row.name for row in FORMATS.values()]
    endings = [ending for row in FORMATS.values() for ending in row.endings]
    assert len(set(endings)) == len(endings)
    assert {name: row.media_type for name, row in FORMATS.items() if name in ("html", "md", "json")} == {
        "html": "text/html",
        "md": "text/markdown",
        "json": "application/json",
    }
    for row in FORMATS.values():
        assert row.label
        assert all(ending.startswith(".") for ending in row.endings)
        written = row.write(briefing())
        if isinstance(written, bytes):
            written = zipfile.ZipFile(io.BytesIO(written)).read("word/document.xml").decode()
        assert "Flood in Huế" in written


def test_a_briefing_looks_up_its_formats_when_called(monkeypatch: pytest.MonkeyPatch) -> None:
    made = briefing()
    assert (made.to_json(), made.to_markdown()) == (to_json(made), to_markdown(made))
    monkeypatch.setitem(FORMATS, "html", replace(FORMATS["html"], module="text"))
    assert made.to_html() == made.to_text()


def test_json_contains_the_whole_briefing() -> None:
    made = briefing()
    content = json.loads(to_json(made))
    assert content["schema"] == "passerelle.briefing/2"
    assert content["signature"] == made.signature
    article = content["article"]
    assert (article["text"], article["language"], article["source_url"], article["name"]) == (
        made.article.text,
        "fr",
        "https://example.org/a",
        "crue.txt",
    )
    assert [article["text"][b["start"] : b["end"]] for b in article["blocks"]] == [
        made.article.block_text(block) for block in made.article.blocks
    ]
    segments = content["translation"]["segments"]
    assert tuple(Segment(**segment | {"findings": ()}) for segment in segments) == made.translation.segments
    for segment in segments:
        assert article["text"][segment["start"] : segment["end"]] == segment["source"]
        english = content["translation"]["text"][segment["target_start"] : segment["target_end"]]
        assert english == segment["target"]
    assert content["brief"]["sentences"] == [
        {
            "text": "Water rises.",
            "evidence": [
                {"segment": 2, "source": "« Partez »", "target": "“Leave”"},
                {"segment": 1, "source": "L’eau monte.", "target": "Water rises."},
            ],
            "support": 0.75,
            "method": "compressed",
            "agreement": None,
            "steps": ["left out: today"],
        }
    ]
    assert content["brief"]["headline"] == {"text": "Water rises", "evidence": [1]}
    assert content["brief"]["omissions"] == [{"text": "Fire.", "reasons": ["the text does not support it"]}]
    assert content["timings"] == {
        "read": 0.5,
        "translate": 1.25,
        "original": 0.0,
        "summarize": 0.25,
        "total": 2.0,
    }
    assert (content["original"], content["original_problem"], content["crosscheck"]) == (None, None, None)


def test_json_contains_the_original_and_the_differences() -> None:
    made = versions.briefing()
    content = json.loads(to_json(made))
    assert made.original
    assert made.crosscheck
    assert content["original"]["article"]["text"] == made.original.article.text
    source = content["original"]["translation"]["segments"]
    assert [s["target"] for s in source] == list(versions.ORIGINAL)
    assert [s["agreement"] for s in content["brief"]["sentences"]] == ["both", "version_only", "differs"]
    found = content["crosscheck"]
    assert (found["version_partners"], found["original_partners"]) == (12, 12)
    assert [(tuple(p["version"]), tuple(p["original"])) for p in found["pairs"]] == [
        (p.version, p.original) for p in made.crosscheck.pairs
    ]
    number = next(d for d in found["differences"] if d["kind"] == "number")
    (place,) = number["original"]
    assert source[place["segment"]]["target"][place["start"] : place["end"]] == "16 km"
    assert number["pair"] == 6
    assert not number["weak"]


def test_markdown_lists_differences_and_shows_the_original_alongside() -> None:
    markdown = to_markdown(versions.briefing())
    text = rendered(markdown).text
    assert "- A similar line has existed in Bangkok since 2019. \\[7\\] (Only in the French)\n" in markdown
    assert "[6][o7] Number: French 18 kilomètres, Vietnamese 16 km" in text
    assert "4 differences from the Vietnamese original. 12 of 13 French sentences match" in text
    assert text.index("1 possible difference:") < text.index("English and French")
    # Next to its partner paragraph; paragraphs without one come last.
    assert text.index("Tuyến đầu tiên dài 16 km") < text.index("Chaque bateau transportera")
    assert text.index("In the original only") < text.index("Thành phố hứa sẽ bồi thường")


def test_plain_text_is_an_export_format() -> None:
    made = versions.briefing()
    assert made.original
    cut = replace(made.original.translation.segments[0], truncated=True)
    segments = (cut, *made.original.translation.segments[1:])
    original = replace(made.original, translation=replace(made.original.translation, segments=segments))
    lines = FORMATS["txt"].write(replace(made, original=original)).splitlines()
    assert FORMATS["txt"].endings == (".txt",)
    assert "• A similar line has existed in Bangkok since 2019. [7] (Only in the French)" in lines
    assert "≠ [6] Number: French 18 kilomètres, Vietnamese 16 km" in lines
    assert f"≠ Only in the Vietnamese: {versions.ORIGINAL[12]}" in lines
    assert lines[1:3] == [
        "Language: French · File: navettes-hai-phong.fr.txt",
        f"Original named in the article: {made.article.source_url}",
    ]
    assert lines[-1] == f"Machine translation and brief: {made.signature}"
    assert "[o" not in "\n".join(lines)  # its text is not in the file
    assert "(1 possible difference: see the other formats.)" in lines


def test_a_problem_with_the_original_is_reported() -> None:
    made = replace(
        versions.briefing(), original=None, crosscheck=None, agreement=(), original_problem="No *page*."
    )
    assert "\n## Original\n\nNo \\*page\\*.\n" in to_markdown(made)
    assert "\nNo comparison with the original. No *page*.\n" in to_text(made)
    unlike = replace(versions.briefing(), crosscheck=None, agreement=(), original_problem="Another story.")
    assert unlike.original
    [_, page] = to_markdown(unlike).split("## The page given as the original\n")
    # As many paragraphs as it has, each followed by its source.
    assert page.partition("\n## ")[0].count("\n> ") == len(list(unlike.original.article.story()))


def test_abbreviations_file_names_and_the_signature_need_no_backslashes() -> None:
    assert escape("The U.S. and E.U., at 3 p.m. by J.K. R.") == "The U.S. and E.U., at 3 p.m. by J.K. R."
    assert escape("evil.co and a.b.com") == "evil\\.co and a.b\\.com"
    made = replace(briefing(name="000_3f0*.txt"), signature="passerelle:0.2|max:128/256")
    markdown = to_markdown(made)
    assert " · File: `000_3f0*.txt`\n" in markdown
    assert markdown.endswith("Machine translation and brief: `passerelle:0.2|max:128/256`\n")
    assert " · File: a\\`b\\.txt\n" in to_markdown(briefing(name="a`b.txt"))


def test_the_original_of_a_word_document_is_labelled() -> None:
    made = docx.Document(io.BytesIO(FORMATS["docx"].content(versions.briefing())))
    shown = [paragraph.text for paragraph in made.paragraphs]
    assert f"Original named in the article: {versions.briefing().article.source_url}" in shown


def test_json_is_indented_and_deterministic() -> None:
    text = to_json(briefing())
    assert "Crue à Huế" in text
    assert text.endswith("}\n")
    assert not text.endswith("\n\n")
    assert text == to_json(briefing())


def test_json_with_a_lone_surrogate_round_trips() -> None:
    name = b"caf\xe9.txt".decode(errors="surrogateescape")
    text = to_json(briefing(name=name))
    assert json.loads(text.encode())["article"]["name"] == name


def test_markdown_numbers_the_sentences_that_the_brief_refers_to() -> None:
    made = briefing()
    markdown = to_markdown(made)
    assert markdown.startswith("# Flood in Huế\n")
    assert "- Water rises. \\[3\\]\\[2\\]\n" in markdown
    assert "\n\\[2\\] Water rises. \\[3\\] “Leave”\n\n> \\[2\\] L’eau monte. \\[3\\] « Partez »\n" in markdown
    assert rendered(markdown).text.count("[2]") == 3


def test_markdown_without_title_brief_or_source_is_complete() -> None:
    made = briefing()
    bare = replace(
        made,
        article=replace(made.article, blocks=made.article.blocks[1:2], source_url=None, name=None),
        brief=replace(made.brief, sentences=(), headline=None),
    )
    markdown = to_markdown(bare)
    assert markdown.startswith("# French article\n")
    assert "## Brief\n" not in markdown
    assert "Source:" not in markdown
    assert "Water rises." in markdown
    assert to_markdown(replace(bare, brief=made.brief)).startswith("# Water rises\n")


class Rendered(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def rendered(markdown: str) -> Rendered:
    return Rendered(RENDERER.render(markdown))


ATTACKS = [
    "# heading",
    "1. list",
    "2) list",
    "- list",
    "+ list",
    "* list",
    "> quote",
    "    code",
    "\tcode",
    "```\ncode\n```",
    "~~~ code",
    "a\n===",
    "a\n---",
    "---",
    "***bold*** __bold__ ~~gone~~ `code`",
    "<script>alert(1)</script>",
    "<!-- comment -->",
    "<https://evil.example>",
    "[link](javascript:alert(1))",
    "![image](https://evil.example/x.png)",
    "[ref]: https://evil.example\n[ref]",
    "&lt;b&gt; &amp; &#60;",
    "https://evil.example/a_b?c=d&e=f",
    "HTTP://EVIL.EXAMPLE www.evil.example WWW.1evil.example evil.com/x //evil.com",
    "mailto:a@evil.example a.b@evil.example",
    "🙂.com and ☎.example/x, 例.中国",
    "a | b\n--|--\n1 | 2",
    "back\\slash \\* \\",
    "hard  \nbreak\\\nbreak",
    "1.5 % of 3.000.000 at 15.30, U.S. and e.g. this",
    "\x1b[31mred\x00",
    "$x$ x^2^ [^1] {.class} @name :term",
    "12.",
    "",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_article_text_is_escaped_in_markdown(attack: str) -> None:
    for before in ("", "# ", "- ", "> ", "\\[1\\] "):
        check_escaped(attack, before)


@given(
    st.text(alphabet=st.sampled_from("ab1 .-+=#*_`~<>&[]()!\\|:/@wW\n\t\"'$^{}%“é\u00a0")),
    st.sampled_from(["", "# ", "- ", "> ", "\\[1\\] "]),
)
def test_any_text_is_escaped_in_markdown(text: str, before: str) -> None:
    check_escaped(text, before)


def check_escaped(text: str, before: str) -> None:
    alone = rendered(f"{before}x")
    result = rendered(before + escape(text))
    plain = " ".join(re.split(r"[ \t\n]+", text)).strip()
    plain = plain.replace("\x1b", "\ufffd").replace("\x00", "\ufffd")
    wanted = alone.tags if plain or before in ("# ", "\\[1\\] ") else [t for t in alone.tags if t != "p"]
    # An address is written as code, so that it is not a link and needs no escaping.
    assert [tag for tag in result.tags if tag != "code" or "http" not in text.lower()] == wanted
    assert result.text.strip("\n") == alone.text.strip("\n").replace("x", plain).rstrip(" ")


def test_hostile_articles_do_not_change_the_markdown_outline() -> None:
    def outline(made: Briefing) -> list[str]:
        # An address is code; the address of the article's original is a link.
        return [tag for tag in rendered(to_markdown(made)).tags if tag not in ("code", "a")]

    tame = outline(briefing())
    for attack in filter(None, ATTACKS):
        made = briefing([(attack, attack)] * 3, name=attack)
        made = replace(made, signature=attack, article=replace(made.article, source_url=attack))
        assert outline(made) == tame


def test_plain_text_has_no_control_characters() -> None:
    text = to_text(briefing([("\x1b]0;owned\x07", "\x1b[2J\nWater\r rises\x9b.")] * 3))
    assert "Water rises" in text
    assert {c for c in text if not c.isprintable()} == {"\n"}


def test_plain_text_shows_title_brief_and_paragraphs() -> None:
    assert to_text(briefing()).splitlines() == [
        "Flood in Huế",
        "Language: French · File: crue.txt",
        "Original named in the article: https://example.org/a",
        "",
        "• Water rises. [3][2]",
        "",
        "[1] Flood in Huế",
        "",
        "[2] Water rises. [3] “Leave”",
        "",
        "Sentences to check:",
        "[3] The model stopped early: words may be missing here; read the source.",
        "",
        f"Machine translation and brief: {briefing().signature}",
    ]


def test_findings_repair_and_alignment_are_in_every_export() -> None:
    made = briefing()
    finding = Finding("name", "“Huế” is missing from the *English*.", (Span(2, 4),), (Span(0, 5),))
    repaired = Repair("Watter rises.", ("“Watter” replaced by “Water”",))
    segments = list(made.translation.segments)
    segments[1] = replace(
        segments[1], findings=(finding,), repair=repaired, alignment=((Span(2, 5), Span(0, 5)),)
    )
    made = replace(made, translation=replace(made.translation, segments=tuple(segments)))
    [plain, marked, _] = json.loads(to_json(made))["translation"]["segments"]
    assert (plain["findings"], plain["repair"], plain["alignment"]) == ([], None, None)
    assert marked["findings"] == [
        {"check": "name", "message": finding.message, "source": [[2, 4]], "target": [[0, 5]]}
    ]
    assert marked["repair"] == {"output": "Watter rises.", "steps": list(repaired.steps)}
    assert marked["alignment"] == [[[2, 5], [0, 5]]]
    shown = RENDERER.render(to_markdown(made))
    assert "is missing from the *English*." in shown
    assert shown.index("Repaired sentences") < shown.index("The model wrote: Watter rises.")
    assert to_text(made).endswith(
        "\nSentences to check:\n[2] “Huế” is missing from the *English*.\n"
        "[3] The model stopped early: words may be missing here; read the source.\n"
        "\nRepaired sentences:\n[2] “Watter” replaced by “Water”. The model wrote: Watter rises.\n"
        f"\nMachine translation and brief: {made.signature}\n"
    )
    assert "Repaired sentences" not in to_text(briefing()) + to_markdown(briefing())
    sound = replace(made.translation, segments=(segments[0],))
    nothing = replace(made, translation=sound, brief=replace(made.brief, sentences=()))
    assert "Sentences to check" not in to_text(nothing) + to_markdown(nothing)


def test_the_repr_of_a_briefing_is_one_line() -> None:
    assert repr(briefing()) == "Briefing('Flood in Huế', language='fr', segments=3, brief=1)"
    assert repr(versions.briefing()).endswith("language='fr', segments=13, brief=3, differences=4)")
    long = repr(briefing([("\x1b[2J\n" + "mot " * 5000, "\x1b[2J\n" + "word " * 5000)] * 3))
    assert len(long) < 200
    assert long.isprintable()


def test_a_notebook_shows_the_reading_view_in_a_sandboxed_frame() -> None:
    made = briefing([("</iframe><script>alert(1)</script>\"'", "</iframe><script>alert(1)</script>\"'")] * 3)
    [frame] = lxml.html.fragments_fromstring(made._repr_html_())
    assert frame.tag == "iframe"
    assert frame.get("srcdoc") == made.to_html()
    assert "allow-same-origin" not in frame.get("sandbox")
    assert "Content-Security-Policy" in frame.get("srcdoc")

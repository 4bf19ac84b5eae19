import base64
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Literal

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from article import Article, Block
from article.model import BlockKind
from briefing import Briefing, ModelInUse, Timings, render
from summarize import Brief, BriefSentence
from translate import Segment, Translation

HOSTILE = [
    "<script>window.hacked = 1</script>",
    '"><img src=x onerror="window.hacked = 1">',
    "{{ 7 * 7 }} {% raw %} ${7 * 7} #{7}",
    "</style></script><svg onload=alert(1)>",
    "javascript:alert(1)//https://",
    "' onmouseover='window.hacked = 1",
    "<!-- ]]> &amp; &lt;b&gt;",
    "a\x00b\x1bc\ud800d\u202ee",
]


def briefing_of(first: str = "Il pleut.", english: str = "It rains.", second: str = "Il neige.") -> Briefing:
    caption = "Une rue. (Source : AFP)"
    link = "Source : https://example.org/a?b=1&c=2"
    text = f"{first} {second}\n\n{caption}\n{link}\nComment (0)"
    parts: list[tuple[BlockKind, str]] = [
        ("paragraph", f"{first} {second}"),
        ("caption", caption),
        ("link", link),
        ("boilerplate", "Comment (0)"),
    ]
    blocks, position = [], 0
    for kind, part in parts:
        start = text.index(part, position)
        position = start + len(part)
        blocks.append(Block(kind, start, position))
    spans = [
        (0, len(first)),
        (len(first) + 1, len(first) + 1 + len(second)),
        (blocks[1].start, blocks[1].end),
    ]
    targets = [english, "It snows.", "A street. (Source: AFP)"]
    segments = tuple(
        Segment(text[start:end], target, start, end, 0, 0, -0.5)
        for (start, end), target in zip(spans, targets, strict=True)
    )
    return Briefing(
        Article(text, tuple(blocks), "fr", "https://example.org/a?b=1&c=2", "a.txt"),
        Translation(text, "", segments, "fr", "m"),
        Brief((BriefSentence(english, (0, 1), 0.5, "compressed"),), tuple(targets), "m"),
        Timings(0.1, 0.2, 0.3),
        "passerelle:test",
    )


def parsed(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(html)


def elements(html: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(str(e.tag), tuple(sorted(e.attrib))) for e in parsed(html).iter() if isinstance(e.tag, str)]


def classes(tree: lxml.html.HtmlElement, name: str) -> list[lxml.html.HtmlElement]:
    return list(tree.find_class(name))


def test_every_segment_has_its_partner_and_its_text() -> None:
    tree = parsed(briefing_of().to_html())
    for i, (source, target) in enumerate(
        [
            ("Il pleut.", "It rains."),
            ("Il neige.", "It snows."),
            ("Une rue. (Source : AFP)", "A street. (Source: AFP)"),
        ]
    ):
        pair = tree.xpath(f"//*[@data-segment='{i}']")
        assert [e.text_content() for e in pair] == [source, target]
        assert [e.xpath("string(ancestor::*[@lang][1]/@lang)") for e in pair] == ["fr", "en"]
        assert [e.get("id") for e in pair] == [f"pv-s{i}", f"pv-t{i}"]
    assert tree.xpath("string(//div[contains(@class, 'pv-source')]/p)") == "Il pleut. Il neige."
    assert tree.xpath("string(//div[contains(@class, 'pv-target')]/p)") == "It rains. It snows."
    assert len(tree.xpath("//*[@data-segment]")) == 6


def test_the_tab_key_stops_once_a_column() -> None:
    tree = parsed(briefing_of().to_html())
    assert [e.get("id") for e in tree.xpath("//*[@tabindex='0']")] == ["pv-s0", "pv-t0"]


def test_what_stands_between_sentences_is_kept() -> None:
    text = "  - Un.\n  - Deux ;\tTrois.\n"
    segments = [
        Segment("Un.", "One.", 4, 7, 0, 0),
        Segment("Deux ;", "Two;", 12, 18, 0, 0),
        Segment("Trois.", "Three.", 19, 25, 0, 0),
    ]
    tree = parsed(render.reading_view(Article(text, (Block("paragraph", 2, 25),), "fr"), segments))
    assert tree.xpath("string(//div[@class='pv-source']/p)") == "- Un.\n  - Deux ;\tTrois."
    assert tree.xpath("string(//div[@class='pv-target']/p)") == "One.\n  - Two;\tThree."


def test_title_and_caption_are_what_they_are() -> None:
    text = "Pluie\nIl pleut.\nUne rue."
    blocks = (Block("title", 0, 5), Block("paragraph", 6, 15), Block("caption", 16, 24))
    targets = ("Rain", "It rains.", "A street.")
    segments = tuple(
        Segment(text[b.start : b.end], target, b.start, b.end, 0, 0)
        for b, target in zip(blocks, targets, strict=True)
    )
    made = briefing_of()
    briefing = replace(
        made, article=Article(text, blocks, "fr"), translation=replace(made.translation, segments=segments)
    )
    tree = parsed(briefing.to_html())
    assert [h.text_content() for h in tree.xpath("//h3")] == ["Pluie", "Rain"]
    assert tree.xpath("string(//h1)") == "Rain"
    assert tree.xpath("string(//title)") == "Rain · Passerelle"
    [caption] = classes(tree, "pv-caption")
    assert [p.text_content() for p in caption.iter("p")] == ["Une rue.", "A street."]


def test_the_brief_points_to_its_evidence() -> None:
    tree = parsed(briefing_of().to_html())
    [claim] = tree.xpath("//button[@data-evidence]")
    assert claim.get("data-evidence") == "0 1"
    assert claim.text_content() == "It rains."
    links = tree.xpath("//a[@data-jump]")
    assert [(a.get("href"), a.text) for a in links] == [("#pv-t0", "1"), ("#pv-t1", "2")]
    for a in links:
        [sentence] = tree.xpath(f"//*[@id='{a.get('href')[1:]}']")
        assert sentence.get("data-n") == a.text
    assert {e.get("data-segment") for e in classes(tree, "pv-cited")} == {"0", "1"}


@pytest.mark.parametrize(
    ("method", "support", "words"),
    [
        ("compressed", 1.0, "Shortened · all its words are in English sentence 1"),
        ("selected", 0.999, "Word for word · 99% of its words are in English sentence 1"),
        ("generated", 0.0, "Reworded · 0% of its words are in English sentence 1"),
    ],
)
def test_how_a_sentence_was_made_is_said_in_words(
    method: Literal["compressed", "selected", "generated"], support: float, words: str
) -> None:
    briefing = briefing_of()
    brief = Brief((BriefSentence("It rains.", (0,), support, method),), (), "m")
    view = render.reading_view(briefing.article, briefing.translation.segments, brief=brief)
    [note] = classes(parsed(view), "pv-note")
    assert " ".join(note.text_content().split()) == words


def test_a_text_without_a_brief_says_so() -> None:
    briefing = replace(briefing_of(), brief=Brief((), (), "m"))
    assert "nothing to sum up" in parsed(briefing.to_html()).text_content()


def test_link_and_boilerplate_stand_in_the_original_alone() -> None:
    tree = parsed(briefing_of().to_html())
    links = tree.xpath("//a[starts-with(@href, 'http')]")
    assert {a.get("href") for a in links} == {"https://example.org/a?b=1&c=2"}
    assert {a.get("rel") for a in links} == {"noopener noreferrer nofollow"}
    for name in ("pv-link", "pv-boilerplate"):
        [row] = classes(tree, name)
        [source], [target] = row.find_class("pv-source"), row.find_class("pv-target")
        assert source.text_content()
        assert target.text_content() == ""


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("https://example.org/a?b=1&c=2", "https://example.org/a?b=1&c=2"),
        ("HTTP://example.org", "HTTP://example.org"),
        ("javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        (" javascript:alert(1)//http://example.org", None),
        ("data:text/html,<script>alert(1)</script>", None),
        ("https:alert", None),
        ("//example.org/a", None),
        ("http://[::1", None),
    ],
)
def test_only_a_web_address_becomes_a_link(address: str, href: str | None) -> None:
    article = replace(briefing_of().article, source_url=address)
    [line] = classes(parsed(render.reading_view(article, ())), "pv-meta")
    assert address.split()[0] in line.text_content()
    assert [a.get("href") for a in line.iter("a")] == [href] * (href is not None)


@pytest.mark.parametrize(
    ("line", "hrefs"),
    [
        ("Source : https://example.org/a.html.", ["https://example.org/a.html"]),
        ("(http://a.vn/b) et « https://c.fr/d »", ["http://a.vn/b", "https://c.fr/d"]),
        ('javascript:alert(1) ftp://a.b https://"><b>', []),
        ('https://a.b/"onmouseover="alert(1)', ["https://a.b/"]),
    ],
)
def test_addresses_in_the_link_line(line: str, hrefs: list[str]) -> None:
    view = render.reading_view(Article(line, (Block("link", 0, len(line)),), "fr"), ())
    [row] = classes(parsed(view), "pv-link")
    assert [a.get("href") for a in row.iter("a")] == hrefs
    assert row.text_content() == line


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("place", ["first", "english", "second", "name", "signature", "language"])
def test_hostile_text_is_text(hostile: str, place: str) -> None:
    harmless = briefing_of()
    if place == "name":
        briefing = replace(harmless, article=replace(harmless.article, name=hostile))
    elif place == "language":
        briefing = replace(harmless, article=replace(harmless.article, language=hostile))
    elif place == "signature":
        briefing = replace(harmless, signature=hostile)
    else:
        briefing = briefing_of(**{place: hostile})
    html = briefing.to_html()
    assert elements(html) == elements(harmless.to_html())
    assert html.encode("utf-8")
    if place in ("first", "english", "second") and hostile.isprintable():
        assert hostile in [e.text_content() for e in parsed(html).xpath("//*[@data-segment]")]


@settings(deadline=None, max_examples=60)
@given(st.text(min_size=1), st.text(min_size=1))
def test_any_text_is_text(first: str, english: str) -> None:
    html = briefing_of(first=first, english=english).to_html()
    assert elements(html) == elements(briefing_of().to_html())
    assert html.encode("utf-8")


def test_the_file_loads_nothing_and_runs_its_own_script_alone() -> None:
    html = briefing_of().to_html()
    tree = parsed(html)
    assert not tree.xpath("//*[@src] | //link | //iframe | //object | //base | //img")
    [policy] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    [script] = tree.xpath("//script/text()")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; ")
    assert f"script-src 'sha256-{digest}';" in policy
    for word in ("url(", "@import", "http:", "https:"):
        assert word not in render.view_css() + render.page_css() + render.view_js()


def test_a_view_in_progress_shows_what_is_there_and_what_is_not() -> None:
    briefing = briefing_of()
    html = render.reading_view(briefing.article, briefing.translation.segments[:1], total=3)
    tree = parsed(html)
    assert "1 of 3 sentences" in tree.text_content()
    [bar] = tree.xpath("//progress")
    assert (bar.get("value"), bar.get("max")) == ("1", "3")
    assert "Il neige." in tree.text_content()
    assert "It rains." in tree.text_content()
    assert "It snows." not in tree.text_content()
    waiting = tree.xpath("//div[@class='pv-target']//*[@class='pv-pending']/ancestor::div[2]/@class")
    assert waiting == ["pv-row pv-paragraph", "pv-row pv-caption"]
    whole = parsed(render.reading_view(briefing.article, briefing.translation.segments))
    assert not classes(whole, "pv-pending")
    assert not classes(whole, "pv-progress")


def test_a_view_that_waits_for_its_brief_says_so() -> None:
    briefing = briefing_of()
    tree = parsed(render.reading_view(briefing.article, briefing.translation.segments, total=3))
    assert "All 3 sentences" in tree.text_content()
    assert not tree.xpath("//div[@class='pv-target']//*[@class='pv-pending']")


def test_a_stopped_view_waits_for_nothing() -> None:
    briefing = briefing_of()
    segments = briefing.translation.segments[:1]
    tree = parsed(render.reading_view(briefing.article, segments, total=3, stopped=True))
    assert "Stopped after 1 of 3 sentences" in tree.text_content()
    assert not classes(tree, "pv-pending")


def test_a_cut_sentence_is_marked_and_explained() -> None:
    briefing = briefing_of()
    first, second, third = briefing.translation.segments
    segments = (replace(first, truncated=True), replace(second, kind="copied"), third)
    tree = parsed(render.reading_view(briefing.article, segments))
    assert [e.get("id") for e in classes(tree, "pv-cut")] == ["pv-t0"]
    [warning] = classes(tree, "pv-warning")
    assert "words may be missing" in warning.text_content()
    assert warning.getparent().getparent().get("lang") == "en"
    [copied] = classes(tree, "pv-copied")
    assert (copied.get("id"), copied.get("title")) == ("pv-t1", "Taken over as it stands")


def test_a_brief_that_rests_on_a_cut_sentence_says_so() -> None:
    briefing = briefing_of()
    first, second, third = briefing.translation.segments
    for segments, warnings in (
        ((first, replace(second, truncated=True), third), 1),
        ((first, second, replace(third, truncated=True)), 0),
    ):
        tree = parsed(render.reading_view(briefing.article, segments, brief=briefing.brief))
        [note] = classes(tree, "pv-note")
        assert len(classes(note, "pv-warning")) == warnings


def test_an_english_article_stands_alone() -> None:
    briefing = briefing_of()
    article = replace(briefing.article, language="en")
    tree = parsed(replace(briefing, article=article).to_html())
    assert [e.get("id") for e in tree.xpath("//*[@data-segment]")] == ["pv-t0", "pv-t1", "pv-t2"]
    assert not classes(tree, "pv-target")
    assert not classes(tree, "pv-toggle")


def test_the_notes_are_escaped() -> None:
    assert "<script>" not in render.notice("<script>alert(1)</script>")
    use = ModelInUse("translate", "fr", "<b>x</b>", Path("/x"), False)
    note = render.models_note([use])
    assert "<b>" not in note
    assert "young" not in note
    assert "young" in render.models_note([replace(use, embedded=True)])


def test_models_are_named_once_with_all_that_they_do() -> None:
    uses = [
        ModelInUse("translate", "fr", "small#1", Path("/x"), True),
        ModelInUse("translate", "vi", "small#1", Path("/x"), True),
        ModelInUse("summarize", "en", "brief#2", Path("/y"), True),
    ]
    text = " ".join(parsed(render.models_note(uses)).text_content().split())
    assert text.startswith("Models in use: small#1 for French and Vietnamese, brief#2 for the brief.")

from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from article import Article, Block
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
    blocks, position = [], 0
    for kind, part in (
        ("paragraph", f"{first} {second}"),
        ("caption", caption),
        ("link", link),
        ("boilerplate", "Comment (0)"),
    ):
        start = text.index(part, position)
        position = start + len(part)
        blocks.append(Block(kind, start, position))  # type: ignore[arg-type]
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


def elements(html: str) -> list[tuple[str, tuple[str, ...]]]:
    return [
        (str(e.tag), tuple(sorted(e.attrib)))
        for e in lxml.html.fromstring(html).iter()
        if isinstance(e.tag, str)
    ]


def test_every_segment_has_its_partner_and_its_text() -> None:
    tree = lxml.html.fromstring(briefing_of().to_html())
    for i, (source, target) in enumerate(
        [
            ("Il pleut.", "It rains."),
            ("Il neige.", "It snows."),
            ("Une rue. (Source : AFP)", "A street. (Source: AFP)"),
        ]
    ):
        assert [e.text_content() for e in tree.xpath(f"//*[@data-segment='{i}']")] == [source, target]
    assert tree.xpath("string(//div[contains(@class, 'pv-source')]/p)") == "Il pleut. Il neige."
    assert tree.xpath("string(//div[contains(@class, 'pv-target')]/p)") == "It rains. It snows."
    assert {e.get("lang") for e in tree.xpath("//*[@data-segment]/ancestor::*[@lang][1]")} == {"fr", "en"}


def test_the_brief_points_to_its_evidence() -> None:
    tree = lxml.html.fromstring(briefing_of().to_html())
    [claim] = tree.xpath("//button[@data-evidence]")
    assert claim.get("data-evidence") == "0 1"
    assert claim.text_content() == "It rains."
    assert [a.get("href") for a in tree.xpath("//a[@data-jump]")] == ["#pv-t0", "#pv-t1"]
    for a in tree.xpath("//a[@data-jump]"):
        assert tree.xpath(f"//*[@id='{a.get('href')[1:]}']")


def test_link_and_boilerplate_stand_in_the_original_alone() -> None:
    tree = lxml.html.fromstring(briefing_of().to_html())
    [link] = tree.xpath("//a[starts-with(@href, 'http')]")
    assert link.get("href") == "https://example.org/a?b=1&c=2"
    assert link.get("rel") == "noopener noreferrer nofollow"
    assert tree.xpath("count(//*[contains(text(), 'Comment (0)')])") == 1


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
        assert hostile in [e.text_content() for e in lxml.html.fromstring(html).xpath("//*[@data-segment]")]


def test_the_file_loads_nothing() -> None:
    tree = lxml.html.fromstring(briefing_of().to_html())
    assert not tree.xpath("//*[@src] | //link | //iframe | //object | //base")
    [policy] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")
    assert "url(" not in render.view_css()
    assert "@import" not in render.view_css()


def test_a_view_in_progress_shows_what_is_there_and_what_is_not() -> None:
    briefing = briefing_of()
    html = render.reading_view(briefing.article, briefing.translation.segments[:1], total=3)
    tree = lxml.html.fromstring(html)
    assert "1 of 3 sentences" in tree.text_content()
    assert "Il neige." in tree.text_content()
    assert "It rains." in tree.text_content()
    assert "It snows." not in tree.text_content()
    assert tree.xpath("//*[contains(@class, 'pv-pending')]")
    whole = lxml.html.fromstring(render.reading_view(briefing.article, briefing.translation.segments))
    assert not whole.xpath("//*[contains(@class, 'pv-pending')]")


def test_a_cut_sentence_is_marked_and_explained() -> None:
    briefing = briefing_of()
    first, *rest = briefing.translation.segments
    segments = (replace(first, truncated=True), *rest)
    tree = lxml.html.fromstring(render.reading_view(briefing.article, segments))
    [cut] = tree.xpath("//*[contains(@class, 'pv-cut')]")
    assert "words may be missing" in cut.get("title")


def test_the_notes_are_escaped() -> None:
    assert "<script>" not in render.notice("<script>alert(1)</script>")
    use = ModelInUse("translate", "fr", "<b>x</b>", Path("/x"), False)
    note = render.models_note([use])
    assert "<b>" not in note
    assert "young" not in note
    assert "young" in render.models_note([replace(use, embedded=True)])

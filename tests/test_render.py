import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal

import lxml.html
import pytest
import versions
from hypothesis import given
from hypothesis import strategies as st

from passerelle.article import Article, Block, read
from passerelle.article.types import BlockKind
from passerelle.briefing import (
    AlignedPair,
    ArticleFetching,
    ArticleRead,
    Briefing,
    Crosscheck,
    OriginalMissing,
    SegmentsTranslated,
    Timings,
    TranslatedArticle,
)
from passerelle.briefing.corrections import GivenEnglish, replaced
from passerelle.briefing.events import Event
from passerelle.briefing.progress import BriefingProgress
from passerelle.output import render
from passerelle.page import fragments
from passerelle.spans import Span
from summarize import Brief, BriefSentence
from summarize.types import Headline, Omission
from translate import Segment, Translation
from translate.types import Finding, Repair

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


def hostile_places(*places: str) -> list[Any]:
    """Pair every place with two of the hostile texts; the remaining pairs are marked soak."""
    pairs = []
    for row, place in enumerate(places):
        for column, hostile in enumerate(HOSTILE):
            few = (column - row) % len(HOSTILE) in (0, 3)
            pairs.append(pytest.param(place, hostile, marks=() if few else pytest.mark.soak))
    return pairs


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


NOTHING = Brief((), (), "m")


def viewed(article: Article, segments: Sequence[Segment], brief: Brief = NOTHING) -> str:
    """Return the view of an article and its translated segments."""
    translation = Translation(article.text, "", tuple(segments), article.language, "m")
    return render.reading_view(Briefing(article, translation, brief, Timings(0.1, 0.2, 0.3), "s"))


def under_way(article: Article, segments: Sequence[Segment], total: int, *, stopped: bool = False) -> str:
    """Return the view of a translation in progress, or stopped."""
    progress = BriefingProgress(stopped=stopped)
    progress.take(ArticleRead(article, total))
    progress.take(SegmentsTranslated(tuple(segments), len(segments), total))
    return render.progress_view(progress)


def parsed(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(html)


def elements(html: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(str(e.tag), tuple(sorted(e.attrib))) for e in parsed(html).iter() if isinstance(e.tag, str)]


def classes(tree: lxml.html.HtmlElement, name: str) -> list[lxml.html.HtmlElement]:
    return list(tree.find_class(name))


def test_every_segment_is_shown_with_its_translation() -> None:
    tree = parsed(briefing_of().to_html())
    for i, (source, target) in enumerate(
        [
            ("Il pleut.", "It rains."),
            ("Il neige.", "It snows."),
            ("Une rue. (Source : AFP)", "A street. (Source: AFP)"),
        ]
    ):
        pair = tree.xpath(f"//*[@data-segment='version-{i}']")
        assert [e.text_content() for e in pair] == [source, target]
        assert [e.xpath("string(ancestor::*[@lang][1]/@lang)") for e in pair] == ["fr", "en"]
        assert [e.get("id") for e in pair] == [f"pv-version-{i}-source", f"pv-version-{i}-target"]
    assert tree.xpath("string(//div[contains(@class, 'pv-source')]/p)") == "Il pleut. Il neige."
    assert tree.xpath("string(//div[contains(@class, 'pv-target')]/p)") == "It rains. It snows."
    assert len(tree.xpath("//*[@data-segment]")) == 6


def test_the_tab_key_stops_once_per_column() -> None:
    tree = parsed(briefing_of().to_html())
    assert [e.get("id") for e in tree.xpath("//*[@tabindex='0']")] == [
        "pv-version-0-source",
        "pv-version-0-target",
    ]


def test_text_between_sentences_is_kept() -> None:
    text = "  - Un.\n  - Deux ;\tTrois.\n"
    segments = [
        Segment("Un.", "One.", 4, 7, 0, 0),
        Segment("Deux ;", "Two;", 12, 18, 0, 0),
        Segment("Trois.", "Three.", 19, 25, 0, 0),
    ]
    tree = parsed(viewed(Article(text, (Block("paragraph", 2, 25),), "fr"), segments))
    assert tree.xpath("string(//div[@class='pv-source']/p)") == "- Un.\n  - Deux ;\tTrois."
    assert tree.xpath("string(//div[@class='pv-target']/p)") == "One.\n  - Two;\tThree."


def test_titles_and_captions_are_marked_up() -> None:
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


def test_the_brief_links_to_its_evidence() -> None:
    tree = parsed(briefing_of().to_html())
    [claim] = tree.xpath("//button[@data-evidence]")
    assert claim.get("data-evidence") == "version-0 version-1"
    assert claim.text_content() == "It rains."
    links = tree.xpath("//a[@data-jump]")
    assert [(a.get("href"), a.text) for a in links] == [
        ("#pv-version-0-target", "1"),
        ("#pv-version-1-target", "2"),
    ]
    for a in links:
        [sentence] = tree.xpath(f"//*[@id='{a.get('href')[1:]}']")
        assert sentence.get("data-n") == a.text
    assert {e.get("data-segment") for e in classes(tree, "pv-cited")} == {"version-0", "version-1"}


@pytest.mark.parametrize(
    ("method", "support", "words"),
    [
        ("compressed", 1.0, "Shortened from 1"),
        ("selected", 0.999, "Quoted from 1"),
        ("generated", 0.0, "Reworded from 1"),
    ],
)
def test_the_method_of_a_brief_sentence_is_stated(
    method: Literal["compressed", "selected", "generated"], support: float, words: str
) -> None:
    briefing = briefing_of()
    brief = Brief((BriefSentence("It rains.", (0,), support, method),), (), "m")
    view = viewed(briefing.article, briefing.translation.segments, brief)
    [note] = classes(parsed(view), "pv-note")
    assert " ".join(note.text_content().split()) == words


def test_a_missing_brief_is_explained() -> None:
    briefing = replace(briefing_of(), brief=Brief((), (), "m"))
    assert "nothing to summarize" in parsed(briefing.to_html()).text_content()


def test_links_and_boilerplate_are_only_in_the_source_column() -> None:
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
    [line] = classes(parsed(viewed(article, ())), "pv-meta")
    assert address.split()[0] in line.text_content()
    assert [a.get("href") for a in line.iter("a")] == [href] * (href is not None)


def test_each_version_has_its_own_address() -> None:
    page, made = "https://lecourrier.example/a", versions.briefing()
    assert made.original

    def addresses(made: Briefing) -> list[str | None]:
        return [node.get("data-address") for node in classes(parsed(render.reading_view(made)), "pv-version")]

    assert addresses(made) == [None, made.article.source_url]  # a file names its original, not itself
    fetched = replace(made.original.article, name="https://bao.example/b")
    other = replace(made, original=replace(made.original, article=fetched))
    assert addresses(replace(other, article=replace(made.article, name=page))) == [page, fetched.name]
    assert addresses(replace(made, crosscheck=None, agreement=())) == [None, None]


@pytest.mark.parametrize(
    ("line", "hrefs"),
    [
        ("Source : https://example.org/a.html.", ["https://example.org/a.html"]),
        ("(http://a.vn/b) et « https://c.fr/d »", ["http://a.vn/b", "https://c.fr/d"]),
        ('javascript:alert(1) ftp://a.b https://"><b>', []),
        ('https://a.b/"onmouseover="alert(1)', ["https://a.b/"]),
    ],
)
def test_addresses_in_a_link_line_become_links(line: str, hrefs: list[str]) -> None:
    view = viewed(Article(line, (Block("link", 0, len(line)),), "fr"), ())
    [row] = classes(parsed(view), "pv-link")
    assert [a.get("href") for a in row.iter("a")] == hrefs
    assert row.text_content() == line


@pytest.mark.parametrize(
    ("place", "hostile"), hostile_places("first", "english", "second", "name", "signature", "language")
)
def test_hostile_text_is_escaped(place: str, hostile: str) -> None:
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


@given(st.text(min_size=1), st.text(min_size=1))
def test_any_text_is_escaped(first: str, english: str) -> None:
    html = briefing_of(first=first, english=english).to_html()
    assert elements(html) == elements(briefing_of().to_html())
    assert html.encode("utf-8")


def test_the_file_loads_nothing_and_runs_only_its_own_script() -> None:
    html = briefing_of().to_html()
    tree = parsed(html)
    assert not tree.xpath("//*[@src] | //link | //iframe | //object | //base | //img")
    [policy] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    [script] = tree.xpath("//script/text()")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; ")
    assert f"script-src 'sha256-{digest}';" in policy
    for word in ("url(", "@import", "http:", "https:"):
        assert word not in render.view_css() + fragments.page_css() + render.view_js()


def test_a_view_in_progress_shows_finished_and_pending_parts() -> None:
    briefing = briefing_of()
    html = under_way(briefing.article, briefing.translation.segments[:1], 3)
    tree = parsed(html)
    assert "1 of 3 sentences" in tree.text_content()
    [bar] = tree.xpath("//progress")
    assert (bar.get("value"), bar.get("max")) == ("1", "3")
    assert "Il neige." in tree.text_content()
    assert "It rains." in tree.text_content()
    assert "It snows." not in tree.text_content()
    waiting = tree.xpath("//div[@class='pv-target']//*[@class='pv-pending']/ancestor::div[2]/@class")
    assert waiting == ["pv-row pv-paragraph", "pv-row pv-caption"]
    whole = parsed(viewed(briefing.article, briefing.translation.segments))
    assert not classes(whole, "pv-pending")
    assert not classes(whole, "pv-progress")


def test_a_view_shows_that_its_brief_is_pending() -> None:
    briefing = briefing_of()
    tree = parsed(under_way(briefing.article, briefing.translation.segments, 3))
    assert "All 3 sentences" in tree.text_content()
    assert not tree.xpath("//div[@class='pv-target']//*[@class='pv-pending']")


def test_a_stopped_view_shows_nothing_pending() -> None:
    briefing = briefing_of()
    segments = briefing.translation.segments[:1]
    tree = parsed(under_way(briefing.article, segments, 3, stopped=True))
    assert "Stopped after 1 of 3 sentences" in tree.text_content()
    assert not classes(tree, "pv-pending")


def test_a_truncated_sentence_is_marked_and_explained() -> None:
    briefing = briefing_of()
    first, second, third = briefing.translation.segments
    segments = (replace(first, truncated=True), replace(second, kind="copied"), third)
    tree = parsed(viewed(briefing.article, segments))
    assert [e.get("id") for e in classes(tree, "pv-cut")] == ["pv-version-0-target"]
    [warning] = classes(tree, "pv-warning")
    assert "words may be missing" in warning.text_content()
    assert warning.getparent().getparent().get("lang") == "en"
    [copied] = classes(tree, "pv-copied")
    assert (copied.get("id"), copied.get("title")) == ("pv-version-1-target", "Copied unchanged")


def test_a_brief_with_truncated_evidence_has_a_warning() -> None:
    briefing = briefing_of()
    first, second, third = briefing.translation.segments
    for segments, warnings in (
        ((first, replace(second, truncated=True), third), 1),
        ((first, second, replace(third, truncated=True)), 0),
    ):
        tree = parsed(viewed(briefing.article, segments, briefing.brief))
        [note] = classes(tree, "pv-note")
        assert len(classes(note, "pv-warning")) == warnings


def test_an_english_article_has_one_column() -> None:
    briefing = briefing_of()
    article = replace(briefing.article, language="en")
    tree = parsed(replace(briefing, article=article).to_html())
    assert [e.get("id") for e in tree.xpath("//*[@data-segment]")] == [
        "pv-version-0-target",
        "pv-version-1-target",
        "pv-version-2-target",
    ]
    assert not classes(tree, "pv-target")
    assert not classes(tree, "pv-toggle")


def text_of(node: lxml.html.HtmlElement) -> str:
    return " ".join(node.text_content().split())


def marked(tree: lxml.html.HtmlElement, name: str) -> list[tuple[str, str]]:
    """Return (sentence key, text) of every element with this class."""
    return [
        (e.xpath("string(ancestor::*[@data-segment]/@data-segment)"), e.text_content())
        for e in classes(tree, name)
    ]


def checked() -> Briefing:
    """Return two versions with findings in both, a repair and a truncated sentence."""
    made = versions.briefing()
    assert made.original
    segments, others = list(made.translation.segments), list(made.original.translation.segments)
    sixth = segments[5]
    segments[5] = replace(
        sixth,
        findings=(
            Finding(
                "number",
                "The number 18 stands apart.",
                (span(sixth.source, "18"),),
                (span(sixth.target, "18"),),
            ),
            Finding("name", "The name Hoang Dieu is not there.", (span(sixth.source, "Hoang Dieu"),)),
        ),
        alignment=(
            (span(sixth.source, "ligne"), span(sixth.target, "line")),
            (span(sixth.source, "première"), span(sixth.target, "first")),
        ),
    )
    segments[7] = replace(
        segments[7], repair=Repair("We want people home.", ("a wider beam", "a name corrected"))
    )
    segments[8] = replace(segments[8], truncated=True)
    others[7] = replace(
        others[7],
        findings=(Finding("name", "Trang may be lost.", (span(others[7].source, "Phạm Thu Trang"),)),),
    )
    return replace(
        made,
        translation=replace(made.translation, segments=tuple(segments)),
        original=replace(
            made.original, translation=replace(made.original.translation, segments=tuple(others))
        ),
    )


def span(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def test_partners_of_the_two_versions_are_side_by_side() -> None:
    made = versions.briefing()
    assert made.original
    tree = parsed(render.reading_view(made))
    [version] = tree.xpath("//*[@data-version='version']")
    rows = [row for row in version.find_class("pv-row") if row.xpath("*[@lang]")]
    seen = [
        [[s.get("data-segment") for s in row.xpath(f"{x}//*[@data-segment]")] for x in PLACES] for row in rows
    ]
    assert seen == [
        [[], [], ["original-0"], ["original-0"]],
        [
            ["version-0", "version-1"],
            ["version-0", "version-1"],
            ["original-1", "original-2"],
            ["original-1", "original-2"],
        ],
        [
            ["version-2", "version-3"],
            ["version-2", "version-3"],
            ["original-3", "original-4"],
            ["original-3", "original-4"],
        ],
        [["version-4"], ["version-4"], ["original-5"], ["original-5"]],
        [["version-5", "version-6"], ["version-5", "version-6"], ["original-6"], ["original-6"]],
        [["version-7"], ["version-7"], ["original-7"], ["original-7"]],
        [
            ["version-8", "version-9"],
            ["version-8", "version-9"],
            ["original-8", "original-9"],
            ["original-8", "original-9"],
        ],
        [["version-10"], ["version-10"], ["original-10"], ["original-10"]],
        [["version-11"], ["version-11"], ["original-11", "original-12"], ["original-11", "original-12"]],
        [["version-12"], ["version-12"], ["original-13"], ["original-13"]],
        [[], [], [], []],
        [[], [], [], []],
    ]
    for i, segment in enumerate(made.original.translation.segments):
        for node in tree.xpath(f"//*[@data-segment='original-{i}']"):
            side = node.xpath("string(ancestor::*[@lang][1]/@lang)")
            assert node.text_content() == (segment.target if side == "en" else segment.source)
    assert tree.xpath("//*[@data-segment='version-5']/@data-pair") == ["6", "6"]
    assert set(tree.xpath("//*[@data-segment='original-6']/@data-pair")) == {"6"}


PLACES = [
    "*[@class='pv-source']",
    "*[@class='pv-target']",
    "*[@class='pv-other pv-target']",
    "*[@class='pv-other pv-source']",
]


def test_the_original_can_be_shown_alone() -> None:
    made = versions.briefing()
    assert made.original
    [original] = parsed(made.to_html()).xpath("//*[@data-version='original']")
    assert original.xpath("string(.//h3)") == "Hải Phòng sắp có tàu buýt điện"
    keys = original.xpath(".//*[@data-segment]/@id")
    assert sorted(keys) == sorted(
        f"pv-original-{i}-{column}" for column in ("source", "target") for i in range(14)
    )


@pytest.mark.parametrize("make", [versions.briefing, checked])
def test_ids_are_unique_and_references_resolve(make: Callable[[], Briefing]) -> None:
    tree = parsed(make().to_html())
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert set(tree.xpath("//@aria-describedby")) <= set(ids)
    for target in tree.xpath("//a/@href[starts-with(., '#')]"):
        assert target[1:] in ids


def test_a_moved_paragraph_is_shown_beside_its_partner() -> None:
    made = versions.briefing()
    assert made.crosscheck
    pairs = list(made.crosscheck.pairs)
    pairs[1], pairs[6] = (
        replace(pairs[1], original=(6,), moved=True),
        replace(pairs[6], original=(1,), moved=True),
    )
    view = render.reading_view(replace(made, crosscheck=Crosscheck(tuple(pairs), ())))
    tree = parsed(view)
    for here, there in (("version-0", "original-6"), ("version-5", "original-1")):
        [row] = tree.xpath(f"//div[contains(@class, 'pv-row')][.//*[@id='pv-{here}-target']]")
        assert there in row.xpath(".//*[@data-segment]/@data-segment")
    shown = set(tree.xpath("//*[@data-version='version']//*[@data-segment]/@data-segment"))
    assert {f"original-{i}" for i in range(14)} <= shown


def test_every_sentence_of_the_original_is_shown_whatever_the_pairs() -> None:
    made = versions.briefing()
    for pairs in (
        [AlignedPair((), tuple(range(14)), 0.0), AlignedPair(tuple(range(13)), (), 0.0)],
        [AlignedPair(tuple(range(13)), tuple(range(14)), 0.5)],
        [*(AlignedPair((i,), (), 0.0) for i in range(13)), *(AlignedPair((), (i,), 0.0) for i in range(14))],
    ):
        tree = parsed(render.reading_view(replace(made, crosscheck=Crosscheck(tuple(pairs), ()))))
        beside = tree.xpath("//*[@class='pv-other pv-target']//*[@data-segment]/@data-segment")
        assert beside == [f"original-{i}" for i in range(14)]
        assert len(tree.xpath("//*[starts-with(@id, 'pv-version-')][contains(@id, '-target')]")) == 13


def test_the_differences_are_listed_and_marked() -> None:
    tree = parsed(versions.briefing().to_html())
    assert "12 of 13 French sentences match the original; 2 of its 14 are missing here." in text_of(tree)
    points = [
        (text_of(e), e.get("data-evidence"))
        for e in tree.xpath("//button[@class='pv-point'][not(ancestor::details)]")
    ]
    assert points == [
        ("Number: French 18 kilomètres, Vietnamese 16 km", "version-5 original-6"),
        (f"Only in the French: {versions.VERSION[6]}", "version-6"),
        ("Date: French 3 octobre, Vietnamese 5/10", "version-10 original-10"),
        (f"Only in the Vietnamese: {versions.ORIGINAL[12]}", "original-12"),
    ]
    [fold] = tree.xpath("//details[not(@open)][.//button[@class='pv-point']]")
    assert text_of(fold).startswith("1 possible difference Only in the Vietnamese")
    assert set(marked(tree, "pv-differs")) == {
        ("version-5", "18 kilometers"),
        ("original-6", "16 km"),
        ("version-10", "October 3"),
        ("original-10", "October 5"),
    }
    [row] = [row for row in classes(tree, "pv-row") if row.xpath(".//*[@id='pv-version-6-target']")]
    assert [text_of(tag) for tag in classes(row, "pv-tag-differs")] == [
        "differs: number",
        "only in the French",
        "differs: number",
    ]


def test_many_differences_are_folded() -> None:
    made = versions.briefing()
    assert made.crosscheck
    many = replace(made.crosscheck, differences=made.crosscheck.firm * 3)
    tree = parsed(render.reading_view(replace(made, crosscheck=many)))
    assert len(tree.xpath("//button[@class='pv-point'][not(ancestor::details)]")) == 8
    assert len(tree.xpath("//details[starts-with(., '4 more differences')]//button[@class='pv-point']")) == 4


def test_agreement_of_the_versions_is_stated() -> None:
    made = versions.briefing()
    assert made.crosscheck
    same = replace(made.crosscheck, differences=())
    assert "No differences from the Vietnamese original" in text_of(
        parsed(render.reading_view(replace(made, crosscheck=same)))
    )


def test_each_brief_sentence_has_the_version_that_supports_it() -> None:
    notes = [text_of(note) for note in classes(parsed(versions.briefing().to_html()), "pv-note")]
    assert [note.split(" · ")[0] for note in notes] == [
        "In both versions",
        "Only in the French",
        "The versions differ",
    ]


def test_an_original_that_could_not_be_compared_is_shown() -> None:
    made = replace(
        versions.briefing(), crosscheck=None, agreement=(), original_problem="It cannot be compared; do so."
    )
    tree = parsed(render.reading_view(made))
    [box] = classes(tree, "pv-problem")
    assert text_of(box) == "Original not compared. It cannot be compared; do so."
    assert tree.xpath("//button/@data-versions") == ["version", "original"]
    assert not classes(tree, "pv-other")


def test_columns_are_labelled_as_source_and_original() -> None:
    for made, labels in (
        (briefing_of(), ["French Source"]),
        (versions.briefing(), ["French Source", "Vietnamese Original"]),
    ):
        heads = parsed(made.to_html()).xpath("//h2[contains(@class, 'pv-source')]")
        assert [text_of(head) for head in heads] == labels


def test_the_reason_for_a_missing_original_is_shown() -> None:
    briefing = replace(briefing_of(), original_problem="The page is gone; paste its text.")
    [problem] = classes(parsed(briefing.to_html()), "pv-problem")
    assert text_of(problem) == "Original not reached (example.org). The page is gone; paste its text."


def test_findings_are_marked_counted_and_explained() -> None:
    tree = parsed(checked().to_html())
    assert marked(tree, "pv-flagged") == [
        ("version-5", "18"),
        ("version-5", "Hoang Dieu"),
        ("version-5", "18"),
        ("original-7", "Phạm Thu Trang"),
        ("original-7", "Phạm Thu Trang"),
    ]
    assert {text_of(tag) for tag in classes(tree, "pv-tag-check")} == {
        "check the number, name missing",
        "name missing",
    }
    [head] = classes(tree, "pv-next")
    assert text_of(head).startswith("3 sentences to check")
    assert tree.xpath("//*[@data-check]/@data-note") == ["version-5", "version-8", "original-7"]
    for key, words in (
        (
            "version-5",
            "The number 18 stands apart. The name Hoang Dieu is not there. "
            "French 18 kilomètres, Vietnamese 16 km",
        ),
        ("version-8", "The model stopped early: words may be missing here; read the source."),
        ("original-7", "Trang may be lost."),
        ("version-7", "Repaired: a wider beam; a name corrected. The model wrote: We want people home."),
    ):
        described = set(tree.xpath(f"//*[@data-segment='{key}']/@aria-describedby"))
        assert described == {f"pv-why-{key}"}
        [note] = tree.xpath(f"//*[@id='pv-why-{key}']")
        assert text_of(note) == words
    folds = [text_of(fold) for fold in tree.xpath("//section[h2='Checks']/details")]
    assert folds[0].startswith(
        "3 sentences to check 6 The number 18 stands apart. The name Hoang Dieu is not there."
    )
    assert folds[1].startswith("1 sentence repaired 8 a wider beam; a name corrected. The model wrote:")
    [tag] = classes(tree, "pv-tag-repair")
    assert text_of(tag) == "repaired"


def test_a_sentence_without_findings_has_no_note() -> None:
    tree = parsed(briefing_of().to_html())
    assert not classes(tree, "pv-notes")
    assert not classes(tree, "pv-next")
    assert not tree.xpath("//@aria-describedby")


def test_offsets_of_linked_words_count_utf16_units() -> None:
    source, target = "Le \N{GRINNING FACE} chat\r\nnoir.", "The black cat."
    made = briefing_of()
    segment = Segment(
        source,
        target,
        0,
        len(source),
        0,
        len(target),
        alignment=(
            (span(source, "chat"), span(target, "cat")),
            (span(source, "noir"), span(target, "black")),
        ),
    )
    view = viewed(Article(source, (Block("paragraph", 0, len(source)),), "fr"), [segment])
    # The emoji counts as two UTF-16 units, and the line end as one.
    assert parsed(view).xpath("//@data-words") == ["6,10,10,13 11,15,4,9"]
    assert not parsed(made.to_html()).xpath("//@data-words")


def test_overlapping_marks_keep_the_text() -> None:
    made = checked()
    first = made.translation.segments[5]
    length = len(first.target)
    spans = (Span(0, 9), Span(4, 20), Span(19, length + 50), Span(7, 7), Span(-3, 2))
    segment = replace(first, findings=(Finding("length", "Short.", (), spans),))
    segments = (*made.translation.segments[:5], segment, *made.translation.segments[6:])
    tree = parsed(replace(made, translation=replace(made.translation, segments=segments)).to_html())
    assert {e.text_content() for e in tree.xpath("//*[@id='pv-version-5-target']")} == {first.target}
    assert "".join(text for key, text in marked(tree, "pv-flagged") if key == "version-5") == first.target


@pytest.mark.parametrize(
    ("place", "hostile"),
    hostile_places(
        *("finding", "step", "output", "label", "problem", "source", "target", "name", "url", "host"),
        "language",
    ),
)
def test_hostile_text_in_the_original_and_the_checks_is_escaped(place: str, hostile: str) -> None:
    def made(word: str) -> str:
        briefing = replace(checked(), original_problem=word if place == "problem" else "A problem.")
        assert briefing.original
        assert briefing.crosscheck
        segments, others = list(briefing.translation.segments), list(briefing.original.translation.segments)
        article, check = briefing.original.article, briefing.crosscheck
        if place == "finding":
            segments[5] = replace(segments[5], findings=(Finding("name", word),))
        elif place in ("step", "output"):
            segments[7] = replace(
                segments[7], repair=Repair(word, ("a",)) if place == "output" else Repair("a", (word, word))
            )
        elif place == "label":
            check = replace(check, differences=tuple(replace(d, label=word) for d in check.differences))
        elif place == "source":
            others[2] = replace(others[2], source=word)
        elif place == "target":
            others[2] = replace(others[2], target=word)
        elif place == "name":
            article = replace(article, name=word)
        elif place == "url":
            article = replace(article, source_url=f"ftp:{word}")
        elif place == "language":
            article = replace(article, language=word)
        translation = replace(briefing.original.translation, segments=tuple(others))
        briefing = replace(
            briefing,
            translation=replace(briefing.translation, segments=tuple(segments)),
            original=TranslatedArticle(article, translation),
            crosscheck=check,
        )
        host = ArticleFetching(
            "https://a.example/", word if place == "host" else "a.example", side="original"
        )
        return render.reading_view(briefing, host)

    html = made(hostile)
    assert elements(html) == elements(made("harmless"))
    assert html.encode("utf-8")
    if hostile.isprintable() and place not in ("url", "language"):
        assert hostile in parsed(html).text_content()


def test_the_original_is_shown_while_it_is_translated() -> None:
    made = versions.briefing()
    assert made.original
    segments, others = made.translation.segments, made.original.translation.segments
    progress = BriefingProgress()
    progress.take(ArticleRead(made.article, len(segments)))
    progress.take(SegmentsTranslated(segments, len(segments), len(segments)))
    progress.take(ArticleFetching("https://bao.example.org/a", "bao.example.org", side="original"))
    waiting = text_of(parsed(render.progress_view(progress)))
    assert "waiting for the original" in waiting
    assert "Fetching the original from bao.example.org …" in waiting
    progress.take(ArticleRead(made.original.article, len(others), "original"))
    progress.take(SegmentsTranslated(others[:4], 4, len(others), "original"))
    tree = parsed(render.progress_view(progress))
    assert "4 of 14 sentences of the original" in text_of(tree)
    assert "Fetching" not in text_of(tree)
    assert len(tree.xpath("//*[@data-version='original']//*[@data-segment]")) == 8
    [bar] = tree.xpath("//progress")
    assert (bar.get("value"), bar.get("max")) == ("17", "27")
    assert tree.xpath("//button/@data-versions") == ["version", "original"]


@pytest.mark.parametrize(
    ("reached", "words"),
    [
        ("nothing", "Stopped before the article was read"),
        ("some", "Stopped after 2 of 13 sentences"),
        ("fetching", "Stopped while the original was being fetched; the article itself is translated"),
        ("original", "Stopped after 1 of 14 sentences of the original; the article itself is translated"),
        ("missing", "Stopped before the brief; all 13 sentences are translated"),
        ("all", "Stopped before the brief; all 13 sentences are translated"),
    ],
)
def test_a_stopped_briefing_says_where_it_stopped(reached: str, words: str) -> None:
    made = versions.briefing()
    assert made.original
    segments, others = made.translation.segments, made.original.translation.segments
    some = segments[:2] if reached == "some" else segments
    there = others[:1] if reached == "original" else others
    fetching = ArticleFetching("https://a.example/", "a.example", side="original")
    progress = BriefingProgress(stopped=True)
    steps = {
        "nothing": [],
        "some": ["read", "some"],
        "fetching": ["read", "some", "fetching"],
        "missing": ["read", "some", "fetching", "missing"],
        "original": ["read", "some", "fetching", "source", "there"],
        "all": ["read", "some", "fetching", "source", "there"],
    }[reached]
    events: dict[str, Event] = {
        "read": ArticleRead(made.article, len(segments)),
        "some": SegmentsTranslated(some, len(some), len(segments)),
        "fetching": fetching,
        "missing": OriginalMissing("It is gone."),
        "source": ArticleRead(made.original.article, len(others), "original"),
        "there": SegmentsTranslated(there, len(there), len(others), "original"),
    }
    for step in steps:
        progress.take(events[step])
    assert progress.where() == words
    if progress.version:
        assert words in text_of(parsed(render.progress_view(progress)))


def test_languages_are_shown_by_name() -> None:
    made = briefing_of()
    for code, name in (("de", "German"), ("pt", "Portuguese"), ("xx", "xx")):
        article = replace(made.article, language=code)
        tree = parsed(replace(made, article=article).to_html())
        [head] = classes(tree, "pv-head")
        assert text_of(head).startswith(f"{name} ")


def test_a_headline_replaces_a_missing_title() -> None:
    def headings(tree: Any) -> list[str]:
        """Return the heading above the view, and the one that is copied with the brief."""
        [view] = classes(tree, "pv-view")
        return [text_of(tree.find(".//h1")), view.get("data-heading")]

    made = briefing_of()
    made = replace(made, brief=replace(made.brief, headline=Headline("<b>Rain</b> comes", (0,))))
    tree = parsed(made.to_html())
    assert headings(tree) == ["<b>Rain</b> comes"] * 2
    assert tree.findtext(".//title") == "<b>Rain</b> comes · Passerelle"
    titled = replace(
        made, article=replace(made.article, blocks=(Block("title", 0, 9), *made.article.blocks[1:]))
    )
    tree = parsed(titled.to_html())
    assert headings(tree) == ["It rains."] * 2
    assert tree.findtext(".//title") == "It rains. · Passerelle"


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_steps_of_a_brief_are_folded_and_escaped(hostile: str) -> None:
    def made(word: str) -> str:
        sentence = BriefSentence("It rains.", (0,), 1.0, "replaced", (word, "b"))
        brief = Brief((sentence,), (), "m", Headline(word), (Omission(word, (word, "c")),))
        return render.reading_view(replace(briefing_of(), brief=brief))

    view = made(hostile)
    assert elements(view) == elements(made("harmless"))
    steps, left_out = classes(parsed(made("harmless")), "pv-made")
    said = "A sentence of the translation, in place of one by the model that the text does not support."
    assert text_of(steps) == f"How it was made {said}harmlessb"
    assert left_out.get("open") is None
    assert text_of(left_out) == (
        "1 sentence left out: written by the model, but not supported by the text harmless harmless; c"
    )
    assert "Quoted from" in view


def test_a_long_article_is_marked_for_rendering_on_demand() -> None:
    text = "Il pleut.\n\n" * 300
    blocks = tuple(Block("paragraph", 11 * n, 11 * n + 9) for n in range(300))
    segments = [Segment("Il pleut.", "It rains.", b.start, b.end, 0, 0) for b in blocks]
    view = viewed(Article(text, blocks, "fr"), segments)
    assert classes(parsed(view), "pv-long")
    assert len(view) < 300 * 1200
    assert not classes(parsed(viewed(Article(text[:110], blocks[:10], "fr"), segments[:10])), "pv-long")


def test_only_one_element_is_animated() -> None:
    moving = re.findall(r"([^{}]*)\{[^{}]*animation: pv-wait", render.view_css())
    assert [selector.split("*/")[-1].strip() for selector in moving] == [".pv-rail .pv-pending"]


def test_a_view_is_marked_with_its_article_and_its_content() -> None:
    made = versions.briefing()
    corrections = {made.translation.segments[5].source: "The line is short."}
    edited = replaced(made.translation, GivenEnglish(corrections).applied)
    articles, contents = [], []
    for shown in (made, replace(made, translation=edited), versions.echoed(read("Il pleut.", language="fr"))):
        page = render.reading_view(shown)
        articles += re.findall(r'data-article="(\w{16})"', page)
        contents += re.findall(r'data-drawn="(\w{16})"', page)
    assert len(set(contents)) == len(contents) == 3
    assert articles[0] == articles[1] != articles[2]

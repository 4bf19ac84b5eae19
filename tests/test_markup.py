"""Translation of HTML: markup is kept, inline tags follow their words, and no text is lost."""

import html
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from limits import within

from passerelle.page.markup import text_of, translate_markup
from passerelle.spans import Span
from translate import Segment, Translation


def made(source: str, target: str, pairs: Sequence[tuple[str, str]] = ()) -> Translation:
    """Return a translation of one sentence with the given word alignment."""

    def place(word: str, text: str) -> Span:
        found = re.search(rf"\b{word}\b", text)
        assert found
        return Span(*found.span())

    alignment = tuple((place(a, source), place(b, target)) for a, b in pairs)
    segment = Segment(source, target, 0, len(source), 0, len(target), alignment=alignment)
    return Translation(source, target, (segment,), "fr", "test")


def words_in_order(source: str) -> Translation:
    """Return a translation that reverses the letters of each word."""
    spans = [Span(m.start(), m.end()) for m in re.finditer(r"\w+|[^\w\s]", source)]
    target = re.sub(r"\w+|[^\w\s]", lambda m: m[0][::-1], source)
    segment = Segment(source, target, 0, len(source), 0, len(target), alignment=tuple((s, s) for s in spans))
    return Translation(source, target, (segment,), "fr", "test")


def backwards(texts: list[str]) -> list[Translation]:
    return [words_in_order(text) for text in texts]


def translated_as(*answers: Translation) -> Callable[[list[str]], Sequence[Translation]]:
    def translate(texts: list[str]) -> Sequence[Translation]:
        assert texts == [answer.source_text for answer in answers]
        return answers

    return translate


CHAT = made(
    "Le chat noir mange une pomme rouge",
    "The black cat eats a red apple",
    [
        ("Le", "The"),
        ("chat", "cat"),
        ("noir", "black"),
        ("mange", "eats"),
        ("une", "a"),
        ("pomme", "apple"),
        ("rouge", "red"),
    ],
)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("Le chat noir mange une pomme rouge", "The black cat eats a red apple"),
        (
            "<p>Le chat <b>noir</b> mange une <a href='#'>pomme</a> rouge</p>",
            "<p>The <b>black</b> cat eats a red <a href='#'>apple</a></p>",
        ),
        (
            "<p>Le <i>chat <b>noir</b></i> mange une pomme rouge</p>",
            "<p>The <i><b>black</b> cat</i> eats a red apple</p>",
        ),
        (
            "<p><em>Le chat noir mange une pomme rouge</em></p>",
            "<p><em>The black cat eats a red apple</em></p>",
        ),
        (
            "Le chat noir mange <img src=x> une pomme rouge",
            "The black cat eats <img src=x>a red apple",
        ),
        (
            "Le <span translate=no>chat</span> noir mange une pomme rouge",
            "The black <span translate=no>chat</span> eats a red apple",
        ),
        ("Le chat noir mange une <x id='1'/>pomme rouge", "The black cat eats a red <x id='1'/>apple"),
        ("  <!-- a -->Le chat\n noir mange\tune pomme rouge ", " <!-- a -->The black cat eats a red apple "),
        ("Le chat noir </b>mange une pomme rouge", "The black cat </b>eats a red apple"),
    ],
)
def test_inline_tags_follow_their_words(markup: str, expected: str) -> None:
    def translate(texts: list[str]) -> list[Translation]:
        [text] = texts
        assert re.sub(r"\s+", " ", text) == CHAT.source_text
        return [CHAT]

    assert translate_markup(markup, translate) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>un deux</p><p>trois</p>", "<p>nu xued</p><p>siort</p>"),
        ("un<br>deux", "nu<br>xued"),
        ("<ul><li>un<li>deux</ul>", "<ul><li>nu<li>xued</ul>"),
        ("<P CLASS=A >un</P >", "<P CLASS=A >nu</P >"),
        ("<script>un <p>deux</p></script>trois", "<script>un <p>deux</p></script>siort"),
        ("<style>p { a: un }</style>", "<style>p { a: un }</style>"),
        ("<code>un</code> deux", "<code>un</code> xued"),
        ("<div translate='no'><p>un</p></div><p>deux</p>", "<div translate='no'><p>un</p></div><p>xued</p>"),
        ("<p class='x notranslate y'>un</p> deux", "<p class='x notranslate y'>un</p> xued"),
        ("<title>un</title>", "<title>nu</title>"),
        ("&eacute;t&eacute; &lt;un&gt;", "été &lt;nu&gt;"),
        ("<p>42 %</p>", "<p>42 %</p>"),
        ("<p>&nbsp;</p>", "<p>&nbsp;</p>"),
        ("ab < cd", "ba &lt; dc"),
        ("", ""),
        ("<!doctype html><p>un</p>", "<!doctype html><p>nu</p>"),
        ("un <a href='x", "nu <a href='x"),
        ("un <!-- deux", "nu <!-- deux"),
        ("<script>un", "<script>un"),
        ("<pre>un\n  deux</pre>", "<pre>nu\n  xued</pre>"),
        ("un <a title='a > b'>deux</a>", "nu <a title='a > b'>xued</a>"),
        ("<b>un <p>deux</p> trois</b>", "<b>nu <p>xued</p> siort</b>"),
        ("<p>un <b>deux</p> trois</b>", "<p>nu <b>xued</p> siort</b>"),
        ("<b></b>un", "<b></b>nu"),
    ],
)
def test_markup_is_unchanged(markup: str, expected: str) -> None:
    assert translate_markup(markup, backwards) == expected


def test_all_texts_are_translated_in_one_call() -> None:
    calls: list[list[str]] = []

    def translate(texts: list[str]) -> list[Translation]:
        calls.append(texts)
        return backwards(texts)

    translate_markup("<h1>un</h1><p> deux <b>trois</b></p><td>quatre", translate)
    assert calls == [["un", "deux trois", "quatre"]]


def test_english_is_unchanged() -> None:
    markup = "<p>An  &eacute;t&eacute; <b>day</b></p>"
    assert translate_markup(markup, lambda texts: [made(text, text) for text in texts]) == markup


PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<i class='a'>",
            "</i>",
            "<a href=x>",
            "</a>",
            "<br>",
            "<img>",
            "<x/>",
        ),
        *("<!-- c -->", "<code>", "</code>", "<td>"),
        *("un ", "deux", " trois", "&amp;", "&eacute;", " ", "\n", "<", ">", "4 "),
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
@example("<i><code>deux</code></i>un ")
def test_no_tag_and_no_word_is_lost(markup: str) -> None:
    answer = translate_markup(markup, backwards)
    tags = r"<!--.*?-->|</?[a-z][^>]*>"
    assert sorted(re.findall(tags, answer)) == sorted(re.findall(tags, markup))
    assert re.findall(r"</?(?:p|td|br)>", answer) == re.findall(r"</?(?:p|td|br)>", markup)

    def letters(text: str) -> Counter[str]:
        return Counter(c for c in html.unescape(re.sub(tags, "", text)) if not c.isspace())

    assert letters(answer) >= letters(markup)
    if "<code>" not in markup:  # a word translated only in part appears twice
        assert letters(answer) == letters(markup)


@given(st.text(alphabet="<>/!?-'\"= ap&;#\n", max_size=60))
def test_any_text_is_accepted(markup: str) -> None:
    assert translate_markup(markup, lambda texts: [made(text, text) for text in texts]) == markup


@pytest.mark.parametrize(
    "unit",
    ["<", "<a", "<a '", '<a "', "<!--", "<b>", "</b>", "<b>a", "<p>a", "<code>", "&", "<a =", "a <b>c</b> "],
)
@pytest.mark.parametrize("length", [25_000, pytest.param(100_000, marks=pytest.mark.soak)])
def test_hostile_markup_takes_little_time(unit: str, length: int) -> None:
    markup = (unit * length)[:length]
    begun = time.process_time()
    translate_markup(markup, lambda texts: [made(text, text + "x") for text in texts])
    assert time.process_time() - begun < 5


def test_many_brackets_in_an_element_that_is_kept_take_linear_time() -> None:
    with within(30):
        assert text_of("<code><code>x</code>" + "<" * 90_000).startswith("x")

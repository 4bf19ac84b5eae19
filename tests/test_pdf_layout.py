"""Layouts of PDF pages: columns, raised and doubled glyphs, watermarks, writing directions."""

import pytest
from pdfs import Word, column, escaped, pdf_file, pdf_of

from passerelle.article import Article, formats, pdf, read
from passerelle.errors import ArticleError

LEFT = [
    "Le tribunal de Valmont a condamné hier",
    "une entreprise de travaux publics à",
    "verser deux millions d'euros aux",
    "riverains du canal, qui demandaient",
    "réparation depuis la rupture de la",
]
RIGHT = [
    "digue, il y a six ans. La société a",
    "annoncé qu'elle ferait appel dès lundi.",
    "Ses avocats contestent les conclusions",
    "des experts, qu'ils jugent trop vagues",
    "et contraires aux relevés de l'époque.",
]
STORY = " ".join([*LEFT, *RIGHT])


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "is_parsed_apart", lambda *_: False)


def texts(article: Article) -> list[str]:
    return [article.block_text(block) for block in article.blocks]


def read_lines(*pages: list[Word]) -> Article:
    return read(pdf_file(pages), language="fr")


def shown(size: float, matrix: str, text: str, before: str = "") -> bytes:
    return b"%s BT /F1 %g Tf %s Tm (%s) Tj ET " % (before.encode(), size, matrix.encode(), escaped(text))


def page(*parts: bytes) -> Article:
    """Return a page with the story in one column, and more content."""
    story = [shown(10, f"1 0 0 1 50 {700 - 15 * n}", line) for n, line in enumerate([*LEFT, *RIGHT])]
    return read(pdf_of([b"".join([*story, *parts])]), language="fr")


@pytest.mark.parametrize("title", [[], [(50.0, 740.0, 20.0, "Le canal de Valmont devant les juges")]])
def test_columns_printed_row_by_row_are_read_by_column(title: list[Word]) -> None:
    rows = [word for pair in zip(column(LEFT), column(RIGHT, left=310), strict=True) for word in pair]
    found = texts(read_lines([*title, *rows]))
    assert found[-1] == STORY
    assert len(found) == 1 + len(title)


@pytest.mark.parametrize("offset", [3, 5, 7])
def test_columns_whose_lines_are_not_level_are_read_by_column(offset: float) -> None:
    right = column(RIGHT, left=310, top=700 - offset)
    rows = [word for pair in zip(column(LEFT), right, strict=True) for word in pair]
    assert texts(read_lines(rows)) == [STORY]


def test_three_columns_printed_row_by_row_are_read_by_column() -> None:
    third = [line.replace("a", "o") for line in LEFT]
    columns = (column(LEFT, left=20), column(RIGHT, left=215), column(third, left=410))
    rows = [(left, base, 9.0, text) for row in zip(*columns, strict=True) for left, base, _, text in row]
    assert " ".join(texts(read_lines(rows))) == f"{STORY} {' '.join(third)}"


def test_columns_printed_one_after_the_other_keep_their_order() -> None:
    assert texts(read_lines([*column(LEFT), *column(RIGHT, left=310)])) == [STORY]


def test_a_table_of_figures_is_read_by_row() -> None:
    rows: list[Word] = []
    for number in range(6):
        rows += [
            (50, 600 - 15 * number, 10, f"Ville {number}"),
            (250, 600 - 15 * number, 10, f"{number} 200"),
        ]
    found = " ".join(texts(read_lines([*column([*LEFT, *RIGHT]), *rows])))
    assert "Ville 1 1 200 Ville 2 2 200" in found


def test_lines_printed_from_the_bottom_up_are_read_from_the_top() -> None:
    assert texts(read_lines(list(reversed(column([*LEFT, *RIGHT]))))) == [STORY]


@pytest.mark.parametrize("matrix", ["0 1 -1 0 560 300", "0 -1 1 0 560 500"])
def test_a_credit_printed_sideways_comes_last_in_one_piece(matrix: str) -> None:
    assert texts(page(shown(7, matrix, "Photo Anne Morel, La Gazette"))) == [
        STORY,
        "Photo Anne Morel, La Gazette",
    ]


def test_an_upside_down_page_is_read() -> None:
    lines = [shown(10, f"-1 0 0 -1 550 {100 + 15 * n}", line) for n, line in enumerate([*LEFT, *RIGHT])]
    assert texts(read(pdf_of([b"".join(lines)]), language="fr")) == [STORY]


@pytest.mark.parametrize(
    ("line", "small", "rest", "text"),
    [
        ("Le canal compte 3 400", "2", " bateaux.", "Le canal compte 3 400 bateaux."),
        ("Il contient 10", "6", " litres.", "Il contient 10⁶ litres."),
        ("La digue de 2019", "1", ".", "La digue de 2019."),
        ("Elle mesure 80 m", "2", " au sol.", "Elle mesure 80 m² au sol."),
        ("Au XXI", "e", " siècle.", "Au XXIe siècle."),
    ],
)
def test_raised_glyphs_are_read_as_superscripts_or_notes(line: str, small: str, rest: str, text: str) -> None:
    content = b"BT /F1 10 Tf 1 0 0 1 50 600 Tm (%s) Tj 4 Ts /F1 6 Tf (%s) Tj 0 Ts /F1 10 Tf (%s) Tj ET" % (
        escaped(line),
        escaped(small),
        escaped(rest),
    )
    assert texts(page(content))[-1] == text


def test_notes_at_the_foot_do_not_interrupt_a_paragraph() -> None:
    note: Word = (50, 90, 7, "1 Selon le greffe du tribunal.")
    first = [*column(LEFT, top=300), note]
    assert texts(read_lines(first, column(RIGHT))) == [STORY, "1 Selon le greffe du tribunal."]


def test_notes_at_the_foot_of_each_column_do_not_interrupt_a_paragraph() -> None:
    notes = ("1 Selon le greffe du tribunal.", "2 Chiffres de la mairie.")
    left, right = ((x, 90.0, 7.0, note) for x, note in zip((50.0, 310.0), notes, strict=True))
    page_words = [*column(LEFT), left, *column(RIGHT, left=310), right]
    assert texts(read_lines(page_words)) == [STORY, *notes]


def test_bold_by_double_printing_is_read_once() -> None:
    twice = [shown(20, f"1 0 0 1 {left} 740", "Le canal gagne") for left in (50, 50.4)]
    assert page(*twice).title == "Le canal gagne"


def test_a_second_layer_of_text_is_read_once() -> None:
    layer = [
        shown(10, f"1 0 0 1 {52 + n % 2} {698.5 - 15 * n}", line.replace("é", "e"))
        for n, line in enumerate([*LEFT, *RIGHT])
    ]
    assert texts(page(*layer)) == [STORY]


def test_a_letter_spaced_title_is_joined() -> None:
    spaced = b"BT /F1 20 Tf 7 Tc 1 0 0 1 50 740 Tm (%s) Tj ET" % escaped("LE CANAL EN PROCÈS")
    assert page(spaced).title == "LE CANAL EN PROCÈS"


@pytest.mark.parametrize(
    "more",
    [
        shown(60, "0.7 0.7 -0.7 0.7 150 350", "BROUILLON", "0.8 g"),
        shown(60, "1 0 0 1 100 400", "BROUILLON", "0.85 0.85 0.9 rg"),
        shown(60, "1 0 0 1 60 620", "BROUILLON"),
        shown(60, "1 0 0 1 60 620", "BROUILLON", "0.9 0.6 0.6 rg"),
        shown(9, "1 0 0 1 50 300", "Texte invisible pour les moteurs.", "1 g"),
        shown(9, "1 0 0 1 50 300", "Texte invisible pour les moteurs.", "0 0 0 0 k"),
    ],
)
def test_watermarks_and_white_text_are_left_out(more: bytes) -> None:
    article = page(more)
    assert (article.title, texts(article)) == (None, [STORY])


def test_white_text_on_a_dark_background_is_read() -> None:
    box = b"0 g 40 590 300 30 re f "
    article = page(box + shown(10, "1 0 0 1 50 600", "Le procès reprendra en mai.", "1 g"))
    assert texts(article)[-1] == "Le procès reprendra en mai."


def test_a_watermark_on_every_page_is_left_out() -> None:
    pages = [[(100.0, 400.0, 50.0, "ARCHIVES"), *column([f"{line} {n}" for line in LEFT])] for n in range(4)]
    assert "ARCHIVES" not in read_lines(*pages).text


@pytest.mark.parametrize(
    ("cap", "rest", "text"),
    [("L", "e tribunal a jugé", "Le tribunal a jugé"), ("À", "Valmont, on attend", "À Valmont, on attend")],
)
@pytest.mark.parametrize("baseline", [570, 580])
def test_a_drop_capital_is_joined_to_its_word(baseline: float, cap: str, rest: str, text: str) -> None:
    lines: list[Word] = [(50, baseline, 36, cap), (85, 600, 10, f"{rest} hier soir une longue")]
    lines += [
        (85, 585, 10, "affaire de digue rompue, qui occupe la"),
        (50, 555, 10, "ville depuis six ans et ses avocats."),
    ]
    found = texts(read_lines([*lines, *column([*LEFT, *RIGHT], top=500)]))[0]
    assert found.startswith(f"{text} hier soir une longue affaire de digue")


def test_pages_without_a_text_layer_are_reported() -> None:
    picture = b"0.5 g 50 50 500 700 re f"
    story = b"".join(shown(10, f"1 0 0 1 50 {700 - 15 * n}", line) for n, line in enumerate(LEFT))
    one = read(pdf_of([story, picture]), language="fr")
    assert one.notices == (
        "Page 2 has no text layer, perhaps because it was scanned; its text is missing here.",
    )
    several = read(pdf_of([picture, story, picture, picture]), language="fr")
    assert several.notices[0].startswith("Pages 1, 3 and 4 have no text layer")
    assert read(pdf_of([story, b""]), language="fr").notices == ()


def test_a_scanned_page_with_a_running_head_is_reported() -> None:
    story = b"".join(shown(10, f"1 0 0 1 50 {700 - 15 * n}", line) for n, line in enumerate(LEFT))
    heads = [shown(8, "1 0 0 1 50 780", f"La Gazette - page {n}") for n in (1, 2)]
    article = read(pdf_of([story + heads[0], b"0.5 g 50 50 500 700 re f " + heads[1]]), language="fr")
    assert article.notices[0].startswith("Page 2 has no text layer")


def test_a_long_file_is_read_until_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MAX_SECONDS", 0.0)
    article = read_lines(column(LEFT), column(RIGHT), column(RIGHT))
    assert texts(article) == [" ".join(LEFT)]
    assert article.notices[0].startswith("Only page 1 of 3 has been read")


@pytest.mark.parametrize(
    "numbers", [("i", "ii", "iii"), ("- 1 -", "- 2 -", "- 3 -"), ("Trang 1/3", "Trang 2/3", "3")]
)
def test_page_numbers_in_any_form_are_left_out(numbers: tuple[str, ...]) -> None:
    lines = texts(read_lines(*([*column(LEFT), (280, 20, 8, number)] for number in numbers)))
    assert not set(numbers) & set(lines)


@pytest.mark.parametrize(("marks", "ends"), [("••", ".,"), ("--", ":;"), ("––", ".;"), (("1.", "2."), ".;")])
def test_items_of_a_list_are_separate(marks: tuple[str, str], ends: str) -> None:
    first, second = (
        f"{marks[0]} la halle ouvrira en mai{ends[1]}",
        f"{marks[1]} le port sera agrandi avant juin.",
    )
    assert texts(read_lines(column([f"Le conseil a voté deux mesures{ends[0]}", first, second])))[1:] == [
        first,
        second,
    ]


def test_a_dash_that_begins_a_line_of_prose_does_not_end_a_paragraph() -> None:
    lines = [
        "Le maire de Valmont, qui a été réélu",
        "– avec douze voix de plus que lors du",
        "premier vote – a parlé.",
    ]
    assert texts(read_lines(column(lines))) == [" ".join(lines)]


@pytest.mark.parametrize(
    "lines",
    [
        [
            "Please wait...",
            "If this message is not eventually replaced by the proper contents of the document",
        ],
        ["For the best experience, open this PDF portfolio in", "Acrobat X or Adobe Reader X, or later."],
    ],
)
def test_a_form_or_portfolio_for_one_program_is_refused(lines: list[str]) -> None:
    with pytest.raises(ArticleError, match="shows its content only in Adobe Reader"):
        read_lines(column(lines))

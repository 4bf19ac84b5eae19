"""Boxes between paragraphs of a story are kept, those beside it reported, and divided stories joined."""

import pytest

from passerelle.article import Article, formats, read

PROSE = [
    "La ville de Brest ouvrira en mai une halle de 1 200 mètres carrés, a annoncé jeudi son maire après "
    "trois ans de travaux et deux reports.",
    "Le chantier, confié à une entreprise du Finistère, a coûté 6,4 millions d'euros, dont un tiers payé "
    "par la région, selon les services de la ville.",
    "Une vingtaine de marchands y tiendront boutique du mardi au dimanche, et une cuisine commune servira "
    "aux associations du quartier.",
    "L'opposition juge le loyer trop élevé pour les petits producteurs et demande une année gratuite, ce "
    "que la majorité refuse pour l'instant.",
]
FACT = "La halle actuelle, ouverte en 1974, accueille 800 clients par semaine et n'a jamais été rénovée."


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "is_parsed_apart", lambda *_: False)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(
    before: str = "", between: str = "", after: str = "", frame: str = "<article>{}</article>"
) -> Article:
    body = f"{before}{paragraphs(*PROSE[:2])}{between}{paragraphs(*PROSE[2:])}{after}"
    body = f"<h1>Brest ouvre sa halle</h1>{body}"
    source = (
        f"<!DOCTYPE html><html lang=fr><head><title>a</title></head><body>{frame.format(body)}</body></html>"
    )
    return read(source.encode(), name="a.html", language="fr")


def story(article: Article) -> list[str]:
    return [article.block_text(block) for block in article.story()][1:]


FRAMES = ["<article>{}</article>", "<div class='content'>{}</div>", "<main><div>{}</div></main>", "{}"]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize(
    "tag",
    ["aside", "footer", "fieldset", "dialog open", "form", "div class='sidebar'", "section class='tags'"],
)
def test_a_box_between_paragraphs_is_part_of_the_story(tag: str, frame: str) -> None:
    box = f"<{tag}><h3>Repères</h3><p>{FACT}</p></{tag.split()[0]}>"
    assert story(page(between=box, frame=frame)) == [*PROSE[:2], "Repères", FACT, *PROSE[2:]]


@pytest.mark.parametrize(
    "box",
    [
        f"<aside>{FACT}</aside>",
        f"<aside role='complementary'><div>{FACT}</div></aside>",
        f"<aside><ul><li>{FACT}</li><li>Elle ferme à midi.</li></ul></aside>",
        f"<menu><li>{FACT}</li><li>Elle ferme à midi.</li></menu>",
    ],
)
def test_a_box_without_paragraphs_is_part_of_the_story(box: str) -> None:
    assert FACT in story(page(between=box))


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_box_beside_the_story_has_a_notice(place: str) -> None:
    article = page(**{place: f"<aside><h3>Repères</h3><p>{FACT}</p></aside>"})
    assert article.notices == (
        "A passage beside the story was left out: "
        "“Repères La halle actuelle, ouverte en 1974, accueille 800 cl…”",
    )


def test_passages_beside_the_story_are_counted() -> None:
    boxes = "".join(f"<aside><p>{FACT.replace('1974', year)}</p></aside>" for year in ("1974", "1980"))
    assert page(after=boxes).notices == (
        "2 passages beside the story were left out; the first is "
        "“La halle actuelle, ouverte en 1974, accueille 800 clients pa…”",
    )


@pytest.mark.parametrize(
    "box",
    [
        f"<aside class='related'><p>{FACT}</p></aside>",
        f"<aside class='newsletter-signup'><p>{FACT}</p></aside>",
        f"<aside><div class='author-bio'><p>{FACT}</p></div></aside>",
        f"<form><p>{FACT}</p><input name='mail'></form>",
        f"<aside><p><a href='/a'>{FACT}</a></p></aside>",
        "<aside><p>© 2026 Le Ponant. Tous droits réservés.</p></aside>",
        f"<aside style='display: none'><p>{FACT}</p></aside>",
        f"<aside class='pullquote'><p>{PROSE[1]}</p></aside>",
    ],
)
@pytest.mark.parametrize("place", ["before", "between", "after"])
def test_furniture_and_repetitions_are_neither_kept_nor_reported(box: str, place: str) -> None:
    article = page(**{place: box})
    assert story(article) == PROSE
    assert article.notices == ()


def test_a_lead_without_a_name_is_part_of_the_story() -> None:
    body = f"<h1>Brest ouvre sa halle</h1><div><div>{FACT}</div></div><div class='article-body'>{{}}</div>"
    source = f"<!DOCTYPE html><html><body><article>{body.format(paragraphs(*PROSE))}</article></body></html>"
    assert story(read(source.encode(), name="a.html", language="fr")) == [FACT, *PROSE]


@pytest.mark.parametrize("part", ["div class='text'", "div class='article-content'", "section", "article"])
def test_a_story_in_two_containers_is_whole(part: str) -> None:
    end = part.split()[0]
    parts = (
        f"<{part}>{paragraphs(*PROSE[:2])}</{end}><p>Publicité</p><{part}>{paragraphs(*PROSE[2:])}</{end}>"
    )
    source = f"<!DOCTYPE html><html><body><main><h1>Brest ouvre sa halle</h1>{parts}</main></body></html>"
    assert story(read(source.encode(), name="a.html", language="fr")) == PROSE


def test_content_elements_with_and_without_headings_are_one_story() -> None:
    parts = [
        f"<article class=element>{heading}<p>{text}</p></article>"
        for heading, text in zip(
            ("<h2>Une halle</h2>", "", "<h3>Le prix</h3>", "", *[""] * len(PROSE)), PROSE, strict=False
        )
    ]
    teaser = f"<article class=element><h3><a href='/q'>Quimper aussi</a></h3><p>{FACT}</p></article>"
    body = f"<main><h1>Brest ouvre sa halle</h1><div>{''.join(parts)}{teaser}</div></main>"
    found = story(
        read(f"<!DOCTYPE html><html><body>{body}</body></html>".encode(), name="a.html", language="fr")
    )
    assert [text for text in found if text in PROSE] == PROSE
    assert "Le prix" in found
    assert FACT not in found


def test_another_story_on_the_page_stays_apart() -> None:
    other = f"<article><h2>Quimper aussi</h2>{paragraphs(FACT, FACT.replace('1974', '1980'))}</article>"
    body = f"<main><article><h1>Brest ouvre sa halle</h1>{paragraphs(*PROSE)}</article>{other}</main>"
    source = f"<!DOCTYPE html><html><body>{body}</body></html>"
    assert story(read(source.encode(), name="a.html", language="fr")) == PROSE


@pytest.mark.parametrize(
    "speaker",
    [
        "<footer>Anne Riou, maire</footer>",
        "<cite>Anne Riou, maire</cite>",
        "<p class='author'>Anne Riou, maire</p>",
        "<div class='quote-author'>Anne Riou, maire</div>",
    ],
)
@pytest.mark.parametrize("tag", ["blockquote", "div class='quote'"])
def test_the_speaker_of_a_quotation_is_part_of_the_story(tag: str, speaker: str) -> None:
    box = f"<{tag}><p>« Un lieu ouvert à tous. »</p>{speaker}</{tag.split()[0]}>"
    assert "Anne Riou, maire" in " ".join(story(page(between=box)))

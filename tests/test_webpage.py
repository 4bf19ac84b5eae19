"""Web pages: the prose is read without loss or change, along with the page's metadata."""

import json
import time
from typing import Any

import pytest

from passerelle.article import Article, pagekind, read
from passerelle.article.passages import STRUCK
from passerelle.article.rules import is_caption
from passerelle.article.webpage import looks_like_page
from passerelle.errors import ArticleError

PROSE = (
    "<p>La ville de Brest ouvrira en mai une halle de 1 200 mètres carrés, a annoncé jeudi son maire après "
    "trois ans de travaux et deux reports.</p>"
    "<p>Le chantier, confié à une entreprise du Finistère, a coûté 6,4 millions "
    "d'euros, dont un tiers payé par "
    "la région, selon les services de la ville.</p>"
    "<p>Une vingtaine de marchands y tiendront boutique du mardi au dimanche, et une cuisine commune servira "
    "aux associations du quartier.</p>"
    "<p>L'opposition juge le loyer trop élevé pour les petits producteurs et demande "
    "une année gratuite, ce que "
    "la majorité refuse pour l'instant.</p>"
)
TITLE = "Brest ouvre sa halle en mai"
DAYS = ((3, "Quimper"), (7, "Lorient"))
MORE = PROSE.replace("Brest", "Quimper")


def page(body: str, head: str = "", frame: str = "<article>{}</article>", lang: str = "fr") -> Article:
    content = frame.format(f"<h1>{TITLE}</h1>{PROSE}{body}")
    source = (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta '
        f'charset="utf-8"><title>{TITLE} - Le Ponant</title>{head}'
    )
    return read(f"{source}</head><body>{content}</body></html>".encode(), name="a.html", language=lang)


def story(article: Article) -> list[str]:
    return [article.block_text(block) for block in article.story()]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            "Le vote aura lieu <time datetime='2026-05-12'>mardi 12 mai</time> à midi.",
            "Le vote aura lieu mardi 12 mai à midi.",
        ),
        (
            "Elle saisit la <button class='g'>Cour des comptes</button> ce matin.",
            "Elle saisit la Cour des comptes ce matin.",
        ),
        ("L'<abbr title='Organisation'>OMS</abbr> a tranché hier.", "L'OMS a tranché hier."),
        ("Il a payé <data value='12'>douze euros</data> en tout.", "Il a payé douze euros en tout."),
        ("Un total de <output>420</output> voix, dit-il.", "Un total de 420 voix, dit-il."),
        ("Une <span class='embed share-x'>halle couverte</span> au centre.", "Une halle couverte au centre."),
        ("La forêt a 10<sup>4</sup> arbres.", "La forêt a 10⁴ arbres."),
        ("Un grain de 10<sup>-6</sup> mètre.", "Un grain de 10⁻⁶ mètre."),
        ("Une salle de 600 m<sup>2</sup> au port.", "Une salle de 600 m² au port."),
        ("Le XIX<sup>e</sup> siècle et le 1<sup>er</sup> mai.", "Le XIXe siècle et le 1er mai."),
        ("M<sup>me</sup> Le Goff a voté.", "Mme Le Goff a voté."),
        ("Le taux de CO<sub>2</sub> baisse.", "Le taux de CO2 baisse."),
        ("Brest compte 139 600<sup>1</sup> habitants.", "Brest compte 139 600 habitants."),
        ("Selon le relevé de 2024<sup><a href='#n2'>2</a></sup>.", "Selon le relevé de 2024."),
        ("Selon la mairie<sup class='footnote'>[3]</sup>, tout va bien.", "Selon la mairie, tout va bien."),
        ("Il coûte <s>3 millions</s> 4 millions d'euros.", "Il coûte 4 millions d'euros."),
        ("Il ouvre <del>lundi</del> <ins>mardi</ins> à midi.", "Il ouvre mardi à midi."),
        ("Elle promet un <q>lieu pour tous</q> au maire.", "Elle promet un « lieu pour tous » au maire."),
        ("Elle dit <q>« non »</q> au maire.", "Elle dit « non » au maire."),
        ("Le comit&amp;eacute; l&amp;rsquo;a dit &amp;amp; redit.", "Le comité l’a dit & redit."),
        ("Le maire a &lt;b&gt;refusé&lt;/b&gt; de signer.", "Le maire a refusé de signer."),
        ("Une pro&shy;mes&shy;se du maire.", "Une promesse du maire."),
        ("Il attend l´avion d´Air France.", "Il attend l'avion d'Air France."),
        (
            "<math><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></math> dit-il.",
            "E=mc² dit-il.",
        ),
        (
            "<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac></math> dit-il.",
            "(a+b)/2 dit-il.",
        ),
        (
            "<span class='location-stamp'>Quimper</span>Une autre halle suit.",
            "Quimper - Une autre halle suit.",
        ),
        ("<strong>BREST</strong>Une autre halle suit.", "BREST - Une autre halle suit."),
        (
            "<span class='dateline'>Paris (AFP)</span>Une autre halle suit.",
            "Paris (AFP) - Une autre halle suit.",
        ),
        ("Un gou\u200bver\ufeffne\u2060ment tran\u200cche.", "Un gouvernement tranche."),
        ("<img class=lettrine src=l.gif alt='L'>e maire a voté.", "Le maire a voté."),
        (
            "Il coûte <span aria-hidden=true>$5</span><span class=sr-only>5 dollars</span> ici.",
            "Il coûte $5 ici.",
        ),
        ("Il coûte 3 €<sup>50</sup> au port.", "Il coûte 3 €50 au port."),
        ("Brest a 139 600 habitants<sup>a</sup> au port.", "Brest a 139 600 habitants au port."),
        ("Le mot <code>halle</code> est peint au mur.", "Le mot halle est peint au mur."),
        ("La séance est à 20 h<sup>30</sup> au port.", "La séance est à 20 h30 au port."),
        ("Le café coûte 12<sup>50</sup> francs ici.", "Le café coûte 12,50 francs ici."),
        ("La forêt a 10<span style='vertical-align: super'>4</span> arbres.", "La forêt a 10⁴ arbres."),
        ("Il coûte <em style='text-decoration:line-through'>3</em> 4 millions.", "Il coûte 4 millions."),
        ("Il coûte <span style='display: none'>3</span> 4 millions.", "Il coûte 4 millions."),
        (
            "Les faits<span style='display: block'>Jeudi soir, tout va.</span>",
            "Les faits Jeudi soir, tout va.",
        ),
        ("Il rappelle E = mc<sup>2</sup> aux élèves.", "Il rappelle E = mc² aux élèves."),
        ("Une masse de 2,5.10<sup>6</sup> kg au port.", "Une masse de 2,5.10⁶ kg au port."),
        ("Il fait 25 °C<sup>2</sup> au port.", "Il fait 25 °C au port."),
        ("Un taux de vitamine C<sup>1</sup> trop bas.", "Un taux de vitamine C trop bas."),
        (
            "Il dit : <q>Elle a crié <q>dehors</q> hier</q> au juge.",
            "Il dit : « Elle a crié “dehors” hier » au juge.",
        ),
        (
            "Le chantier est à <progress value='70' max='100'>70 %</progress> fini.",
            "Le chantier est à 70 % fini.",
        ),
        ("Il a duré 6<sup>1</sup>/<sub>2</sub> heures hier.", "Il a duré 6 1/2 heures hier."),
        ("Il a eu <sup>3</sup>/<sub>4</sub> des voix hier.", "Il a eu 3/4 des voix hier."),
        ("Il coûte <span class='text-strike'>3 millions</span> 4 millions.", "Il coûte 4 millions."),
        ("<span class='city'>Lyon</span>12 élus ont voté hier.", "Lyon - 12 élus ont voté hier."),
        ("<span class='city'>Lyon</span>“Oui”, a dit le maire.", "Lyon - “Oui”, a dit le maire."),
        ("Le maire attend l`avion de Paris.", "Le maire attend l'avion de Paris."),
        ("Le maire dit oui&lt;br /&gt;et la région non.", "Le maire dit oui et la région non."),
    ],
)
def test_inline_markup_is_read_as_displayed(written: str, meant: str) -> None:
    assert meant in story(page(f"<p>{written}</p>"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            f"<div>Le vote aura lieu <time>mardi 12 mai</time> à midi. Il sera serré.</div>{MORE}",
            "Le vote aura lieu mardi 12 mai à midi. Il sera serré.",
        ),
        (
            "<h2>Ce qui change <time>mardi 12 mai</time> au port</h2>" + MORE,
            "Ce qui change mardi 12 mai au port",
        ),
        (
            "<table><tr><th>Vote</th><td><time>12 mai</time></td></tr>"
            "<tr><th>Fin</th><td>14 mai</td></tr></table>",
            "Vote | 12 mai",
        ),
        ("<ul><li>Les faits<div>Jeudi soir, le vote a eu lieu.</div></li></ul>", "Les faits"),
        (
            f"<div><span>Les faits</span><div>Jeudi soir, le vote a eu lieu.</div></div>{MORE}",
            "Les faits",
        ),
    ],
)
def test_words_in_divs_headings_and_cells_are_kept(written: str, meant: str) -> None:
    assert meant in story(page(written))


@pytest.mark.parametrize(
    ("block", "kept"),
    [
        (
            "<center>La commune vend la halle pour un euro.</center>",
            ["La commune vend la halle pour un euro."],
        ),
        ("<li>Une salle de lecture</li><li>Un café</li>", ["Une salle de lecture", "Un café"]),
        (
            "<p>Trois textes sont en cause :</p><ul><li><a href='/a'>La loi Climat</a></li>"
            "<li><a href='/b'>Le décret de 2019</a></li></ul><p>Le juge tranchera en mai.</p>",
            ["La loi Climat", "Le décret de 2019"],
        ),
        (
            "<table><tr><th>Site</th><th>Amende</th></tr><tr><td>Facebook</td><td>2 M€</td></tr>"
            "<tr><td>Reddit</td><td>3 M€</td></tr></table>",
            ["Site | Amende", "Facebook | 2 M€", "Reddit | 3 M€"],
        ),
        (
            "<table><tr><th>Ville</th><th>Prix</th></tr><tr><td>Brest<br>Finistère</td><td>2 M€</td></tr>"
            "<tr><td><p>Lyon</p><p>Rhône</p></td><td>3 M€</td></tr></table>",
            ["Ville | Prix", "Brest Finistère | 2 M€", "Lyon Rhône | 3 M€"],
        ),
        (
            "<aside class='quote'><p>« Un lieu ouvert. »</p><footer>Claire Vidal, maire</footer></aside>",
            ["« Un lieu ouvert. »", "Claire Vidal, maire"],
        ),
    ],
)
def test_blocks_between_paragraphs_are_kept(block: str, kept: list[str]) -> None:
    found = story(page(f"{block}{MORE}"))
    assert [line for line in found if line in kept] == kept


def test_a_list_of_links_after_a_heading_of_the_page_is_removed() -> None:
    links = "<ul><li><a href='/a'>La loi Climat</a></li><li><a href='/b'>Le décret</a></li></ul>"
    assert "La loi Climat" not in story(page(f"<p>À lire aussi :</p>{links}{MORE}"))


@pytest.mark.parametrize(
    "struck", ["<del><p>Le maire est parti lundi.</p></del>", "<p><del>Le maire est parti lundi.</del></p>"]
)
def test_a_struck_paragraph_has_a_notice(struck: str) -> None:
    article = page(f"{struck}{MORE}")
    assert "parti lundi" not in article.text
    assert STRUCK in article.notices


def test_struck_text_has_a_notice_and_hidden_text_has_none() -> None:
    assert page("<p>Il coûte <s>3 millions</s> 4 millions.</p>").notices == (STRUCK,)
    assert page("<p>Il coûte <span hidden>3 millions</span> 4 millions.</p>").notices == ()


def test_a_div_with_prose_is_a_paragraph() -> None:
    prose = (
        "La halle rouvre lundi, a dit le maire. Les marchands y reviennent après deux ans de travaux. " * 3
    )
    prose = prose.strip()
    assert prose in story(page(f"<div class='preview'>\n {prose}\n</div>"))


def test_words_in_spans_of_a_div_are_kept() -> None:
    rest = "Les marchands y reviennent lundi, dit la mairie, après deux ans de travaux et deux reports. " * 3
    line = "Le <span>Nikkei</span> <span>(<span class='link'><a href='/n'>N225</a></span>)</span> perd 3 %. "
    found = story(page(f"<div class='paragraph'>{line}{rest}</div>"))
    assert f"Le Nikkei (N225) perd 3 %. {rest.strip()}" in found


def test_a_lead_in_a_div_is_kept_on_pages_without_paragraphs() -> None:
    lead = "La halle rouvre lundi. Les marchands y reviennent après deux ans de travaux."
    text = "".join(f"<div>{line[3:]}</div>" for line in PROSE.split("</p>") if line)
    found = story(
        page("", frame=f"<div><div class='vorspann'>{lead}</div><div>{text}</div></div><!--{{}}-->")
    )
    assert lead in found
    assert len(found) >= 5


def test_repeated_paragraphs_are_kept() -> None:
    refrain = "Il n'y a plus de halle à Brest, il n'y a plus de marchands à Brest."
    assert story(page(f"<p>{refrain}</p><p>{refrain}</p><p>{refrain}</p>"))[-3:] == [refrain] * 3


def test_a_paragraph_with_only_an_e_mail_address_is_kept() -> None:
    link = "<p><a href='mailto:halle@brest.example'>halle@brest.example</a></p>"
    assert "halle@brest.example" in story(page(f"<p>Une adresse est ouverte :</p>{link}{PROSE}"))


@pytest.mark.parametrize(
    "line", [f"Accueil > Finistère > {TITLE}", f"Finistère › Brest › {TITLE}", "Accueil > Finistère"]
)
def test_breadcrumbs_are_removed(line: str) -> None:
    assert line not in story(page("", frame=f"<article><p>{line}</p>{{}}</article>"))


@pytest.mark.parametrize(
    "line",
    ["12 mai 2026, 14 h 32", "12/05/2026 à 14:32", "Anne Riou", "Brest, le 12 mai 2026", "AFP, 12 mai 2026"],
)
def test_a_date_or_byline_below_the_lead_is_removed(line: str) -> None:
    lead = (
        "La halle de Brest ouvrira en mai, après trois ans de travaux et deux reports, a dit jeudi le maire."
    )
    frame = f"<article><p>{lead}</p><p>{line}</p>{{}}</article>"
    found = story(page("", structured(headline=TITLE, author="Anne Riou"), frame))
    assert lead in found
    assert line not in found


def test_the_dates_of_a_chronology_are_kept() -> None:
    days = "".join(f"<p>{day} mai 2026</p>{PROSE.replace('Brest', town)}" for day, town in DAYS)
    assert {"3 mai 2026", "7 mai 2026"} <= set(story(page(days)))


def test_a_row_of_a_table_may_name_the_source() -> None:
    link = "<a href='https://www.insee.example/halles/1234'>Insee</a>"
    rows = "<tr><td>Ville</td><td>Étals</td></tr><tr><td>Brest</td><td>120</td></tr>"
    article = page(f"<table>{rows}<tr><td colspan=2>Source : {link}</td></tr></table>")
    assert article.source_url == "https://www.insee.example/halles/1234"
    assert story(article)[-2:] == ["Ville | Étals", "Brest | 120"]


def test_a_date_before_the_story_is_removed() -> None:
    found = story(page("", frame="<article>{}</article>".replace("{}", "<p>12. Mai 2026 / 13:48</p>{}")))
    assert len(found) == 5


def test_hidden_text_is_removed() -> None:
    assert len(story(page("<p hidden>Un brouillon que personne ne doit lire ici.</p>"))) == 5


@pytest.mark.parametrize("inner", ["{}", "<p>{}</p>"])
def test_a_table_of_figures_is_read_by_rows(inner: str) -> None:
    cells = (("Ville", "Étals"), ("Brest", "120"), ("Quimper", "64"))
    rows = "".join(f"<tr>{''.join(f'<td>{inner.format(cell)}</td>' for cell in row)}</tr>" for row in cells)
    assert story(page(f"<table>{rows}</table>"))[-3:] == ["Ville | Étals", "Brest | 120", "Quimper | 64"]


def test_a_table_that_lays_out_prose_is_read_by_paragraphs() -> None:
    found = story(
        page(f"<table><tr><td>{PROSE}</td><td>{PROSE.replace('Brest', 'Lorient')}</td></tr></table>")
    )
    assert len(found) == 13
    assert not any("|" in line for line in found)


@pytest.mark.parametrize("button", ["<button>Partager</button>", "<time>12 mai</time>"])
def test_a_button_after_a_sentence_is_removed(button: str) -> None:
    assert "Le vote est clos." in story(page(f"<p>Le vote est clos. {button}</p>"))


def test_an_unclosed_s_tag_strikes_nothing_out() -> None:
    assert len(story(page("", frame="<article><s>{}</s></article>"))) == 5


def test_code_on_a_page_keeps_its_entities() -> None:
    assert any(
        "&eacute;" in text for text in story(page("<p>Écrivez <code>&amp;eacute;</code> pour un é.</p>"))
    )


@pytest.mark.parametrize("frame", ["{}", "<div>{}</div>", "<main>{}</main>"])
def test_lists_and_headings_beside_paragraphs_are_kept(frame: str) -> None:
    found = story(
        page("<h2>Les mesures</h2><ul><li>Un parc de 80 vélos.</li><li>Un café.</li></ul>", frame=frame)
    )
    assert found[-3:] == ["Les mesures", "Un parc de 80 vélos.", "Un café."] or found[-4:-1] == [
        "Les mesures",
        "Un parc de 80 vélos.",
        "Un café.",
    ]


def test_the_speaker_of_a_quotation_is_kept() -> None:
    found = story(
        page("<blockquote><p>« Un lieu ouvert. »</p><footer>Anne Riou, maire de Brest</footer></blockquote>")
    )
    assert found[-2:] == ["« Un lieu ouvert. »", "Anne Riou, maire de Brest"]


def test_a_list_may_name_services() -> None:
    items = (
        "<p>Trois applications sont visées :</p><ul><li>Facebook</li><li>TikTok</li><li>Instagram</li></ul>"
    )
    assert story(page(items))[-3:] == ["Facebook", "TikTok", "Instagram"]
    text = (
        "Trois applications\n\nLe décret en vise trois pour les plus jeunes, dès "
        "janvier :\n\nFacebook\n\nZalo\n\nIl entre en vigueur lundi."
    )
    assert "Zalo" in story(read(text))
    assert "Facebook" not in story(read("Un décret paraît lundi.\n\nPartager :\n\nFacebook\n\nTikTok"))


def test_adjacent_blocks_are_separated() -> None:
    found = story(
        page("<div>Les faits<div>Jeudi soir</div>à Brest, le conseil a voté le budget de la halle.</div>")
    )
    assert found[-3:] == ["Les faits", "Jeudi soir", "à Brest, le conseil a voté le budget de la halle."]


def structured(**fields: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


@pytest.mark.parametrize(
    "form", ["{0}\n\n{1}", "<p>{0}</p><p>{1}</p>", "&lt;p&gt;{0}&lt;/p&gt;&lt;p&gt;{1}&lt;/p&gt;"]
)
def test_a_story_only_in_structured_data_is_read(form: str) -> None:
    first, second = (
        "La ville a ouvert sa halle au public jeudi matin. " * 5,
        "Le maire en attend du monde. " * 5,
    )
    head = structured(headline=TITLE, articleBody=form.format(first.strip(), second.strip()))
    source = f"<!DOCTYPE html><html><head>{head}</head><body><div id=root></div></body></html>"
    article = read(source.encode(), name="a.html", language="fr")
    assert story(article) == [TITLE, first.strip(), second.strip()]


@pytest.mark.parametrize("key", ["articleBody", "text"])
def test_a_story_in_structured_data_may_be_a_list_or_have_another_name(key: str) -> None:
    lines = [line for line in PROSE.replace("<p>", "").split("</p>") if line]
    data = {"@type": ["NewsArticle"], "headline": TITLE, key: lines}
    source = (
        f"<html><head><script type='application/ld+json'>{json.dumps(data)}</script></head>"
        f"<body><h1>{TITLE}</h1><div id='app'></div></body></html>"
    )
    assert story(read(source.encode(), name="a.html")) == [TITLE, *lines]


def test_a_page_with_only_a_title_is_refused() -> None:
    source = (
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><div id='app'></div></body></html>"
    )
    with pytest.raises(ArticleError, match="has no article"):
        read(source.encode(), name="a.html")


def test_damaged_structured_data_is_ignored() -> None:
    head = '<script type="application/ld+json">{"@type": "NewsArticle", </script>'
    assert story(page("", head))[0] == TITLE


def test_a_page_with_nul_bytes_is_read() -> None:
    source = (
        f"<!DOCTYPE html><html><body><article><h1>{TITLE}</h1>{PROSE}</article><!-- \0\0 --></body></html>"
    )
    assert story(read(source.encode(), name="a", language="fr"))[0] == TITLE
    assert looks_like_page(source.encode())
    assert not looks_like_page(b"texte \0")


@pytest.mark.parametrize(
    ("head", "heading", "title"),
    [
        ("<title>Le port rouvre | Le Ponant</title>", "<h1>Le port rouvre</h1>", "Le port rouvre"),
        ("<title>Le port de Brest rouvre | Le Ponant</title>", "", "Le port de Brest rouvre"),
        ("<title>Le port de Brest rouvre - leponant.fr</title>", "", "Le port de Brest rouvre"),
        (
            "<title>Le Ponant - Le port de Brest rouvre</title><meta "
            'property="og:site_name" content="Le Ponant">',
            "",
            "Le port de Brest rouvre",
        ),
        (
            '<meta property="og:title" content="Le port de Brest rouvre"><title>Le Ponant</title>',
            '<h1 class="logo">Le Ponant</h1>',
            "Le port de Brest rouvre",
        ),
        (
            "<title>Le port rouvre | Ponant</title>",
            "<h1><span class='kicker'>Économie</span>Le port rouvre</h1>",
            "Le port rouvre",
        ),
        (
            "<title>Grand-Place - Bruxelles en fête - Le Ponant</title>",
            "<h1>Grand-Place - Bruxelles en fête</h1>",
            "Grand-Place - Bruxelles en fête",
        ),
        ("<title>Accueil</title>", "<h1>Le port<br>rouvre</h1>", "Le port rouvre"),
        (
            '<meta property="og:title" content="Le port de Brest rouvre lundi après deux ans">'
            '<meta name="application-name" content="Le port de Brest rouvre lundi après deux ans">',
            "<h1>Retour au Ponant</h1><h2>Le port de Brest rouvre lundi après deux ans</h2>",
            "Le port de Brest rouvre lundi après deux ans",
        ),
        ("<title>Brest : le port rouvre | Le Ponant</title>", "", "Brest : le port rouvre"),
        ("<title>Le port de Brest rouvre // Ponant</title>", "", "Le port de Brest rouvre"),
        ("<title>Le port de Brest rouvre - Mer - Le Ponant</title>", "", "Le port de Brest rouvre"),
        (
            "<title>Le port de Brest rouvre</title>",
            "<h1><small>Mer</small> Le port de Brest rouvre</h1>",
            "Le port de Brest rouvre",
        ),
        (
            '<title>a</title><meta property="og:title" content="L&amp;#8217;eau &amp;amp; le port de Brest">',
            "",
            "L’eau & le port de Brest",
        ),
        (
            "<title>Le port de Brest rouvre - Économie - Le Ponant</title>"
            '<meta property="og:site_name" content="Le Ponant">',
            "",
            "Le port de Brest rouvre",
        ),
    ],
)
def test_the_title_omits_the_site_name_and_is_not_repeated(head: str, heading: str, title: str) -> None:
    source = (
        f"<!DOCTYPE "
        f"html><html><head>{head}</head><body><article>{heading}<p>{title}</p>{PROSE}</article></body></html>"
    )
    article = read(source.encode(), name="a.html", language="fr")
    assert article.title == title
    assert story(article).count(title) == 1


@pytest.mark.parametrize(
    "line",
    [
        "AFP, publié le mardi 08 août 2017 à 11h40",
        "6Medias, publié le lundi 01 octobre 2018 à 20h31",
        "publié le 24 juin",
        "Publié le 12/05/2026 à 14:32, mis à jour le 13/05/2026 à 08:00",
        "Cập nhật lúc 10:30, thứ Ba, ngày 12/5/2026 (GMT+7)",
        "Published on 12 May 2026 at 2:30 pm",
        "Il vous reste 72 % de cet article à lire.",
        "La suite est réservée aux abonnés. Abonnez-vous dès 1 € le premier mois.",
        "1€ * le 1er mois puis 12€ par mois",
        "Toutes nos offres d’abonnement",
        "Inscrivez-vous gratuitement pour lire la suite de l'article.",
        "Vous avez lu 3 articles gratuits ce mois-ci.",
        "Le Ponant - Tous droits réservés",
        "Rédaction",
        "Pour lire la suite",
        "Đăng nhập để đọc tiếp toàn bộ bài viết.",
        "Par Anne Riou - Le 12 mai 2026 à 8h",
        "Écrit par Anne Riou le 12 mai 2026",
        "Publié hier à 14h32",
        "Article publié le 12 mai 2026",
        "Publié le 12 mai 2026 par Anne Riou",
        "Par Anne Riou (avec AFP)",
        "Anne Riou avec Reuters",
        "Rédaction web, 12 mai 2026 14:32",
        "(AFP) - 12 mai 2026",
        "Partagez cet article",
        "Réagir (4)",
        "Offrir cet article",
        "Voir les commentaires",
        "Chia sẻ lên Facebook",
        "Ý kiến bạn đọc (3)",
        "Thời gian đọc: 3 phút",
        "Avec AFP",
        "(AFP, Reuters)",
        "La suite après cette publicité",
        "Signaler une erreur",
        "Commenter",
        "Tin cùng chuyên mục",
        "Đọc tiếp",
    ],
)
def test_datelines_and_subscription_lines_are_removed(line: str) -> None:
    assert line not in story(page(f"<p>{line}</p>"))


@pytest.mark.parametrize(
    "line",
    [
        "Tous droits réservés, la chanson ne peut être diffusée sans accord, a rappelé le juge.",
        "Le livre porte la mention Tous droits réservés, a rappelé le juge mardi à Lyon.",
        "La mention « Tous droits réservés » ne suffit pas, a tranché la cour d'appel.",
        "Recevez la newsletter de la mairie, propose l'élu.",
        "Publié le 24 juin, le rapport accuse la mairie de Brest.",
        "Le rapport a été publié le 24 juin 2026",
        "Mis à jour en 2024, le plan prévoit 12 classes.",
        "La plage est réservée aux abonnés du club depuis mardi.",
        "Il reste 72 % du budget de la commune à dépenser avant décembre.",
        "Nous utilisons des cookies, a reconnu le patron du site devant le juge.",
        "Par Toutatis, dit le maire, ce projet est une folie.",
        "Partagez vos idées, demande la mairie.",
    ],
)
def test_prose_about_dates_and_subscribers_is_kept(line: str) -> None:
    assert line in story(page(f"<p>{line}</p>"))


def test_long_captions_and_agency_credits_are_captions() -> None:
    long = "La halle de Brest, vue du port un mardi de marché, avec ses étals, ses bancs et ses arbres. " * 4
    text = f"<div class='embedCaption'>{long}</div><div>Jean Petit | Le Ponant | Getty Images</div>"
    article = page(f"<div><img src=a.jpg>{text}</div>")
    kinds = {article.block_text(block): block.kind for block in article.blocks}
    assert kinds[long.strip()] == "caption"
    assert kinds.get("Jean Petit | Le Ponant | Getty Images", "caption") == "caption"
    assert is_caption("Jean Petit / AFP")
    assert not is_caption("Le rapport est dans la liasse 3/4 de la ville")


@pytest.mark.parametrize(
    "form",
    [
        "<div class='image'><img src=a.jpg><div class='legende'>{}</div></div>",
        "<div class='image'><img src=a.jpg><span class='legend'>{}</span></div>",
        "<p><img src=a.jpg><em>{}</em></p>",
        "<p><img src=a.jpg><br><small>{}</small></p>",
        "<table class='picture'><tr><td><img src=a.jpg></td></tr><tr><td><p>{}</p></td></tr></table>",
    ],
)
def test_captions_are_found_by_class_and_by_position(form: str) -> None:
    article = page(form.format("La halle de Brest, mardi, avant son ouverture"))
    assert [article.block_text(b) for b in article.blocks if b.kind == "caption"] == [
        "La halle de Brest, mardi, avant son ouverture"
    ]


@pytest.mark.parametrize(
    "figcaption",
    [
        "<span>La halle de Brest.</span><span class='credit'>Anne Riou / AFP</span>",
        "<div>La halle de Brest.</div><div>Anne Riou / AFP</div>",
        "La halle de Brest.<small>Anne Riou / AFP</small>",
    ],
)
def test_the_parts_of_a_caption_are_separate(figcaption: str) -> None:
    article = page(f"<figure><img src=a.jpg><figcaption>{figcaption}</figcaption></figure>{MORE}")
    assert "La halle de Brest. Anne Riou / AFP" in story(article)


def test_a_gallery_after_the_story_does_not_replace_it() -> None:
    article = page("", frame=f"<article>{{}}</article><section>{CAPTIONS}{CAPTIONS}</section>")
    kinds = {article.block_text(block): block.kind for block in article.blocks}
    assert [kinds[line] for line in PROSE.replace("<p>", "").split("</p>") if line] == ["paragraph"] * 4
    assert not any("clocher" in text for text, kind in kinds.items() if kind == "paragraph")


@pytest.mark.parametrize(
    "line", ["AFP / Anne Riou", "PHOTO ANNE RIOU, ARCHIVES LE PONANT", "(Reuters / Anne Riou)"]
)
def test_credits_of_agencies_are_captions(line: str) -> None:
    assert is_caption(line)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Đăng ký nhận cảnh báo bão qua Zalo từ 1/9",
            "Từ 1/9, người dân có thể đăng ký nhận cảnh báo bão qua Zalo, theo đài khí tượng.",
        ),
        (
            "Copyright : la loi de 1992 va changer",
            "Les députés ont voté jeudi la réforme par 310 voix. Le Sénat la verra en juin.",
        ),
    ],
)
def test_a_headline_that_reads_like_a_page_element_is_the_title(title: str, text: str) -> None:
    assert read(f"{title}\n\n{text}").title == title


def test_paywall_prompts_after_a_story_are_removed() -> None:
    prompts = ("créez votre compte", "Toutes nos offres d'abonnement", "Profitez de notre offre.")
    found = story(page("".join(f"<p>{line}</p>" for line in prompts)))
    assert len(found) == 5
    assert "Profitez de notre offre." in story(page("<p>Profitez de notre offre.</p>"))


def test_lines_about_cookies_are_removed() -> None:
    line = "Nous utilisons des cookies pour améliorer l'offre que nous vous proposons."
    assert line not in story(page(f"<p>{line}</p>"))
    more = "En cliquant sur « TOUT ACCEPTER », vous acceptez les cookies. Les cookies durent six mois."
    assert len(story(page(f"<p>Les cookies sont utiles.</p><p>{more}</p><p>Ces cookies mesurent.</p>"))) == 5
    said = f"« {line} », a dit la ville à ses habitants."
    assert said in story(page(f"<p>{said}</p>"))


@pytest.mark.parametrize("line", [f"{TITLE} - Le Ponant", f"ÉCONOMIE - {TITLE}", f"« {TITLE} »"])
def test_the_title_beside_a_name_is_not_repeated(line: str) -> None:
    assert line not in story(page("", frame=f"<article><p>{line}</p>{{}}</article>"))


def test_the_title_with_section_and_site_is_not_repeated() -> None:
    line = f"{TITLE} | Finistère | Le Ponant | 12.05.2026"
    assert line not in story(page("", frame=f"<article><p>{line}</p>{{}}</article>"))


def test_an_author_line_below_the_story_is_removed() -> None:
    article = page("<p>Anne RIOU</p>", structured(headline=TITLE, author="Anne Riou"))
    assert "Anne RIOU" not in story(article)
    byline = "<span class='byline'>Par Anne RiouAnne Riou</span>"
    assert page("", frame=f"<article>{byline}{{}}</article>").author == "Anne Riou"


def test_author_and_outlet_are_resolved_in_a_json_ld_graph() -> None:
    graph = [
        {"@type": "NewsArticle", "author": {"@id": "#a"}, "publisher": {"@id": "#p"}},
        {"@type": "Person", "@id": "#a", "name": "Anne Riou"},
        {"@type": "Organization", "@id": "#p", "name": "Le Ponant"},
    ]
    script = f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>'
    article = page("", script)
    assert (article.author, article.outlet) == ("Anne Riou", "Le Ponant")


def test_headlines_of_an_index_are_separate_blocks() -> None:
    items = "".join(
        f"<article><h2><a href='/{i}'>Le maire de Brest ouvre la halle {i}</a></h2></article>"
        for i in range(12)
    )
    body = f"<main><h1>Actualités</h1>{items}</main>"
    source = f"<!DOCTYPE html><html><title>Actualités</title><body>{body}</body></html>"
    article = read(source.encode(), name="a.html", language="fr")
    assert article.notices == (pagekind.INDEX,)
    assert "Le maire de Brest ouvre la halle 3" in [article.block_text(b) for b in article.blocks]


def test_date_author_and_outlet_are_read_from_json_ld() -> None:
    head = structured(
        headline=TITLE,
        datePublished="2026-05-12T08:30:00+02:00",
        author=[{"@type": "Person", "name": "Anne Riou"}, {"name": "Loïc Morvan"}],
        publisher={"@type": "Organization", "name": "Le Ponant"},
    )
    article = page("<p>Par Anne Riou</p>", head)
    assert (article.date, article.author, article.outlet) == (
        "2026-05-12",
        "Anne Riou; Loïc Morvan",
        "Le Ponant",
    )
    assert article.byline == "Anne Riou; Loïc Morvan · Le Ponant · 2026-05-12"


def test_date_author_and_outlet_are_read_from_head_and_byline() -> None:
    head = (
        '<meta property="article:published_time" '
        'content="2025-03-02T10:00:00Z"><meta property="og:site_name" content="Le Ponant">'
    )
    article = page("", head, '<article><span class="byline">Par Anne Riou</span>{}</article>')
    assert (article.date, article.author, article.outlet) == ("2025-03-02", "Anne Riou", "Le Ponant")
    assert read(f"{TITLE}\n\nUn texte.").byline == ""


@pytest.mark.parametrize(
    ("lang", "line", "date"),
    [
        ("fr", "Publié le 12 mai 2026 à 14h32", "2026-05-12"),
        ("fr", "Mis à jour le 1er février 2026", "2026-02-01"),
        ("vi", "Thứ ba, 12/5/2026, 14:32 (GMT+7)", "2026-05-12"),
        ("vi", "Thứ Ba, ngày 12 tháng 5 năm 2026", "2026-05-12"),
        ("fr", "Publié le 42 mai 2026", None),
    ],
)
def test_the_date_is_read_from_a_line_above_the_story(lang: str, line: str, date: str | None) -> None:
    assert page("", frame=f"<article><p>{line}</p>{{}}</article>", lang=lang).date == date


def test_a_line_with_only_the_author_is_removed() -> None:
    head = structured(headline=TITLE, author="Anne Riou")
    found = story(page("", head, "<article><p>Par Anne Riou</p>{}</article>"))
    assert "Par Anne Riou" not in found
    assert len(found) == 5


@pytest.mark.parametrize(
    "line",
    ["Par Anne Riou (avec AFP)", "Anne Riou avec Reuters", "Rédigé par Anne Riou", "12 mai 2026 à 8h"],
)
@pytest.mark.parametrize("place", [1, 3, 6])
def test_a_date_or_author_line_of_a_text_is_removed(line: str, place: int) -> None:
    lines = [TITLE, *(text for text in PROSE.replace("<p>", "").split("</p>") if text)]
    lines.insert(place, line)
    article = read("\n\n".join(lines), language="fr")
    assert article.title == TITLE
    assert line not in story(article)


def test_several_dates_of_a_text_are_kept() -> None:
    lines = [text for text in PROSE.replace("<p>", "").split("</p>") if text]
    text = "\n\n".join([TITLE, "3 mai 2026", lines[0], "9 mai 2026", lines[1]])
    assert {"3 mai 2026", "9 mai 2026"} <= {*story(read(text, language="fr"))}


PAYWALL = '<div class="paywall"><p>Il vous reste 60 % de cet article à lire.</p></div>'
CAPTIONS = "".join(
    f"<figure><img src='{i}.jpg'><figcaption>La place numéro {i} vue du clocher, avec "
    f"ses bancs, ses arbres et le "
    f"marché du matin, photographiée pendant la fête de la ville en {1990 + i}.</figcaption></figure>"
    for i in range(14)
)


@pytest.mark.parametrize(
    ("source", "notice"),
    [
        (f"<article><h1>{TITLE}</h1>{PROSE}{PAYWALL}</article>", pagekind.PAYWALL),
        (
            f"<article><h1>{TITLE}</h1>{PROSE[:350]}</p></article>{structured(isAccessibleForFree=False)}",
            pagekind.PAYWALL,
        ),
        (f"<article><h1>{TITLE}</h1>{PROSE}{CAPTIONS}</article>", pagekind.GALLERY),
        (f"<article><h1>{TITLE}</h1><p>Le maire ouvre la halle.</p>{CAPTIONS}</article>", pagekind.GALLERY),
        (
            f"<article><h1>EN DIRECT. {TITLE}</h1>"
            + "".join(
                f"<h3>1{i}:0{i}</h3><p>Les marchands arrivent à la halle, dit-il.</p>" for i in range(8)
            )
            + "</article>",
            pagekind.LIVE_BLOG,
        ),
        (
            f"<article><h1>{TITLE}</h1>{PROSE}</article>"
            + structured(hasPart={"@type": "WebPageElement", "isAccessibleForFree": False}),
            pagekind.PAYWALL,
        ),
        (
            f"<article><h1>{TITLE}</h1>{PROSE}<p>Vous avez lu 10 % de cet article.</p></article>",
            pagekind.PAYWALL,
        ),
        (
            f"<article><h1>{TITLE}</h1><iframe src='https://www.youtube.com/embed/a'></iframe>"
            "<p>Le maire explique son projet de halle en trois minutes.</p></article>",
            pagekind.VIDEO,
        ),
        (
            f'<script type="application/ld+json">{{"@type": "LiveBlogPosting"}}</script>'
            f"<article><h1>{TITLE}</h1>{PROSE}</article>",
            pagekind.LIVE_BLOG,
        ),
        (
            f"<article><h1>{TITLE}</h1><iframe "
            f'src="https://video.example/player/1"></iframe><p>Le maire explique son '
            f"projet de halle en images et en trois minutes, "
            "depuis le chantier du port.</p></article>",
            pagekind.VIDEO,
        ),
        (
            "<main><h1>Consentement</h1><p>Nous et nos partenaires utilisons des "
            "cookies pour mesurer l'audience de ce "
            "site et vous montrer des annonces.</p><p>Vous pouvez accepter tous les "
            "cookies ou les refuser à tout moment.</p></main>",
            pagekind.COOKIE_WALL,
        ),
        (
            f"<article><h1>Grève : notre direct</h1>{PROSE}"
            + "".join(f"<div><time>1{i}h0{i}</time><p>Le maire {i} arrive.</p></div>" for i in range(6))
            + "</article>",
            pagekind.LIVE_BLOG,
        ),
        (
            f'<script type="application/ld+json">{{"@type": "VideoObject"}}</script><article><h1>{TITLE}</h1>'
            "<div class='player'></div><p>Le maire explique son projet de halle.</p></article>",
            pagekind.VIDEO,
        ),
        *(
            (f"<article><h1>{TITLE}</h1>{PROSE[:350]}</p><p>{line}</p></article>", pagekind.PAYWALL)
            for line in (
                "Accédez à tous nos articles dès 1 €",
                "Profitez de cet article en vous abonnant",
                "Vous avez déjà un compte ? Connectez-vous",
                "Article abonné",
            )
        ),
        (
            f"<meta property='article:content_tier' content='locked'><article><h1>{TITLE}</h1>"
            f"{PROSE[:350]}</p></article>",
            pagekind.PAYWALL,
        ),
        (
            "<main><h1>Politique</h1>"
            + 12
            * "<article><a href='/a'><h3>Le maire refuse</h3><p>Le maire a refusé mardi.</p></a></article>"
            + "</main>",
            pagekind.INDEX,
        ),
        (
            "<main><h1>Politique</h1>"
            + "".join(
                f"<article><h3>Le maire {i} refuse de signer</h3><p>Le maire {i} a refusé mardi.</p>"
                f"<a href='/{i}'>Lire la suite</a></article>"
                for i in range(12)
            )
            + "</main>",
            pagekind.INDEX,
        ),
    ],
)
def test_the_kind_of_page_has_a_notice(source: str, notice: str) -> None:
    html = f"<!DOCTYPE html><html lang=fr><head><title>{TITLE}</title></head><body>{source}</body></html>"
    assert notice in read(html.encode(), name="a.html", language="fr").notices


def test_an_index_page_has_a_notice() -> None:
    teasers = "".join(
        f'<p><a href="/{i}">Le conseil de la commune numéro {i} vote le budget de sa nouvelle école</a></p>'
        for i in range(20)
    )
    html = (
        f"<!DOCTYPE html><html lang=fr><head><title>À la "
        f"une</title></head><body><article>{teasers}</article></body></html>"
    )
    assert read(html.encode(), name="a.html", language="fr").notices == (pagekind.INDEX,)


@pytest.mark.parametrize("town", ["Brest", "ville numéro {}"])
@pytest.mark.parametrize(
    ("tag", "heading"), [("article", "h2"), ("div", "h3"), ("li", "h2"), ("div", "strong")]
)
def test_an_index_of_teasers_has_a_notice(tag: str, heading: str, town: str) -> None:
    teaser = (
        f"<{tag}><{heading}><a href='/a'>Le conseil de {town} a voté</a></{heading}>"
        f"<p>Le conseil de {town} a voté mardi soir le budget de sa nouvelle école primaire.</p></{tag}>"
    )
    body = f"<body><main>{''.join(teaser.format(i, i) for i in range(14))}</main></body>"
    html = f"<!DOCTYPE html><html lang=fr><head><title>À la une</title></head>{body}</html>"
    assert read(html.encode(), name="a.html", language="fr").notices == (pagekind.INDEX,)


def test_an_article_in_numbered_parts_is_not_an_index() -> None:
    parts = "".join(
        f"<h2>{i}. Le parc numéro {i}</h2><p>Il ouvre de neuf heures à midi.</p>" for i in range(12)
    )
    assert page(parts).notices == ()


def test_an_ordinary_article_has_no_notice() -> None:
    assert page("").notices == ()
    assert page("", structured(isAccessibleForFree=True)).notices == ()


def test_html_in_markdown_keeps_its_prose() -> None:
    text = (
        '# Titre\n\nUn texte.\n\n<div class="e">\n<p>La dette atteint 31 '
        "millions.</p>\n</div>\n\n<script>\nvar a = 1;\n</script>\n"
    )
    article = read(text.encode(), name="a.md", language="fr")
    assert story(article) == ["Titre", "Un texte.", "La dette atteint 31 millions."]
    assert article.text == text


@pytest.mark.parametrize(
    "body",
    [
        f"<p {' '.join(f'a{i}=1' for i in range(40_000))}>Un mot.</p>",
        "<figure><img src='a'><figcaption>Une vue du port</figcaption></figure>" * 3_000,
        f"<p>{'a<sup>1</sup> ' * 3_000}</p>",
        f"<p>{'a<s>b</s> ' * 3_000}</p>",
        f"<p>{'<q>' * 200}a</p>",
        "<p>a" * 5_000,
    ],
    ids=["attributes", "figures", "notes", "struck", "quotations", "paragraphs"],
)
def test_reading_takes_linear_time(body: str) -> None:
    start = time.process_time()
    assert "Brest" in page(body).text
    assert time.process_time() - start < 15


def test_a_page_with_too_many_tags_is_refused() -> None:
    with pytest.raises(ArticleError, match="more than 100,000 tags"):
        page("<p>a" * 100_000)


def test_a_consent_panel_is_removed() -> None:
    panel = "<p>Cookies de mesure d'audience et de partage, que vous pouvez refuser à tout moment.</p>"
    assert not any("Cookies" in text for text in story(page(f"<div id='tarteaucitronRoot'>{panel}</div>")))
    assert any("Cookies" in text for text in story(page(panel)))


@pytest.mark.parametrize(
    "body",
    [
        "<news-paragraph>Le maire a voté mardi le budget de la halle.</news-paragraph>",
        "<div class=dropcap>L</div><p>e maire a voté mardi le budget de la halle.</p>",
    ],
)
def test_blocks_that_extraction_would_drop_or_cut_are_read(body: str) -> None:
    assert story(page(body))[-1] == "Le maire a voté mardi le budget de la halle."


def test_the_template_of_a_custom_element_is_read() -> None:
    frame = "<story-body><template shadowrootmode=open><article>{}</article></template></story-body>"
    assert len(story(page("", frame=frame))) == 5


def test_form_labels_and_split_datelines_are_removed() -> None:
    form = "<div><label for='a'>Numéro de téléphone portable</label><input id='a'></div>"
    found = story(page(form, frame="<article><p>Le <time>12 mai 2026</time></p>{}</article>"))
    assert len(found) == 5
    assert "Numéro de téléphone portable" not in found

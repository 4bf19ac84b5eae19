"""German: numbers, dates, names, negation, sentences, clauses and page elements."""

import pytest

from passerelle.article.decoding import decode
from passerelle.article.rules import (
    ends_sentence,
    is_boilerplate,
    is_caption,
    is_dateline,
    is_paywall,
    is_published,
)
from passerelle.article.sources import source_line
from passerelle.facts import FactKind, find, negations
from passerelle.languages.identify import identify, is_english
from passerelle.languages.sentences import sentences
from translate.checks import check
from translate.clauses import clauses


def values(text: str, kind: FactKind) -> list[str]:
    return [fact.value for fact in find(text, "de", [kind])]


NUMBERS = {
    "zwei Soldaten": ["2"],
    "einundzwanzig Tote": ["21"],
    "dreißig Prozent": ["30 %"],
    "zweihundertfünfzig Menschen": ["250"],
    "hundertundeins Schulen": ["101"],
    "eintausendzweihundert Euro": ["1200 EUR"],
    "zweitausendvierundzwanzig": ["2024"],
    "hunderttausend Stimmen": ["100000"],
    "zwei Millionen Euro": ["2e6 EUR"],
    "eine Million Menschen": ["1e6"],
    "eine halbe Million Menschen": ["500000"],
    "zweieinhalb Milliarden Dollar": ["2.5e9 USD"],
    "anderthalb Stunden": ["1.5 hour"],
    "dreieinhalb Jahre": ["3.5 year"],
    "zwei Millionen dreihunderttausend": ["2.3e6"],
    "17 Millionen Euro": ["1.7e7 EUR"],
    "5 Mio. Euro und 3,4 Mrd. Dollar": ["5e6 EUR", "3.4e9 USD"],
    "1.234,5 Tonnen": ["1234.5 t"],
    "12.000 Franken": ["12000 CHF"],
    "2,75 Prozentpunkte": ["2.75 pp"],
    "3 bis 5 Millionen Euro": ["3e6 EUR", "5e6 EUR"],
    "zwischen 3 und 5 Millionen Euro": ["3e6 EUR", "5e6 EUR"],
    "im 19. Jahrhundert": ["19 century"],
    "der dritte Versuch, am zwanzigsten Tag": ["3", "20 day"],
    "mehrere hundert Menschen, einige Dutzend Autos": ["~100", "~12"],
    "Hunderte Menschen": ["~100"],
    "rund zehntausende Tote": ["~10000"],
    "minus 5 Grad": ["-5"],
    "einer der Gründe, ein Haus": [],
    "die Firma achtet darauf": [],
    "nach 20 Jahren und vier Monaten": ["20 year", "4 month"],
}


@pytest.mark.parametrize(("text", "expected"), NUMBERS.items())
def test_numbers_are_found(text: str, expected: list[str]) -> None:
    assert values(text, "number") == expected


DATES = {
    "am 3. Oktober 2024": ["2024-10-03"],
    "am Montag, dem 3. Oktober": ["--10-03"],
    "am 3.10.2024": ["2024-10-03"],
    "vom 3. bis 5. Mai 2023": ["--05-03", "2023-05-05"],
    "bis zum 31.12. offen": ["--12-31"],
    "im März 2022": ["2022-03"],
    "im Jänner": ["--01"],
    "seit 1990 und im Jahr 2001": ["1990", "2001"],
    "nach 2000 Jahren": [],
    "in den 1990er Jahren": ["199X"],
    "in den achtziger Jahren, die Neunzigerjahre": ["--8X", "--9X"],
    "am Mittwochabend": ["-W-3"],
    "am Sonnabend, sonntags": ["-W-6", "-W-7"],
    "um 14.30 Uhr": ["T14:30"],
    "gegen 8 Uhr": ["T08:00"],
    "um 20 Uhr 15": ["T20:15"],
    "am 2024-05-01": ["2024-05-01"],
}


@pytest.mark.parametrize(("text", "expected"), DATES.items())
def test_dates_are_found(text: str, expected: list[str]) -> None:
    assert values(text, "date") == expected


NAMES = {
    "Gestern sprach Angela Merkel in der Halle.": ["angela merkel"],
    "Der Tisch in der Küche ist neu.": [],
    "Die Bundeskanzlerin Merkel reist ab.": ["merkel"],
    "Das sagte Dr. Müller im Gericht.": ["muller"],
    "Außenminister Kuleba warnte.": ["kuleba"],
    "Die Stadt Bremen plant eine Schule.": ["bremen"],
    "Er reiste nach Köln und München.": ["cologne", "munich"],
    "Die Hauptstadt Frankreichs liegt an der Seine.": ["france"],
    "Truppen der USA und der NATO": ["united states", "nato"],
    "Die Europäische Union stimmt zu.": ["european union"],
    "Hunderte Menschen kamen mit Kindern.": [],
    "Der Kauf von Aktien lohnt sich.": [],
}


@pytest.mark.parametrize(("text", "expected"), NAMES.items())
def test_names_are_found(text: str, expected: list[str]) -> None:
    assert values(text, "name") == expected


DENIALS = {
    "Das Haus ist nicht fertig.": ["nicht"],
    "Er hat keine Zeit und kein Geld.": ["keine", "kein"],
    "Niemand kam, nichts geschah.": ["Niemand", "nichts"],
    "Weder Wasser noch Strom": ["Weder"],
    "ohne Hilfe, keineswegs": ["ohne", "keineswegs"],
    "nicht nur das Dach": [],
    "ohne Zweifel": [],
    "die Kleinen ohnehin": [],
}


@pytest.mark.parametrize(("text", "expected"), DENIALS.items())
def test_negations_are_found(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in negations(text, "de")] == expected


SENTENCES = [
    ["Er kam am 3. Oktober an.", "Dann ging er."],
    ["Im 19. Jahrhundert war das anders."],
    ["Es kamen 20.", "Danach war Schluss."],
    ["Das sagte Dr. Müller.", "Prof. Weber widersprach."],
    ["Tiere, z. B. Hunde, sind erlaubt.", "Katzen auch."],
    ["Das kostet ca. 5 Mio. Euro.", "Der Bund zahlt."],
    ["Es gab Brot, Käse usw.", "Die Gäste blieben."],
    ["Siehe Abs. 3 und S. 12.", "Das reicht."],
    ["„Warum?“, fragte sie.", "Er schwieg."],
    ["Am 5.11.2023 begann es.", "Heute endet es."],
]


@pytest.mark.parametrize("expected", SENTENCES)
def test_text_is_split_into_sentences(expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[span.start : span.end] for span in sentences(text, "de")] == expected


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Die Arbeiten haben lange gedauert weil der Winter in diesem Jahr sehr kalt war", "weil"),
        ("Der Rat der Stadt hat den Plan gebilligt obwohl viele Bürger dagegen waren", "obwohl"),
        ("Sie bauten am Ufer des Flusses ein Haus und die Kinder spielten am Wasser", "und"),
    ],
)
def test_a_long_sentence_is_split_before_a_conjunction(text: str, second: str) -> None:
    _, rest = clauses(text, 0, len(text), lambda piece: len(piece) <= 45)
    assert text[rest.start :].startswith(second)


ADDRESS = "https://example.org/story"
SOURCE_LINES = {
    f"Quelle: {ADDRESS}": (ADDRESS, 3),
    f"Originalartikel: {ADDRESS}": (ADDRESS, 3),
    f"Zuerst erschienen bei The Example: {ADDRESS}": (ADDRESS, 2),
    f"Link zum Original: {ADDRESS}": (ADDRESS, 1),
    "Quelle: Deutsche Presse-Agentur": (None, 0),
}


@pytest.mark.parametrize(("line", "expected"), SOURCE_LINES.items())
def test_source_lines_are_recognized(line: str, expected: tuple[str | None, int]) -> None:
    found = source_line(line)
    assert found is not None
    assert (found.url, found.rank) == expected


def test_prose_about_a_source_is_not_a_source_line() -> None:
    assert source_line(f"Die Quelle des Flusses liegt bei {ADDRESS} im Wald.") is None


@pytest.mark.parametrize("line", ["Foto: Anna Weber", "Symbolbild", "Das neue Rathaus. (Bild: Karl Koch)"])
def test_captions_are_recognized(line: str) -> None:
    assert is_caption(line)


@pytest.mark.parametrize(
    "line",
    [
        "Teilen auf Facebook",
        "Mehr zum Thema: Wahlen",
        "3 Kommentare",
        "Alle Rechte vorbehalten",
        "Abonnieren Sie unseren Newsletter",
        "Anzeige",
    ],
)
def test_page_elements_are_recognized(line: str) -> None:
    assert is_boilerplate(line)


@pytest.mark.parametrize("line", ["Von Karla Weber", "Mittwoch, 3. Mai 2023", "Aktualisiert am 3. Mai"])
def test_datelines_are_recognized(line: str) -> None:
    assert is_dateline(line)


@pytest.mark.parametrize(
    "line",
    [
        "Dieser Artikel ist nur für Abonnenten. Jetzt testen!",
        "Bereits Abonnent? Hier anmelden",
        "Um weiterzulesen, schließen Sie ein Abo ab.",
        "Exklusiv für Abonnentinnen",
    ],
)
def test_paywalls_are_recognized(line: str) -> None:
    assert is_paywall(line)


@pytest.mark.parametrize(
    "line",
    [
        "Veröffentlicht am 3. Mai 2023 um 14:05 Uhr",
        "Zuletzt aktualisiert: 3. Mai 2023, 14:05 Uhr",
        "Von Karla Weber | Veröffentlicht am 03.05.2023",
    ],
)
def test_dates_of_publication_are_recognized(line: str) -> None:
    assert is_published(line)


@pytest.mark.parametrize(
    "line",
    [
        "Die Studie wurde im Mai in einer Fachzeitschrift veröffentlicht.",
        "Nur für Abonnenten der Bahn bleibt der Preis gleich.",
        "Vor drei Tagen wurde das Gesetz geändert.",
        "Die Zeitung hat mehr Abonnenten als vor einem Jahr.",
    ],
)
def test_prose_about_publishing_is_kept(line: str) -> None:
    assert not is_published(line)
    assert not is_paywall(line)
    assert not is_boilerplate(line)


def test_an_abbreviation_does_not_end_a_headline() -> None:
    assert not ends_sentence("Dr. Weber kommt nach Köln")


def test_prose_is_not_a_page_element() -> None:
    assert not is_boilerplate("Die Nachbarn teilen sich den Garten.")
    assert not is_caption("Das Foto zeigt den Bürgermeister vor dem neuen Rathaus.")


def test_legacy_encodings_are_read() -> None:
    text = "Die Straße führt über die Brücke.\n"
    assert decode(text.encode("cp1252")) == (text, "cp1252")


def test_german_is_distinguished_from_english() -> None:
    german = "Die Regierung hat am Dienstag einen Plan für die Fischer an der Küste vorgestellt."
    assert identify(german, ["de"])[0] == "de"
    assert not is_english(german, "de")
    assert is_english("The government of the city has said that it would help the fishermen.", "de")


CHECKED = [
    ("Die Arbeiten kosten zweihundert Millionen Euro.", "The work costs 300 million euros.", "number"),
    ("Die Schule öffnet am 3. Oktober.", "The school opens on 4 October.", "date"),
    ("Die Brücke ist nicht sicher.", "The bridge is safe.", "negation"),
    ("Das sagte Angela Merkel in Köln.", "Angela Miller said that in Cologne.", "name"),
    ("Die Schule öffnet am Montag wieder.", "The school öffnet again on Monday.", "untranslated"),
]


@pytest.mark.parametrize(("source", "target", "name"), CHECKED)
def test_checks_find_errors_in_translations_from_german(source: str, target: str, name: str) -> None:
    assert name in {finding.check for finding in check(source, target, "de")}


SOUND = [
    ("Die Arbeiten kosten zweihundert Millionen Euro.", "The work costs 200 million euros."),
    ("Am Mittwoch, dem 3. Oktober 2024, kamen 24 Kinder.", "On Wednesday, 3 October 2024, 24 children came."),
    ("Im 19. Jahrhundert gab es keine Brücke.", "In the 19th century there was no bridge."),
    ("Hunderte Menschen protestierten in München.", "Hundreds of people protested in Munich."),
    ("Der Präsident Frankreichs reist in die USA.", "The president of France travels to the United States."),
]


@pytest.mark.parametrize(("source", "target"), SOUND)
def test_good_translations_have_no_findings(source: str, target: str) -> None:
    assert list(check(source, target, "de")) == []

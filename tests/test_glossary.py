from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import within

from passerelle.errors import TranslationError
from translate import Glossary, Term, Translator
from translate.glossary import MAX_TERMS, form, places, plural
from translate.glossaryfile import MAX_BYTES

FULL = "source term,target term,language,note\nchemin de fer,railroad,fr,US usage\nOTAN\nNga,Russia,vi\n"


def found(glossary: str, text: str, language: str = "fr") -> list[tuple[str, str]]:
    occurrences = Glossary.read(glossary).find(text, language)
    return [(text[o.span.start : o.span.end], o.term.target) for o in occurrences]


@pytest.mark.parametrize(
    "content",
    [
        FULL,
        FULL.encode(),
        FULL.encode("utf-8-sig"),
        FULL.encode("utf-16"),
        FULL.replace(",", ";"),
        FULL.replace(",", "\t"),
        FULL.replace("\n", "\r\n"),
        "# mine\n\n" + FULL.partition("\n")[2],
    ],
)
def test_files_saved_by_spreadsheets_are_read(content: str | bytes, tmp_path: Path) -> None:
    glossary = Glossary.read(content)
    assert glossary.terms == (
        Term("chemin de fer", "railroad", "fr", "US usage"),
        Term("OTAN", "OTAN"),
        Term("Nga", "Russia", "vi"),
    )
    path = tmp_path / "terms.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert Glossary.read(path) == glossary


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("un,one\n,two\n", "Line 2 .* no source term"),
        ("un,one\ndeux,two,french\n", "Line 2 .* 'french'"),
        ("un,one\ndeux,two,qx\n", "Line 2 .* 'qx' as its language; use a code such as fr"),
        ("un,one\ndeux,two\nun,a\n", "Lines 1 and 3 .* different English for “un”; keep one"),
        ("un,one\n\n...,three\n", "Line 3 .* without a letter"),
        (b"un,one\nd\xe9j\xe0,already\n", "Line 2 .* not UTF-8"),
        ('a,"b', "Line 1 .* quotation marks"),
        ('un,one\ndeux,"two\ntrois,three\n', "Line 2 .* quotation marks"),
        ('un,"one"x\n', "Line 1 .* quotation marks"),
        (f"{'x' * 201},one", "Line 1 .* over 200"),
        ("a\x07b,one", "Line 1 .* control character"),
        ("un," + "x" * MAX_BYTES, "larger than 1 MB"),
        ("\n".join(f"w{i},x" for i in range(MAX_TERMS + 1)), "more than 10,000 terms"),
        (Path("absent.csv"), "absent.csv cannot be read: No such file"),
        (Path("\0"), "cannot be read"),
        (Path("a" * 300), "cannot be read: File name too long"),
        (Path(), "is not a file"),
    ],
)
def test_unreadable_glossaries_give_a_specific_error(content: str | bytes | Path, message: str) -> None:
    with pytest.raises(TranslationError, match=message):
        Glossary.read(content)


def test_a_term_may_be_repeated_if_equal_or_in_two_languages() -> None:
    glossary = Glossary.read("un,one\nun,one\nsang,blood,fr\nsang,luxurious,vi\n")
    assert [term.target for term in glossary.terms] == ["one", "one", "blood", "luxurious"]


def test_quotation_marks_are_syntax_only_at_the_start_of_a_cell() -> None:
    text = '# say "so, "and\nécran 12",12" screen\n"a, b","x ""y"""\n  # "\nNga,Russia\n'
    assert [(t.source, t.target) for t in Glossary.read(text).terms] == [
        ('écran 12"', '12" screen'),
        ("a, b", 'x "y"'),
        ("Nga", "Russia"),
    ]


@given(st.one_of(st.text(), st.binary()))
def test_any_bytes_are_read_or_refused(content: str | bytes) -> None:
    try:
        glossary = Glossary.read(content)
    except TranslationError:
        return
    glossary.find("Un texte quelconque, avec Nga.", "fr")


def test_the_longest_term_wins() -> None:
    glossary = "chemin,path\nchemin de fer,railway\nfer,iron\n"
    assert found(glossary, "Le chemin de fer, le chemin, le fer.") == [
        ("chemin de fer", "railway"),
        ("chemin", "path"),
        ("fer", "iron"),
    ]


def test_only_whole_words_match() -> None:
    assert found("fer,iron", "L'enfer, un transfert, le fer-blanc") == [("fer", "iron")]
    assert found("chemin de fer,railway", "le chemin, de fer") == []


@pytest.mark.parametrize(
    ("term", "form"),
    [
        ("cheval", "chevaux"),
        ("national", "nationales"),
        ("européen", "européennes"),
        ("actif", "active"),
        ("château", "châteaux"),
        ("directeur", "directrices"),
        ("chemin de fer", "chemins de fer"),
        ("cour d'appel", "cours d'appel"),
        ("capital", "capitaux"),
        ("français", "françaises"),
        ("délégué", "déléguées"),
        ("voix", "voix"),
    ],
)
def test_french_inflected_forms_match(term: str, form: str) -> None:
    assert found(f"{term},x", f"Les {form}.") == [(form, "x")]
    assert found(f"{term},x", f"Les {form}.", "vi") == ([] if term != form else [(form, "x")])


def test_similar_words_do_not_match() -> None:
    for term, text in (
        ("prix", "pris"),
        ("port", "porte-parole portier"),
        ("cours", "court"),
        ("mer", "mère"),
        ("vent", "vente"),
        ("cour", "au cours de la réunion"),
        ("capitale", "le capital de la banque"),
        ("ver", "vers la ville"),
    ):
        assert found(f"{term},x", text) == [], term


def test_capitals_distinguish_names_from_words() -> None:
    assert found("Nga,Russia,vi", "Ngà voi, nga, Nga", "vi") == [("Nga", "Russia")]
    assert found("OTAN", "otan OTAN Otan") == [("OTAN", "OTAN")]
    assert found("gaz,natural gas", "Gaz GAZ gaz") == [(w, "natural gas") for w in ("Gaz", "GAZ", "gaz")]
    assert found("Nga,Russia,vi", "Nga", "fr") == []


def test_composed_and_decomposed_letters_match() -> None:
    assert found("café,coffee", "Un cafe\u0301.") == [("cafe\u0301", "coffee")]


def test_terms_are_found_in_the_english() -> None:
    assert len(places("railroad", "Railroads and a railroad's railroading")) == 2
    assert places("IT", "it") == ()
    assert [len(places("the Élysée", text)) for text in ("The Élysée replied", "the élysée")] == [1, 0]
    assert [len(places("C++", text)) for text in ("Plan C", "They use C++ now")] == [0, 1]
    assert [len(places("R&D", text)) for text in ("our R&D team", "R and D")] == [1, 0]
    assert [len(places("U.S.", text)) for text in ("the U.S. army", "the U S army")] == [1, 1]
    assert places("rock and roll", "Rock-and-roll".replace("-", " "))
    for term, text in (
        ("oil refinery", "oil refineries"),
        ("man", "Men"),
        ("tax", "taxes"),
        ("crisis", "crisis"),
    ):
        assert len(places(term, f"{text} are here")) == 1
    assert places("city", "the citys") == ()
    assert places("street child", "street children")
    assert places("displaced person", "displaced persons")
    assert places("displaced person", "displaced people")
    assert places("Kennedy", "the Kennedys")


@pytest.mark.parametrize(
    ("glossary", "source", "language", "replaced", "wanted"),
    [
        ("raffinerie,oil refinery,fr", "Les raffineries", "fr", "plants", "oil refineries"),
        ("raffinerie,oil refinery,fr", "La raffinerie", "fr", "works", "oil refinery"),
        ("pays,country,fr", "Les pays", "fr", "nations", "countries"),
        ("pays,country,fr", "Le pays", "fr", "nation", "country"),
        ("quốc gia,country,vi", "Các quốc gia", "vi", "nations", "countries"),
        ("homme,man,fr", "Les hommes", "fr", "guys", "men"),
        ("boîte,box,fr", "Les boîtes", "fr", "cans", "boxes"),
        ("monarque,monarch,fr", "Les monarques", "fr", "kings", "monarchs"),
    ],
)
def test_a_term_takes_the_number_of_the_words_it_replaces(
    glossary: str, source: str, language: str, replaced: str, wanted: str
) -> None:
    [occurrence] = Glossary.read(glossary).find(source, language)
    assert form(occurrence, replaced, opening=False) == wanted


@pytest.mark.parametrize(
    ("term", "several"),
    [
        ("court of appeal", "courts of appeal"),
        ("head of state", "heads of state"),
        ("mother-in-law", "mothers-in-law"),
        ("passer-by", "passers-by"),
        ("crisis", "crises"),
        ("state-of-the-art device", "state-of-the-art devices"),
        ("monarch", "monarchs"),
        ("submarine cable", "submarine cables"),
    ],
)
def test_the_plural_of_a_term_is_formed_and_found(term: str, several: str) -> None:
    assert plural(term) == several
    assert places(term, f"the {several}")


def test_a_heading_may_follow_a_comment_and_a_term_may_contain_a_comma() -> None:
    text = "# Termes\n\nsource term,target term,language,note\nOTAN,NATO,fr,x; y\n"
    assert [t.source for t in Glossary.read(text).terms] == ["OTAN"]
    text = "Washington, D.C.;Washington;fr\n1,5 °C;1.5 °C;fr\n"
    assert [t.source for t in Glossary.read(text).terms] == ["Washington, D.C.", "1,5 °C"]
    assert [t.source for t in Glossary.read("Washington, D.C.;Washington").terms] == ["Washington, D.C."]
    for line in ("OTAN,NATO,fr,x; y", "OTAN,NATO,,alliance; military", "OTAN,NATO; an alliance"):
        assert [t.source for t in Glossary.read(line).terms] == ["OTAN"]
    # At most one heading.
    assert [t.source for t in Glossary.read("source,target\nsource,spring,fr\n").terms] == ["source"]
    assert [t.source for t in Glossary.read("OTAN\nONU\n").terms] == ["OTAN", "ONU"]


def test_a_repair_inserts_a_term_and_reports_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # As for a model that accepts no hints.
    monkeypatch.setattr("translate.hints.insert", lambda pieces, found, encode: list(pieces))
    translator = Translator("fr")
    text = "Le préfet a fermé la raffinerie."
    [plain] = translator.translate(text).segments
    glossary = Glossary.read("raffinerie,oil refinery,fr\n")
    [segment] = translator.translate(text, glossary=glossary).segments
    assert "oil refinery" not in plain.target.lower()
    assert "oil refinery" in segment.target.lower()
    assert segment.repair is not None
    assert segment.repair.output == (plain.repair.output if plain.repair else plain.target)
    assert "glossary" not in {f.check for f in segment.findings}
    assert translator.translate(text).segments == (plain,)


def test_a_term_that_is_not_used_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translate.work._MOST_EDITS", 0)
    glossary = Glossary.read("grève,labour stoppage extraordinaire\n")
    [segment] = Translator("fr").translate("La grève continue.", glossary=glossary).segments
    [finding] = [f for f in segment.findings if f.check == "glossary"]
    assert "labour stoppage" in finding.message
    assert [segment.source[s.start : s.end] for s in finding.source] == ["grève"]


def test_the_signature_depends_on_what_changes_the_output() -> None:
    first, noted = Glossary.read("a1,b1,fr,x"), Glossary.read("a1,b1,fr,y")
    assert first.signature == noted.signature
    assert len({Glossary.read(t).signature for t in ("a1,b1", "a1,b2", "a1,b1,fr", "a1,b1\na2,b2")}) == 4
    translator = Translator("fr")
    assert translator.translate("Oui.").signature != translator.translate("Oui.", glossary=first).signature


@pytest.mark.parametrize("content", ["", "\n\n", "# nothing yet\n", "source term,target term\n"])
def test_a_file_without_a_term_is_refused(content: str) -> None:
    with pytest.raises(TranslationError, match="contains no terms; write one per line, as in “maire, mayor”"):
        Glossary.read(content)


def test_many_combining_marks_take_linear_time() -> None:
    with within(30):
        [term] = Glossary.read("a" + "\u0301\u0323" * 60_000 + ",b").terms
    assert len(term.source) < 40


@pytest.mark.parametrize(
    "terms",
    [
        [f"port {i}x" for i in range(9000)],
        [f"{'port ' * 30}{i}x" for i in range(3000)],
        [f"port{'!' * (i % 90)}{'?' * (i // 90)}de" for i in range(8000)],
        [
            "".join(c.upper() if i >> n & 1 else c for n, c in enumerate("portuairement"))
            for i in range(1, 8000)
        ],
    ],
    ids=["second words", "last words", "punctuation", "capitals"],
)
def test_many_terms_that_begin_alike_are_found_in_linear_time(terms: list[str]) -> None:
    glossary = Glossary.read("".join(f"{term},x,fr\n" for term in ["quai", *terms]))
    text = "port! de portuairement " * 1500 + "port port quai"
    with within(30):
        assert glossary.find(text, "fr")[-1].term.source == "quai"


def test_the_longest_term_wins_and_of_equal_ones_the_last() -> None:
    glossary = Glossary.read("port de pêche,a\nport,b\nPort,c\nport de,d\nports,e\n")
    found = [
        (one.term.target, one.inflected)
        for one in glossary.find("Le port de pêche, le port et les ports", "fr")
    ]
    assert found == [("a", False), ("b", False), ("e", False)]

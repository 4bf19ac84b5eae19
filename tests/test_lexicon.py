import unicodedata

import pytest

from passerelle.languages import lexicon


def english(word: str, language: str) -> set[str]:
    entry = lexicon.lookup(word, language)
    return {translation for translation, _ in entry.translations} if entry else set()


@pytest.mark.parametrize(
    ("language", "word", "known"),
    [
        ("fr", "pêcheurs", "fishermen"),
        ("fr", "grève", "strike"),
        ("fr", "Flotte", "fleet"),
        ("fr", "trajet", "journey"),
        ("fr", "filets", "nets"),
        ("vi", "Chính phủ", "government"),
        ("vi", "bệnh viện", "hospital"),
        ("vi", "thủ  tướng", "prime minister"),
        ("vi", "lũ lụt", "flooding"),
        ("vi", "cá", "fish"),
    ],
)
def test_a_word_is_found_with_its_translation(language: str, word: str, known: str) -> None:
    assert known in english(word, language)
    assert known in english(unicodedata.normalize("NFD", word).upper(), language)


@pytest.mark.parametrize(
    ("form", "lemma", "known"), [("abîment", "abîmer", "damage"), ("mangerions", "manger", "eat")]
)
def test_a_rare_form_is_found_by_its_lemma(form: str, lemma: str, known: str) -> None:
    entry = lexicon.lookup(form, "fr")
    assert entry is not None
    assert entry.word == lemma
    assert any(known in translation for translation, _ in entry.translations)


def test_a_frequent_form_has_its_own_translations() -> None:
    entry = lexicon.lookup("chevaux", "fr")
    assert entry is not None
    assert entry.word == "chevaux"
    assert entry.translations[0][0] == "horses"
    assert entry.count >= lexicon.ENOUGH


def test_translations_are_ordered_by_frequency() -> None:
    for word, language in (("maison", "fr"), ("nhà", "vi")):
        entry = lexicon.lookup(word, language)
        assert entry is not None
        counts = [number for _, number in entry.translations]
        assert counts == sorted(counts, reverse=True)
        assert entry.count == sum(counts)


def test_vietnamese_words_of_several_syllables_are_one_unit() -> None:
    text = "Hôm qua, Chính phủ và bệnh viện, máy bay."
    found = {text[f.start : f.end]: f.entry.word for f in lexicon.find(text, "vi")}
    assert found["Chính phủ"] == "chính phủ"
    assert found["bệnh viện"] == "bệnh viện"
    assert found["máy bay"] == "máy bay"
    assert "phủ" not in found


def test_punctuation_divides_a_unit() -> None:
    text = "bệnh, viện"
    assert "bệnh viện" not in {f.entry.word for f in lexicon.find(text, "vi")}


def test_offsets_are_those_of_the_text() -> None:
    text = "L’équipage a réparé les filets."
    places = {text[f.start : f.end]: f.entry.word for f in lexicon.find(text, "fr")}
    assert places["équipage"] == "équipage"
    assert places["filets"] == "filets"


@pytest.mark.parametrize("language", ["en", "de", ""])
def test_nothing_is_found_without_a_lexicon(language: str) -> None:
    assert lexicon.lookup("maison", language) is None
    assert lexicon.find("La maison.", language) == ()


def test_text_without_known_words_finds_nothing() -> None:
    assert lexicon.lookup("", "fr") is None
    assert lexicon.lookup("zzyzxq", "fr") is None
    assert lexicon.find("12 345 % — …", "vi") == ()


def test_every_line_of_a_lexicon_is_found() -> None:
    for language in lexicon.LANGUAGES:
        found = list(lexicon.first_translations(language))
        assert len(found) > 20_000
        for word, english in (*found[:200], *found[:: len(found) // 500], *found[-200:]):
            entry = lexicon.lookup(word, language)
            assert entry is not None
            # A rare form returns the entry of its lemma.
            assert entry.translations[0][0] == english or entry.word != word


@pytest.mark.parametrize("word", ["", " ", "\ud800", "\x00", "zzzzzz", "a=b", "\U0010ffff"])
def test_invalid_words_and_languages_have_no_entry(word: str) -> None:
    for language in (*lexicon.LANGUAGES, "de", "../fr"):
        assert lexicon.lookup(word, language) is None


@pytest.mark.parametrize(
    ("language", "text", "words", "wanted"),
    [
        ("fr", "Les tireurs ont pris la fuite.", "pris la fuite", "flee"),
        ("fr", "Le GARDE DES SCEAUX parle.", "GARDE DES SCEAUX", "justice minister"),
        ("fr", "un coup d’État manqué", "coup d’État", "coup"),
        ("fr", "le demi-finaliste en demi-finale", "demi-finale", "semifinal"),
        ("vi", "Ông bị khởi tố hôm qua.", "khởi tố", "prosecute"),
        ("vi", "Đương kim vô địch thua ở bán kết.", "Đương kim vô địch", "defending champions"),
    ],
)
def test_an_expression_is_found_as_a_whole(language: str, text: str, words: str, wanted: str) -> None:
    [found, *_] = [f for f in lexicon.find(text, language) if f.entry.expression]
    assert text[found.start : found.end] == words
    assert found.entry.expression[0] == wanted
    assert found.entry.translations[0][0] == wanted.casefold()


@pytest.mark.parametrize("language", ["fr", "vi"])
def test_every_form_of_an_expression_is_found(language: str) -> None:
    english = lexicon.expressions(language)
    assert len(english) > 200
    for form, wanted in english.items():
        found = lexicon.find(form, language)
        assert [one.entry.expression for one in found] == [wanted], form


def test_irregular_forms_of_english_verbs_count_as_an_expression() -> None:
    assert lexicon.expressions("fr")["pris la fuite"][0] == "flee"
    assert "fled" in lexicon.expressions("fr")["pris la fuite"]
    assert lexicon.expressions("fr")["mis en examen"] == ("charge", "indict")  # both regular

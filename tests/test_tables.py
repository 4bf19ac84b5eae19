"""Tables made from CLDR and ISO 3166, compared with the current data of the libraries."""

import json
import subprocess
import sys

import pytest

from passerelle.facts import exonyms, gazetteer
from passerelle.facts.units import units
from passerelle.languages import CODES, cldr, currencies, dateforms
from passerelle.languages.identify import language_name


def test_the_stored_names_of_cldr_are_those_of_babel() -> None:
    fresh = json.loads(json.dumps(cldr.build(CODES)))
    stored = json.loads(cldr.FILE.read_text(encoding="utf-8"))
    assert stored == fresh, "write them again: python -m training cldr"


@pytest.mark.parametrize("code", CODES)
def test_the_stored_names_of_places_are_those_of_the_libraries(code: str) -> None:
    fresh = json.loads(json.dumps(gazetteer.build(code)))
    assert exonyms._stored(code) == fresh, "write them again: python -m training cldr"


def test_names_come_in_the_same_form_from_files_and_libraries() -> None:
    assert exonyms.exonyms("fr") == gazetteer.exonyms("fr")
    assert exonyms.by_words("vi") == gazetteer.by_words("vi")
    assert exonyms.by_words("en") == gazetteer.by_words("en")
    assert exonyms.alternatives() == gazetteer.alternatives()
    assert exonyms.exonyms("fr")["londres"] == ("London", "London")
    assert ("états", "unis") in exonyms.by_first_word("fr")["états"]


def test_a_language_without_a_record_is_read_from_the_libraries() -> None:
    assert exonyms.exonyms("es")["londres"][0] == "London"
    assert dateforms.months("es")["enero"] == 1
    assert dateforms.weekdays("es")["lunes"] == 1
    assert units("es")["kilómetros"] == "km"
    assert currencies.names("es")["dólares estadounidenses"] == "USD"
    assert cldr.number_marks("es") == (",", ".")


def test_a_language_that_cldr_lacks_has_no_names() -> None:
    assert cldr.number_marks("xx") is None
    assert dateforms.months("xx") == {}
    assert currencies.names("xx") == {}
    assert currencies.scales("xx") == {}
    assert "km" in units("xx")
    assert exonyms.exonyms("xx") == {}
    assert language_name("xx") == "xx"


def test_tables_made_for_other_languages_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exonyms, "SOURCES", ("fr", "vi"))
    exonyms._stored.cache_clear()
    try:
        assert exonyms._stored("fr") == {}
    finally:
        exonyms._stored.cache_clear()


def test_finding_facts_needs_neither_babel_nor_pycountry() -> None:
    code = (
        "import sys\n"
        "from translate.checks import check\n"
        "check('Le 3 mai, Paris compte 12 km pour 5 €.', 'On May 3, Paris has 12 km for 5 €.', 'fr')\n"
        "check('Ngày 3 tháng 5, Hà Nội có 12 km.', 'On May 3, Hanoi has 12 km.', 'vi')\n"
        "print(sorted({'babel', 'pycountry'} & sys.modules.keys()))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

"""Facts of two versions: which certainly contradict each other, and which may agree."""

import pytest

from passerelle.crosscheck.conflicts import LocatedFact, conflict, corresponding_facts
from passerelle.facts import FactKind, compare, find

CONFLICTS: list[tuple[FactKind, str, str, bool]] = [
    # Vietnamese people and places, however they are written
    ("name", "avec Pham Minh Chinh", "với ông Phạm Minh Hùng", True),
    ("name", "avec Tran Van Nam", "với ông Lê Quốc Bảo", True),
    ("name", "à Da Nang", "ở Cần Thơ", True),
    ("name", "dans la province de Quang Ninh", "tại Sóc Trăng", True),
    ("name", "avec Karen Holm", "với Karen Lund", True),
    # Countries
    ("name", "en Thaïlande", "tại nước Lào", True),
    ("name", "au Japon", "tại Hàn Quốc", True),
    ("name", "à Hanoi", "tại Việt Nam", False),
    ("name", "à Moscou", "tại nước Nga", False),
    # A name and its Vietnamese form
    ("name", "avec Xi Jinping", "với ông Tập Cận Bình", False),
    ("name", "avec Kim Jong Un", "với ông Kim Chính Ân", False),
    # Years after `de`, quarters, fractions, hours
    ("date", "le séisme de 2010", "trận động đất năm 2017", True),
    ("date", "au premier trimestre 2022", "quý II/2022", True),
    ("date", "à 9h30", "từ 9 giờ", True),
    ("date", "les années 1990", "thập niên 1980", True),
    ("number", "deux tiers des fonds", "một phần ba kinh phí", True),
    ("number", "deux heures et demie", "2 giờ", True),
]


@pytest.mark.parametrize(("kind", "french", "vietnamese", "expected"), CONFLICTS)
def test_certain_conflicts_are_recognized(
    kind: FactKind, french: str, vietnamese: str, expected: bool
) -> None:
    here, there = find(french, "fr", (kind,)), find(vietnamese, "vi", (kind,))
    found = compare(here, there)
    assert (found.missing, found.added) == (here, there)
    assert conflict(found.missing[0], found.added[0]) is expected


def test_equal_hours_are_paired_before_others_are_compared() -> None:
    here = find("L'entrée sera libre de 9h30 à midi.", "fr", ("date",))
    there = find("Vào cửa tự do từ 9 giờ đến 12 giờ trưa.", "vi", ("date",))
    found = compare(here, there)
    assert [(a.text, b.text) for a, b in found.matched] == [("midi", "12 giờ trưa")]
    missing: list[LocatedFact] = [(0, fact) for fact in found.missing]
    added: list[LocatedFact] = [(0, fact) for fact in found.added]
    ((one, other),) = corresponding_facts(missing, added)
    assert (one[1].text, other[1].text) == ("9h30", "9 giờ")

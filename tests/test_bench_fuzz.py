import json
import random

import pytest
from lxml import etree

from bench import fuzz


@pytest.mark.parametrize("seed", [fuzz._BOOK, fuzz._OPEN_DOCUMENT, fuzz._SITEMAP])
def test_odd_markup_is_well_formed(seed: str) -> None:
    made = {fuzz.odd_markup(seed.encode(), random.Random(number)) for number in range(60)}
    assert len(made) > 30
    before = [element.tag for element in etree.fromstring(seed.encode()).iter()]
    for data in made:
        assert [element.tag for element in etree.fromstring(data).iter()] == before


def test_odd_values_are_json_and_differ() -> None:
    seed = fuzz._MODEL_SETTINGS.encode()
    made = [fuzz.odd_values(seed, random.Random(number)) for number in range(60)]
    assert all(isinstance(json.loads(data), dict) for data in made)
    assert json.loads(seed) not in [json.loads(data) for data in made]


def test_three_of_four_inputs_are_damaged_within_their_structure() -> None:
    target = fuzz.Target("x", [b"{}"], lambda data, _: None, lambda data, _: b"structured")
    made = [target.input(random.Random(number)) for number in range(200)]
    assert 120 < made.count(b"structured") < 180

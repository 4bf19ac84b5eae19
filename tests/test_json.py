"""The JSON of a briefing: every output is validated against the published schema and read back."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
import versions
from hypothesis import given
from hypothesis import strategies as st
from test_export import briefing

import passerelle.output
from passerelle.briefing import Briefer, Briefing
from passerelle.crosscheck.types import DifferenceKind
from passerelle.errors import BriefingError
from passerelle.output.json import translation_document
from passerelle.spans import Span
from translate import Translator
from translate.types import Finding, Repair

SCHEMA_FILE = Path(passerelle.output.__file__).with_name("briefing.schema.json")
EXAMPLES = Path(__file__).parent.parent / "examples"


def validate(content: dict[str, Any]) -> None:
    """Validate against a strict form of the published schema, in which undescribed fields are errors."""
    jsonschema.Draft202012Validator(strict(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))).validate(
        content
    )


@pytest.mark.parametrize(
    "text", ["Il pleut. M. Dupont ne viendra pas lundi 3 mai.", "", "http://example.org"]
)
def test_a_translation_alone_follows_the_schema(text: str) -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    alone = strict(schema["$defs"]["translation"] | {"$defs": schema["$defs"]})
    written = translation_document(Translator("fr").translate(text))
    jsonschema.Draft202012Validator(alone).validate(written)


def strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return list(map(strict, schema))
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(value) for key, value in schema.items()}
    return made | {"additionalProperties": False} if schema.get("type") == "object" else made


def marked() -> Briefing:
    """Return two versions with findings, a repair, an alignment and a name that is not valid Unicode."""
    made = versions.briefing()
    segments = list(made.translation.segments)
    segments[1] = replace(
        segments[1],
        truncated=True,
        score=None,
        kind="copied",
        findings=(Finding("name", "“Huế” is missing.", (Span(2, 4),), (Span(0, 5), Span(6, 8))),),
        repair=Repair("Output.", ("one", "two")),
        alignment=((Span(2, 5), Span(0, 5)),),
    )
    segments[2] = replace(segments[2], alignment=())
    name = b"caf\xe9.txt".decode(errors="surrogateescape")
    return replace(
        made,
        article=replace(made.article, name=name),
        translation=replace(made.translation, segments=tuple(segments)),
    )


BRIEFINGS: dict[str, Callable[[], Briefing]] = {
    "one version": briefing,
    "two versions": versions.briefing,
    "marked": marked,
    "no original": lambda: replace(
        versions.briefing(), original=None, crosscheck=None, agreement=(), original_problem="It is gone."
    ),
    "not compared": lambda: replace(versions.briefing(), crosscheck=None, agreement=()),
    "no brief": lambda: replace(
        briefing(), brief=replace(briefing().brief, sentences=(), headline=None, omissions=())
    ),
}


def test_the_schema_is_valid() -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    with pytest.raises(jsonschema.ValidationError):
        validate(versions.briefing().to_dict() | {"more": 1})
    with pytest.raises(jsonschema.ValidationError):
        validate(versions.briefing().to_dict() | {"signature": None})


def test_the_schema_names_every_kind_of_difference() -> None:
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    difference = schema["$defs"]["crosscheck"]["properties"]["differences"]["items"]
    assert difference["properties"]["kind"]["enum"] == list(get_args(DifferenceKind))


@pytest.mark.parametrize("name", BRIEFINGS)
def test_the_json_of_a_briefing_follows_the_schema_and_is_read_back_equal(name: str) -> None:
    made = BRIEFINGS[name]()
    content = json.loads(made.to_json())
    validate(content)
    assert content["schema"] == "passerelle.briefing/2"
    assert content == json.loads(json.dumps(made.to_dict()))
    for found in (Briefing.from_json(made.to_json()), Briefing.from_dict(made.to_dict())):
        assert found == made
        assert found.to_json() == made.to_json()
        assert found.to_html() == made.to_html()
    assert Briefing.from_json(made.to_json().encode()) == made


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cables-sous-marins.fr.txt", "navettes-hai-phong.fr.txt"])
def test_a_real_briefing_follows_the_schema_and_is_read_back_equal(name: str) -> None:
    partner = EXAMPLES / name.replace(".fr.txt", ".vi.html")
    original = partner if partner.exists() else None
    made = Briefer().brief(EXAMPLES / name, original=original, align_words=True)
    assert (made.crosscheck is None) == (original is None)
    validate(json.loads(made.to_json()))
    assert Briefing.from_json(made.to_json()) == made


def test_unknown_fields_are_ignored() -> None:
    content = versions.briefing().to_dict() | {"batch": {"words": 3}, "more": None}
    content["article"]["more"] = 1
    assert Briefing.from_dict(content) == versions.briefing()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "This is not JSON"),
        ("{", "This is not JSON"),
        ("[" * 100_000, "This is not JSON"),
        ('{"schema": NaN}', "This is not JSON"),
        (b"\xff\xfe\xfd", "This is not JSON"),
        ("null", "not the JSON of a briefing"),
        ("[1, 2]", "not the JSON of a briefing"),
        ('{"schema": "other"}', "not the JSON of a briefing"),
        ('{"schema": ["passerelle.briefing/2"]}', "not the JSON of a briefing"),
        ('{"schema": "passerelle.briefing/1"}', "has the schema passerelle.briefing/1"),
        ('{"schema": "passerelle.briefing/2"}', "damaged"),
    ],
)
def test_other_json_is_a_clear_error(text: str | bytes, words: str) -> None:
    with pytest.raises(BriefingError) as error:
        Briefing.from_json(text)
    message = str(error.value)
    assert words in message
    assert message.endswith(".")
    assert "\n" not in message
    assert len(message) < 500


def test_an_index_or_offset_outside_its_text_is_refused() -> None:
    content = marked().to_dict()
    segment = content["translation"]["segments"][1]
    sentence, check = content["brief"]["sentences"][0], content["crosscheck"]
    difference = next(d for d in check["differences"] if d["version"])
    for holder, key, value in [
        (content["article"]["blocks"][0], "end", 10**9),
        (content["article"]["blocks"][0], "start", -1),
        (content["article"]["blocks"][0], "start", 3),  # does not include the first segment
        (segment, "end", 10**9),
        (segment, "target_start", segment["target_end"] + 1),
        (segment["findings"][0], "source", [[0, 10**6]]),
        (segment, "alignment", [[[0, 1], [0, 10**6]]]),
        (sentence["evidence"][0], "segment", 13),
        (sentence["evidence"][0], "segment", True),
        (check["pairs"][0], "original", [14]),
        (difference, "pair", 99),
        (difference["version"][0], "segment", -1),
        (difference["version"][0], "end", 10**6),
        (content["timings"], "read", 1e999),
        (content, "original", None),
    ]:
        kept, holder[key] = holder[key], value
        with pytest.raises(BriefingError):
            Briefing.from_dict(content)
        holder[key] = kept
    assert Briefing.from_dict(content) == marked()


DAMAGE: tuple[Any, ...] = (
    None,
    True,
    -1,
    3,
    10**30,
    0.5,
    "x",
    "",
    [],
    [1],
    [[0, 1]],
    {},
    {"text": 1},
    "DELETE",
)


@pytest.mark.slow
@given(st.data())
def test_a_damaged_briefing_is_refused_or_can_be_rendered(data: st.DataObject) -> None:
    content = deepcopy(marked().to_dict())
    holder, key = data.draw(st.sampled_from(list(places(content))))
    holder[key] = data.draw(st.sampled_from(DAMAGE))
    if holder[key] == "DELETE":
        del holder[key]
    try:
        found = Briefing.from_dict(content)
    except BriefingError:
        return
    assert found.to_html()
    assert found.to_text()
    assert found.to_markdown()
    assert Briefing.from_json(found.to_json()) == found


def places(content: Any) -> list[tuple[Any, Any]]:
    """List every field and item of a document as (container, key)."""
    keys: Any = content if isinstance(content, dict) else range(len(content))
    found = []
    for key in keys:
        found.append((content, key))
        if isinstance(content[key], dict | list):
            found += places(content[key])
    return found

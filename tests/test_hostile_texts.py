"""Small files that once took minutes: reading and translating them takes time linear in their length."""

from pathlib import Path

import pytest
from limits import within

from passerelle.article import read
from passerelle.article.letters import find_repair
from passerelle.article.passages import MAX_CHARACTERS
from passerelle.batch.rows import rows
from passerelle.errors import ArticleError
from translate.masks import amounts

STORY = "Le maire de Brest a parlé mardi. Il pleut sur la rade."
CUE = "00:0{}.000 --> 00:0{}.000\n"


def subtitles(*cues: str) -> bytes:
    return "\n\n".join(["WEBVTT", *(CUE.format(i, i + 1) + cue for i, cue in enumerate(cues))]).encode()


def test_subtitles_of_one_long_paragraph_are_joined() -> None:
    with within(30):
        article = read(subtitles("le maire de Brest et\n" * 15_000), name="a.vtt", language="fr")
    assert article.text == " ".join(["le maire de Brest et"] * 15_000)


def test_cues_of_many_lines_are_compared() -> None:
    first, second = ([f"{name} {i} parle" for i in range(12_000)] for name in ("Anne", "Jean"))
    with within(30):
        article = read(
            subtitles("\n".join(first), "\n".join([*first[:5], *second])), name="a.vtt", language="fr"
        )
    assert article.text == " ".join([*first, *second])


@pytest.mark.parametrize("tag", ["<v.", "<v .", "<v\t"])
def test_broken_voice_tags_are_kept(tag: str) -> None:
    with within(30):
        article = read(subtitles(f"{STORY}\n{tag * 60_000}"), name="a.vtt", language="fr")
    assert article.text.startswith(STORY)


@pytest.mark.parametrize(
    "line",
    [
        "Le café Ã©tait à moi " + "a" * 100_000,
        "а\u0301" * 40_000,
        "а\u0301b" * 30_000,
        "à" * 50_000,
        "Ã© " + "à " * 20_000,
    ],
    ids=["long word", "marked look-alikes", "mixed look-alikes", "vowels", "syllables"],
)
def test_letters_are_repaired_in_linear_time(line: str) -> None:
    with within(30):
        repair = find_repair(f"{STORY}\n{line}")
        assert STORY in (repair.apply(f"{STORY}\n{line}") if repair else STORY)


def test_letters_of_other_scripts_are_still_replaced() -> None:
    text = "Le mаire de Brеst a pаrlé. Brest а voté."
    repair = find_repair(text)
    assert repair
    assert repair.apply(text) == "Le maire de Brest a parlé. Brest a voté."


@pytest.mark.parametrize(
    ("field", "title"),
    [
        ("title: Le port rouvre  ", "Le port rouvre"),
        ("title: 'Le port rouvre'", "Le port rouvre"),
        ('title: "L\'aube"\t', "L'aube"),
        ("title: 'Le port", None),
        ("title: ", None),
        ('title: ""', None),
        ("title: 12", None),
        (f"title: a{' ' * 300_000}b", f"a{' ' * 300_000}b"),
        (f"title: {chr(34)}{' ' * 300_000}", None),
    ],
)
def test_the_title_in_front_matter_is_read(field: str, title: str | None) -> None:
    with within(30):
        article = read(
            f"---\ndate: 2026-05-12\n{field}\n---\n\n{STORY}\n".encode(), name="a.md", language="fr"
        )
    titles = [article.block_text(block) for block in article.blocks if block.kind == "title"]
    assert titles == ([title] if title else [])


@pytest.mark.parametrize("piece", ["1", "1 ", "1,", "1.", "1 111", "$1"])
def test_amounts_are_found_in_linear_time(piece: str) -> None:
    with within(30):
        masks = amounts(f"Le pont coûte 1 250 000 $ CA et {piece * (60_000 // len(piece))}.", "fr")
    assert masks[0].english == "C$1,250,000"


@pytest.mark.parametrize("content", [b"\xe9t\xe9 " * 1_100_000, b"a" * (4 * MAX_CHARACTERS + 5)])
def test_a_text_that_is_too_long_in_any_encoding_is_not_decoded(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("passerelle.article.formats.decode", None)
    with pytest.raises(ArticleError, match="more than 1,000,000 characters; give one article at a time"):
        read(content, name="a.txt")


def test_a_table_of_many_columns_and_rows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    names = ",".join(f"c{i}" for i in range(20_000))
    path.write_text(f"id,text,{names}\n" + f"1,{STORY}\n" * 20_000, encoding="utf-8")
    with within(30):
        found = list(rows(path, "x", "text", None))
    assert len(found) == 20_000
    assert (found[-1].id, found[-1].source, found[-1].error) == ("1", STORY, None)


def test_a_short_row_is_an_error_and_an_empty_line_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"a,id,text\n\nx,7,{STORY}\ny,8\n", encoding="utf-8")
    assert [(item.id, item.source, item.error) for item in rows(path, "x", "text", None)] == [
        ("7", STORY, None),
        ("8", "", "The row has no text in 'text'; add it."),
    ]
    [item, _] = rows(path, "x", "body", None)
    assert item.error == "There is no column 'body', only a, id, text; choose one with --text-column."


@pytest.mark.parametrize("depth", [1, 900, 985, 990, 995])
def test_an_id_that_is_neither_text_nor_number_is_an_error_of_its_row(tmp_path: Path, depth: int) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(f'{{"id": {"[" * depth}{"]" * depth}, "text": "a"}}\n{{"id": 2, "text": "b"}}\n')
    first, second = rows(path, "x", "text", None)
    wrong_id = "The id in 'id' is neither text nor a number; change it."
    assert first.error in (wrong_id, "The line is not JSON; correct it.")
    assert (first.id, second.id, second.source) == ("x#1", "2", "b")

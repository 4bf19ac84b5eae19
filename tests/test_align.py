import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from passerelle.crosscheck.align import align
from passerelle.crosscheck.refine import ContrastFunction, enclosed
from passerelle.crosscheck.similarity import AlignableSentence
from passerelle.crosscheck.types import AlignedPair
from passerelle.facts import Fact

STORY = (
    "The harbour of Vinh Long opened a new fish market on Monday.",
    "Some four hundred boats unload their catch there every morning.",
    "The building has solar panels and a cold store.",
    "Merchants complain that the rent has doubled.",
    "A mayor promised them a discount for the first year.",
    "Tourists may visit the market before sunrise.",
    "The province hopes for many more visitors next summer.",
)
# The same story paraphrased, like the output of another machine translation.
RETOLD = (
    "On Monday a new fish market was opened in the harbour of Vinh Long.",
    "Every morning about four hundred boats bring their catch there.",
    "Solar panels and cold stores are in the building.",
    "The merchants complained the rents were doubled.",
    "The mayor has promised a discount in their first year.",
    "Before the sunrise, tourists can visit this market.",
    "Next summer, the province hopes to have more visitors.",
)


def side(sentences: tuple[str, ...] | list[str], blocks: list[int] | None = None) -> list[AlignableSentence]:
    return [
        AlignableSentence(text, len(text), (), "paragraph", blocks[i] if blocks else 0)
        for i, text in enumerate(sentences)
    ]


def links(pairs: tuple[AlignedPair, ...]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(pair.version, pair.original) for pair in pairs]


def test_the_same_story_is_aligned_one_to_one() -> None:
    pairs = align(side(STORY), side(RETOLD))
    assert links(pairs) == [((i,), (i,)) for i in range(7)]
    assert all(0.3 < pair.similarity <= 1 and not pair.moved for pair in pairs)


def test_a_sentence_missing_on_one_side_is_a_pair_of_its_own() -> None:
    assert links(align(side(STORY), side(RETOLD[:3] + RETOLD[4:]))) == [
        *[((i,), (i,)) for i in range(3)],
        ((3,), ()),
        *[((i,), (i - 1,)) for i in range(4, 7)],
    ]
    assert links(align(side(STORY[1:4] + STORY[5:]), side(RETOLD))) == [
        ((), (0,)),
        *[((i,), (i + 1,)) for i in range(3)],
        ((), (4,)),
        ((3,), (5,)),
        ((4,), (6,)),
    ]


def test_two_sentences_align_with_the_one_that_joins_them() -> None:
    joined = [*RETOLD[:3], f"{RETOLD[3][:-1]}; {RETOLD[4]}", *RETOLD[5:]]
    expected = [((i,), (i,)) for i in range(3)] + [((3, 4), (3,)), ((5,), (4,)), ((6,), (5,))]
    assert links(align(side(STORY), side(joined))) == expected
    assert links(align(side(joined), side(STORY))) == [(b, a) for a, b in expected]


def test_a_moved_paragraph_leaves_the_other_pairs_intact() -> None:
    order = [0, 3, 4, 5, 1, 2, 6]
    pairs = align(side(STORY), side([RETOLD[i] for i in order]))
    assert links(pairs) == [((i,), (order.index(i),)) for i in range(7)]
    moved = {pair.version[0] for pair in pairs if pair.moved}
    assert moved in ({1, 2}, {3, 4, 5})


def test_shared_numbers_align_sentences_with_useless_english() -> None:
    number = [Fact("number", 0, 2, str(n), str(n)) for n in (12, 47, 83)]
    junk = ["Ox brambles quietly.", "Lorem vesper antler.", "Quorum zinc yodel.", "Pivot umber flask."]
    first = [
        AlignableSentence(STORY[0], 60, (), "paragraph", 0),
        *[AlignableSentence(STORY[k + 1], 60, (number[k],), "paragraph", 0) for k in range(3)],
    ]
    second = [AlignableSentence(junk[k], 60, (number[k],), "paragraph", 0) for k in range(3)]
    assert links(align(first, second)) == [((0,), ()), ((1,), (0,)), ((2,), (1,)), ((3,), (2,))]


def test_a_title_is_not_joined_to_a_paragraph() -> None:
    title = AlignableSentence(RETOLD[0], 60, (), "title", 0)
    lead = AlignableSentence("It was raining.", 20, (), "paragraph", 1)
    (pair,) = (p for p in align(side(STORY[:1]), [title, lead]) if p.version)
    assert pair.original == (0,)


def test_an_empty_side_leaves_the_other_unaligned() -> None:
    assert links(align(side(STORY[:2]), [])) == [((0,), ()), ((1,), ())]
    assert links(align([], side(STORY[:2]))) == [((), (0,)), ((), (1,))]
    assert align([], []) == ()


def partners(true: set[tuple[int, int]]) -> ContrastFunction:
    """Return a contrast function that scores groups by the true pairs."""

    def contrast(groups: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]) -> list[float]:
        return [3.0 if any((i, j) in true for i in v for j in o) else 0.1 for v, o in groups]

    return contrast


JUNK = ("Ox brambles quietly.", "Lorem vesper antler.", "Quorum zinc yodel.", "Pivot umber flask.")


def test_the_contrast_decides_if_words_do_not() -> None:
    story, junk = side(STORY), side([*RETOLD[:3], *JUNK[:2], *RETOLD[5:]])
    true = {(i, i) for i in range(7)}
    assert links(align(story, junk, partners(true))) == [((i,), (i,)) for i in range(7)]
    assert links(align(story, junk, partners(true - {(3, 3), (4, 4)}))) == [
        *[((i,), (i,)) for i in range(3)],
        ((), (3,)),
        ((), (4,)),
        ((3,), ()),
        ((4,), ()),
        *[((i,), (i,)) for i in range(5, 7)],
    ]


def test_groups_that_the_budget_cannot_contrast_stay_together() -> None:
    # Each sentence of the original is two in the version: more groups than the budget has contrasts for.
    chance = random.Random(5)
    letters = ["bcdfgklmnprstvz", "aeiou"] * 4
    names = iter(["".join(map(chance.choice, letters)).title() for _ in range(480)])
    first = [f"{next(names)} and {next(names)} repaired {next(names)}." for _ in range(80)]
    second = [f"{next(names)} and {next(names)} painted {next(names)}." for _ in range(80)]
    version = [s for pair in zip(first, second, strict=True) for s in pair]
    original = [f"{a[:-1]}; {b}" for a, b in zip(first, second, strict=True)]
    true = {(2 * j + k, j) for j in range(80) for k in (0, 1)}
    pairs = align(side(version), side(original), partners(true))
    assert links(pairs) == [((2 * j, 2 * j + 1), (j,)) for j in range(80)]


def test_the_contrast_finds_moved_and_joined_sentences() -> None:
    moved = side([*RETOLD[:2], *RETOLD[3:], JUNK[0]])
    true = {(0, 0), (1, 1), (2, 6), (3, 2), (4, 3), (5, 4), (6, 5)}
    pairs = align(side(STORY), moved, partners(true))
    assert {(i, j) for pair in pairs for i in pair.version for j in pair.original} == true
    assert [pair.version for pair in pairs if pair.moved] == [(2,)]
    joined = side([*RETOLD[:3], RETOLD[3], *RETOLD[5:]])
    true = {(i, i) for i in range(4)} | {(4, 3), (5, 4), (6, 5)}
    assert ((3, 4), (3,)) in links(align(side(STORY), joined, partners(true)))


def test_the_contrast_is_called_a_limited_number_of_times() -> None:
    asked: list[int] = []

    def contrast(groups: Sequence[object]) -> list[float]:
        asked.append(len(groups))
        return [0.0] * len(groups)

    align(side(STORY * 20), side(JUNK * 20), contrast)
    assert 0 < sum(asked) <= 100


def test_pairs_between_two_certain_neighbours_are_enclosed() -> None:
    pairs = [
        AlignedPair((0,), (0,), 0.9),
        AlignedPair((1,), (1,), 0.0),
        AlignedPair((2,), (2,), 0.9),
        AlignedPair((4,), (3,), 0.0),
    ]
    assert enclosed(pairs, [True, False, True, False], 5, 4) == [False, True, False, False]


WORDS = ["boat", "boats", "rice", "Hue", "flood", "minister", "said", "the", "3", "x" * 500, "«", "été"]


@given(st.data())
def test_every_sentence_is_in_one_pair_and_the_order_is_kept(data: st.DataObject) -> None:
    texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=9)
    first, second = (side(data.draw(texts), data.draw(st.just([0] * 4 + [1] * 5))) for _ in range(2))
    pairs = align(first, second)
    assert [i for pair in pairs for i in pair.version] == list(range(len(first)))
    assert sorted(j for pair in pairs for j in pair.original) == list(range(len(second)))
    kept = [j for pair in pairs if pair.version and not pair.moved for j in pair.original]
    assert kept == sorted(kept)
    assert all(0 <= pair.similarity <= 1 for pair in pairs)


@pytest.mark.slow
def test_a_long_text_is_aligned() -> None:
    words = [f"{a}{b}{c}ing" for a in "bcdfghjkl" for b in "aeiou" for c in "mnprst"]
    choose = random.Random(1)
    long = [" ".join(choose.choices(words, k=12)) for _ in range(1400)]
    pairs = align(side(long), side(long[:700] + long[701:]))
    assert [pair.version for pair in pairs if not pair.original] == [(700,)]

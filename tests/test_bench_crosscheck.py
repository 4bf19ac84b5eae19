import pytest

from bench.crosscheck import DATA, KINDS, cases, evaluate, load


def test_the_seeded_set_has_the_stated_size_and_kinds() -> None:
    bases = load(DATA)
    every = [case for base in bases for case in cases(base)]
    changed = [case for case in every if case.change]
    assert len(bases) >= 8
    assert len(changed) >= 40
    assert len(every) == 2 * len(changed)
    assert {case.change.kind for case in changed if case.change} == set(KINDS)
    for base in bases:
        assert [len(p) for p in base.versions[0]] == [len(p) for p in base.versions[1]]
        assert 8 <= sum(map(len, base.versions[0])) <= 15


def test_each_case_has_exactly_one_change() -> None:
    for base in load(DATA):
        whole = [[s for p in version for s in p] for version in base.versions]
        for case in cases(base):
            change = case.change
            if change is None:
                continue
            now = [[s for p in version for s in p] for version in case.versions]
            assert now[1 - change.side] == whole[1 - change.side]
            before, after = whole[change.side], now[change.side]
            if change.kind == "move":
                assert before != after
                assert sorted(before) == sorted(after)
            elif change.kind in ("drop", "claim"):
                less, more = sorted((before, after), key=len)
                assert len(more) == len(less) + 1
                assert [s for s in more if s in less] == less
            else:
                assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


@pytest.mark.slow
def test_the_crosscheck_meets_its_precision_and_recall_targets() -> None:
    # The minimum values below are the project's targets.
    tallies, counts = evaluate([base for base in load(DATA) if base.name[0] in "abijk"])
    alone = [tallies["drop"], tallies["claim"]]
    found, false = sum(t.found for t in alone), sum(t.false for t in alone)
    assert found / (found + false) >= 0.9
    assert tallies["drop"].recall >= 0.7
    for kind in ("number", "date"):
        assert tallies[kind].precision >= 0.9
        assert tallies[kind].recall >= 0.7
    assert tallies["name"].precision >= 0.9
    for kind in ("quotation", "negation"):
        assert tallies[kind].precision >= 0.9
        assert tallies[kind].recall >= 0.6
    assert tallies["move"].recall >= 0.7
    assert counts["links found"] >= 0.95 * counts["links"]
    assert counts["distinguished"] == counts["unrelated"]

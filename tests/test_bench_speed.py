"""The steps that the benchmark of speed leaves out."""

from bench.speed import without_checks, without_repairs
from translate import Glossary, work


def test_checks_and_repairs_can_be_left_out() -> None:
    longest, examine = work.LONGEST_REPAIRED, work.examine
    with without_repairs():
        assert work.LONGEST_REPAIRED < 0
        assert work.examine is examine
    with without_checks():
        assert work.LONGEST_REPAIRED < 0
        assert work.examine("Il vient.", "", "fr", Glossary(())) == ()
    assert (work.LONGEST_REPAIRED, work.examine) == (longest, examine)
